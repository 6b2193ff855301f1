"""Papers of a span: 驻外工作月报送表, 季度排名, 半年/年度总结."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from crm.book import Book
from crm.bulletin import papers_xlsx as sheets
from crm.bulletin.breakdown_sheets import funnel_sheet, structure_sheet
from crm.bulletin.dataset import Dataset, dataset
from crm.bulletin.listing import Cell, Column, Listing, grouped, said, write_listing
from crm.bulletin.papers.visits import NO_STATION, visit_columns, visit_line, visits_of
from crm.bulletin.posted import TOTAL, PostedRow
from crm.bulletin.sheet_style import TWO, Values
from crm.bulletin.vocabulary import ORDINALS
from crm.bulletin.workbook import empty, save, yi
from crm.rules.dates import MonthRange, month_of, quarter_of


def _own_station(book: Book) -> str:
    me = book.setting("me") or {}
    return str(me.get("station") or "") if me.get("role") == "posted" else ""


def posted_month(book: Book, day: dt.date, path: Path) -> None:
    """驻外工作月报送表: the posted table, the visits and the new leads; a posted person's own 片区 alone."""
    data = dataset(book, month_of(day))
    station = _own_station(book)
    if station:
        own = [row for row in data.stations if row.station == station]
        total = [replace(row, station=TOTAL) for row in own if row.person is None]
        data = replace(data, stations=[*own, *total])
    made = empty()
    values: Values = {}
    sheets.posted_sheet(made.create_sheet("驻外工作情况"), data, values)
    visits = visits_of(book, data.month.start, data.month.end, station)
    groups = grouped(visits, lambda r: said("visits", r, "station"), visit_line, blank=NO_STATION)
    head = f"{data.county}{data.month.label}{station}"
    listing = Listing("拜访接待明细", f"{head}拜访接待明细", "月报送", visit_columns(), groups, "条")
    write_listing(made.create_sheet(listing.sheet), listing, values)
    leads = _new_leads(data, station)
    write_listing(made.create_sheet(leads.sheet), leads, values)
    save(made, data, path, values=values, title="驻外工作月报送表")


def _new_leads(data: Dataset, station: str) -> Listing:
    names, people = dict(data.facts.stations), {p.id: p.name for p in data.facts.staff}
    groups: dict[str, list[Sequence[Cell]]] = {}
    for lead in data.facts.leads:
        home = names.get(lead.station or 0, NO_STATION)
        if data.month.start <= lead.since <= data.month.end and station in ("", home):
            valid = "是" if lead.valid else ""
            texts = (home, lead.name, lead.investor, lead.chain, lead.origin)
            line: list[Cell] = [
                *texts,
                yi(lead.investment),
                people.get(lead.staff or 0, ""),
                f"{lead.since:%Y-%m-%d}",
                valid,
            ]
            groups.setdefault(home, []).append(line)
    columns = [Column("片区", 12), Column("项目名称", 36, left=True), Column("投资主体", 30, left=True)]
    columns += [Column("产业链", 12), Column("来源地", 12), Column("计划总投资（亿元）", 13, TWO, total=True)]
    columns += [Column("驻外责任人", 12), Column("首谈日期", 13), Column("有效线索", 9)]
    title = f"{data.county}{data.month.label}{station}新增线索"
    return Listing("新增线索", title, "月报送", columns, list(groups.items()), "条")


def _months(day: dt.date, count: int) -> list[MonthRange]:
    last = month_of(day)
    return [last.shift(-back) for back in reversed(range(count))]


def ranking(book: Book, day: dt.date, path: Path) -> None:
    """季度排名通报: 片区 and 单位 by their tasks, and the posted staff by the points of the quarter's months."""
    last = MonthRange(day.year, quarter_of(day) * 3)
    months = [dataset(book, month) for month in _months(last.start, 3)]
    data, made = months[-1], empty()
    values: Values = {}
    sheets.indicators_sheet(made.create_sheet("主要指标"), data)
    sheets.scopes_sheet(made.create_sheet("片区和单位排名"), data, values)
    listing = season(months)
    write_listing(made.create_sheet(listing.sheet), listing, values)
    save(made, data, path, values=values, title="招商引资季度排名通报")


def season(months: Sequence[Dataset]) -> Listing:
    """The posted staff by the sum of their months' points; equal points share a rank, a zero stands in its row."""
    sums: dict[int, list[PostedRow]] = {}
    for data in months:
        for row in data.stations:
            if row.person is not None and row.staff is not None:
                sums.setdefault(row.staff, []).append(row)
    points = {who: sum((Decimal(r.score or 0) for r in own), start=Decimal(0)) for who, own in sums.items()}
    ordered = sorted(sums, key=lambda who: (-points[who], sums[who][-1].station, sums[who][-1].person or ""))
    keys = ("days", "visits", "receptions", "new_leads", "valid_leads", "leader_visits", "signed_count")
    lines: list[Sequence[Cell]] = []
    for who in ordered:
        own = sums[who]
        rank = 1 + sum(other > points[who] for other in points.values())
        counts = [sum(getattr(row, key) for row in own) for key in keys]
        amount = yi(sum(row.signed_amount for row in own))
        lines.append([rank, own[-1].station, own[-1].person or "", *counts, amount, points[who]])
    columns = [Column("排名", 8), Column("片区", 14), Column("姓名", 11)]
    words = ("驻外天数", "拜访（次）", "接待（批次）", "新增线索", "有效线索", "县领导拜访", "签约（个）")
    columns += [Column(word, 11, total=True) for word in words]
    columns += [Column("签约资金（亿元）", 13, TWO, total=True), Column("季度得分", 11, TWO)]
    last = months[-1]
    quarter = f"{last.month.year}年第{ORDINALS[quarter_of(last.month.start) - 1]}季度"
    notes = (f"季度得分为各月得分之和，各月按“{last.scheme.name}”计分；得分相同名次并列。",)
    title = f"{last.county}{quarter}驻外招商人员排名"
    return Listing("驻外人员排名", title, f"截至{last.month.label}底", columns, [("", lines)], "人", notes)


def summary(book: Book, day: dt.date, path: Path) -> None:
    """半年/年度总结 tables, January to the month: indicators, month by month, 占比, 单位 with its blanks, problems."""
    data = dataset(book, month_of(day))
    made = empty()
    values: Values = {}
    sheets.indicators_sheet(made.create_sheet("主要指标"), data)
    listing = by_month(book, data)
    write_listing(made.create_sheet(listing.sheet), listing, values)
    funnel_sheet(made.create_sheet("项目转化"), data)
    structure_sheet(made.create_sheet("项目结构"), data, values)
    sheets.scopes_sheet(made.create_sheet("片区和单位完成情况"), data, values)
    sheets.problems_sheet(made.create_sheet("问题清单"), data)
    save(made, data, path, values=values, title="招商引资工作总结表")


SUMMARY_KEYS = ("signed_count", "signed_amount", "arrived_amount", "production_count")


def by_month(book: Book, data: Dataset) -> Listing:
    """逐月完成情况: what each month added; the 合计 is the year's cumulative figure."""
    lines: list[Sequence[Cell]] = []
    for number in range(1, data.month.month + 1):
        own = data if number == data.month.month else dataset(book, MonthRange(data.month.year, number))
        values = [int(own.indicator(key).month_value or 0) for key in SUMMARY_KEYS]
        lines.append([own.month.label, values[0], yi(values[1]), yi(values[2]), values[3]])
    columns = [
        Column("月份", 20),
        Column("新签约项目（个）", 20, total=True),
        Column("签约资金（亿元）", 20, TWO, total=True),
    ]
    columns += [Column("到位资金（亿元）", 20, TWO, total=True), Column("新投产项目（个）", 20, total=True)]
    title = f"{data.county}{data.month.year}年逐月完成情况"
    return Listing("逐月完成情况", title, f"截至{data.month.label}底", columns, [("", lines)], "个月")
