"""Cells of a workbook that show no value: errors such as #N/A, and formulas whose result was never saved."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO
from xml.etree.ElementTree import fromstring

from crm.rules.numbers import shown
from crm.rules.problem import BadValue

_CELL = rb'<c r="([A-Z]+)(\d+)"[^>]*'
_ERROR = re.compile(_CELL + rb'\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
_FORMULA = re.compile(_CELL + rb"><f[^>]*>([^<]*)</f>(?:<v\s*/>|<v></v>)?</c>")
_PIECE = 1 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Lost(str):
    """What stands in a cell instead of its value: the error, or the formula with its ="""

    __slots__ = ()

    @property
    def is_error(self) -> bool:
        """Whether the cell shows an error, and is no formula still to be worked out."""
        return self.startswith("#")


def refuse(value: object) -> None:
    """Raise BadValue, with the remedy, for a cell that has lost its value."""
    if value.__class__ is not Lost:
        return
    text = shown(value)
    if str(value).startswith("#"):
        raise BadValue(f"表里是错误值{text}，请改成实际内容或清空这一格")
    raise BadValue(f"这一格是公式“{text}”，文件里没有存下结果，请用 WPS 或 Excel 打开、保存后再导入")


def lost_cells(data: bytes, sheet: str) -> dict[tuple[int, int], Lost]:
    """The lost cells of an xlsx's sheet as {(row, column) from 0: what stands there}; {} for other files."""
    if not data.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open(part_of(packed, sheet)) as part:
            return {(row - 1, column - 1): text for rows in pieces(part) for row, column, text in _found(rows)}
    except Exception:
        # The sheet was read by another way already; what that made of it stands.
        return {}


def pieces(part: IO[bytes]) -> Iterator[bytes]:
    """Whole rows, about a megabyte at a time: a search of it all at once would let no other thread run meanwhile."""
    held = b""
    while piece := part.read(_PIECE):
        held += piece
        end = held.rfind(b"<row ")
        if end > 0:
            yield held[:end]
            held = held[end:]
    yield held


def part_of(packed: zipfile.ZipFile, sheet: str) -> str:
    """Where in an xlsx a sheet is kept."""
    book = fromstring(packed.read("xl/workbook.xml"))
    wanted = next(one.get(_RELATION) for one in book.iter() if one.tag.endswith("}sheet") and one.get("name") == sheet)
    links = fromstring(packed.read("xl/_rels/workbook.xml.rels"))
    target = next(str(one.get("Target")) for one in links if one.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _found(content: bytes) -> Iterator[tuple[int, int, Lost]]:
    if b't="e"' in content:
        for letters, row, text in _ERROR.findall(content):
            yield int(row), column_number(letters), Lost(text.decode())
    if b"<f" in content:
        for letters, row, text in _FORMULA.findall(content):
            yield int(row), column_number(letters), Lost("=" + text.decode("utf-8", "replace"))


def column_number(letters: bytes) -> int:
    """A column by its letters, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
