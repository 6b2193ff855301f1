"""半年/年度总结, January to a month's end: the narrative with every breakdown, and its tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from docx.document import Document

from crm.bulletin import page_style as page
from crm.bulletin import papers_xlsx as sheets
from crm.bulletin.breakdown_sheets import funnel_sheet, structure_sheet
from crm.bulletin.dataset import Dataset
from crm.bulletin.figures import Indicator
from crm.bulletin.findings import Finding
from crm.bulletin.listing import Cell, Column, Listing, write_listing
from crm.bulletin.measures import reached_in, signed_in, sum_of_signings
from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers.season import Season, read_season, season_listing
from crm.bulletin.papers.spans import year_words
from crm.bulletin.papers.tables import scopes_table, season_table, structure_table
from crm.bulletin.papers_docx import indicators_table
from crm.bulletin.sheet import SheetBook
from crm.bulletin.sheet_charts import SHEET, Chart, charts_sheet
from crm.bulletin.sheet_style import TWO
from crm.bulletin.template import Bound, Line, Thing, render
from crm.bulletin.template_docx import filled
from crm.bulletin.templates import default
from crm.bulletin.vocabulary import CALENDAR, Many, amount, ordinal, said, vocabulary
from crm.bulletin.workbook import as_of, save, yi
from crm.rules.dates import MonthRange, month_of
from crm.rules.numbers import half_up, quotient

BLANK_KINDS = {"空白片区": "片区", "空白单位": "责任单位"}
STEPS = {
    "已报开工无用地手续": "对{n}个已报开工无用地手续的项目，逐个明确手续办理时限",
    "已投产未入统": "对{n}个已投产未入统的项目，补齐佐证材料，做到应统尽统",
    "已签约超期未开工": "对{n}个已签约超期未开工的项目，逐个查明原因，明确开工时间",
    "开工超期未入统": "对{n}个开工超期未入统的项目，督促责任单位按时申报入统",
    "到位资金大于签约额": "对{n}个到位资金大于签约额的项目，核实填报数据",
    "无进展": "对{n}个无进展的项目，由驻外责任人写明原因和下一步打算",
    "空白片区": "对{n}个无新签约项目的片区，逐一调度",
    "空白单位": "对{n}个无新签约项目的责任单位，逐一提醒",
}
"""What each kind of problem asks for; the office adds its own plans in Word."""


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
        signed = signed_in(facts, month.start, month.end)
        added = sum_of_signings(facts.leads, month.start, month.end)
        arrived = sum(row.amount for row in facts.arrivals if month.start <= row.month <= month.end)
        produced = len(reached_in(facts, "投产", month.start, month.end))
        lines.append([month.label, len(signed), yi(added), yi(arrived), produced])
    columns = [Column("月份", 20), Column("新签约项目（个）", 20, total=True)]
    columns += [Column(f"{name}（亿元）", 20, TWO, total=True) for name in ("签约资金", "到位资金")]
    columns.append(Column("新投产项目（个）", 20, total=True))
    title = f"{data.county}{data.month.year}年逐月完成情况"
    return Listing("逐月完成情况", title, as_of(data), columns, [("", lines)], "个月")


# the narrative


def narrative(found: Overview) -> list[Line]:
    """The lines of the summary; every number in them is bound to its figure."""
    data = found.data
    words = vocabulary(data)
    words["期间"] = Bound(year_words(data.month.end), CALENDAR)
    words["任务"] = Many([_task(row) for row in data.indicators if row.annual_target is not None], None)
    gaps = [_gap(data, row) for row in data.indicators]
    words["差额"] = Many([gap for gap in gaps if gap is not None], None)
    words["结构"] = _structure(data)
    for word, scope in {"有签约片区": "片区任务", "有签约单位": "单位任务"}.items():
        words[word] = Many([own for own in words[scope] if own["签约项目"]], None)
    words["空白"] = Many([_blank(data, kind) for kind in BLANK_KINDS if _of_kind(data, kind)], None)
    words["驻外累计"] = _posted(found.season)
    words["项目问题"] = Many([kind for kind in words["问题"] if not kind["空白"]], None)
    words["下一步"] = _next_steps(data)
    words["表"] = Thing({name: Bound("", f"table/{name}") for name in TABLES})
    return render(default("summary").lines, words)


def write_document(found: Overview, path: Path) -> None:
    """The summary as a document, in the page of GB/T 9704-2012."""
    tables = {name: partial(write, found) for name, write in TABLES.items()}
    paper = filled(default("summary").content, narrative(found), tables)
    page.named(paper, found.title, found.data.county)
    paper.save(str(path))


def _task(row: Indicator) -> Thing:
    return Thing(
        名称=Bound(row.spec.target, ""), 年度任务=Bound(said(row, row.annual_target), f"{row.key}.annual_target")
    )


def _gap(data: Dataset, row: Indicator) -> Thing | None:
    """What is still to be done of an annual task, money also by month; rates and tasks that are done have none."""
    task, done = row.annual_target, row.cumulative
    if row.spec.kind == "rate" or task is None or done is None or int(done) >= int(task):
        return None
    gap, left = int(task) - int(done), 12 - data.month.month
    key = f"{row.key}.completion"
    # A third of a project a month says nothing; of money it does.
    shared = left and row.spec.kind != "count"
    monthly = said(row, int(half_up(quotient(gap, left), 0))) if shared else ""
    return Thing(
        名称=Bound(row.spec.target, ""),
        差额=Bound(said(row, gap), key),
        月数=Bound(f"{left}个月", CALENDAR),
        月均=Bound(monthly, key, bool(monthly)),
    )


def _structure(data: Dataset) -> Many:
    found: list[Thing] = []
    for name, parts in data.structure.items():
        key = f"structure/{name}"
        items = [
            Thing(
                名称=Bound(part.name, f"{key}/{part.name}/name"),
                个数=Bound(f"{part.count}个", f"{key}/{part.name}"),
                金额=Bound(f"{amount(part.amount, '亿元')}亿元", f"{key}/{part.name}/amount"),
                个数占比=Bound(f"{part.count_share}%", f"{key}/{part.name}/count_share"),
                金额占比=Bound(f"{part.amount_share}%", f"{key}/{part.name}/amount_share"),
            )
            for part in parts
        ]
        if items:
            found.append(Thing(序=Bound(ordinal(len(found)), ""), 名称=Bound(name, ""), 分项=Many(items, None)))
    return Many(found, None)


def _of_kind(data: Dataset, kind: str) -> list[Finding]:
    return [problem for problem in data.problems if problem.kind == kind]


def _blank(data: Dataset, kind: str) -> Thing:
    own = _of_kind(data, kind)
    return Thing(
        类别=Bound(BLANK_KINDS[kind], ""),
        个数=Bound(f"{len(own)}个", f"problems/{kind}"),
        名单=Bound("、".join(problem.subject for problem in own), f"problems/{kind}/names"),
    )


def _posted(season: Season) -> Thing:
    named = {"驻外天数": ("days", "天"), "拜访次数": ("visits", "次"), "接待批次": ("receptions", "批次")}
    named |= {"接待人次": ("guests", "人次"), "新增线索": ("new_leads", "条"), "有效线索": ("valid_leads", "条")}
    named |= {"签约个数": ("signed_count", "个")}
    thing = Thing(人数=Bound(f"{len(season.people)}人", "season/people", bool(season.people)))
    for word, (key, unit) in named.items():
        thing[word] = Bound(f"{sum(own.sum_of(key) for own in season.people)}{unit}", f"season/{key}")
    money = sum(own.sum_of("signed_amount") for own in season.people)
    thing["签约资金"] = Bound(f"{amount(money, '亿元')}亿元", "season/signed_amount")
    return thing


def _next_steps(data: Dataset) -> Many:
    found = [(kind, len(_of_kind(data, kind)), words) for kind, words in STEPS.items()]
    told = [(kind, words.format(n=count)) for kind, count, words in found if count]
    if not told:
        told = [("", "保持现有工作力度，按月调度各项任务完成情况")]
    steps = [
        Thing(序=Bound(ordinal(at), ""), 内容=Bound(text, f"problems/{kind}")) for at, (kind, text) in enumerate(told)
    ]
    return Many(steps, None)


TABLES: dict[str, Callable[[Any, Document], None]] = {
    "主要指标": lambda found, paper: indicators_table(found.data, paper),
    "项目结构": lambda found, paper: structure_table(found.data, paper),
    "片区任务": lambda found, paper: scopes_table(found.data, "片区", paper),
    "单位任务": lambda found, paper: scopes_table(found.data, "单位", paper),
    "驻外累计": lambda found, paper: season_table(found.season, paper),
}
