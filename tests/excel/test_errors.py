"""The copy with the wrong rows: formatting kept, reasons beside, red cells; corrected, it imports what was missing."""

from __future__ import annotations

import datetime as dt
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
    for row, day in ((3, "2024-06-01"), (10, dt.datetime(2024, 6, 2)), (28, "2024.6.3")):
        page.cell(row, 10).value = day
    page.parent.save(target)
    again = import_file(book, "hometown", target)
    assert (again.created, [e.row for e in again.errors]) == (3, [row for row in range(4, 28) if row != 10])


def test_a_ledger_with_title_sections_and_a_header_of_two_rows_opens_at_its_sheet_and_comes_back(
    book: Book, tmp_path: Path, read: Read
) -> None:
    file = openpyxl.Workbook()
    first, page = file.worksheets[0], file.create_sheet("线索")
    first.append(["本表请于月底前报送"])
    for row in (
        ["2024年重要线索项目表"],
        ["单位：亿元"],
        ["序号", "项目", "", "投资", "", "签约日期"],
        ["", "名称", "投资方", "总投资", "固定资产投资", ""],
        ["一、长三角片区"],
        [1, "甲项目", "甲公司", 1.5, "一亿五", "5月40日"],
        [2, "乙项目", "乙公司", 2, 1, "5月6日"],
        ["小计", "", "", 3.5],
        [3, "", "丙公司", 2, 1, "5月7日"],
    ):
        page.append(row)
    for block in ("A1:F1", "A3:A4", "B3:C3", "D3:E3", "F3:F4", "A5:F5"):
        page.merge_cells(block)
    source, target = tmp_path / "线索.xlsx", tmp_path / "错误.xlsx"
    file.save(source)
    report = import_file(book, "leads", source, errors=target)
    assert [(e.row, e.column) for e in report.errors] == [(6, "固定资产投资"), (6, "签约日期"), (9, "名称")]
    copy = openpyxl.load_workbook(target)
    assert copy.active is not None and copy.active.title == "线索"
    assert [sheet.sheet_view.tabSelected for sheet in copy.worksheets] == [False, True]
    sheet = copy["线索"]
    assert (sheet["G4"].value, sheet["G7"].value) == (HEADER, None)
    assert [place for place in ("E6", "F6", "B9", "A6", "E7") if sheet[place].fill.fgColor.rgb == RED] == [
        "E6",
        "F6",
        "B9",
    ]
    sheet["E6"], sheet["F6"], sheet["B9"] = 1.5, "5月4日", "丙项目"
    copy.save(target)
    again = import_file(book, "leads", target)
    assert (again.created, again.unchanged, again.errors) == (2, 1, [])
    assert dict(read("leads", "name", "station")) == dict.fromkeys(("甲项目", "乙项目", "丙项目"), "长三角片区")


def test_a_csv_of_old_office_programs_comes_back_by_record(book: Book, tmp_path: Path) -> None:
    source, target = tmp_path / "拜访.csv", tmp_path / "错误.xlsx"
    lines = [
        "驻外人员拜访日志,,,,",
        "日期,驻外人员,企业名称,洽谈内容,县领导带队",
        '2024-05-06,王磊,甲有限公司,"谈用地,\r\n两行",否',
        "5月32日,王磊,乙有限公司,谈厂房,是",
        ",,,,",
        "2024-05-08,李敏,丙有限公司,谈设备,也许",
        "合计,3次,,,",
    ]
    source.write_bytes("\r\n".join(lines).encode("gbk"))
    report = import_file(book, "visits", source, errors=target)
    assert (report.created, [e.row for e in report.errors]) == (1, [4, 6])
    copy = openpyxl.load_workbook(target)
    page = copy.worksheets[0]
    assert page["D3"].value == "谈用地,\r\n两行"
    page["A4"], page["E6"] = "2024-05-07", "是"
    copy.save(target)
    again = import_file(book, "visits", target)
    assert (again.created, again.unchanged, again.errors) == (2, 1, [])


def test_signs_that_no_workbook_can_hold_do_not_keep_the_wrong_rows_from_being_listed(
    book: Book, tmp_path: Path
) -> None:
    source, target = tmp_path / "名单.csv", tmp_path / "错误.xlsx"
    source.write_bytes("企业名称,注册资本（万元）,备注\n甲公司,十\x01几,好\x02的\n乙公司,5,行\x0b下\n".encode())
    report = import_file(book, "enterprises", source, errors=target)
    assert (report.created, len(report.errors)) == (1, 1)
    page = openpyxl.load_workbook(target).worksheets[0]
    assert [page["B2"].value, page["C2"].value, page["D2"].value] == [
        "十几",
        "好的",
        report.errors[0].reason.replace("\x01", ""),
    ]


def test_the_copy_is_an_xlsx_and_says_so(book: Book, tmp_path: Path, sheet_file: Make) -> None:
    source = sheet_file([["企业名称", "成立日期"], ["甲有限公司", "某天"], ["乙有限公司", ""]])
    with pytest.raises(Problem, match="后缀改成 .xlsx"):
        import_file(book, "enterprises", source, errors=tmp_path / "错误.csv")
    assert import_file(book, "enterprises", source).created == 1


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
