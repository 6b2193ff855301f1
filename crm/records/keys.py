"""Search and sort keys: what a row can be found by, computed once at write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from crm.records.field import FieldSpec, Kind
from crm.records.ledger import BY_TABLE, CHILD_PARENT, CHILDREN, LEDGERS, Ledger, fields_of, table_of
from crm.rules.pinyin import search_key, sort_key
from crm.store.journal import ChangeRow, changes_of

CHUNK = 500


def _own(ledger: Ledger) -> tuple[FieldSpec, ...]:
    return _searched(ledger.key)


@cache
def _searched(ledger_key: str) -> tuple[FieldSpec, ...]:
    fields = LEDGERS[ledger_key].fields.values()
    return tuple(s for s in fields if s.search and s.stored and s.kind is not Kind.REF)


def key_of(ledger: Ledger, row: Any, more: Iterable[tuple[str, bool]] = ()) -> tuple[str, str | None]:
    """(search key, sort key) of a row given by column name; `more` is (text, is a person) from child rows."""
    texts: list[str] = []
    people: list[str] = []
    for spec in _own(ledger):
        value = row.get(spec.key)
        if value:
            (people if spec.person else texts).append(str(value))
    for value, person in more:
        (people if person else texts).append(value)
    title = row.get(ledger.title) if ledger.fields[ledger.title].kind is Kind.TEXT else None
    parts = [search_key(texts)] if texts else []
    if people:
        parts.append(search_key(people, person=True))
    return "\n".join(parts), sort_key(str(title)) if title else None


def _children(session: Session, ledger: Ledger, ids: Sequence[int]) -> dict[int, list[tuple[str, bool]]]:
    found: dict[int, list[tuple[str, bool]]] = {}
    for name, parent in CHILD_PARENT.items():
        specs = [s for s in fields_of(CHILDREN[name]).values() if s.search and s.kind is not Kind.REF]
        if parent != ledger.table.name or not specs:
            continue
        child = table_of(CHILDREN[name])
        query = select(child.c[parent], *(child.c[s.key] for s in specs))
        for owner, *values in session.execute(query.where(child.c[parent].in_(ids), child.c.deleted_at.is_(None))):
            found.setdefault(owner, []).extend((str(v), s.person) for s, v in zip(specs, values, strict=True) if v)
    return found


def refresh_keys(session: Session, ledger: Ledger, ids: Iterable[int]) -> None:
    """Compute the keys of these rows again from what they hold now."""
    wanted = sorted(ids)
    table: Table = ledger.table
    columns = [table.c.id, *(table.c[s.key] for s in _own(ledger))]
    if ledger.fields[ledger.title].stored and table.c[ledger.title] not in columns:
        columns.append(table.c[ledger.title])
    change = update(table).where(table.c.id == bindparam("row_id"))
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        more = _children(session, ledger, part)
        rows = session.execute(select(*columns).where(table.c.id.in_(part))).mappings().all()
        values = []
        for row in rows:
            search, sort = key_of(ledger, row, more.get(row["id"], ()))
            values.append({"row_id": row["id"], "search_key": search, "sort_key": sort})
        if values:
            session.connection().execute(
                change.values(search_key=bindparam("search_key"), sort_key=bindparam("sort_key")), values
            )


def _owners(session: Session, change: ChangeRow) -> set[int]:
    """The parents of a child row, before and after the change."""
    parent = CHILD_PARENT[change.table]
    child = table_of(CHILDREN[change.table])
    found = {change.before.get(parent), change.after.get(parent)}
    if change.op == "u":
        found.add(session.execute(select(child.c[parent]).where(child.c.id == change.row)).scalar())
    return {owner for owner in found if owner is not None}


def touched_rows(session: Session, changes: Iterable[ChangeRow]) -> dict[str, set[int]]:
    """Table of a ledger -> the rows that changes touch, child rows counting for their parents."""
    touched: dict[str, set[int]] = {}
    for change in changes:
        if change.table in BY_TABLE:
            touched.setdefault(change.table, set()).add(change.row)
        elif change.table in CHILD_PARENT:
            touched.setdefault(CHILD_PARENT[change.table], set()).update(_owners(session, change))
    return touched


def refresh_touched(session: Session, batch: int) -> None:
    """Compute the keys of every row that a batch touched, children counting for their parents."""
    for name, rows in touched_rows(session, changes_of(session, batch=batch)).items():
        refresh_keys(session, BY_TABLE[name], rows)
