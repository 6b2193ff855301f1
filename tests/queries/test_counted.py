"""What rows count for in a figure is a column like any other: it sorts, filters, sums, and leaves in an export."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from crm.actions.edit import create
from crm.book import Book
from crm.excel.export import export
from crm.queries.groups import groups
from crm.queries.listing import cells, ids, sums
from crm.queries.summary import Sum, summary
from crm.queries.view import ROWS, Filter, ViewSpec
from crm.records.ledger import COUNTED, LEDGERS, Counted

YI = 100_000_000


@pytest.fixture
def rows(book: Book) -> tuple[int, int, int]:
    """Three leads of which two count: 5亿 and 0.5亿."""
    one, two = (create(book, "leads", {"name": name, "sector": "二产"})[0] for name in ("甲", "乙"))
    return one, two, create(book, "leads", {"name": "丙", "sector": "一产"})[0]


@pytest.fixture
def view(rows: tuple[int, int, int]) -> ViewSpec:
    """The list of all three."""
    counted = Counted("计入签约资金", "亿元", ((rows[0], YI // 2), (rows[1], 5 * YI)))
    return ViewSpec("leads", (Filter(ROWS, "in", rows),), columns=("name", COUNTED), counted=counted)


def test_its_sum_is_the_figure_and_rows_that_do_not_count_are_blank(book: Book, view: ViewSpec, rows) -> None:
    with book.read() as session:
        assert sums(session, view) == {COUNTED: 550_000_000}
        assert summary(session, view, [COUNTED], only=rows[1:]) == {COUNTED: Sum(5 * YI, 1)}
        found = cells(session, view.source, list(rows), [COUNTED])
        told = groups(session, view.replace(group="sector"))
    assert [row.values[COUNTED] for row in found] == [YI // 2, 5 * YI, None]
    assert [(group.name, group.sums[COUNTED]) for group in told] == [("一产", None), ("二产", 550_000_000)]


def test_it_sorts_and_filters(book: Book, view: ViewSpec, rows) -> None:
    with book.read() as session:
        assert ids(session, view.replace(sort=(f"-{COUNTED}",))) == [rows[1], rows[0], rows[2]]
        assert ids(session, view.replace(filters=(*view.filters, Filter(COUNTED, ">", YI)))) == [rows[1]]


def test_it_is_kept_with_the_view_and_leaves_in_an_export(book: Book, view: ViewSpec, tmp_path: Path) -> None:
    assert ViewSpec.from_json(view.to_json()) == view
    assert ViewSpec.from_json(view.to_json()).to_json() == view.to_json()
    export(book, view.replace(sort=("name",)), tmp_path / "构成.csv")
    with (tmp_path / "构成.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["项目名称", "计入签约资金（亿元）"], ["丙", ""], ["甲", "0.5"], ["乙", "5"],
        ]  # fmt: skip


def test_it_goes_with_the_condition_that_names_the_rows(view: ViewSpec) -> None:
    narrowed = view.under((*view.filters, Filter(COUNTED, ">", YI))).replace(sort=(f"-{COUNTED}", "name"))
    assert narrowed.counted is view.counted
    assert narrowed.under(narrowed.filters[1:]) == ViewSpec("leads", columns=("name",), sort=("name",))
    assert COUNTED not in LEDGERS["leads"].fields


def test_dollars_count_in_ten_thousands(book: Book, rows) -> None:
    arrival = create(book, "arrivals", {"lead": rows[0], "month": dt.date(2025, 3, 1), "amount": 100})[0]
    counted = Counted("计入利用外资", "万美元", ((arrival, 125_000),))
    view = ViewSpec("arrivals", columns=("lead", COUNTED), counted=counted)
    with book.read() as session:
        assert sums(session, view) == {COUNTED: Decimal("12.5")}
