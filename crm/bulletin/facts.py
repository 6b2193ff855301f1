"""The facts of a month, read from the book by sets: leads with milestones, arrivals, targets, visits, trips, people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Table, and_, func, select
from sqlalchemy.orm import Session

from crm.bulletin.projects import IncreaseRow, LeadRow, MilestoneRow, Projects, driver_rows, read_projects
from crm.bulletin.settings import Convention
from crm.records.enterprise import Enterprise
from crm.records.ledger import table_of
from crm.records.office import Target
from crm.records.people import Staff, Station
from crm.records.visit import Trip, Visit
from crm.rules.dates import MonthRange

PATH = ("线索", "在谈", "签约", "开工", "入统", "投产")
"""The stages that the bulletin counts, in order; 注册 and 达产 stand aside."""


@dataclass(frozen=True)
class LeadFact:
    """A lead as it stood at the month's end; `dates` holds the first date of each milestone under the 口径.

    `amount` is its money at the first signing, `told` what the signing itself says of it, `increases` are all its
    增资 under the 口径 in the order of their days.
    """

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
    increases: tuple[IncreaseRow, ...] = ()
    told: int | None = None

    @property
    def contract(self) -> int:
        """合同额 at the month's end, in 元: the first signing and what was added since."""
        return self.amount + added_in(self, dt.date.min, dt.date.max)

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
        """The day of the last real contact, milestone or 增资, or when it was first known."""
        added = [one.date for one in self.increases if one.date is not None]
        return max([self.since, *self.dates.values(), *added, *([self.last_contact] if self.last_contact else [])])


class ArrivalFact(NamedTuple):
    """到位资金 of one row: 元 under the 口径, 美元 beside it where it is foreign."""

    id: int
    lead: int
    month: dt.date
    amount: int
    dollars: int | None
    source: str


class VisitFact(NamedTuple):
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
    """Everything the bulletin of a month is made of; nothing from the recycle bin, nothing dated later.

    `under`: the same under another (basis, money), for the indicators that name their own; "" for the 口径 of all.
    """

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
    under: Mapping[tuple[str, str], Facts] = field(default_factory=dict)

    @cached_property
    def by_stage(self) -> Mapping[str, Sequence[tuple[dt.date, LeadFact]]]:
        """The leads of each milestone with its day, in their order: every indicator asks for a handful of windows."""
        found: dict[str, list[tuple[dt.date, LeadFact]]] = {}
        for lead in self.leads:
            for stage, day in lead.dates.items():
                found.setdefault(stage, []).append((day, lead))
        return found

    @cached_property
    def reached(self) -> dict[tuple[str, dt.date, dt.date], list[LeadFact]]:
        """What was asked for of each stage and window: most windows are those of several indicators."""
        return {}


def read_facts(session: Session, month: MonthRange, convention: Convention, projects: Projects | None = None) -> Facts:
    """Read the facts of a month under a 口径: a fixed handful of queries, however big the book."""
    read = projects or read_projects(session, month)
    leads = lead_facts(read, month, convention)
    facts = Facts(
        month=month,
        convention=convention,
        leads=leads,
        by_id={lead.id: lead for lead in leads},
        arrivals=arrival_facts(read, convention),
        targets=_targets(session, month),
        visits=_visits(session, month),
        trips=_trips(session, month),
        staff=_staff(session),
        stations=_stations(session),
    )
    pairs = {(d.basis, d.money) for d in convention.definitions} - {("", "")}
    return replace(facts, under={pair: _under(read, facts, *pair) for pair in pairs}) if pairs else facts


def posted_facts(session: Session, later: Facts, month: MonthRange, convention: Convention) -> Facts:
    """What the posted table of a month needs, from the facts of a later month under the same basis and money.

    Milestones dated after the month are left out again; contacts, arrivals and targets are not the month's own.
    """
    end = month.end
    leads = tuple(_by(lead, end) for lead in later.leads if lead.since <= end)
    return Facts(
        month=month,
        convention=convention,
        leads=leads,
        arrivals=(),
        targets=(),
        visits=_visits(session, month),
        trips=_trips(session, month),
        staff=later.staff,
        stations=later.stations,
        by_id={lead.id: lead for lead in leads},
    )


def _by(lead: LeadFact, end: dt.date) -> LeadFact:
    if max(lead.dates.values(), default=end) <= end:
        return lead
    made = copy(lead)  # replace takes five times as long
    made.__dict__["dates"] = {stage: day for stage, day in lead.dates.items() if day <= end}
    made.__dict__.pop("entries", None)
    return made


def _under(read: Projects, facts: Facts, basis: str, money: str) -> Facts:
    own = facts.convention
    other = replace(own, basis=basis or own.basis, money=money or own.money)
    leads = lead_facts(read, facts.month, other)
    by_id = {lead.id: lead for lead in leads}
    return replace(facts, convention=other, leads=leads, by_id=by_id, arrivals=arrival_facts(read, other))


def signed_amount(convention: Convention, signed: MilestoneRow | None, row: LeadRow) -> int:
    """签约资金 of a lead under the 口径, in 元; 0 where nothing is known."""
    if convention.money == "固投":
        return row.fixed_investment or 0
    total = row.total_investment
    told = signed.amount if signed is not None else None
    first, second = (told, total) if convention.money == "签约金额" else (total, told)
    return first if first is not None else second or 0


class Signing(Protocol):
    """What the money of a signing is made of: a lead under a basis."""

    @property
    def dates(self) -> Mapping[str, dt.date]:
        """First date by milestone."""

    @property
    def amount(self) -> int:
        """Money at the first signing, in 元."""

    @property
    def increases(self) -> tuple[IncreaseRow, ...]:
        """Every 增资."""


def added_in(lead: Signing, start: dt.date, end: dt.date) -> int:
    """增资 of a window in 元: what was added on or after the day of the first signing, each on its own day."""
    signed = lead.dates.get("签约")
    if signed is None or not lead.increases:
        return 0
    dated = [one for one in lead.increases if one.date is not None and max(start, signed) <= one.date <= end]
    return sum(one.amount or 0 for one in dated)


def money_in(lead: Signing, start: dt.date, end: dt.date) -> int:
    """签约资金 of a lead in a window, in 元: its first signing where that falls there, and the 增资 of the window."""
    signed = lead.dates.get("签约")
    first = lead.amount if signed is not None and start <= signed <= end else 0
    return first + added_in(lead, start, end) if lead.increases else first


def increases_of(read: Projects, lead: int, convention: Convention) -> tuple[IncreaseRow, ...]:
    """Every 增资 of a lead that counts under a 口径; none where 固投 counts, for its share in them is not known."""
    told = read.increases.get(lead, {}).get(convention.basis, ()) if convention.money != "固投" else ()
    return tuple(sorted(told, key=lambda one: one.date or dt.date.min))


def lead_facts(read: Projects, month: MonthRange, convention: Convention) -> tuple[LeadFact, ...]:
    """The leads known by the month's end as they stand under a 口径."""
    found, end = [], month.end
    for row in read.leads:
        own = read.dated(row.id, convention.basis)
        since = _since(row, own)
        if since is not None and since <= end:
            found.append(_lead(read, row, own, since, convention))
    return tuple(found)


def _since(row: LeadRow, own: Mapping[str, MilestoneRow]) -> dt.date | None:
    """When the lead was first known: 首谈 or its entry, or a milestone before that."""
    first = row.first_date or (row.created_at.date() if row.created_at else None)
    known = [milestone.date for milestone in own.values()]
    return min(known if first is None else [first, *known], default=None)


def _lead(
    read: Projects, row: LeadRow, own: Mapping[str, MilestoneRow], since: dt.date, convention: Convention
) -> LeadFact:
    arrived = read.arrived.get(row.id, (0, 0))
    signed = own.get("签约")
    return LeadFact(
        id=row.id,
        name=row.name,
        unit=row.unit or "",
        station=row.station if row.station is not None else row.staff_station,
        staff=row.staff,
        sector=row.sector or "",
        chain=row.chain or "",
        method=row.method or "",
        origin=row.origin or "",
        investor=row.investor or "",
        capital_kind=row.capital_kind or "",
        amount=signed_amount(convention, signed, row),
        told=None if signed is None else signed.amount,
        investment=row.total_investment or 0,
        land=row.land,
        land_papers=row.land_papers,
        valid=bool(row.valid),
        valid_date=row.valid_date,
        since=since,
        due_start=row.due_start,
        stall_reason=row.stall_reason or "",
        dates={kind: milestone.date for kind, milestone in own.items()},
        last_contact=read.contacts.get(row.id),
        arrived=arrived[0] if convention.basis == "自报" else arrived[1],
        introducers=read.introducers.get(row.id, ()),
        increases=increases_of(read, row.id, convention),
        month_only=frozenset([kind for kind, milestone in own.items() if milestone.vague]),
    )


def arrival_facts(read: Projects, convention: Convention, *, since: dt.date = dt.date.min) -> tuple[ArrivalFact, ...]:
    """到位资金 since last January, or since a later day, under a 口径."""
    found = []
    for row_id, owner, day, own, confirmed, dollars, source in read.arrivals:
        if day >= since and (source or "省外") in convention.arrival_sources:
            yuan = own if convention.basis == "自报" else confirmed
            found.append(ArrivalFact(row_id, owner, day, yuan, dollars, source or ""))
    return tuple(found)


def _targets(session: Session, month: MonthRange) -> tuple[Mapping[str, Any], ...]:
    t = table_of(Target)
    query = select(t).where(t.c.deleted_at.is_(None), t.c.year == month.year).order_by(t.c.id)
    return tuple(dict(row) for row in session.execute(query).mappings())


def _visits(session: Session, month: MonthRange) -> tuple[VisitFact, ...]:
    v, e, t = table_of(Visit), table_of(Enterprise), table_of(Trip)
    query = (
        select(v.c.id, v.c.staff, v.c.station, e.c.id, v.c.method, v.c.people, _led(v), t.c.leader_kind)
        .outerjoin(e, and_(e.c.id == v.c.enterprise, e.c.deleted_at.is_(None)))
        .outerjoin(t, and_(t.c.id == v.c.trip, t.c.deleted_at.is_(None)))
        .where(v.c.deleted_at.is_(None), v.c.date >= month.start, v.c.date <= month.end)
    )
    return tuple(
        VisitFact(row_id, staff, station, enterprise, method or "", people or 0, bool(led) or kind == "党政主职")
        for row_id, staff, station, enterprise, method, people, led, kind in driver_rows(
            session, query.order_by(v.c.id)
        )
    )


_NOBODY = ("", "无", "没有", "暂无", "否", "/", "-", "—")


def _led(v: Table) -> ColumnElement[bool]:
    """Whether a county leader led a visit: as it says, and where it says nothing, whether it names one."""
    return func.coalesce(v.c.leader_led, func.trim(func.coalesce(v.c.leader, "")).not_in(_NOBODY))


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
