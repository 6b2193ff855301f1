"""What is due, what a span of days holds, who waits for a greeting; and the days that count as posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.actions.edit import change, create
from crm.actions.visits import VisitEntry, log_visit
from crm.book import Book, create_book
from crm.queries.agenda import follow_ups, greetings, happenings, in_order, out_of_touch
from crm.queries.listing import cells, ids
from crm.queries.trips import covering_trip, posting_tallies
from crm.queries.view import Filter, ViewSpec
from crm.rules.festivals import festivals
from crm.rules.posting import PostingTally

TODAY = dt.date(2024, 5, 30)
ALL = ViewSpec("visits")


def day(number: int, month: int = 5) -> dt.date:
    return dt.date(2024, month, number)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """陈刚's book on 30 May 2024."""
    book = create_book(tmp_path / "沪苏组.zhaoyin", clock=lambda: dt.datetime(2024, 5, 30, 10, 42))
    book.set_setting("me", {"name": "陈刚", "role": "posted"})
    create(book, "staff", {"name": "陈刚"})
    yield book
    book.close()


def due(book: Book, until: dt.date = TODAY, staff: int | None = None) -> list[tuple[dt.date, str, str, str]]:
    with book.read() as session:
        return [(f.date, f.ledger, f.title, f.what) for f in follow_ups(session, until, staff=staff)]


def test_a_plan_made_at_a_visit_is_due_once_and_not_again_at_its_enterprise_and_lead(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "恒业光电"})
    lead, _ = create(book, "leads", {"name": "光学膜二期", "enterprise": company})
    log_visit(
        book,
        VisitEntry(date=day(20), enterprise=company, lead=lead, next_step="送能耗测算", next_date=day(28)),
    )
    assert due(book) == [(day(28), "visits", "恒业光电", "送能耗测算")]
    with book.read() as session:
        (item,) = follow_ups(session, TODAY)
    assert (item.who, item.overdue(TODAY), item.enterprise, item.lead) == ("陈刚", 2, company, lead)
    assert due(book, day(27)) == []


def test_a_later_contact_with_the_same_enterprise_resets_the_clock(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "恒业光电"})
    log_visit(book, VisitEntry(date=day(20), enterprise=company, next_date=day(28)))
    log_visit(book, VisitEntry(date=day(27), enterprise=company, method="电话"))
    assert due(book) == []


def test_the_log_calls_overdue_what_the_agenda_still_asks_for_and_nothing_else(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "恒业光电"})
    other, _ = create(book, "enterprises", {"name": "铭瑞新材料"})
    log_visit(book, VisitEntry(date=day(10), enterprise=company, next_date=day(20)))
    log_visit(book, VisitEntry(date=day(15), enterprise=company, method="电话", next_date=day(26)))
    log_visit(book, VisitEntry(date=day(16), enterprise=other, next_date=day(24)))
    log_visit(book, VisitEntry(date=day(17), enterprise=other, method="电话"))
    with book.read() as session:
        listed = ids(session, ViewSpec("visits", (Filter("next_date", "overdue", TODAY.isoformat()),)))
        asked_for = [plan.id for plan in follow_ups(session, TODAY)]
        told = {row.values["date"]: row.values["met_again"] for row in cells(session, "visits", ids(session, ALL))}
    assert listed == asked_for and len(listed) == 1
    assert told == {day(10): True, day(15): False, day(16): True, day(17): False}


def test_assistance_said_to_be_settled_is_not_overdue_though_its_day_is_not_known(book: Book) -> None:
    lead, _ = create(book, "leads", {"name": "二期"})
    create(book, "assistance", {"lead": lead, "item": "立项", "due": day(20), "state": "已办结"})
    stuck, _ = create(book, "assistance", {"lead": lead, "item": "环评", "due": day(20), "state": "受阻"})
    create(book, "assistance", {"lead": lead, "item": "用地", "due": day(20), "finished": day(25)})
    with book.read() as session:
        assert ids(session, ViewSpec("assistance", (Filter("due", "overdue", TODAY.isoformat()),))) == [stuck]


def test_a_later_visit_about_the_same_lead_resets_the_clock(book: Book) -> None:
    lead, _ = create(book, "leads", {"name": "二期"})
    create(book, "visits", {"date": day(20), "contact": "王建国", "lead": lead, "next_date": day(28)})
    assert [what for *_, what in due(book)] == ["再联系"]
    create(book, "visits", {"date": day(27), "contact": "赵敏", "lead": lead})
    assert due(book) == []


def test_a_lead_taken_up_again_after_its_end_is_followed_up(book: Book) -> None:
    create(book, "leads", {"name": "重启的", "next_date": day(30), "ended_date": day(3), "signed_date": day(20)})
    assert [title for _, _, title, _ in due(book)] == ["重启的"]


def test_a_follow_up_ticked_off_is_no_longer_due(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "恒业光电"})
    visit, _ = log_visit(book, VisitEntry(date=day(20), enterprise=company, next_date=day(28)))
    change(book, "visits", {visit: {"done": True}})
    change(book, "enterprises", {company: {"next_contact": None}})
    assert due(book) == []


def test_plans_of_every_ledger_come_in_order_of_their_day(book: Book) -> None:
    create(book, "enterprises", {"name": "甲公司", "next_contact": day(25)})
    create(book, "hometown", {"name": "李明朗", "next_contact": day(24)})
    lead, _ = create(book, "leads", {"name": "二期", "next_date": day(30), "next_step": "送政策"})
    create(book, "assistance", {"lead": lead, "item": "环评批复", "due": day(29), "unit": "生态环境局"})
    create(book, "assistance", {"lead": lead, "item": "已办的", "due": day(1), "finished": day(2)})
    create(book, "assistance", {"lead": lead, "item": "办了没记日子", "due": day(1), "state": "已办结"})
    create(book, "leads", {"name": "停了的", "next_date": day(2), "ended_date": day(3)})
    assert due(book) == [
        (day(24), "hometown", "李明朗", "联系乡贤"),
        (day(25), "enterprises", "甲公司", "联系企业"),
        (day(29), "assistance", "二期", "帮办 环评批复"),
        (day(30), "leads", "二期", "送政策"),
    ]


def test_one_person_sees_only_what_is_theirs(book: Book) -> None:
    chen = covering = None
    with book.read() as session:
        from crm.queries.trips import staff_named

        chen = staff_named(session, "陈刚")
        assert chen is not None
        covering = covering_trip(session, chen, TODAY)
    assert covering is None
    other, _ = create(book, "staff", {"name": "李敏"})
    create(book, "enterprises", {"name": "甲公司", "next_contact": day(25), "staff": chen})
    create(book, "enterprises", {"name": "乙公司", "next_contact": day(25), "staff": other})
    create(book, "leads", {"name": "二期", "next_date": day(26), "staff": other})
    company, _ = create(book, "enterprises", {"name": "丙公司"})
    log_visit(book, VisitEntry(date=day(20), enterprise=company, next_date=day(28)))
    change(book, "enterprises", {company: {"staff": None}})
    assert [title for _, _, title, _ in due(book, staff=chen)] == ["甲公司", "丙公司"]
    assert [title for _, _, title, _ in due(book, staff=other)] == ["乙公司", "二期"]


def test_posted_staff_are_not_told_of_hometown_people_and_assistance_that_are_others_affair(book: Book) -> None:
    mine, _ = create(book, "staff", {"name": "李敏"})
    other, _ = create(book, "staff", {"name": "赵静"})
    for name, met_by in (("我见过的", [other, mine]), ("别人见过的", [other]), ("没人见过的", [])):
        person, _ = create(book, "hometown", {"name": name, "next_contact": day(28)})
        for staff in met_by:
            create(book, "visits", {"date": day(2), "hometown": person, "staff": staff})
    for name, staff in (("我的项目", mine), ("别人的项目", other)):
        lead, _ = create(book, "leads", {"name": name, "staff": staff})
        create(book, "assistance", {"lead": lead, "item": "环评", "due": day(29)})
    assert [title for _, _, title, _ in due(book, staff=mine)] == ["我见过的", "没人见过的", "我的项目"]
    assert len(due(book)) == 5


def test_what_is_late_by_more_than_a_week_comes_last_the_newest_first(book: Book) -> None:
    for name, when in (("去年", dt.date(2023, 1, 5)), ("上月", day(20, 4)), ("上周", day(23)), ("明天", day(31))):
        create(book, "enterprises", {"name": name, "next_contact": when})
    with book.read() as session:
        plans = follow_ups(session, day(31))
    assert [plan.title for plan in in_order(plans, TODAY)] == ["上周", "明天", "上月", "去年"]


def test_the_days_of_a_week_hold_trips_events_and_visits(book: Book) -> None:
    company, _ = create(book, "enterprises", {"name": "恒业光电"})
    staff, _ = create(book, "staff", {"name": "李敏"})
    create(book, "trips", {"staff": staff, "start": day(20), "end": day(28), "destination": "上海"})
    create(book, "events", {"name": "光学膜产业推介会", "kind": "推介会", "date": day(28)})
    log_visit(book, VisitEntry(date=day(28), enterprise=company))
    with book.read() as session:
        held = happenings(session, day(27), day(31))
    assert [(h.date, h.end, h.ledger, h.title, h.note, h.who) for h in held] == [
        (day(20), day(28), "trips", "上海", "驻点", "李敏"),
        (day(28), day(28), "events", "光学膜产业推介会", "推介会", ""),
        (day(28), day(28), "visits", "恒业光电", "拜访", "陈刚"),
    ]


def test_a_festival_knows_who_has_been_greeted_and_who_has_not(book: Book) -> None:
    (dragon_boat,) = festivals(day(1, 6), day(30, 6))
    assert (dragon_boat.name, dragon_boat.date) == ("端午", day(10, 6))
    greeted, _ = create(book, "hometown", {"name": "李明朗"})
    create(book, "hometown", {"name": "周敏"})
    log_visit(book, VisitEntry(date=day(30), hometown=greeted, method="电话"))
    with book.read() as session:
        assert [[p.name for p in group] for group in greetings(session, dragon_boat)] == [[], ["李明朗", "周敏"]]
    create(book, "visits", {"date": day(1, 6), "hometown": greeted})
    with book.read() as session:
        assert [[p.name for p in group] for group in greetings(session, dragon_boat)] == [["李明朗"], ["周敏"]]


def test_people_not_contacted_for_longer_than_their_grade_allows(book: Book) -> None:
    monthly, _ = create(book, "hometown", {"name": "甲", "grade": "每月"})
    yearly, _ = create(book, "hometown", {"name": "乙", "grade": "每年"})
    create(book, "hometown", {"name": "丙", "grade": "每季"})
    create(book, "hometown", {"name": "丁"})
    for person in (monthly, yearly):
        create(book, "visits", {"date": dt.date(2024, 4, 28), "hometown": person})
    with book.read() as session:
        assert [(p.name, p.last) for p in out_of_touch(session, TODAY)] == [("丙", None), ("甲", dt.date(2024, 4, 28))]
    create(book, "visits", {"date": day(10, month=6), "hometown": monthly})
    with book.read() as session:
        assert [p.name for p in out_of_touch(session, TODAY)] == ["丙", "甲"], "what is still to come is no contact yet"


def test_posting_days_count_each_day_once_and_leave_apart(book: Book) -> None:
    staff, _ = create(book, "staff", {"name": "李敏"})
    for start, end, kind in ((1, 10, "驻点"), (8, 12, "外出招商"), (5, 6, "请假"), (12, 13, "回县培训")):
        create(book, "trips", {"staff": staff, "start": day(start), "end": day(end), "kind": kind})
    create(book, "trips", {"staff": staff, "start": day(28, 4), "end": day(30, 4)})
    with book.read() as session:
        # 12 days from the 1st to the 12th, less 2 of leave and 1 of training; the 13th is training alone.
        assert posting_tallies(session, day(1), day(31)) == {staff: PostingTally(9, 2, 2)}
        assert posting_tallies(session, day(1, 6), day(30, 6)) == {}
