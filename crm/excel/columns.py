"""The columns of a sheet as readers of their cells, run down all rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from crm.excel import people
from crm.excel.convert import (
    BLANK,
    HALF_A_YEAR,
    YEARLESS,
    Convert,
    Doubted,
    Moment,
    Term,
    cleaned,
    day_of,
    filled_in_on,
)
from crm.excel.implied import IMPLIED, NOTHING_IMPLIED
from crm.excel.lost import Lost
from crm.excel.parting import SPANS, TERMS, Parting
from crm.excel.targets import put_in_percent, put_in_yi
from crm.records.field import Kind
from crm.records.ledger import Ledger
from crm.records.values import NOTHING, is_nothing, is_unknown, parse
from crm.rules.contacts import Person
from crm.rules.dates import Day, MissingYear, add_months
from crm.rules.names import split_people
from crm.rules.numbers import shown, squeeze
from crm.rules.problem import BadValue

Told = tuple[str, str, str]
"""Header, cell and reason of a fault or doubt."""


class Columns:
    """Reads a row of cells into values by field key.

    `author`, `missing_year`, `others` (further contacts of an enterprise) and `fellows` (further people of a trip)
    tell of the row read last.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.spans = [pair for pair in SPANS if {*pair} <= ledger.fields.keys()]
        self.terms = [pair for pair in TERMS if {*pair} <= ledger.fields.keys()]
        self.moment = Moment()
        self.missing_year = False
        self.author: str | None = None
        self.others: tuple[Person, ...] = ()
        self.fellows: list[str] = []
        self.plain: list[tuple[int, str, str, Convert, bool]] = []
        self.parted: list[tuple[int, str, Parting, dict[str, Convert]]] = []
        self.noted: list[tuple[int, str]] = []
        self.reported_at: int | None = None
        self.year: int | None = None
        self.among: tuple[dt.date, dt.date] | None = None
        self.as_of: Any = None
        self.staff_at: int | None = None
        self.days_at: int | None = None
        self.contacts = ""
        self.tasks: dict[str, tuple[int, str]] = {}
        self.rates: dict[str, int] = {}
        self.implies, self.implied = IMPLIED.get(ledger.key, NOTHING_IMPLIED)
        self.told: dict[str, Any] = {}

    def tell(self, key: str, value: Any) -> None:
        """Give a field to every row whose own cells and heading say nothing of it."""
        if value is not None:
            self.told[key] = value.value if value.__class__ is Doubted else value

    def date_among(self, among: tuple[dt.date, dt.date] | None) -> None:
        """Complete dates without a year by that of the sheet's other dates, the first and last of which are given."""
        self.year = self.moment.year = among[0].year if among else None
        self.among = self.moment.among = among

    def keys(self) -> list[str]:
        """The fields that the columns can fill."""
        found = [*self.told, *(key for _, _, key, _, _ in self.plain)]
        found.extend(key for _, _, _, parts in self.parted for key in parts)
        if self.contacts:
            found.extend(people.KEYS)
        if self.staff_at is not None and "companions" in self.ledger.fields:
            found.append("companions")
        if self.noted:
            found.append("note")
        if self.days_at is not None and "start" in found:
            found.append("end")
        found.extend(self.implied)
        return list(dict.fromkeys(found))

    def read(self, cells: Sequence[Any]) -> tuple[dict[str, Any], list[Told], list[Told]]:
        """The row's values, its faults and its doubts; a blank cell gives no value at all."""
        values: dict[str, Any] = self.told.copy()
        faults: list[Told] = []
        doubts: list[Told] = []
        width = len(cells)
        if self.reported_at is not None:
            self._set_moment(cells)
        self.author, self.fellows = None, []
        title = self.ledger.title
        for column, header, key, convert, is_text in self.plain:
            value = cells[column] if column < width else None
            if value.__class__ is str:
                value = value.strip(BLANK)
                if is_text and value not in NOTHING and "\r" not in value and (key != title or "\n" not in value):
                    values[key] = value
                    continue
            if value is None or value == "":
                continue
            if column == self.staff_at:
                value = self._first_person((header, value), values, doubts)
            try:
                found = convert(value)
            except BadValue as wrong:
                self._refuse(key, header, value, wrong, faults, doubts)
                continue
            if found.__class__ is Doubted:
                doubts.append((header, _text(value), found.reason))
                found = found.value
            if found is not None and found != "":
                values[key] = found
        self._read_parted(cells, values, faults, doubts)
        self._read_together(cells, values, faults, doubts)
        return values, faults, doubts

    def _read_together(
        self, cells: Sequence[Any], values: dict[str, Any], faults: list[Told], doubts: list[Told]
    ) -> None:
        """What several cells of the row say together."""
        if self.terms:
            self._end_after_terms(values, faults)
        if self.spans:
            self._end_in_the_next_year(values, cells)
        if self.ledger.key == "trips":
            self._end_trip(values, cells, doubts)
        if self.contacts:
            self._read_people(values, faults, doubts)
        if self.ledger.key == "targets":
            put_in_yi(values, cells, self.tasks)
            put_in_percent(values, cells, self.rates)
        self.implies(values)

    def _read_people(self, values: dict[str, Any], faults: list[Told], doubts: list[Told]) -> None:
        """The further people of the contact cells."""
        self.others, told = (), (values.get(people.NAME) or "", values.get(people.PHONE) or "")
        try:
            self.others, doubt = people.several(values)
        except BadValue as wrong:
            faults.append((self.contacts, told[0] or told[1], str(wrong)))
            return
        if doubt:
            doubts.append((self.contacts, "，".join(filter(None, told)), doubt))

    def _read_parted(
        self, cells: Sequence[Any], values: dict[str, Any], faults: list[Told], doubts: list[Told]
    ) -> None:
        """The columns whose cells hold several fields, and those that go to the note."""
        width = len(cells)
        for column, header, parting, parts in self.parted:
            value = cleaned(cells[column]) if column < width else None
            if value is None:
                continue
            try:
                found = parting.split(value)
            except BadValue as wrong:
                faults.append((header, _text(value), str(wrong)))
                continue
            if found.get("note"):
                _note(values, header, found.pop("note"))
            for key, part in found.items():
                if part not in ("", None) and key in parts:
                    self._put(values, faults, doubts, cell=(header, key, part), convert=parts[key])
        for column, header in self.noted:
            value = cleaned(cells[column]) if column < width else None
            if value is not None:
                _note(values, header, value)

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
            self._refuse(key, header, value, wrong, faults, doubts)
            return
        if found.__class__ is Doubted:
            doubts.append((header, _text(value), found.reason))
            found = found.value
        if found is not None and found != "":
            values[key] = found

    def _refuse(
        self, key: str, header: str, value: Any, wrong: BadValue, faults: list[Told], doubts: list[Told]
    ) -> None:
        """A cell that cannot be read is a fault; one that says in words that there is nothing is a blank one."""
        spec = self.ledger.fields[key]
        if not spec.required and (is_nothing(value) or is_unknown(value)):
            if not is_nothing(value) and value not in ("无", "暂无", "没有"):
                doubts.append((header, _text(value), f"“{shown(value)}”不是{spec.label}，按空白导入"))
            return
        if value.__class__ is Lost and value.is_error and not spec.required and spec.kind in (Kind.TEXT, Kind.NOTE):
            doubts.append((header, str(value), f"表里是错误值{value}，按空白导入"))
            return
        self.missing_year = self.missing_year or isinstance(wrong, MissingYear)
        faults.append((header, _text(value), str(wrong)))

    def _end_after_terms(self, values: dict[str, Any], faults: list[Told]) -> None:
        """An end told as 两年 is so long after the row's own start, both days counted."""
        for first, last in self.terms:
            term, start = values.get(last), values.get(first)
            if term.__class__ is not Term:
                continue
            del values[last]
            if start is None:
                header = next(name for _, name, key, _, _ in self.plain if key == last)
                faults.append((header, term.text, f"只写了期限，请同时填{self.ledger.fields[first].label}"))
                continue
            end = add_months(day_of(start), term.months)
            if isinstance(start, Day):
                values[last] = Day(add_months(end, -1), start.precision)
            else:
                values[last] = end - dt.timedelta(days=1)

    def _end_trip(self, values: dict[str, Any], cells: Sequence[Any], doubts: list[Told]) -> None:
        """天数 gives the end where only the start is told; beside both dates it is compared, and the dates hold."""
        start, end = values.get("start"), values.get("end")
        days = self._days(cells)
        if not isinstance(start, dt.date):
            return
        if end is None and (days or any("end" in parts for _, _, _, parts in self.parted)):
            values["end"] = start + dt.timedelta(days=(days or 1) - 1)
        elif days and isinstance(end, dt.date) and start <= end != start + dt.timedelta(days=days - 1):
            told = f"表里是{days}天，按起止日期是{(end - start).days + 1}天，以日期为准"
            doubts.append((self.ledger.fields["days"].label, str(days), told))

    def _days(self, cells: Sequence[Any]) -> int:
        cell = cleaned(cells[self.days_at]) if self.days_at is not None and self.days_at < len(cells) else None
        try:
            return int(parse(self.ledger.fields["days"], cell).value or 0) if cell is not None else 0
        except BadValue:
            return 0

    def _end_in_the_next_year(self, values: dict[str, Any], cells: Sequence[Any]) -> None:
        """An end without a year that comes before its start, 12.28-1.5, is in the year after."""
        for first, last in self.spans:
            if first not in values or last not in values:
                continue
            start, end = day_of(values[first]), day_of(values[last])
            if end < start and end.year == start.year and self._is_yearless(last, cells):
                # A slip such as 5.10-5.3 stays one.
                later = add_months(end, 12)
                if later - start <= HALF_A_YEAR:
                    known = values[last]
                    values[last] = Day(later, known.precision) if isinstance(known, Day) else later

    def _is_yearless(self, key: str, cells: Sequence[Any]) -> bool:
        """Whether the cell that gives a field's date leaves its year to the sheet."""
        width = len(cells)
        told = [cells[column] for column, _, one, _, _ in self.plain if one == key and column < width]
        told.extend(p.split(cells[at]).get(key) for at, _, p, _ in self.parted if key in p.keys and at < width)
        return any(YEARLESS.fullmatch(squeeze(str(one))) for one in told)

    def _set_moment(self, cells: Sequence[Any]) -> None:
        at = self.reported_at
        own = cleaned(cells[at]) if at is not None and at < len(cells) else None
        year, day = filled_in_on(own) if own is not None else (None, None)
        self.moment.year = year or self.year
        self.moment.among = None if year else self.among
        self.moment.as_of = day if year else self.as_of

    def _first_person(self, told: tuple[str, Any], values: dict[str, Any], doubts: list[Told]) -> Any:
        """Several people in the 人员 cell: the first logs a visit and the rest came along; a trip is one of each."""
        header, value = told
        names = split_people(str(value)) or [str(value)]
        if self.ledger.key == "visits":
            self.author = names[0]
            if len(names) > 1:
                values["companions"] = "、".join(names[1:])
        elif self.ledger.key == "trips":
            self.fellows = names[1:]
        elif len(names) > 1:
            doubts.append((header, str(value), f"这里有{len(names)}个人，这一项只记一人，按{names[0]}导入"))
        return names[0]


def _note(values: dict[str, Any], header: str, value: Any) -> None:
    line = f"{header}：{_text(value)}"
    values["note"] = f"{values['note']}\n{line}" if values.get("note") else line


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
