"""Sheets whose months or indicators are columns: each of their cells, or group of cells, is a row of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm.excel.header import Header, letters_of
from crm.excel.mapping import indicator_of, match_header, month_in
from crm.excel.targets import AMOUNTS, TASKS
from crm.records.lead import ARRIVAL_SOURCES
from crm.records.ledger import Ledger
from crm.records.values import is_nothing
from crm.rules.dates import find_year
from crm.rules.money import STATED, UNITS
from crm.rules.numbers import parse_decimal
from crm.rules.problem import BadValue

LEAST = 2
"""So many months or indicators make a sheet one of these."""
_NOUGHT = re.compile(r"0(?:\.0*)?")
_SPOT = 1 << 40


@dataclass(frozen=True)
class Group:
    """Cells of one row that make a row of their own: what their header gives by field, and columns by field.

    Several columns of one field are summed.
    """

    given: dict[str, str]
    cells: dict[str, tuple[int, ...]]

    @property
    def first(self) -> int:
        """Its first column, which names it."""
        return min(column for columns in self.cells.values() for column in columns)


@dataclass(frozen=True)
class Spread:
    """How the rows of a sheet are spread: the fields that come of it, and the groups of columns, left to right."""

    fields: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def columns(self) -> frozenset[int]:
        """The columns that are spread."""
        return frozenset(c for group in self.groups for columns in group.cells.values() for c in columns)

    @property
    def given(self) -> frozenset[str]:
        """The fields that headers give."""
        return frozenset(key for group in self.groups for key in group.given)

    def names(self, ledger: Ledger) -> list[str]:
        """Under which names the fields stand among the columns."""
        return [f"{ledger.fields[key].label}（{'列名' if key in self.given else '各列'}）" for key in self.fields]

    def units(self, ledger: Ledger, header: Header) -> list[str]:
        """The units of the fields' columns; an amount in another unit carries it in its cell."""
        return [
            header.units[self.groups[0].first] if ledger.key == "arrivals" and key not in self.given else ""
            for key in self.fields
        ]

    def rows(
        self, ledger: Ledger, header: Header, number: int, cells: Sequence[Any]
    ) -> Iterator[tuple[int, list[Any]]]:
        """The rows that a row of the file stands for, (number, cells of the file and of the fields)."""
        width = len(header.names)
        plain = [*cells[:width], *[""] * (width - len(cells))]
        for group in self.groups:
            values = {key: _value(ledger, header, group, columns, plain, self) for key, columns in group.cells.items()}
            if all(map(_is_none, values.values())):
                continue
            told = {**group.given, **values}
            yield spot(number, group.first), [*plain, *(told.get(key, "") for key in self.fields)]

    def source(self, header: Header, column: int, key: str) -> str:
        """The header of the cell that a field of the row named by `column` comes from."""
        group = next(one for one in self.groups if one.first == column)
        return header.names[group.cells.get(key, (column,))[-1]]


def spot(row: int, column: int) -> int:
    """The number of a row that stands for a cell of the file (row from 1, column from 0)."""
    return _SPOT + (row << 14) + column


def place_of(number: int) -> tuple[int, int | None]:
    """The row of the file that a number stands for, and the column where it stands for a cell."""
    return ((number - _SPOT) >> 14, number & 0x3FFF) if number >= _SPOT else (number, None)


def spoken(number: int) -> str:
    """A row by its number, or the cell that it stands for: 5, D5."""
    row, column = place_of(number)
    return str(row) if column is None else f"{letters_of(column)}{row}"


def row_words(number: int) -> str:
    """第 5 行, or D5 格."""
    return f"{spoken(number)} 格" if number >= _SPOT else f"第 {number} 行"


def find_spread(ledger: Ledger, header: Header) -> Spread | None:
    """How the rows of this ledger's sheet are to be spread; None for a sheet with one record in a row."""
    if ledger.key == "arrivals":
        return _arrivals(ledger, header)
    return _targets(ledger, header) if ledger.key == "targets" else None


def _leaf(name: str) -> str:
    return name.rpartition("/")[2]


def _arrivals(ledger: Ledger, header: Header) -> Spread | None:
    groups: dict[tuple[str, ...], Group] = {}
    for column, (name, parent) in enumerate(zip(header.names, header.parents, strict=True)):
        told = month_in(_leaf(name))
        match = match_header(ledger.key, name) if told is None else None
        if match is not None and match.field == "month":
            return None
        if told is None:
            continue
        year = told[0] or find_year([parent]) or header.year
        words = parent + told[2]
        given = {"month": f"{year}年{told[1]}月" if year else f"{told[1]}月"}
        source = next((one for one in ARRIVAL_SOURCES if one in words), "")
        kind = next((one for one in ("固定资产", "流动") if one in words), "")
        given |= {key: text for key, text in (("source", source), ("kind", kind)) if text}
        group = groups.setdefault(tuple(given.values()), Group(given, {}))
        group.cells.setdefault("confirmed" if "认定" in words else "amount", (column,))
    if len({group.given["month"] for group in groups.values()}) < LEAST:
        return None
    return _spread(ledger, groups.values())


def _targets(ledger: Ledger, header: Header) -> Spread | None:
    cells: dict[str, dict[str, int]] = {}
    months: dict[str, dict[int, int]] = {}
    running = False
    for column, (name, parent) in enumerate(zip(header.names, header.parents, strict=True)):
        texts = (_leaf(name), parent)
        indicator = next((one for one in map(indicator_of, texts) if one), "")
        month = next((told for told in map(month_in, texts) if told), None)
        role = next((one for one in map(_task, texts) if one), "annual" if indicator and month is None else "")
        if month is not None:
            months.setdefault(indicator, {}).setdefault(month[1], column)
            running = running or "累计" in parent + name
        elif role:
            cells.setdefault(indicator, {}).setdefault(role, column)
    months = {key: own for key, own in months.items() if len(own) > LEAST}
    if not months and len([key for key in cells if key]) < 1:
        return None
    groups = []
    for indicator in dict.fromkeys([*cells, *months]):
        if not indicator and len(cells) > 1:
            continue
        own = _by_quarters(months.get(indicator, {}), running=running)
        own |= {key: (column,) for key, column in cells.get(indicator, {}).items()}
        if own:
            groups.append(Group({"indicator": indicator} if indicator else {}, own))
    return _spread(ledger, groups)


def _spread(ledger: Ledger, groups: Any) -> Spread:
    found = sorted(groups, key=lambda group: group.first)
    used = {key for group in found for key in (*group.given, *group.cells)}
    return Spread(tuple(key for key in ledger.fields if key in used), tuple(found))


def _by_quarters(months: Mapping[int, int], *, running: bool) -> dict[str, tuple[int, ...]]:
    """The months whose sum is the task to the end of each quarter and of the year; of running sums the last."""
    found: dict[str, tuple[int, ...]] = {}
    for last, key in ((3, "q1"), (6, "q2"), (9, "q3"), (12, "q4"), (12, "annual")):
        wanted = [last] if running else list(range(1, last + 1))
        if all(month in months for month in wanted):
            found[key] = tuple(months[month] for month in wanted)
    return found


def _task(text: str) -> str:
    match = match_header("targets", text) if text else None
    return match.field if match is not None and match.field in TASKS else ""


def _is_none(value: Any) -> bool:
    """Whether a cell of a month says that nothing was: a blank, a dash, a nought."""
    if isinstance(value, str):
        return is_nothing(value.strip()) or _NOUGHT.fullmatch(value.strip()) is not None
    return value is None or value == 0


def _value(
    ledger: Ledger, header: Header, group: Group, columns: Sequence[int], cells: Sequence[Any], spread: Spread
) -> Any:
    """The cell of a field; of several columns the sum, or the first that is no number, which will be refused."""
    if len(columns) == 1:
        return _with_unit(ledger, header, group, columns[0], cells[columns[0]], spread)
    total = Decimal(0)
    filled = [cells[column] for column in columns if not _is_none(cells[column])]
    for cell in filled:
        try:
            total += parse_decimal(cell) or 0
        except BadValue:
            return cell
    return _with_unit(ledger, header, group, columns[0], total, spread) if filled else ""


def _with_unit(ledger: Ledger, header: Header, group: Group, column: int, cell: Any, spread: Spread) -> Any:
    unit = header.units[column]
    if ledger.key == "targets":
        wanted = unit in STATED and unit != "亿元" and group.given.get("indicator", AMOUNTS[0]) in AMOUNTS
    else:
        wanted = bool(unit) and unit != header.units[spread.groups[0].first]
    if not wanted or (isinstance(cell, str) and re.search("[万亿元]", cell)):
        return cell
    try:
        number = parse_decimal(cell)
    except BadValue:
        return cell
    if number is None:
        return cell
    return number * STATED[unit] / UNITS["亿元"] if ledger.key == "targets" else f"{number}{unit}"
