"""Undo of a batch: restore what no one has touched since, keep and list the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData, Table, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.store.journal import ChangeRow, changes_of, journalled


@dataclass(frozen=True)
class Kept:
    """A row that an undo left as it is; `columns` are those changed since, empty when the whole row was kept."""

    table: str
    row: int
    columns: tuple[str, ...]
    reason: str


def _raw(session: Session, table: Table, row: int) -> dict[str, Any] | None:
    names = ", ".join(f'"{c}"' for c in journalled(table))
    found = session.execute(text(f'SELECT {names} FROM "{table.name}" WHERE id = :id'), {"id": row}).mappings().first()
    return dict(found) if found else None


def _insert(session: Session, table: Table, row: int, values: Mapping[str, Any]) -> None:
    columns = ["id", *values]
    names = ", ".join(f'"{c}"' for c in columns)
    marks = ", ".join(f":{c}" for c in columns)
    session.execute(text(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'), {"id": row, **values})


def _update(session: Session, table: Table, row: int, values: Mapping[str, Any]) -> None:
    sets = ", ".join(f'"{c}" = :{c}' for c in values)
    session.execute(text(f'UPDATE "{table.name}" SET {sets} WHERE id = :row_id'), {"row_id": row, **values})


def _undo_insert(session: Session, table: Table, change: ChangeRow, current: dict[str, Any]) -> Kept | None:
    touched = tuple(c for c, value in current.items() if value != change.after.get(c))
    if touched:
        return Kept(table.name, change.row, touched, "之后有人改过")
    try:
        with session.begin_nested():
            session.execute(text(f'DELETE FROM "{table.name}" WHERE id = :id'), {"id": change.row})
    except IntegrityError:
        return Kept(table.name, change.row, (), "别的记录正用着它")
    return None


def _undo_one(session: Session, table: Table, change: ChangeRow) -> Kept | None:
    current = _raw(session, table, change.row)
    if change.op == "d":
        if current is not None:
            return Kept(table.name, change.row, (), "已另行恢复")
        _insert(session, table, change.row, change.before)
        return None
    if current is None:
        return Kept(table.name, change.row, (), "之后已删除")
    if change.op == "i":
        return _undo_insert(session, table, change, current)
    touched = tuple(c for c, value in change.after.items() if current.get(c) != value)
    restore = {c: v for c, v in change.before.items() if c not in touched}
    if restore:
        _update(session, table, change.row, restore)
    return Kept(table.name, change.row, touched, "之后有人改过") if touched else None


def _squash(changes: Iterable[ChangeRow]) -> list[ChangeRow]:
    """One change per row: a batch may touch a row several times, its undo only once."""
    merged: dict[tuple[str, int], ChangeRow] = {}
    for change in changes:
        spot = (change.table, change.row)
        first = merged.get(spot)
        if first is None:
            merged[spot] = change
            continue
        op = {"iu": "i", "id": "", "uu": "u", "ud": "d", "di": "u"}[first.op + change.op]
        if not op:
            del merged[spot]
            continue
        before = {**change.before, **first.before} if first.op != "i" else {}
        after = {} if op == "d" else {**first.after, **change.after}
        merged[spot] = ChangeRow(change.batch, change.table, change.row, op, before, after)
    return list(merged.values())


def reverse(session: Session, metadata: MetaData, batch: int) -> list[Kept]:
    """Take back every change of `batch` inside the open batch; returns what was kept and why.

    Deletes are restored parents first and inserts are removed children first (metadata order),
    so that foreign keys hold at every step.
    """
    order = {table.name: at for at, table in enumerate(metadata.sorted_tables)}
    changes = _squash(changes_of(session, batch=batch))
    restored = sorted((c for c in changes if c.op == "d"), key=lambda c: order[c.table])
    updated = [c for c in changes if c.op == "u"]
    removed = sorted((c for c in changes if c.op == "i"), key=lambda c: -order[c.table])
    kept = (_undo_one(session, metadata.tables[c.table], c) for c in [*restored, *updated, *removed])
    return [k for k in kept if k is not None]
