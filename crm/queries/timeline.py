"""The story of one record: visits, milestones, funds, assistance, and changes by whom, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm.queries.attachments import attachments_of
from crm.queries.history import lines_of, ref_names, verb_of
from crm.records.enterprise import Enterprise
from crm.records.hometown import Hometown
from crm.records.lead import Arrival, Lead, Milestone
from crm.records.ledger import CHILD_PARENT, CHILDREN, LEDGERS, table_of
from crm.records.office import Assistance
from crm.records.people import Staff
from crm.records.visit import Visit
from crm.rules.money import format_money
from crm.store.journal import ChangeRow, batch_table, changes_of

_VISITED_BY: dict[str, Any] = {
    "enterprises": Visit.enterprise,
    "hometown": Visit.hometown,
    "leads": Visit.lead,
    "trips": Visit.trip,
}
_NEWEST_CHANGES = 60


@dataclass(frozen=True)
class Entry:
    """One thing that happened: when, what kind (拜访, 签约 …), who, what; `ledger` and `id` say where it opens."""

    date: dt.date
    kind: str
    who: str
    text: str
    ledger: str
    id: int


def timeline(session: Session, ledger_key: str, row_id: int, *, limit: int = 40) -> list[Entry]:
    """What happened to a record, newest first, at most `limit` entries."""
    found = [*_visits(session, ledger_key, row_id), *_projects(session, ledger_key, row_id)]
    found.extend(_attached(session, ledger_key, row_id))
    found.extend(_changes(session, ledger_key, row_id))
    found.reverse()
    found.sort(key=lambda entry: entry.date, reverse=True)
    return found[:limit]


def _visits(session: Session, ledger_key: str, row_id: int) -> Iterable[Entry]:
    column = _VISITED_BY.get(ledger_key)
    if column is None:
        return
    query = (
        select(Visit.id, Visit.date, Visit.method, Staff.name, Visit.leader, Visit.content, Visit.next_step,
               Enterprise.name, Hometown.name)
        .outerjoin(Staff, Staff.id == Visit.staff)
        .outerjoin(Enterprise, Enterprise.id == Visit.enterprise)
        .outerjoin(Hometown, Hometown.id == Visit.hometown)
        .where(column == row_id, Visit.deleted_at.is_(None), Visit.date.is_not(None))
        .order_by(Visit.date.desc(), Visit.id.desc())
        .limit(100)
    )  # fmt: skip
    for visit, date, method, staff, leader, content, step, enterprise, person in reversed(session.execute(query).all()):
        met = (enterprise or person) if ledger_key in ("leads", "trips") else None
        said = (content or "").rstrip("。； \n")
        text = "；".join(part for part in (met, said, f"下一步：{step}" if step else None) if part)
        who = "、".join(name for name in (staff, leader) if name)
        if date is not None:
            yield Entry(date, method or "拜访", who, text, "visits", visit)


def _projects(session: Session, ledger_key: str, row_id: int) -> Iterable[Entry]:
    if ledger_key == "leads":
        yield from _milestones(session, Milestone.lead == row_id, named=False)
        yield from _arrivals(session, row_id)
        yield from _assistance(session, row_id)
    elif ledger_key == "enterprises":
        query = select(Lead.id, Lead.name, Lead.first_date).where(
            Lead.enterprise == row_id, Lead.deleted_at.is_(None), Lead.first_date.is_not(None)
        )
        for lead, name, date in session.execute(query):
            if date is not None:
                yield Entry(date, "首谈", "", f"线索 {name}", "leads", lead)
        yield from _milestones(session, Lead.enterprise == row_id, named=True)


def _milestones(session: Session, condition: ColumnElement[bool], *, named: bool) -> Iterable[Entry]:
    query = (
        select(
            Lead.id, Lead.name, Milestone.kind, Milestone.basis, Milestone.date, Milestone.amount, Milestone.evidence
        )
        .join(Lead, Lead.id == Milestone.lead)
        .where(condition, Milestone.deleted_at.is_(None), Lead.deleted_at.is_(None), Milestone.date.is_not(None))
    )  # fmt: skip
    for lead, name, kind, basis, date, amount, evidence in session.execute(query):
        money = f"{format_money(amount, '亿元')}亿元" if amount is not None else None
        text = "，".join(part for part in (name if named else None, money, evidence) if part)
        if date is not None:
            yield Entry(date, kind or "", basis or "", text, "leads", lead)


def _arrivals(session: Session, lead: int) -> Iterable[Entry]:
    query = select(Arrival.id, Arrival.month, Arrival.amount, Arrival.source).where(
        Arrival.lead == lead, Arrival.deleted_at.is_(None), Arrival.month.is_not(None)
    )
    for row, month, amount, source in session.execute(query):
        text = f"{format_money(amount or 0, '万元')}万元" + (f"，{source}" if source else "")
        if month is not None:
            yield Entry(month, "到位", "", text, "arrivals", row)


def _assistance(session: Session, lead: int) -> Iterable[Entry]:
    query = select(
        Assistance.id, Assistance.item, Assistance.assigned, Assistance.finished, Assistance.state, Assistance.person
    ).where(Assistance.lead == lead, Assistance.deleted_at.is_(None))
    for row, item, assigned, finished, state, person in session.execute(query):
        date = finished or assigned
        if date is not None:
            yield Entry(date, "帮办", person or "", f"{item}（{state}）" if state else item or "", "assistance", row)


def _attached(session: Session, ledger_key: str, row_id: int) -> Iterable[Entry]:
    """Photos and files, those that were added together as one entry."""
    together: dict[tuple[dt.datetime, str], list[str]] = {}
    for one in attachments_of(session, ledger_key, [row_id]):
        if one.added is not None:
            together.setdefault((one.added, one.author), []).append(one.caption or one.name)
    for (added, author), names in together.items():
        more = f" 等 {len(names)} 个" if len(names) > 3 else ""
        yield Entry(added.date(), "附件", author, "、".join(names[:3]) + more, ledger_key, row_id)


def _changes(session: Session, ledger_key: str, row_id: int) -> Iterable[Entry]:
    ledger = LEDGERS[ledger_key]
    found = list(changes_of(session, table=ledger.table.name, row=row_id))
    for name, parent in CHILD_PARENT.items():
        if parent == ledger.table.name and name != "milestone":
            child = table_of(CHILDREN[name])
            for row in session.execute(select(child.c.id).where(child.c[parent] == row_id)).scalars().all():
                found.extend(c for c in changes_of(session, table=name, row=row) if c.op != "i")
    found = sorted(found, key=lambda c: c.batch)[-_NEWEST_CHANGES:]
    refs = ref_names(session, found)
    query = select(batch_table.c.id, batch_table.c.at, batch_table.c.who, batch_table.c.label)
    steps = {b.id: b for b in session.execute(query.where(batch_table.c.id.in_({c.batch for c in found})))}
    for change in found:
        step = steps.get(change.batch)
        if step is not None:
            kind, text = _words(change, refs)
            if kind:
                yield Entry(step.at.date(), kind, step.who or "", text, ledger_key, row_id)


def _words(change: ChangeRow, refs: dict[tuple[str, int], str]) -> tuple[str, str]:
    verb = verb_of(change)
    if verb != "修改":
        return verb, "" if verb == "新建" else "放入回收站" if verb == "删除" else "从回收站恢复"
    lines = lines_of(change, refs)
    if not lines:
        return "", ""
    if len(lines) == 1:
        return lines[0].label, f"{_short(lines[0].before)} → {_short(lines[0].after)}"
    told = [f"{line.label} {_short(line.before)} → {_short(line.after)}" for line in lines[:4]]
    return verb, "；".join(told) + (f" 等 {len(lines)} 项" if len(lines) > 4 else "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return (line if len(line) <= 24 else line[:23] + "…") if line else "空"
