"""Puts the readers of a sheet's columns together, from what each column was taken for."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from crm.excel import people
from crm.excel.columns import Columns
from crm.excel.convert import SCIENTIFIC, Convert, Moment, converter, is_plain_text
from crm.excel.header import Header
from crm.excel.mapping import is_ignored, is_reported_on, match_header, plain_header
from crm.excel.more import More
from crm.excel.parting import splitter
from crm.excel.refs import Refs
from crm.excel.targets import TASKS, columns_of_amounts
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger
from crm.records.values import is_nothing
from crm.rules.contacts import split_contacts
from crm.rules.names import unbroken
from crm.rules.problem import BadValue

_DAYS = ("天数", "驻外天数", "外出天数", "驻点天数", "出差天数")


def columns_of(
    ledger: Ledger,
    header: Header,
    mapping: Mapping[int, str],
    refs: Refs,
    *,
    year: int | None,
    note_unmapped: bool,
    more: More,
) -> Columns:
    """Put the readers together; `year` is a person's answer and goes over what the sheet says."""
    columns = Columns(ledger)
    columns.year = columns.moment.year = year or header.year
    columns.moment.month = header.month
    columns.as_of = columns.moment.as_of = None if year else header.as_of
    taken = list(mapping.values())
    for column, key in mapping.items():
        name = header.names[column]
        if column in more.told_at:
            columns.tell(key, _reader(ledger.fields[key], "", columns.moment, refs)(more.told_at[column].text))
            continue
        parting = splitter(ledger.fields, key, name, taken)
        if parting is not None:
            parts = {k: _reader(ledger.fields[k], header.units[column], columns.moment, refs) for k in parting.keys}
            columns.parted.append((column, name, parting, parts))
            continue
        spec = ledger.fields[key]
        reader = _reader(spec, header.units[column], columns.moment, refs)
        if key == ledger.title and spec.kind is Kind.TEXT:
            reader = _name_reader(reader)
        columns.plain.append((column, name, key, reader, is_plain_text(spec)))
        if ledger.fields[key].ref == "staff":
            columns.staff_at = column
    _mark_helpers(columns, header, mapping)
    used = {*more.used(mapping), *range(len(more.file.names), len(header.names))}
    if note_unmapped and "note" in ledger.fields:
        columns.noted = _noted(ledger, header, {*mapping, *used})
    return columns


def _mark_helpers(columns: Columns, header: Header, mapping: Mapping[int, str]) -> None:
    """Find the columns that help to read the others: 天数, the contacts' name, the units of tasks, 填报时间."""
    ledger = columns.ledger.key
    if ledger == "trips":
        columns.days_at = next((c for c, name in enumerate(header.names) if plain_header(name) in _DAYS), None)
    if ledger == "enterprises":
        columns.contacts = next((header.names[c] for key in people.KEYS for c, k in mapping.items() if k == key), "")
    if ledger == "targets":
        columns.tasks = columns_of_amounts(mapping, header.units)
        columns.rates = {key: column for column, key in mapping.items() if key in TASKS}
    columns.reported_at = next((c for c, name in enumerate(header.names) if is_reported_on(name)), None)


def _noted(ledger: Ledger, header: Header, used: Container[int]) -> list[tuple[int, str]]:
    """The columns that no field takes and that say something: place and name."""
    return [
        (column, name)
        for column, name in enumerate(header.names)
        if name and column not in used and not is_ignored(name) and match_header(ledger.key, name) is None
    ]


def _reader(spec: FieldSpec, unit: str, moment: Moment, refs: Refs) -> Convert:
    convert = converter(spec, unit=unit, moment=moment)
    if spec.key == people.PHONE and spec.child:
        return _number_or_person(convert)
    if spec.kind is not Kind.REF:
        return convert
    return lambda value: None if is_nothing(value) else refs.find(spec.ref, unbroken(convert(value)))


def _name_reader(convert: Convert) -> Convert:
    def read(value: Any) -> Any:
        found = convert(value)
        return unbroken(found) if isinstance(found, str) else found

    return read


def _number_or_person(convert: Convert) -> Convert:
    """Numbers with their holders' names (王总13800000001、李敏139…) stay a text, to be parted with the names."""

    def read(value: Any) -> Any:
        try:
            return convert(value)
        except BadValue:
            lost = isinstance(value, str) and SCIENTIFIC.fullmatch(value)
            if isinstance(value, str) and not lost and any(one.name and one.phone for one in split_contacts(value)):
                return value
            raise

    return read
