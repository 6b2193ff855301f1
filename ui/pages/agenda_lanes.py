"""Which line of its day each item of a week is painted on: a trip keeps one line through all its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.pages.agenda_data import DayPlan, Item

_FEW = 2


@dataclass(frozen=True)
class Band:
    """One item on one line from its first to its last shown day (columns 0 to 6 of the week)."""

    item: Item
    line: int
    first: int
    last: int


@dataclass(frozen=True)
class Week:
    """The bands of seven days, and how many items of each day find no room."""

    bands: tuple[Band, ...]
    room: int
    hidden: tuple[int, ...]


def lay_out(days: Sequence[DayPlan], *, lines: int, tight: bool) -> Week:
    """Give each item of seven days its line, of `lines` there are; `tight` sums up trips where many overlap."""
    items = [list(plan.items) for plan in days]
    if tight and max((sum(item.spans for item in own) for own in items), default=0) > _FEW:
        items = [_summed(plan, own) for plan, own in zip(days, items, strict=True)]
    trips = [{item for item in own if item.spans} for own in items]
    taken: list[set[int]] = [set() for _ in days]
    free = [0] * len(items)
    bands: list[Band] = []
    for at, own in enumerate(items):
        for item in own:
            if item.spans and at and item in trips[at - 1]:
                continue
            last = at
            while item.spans and last + 1 < len(days) and item in trips[last + 1]:
                last += 1
            line = free[at]
            while any(line in taken[day] for day in range(at, last + 1)):
                line += 1
            for day in range(at, last + 1):
                taken[day].add(line)
                while free[day] in taken[day]:
                    free[day] += 1
            bands.append(Band(item, line, at, last))
    full = max((max(lines_of, default=-1) for lines_of in taken), default=-1) < lines
    room = lines if full else max(lines - 1, 0)
    hidden = tuple(sum(line >= room for line in lines_of) for lines_of in taken)
    return Week(tuple(band for band in bands if band.line < room), room, hidden)


def _summed(plan: DayPlan, items: Sequence[Item]) -> list[Item]:
    trips = [item for item in items if item.spans]
    rest = [item for item in items if not item.spans]
    if not trips:
        return rest
    words = "；".join(item.text for item in trips)
    ids = tuple(item.id for item in trips)
    return [Item(f"{len(trips)} 个行程", words, "info", "trips", 0, plan.date, plan.date, ids), *rest]
