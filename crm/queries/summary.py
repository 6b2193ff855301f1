"""Sums and counts of columns over a view or some of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.queries.derived import value_of
from crm.queries.listing import CHUNK, where
from crm.queries.view import ViewSpec


@dataclass(frozen=True)
class Sum:
    """The total of a column (元 for money) and how many rows hold a value."""

    total: int | Decimal
    filled: int


def summary(
    session: Session, view: ViewSpec, fields: Sequence[str], *, only: Sequence[int] | None = None
) -> dict[str, Sum]:
    """Field key -> its sum, over the whole view, or over the rows with the ids in `only`."""
    if not fields:
        return {}
    ledger = view.source
    inner = select(*(value_of(ledger, ledger.fields[f]).label(f) for f in fields))
    if only is None:
        parts: list[Any] = [inner.where(*where(view))]
    else:
        parts = [inner.where(ledger.table.c.id.in_(only[i : i + CHUNK])) for i in range(0, len(only), CHUNK)]
    totals: dict[str, Sum] = {f: Sum(0, 0) for f in fields}
    for part in parts:
        rows = part.subquery()
        picked = [expression for f in fields for expression in (func.sum(rows.c[f]), func.count(rows.c[f]))]
        values = session.execute(select(*picked)).one()
        for at, f in enumerate(fields):
            total, filled = values[2 * at], values[2 * at + 1]
            totals[f] = Sum(totals[f].total + (total or 0), totals[f].filled + filled)
    return totals
