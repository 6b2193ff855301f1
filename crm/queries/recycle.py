"""What lies in the recycle bin, when it went there and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from crm.queries.titles import titles
from crm.records.ledger import LEDGERS
from crm.store.journal import batch_table, change_table

LISTED = 2_000
CHUNK = 900


@dataclass(frozen=True)
class Gone:
    """One row in the bin."""

    id: int
    title: str
    at: dt.datetime
    who: str
    label: str


def counts(session: Session) -> dict[str, int]:
    """Ledger key -> rows in the bin, ledgers with none left out."""
    parts = [
        select(literal(key), func.count()).select_from(ledger.table).where(ledger.table.c.deleted_at.is_not(None))
        for key, ledger in LEDGERS.items()
    ]
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(union_all(*parts))}
    return {key: found[key] for key in LEDGERS if found[key]}


def gone(session: Session, ledger_key: str, *, limit: int = LISTED) -> list[Gone]:
    """The rows of a ledger in the bin, newest first."""
    table = LEDGERS[ledger_key].table
    query = select(table.c.id, table.c.deleted_at).where(table.c.deleted_at.is_not(None))
    rows = session.execute(query.order_by(table.c.deleted_at.desc(), table.c.id.desc()).limit(limit)).all()
    found = [row.id for row in rows]
    names, made = titles(session, ledger_key, found), _steps(session, table.name, found)
    return [Gone(i, names.get(i, ""), at, *made.get(i, ("", ""))) for i, at in rows]


def _steps(session: Session, table: str, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Row id -> who made the newest change of it, and in which step."""
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(rows), CHUNK):
        mine = (change_table.c.tbl == table) & change_table.c.row.in_(rows[start : start + CHUNK])
        newest = select(func.max(change_table.c.id)).where(mine).group_by(change_table.c.row)
        query = (
            select(change_table.c.row, batch_table.c.who, batch_table.c.label)
            .join(batch_table, change_table.c.batch == batch_table.c.id)
            .where(change_table.c.id.in_(newest))
        )
        found.update({row: (who or "", label) for row, who, label in session.execute(query)})
    return found
