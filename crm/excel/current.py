"""What the book holds now for many rows at once, as an import compares it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Select, select
from sqlalchemy.orm import Session

from crm.records.field import FieldSpec
from crm.records.ledger import CHILD_PARENT, CHILDREN, Ledger, table_of
from crm.rules.contacts import Person

CHUNK = 900
MANY = 5000
PERSON = ("name", "title", "phone")
NO_MONTHS: frozenset[str] = frozenset()


@dataclass(slots=True)
class Held:
    """One row's values by field key, refs as ids, the dates known to the month only, and its further contacts.

    `facts` are what it has several of: the cells of each by its day, by the words of their place (增资, 自报).
    """

    values: dict[str, Any] = field(default_factory=dict)
    months: frozenset[str] = NO_MONTHS
    others: list[Person] = field(default_factory=list)
    facts: dict[tuple[str, ...], dict[dt.date, dict[str, Any]]] = field(default_factory=dict)


def held(session: Session, ledger: Ledger, ids: Sequence[int], keys: Iterable[str]) -> dict[int, Held]:
    """The given fields of the given rows."""
    specs = [ledger.fields[key] for key in keys]
    own = [spec.key for spec in specs if spec.stored]
    found: dict[int, Held] = {}
    table = ledger.table
    query = select(table.c.id, table.c.month_only, *(table.c[key] for key in own))
    for row_id, months, *values in _each(session, query, table.c.id, ids):
        marked = frozenset(months.split(",")) if months else NO_MONTHS
        found[row_id] = Held(dict(zip(own, values, strict=True)), marked)
    for name in sorted({spec.child.table for spec in specs if spec.child}):
        _add_children(session, name, ids, [s for s in specs if s.child and s.child.table == name], found)
    return found


def _each(session: Session, query: Select[Any], column: Column[Any], ids: Sequence[int]) -> Iterator[Any]:
    """The rows whose `column` is one of the ids; many ids are answered by one reading of the whole table."""
    if len(ids) > MANY:
        wanted = set(ids)
        for row in session.execute(query.add_columns(column.label("wanted")).execution_options(yield_per=5000)):
            if row[-1] in wanted:
                yield row[:-1]
        return
    for start in range(0, len(ids), CHUNK):
        yield from session.execute(query.where(column.in_(ids[start : start + CHUNK])))


def _add_children(
    session: Session, name: str, ids: Sequence[int], specs: list[FieldSpec], found: dict[int, Held]
) -> None:
    child = table_of(CHILDREN[name])
    parent = child.c[CHILD_PARENT[name]]
    where = [spec.child for spec in specs if spec.child]
    tests = sorted({column for one in where for column in one.where})
    places = {column: at for at, column in enumerate(dict.fromkeys([*tests, *(one.column for one in where)]), 2)}
    several = {tuple(one.where.values()): one for one in where if one.repeats}
    for column in ("date", "amount") if several else ():
        places.setdefault(column, len(places) + 2)
    takes = [
        (spec.key, places[spec.child.column], [(places[c], v) for c, v in spec.child.where.items()], spec.child.column)
        for spec in specs
        if spec.child and not spec.child.repeats
    ]
    person = [places.setdefault(column, len(places) + 2) for column in PERSON] if name == "contact" else []
    query = select(parent, child.c.month_only, *(child.c[column] for column in places))
    query = query.where(child.c.deleted_at.is_(None)).order_by(child.c.id)
    for row in _each(session, query, parent, ids):
        into = found.get(row[0])
        if into is None:
            continue
        if person and row[places["position"]] != 0:
            into.others.append(Person(*(row[place] or "" for place in person)))
            continue
        for key, place, conditions, column in takes:
            if key not in into.values and all(row[at] == wanted for at, wanted in conditions):
                into.values[key] = row[place]
                if row[1] == column:
                    into.months = into.months | {key}
        for place_words, one in several.items():
            if all(row[places[c]] == wanted for c, wanted in one.where.items()) and row[places["date"]] is not None:
                cells = {"date": row[places["date"]], "amount": row[places["amount"]], "month_only": row[1]}
                into.facts.setdefault(place_words, {}).setdefault(row[places["date"]], cells)
