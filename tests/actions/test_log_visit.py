"""记拜访: one step that brings the enterprise, the contact, the trip, the lead and the follow-up with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm.actions.edit import create, delete, purge
from crm.actions.visits import NewTrip, VisitEntry, log_visit
from crm.book import Book, create_book
from crm.queries.children import children_of
from crm.queries.listing import cells, count
from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from crm.rules.problem import BadValue

TODAY = dt.date(2024, 5, 30)
YI = 100_000_000


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A posted officer's book: 陈刚 of 沪苏组, on a trip to Shanghai from 27 to 31 May."""
    book = create_book(tmp_path / "沪苏组.zhaoyin", clock=lambda: dt.datetime(2024, 5, 30, 10, 42))
    station, _ = create(book, "stations", {"name": "沪苏组"})
    book.set_setting("me", {"name": "陈刚", "role": "posted", "station": "沪苏组", "station_id": station})
    staff, _ = create(book, "staff", {"name": "陈刚", "station": station})
    create(
        book,
        "trips",
        {"staff": staff, "start": dt.date(2024, 5, 27), "end": dt.date(2024, 5, 31), "destination": "上海"},
    )
    yield book
    book.close()


def row(book: Book, ledger: str, row_id: int) -> dict[str, Any]:
    with book.read() as session:
        return cells(session, ledger, [row_id])[0].values


def number(book: Book, ledger: str) -> int:
    with book.read() as session:
        return count(session, ViewSpec(ledger))


def only(book: Book, ledger: str) -> dict[str, Any]:
    from crm.queries.listing import ids

    with book.read() as session:
        found = ids(session, ViewSpec(ledger))
    assert len(found) == 1
    return row(book, ledger, found[0])


@pytest.mark.parametrize(
    ("ledger", "values", "chosen"),
    [
        ("enterprises", {"name": "苏州铭瑞新材料有限公司"}, "enterprise"),
        ("hometown", {"name": "王建国"}, "hometown"),
        ("leads", {"name": "光学膜二期"}, "lead"),
        ("trips", {"start": TODAY, "end": TODAY}, "trip"),
        ("trips", {"start": TODAY, "end": TODAY}, "extend_trip"),
    ],
)
def test_what_was_deleted_or_merged_while_one_told_takes_no_visit(
    book: Book, ledger: str, values: dict[str, Any], chosen: str
) -> None:
    said = f"选的{LEDGERS[ledger].label}已不在账本里"
    if ledger == "trips":
        values = {**values, "staff": create(book, "staff", {"name": "李敏"})[0]}
    gone, _ = create(book, ledger, values)
    delete(book, ledger, [gone])
    wanted: dict[str, Any] = {"date": TODAY, "new_enterprise": "上海恒业光电科技集团有限公司", chosen: gone}
    with pytest.raises(BadValue, match=said):
        log_visit(book, VisitEntry(**wanted))
    purge(book, ledger, [gone])
    with pytest.raises(BadValue, match=said):
        log_visit(book, VisitEntry(**wanted))
    assert number(book, "visits") == 0


def test_a_visit_to_a_new_enterprise_is_one_step_and_one_undo(book: Book) -> None:
    entry = VisitEntry(
        date=dt.date(2024, 5, 29),
        new_enterprise="上海恒业光电科技集团有限公司",
        contact="王建国",
        contact_title="总经理",
        content="拟投 5 亿元建光学膜二期",
        next_step="邀请来县考察",
        next_date=dt.date(2024, 6, 3),
    )
    visit, changes = log_visit(book, entry)
    assert changes.label == "记拜访 上海恒业光电科技集团有限公司"
    assert set(changes.ids) == {"visits", "enterprises"}

    logged = row(book, "visits", visit)
    assert (logged["staff"], logged["station"], logged["enterprise"]) == (
        "陈刚",
        "沪苏组",
        "上海恒业光电科技集团有限公司",
    )
    assert logged["trip"] == "2024-05-27 上海 陈刚"
    company = only(book, "enterprises")
    assert (company["state"], company["next_contact"], company["last_contact"]) == (
        "已接触",
        dt.date(2024, 6, 3),
        dt.date(2024, 5, 29),
    )
    assert (company["contact_name"], company["contact_title"], company["staff"]) == ("王建国", "总经理", "陈刚")

    book.undo()
    assert (number(book, "visits"), number(book, "enterprises"), number(book, "trips")) == (0, 0, 1)


def test_a_long_name_is_cut_in_the_name_of_the_step(book: Book) -> None:
    name = "中国" + "长" * 30 + "有限公司"
    _, changes = log_visit(book, VisitEntry(date=TODAY, new_enterprise=name))
    assert changes.label == "记拜访 " + name[:23] + "…"


def test_a_new_name_that_is_there_already_makes_no_twin(book: Book) -> None:
    for day in (28, 29):
        log_visit(book, VisitEntry(date=dt.date(2024, 5, day), new_enterprise="苏州铭瑞新材料股份有限公司"))
    assert number(book, "enterprises") == 1
    assert only(book, "enterprises")["visit_count"] == 2


def test_a_known_contact_is_not_kept_twice_but_its_gaps_are_filled(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "宁波华彩包装有限公司", "contact_name": "王建国"})
    log_visit(book, VisitEntry(date=TODAY, enterprise=company, contact="王建国", contact_phone="13800001234"))
    log_visit(book, VisitEntry(date=TODAY, enterprise=company, contact="赵敏", contact_title="厂长"))
    with book.read() as session:
        people = children_of(session, "contact", company)
    assert [(p["name"], p["title"], p["phone"], p["position"]) for p in people] == [
        ("王建国", None, "13800001234", 0),
        ("赵敏", "厂长", None, 1),
    ]


def test_a_visit_outside_every_trip_stands_alone_unless_a_trip_is_made_or_made_longer(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "昆山锦上精密机械有限公司"})
    day = dt.date(2024, 5, 25)
    alone, _ = log_visit(book, VisitEntry(date=day, enterprise=company))
    assert row(book, "visits", alone)["trip"] is None

    with book.read() as session:
        from crm.queries.trips import covering_trip, nearby_trip, staff_named

        staff = staff_named(session, "陈刚")
        assert staff is not None
        near = nearby_trip(session, staff, day)
        assert covering_trip(session, staff, day) is None
    assert near is not None
    longer, _ = log_visit(book, VisitEntry(date=day, enterprise=company, extend_trip=near.id))
    assert row(book, "visits", longer)["trip"] == "2024-05-25 上海 陈刚"
    assert only(book, "trips")["days"] == 7

    new = NewTrip(start=dt.date(2024, 5, 20), end=dt.date(2024, 5, 21), destination="昆山", kind="外出招商")
    made, _ = log_visit(book, VisitEntry(date=dt.date(2024, 5, 21), enterprise=company, new_trip=new))
    assert row(book, "visits", made)["trip"] == "2024-05-20 昆山 陈刚"
    no_trip, _ = log_visit(book, VisitEntry(date=TODAY, enterprise=company, no_trip=True))
    assert row(book, "visits", no_trip)["trip"] is None


def test_a_lead_is_opened_with_its_amount_and_its_enterprise_is_then_in_talks(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "恒业光电", "province": "上海市", "industry": "光学膜"})
    visit, _ = log_visit(
        book,
        VisitEntry(date=TODAY, enterprise=company, new_lead="光学膜二期", amount=5 * YI, milestone="在谈"),
    )
    lead = only(book, "leads")
    assert row(book, "visits", visit)["lead"] == "光学膜二期"
    assert (lead["stage"], lead["talk_date"], lead["total_investment"]) == ("在谈", TODAY, 5 * YI)
    assert (lead["investor"], lead["origin"], lead["first_date"], lead["staff"]) == (
        "恒业光电",
        "上海市",
        TODAY,
        "陈刚",
    )
    assert row(book, "enterprises", company)["state"] == "在谈"


def test_a_lead_is_moved_on_to_its_signing_with_date_amount_and_next_step(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "恒业光电"})
    lead, _ = create(book, "leads", {"name": "光学膜二期", "enterprise": company, "talk_date": dt.date(2024, 5, 6)})
    entry = VisitEntry(
        date=TODAY, enterprise=company, lead=lead, milestone="签约", amount=3 * YI, next_step="办理注册",
        next_date=dt.date(2024, 6, 7),
    )  # fmt: skip
    log_visit(book, entry)
    after = row(book, "leads", lead)
    assert (after["stage"], after["signed_date"], after["signed_amount"]) == ("签约", TODAY, 3 * YI)
    assert (after["next_step"], after["next_date"]) == ("办理注册", dt.date(2024, 6, 7))
    assert row(book, "enterprises", company)["state"] == "签约"


def test_a_visit_never_lowers_a_state_nor_touches_one_that_people_have_set_aside(book: Book) -> None:
    signed, _ = create(book, "enterprises", {"name": "甲公司", "state": "签约"})
    aside, _ = create(book, "enterprises", {"name": "乙公司", "state": "搁置"})
    log_visit(book, VisitEntry(date=TODAY, enterprise=signed))
    log_visit(book, VisitEntry(date=TODAY, enterprise=aside))
    assert (row(book, "enterprises", signed)["state"], row(book, "enterprises", aside)["state"]) == ("签约", "搁置")
    log_visit(book, VisitEntry(date=TODAY, enterprise=aside, new_lead="重新洽谈", milestone="在谈"))
    assert row(book, "enterprises", aside)["state"] == "在谈"


def test_a_contact_just_made_resets_the_clock(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "丙公司", "next_contact": dt.date(2024, 5, 28)})
    log_visit(book, VisitEntry(date=TODAY, method="电话", enterprise=company))
    assert row(book, "enterprises", company)["next_contact"] is None


def test_a_plan_made_at_the_visit_before_is_over_with_the_next_but_one_set_by_hand_stays(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "丁公司"})
    log_visit(book, VisitEntry(date=dt.date(2024, 5, 20), enterprise=company, next_date=dt.date(2024, 6, 3)))
    assert row(book, "enterprises", company)["next_contact"] == dt.date(2024, 6, 3)
    log_visit(book, VisitEntry(date=TODAY, enterprise=company))
    assert row(book, "enterprises", company)["next_contact"] is None

    planned, _ = create(book, "enterprises", {"name": "戊公司", "next_contact": dt.date(2024, 6, 20)})
    log_visit(book, VisitEntry(date=TODAY, enterprise=planned))
    assert row(book, "enterprises", planned)["next_contact"] == dt.date(2024, 6, 20)


def test_an_older_visit_entered_late_does_not_change_the_plan(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "己公司"})
    log_visit(book, VisitEntry(date=TODAY, enterprise=company, next_date=dt.date(2024, 6, 3)))
    log_visit(book, VisitEntry(date=dt.date(2024, 5, 2), enterprise=company, next_date=dt.date(2024, 5, 9)))
    assert row(book, "enterprises", company)["next_contact"] == dt.date(2024, 6, 3)


def test_a_hometown_person_can_be_met_too(book: Book) -> None:
    person, _ = create(book, "hometown", {"name": "李明朗"})
    visit, changes = log_visit(
        book, VisitEntry(date=TODAY, hometown=person, leader="副县长", next_date=dt.date(2024, 6, 10))
    )
    assert changes.label == "记拜访 李明朗"
    assert row(book, "visits", visit)["leader_led"] is True
    assert row(book, "hometown", person)["next_contact"] == dt.date(2024, 6, 10)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (VisitEntry(date=TODAY), "请填写见了谁：选一家企业或一位乡贤"),
        (VisitEntry(date=dt.date(2024, 6, 1), new_enterprise="甲"), "6月1日还没有到，拜访请记已经发生的日子"),
        (
            VisitEntry(date=TODAY, new_enterprise="甲", next_date=dt.date(2024, 5, 1)),
            "下次跟进早于这次见面，请改正其中一个日期",
        ),
    ],
)
def test_what_cannot_be_is_said_in_words_and_nothing_is_written(book: Book, entry: VisitEntry, sentence: str) -> None:
    with pytest.raises(BadValue, match=sentence):
        log_visit(book, entry)
    assert (number(book, "visits"), number(book, "enterprises")) == (0, 0)


def test_whoever_is_not_in_the_list_of_staff_is_put_there(tmp_path: Path) -> None:
    book = create_book(tmp_path / "新.zhaoyin", clock=lambda: dt.datetime(2024, 5, 30, 10, 42))
    book.set_setting("me", {"name": "赵静", "role": "posted", "station": "珠三角组"})
    visit, _ = log_visit(book, VisitEntry(date=TODAY, new_enterprise="东莞沃特电子材料有限公司"))
    assert (row(book, "visits", visit)["staff"], row(book, "visits", visit)["station"]) == ("赵静", "珠三角组")
    assert only(book, "staff")["role"] == "驻外干部"
    book.close()


def test_before_anyone_has_said_who_they_are_a_visit_is_kept_without_staff_but_a_trip_needs_one(tmp_path: Path) -> None:
    book = create_book(tmp_path / "新.zhaoyin", clock=lambda: dt.datetime(2024, 5, 30, 10, 42))
    visit, _ = log_visit(book, VisitEntry(date=TODAY, new_enterprise="甲公司"))
    assert row(book, "visits", visit)["staff"] is None
    with pytest.raises(BadValue, match="还没有填写您的姓名"):
        log_visit(book, VisitEntry(date=TODAY, new_enterprise="甲公司", new_trip=NewTrip(start=TODAY, end=TODAY)))
    book.close()


def test_an_increase_told_with_a_visit_is_added_on_its_day(book: Book) -> None:
    enterprise, _ = create(book, "enterprises", {"name": "上海恒业光电", "state": "签约"})
    lead, _ = create(
        book,
        "leads",
        {"name": "光学膜二期", "enterprise": enterprise, "signed_date": dt.date(2024, 3, 1), "signed_amount": 5 * YI},
    )
    log_visit(book, VisitEntry(date=TODAY, enterprise=enterprise, lead=lead, milestone="增资", amount=YI))
    with book.read() as session:
        told = [(m["kind"], m["date"], m["amount"]) for m in children_of(session, "milestone", lead)]
    assert told == [("签约", dt.date(2024, 3, 1), 5 * YI), ("增资", TODAY, YI)]
    assert row(book, "leads", lead)["stage"] == "签约"
    assert row(book, "enterprises", enterprise)["state"] == "签约"
