"""Typing into the grid: texts of cells, new rows included, written as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm.actions.edit import change_label, find_by_name, find_or_make
from crm.actions.rows import insert_rows, update_rows
from crm.book import Book, Changes
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS, Ledger, ledger_named
from crm.records.values import is_blank, parse
from crm.rules.dates import Day
from crm.rules.problem import BadValue
from crm.rules.spoken import parse_spoken_day


def read_cell(spec: FieldSpec, text: object, *, today: dt.date) -> tuple[Any, str]:
    """(value, warning) of a typed cell; a date may be said (今天, 5.20), a REF keeps its text. Raises BadValue."""
    if spec.kind is not Kind.DATE or is_blank(text) or not isinstance(text, str):
        parsed = parse(spec, text)
        return (Day(parsed.value, "month") if parsed.month_only else parsed.value), parsed.warning
    try:
        parsed = parse(spec, text)
        return (Day(parsed.value, "month") if parsed.month_only else parsed.value), ""
    except BadValue as unread:
        try:
            return parse_spoken_day(text, today=today, prefer=spec.prefer), ""
        except BadValue:
            raise unread from None


def write_cells(
    book: Book,
    ledger_key: str,
    typed: Mapping[int, Mapping[str, object]],
    *,
    label: str = "",
    new: Sequence[Mapping[str, object]] = (),
) -> tuple[Changes, list[str]]:
    """Write typed cells {id: {field: text}} and new rows [{field: text}] as one step; "" clears a cell.

    A REF text is looked up by name; 片区, 人员 and 目标企业 not yet there are made. Returns the changes and the
    warnings of values kept in doubt. Raises BadValue naming the field; nothing is written then.
    """
    ledger = ledger_named(ledger_key)
    warnings: list[str] = []
    with book.write(label or _label(ledger, typed, new)) as writer:
        reader = CellReader(
            writer.session, ledger, book.today(), warnings, make=lambda key, name: find_or_make(writer, key, name)
        )
        changed = {row: reader.values(cells) for row, cells in typed.items()}
        if changed:
            update_rows(writer, ledger, changed)
        if new:
            insert_rows(writer, ledger, [reader.values(cells) for cells in new])
    return writer.changes, warnings


class CellReader:
    """Reads the cells of one step; a name is looked up once, and one that the book has not is given to `make`."""

    def __init__(
        self, session: Session, ledger: Ledger, today: dt.date, warnings: list[str], *, make: Callable[[str, str], Any]
    ) -> None:
        self._session, self._ledger, self._today, self._warnings = session, ledger, today, warnings
        self._make = make
        self._names: dict[tuple[str, str], Any] = {}

    def values(self, cells: Mapping[str, object]) -> dict[str, Any]:
        """The values of one row's cells."""
        return {key: self.value(self._ledger.fields[key], text) for key, text in cells.items()}

    def value(self, spec: FieldSpec, text: object) -> Any:
        """The value of one cell; BadValue naming the field."""
        try:
            value, warning = read_cell(spec, text, today=self._today)
            if spec.kind is Kind.REF and value is not None and not isinstance(text, int):
                return self._ref(spec, str(value))
        except BadValue as wrong:
            raise BadValue(str(wrong) if spec.label in str(wrong) else f"{spec.label}：{wrong}") from None
        if warning:
            self._warnings.append(f"{spec.label}：{warning}")
        return text if spec.kind is Kind.REF and isinstance(text, int) else value

    def _ref(self, spec: FieldSpec, name: str) -> Any:
        spot = spec.ref, name
        if spot not in self._names:
            target = LEDGERS[spec.ref]
            found: Any = find_by_name(self._session, spec.ref, name) if target.fields[target.title].stored else None
            if found is None and target.creates:
                found = self._make(spec.ref, name)
            if found is None:
                raise BadValue(f"{target.label}里没有“{name}”，请先新建，或改成已有的名称")
            self._names[spot] = found
        return self._names[spot]


def _label(ledger: Ledger, typed: Mapping[int, Mapping[str, object]], new: Sequence[object]) -> str:
    if new and not typed:
        return f"新建 {len(new)} {ledger.counter}{ledger.label}"
    return change_label(ledger, typed)
