"""Tables that only bear the name of a workbook: web pages and XML of 2003, as many government systems export them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring

from crm.rules.problem import Problem

Merge = tuple[int, int, int, int]
WIDEST, TALLEST = 500, 500_000
_HTML = re.compile(rb"<(?:html|!doctype html|table|meta|head|body|div|style)", re.IGNORECASE)
_XML = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_BREAKS = ("br", "p", "div")
_HIDDEN = ("style", "script", "title", "head")


@dataclass
class Grid:
    """A table: its name ("" where it has none), rows of cells, merged blocks and whether it is hidden."""

    name: str = ""
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[Merge] = field(default_factory=list)
    hidden: bool = False

    def put(self, row: int, column: int, value: Any, *, down: int = 1, across: int = 1) -> None:
        """Write a cell; one that spans others is a merged block."""
        if column + across > WIDEST or row + down > TALLEST:
            return
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = value
        if down > 1 or across > 1:
            self.merged.append((row, column, row + down - 1, column + across - 1))


def is_markup(data: bytes) -> bool:
    """Whether a file is a web page or XML, whatever its name says."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and bool(_HTML.match(head) or head.startswith(b"<?xml") or _XML.search(head))


def grids_of(data: bytes, name: str) -> list[Grid]:
    """The tables of a web page or an XML workbook of 2003; Problem, naming the file, where there is none."""
    grids = _of_xml(data, name) if _XML.search(data[:4096]) else _of_html(data)
    filled = [grid for grid in grids if any(cell != "" for row in grid.rows for cell in row)]
    if not filled:
        raise Problem(f"“{name}”其实是网页格式，里面没有表格，请用 WPS 或 Excel 打开后另存为 xlsx 再导入")
    return filled


# web pages


def _of_html(data: bytes) -> list[Grid]:
    stated = _CHARSET.search(data[:4096])
    names = ["utf-8", "gb18030"] if not stated or stated[1].lower() == b"utf-8" else ["gb18030", "utf-8"]
    for name in names:
        try:
            text = data.decode(name)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = data.decode("gb18030", "replace")
    reader = _Tables()
    reader.feed(text.removeprefix("\ufeff"))
    reader.close()
    return reader.grids


class _Tables(HTMLParser):
    """Collects the tables of a page; of a table within a cell the text goes to that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self._depth = self._row = self._column = 0
        self._taken: dict[tuple[int, int], bool] = {}
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag in _HIDDEN:
            self._silent += 1
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.grids.append(Grid())
                self._row, self._taken = -1, {}
        elif self._depth == 1 and tag == "tr":
            self._close_cell()
            self._row, self._column = self._row + 1, 0
        elif self._depth == 1 and tag in ("td", "th"):
            self._close_cell()
            self._row = max(self._row, 0)
            given = dict(attrs)
            self._span = (_whole(given.get("rowspan")), _whole(given.get("colspan")))
            self._cell = []
        elif tag in _BREAKS and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a table, a row or a cell."""
        if tag in _HIDDEN:
            self._silent = max(self._silent - 1, 0)
        if self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "table":
            self._depth = max(self._depth - 1, 0)

    def handle_data(self, data: str) -> None:
        """Take the text of the open cell."""
        if self._cell is not None and not self._silent:
            self._cell.append(data if not data.isspace() else " ")

    def _close_cell(self) -> None:
        if self._cell is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self._cell).split("\n"))
        text, self._cell = "\n".join(line for line in lines if line), None
        while self._taken.get((self._row, self._column)):
            self._column += 1
        down, across = self._span
        self.grids[-1].put(self._row, self._column, text, down=down, across=across)
        if down > 1:
            for row in range(self._row + 1, self._row + down):
                for column in range(self._column, self._column + across):
                    self._taken[row, column] = True
        self._column += across


def _whole(text: str | None) -> int:
    found = int(text) if text and text.strip().isdecimal() else 1
    return min(max(found, 1), 1000)


# XML of 2003


def _of_xml(data: bytes, name: str) -> list[Grid]:
    if b"<!ENTITY" in data:
        raise Problem(f"“{name}”里有不该有的内容，请用 WPS 或 Excel 打开后另存为 xlsx 再导入")
    try:
        root = fromstring(data, XMLParser())
    except (ParseError, ValueError, LookupError):
        raise Problem(f"“{name}”已损坏，请用 WPS 或 Excel 打开后另存为 xlsx 再导入") from None
    return [_grid(sheet) for sheet in root.iter(f"{_SS}Worksheet")]


def _grid(sheet: Element) -> Grid:
    grid = Grid(sheet.get(f"{_SS}Name") or "")
    grid.hidden = any(one.text != "SheetVisible" for one in sheet.iter() if one.tag.endswith("}Visible"))
    at = -1
    for row in sheet.iter(f"{_SS}Row"):
        at = _index(row, at + 1)
        for column, cell in _cells(row):
            found = cell.find(f"{_SS}Data")
            value = _value(found) if found is not None else ""
            grid.put(at, column, value, down=_more(cell, "MergeDown") + 1, across=_more(cell, "MergeAcross") + 1)
    return grid


def _cells(row: Element) -> Iterator[tuple[int, Element]]:
    at = 0
    for cell in row.findall(f"{_SS}Cell"):
        at = _index(cell, at)
        yield at, cell
        at += 1 + _more(cell, "MergeAcross")


def _more(cell: Element, key: str) -> int:
    """Over how many further rows or columns a cell is merged."""
    given = cell.get(f"{_SS}{key}") or ""
    return int(given) if given.isdecimal() else 0


def _index(element: Element, at: int) -> int:
    given = element.get(f"{_SS}Index") or ""
    return int(given) - 1 if given.isdecimal() else at


def _value(data: Element) -> Any:
    text = "".join(data.itertext())
    match data.get(f"{_SS}Type"):
        case "Number":
            try:
                return float(text)
            except ValueError:
                return text
        case "DateTime":
            return text[:10] if text[10:].strip("T0:.Z") == "" else text
        case "Boolean":
            return text == "1"
        case _:
            return text
