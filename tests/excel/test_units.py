"""The unit of a sheet's amounts, wherever the sheet says it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from crm.book import Book
from crm.excel.mapping import match_header
from crm.excel.run import import_file

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]
HEAD = ["项目名称", "计划总投资", "用地（亩）"]


@pytest.mark.parametrize(
    "line",
    [
        ["单位：万元 亩"],
        ["单位：万元/亩"],
        ["单位：万元（人民币）"],
        ["填报单位：甲镇　单位：万元　填报时间：2024年5月31日"],
        ["填报单位：元坝镇", "单位：万元　填报人：张三"],
        ["", "", "计量单位：个、万元"],
        ["（金额：万元）"],
    ],
)
def test_the_line_over_a_table_states_the_unit_among_other_words(
    book: Book, sheet_file: Make, read: Read, line: Sequence[str]
) -> None:
    import_file(book, "leads", sheet_file([["项目表"], line, HEAD, ["甲项目", 5000, 20], ["乙项目", "1.2亿", 20]]))
    assert read("leads", "total_investment") == [(50_000_000,), (120_000_000,)]


@pytest.mark.parametrize(
    ("head", "yuan"),
    [
        ("总投资（人民币万元）", 50_000_000),
        ("总投资（万元RMB）", 50_000_000),
        ("总投资（折合万元）", 50_000_000),
        ("总投资（千元）", 5_000_000),
        ("总投资（百万元）", 5_000_000_000),
    ],
)
def test_a_header_states_its_unit_in_other_words(
    book: Book, sheet_file: Make, read: Read, head: str, yuan: int
) -> None:
    import_file(book, "leads", sheet_file([["项目名称", head], ["甲项目", 5000]]))
    assert read("leads", "total_investment") == [(yuan,)]


def test_a_note_under_the_table_states_the_unit(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([HEAD, ["甲项目", 5000, 20], ["乙项目", 800, 8], ["注：表中金额单位为万元，用地单位为亩。"]])
    import_file(book, "leads", path)
    assert read("leads", "total_investment") == [(50_000_000,), (8_000_000,)]


def test_of_two_stated_units_each_column_takes_its_own(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["单位：亿元、万元"], ["企业名称", "注册资本", "年营业收入"], ["甲公司", 5000, 3.2]])
    import_file(book, "enterprises", path)
    assert read("enterprises", "registered_capital", "revenue") == [(50_000_000, 320_000_000)]


def test_sums_under_a_foreign_unit_are_never_taken_for_yuan(book: Book, sheet_file: Make, read: Read) -> None:
    import_file(book, "leads", sheet_file([["项目名称", "投资主体"], ["甲项目", "甲公司"]]))
    head = ["项目名称", "月份", "到位资金", "折算汇率"]
    rows = [["甲项目", "2024年5月", 100, 7.1], ["甲项目", "2024年6月", 50, ""]]
    report = import_file(book, "arrivals", sheet_file([["单位：万美元"], head, *rows]))
    assert read("arrivals", "amount", "foreign_amount") == [(7_100_000, 100)]
    assert [(fault.row, fault.reason) for fault in report.errors] == [(4, "只有外币金额，请填写自报金额或折算汇率")]
    path = sheet_file([["单位：万美元"], ["项目名称", "总投资"], ["乙项目", 100], ["丙项目", "-"]])
    assert import_file(book, "leads", path, dry_run=True).unmapped == ["总投资"]
    by_hand = import_file(book, "leads", path, mapping={"总投资": "total_investment"})
    assert [(fault.row, fault.value) for fault in by_hand.errors] == [(3, "100")]
    assert "万美元" in by_hand.errors[0].reason


def test_a_figure_too_vast_for_an_unstated_unit_is_told(book: Book, sheet_file: Make) -> None:
    report = import_file(book, "leads", sheet_file([HEAD, ["甲项目", 5000, 20], ["乙项目", 1.2, 20]]))
    told = [(one.row, one.column, one.reason) for one in report.warnings]
    assert told == [(2, "计划总投资", "表里没有写单位，按亿元导入是5,000亿元，请核对单位")]


@pytest.mark.parametrize(
    ("ledger", "head"),
    [
        ("leads", "累计完成固定资产投资（万元）"),
        ("leads", "引荐人电话"),
        ("leads", "责任人电话"),
        ("visits", "拜访企业数"),
        ("arrivals", "累计到位资金"),
        ("arrivals", "不予认定金额"),
        ("events", "签约项目数"),
        ("enterprises", "董事长电话"),
    ],
)
def test_a_header_that_is_about_something_else_takes_no_field(ledger: str, head: str) -> None:
    assert match_header(ledger, head) is None


def test_those_who_came_from_the_firm_are_no_companions_of_ours() -> None:
    found = match_header("visits", "企业参加人员")
    assert found is not None and found.field == "contact"
