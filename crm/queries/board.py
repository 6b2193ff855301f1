"""The board of leads: cards by stage with their light, the stalled ones, and what it takes to move one on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.queries.listing import CHUNK, ids
from crm.queries.view import ViewSpec
from crm.records.lead import Lead, Milestone
from crm.records.ledger import table_of
from crm.records.people import Staff, Station
from crm.records.visit import Visit
from crm.rules.dates import add_months
from crm.rules.lights import PRESETS, Colour, Light, LightRule, idle_light, register_light, start_light, whole_months
from crm.rules.stages import INCREASE, Stage, days_in_stage, stage_of

CONFIRMED = ("签约", "开工", "入统", "投产")
"""Milestones that the city and the province recognise; the others count by own report under every 口径."""

COLUMNS = ("线索", "在谈", "签约", "开工", "入统", "投产")
"""The columns of the board; 注册 stands with 签约 and 达产 with 投产, 终止 has left it."""

_COLUMN_OF = {"注册": "签约", "达产": "投产"}


@dataclass(frozen=True)
class BoardRules:
    """Whose dates count, the lights, and the months after 签约 within which works are due where no day was agreed."""

    basis: str = "自报"
    lights: Mapping[str, LightRule] = field(default_factory=lambda: PRESETS)
    start_months: int = 6


@dataclass(frozen=True)
class LeadCard:
    """A lead on the board. Money in 元; `days` in its stage; `light` with the sentence why, `short` the same in brief.

    `last_contact` is the last real contact: a visit, the first talk, a milestone or 增资, None where there was none.
    """

    id: int
    name: str
    stage: str
    investment: int
    days: int | None
    light: Light
    short: str
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
    wanted = ids(session, view)
    dates = _milestones(session, rules.basis, today)
    met = _last_met(session, rules.basis, today)
    amounts = _signed_amounts(session, rules.basis)
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


def stalled(found: Iterable[LeadCard], *, today: dt.date, rules: BoardRules) -> list[Stalled]:
    """The stalled leads, never contacted first, then the longest without contact."""
    result = []
    for card in found:
        if card.live and _idle(card.last_contact, card.since, today, rules) is not None:
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


def _milestones(session: Session, basis: str, today: dt.date) -> dict[int, dict[str, dt.date]]:
    t = table_of(Milestone)
    query = select(t.c.lead, t.c.kind, t.c.basis, t.c.date).where(t.c.deleted_at.is_(None), t.c.date <= today)
    found: dict[int, dict[str, dt.date]] = {}
    for lead, kind, whose, day in session.execute(query.order_by(t.c.date.desc(), t.c.id.desc())):
        if kind != INCREASE and whose == (basis if kind in CONFIRMED else "自报"):
            found.setdefault(lead, {})[kind] = day
    return found


def _signed_amounts(session: Session, basis: str) -> dict[int, int]:
    t = table_of(Milestone)
    query = select(t.c.lead, t.c.amount).where(
        t.c.deleted_at.is_(None), t.c.kind == "签约", t.c.basis == basis, t.c.amount.is_not(None)
    )
    return {row.lead: row.amount for row in session.execute(query)}


def _last_met(session: Session, basis: str, today: dt.date) -> dict[int, dt.date]:
    """The last visit or 增资 of each lead."""
    v, t = table_of(Visit), table_of(Milestone)
    query = select(v.c.lead, func.max(v.c.date)).where(
        v.c.deleted_at.is_(None), v.c.lead.is_not(None), v.c.date <= today
    )
    found: dict[int, dt.date] = {
        lead: day for lead, day in session.execute(query.group_by(v.c.lead)) if day is not None
    }
    added = select(t.c.lead, t.c.date).where(
        t.c.deleted_at.is_(None), t.c.kind == INCREASE, t.c.basis == basis, t.c.date <= today
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
    light, short = _light(row, dates, stage, max(known, default=None), since, today=today, rules=rules)
    return LeadCard(
        id=row["id"],
        name=row["name"],
        stage=str(stage),
        investment=row["total_investment"] or 0,
        days=days_in_stage(facts, basis=rules.basis, today=today, lead_since=first or since),
        light=light,
        short=short,
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


def _idle(last: dt.date | None, since: dt.date | None, today: dt.date, rules: BoardRules) -> Light | None:
    """The light for want of contact; a lead just entered has its month before it is asked."""
    light = idle_light(last or since, today=today, rule=rules.lights["idle"])
    return None if light.colour is Colour.GREEN else light


Told = tuple[Light, str]


def _light(
    row: Mapping[str, Any],
    dates: Mapping[str, dt.date],
    stage: Stage,
    last: dt.date | None,
    since: dt.date | None,
    *,
    today: dt.date,
    rules: BoardRules,
) -> Told:
    """The worst light of a lead with its reason in full and in brief; 绿 where nothing is wrong."""
    if stage is Stage.ENDED:
        return Light(Colour.GREEN, "已终止"), ""
    told = [
        *_start(row, dates, today, rules),
        *_register(dates, today, rules),
        *_land(row, dates),
        *_overdue(row, last, today),
    ]
    if stage not in (Stage.PRODUCING, Stage.FULL_OUTPUT) and not row["stall_reason"]:
        light = _idle(last, since, today, rules)
        if light is not None:
            told.append((light, _idle_words(last, today)))
    order = list(Colour)
    return max(told, key=lambda one: order.index(one[0].colour), default=(Light(Colour.GREEN, "无预警"), ""))


def _start(row: Mapping[str, Any], dates: Mapping[str, dt.date], today: dt.date, rules: BoardRules) -> list[Told]:
    signed = dates.get("签约")
    if signed is None or any(kind in dates for kind in ("开工", "入统", "投产", "达产")):
        return []
    due = row["due_start"] or (add_months(signed, rules.start_months) if rules.start_months else None)
    light = start_light(due, None, today=today, rule=rules.lights["start"])
    if light.colour is Colour.GREEN or due is None:
        return []
    late = (today.year - due.year) * 12 + today.month - due.month
    return [(light, f"超期 {late} 个月未开工" if late > 0 else "本月到期未开工")]


def _register(dates: Mapping[str, dt.date], today: dt.date, rules: BoardRules) -> list[Told]:
    if "入统" in dates:
        return []
    produced = dates.get("投产") or dates.get("达产")
    if produced is not None:
        days = (today - produced).days
        return [(Light(Colour.YELLOW, f"已投产 {days} 天，至今未入统"), "已投产，未入统")]
    started = dates.get("开工")
    light = register_light(started, None, today=today, rule=rules.lights["register"])
    if started is None or light.colour is Colour.GREEN:
        return []
    return [(light, f"开工满 {whole_months(started, today)} 个月未入统")]


def _land(row: Mapping[str, Any], dates: Mapping[str, dt.date]) -> list[Told]:
    if "开工" in dates and row["land_papers"] is False:
        return [(Light(Colour.RED, "已报开工，用地手续未办理"), "无用地手续")]
    return []


def _overdue(row: Mapping[str, Any], last: dt.date | None, today: dt.date) -> list[Told]:
    due = row["next_date"]
    if due is None or due >= today or (last is not None and last >= due):
        return []
    days = (today - due).days
    colour = Colour.RED if days > 30 else Colour.YELLOW
    return [(Light(colour, f"约定{due.month}月{due.day}日跟进，已逾期{days}天"), f"逾期 {days} 天未跟进")]


def _idle_words(last: dt.date | None, today: dt.date) -> str:
    return "尚未联系，待说明" if last is None else f"{(today - last).days} 天无进展，待说明"
