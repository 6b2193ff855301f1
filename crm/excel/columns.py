"""The columns of a sheet as readers of their cells, put together once and run down all rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm.excel.convert import (
    BLANK,
    Convert,
    Doubted,
    Moment,
    Split,
    cleaned,
    converter,
    filled_in_on,
    splitter,
)
from crm.excel.header import Header
from crm.excel.mapping import is_ignored, is_reported_on, match_header
from crm.excel.refs import Refs
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger
from crm.rules.dates import MissingYear
from crm.rules.names import split_people
from crm.rules.problem import BadValue

Told = tuple[str, str, str]
"""Header, cell and reason of a fault or doubt."""


class Columns:
    """Reads a row of cells into values by field key; `author` and `missing_year` tell of the row read last."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.moment = Moment()
        self.missing_year = False
        self.author: str | None = None
        self.plain: list[tuple[int, str, str, Convert]] = []
        self.parted: list[tuple[int, str, Split, dict[str, Convert]]] = []
        self.noted: list[tuple[int, str]] = []
        self.reported_at: int | None = None
        self.year: int | None = None
        self.as_of: Any = None
        self.staff_at: int | None = None

    def keys(self) -> list[str]:
        """The fields that the columns can fill."""
        found = [key for _, _, key, _ in self.plain]
        found.extend(key for _, _, _, parts in self.parted for key in parts)
        if self.staff_at is not None and "companions" in self.ledger.fields:
            found.append("companions")
        if self.noted:
            found.append("note")
        return list(dict.fromkeys(found))

    def read(self, cells: Sequence[Any]) -> tuple[dict[str, Any], list[Told], list[Told]]:
        """The row's values, its faults and its doubts; a blank cell gives no value at all."""
        values: dict[str, Any] = {}
        faults: list[Told] = []
        doubts: list[Told] = []
        width = len(cells)
        if self.reported_at is not None:
            self._set_moment(cells)
        self.author = None
        for column, header, key, convert in self.plain:
            cell = cells[column] if column < width else None
            value = cell.strip(BLANK) if cell.__class__ is str else cell
            if value == "" or value is None:
                continue
            if column == self.staff_at:
                value = self._first_person(value, values)
            try:
                found = convert(value)
            except BadValue as wrong:
                self.missing_year = self.missing_year or isinstance(wrong, MissingYear)
                faults.append((header, _text(value), str(wrong)))
                continue
            if found.__class__ is Doubted:
                doubts.append((header, _text(value), found.reason))
                found = found.value
            if found is not None and found != "":
                values[key] = found
        self._read_parted(cells, values, faults, doubts)
        return values, faults, doubts

    def _read_parted(
        self, cells: Sequence[Any], values: dict[str, Any], faults: list[Told], doubts: list[Told]
    ) -> None:
        """The columns whose cells hold several fields, and those that go to the note."""
        width = len(cells)
        for column, header, split, parts in self.parted:
            value = cleaned(cells[column]) if column < width else None
            if value is None:
                continue
            for key, part in split(value).items():
                if part not in ("", None):
                    self._put(values, faults, doubts, cell=(header, key, part), convert=parts[key])
        for column, header in self.noted:
            value = cleaned(cells[column]) if column < width else None
            if value is not None:
                line = f"{header}：{_text(value)}"
                values["note"] = f"{values['note']}\n{line}" if values.get("note") else line

    def _put(
        self,
        values: dict[str, Any],
        faults: list[Told],
        doubts: list[Told],
        *,
        cell: tuple[str, str, Any],
        convert: Convert,
    ) -> None:
        header, key, value = cell
        try:
            found = convert(value)
        except BadValue as wrong:
            self.missing_year = self.missing_year or isinstance(wrong, MissingYear)
            faults.append((header, _text(value), str(wrong)))
            return
        if found.__class__ is Doubted:
            doubts.append((header, _text(value), found.reason))
            found = found.value
        if found is not None and found != "":
            values[key] = found

    def _set_moment(self, cells: Sequence[Any]) -> None:
        at = self.reported_at
        own = cleaned(cells[at]) if at is not None and at < len(cells) else None
        year, day = filled_in_on(own) if own is not None else (None, None)
        self.moment.year = year or self.year
        self.moment.as_of = day if year else self.as_of

    def _first_person(self, value: Any, values: dict[str, Any]) -> Any:
        """Several people in the 人员 cell: the first is the one who logs, the rest came along."""
        people = split_people(str(value)) or [str(value)]
        self.author = people[0]
        if len(people) > 1 and "companions" in self.ledger.fields:
            values["companions"] = "、".join(people[1:])
        return people[0]


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def columns_of(
    ledger: Ledger, header: Header, mapping: Mapping[int, str], refs: Refs, *, year: int | None, note_unmapped: bool
) -> Columns:
    """Put the readers together; `year` is a person's answer and goes over what the sheet says."""
    columns = Columns(ledger)
    columns.year = columns.moment.year = year or header.year
    columns.as_of = columns.moment.as_of = None if year else header.as_of
    taken = list(mapping.values())
    for column, key in mapping.items():
        name = header.names[column]
        split = splitter(ledger.fields, key, name, taken)
        if split is not None:
            parts = {k: _reader(ledger.fields[k], header.units[column], columns.moment, refs) for k in ledger.fields}
            columns.parted.append((column, name, split, _only(parts, key)))
            continue
        columns.plain.append(
            (column, name, key, _reader(ledger.fields[key], header.units[column], columns.moment, refs))
        )
        if key == "staff" and ledger.key == "visits":
            columns.staff_at = column
    reported = [c for c, name in enumerate(header.names) if is_reported_on(name)]
    columns.reported_at = reported[0] if reported else None
    if note_unmapped and "note" in ledger.fields:
        columns.noted = [
            (column, name)
            for column, name in enumerate(header.names)
            if name and column not in mapping and not is_ignored(name) and match_header(ledger.key, name) is None
        ]
    return columns


PARTS = {
    "employer": ("employer", "title"),
    "town": ("town", "village"),
    "city": ("province", "city", "county"),
    "start": ("start", "end"),
    "appointed_from": ("appointed_from", "appointed_to"),
}


def _only(parts: dict[str, Convert], key: str) -> dict[str, Convert]:
    """The readers that a split of this field can need."""
    wanted = PARTS.get(key, ("contact_name", "contact", "contact_phone", "phone"))
    return {k: reader for k, reader in parts.items() if k in wanted}


def _reader(spec: FieldSpec, unit: str, moment: Moment, refs: Refs) -> Convert:
    convert = converter(spec, unit=unit, moment=moment)
    if spec.kind is not Kind.REF:
        return convert
    return lambda value: refs.find(spec.ref, convert(value))
