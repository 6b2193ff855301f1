"""A table whose first columns stay in sight while the rest is scrolled under them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui.grid.header import GridHeader

Index = QModelIndex | QPersistentModelIndex


class PinnedTable(QTableView):
    """A table under a GridHeader, which says what is pinned."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._header = GridHeader(self)
        self.setHorizontalHeader(self._header)

    @property
    def header(self) -> GridHeader:
        """The header with the filter row."""
        return self._header

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Qt: over the pinned columns it is theirs, whatever lies beneath."""
        if 0 <= point.x() < self._header.pinned_width():
            row = self.rowAt(point.y())
            column = self._header.pinned_at(point.x())
            return self.model().index(row, column) if row >= 0 else QModelIndex()
        return super().indexAt(point)

    def visualRect(self, index: Index) -> QRect:
        """Qt: cells of the pinned columns lie at the left edge."""
        rect = super().visualRect(index)
        if index.isValid() and self._header.pinned_width() and self._header.is_pinned(index.column()):
            rect.moveLeft(self._header.sectionPosition(index.column()))
        return rect

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Qt: bring a cell out from under the pinned columns too."""
        if not index.isValid():
            return
        bar = self.horizontalScrollBar()
        if self._header.is_pinned(index.column()):
            held = bar.value()
            super().scrollTo(index, hint)
            bar.setValue(held)
            return
        super().scrollTo(index, hint)
        hidden = self._header.pinned_width() - self.visualRect(index).left()
        if hidden > 0:
            bar.setValue(max(bar.value() - hidden, 0))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Qt: scrolling sideways repaints, since the pinned columns do not go along."""
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()
            self._header.scrolled()
