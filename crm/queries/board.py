"""The board of leads: cards by stage with their light, the stalled ones, and what it takes to move one on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from crm.queries.lead_lights import BoardRules, Lit, idle, lit
from crm.queries.listing import CHUNK, ids
from crm.queries.view import ViewSpec
from crm.records.lead import Lead, Milestone
from crm.records.ledger import table_of
from crm.records.people import Staff, Station
from crm.records.visit import Visit
from crm.rules.lights import Colour, Light
from crm.rules.stages import CONFIRMED, INCREASE, days_in_stage, stage_of

COLUMNS = ("线索", "在谈", "签约", "开工", "入统", "投产")
"""The columns of the board; 注册 stands with 签约 and 达产 with 投产, 终止 has left it."""

_COLUMN_OF = {"注册": "签约", "达产": "投产"}


@dataclass(frozen=True)
class LeadCard:
    """A lead on the board. Money in 元; `days` in its stage; `lit` are the lights that are on, the worst first.

    `last_contact` is the last real contact: a visit, the first talk, a milestone or 增资, None where there was none.
    """

    id: int
    name: str
    stage: str
    investment: int
    days: int | None
    lit: tuple[Lit, ...]
    next_step: str
    next_date: dt.date | None
    problem: str
    stall_reason: str
    who: str
    station: str
    last_contact: dt.date | None
    dates: Mapping[str, dt.date]
    since: dt.date | None
    signed_amount: int | None

    @property
    def light(self) -> Light:
        """The worst light with its reason; 绿 where none is on."""
        return self.lit[0].light if self.lit else Light(Colour.GREEN, "已终止" if self.stage == "终止" else "无预警")

    @property
    def column(self) -> str:
        """The column it stands in; empty for one that has ended."""
        return "" if self.stage == "终止" else _COLUMN_OF.get(self.stage, self.stage)

    @property
    def live(self) -> bool:
        """Whether it can still stall: not ended and not yet in production."""
        return self.stage not in ("投产", "达产", "终止")


@dataclass(frozen=True)
class Pile:
    """A column of the board: its cards, the longest in the stage first, and the sum of their 计划总投资 in 元."""

    stage: str
    cards: tuple[LeadCard, ...]
    total: int


def cards(session: Session, view: ViewSpec, *, today: dt.date, rules: BoardRules) -> list[LeadCard]:
    """Every lead of a view as a card, in the view's order."""
    return _cards(session, ids(session, view), today, rules)


def card_of(session: Session, lead: int, *, today: dt.date, rules: BoardRules) -> LeadCard | None:
    """One lead as a card; None where it is gone."""
    return next(iter(_cards(session, [lead], today, rules)), None)


def _cards(session: Session, wanted: Sequence[int], today: dt.date, rules: BoardRules) -> list[LeadCard]:
    few = wanted if len(wanted) <= CHUNK else None
    dates = _milestones(session, rules.basis, today, few)
    met = _last_met(session, rules.basis, today, few)
    amounts = _signed_amounts(session, rules.basis, few)
    found: dict[int, LeadCard] = {}
    for row in _rows(session, wanted):
        key = row["id"]
        found[key] = _card(row, dates.get(key, {}), met.get(key), amounts.get(key), today=today, rules=rules)
    return [found[i] for i in wanted if i in found]


def piles(found: Iterable[LeadCard]) -> list[Pile]:
    """The cards by column, every column there; red before yellow before green, then the longest in the stage."""
    order = list(Colour)
    by_column: dict[str, list[LeadCard]] = {stage: [] for stage in COLUMNS}
    for card in found:
        if card.column in by_column:
            by_column[card.column].append(card)
    result = []
    for stage, own in by_column.items():
        own.sort(key=lambda card: (-order.index(card.light.colour), -(card.days or 0), card.id))
        result.append(Pile(stage, tuple(own), sum(card.investment for card in own)))
    return result


@dataclass(frozen=True)
class Stalled:
    """A lead without contact or progress for longer than the light allows: days since, None where never contacted."""

    card: LeadCard
    days: int | None
    cause: str

    @property
    def light(self) -> Light:
        """The light of the lead; 黄 too where only the stated reason keeps it off."""
        return self.card.light if self.card.lit else Light(Colour.YELLOW, "久无联系，已说明原因")


def stalled(found: Iterable[LeadCard], *, today: dt.date, rules: BoardRules) -> list[Stalled]:
    """The stalled leads, never contacted first, then the longest without contact."""
    result = []
    for card in found:
        if card.live and idle(card.last_contact, card.since, today, rules):
            days = None if card.last_contact is None else (today - card.last_contact).days
            result.append(Stalled(card, days, card.stall_reason or card.problem))
    return sorted(result, key=lambda one: (one.days is not None, -(one.days or 0), one.card.id))


def _rows(session: Session, wanted: Sequence[int]) -> Iterable[dict[str, Any]]:
    t, s, p = table_of(Lead), table_of(Staff), table_of(Station)
    query = (
        select(t, s.c.name.label("staff_name"), p.c.name.label("station_name"))
        .outerjoin(s, s.c.id == t.c.staff)
        .outerjoin(p, p.c.id == func.coalesce(t.c.station, s.c.station))
    )
    for start in range(0, len(wanted), CHUNK):
        for row in session.execute(query.where(t.c.id.in_(wanted[start : start + CHUNK]))).mappings():
            yield dict(row)


def _of(column: ColumnElement[Any], few: Sequence[int] | None) -> tuple[ColumnElement[bool], ...]:
    """Only the facts of these leads; all where they are too many to be named."""
    return () if few is None else (column.in_(few),)


def _milestones(
    session: Session, basis: str, today: dt.date, few: Sequence[int] | None
) -> dict[int, dict[str, dt.date]]:
    t = table_of(Milestone)
    query = select(t.c.lead, t.c.kind, t.c.basis, t.c.date).where(
        t.c.deleted_at.is_(None), t.c.date <= today, *_of(t.c.lead, few)
    )
    found: dict[int, dict[str, dt.date]] = {}
    for lead, kind, whose, day in session.execute(query.order_by(t.c.date.desc(), t.c.id.desc())):
        if kind != INCREASE and whose == (basis if kind in CONFIRMED else "自报"):
            found.setdefault(lead, {})[kind] = day
    return found


def _signed_amounts(session: Session, basis: str, few: Sequence[int] | None) -> dict[int, int]:
    t = table_of(Milestone)
    query = select(t.c.lead, t.c.amount).where(
        t.c.deleted_at.is_(None),
        t.c.kind == "签约",
        t.c.basis == basis,
        t.c.amount.is_not(None),
        *_of(t.c.lead, few),
    )
    return {row.lead: row.amount for row in session.execute(query)}


def _last_met(session: Session, basis: str, today: dt.date, few: Sequence[int] | None) -> dict[int, dt.date]:
    """The last visit or 增资 of each lead."""
    v, t = table_of(Visit), table_of(Milestone)
    query = select(v.c.lead, func.max(v.c.date)).where(
        v.c.deleted_at.is_(None), v.c.lead.is_not(None), v.c.date <= today, *_of(v.c.lead, few)
    )
    found: dict[int, dt.date] = {
        lead: day for lead, day in session.execute(query.group_by(v.c.lead)) if day is not None
    }
    added = select(t.c.lead, t.c.date).where(
        t.c.deleted_at.is_(None),
        t.c.kind == INCREASE,
        t.c.basis == basis,
        t.c.date <= today,
        *_of(t.c.lead, few),
    )
    for lead, day in session.execute(added):
        found[lead] = max(day, found.get(lead, day))
    return found


def _card(
    row: Mapping[str, Any],
    dates: Mapping[str, dt.date],
    met: dt.date | None,
    amount: int | None,
    *,
    today: dt.date,
    rules: BoardRules,
) -> LeadCard:
    facts = {kind: {rules.basis: day} for kind, day in dates.items()}
    first = row["first_date"] if row["first_date"] is not None and row["first_date"] <= today else None
    known = [day for day in (first, met, *dates.values()) if day is not None]
    since = min([*known, *([row["created_at"].date()] if row["created_at"] else [])], default=None)
    stage = stage_of(facts, basis=rules.basis)
    return LeadCard(
        id=row["id"],
        name=row["name"],
        stage=str(stage),
        investment=row["total_investment"] or 0,
        days=days_in_stage(facts, basis=rules.basis, today=today, lead_since=first or since),
        lit=lit(row, dates, stage, max(known, default=None), since, today=today, rules=rules),
        next_step=" ".join((row["next_step"] or "").split()),
        next_date=row["next_date"],
        problem=" ".join((row["problem"] or "").split()),
        stall_reason=row["stall_reason"] or "",
        who=row["staff_name"] or row["unit"] or "",
        station=row["station_name"] or "",
        last_contact=max(known, default=None),
        dates=dates,
        since=since,
        signed_amount=amount,
    )
