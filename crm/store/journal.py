"""The journal: every write is a named batch, and triggers record each row's before and after."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

DERIVED_COLUMN = {"journal": False}
"""Mark a column that is computed from others, so that the journal leaves it out."""

BOOKKEEPING = MetaData()

batch_table = Table(
    "batch",
    BOOKKEEPING,
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("label", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("who", Text),
    Column("laptop", Integer),
    Column("kind", Text, nullable=False),
    Column("reverses", BigInteger),
    Column("live", Boolean, nullable=False),
)
change_table = Table(
    "change",
    BOOKKEEPING,
    Column("id", Integer, primary_key=True),
    Column("batch", BigInteger, nullable=False, index=True),
    Column("tbl", Text, nullable=False),
    Column("row", BigInteger, nullable=False),
    Column("op", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Index("ix_change_row", "tbl", "row"),
)
now_table = Table("journal_now", BOOKKEEPING, Column("batch", BigInteger, primary_key=True, autoincrement=False))


@dataclass(frozen=True)
class BatchRow:
    """One batch as people see it; `live` is False once it has been undone."""

    id: int
    label: str
    at: dt.datetime
    who: str | None
    laptop: int | None
    kind: str
    reverses: int | None
    live: bool
    rows: int


@dataclass(frozen=True)
class ChangeRow:
    """One row changed in one batch: column -> value before and after, changed columns only."""

    batch: int
    table: str
    row: int
    op: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def journalled(table: Table) -> list[str]:
    """The columns of a table that the journal keeps."""
    return [c.name for c in table.columns if c.info.get("journal", True) and c.name != "id"]


def _changed(column_names: list[str], side: str) -> str:
    parts = " || ".join(
        f'iif(OLD."{c}" IS NOT NEW."{c}", \',"{c}":\' || json_quote({side}."{c}"), \'\')' for c in column_names
    )
    return f"'{{' || substr({parts}, 2) || '}}'"


def _full(column_names: list[str], side: str) -> str:
    parts = " || ".join(
        f'iif({side}."{c}" IS NOT NULL, \',"{c}":\' || json_quote({side}."{c}"), \'\')' for c in column_names
    )
    return f"'{{' || substr({parts}, 2) || '}}'"


def trigger_sql(table: Table) -> list[str]:
    """The three triggers that keep a table's journal; a write outside a batch is refused by them.

    They build JSON from the changed columns only: full images tripled the file (measured).
    """
    name, columns = table.name, journalled(table)
    now = "(SELECT batch FROM journal_now)"
    guard = f"SELECT RAISE(ABORT, 'write outside a batch') WHERE {now} IS NULL;"
    into = f"INSERT INTO change(batch, tbl, row, op, before, after) VALUES ({now}, '{name}', "
    differs = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in columns)
    return [
        f'CREATE TRIGGER journal_{name}_i AFTER INSERT ON "{name}" BEGIN {guard} '
        f"{into} NEW.id, 'i', NULL, {_full(columns, 'NEW')}); END",
        f'CREATE TRIGGER journal_{name}_u AFTER UPDATE ON "{name}" WHEN {differs} BEGIN {guard} '
        f"{into} NEW.id, 'u', {_changed(columns, 'OLD')}, {_changed(columns, 'NEW')}); END",
        f'CREATE TRIGGER journal_{name}_d AFTER DELETE ON "{name}" BEGIN {guard} '
        f"{into} OLD.id, 'd', {_full(columns, 'OLD')}, NULL); END",
    ]


def open_batch(session: Session, batch: BatchRow) -> None:
    """Write the batch's row and let the triggers record under it."""
    session.execute(
        insert(batch_table).values(
            id=batch.id,
            label=batch.label,
            at=batch.at,
            who=batch.who,
            laptop=batch.laptop,
            kind=batch.kind,
            reverses=batch.reverses,
            live=batch.live,
        )
    )
    session.execute(delete(now_table))
    session.execute(insert(now_table).values(batch=batch.id))


def close_batch(session: Session, batch: int) -> dict[str, frozenset[int]]:
    """Stop recording; returns table -> ids touched, and drops a batch in which nothing changed."""
    session.execute(delete(now_table))
    touched: dict[str, set[int]] = {}
    rows = select(change_table.c.tbl, change_table.c.row).where(change_table.c.batch == batch)
    for table, row in session.execute(rows).all():
        touched.setdefault(table, set()).add(row)
    if not touched:
        session.execute(delete(batch_table).where(batch_table.c.id == batch))
    return {table: frozenset(rows) for table, rows in touched.items()}


def _batch_row(row: Any) -> BatchRow:
    return BatchRow(row.id, row.label, row.at, row.who, row.laptop, row.kind, row.reverses, row.live, row.rows)


def batches(
    session: Session,
    *,
    limit: int | None = None,
    only: int | None = None,
    matching: Any = None,
    counted: bool = True,
) -> list[BatchRow]:
    """Batches, newest first, with the number of row changes in each; 0 where they are not counted."""
    rows: Any = literal(0)
    if counted:
        rows = select(func.count()).where(change_table.c.batch == batch_table.c.id).scalar_subquery()
    query = select(batch_table, rows.label("rows")).order_by(batch_table.c.id.desc())
    if only is not None:
        query = query.where(batch_table.c.id == only)
    if matching is not None:
        query = query.where(matching)
    return [_batch_row(row) for row in session.execute(query.limit(limit))]


def last_undoable(session: Session) -> BatchRow | None:
    """The newest batch that stands: what Ctrl+Z takes back."""
    matching = batch_table.c.live & batch_table.c.reverses.is_(None) & (batch_table.c.kind == "do")
    found = batches(session, limit=1, matching=matching, counted=False)
    return found[0] if found else None


def last_redoable(session: Session) -> BatchRow | None:
    """The newest undo that nothing new has followed: what Ctrl+Y takes back."""
    done = batch_table.c.reverses.is_(None) & (batch_table.c.kind == "do")
    newest = select(func.coalesce(func.max(batch_table.c.id), 0)).where(done).scalar_subquery()
    found = batches(
        session,
        limit=1,
        matching=batch_table.c.live & batch_table.c.reverses.is_not(None) & (batch_table.c.id > newest),
        counted=False,
    )
    return found[0] if found else None


def mark_live(session: Session, batch: int, *, live: bool) -> None:
    """Say whether a batch stands."""
    session.execute(update(batch_table).where(batch_table.c.id == batch).values(live=live))


def last_change(session: Session) -> int:
    """The number of the newest change in the book; 0 for an empty one."""
    return int(session.execute(select(func.max(change_table.c.id))).scalar() or 0)


def changes_of(
    session: Session,
    *,
    batch: int | None = None,
    table: str | None = None,
    row: int | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Iterator[ChangeRow]:
    """The changes of a batch, of a row or after a change, oldest first, at most `limit` of them."""
    query = select(change_table).order_by(change_table.c.id).limit(limit)
    if after is not None:
        query = query.where(change_table.c.id > after)
    if batch is not None:
        query = query.where(change_table.c.batch == batch)
    if table is not None:
        query = query.where(change_table.c.tbl == table)
    if row is not None:
        query = query.where(change_table.c.row == row)
    for found in session.execute(query.execution_options(yield_per=2000)):
        yield ChangeRow(
            found.batch,
            found.tbl,
            found.row,
            found.op,
            json.loads(found.before) if found.before else {},
            json.loads(found.after) if found.after else {},
        )


def folded(session: Session, table: str) -> dict[int, dict[str, Any] | None]:
    """Each row of a table as the journal says it is now; None for a row that is gone."""
    rows: dict[int, dict[str, Any] | None] = {}
    for change in changes_of(session, table=table):
        if change.op == "d":
            rows[change.row] = None
        else:
            row = rows.get(change.row) or {}
            row.update(change.after)
            rows[change.row] = row
    return rows
