"""Likely duplicates: all pairs of a ledger, those of a name that is being typed, and what each row holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, func, or_, select
from sqlalchemy.orm import Session

from crm.queries.judged import told_apart
from crm.records.enterprise import Contact
from crm.records.ledger import BY_TABLE, CHILD_LABELS, LEDGERS, METADATA, Ledger
from crm.rules import compared, likeness
from crm.rules.anatomy import FILLERS, company_parts, project_parts
from crm.rules.compared import Firm, Person, Project
from crm.rules.likeness import SHOWN, Likeness
from crm.rules.names import person_key
from crm.rules.pinyin import full, sound

Progress = Callable[[int, int], None]
_REPORT_EVERY = 2000
_SMALL = 40
_NEIGHBOURS = 8
_POOL = 120


@dataclass(frozen=True)
class Pair:
    """Two rows that are likely one; `a` is the older. `confidence` from 0 to 1, `reasons` in words."""

    a: int
    b: int
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Twin:
    """A row that a new one is likely to repeat."""

    id: int
    title: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Sort:
    """How the rows of a ledger are compared: fields read, made ready, keys under which likely ones meet, and where."""

    fields: tuple[str, ...]
    ready: Callable[[Mapping[str, Any]], Any]
    compare: Callable[[Any, Any], Likeness]
    keys: Callable[[Any], Iterable[str]]
    place: Callable[[Any], str]
    patterns: Callable[[Mapping[str, Any]], Iterable[str]]


def _firm_keys(of: Firm) -> Iterator[str]:
    yield sound(of.name.skeleton)
    if of.code:
        yield of.code
    yield from of.phones
    for name in of.former:
        yield sound(company_parts(name).skeleton)


def _firm_patterns(values: Mapping[str, Any]) -> Iterator[str]:
    name = company_parts(values.get("name") or "")
    start = FILLERS.split(name.core[2:])[0]
    yield full(name.core[:2] + start)
    yield str(values.get("credit_code") or "").lower()


def _person_keys(of: Person) -> Iterator[str]:
    yield of.sound


def _project_keys(of: Project) -> Iterator[str]:
    yield of.sound
    if of.owner is not None:
        yield f"#{of.owner}"
    if of.investor.core:
        yield f"@{sound(of.investor.skeleton)}"


def _project_patterns(values: Mapping[str, Any]) -> Iterator[str]:
    yield full(project_parts(values.get("name") or "").product)
    yield full(company_parts(values.get("investor") or "").core)


_PEOPLE = _Sort(
    ("name", "phone", "employer", "town", "gender", "wechat"),
    compared.person,
    likeness.people,
    _person_keys,
    lambda _: "",
    lambda values: [full(person_key(values.get("name") or ""))],
)
_SORTS = {
    "enterprises": _Sort(
        ("name", "former_name", "credit_code", "province", "city", "address"),
        compared.firm,
        likeness.firms,
        _firm_keys,
        lambda of: of.name.city.removesuffix("市") or of.city,
        _firm_patterns,
    ),
    "hometown": _PEOPLE,
    "ambassadors": _PEOPLE,
    "leads": _Sort(
        ("name", "investor", "enterprise", "total_investment", "land"),
        compared.project,
        likeness.projects,
        _project_keys,
        lambda _: "",
        _project_patterns,
    ),
}
COMPARED = tuple(_SORTS)
"""The ledgers whose rows are compared."""


def find_twins(
    session: Session, ledger_key: str, *, least: float = SHOWN, progress: Progress | None = None
) -> list[Pair]:
    """Every pair of rows at least so alike, the surest first; pairs judged not to be the same are left out.

    Only rows that share a key (sound of the name, code, phone, owner) are compared, so 100,000 take seconds.
    `progress` is told (done, total) and may raise to stop.
    """
    sort = _SORTS[ledger_key]
    report = progress or (lambda done, total: None)
    ids: list[int] = []
    rows: list[Any] = []
    blocks: dict[str, list[int]] = {}
    found = _read(session, ledger_key)
    for at, (row_id, values) in enumerate(found):
        if at % _REPORT_EVERY == 0:
            report(at, len(found) * 2)
        ready = sort.ready(values)
        ids.append(row_id)
        rows.append(ready)
        for key in {key for key in sort.keys(ready) if key}:
            blocks.setdefault(key, []).append(at)
    apart = told_apart(session, ledger_key)
    pairs: list[Pair] = []
    seen: set[tuple[int, int]] = set()
    for number, block in enumerate(blocks.values()):
        if number % _REPORT_EVERY == 0:
            report(len(found) + number * len(found) // len(blocks), len(found) * 2)
        for i, j in _meetings(block, rows, sort) if len(block) > 1 else ():
            if (i, j) in seen:
                continue
            seen.add((i, j))
            like = sort.compare(rows[i], rows[j])
            if like.confidence >= least and (ids[i], ids[j]) not in apart:
                pairs.append(Pair(ids[i], ids[j], like.confidence, like.reasons))
    report(1, 1)
    return sorted(pairs, key=lambda pair: (-pair.confidence, pair.a, pair.b))


def twins_of(
    session: Session, ledger_key: str, values: Mapping[str, Any], *, exclude: int | None = None, limit: int = 3
) -> list[Twin]:
    """The rows that a new one is likely to repeat, the surest first; cheap enough to ask while a name is typed."""
    sort = _SORTS.get(ledger_key)
    patterns = {p for p in sort.patterns(values) if len(p) >= 3} if sort else set()
    if sort is None or not patterns:
        return []
    table = LEDGERS[ledger_key].table
    near = or_(*(func.instr(table.c.search_key, p) > 0 for p in sorted(patterns)))
    picked = select(table.c.id).where(near, table.c.deleted_at.is_(None), table.c.id != (exclude or 0))
    shortest = picked.order_by(func.length(table.c[LEDGERS[ledger_key].title])).limit(_POOL)
    wanted = sort.ready(values)
    found = []
    for row_id, held in _read(session, ledger_key, only=list(session.execute(shortest).scalars())):
        like = sort.compare(wanted, sort.ready(held))
        if like.confidence >= SHOWN:
            found.append(Twin(row_id, held["name"], like.confidence, like.reasons))
    return sorted(found, key=lambda twin: (-twin.confidence, twin.id))[:limit]


def pairs_apart(session: Session, ledger_key: str) -> list[Pair]:
    """The pairs judged not to be the same whose rows are both still in use."""
    sort = _SORTS[ledger_key]
    apart = sorted(told_apart(session, ledger_key))
    wanted = sorted({row_id for pair in apart for row_id in pair})
    held = {row_id: sort.ready(values) for row_id, values in _read(session, ledger_key, only=wanted)}
    return [Pair(a, b, *sort.compare(held[a], held[b])) for a, b in apart if a in held and b in held]


def references_to(ledger: Ledger) -> list[tuple[Table, Column[Any]]]:
    """Every column of the book that points to rows of a ledger, child rows included, as (table, column)."""
    return [
        (table, column)
        for table in METADATA.sorted_tables
        for column in table.columns
        if any(key.column.table is ledger.table for key in column.foreign_keys)
    ]


def holdings(session: Session, ledger_key: str, ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """Row id -> what refers to it, as (label, count), the most first and child rows last; without the bin."""
    found: dict[int, dict[str, int]] = {row_id: {} for row_id in ids}
    for table, column in references_to(LEDGERS[ledger_key]):
        query = select(column, func.count()).where(column.in_(ids), table.c.deleted_at.is_(None)).group_by(column)
        for row_id, n in session.execute(query):
            label = _label(table)
            found[row_id][label] = found[row_id].get(label, 0) + n
    return {
        row_id: sorted(counts.items(), key=lambda one: (one[0] in CHILD_LABELS.values(), -one[1]))
        for row_id, counts in found.items()
    }


def _label(table: Table) -> str:
    return BY_TABLE[table.name].label if table.name in BY_TABLE else CHILD_LABELS[table.name]


def _read(session: Session, ledger_key: str, *, only: Sequence[int] | None = None) -> list[tuple[int, dict[str, Any]]]:
    """The rows in use with the fields that are compared, the oldest first."""
    sort, table = _SORTS[ledger_key], LEDGERS[ledger_key].table
    names = [name for name in sort.fields if name in table.c]
    query = select(table.c.id, *(table.c[name] for name in names)).where(table.c.deleted_at.is_(None))
    if only is not None:
        query = query.where(table.c.id.in_(only))
    rows = [(row[0], dict(zip(names, row[1:], strict=True))) for row in session.execute(query.order_by(table.c.id))]
    if ledger_key == "enterprises":
        _add_contacts(session, dict(rows), None if only is None else Contact.enterprise.in_(only))
    return rows


def _add_contacts(session: Session, rows: dict[int, dict[str, Any]], only: ColumnElement[bool] | None) -> None:
    """Give each enterprise the names and phones of all its contacts."""
    query = select(Contact.enterprise, Contact.name, Contact.phone).where(Contact.deleted_at.is_(None))
    for owner, name, phone in session.execute(query if only is None else query.where(only)):
        row = rows.get(owner or 0)
        if row is not None:
            for key, value in (("contact_name", name), ("contact_phone", phone)):
                if value:
                    row[key] = f"{row[key]}、{value}" if key in row else value


def _meetings(block: Sequence[int], rows: Sequence[Any], sort: _Sort) -> Iterable[tuple[int, int]]:
    """Which rows of a block are compared: all with all, and in a crowd those of one place or of none."""
    if len(block) <= _SMALL:
        return combinations(block, 2)
    places: dict[str, list[int]] = {}
    for at in block:
        places.setdefault(sort.place(rows[at]), []).append(at)
    nowhere = places.pop("", [])
    return _crowd([sorted([*group, *nowhere]) for group in places.values()] or [nowhere])


def _crowd(groups: Iterable[Sequence[int]]) -> Iterator[tuple[int, int]]:
    for group in groups:
        if len(group) <= _SMALL:
            yield from combinations(group, 2)
        else:
            # A crowd under one name in one place (测试, 待定) is shown as a chain, not as every two of it.
            for at, first in enumerate(group):
                yield from ((first, other) for other in group[at + 1 : at + 1 + _NEIGHBOURS])
