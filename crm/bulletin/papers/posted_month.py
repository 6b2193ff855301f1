"""驻外工作月报送表: what a station hands in for the month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from crm.book import Book
from crm.bulletin import papers_xlsx as sheets
from crm.bulletin.dataset import Dataset
from crm.bulletin.listing import DAY_WIDTH, Cell, Column, Listing, grouped, said, write_listing
from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers.visits import visit_columns, visit_line, visits_of
from crm.bulletin.posted import NO_STATION, TOTAL
from crm.bulletin.sheet import SheetBook
from crm.bulletin.sheet_style import TWO
from crm.bulletin.workbook import as_of, save, yi
from crm.rules.dates import day_label, month_of


def _own_station(book: Book) -> str:
    me = book.setting("me") or {}
    return str(me.get("station") or "") if me.get("role") == "posted" else ""


def posted_month(readings: Readings, day: dt.date, path: Path) -> None:
    """The posted table, the visits and the new leads; a posted person's own 片区 alone."""
    book, data = readings.book, readings.data(month_of(day))
    station = _own_station(book)
    if station:
        own = [row for row in data.stations if row.station == station]
        total = [replace(row, station=TOTAL) for row in own if row.person is None]
        data = replace(data, stations=[*own, *total])
    made = SheetBook()
    sheets.posted_sheet(made.sheet("驻外工作情况"), data)
    visits = visits_of(book, data.month.start, data.month.end, station)
    order = [name for _, name in data.facts.stations]
    groups = grouped(visits, lambda r: said("visits", r, "station"), visit_line, blank=NO_STATION, order=order)
    head = f"{data.county}{data.month.label}{station}"
    listing = Listing(
        "拜访接待明细", f"{head}拜访接待明细", as_of(data), visit_columns(), groups, "条", nothing="本月无拜访接待"
    )
    write_listing(made.sheet(listing.sheet), listing)
    leads = _new_leads(data, station)
    write_listing(made.sheet(leads.sheet), leads)
    save(made, data, path, title="驻外工作月报送表")


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
                day_label(lead.since),
                valid,
            ]
            groups.setdefault(home, []).append(line)
    columns = [Column("片区", 12), Column("项目名称", 36, left=True), Column("投资主体", 30, left=True)]
    columns += [Column("产业链", 12), Column("来源地", 12), Column("计划总投资（亿元）", 13, TWO, total=True)]
    columns += [Column("驻外责任人", 12), Column("首谈日期", DAY_WIDTH), Column("有效线索", 9)]
    title = f"{data.county}{data.month.label}{station}新增线索"
    order = [name for name in (*names.values(), NO_STATION) if name in groups]
    found = [(name, groups[name]) for name in order]
    return Listing("新增线索", title, as_of(data), columns, found, "条", nothing="本月无新增线索")
