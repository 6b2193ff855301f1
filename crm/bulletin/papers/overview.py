"""半年/年度总结, January to a month's end: the narrative with every breakdown, and its tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm.bulletin import papers_xlsx as sheets
from crm.bulletin.breakdown_sheets import funnel_sheet, structure_sheet
from crm.bulletin.dataset import Dataset
from crm.bulletin.listing import Cell, Column, Listing, write_listing
from crm.bulletin.measures import moneyed_in, reached_in, signed_in, sum_of_signings
from crm.bulletin.narrative import Narrative
from crm.bulletin.papers import wording
from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers.season import Season, read_season, season_listing
from crm.bulletin.papers.spans import year_words
from crm.bulletin.sheet import SheetBook
from crm.bulletin.sheet_charts import SHEET, Chart, charts_sheet
from crm.bulletin.sheet_style import TWO
from crm.bulletin.workbook import as_of, save, yi
from crm.rules.dates import MonthRange, month_of


@dataclass(frozen=True)
class Overview:
    """The year up to a month's end, and the posted staff month by month."""

    data: Dataset
    season: Season

    @property
    def title(self) -> str:
        """县, year and span as the title says them."""
        return f"{self.data.county}{self.data.month.year}年{year_words(self.data.month.end)}招商引资工作总结"


def read_overview(readings: Readings, day: dt.date, report: Callable[[int, int], None]) -> Overview:
    """Everything that a summary up to the month of the day is made of; `report` hears of each month read."""
    month = month_of(day)
    months = [MonthRange(month.year, number) for number in range(1, month.month + 1)]
    return Overview(readings.data(month), read_season(readings, months, report))


def narrative(found: Overview) -> Narrative:
    """What the template of the summary may say."""
    return wording.narrative(found.data, found.season, title=found.title, span=year_words(found.data.month.end))


def write_workbook(found: Overview, path: Path) -> None:
    """The tables: indicators, months, conversion, structure, 片区 and 单位, posted staff, problems, charts."""
    data, made = found.data, SheetBook()
    drawn = sheets.indicators_sheet(made.sheet("主要指标"), data)
    listing = by_month(data)
    sheet = made.sheet(listing.sheet)
    write_listing(sheet, listing)
    money = (("签约资金", 4), ("到位资金", 5))
    drawn.append(Chart(sheet, "逐月签约资金和到位资金（亿元）", 4, 3 + data.month.month, 2, money, wide=True))
    funnel_sheet(made.sheet("项目转化"), data)
    structure = structure_sheet(made.sheet("项目结构"), data)
    drawn += sheets.scopes_sheet(made.sheet("片区和单位完成情况"), data)
    people = season_listing(found.season, data, f"{data.month.year}年{year_words(data.month.end)}")
    write_listing(made.sheet(people.sheet), people)
    sheets.problems_sheet(made.sheet("问题清单"), data)
    charts_sheet(made.sheet(SHEET), f"{found.title}图表", as_of(data), [*drawn, *structure])
    save(made, data, path, title="招商引资工作总结")


def by_month(data: Dataset) -> Listing:
    """逐月完成情况: what each month added; the 合计 is the year's cumulative figure."""
    facts = data.facts
    lines: list[Sequence[Cell]] = []
    for number in range(1, data.month.month + 1):
        month = MonthRange(data.month.year, number)
        start, end = month.start, month.end
        signed = signed_in(facts, start, end)
        added = sum_of_signings(moneyed_in(facts, start, end), start, end)
        arrived = sum(row.amount for row in facts.arrivals if start <= row.month <= end)
        produced = len(reached_in(facts, "投产", start, end))
        lines.append([month.label, len(signed), yi(added), yi(arrived), produced])
    columns = [Column("月份", 20), Column("新签约项目（个）", 20, total=True)]
    columns += [Column(f"{name}（亿元）", 20, TWO, total=True) for name in ("签约资金", "到位资金")]
    columns.append(Column("新投产项目（个）", 20, total=True))
    title = f"{data.county}{data.month.year}年逐月完成情况"
    return Listing("逐月完成情况", title, as_of(data), columns, [("", lines)], "个月")
