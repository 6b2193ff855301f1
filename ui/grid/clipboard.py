"""Cells to and from the clipboard, in the tab-separated form that Excel and WPS write and read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

Block = list[list[str]]
_AS_WORDS = """ style='mso-number-format:"\\@"' sdnum="1033;1033;@\""""
"""How Excel and WPS (the first) and LibreOffice (the second) are told that a cell is text."""


def put_on_clipboard(text: str, html: str) -> None:
    """Offer cells as text, and as a table where there is one."""
    copied = QMimeData()
    copied.setText(text)
    if html:
        copied.setHtml(html)
    QGuiApplication.clipboard().setMimeData(copied)


def to_tsv(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text; a cell with a tab, a line break or a leading quote is quoted as Excel does."""
    return "\r\n".join("\t".join(_quoted(cell) for cell in row) for row in rows) + "\r\n"


def to_html(rows: Iterable[Sequence[tuple[str, bool]]]) -> str:
    """Rows of (text, whether it is words) as a table whose words Excel, WPS and Calc leave as they are.

    Out of tab-separated text alone a credit code of 18 figures would lose the last three, and 0111 its nought.
    """
    lines = ("".join(_cell_of_table(text, words) for text, words in row) for row in rows)
    return f'<meta charset="utf-8"><table>{"".join(f"<tr>{line}</tr>" for line in lines)}</table>'


def _cell_of_table(text: str, words: bool) -> str:
    held = escape(text).replace("\r\n", "\n").replace("\n", '<br style="mso-data-placement:same-cell">')
    return f"<td{_AS_WORDS if words else ''}>{held}</td>"


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in "\t\n\r") or cell.startswith('"'):
        return '"' + cell.replace('"', '""').replace("\r\n", "\n") + '"'
    return cell


def from_tsv(text: str) -> Block:
    """Text from Excel, WPS or anywhere as rows of cells, squared off with empty cells."""
    rows: Block = []
    row: list[str] = []
    at, end = 0, len(text)
    while at <= end:
        cell, at = _quoted_cell(text, at) if text[at : at + 1] == '"' else _plain_cell(text, at)
        row.append(cell)
        mark = text[at : at + 1]
        if mark == "\t":
            at += 1
            continue
        rows.append(row)
        row = []
        at += 2 if text[at : at + 2] == "\r\n" else 1
        if at >= end:
            break
    width = max((len(r) for r in rows), default=0)
    return [r + [""] * (width - len(r)) for r in rows]


def _plain_cell(text: str, at: int) -> tuple[str, int]:
    stop = at
    while stop < len(text) and text[stop] not in "\t\r\n":
        stop += 1
    return text[at:stop], stop


def _quoted_cell(text: str, at: int) -> tuple[str, int]:
    """A cell that begins with a quote; one whose quote is never closed is taken as it stands."""
    parts: list[str] = []
    spot = at + 1
    while True:
        close = text.find('"', spot)
        if close < 0:
            return _plain_cell(text, at)
        parts.append(text[spot:close])
        if text[close + 1 : close + 2] != '"':
            break
        parts.append('"')
        spot = close + 2
    if text[close + 1 : close + 2] not in ("", "\t", "\r", "\n"):
        return _plain_cell(text, at)
    return "".join(parts).replace("\r\n", "\n"), close + 1


def fits(block: Block, *, rows: int, columns: int) -> Block:
    """The block repeated over a selection that is a whole multiple of it; else the block itself."""
    height, width = len(block), len(block[0]) if block else 0
    if not height or not width or rows % height or columns % width:
        return block
    return [[block[r % height][c % width] for c in range(columns)] for r in range(rows)]
