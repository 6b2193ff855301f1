"""ledgers and list: what a book holds."""

from __future__ import annotations

import argparse
import datetime as dt
from decimal import Decimal
from typing import Any

from crm.cli import WrongUsage
from crm.cli.say import answer, named, opened, table
from crm.queries import listing
from crm.queries.listing import Row
from crm.queries.view import ViewSpec
from crm.queries.where import parse_where
from crm.records.field import FieldSpec
from crm.records.ledger import LEDGERS, Ledger
from crm.records.values import plain, show
from crm.rules.problem import Problem


def view_of(options: argparse.Namespace, ledger: Ledger, *, today: dt.date) -> ViewSpec:
    """The view that --where, --search, --sort and --columns describe; WrongUsage when they name what there is not."""
    try:
        return ViewSpec(
            ledger.key,
            parse_where(ledger.key, options.where, today=today),
            options.search,
            tuple(_sort_key(ledger, part) for part in _parts(options.sort)),
            tuple(ledger.field(part).key for part in _parts(options.columns)),
        )
    except Problem as wrong:
        raise WrongUsage(str(wrong)) from None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]


def _sort_key(ledger: Ledger, text: str) -> str:
    down = text.startswith("-")
    return ("-" if down else "") + ledger.field(text.removeprefix("-").strip()).key


def list_rows(options: argparse.Namespace) -> int:
    """`list`: the rows of a view, all fields unless --columns says, with how many there are in all."""
    ledger = named(options)
    with opened(options) as book:
        view = view_of(options, ledger, today=book.today())
        columns = view.columns or (tuple(ledger.fields) if options.json else view.shown_columns())
        with book.read() as session:
            total = listing.count(session, view)
            rows = listing.cells(session, ledger.key, listing.ids(session, view, limit=options.limit), columns)
    data = {"ledger": ledger.key, "total": total, "rows": [row_json(row) for row in rows]}
    answer(options, data, lambda: _people(ledger, columns, rows, total))
    return 0


def row_json(row: Row) -> dict[str, Any]:
    """A row with its id; `month_only` names its dates known to the month only, where there are any."""
    values = {key: _json(value) for key, value in row.values.items()}
    marked = sorted(row.month_only & values.keys())
    return {"id": row.id, **values, **({"month_only": marked} if marked else {})}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return plain(value)


def _people(ledger: Ledger, columns: tuple[str, ...], rows: list[Row], total: int) -> str:
    specs = [ledger.fields[key] for key in columns]
    lines = [[_shown(spec, row) for spec in specs] for row in rows]
    counted = f"共 {total} {ledger.counter}" + (f"，列出 {len(rows)} {ledger.counter}" if len(rows) < total else "")
    return f"{table([spec.header for spec in specs], lines)}\n{counted}"


def _shown(spec: FieldSpec, row: Row) -> str:
    return show(spec, row.values[spec.key], month_only=spec.key in row.month_only, masked=spec.personal)


def ledgers(options: argparse.Namespace) -> int:
    """`ledgers`: every ledger with its fields, their labels and kinds."""
    data = {"ledgers": [_ledger_json(ledger) for ledger in LEDGERS.values()]}
    answer(options, data, _ledgers_text)
    return 0


def _ledger_json(ledger: Ledger) -> dict[str, Any]:
    fields = [_field_json(spec) for spec in ledger.fields.values()]
    return {"key": ledger.key, "label": ledger.label, "counter": ledger.counter, "fields": fields}


def _field_json(spec: FieldSpec) -> dict[str, Any]:
    return {
        "key": spec.key,
        "label": spec.label,
        "kind": str(spec.kind),
        "unit": spec.unit,
        "required": spec.required,
        "choices": list(spec.choices),
        "ledger": spec.ref or None,
        "derived": spec.derived,
    }


def _ledgers_text() -> str:
    parts = []
    for ledger in LEDGERS.values():
        lines = [[f"  {s.key}", s.header, str(s.kind), "必填" if s.required else ""] for s in ledger.fields.values()]
        parts.append(f"{ledger.label}  {ledger.key}\n{table(['  字段', '名称', '类型', ''], lines)}")
    return "\n\n".join(parts)
