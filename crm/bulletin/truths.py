"""自报与认定对照: the year's figures under 自报, 市认定 and 省认定 side by side, and the projects that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from crm.bulletin.facts import CONFIRMED, Facts, read_projects
from crm.bulletin.figures import MEASURES, SPECS, Figure, Spec, printed, windows
from crm.records.lead import Lead, Milestone
from crm.records.ledger import table_of
from crm.rules.dates import MonthRange
from crm.rules.money import format_money
from crm.rules.stages import BASES

COMPARED = ("signed_count", "signed_amount", "arrived_amount", "start_rate", "register_rate", "production_count")
"""利用外资 has one truth only, and 资金到位率 follows from the two amounts above it."""
NONE = "—"


@dataclass(frozen=True)
class Truth:
    """One indicator of the year to date under each basis, as Indicator.cumulative has it (元, 个, percent as text)."""

    spec: Spec
    values: Mapping[str, Figure]


@dataclass(frozen=True)
class Dispute:
    """A milestone of a project that the bases tell differently: what each says, and what is missing for agreement."""

    lead: int
    project: str
    unit: str
    stage: str
    said: Mapping[str, str]
    gap: str


def truths(session: Session, facts: Facts) -> list[Truth]:
    """The compared indicators, each under every basis."""
    start, end = windows(facts)["cumulative"]
    found: dict[str, dict[str, Figure]] = {key: {} for key in COMPARED}
    for basis in BASES:
        own = facts
        if basis != facts.convention.basis:
            convention = replace(facts.convention, basis=basis)
            own = replace(facts, convention=convention, **read_projects(session, facts.month, convention))
        for spec in SPECS:
            if spec.key in COMPARED:
                found[spec.key][basis] = printed(spec, MEASURES[spec.key](own, start, end).exact)
    return [Truth(spec, found[spec.key]) for spec in SPECS if spec.key in COMPARED]


_LEAD = ("name", "unit", "land_papers", "registered_name")
_MILESTONE = ("lead", "kind", "basis", "date", "amount", "evidence")


def disputes(session: Session, month: MonthRange) -> list[Dispute]:
    """The milestones dated this year to date that 自报, 市认定 and 省认定 do not tell alike, by project."""
    lead, own = table_of(Lead), table_of(Milestone)
    columns = [*(lead.c[name] for name in _LEAD), *(own.c[name] for name in _MILESTONE)]
    query = (
        select(*columns)
        .join(lead, lead.c.id == own.c.lead)
        .where(lead.c.deleted_at.is_(None), own.c.deleted_at.is_(None), own.c.kind.in_(CONFIRMED))
        .where(own.c.date <= month.end)
    )
    groups: dict[tuple[int, int], dict[str, RowMapping]] = {}
    for row in session.execute(query.order_by(own.c.lead, own.c.date, own.c.id)).mappings():
        at = CONFIRMED.index(row["kind"])
        groups.setdefault((row["lead"], at), {}).setdefault(row["basis"], row)
    found = []
    for _, by_basis in sorted(groups.items()):
        recent = any(row["date"] >= dt.date(month.year, 1, 1) for row in by_basis.values())
        gap = _gap(by_basis) if recent else ""
        if gap:
            row = next(iter(by_basis.values()))
            said = {basis: _said(by_basis.get(basis)) for basis in BASES}
            found.append(Dispute(row["lead"], row["name"], row["unit"] or "", row["kind"], said, gap))
    return found


def _said(row: RowMapping | None) -> str:
    if row is None:
        return NONE
    day = row["date"]
    words = f"{day.year}年{day.month}月{day.day}日"
    return words if row["amount"] is None else f"{words}，{format_money(row['amount'], '亿元')}亿元"


def _gap(by_basis: Mapping[str, RowMapping]) -> str:
    """What keeps the bases apart; empty where they agree."""
    own = by_basis.get("自报")
    lacking = [basis.removesuffix("认定") for basis in BASES[1:] if basis not in by_basis]
    words = [f"{'、'.join(lacking)}未认定"] if lacking else []
    if own is None:
        return "；".join(["未自报", *words])
    amounts = {row["amount"] for row in by_basis.values() if row["amount"] is not None}
    if len(amounts) > 1:
        words.append("金额不一致")
    return "；".join([*words, *(_missing(own) if lacking else [])])


def _missing(own: RowMapping) -> list[str]:
    """The evidence that a report lacks: its own papers, 用地手续 for 开工, the registered name for 入统."""
    words = [] if own["evidence"] else ["自报未附佐证材料"]
    if own["kind"] == "开工" and not own["land_papers"]:
        words.append("用地手续未办理" if own["land_papers"] is False else "用地手续未填")
    if own["kind"] == "入统":
        if not own["registered_name"]:
            words.append("纳统项目名称未填")
        elif own["registered_name"] != own["name"]:
            words.append("纳统名称与项目名称不一致")
    return words
