"""疑点: what the rules find in the leads of a book, with the reasons, and who has put which aside and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.queries.judged import Dismissed, dismissals
from crm.queries.twins import Pair, Progress, find_twins
from crm.records.lead import Arrival, Lead, Milestone
from crm.records.setting import setting_in
from crm.rules.dates import day_label
from crm.rules.stages import INCREASE
from crm.rules.suspicion import KINDS, OLD, TWICE, Facts, Limits, doubts
from crm.store.journal import changes_of

_KEYS = {kind: f"s{at}" for at, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Suspicion:
    """One thing to look into: its kind, the leads concerned (the one in doubt first), the reasons in words.

    `key` stays the same as long as kind and leads do; `dismissed` says who has put it aside and why.
    """

    key: str
    kind: str
    leads: tuple[int, ...]
    title: str
    reasons: tuple[str, ...]
    investor: str = ""
    dismissed: Dismissed | None = None


@dataclass(frozen=True)
class _Lead:
    name: str
    investor: str
    first: dt.date | None
    facts: Facts


def suspicions(session: Session, today: dt.date, *, progress: Progress | None = None) -> list[Suspicion]:
    """Everything in the leads of a book that an office should look into, those put aside included, by kind.

    Milestones and amounts as 自报; `progress` as for find_twins.
    """
    leads = _leads(session)
    limits = _limits(session)
    found = [_of_pair(leads, pair) for pair in find_twins(session, "leads", progress=progress)]
    for row_id, lead in leads.items():
        reasons: dict[str, list[str]] = {}
        for doubt in doubts(lead.facts, today=today, limits=limits):
            reasons.setdefault(doubt.kind, []).append(doubt.reason)
        found.extend(_suspicion(kind, (row_id,), lead.name, tuple(told)) for kind, told in reasons.items())
    aside = dismissals(session)
    listed = [replace(one, dismissed=aside.get(one.key), investor=leads[one.leads[0]].investor) for one in found]
    return sorted(listed, key=lambda one: (KINDS.index(one.kind), one.leads))


def _of_pair(leads: Mapping[int, _Lead], pair: Pair) -> Suspicion:
    """Two leads that are one: 以旧充新 where the earlier one was signed before the later began, else 一项两报."""
    begun = sorted((pair.a, pair.b), key=lambda row_id: (leads[row_id].first or dt.date.max, row_id))
    old, new = (leads[row_id] for row_id in begun)
    told = tuple(pair.reasons)
    for kind in ("投产", "开工", "签约"):
        day = old.facts.dates.get(kind)
        if day is not None and new.first is not None and day < new.first and "终止" not in old.facts.dates:
            reason = f"“{old.name}”{day_label(day)}已{kind}，此后{day_label(new.first)}又作为新线索首谈"
            return _suspicion(OLD, (begun[1], begun[0]), new.name, (reason, *told))
    return _suspicion(TWICE, (begun[1], begun[0]), new.name, (f"与“{old.name}”疑为同一项目", *told))


def _suspicion(kind: str, leads: tuple[int, ...], title: str, reasons: tuple[str, ...]) -> Suspicion:
    key = f"{_KEYS[kind]}:{'-'.join(str(row_id) for row_id in sorted(leads))}"
    return Suspicion(key, kind, leads, title, reasons)


def _limits(session: Session) -> Limits:
    own = setting_in(session, "suspicion_limits") or {}
    return Limits(**{name: int(value) for name, value in own.items() if name in Limits._fields})


def _leads(session: Session) -> dict[int, _Lead]:
    columns = (Lead.id, Lead.name, Lead.investor, Lead.first_date, Lead.total_investment, Lead.fixed_investment)
    dates, signed, added = _milestones(session)
    arrived = dict(_arrived(session))
    query = select(*columns, Lead.land, Lead.land_papers).where(Lead.deleted_at.is_(None)).order_by(Lead.id)
    return {
        row_id: _Lead(
            name,
            investor or "",
            first,
            Facts(
                total,
                fixed,
                signed.get(row_id),
                arrived.get(row_id, 0),
                dates.get(row_id, {}),
                land,
                papers,
                tuple(added.get(row_id, ())),
                _totals_before(session, row_id) if row_id in added else (),
            ),
        )
        for row_id, name, investor, first, total, fixed, land, papers in session.execute(query)
    }


def _totals_before(session: Session, lead: int) -> tuple[int, ...]:
    """Every 计划总投资 that the journal knows of a lead, the oldest first."""
    told = (change.after.get("total_investment") for change in changes_of(session, table="lead", row=lead))
    return tuple(total for total in told if isinstance(total, int))


def _milestones(session: Session) -> tuple[dict[int, dict[str, dt.date]], dict[int, int], dict[int, list[int]]]:
    """Dates by lead and kind, signed amounts with their 增资 by lead, and these in the order of their days, as 自报."""
    query = select(Milestone.lead, Milestone.kind, Milestone.date, Milestone.amount).order_by(Milestone.date)
    dates: dict[int, dict[str, dt.date]] = {}
    signed: dict[int, int] = {}
    added: dict[int, list[int]] = {}
    for lead, kind, date, amount in session.execute(
        query.where(Milestone.basis == "自报", Milestone.deleted_at.is_(None))
    ):
        if kind == INCREASE:
            added.setdefault(lead or 0, []).append(amount or 0)
        elif date is not None and kind:
            dates.setdefault(lead or 0, {})[kind] = date
        if amount is not None and kind == "签约":
            signed[lead or 0] = amount
    return dates, {lead: amount + sum(added.get(lead, ())) for lead, amount in signed.items()}, added


def _arrived(session: Session) -> Iterator[tuple[Any, int]]:
    query = select(Arrival.lead, func.sum(Arrival.amount)).where(Arrival.deleted_at.is_(None)).group_by(Arrival.lead)
    for lead, amount in session.execute(query):
        yield lead, int(amount or 0)
