"""自报与认定对照: the year's figures under 自报, 市认定 and 省认定 side by side, and the projects that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import NamedTuple, cast

from crm.bulletin.facts import Facts, LeadFact, worth_of
from crm.bulletin.figures import Behind, Figure, Spec, printed, spec_of, windows
from crm.bulletin.measures import measure
from crm.bulletin.projects import IncreaseRow, LeadRow, MilestoneRow, Projects
from crm.bulletin.reading import arrival_facts, increases_of, signed_amount
from crm.bulletin.settings import Convention
from crm.rules.dates import MonthRange, day_label
from crm.rules.money import format_money
from crm.rules.stages import BASES, CONFIRMED, INCREASE

COMPARED = ("signed_count", "signed_amount", "arrived_amount", "start_rate", "register_rate", "production_count")
"""利用外资 has one truth only, and 资金到位率 follows from the two amounts above it."""
NONE = "—"


@dataclass(frozen=True)
class Truth:
    """One indicator of the year to date under each basis, as Indicator.cumulative has it (元, 个, percent as text).

    `rows` are the ledger and the ids that each was made from, `worth` is what each of those counts for in 元.
    """

    spec: Spec
    values: Mapping[str, Figure]
    rows: Mapping[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    worth: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Dispute:
    """A milestone of a project that the bases tell differently: what each says, and what is missing for agreement."""

    lead: int
    project: str
    unit: str
    stage: str
    said: Mapping[str, str]
    gap: str


class _Standing(NamedTuple):
    """A lead under another basis, as far as the compared indicators ask."""

    id: int
    amount: int
    dates: Mapping[str, dt.date]
    increases: tuple[IncreaseRow, ...] = ()

    def reached(self, stage: str, by: dt.date) -> bool:
        """Whether this very milestone is dated by the day."""
        return stage in self.dates and self.dates[stage] <= by


def truths(read: Projects, facts: Facts) -> list[Truth]:
    """The compared indicators, each under every basis."""
    start, end = windows(facts)["cumulative"]
    compared = [own for own in facts.convention.definitions if own.key in COMPARED]
    found: dict[str, dict[str, Figure]] = {key: {} for key in COMPARED}
    rows: dict[str, dict[str, tuple[str, tuple[int, ...]]]] = {key: {} for key in COMPARED}
    worth: dict[str, dict[str, Mapping[int, int]]] = {key: {} for key in COMPARED}
    recent = _recent(read, start)
    for basis in BASES:
        own = facts
        if basis != facts.convention.basis:
            convention = replace(facts.convention, basis=basis)
            leads = cast("tuple[LeadFact, ...]", _standing(read, convention, recent[basis]))
            arrivals = arrival_facts(read, convention, since=start)
            own = replace(facts, convention=convention, leads=leads, arrivals=arrivals)
        for definition in compared:
            plain = replace(definition, basis="", money="")
            told = measure(own, plain, start, end)
            found[definition.key][basis] = printed(spec_of(definition), told.exact)
            rows[definition.key][basis] = (told.ledger, told.ids)
            if definition.kind == "money":
                worth[definition.key][basis] = worth_of(own, told.ledger, told.ids, start, end)
    return [Truth(spec_of(own), found[own.key], rows[own.key], worth[own.key]) for own in compared]


def behind_truths(told: Sequence[Truth]) -> Behind:
    """The rows behind each figure, under keys such as truth/signed_count/市认定."""
    return {f"truth/{one.spec.key}/{basis}": rows for one in told for basis, rows in one.rows.items()}


def _standing(read: Projects, convention: Convention, recent: Set[int]) -> tuple[_Standing, ...]:
    found = []
    for row in read.leads:
        if row.id in recent:
            own = read.dated(row.id, convention.basis)
            dates = {kind: milestone.date for kind, milestone in own.items()}
            added = increases_of(read, row.id, convention)
            found.append(_Standing(row.id, signed_amount(convention, own.get("签约"), row), dates, added))
    return tuple(found)


def _recent(read: Projects, start: dt.date) -> dict[str, set[int]]:
    """The leads that each basis gives a recognised milestone or 增资 since a day: only they count when compared."""
    found: dict[str, set[int]] = {basis: set() for basis in BASES}
    for lead, added in read.increases.items():
        for basis, rows in added.items():
            if any(row.date is not None and row.date >= start for row in rows):
                found[basis].add(lead)
    for lead, told in read.milestones.items():
        for basis, by_kind in told.items():
            for kind, row in by_kind.items():
                if row.date >= start and kind in CONFIRMED:
                    found[basis].add(lead)
                    break
    return found


_NOTHING: Mapping[str, MilestoneRow] = {}


def disputes(read: Projects, month: MonthRange) -> list[Dispute]:
    """The milestones dated this year to date that 自报, 市认定 and 省认定 do not tell alike, by project."""
    year = dt.date(month.year, 1, 1)
    found = []
    for lead in read.leads:
        told = _told(read, lead.id, year)
        fresh = {kind for basis in BASES for kind, row in told.get(basis, _NOTHING).items() if row.date >= year}
        for kind in (kind for kind in (*CONFIRMED, INCREASE) if kind in fresh):
            by_basis = {basis: told[basis][kind] for basis in BASES if kind in told.get(basis, ())}
            gap = _gap(lead, kind, by_basis)
            if gap:
                said = {basis: _said(by_basis.get(basis)) for basis in BASES}
                found.append(Dispute(lead.id, lead.name, lead.unit or "", kind, said, gap))
    return found


def _told(read: Projects, lead: int, since: dt.date) -> Mapping[str, Mapping[str, MilestoneRow]]:
    """The milestones of a lead by basis, and its 增资 since a day as one more: the last day and the sum."""
    if lead not in read.increases:
        return read.milestones.get(lead, {})
    found = {basis: dict(rows) for basis, rows in read.milestones.get(lead, {}).items()}
    for basis, rows in read.increases.get(lead, {}).items():
        own = [(row.date, row) for row in rows if row.date is not None and row.date >= since]
        if own:
            day, last = max(own, key=lambda pair: pair[0])
            whole = MilestoneRow(day, sum(row.amount or 0 for _, row in own), last.vague, None)
            found.setdefault(basis, {})[INCREASE] = whole
    return found


def _said(row: MilestoneRow | None) -> str:
    if row is None:
        return NONE
    words = day_label(row.date)
    return words if row.amount is None else f"{words}，{format_money(row.amount, '亿元')}亿元"


def _gap(lead: LeadRow, kind: str, by_basis: Mapping[str, MilestoneRow]) -> str:
    """What keeps the bases apart; empty where they agree."""
    own = by_basis.get("自报")
    lacking = [basis.removesuffix("认定") for basis in BASES[1:] if basis not in by_basis]
    words = [f"{'、'.join(lacking)}未认定"] if lacking else []
    if own is None:
        return "；".join(["未自报", *words])
    amounts = {row.amount for row in by_basis.values() if row.amount is not None}
    if len(amounts) > 1:
        words.append("金额不一致")
    return "；".join([*words, *(_missing(lead, kind, own) if lacking else [])])


def _missing(lead: LeadRow, kind: str, own: MilestoneRow) -> list[str]:
    """The evidence that a report lacks: its own papers, 用地手续 for 开工, the registered name for 入统."""
    if kind == INCREASE:
        return []
    words = [] if own.evidence else ["自报未附佐证材料"]
    if kind == "开工" and not lead.land_papers:
        words.append("用地手续未办理" if lead.land_papers is False else "用地手续未填")
    if kind == "入统":
        if not lead.registered_name:
            words.append("纳统项目名称未填")
        elif lead.registered_name != lead.name:
            words.append("纳统名称与项目名称不一致")
    return words
