"""To which record a child row belongs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.records.ledger import CHILDREN, OWNERS, table_of
from crm.store.journal import changes_of

CHUNK = 10_000

Owner = tuple[str, int]
"""The table and the id of a record."""


def owner_in(name: str, cells: Mapping[Any, Any]) -> Owner | None:
    """The record that a child row's cells name; None when they name none, as after a change of other columns."""
    for column in OWNERS[name]:
        if cells.get(column) is not None:
            return column, int(cells[column])
    return None


def owners_of(session: Session, name: str, rows: Collection[int]) -> dict[int, Owner]:
    """The records that child rows belong to now; rows that are gone are left out."""
    child, wanted = table_of(CHILDREN[name]), list(rows)
    columns = [child.c.id, *(child.c[column] for column in OWNERS[name])]
    found: dict[int, Owner] = {}
    for start in range(0, len(wanted), CHUNK):
        part = select(*columns).where(child.c.id.in_(wanted[start : start + CHUNK]))
        for row in session.execute(part).mappings():
            owner = owner_in(name, row)
            if owner is not None:
                found[row["id"]] = owner
    return found


def owners_touched(session: Session, batch: int, name: str, rows: Collection[int]) -> set[Owner]:
    """The records whose child rows a batch wrote, those of rows that it removed included."""
    standing = owners_of(session, name, rows)
    owners = set(standing.values())
    if len(standing) < len(rows):
        removed = (owner_in(name, c.before) for c in changes_of(session, batch=batch, table=name) if c.op == "d")
        owners |= {owner for owner in removed if owner is not None}
    return owners
