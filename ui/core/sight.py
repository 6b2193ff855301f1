"""What of a table is in sight: cells are painted in one pass, for calls of Qt's for each cost several times more."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QRectF
from PySide6.QtWidgets import QTableView


def rows_in(table: QTableView, area: QRect) -> range:
    """The rows that an area of the viewport touches."""
    first, last = table.rowAt(max(area.top(), 0)), table.rowAt(area.bottom())
    if first < 0:
        return range(0)
    return range(first, last + 1 if last >= 0 else table.model().rowCount())


def cells_in(table: QTableView, area: QRect) -> Iterator[tuple[int, int, QRectF]]:
    """Row, column and place of each cell that an area of the viewport touches."""
    header, columns = table.horizontalHeader(), []
    for at in range(header.count()):
        left, width = header.sectionViewportPosition(at), header.sectionSize(at)
        if left <= area.right() and left + width > area.left():
            columns.append((at, left, width))
    for row in rows_in(table, area):
        top, height = table.rowViewportPosition(row), table.rowHeight(row)
        for at, left, width in columns:
            yield row, at, QRectF(left, top, width, height)
