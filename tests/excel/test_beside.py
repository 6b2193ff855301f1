"""The same table twice beside each other on one sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from crm.book import Book
from crm.excel.run import import_file

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]
HEAD = ["序号", "姓名", "所在单位", "联系电话"]


def test_both_halves_of_a_printed_list_come_in(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["在外乡贤通讯录"], [*HEAD, "", *HEAD],
            [1, "张三", "甲公司", 13800000001, "", 4, "李四", "丁公司", "13800000004"],
            [2, "王五", "", "13800000002", "", 5, "赵六", "戊公司", ""],
            [3, "钱七", "丙公司", "", "", "", "", "", ""],
        ]
    )  # fmt: skip
    report = import_file(book, "hometown", path)
    assert (report.rows, report.created, report.unmapped) == (5, 5, [])
    assert read("hometown", "name", "phone") == [
        ("张三", "13800000001"), ("李四", "13800000004"), ("王五", "13800000002"), ("赵六", None), ("钱七", None),
    ]  # fmt: skip
    assert import_file(book, "hometown", path).unchanged == 5


def test_a_fault_in_the_right_half_is_named_and_painted_there(book: Book, sheet_file: Make, tmp_path: Path) -> None:
    path = sheet_file([HEAD * 2, [1, "张三", "甲公司", "13800000001", 2, "李四", "乙公司", "138000"]])
    errors = tmp_path / "错误.xlsx"
    report = import_file(book, "hometown", path, errors=errors)
    assert [(one.row, one.column, one.value) for one in report.errors] == [(2, "联系电话2", "138000")]
    sheet = openpyxl.load_workbook(errors).worksheets[0]
    painted = [cell.coordinate for cell in sheet[2] if cell.fill.fgColor.rgb == "FFFFC7CE"]
    assert painted == ["H2"]


def test_a_column_of_the_right_half_given_a_field_by_hand_makes_it_one_table(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file([["姓名", "联系电话"] * 2, ["张三", "13800000001", "张小三", "13800000002"]])
    import_file(book, "hometown", path, mapping={"姓名2": "relative"})
    assert read("hometown", "name", "relative") == [("张三", "张小三")]
