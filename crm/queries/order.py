"""The order of a view: its groups first, then its sort entries, then the newest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select

from crm.queries.derived import value_of
from crm.queries.view import ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS, Ledger

_WORDS = (Kind.TEXT, Kind.NOTE, Kind.CHOICE)


def _by_reference(spec: FieldSpec, key: ColumnElement[Any]) -> ColumnElement[Any]:
    """What the row with the id `key` sorts by in its own ledger."""
    target = LEDGERS[spec.ref]
    other = target.table.alias()
    column = other.c.sort_key if target.fields[target.title].kind is Kind.TEXT else other.c[target.title]
    return select(column).where(other.c.id == key).scalar_subquery()


def _ranked(spec: FieldSpec, key: ColumnElement[Any]) -> ColumnElement[Any]:
    """What a value sorts by: choices as they were declared, words by pinyin, refs by the title behind them."""
    if spec.kind is Kind.REF:
        return _by_reference(spec, key)
    if spec.kind is Kind.CHOICE and spec.choices:
        return case({c: i for i, c in enumerate(spec.choices)}, value=key, else_=len(spec.choices))
    return func.pinyin_sort(key) if spec.kind in _WORDS else key


def _sort_expression(ledger: Ledger, spec: FieldSpec) -> ColumnElement[Any]:
    if spec.key == ledger.title and spec.kind is Kind.TEXT:
        return ledger.table.c.sort_key
    return _ranked(spec, value_of(ledger, spec))


def groupable(ledger: Ledger, spec: FieldSpec) -> bool:
    """Whether rows can be put together by a field: choices, refs, yes or no, days by month, words that recur."""
    if spec.kind in (Kind.CHOICE, Kind.REF, Kind.BOOL, Kind.DATE):
        return True
    return spec.kind is Kind.TEXT and not spec.search and not spec.personal and spec.key != ledger.title


def group_key(ledger: Ledger, spec: FieldSpec) -> ColumnElement[Any]:
    """What the rows of a group have in common: a ref's id, a day's month as 2024-05, else the value; NULL for blank."""
    value = value_of(ledger, spec)
    if spec.kind is Kind.DATE:
        return func.substr(value, 1, 7)
    return func.nullif(value, literal("")) if spec.kind in _WORDS else value


def group_order(view: ViewSpec, spec: FieldSpec, key: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """The order of groups by their key: as the field sorts, downwards where the view sorts by it so, blank last."""
    down = f"-{spec.key}" in view.sort
    if spec.kind not in (*_WORDS, Kind.REF):
        return [(key.desc() if down else key.asc()).nulls_last()]
    # Words outside the declared choices and blank ones have one rank, so that blank needs a place of its own.
    rank = (_ranked(spec, key), key)
    return [key.is_(None), *(e.desc() if down else e.asc() for e in rank)]


def order(view: ViewSpec) -> list[ColumnElement[Any]]:
    """The ORDER BY of a view."""
    ledger = view.source
    found: list[ColumnElement[Any]] = []
    for level in view.levels:
        spec = ledger.field(level)
        found.extend(group_order(view, spec, group_key(ledger, spec)))
    for entry in view.sort or ledger.order:
        expression = _sort_expression(ledger, ledger.field(entry.lstrip("-")))
        found.append(expression.desc().nulls_last() if entry.startswith("-") else expression.asc().nulls_last())
    return [*found, ledger.table.c.id.desc()]
