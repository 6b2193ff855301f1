"""Whatever the projects are: parts sum to the whole, shares to the project, months to the year, formulas to figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from crm.bulletin.breakdown import structure
from crm.bulletin.facts import Facts, LeadFact
from crm.bulletin.papers import PAPERS
from crm.bulletin.papers.introduced import credits, split
from crm.bulletin.settings import Convention
from crm.rules.dates import MonthRange

LAST = dt.date(2025, 9, 30)
texts = st.sampled_from(["", "甲", "乙", "丙", " 丁 "])


@st.composite
def leads(draw: st.DrawFn) -> tuple[LeadFact, ...]:
    """Projects of a year, some signed, with amounts from nothing to tens of 亿元."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        signed = draw(st.none() | st.dates(dt.date(2024, 6, 1), LAST))
        given_: dict[str, Any] = {name: draw(texts) for name in ("unit", "sector", "chain", "method", "origin")}
        found.append(
            LeadFact(
                id=number,
                name=f"项目{number}",
                **given_,
                station=None,
                staff=None,
                investor="",
                capital_kind="内资",
                amount=draw(st.integers(0, 4_000_000_000)),
                investment=0,
                land=None,
                land_papers=None,
                valid=False,
                valid_date=None,
                since=dt.date(2024, 5, 1),
                due_start=None,
                stall_reason="",
                dates={"签约": signed} if signed else {},
                last_contact=None,
                arrived=0,
            )
        )
    return tuple(found)


def facts_of(found: tuple[LeadFact, ...]) -> Facts:
    return Facts(MonthRange(2025, 9), Convention(), found, (), (), (), (), (), ())


@given(leads())
def test_every_breakdown_is_the_whole_and_its_percents_are_a_hundred(found: tuple[LeadFact, ...]) -> None:
    signed = [lead for lead in found if "签约" in lead.dates and lead.dates["签约"].year == 2025]
    parts, _ = structure(facts_of(found))
    for own in parts.values():
        assert sum(part.count for part in own) == len(signed)
        assert sum(part.amount for part in own) == sum(lead.amount for lead in signed)
        if own:
            assert sum(Fraction(part.count_share) for part in own) == 100
            assert sum(Fraction(part.amount_share) for part in own) in (100, 0)


shares = st.lists(
    st.tuples(st.none() | st.integers(1, 4), st.none() | st.decimals(0, 100, places=2)), min_size=1, max_size=5
)


@given(shares)
def test_the_parts_of_those_who_brought_a_project_never_exceed_it(brought) -> None:
    parts = split(brought)
    assert all(part >= 0 for part in parts.values()) and sum(parts.values()) <= 1
    if all(who is not None for who, _ in brought):
        assert sum(parts.values()) == 1


@given(leads(), st.dictionaries(st.integers(0, 11), shares, max_size=12))
def test_what_ambassadors_are_credited_with_never_exceeds_the_projects(found, brought) -> None:
    own = credits(found, {lead: split(rows) for lead, rows in brought.items()})
    named = [lead for lead in found if lead.id in brought]
    assert sum(credit.part for credit in own.values()) <= len(named)
    signed = [lead for lead in named if "签约" in lead.dates]
    assert sum(credit.signed for credit in own.values()) <= len(signed)
    assert sum(credit.amount for credit in own.values()) <= Fraction(sum(lead.amount for lead in signed), 100_000_000)


# every formula of every paper


@pytest.fixture
def filled(published, stations) -> Iterator[Any]:
    """The published county with people at work, lists to print, and a project that several brought."""
    ids = stations()
    published.trip(ids["李明朗"], "2025-09-01", "2025-09-20")
    published.visit(ids["李明朗"], "2025-09-30", method="接待", people=3, station=ids["长三角"])
    ambassador = published.add("ambassadors", name="甲大使")
    lead = published.lead("共同引荐", yi="3.33", signed_date="2025-09-30", unit="发改局", sector="二产", chain="功能膜")
    published.lead("大线索", total_investment=500_000_000, leader="陈县长")
    published.add("assistance", lead=lead, item="用地", unit="自然资源局", due=dt.date(2025, 9, 1))
    published.add("hometown", name="王建业", industry="新能源")
    published.add("targets", year=2025, indicator="签约资金", scope="单位", subject="发改局", annual=4)
    from crm.records.lead import Introducer

    with published.book.write("登记引荐人") as writer:
        for position, who in enumerate((ambassador, None, None)):
            name = "甲大使" if who else f"乡贤{position}"
            kind = "大使" if who else "乡贤"
            row = Introducer(id=writer.new_id(), lead=lead, position=position, kind=kind, name=name, ambassador=who)
            writer.session.add(row)
    yield published


@pytest.mark.parametrize("key", [key for key, paper in PAPERS.items() if ".xlsx" in paper.suffixes])
def test_the_formulas_of_a_paper_come_to_the_figures_beside_them(filled, key: str, tmp_path: Path) -> None:
    file = PAPERS[key].write(filled.book, LAST, tmp_path)[0]
    formulas, carried = load_workbook(file), load_workbook(file, data_only=True)
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = carried[sheet.title][cell.coordinate].value
                    assert value == pytest.approx(_worth(sheet, cell.value), abs=1e-9), (sheet.title, cell.coordinate)


def _worth(sheet: Any, formula: str) -> float:
    """SUBTOTAL(9, …) of a range: its numbers, without the subtotals in it."""
    if formula == "=0":
        return 0
    left, top, right, bottom = range_boundaries(formula.removeprefix("=SUBTOTAL(9,").removesuffix(")"))
    cells = [sheet.cell(row, column).value for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return sum(value for value in cells if isinstance(value, int | float))


def test_the_months_of_the_summary_are_those_of_the_bulletins(published) -> None:
    from crm.bulletin.assemble import dataset
    from crm.bulletin.papers.overview import by_month

    listing = by_month(dataset(published.book, "2025-09"))
    for number, row in enumerate(listing.rows, start=1):
        data = dataset(published.book, f"2025-{number:02d}")
        month = [data.indicator(key).month_value for key in ("signed_count", "signed_amount", "arrived_amount")]
        assert [row[1], row[2] * 100_000_000, row[3] * 100_000_000] == month
