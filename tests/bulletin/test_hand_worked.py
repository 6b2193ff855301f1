"""Three small counties worked by hand, and what must hold whatever the records are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.bulletin.assemble import dataset
from crm.bulletin.facts import Facts, LeadFact, StaffFact, TripFact, VisitFact
from crm.bulletin.figures import indicators
from crm.bulletin.posted import TOTAL, posted_table
from crm.bulletin.scopes import scope_rows
from crm.bulletin.settings import Convention
from crm.rules.dates import MonthRange
from crm.rules.scoring import EXAMPLE

YI = 100_000_000


def test_a_county_with_the_figures_of_the_sheet(published) -> None:
    """49.86 of 45.05 and 53 by September, 37.4 arrived: as printed in the published bulletin, rounded half-up."""
    county, row = published, dataset(published.book, "2025-09").indicator("signed_amount")
    assert (row.quarter_completion, row.completion, row.ahead) == ("110.68", "94.08", 481_000_000)
    assert dataset(county.book, "2025-09").indicator("arrival_rate").cumulative == "75.0"


def test_a_county_ahead_in_money_and_behind_in_projects(county) -> None:
    """By October 12.564 of 10亿元 are signed in 7 of 10 projects, with 2 and 8 the year before.

    Money: 125.64 % less 10/12 is +42.31 points, as published; projects: 70.00 % less 83.33 is −13.33.
    """
    county.target("签约资金", "10", q4="10")
    county.target("签约项目", "10", q4="10")
    for n in range(7):
        county.lead(f"今年{n}", yi="1.794857" if n else "1.794858", signed_date=f"2025-0{n + 3}-10")
    for n in range(2):
        county.lead(f"去年{n}", yi="4", signed_date="2024-05-01")
    data = dataset(county.book, "2025-10")
    money, number = data.indicator("signed_amount"), data.indicator("signed_count")
    assert (money.cumulative, money.completion, money.pace_gap) == (1_256_400_000, "125.64", "42.31")
    assert (money.last_year, money.growth) == (8 * YI, "57.05")
    assert (number.completion, number.pace_gap, number.growth) == ("70.00", "-13.33", "250.00")
    assert "超第四季度调度目标2.56亿元" in data.text and "同比增长57.05%" in data.text
    assert data.sound


def test_a_county_of_one_project_that_did_everything(county, stations) -> None:
    """Met in January, signed in March for 2亿, 1.5 arrived, begun in April, entered in May, producing in June."""
    home = stations()["长三角"]
    lead = county.lead(
        "样样齐", yi="2", first_date="2025-01-10", signed_date="2025-03-01", started_date="2025-04-01",
        registered_date="2025-05-01", produced_date="2025-06-01", station=home, unit="发改局", sector="二产",
        land_papers=True,
    )  # fmt: skip
    county.arrival(lead, "2025-04-01", "1")
    county.arrival(lead, "2025-06-01", "0.5")
    data = dataset(county.book, "2025-06")
    shown = {row.key: row.cumulative for row in data.indicators}
    assert shown == {
        "signed_count": 1,
        "signed_amount": 2 * YI,
        "arrived_amount": 150_000_000,
        "start_rate": "100.0",
        "arrival_rate": "75.0",
        "register_rate": "100.0",
        "production_count": 1,
        "foreign_capital": 0,
        "honour_rate": "100.0",
    }
    assert [(s.stage, s.entered, s.advanced, s.standing) for s in data.funnel] == [
        ("线索", 1, 1, 0), ("在谈", 1, 1, 0), ("签约", 1, 1, 0), ("开工", 1, 1, 0), ("入统", 1, 1, 0),
        ("投产", 1, None, 1),
    ]  # fmt: skip
    assert [(p.name, p.count, p.amount_share) for p in data.structure["产次"]] == [("二产", 1, "100.0")]
    problems = {p.subject for p in data.problems if p.kind != "无法计算"}
    # The two stations that signed nothing are all there is to tell.
    assert problems == {"珠三角", "成渝"}
    assert data.sound


MONTH = MonthRange(2025, 6)
days = st.dates(dt.date(2025, 5, 20), dt.date(2025, 7, 10))
spans = st.lists(
    st.tuples(st.integers(1, 3), days, st.integers(0, 30), st.sampled_from(["驻点", "请假", "回县培训"])), max_size=15
)
calls = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 4), st.sampled_from(["拜访", "接待", "电话"])), max_size=20
)


def _facts(trips=(), visits=(), leads=()) -> Facts:
    staff = tuple(StaffFact(n, f"人{n}", 1 if n < 3 else 2, "驻外干部", None, None, True) for n in (1, 2, 3))
    stations = ((1, "甲片区"), (2, "乙片区"), (3, "丙片区"))
    return Facts(MONTH, Convention(), tuple(leads), (), (), tuple(visits), tuple(trips), staff, stations)


@given(spans, calls)
def test_days_never_exceed_the_calendar_and_sums_are_of_their_people(spans, calls) -> None:
    trips = [TripFact(n, who, kind, day, day + dt.timedelta(more)) for n, (who, day, more, kind) in enumerate(spans)]
    visits = [VisitFact(n, who, None, firm, kind, 2, False) for n, (who, firm, kind) in enumerate(calls)]
    table = posted_table(_facts(trips, visits), EXAMPLE)
    people = [row for row in table if row.person is not None]
    assert len(people) == 3
    for row in people:
        assert 0 <= row.days + row.leave + row.training <= 30
        assert row.enterprises <= row.visits
    for row in table:
        if row.person is None:
            own = people if row.station == TOTAL else [p for p in people if p.station == row.station]
            assert row.days == sum(p.days for p in own)
            assert row.visits == sum(p.visits for p in own)


@given(spans, calls)
def test_ranks_agree_with_scores_within_each_station(spans, calls) -> None:
    trips = [TripFact(n, who, kind, day, day + dt.timedelta(more)) for n, (who, day, more, kind) in enumerate(spans)]
    visits = [VisitFact(n, who, None, firm, kind, 2, False) for n, (who, firm, kind) in enumerate(calls)]
    people = [row for row in posted_table(_facts(trips, visits), EXAMPLE) if row.person is not None]
    for row in people:
        better = [p for p in people if p.station == row.station and Decimal(p.score or 0) > Decimal(row.score or 0)]
        assert row.rank == 1 + len(better)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 10**12), st.booleans()), max_size=25))
def test_stations_and_units_add_up_to_the_county_and_rates_are_their_own_quotient(parts) -> None:
    signed, begun = dt.date(2025, 3, 1), dt.date(2025, 5, 1)
    leads = [
        _lead(n, station, amount, signed, begun if works else None) for n, (station, amount, works) in enumerate(parts)
    ]
    facts = _facts(leads=leads)
    found = {row.key: row for row in indicators(facts)}
    for scope in ("片区", "单位"):
        own = [row for row in scope_rows(facts) if row.scope == scope]
        assert sum(row.count for row in own) == found["signed_count"].cumulative == len(parts)
        assert sum(row.amount for row in own) == found["signed_amount"].cumulative
    rate = found["start_rate"]
    works = sum(works for *_, works in parts)
    assert (
        rate.cumulative is None
        if not parts
        else abs(Decimal(str(rate.cumulative)) - Decimal(works * 100) / len(parts)) <= Decimal("0.05")
    )


def _lead(number: int, station: int, amount: int, signed: dt.date, begun: dt.date | None) -> LeadFact:
    import dataclasses

    texts = {f.name: "" for f in dataclasses.fields(LeadFact) if f.type == "str"}
    nothing = {f.name: None for f in dataclasses.fields(LeadFact) if "None" in str(f.type)}
    dates = {"签约": signed, **({"开工": begun} if begun else {})}
    own = {"id": number, "unit": f"局{station}", "amount": amount, "investment": amount, "since": signed}
    more = {"station": station, "dates": dates, "arrived": 0, "valid": True}
    return LeadFact(**{**texts, **nothing, **own, **more})


@pytest.mark.parametrize(("month", "gap"), [("2025-01", "91.67"), ("2025-12", "0.00")])
def test_the_pace_runs_from_a_twelfth_to_the_whole(county, month: str, gap: str) -> None:
    county.target("签约项目", "1")
    county.lead("一个", yi="1", signed_date="2025-01-05")
    assert dataset(county.book, month).indicator("signed_count").pace_gap == gap
