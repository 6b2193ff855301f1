"""快报: a day's events, counted once each, in the list and in words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from crm.bulletin.papers import PAPERS
from crm.bulletin.papers.daily import narrative, read_day
from crm.bulletin.papers.readings import Readings
from crm.bulletin.prose import worded
from crm.bulletin.templates import default
from crm.rules.dates import Day, parse_day

DAY = dt.date(2025, 9, 24)


@pytest.fixture
def busy(county, stations):
    """A Wednesday on which two people called, one received, and three projects moved."""
    ids = stations()
    county.ids = ids
    firm = county.add("enterprises", name="铭瑞膜材有限公司")
    county.visit(ids["李明朗"], "2025-09-24", enterprise=firm, station=ids["长三角"], content="谈二期", place="杭州")
    county.visit(ids["王海"], "2025-09-24", enterprise=firm, station=ids["长三角"])
    county.visit(ids["周宁"], "2025-09-24", method="接待", people=4, station=ids["珠三角"])
    county.visit(ids["周宁"], "2025-09-24", method="电话")
    county.visit(ids["周宁"], "2025-09-23", enterprise=firm, next_date=dt.date(2025, 9, 25), next_step="送用地方案。")
    county.visit(ids["周宁"], "2025-09-22", enterprise=firm, next_date=dt.date(2025, 9, 25), done=True)
    county.lead("新线索", first_date="2025-09-24", staff=ids["周宁"], total_investment=300_000_000)
    county.lead(
        "当天签约", yi="1.20", first_date="2025-03-01", signed_date="2025-09-24", staff=ids["李明朗"], unit="发改局"
    )
    county.lead("前一天签约", yi="9.00", first_date="2025-03-01", signed_date="2025-09-23")
    county.lead("当天开工", yi="2.00", signed_date="2025-03-01", started_date="2025-09-24")
    return county


def test_the_day_is_told_in_numbers(busy) -> None:
    told = worded(default("daily"), narrative(read_day(Readings(busy.book), DAY)).words)
    assert told.lines[3].text == (
        "9月24日，全县拜访企业2次，接待客商1批次4人次，电话、线上等联系1次，新增线索1条，"
        "新签约项目1个、1.20亿元，新开工项目1个、2.00亿元。"
    )


def test_a_day_without_events_says_so(county, tmp_path: Path) -> None:
    files = PAPERS["daily"].write(county.book, DAY, tmp_path)
    texts = [p.text for p in Document(str(files[1])).paragraphs]
    assert texts[3:] == [
        "9月24日，全县拜访企业0次，接待客商0批次0人次，电话、线上等联系0次，新增线索0条，无新签约项目。",
        "一、项目动态",
        "当日没有项目动态。",
        "二、拜访接待",
        "当日没有拜访、接待记录。",
        "三、次日跟进",
        "没有约定在次日跟进的事项。",
    ]


def test_the_list_sums_the_stations_and_shows_a_blank_one(busy, tmp_path: Path) -> None:
    files = PAPERS["daily"].write(busy.book, DAY, tmp_path)
    book = CalamineWorkbook.from_path(files[0])
    rows = book.get_sheet_by_name("汇总").to_python(skip_empty_area=False)
    by_name = {row[1]: row[2:] for row in rows if isinstance(row[0], float)}
    assert by_name["成渝"] == [0] * 12
    assert by_name["长三角"] == [2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1.2, 0]
    assert by_name["珠三角"] == [0, 1, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    # A call without 片区, and a project without one, stand in a row of their own.
    assert by_name["未分片区"] == [0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0]
    assert next(row for row in rows if str(row[0]).startswith("合计"))[2:] == [2, 1, 4, 1, 1, 1, 1, 0, 0, 0, 1.2, 0]
    moves = book.get_sheet_by_name("项目动态").to_python(skip_empty_area=False)
    assert [(row[1], row[2], row[9]) for row in moves if isinstance(row[0], float)] == [
        ("新增线索", "新线索", 3), ("新签约", "当天签约", 1.2), ("新开工", "当天开工", 2)
    ]  # fmt: skip


def test_the_document_names_projects_visits_and_what_is_due(busy, tmp_path: Path) -> None:
    files = PAPERS["daily"].write(busy.book, DAY, tmp_path)
    texts = [p.text for p in Document(str(files[1])).paragraphs]
    assert "2. 当天签约。新签约，签约资金1.20亿元，责任单位：发改局，驻外责任人：李明朗。" in texts
    assert "1. 铭瑞膜材有限公司。送用地方案（周宁）。" in texts
    assert sum("铭瑞膜材有限公司。" in text for text in texts) == 3


def test_a_date_known_to_the_month_is_no_event_of_its_first_day(county) -> None:
    month = parse_day("2025.9")
    assert isinstance(month, Day)
    county.lead("只知月份", yi="1", first_date="2025-01-02", signed_date=month)
    assert read_day(Readings(county.book), dt.date(2025, 9, 1)).moves == []
