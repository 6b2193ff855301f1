"""Likely duplicates in a book: found by what they share, not shown again once judged, warned of while typing."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest

from crm.actions.children import add_child
from crm.actions.edit import create, delete
from crm.actions.judge import dismiss, not_twins
from crm.actions.rows import insert_rows
from crm.book import Book
from crm.queries.side_by_side import SideBySide, side_by_side
from crm.queries.suspicions import suspicions
from crm.queries.twins import COMPARED, Pair, find_twins, holdings, pairs_apart, twins_of
from crm.records.ledger import LEDGERS
from crm.rules.dates import Day
from crm.rules.suspicion import ABOVE, OLD, TWICE

TODAY = dt.date(2024, 5, 30)


def firm(book: Book, name: str, **more: Any) -> int:
    return create(book, "enterprises", {"name": name, **more})[0]


def pairs(book: Book, ledger: str = "enterprises") -> list[Pair]:
    with book.read() as session:
        return find_twins(session, ledger)


def both(book: Book, ledger: str, a: int, b: int) -> SideBySide:
    with book.read() as session:
        found = side_by_side(session, ledger, a, b)
    assert found is not None
    return found


def test_twins_are_found_and_their_neighbours_are_not(book: Book) -> None:
    one = firm(book, "苏州恒业光电有限公司")
    two = firm(book, "恒业光电（苏州）有限公司")
    for name in ("宁波恒业光电有限公司", "恒业集团有限公司", "恒业集团苏州光电有限公司", "苏州恒业食品有限公司"):
        firm(book, name, contact_phone="13800001234")
    assert pairs(book) == [Pair(one, two, 0.92, ("去掉地名、括号和公司形式后名称相同", "所在地相同"))]


def test_the_surest_comes_first_and_what_is_in_the_bin_is_not_compared(book: Book) -> None:
    one, two = firm(book, "苏州恒业光电有限公司"), firm(book, "苏州恒业光电科技有限公司", contact_phone="13800001234")
    with book.write("联系人") as writer:
        add_child(writer, "contact", one, {"name": "王建国", "phone": "13800001234", "position": 1})
    three = firm(book, "苏州恒业光电公司")
    found = pairs(book)
    assert [(p.a, p.b) for p in found] == [(one, three), (one, two), (two, three)]
    assert "联系电话相同（138****1234）" in found[1].reasons
    delete(book, "enterprises", [one, three])
    assert pairs(book) == []


def test_a_former_name_and_a_code_bring_two_rows_together(book: Book) -> None:
    one = firm(book, "苏州恒业光电有限公司", credit_code="91330100799655058B")
    two = firm(book, "昆山远盛材料有限公司", former_name="苏州恒业光电有限公司")
    three = firm(book, "杭州华彩食品有限公司", credit_code="91330100799655058B")
    assert [(p.a, p.b, p.confidence) for p in pairs(book)] == [(one, three, 1.0), (one, two, 0.94)]


def test_a_pair_judged_apart_is_not_shown_again_until_it_is_taken_up(book: Book) -> None:
    one, two = firm(book, "苏州恒业光电有限公司"), firm(book, "苏州恒业光电公司")
    not_twins(book, "enterprises", two, one)
    assert pairs(book) == []
    with book.read() as session:
        assert [(p.a, p.b) for p in pairs_apart(session, "enterprises")] == [(one, two)]
        assert pairs_apart(session, "leads") == []
    book.undo()
    assert len(pairs(book)) == 1
    book.redo()
    delete(book, "enterprises", [two])
    with book.read() as session:
        assert pairs_apart(session, "enterprises") == []


def test_people_and_projects_are_compared_too(book: Book) -> None:
    person = {"name": "李明朗", "phone": "13800001234"}
    people = [create(book, "hometown", {**person, "city": city})[0] for city in ("苏州市", "昆山市")]
    ambassadors = [create(book, "ambassadors", person)[0] for _ in range(2)]
    owner = firm(book, "苏州恒业光电有限公司")
    leads = [
        create(book, "leads", {"name": name, "enterprise": owner, "investor": "苏州恒业光电有限公司"})[0]
        for name in ("恒业车载显示模组项目", "苏州恒业光电年产300万套车载显示模组项目", "恒业车载显示模组项目（二期）")
    ]
    assert [(p.a, p.b) for p in pairs(book, "hometown")] == [tuple(people)]
    assert [(p.a, p.b) for p in pairs(book, "ambassadors")] == [tuple(ambassadors)]
    assert [(p.a, p.b) for p in pairs(book, "leads")] == [(leads[0], leads[1])]
    assert set(COMPARED) == {"enterprises", "hometown", "ambassadors", "leads"}


def test_a_crowd_of_one_name_is_told_as_a_chain(book: Book) -> None:
    rows = [{"name": f"测试企业{'　' * n}"} for n in range(60)]
    rows += [{"name": f"测试企业（{city}）", "city": city} for city in ("苏州", "宁波")]
    with book.write("导入") as writer:
        ids = insert_rows(writer, LEDGERS["enterprises"], rows)
    found = {(p.a, p.b) for p in pairs(book)}
    assert set(pairwise(ids[:60])) <= found
    assert len(found) < 1000
    assert (ids[60], ids[61]) not in found
    with book.write("导入") as writer:
        more = insert_rows(writer, LEDGERS["hometown"], [{"name": "张伟"} for _ in range(60)])
    assert set(pairwise(more)) <= {(p.a, p.b) for p in pairs(book, "hometown")}


def test_a_search_reports_how_far_it_is_and_can_be_stopped(book: Book) -> None:
    firm(book, "苏州恒业光电有限公司")
    told: list[tuple[int, int]] = []
    with book.read() as session:
        find_twins(session, "enterprises", progress=lambda done, total: told.append((done, total)))
        assert told[0] == (0, 2)
        assert told[-1] == (1, 1)

        def stop(done: int, total: int) -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            find_twins(session, "enterprises", progress=stop)


def test_typing_a_new_name_warns_of_the_firm_that_there_is(book: Book) -> None:
    one = firm(book, "苏州恒业光电有限公司", credit_code="91330100799655058B")
    firm(book, "宁波恒业光电有限公司")
    with book.read() as session:
        for typed in ("恒业光电（苏州）有限公司", "苏州恒页光电", "苏州恒业光电科技有限公司"):
            (twin,) = twins_of(session, "enterprises", {"name": typed})
            assert (twin.id, twin.title) == (one, "苏州恒业光电有限公司")
            assert twin.reasons
        assert twins_of(session, "enterprises", {"name": "苏州恒业光电有限公司"}, exclude=one) == []
        assert twins_of(session, "enterprises", {"name": ""}) == []
        assert twins_of(session, "enterprises", {"name": "华彩食品"}) == []
        (by_code,) = twins_of(session, "enterprises", {"name": "另一名称", "credit_code": "91330100799655058B"})
        assert by_code.confidence == 1.0


def test_typing_a_new_person_or_project_warns_too(book: Book) -> None:
    create(book, "hometown", {"name": "李明朗", "phone": "13800001234"})
    create(book, "leads", {"name": "恒业车载显示模组项目", "investor": "苏州恒业光电有限公司"})
    with book.read() as session:
        (person,) = twins_of(session, "hometown", {"name": "李明朗"})
        (lead,) = twins_of(session, "leads", {"name": "车载显示模组项目", "investor": "恒业光电（苏州）有限公司"})
        assert (person.title, lead.title) == ("李明朗", "恒业车载显示模组项目")
        assert twins_of(session, "policies", {"name": "招商引资十条"}) == []


def test_what_a_row_holds_is_counted_over_every_table_that_refers_to_it(book: Book) -> None:
    one, two = firm(book, "苏州恒业光电有限公司", contact_name="王建国"), firm(book, "宁波华彩食品有限公司")
    for day in (1, 2):
        create(book, "visits", {"date": dt.date(2024, 3, day), "enterprise": one})
    gone, _ = create(book, "leads", {"name": "模组项目", "enterprise": one})
    with book.read() as session:
        counted = holdings(session, "enterprises", [one, two])
    assert counted == {one: [("拜访日志", 2), ("线索项目", 1), ("联系人", 1)], two: []}
    delete(book, "leads", [gone])
    with book.read() as session:
        assert dict(holdings(session, "enterprises", [one])[one]) == {"拜访日志": 2, "联系人": 1}


def test_two_rows_side_by_side_conflicts_first(book: Book) -> None:
    book.set_setting("me", {"name": "周敏", "role": "office"})
    station = create(book, "stations", {"name": "长三角"})[0]
    one = firm(
        book, "苏州恒业光电有限公司", city="苏州市", note="老企业", established=Day(dt.date(2010, 3, 1), "month")
    )
    two = firm(book, "恒业光电（苏州）有限公司", city="苏州市", station=station, contact_name="王建国")
    found = both(book, "enterprises", one, two)
    assert [line.key for line in found.conflicts] == ["name"]
    assert [line.key for line in found.different] == ["name", "established", "station", "note"]
    assert [line.key for line in found.lines if line.same] == ["city", "state"]
    station_line = next(line for line in found.lines if line.key == "station")
    assert (station_line.words, station_line.values) == (("", "长三角"), (None, station))
    established = next(line for line in found.lines if line.key == "established")
    assert established.words == ("2010-03", "")
    assert established.values[0] == Day(dt.date(2010, 3, 1), "month")
    assert found.titles == ("苏州恒业光电有限公司", "恒业光电（苏州）有限公司")
    assert found.made == ("2024-05-30 周敏", "2024-05-30 周敏")
    assert [line.side(0) for line in found.different] == [0, 0, 1, 0]
    assert found.keep == 1
    create(book, "visits", {"date": TODAY, "enterprise": one})
    create(book, "visits", {"date": TODAY, "enterprise": one})
    assert both(book, "enterprises", one, two).keep == 0


def test_of_a_milestone_in_both_the_earlier_is_proposed(book: Book) -> None:
    one, two = (
        create(book, "leads", {"name": "模组项目", "signed_date": dt.date(2024, 3, day), "signed_amount": day * 10**8})[
            0
        ]
        for day in (9, 1)
    )
    found = {line.key: line.side(0) for line in both(book, "leads", one, two).conflicts}
    assert found == {"signed_date": 1, "signed_amount": 0}


def test_a_row_that_is_gone_stands_beside_nothing(book: Book) -> None:
    one, two = firm(book, "苏州恒业光电有限公司"), firm(book, "苏州恒业光电公司")
    delete(book, "enterprises", [two])
    with book.read() as session:
        assert side_by_side(session, "enterprises", one, two) is None
        assert side_by_side(session, "enterprises", one, 99) is None


def lead(book: Book, name: str, **more: Any) -> int:
    return create(book, "leads", {"name": name, "investor": "苏州恒业光电有限公司", **more})[0]


def test_one_project_reported_twice_is_a_suspicion_with_the_later_one_first(book: Book) -> None:
    later = lead(book, "苏州恒业车载显示模组项目", first_date=dt.date(2024, 4, 1))
    first = lead(
        book, "恒业车载显示模组项目", first_date=dt.date(2024, 3, 1), signed_date=dt.date(2024, 5, 1), signed_amount=1
    )
    with book.read() as session:
        (found,) = suspicions(session, TODAY)
    assert (found.kind, found.leads, found.title) == (TWICE, (later, first), "苏州恒业车载显示模组项目")
    assert found.reasons[:2] == ("与“恒业车载显示模组项目”疑为同一项目", "投资主体相同")
    assert found.investor == "苏州恒业光电有限公司"
    assert found.dismissed is None


def test_a_project_signed_before_comes_again_as_a_new_one(book: Book) -> None:
    old = lead(book, "恒业车载显示模组项目", first_date=dt.date(2022, 3, 1), signed_date=dt.date(2022, 5, 1))
    new = lead(book, "苏州恒业车载显示模组项目", first_date=dt.date(2024, 4, 1))
    with book.read() as session:
        (found,) = suspicions(session, TODAY)
    assert (found.kind, found.leads) == (OLD, (new, old))
    assert found.reasons[0] == "“恒业车载显示模组项目”2022年5月1日已签约，此后2024年4月1日又作为新线索首谈"
    assert found.key == f"s1:{min(old, new)}-{max(old, new)}"


def test_a_project_that_ended_before_may_come_again(book: Book) -> None:
    dates = {"signed_date": dt.date(2022, 5, 1), "ended_date": dt.date(2023, 5, 1)}
    lead(book, "恒业车载显示模组项目", first_date=dt.date(2022, 3, 1), **dates)
    lead(book, "苏州恒业车载显示模组项目", first_date=dt.date(2024, 4, 1))
    with book.read() as session:
        assert [one.kind for one in suspicions(session, TODAY)] == [TWICE]


def test_a_suspicion_put_aside_stays_listed_with_the_reason(book: Book) -> None:
    project = lead(book, "模组项目", signed_date=dt.date(2024, 3, 1), signed_amount=100_000_000)
    for month in (3, 4):
        create(book, "arrivals", {"lead": project, "month": dt.date(2024, month, 1), "amount": 60_000_000})
    with book.read() as session:
        (found,) = suspicions(session, TODAY)
    assert (found.kind, found.key, found.leads) == (ABOVE, f"s3:{project}", (project,))
    assert found.reasons == ("到位资金1.2亿元，超过签约金额1亿元，多2,000万元",)
    dismiss(book, found.key, "追加投资协议待补录")
    with book.read() as session:
        (aside,) = suspicions(session, TODAY)
    assert aside.dismissed is not None
    assert aside.dismissed.note == "追加投资协议待补录"


def test_an_office_may_set_its_own_limits(book: Book) -> None:
    lead(book, "模组项目", total_investment=200_000_000, fixed_investment=100_000_000)
    with book.read() as session:
        assert suspicions(session, TODAY) == []
    book.set_setting("suspicion_limits", {"fixed_share": 60, "unknown": 1})
    with book.read() as session:
        assert len(suspicions(session, TODAY)) == 1
