"""Lists out: what the grid shows, as xlsx or csv that Excel and WPS read without loss."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from crm.book import Book, put_setting
from crm.queries.groups import Group, groups
from crm.queries.listing import Row, cells, ids
from crm.queries.view import ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger
from crm.records.values import show
from crm.rules.money import to_unit
from crm.rules.problem import Problem
from crm.store.save import replaced

PAGE = 900
PIXELS_A_CHARACTER = 7
WIDTHS = {Kind.MONEY: 14, Kind.NUMBER: 11, Kind.INT: 9, Kind.DATE: 12, Kind.BOOL: 8, Kind.PHONE: 16, Kind.CODE: 22}
_NAMED = 12
GREY = "FFF2F4F7"
LAST_EXPORT = "last_export"
Progress = Callable[[int, int], None]


def export(
    book: Book,
    view: ViewSpec,
    target: Path,
    *,
    masked: bool = False,
    folded: Container[object] = frozenset(),
    progress: Progress | None = None,
) -> int:
    """Write the rows of a view, same rows, columns and order; returns their number.

    .csv gives UTF-8 with a mark, else xlsx: money as figures in the field's unit, dates as dates, refs by name,
    phones and codes as text. There a grouped view has its sums over each group, which folds; groups whose path is
    in `folded` are closed, their rows one click away.
    A file with personal data is noted in the journal. Problem when the target is open elsewhere or read-only.
    """
    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise Problem(f"“{target.name}”的类型不能导出，请以 .xlsx 或 .csv 结尾")
    ledger = view.source
    specs = [ledger.field(column) for column in view.shown_columns()]
    with book.read() as session:
        wanted = ids(session, view)
        rows = _rows(session, ledger, wanted, specs, progress)
        extras = _Extras(masked, len(wanted), groups(session, view), folded, view.pinned)
        if target.suffix.lower() == ".csv":
            replaced(target, lambda path: _write_csv(path, specs, rows, masked))
        else:
            replaced(target, lambda path: _write_xlsx(path, ledger, specs, rows, extras))
    if any(spec.personal for spec in specs) and not masked and wanted:
        _note(book, ledger, len(wanted), target)
    return len(wanted)


def _note(book: Book, ledger: Ledger, count: int, target: Path) -> None:
    """Personal data has left the book: who, when and how much stays in the journal, and is no step to undo."""
    label = f"导出 {count} {ledger.counter}{ledger.label}到 {target.name}"
    with book.write(label, kind="log") as writer:
        put_setting(writer, LAST_EXPORT, {"ledger": ledger.key, "rows": count, "at": writer.at.isoformat()})


def _rows(
    session: Any, ledger: Ledger, wanted: Sequence[int], specs: Sequence[FieldSpec], progress: Progress | None
) -> Iterator[Row]:
    columns = [spec.key for spec in specs]
    for start in range(0, len(wanted), PAGE):
        if progress is not None:
            progress(start, len(wanted))
        yield from cells(session, ledger, wanted[start : start + PAGE], columns)


def _write_csv(path: Path, specs: Sequence[FieldSpec], rows: Iterator[Row], masked: bool) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([spec.header for spec in specs])
        for row in rows:
            writer.writerow([_text(spec, row, masked) for spec in specs])


def _text(spec: FieldSpec, row: Row, masked: bool) -> str:
    value = row.values[spec.key]
    if spec.kind is Kind.MONEY and value is not None:
        return _plain_figure(to_unit(int(value), spec.unit))
    if spec.kind is Kind.NUMBER and value is not None:
        return _plain_figure(Decimal(value))
    text = show(spec, value, month_only=spec.key in row.month_only, masked=masked and spec.personal)
    # A spreadsheet would run a text that begins like a formula; the mark keeps it a text and import takes it off.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and spec.kind not in (Kind.INT, Kind.DATE) else text


def _plain_figure(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class _Extras:
    """What a workbook has beside its rows, and how many rows there are."""

    masked: bool
    count: int
    groups: list[Group]
    folded: Container[object]
    pinned: int


def _write_xlsx(path: Path, ledger: Ledger, specs: Sequence[FieldSpec], rows: Iterator[Row], extras: _Extras) -> None:
    """Write row by row, so that a long list needs little memory."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    masked, parts = extras.masked, extras.groups
    bottom = 1 + extras.count + len(parts)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(ledger.label)
    last = get_column_letter(max(len(specs), 1))
    for at, spec in enumerate(specs, 1):
        sheet.column_dimensions[get_column_letter(at)].width = _width(spec)
    sheet.freeze_panes = f"{get_column_letter(extras.pinned + 1) if extras.pinned > 1 else 'A'}2"
    _set_up_page(sheet, f"A1:{last}{bottom}")
    if not parts:
        sheet.auto_filter.ref = f"A1:{last}{bottom}"
    make = _Cells(sheet)
    sheet.append([make.head(spec) for spec in specs])
    at, depth = 1, max((part.level + 1 for part in parts), default=0)
    lots: list[Group | None] = [*parts] if parts else [None]
    for part in lots:
        if part is not None:
            at += 1
            _outline(sheet.row_dimensions[at], part, extras.folded)
            sheet.append(_group_row(make, specs, part, ledger.counter))
        if part is not None and part.level + 1 < depth:
            continue
        for row in islice(rows, part.count if part is not None else None):
            at += 1
            if part is not None:
                line = sheet.row_dimensions[at]
                line.outlineLevel, line.hidden = depth, _shut(part, extras.folded)
            sheet.append([make.cell(spec, row.values[spec.key], spec.key in row.month_only, masked) for spec in specs])
    book.save(path)


def _set_up_page(sheet: Any, area: str) -> None:
    """A4 landscape, as wide as the page, the header on each of them."""
    sheet.sheet_properties.outlinePr.summaryBelow = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.print_area = area
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _outline(line: Any, part: Group, folded: Container[object]) -> None:
    """The row of a group's sums: on its level, closed where it is folded, out of sight where the one around it is."""
    line.outlineLevel, line.collapsed = part.level, part.path in folded
    line.hidden = part.parent is not None and _shut(part.parent, folded)


def _shut(part: Group, folded: Container[object]) -> bool:
    return part.path in folded or (part.parent is not None and _shut(part.parent, folded))


def _width(spec: FieldSpec) -> float:
    wide = spec.width / PIXELS_A_CHARACTER if spec.width else WIDTHS.get(spec.kind, 16)
    return float(max(wide, len(spec.header) * 2 + 2))


def _group_row(make: _Cells, specs: Sequence[FieldSpec], group: Group, counter: str) -> list[Any]:
    """The sums of a group under its name; an import knows such a row by 小计 and leaves it out."""
    row = [make.strong(make.cell(spec, group.sums.get(spec.key), False, False)) for spec in specs]
    row[0] = make.strong(make.bold(f"{group.name[:_NAMED]} 小计 {group.count:,} {counter}"), back=group.level)
    return row


class _Cells:
    """Makes styled cells; styles are made once, for a style of its own per cell makes a workbook slow to write."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self._sheet = sheet
        side = Side(style="thin", color="FFD5DAE1")
        self._border = Border(left=side, right=side, top=side, bottom=side)
        self._fill = PatternFill("solid", fgColor=GREY)
        self._font = Font(bold=True)
        self._centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self._back = Alignment(indent=2)
        self._wrap = Alignment(vertical="top", wrap_text=True)

    def head(self, spec: FieldSpec) -> Any:
        """A cell of the header."""
        cell = self.bold(spec.header)
        cell.fill, cell.alignment = self._fill, self._centre
        return cell

    def bold(self, text: str) -> Any:
        """A text in bold."""
        cell = self._new(text)
        cell.font = self._font
        return cell

    def strong(self, cell: Any, *, back: int = 0) -> Any:
        """A cell in bold on the ground of the header, its words standing back by so many steps."""
        cell.font, cell.fill = self._font, self._fill
        if back:
            cell.alignment = self._back
        return cell

    def _new(self, value: Any) -> Any:
        from openpyxl.cell import WriteOnlyCell

        text = value if not isinstance(value, str) else clean_text(value)
        cell = WriteOnlyCell(self._sheet, text)
        cell.border = self._border
        if isinstance(value, str):
            cell.data_type = "s"
        return cell

    def cell(self, spec: FieldSpec, value: Any, month_only: bool, masked: bool) -> Any:
        """A value in its own type: figures, dates, and text that stays text."""
        if value is None:
            return self._new(None)
        match spec.kind:
            case Kind.MONEY:
                cell = self._new(float(to_unit(int(value), spec.unit)))
                cell.number_format = "#,##0.####" if spec.unit != "亿元" else "#,##0.########"
            case Kind.NUMBER:
                cell = self._new(float(value))
                cell.number_format = "#,##0.####"
            case Kind.INT:
                cell = self._new(int(value))
            case Kind.DATE if not month_only and isinstance(value, dt.date):
                cell = self._new(value)
                cell.number_format = "yyyy-mm-dd"
            case _:
                cell = self._new(show(spec, value, month_only=month_only, masked=masked and spec.personal))
                cell.number_format = "@"
                if spec.kind is Kind.NOTE:
                    cell.alignment = self._wrap
        return cell


def clean_text(text: str) -> str:
    """The text without control characters that a workbook cannot hold, cut at the longest cell of a workbook."""
    if any(ord(char) < 32 and char not in "\t\n\r" for char in text):
        text = "".join(char for char in text if ord(char) >= 32 or char in "\t\n\r")
    return text[:32767]
