"""Workbooks whose cells are plain values until they are saved: openpyxl's own cells take ten times as long.

Everything else of a sheet (pages, charts, pictures, breaks) is openpyxl's, in `Sheet.frame`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
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
        if isinstance(content, str) and not content.isprintable():
            content = _UNPRINTABLE.sub("", content)
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

    def dimension(self) -> str:
        """The block of cells in use, A1 to its last."""
        widest = max([1, *self.widths, *(max(line, default=1) for line in self.lines.values())])
        return f"A1:{get_column_letter(widest)}{self.last}"

    def rows(self, styles: Mapping[Look, int]) -> str:
        """The rows as they stand in the file; `styles` are the numbers that looks have in the workbook."""
        letters = {column: get_column_letter(column) for line in self.lines.values() for column in line}
        found = []
        for at in sorted({*self.lines, *self.heights}):
            height = self.heights.get(at)
            tall = "" if height is None else f' ht="{height:.16g}" customHeight="1"'
            cells = [
                _cell(f'<c r="{letters[column]}{at}" s="{styles[look]}"', content)
                for column, (content, look) in sorted(self.lines.get(at, {}).items())
            ]
            found.append(f'<row r="{at}"{tall}>{"".join(cells)}</row>')
        return "".join(found)


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_MARKED = re.compile("[&<>\r]")


def _cell(start: str, content: Content) -> str:
    if isinstance(content, str):
        if not content:
            return f"{start}/>"
        space = "" if content == content.strip() else ' xml:space="preserve"'
        words = escape(content, {"\r": "&#13;"}) if _MARKED.search(content) else content
        return f'{start} t="inlineStr"><is><t{space}>{words}</t></is></c>'
    if content is None:
        return f"{start}/>"
    if isinstance(content, Formula):
        return f"{start}><f>{escape(content.text)}</f><v>{_number(content.value)}</v></c>"
    return f"{start}><v>{_number(content)}</v></c>"


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
        styles = self._styles()
        for sheet in self._sheets:
            for column, width in sheet.widths.items():
                sheet.frame.column_dimensions[get_column_letter(column)].width = width
        bare = io.BytesIO()
        self.book.save(bare)
        parts = {f"xl/worksheets/sheet{at}.xml": sheet for at, sheet in enumerate(self._sheets, start=1)}
        with zipfile.ZipFile(bare) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                data, own = source.read(info), parts.get(info.filename)
                target.writestr(info, data if own is None else _filled(data.decode("utf-8"), own, styles))

    def _styles(self) -> dict[Look, int]:
        """Make the workbook know every look in use; returns their numbers."""
        found: dict[Look, int] = {}
        for sheet in self._sheets:
            for line in sheet.lines.values():
                for _, look in line.values():
                    if look not in found:
                        found[look] = _style(sheet.frame, look)
        return found


def _style(frame: Worksheet, look: Look) -> int:
    cell = WriteOnlyCell(frame)
    cell.number_format = look.form
    for name in ("font", "alignment", "border", "fill"):
        if getattr(look, name) is not None:
            setattr(cell, name, getattr(look, name))
    return int(cell.style_id)


_NO_CELL = re.compile('<dimension ref="A1:A1" ?/>')
_NO_ROWS = re.compile("<sheetData ?/>|<sheetData></sheetData>")


def _filled(xml: str, sheet: Sheet, styles: Mapping[Look, int]) -> str:
    """The XML of a bare sheet with its rows."""
    before, after = _NO_ROWS.split(xml)
    before = _NO_CELL.sub(f'<dimension ref="{sheet.dimension()}"/>', before)
    return f"{before}<sheetData>{sheet.rows(styles)}</sheetData>{after}"
