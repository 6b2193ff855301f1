"""What lies in the recycle bin, when it went there and by whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.queries.titles import titles
from crm.records.ledger import LEDGERS
from crm.store.journal import batch_table, change_table


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
    found = {}
    for key, ledger in LEDGERS.items():
        query = select(func.count()).select_from(ledger.table).where(ledger.table.c.deleted_at.is_not(None))
        n = session.execute(query).scalar_one()
        if n:
            found[key] = n
    return found


def gone(session: Session, ledger_key: str, *, limit: int = 2000) -> list[Gone]:
    """The rows of a ledger in the bin, newest first."""
    table = LEDGERS[ledger_key].table
    query = select(table.c.id, table.c.deleted_at).where(table.c.deleted_at.is_not(None))
    rows = session.execute(query.order_by(table.c.deleted_at.desc(), table.c.id.desc()).limit(limit)).all()
    names = titles(session, ledger_key, [row.id for row in rows])
    return [Gone(i, names.get(i, ""), at, *_step(session, table.name, i)) for i, at in rows]


def _step(session: Session, table: str, row: int) -> tuple[str, str]:
    """Who made the newest change of the row, and in which step."""
    query = (
        select(batch_table.c.who, batch_table.c.label)
        .join(change_table, change_table.c.batch == batch_table.c.id)
        .where(change_table.c.tbl == table, change_table.c.row == row)
        .order_by(change_table.c.id.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    return (found.who or "", found.label) if found else ("", "")
