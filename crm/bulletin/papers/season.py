"""The posted staff over several months: sums of their figures and points, ranked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm.bulletin.dataset import Dataset
from crm.bulletin.grounds import Grounds
from crm.bulletin.listing import Cell, Column, Listing
from crm.bulletin.papers.readings import Readings
from crm.bulletin.posted import PostedRow
from crm.bulletin.saying import amount
from crm.bulletin.sheet_style import TWO
from crm.bulletin.template import Bound, Many, Thing
from crm.bulletin.vocabulary import POSTED_WORDS
from crm.bulletin.workbook import as_of, yi
from crm.rules.dates import MonthRange
from crm.rules.numbers import half_up


@dataclass(frozen=True)
class Person:
    """One posted person: the months with their rows, points summed over them, rank by points (equal ones share it)."""

    station: str
    person: str
    months: Sequence[MonthRange]
    rows: Sequence[PostedRow]
    points: Decimal
    rank: int

    def sum_of(self, key: str) -> int:
        """The sum of a figure over the months; money in 元."""
        return sum(getattr(row, key) for row in self.rows)


@dataclass(frozen=True)
class Season:
    """The people of some months in the order of their points."""

    months: Sequence[MonthRange]
    people: Sequence[Person]


def read_season(readings: Readings, months: Sequence[MonthRange], report: Callable[[int, int], None]) -> Season:
    """Score each month by itself and add the months up; `report` hears of each month."""
    # The last month first: the others are told from its projects.
    tables: dict[MonthRange, list[PostedRow]] = {}
    for at, month in enumerate(reversed(months)):
        report(at, len(months))
        tables[month] = readings.posted(month)
    rows: dict[int, dict[MonthRange, PostedRow]] = {}
    for month in months:
        for row in tables[month]:
            if row.person is not None and row.staff is not None:
                rows.setdefault(row.staff, {})[month] = row
    report(len(months), len(months))
    return Season(months, _ranked(list(rows.values())))


def _ranked(everyone: Sequence[Mapping[MonthRange, PostedRow]]) -> list[Person]:
    points = [sum((Decimal(row.score or 0) for row in own.values()), start=Decimal(0)) for own in everyone]
    people = []
    for own, mine in zip(everyone, points, strict=True):
        rows = list(own.values())
        rank = 1 + sum(other > mine for other in points)
        people.append(Person(rows[-1].station, rows[-1].person or "", list(own), rows, mine, rank))
    return sorted(people, key=lambda own: (own.rank, own.station, own.person))


KEYS = {
    "days": "驻外天数",
    "visits": "拜访（次）",
    "receptions": "接待（批次）",
    "guests": "接待（人次）",
    "new_leads": "新增线索",
    "valid_leads": "有效线索",
    "leader_visits": "县领导拜访",
    "signed_count": "签约（个）",
}


def season_listing(season: Season, data: Dataset, span: str) -> Listing:
    """驻外人员排名 over the months; a zero stands in its row."""
    lines: list[Sequence[Cell]] = []
    for own in season.people:
        counts = [own.sum_of(key) for key in KEYS]
        money = yi(own.sum_of("signed_amount"))
        lines.append([own.rank, own.station, own.person, *counts, money, own.points])
    columns = [Column("排名", 8), Column("片区", 14), Column("姓名", 11)]
    columns += [Column(name, 11, total=True) for name in KEYS.values()]
    columns += [Column("签约资金（亿元）", 14, TWO, total=True), Column("得分", 11, TWO)]
    notes = (f"得分为各月得分之和，各月按“{data.scheme.name}”计分；得分相同名次并列。",)
    title = f"{data.county}{span}驻外招商人员排名"
    return Listing("驻外人员排名", title, as_of(data), columns, [("", lines)], "人", notes)


FIRST = 3
"""How many of the best are named."""


def season_words(season: Season) -> Thing:
    """驻外累计: the sums of the posted staff, and the best of them by name."""
    thing = Thing(人数=Bound(f"{len(season.people)}人", "season/people", bool(season.people)))
    for word, (key, unit) in POSTED_WORDS.items():
        if key not in KEYS:
            continue
        thing[word] = Bound(f"{sum(own.sum_of(key) for own in season.people)}{unit}", f"season/{key}")
    money = sum(own.sum_of("signed_amount") for own in season.people)
    thing["签约资金"] = Bound(f"{amount(money, '亿元')}亿元", "season/signed_amount")
    best = [_said(own) for own in season.people if own.rank <= FIRST]
    thing["居前"] = Many(best, _said(Person("", "", (), (), Decimal(0), 0)))
    return thing


def _said(own: Person) -> Thing:
    key = f"season/{own.station}/{own.person}"
    return Thing(
        姓名=Bound(own.person, f"{key}/name"),
        片区=Bound(own.station, f"{key}/name"),
        得分=Bound(f"{own.points:.2f}分", key),
        名次=Bound(f"第{own.rank}名", key),
    )


def season_grounds(season: Season, data: Dataset) -> Grounds:
    """What the table of the posted staff prints of them."""
    listing = season_listing(season, data, "")
    heads = [column.name for column in listing.columns]
    found: Grounds = {"season/people": [str(len(listing.rows))]}
    for key, head in {**KEYS, "signed_amount": "签约资金（亿元）"}.items():
        cells = [row[heads.index(head)] for row in listing.rows]
        total = sum((Decimal(cell) for cell in cells if cell is not None), Decimal(0))
        found[f"season/{key}"] = [str(half_up(total, 2)) if key == "signed_amount" else str(total)]
    for rank, station, person, *_, points in listing.rows:
        key = f"season/{station}/{person}"
        found |= {key: [f"{points:.2f}", str(rank)], f"{key}/name": [str(station), str(person)]}
    return found
