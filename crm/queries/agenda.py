"""Follow-ups that are due, what a span of days holds, and which hometown people wait for a call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from crm.queries.derived import ended, met_again
from crm.queries.listing import where
from crm.queries.view import Filter, ViewSpec
from crm.records.enterprise import Enterprise
from crm.records.hometown import Hometown
from crm.records.lead import Lead
from crm.records.office import SETTLED, Assistance, Event
from crm.records.people import Staff
from crm.records.visit import Trip, Visit
from crm.rules.festivals import Festival

UNSETTLED = (Filter("finished", "empty"), Filter("state", "!=", SETTLED))
"""帮办 that is still open: neither a day nor the state says it is settled."""
STALE_AFTER = 7
"""Days after which something late no longer stands before what is due today."""
GRADE_DAYS = {"每月": 31, "每季": 92, "每半年": 183, "每年": 366}


@dataclass(frozen=True)
class FollowUp:
    """One thing to do by a day: `what` in words, with whom (`title`), whose it is (`who`), and the row it opens."""

    date: dt.date
    ledger: str
    id: int
    title: str
    what: str
    who: str
    enterprise: int | None = None
    hometown: int | None = None
    lead: int | None = None

    def overdue(self, today: dt.date) -> int:
        """Days past the day it was due; 0 or less when it is not overdue."""
        return (today - self.date).days


@dataclass(frozen=True)
class Happening:
    """One visit, trip or event within a span of days; a trip has an `end` of its own."""

    date: dt.date
    end: dt.date
    ledger: str
    id: int
    title: str
    note: str
    who: str


@dataclass(frozen=True)
class Person:
    """A hometown person with the day of the last contact (None: never) and the grade it is kept at."""

    id: int
    name: str
    city: str
    employer: str
    grade: str
    last: dt.date | None
    leader: str


def follow_ups(session: Session, until: dt.date, *, staff: int | None = None) -> list[FollowUp]:
    """What is due by a day, overdue ones included, earliest first; only one person's where `staff` says.

    Hometown people whom only others have met, and assistance to others' leads, are not theirs. A follow-up set
    at a visit is over when it is ticked off or the same enterprise, person or lead was met later; every other one when
    there was a contact on its day or after.
    """
    found = [
        *_from_visits(session, until, staff),
        *_from_enterprises(session, until, staff),
        *_from_leads(session, until, staff),
        *_from_hometown(session, until, staff),
        *_from_assistance(session, until, staff),
    ]
    return sorted(_once(found), key=lambda item: (item.date, item.ledger, item.id))


def in_order(plans: Iterable[FollowUp], today: dt.date) -> list[FollowUp]:
    """Plans as one works them off: late by a week at most, today, to come, then what is later still, newest first."""
    first = today - dt.timedelta(days=STALE_AFTER)
    found = list(plans)
    return [plan for plan in found if plan.date >= first] + [plan for plan in reversed(found) if plan.date < first]


def _once(found: Iterable[FollowUp]) -> list[FollowUp]:
    """A plan that stands at the visit and again at its enterprise or lead is one plan."""
    taken: set[tuple[str, int, dt.date]] = set()
    kept = []
    for item in found:
        marks = {
            (kind, owner, item.date)
            for kind, owner in (("e", item.enterprise), ("h", item.hometown), ("l", item.lead))
            if owner is not None and item.ledger != "assistance"
        }
        if item.ledger != "visits" and marks & taken:
            continue
        taken |= marks
        kept.append(item)
    return kept


def _from_visits(session: Session, until: dt.date, staff: int | None) -> list[FollowUp]:
    columns = (Visit.id, Visit.next_date, Visit.next_step, Visit.contact, Visit.enterprise, Visit.hometown, Visit.lead)
    query = (
        select(*columns, Enterprise.name, Hometown.name, func.coalesce(Staff.name, Visit.author, ""))
        .join(Enterprise, Enterprise.id == Visit.enterprise, isouter=True)
        .join(Hometown, Hometown.id == Visit.hometown, isouter=True)
        .join(Staff, Staff.id == Visit.staff, isouter=True)
        .where(Visit.deleted_at.is_(None), Visit.next_date <= until, Visit.done.is_not(True), ~met_again())
    )
    if staff is not None:
        query = query.where(Visit.staff == staff)
    found = []
    for row, day, step, contact, enterprise, hometown, lead, company, person, who in session.execute(query):
        if day is not None:
            whom = company or person or contact or ""
            plan = FollowUp(day, "visits", row, whom, step or "再联系", who, enterprise, hometown, lead)
            found.append(plan)
    return found


def _no_contact_since(column: Any, owner: Any, planned: Any) -> ColumnElement[bool]:
    met = exists().where(column == owner.id, Visit.deleted_at.is_(None), Visit.date >= planned)
    return ~met.correlate(owner)


def _from_enterprises(session: Session, until: dt.date, staff: int | None) -> list[FollowUp]:
    query = (
        select(Enterprise.id, Enterprise.name, Enterprise.next_contact, func.coalesce(Staff.name, ""))
        .join(Staff, Staff.id == Enterprise.staff, isouter=True)
        .where(
            Enterprise.deleted_at.is_(None),
            Enterprise.next_contact <= until,
            _no_contact_since(Visit.enterprise, Enterprise, Enterprise.next_contact),
        )
    )
    if staff is not None:
        query = query.where(Enterprise.staff == staff)
    return [
        FollowUp(day, "enterprises", row, name, "联系企业", who, enterprise=row)
        for row, name, day, who in session.execute(query)
        if day is not None
    ]


def _from_leads(session: Session, until: dt.date, staff: int | None) -> list[FollowUp]:
    columns = (Lead.id, Lead.name, Lead.next_date, Lead.next_step, Lead.enterprise, func.coalesce(Staff.name, ""))
    query = (
        select(*columns)
        .join(Staff, Staff.id == Lead.staff, isouter=True)
        .where(
            Lead.deleted_at.is_(None),
            Lead.next_date <= until,
            ~ended(),
            _no_contact_since(Visit.lead, Lead, Lead.next_date),
        )
    )
    if staff is not None:
        query = query.where(Lead.staff == staff)
    return [
        FollowUp(day, "leads", row, name, step or "推进项目", who, enterprise=company, lead=row)
        for row, name, day, step, company, who in session.execute(query)
        if day is not None
    ]


def _from_hometown(session: Session, until: dt.date, staff: int | None) -> list[FollowUp]:
    query = select(Hometown.id, Hometown.name, Hometown.next_contact, Hometown.leader).where(
        Hometown.deleted_at.is_(None),
        Hometown.next_contact <= until,
        _no_contact_since(Visit.hometown, Hometown, Hometown.next_contact),
    )
    if staff is not None:
        met = exists().where(Visit.hometown == Hometown.id, Visit.deleted_at.is_(None)).correlate(Hometown)
        query = query.where(or_(~met, met.where(Visit.staff == staff)))
    return [
        FollowUp(day, "hometown", row, name, "联系乡贤", leader or "", hometown=row)
        for row, name, day, leader in session.execute(query)
        if day is not None
    ]


def _from_assistance(session: Session, until: dt.date, staff: int | None) -> list[FollowUp]:
    query = (
        select(Assistance, Lead.name)
        .join(Lead, Lead.id == Assistance.lead, isouter=True)
        .where(*where(ViewSpec("assistance", UNSETTLED)), Assistance.due <= until)
    )
    if staff is not None:
        query = query.where(or_(Assistance.lead.is_(None), Lead.staff == staff))
    return [
        FollowUp(
            item.due, "assistance", item.id, lead or "", f"帮办 {item.item or ''}".strip(),
            item.person or item.unit or "", lead=item.lead,
        )
        for item, lead in session.execute(query)
        if item.due is not None
    ]  # fmt: skip


def happenings(session: Session, start: dt.date, end: dt.date) -> list[Happening]:
    """The visits, trips and events that touch the days from start to end, by day."""
    found = [*_visits(session, start, end), *_trips(session, start, end), *_events(session, start, end)]
    order = {"trips": 0, "events": 1, "visits": 2}
    return sorted(found, key=lambda item: (item.date, order[item.ledger], item.id))


def _visits(session: Session, start: dt.date, end: dt.date) -> list[Happening]:
    name = func.coalesce(Enterprise.name, Hometown.name, Visit.contact, "")
    query = (
        select(Visit.id, Visit.date, Visit.method, name, func.coalesce(Staff.name, ""))
        .join(Enterprise, Enterprise.id == Visit.enterprise, isouter=True)
        .join(Hometown, Hometown.id == Visit.hometown, isouter=True)
        .join(Staff, Staff.id == Visit.staff, isouter=True)
        .where(Visit.deleted_at.is_(None), Visit.date.between(start, end))
    )
    return [
        Happening(day, day, "visits", row, title, method or "拜访", who)
        for row, day, method, title, who in session.execute(query)
        if day is not None
    ]


def _trips(session: Session, start: dt.date, end: dt.date) -> list[Happening]:
    query = (
        select(Trip, func.coalesce(Staff.name, ""))
        .join(Staff, Staff.id == Trip.staff, isouter=True)
        .where(Trip.deleted_at.is_(None), Trip.start <= end, Trip.end >= start)
    )
    return [
        Happening(trip.start, trip.end, "trips", trip.id, trip.destination or trip.kind or "", trip.kind or "行程", who)
        for trip, who in session.execute(query)
        if trip.start is not None and trip.end is not None
    ]


def _events(session: Session, start: dt.date, end: dt.date) -> list[Happening]:
    query = select(Event).where(Event.deleted_at.is_(None), Event.date.between(start, end))
    return [
        Happening(event.date, event.date, "events", event.id, event.name, event.kind or "活动", "")
        for event in session.execute(query).scalars()
        if event.date is not None
    ]


def _people(session: Session, until: dt.date) -> list[Person]:
    """Everyone of the list with the last contact up to a day."""
    last = (
        select(func.max(Visit.date))
        .where(Visit.hometown == Hometown.id, Visit.deleted_at.is_(None), Visit.date <= until)
        .correlate(Hometown)
        .scalar_subquery()
    )
    query = select(Hometown, last).where(Hometown.deleted_at.is_(None)).order_by(Hometown.sort_key)
    return [
        Person(p.id, p.name, p.city or "", p.employer or "", p.grade or "", day, p.leader or "")
        for p, day in session.execute(query)
    ]


def greetings(session: Session, festival: Festival) -> tuple[list[Person], list[Person]]:
    """(greeted, not yet greeted) for a festival: whoever was in touch in its days of greeting, and the others."""
    met = select(Visit.hometown).where(
        Visit.deleted_at.is_(None),
        Visit.hometown.is_not(None),
        Visit.date.between(festival.greet_from, festival.greet_to),
    )
    greeted = set(session.execute(met).scalars())
    people = _people(session, festival.greet_to)
    return [p for p in people if p.id in greeted], [p for p in people if p.id not in greeted]


def out_of_touch(session: Session, today: dt.date) -> list[Person]:
    """Hometown people not contacted for longer than their 联系频次 allows, the longest first."""
    late = [
        p
        for p in _people(session, today)
        if p.grade in GRADE_DAYS and (p.last is None or (today - p.last).days > GRADE_DAYS[p.grade])
    ]
    return sorted(late, key=lambda p: (p.last is not None, p.last or today))
