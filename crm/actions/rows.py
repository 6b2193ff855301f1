"""Writing rows inside an open batch; every action is made of these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from crm.book import Writer
from crm.records.field import Kind
from crm.records.keys import key_of, refresh_keys
from crm.records.ledger import CHILD_PARENT, CHILDREN, LEDGERS, Ledger, fields_of, table_of
from crm.rules.dates import Day, surely_before
from crm.rules.problem import BadValue, Problem
from crm.store.bulk import bulk_insert

CHUNK = 500


class Spot(NamedTuple):
    """A child row: its table and the conditions that tell it from its sisters, which may leave several by date."""

    table: str
    conditions: tuple[tuple[str, Any], ...]
    repeats: bool


@dataclass
class Split:
    """One row's values parted by where they live: own columns, and child rows by (table, conditions)."""

    own: dict[str, Any] = field(default_factory=dict)
    children: dict[Spot, dict[str, Any]] = field(default_factory=dict)
    months: dict[str, bool] = field(default_factory=dict)


@cache
def _places(ledger_key: str) -> dict[str, tuple[Spot | None, str, bool]]:
    """Where each field that can be written lives: (child row or None, column, is a date)."""
    return {
        key: (
            Spot(spec.child.table, tuple(sorted(spec.child.where.items())), spec.child.repeats) if spec.child else None,
            spec.child.column if spec.child else key,
            spec.kind is Kind.DATE,
        )
        for key, spec in LEDGERS[ledger_key].fields.items()
        if not spec.derived
    }


def split(ledger: Ledger, values: Mapping[str, Any]) -> Split:
    """Part values by field key into own columns and child rows; a Day says whether it is known to the month only."""
    parts = Split()
    places = _places(ledger.key)
    for key, given in values.items():
        if key not in places:
            spec = ledger.fields.get(key)
            raise Problem(f"{ledger.label}的“{spec.label if spec else key}”不能填写，它是算出来的")
        spot, column, is_date = places[key]
        value, month = (given.date, given.precision != "day") if given.__class__ is Day else (given, False)
        value = None if value == "" else value
        if spot is None:
            parts.own[column] = value
            if is_date:
                parts.months[column] = month
        else:
            cells = parts.children.setdefault(spot, {})
            cells[column] = value
            if is_date:
                cells["month_only"] = column if month else None
    return parts


def check_row(ledger: Ledger, values: Mapping[str, Any]) -> None:
    """Raise BadValue when a whole row breaks a rule of its ledger: a required blank, an end before its start."""
    for key, label in _required(ledger.key):
        if values.get(key) in (None, ""):
            raise BadValue(f"请填写{label}")
    if wrong := wrong_span(values):
        raise BadValue(wrong)


def wrong_span(values: Mapping[str, Any]) -> str:
    """What is wrong with a row that ends before it starts, as far as its days are known; "" for any other."""
    given = [values.get(key) for key in ("start", "end")]
    start, end = (one.date if isinstance(one, Day) else one for one in given)
    if not isinstance(start, dt.date) or not isinstance(end, dt.date):
        return ""
    marked = (values.get("month_only") or "").split(",")
    vague = any(isinstance(one, Day) for one in given) or "start" in marked or "end" in marked
    if surely_before(end, start, vague=vague):
        return f"截止日期{end.isoformat()}早于起始日期{start.isoformat()}，请改正其中一个"
    return ""


def with_defaults(ledger: Ledger, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with each unset field's default."""
    return {**_defaults(ledger.key), **values}


@cache
def _defaults(ledger_key: str) -> dict[str, Any]:
    return {k: s.default for k, s in LEDGERS[ledger_key].fields.items() if s.default is not None and s.stored}


@cache
def _required(ledger_key: str) -> tuple[tuple[str, str], ...]:
    return tuple((k, s.label) for k, s in LEDGERS[ledger_key].fields.items() if s.required)


def _month_text(months: Mapping[str, bool], before: str | None = None) -> str | None:
    marked = set((before or "").split(",")) - {""}
    for key, month in months.items():
        (marked.add if month else marked.discard)(key)
    return ",".join(sorted(marked)) or None


def insert_rows(
    writer: Writer, ledger: Ledger, rows: Iterable[Mapping[str, Any]], *, authors: Sequence[str | None] | None = None
) -> list[int]:
    """Insert rows (values by field key); returns their ids. An imported log keeps its own author.

    Raises BadValue when a row breaks a rule; nothing of the batch is written then.
    """
    own: list[dict[str, Any]] = []
    children: dict[str, list[dict[str, Any]]] = {}
    kept_in_children = [s for s in ledger.fields.values() if s.child and s.search]
    for at, given in enumerate(rows):
        values = with_defaults(ledger, given)
        check_row(ledger, values)
        parts = split(ledger, values)
        row_id = writer.new_id()
        row = parts.own
        row.update(id=row_id, created_at=writer.at, author=authors[at] if authors else writer.who)
        if any(parts.months.values()):
            row["month_only"] = _month_text(parts.months)
        _add_children(writer, row_id, parts, children)
        more = [(str(values[s.key]), s.person) for s in kept_in_children if values.get(s.key)]
        row["search_key"], row["sort_key"] = key_of(ledger, row, more)
        own.append(row)
    bulk_insert(writer.session.connection(), ledger.table, own)
    for name, cells in children.items():
        bulk_insert(writer.session.connection(), table_of(CHILDREN[name]), cells)
    return [row["id"] for row in own]


def _add_children(writer: Writer, row_id: int, parts: Split, into: dict[str, list[dict[str, Any]]]) -> None:
    for (name, conditions, _), cells in parts.children.items():
        if any(v is not None for v in cells.values()):
            cells.update(conditions)
            into.setdefault(name, []).append(_new_child(writer, name, row_id, cells))


def _new_child(writer: Writer, name: str, parent: int, cells: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **cells,
        "id": writer.new_id(),
        CHILD_PARENT[name]: parent,
        "created_at": writer.at,
        "author": writer.who,
    }


def update_rows(writer: Writer, ledger: Ledger, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Change fields of rows, {id: {field: value}}; None clears a field.

    Raises Problem when a row is gone, BadValue when a rule is broken; nothing of the batch is written then.
    """
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    current = current_rows(writer.session, ledger, list(changes))
    children: dict[str, list[tuple[int, Spot, dict[str, Any]]]] = {}
    for row_id, given in changes.items():
        if row_id not in current:
            raise Problem(f"这{ledger.counter}{ledger.label}已不在账本里，请刷新后再改")
        check_change(ledger, current[row_id], given)
        parts = split(ledger, given)
        if parts.months:
            parts.own["month_only"] = _month_text(parts.months, current[row_id]["month_only"])
        if parts.own:
            groups.setdefault(tuple(sorted(parts.own)), []).append({"row_id": row_id, **parts.own})
        for spot, cells in parts.children.items():
            children.setdefault(spot.table, []).append((row_id, spot, cells))
    for name, wanted in children.items():
        for start in range(0, len(wanted), CHUNK):
            _put_children(writer, name, wanted[start : start + CHUNK])
    for columns, rows in groups.items():
        table = ledger.table
        statement = update(table).where(table.c.id == bindparam("row_id"))
        writer.session.connection().execute(statement.values({c: bindparam(c) for c in columns}), rows)
    refresh_keys(writer.session, ledger, changes)


def current_rows(session: Session, ledger: Ledger, ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """The own columns of rows as the book has them, by id."""
    found: dict[int, Mapping[str, Any]] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(ledger.table).where(ledger.table.c.id.in_(ids[start : start + CHUNK]))
        for row in session.execute(query).mappings():
            found[row["id"]] = dict(row)
    return found


def check_change(ledger: Ledger, before: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Raise BadValue when a change breaks a rule that it touches; an old row's other gaps do not stop an edit."""
    after = {**before, **given}
    touched = {k: s for k, s in ledger.fields.items() if k in given}
    for spec in touched.values():
        if spec.required and after.get(spec.key) in (None, ""):
            raise BadValue(f"请填写{spec.label}")
    if {"start", "end"} & touched.keys():
        check_row(ledger, after)


def _put_children(writer: Writer, name: str, wanted: Sequence[tuple[int, Spot, dict[str, Any]]]) -> None:
    """Write cells of child rows, (parent, spot, cells): a row is made, changed, or dropped when it holds nothing."""
    table, parent = table_of(CHILDREN[name]), CHILD_PARENT[name]
    query = select(table).where(table.c[parent].in_({owner for owner, _, _ in wanted}), table.c.deleted_at.is_(None))
    held: dict[int, list[dict[str, Any]]] = {}
    for row in writer.session.execute(query.order_by(table.c.id)).mappings():
        held.setdefault(row[parent], []).append(dict(row))
    fields = [k for k in fields_of(CHILDREN[name]) if k != parent]
    new: list[dict[str, Any]] = []
    gone: list[int] = []
    changed: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for owner, spot, cells in wanted:
        told = dict(spot.conditions)
        found = _found(spot, held.get(owner, ()), cells)
        if found is None:
            if any(v is not None for v in cells.values()):
                new.append(_new_child(writer, name, owner, {**cells, **told}))
            continue
        after = {**found, **cells}
        if any(after[k] is not None for k in fields if k not in told):
            changed.setdefault(tuple(sorted(cells)), []).append({"row_id": found["id"], **cells})
        else:
            gone.append(found["id"])
    connection = writer.session.connection()
    bulk_insert(connection, table, new)
    for columns, rows in changed.items():
        statement = update(table).where(table.c.id == bindparam("row_id"))
        connection.execute(statement.values({c: bindparam(c) for c in columns}), rows)
    if gone:
        connection.execute(delete(table).where(table.c.id.in_(gone)))


def _found(spot: Spot, held: Sequence[dict[str, Any]], cells: Mapping[str, Any]) -> dict[str, Any] | None:
    """The child row that cells are meant for, None for a new one.

    Of several, a whole fact (date and amount) is the one of its day, or new; a date or an amount alone corrects the
    newest.
    """
    own = [row for row in held if all(row[c] == v for c, v in spot.conditions)]
    if not spot.repeats:
        return next(iter(own), None)
    if cells.get("date") is not None and "amount" in cells:
        return next((row for row in own if row["date"] == cells["date"]), None)
    return max(own, key=lambda row: (row["date"] or dt.date.min, row["id"]), default=None)
