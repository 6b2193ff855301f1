"""The groups of a view: their names, how many rows each has, and what its columns come to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.queries.derived import value_of
from crm.queries.listing import cells, where
from crm.queries.order import group_key, group_order
from crm.queries.view import Filter, ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS, Ledger
from crm.rules.dates import month_end

BLANK = "未填"


@dataclass(frozen=True)
class Group:
    """Rows that stand together: `key` tells it from the others, None where the field is blank.

    `sums` holds a total by field key (元 for money), None where no row has a figure.
    """

    key: str | int | bool | None
    name: str
    count: int
    sums: dict[str, int | Decimal | None]


def groups(session: Session, view: ViewSpec) -> list[Group]:
    """The groups of a view in their order, with the totals of its shown columns; none where it has no grouping.

    The rows of `listing.ids` come in the same order, so that the counts say where each group begins.
    """
    if not view.group:
        return []
    ledger = LEDGERS[view.ledger]
    spec = ledger.field(view.group)
    summed = [ledger.fields[c] for c in view.shown_columns() if ledger.fields[c].total]
    inner = select(
        group_key(ledger, spec).label("key"),
        ledger.table.c.id,
        *(value_of(ledger, s).label(f"v_{s.key}") for s in summed),
    )
    rows = inner.where(*where(view)).subquery()
    totals = [func.sum(rows.c[f"v_{s.key}"]).label(f"v_{s.key}") for s in summed]
    parts = (
        select(rows.c.key, func.min(rows.c.id).label("member"), func.count().label("n"), *totals)
        .group_by(rows.c.key)
        .subquery()
    )
    query = select(parts).order_by(*group_order(view, spec, parts.c.key))
    found = session.execute(query).all()
    names = _names(session, ledger, spec, {row[0]: row[1] for row in found})
    return [
        Group(row[0], names[row[0]], row[2], {s.key: total for s, total in zip(summed, row[3:], strict=True)})
        for row in found
    ]


def _names(session: Session, ledger: Ledger, spec: FieldSpec, members: dict[Any, int]) -> dict[Any, str]:
    """Group key -> its name; a ref is named as the cell of any member names it."""
    if spec.kind is not Kind.REF:
        return {key: _name(spec, key) for key in members}
    told = {row.id: row.values[spec.key] for row in cells(session, ledger.key, list(members.values()), [spec.key])}
    return {key: str(told[member]) if key is not None else BLANK for key, member in members.items()}


def _name(spec: FieldSpec, key: Any) -> str:
    if key is None:
        return BLANK
    if spec.kind is Kind.DATE:
        return f"{key[:4]}年{int(key[5:])}月"
    return ("是" if key else "否") if spec.kind is Kind.BOOL else str(key)


def only(view: ViewSpec, group: Group) -> Filter:
    """The condition that keeps the rows of one group."""
    spec = LEDGERS[view.ledger].field(view.group)
    if group.key is None:
        return Filter(spec.key, "empty")
    if spec.kind is Kind.DATE:
        first = dt.date.fromisoformat(f"{group.key}-01")
        return Filter(spec.key, "between", (first.isoformat(), month_end(first).isoformat()))
    return Filter(spec.key, "=", group.name if spec.kind is Kind.REF else group.key)
