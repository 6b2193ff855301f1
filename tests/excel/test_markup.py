"""Web pages and XML of 2003 under the name of a workbook, as government systems export them, are read as tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from crm.book import Book
from crm.excel.run import import_file
from crm.excel.sheet import read_sheets, sheets_of
from crm.rules.problem import Problem

Read = Callable[..., list[tuple[Any, ...]]]

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type"
 content="text/html; charset={charset}"><style>td {{color: red}}</style><title>导出</title></head><body>
<h1>系统导出</h1>
<table border=1>
<tr><td colspan=5>目标企业清单</td></tr>
<tr><th rowspan=2>片区<th rowspan=2>企业名称<th colspan=2>经营情况</th><th rowspan=2>备注</tr>
<tr><th>注册资本（万元）</th><th>成立时间</th></tr>
<tr><td rowspan=2>长三角</td><td>苏州甲&amp;乙有限公司</td><td>5,000</td>
<td>2010-05-03</td><td>第一行<br>第二&nbsp;行</td></tr>
<tr><td>苏州丙有限公司<td>1.2亿<td>2011年3月<td><table><tr><td>内嵌</td></tr></table></tr>
<tr><td>合计</td><td></td><td>17000</td></tr>
</table></body></html>"""

XML = """<?xml version="1.0" encoding="UTF-8"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="旧"><Table><Row><Cell><Data ss:Type="String">企业名称</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
<Worksheet ss:Name="新"><Table>
<Row ss:Index="2"><Cell ss:MergeAcross="4"><Data ss:Type="String">目标企业（单位：万元）</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">片区</Data></Cell><Cell><Data ss:Type="String">企业名称</Data></Cell>
<Cell><Data ss:Type="String">注册资本</Data></Cell><Cell><Data ss:Type="String">成立时间</Data></Cell>
<Cell><Data ss:Type="String">上市</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">长三角</Data></Cell>
<Cell><Data ss:Type="String">甲有限公司</Data></Cell>
<Cell><Data ss:Type="Number">5000</Data></Cell><Cell><Data ss:Type="DateTime">2010-05-03T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">乙有限公司</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="DateTime">2011-03-05T10:30:00.000</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


@pytest.mark.parametrize(("stated", "code"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("utf-8", "gb18030")])
def test_a_web_page_is_read_with_its_merged_cells(
    book: Book, tmp_path: Path, read: Read, stated: str, code: str
) -> None:
    path = tmp_path / "系统导出.xls"
    path.write_bytes(PAGE.format(charset=stated).encode(code))
    report = import_file(book, "enterprises", path)
    assert (report.header_rows, report.created, report.errors) == ((2, 3), 2, [])
    assert report.skipped == [(6, "小计或合计行")]
    assert read("enterprises", "name", "station", "registered_capital", "note") == [
        ("苏州甲&乙有限公司", "长三角", 50_000_000, "第一行\n第二 行"),
        ("苏州丙有限公司", "长三角", 120_000_000, "内嵌"),
    ]
    assert import_file(book, "enterprises", path).unchanged == 2


def test_an_xml_workbook_is_read_without_its_hidden_sheet(book: Book, tmp_path: Path, read: Read) -> None:
    path = tmp_path / "系统导出.xls"
    path.write_text(XML, encoding="utf-8")
    assert [(info.name, info.hidden) for info in sheets_of(path)] == [("旧", True), ("新", False)]
    report = import_file(book, "enterprises", path)
    assert (report.sheet, report.header_rows) == ("新", (3, 3))
    assert read("enterprises", "name", "station", "registered_capital", "established", "listed") == [
        ("甲有限公司", "长三角", 50_000_000, dt.date(2010, 5, 3), True),
        ("乙有限公司", "长三角", None, dt.date(2011, 3, 5), None),
    ]
    assert read_sheets(path, "旧")[0].rows == [["企业名称"]]
    with pytest.raises(Problem, match="没有名为“缺”的工作表，可用的有：旧、新"):
        read_sheets(path, "缺")


def test_of_several_tables_on_a_page_the_fitting_one_is_taken_and_its_errors_come_back(
    book: Book, tmp_path: Path
) -> None:
    path, errors = tmp_path / "页.xls", tmp_path / "错.xlsx"
    path.write_text(
        "<table><tr><td>导航</td></tr></table>"
        "<table><tr><td>日期</td><td>洽谈内容</td></tr><tr><td>2024年5月32日</td><td>甲</td></tr></table>",
        encoding="utf-8",
    )
    report = import_file(book, "visits", path, errors=errors)
    assert (report.sheet, [e.row for e in report.errors]) == ("表2", [2])
    sheet = load_workbook(errors).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["2024年5月32日", "甲", "没有2024年5月32日这一天，请改成实际日期"]
    sheet["A2"] = "2024年5月31日"
    sheet.parent.save(errors)
    assert import_file(book, "visits", errors).created == 1
