"""What the home page counts besides the month: rows by province, the newest visits, whether there is anything."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from crm.queries.agenda import greetings
from crm.queries.view import Filter, ViewSpec
from crm.records.enterprise import Enterprise
from crm.records.hometown import Hometown
from crm.records.lead import Lead
from crm.records.ledger import table_of
from crm.records.people import Staff
from crm.records.visit import Visit
from crm.rules.festivals import Festival
from crm.rules.places import PROVINCES, split_place

Counted = Literal["leads", "visits", "enterprises"]
_SHORT = {province.name: province.short for province in PROVINCES}


@dataclass(frozen=True)
class ProvinceCount:
    """How many rows belong to a province, and the ways in which the ledger writes it."""

    count: int
    written: tuple[str, ...]


@dataclass(frozen=True)
class NewVisit:
    """One of the newest visits: when, with whom, how, by whom, and what was said, on one line."""

    id: int
    date: dt.date
    title: str
    method: str
    who: str
    content: str


def by_province(session: Session, what: Counted) -> dict[str, ProvinceCount]:
    """Short name of a province -> its rows: leads by 来源地, enterprises and visits by the enterprise's province.

    What names no province is left out.
    """
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for written, number in _written(session, what):
        short = _SHORT.get(split_place(written)[0])
        if short is not None:
            found[short].append((written, number))
    return {
        short: ProvinceCount(sum(n for _, n in rows), tuple(written for written, _ in rows))
        for short, rows in found.items()
    }


def _written(session: Session, what: Counted) -> Iterable[tuple[str, int]]:
    lead, firm, visit = table_of(Lead), table_of(Enterprise), table_of(Visit)
    if what == "leads":
        query = select(lead.c.origin, func.count()).where(lead.c.deleted_at.is_(None)).group_by(lead.c.origin)
    elif what == "enterprises":
        query = select(firm.c.province, func.count()).where(firm.c.deleted_at.is_(None)).group_by(firm.c.province)
    else:
        query = (
            select(firm.c.province, func.count())
            .join(visit, visit.c.enterprise == firm.c.id)
            .where(visit.c.deleted_at.is_(None), firm.c.deleted_at.is_(None))
            .group_by(firm.c.province)
        )
    return [(text, number) for text, number in session.execute(query) if text]


def province_view(what: Counted, count: ProvinceCount) -> ViewSpec | None:
    """The list behind a province's count; None for visits, whose ids visits_from gives."""
    field = {"leads": "origin", "enterprises": "province"}.get(what)
    return ViewSpec(what, (Filter(field, "in", count.written),)) if field else None


def visits_from(session: Session, written: tuple[str, ...]) -> list[int]:
    """The visits to enterprises whose province is written in one of these ways, newest first."""
    firm, visit = table_of(Enterprise), table_of(Visit)
    query = (
        select(visit.c.id)
        .join(firm, firm.c.id == visit.c.enterprise)
        .where(visit.c.deleted_at.is_(None), firm.c.deleted_at.is_(None), firm.c.province.in_(written))
    )
    return list(session.execute(query.order_by(visit.c.date.desc(), visit.c.id.desc())).scalars())


def newest_visits(session: Session, *, limit: int = 8, staff: int | None = None) -> list[NewVisit]:
    """The visits made last, only one person's where `staff` says."""
    query = (
        select(
            Visit.id,
            Visit.date,
            func.coalesce(Enterprise.name, Hometown.name, Visit.contact, ""),
            func.coalesce(Visit.method, "拜访"),
            func.coalesce(Staff.name, ""),
            func.coalesce(Visit.content, ""),
        )
        .join(Enterprise, Enterprise.id == Visit.enterprise, isouter=True)
        .join(Hometown, Hometown.id == Visit.hometown, isouter=True)
        .join(Staff, Staff.id == Visit.staff, isouter=True)
        .where(Visit.deleted_at.is_(None), Visit.date.is_not(None))
    )
    if staff is not None:
        query = query.where(Visit.staff == staff)
    rows = session.execute(query.order_by(Visit.date.desc(), Visit.id.desc()).limit(limit))
    return [NewVisit(i, day, title, how, who, " ".join(said.split())) for i, day, title, how, who, said in rows if day]


def greeting_progress(session: Session, due: Iterable[Festival]) -> list[tuple[str, int, int]]:
    """Of each festival with people still to be greeted: its name, how many have been, how many there are."""
    found = []
    for festival in due:
        greeted, waiting = greetings(session, festival)
        if waiting:
            found.append((festival.name, len(greeted), len(greeted) + len(waiting)))
    return found


def is_empty(session: Session) -> bool:
    """Whether the book holds no enterprise, no lead and no visit yet."""
    held = (exists().where(and_(record.deleted_at.is_(None))) for record in (Enterprise, Lead, Visit))
    return not any(session.execute(select(*held)).one())
