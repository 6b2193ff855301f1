"""A table of ready words that is only read: two-row heads, sums in bold, pills, cells that open what is behind them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.core.fonts import Widest, sized
from ui.core.sight import cells_in
from ui.core.theme import row_height
from ui.grid.clipboard import put_on_clipboard, to_html, to_tsv
from ui.grid.plain_model import CLOSE_PAD, PAD, TIGHT_PAD, Cell, Col, Index, LazyRows, PlainModel, Rows
from ui.grid.plain_paint import CellPainter, PlainHeader

__all__ = ["Cell", "Col", "LazyRows", "PlainModel", "PlainTable", "Rows"]

_MEASURED = 120
_WIDEST = 320
_LEAST = 108


class PlainTable(QTableView):
    """`opened` gives the key of a cell that was clicked or entered, `row_opened` and `picked` the number of a row."""

    opened = Signal(object)
    row_opened = Signal(int)
    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.plain = PlainModel(self)
        self._fixed_rows: int | None = None
        self._widest = Widest()
        self.setModel(self.plain)
        self.head = PlainHeader(self.plain, self)
        self.setHorizontalHeader(self.head)
        self._hot = (-1, -1)
        self.setAccessibleName(name)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(row_height())
        self.doubleClicked.connect(self._double_clicked)

    def set(self, cols: Sequence[Col], rows: Rows) -> None:
        """Show other columns and rows."""
        self._hot = (-1, -1)
        self.plain.set(cols, rows)
        self.head.updateGeometry()
        self.updateGeometries()
        self.fit()

    def show_all_rows(self, *, most: int | None = None) -> None:
        """Be as high as the rows need, at most so many of them; the page around scrolls."""
        self._fixed_rows = most if most is not None else -1
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if most is not None else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self._fit_height()

    def fit(self) -> None:
        """Take row height and column widths from what is shown."""
        self.verticalHeader().setDefaultSectionSize(row_height())
        for self.plain.pad in (PAD, CLOSE_PAD, TIGHT_PAD):
            widths = self._shared_out([self._natural(at, col) for at, col in enumerate(self.plain.cols)])
            if sum(widths) <= self.viewport().width():
                break
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width)
        self._fit_height()

    def _fit_height(self) -> None:
        if self._fixed_rows is None:
            return
        count = len(self.plain.rows)
        shown = count if self._fixed_rows < 0 else min(count, self._fixed_rows)
        wide = sum(self.columnWidth(at) for at in range(len(self.plain.cols))) > self.viewport().width() > 0
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        self.setFixedHeight(self.head.sizeHint().height() + shown * row_height() + bar + 1)

    def _shared_out(self, widths: list[int]) -> list[int]:
        """Give spare width to the columns that stretch, or to all; take missing width from long texts first."""
        cols = self.plain.cols
        spare = self.viewport().width() - sum(widths)
        if spare >= 0 and widths:
            wide = [at for at, col in enumerate(cols) if col.stretch] or list(range(len(widths)))
            for order, at in enumerate(wide):
                widths[at] += spare // len(wide) + (spare % len(wide) if order == len(wide) - 1 else 0)
            return widths
        kept = list(widths)
        for flexible in (
            [at for at, col in enumerate(cols) if col.stretch],
            [at for at, col in enumerate(cols) if not col.right],
        ):
            free = {at: max(widths[at] - _LEAST, 0) for at in flexible}
            whole, missing = sum(free.values()), max(-spare, 0)
            for at, own in free.items():
                taken = min(-(-own * missing // whole), own, max(-spare, 0)) if whole else 0
                widths[at] -= taken
                spare += taken
        # Where even narrow columns do not fit there is scrolling anyway, and words are better whole.
        return widths if spare >= 0 else kept

    def _natural(self, at: int, col: Col) -> int:
        if col.width:
            return col.width
        head = QFontMetricsF(sized(self.font(), self.plain.head_size)).horizontalAdvance(col.label)
        width = min(max(head, self._widest.of(at, self.plain.rows, self.font(), partial(self._measure, at))), _WIDEST)
        return max(round(width) + 2 * self.plain.pad + 2, self.head.minimumSectionSize())

    def _measure(self, at: int) -> float:
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        metrics = {False: QFontMetricsF(self.font()), True: QFontMetricsF(strong)}
        cells = (row[at] for row in self.plain.rows[:_MEASURED] if at < len(row))
        told = {(cell.text[:60], cell.strong, cell.pill) for cell in cells}
        widths = (metrics[bold].horizontalAdvance(text) + (10 if pill else 0) for text, bold, pill in told)
        return max(widths, default=0.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the cells in sight."""
        with QPainter(self.viewport()) as painter:
            cells = CellPainter(self, self.plain, painter, self._hot)
            for row, column, rect in cells_in(self, event.rect()):
                cells.paint(row, column, rect)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: share out the width anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another theme may bring other row heights."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "plain"):
            self.fit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: light the row, and underline what can be opened."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        hot = (index.row(), index.column())
        if hot != self._hot:
            self._hot = hot
            opens = index.isValid() and self.plain.cell(index).key is not None
            shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: put the light out."""
        super().leaveEvent(event)
        self._hot = (-1, -1)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click opens a cell that has something behind it."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._open(index)

    def _open(self, index: Index) -> bool:
        key = self.plain.cell(index).key
        if key is None:
            return False
        self.opened.emit(key)
        return True

    def _double_clicked(self, index: QModelIndex) -> None:
        if self.plain.cell(index).key is None:
            self.row_opened.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter opens, Ctrl+C copies the selected row, or all rows when none is."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            if not self._open(index):
                self.row_opened.emit(index.row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the selected rows, or all of them, on the clipboard as Excel and WPS read them."""
        chosen = sorted({index.row() for index in self.selectedIndexes()}) or range(len(self.plain.rows))
        cols = self.plain.cols
        lines = [[col.label for col in cols], *([cell.text for cell in self.plain.rows[at]] for at in chosen)]
        told = [[(text, not col.right) for text, col in zip(line, cols, strict=False)] for line in lines]
        put_on_clipboard(to_tsv(lines), to_html(told))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Qt: tell which row is the current one."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.picked.emit(current.row())
