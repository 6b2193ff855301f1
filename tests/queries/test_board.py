"""The board, the stalled leads and the cohort funnel, on a book small enough to reckon by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm.actions.edit import create
from crm.actions.leads import advance
from crm.book import Book, create_book
from crm.queries.board import LeadCard, card_of, cards, piles, stalled
from crm.queries.funnel import durations, funnel
from crm.queries.home import by_province, greeting_progress, is_empty, newest_visits, province_view, visits_from
from crm.queries.lead_lights import BoardRules
from crm.queries.listing import ids
from crm.queries.posting import calendar, first_month
from crm.queries.view import ROWS, Filter, ViewSpec
from crm.rules.festivals import Festival

TODAY = dt.date(2024, 5, 30)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book on 30 May 2024."""
    book = create_book(tmp_path / "云溪县.zhaoyin", clock=lambda: dt.datetime(2024, 5, 30, 10, 42))
    yield book
    book.close()


def day(month: int, number: int) -> dt.date:
    return dt.date(2024, month, number)


def lead(book: Book, name: str, **values: Any) -> int:
    return create(book, "leads", {"name": name, **values})[0]


def board(book: Book, *, basis: str = "自报", view: ViewSpec | None = None) -> dict[str, LeadCard]:
    with book.read() as session:
        found = cards(session, view or ViewSpec("leads"), today=TODAY, rules=BoardRules(basis))
    return {card.name: card for card in found}


def test_a_lead_stands_in_the_column_of_its_furthest_fact_for_the_days_since(book: Book) -> None:
    lead(book, "光学膜二期", first_date=day(5, 20), total_investment=200_000_000)
    lead(book, "储能电池包", talk_date=day(3, 1), signed_date=day(5, 18), company_date=day(5, 25))
    lead(book, "智能装备", produced_date=day(5, 1), full_date=day(5, 29), registered_date=day(4, 1))
    found = board(book)
    assert [(c.stage, c.column, c.days) for c in found.values()] == [
        ("线索", "线索", 10),
        ("注册", "签约", 5),
        ("达产", "投产", 1),
    ]


def test_only_the_chosen_basis_counts_where_city_and_province_recognise(book: Book) -> None:
    lead(book, "光学膜二期", talk_date=day(3, 1), signed_date=day(4, 1), city_signed_date=day(5, 10))
    assert board(book)["光学膜二期"].days == 59
    assert board(book, basis="市认定")["光学膜二期"].days == 20
    assert board(book, basis="省认定")["光学膜二期"].stage == "在谈"


def test_columns_sum_their_investment_and_put_red_first(book: Book) -> None:
    lead(book, "甲", first_date=day(5, 20), total_investment=200_000_000)
    lead(book, "乙", first_date=day(3, 1), total_investment=50_000_000)
    lead(book, "丙", talk_date=day(5, 1), ended_date=day(5, 2), total_investment=900_000_000)
    first = piles(board(book).values())[0]
    assert (first.stage, first.total) == ("线索", 250_000_000)
    assert [card.name for card in first.cards] == ["乙", "甲"]
    assert sum(len(pile.cards) for pile in piles(board(book).values())) == 2


@pytest.mark.parametrize(
    ("values", "colour", "short"),
    [
        ({"signed_date": day(3, 1), "due_start": day(5, 15)}, "黄", "本月到期未开工"),
        ({"signed_date": dt.date(2023, 8, 1)}, "红", "超期 3 个月未开工"),
        ({"started_date": day(4, 29), "land_papers": True}, "黄", "开工满 1 个月未入统"),
        ({"started_date": day(3, 30)}, "红", "开工满 2 个月未入统"),
        ({"started_date": day(5, 20), "land_papers": False}, "红", "无用地手续"),
        ({"produced_date": day(5, 20)}, "黄", "已投产，未入统"),
        ({"first_date": day(4, 30)}, "黄", "30 天无进展，待说明"),
        ({"first_date": day(5, 1)}, "绿", ""),
        ({"first_date": day(5, 1), "next_date": day(5, 28)}, "黄", "逾期 2 天未跟进"),
        ({"first_date": day(4, 1), "stall_reason": "等地块"}, "绿", ""),
    ],
)
def test_the_light_of_a_lead_says_why(book: Book, values: dict[str, Any], colour: str, short: str) -> None:
    lead(book, "光学膜二期", **values)
    card = board(book)["光学膜二期"]
    assert (str(card.light.colour), card.lit[0].short if card.lit else "") == (colour, short)


def test_an_ended_lead_has_no_light(book: Book) -> None:
    lead(book, "光学膜二期", first_date=dt.date(2023, 1, 1), ended_date=day(5, 1))
    card = board(book)["光学膜二期"]
    assert (card.stage, card.column, card.lit, card.light.reason) == ("终止", "", (), "已终止")


@pytest.mark.parametrize(
    ("values", "since", "remedy"),
    [
        # Due six months after 签约, so from 1 May on; red three months after the due month.
        (
            {"signed_date": day(5, 2), "due_start": day(5, 9)},
            day(5, 1),
            "开工后填写“开工日期”；约定改期的，修改“约定开工日期”",
        ),
        (
            {"signed_date": day(1, 2), "due_start": day(2, 9)},
            day(5, 1),
            "开工后填写“开工日期”；约定改期的，修改“约定开工日期”",
        ),
        ({"started_date": day(3, 20)}, day(5, 20), "入统后填写“入统日期”"),
        ({"started_date": day(4, 20)}, day(5, 20), "入统后填写“入统日期”"),
        ({"started_date": day(5, 20), "land_papers": False}, day(5, 20), "手续办妥后把“用地手续”改为“是”"),
        ({"produced_date": day(5, 20)}, day(5, 20), "入统后填写“入统日期”"),
        ({"first_date": day(4, 30)}, day(5, 30), "记一次拜访，或填写“停滞原因”"),
        ({"first_date": day(5, 1), "next_date": day(5, 28)}, day(5, 29), "记一次拜访，或修改“下次跟进日期”"),
        ({"first_date": day(4, 1), "next_date": day(4, 8)}, day(5, 9), "记一次拜访，或修改“下次跟进日期”"),
    ],
)
def test_a_light_says_since_when_and_what_puts_it_out(
    book: Book, values: dict[str, Any], since: dt.date, remedy: str
) -> None:
    lead(book, "光学膜二期", **values)
    first = board(book)["光学膜二期"].lit[0]
    assert (first.since, first.remedy) == (since, remedy)


def test_a_lead_tells_all_its_lights_the_worst_first(book: Book) -> None:
    key = lead(book, "光学膜二期", started_date=day(4, 20), next_date=day(4, 10), land_papers=False)
    lead(book, "别的项目", signed_date=day(1, 1))
    with book.read() as session:
        card = card_of(session, key, today=TODAY, rules=BoardRules())
        gone = card_of(session, key + 1_000_000, today=TODAY, rules=BoardRules())
    assert card is not None
    assert gone is None
    assert [one.words(TODAY) for one in card.lit] == [
        "红灯 已报开工，用地手续未办理（4月20日起）。消灯办法：手续办妥后把“用地手续”改为“是”",
        "黄灯 2024年4月20日开工，已满1个月未入统（5月20日起）。消灯办法：入统后填写“入统日期”",
        "黄灯 已1个月无进展，请填写原因（5月20日起）。消灯办法：记一次拜访，或填写“停滞原因”",
    ]
    assert card.lit[0].since_words(dt.date(2025, 1, 1)) == "2024年4月20日起"


def test_stalled_is_counted_from_the_last_contact_and_not_from_creation(book: Book) -> None:
    old = lead(book, "久未联系", first_date=dt.date(2023, 5, 1))
    met = lead(book, "刚联系过", first_date=dt.date(2023, 5, 1))
    lead(book, "刚录入")
    lead(book, "已投产", produced_date=dt.date(2023, 1, 1), registered_date=dt.date(2023, 1, 1))
    create(book, "visits", {"date": day(3, 1), "lead": old, "contact": "王总"})
    create(book, "visits", {"date": day(5, 29), "lead": met, "contact": "李总"})
    rules = BoardRules()
    found = stalled(board(book).values(), today=TODAY, rules=rules)
    assert [(one.card.name, one.days) for one in found] == [("久未联系", 90)]
    later = stalled(board(book).values(), today=day(7, 15), rules=rules)
    assert [(one.card.name, one.days) for one in later] == [("刚录入", None), ("久未联系", 136), ("刚联系过", 47)]


def test_the_funnel_counts_each_project_once_in_every_stage_it_reached(book: Book) -> None:
    lead(book, "甲", first_date=day(1, 1), talk_date=day(1, 11), signed_date=day(3, 1), total_investment=100_000_000)
    lead(book, "乙", first_date=day(1, 1), signed_date=day(2, 1), started_date=day(4, 1))
    lead(book, "丙", first_date=day(2, 1), talk_date=day(2, 11), ended_date=day(3, 1))
    lead(book, "丁", first_date=day(2, 1))
    lead(book, "去年的", first_date=dt.date(2023, 2, 1), talk_date=day(2, 1))
    found = funnel(board(book).values(), start=day(1, 1), end=TODAY)
    assert [(step.stage, len(step.ids), step.of_previous, step.of_first) for step in found.steps] == [
        ("线索", 4, None, Decimal("100.0")),
        ("在谈", 3, Decimal("75.0"), Decimal("75.0")),
        ("签约", 2, Decimal("66.7"), Decimal("50.0")),
        ("开工", 1, Decimal("50.0"), Decimal("25.0")),
        ("入统", 0, Decimal("0.0"), Decimal("0.0")),
        ("投产", 0, None, Decimal("0.0")),
    ]
    assert len(found.ended) == 1


def test_a_project_with_a_company_of_its_own_has_passed_the_signing_in_board_and_funnel(book: Book) -> None:
    lead(book, "只记了注册", first_date=day(1, 1), company_date=day(3, 1))
    cards = board(book)
    assert cards["只记了注册"].column == "签约"
    found = funnel(cards.values(), start=day(1, 1), end=TODAY)
    assert [len(step.ids) for step in found.steps] == [1, 1, 1, 0, 0, 0]


def test_durations_take_the_projects_whose_two_days_are_known(book: Book) -> None:
    for name, days in (("甲", 10), ("乙", 20), ("丙", 40)):
        lead(book, name, first_date=day(1, 1), talk_date=day(1, 1) + dt.timedelta(days=days))
    lead(book, "丁", first_date=day(1, 1))
    first = durations(list(board(book).values()))[0]
    assert (first.days, first.median, first.at(1, 4), first.at(3, 4)) == ((10, 20, 40), 20, 10, 40)
    assert durations([])[0].median is None


def test_a_view_narrows_the_board_and_may_name_its_rows(book: Book) -> None:
    big = lead(book, "大项目", total_investment=600_000_000)
    lead(book, "小项目", total_investment=10_000_000)
    narrow = ViewSpec("leads", (Filter("total_investment", ">=", 50_000_000),))
    assert list(board(book, view=narrow)) == ["大项目"]
    named = ViewSpec("leads", (Filter(ROWS, "in", (big,)),))
    assert list(board(book, view=named)) == ["大项目"]
    assert ViewSpec.from_json(named.to_json()) == named
    with book.read() as session:
        assert ids(session, named) == [big]


def test_an_amount_recognised_by_the_city_is_the_city_s(book: Book) -> None:
    key = lead(book, "光学膜二期", signed_date=day(3, 1), signed_amount=300_000_000)
    advance(book, key, "签约", date=day(4, 1), amount=280_000_000, basis="市认定")
    assert board(book)["光学膜二期"].signed_amount == 300_000_000
    assert board(book, basis="市认定")["光学膜二期"].signed_amount == 280_000_000


def test_each_posted_day_counts_once_and_leave_goes_before_it(book: Book) -> None:
    who, _ = create(book, "staff", {"name": "李明朗"})
    one, _ = create(book, "trips", {"staff": who, "start": day(5, 1), "end": day(5, 10)})
    two, _ = create(book, "trips", {"staff": who, "start": day(5, 8), "end": day(5, 12)})
    create(book, "trips", {"staff": who, "kind": "请假", "start": day(5, 9), "end": day(5, 9)})
    create(book, "trips", {"staff": who, "kind": "回县培训", "start": day(5, 9), "end": day(5, 11)})
    create(book, "visits", {"date": day(5, 8), "staff": who, "contact": "王总"})
    with book.read() as session:
        marks = calendar(session, day(5, 1), day(5, 31))[who]
        assert first_month(session) == day(5, 1)
    kinds = [mark.kind for mark in marks.values()]
    assert (kinds.count("驻点"), kinds.count("请假"), kinds.count("回县培训")) == (9, 1, 2)
    assert (marks[day(5, 8)].trips, marks[day(5, 8)].visits) == ((one, two), 1)
    assert day(5, 13) not in marks


def test_provinces_are_counted_however_they_are_written(book: Book) -> None:
    assert emptiness(book)
    lead(book, "甲", origin="浙江省")
    lead(book, "乙", origin="浙江杭州")
    lead(book, "丙", origin="新加坡")
    firm, _ = create(book, "enterprises", {"name": "苏州铭瑞新材料有限公司", "province": "江苏"})
    visit, _ = create(book, "visits", {"date": day(5, 8), "enterprise": firm, "content": "谈\n二期"})
    with book.read() as session:
        leads = by_province(session, "leads")
        visits = by_province(session, "visits")
        assert {k: v.count for k, v in leads.items()} == {"浙江": 2}
        assert {k: v.count for k, v in by_province(session, "enterprises").items()} == {"江苏": 1}
        view = province_view("leads", leads["浙江"])
        assert view is not None
        assert len(ids(session, view)) == 2
        assert province_view("visits", visits["江苏"]) is None
        assert visits_from(session, visits["江苏"].written) == [visit]
        newest = newest_visits(session)[0]
    assert (newest.title, newest.content) == ("苏州铭瑞新材料有限公司", "谈 二期")
    assert not emptiness(book)


def test_greetings_are_counted_while_someone_waits(book: Book) -> None:
    feast = Festival("端午", day(6, 10))
    met, _ = create(book, "hometown", {"name": "毛思"})
    create(book, "hometown", {"name": "陈泽伯"})
    create(book, "visits", {"date": day(6, 2), "hometown": met, "method": "电话"})
    with book.read() as session:
        assert greeting_progress(session, [feast]) == [("端午", 1, 2)]
        assert greeting_progress(session, [Festival("国庆", dt.date(2023, 10, 1))]) == [("国庆", 0, 2)]


def emptiness(book: Book) -> bool:
    with book.read() as session:
        return is_empty(session)
