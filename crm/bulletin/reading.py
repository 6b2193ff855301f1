"""The facts of a month read from the book by sets, under one 口径 or several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, or_, select
from sqlalchemy.orm import Session

from crm.bulletin.facts import ArrivalFact, Facts, LeadFact, StaffFact, TripFact, VisitFact
from crm.bulletin.projects import IncreaseRow, LeadRow, MilestoneRow, Projects, driver_rows, read_projects
from crm.bulletin.settings import Convention
from crm.records.enterprise import Enterprise
from crm.records.ledger import table_of
from crm.records.office import Target
from crm.records.people import Staff, Station
from crm.records.visit import Trip, Visit
from crm.rules.dates import MonthRange


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
        stations=stations_in_order(session),
    )
    pairs = {(d.basis, d.money) for d in convention.definitions} - {("", "")}
    return replace(facts, under={pair: _under(read, facts, *pair) for pair in pairs}) if pairs else facts


def posted_facts(session: Session, later: Facts, month: MonthRange, convention: Convention) -> Facts:
    """What the posted table of a month needs, from the facts of a later month under the same basis and money.

    The leads are those known by then, with all that they have done since: the table asks for days.
    """
    end = month.end
    return Facts(
        month=month,
        convention=convention,
        leads=tuple(lead for lead in later.leads if lead.since <= end),
        arrivals=(),
        targets=(),
        visits=_visits(session, month),
        trips=_trips(session, month),
        staff=later.staff,
        stations=later.stations,
    )


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
    reported, sources = convention.basis == "自报", convention.arrival_sources
    return tuple(
        [
            ArrivalFact(row_id, owner, day, own if reported else confirmed, dollars, source or "")
            for row_id, owner, day, own, confirmed, dollars, source in read.arrivals
            if day >= since and (source or "省外") in sources
        ]
    )


def _targets(session: Session, month: MonthRange) -> tuple[Mapping[str, Any], ...]:
    t = table_of(Target)
    query = select(t).where(t.c.deleted_at.is_(None), t.c.year == month.year).order_by(t.c.id)
    return tuple(dict(row) for row in session.execute(query).mappings())


def _visits(session: Session, month: MonthRange) -> tuple[VisitFact, ...]:
    v, e, t = table_of(Visit), table_of(Enterprise), table_of(Trip)
    method, people = func.coalesce(v.c.method, ""), func.coalesce(v.c.people, 0)
    led = or_(_led(v), func.coalesce(t.c.leader_kind, "") == "党政主职")
    query = (
        select(v.c.id, v.c.staff, v.c.station, e.c.id, method, people, led)
        .outerjoin(e, and_(e.c.id == v.c.enterprise, e.c.deleted_at.is_(None)))
        .outerjoin(t, and_(t.c.id == v.c.trip, t.c.deleted_at.is_(None)))
        .where(v.c.deleted_at.is_(None), v.c.date >= month.start, v.c.date <= month.end)
        .order_by(v.c.id)
    )
    return tuple(map(VisitFact._make, driver_rows(session, query)))


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


def stations_in_order(session: Session) -> tuple[tuple[int, str], ...]:
    """The 片区 as (id, name), in the order that the office gave them."""
    t = table_of(Station)
    query = select(t.c.id, t.c.name).where(t.c.deleted_at.is_(None))
    rows = session.execute(query.order_by(t.c.order.nulls_last(), t.c.sort_key, t.c.id))
    return tuple((row_id, name) for row_id, name in rows)
