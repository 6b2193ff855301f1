"""快报: what happened on one day — projects that moved, visits and receptions, what is due on the next day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from crm.bulletin.facts import Facts, LeadFact, added_in
from crm.bulletin.grounds import Grounds
from crm.bulletin.listing import Cell, Column, Listing, fetch, grouped, said, write_listing
from crm.bulletin.narrative import Narrative
from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers.visits import (
    FIELDS,
    ORDER,
    by_station,
    visit_columns,
    visit_grounds,
    visit_line,
    visit_things,
    visits_of,
)
from crm.bulletin.posted import NO_STATION
from crm.bulletin.saying import CALENDAR, amount
from crm.bulletin.settings import convention_on
from crm.bulletin.sheet import SheetBook
from crm.bulletin.sheet_style import TWO
from crm.bulletin.template import Bound, Many, Thing
from crm.bulletin.workbook import save_named, yi
from crm.queries.listing import Row
from crm.queries.view import Filter
from crm.rules.dates import day_label, month_of
from crm.rules.numbers import half_up
from crm.rules.stages import INCREASE

MOVES = {"线索": "新增线索", "签约": "新签约", "开工": "新开工", "入统": "新入统", "投产": "新投产", INCREASE: INCREASE}
"""Stage or 增资 -> how a project that it befell on the day is told."""


@dataclass(frozen=True)
class Day:
    """The events of a day: visits, (move, lead) in the order of MOVES, visits to follow up on the next day."""

    county: str
    day: dt.date
    facts: Facts
    visits: Sequence[Row]
    moves: Sequence[tuple[str, LeadFact]]
    due: Sequence[Row]

    @property
    def title(self) -> str:
        """The title of its papers."""
        return f"{self.county}招商引资快报"

    @property
    def said_day(self) -> str:
        """The day as papers write it."""
        return day_label(self.day)

    def station(self, lead: LeadFact) -> str:
        """The 片区 of a lead."""
        return dict(self.facts.stations).get(lead.station or 0, NO_STATION)

    def person(self, lead: LeadFact) -> str:
        """Who is posted for a lead."""
        return next((person.name for person in self.facts.staff if person.id == lead.staff), "")

    def moved(self, move: str) -> list[LeadFact]:
        """The leads of a move."""
        return [lead for own, lead in self.moves if own == move]


def read_day(readings: Readings, day: dt.date) -> Day:
    """The events of a day under the 口径 of that day; a milestone known to the month only is no event of a day."""
    book = readings.book
    facts = readings.facts(month_of(day), convention_on(book, day))
    with book.read() as session:
        tomorrow = (day + dt.timedelta(days=1)).isoformat()
        due = fetch(
            session,
            "visits",
            Filter("next_date", "=", tomorrow),
            Filter("done", "!=", True),
            fields=FIELDS,
            sort=("station",),
        )
    moves = [(move, lead) for stage, move in MOVES.items() for lead in facts.leads if _moved(lead, stage, day)]
    visits = by_station(visits_of(book, day, day), [name for _, name in facts.stations])
    return Day(str(book.setting("county") or ""), day, facts, visits, moves, due)


def _moved(lead: LeadFact, stage: str, day: dt.date) -> bool:
    if stage == "线索":
        return lead.since == day
    if stage == INCREASE:
        return added_on(lead, day) > 0
    return lead.dates.get(stage) == day and stage not in lead.month_only


def added_on(lead: LeadFact, day: dt.date) -> int:
    """增资 of a day in 元, where the day is known."""
    known = tuple(one for one in lead.increases if not one.vague)
    return added_in(replace(lead, increases=known), day, day) if known else 0


def amount_of(move: str, lead: LeadFact, day: dt.date) -> int:
    """What a move is worth, in 元: a lead has no signed amount yet, an increase only what it adds."""
    if move == MOVES[INCREASE]:
        return added_on(lead, day)
    return lead.investment if move == MOVES["线索"] else lead.amount


def by_method(visits: Sequence[Row], method: str) -> list[Row]:
    """The visits of one kind."""
    return [row for row in visits if row.values["method"] == method]


def write_workbook(found: Day, path: Path) -> None:
    """汇总 by 片区, 项目动态 and 拜访接待 of the day."""
    book = SheetBook()
    for listing in (_summary(found), _moves(found), _visits(found)):
        write_listing(book.sheet(listing.sheet), listing)
    save_named(book, found.county, path, title=f"{found.title}（{found.said_day}）")


def _summary(found: Day) -> Listing:
    rows = [_station_row(found, name) for _, name in found.facts.stations]
    rows += [row for row in [_station_row(found, NO_STATION)] if any(row[1:])]
    heads = ["拜访（次）", "接待（批次）", "接待（人次）", "其他联系（次）"]
    heads += [f"{move}（{_counter(move)}）" for move in MOVES.values()]
    columns = [Column("片区", 16), *(Column(head, 13, total=True) for head in heads)]
    columns += [Column(head, 15, TWO, total=True) for head in ("签约资金（亿元）", "其中增资（亿元）")]
    notes = ("签约资金含增资，增资不计签约个数。",)
    return Listing("汇总", found.title, found.said_day, columns, [("", rows)], "个片区", notes)


def _station_row(found: Day, station: str) -> Sequence[Cell]:
    visits = [row for row in found.visits if (said("visits", row, "station") or NO_STATION) == station]
    called, received = by_method(visits, "拜访"), by_method(visits, "接待")
    counts = [len(called), len(received), _guests(received), len(visits) - len(called) - len(received)]
    moved = [[lead for lead in found.moved(move) if found.station(lead) == station] for move in MOVES.values()]
    signed, added = (
        sum(amount_of(move, lead, found.day) for lead in found.moved(move) if found.station(lead) == station)
        for move in (MOVES["签约"], MOVES[INCREASE])
    )
    return [station, *counts, *map(len, moved), yi(signed + added), yi(added)]


def _guests(receptions: Sequence[Row]) -> int:
    return sum(row.values["people"] or 0 for row in receptions)


def _moves(found: Day) -> Listing:
    groups: list[tuple[str, list[Sequence[Cell]]]] = []
    for move in dict.fromkeys(move for move, _ in found.moves):
        lines: list[Sequence[Cell]] = []
        for lead in found.moved(move):
            texts = (move, lead.name, lead.investor, lead.chain, lead.origin, lead.unit, found.station(lead))
            lines.append([*texts, found.person(lead), yi(amount_of(move, lead, found.day))])
        groups.append((move, lines))
    columns = [Column("动态", 10), Column("项目名称", 40, left=True), Column("投资主体", 32, left=True)]
    columns += [Column("产业链", 12), Column("来源地", 12), Column("责任单位", 20), Column("片区", 12)]
    columns += [Column("驻外责任人", 12), Column("金额（亿元）", 13, TWO, total=True)]
    notes = ("新增线索的金额为计划总投资，其余为签约资金。",)
    title, none = f"{found.county}项目动态", "当日无项目动态"
    return Listing("项目动态", title, found.said_day, columns, groups, "个", notes, none, alike=False)


def _visits(found: Day) -> Listing:
    order = [name for _, name in found.facts.stations]
    groups = grouped(found.visits, lambda r: said("visits", r, "station"), visit_line, blank=NO_STATION, order=order)
    title, none = f"{found.county}拜访接待情况", "当日无拜访接待"
    return Listing("拜访接待", title, found.said_day, visit_columns(), groups, "条", nothing=none)


# the words


def narrative(found: Day) -> Narrative:
    """What the template of the day may say: its numbers, the projects and visits one by one, what is due next."""
    day, key = found.day, CALENDAR
    words: dict[str, Any] = {
        name: Bound(text, key, bool(text))
        for name, text in {
            "县": found.county,
            "年": str(day.year),
            "月": str(day.month),
            "日": str(day.day),
            "日期": found.said_day,
        }.items()
    }
    kinds = [_kind(found, move) for move in MOVES.values()]
    words["当天"] = _numbers(found, kinds)
    befell = [own for own in kinds if own["个数"] and own["名称"].text != MOVES["线索"]]
    words["动态"] = Many(befell, kinds[0])
    moves = [_move(found, at, move, lead) for at, (move, lead) in enumerate(found.moves)]
    words["项目动态"] = Many(moves, Thing(dict.fromkeys(_MOVE_PARTS, Bound("", ""))))
    words["拜访接待"] = visit_things(found.visits, "片区")
    words["次日跟进"] = visit_things(found.due, "片区")
    return Narrative(found.title, found.county, words, {}, _grounds(found))


def _numbers(found: Day, kinds: Sequence[Thing]) -> Thing:
    """The numbers of the day: contacts by kind, and of each move how many and how much."""
    received = by_method(found.visits, "接待")
    called = len(by_method(found.visits, "拜访"))
    counts = {"拜访": (called, "次"), "接待批次": (len(received), "批次"), "接待人次": (_guests(received), "人次")}
    counts["其他联系"] = (len(found.visits) - called - len(received), "次")
    thing = Thing({name: Bound(f"{n}{unit}", f"day/{name}", n != 0) for name, (n, unit) in counts.items()})
    for own in kinds:
        thing[own["名称"].text] = own["个数"]
        thing[f"{own['名称'].text}金额"] = own["金额"]
    return thing


def _kind(found: Day, move: str) -> Thing:
    own = found.moved(move)
    worth = sum(amount_of(move, lead, found.day) for lead in own)
    return Thing(
        名称=Bound(move, ""),
        个数=Bound(f"{len(own)}{_counter(move)}", f"day/{move}", bool(own)),
        金额=Bound(f"{amount(worth, '亿元')}亿元", f"day/{move}", worth != 0),
    )


def _counter(move: str) -> str:
    return "条" if move == MOVES["线索"] else "个"


_MOVE_PARTS = (
    "序号",
    "动态",
    "项目名称",
    "投资主体",
    "产业链",
    "来源地",
    "责任单位",
    "片区",
    "驻外责任人",
    "金额名称",
    "金额",
)


def _move(found: Day, at: int, move: str, lead: LeadFact) -> Thing:
    worth = amount_of(move, lead, found.day)
    texts = (move, lead.name, lead.investor, lead.chain, lead.origin, lead.unit, found.station(lead))
    money = (_worth_of(move), f"{amount(worth, '亿元')}亿元" if worth else "")
    parts = zip(_MOVE_PARTS[1:], (*texts, found.person(lead), *money), strict=True)
    own = {name: Bound(text, f"move/{at}", bool(text)) for name, text in parts}
    return Thing({"序号": Bound(str(at + 1), ORDER), **own})


def _worth_of(move: str) -> str:
    """What the money of a move is called."""
    return "计划总投资" if move == MOVES["线索"] else "增资" if move == MOVES[INCREASE] else "签约资金"


def _grounds(found: Day) -> Grounds:
    """What the tables of the day print."""
    day, summary, moves = found.day, _summary(found), _moves(found)
    grounds = visit_grounds([*found.visits, *found.due])
    grounds[ORDER] = [str(number) for number in range(1, 1 + max(len(found.visits), len(found.due), len(found.moves)))]
    grounds[CALENDAR] = [found.county, f"{day.year} {day.month} {day.day}"]
    for at, name in enumerate(("拜访", "接待批次", "接待人次", "其他联系"), start=1):
        grounds[f"day/{name}"] = [str(sum(int(row[at] or 0) for row in summary.rows))]
    grounds |= {f"day/{move}": ["0", "0.00"] for move in MOVES.values()}
    for move, rows in moves.groups:
        money = half_up(sum((Decimal(row[-1] or 0) for row in rows), Decimal(0)), 2)
        grounds[f"day/{move}"] = [str(len(rows)), str(money)]
    for number, row in enumerate(moves.rows):
        grounds[f"move/{number}"] = [*map(str, row[:-1]), str(half_up(Decimal(row[-1] or 0), 2))]
    return grounds
