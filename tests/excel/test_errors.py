"""The copy with the wrong rows: formatting kept, reasons beside, red cells; corrected, it imports what was missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from crm.book import Book
from crm.excel.errors import HEADER, RED
from crm.excel.run import import_file
from crm.rules.problem import Problem

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]


def test_an_xlsx_keeps_its_formatting_and_comes_back_corrected(
    book: Book, tmp_path: Path, sheet_file: Make, read: Read
) -> None:
    source = sheet_file(
        [
            ["名单"],
            ["企业名称", "成立日期"],
            ["甲有限公司", "5月40日"],
            ["乙有限公司", "2024-03-05"],
            ["", "2024-03-06"],
        ],
        merged=("A1:B1",),
    )
    file = openpyxl.load_workbook(source)
    file.worksheets[0]["A4"].font = Font(bold=True, color="FF112233")
    file.save(source)
    before = source.read_bytes()
    target = tmp_path / "错误.xlsx"
    report = import_file(book, "enterprises", source, errors=target)
    assert (report.created, len(report.errors), report.errors_file) == (1, 2, target)
    assert source.read_bytes() == before
    page = openpyxl.load_workbook(target).worksheets[0]
    assert page["C2"].value == HEADER
    assert page["C3"].value == report.errors[0].reason
    assert page["C4"].value is None
    assert page["C5"].value == "请填写企业名称"
    assert (page["B3"].fill.fgColor.rgb, page["A5"].fill.fgColor.rgb) == (RED, RED)
    assert page["B4"].fill.fgColor.rgb != RED
    assert page["A4"].font.color.rgb == "FF112233"
    assert [str(block) for block in page.merged_cells.ranges] == ["A1:B1"]
    corrected = openpyxl.load_workbook(target)
    corrected.worksheets[0]["B3"].value = "2024-05-04"
    corrected.worksheets[0]["A5"].value = "丙有限公司"
    corrected.save(target)
    again = import_file(book, "enterprises", target, errors=tmp_path / "再错.xlsx")
    assert (again.created, again.unchanged, again.errors, again.unmapped) == (2, 1, [], [])
    assert not (tmp_path / "再错.xlsx").exists()
    assert len(read("enterprises", "name")) == 3


def test_a_csv_becomes_a_workbook_with_all_its_rows(book: Book, tmp_path: Path, samples: Path) -> None:
    target = tmp_path / "错误.xlsx"
    import_file(book, "visits", samples / "驻外拜访日志.csv", errors=target)
    page = openpyxl.load_workbook(target).worksheets[0]
    assert page.max_row == 46
    assert page.cell(1, 12).value == HEADER
    assert page.cell(13, 12).value == "没有5月32日这一天，请改成实际日期"
    assert page.cell(13, 1).fill.fgColor.rgb == RED
    page.parent.worksheets[0].cell(13, 1).value = "5月30日"
    page.parent.save(target)
    again = import_file(book, "visits", target)
    assert (again.created, again.unchanged, again.errors) == (1, 44, [])


def test_an_xls_becomes_a_workbook_too(book: Book, tmp_path: Path, samples: Path) -> None:
    target = tmp_path / "错误.xlsx"
    report = import_file(
        book, "hometown", samples / "在外老乡名录.xls", mapping={"包联县领导": "下次联系"}, errors=target
    )
    assert len(report.errors) == 26
    page = openpyxl.load_workbook(target).worksheets[0]
    assert page.cell(2, 13).value == HEADER
    assert sum(page.cell(row, 13).value is not None for row in range(3, 29)) == 26


def test_there_is_no_cap_on_errors(book: Book, tmp_path: Path, sheet_file: Make) -> None:
    source = sheet_file([["企业名称", "成立日期"], *([f"{at}号有限公司", "某天"] for at in range(1500))])
    target = tmp_path / "错误.xlsx"
    report = import_file(book, "enterprises", source, errors=target)
    assert (len(report.errors), report.created, report.batch) == (1500, 0, None)
    page = openpyxl.load_workbook(target).worksheets[0]
    assert all(page.cell(row, 3).value for row in range(2, 1502))


def test_the_original_is_never_written_over(book: Book, sheet_file: Make) -> None:
    source = sheet_file([["企业名称", "成立日期"], ["甲有限公司", "某天"]])
    with pytest.raises(Problem, match="另取一个名字"):
        import_file(book, "enterprises", source, errors=source)
