"""What the book holds now for many rows at once, as an import compares it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.records.field import FieldSpec
from crm.records.ledger import CHILD_PARENT, CHILDREN, Ledger, table_of

CHUNK = 900


@dataclass
class Held:
    """One row's values by field key, refs as ids, and the dates known to the month only."""

    values: dict[str, Any] = field(default_factory=dict)
    months: set[str] = field(default_factory=set)


def held(session: Session, ledger: Ledger, ids: Sequence[int], keys: Iterable[str]) -> dict[int, Held]:
    """The given fields of the given rows."""
    specs = [ledger.fields[key] for key in keys]
    own = [spec for spec in specs if spec.stored]
    tables = sorted({spec.child.table for spec in specs if spec.child})
    found: dict[int, Held] = {}
    table = ledger.table
    columns = [table.c.id, table.c.month_only, *(table.c[spec.key] for spec in own)]
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        for row_id, months, *values in session.execute(select(*columns).where(table.c.id.in_(part))):
            marked = set((months or "").split(",")) - {""}
            found[row_id] = Held({s.key: v for s, v in zip(own, values, strict=True)}, marked)
        for name in tables:
            _add_children(session, name, part, [s for s in specs if s.child and s.child.table == name], found)
    return found


def _add_children(
    session: Session, name: str, ids: Sequence[int], specs: list[FieldSpec], found: dict[int, Held]
) -> None:
    child = table_of(CHILDREN[name])
    parent = CHILD_PARENT[name]
    query = select(child).where(child.c[parent].in_(ids), child.c.deleted_at.is_(None)).order_by(child.c.id)
    for row in session.execute(query).mappings():
        into = found[row[parent]]
        for spec in specs:
            where = spec.child
            if where is None or any(row[column] != wanted for column, wanted in where.where.items()):
                continue
            if spec.key not in into.values:
                into.values[spec.key] = row[where.column]
                if row["month_only"] == where.column:
                    into.months.add(spec.key)
