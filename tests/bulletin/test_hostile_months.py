"""Months that strain the papers: an empty book, one unit, 29 February, New Year, very long names, 300 problems."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from docx import Document
from openpyxl import load_workbook

from crm.book import create_book
from crm.bulletin.papers import month_end
from crm.rules.dates import MonthRange

LONG = (
    "年产一百二十万套新能源汽车轻量化铝合金底盘零部件及配套热管理系统"
    + "智能制造产业园基础设施建设一期扩建暨研发中心迁建工程项目"
)
LONG_NAME = "买买提·阿卜杜热合曼·艾力江·吐尔逊江·古丽巴哈尔江·麦麦"


def _papers(county, month: MonthRange, out: Path) -> dict[str, Path]:
    """Every paper of a month, by what its file is called."""
    return {file.name: file for file in month_end(county.book, month, out).files}


def _words(papers: dict[str, Path], called: str) -> str:
    return "\n".join(p.text for p in Document(str(next(f for n, f in papers.items() if called in n))).paragraphs)


def _cells(papers: dict[str, Path], called: str, sheet: str) -> list[list[object]]:
    file = next(f for n, f in papers.items() if called in n and n.endswith(".xlsx"))
    return [[cell for cell in row if cell is not None] for row in load_workbook(file)[sheet].values]


def test_an_empty_book_prints_papers_that_say_so(county, tmp_path: Path) -> None:
    papers = _papers(county, MonthRange(2025, 9), tmp_path)
    assert len(papers) == 17
    summary = _words(papers, "工作总结.docx")
    assert "（三）空白名单。没有设立片区，也没有填报责任单位。" in summary, (
        "nobody signed, so it must not say that all did"
    )
    scopes = [row[0] for row in _cells(papers, "工作通报", "片区和单位完成情况") if row]
    assert "没有设立片区，也没有下达片区任务" in scopes and "没有填报责任单位，也没有下达单位任务" in scopes
    assert "合计" not in scopes
    assert ["本年以来无新签约项目"] in _cells(papers, "工作通报", "项目结构")
    assert ["本月无问题"] in _cells(papers, "工作通报", "问题清单")


def test_a_county_of_one_unit_and_no_station(county, tmp_path: Path) -> None:
    county.lead("独一份", yi="1", signed_date="2025-09-02", unit="县招商局")
    papers = _papers(county, MonthRange(2025, 9), tmp_path)
    assert "（三）空白名单。各责任单位均有新签约项目。" in _words(papers, "工作总结.docx")
    rows = _cells(papers, "工作通报", "片区和单位完成情况")
    assert any(row[:2] == ["单位", "县招商局"] for row in rows)
    assert any(row[:2] == ["片区", "未填"] for row in rows)
    sheet = load_workbook(next(f for n, f in papers.items() if "工作通报.xlsx" in n))["片区和单位完成情况"]
    # 签约资金完成率（%） over one narrow column takes two lines.
    assert sheet["G3"].value == "签约资金完成率（%）" and sheet.row_dimensions[3].height == 37


def test_very_long_names_and_three_hundred_problems_are_all_printed(county, tmp_path: Path) -> None:
    home = county.add("stations", name="粤港澳大湾区暨海峡西岸联合驻点招商工作组")
    who = county.add("staff", name=LONG_NAME, station=home, role="驻外干部")
    dates = {"signed_date": "2024-01-10", "started_date": "2024-03-01", "produced_date": "2025-05-01"}
    for n in range(150):
        county.lead(f"{n}号项目", yi="1", **dates, land_papers=False, unit="县招商局")
    county.lead(LONG, yi="2", signed_date="2025-09-03", unit="县招商局", station=home, staff=who)
    county.visit(who, "2025-09-01", content="谈" * 400)
    papers = _papers(county, MonthRange(2025, 9), tmp_path)
    problems = _cells(papers, "工作通报", "问题清单")
    assert [row[0] for row in problems if row and isinstance(row[0], int)] == [*range(1, 301)]
    sheet = load_workbook(next(f for n, f in papers.items() if "一览表.xlsx" in n and "新签约" in n)).worksheets[0]
    assert sheet["C4"].value == LONG and sheet.row_dimensions[4].height > 19 * 2
    assert "其余140个见问题清单" in _words(papers, "工作通报.docx")
    rows = [
        [cell.text for cell in row.cells]
        for row in Document(str(papers["云溪县2025年9月招商引资工作通报.docx"])).tables[1].rows
    ]
    assert any(row[1] == LONG_NAME for row in rows)


def test_the_leap_day_and_a_trip_over_both_ends_of_february(tmp_path: Path) -> None:
    from tests.bulletin.conftest import County

    book = create_book(tmp_path / "闰年.zhaoyin", clock=lambda: dt.datetime(2024, 3, 3, 9))
    county = County(book)
    who = county.add("staff", name="李明", role="驻外干部")
    county.trip(who, "2024-01-28", "2024-02-14")
    county.trip(who, "2024-02-15", "2024-03-02")
    county.visit(who, "2024-02-29")
    county.lead("闰日项目", yi="1", signed_date="2024-02-29", unit="县商务局")
    papers = _papers(county, MonthRange(2024, 2), tmp_path / "out")
    assert "驻外干部1人累计驻外29天" in _words(papers, "工作通报.docx")
    rows = _cells(papers, "一览表", "新签约项目一览表")
    assert any("2024年2月29日" in row for row in rows)
    book.close()


def test_january_is_compared_with_december_and_counts_from_nought(tmp_path: Path) -> None:
    from crm.bulletin.assemble import dataset
    from tests.bulletin.conftest import County

    book = create_book(tmp_path / "跨年.zhaoyin", clock=lambda: dt.datetime(2026, 2, 2, 9))
    county = County(book)
    county.lead("去年末", yi="1", signed_date="2025-12-31")
    county.lead("今年初", yi="2", signed_date="2026-01-01")
    row = dataset(book, "2026-01").indicator("signed_amount")
    assert (row.cumulative, row.month_value, row.last_month) == (200_000_000, 200_000_000, 100_000_000)
    assert row.month_growth == "100.00"
    book.close()
