"""Posted staff: days by union of dates, distinct firms, subtotals, zero rows, shared ranks."""

from __future__ import annotations

import pytest

from crm.actions.edit import delete
from crm.bulletin.assemble import dataset
from crm.bulletin.dataset import rows_behind


def row(data, station, person):
    return next(r for r in data.stations if (r.station, r.person) == (station, person))


@pytest.fixture
def month(county, stations):
    """September 2025 of three people in three 片区, one of them blank."""
    ids = stations()
    li, zhou = ids["李明朗"], ids["周宁"]
    firms = [county.add("enterprises", name=f"企业{n}有限公司") for n in range(3)]
    # 28 August–10 September and 8–14 September overlap: 14 days in September; 3 of leave, 2 of training taken off.
    county.trip(li, "2025-08-28", "2025-09-10")
    county.trip(li, "2025-09-08", "2025-09-14", "外出招商")
    county.trip(li, "2025-09-05", "2025-09-07", "请假")
    county.trip(li, "2025-09-13", "2025-09-16", "回县培训")
    led = county.trip(zhou, "2025-09-25", "2025-10-09", leader_kind="党政主职")
    county.visit(li, "2025-09-02", method="拜访", enterprise=firms[0])
    county.visit(li, "2025-09-03", method="拜访", enterprise=firms[0], leader_led=True)
    county.visit(li, "2025-09-04", method="拜访", enterprise=firms[1])
    county.visit(li, "2025-09-04", method="接待", enterprise=firms[2], people=6)
    county.visit(li, "2025-09-04", method="电话", enterprise=firms[2])
    county.visit(li, "2025-08-31", method="拜访", enterprise=firms[2])
    county.visit(zhou, "2025-09-26", method="拜访", enterprise=firms[1], trip=led)
    county.visit(None, "2025-09-26", method="拜访", enterprise=firms[1])
    county.lead("新线索", first_date="2025-09-03", staff=li, valid=True, talk_date="2025-09-04")
    county.lead(
        "新签约",
        yi="1.5",
        first_date="2025-08-03",
        staff=li,
        valid=True,
        valid_date="2025-09-09",
        signed_date="2025-09-20",
    )
    county.ids = ids
    return county


def test_days_are_a_union_of_dates_with_leave_and_training_apart(month) -> None:
    li = row(dataset(month.book, "2025-09"), "长三角", "李明朗")
    # 1–14 September less 5, 6, 7 (leave) and 13, 14 (training).
    assert (li.days, li.leave, li.training) == (9, 3, 4)


def test_visits_are_times_and_firms_are_firms(month) -> None:
    li = row(dataset(month.book, "2025-09"), "长三角", "李明朗")
    assert (li.visits, li.enterprises, li.receptions, li.guests, li.leader_visits) == (3, 2, 1, 6, 1)


def test_leads_of_the_month(month) -> None:
    li = row(dataset(month.book, "2025-09"), "长三角", "李明朗")
    assert (li.new_leads, li.valid_leads, li.negotiating, li.signed_count, li.signed_amount) == (
        1,
        2,
        1,
        1,
        150_000_000,
    )


def test_a_trip_led_by_the_first_hands_makes_its_visits_theirs(month) -> None:
    zhou = row(dataset(month.book, "2025-09"), "珠三角", "周宁")
    assert (zhou.days, zhou.visits, zhou.leader_visits) == (6, 1, 1)


def test_rows_come_by_station_with_subtotals_zero_rows_and_a_total(month) -> None:
    data = dataset(month.book, "2025-09")
    assert [(r.station, r.person) for r in data.stations] == [
        ("长三角", "李明朗"),
        ("长三角", "王海"),
        ("长三角", None),
        ("珠三角", "周宁"),
        ("珠三角", None),
        ("成渝", None),
        ("合计", None),
    ]
    assert row(data, "长三角", "王海").days == 0
    assert row(data, "成渝", None).visits == 0
    assert row(data, "合计", None).visits == 4
    assert row(data, "合计", None).days == row(data, "长三角", None).days + row(data, "珠三角", None).days == 15


def test_scores_follow_the_example_scheme_and_rank_within_the_station(month) -> None:
    data = dataset(month.book, "2025-09")
    li = row(data, "长三角", "李明朗")
    # 9 days are 8 points; best in the group in all else: 10 + 10 + 15 + 15 + 20.
    assert (li.score, li.rank) == ("78.00", 1)
    assert "驻点9天" in li.working
    assert (row(data, "长三角", "王海").score, row(data, "长三角", "王海").rank) == ("0.00", 2)
    assert row(data, "长三角", None).score is None


def test_ties_share_a_rank(month) -> None:
    month.add("staff", name="赵立", station=month.ids["长三角"], role="驻外干部")
    data = dataset(month.book, "2025-09")
    assert [row(data, "长三角", n).rank for n in ("李明朗", "王海", "赵立")] == [1, 2, 2]


def test_a_visit_in_the_bin_and_one_without_a_person_are_left_out(month) -> None:
    data = dataset(month.book, "2025-09")
    ledger, ids = rows_behind(data, "station/长三角/李明朗/visits")
    assert ledger == "visits" and len(ids) == 3
    assert any(p.kind == "记录不全" and p.detail == "1条未填驻外人员，未计入个人" for p in data.problems)
    delete(month.book, "visits", [ids[0]])
    assert row(dataset(month.book, "2025-09"), "长三角", "李明朗").visits == 2


def test_every_posted_figure_opens_its_rows(month) -> None:
    data = dataset(month.book, "2025-09")
    assert len(rows_behind(data, "station/合计//visits")[1]) == 4
    assert rows_behind(data, "station/成渝//visits") == ("visits", ())
    assert len(rows_behind(data, "station/长三角//days")[1]) == 2


def test_foreign_signing_is_shared_between_its_introducers(month) -> None:
    from decimal import Decimal

    from crm.actions.rows import insert_rows
    from crm.records.ledger import LEDGERS

    with month.book.write("外资") as writer:
        ids = insert_rows(
            writer,
            LEDGERS["leads"],
            [{"name": "外资项目", "capital_kind": "外资", "signed_date": _day("2025-09-09"), "introducer": "王海"}],
        )
    assert ids
    wang = row(dataset(month.book, "2025-09"), "长三角", "王海")
    assert Decimal(wang.score) == 20


def test_someone_who_left_is_listed_only_for_months_worked(month) -> None:
    month.add("staff", name="孙宏", station=month.ids["成渝"], role="驻外干部", posted_to="2025-08-31")
    names = lambda m: [r.person for r in dataset(month.book, m).stations]  # noqa: E731
    assert "孙宏" not in names("2025-09")
    assert "孙宏" in names("2025-08")


def test_office_staff_are_not_posted(month) -> None:
    month.add("staff", name="陈科", role="办公室")
    assert "陈科" not in [r.person for r in dataset(month.book, "2025-09").stations]


def _day(text):
    import datetime as dt

    return dt.date.fromisoformat(text)


def test_a_project_of_a_片区_that_no_one_answers_for_is_a_problem_by_name(month) -> None:
    home = month.ids["长三角"]
    month.lead("无人的", yi="1", signed_date="2025-09-03", station=home)
    month.lead("早已签约的", yi="1", signed_date="2025-03-03", station=home)
    office = month.add("staff", name="赵办", station=home, role="办公室")
    month.lead("办公室的", first_date="2025-09-04", staff=office)
    data = dataset(month.book, "2025-09")
    kind = "片区项目无人负责"
    assert {p.subject: p.detail for p in data.problems if p.kind == kind} == {
        "无人的": "属长三角，未填驻外责任人，未计入该片区小计和合计",
        "办公室的": "属长三角，驻外责任人赵办不在驻外人员之列，未计入该片区小计和合计",
    }
    assert {"kind": kind, "subject": "无人的", "detail": "属长三角，未填驻外责任人，未计入该片区小计和合计"} in (
        data.as_json()["problems"]
    )
    # Li's own 1.5 alone.
    assert row(data, "长三角", None).signed_amount == 150_000_000
