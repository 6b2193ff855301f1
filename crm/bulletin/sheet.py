"""Workbooks whose cells are plain values until they are saved: openpyxl's own cells take ten times as long.

Everything else of a sheet (pages, charts, pictures, breaks) is openpyxl's, in `Sheet.frame`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True, eq=False)
class Look:
    """How cells look; each is made once and known by being the same object."""

    font: Font | None = None
    alignment: Alignment | None = None
    border: Border | None = None
    fill: PatternFill | None = None
    form: str = "General"


class Formula(NamedTuple):
    """A formula without its =, and what it comes to, for readers that do not compute."""

    text: str
    value: int | float


Content = str | int | float | Formula | None


class Sheet:
    """A sheet: cells by row and column, from 1; heights of rows in points, widths of columns in characters."""

    def __init__(self, frame: Worksheet) -> None:
        self.frame = frame
        self.lines: dict[int, dict[int, tuple[Content, Look]]] = {}
        self.heights: dict[int, float] = {}
        self.widths: dict[int, float] = {}

    def put(self, row: int, column: int, content: Content, look: Look) -> None:
        """Set a cell; a text stays a text even when it begins with =."""
        line = self.lines.get(row)
        if line is None:
            line = self.lines[row] = {}
        line[column] = (content, look)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Make one cell of a block; what it shows stands in its first."""
        self.frame.merged_cells.add(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")

    @property
    def last(self) -> int:
        """The last row that is in use."""
        return max([1, *self.lines, *self.heights])

    @property
    def widest(self) -> int:
        """The last column that is in use."""
        return max([1, *self.widths, *(max(line, default=1) for line in self.lines.values())])

    def rows(self, style: Callable[[Look], int], told: Callable[[str], str]) -> str:
        """The rows as they stand in the file; `style` numbers looks, `told` is `_told`, both remembering."""
        letters = [get_column_letter(column) for column in range(1, self.widest + 1)]
        found = []
        for at in sorted({*self.lines, *self.heights}):
            height = self.heights.get(at)
            found.append(f'<row r="{at}">' if height is None else f'<row r="{at}" ht="{height:.16g}" customHeight="1">')
            for column, (content, look) in sorted(self.lines.get(at, {}).items()):
                words = told(content) if isinstance(content, str) else _counted(content)
                found.append(f'<c r="{letters[column - 1]}{at}" s="{style(look)}"{words}')
            found.append("</row>")
        return "".join(found)


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _told(text: str) -> str:
    """A text as it stands in a cell, without what no file may hold."""
    kept = text if text.isprintable() else _UNPRINTABLE.sub("", text)
    if not kept:
        return "/>"
    space = "" if kept == kept.strip() else ' xml:space="preserve"'
    return f' t="inlineStr"><is><t{space}>{escape(kept, {_RETURN: "&#13;"})}</t></is></c>'


_RETURN = "\r"


def _counted(content: int | float | Formula | None) -> str:
    """A number or a formula as it stands in a cell."""
    if content is None:
        return "/>"
    if isinstance(content, Formula):
        return f"><f>{escape(content.text)}</f><v>{_number(content.value)}</v></c>"
    return f"><v>{_number(content)}</v></c>"


def _number(value: int | float) -> str:
    """A number as files hold it; 82.35 is not 82.34999999999999."""
    return str(value) if isinstance(value, int) else f"{value:.15g}"


class SheetBook:
    """A workbook of such sheets, in the order in which they were asked for."""

    def __init__(self) -> None:
        self.book = Workbook()
        assert self.book.active is not None
        self.book.remove(self.book.active)
        self._sheets: list[Sheet] = []

    def sheet(self, name: str) -> Sheet:
        """A new sheet under a name."""
        made = Sheet(self.book.create_sheet(name))
        self._sheets.append(made)
        return made

    def save(self, path: Path) -> None:
        """Write the workbook to `path`, which is replaced."""
        # Few looks and not many texts stand in most of the cells.
        style, told = cache(partial(_style, self.book.worksheets[0])), cache(_told)
        parts = {}
        for at, sheet in enumerate(self._sheets, start=1):
            for column, width in sheet.widths.items():
                sheet.frame.column_dimensions[get_column_letter(column)].width = width
            parts[f"xl/worksheets/sheet{at}.xml"] = sheet, sheet.rows(style, told)
        bare = io.BytesIO()
        self.book.save(bare)
        with (
            zipfile.ZipFile(bare) as source,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as target,
        ):
            for info in source.infolist():
                data, own = source.read(info), parts.get(info.filename)
                target.writestr(info, data if own is None else _filled(data.decode("utf-8"), *own), compresslevel=3)


def _style(frame: Worksheet, look: Look) -> int:
    cell = WriteOnlyCell(frame)
    cell.number_format = look.form
    for name in ("font", "alignment", "border", "fill"):
        if getattr(look, name) is not None:
            setattr(cell, name, getattr(look, name))
    return int(cell.style_id)


_NO_CELL = re.compile('<dimension ref="A1:A1" ?/>')
_NO_ROWS = re.compile("<sheetData ?/>|<sheetData></sheetData>")


def _filled(xml: str, sheet: Sheet, rows: str) -> str:
    """The XML of a bare sheet with its rows."""
    before, after = _NO_ROWS.split(xml)
    dimension = f"A1:{get_column_letter(sheet.widest)}{sheet.last}"
    before = _NO_CELL.sub(f'<dimension ref="{dimension}"/>', before)
    return f"{before}<sheetData>{rows}</sheetData>{after}"
