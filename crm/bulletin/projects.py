"""What the book holds of projects up to a day, read once whatever the basis that is then asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from crm.records.field import SCALE
from crm.records.lead import Arrival, Introducer, Lead, Milestone
from crm.records.ledger import table_of
from crm.records.people import Staff
from crm.records.visit import Visit
from crm.rules.dates import MonthRange
from crm.rules.names import split_people
from crm.rules.stages import CONFIRMED, INCREASE


class MilestoneRow(NamedTuple):
    """A dated milestone as one basis tells it; `vague` where the day is known to the month only."""

    date: dt.date
    amount: int | None
    vague: bool
    evidence: str | None


class ArrivalRow(NamedTuple):
    """到位资金 of one row: 元 by own report and as confirmed, whole 美元 beside them where it is foreign."""

    id: int
    lead: int
    month: dt.date
    own: int
    confirmed: int
    dollars: int | None
    source: str | None


class IncreaseRow(NamedTuple):
    """One 增资 as a basis tells it; what is not dated or has no amount is told too, for it is a wrong to find."""

    date: dt.date | None
    amount: int | None
    vague: bool


class LeadRow(NamedTuple):
    """The columns of a lead that the bulletin reads; `staff_station` is the station of whoever follows it."""

    id: int
    name: str
    registered_name: str | None
    created_at: dt.datetime | None
    first_date: dt.date | None
    unit: str | None
    station: int | None
    staff: int | None
    sector: str | None
    chain: str | None
    method: str | None
    origin: str | None
    investor: str | None
    capital_kind: str | None
    total_investment: int | None
    fixed_investment: int | None
    land: Decimal | None
    land_papers: bool | None
    valid: bool | None
    valid_date: dt.date | None
    due_start: dt.date | None
    stall_reason: str | None
    staff_station: int | None


@dataclass(frozen=True)
class Projects:
    """Leads, milestones, arrivals and contacts up to the month's end, nothing from the recycle bin.

    `milestones` are the first of each kind, by lead and basis, `increases` all; `arrivals` since last January are
    those of each row, and `arrived` is 自报 and 认定 of all years by lead.
    """

    leads: Sequence[LeadRow]
    milestones: Mapping[int, Mapping[str, Mapping[str, MilestoneRow]]]
    increases: Mapping[int, Mapping[str, Sequence[IncreaseRow]]]
    arrivals: Sequence[ArrivalRow]
    arrived: Mapping[int, tuple[int, int]]
    contacts: Mapping[int, dt.date]
    introducers: Mapping[int, tuple[str, ...]]

    def dated(self, lead: int, basis: str) -> Mapping[str, MilestoneRow]:
        """The first milestone of each kind that counts under a basis."""
        told = self.milestones.get(lead, {})
        own = told.get("自报", {})
        if basis == "自报":
            return own
        counted = {kind: row for kind, row in own.items() if kind not in CONFIRMED}
        return counted | {kind: row for kind, row in told.get(basis, {}).items() if kind in CONFIRMED}


def read_projects(session: Session, month: MonthRange) -> Projects:
    """Read the projects as they stood at a month's end, each table once."""
    milestones, increases = _milestones(session, month.end)
    return Projects(
        leads=_leads(session),
        milestones=milestones,
        increases=increases,
        arrivals=_arrivals(session, month),
        arrived=_arrived(session, month.end),
        contacts=_last_contacts(session, month.end),
        introducers=_introducers(session),
    )


def driver_rows(session: Session, query: Select[Any]) -> Sequence[Sequence[Any]]:
    """Rows as the driver gives them, dates as ISO text: tens of thousands need no objects of their own."""
    with session.connection().execute(query) as result:
        assert result.cursor is not None
        return result.cursor.fetchall()


@cache
def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _leads(session: Session) -> list[LeadRow]:
    t, s = table_of(Lead), table_of(Staff)
    present = and_(s.c.id == t.c.staff, s.c.deleted_at.is_(None))
    query = select(*(t.c[name] for name in LeadRow._fields[:-1]), s.c.station.label("staff_station"))
    rows = session.execute(query.outerjoin(s, present).where(t.c.deleted_at.is_(None)).order_by(t.c.id)).all()
    return [LeadRow._make(row) for row in rows]


_Milestones = dict[int, dict[str, dict[str, MilestoneRow]]]
_Increases = dict[int, dict[str, list[IncreaseRow]]]


def _milestones(session: Session, end: dt.date) -> tuple[_Milestones, _Increases]:
    t = table_of(Milestone)
    query = select(t.c.lead, t.c.kind, t.c.basis, t.c.date, t.c.amount, t.c.month_only, t.c.evidence)
    query = query.where(t.c.deleted_at.is_(None), or_(t.c.date <= end, and_(t.c.date.is_(None), t.c.kind == INCREASE)))
    query = query.order_by(t.c.lead, t.c.kind, t.c.basis, t.c.id)
    # In the order of their index, so that nothing is sorted: the first of each kind is chosen here.
    found, increases = _Milestones(), _Increases()
    for lead, kind, basis, text, amount, months, evidence in driver_rows(session, query):
        if kind == INCREASE:
            row = IncreaseRow(None if text is None else _day(text), amount, bool(months))
            increases.setdefault(lead, {}).setdefault(basis, []).append(row)
            continue
        by_basis = found.get(lead)
        if by_basis is None:
            by_basis = found[lead] = {}
        told, day = by_basis.get(basis), _day(text)
        if told is None:
            told = by_basis[basis] = {}
        known = told.get(kind)
        if known is None or day < known.date:
            told[kind] = MilestoneRow(day, amount, bool(months), evidence)
    return found, increases


def _last_contacts(session: Session, end: dt.date) -> dict[int, dt.date]:
    v = table_of(Visit)
    query = select(v.c.lead, func.max(v.c.date)).where(v.c.deleted_at.is_(None), v.c.lead.is_not(None), v.c.date <= end)
    return {lead: _day(day) for lead, day in driver_rows(session, query.group_by(v.c.lead))}


def _arrived(session: Session, end: dt.date) -> dict[int, tuple[int, int]]:
    a = table_of(Arrival)
    sums = (func.sum(func.coalesce(a.c.amount, 0)), func.sum(func.coalesce(a.c.confirmed, 0)))
    query = select(a.c.lead, *sums).where(a.c.deleted_at.is_(None), a.c.month <= end).group_by(a.c.lead)
    return {lead: (own, confirmed) for lead, own, confirmed in driver_rows(session, query)}


def _introducers(session: Session) -> dict[int, tuple[str, ...]]:
    i = table_of(Introducer)
    query = select(i.c.lead, i.c.name).where(i.c.deleted_at.is_(None), i.c.name.is_not(None))
    found: dict[int, dict[str, None]] = {}
    for lead, names in driver_rows(session, query.order_by(i.c.lead, i.c.position, i.c.id)):
        found.setdefault(lead, {}).update(dict.fromkeys(split_people(names)))
    return {lead: tuple(names) for lead, names in found.items()}


def _arrivals(session: Session, month: MonthRange) -> list[ArrivalRow]:
    t, lead = table_of(Arrival), table_of(Lead)
    own, confirmed = func.coalesce(t.c.amount, 0), func.coalesce(t.c.confirmed, 0)
    query = (
        select(t.c.id, t.c.lead, t.c.month, own, confirmed, t.c.foreign_amount, t.c.source)
        .join(lead, lead.c.id == t.c.lead)
        .where(t.c.deleted_at.is_(None), lead.c.deleted_at.is_(None))
        .where(t.c.month >= dt.date(month.year - 1, 1, 1), t.c.month <= month.end)
    )
    return [
        ArrivalRow(i, owner, _day(day), own, confirmed, None if dollars is None else dollars * 10_000 // SCALE, source)
        for i, owner, day, own, confirmed, dollars, source in driver_rows(session, query.order_by(t.c.id))
    ]
