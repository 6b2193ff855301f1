"""The groups of a view: their names, how many rows each has, and what its columns come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.queries.derived import value_of
from crm.queries.listing import cells, where
from crm.queries.order import group_key, group_order
from crm.queries.view import Filter, ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger
from crm.rules.dates import month_end

BLANK = "未填"


Total = int | Decimal | None


@dataclass(frozen=True)
class Group:
    """Rows that stand together: `key` tells it from its neighbours, None where the field is blank.

    `sums` holds a total by field key (元 for money), None where no row has a figure; `field` is what it is grouped by,
    `parent` the group that it is a part of.
    """

    key: str | int | bool | None
    name: str
    count: int
    sums: dict[str, Total]
    field: str = ""
    parent: Group | None = None

    @property
    def level(self) -> int:
        """0 for an outer group, 1 for one inside it."""
        return 0 if self.parent is None else 1

    @property
    def path(self) -> tuple[str | int | bool | None, ...]:
        """What tells it from all other groups of the view."""
        return (self.key,) if self.parent is None else (*self.parent.path, self.key)


def groups(session: Session, view: ViewSpec) -> list[Group]:
    """The groups of a view in their order, each before its parts, with the totals of its shown columns.

    The rows of `listing.ids` come in the same order, so that the counts of the innermost groups say where each begins.
    """
    if not view.levels:
        return []
    ledger = view.source
    specs = [ledger.field(level) for level in view.levels]
    summed = [ledger.fields[c] for c in view.shown_columns() if ledger.fields[c].total]
    inner = select(
        *(group_key(ledger, spec).label(f"key_{at}") for at, spec in enumerate(specs)),
        ledger.table.c.id,
        *(value_of(ledger, s).label(f"v_{s.key}") for s in summed),
    )
    rows = inner.where(*where(view)).subquery()
    keys = [rows.c[f"key_{at}"] for at in range(len(specs))]
    totals = [func.sum(rows.c[f"v_{s.key}"]).label(f"v_{s.key}") for s in summed]
    parts = (
        select(*keys, func.min(rows.c.id).label("member"), func.count().label("n"), *totals).group_by(*keys).subquery()
    )
    order = [e for at, spec in enumerate(specs) for e in group_order(view, spec, parts.c[f"key_{at}"])]
    found = session.execute(select(parts).order_by(*order)).all()
    depth = len(specs)
    names = [_names(session, ledger, spec, {row[at]: row.member for row in found}) for at, spec in enumerate(specs)]
    sums = [dict(zip((s.key for s in summed), row[depth + 2 :], strict=True)) for row in found]
    lots = [(row[:depth], row.n, total) for row, total in zip(found, sums, strict=True)]
    if depth == 1:
        return [Group(keys[0], names[0][keys[0]], count, total, view.group) for keys, count, total in lots]
    return _nested(lots, names, view.levels)


Lot = tuple[Sequence[Any], int, dict[str, Total]]


def _nested(lots: Sequence[Lot], names: list[dict[Any, str]], levels: tuple[str, ...]) -> list[Group]:
    """Outer groups, counted and summed from their parts, each followed by these."""
    result: list[Group] = []
    for key, members in groupby(lots, key=lambda lot: lot[0][0]):
        own = list(members)
        sums = {field: _sum(total[field] for _, _, total in own) for field in own[0][2]}
        outer = Group(key, names[0][key], sum(count for _, count, _ in own), sums, levels[0])
        result.append(outer)
        result.extend(Group(k[1], names[1][k[1]], count, total, levels[1], outer) for k, count, total in own)
    return result


def _sum(parts: Iterable[Total]) -> Total:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def _names(session: Session, ledger: Ledger, spec: FieldSpec, members: dict[Any, int]) -> dict[Any, str]:
    """Group key -> its name; a ref is named as the cell of any member names it."""
    if spec.kind is not Kind.REF:
        return {key: _name(spec, key) for key in members}
    told = {row.id: row.values[spec.key] for row in cells(session, ledger, list(members.values()), [spec.key])}
    return {key: str(told[member]) if key is not None else BLANK for key, member in members.items()}


def _name(spec: FieldSpec, key: Any) -> str:
    if key is None:
        return BLANK
    if spec.kind is Kind.DATE:
        return f"{key[:4]}年{int(key[5:])}月"
    return ("是" if key else "否") if spec.kind is Kind.BOOL else str(key)


def only(view: ViewSpec, group: Group) -> tuple[Filter, ...]:
    """The conditions that keep the rows of one group."""
    outer = only(view, group.parent) if group.parent is not None else ()
    return (*outer, _only(view.source.field(group.field), group))


def _only(spec: FieldSpec, group: Group) -> Filter:
    if group.key is None:
        return Filter(spec.key, "empty")
    if spec.kind is Kind.DATE:
        first = dt.date.fromisoformat(f"{group.key}-01")
        return Filter(spec.key, "between", (first.isoformat(), month_end(first).isoformat()))
    return Filter(spec.key, "=", group.name if spec.kind is Kind.REF else group.key)
