"""How an office's sheets look: fonts by name, rules, number formats, A4 landscape, formulas with their values."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from decimal import Decimal
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary
from xml.sax.saxutils import escape

from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

BODY_SIZE, PROSE_SIZE = 11, 13
TITLE_FONT = Font(name="方正小标宋简体", size=18)
HEAD_FONT = Font(name="黑体", size=11)
BODY_FONT = Font(name="仿宋_GB2312", size=BODY_SIZE)
SUM_FONT = Font(name="仿宋_GB2312", size=BODY_SIZE, bold=True)
NOTE_FONT = Font(name="仿宋_GB2312", size=10)
PROSE_FONT = Font(name="仿宋_GB2312", size=PROSE_SIZE)
_THIN = Side(style="thin", color="FF000000")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
SUM_FILL = PatternFill("solid", fgColor="FFF2F2F2")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
COUNT, TWO, ONE, PERCENT = "#,##0", "#,##0.00_ ", "0.0_ ", "0.00_ "
"""Forms of numbers; those that stand at the right keep off the rule by "_ ", a space that every program prints."""
BLANK = "—"
ROW_HEIGHT, LINE_HEIGHT = 19, 15
PAGE_HEIGHT, PAGE_WIDTH = 487, 757
"""What A4 landscape holds within the margins of `page`, in points."""
ALMOST = 1.25
"""A table longer than a page by no more than this is made smaller, so that no 合计 stands on a page of its own."""

_STYLES: WeakKeyDictionary[Any, dict[tuple[str, str | None, bool], Any]] = WeakKeyDictionary()

Values = dict[str, dict[str, int | float]]
"""Sheet title -> cell -> the value of the formula in it."""


def title(sheet: Worksheet, text: str, unit: str, width: int) -> None:
    """A merged title in row 1 and the unit or date at the right of row 2."""
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    cell = sheet.cell(1, 1, text)
    cell.font, cell.alignment = TITLE_FONT, CENTRE
    sheet.row_dimensions[1].height = 34
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=width)
    cell = sheet.cell(2, 1, unit)
    cell.font, cell.alignment = NOTE_FONT, RIGHT
    sheet.row_dimensions[2].height = 18


def heads(sheet: Worksheet, columns: Sequence[tuple[str, str, float]]) -> None:
    """A header of two rows from row 3: (group, name, width); one name across both rows where the group is empty."""
    start = 0
    for at, (group, name, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        if not group:
            _head(sheet, 3, at, name)
            _head(sheet, 4, at, None)
            sheet.merge_cells(start_row=3, start_column=at, end_row=4, end_column=at)
            continue
        first = at == 1 or columns[at - 2][0] != group
        start = at if first else start
        _head(sheet, 3, at, group if first else None)
        _head(sheet, 4, at, name)
        last = at == len(columns) or columns[at][0] != group
        if last and at > start:
            sheet.merge_cells(start_row=3, start_column=start, end_row=3, end_column=at)
    sheet.row_dimensions[3].height = 22
    sheet.row_dimensions[4].height = 30


def head(sheet: Worksheet, columns: Sequence[tuple[str, float]], *, row: int = 3) -> None:
    """A header of one row: (name, width)."""
    for at, (name, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
        _head(sheet, row, at, name)
    sheet.row_dimensions[row].height = 36


def _head(sheet: Worksheet, row: int, column: int, text: str | None) -> None:
    cell = sheet.cell(row, column, text)
    cell.font, cell.alignment, cell.border = HEAD_FONT, CENTRE, BORDER


def _text(cell: Cell | MergedCell, text: str) -> None:
    """Keep a text a text: openpyxl would take one that begins with = for a formula."""
    assert isinstance(cell, Cell)
    cell.value = text if text.isprintable() else ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: int | float | Decimal | str | None,
    *,
    form: str = "",
    total: bool = False,
    left: bool = False,
    centre: bool = False,
) -> None:
    """A body cell: numbers as numbers in `form`, None as a dash, texts always as text even when they begin with =.

    `centre` puts amounts into the middle, for columns that mix units.
    """
    cell = sheet.cell(row, column)
    if isinstance(value, Decimal):
        value = float(value)
    if value is None:
        value = BLANK
    if isinstance(value, str):
        _text(cell, value)
        _style(sheet, cell, "@", LEFT if left else CENTRE, total)
    else:
        cell.value = value
        _style(sheet, cell, form or COUNT, CENTRE if centre else _across(form or COUNT), total)


def _across(form: str) -> Alignment:
    """Whole numbers stand in the middle of their column, amounts and percents under one another at the right."""
    return CENTRE if form == COUNT else RIGHT


def _style(sheet: Worksheet, cell: Any, form: str, alignment: Alignment, total: bool) -> None:
    """Dress a cell; each combination is worked out once a workbook, for openpyxl looks a style up slowly."""
    known = _STYLES.setdefault(sheet.parent, {})
    key = (form, alignment.horizontal, total)
    if key not in known:
        # A style that other cells share must not change under them when this one is dressed a second time.
        cell._style = copy(cell._style)
        cell.number_format, cell.alignment = form, alignment
        cell.font, cell.border = (SUM_FONT if total else BODY_FONT), BORDER
        if total:
            cell.fill = SUM_FILL
        known[key] = copy(cell._style)
    cell._style = known[key]


def put_formula(
    sheet: Worksheet, row: int, column: int, formula: str, value: int | float, *, values: Values, form: str
) -> None:
    """A total as a formula; `values` remembers what it comes to, for readers that do not compute."""
    cell = sheet.cell(row, column, formula)
    _style(sheet, cell, form, _across(form), True)
    values.setdefault(sheet.title, {})[cell.coordinate] = value


def note(sheet: Worksheet, row: int, text: str, width: int, *, lines: int = 1) -> None:
    """A line of small print across the table."""
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    cell = sheet.cell(row, 1)
    _text(cell, text)
    cell.font, cell.alignment = NOTE_FONT, LEFT if lines == 1 else TOP
    sheet.row_dimensions[row].height = 16 * lines + (0 if lines == 1 else 6)


def prose(sheet: Worksheet, row: int, text: str, width: int) -> None:
    """A paragraph across the sheet, as high as it takes up to what a row may be."""
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    cell = sheet.cell(row, 1)
    _text(cell, text)
    cell.font, cell.alignment = PROSE_FONT, TOP
    across = sum(sheet.column_dimensions[get_column_letter(at)].width for at in range(1, width + 1))
    lines = _lines(text, across * BODY_SIZE / PROSE_SIZE)
    sheet.row_dimensions[row].height = min(409, PROSE_SIZE * 1.6 * lines)


def fit(sheet: Worksheet, first: int, last: int) -> None:
    """Give rows without a height that of their longest text: who prints would cut off what wraps unannounced."""
    widths = {at: sheet.column_dimensions[get_column_letter(at)].width for at in range(1, sheet.max_column + 1)}
    for at, row in enumerate(sheet.iter_rows(min_row=first, max_row=last), start=first):
        if sheet.row_dimensions[at].height is not None:
            continue
        lines = 1
        for column, cell in enumerate(row, start=1):
            if isinstance(cell.value, str) and cell.data_type == "s":
                lines = max(lines, sum(_lines(text, widths[column]) for text in cell.value.split("\n")))
        sheet.row_dimensions[at].height = ROW_HEIGHT + LINE_HEIGHT * (lines - 1)


def height_of(text: str, width: float) -> float:
    """The height in points of a row that holds a text in a column so many characters wide."""
    return ROW_HEIGHT + LINE_HEIGHT * (_lines(text, width) - 1)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column `width` characters wide; Chinese ones are two wide and a little more."""
    if len(text) * 2.1 <= width - 0.5:
        return 1
    wide = sum(2.1 if ord(letter) > 0x2E7F else 1.05 for letter in text)
    return max(1, math.ceil(wide / (width - 0.5)))


def page(sheet: Worksheet, *, head_rows: str, width: int, one_page: bool = False) -> None:
    """A4 landscape, one page wide, header rows repeated, page numbers in the foot, the used cells as print area.

    A sheet is squeezed onto one page where `one_page` says so, or where its end alone would stand on another.
    """
    fit(sheet, int(head_rows.split(":")[1]) + 1, sheet.max_row)
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape"
    squeezed = one_page or 1 < _pages(sheet, width) <= ALMOST
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(squeezed)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = head_rows
    sheet.print_area = f"A1:{get_column_letter(width)}{sheet.max_row}"
    margins = sheet.page_margins
    margins.left = margins.right = 0.59
    margins.top, margins.bottom, margins.header, margins.footer = 0.75, 0.75, 0.3, 0.4
    foot = sheet.oddFooter
    assert foot is not None
    foot.center.text, foot.center.font, foot.center.size = "— &P —", "宋体", 14
    sheet.sheet_view.showGridLines = False
    sheet.freeze_panes = f"A{int(head_rows.split(':')[1]) + 1}"


def _pages(sheet: Worksheet, width: int) -> float:
    """How many pages a sheet fills once it is one page wide; a column is 5.25 pt a character and 3.75 pt beside."""
    across = sum(sheet.column_dimensions[get_column_letter(at)].width * 5.25 + 3.75 for at in range(1, width + 1))
    down = sum(sheet.row_dimensions[at].height or LINE_HEIGHT for at in range(1, sheet.max_row + 1))
    return down * min(1.0, PAGE_WIDTH / across) / PAGE_HEIGHT


_CELL = re.compile(r'(<c r="([A-Z]+\d+)"[^>]*>)(<f>[^<]*</f>)<v ?/>|(<c r="([A-Z]+\d+)"[^>]*>)(<f>[^<]*</f>)<v></v>')
_LONG = re.compile(r"<v>(-?\d+\.\d{9,})</v>")


def fill_values(path: Path, sheets: Mapping[str, str], values: Mapping[str, Mapping[str, int | float]]) -> None:
    """Write each formula's value beside it in a saved workbook; `sheets` names the part of each sheet by its title.

    Amounts are put right on the way: openpyxl writes 82.35 as 82.34999999999999.
    """
    parts = {part: values.get(title, {}) for title, part in sheets.items()}
    with zipfile.ZipFile(path) as source:
        entries = [(info, source.read(info)) for info in source.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info, data in entries:
            known = parts.get(info.filename)
            target.writestr(info, data if known is None else _filled(data.decode("utf-8"), known).encode("utf-8"))


def _filled(xml: str, known: Mapping[str, Any]) -> str:
    def one(match: re.Match[str]) -> str:
        start, cell, formula = match[1] or match[4], match[2] or match[5], match[3] or match[6]
        return f"{start}{formula}<v>{escape(repr(known[cell]))}</v>" if cell in known else match[0]

    return _LONG.sub(lambda match: f"<v>{float(match[1]):.15g}</v>", _CELL.sub(one, xml))
