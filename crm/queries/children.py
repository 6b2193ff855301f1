"""The child rows of a record: contacts of an enterprise, milestones and introducers of a lead."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.records.ledger import CHILD_PARENT, CHILDREN, fields_of, table_of
from crm.rules.dates import Day


def children_of(session: Session, name: str, parent: int) -> list[dict[str, Any]]:
    """The child rows of a record by field key with "id", in order; a date known to the month only comes as a Day."""
    table = table_of(CHILDREN[name])
    query = select(table).where(table.c[CHILD_PARENT[name]] == parent, table.c.deleted_at.is_(None))
    order = [table.c.position, table.c.id] if "position" in table.c else [table.c.id]
    found = []
    for row in session.execute(query.order_by(*order)).mappings():
        cells: dict[str, Any] = {key: row[key] for key in fields_of(CHILDREN[name])}
        for key in (row["month_only"] or "").split(","):
            if key and cells.get(key) is not None:
                cells[key] = Day(cells[key], "month")
        found.append({"id": row["id"], **cells})
    return found
