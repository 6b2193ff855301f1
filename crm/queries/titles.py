"""What names a row to people, richer than its title field where that alone says little."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.queries.derived import value_of
from crm.queries.listing import CHUNK, name_of
from crm.records.field import Kind
from crm.records.ledger import LEDGERS

_PARTS: Mapping[str, tuple[str, ...]] = {
    "visits": ("date", "method", "enterprise", "hometown", "contact"),
    "trips": ("staff", "start", "destination"),
    "arrivals": ("lead", "month"),
    "targets": ("year", "indicator", "subject"),
}
_ENOUGH = {"visits": 3}


def titles(session: Session, ledger_key: str, row_ids: Sequence[int]) -> dict[int, str]:
    """Row id -> a short name of the row; a row that is gone for good is left out, one in the bin is not."""
    ledger = LEDGERS[ledger_key]
    keys = _PARTS.get(ledger_key, (ledger.title,))
    picked: list[Any] = [ledger.table.c.id]
    for key in keys:
        spec = ledger.fields[key]
        picked.append(name_of(ledger, spec) if spec.kind is Kind.REF else value_of(ledger, spec))
    found: dict[int, str] = {}
    for start in range(0, len(row_ids), CHUNK):
        part = list(row_ids[start : start + CHUNK])
        for row_id, *values in session.execute(select(*picked).where(ledger.table.c.id.in_(part))):
            words = [_word(key, value) for key, value in zip(keys, values, strict=True) if value not in (None, "")]
            found[row_id] = " ".join(words[: _ENOUGH.get(ledger_key, len(keys))]) or f"未命名的{ledger.label}"
    return found


def _word(key: str, value: object) -> str:
    if not isinstance(value, dt.date):
        return str(value)
    return f"{value:%Y-%m}" if key == "month" else value.isoformat()
