"""Cells that a workbook shows struck through, as offices mark what no longer holds."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree.ElementTree import Element, fromstring

from crm.excel.lost import column_number, part_of, pieces

_STYLED = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?\bs="(\d+)"')
_OFF = ("0", "false")


def struck_cells(data: bytes, sheet: str) -> frozenset[tuple[int, int]]:
    """The struck cells of an xlsx's sheet as (row, column) from 0; none for other files."""
    if not data.startswith(b"PK"):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            styles = packed.read("xl/styles.xml")
            struck = _struck_styles(fromstring(styles)) if b"<strike" in styles else frozenset()
            if not struck:
                return frozenset()
            with packed.open(part_of(packed, sheet)) as part:
                return frozenset(
                    (int(row) - 1, column_number(letters) - 1)
                    for rows in pieces(part)
                    for letters, row, style in _STYLED.findall(rows)
                    if style in struck
                )
    except Exception:
        # The sheet was read by another way already; how its cells look is only a hint.
        return frozenset()


def _struck_styles(root: Element) -> frozenset[bytes]:
    """The numbers of the cell styles whose font is struck through."""
    space = root.tag.partition("}")[0] + "}"
    fonts = root.findall(f"{space}fonts/{space}font")
    marks = [font.find(f"{space}strike") for font in fonts]
    struck = {str(at) for at, mark in enumerate(marks) if mark is not None and mark.get("val") not in _OFF}
    styles = root.findall(f"{space}cellXfs/{space}xf")
    return frozenset(str(at).encode() for at, style in enumerate(styles) if style.get("fontId") in struck)
