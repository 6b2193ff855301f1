"""Undo of a batch: restore what no one has touched since, keep and list the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


Parts = Mapping[tuple[str, int], Sequence[ChangeRow]]
"""(table, row) of a record that a batch made -> the child rows that the same batch made for it."""


def _undo_inserts(session: Session, table: Table, changes: Sequence[ChangeRow], parts: Parts) -> Iterator[Kept]:
    current = _current(session, table, [c.row for c in changes])
    worked_on = _worked_on(session, table, changes, parts)
    untouched: list[int] = []
    for change in changes:
        now = current.get(change.row)
        if now is None:
            yield Kept(table.name, change.row, (), "之后已删除")
            continue
        touched = _touched(now, change)
        if touched or change.row in worked_on:
            yield Kept(table.name, change.row, touched, "之后有人改过")
        else:
            untouched.append(change.row)
    for row in _delete(session, table, untouched, parts):
        yield Kept(table.name, row, (), "别的记录正用着它")


def _touched(now: Mapping[str, Any], change: ChangeRow) -> tuple[str, ...]:
    return tuple(column for column, value in now.items() if value != change.after.get(column))


def _worked_on(session: Session, table: Table, changes: Sequence[ChangeRow], parts: Parts) -> set[int]:
    """The records whose child rows someone has changed since."""
    owners: dict[tuple[str, int], int] = {}
    children: dict[str, list[ChangeRow]] = {}
    for change in changes:
        for child in parts.get((table.name, change.row), ()):
            owners[child.table, child.row] = change.row
            children.setdefault(child.table, []).append(child)
    found: set[int] = set()
    for name, rows in children.items():
        current = _current(session, table.metadata.tables[name], [child.row for child in rows])
        found.update(owners[name, child.row] for child in rows if _touched(current.get(child.row, {}), child))
    return found


def _delete(session: Session, table: Table, rows: Sequence[int], parts: Parts) -> Iterator[int]:
    """Delete rows with their child rows, many at a time; yields those that a foreign key holds fast, whole."""
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        try:
            with session.begin_nested():
                children: dict[str, list[int]] = {}
                for child in (child for row in part for child in parts.get((table.name, row), ())):
                    children.setdefault(child.table, []).append(child.row)
                for name, own in (*children.items(), (table.name, part)):
                    listed = ", ".join(str(int(row)) for row in own)
                    session.execute(text(f'DELETE FROM "{name}" WHERE id IN ({listed})'))
        except IntegrityError:
            if len(part) == 1:
                yield part[0]
            else:
                half = len(part) // 2
                yield from _delete(session, table, part[:half], parts)
                yield from _delete(session, table, part[half:], parts)


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


Groups = dict[tuple[str, str], list[ChangeRow]]


def _take_parts(groups: Groups, owners: Mapping[str, Sequence[str]]) -> Parts:
    """Take the child rows made together with their record out of the groups: they stay or go with it."""
    made = {(table, change.row) for (op, table), changes in groups.items() if op == "i" for change in changes}
    found: dict[tuple[str, int], list[ChangeRow]] = {}
    for name, columns in owners.items():
        alone: list[ChangeRow] = []
        for change in groups.get(("i", name), ()):
            record = next(((c, change.after[c]) for c in columns if (c, change.after.get(c)) in made), None)
            (alone if record is None else found.setdefault(record, [])).append(change)
        groups["i", name] = alone
    return found


def reverse(
    session: Session, metadata: MetaData, batch: int, *, owners: Mapping[str, Sequence[str]] | None = None
) -> list[Kept]:
    """Take back every change of `batch` inside the open batch; returns what was kept and why.

    Deletes are restored parents first and inserts are removed children first (metadata order), so that foreign keys
    hold at every step. `owners` names the tables of child rows with the columns that hold their record, each called as
    the record's table: a record that is kept keeps the child rows that were made with it.
    """
    groups: Groups = {}
    for change in _squash(changes_of(session, batch=batch)):
        groups.setdefault((change.op, change.table), []).append(change)
    parts = _take_parts(groups, owners or {})
    kept: list[Kept] = []
    tables = metadata.sorted_tables
    for table in tables:
        kept.extend(_undo_deletes(session, table, groups.get(("d", table.name), ())))
    for table in tables:
        kept.extend(_undo_updates(session, table, groups.get(("u", table.name), ())))
    for table in reversed(tables):
        kept.extend(_undo_inserts(session, table, groups.get(("i", table.name), ()), parts))
    return kept
