"""Much at once: many rows into one table without a statement's parameters row by row, and no collector meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, insert


@contextmanager
def uncollected() -> Iterator[None]:
    """Rest the cyclic collector: over a million fresh cells it goes round again and again and finds nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def bulk_insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given by column name; a column that no row names stays empty.

    The values go through the columns' own types, so the file holds what an ordinary insert would write.
    """
    if not rows:
        return
    named: set[str] = set()
    for row in rows:
        named.update(row)
    columns = [column for column in table.columns if column.name in named]
    dialect = connection.dialect
    sql = str(insert(table).compile(dialect=dialect, column_keys=[column.name for column in columns]))
    prepared: list[list[Any]] = []
    for column in columns:
        ready: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).bind_processor(dialect)
        name = column.name
        values = [row.get(name) for row in rows]
        prepared.append(values if ready is None else _readied(values, ready))
    connection.exec_driver_sql(sql, list(zip(*prepared, strict=True)))


def _readied(values: list[Any], ready: Callable[[Any], Any]) -> list[Any]:
    """Each distinct value made ready once: a sheet's dates are few beside its rows."""
    known: dict[Any, Any] = {}
    result: list[Any] = []
    for value in values:
        if value not in known:
            known[value] = ready(value)
        result.append(known[value])
    return result
