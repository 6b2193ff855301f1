"""Undo of a batch: restore what no one has touched since, keep and list the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData, Table, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.store.journal import ChangeRow, changes_of, journalled

CHUNK = 500


@dataclass(frozen=True)
class Kept:
    """A row that an undo left as it is; `columns` are those changed since, empty when the whole row was kept."""

    table: str
    row: int
    columns: tuple[str, ...]
    reason: str


def _current(session: Session, table: Table, rows: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The rows as they are now, by id, journalled columns only."""
    names = journalled(table)
    listed = ", ".join(f'"{c}"' for c in names)
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(rows), CHUNK):
        part = ", ".join(str(int(row)) for row in rows[start : start + CHUNK])
        for row in session.execute(text(f'SELECT id, {listed} FROM "{table.name}" WHERE id IN ({part})')):
            found[row[0]] = dict(zip(names, row[1:], strict=True))
    return found


def _undo_deletes(session: Session, table: Table, changes: Sequence[ChangeRow]) -> Iterator[Kept]:
    current = _current(session, table, [c.row for c in changes])
    gone = [c for c in changes if c.row not in current]
    names = ["id", *journalled(table)]
    listed, marks = ", ".join(f'"{c}"' for c in names), ", ".join(f":{c}" for c in names)
    if gone:
        rows = [{**dict.fromkeys(names), **c.before, "id": c.row} for c in gone]
        session.execute(text(f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})'), rows)
    for change in changes:
        if change.row in current:
            yield Kept(table.name, change.row, (), "已另行恢复")


def _undo_updates(session: Session, table: Table, changes: Sequence[ChangeRow]) -> Iterator[Kept]:
    current = _current(session, table, [c.row for c in changes])
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in changes:
        now = current.get(change.row)
        if now is None:
            yield Kept(table.name, change.row, (), "之后已删除")
            continue
        touched = tuple(c for c, value in change.after.items() if now.get(c) != value)
        restore = {c: v for c, v in change.before.items() if c not in touched}
        if restore:
            groups.setdefault(tuple(restore), []).append({**restore, "row_id": change.row})
        if touched:
            yield Kept(table.name, change.row, touched, "之后有人改过")
    for columns, rows in groups.items():
        sets = ", ".join(f'"{c}" = :{c}' for c in columns)
        session.execute(text(f'UPDATE "{table.name}" SET {sets} WHERE id = :row_id'), rows)


def _undo_inserts(session: Session, table: Table, changes: Sequence[ChangeRow]) -> Iterator[Kept]:
    current = _current(session, table, [c.row for c in changes])
    untouched: list[int] = []
    for change in changes:
        now = current.get(change.row)
        if now is None:
            yield Kept(table.name, change.row, (), "之后已删除")
            continue
        touched = tuple(c for c, value in now.items() if value != change.after.get(c))
        if touched:
            yield Kept(table.name, change.row, touched, "之后有人改过")
        else:
            untouched.append(change.row)
    for row in _delete(session, table, untouched):
        yield Kept(table.name, row, (), "别的记录正用着它")


def _delete(session: Session, table: Table, rows: Sequence[int]) -> Iterator[int]:
    """Delete rows, many at a time; yields those that a foreign key holds fast."""
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        try:
            with session.begin_nested():
                listed = ", ".join(str(int(row)) for row in part)
                session.execute(text(f'DELETE FROM "{table.name}" WHERE id IN ({listed})'))
        except IntegrityError:
            if len(part) == 1:
                yield part[0]
            else:
                half = len(part) // 2
                yield from _delete(session, table, part[:half])
                yield from _delete(session, table, part[half:])


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
    groups: dict[tuple[str, str], list[ChangeRow]] = {}
    for change in _squash(changes_of(session, batch=batch)):
        groups.setdefault((change.op, change.table), []).append(change)
    kept: list[Kept] = []
    tables = metadata.sorted_tables
    steps = [("d", _undo_deletes, tables), ("u", _undo_updates, tables), ("i", _undo_inserts, tables[::-1])]
    for op, undo, ordered in steps:
        for table in ordered:
            if (op, table.name) in groups:
                kept.extend(undo(session, table, groups[op, table.name]))
    return kept
