"""Do a book's figures agree with their parts, and which records contradict one another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.queries import listing
from crm.queries.attachments import attachments_finding
from crm.queries.view import ViewSpec
from crm.records.field import Kind
from crm.records.lead import Arrival, Introducer, Lead, Milestone
from crm.records.ledger import LEDGERS, METADATA
from crm.rules.dates import surely_before
from crm.rules.money import in_full
from crm.rules.stages import BASES, INCREASE, out_of_order
from crm.store.check import Finding, check_file

NAMED = 5


def soundness(session: Session) -> list[Finding]:
    """Every check of a book: the file, its journal, totals against their parts; then notes on records in doubt.

    A note is `ok` and begins with 提示: the records are as someone entered them, but an office should look at them.
    """
    return [
        *check_file(session, METADATA),
        attachments_finding(session),
        _totals(session),
        _stages(session),
        _arrivals(session),
        _backwards(session),
        _more_than_signed(session),
        _shares(session),
        _into_the_bin(session),
    ]


def _totals(session: Session) -> Finding:
    """The sums that lists print, against their rows added one by one."""
    wrong: list[str] = []
    checked = 0
    for ledger in LEDGERS.values():
        fields = tuple(key for key, spec in ledger.fields.items() if spec.total)
        view = ViewSpec(ledger.key, columns=fields)
        ids = listing.ids(session, view)
        if len(ids) != listing.count(session, view):
            wrong.append(f"{ledger.label}的条数")
        if not fields:
            continue
        rows = listing.cells(session, ledger.key, ids, fields)
        totals = listing.sums(session, view)
        for key in fields:
            added = sum(row.values[key] for row in rows if row.values[key] is not None)
            checked += 1
            if (totals[key] or 0) != added:
                wrong.append(f"{ledger.label}的{ledger.fields[key].label}")
    detail = f"不符的有：{'、'.join(wrong)}" if wrong else f"{checked} 项合计逐项相符"
    return Finding("合计与明细一致", not wrong, detail)


def _stages(session: Session) -> Finding:
    view = ViewSpec("leads")
    parts = sum(n for _, n in listing.value_counts(session, view, "stage"))
    whole = listing.count(session, view)
    detail = f"各阶段合计 {parts} 个，线索项目共 {whole} 个"
    return Finding("各阶段之和等于项目总数", parts == whole, detail)


def _arrivals(session: Session) -> Finding:
    by_project = listing.sums(session, ViewSpec("leads", columns=("arrived",))).get("arrived") or 0
    query = (
        select(func.sum(Arrival.amount))
        .join(Lead, Lead.id == Arrival.lead)
        .where(Arrival.deleted_at.is_(None), Lead.deleted_at.is_(None))
    )
    by_month = session.execute(query).scalar() or 0
    projects, months = in_full(by_project, by_month)
    detail = f"按项目合计 {projects}，按月合计 {months}"
    return Finding("到位资金按项目与按月一致", by_project == by_month, detail)


def _backwards(session: Session) -> Finding:
    facts: dict[tuple[str, int], dict[str, dict[str, dt.date]]] = {}
    vague: set[tuple[int, str, str]] = set()
    query = (
        select(Lead.name, Lead.id, Milestone.kind, Milestone.basis, Milestone.date, Milestone.month_only)
        .join(Lead, Lead.id == Milestone.lead)
        .where(Milestone.deleted_at.is_(None), Lead.deleted_at.is_(None), Milestone.date.is_not(None))
    )
    for name, lead, kind, basis, date, month_only in session.execute(query):
        if date is not None:
            facts.setdefault((name, lead), {}).setdefault(kind or "", {})[basis or ""] = date
            if month_only:
                vague.add((lead, kind or "", basis or ""))
    found = (
        f"{name}（{basis}{later}早于{earlier}）"
        for (name, lead), milestones in facts.items()
        for basis in BASES
        for earlier, later in out_of_order(milestones, basis=basis)
        if surely_before(
            milestones[later][basis],
            milestones[earlier][basis],
            vague=not vague.isdisjoint([(lead, earlier, basis), (lead, later, basis)]),
        )
    )
    return _note("里程碑先后有序", found, "处日期倒置")


def _more_than_signed(session: Session) -> Finding:
    signed = (
        select(func.sum(Milestone.amount))
        .where(
            Milestone.lead == Lead.id,
            Milestone.kind.in_(("签约", INCREASE)),
            Milestone.basis == "自报",
            Milestone.deleted_at.is_(None),
        )
        .scalar_subquery()
    )
    query = (
        select(Lead.name)
        .join(Arrival, Arrival.lead == Lead.id)
        .where(Arrival.deleted_at.is_(None), Lead.deleted_at.is_(None))
        .group_by(Lead.id)
        .having(func.sum(Arrival.amount) > func.coalesce(signed, 0))
        .order_by(Lead.id)
    )
    return _note("到位资金不超过签约金额", session.execute(query).scalars(), "个项目到位资金超过签约金额或未填签约金额")


def _shares(session: Session) -> Finding:
    query = (
        select(Lead.name)
        .join(Introducer, Introducer.lead == Lead.id)
        .where(Introducer.deleted_at.is_(None), Lead.deleted_at.is_(None), Introducer.share.is_not(None))
        .group_by(Lead.id)
        .having(func.sum(Introducer.share) > 100)
        .order_by(Lead.id)
    )
    return _note("引荐份额不超过100%", session.execute(query).scalars(), "个项目的引荐份额超过100%")


def _into_the_bin(session: Session) -> Finding:
    return _note("关联的记录都在用", _binned(session), "类关联指向回收站里的记录")


def _binned(session: Session) -> Iterator[str]:
    for ledger in LEDGERS.values():
        for spec in ledger.fields.values():
            if spec.kind is not Kind.REF:
                continue
            other = LEDGERS[spec.ref].table.alias()
            query = (
                select(func.count())
                .select_from(ledger.table.join(other, ledger.table.c[spec.key] == other.c.id))
                .where(ledger.table.c.deleted_at.is_(None), other.c.deleted_at.is_not(None))
            )
            n = session.execute(query).scalar_one()
            if n:
                yield f"{ledger.label}的{spec.label}（{n} 条）"


def _note(rule: str, found: Iterable[str], what: str) -> Finding:
    listed = list(found)
    if not listed:
        return Finding(rule, True, "没有发现问题")
    more = "等" if len(listed) > NAMED else ""
    return Finding(rule, True, f"提示：{len(listed)} {what}：{'、'.join(listed[:NAMED])}{more}，请核对")
