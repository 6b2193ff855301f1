"""The facts of a month, read from the book by sets: leads with milestones, arrivals, targets, visits, trips, people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import RowMapping, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from crm.bulletin.settings import Convention
from crm.records.enterprise import Enterprise
from crm.records.lead import Arrival, Introducer, Lead, Milestone
from crm.records.ledger import table_of
from crm.records.office import Target
from crm.records.people import Staff, Station
from crm.records.visit import Trip, Visit
from crm.rules.dates import MonthRange

CONFIRMED = ("签约", "开工", "入统", "投产")
"""Milestones that the city and the province recognise; the others are known by own report only."""

MilestoneFact = tuple[dt.date, int | None, bool]
"""Day, amount in 元, and whether the day is known to the month only."""

PATH = ("线索", "在谈", "签约", "开工", "入统", "投产")
"""The stages that the bulletin counts, in order; 注册 and 达产 stand aside."""


@dataclass(frozen=True)
class LeadFact:
    """A lead as it stood at the month's end; `dates` holds the first date of each milestone under the 口径."""

    id: int
    name: str
    unit: str
    station: int | None
    staff: int | None
    sector: str
    chain: str
    method: str
    origin: str
    investor: str
    capital_kind: str
    amount: int
    investment: int
    land: Decimal | None
    land_papers: bool | None
    valid: bool
    valid_date: dt.date | None
    since: dt.date
    due_start: dt.date | None
    stall_reason: str
    dates: Mapping[str, dt.date]
    last_contact: dt.date | None
    arrived: int
    introducers: tuple[str, ...] = ()
    month_only: frozenset[str] = frozenset()

    def said_day(self, stage: str) -> str:
        """The date of a milestone as far as it is known: 2025年3月5日 or 2025年3月."""
        day = self.dates[stage]
        month = f"{day.year}年{day.month}月"
        return month if stage in self.month_only else f"{month}{day.day}日"

    def reached(self, stage: str, by: dt.date) -> bool:
        """Whether this very milestone is dated by the day."""
        day = self.dates.get(stage)
        return day is not None and day <= by

    @cached_property
    def entries(self) -> dict[str, dt.date]:
        """When each stage was first entered: by its own milestone, or by a later one that implies it."""
        found: dict[str, dt.date] = {}
        first: dt.date | None = None
        for stage in reversed(PATH):
            day = self.since if stage == "线索" else self.dates.get(stage)
            first = day if first is None else first if day is None else min(first, day)
            if first is not None:
                found[stage] = first
        return found

    def entered(self, stage: str) -> dt.date | None:
        """The day the stage was first entered, or None."""
        return self.entries.get(stage)

    @property
    def ended(self) -> bool:
        """Whether 终止 is its latest fact."""
        day = self.dates.get("终止")
        return day is not None and all(other <= day for other in self.dates.values())

    @property
    def last_progress(self) -> dt.date:
        """The day of the last real contact or milestone, or when it was first known."""
        return max([self.since, *self.dates.values(), *([self.last_contact] if self.last_contact else [])])


@dataclass(frozen=True)
class ArrivalFact:
    """到位资金 of one row: 元 under the 口径, 美元 beside it where it is foreign."""

    id: int
    lead: int
    month: dt.date
    amount: int
    dollars: int | None
    source: str


@dataclass(frozen=True)
class VisitFact:
    """A visit of the month."""

    id: int
    staff: int | None
    station: int | None
    enterprise: int | None
    method: str
    people: int
    led: bool


@dataclass(frozen=True)
class TripFact:
    """A trip, leave or training that touches the month."""

    id: int
    staff: int | None
    kind: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class StaffFact:
    """A person with the span of the posting."""

    id: int
    name: str
    station: int | None
    role: str
    posted_from: dt.date | None
    posted_to: dt.date | None
    active: bool


@dataclass(frozen=True)
class Facts:
    """Everything the bulletin of a month is made of; nothing from the recycle bin, nothing dated later."""

    month: MonthRange
    convention: Convention
    leads: tuple[LeadFact, ...]
    arrivals: tuple[ArrivalFact, ...]
    targets: tuple[Mapping[str, Any], ...]
    visits: tuple[VisitFact, ...]
    trips: tuple[TripFact, ...]
    staff: tuple[StaffFact, ...]
    stations: tuple[tuple[int, str], ...]
    by_id: Mapping[int, LeadFact] = field(default_factory=dict)


def read_facts(session: Session, month: MonthRange, convention: Convention) -> Facts:
    """Read the facts of a month under a 口径: a fixed handful of queries, however big the book."""
    return Facts(
        month=month,
        convention=convention,
        **read_projects(session, month, convention),
        targets=_targets(session, month),
        visits=_visits(session, month),
        trips=_trips(session, month),
        staff=_staff(session),
        stations=_stations(session),
    )


def read_projects(session: Session, month: MonthRange, convention: Convention) -> dict[str, Any]:
    """The parts of Facts that depend on the 口径: leads, by_id and arrivals."""
    leads = _leads(session, month, convention)
    return {
        "leads": leads,
        "by_id": {lead.id: lead for lead in leads},
        "arrivals": _arrivals(session, month, convention),
    }


def _milestones(session: Session, end: dt.date, basis: str) -> dict[int, dict[str, MilestoneFact]]:
    t = table_of(Milestone)
    counted = or_(
        and_(t.c.kind.in_(CONFIRMED), t.c.basis == basis), and_(t.c.kind.not_in(CONFIRMED), t.c.basis == "自报")
    )
    query = select(t.c.lead, t.c.kind, t.c.date, t.c.amount, t.c.month_only)
    query = query.where(t.c.deleted_at.is_(None), t.c.date <= end, counted).order_by(t.c.date, t.c.id)
    found: dict[int, dict[str, MilestoneFact]] = {}
    for lead, kind, day, amount, month_only in session.execute(query).all():
        found.setdefault(lead, {}).setdefault(kind, (day, amount, bool(month_only)))
    return found


def _amount(convention: Convention, signed: int | None, row: RowMapping) -> int:
    """签约资金 of a lead under the 口径, in 元; 0 where nothing is known."""
    if convention.money == "固投":
        return row["fixed_investment"] or 0
    total = row["total_investment"]
    first, second = (signed, total) if convention.money == "签约金额" else (total, signed)
    return first if first is not None else second or 0


def _grouped(session: Session, query: Select[Any]) -> dict[int, Any]:
    return {key: value for key, value in session.execute(query).all() if key is not None}


def _last_contacts(session: Session, end: dt.date) -> dict[int, dt.date]:
    v = table_of(Visit)
    query = select(v.c.lead, func.max(v.c.date)).where(v.c.deleted_at.is_(None), v.c.lead.is_not(None), v.c.date <= end)
    return _grouped(session, query.group_by(v.c.lead))


def _arrived(session: Session, end: dt.date, convention: Convention) -> dict[int, int]:
    a = table_of(Arrival)
    amount = a.c.amount if convention.basis == "自报" else a.c.confirmed
    query = select(a.c.lead, func.sum(func.coalesce(amount, 0))).where(a.c.deleted_at.is_(None), a.c.month <= end)
    return _grouped(session, query.group_by(a.c.lead))


def _introducers(session: Session) -> dict[int, tuple[str, ...]]:
    i = table_of(Introducer)
    query = select(i.c.lead, i.c.name).where(i.c.deleted_at.is_(None), i.c.name.is_not(None))
    found: dict[int, list[str]] = {}
    for lead, name in session.execute(query.order_by(i.c.lead, i.c.position, i.c.id)).all():
        names = found.setdefault(lead, [])
        if name not in names:
            names.append(name)
    return {lead: tuple(names) for lead, names in found.items()}


def _leads(session: Session, month: MonthRange, convention: Convention) -> tuple[LeadFact, ...]:
    t, s = table_of(Lead), table_of(Staff)
    present = and_(s.c.id == t.c.staff, s.c.deleted_at.is_(None))
    columns = [t.c[name] for name in (*_TEXTS, *_OTHERS)]
    query = select(*columns, s.c.station.label("staff_station")).outerjoin(s, present)
    milestones = _milestones(session, month.end, convention.basis)
    contacts = _last_contacts(session, month.end)
    arrived = _arrived(session, month.end, convention)
    introducers = _introducers(session)
    found = []
    for row in session.execute(query.where(t.c.deleted_at.is_(None)).order_by(t.c.id)).mappings().all():
        lead_id, own = row["id"], milestones.get(row["id"], {})
        since = _since(row, own)
        if since is None or since > month.end:
            continue
        more = {
            "amount": _amount(convention, own["签约"][1] if "签约" in own else None, row),
            "since": since,
            "dates": {kind: day for kind, (day, _, _) in own.items()},
            "month_only": frozenset(kind for kind, (_, _, vague) in own.items() if vague),
            "last_contact": contacts.get(lead_id),
            "arrived": arrived.get(lead_id, 0),
            "introducers": introducers.get(lead_id, ()),
        }
        found.append(_lead(row, more))
    return tuple(found)


def _since(row: RowMapping, own: Mapping[str, MilestoneFact]) -> dt.date | None:
    """When the lead was first known: 首谈 or its entry, or a milestone before that."""
    created = row["created_at"].date() if row["created_at"] else None
    known = [row["first_date"] or created, *(day for day, _, _ in own.values())]
    return min((day for day in known if day is not None), default=None)


_TEXTS = ("unit", "sector", "chain", "method", "origin", "investor", "capital_kind", "stall_reason")
_OTHERS = (
    "id",
    "name",
    "created_at",
    "first_date",
    "station",
    "staff",
    "total_investment",
    "fixed_investment",
    "land",
    "land_papers",
    "valid",
    "valid_date",
    "due_start",
)


def _lead(row: RowMapping, more: Mapping[str, Any]) -> LeadFact:
    texts: dict[str, Any] = {name: row[name] or "" for name in _TEXTS}
    return LeadFact(
        id=row["id"],
        name=row["name"],
        **texts,
        station=row["station"] if row["station"] is not None else row["staff_station"],
        staff=row["staff"],
        investment=row["total_investment"] or 0,
        land=row["land"],
        land_papers=row["land_papers"],
        valid=bool(row["valid"]),
        valid_date=row["valid_date"],
        due_start=row["due_start"],
        **more,
    )


def _arrivals(session: Session, month: MonthRange, convention: Convention) -> tuple[ArrivalFact, ...]:
    t, lead = table_of(Arrival), table_of(Lead)
    amount = t.c.amount if convention.basis == "自报" else t.c.confirmed
    query = (
        select(t.c.id, t.c.lead, t.c.month, func.coalesce(amount, 0), t.c.foreign_amount, t.c.source)
        .join(lead, lead.c.id == t.c.lead)
        .where(
            t.c.deleted_at.is_(None),
            lead.c.deleted_at.is_(None),
            t.c.month >= dt.date(month.year - 1, 1, 1),
            t.c.month <= month.end,
        )
    )
    found = []
    for row_id, owner, day, yuan, foreign, source in session.execute(query.order_by(t.c.id)).all():
        if (source or "省外") in convention.arrival_sources:
            dollars = None if foreign is None else int(foreign * 10_000)
            found.append(ArrivalFact(row_id, owner, day, yuan, dollars, source or ""))
    return tuple(found)


def _targets(session: Session, month: MonthRange) -> tuple[Mapping[str, Any], ...]:
    t = table_of(Target)
    query = select(t).where(t.c.deleted_at.is_(None), t.c.year == month.year).order_by(t.c.id)
    return tuple(dict(row) for row in session.execute(query).mappings())


def _visits(session: Session, month: MonthRange) -> tuple[VisitFact, ...]:
    v, e, t = table_of(Visit), table_of(Enterprise), table_of(Trip)
    query = (
        select(v.c.id, v.c.staff, v.c.station, e.c.id, v.c.method, v.c.people, v.c.leader_led, t.c.leader_kind)
        .outerjoin(e, and_(e.c.id == v.c.enterprise, e.c.deleted_at.is_(None)))
        .outerjoin(t, and_(t.c.id == v.c.trip, t.c.deleted_at.is_(None)))
        .where(v.c.deleted_at.is_(None), v.c.date >= month.start, v.c.date <= month.end)
    )
    return tuple(
        VisitFact(row_id, staff, station, enterprise, method or "", people or 0, bool(led) or kind == "党政主职")
        for row_id, staff, station, enterprise, method, people, led, kind in session.execute(query.order_by(v.c.id))
    )


def _trips(session: Session, month: MonthRange) -> tuple[TripFact, ...]:
    t = table_of(Trip)
    query = select(t.c.id, t.c.staff, t.c.kind, t.c.start, t.c.end).where(
        t.c.deleted_at.is_(None), t.c.start <= month.end, t.c.end >= month.start
    )
    rows = session.execute(query.order_by(t.c.id))
    return tuple(TripFact(i, staff, kind or "驻点", start, end) for i, staff, kind, start, end in rows)


def _staff(session: Session) -> tuple[StaffFact, ...]:
    t = table_of(Staff)
    query = select(t.c.id, t.c.name, t.c.station, t.c.role, t.c.posted_from, t.c.posted_to, t.c.active)
    rows = session.execute(query.where(t.c.deleted_at.is_(None)).order_by(t.c.sort_key, t.c.id))
    return tuple(
        StaffFact(i, name, station, role or "驻外干部", start, end, active is not False)
        for i, name, station, role, start, end, active in rows
    )


def _stations(session: Session) -> tuple[tuple[int, str], ...]:
    t = table_of(Station)
    query = select(t.c.id, t.c.name).where(t.c.deleted_at.is_(None))
    rows = session.execute(query.order_by(t.c.order.nulls_last(), t.c.sort_key, t.c.id))
    return tuple((row_id, name) for row_id, name in rows)
