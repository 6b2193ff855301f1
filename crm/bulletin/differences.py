"""与上期差异: figures of the last issue that have changed since it went out, with the causes from the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.book import Book
from crm.bulletin.facts import read_facts
from crm.bulletin.figures import behind_indicators, indicators
from crm.bulletin.frozen import Release, ids_of, releases
from crm.bulletin.settings import SETTING, convention_on
from crm.bulletin.vocabulary import said
from crm.records.ledger import BY_TABLE, CHILD_PARENT, CHILDREN, table_of
from crm.records.setting import Setting
from crm.rules.dates import MonthRange
from crm.store.journal import BatchRow, ChangeRow, batch_table, batches, changes_of

FIGURES = {"annual_target": "年度任务", "month_value": "当月", "cumulative": "本年累计", "last_year": "上年同期"}
UNKNOWN_CAUSE = "账本记录之外的变动"
COUNTED = {
    "lead": {"deleted_at", "total_investment", "fixed_investment", "first_date"},
    "milestone": {"deleted_at", "lead", "kind", "basis", "date", "amount"},
    "arrival": {"deleted_at", "lead", "month", "amount", "confirmed", "source", "foreign_amount"},
    "target": {"deleted_at", "year", "indicator", "scope", "annual", "q1", "q2", "q3", "q4"},
}
"""The columns that a figure is made of: a change of any other one is no cause."""


Rows = Mapping[str, frozenset[int]]
"""Ledger -> ids."""


@dataclass(frozen=True)
class Difference:
    """One figure of a sent issue that reads otherwise today: both as printed, and who changed what when."""

    issue: str
    month: str
    name: str
    before: str
    after: str
    causes: tuple[str, ...]


def differences(book: Book, month: MonthRange) -> list[Difference]:
    """What has changed in the newest issue sent for a month before this one; empty where none was sent."""
    earlier = [release for release in releases(book) if release.month < month]
    return _changed(book, earlier[-1]) if earlier else []


def _changed(book: Book, sent: Release) -> list[Difference]:
    with book.read() as session:
        facts = read_facts(session, sent.month, convention_on(book, sent.month.end))
        now = indicators(facts)
        before = {row["key"]: row for row in sent.data["indicators"]}
        wrong = [(row, name) for row in now for name in FIGURES if before[row.key][name] != getattr(row, name)]
        if not wrong:
            return []
        causes = _causes(session, sent, ids_of(behind_indicators(now, facts)))
        return [
            Difference(
                sent.issue,
                sent.month.label,
                f"{row.spec.target}·{FIGURES[name]}",
                said(row, before[row.key][name]),
                said(row, getattr(row, name)),
                tuple(causes[row.key]) or (UNKNOWN_CAUSE,),
            )
            for row, name in wrong
        ]


def _causes(session: Session, sent: Release, current: Mapping[str, Rows]) -> dict[str, list[str]]:
    """Each indicator's batches since the issue, in words, oldest first; `current` are the rows behind it today."""
    found: dict[str, list[str]] = {key: [] for key in current}
    convention = session.execute(select(Setting.id).where(Setting.key == SETTING)).scalar_one_or_none()
    for batch in _standing(session, sent.batch):
        touched = _touched(session, changes_of(session, batch=batch.id), convention)
        for key, causes in found.items():
            both = (sent.ids.get(key, {}), current[key])
            concerned = any(touched.get(ledger, set()) & ids for own in both for ledger, ids in own.items())
            if concerned or "setting" in touched:
                causes.append(_words(batch))
    return found


def _standing(session: Session, since: int) -> list[BatchRow]:
    """Batches after one that still stand, oldest first; an undo of a later batch leaves no trace."""
    later = batches(session, matching=(batch_table.c.id > since) & batch_table.c.live)
    return [b for b in reversed(later) if b.reverses is None or b.reverses <= since]


def _touched(session: Session, changes: Iterable[ChangeRow], convention: int | None) -> dict[str, set[int]]:
    """The rows whose counted columns a batch changed, by ledger; a child counts for its parent."""
    found: dict[str, set[int]] = {}
    for change in changes:
        if change.table == "setting" and change.row == convention:
            found.setdefault("setting", set()).add(change.row)
        columns = COUNTED.get(change.table)
        if columns is None or (change.op == "u" and not columns & {*change.before, *change.after}):
            continue
        if change.table in CHILD_PARENT:
            parent = _parent(session, change)
            if parent is not None:
                found.setdefault(BY_TABLE[CHILD_PARENT[change.table]].key, set()).add(parent)
        else:
            found.setdefault(BY_TABLE[change.table].key, set()).add(change.row)
    return found


def _parent(session: Session, change: ChangeRow) -> int | None:
    column = CHILD_PARENT[change.table]
    known: int | None = change.after.get(column) or change.before.get(column)
    if known is not None:
        return known
    child = table_of(CHILDREN[change.table])
    return session.execute(select(child.c[column]).where(child.c.id == change.row)).scalar_one_or_none()


def _words(batch: BatchRow) -> str:
    day = batch.at
    return f"{day.year}年{day.month}月{day.day}日{batch.who or ''}{batch.label}"
