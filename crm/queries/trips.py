"""Trips: which one covers a day, which one could be made longer, and the posting days of each person."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from crm.records.people import Staff
from crm.records.visit import Trip
from crm.rules.posting import PostingTally, Span, posting_tally

LEAVE, TRAINING = "请假", "回县培训"
REACH = dt.timedelta(days=3)


@dataclass(frozen=True)
class TripRow:
    """One trip with its days, place and kind."""

    id: int
    start: dt.date
    end: dt.date
    destination: str
    kind: str


def staff_named(session: Session, name: str) -> int | None:
    """The id of the person with this name in 人员."""
    query = select(Staff.id).where(Staff.name == name.strip(), Staff.deleted_at.is_(None)).order_by(Staff.id)
    return session.execute(query.limit(1)).scalar()


def posted_staff(session: Session, me: Mapping[str, Any] | None) -> int | None:
    """Whose own work is meant by the setting "me": the id of someone posted, None for the office."""
    if not me or me.get("role") != "posted":
        return None
    return staff_named(session, str(me.get("name") or ""))


def covering_trip(session: Session, staff: int, day: dt.date) -> TripRow | None:
    """The person's trip that covers a day, the one begun last where several do; leave and training are none."""
    query = _outward(staff).where(Trip.start <= day, Trip.end >= day).order_by(Trip.start.desc(), Trip.id.desc())
    return _first(session, query)


def nearby_trip(session: Session, staff: int, day: dt.date) -> TripRow | None:
    """The person's trip within three days of a day, which could be made longer to cover it."""
    query = _outward(staff).where(Trip.start <= day + REACH, Trip.end >= day - REACH)
    return _first(session, query.order_by(Trip.end.desc(), Trip.id.desc()))


def away_on(session: Session, day: dt.date) -> list[tuple[str, TripRow]]:
    """Who is on a trip on a day, leave and training included, by name: (person, trip)."""
    query = (
        select(Staff.name, Trip)
        .join(Staff, Staff.id == Trip.staff)
        .where(Trip.deleted_at.is_(None), Trip.start <= day, Trip.end >= day)
        .order_by(Staff.sort_key, Trip.start)
    )
    return [(name, row) for name, trip in session.execute(query) if (row := _row(trip)) is not None]


def posting_tallies(session: Session, start: dt.date, end: dt.date) -> dict[int, PostingTally]:
    """Staff id -> days posted, on leave and in training from start to end (both included); see crm.rules.posting.

    Everyone with a trip in the period is there; whoever is not has no days.
    """
    query = select(Trip.staff, Trip.kind, Trip.start, Trip.end).where(
        Trip.deleted_at.is_(None), Trip.staff.is_not(None), Trip.start <= end, Trip.end >= start
    )
    spans: dict[int, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for staff, kind, first, last in session.execute(query):
        if staff is not None and first is not None and last is not None:
            spans[staff][kind if kind in (LEAVE, TRAINING) else ""].append((first, last))
    return {
        staff: posting_tally(kinds[""], leave=kinds[LEAVE], training=kinds[TRAINING], start=start, end=end)
        for staff, kinds in spans.items()
    }


def _outward(staff: int) -> Select[Trip]:
    return select(Trip).where(
        Trip.staff == staff,
        Trip.deleted_at.is_(None),
        Trip.start.is_not(None),
        Trip.end.is_not(None),
        func.coalesce(Trip.kind, "").not_in((LEAVE, TRAINING)),
    )


def _first(session: Session, query: Select[Trip]) -> TripRow | None:
    return _row(session.execute(query.limit(1)).scalar())


def _row(trip: Trip | None) -> TripRow | None:
    if trip is None or trip.start is None or trip.end is None:
        return None
    return TripRow(trip.id, trip.start, trip.end, trip.destination or "", trip.kind or "")
