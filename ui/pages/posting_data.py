"""What the posting page shows of a month, read and reckoned off the screen's thread."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from crm.book import Book
from crm.bulletin.assemble import dataset
from crm.bulletin.dataset import Dataset
from crm.bulletin.measures import signed_in
from crm.bulletin.posted import TOTAL, PostedRow
from crm.bulletin.settings import lights_of
from crm.queries.posting import Calendar, calendar, first_month
from crm.rules.dates import MonthRange, month_of
from crm.rules.festivals import day_mark
from crm.rules.lights import Colour, Light, LightRule, pace_light, worst
from crm.rules.money import format_money
from ui.charts.figure_model import Cell, FigureRow
from ui.charts.lines import Line
from ui.charts.strip import StripDay, StripRow
from ui.core.tokens import LIGHT_TONES, Tone

COUNTS = (
    ("days", "驻外天数"),
    ("enterprises", "拜访家数"),
    ("visits", "拜访次数"),
    ("receptions", "接待批次"),
    ("guests", "接待人次"),
    ("new_leads", "新增线索"),
    ("valid_leads", "有效线索"),
    ("leader_visits", "领导拜访"),
    ("negotiating", "在谈"),
    ("signed_count", "签约个数"),
)
"""The columns of domain sheet §5 that are counts, in its order."""

SETTLED = 10
"""Before this day the running month is too young for a person's light."""


@dataclass(frozen=True)
class PostingData:
    """A month of posted staff; `number` is the one it was asked under, `months` can be chosen, the newest first."""

    number: int
    data: Dataset
    calendar: Calendar
    months: tuple[MonthRange, ...]
    pace_rule: LightRule
    today: dt.date


@dataclass(frozen=True)
class Shown:
    """A month as the page shows it: rows of the table, lines of the calendar, days off, warnings."""

    posting: PostingData
    rows: list[FigureRow]
    strip: list[StripRow]
    off: frozenset[dt.date]
    warnings: list[Line]


def load(book: Book, number: int, month: MonthRange) -> Shown:
    """Read a month and reckon all that is shown of it."""
    found = _read(book, number, month)
    return Shown(found, table_rows(found), strip_rows(found), days_off(month), warning_lines(found))


def _read(book: Book, number: int, month: MonthRange) -> PostingData:
    data = dataset(book, month)
    today = book.today()
    with book.read() as session:
        found = calendar(session, month.start, month.end)
        first = first_month(session)
    return PostingData(number, data, found, _months(first, today), lights_of(book)["pace"], today)


def _months(first: dt.date | None, today: dt.date) -> tuple[MonthRange, ...]:
    months = [month_of(today)]
    while first is not None and months[-1].start > first and len(months) < 60:
        months.append(months[-1].shift(-1))
    return tuple(months)


# the table


def table_rows(posting: PostingData) -> list[FigureRow]:
    """A line per person with the 小计 of each 片区 and the 合计; zeros are printed, of whole 片区 in red."""
    rows = []
    people = [row for row in posting.data.stations if row.score is not None]
    best = max((Decimal(row.score or 0) for row in people), default=Decimal(0))
    shown = ""
    for row in posting.data.stations:
        named = row.station if row.station != shown or row.person is None else ""
        shown = row.station
        rows.append(_row(posting, row, named, best))
    return rows


def _row(posting: PostingData, row: PostedRow, station: str, best: Decimal) -> FigureRow:
    sums = row.person is None
    words = row.person if row.person is not None else "合计" if row.station == TOTAL else "小计"
    cells = {
        "station": Cell("" if sums and row.station == TOTAL else station),
        "person": Cell(words),
        **{key: _count(int(getattr(row, key)), red=sums) for key, _ in COUNTS},
        "signed_amount": Cell(
            format_money(row.signed_amount, "亿元", places=2),
            _zero(sums) if not row.signed_amount else None,
            opens=row.signed_amount > 0,
        ),
    }
    if row.score is not None:
        share = float(Decimal(row.score) / best) if best else 0.0
        cells["score"] = Cell(row.score, share=share)
        cells["rank"] = Cell(str(row.rank))
        light = person_light(row, posting)
        if light.colour is not Colour.GREEN:
            cells["light"] = Cell(f"{light.colour}灯", LIGHT_TONES[light.colour], pill=True, tip=light.reason)
    return FigureRow((row.station, row.person), cells, "sum" if sums else "row")


def _count(value: int, *, red: bool) -> Cell:
    return Cell(f"{value:,}", _zero(red) if value == 0 else None, opens=value > 0)


def _zero(red: bool) -> Tone:
    """A zero of a whole 片区 is news, that of a person is quiet."""
    return "bad" if red else "plain"


def person_light(row: PostedRow, posting: PostingData) -> Light:
    """红 for a month without a posted day, 黄 for one without a visit; leave and training of the whole month excuse."""
    young = month_of(posting.today) == posting.data.month and posting.today.day < SETTLED
    if young or (row.days == 0 and row.leave + row.training >= SETTLED):
        return Light(Colour.GREEN, "")
    told = []
    if row.days == 0:
        told.append(Light(Colour.RED, "本月没有驻点记录"))
    if row.visits == 0:
        told.append(Light(Colour.YELLOW, "本月没有拜访企业"))
    return worst(told)


# the warnings


def warning_lines(posting: PostingData) -> list[Line]:
    """Per 片区: 签约资金 behind the pace, nothing signed this year, leads whose lights are on; then people."""
    found: list[tuple[str, Line]] = []
    for number, name in posting.data.facts.stations:
        found.extend(_station_lines(posting, number, name))
    for row in posting.data.stations:
        if row.staff is not None:
            light = person_light(row, posting)
            if light.colour is not Colour.GREEN:
                found.append((light.colour, _line(light, str(row.person), ("staff", (row.staff,)))))
    order = list(LIGHT_TONES)
    return [line for _, line in sorted(found, key=lambda one: order.index(one[0]))]


def _line(light: Light, title: str, target: tuple[str, str | tuple[int, ...]]) -> Line:
    return Line(title, light.reason, str(light.colour), LIGHT_TONES[light.colour], target=target)


def _station_lines(posting: PostingData, number: int, name: str) -> list[tuple[str, Line]]:
    facts = posting.data.facts
    year = dt.date(facts.month.year, 1, 1)
    signed = [lead for lead in signed_in(facts, year, facts.month.end) if lead.station == number]
    lights: list[tuple[Light, tuple[str, str | tuple[int, ...]]]] = []
    task = next((row for row in posting.data.scopes if (row.scope, row.subject) == ("片区", name)), None)
    if not signed:
        lights.append((Light(Colour.RED, "本年以来无新签约项目"), ("stations", (number,))))
    elif task is not None and task.pace_gap is not None:
        light = pace_light(task.pace_gap, rule=posting.pace_rule)
        lights.append((Light(light.colour, f"签约资金{light.reason}"), ("leads", f"scope/片区/{name}")))
    by_id = facts.by_id
    for colour, word in ((Colour.RED, "红灯，"), (Colour.YELLOW, "黄灯，")):
        ids = {
            i
            for problem in posting.data.problems
            if problem.ledger == "leads" and problem.detail.startswith(word)
            for i in problem.ids
            if i in by_id and by_id[i].station == number
        }
        if ids:
            lights.append((Light(colour, f"{len(ids)} 个项目亮{colour}灯"), ("leads", tuple(sorted(ids)))))
    return [(str(light.colour), _line(light, name, to)) for light, to in lights if light.colour is not Colour.GREEN]


# the calendar


def dates_of(month: MonthRange) -> list[dt.date]:
    """The days of a month."""
    return [month.start + dt.timedelta(days=n) for n in range((month.end - month.start).days + 1)]


def days_off(month: MonthRange) -> frozenset[dt.date]:
    """Weekends and statutory holidays of a month; make-up days are workdays."""
    return frozenset(day for day in dates_of(month) if day_mark(day).kind in ("weekend", "holiday"))


def strip_rows(posting: PostingData) -> list[StripRow]:
    """The posted people in the order of the table, with their marked days."""
    rows = []
    for row in posting.data.stations:
        if row.staff is not None:
            marks = posting.calendar.get(row.staff, {})
            days = {day: StripDay(mark.kind, mark.trips, mark.visits) for day, mark in marks.items()}
            rows.append(StripRow(row.staff, str(row.person), days))
    return rows
