"""Sheets with months or indicators as columns: every cell is a row of the ledger, and is named where it is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from crm.book import Book
from crm.excel.plan import plan_import
from crm.excel.run import import_file
from crm.excel.spread import spoken

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def projects(book: Book, sheet_file: Make) -> None:
    """Two projects that money can arrive for."""
    import_file(book, "leads", sheet_file([["项目名称"], ["甲项目"], ["乙项目"]], name="项目.xlsx"))


def test_arrivals_with_a_column_for_each_month(book: Book, projects: None, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["2025年招商项目到位资金台账"],
            ["单位：万元"],
            ["序号", "项目名称", "1月", "2月", "3月份", "合计", "备注"],
            [1, "甲项目", 500, "", "1,200", 1700, "设备款"],
            [2, "乙项目", "0", "—", "0.5亿", 5000, ""],
            ["合计", "", 500, "", 6200, 6700, ""],
        ]
    )
    report = import_file(book, "arrivals", path)
    assert (report.rows, report.created, report.errors) == (3, 3, [])
    assert report.unmapped == ["合计"]
    assert report.mapping["月份（列名）"] == "month" and report.mapping["自报金额（各列）"] == "amount"
    assert read("arrivals", "lead", "month", "amount", "note") == [
        ("甲项目", dt.date(2025, 1, 1), 5_000_000, "设备款"),
        ("甲项目", dt.date(2025, 3, 1), 12_000_000, "设备款"),
        ("乙项目", dt.date(2025, 3, 1), 50_000_000, None),
    ]
    again = import_file(book, "arrivals", path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


def test_months_that_the_spreadsheet_keeps_as_dates_under_the_words_reported_and_confirmed(
    book: Book, projects: None, sheet_file: Make, read: Read
) -> None:
    january, february = dt.datetime(2025, 1, 1), dt.datetime(2025, 2, 1)
    path = sheet_file(
        [
            ["项目名称", "自报（万元）", "", "", "市认定（万元）", "", ""],
            ["", january, february, dt.datetime(2025, 3, 1), january, february, dt.datetime(2025, 3, 1)],
            ["甲项目", 100, 200, "", 90, "", ""],
        ],
        merged=("A1:A2", "B1:D1", "E1:G1"),
    )
    assert import_file(book, "arrivals", path).errors == []
    assert read("arrivals", "month", "amount", "confirmed") == [
        (dt.date(2025, 1, 1), 1_000_000, 900_000),
        (dt.date(2025, 2, 1), 2_000_000, None),
    ]


def test_a_wrong_cell_is_named_by_its_row_and_month_and_marked_in_the_copy(
    book: Book, projects: None, sheet_file: Make, read: Read, tmp_path: Path
) -> None:
    path = sheet_file(
        [
            ["2025年到位资金"],
            ["项目名称", "1月（万元）", "2月（万元）"],
            ["甲项目", 100, "待核"],
            ["没有的项目", 1, ""],
            ["乙项目", "不少", 7],
        ]
    )
    copy = tmp_path / "错误.xlsx"
    report = import_file(book, "arrivals", path, errors=copy)
    told = [(fault.row, fault.column, fault.value) for fault in report.errors]
    assert told == [(3, "2月（万元）", "待核"), (4, "项目名称", "没有的项目"), (5, "1月（万元）", "不少")]
    assert read("arrivals", "lead", "amount") == [("甲项目", 1_000_000), ("乙项目", 70_000)]
    page = load_workbook(copy).worksheets[0]
    assert [page.cell(*at).fill.fgColor.rgb for at in ((3, 3), (4, 1), (5, 2), (5, 3))] == ["FFFFC7CE"] * 3 + [
        "00000000"
    ]
    assert [spoken(row.row) for row in plan_import(book, "arrivals", path).rows] == ["B3", "C3", "B4", "B5", "C5"]


def test_months_without_a_year_ask_for_it_once(book: Book, projects: None, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["项目名称", "1月（万元）", "2月（万元）"], ["甲项目", 100, 5]])
    plan = plan_import(book, "arrivals", path)
    assert plan.needs_year
    import_file(book, "arrivals", path, year=2024)
    assert read("arrivals", "month") == [(dt.date(2024, 1, 1),), (dt.date(2024, 2, 1),)]


def test_a_spread_can_be_refused_and_a_ledger_with_its_own_month_is_none(
    book: Book, projects: None, sheet_file: Make
) -> None:
    path = sheet_file([["2025年"], ["项目名称", "1月（万元）", "2月（万元）"], ["甲项目", 100, 5]])
    plan = plan_import(book, "arrivals", path, mapping={"月份（列名）": ""})
    assert [row.row for row in plan.rows] == [3] and plan.unmapped == ["1月（万元）", "2月（万元）"]
    plain = sheet_file([["项目名称", "月份", "金额（万元）"], ["甲项目", "2025-01", 100]], name="一般.xlsx")
    assert [row.row for row in plan_import(book, "arrivals", plain).rows] == [2]


def test_an_empty_row_of_months_is_told_and_headings_hold(book: Book, projects: None, sheet_file: Make) -> None:
    path = sheet_file([["2025年"], ["项目名称", "1月（万元）", "2月（万元）"], ["甲项目", "", ""], ["乙项目", 1, 2]])
    assert import_file(book, "arrivals", path).skipped == [(3, "各列都是空的，没有可以展开的内容")]


def test_targets_with_an_indicator_in_each_column(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["2025年度招商引资目标任务分解表"],
            ["序号", "责任单位", "签约资金任务（亿元）", "到位资金（万元）", "签约项目（个）", "利用外资（万美元）"],
            [1, "全县", 53, "120,000", 40, 500],
            [2, "县科工局", 5.5, 8000, 6, ""],
            [3, "长三角片区", "3亿", "", "4个", ""],
            ["合计", "", 61.5, 128000, 50, 500],
        ]
    )
    report = import_file(book, "targets", path)
    assert report.errors == []
    assert read("targets", "year", "indicator", "scope", "subject", "annual") == [
        (2025, "签约资金", "全县", None, Decimal(53)),
        (2025, "到位资金", "全县", None, Decimal(12)),
        (2025, "签约项目", "全县", None, Decimal(40)),
        (2025, "利用外资", "全县", None, Decimal(500)),
        (2025, "签约资金", "单位", "县科工局", Decimal("5.5")),
        (2025, "到位资金", "单位", "县科工局", Decimal("0.8")),
        (2025, "签约项目", "单位", "县科工局", Decimal(6)),
        (2025, "签约资金", "片区", "长三角片区", Decimal(3)),
        (2025, "签约项目", "片区", "长三角片区", Decimal(4)),
    ]
    again = import_file(book, "targets", path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 9)


def test_targets_with_year_and_quarters_under_each_indicator(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["2025年招商引资调度目标"],
            ["单位", "签约资金（亿元）", "", "", "到位资金（亿元）", "", ""],
            ["", "全年任务", "一季度", "二季度", "全年任务", "一季度", "二季度"],
            ["县商务局", 10, 2, 5, 6, 1, ""],
        ],
        merged=("A2:A3", "B2:D2", "E2:G2"),
    )
    assert import_file(book, "targets", path).errors == []
    assert read("targets", "indicator", "subject", "annual", "q1", "q2") == [
        ("签约资金", "县商务局", Decimal(10), Decimal(2), Decimal(5)),
        ("到位资金", "县商务局", Decimal(6), Decimal(1), None),
    ]


def test_monthly_targets_add_up_to_the_quarters_and_the_year(book: Book, sheet_file: Make, read: Read) -> None:
    months = [f"{at}月" for at in range(1, 13)]
    path = sheet_file(
        [
            ["2025年各单位签约资金月度任务（单位：亿元）"],
            ["单位", *months],
            ["县商务局", *[1] * 12],
            ["县科工局", *[0.5] * 11, "很多"],
        ]
    )
    report = import_file(book, "targets", path)
    assert [(fault.row, fault.column, fault.value) for fault in report.errors] == [(4, "12月", "很多")] * 2
    assert read("targets", "year", "indicator", "subject", "q1", "q2", "q3", "q4", "annual") == [
        (2025, "签约资金", "县商务局", *map(Decimal, (3, 6, 9, 12, 12)))
    ]


def test_running_monthly_targets_are_taken_as_they_stand(book: Book, sheet_file: Make, read: Read) -> None:
    rows = [["县商务局", *range(1, 13)]]
    path = sheet_file([["2025年签约项目任务"], ["单位", *(f"{at}月累计" for at in range(1, 13))], *rows])
    assert import_file(book, "targets", path).errors == []
    assert read("targets", "indicator", "q1", "q2", "annual") == [("签约项目", *map(Decimal, (3, 6, 12)))]


def test_a_title_gives_year_and_indicator_to_a_plain_table_of_targets(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [["2025年各单位到位资金任务（单位：万元）"], ["单位", "年度任务", "一季度"], ["县商务局", 20000, 5000]]
    )
    report = import_file(book, "targets", path)
    assert (report.mapping["年度（标题）"], report.mapping["指标（标题）"]) == ("year", "indicator")
    assert read("targets", "year", "indicator", "annual", "q1") == [(2025, "到位资金", Decimal(2), Decimal("0.5"))]
