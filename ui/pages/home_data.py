"""What the home page shows, read and reckoned off the screen's thread."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

from crm.book import Book
from crm.bulletin.assemble import figures_alone
from crm.bulletin.dataset import Dataset
from crm.bulletin.figures import Indicator, target_of
from crm.bulletin.findings import Finding
from crm.bulletin.measures import signed_in
from crm.bulletin.posted import TOTAL, PostedRow
from crm.bulletin.settings import lights_of
from crm.queries.agenda import FollowUp, follow_ups, in_order, out_of_touch
from crm.queries.home import (
    Counted,
    NewVisit,
    ProvinceCount,
    by_province,
    greeting_progress,
    is_empty,
    newest_visits,
)
from crm.queries.trips import posted_staff
from crm.rules.dates import month_of
from crm.rules.festivals import greeting_due
from crm.rules.lights import Colour, pace_light
from crm.rules.money import format_money
from crm.rules.numbers import half_up, ratio, separated
from ui.charts.figure_model import Cell, FigureRow
from ui.charts.lines import Line
from ui.core.tokens import Tone
from ui.pages.agenda_data import due_pill

AHEAD = dt.timedelta(days=7)
TONES: dict[str, Tone] = {"红": "bad", "黄": "warn", "绿": "good", "提示": "info"}
_RED = ("已报开工无用地手续", "到位资金大于签约额")
_HINTS = ("空白片区", "空白单位", "记录不全", "指标重复")


@dataclass(frozen=True)
class HomeData:
    """Everything one reading gave; `number` is the one it was asked under."""

    number: int
    empty: bool
    data: Dataset
    due: list[FollowUp]
    greetings: list[tuple[str, int, int]]
    silent: tuple[int, ...]
    visits: list[NewVisit]
    provinces: Mapping[Counted, Mapping[str, ProvinceCount]]
    me: PostedRow | None
    pace: Fraction
    warnings: list[Line]


def load(book: Book, number: int, *, posted: bool) -> HomeData:
    """Read the home page of the office or of one posted person (by the name under "me")."""
    today = book.today()
    data = figures_alone(book, month_of(today))
    with book.read() as session:
        staff = posted_staff(session, book.setting("me")) if posted else None
        due = follow_ups(session, today + AHEAD, staff=staff)
        # Counting a large book by province takes longer than the rest; posted staff do without.
        provinces: dict[Counted, Mapping[str, ProvinceCount]] = {}
        if not posted:
            provinces = {what: by_province(session, what) for what in ("leads", "visits", "enterprises")}
        me = next((row for row in data.stations if row.staff is not None and row.staff == staff), None)
        return HomeData(
            number=number,
            empty=is_empty(session),
            data=data,
            due=due,
            greetings=greeting_progress(session, greeting_due(today)),
            silent=tuple(person.id for person in out_of_touch(session, today)),
            visits=newest_visits(session, limit=8 if posted else 20, staff=staff),
            provinces=provinces,
            me=me,
            pace=data.convention.progress(data.month.end),
            warnings=warning_lines(book, data),
        )


# the figures


@dataclass(frozen=True)
class FigureWords:
    """One figure card: value and unit as printed, share and pace (0 to 1), notes with tones.

    `behind` is the key of a figure of the month, or the ids of rows of the ledger.
    """

    value: str
    unit: str
    share: float | None
    pace: float | None
    notes: tuple[tuple[str, Tone], ...]
    ledger: str
    behind: str | tuple[int, ...]


def figures(home: HomeData) -> list[FigureWords]:
    """签约资金, 到位资金, 新签约项目, 有效线索 of the year to date."""
    data = home.data
    return [
        _money(home, data.indicator("signed_amount")),
        _money(home, data.indicator("arrived_amount")),
        _signed_count(home, data.indicator("signed_count")),
        _valid(home),
    ]


def _pace_note(gap: str | None) -> tuple[tuple[str, Tone], ...]:
    if gap is None:
        return ()
    points = Decimal(gap)
    if points >= 0:
        return ((f"超序时 {abs(points)} 个百分点" if points else "与序时持平", "good"),)
    return ((f"欠序时 {abs(points)} 个百分点", "bad"),)


def _money(home: HomeData, row: Indicator) -> FigureWords:
    value = format_money(int(row.cumulative or 0), "亿元", places=2)
    notes: list[tuple[str, Tone]] = []
    if row.annual_target is not None:
        notes.append((f"年任务 {format_money(int(row.annual_target), '亿元')} 亿元", "plain"))
        notes.append((f"完成 {separated(row.completion or '0')}%", "plain"))
    else:
        notes.append(("未下达年度任务", "plain"))
        notes.append((f"本月 {format_money(int(row.month_value or 0), '亿元', places=2)} 亿元", "plain"))
    notes.extend(_pace_note(row.pace_gap))
    return FigureWords(value, "亿元", *_progress(home, row), tuple(notes), *_behind(row))


def _progress(home: HomeData, row: Indicator) -> tuple[float | None, float | None]:
    if row.completion is None:
        return None, None
    return float(Decimal(row.completion)) / 100, float(home.pace) / 100


def _behind(row: Indicator) -> tuple[str, str]:
    return row.measures["cumulative"].ledger, f"{row.key}.cumulative"


def _signed_count(home: HomeData, row: Indicator) -> FigureWords:
    facts = home.data.facts
    signed = signed_in(facts, dt.date(facts.month.year, 1, 1), facts.month.end)
    big = sum(lead.amount >= 100_000_000 for lead in signed)
    notes: list[tuple[str, Tone]] = []
    if row.annual_target is not None:
        notes.append((f"年任务 {row.annual_target} 个", "plain"))
    notes.append((f"亿元以上 {big} 个", "plain"))
    started = home.data.indicator("start_rate").cumulative
    if started is not None:
        notes.append((f"开工率 {started}%", "plain"))
    notes.extend(_pace_note(row.pace_gap))
    return FigureWords(f"{row.cumulative:,}", "个", *_progress(home, row), tuple(notes), *_behind(row))


def _valid(home: HomeData) -> FigureWords:
    """有效线索 recognised this year: by 认定有效日期, else by the day the lead was first known."""
    facts = home.data.facts
    year = dt.date(facts.month.year, 1, 1)
    own = [lead for lead in facts.leads if lead.valid and (lead.valid_date or lead.since) >= year]
    new = sum((lead.valid_date or lead.since) >= facts.month.start for lead in own)
    notes: list[tuple[str, Tone]] = []
    target = target_of(facts, "有效线索")
    share = pace = None
    if target is not None and target["annual"]:
        done = Fraction(len(own)) / Fraction(target["annual"]) * 100
        share, pace = float(done) / 100, float(home.pace) / 100
        notes.append((f"年任务 {target['annual']:,f} 条".replace(".0000", ""), "plain"))
        gap = half_up(Decimal(str(float(done - home.pace))), 2)
    notes.append((f"本月新增 {new}", "plain"))
    talks = [lead for lead in own if lead.entered("在谈")]
    signed = ratio(sum(lead.entered("签约") is not None for lead in talks), len(talks), 1)
    if signed is not None:
        notes.append((f"转化率 {signed}%", "plain"))
    if share is not None:
        notes.extend(_pace_note(str(gap)))
    return FigureWords(f"{len(own):,}", "条", share, pace, tuple(notes), "leads", tuple(lead.id for lead in own))


# things to do


def due_lines(due: Iterable[FollowUp], today: dt.date, *, mine: str = "") -> list[Line]:
    """Follow-ups as lines: what and with whom, whose it is unless it is `mine`; each opens its record."""
    found = []
    for item in due:
        pill, tone = due_pill(item.date, today)
        title = f"{item.what}　{item.title}" if item.title else item.what
        found.append(Line(title, item.who if item.who != mine else "", pill, tone, target=(item.ledger, item.id)))
    return found


def todo_lines(home: HomeData, today: dt.date) -> list[Line]:
    """What waits, in the order one works it off, with the greetings after what is due today."""
    due = in_order(home.due, today)
    now = next((at for at, item in enumerate(due) if item.date > today), len(due))
    now = min(now, next((at for at, item in enumerate(due) if item.date < today - AHEAD), now))
    lines = partial(due_lines, today=today, mine=home.me.person or "" if home.me else "")
    return [*lines(due[:now]), *greeting_lines(home), *lines(due[now:])]


def greeting_lines(home: HomeData) -> list[Line]:
    """The festivals whose greetings are due, and how far they are; they open the agenda."""
    return [
        Line(f"{name}问候　在外乡贤 {total} 人", f"{done} 人已联系", "节前", "info", target=("agenda", 0))
        for name, done, total in home.greetings
    ]


# warnings


def _light_of(finding: Finding) -> tuple[str, str]:
    """The colour of a finding, and its detail without the colour."""
    told = re.match(r"([红黄])灯，(.*)", finding.detail)
    if told:
        return told[1], re.sub(r"^\d+年\d+月\d+日签约，", "", told[2])
    if finding.kind in _RED:
        return "红", finding.detail
    return ("提示" if finding.kind in _HINTS else "黄"), finding.detail


def warning_lines(book: Book, data: Dataset) -> list[Line]:
    """Lights and problems of the month, red before yellow before hints; each opens its rows."""
    found: list[tuple[str, Line]] = []
    rule = lights_of(book)["pace"]
    for row in data.indicators:
        light = pace_light(None if row.pace_gap is None else Decimal(row.pace_gap), rule=rule)
        if light.colour is not Colour.GREEN:
            line = Line(row.name, light.reason, str(light.colour), TONES[light.colour], target=_behind(row))
            found.append((str(light.colour), line))
    for finding in data.listed:
        colour, detail = _light_of(finding)
        found.append(
            (colour, Line(finding.subject, detail, colour, TONES[colour], target=(finding.ledger, finding.ids)))
        )
    order = list(TONES)
    first = {"红": 0, "黄": 1}
    return [line for _, line in sorted(found, key=lambda one: first.get(one[0], 2 + order.index(one[0])))]


# the stations


def _zero(value: int, text: str = "") -> Cell:
    return Cell(text or f"{value:,}", "bad" if value == 0 else None, opens=value > 0)


def station_rows(table: Sequence[PostedRow]) -> list[FigureRow]:
    """A line per 片区: its people, their sums, and the mean score; zeros are red, for a blank 片区 is the news."""
    people: dict[str, list[PostedRow]] = {}
    for row in table:
        if row.person is not None:
            people.setdefault(row.station, []).append(row)
    means = {name: _mean(own) for name, own in people.items()}
    best = max((mean for mean in means.values() if mean is not None), default=Decimal(0))
    return [
        _station_row(row, people.get(row.station, []), means.get(row.station), best)
        for row in table
        if row.person is None and row.station != TOTAL
    ]


def _mean(own: Sequence[PostedRow]) -> Decimal | None:
    scores = [Decimal(row.score) for row in own if row.score is not None]
    return half_up(sum(scores, Decimal(0)) / len(scores), 2) if scores else None


def _station_row(row: PostedRow, own: Sequence[PostedRow], mean: Decimal | None, best: Decimal) -> FigureRow:
    names = "、".join(str(one.person) for one in own)
    cells = {
        "station": Cell(row.station, opens=True),
        "people": Cell(names or "无驻外人员", "plain", tip=names),
        "days": _zero(row.days),
        "enterprises": _zero(row.enterprises),
        "valid_leads": _zero(row.valid_leads),
        "signed_count": _zero(row.signed_count),
        "signed_amount": _zero(row.signed_amount, format_money(row.signed_amount, "亿元", places=2)),
        "score": Cell(
            "—" if mean is None else str(mean),
            share=float(mean / best) if mean is not None and best else 0.0,
            opens=True,
        ),
    }
    return FigureRow(row.station, cells)


MINE = (
    ("days", "驻外天数"),
    ("visits", "拜访次数"),
    ("receptions", "接待"),
    ("new_leads", "新增线索"),
    ("valid_leads", "有效"),
    ("signed_count", "签约"),
)


def mine_rows(home: HomeData) -> list[FigureRow]:
    """The posted table of the month: the user's own line first and in bold, then the others by score."""
    rows = []
    everyone = [row for row in home.data.stations if row.person is not None]
    best = max((Decimal(row.score) for row in everyone if row.score), default=Decimal(0))
    mine = None if home.me is None else home.me.staff
    everyone.sort(key=lambda row: (row.staff != mine, -Decimal(row.score or 0)))
    for row in everyone:
        own = row.staff == mine
        score = Decimal(row.score or 0)
        cells = {
            "person": Cell(f"{row.person}（我）" if own else str(row.person)),
            "station": Cell(row.station, "plain"),
            **{key: _zero(int(getattr(row, key))) for key, _ in MINE},
            "score": Cell(str(score), share=float(score / best) if best else 0.0, opens=True),
        }
        rows.append(FigureRow((row.station, row.person), cells, "sum" if own else "row"))
    return rows


def my_figures(home: HomeData) -> list[FigureWords]:
    """My days, visits, new leads and score of the month."""
    me = home.me
    if me is None:
        note: tuple[tuple[str, Tone], ...] = (("“人员”里没有您的名字，请先在设置里核对", "warn"),)
        return [FigureWords("—", "", None, None, note if at == 0 else (), "staff", ()) for at in range(4)]
    peers = [row for row in home.data.stations if row.person is not None]

    def against(field: str, unit: str) -> tuple[str, Tone]:
        best = max(int(getattr(one, field)) for one in peers)
        return (f"全县最多 {best} {unit}", "plain")

    amount = format_money(me.signed_amount, "亿元", places=2)
    away = [
        (f"{name} {days} 天", tone)
        for name, days, tone in (("请假", me.leave, "plain"), ("培训", me.training, "plain"))
        if days
    ]
    parts: list[tuple[str, str, str, list[tuple[str, Tone]]]] = [
        ("days", f"{me.days}", "天", [against("days", "天"), *away]),  # type: ignore[list-item]
        ("visits", f"{me.visits}", "次", [(f"{me.enterprises} 家企业", "plain"), against("visits", "次")]),
        ("new_leads", f"{me.new_leads}", "条", [(f"有效 {me.valid_leads} 条", "plain"),
                                               (f"签约 {me.signed_count} 个 {amount} 亿元", "plain")]),
    ]  # fmt: skip
    cards = [FigureWords(v, u, None, None, tuple(notes), *me.rows[key]) for key, v, u, notes in parts]
    rank: tuple[tuple[str, Tone], ...] = ((f"组内第 {me.rank} 名", "plain"),) if me.rank else ()
    return [*cards, FigureWords(me.score or "—", "分", None, None, rank, "staff", ())]
