"""与上期差异: figures of the last issue that have changed since it went out, with the causes from the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.book import Book
from crm.bulletin.frozen import Release, ids_of
from crm.bulletin.parts import ABSENT, Printed, parts_of, printed_figures
from crm.bulletin.settings import SCORING, SETTING
from crm.queries.titles import titles
from crm.records.ledger import BY_TABLE, CHILD_PARENT, CHILDREN, table_of
from crm.records.setting import Setting
from crm.rules.dates import MonthRange, day_label
from crm.store.journal import BatchRow, ChangeRow, batch_table, batches, changes_of

UNKNOWN_CAUSE = "账本记录之外的变动"
_COUNTED = {
    "lead": {"deleted_at", "total_investment", "fixed_investment", "first_date"},
    "milestone": {"deleted_at", "lead", "kind", "basis", "date", "amount"},
    "arrival": {"deleted_at", "lead", "month", "amount", "confirmed", "source", "foreign_amount"},
    "target": {"deleted_at", "year", "indicator", "scope", "subject", "annual", "q1", "q2", "q3", "q4"},
}
"""The columns that an indicator is made of: a change of any other one is no cause."""
_SORTED = _COUNTED | {
    "lead": _COUNTED["lead"]
    | {
        "name",
        "unit",
        "station",
        "staff",
        "sector",
        "chain",
        "method",
        "origin",
        "valid",
        "valid_date",
        "capital_kind",
    },
    "introducer": {"deleted_at", "lead", "name"},
    "visit": {
        "deleted_at",
        "staff",
        "station",
        "date",
        "method",
        "enterprise",
        "people",
        "leader_led",
        "leader",
        "trip",
    },
    "trip": {"deleted_at", "staff", "kind", "start", "end", "leader_kind"},
    "staff": {"deleted_at", "name", "station", "role", "posted_from", "posted_to", "active"},
    "station": {"deleted_at", "name"},
}
"""The columns that the tables by person, 片区, 单位 and kind are made of."""

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
    ledger: str = "leads"
    ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Step:
    """A standing batch since an issue, in words, with the rows that it changed, narrowly and widely counted."""

    words: str
    narrow: Mapping[str, set[int]]
    wide: Mapping[str, set[int]]
    settings: frozenset[str]


def last_issue(month: MonthRange, sent: Sequence[Release]) -> Release | None:
    """The newest of the issues `sent` for a month before this one, which it is compared with."""
    return next((release for release in reversed(sent) if release.month < month), None)


def differences(book: Book, month: MonthRange, sent: Sequence[Release]) -> list[Difference]:
    """What has changed in the last issue; empty where there is none."""
    earlier = last_issue(month, sent)
    return _changed(book, earlier) if earlier else []


def _changed(book: Book, sent: Release) -> list[Difference]:
    with book.read() as session:
        later = _standing(session, sent.batch)
        if not later:
            return []
        parts = parts_of(session, book, sent.month)
        now = printed_figures(parts)
        wrong = _unlike(sent.figures, now)
        if not wrong:
            return []
        steps = _named(session, [_step(session, batch) for batch in later])
        current = ids_of(parts.behind)
    return [_told(sent, key, now, current, steps) for key in wrong]


def _unlike(before: Printed, now: Printed) -> list[str]:
    """The keys whose figure reads otherwise, in the order of the tables; a row that is new or gone is one."""
    found = [key for key, (_, text) in now.items() if before.get(key, ("", ABSENT))[1] != text]
    found = [key for key in found if key in before or "/" in key]
    gone = [key for key in before if key not in now and not key.startswith("station/")]
    return [*found, *gone]


def _told(sent: Release, key: str, now: Printed, current: Mapping[str, Rows], steps: Iterable[Step]) -> Difference:
    rows = [_rows(key, ids) for ids in (sent.ids, current)]
    wide, scored = "/" in key and not key.startswith("funnel/"), key.endswith("/score")
    causes = []
    for step in steps:
        touched = step.wide if wide else step.narrow
        concerned = any(touched.get(ledger, set()) & ids for own in rows for ledger, ids in own.items())
        if concerned or SETTING in step.settings or (scored and SCORING in step.settings):
            causes.append(step.words)
    name = now.get(key, sent.figures.get(key, ("", "")))[0]
    before, after = (of.get(key, ("", ABSENT))[1] for of in (sent.figures, now))
    ledger, ids = next(((ledger, ids) for own in reversed(rows) for ledger, ids in own.items() if ids), ("leads", ()))
    told = tuple(dict.fromkeys(causes)) or (UNKNOWN_CAUSE,)
    return Difference(sent.issue, sent.month.label, name, before, after, told, ledger, tuple(sorted(ids)))


def _rows(key: str, ids: Mapping[str, Rows]) -> Rows:
    """The rows behind a figure: those of its indicator, of a list's line the project, of a share its money's.

    Of a score they are all that count.
    """
    if key.startswith("list/"):
        return {"leads": frozenset({int(key.rpartition("/")[2])})}
    if key.endswith("/score"):
        start = key.removesuffix("score")
        found: dict[str, frozenset[int]] = {}
        for other, own in ids.items():
            for ledger, rows in own.items() if other.startswith(start) else ():
                found[ledger] = found.get(ledger, frozenset()) | rows
        return found
    if key.startswith("structure/"):
        return ids.get(f"{key}/amount", ids.get(key, {}))
    return ids.get(key if "/" in key else key.partition(".")[0], {})


def _standing(session: Session, since: int) -> list[BatchRow]:
    """Batches after one that still stand, oldest first; an undo of a later batch leaves no trace."""
    later = batches(session, matching=(batch_table.c.id > since) & batch_table.c.live)
    return [b for b in reversed(later) if b.reverses is None or b.reverses <= since]


def _step(session: Session, batch: BatchRow) -> Step:
    changes = list(changes_of(session, batch=batch.id))
    kept = {change.row for change in changes if change.table == "setting"}
    keys = session.execute(select(Setting.key).where(Setting.id.in_(kept))).scalars() if kept else ()
    narrow, wide = (_touched(session, changes, columns) for columns in (_COUNTED, _SORTED))
    return Step(f"{day_label(batch.at)}{batch.who or ''}{batch.label}", narrow, wide, frozenset(keys))


def _named(session: Session, steps: Sequence[Step]) -> list[Step]:
    """Steps that changed one record with its name, where their own words do not say it."""
    alone: list[tuple[str, int] | None] = []
    wanted: dict[str, list[int]] = {}
    for step in steps:
        rows = [(ledger, row) for ledger, own in step.wide.items() for row in own]
        alone.append(rows[0] if len(rows) == 1 else None)
        if len(rows) == 1:
            wanted.setdefault(rows[0][0], []).append(rows[0][1])
    names = {ledger: titles(session, ledger, rows) for ledger, rows in wanted.items()}
    found = []
    for step, row in zip(steps, alone, strict=True):
        name = names[row[0]].get(row[1], "") if row else ""
        found.append(step if not name or name in step.words else replace(step, words=f"{step.words}（{name}）"))
    return found


def _touched(session: Session, changes: Iterable[ChangeRow], counted: Mapping[str, set[str]]) -> dict[str, set[int]]:
    """The rows whose counted columns a batch changed, by ledger; a child counts for its parent."""
    found: dict[str, set[int]] = {}
    for change in changes:
        columns = counted.get(change.table)
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
