"""A small table of figures: aligned columns, bars, sums in bold, zeros in red; every figure can open its rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.charts.figure_model import Cell, Column, FigureModel, FigureRow, Index
from ui.core.fonts import Widest, sized
from ui.core.kit import LineEdit, focus_ring, keyboard_focus, note_focus, note_key, paint_bar, paint_pill, pill_width
from ui.core.sight import cells_in
from ui.core.theme import colour, colours, row_height
from ui.core.tokens import HEADER_HEIGHT, SIZE_NOTE

_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_BAR: Final = 92
_TIGHT_PAD: Final = 5
_TALL_HEADER: Final = HEADER_HEIGHT + 16


class _Editors(QStyledItemDelegate):
    """Makes the box in which a cell is typed."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = LineEdit(str(index.data(int(Qt.ItemDataRole.EditRole))), parent)
        model = index.model()
        editor.setAccessibleName(model.columns[index.column()].label if isinstance(model, FigureModel) else "")
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(2, 0, -2, -1))


class _CellPainter:
    """The pens and measures of one painting of a table."""

    def __init__(self, table: FigureTable, painter: QPainter) -> None:
        self._table, self._painter, self._figures = table, painter, table.figures
        self._font, self._small = table.font(), sized(table.font(), SIZE_NOTE)
        self._bold = sized(table.font(), table.font().pointSizeF(), bold=True)
        ring = table.currentIndex() if keyboard_focus(table) else QModelIndex()
        self._ring = (ring.row(), ring.column())

    def paint(self, at: int, place: int, rect: QRectF) -> None:
        """Ground, bar, pill or words, the line below, the ring of the current cell."""
        table, painter = self._table, self._painter
        row, column = self._figures.rows[at], self._figures.columns[place]
        cell = row.cells.get(column.key, Cell())
        if table.chosen(at):
            painter.fillRect(rect, colour("accent_wash"))
        elif row.kind == "sum":
            painter.fillRect(rect, colour("window"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), colour("line"))
        inner = rect.adjusted(table.pad, 0, -table.pad, -1)
        if column.bar and cell.share is not None:
            self._bar(inner, cell, cell.share)
        elif cell.pill and cell.text:
            painter.setFont(self._small)
            wide = pill_width(QFontMetricsF(self._small), cell.text)
            paint_pill(painter, QRectF(inner.left(), rect.center().y() - 10, wide, 19), cell.text, cell.tone or "info")
        elif cell.text:
            font = QFont(self._bold if row.kind == "sum" else self._font)
            font.setUnderline(cell.opens and table.hot == (at, place))
            self._text(inner, cell, font, right=column.right)
        if self._ring == (at, place):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focus_ring(painter, rect.adjusted(0, 0, 0, -1), 4)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _bar(self, inner: QRectF, cell: Cell, share: float) -> None:
        words = self._table.words_room(cell)
        if cell.text:
            self._painter.setFont(self._font)
            self._painter.setPen(colour("text"))
            self._painter.drawText(QRectF(inner.left(), inner.top(), words, inner.height()), _RIGHT, cell.text)
        left = inner.left() + (words + 10 if cell.text else 0)
        box = QRectF(left, inner.center().y() - 2.5, inner.right() - left, 6)
        paint_bar(self._painter, box, share, tone=cell.tone or "info")

    def _text(self, inner: QRectF, cell: Cell, font: QFont, *, right: bool) -> None:
        self._painter.setFont(font)
        self._painter.setPen(QColor(colours().ink(cell.tone)) if cell.tone else colour("text"))
        text = QFontMetricsF(font).elidedText(cell.text, Qt.TextElideMode.ElideRight, inner.width())
        self._painter.drawText(inner, _RIGHT if right else _LEFT, text)


class FigureTable(QTableView):
    """The table. `opened` gives (row key, column key) on a click or Enter, `picked` the row key as one moves about.

    Rows are chosen as wholes only where `choosing` is set; otherwise the keyboard shows its ring on one cell.
    """

    opened = Signal(object, str)
    picked = Signal(object)

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        parent: QWidget | None = None,
        *,
        choosing: bool = False,
        pad: int = 10,
    ) -> None:
        super().__init__(parent)
        self.figures = FigureModel(columns, self)
        self.hot = (-1, -1)
        self._choosing = choosing
        self._widest = Widest()
        self._pad = self.pad = pad
        self.setModel(self.figures)
        self.setItemDelegate(_Editors(self))
        self.setAccessibleName(name)
        self._set_up()
        self.clicked.connect(self._clicked)
        self.selectionModel().currentRowChanged.connect(self._moved)

    def _set_up(self) -> None:
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self._take_pad(self._pad, again=True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(20)
        self.horizontalHeader().setFixedHeight(HEADER_HEIGHT)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(24)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        self.setPalette(palette)

    def _take_pad(self, pad: int, *, again: bool = False) -> None:
        if again or pad != self.pad:
            self.pad = pad
            self.horizontalHeader().setStyleSheet(f"QHeaderView::section {{ padding: 0 {pad}px; }}")

    def show_rows(self, rows: Sequence[FigureRow]) -> None:
        """Show these rows, staying at the row and column where one was."""
        index = self.currentIndex()
        key = self.figures.rows[index.row()].key if index.isValid() else None
        column, at = max(index.column(), 0), self.verticalScrollBar().value()
        self.figures.show_rows(rows)
        self.verticalHeader().setDefaultSectionSize(row_height())
        row = next((i for i, one in enumerate(rows) if one.key == key), None)
        if row is not None and key is not None:
            self.setCurrentIndex(self.figures.index(row, column))
        self.fit()
        self.verticalScrollBar().setValue(at)

    def cell(self, index: Index) -> Cell:
        """The cell at an index."""
        return self.figures.cell(index)

    def chosen(self, row: int) -> bool:
        """Whether a row is the chosen one."""
        return self._choosing and self.currentIndex().row() == row

    @property
    def current_key(self) -> Any:
        """The key of the row one stands on, or None."""
        index = self.currentIndex()
        return self.figures.rows[index.row()].key if index.isValid() else None

    def choose(self, key: Any) -> None:
        """Stand on the row with this key, in sight once what stands around the table has its place."""
        row = next((i for i, one in enumerate(self.figures.rows) if one.key == key), None)
        if row is not None:
            self.setCurrentIndex(self.figures.index(row, 0))
            QTimer.singleShot(0, self, self._show_current)

    def _show_current(self) -> None:
        self.scrollTo(self.currentIndex())

    def words_room(self, cell: Cell) -> float:
        """The room for the figure before a bar."""
        return QFontMetricsF(self.font()).horizontalAdvance("100.00") if cell.text else 0.0

    def wanted_height(self, rows: int | None = None) -> int:
        """The height for so many rows, or all, with the header."""
        return self.horizontalHeader().height() + row_height() * (len(self.figures.rows) if rows is None else rows) + 2

    def _wanted(self, at: int, pad: int) -> int:
        column = self.figures.columns[at]
        if column.bar:
            return max(column.least, _BAR + 20) if pad == self._pad else _BAR
        head = QFontMetricsF(sized(self.font(), 9.5))
        widest = self._widest.of(at, self.figures.rows, self.font(), partial(self._measure, column.key))
        label = max(head.horizontalAdvance(part) for part in self.figures.label(at).split("\n"))
        wanted = max(column.least, round(max(widest, label) + 2 * pad + 1))
        return min(wanted, column.most) if column.most else wanted

    def _measure(self, key: str) -> float:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(bold)
        texts = {row.cells[key].text for row in self.figures.rows if key in row.cells}
        return max((metrics.horizontalAdvance(text) for text in texts), default=0.0)

    def fit(self) -> None:
        """Share the width out; where the columns are many, with less room between them, then with taller heads."""
        for pad, fold in ((self._pad, False), (_TIGHT_PAD, False), (_TIGHT_PAD, True)):
            self.figures.fold(fold)
            widths = [self._wanted(at, pad) for at in range(len(self.figures.columns))]
            if sum(widths) <= self.viewport().width():
                break
        self._take_pad(pad)
        self.horizontalHeader().setFixedHeight(_TALL_HEADER if fold else HEADER_HEIGHT)
        grow = [column.grow for column in self.figures.columns]
        left = self.viewport().width() - sum(widths)
        if left < 0:
            for at, column in enumerate(self.figures.columns):
                spare = widths[at] - max(column.least, 60)
                if column.grow and not column.right and spare > 0 and left < 0:
                    cut = min(spare, -left)
                    widths[at] -= cut
                    left += cut
        elif sum(grow):
            widths = [w + left * g // sum(grow) for w, g in zip(widths, grow, strict=True)]
        for at, width in enumerate(widths):
            self.horizontalHeader().resizeSection(at, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells in sight."""
        with QPainter(self.viewport()) as painter:
            cells = _CellPainter(self, painter)
            for row, column, rect in cells_in(self, event.rect()):
                cells.paint(row, column, rect)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out."""
        super().resizeEvent(event)
        self.fit()

    def sizeHint(self) -> QSize:
        """Room for all rows, within reason."""
        return QSize(400, self.wanted_height(min(len(self.figures.rows), 12)))

    def _clicked(self, index: QModelIndex) -> None:
        if self.cell(index).opens:
            self.opened.emit(self.figures.rows[index.row()].key, self.figures.columns[index.column()].key)

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        if index.isValid():
            self.picked.emit(self.figures.rows[index.row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the rows behind a figure."""
        note_key(self)
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._clicked(index)
            return
        super().keyPressEvent(event)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Underline the figure under the pointer that opens."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        hot = (index.row(), index.column())
        if hot != self.hot:
            self.hot = hot
            opens = index.isValid() and self.cell(index).opens
            self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the line away."""
        self.hot = (-1, -1)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first figure, and show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())
        if not self.currentIndex().isValid() and self.figures.rows:
            self.setCurrentIndex(self.figures.index(0, 0))
