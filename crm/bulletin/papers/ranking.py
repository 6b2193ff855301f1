"""季度排名通报: 片区, 责任单位 and posted staff of a quarter, as tables and as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crm.bulletin import page_style as page
from crm.bulletin import papers_xlsx as sheets
from crm.bulletin.breakdown import UNKNOWN
from crm.bulletin.dataset import Dataset
from crm.bulletin.listing import write_listing
from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers.season import Season, read_season, season_listing
from crm.bulletin.papers.tables import scopes_table, season_table
from crm.bulletin.papers_docx import indicators_table
from crm.bulletin.scopes import ScopeRow
from crm.bulletin.sheet import SheetBook
from crm.bulletin.sheet_charts import SHEET, charts_sheet
from crm.bulletin.vocabulary import amount, ordinal
from crm.bulletin.workbook import as_of, save
from crm.rules.dates import MonthRange, quarter_of

FIRST, LAST = 3, 3
"""How many of the best and of the last are named."""


@dataclass(frozen=True)
class Ranking:
    """A quarter: the dataset of its last month and the posted staff of its three."""

    data: Dataset
    season: Season

    @property
    def quarter(self) -> str:
        """第三季度."""
        return f"第{ordinal(quarter_of(self.data.month.start) - 1)}季度"

    @property
    def span(self) -> str:
        """2025年第三季度."""
        return f"{self.data.month.year}年{self.quarter}"

    @property
    def title(self) -> str:
        """The title of its papers."""
        return f"{self.data.county}{self.span}招商引资排名通报"


def read_ranking(readings: Readings, day: dt.date, report: Callable[[int, int], None]) -> Ranking:
    """The quarter that a day lies in; `report` hears of each month read."""
    last = MonthRange(day.year, quarter_of(day) * 3)
    months = [last.shift(-2), last.shift(-1), last]
    return Ranking(readings.data(last), read_season(readings, months, report))


def write_workbook(found: Ranking, path: Path) -> None:
    """The indicators, 片区 and 单位 by their tasks, the posted staff by the points of the quarter's months."""
    data, made = found.data, SheetBook()
    drawn = sheets.indicators_sheet(made.sheet("主要指标"), data)
    drawn += sheets.scopes_sheet(made.sheet("片区和单位排名"), data)
    listing = season_listing(found.season, data, found.span)
    write_listing(made.sheet(listing.sheet), listing)
    charts_sheet(made.sheet(SHEET), f"{found.title}图表", as_of(data), drawn)
    save(made, data, path, title="招商引资季度排名通报")


def write_document(found: Ranking, path: Path) -> None:
    """The ranking as a document: indicators, 片区, 责任单位, posted staff, 口径."""
    data = found.data
    end = data.month.end
    paper = page.headed(data.county, found.title, f"（截至{end.year}年{end.month}月{end.day}日）")
    page.heading(paper, "一、主要指标完成情况")
    page.body(paper, _indicators_text(found))
    indicators_table(data, paper)
    for number, (scope, word) in zip("二三", (("片区", "片区"), ("单位", "责任单位")), strict=True):
        own = [row for row in data.scopes if row.scope == scope and row.subject != UNKNOWN]
        page.heading(paper, f"{number}、{word}排名")
        page.body(paper, scope_text(word, own))
        if own:
            scopes_table(data, scope, paper)
    page.heading(paper, "四、驻外招商人员排名")
    page.body(paper, season_text(found))
    if found.season.people:
        season_table(found.season, paper)
    page.heading(paper, "五、口径说明")
    for at, text in enumerate(data.convention.footnote(), start=1):
        page.body(paper, f"{at}. {text}")
    paper.save(str(path))


def _indicators_text(found: Ranking) -> str:
    """签约 and 到位 of the year so far against the quarter's and the year's tasks."""
    parts = []
    for key in ("signed_count", "signed_amount", "arrived_amount"):
        row = found.data.indicator(key)
        done = f"{row.cumulative}个" if row.spec.kind == "count" else f"{amount(int(row.cumulative or 0), '亿元')}亿元"
        against = []
        if row.quarter_completion is not None:
            against.append(f"{found.quarter}调度指标的{row.quarter_completion}%")
        if row.completion is not None:
            against.append(f"年度任务的{row.completion}%")
        parts.append(f"{row.spec.target}{done}" + (f"，完成{'、'.join(against)}" if against else ""))
    return f"截至{found.data.month.month}月底，全县{'；'.join(parts)}。"


def scope_text(word: str, rows: Sequence[ScopeRow]) -> str:
    """Who leads, who is last, who is behind the pace, who is blank; by 签约资金完成率."""
    if not rows:
        return f"没有设立{word}，也没有下达{word}任务。"
    ranked = sorted((row for row in rows if row.rank is not None), key=lambda row: row.rank or 0)
    parts = [f"下达签约任务的{word}{len(ranked)}个" if ranked else f"未对{word}下达签约任务，不作排名"]
    if ranked:
        parts.append(f"签约资金完成率居前的为{_named(ranked[:FIRST])}")
    if len(ranked) > FIRST + LAST:
        parts.append(f"居后的为{_named(ranked[-LAST:])}")
    behind = [row.subject for row in ranked if row.pace_gap is not None and row.pace_gap < 0]
    if ranked:
        parts.append(f"落后序时进度的{len(behind)}个：{'、'.join(behind)}" if behind else "均达到序时进度")
    blank = [row.subject for row in rows if not row.count]
    if blank:
        parts.append(f"本年以来无新签约项目的{len(blank)}个：{'、'.join(blank)}")
    return "；".join(parts) + "。"


def _named(rows: Sequence[ScopeRow]) -> str:
    return "、".join(f"{row.subject}（{row.completion}%）" for row in rows)


def season_text(found: Ranking) -> str:
    """Days, visits and points of the posted staff in the quarter, the best by name."""
    people = found.season.people
    if not people:
        return f"{found.quarter}没有驻外招商干部的工作记录。"
    sums = {key: sum(own.sum_of(key) for own in people) for key in ("days", "visits", "receptions", "new_leads")}
    best = "、".join(f"{own.person}（{own.station}，{own.points:.2f}分）" for own in people if own.rank <= FIRST)
    return (
        f"{found.quarter}，驻外干部{len(people)}人累计驻外{sums['days']}天，拜访企业{sums['visits']}次，"
        f"接待客商{sums['receptions']}批次，新增线索{sums['new_leads']}条。得分居前的为{best}。"
    )
