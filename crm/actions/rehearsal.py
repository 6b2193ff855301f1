"""What typed cells would do, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from sqlalchemy.orm import Session

from crm.actions.cells import CellReader
from crm.actions.rows import check_change, check_row, current_rows, with_defaults
from crm.book import Book
from crm.queries.listing import CHUNK, Row, cells
from crm.queries.titles import titles
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger, ledger_named
from crm.rules.dates import Day
from crm.rules.problem import BadValue

Status = Literal["new", "update", "unchanged", "wrong"]


@dataclass(slots=True)
class Line:
    """One row that cells would be typed into: as it is now (None: a new one) and by what title.

    `values` are by field, a REF that would be made on the spot by its name; `changed` are the fields that would
    differ; `wrong` gives reasons by field, under "" where the row as a whole is wrong.
    """

    row: Row | None
    title: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """What becomes of the row."""
        if self.wrong:
            return "wrong"
        return "new" if self.row is None else "update" if self.changed else "unchanged"


def rehearse_cells(
    book: Book,
    ledger_key: str,
    typed: Mapping[int, Mapping[str, object]],
    *,
    new: Sequence[Mapping[str, object]] = (),
) -> list[Line]:
    """What `write_cells` would make of {id: {field: text}} and of new rows, in this order; nothing is written."""
    ledger = ledger_named(ledger_key)
    with book.read() as session:
        reader = CellReader(session, ledger, book.today(), [], make=lambda _key, name: name)
        lines = _changes(session, ledger, reader, typed)
        for texts in new:
            line = Line(None)
            _read(ledger, reader, line, texts)
            if not line.wrong:
                _check(line, lambda values: check_row(ledger, with_defaults(ledger, values)))
            lines.append(line)
    return lines


def differs(spec: FieldSpec, found: Row, value: Any) -> bool:
    """Whether a value is another than a row has."""
    if spec.kind is Kind.REF:
        return bool(found.refs.get(spec.key) != value)
    day = value.date if isinstance(value, Day) else value
    months = isinstance(value, Day) and value.precision != "day"
    return not (found.values.get(spec.key) == day and (spec.key in found.month_only) == months)


def _changes(
    session: Session, ledger: Ledger, reader: CellReader, typed: Mapping[int, Mapping[str, object]]
) -> list[Line]:
    lines: list[Line] = []
    ids, keys = list(typed), sorted({key for texts in typed.values() for key in texts})
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        rows = {row.id: row for row in cells(session, ledger.key, part, keys)}
        held, names = current_rows(session, ledger, part), titles(session, ledger.key, part)
        for row_id in part:
            line = Line(rows.get(row_id), names.get(row_id, ""))
            lines.append(line)
            if line.row is None:
                line.wrong[""] = f"这{ledger.counter}{ledger.label}已不在账本里，请刷新后再粘贴"
                continue
            _read(ledger, reader, line, typed[row_id])
            if not line.wrong:
                _check(line, partial(check_change, ledger, held[row_id]))
    return lines


def _read(ledger: Ledger, reader: CellReader, line: Line, texts: Mapping[str, object]) -> None:
    for key, text in texts.items():
        spec = ledger.fields[key]
        try:
            value = line.values[key] = reader.value(spec, text)
        except BadValue as wrong:
            line.wrong[key] = str(wrong)
            continue
        if value not in (None, "") if line.row is None else differs(spec, line.row, value):
            line.changed.add(key)


def _check(line: Line, rule: Callable[[Mapping[str, Any]], None]) -> None:
    try:
        rule(line.values)
    except BadValue as wrong:
        line.wrong[""] = str(wrong)
