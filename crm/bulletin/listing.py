"""A paper that is a list: columns, groups with 小计, a 合计, small print; and how it becomes a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.bulletin import sheet_style as style
from crm.bulletin.sheet import Sheet
from crm.bulletin.sheet_style import COUNT
from crm.bulletin.workbook import add_up
from crm.queries.listing import Row, cells, ids
from crm.queries.view import Filter, ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS
from crm.records.values import show
from crm.rules.dates import day_label, month_of

Cell = str | int | Decimal | None
SUBTOTAL, TOTAL = "小计", "合计"
DAY_WIDTH = 15.5
"""What a day takes as papers print it (2024年10月18日), in characters."""


@dataclass(frozen=True)
class Column:
    """A column: head, width in characters, how numbers look, whether texts start at the left, whether it adds up."""

    name: str
    width: float
    form: str = COUNT
    left: bool = False
    total: bool = False


@dataclass(frozen=True)
class Listing:
    """A sheet of rows in named groups; a number column comes before the columns, `counter` counts rows (个, 家).

    `nothing` is what stands in a list without rows. Groups that are not `alike` (签约, 开工) have no 合计 together.
    """

    sheet: str
    title: str
    below: str
    columns: Sequence[Column]
    groups: Sequence[tuple[str, Sequence[Sequence[Cell]]]]
    counter: str
    notes: Sequence[str] = ()
    nothing: str = "本期无记录"
    alike: bool = True

    @property
    def rows(self) -> list[Sequence[Cell]]:
        """Every row, in order."""
        return [row for _, rows in self.groups for row in rows]


def write_listing(sheet: Sheet, listing: Listing) -> None:
    """Fill a sheet: 小计 where there are several groups, 合计 of them all; an empty list says so."""
    columns = [Column("序号", 6), *listing.columns]
    width = len(columns)
    style.title(sheet, listing.title, listing.below, width)
    style.head(sheet, [(column.name, column.width) for column in columns])
    at, number = 4, 0
    looks = [style.looks(column.form, left=column.left) for column in columns]
    for group, rows in listing.groups:
        first = at
        for row in rows:
            number += 1
            style.put_row(sheet, at, (number, *row), looks)
            at += 1
        if len(listing.groups) > 1:
            label = f"{group}{SUBTOTAL}（{len(rows)}{listing.counter}）"
            _total(sheet, at, label, columns, first, rows)
            at += 1
    if not number:
        style.nothing(sheet, at, listing.nothing, width)
        at += 1
    elif listing.alike or len(listing.groups) == 1:
        _total(sheet, at, f"{TOTAL}（{number}{listing.counter}）", columns, 4, listing.rows)
        at += 1
    for line, text in enumerate(listing.notes):
        style.note(sheet, at + line, text, width)
    style.page(sheet, head_rows="3:3", width=width)


def _total(
    sheet: Sheet,
    at: int,
    label: str,
    columns: Sequence[Column],
    first: int,
    rows: Sequence[Sequence[Cell]],
) -> None:
    for place, column in enumerate(columns, start=1):
        style.put(sheet, at, place, label if place == 1 else "", total=True)
        if column.total:
            numbers = [cell for row in rows if isinstance(cell := row[place - 2], int | Decimal)]
            value = sum(numbers, start=Decimal(0))
            number = int(value) if column.form == COUNT else value
            add_up(sheet, at, place, first, number, form=column.form)
    across = next((place - 1 for place, column in enumerate(columns, start=1) if column.total), len(columns))
    style.merge(sheet, at, 1, at, across)
    sheet.heights[at] = style.ROW_HEIGHT


def fetch(
    session: Session, ledger: str, *filters: Filter, fields: Sequence[str], sort: Sequence[str] = ()
) -> list[Row]:
    """The rows of a ledger under filters with some fields: those told from other ledgers take their time."""
    view = ViewSpec(ledger, filters=tuple(filters), sort=tuple(sort))
    return cells(session, ledger, ids(session, view), fields)


def said(ledger: str, row: Row, key: str) -> str:
    """A field of a row as people read it; phones and the like masked."""
    return said_each(ledger, row, (key,))[0]


def said_each(ledger: str, row: Row, keys: Iterable[str]) -> list[str]:
    """Fields of a row as people read them on paper: days as 2024年5月3日, phones and the like masked."""
    specs, values, months = LEDGERS[ledger].fields, row.values, row.month_only
    return [_shown(specs[key], values[key], month_only=key in months) for key in keys]


def _shown(spec: FieldSpec, value: Any, *, month_only: bool) -> str:
    if spec.kind is Kind.DATE and value is not None:
        return month_of(value).label if month_only else day_label(value)
    return show(spec, value, month_only=month_only, masked=True)


def grouped(
    rows: Sequence[Row],
    group: Callable[[Row], str],
    line: Callable[[Row], Sequence[Cell]],
    *,
    blank: str,
    order: Sequence[str] = (),
) -> list[tuple[str, list[Sequence[Cell]]]]:
    """Lines by group in `order`, then the largest group first, those of no group last under `blank`."""
    found: dict[str, list[Sequence[Cell]]] = {}
    for row in rows:
        found.setdefault(group(row).strip() or blank, []).append(line(row))
    place = {name: at for at, name in enumerate(order)}
    return sorted(
        found.items(), key=lambda item: (item[0] == blank, place.get(item[0], len(place)), -len(item[1]), item[0])
    )
