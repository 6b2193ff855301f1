"""A table of ready words that is only read: two-row heads, sums in bold, pills, cells that open what is behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, overload

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.core.fonts import sized
from ui.core.marks import PILL_HEIGHT, paint_pill, pill_width
from ui.core.theme import colour, colours, row_height
from ui.core.tokens import HEADER_HEIGHT, SIZE_NOTE, Tone
from ui.grid.clipboard import to_tsv

Index = QModelIndex | QPersistentModelIndex
PAD = 10
_HEAD_FONT = 9.5
_GROUP_HEIGHT = 26
_MEASURED = 120
_WIDEST = 320
_LEAST = 108
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


@dataclass(frozen=True)
class Col:
    """A column: its head, the head above it that neighbours share, and how its width is found (0: from its cells)."""

    label: str
    right: bool = False
    group: str = ""
    width: int = 0
    stretch: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: words, what opens on a click, colour of the words, as a pill or not, bold or not, ground, tooltip."""

    text: str = ""
    key: Any = None
    tone: Tone | None = None
    pill: bool = False
    strong: bool = False
    wash: Tone | None = None
    tip: str = ""


Rows = Sequence[Sequence[Cell]]


class LazyRows(Sequence[Sequence[Cell]]):
    """Rows that are made when they are first looked at; the last few thousand are kept."""

    def __init__(self, count: int, make: Callable[[int], Sequence[Cell]]) -> None:
        self._count = count
        self._make = make
        self._kept: dict[int, Sequence[Cell]] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Sequence[Cell]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Sequence[Cell]]: ...
    def __getitem__(self, at: int | slice) -> Sequence[Cell] | Sequence[Sequence[Cell]]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(self._count))]
        if not 0 <= at < self._count:
            raise IndexError(at)
        found = self._kept.get(at)
        if found is None:
            if len(self._kept) > 4000:
                self._kept.clear()
            found = self._kept[at] = self._make(at)
        return found


class PlainModel(QAbstractTableModel):
    """Rows of cells; the rows may be made as they are asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cols: Sequence[Col] = ()
        self.rows: Rows = ()

    def set(self, cols: Sequence[Col], rows: Rows) -> None:
        """Show other columns and rows."""
        self.beginResetModel()
        self.cols, self.rows = cols, rows
        self.endResetModel()

    def cell(self, index: Index) -> Cell:
        """The cell at a place; an empty one where its row is too short."""
        row = self.rows[index.row()]
        return row[index.column()] if index.column() < len(row) else Cell()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many columns."""
        return 0 if parent.isValid() else len(self.cols)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt: words, tooltip and alignment of a cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(index).text
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.cell(index).tip or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.cols[index.column()].label} {self.cell(index).text}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Qt: the head of a column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self.cols[section].label if 0 <= section < len(self.cols) else None


class PlainHeader(QHeaderView):
    """Heads in one row, or in two where neighbouring columns share one above them."""

    def __init__(self, model: PlainModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._plain = model
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)
        self.setSectionsClickable(False)

    def sizeHint(self) -> QSize:
        """Qt: two rows high where there are shared heads."""
        tall = any(col.group for col in self._plain.cols)
        return QSize(super().sizeHint().width(), _GROUP_HEIGHT * 2 if tall else HEADER_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Qt: paint a head, and its part of the shared one."""
        cols = self._plain.cols
        if section >= len(cols):
            return
        col, box = cols[section], QRectF(rect)
        painter.save()
        painter.fillRect(box, colour("surface"))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line_strong"))
        painter.setFont(sized(self.font(), _HEAD_FONT))
        painter.setPen(colour("secondary"))
        lower = box
        if col.group:
            lower = box.adjusted(0, _GROUP_HEIGHT, 0, 0)
            self._paint_group(painter, box, section)
        side = Qt.AlignmentFlag.AlignRight if col.right else Qt.AlignmentFlag.AlignLeft
        inner = lower.adjusted(PAD, 0, -PAD, 0)
        words = QFontMetricsF(painter.font()).elidedText(col.label, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _MIDDLE | side, words)
        painter.restore()

    def _paint_group(self, painter: QPainter, box: QRectF, at: int) -> None:
        """Paint the shared head whole into each of its columns, so that each shows its own part of it."""
        cols = self._plain.cols
        first = last = at
        while first > 0 and cols[first - 1].group == cols[at].group:
            first -= 1
        while last + 1 < len(cols) and cols[last + 1].group == cols[at].group:
            last += 1
        left = self.sectionViewportPosition(first)
        right = self.sectionViewportPosition(last) + self.sectionSize(last)
        whole = QRectF(left, box.top(), right - left, _GROUP_HEIGHT)
        painter.save()
        painter.setClipRect(box)
        painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, cols[at].group)
        rule = QRectF(left + PAD, box.top() + _GROUP_HEIGHT - 1, right - left - 2 * PAD, 1)
        painter.fillRect(rule, colour("line"))
        painter.restore()


class PlainDelegate(QStyledItemDelegate):
    """Paints a cell."""

    def __init__(self, table: PlainTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: ground, words or pill, the line below, the frame of the current cell."""
        cell, rect = self._table.plain.cell(index), QRectF(option.rect)
        palette = colours()
        state = option.state
        ground = palette.wash(cell.wash) if cell.wash else palette.surface
        if state & QStyle.StateFlag.State_Selected:
            ground = palette.accent_wash
        elif cell.wash is None and index.row() == self._table.hot[0]:
            ground = palette.hover if palette.dark else palette.window
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), QColor(palette.line))
        if cell.text:
            self._words(painter, rect, cell, index)
        if self._table.hasFocus() and index == self._table.currentIndex():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(palette.accent))
            painter.drawRect(rect.adjusted(0.5, 0.5, -1.5, -1.5))

    def _words(self, painter: QPainter, rect: QRectF, cell: Cell, index: Index) -> None:
        font = QFont(self._table.font())
        hot = cell.key is not None and (index.row(), index.column()) == self._table.hot
        if cell.pill and cell.tone:
            font = sized(font, SIZE_NOTE)
            metrics = QFontMetricsF(font)
            width = min(pill_width(metrics, cell.text), rect.width() - PAD)
            box = QRectF(rect.left() + PAD - 2, rect.center().y() - PILL_HEIGHT / 2 - 0.5, width, PILL_HEIGHT)
            painter.setFont(font)
            paint_pill(painter, box, cell.text, cell.tone)
            return
        if cell.strong:
            font.setWeight(QFont.Weight.DemiBold)
        font.setUnderline(hot)
        painter.setFont(font)
        ink = QColor(colours().ink(cell.tone)) if cell.tone else colour("text")
        painter.setPen(colour("accent") if hot else ink)
        side = (
            Qt.AlignmentFlag.AlignRight if self._table.plain.cols[index.column()].right else Qt.AlignmentFlag.AlignLeft
        )
        inner = rect.adjusted(PAD, 0, -PAD, -1)
        words = " ".join(cell.text.split("\n"))
        painter.drawText(
            inner, _MIDDLE | side, QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        )


class PlainTable(QTableView):
    """`opened` gives the key of a cell that was clicked or entered, `row_opened` and `picked` the number of a row."""

    opened = Signal(object)
    row_opened = Signal(int)
    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.plain = PlainModel(self)
        self.hot = (-1, -1)
        self._fixed_rows: int | None = None
        self.setModel(self.plain)
        self.head = PlainHeader(self.plain, self)
        self.setHorizontalHeader(self.head)
        self.setItemDelegate(PlainDelegate(self))
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
        self.hot = (-1, -1)
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
        widths = self._shared_out([self._natural(at, col) for at, col in enumerate(self.plain.cols)])
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
            for at in flexible:
                taken = min(-spare, max(widths[at] - _LEAST, 0))
                widths[at] -= taken
                spare += taken
        # Where even narrow columns do not fit there is scrolling anyway, and words are better whole.
        return widths if spare >= 0 else kept

    def _natural(self, at: int, col: Col) -> int:
        if col.width:
            return col.width
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        metrics, bold = QFontMetricsF(self.font()), QFontMetricsF(strong)
        width = QFontMetricsF(sized(self.font(), _HEAD_FONT)).horizontalAdvance(col.label)
        for row in self.plain.rows[:_MEASURED]:
            if at < len(row):
                cell = row[at]
                words = (bold if cell.strong else metrics).horizontalAdvance(cell.text[:60])
                width = max(width, words + (10 if cell.pill else 0))
        return max(round(min(width, _WIDEST)) + 2 * PAD + 2, self.head.minimumSectionSize())

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
        if hot != self.hot:
            self.hot = hot
            opens = index.isValid() and self.plain.cell(index).key is not None
            shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: put the light out."""
        super().leaveEvent(event)
        self.hot = (-1, -1)
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
        lines = [[cell.text for cell in self.plain.rows[at]] for at in chosen]
        QGuiApplication.clipboard().setText(to_tsv([[col.label for col in self.plain.cols], *lines]))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Qt: tell which row is the current one."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.picked.emit(current.row())
