"""How an office's sheets look: fonts by name, rules, number formats, A4 landscape, formulas with their values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from crm.bulletin.sheet import Content, Formula, Look, Sheet

BODY_SIZE, PROSE_SIZE, NOTE_SIZE = 11, 13, 10
TITLE_FONT = Font(name="方正小标宋简体", size=18)
HEAD_FONT = Font(name="黑体", size=11)
BODY_FONT = Font(name="仿宋_GB2312", size=BODY_SIZE)
SUM_FONT = Font(name="仿宋_GB2312", size=BODY_SIZE, bold=True)
NOTE_FONT = Font(name="仿宋_GB2312", size=NOTE_SIZE)
PROSE_FONT = Font(name="仿宋_GB2312", size=PROSE_SIZE)
_THIN = Side(style="thin", color="FF000000")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
SUM_FILL = PatternFill("solid", fgColor="FFF2F2F2")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
COUNT, TWO, ONE, PERCENT = "#,##0", "#,##0.00_ ", "0.0_ ", "#,##0.00_ "
"""Forms of numbers; those that stand at the right keep off the rule by "_ ", a space that every program prints."""
BLANK = "—"
ROW_HEIGHT, LINE_HEIGHT, EMPTY_HEIGHT = 19, 15, 36
PAGE_HEIGHT, PAGE_WIDTH = 487, 757
"""What A4 landscape holds within the margins of `page`, in points."""
ALMOST = 1.25
"""A table longer than a page by no more than this is made smaller, so that no 合计 stands on a page of its own."""
SMALLEST = 0.6
"""A table is not made smaller than this for that: its words would be below 6.6 pt."""
WIDEST = 2.1
"""What a character takes of a column's width at the most."""

TITLE, HEAD, UNIT = Look(TITLE_FONT, CENTRE), Look(HEAD_FONT, CENTRE, BORDER), Look(NOTE_FONT, RIGHT)
NOTE, NOTES, PROSE = Look(NOTE_FONT, LEFT), Look(NOTE_FONT, TOP), Look(PROSE_FONT, TOP)

Value = int | float | Decimal | str | None


@cache
def _body(form: str, across: str, total: bool) -> Look:
    alignment = {"left": LEFT, "centre": CENTRE, "right": RIGHT}[across]
    return Look(SUM_FONT if total else BODY_FONT, alignment, BORDER, SUM_FILL if total else None, form)


@cache
def _edge(top: bool, left: bool, bottom: bool, right: bool) -> Look | None:
    """A cell of a ruled block beside its first: the rules of the block's edge alone."""
    if not (top or left or bottom or right):
        return None
    ruled = {True: _THIN, False: Side()}
    return Look(border=Border(top=ruled[top], left=ruled[left], bottom=ruled[bottom], right=ruled[right]))


def merge(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
    """Make one ruled cell of a block."""
    sheet.merge(top, left, bottom, right)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) == (top, left):
                continue
            edge = _edge(row == top, column == left, row == bottom, column == right)
            if edge is not None:
                sheet.put(row, column, None, edge)
            else:
                sheet.lines.get(row, {}).pop(column, None)


def title(sheet: Sheet, text: str, unit: str, width: int) -> None:
    """A merged title in row 1 and the unit or date at the right of row 2."""
    for row, (words, look, height) in enumerate(((text, TITLE, 34), (unit, UNIT, 18)), start=1):
        sheet.merge(row, 1, row, width)
        sheet.put(row, 1, words, look)
        sheet.heights[row] = height


def heads(sheet: Sheet, columns: Sequence[tuple[str, str, float]]) -> None:
    """A header of two rows from row 3: (group, name, width); one name across both rows where the group is empty."""
    start, high = 0, 1
    for at, (group, name, width) in enumerate(columns, start=1):
        sheet.widths[at] = width
        name = _before_unit(name, width)
        if not group:
            sheet.put(3, at, name, HEAD)
            merge(sheet, 3, at, 4, at)
            continue
        first = at == 1 or columns[at - 2][0] != group
        start = at if first else start
        if first:
            sheet.put(3, at, group, HEAD)
        sheet.put(4, at, name, HEAD)
        last = at == len(columns) or columns[at][0] != group
        if last and at > start:
            merge(sheet, 3, start, 3, at)
        if last:
            high = max(high, _lines(group, sum(column[2] for column in columns[start - 1 : at])))
    sheet.heights[3], sheet.heights[4] = 22 + LINE_HEIGHT * (high - 1), 34


def head(sheet: Sheet, columns: Sequence[tuple[str, float]], *, row: int = 3) -> None:
    """A header of one row: (name, width)."""
    for at, (name, width) in enumerate(columns, start=1):
        sheet.widths[at] = width
        sheet.put(row, at, _before_unit(name, width), HEAD)
    sheet.heights[row] = 36


def _before_unit(name: str, width: float) -> str:
    """A head with its unit on a line of its own where both do not fit one, so that no unit is parted."""
    before, mark, unit = name.rpartition("（")
    return name if not before or "\n" in name or _lines(name, width) == 1 else f"{before}\n{mark}{unit}"


def put(
    sheet: Sheet,
    row: int,
    column: int,
    value: Value,
    *,
    form: str = "",
    total: bool = False,
    left: bool = False,
    centre: bool = False,
) -> None:
    """A body cell: numbers as numbers in `form`, None as a dash, texts always as text even when they begin with =.

    `centre` puts amounts into the middle, for columns that mix units.
    """
    sheet.put(row, column, *_cell(value, looks(form or COUNT, total=total, left=left, centre=centre)))


def put_row(sheet: Sheet, row: int, values: Iterable[Value], columns: Sequence[tuple[Look, Look]]) -> None:
    """A row of body cells from the first column on, each as `put` writes it; `columns` are their `looks`."""
    sheet.lines[row] = {at: _cell(value, own) for at, (value, own) in enumerate(zip(values, columns, strict=True), 1)}


@cache
def looks(form: str, *, total: bool = False, left: bool = False, centre: bool = False) -> tuple[Look, Look]:
    """How the texts of a column look and how its numbers do."""
    words = _body("@", "left" if left else "centre", total)
    return words, _body(form, "centre" if centre else _across(form), total)


def _cell(value: Value, own: tuple[Look, Look]) -> tuple[Content, Look]:
    if isinstance(value, str):
        return value, own[0]
    if value is None:
        return BLANK, own[0]
    return float(value) if isinstance(value, Decimal) else value, own[1]


def _across(form: str) -> str:
    """Whole numbers stand in the middle of their column, amounts and percents under one another at the right."""
    return "centre" if form == COUNT else "right"


def put_formula(sheet: Sheet, row: int, column: int, formula: Formula, *, form: str) -> None:
    """A total as a formula."""
    sheet.put(row, column, formula, _body(form, _across(form), True))


def note(sheet: Sheet, row: int, text: str, width: int) -> None:
    """Small print across the table, as high as it takes."""
    sheet.merge(row, 1, row, width)
    across = sum(sheet.widths[at] for at in range(1, width + 1))
    lines = _lines(text, across * BODY_SIZE / NOTE_SIZE)
    sheet.put(row, 1, text, NOTE if lines == 1 else NOTES)
    sheet.heights[row] = 16 * lines + (0 if lines == 1 else 6)


def nothing(sheet: Sheet, row: int, text: str, width: int) -> None:
    """A ruled row across a table that has no other: why there is nothing (本期无新增线索)."""
    merge(sheet, row, 1, row, width)
    sheet.put(row, 1, text, _body("@", "centre", False))
    sheet.heights[row] = EMPTY_HEIGHT


def prose(sheet: Sheet, row: int, text: str, width: int) -> None:
    """A paragraph across the sheet, as high as it takes up to what a row may be."""
    sheet.merge(row, 1, row, width)
    sheet.put(row, 1, text, PROSE)
    across = sum(sheet.widths[at] for at in range(1, width + 1))
    lines = _lines(text, across * BODY_SIZE / PROSE_SIZE)
    sheet.heights[row] = min(409, PROSE_SIZE * 1.6 * lines)


def fit(sheet: Sheet, first: int) -> None:
    """Give rows without a height that of their longest text: who prints would cut off what wraps unannounced."""
    room = {column: width - 0.5 for column, width in sheet.widths.items()}
    for at, line in sheet.lines.items():
        if at < first or at in sheet.heights:
            continue
        lines = 1
        for column, (content, _) in line.items():
            # Most texts need no more lines than there are already, whatever their characters.
            if isinstance(content, str) and (len(content) * WIDEST > lines * room[column] or "\n" in content):
                lines = max(lines, sum(_lines(text, sheet.widths[column]) for text in content.split("\n")))
        sheet.heights[at] = ROW_HEIGHT + LINE_HEIGHT * (lines - 1)


def height_of(text: str, width: float) -> float:
    """The height in points of a row that holds a text in a column so many characters wide."""
    return ROW_HEIGHT + LINE_HEIGHT * (_lines(text, width) - 1)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column `width` characters wide; Chinese ones are two wide and a little more."""
    if len(text) * WIDEST <= width - 0.5:
        return 1
    units = len(text) + len(_NARROW.sub("", text))
    return max(1, math.ceil(units * 1.05 / (width - 0.5)))


_NARROW = re.compile("[\0-\u2e7f]+")


def page(sheet: Sheet, *, head_rows: str, width: int, one_page: bool = False) -> None:
    """A4 landscape, one page wide, header rows repeated, page numbers in the foot, the used cells as print area.

    A sheet is squeezed onto one page where `one_page` says so, or where its end alone would stand on another.
    """
    top = int(head_rows.split(":")[1]) + 1
    fit(sheet, top)
    frame = sheet.frame
    frame.page_setup.paperSize = 9
    frame.page_setup.orientation = "landscape"
    pages = _pages(sheet, width)
    squeezed = one_page or (1 < pages <= ALMOST and _scale(sheet, width) / pages >= SMALLEST)
    frame.page_setup.fitToWidth, frame.page_setup.fitToHeight = 1, int(squeezed)
    frame.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    frame.print_options.horizontalCentered = True
    frame.print_title_rows = head_rows
    frame.print_area = f"A1:{get_column_letter(width)}{sheet.last}"
    margins = frame.page_margins
    margins.left = margins.right = 0.59
    margins.top, margins.bottom, margins.header, margins.footer = 0.75, 0.75, 0.3, 0.4
    foot = frame.oddFooter
    assert foot is not None
    foot.center.text, foot.center.font, foot.center.size = "— &P —", "宋体", 14
    frame.sheet_view.showGridLines = False
    frame.freeze_panes = f"A{top}"


def _pages(sheet: Sheet, width: int) -> float:
    """How many pages a sheet fills once it is one page wide."""
    down = sum(sheet.heights.get(at, LINE_HEIGHT) for at in range(1, sheet.last + 1))
    return down * _scale(sheet, width) / PAGE_HEIGHT


def _scale(sheet: Sheet, width: int) -> float:
    """What is left of a sheet's size once it is one page wide; a column is 5.25 pt a character and 3.75 pt beside."""
    across = sum(sheet.widths[at] * 5.25 + 3.75 for at in range(1, width + 1))
    return min(1.0, PAGE_WIDTH / across)
