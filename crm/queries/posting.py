"""The calendar of posted staff: which days of a month count as posted, leave or training, and by which trips."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.queries.trips import LEAVE, TRAINING
from crm.records.ledger import table_of
from crm.records.visit import Trip, Visit

POSTED = "驻点"
_RANK = {LEAVE: 0, TRAINING: 1, POSTED: 2}


@dataclass(frozen=True)
class DayMark:
    """One day of a person: 驻点, 请假 or 回县培训 (each day is one of them only), the trips over it, its visits."""

    date: dt.date
    kind: str
    trips: tuple[int, ...]
    visits: int = 0


Calendar = Mapping[int, Mapping[dt.date, DayMark]]
"""Staff id -> day -> mark; a day without a trip and without a visit is not there."""


def calendar(session: Session, start: dt.date, end: dt.date) -> Calendar:
    """The marked days of everyone from start to end (both included); 请假 goes before 回县培训, both before 驻点."""
    over: dict[tuple[int, dt.date], list[tuple[str, int]]] = defaultdict(list)
    t = table_of(Trip)
    query = select(t.c.id, t.c.staff, t.c.kind, t.c.start, t.c.end).where(
        t.c.deleted_at.is_(None), t.c.staff.is_not(None), t.c.start <= end, t.c.end >= start
    )
    for trip, staff, kind, first, last in session.execute(query.order_by(t.c.start, t.c.id)):
        for number in range(max(first, start).toordinal(), min(last, end).toordinal() + 1):
            over[staff, dt.date.fromordinal(number)].append((kind if kind in (LEAVE, TRAINING) else POSTED, trip))
    met = _visits(session, start, end)
    marks: dict[int, dict[dt.date, DayMark]] = defaultdict(dict)
    for staff, day in {*over, *met}:
        found = over.get((staff, day), [])
        kind = min((kind for kind, _ in found), key=lambda k: _RANK[k], default="")
        marks[staff][day] = DayMark(day, kind, tuple(trip for _, trip in found), met.get((staff, day), 0))
    return marks


def _visits(session: Session, start: dt.date, end: dt.date) -> dict[tuple[int, dt.date], int]:
    v = table_of(Visit)
    query = select(v.c.staff, v.c.date, func.count()).where(
        v.c.deleted_at.is_(None), v.c.staff.is_not(None), v.c.date.between(start, end)
    )
    return {(staff, day): number for staff, day, number in session.execute(query.group_by(v.c.staff, v.c.date))}


def first_month(session: Session) -> dt.date | None:
    """The day of the earliest trip or visit, None where there is neither."""
    t, v = table_of(Trip), table_of(Visit)
    trip = session.execute(select(func.min(t.c.start)).where(t.c.deleted_at.is_(None))).scalar()
    visit = session.execute(select(func.min(v.c.date)).where(v.c.deleted_at.is_(None))).scalar()
    return min((day for day in (trip, visit) if day is not None), default=None)
