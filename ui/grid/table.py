"""The table: keys, selection by id, the pinned first column, and what goes to and from the clipboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui.core.theme import colour, row_height
from ui.grid.delegate import GridDelegate
from ui.grid.header import GridHeader
from ui.grid.model import GridModel
from ui.grid.paint import Marked, RowPainter

if TYPE_CHECKING:
    from ui.core.app import App

Index = QModelIndex | QPersistentModelIndex
_KEPT_RANGES = 400
_KEPT_ROWS = 4000


@dataclass
class Place:
    """Where the user stands, by id: current cell, selected ranges, the row at the top."""

    current: int | None
    column: str
    ranges: list[tuple[list[int], str, str]]
    top: int | None
    offset: int


class GridTable(QTableView):
    """A QTableView on a GridModel. Enter asks to open, Space is passed on; the rest of the keys are Excel's."""

    open_wanted = Signal(object)
    space_pressed = Signal()
    copy_wanted = Signal()
    paste_wanted = Signal()
    fill_wanted = Signal()
    clear_wanted = Signal()
    remove_wanted = Signal()
    menu_wanted = Signal(QPoint)
    picked = Signal()
    current_changed = Signal(object)

    def __init__(self, app: App, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.grid_model = model
        self.hot_row = -1
        self.many_selected = False
        self._place: Place | None = None
        self._header = GridHeader(self)
        self.setHorizontalHeader(self._header)
        self.setModel(model)
        self.delegate = GridDelegate(app, self)
        self.setItemDelegate(self.delegate)
        self.delegate.moved_down.connect(self._move_down)
        self._set_up()
        model.about_to_reload.connect(self.keep_place)
        model.reloaded.connect(self.restore_place)
        self.doubleClicked.connect(self._double_clicked)
        self.fit_rows()

    def _set_up(self) -> None:
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self.menu_wanted)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(20)
        self.horizontalScrollBar().setSingleStep(24)

    @property
    def header(self) -> GridHeader:
        """The header with the filter row."""
        return self._header

    @Slot()
    def fit_rows(self) -> None:
        """Take the row height in force."""
        self.verticalHeader().setDefaultSectionSize(row_height())
        self.verticalScrollBar().setSingleStep(row_height())

    # the selection

    def spans(self) -> list[QRect]:
        """The selected ranges as rectangles of (column, row); ranges, so that Ctrl+A costs nothing."""
        chosen = self.selectionModel().selection()
        parts = [chosen.at(at) for at in range(chosen.count())]
        return [QRect(QPoint(p.left(), p.top()), QPoint(p.right(), p.bottom())) for p in parts]

    def selected_rows(self) -> list[int]:
        """The rows touched by the selection, in order, each once."""
        rows: set[int] = set()
        for span in self.spans():
            rows.update(range(span.top(), span.bottom() + 1))
        return sorted(rows)

    def selected_ids(self) -> list[int]:
        """The ids of the selected rows; the current one where nothing is selected."""
        rows = self.selected_rows()
        if not rows and self.currentIndex().isValid():
            rows = [self.currentIndex().row()]
        return [self.grid_model.ids[row] for row in rows if row < len(self.grid_model.ids)]

    def current_id(self) -> int | None:
        """The id of the current row."""
        row = self.currentIndex().row()
        return self.grid_model.ids[row] if 0 <= row < len(self.grid_model.ids) else None

    def whole_rows(self) -> bool:
        """Whether only whole rows are selected."""
        last = len(self.grid_model.specs) - 1
        spans = self.spans()
        return bool(spans) and all(span.left() == 0 and span.right() == last for span in spans)

    def select_id(self, record: int, column: int = 0) -> bool:
        """Go to a record; False where the view does not have it."""
        row = self.grid_model.row_of(record)
        if row is None:
            return False
        self.setCurrentIndex(self.grid_model.index(row, column))
        self.scrollTo(self.currentIndex())
        return True

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt: tell the sums that something else is selected."""
        super().selectionChanged(selected, deselected)
        spans = self.spans()
        self.many_selected = len(spans) > 1 or any(span.width() * span.height() > 1 for span in spans)
        self.viewport().update()
        self.picked.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Qt: tell which record is the current one."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.row() != previous.row() or not previous.isValid():
            self.current_changed.emit(self.current_id())

    # staying in place over a reload

    @Slot()
    def keep_place(self) -> None:
        """Remember by id where the user stands."""
        model, index = self.grid_model, self.currentIndex()
        keys = [spec.key for spec in model.specs]
        ranges: list[tuple[list[int], str, str]] = []
        kept = 0
        for span in self.spans()[:_KEPT_RANGES]:
            kept += span.height()
            if kept <= _KEPT_ROWS and span.right() < len(keys):
                ranges.append((model.ids[span.top() : span.bottom() + 1], keys[span.left()], keys[span.right()]))
        top = self.rowAt(0)
        self._place = Place(
            current=self.current_id(),
            column=keys[index.column()] if 0 <= index.column() < len(keys) else "",
            ranges=ranges,
            top=model.ids[top] if 0 <= top < len(model.ids) else None,
            offset=self.rowViewportPosition(top) if top >= 0 else 0,
        )

    @Slot()
    def restore_place(self) -> None:
        """Go back to where the user stood, as far as it is still there."""
        place, self._place = self._place, None
        if place is None:
            return
        model = self.grid_model
        keys = {spec.key: at for at, spec in enumerate(model.specs)}
        if place.current is not None and (row := model.row_of(place.current)) is not None:
            index = model.index(row, keys.get(place.column, 0))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        chosen = QItemSelection()
        for members, left, right in place.ranges:
            if left in keys and right in keys:
                for first, last in _runs(sorted(r for i in members if (r := model.row_of(i)) is not None)):
                    chosen.select(model.index(first, keys[left]), model.index(last, keys[right]))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        top = model.row_of(place.top) if place.top is not None else None
        if top is not None:
            self.verticalScrollBar().setValue(top * row_height() - place.offset)
        self.current_changed.emit(self.current_id())

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys of a spreadsheet."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif control and key == Qt.Key.Key_D:
            self.fill_wanted.emit()
        elif key == Qt.Key.Key_Delete and (control or (bare and self.whole_rows())):
            self.remove_wanted.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and bare:
            self.clear_wanted.emit()
        elif key == Qt.Key.Key_Space:
            self._space(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current_id() is not None:
                self.open_wanted.emit(self.current_id())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and control:
            self._jump(0 if key == Qt.Key.Key_Home else len(self.grid_model.ids) - 1)
        else:
            super().keyPressEvent(event)

    def _space(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.select_whole_rows()
        else:
            self.space_pressed.emit()

    def select_whole_rows(self) -> None:
        """Widen the selection to whole rows."""
        last = len(self.grid_model.specs) - 1
        chosen = QItemSelection()
        for first, end in _runs(self.selected_rows() or [self.currentIndex().row()]):
            chosen.select(self.grid_model.index(first, 0), self.grid_model.index(end, last))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _jump(self, row: int) -> None:
        if row >= 0:
            self.setCurrentIndex(self.grid_model.index(row, max(self.currentIndex().column(), 0)))

    @Slot()
    def _move_down(self) -> None:
        row = self.currentIndex().row() + 1
        if row < len(self.grid_model.ids):
            self.setCurrentIndex(self.grid_model.index(row, self.currentIndex().column()))

    def _double_clicked(self, index: QModelIndex) -> None:
        self.open_wanted.emit(self.grid_model.ids[index.row()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: light the row under the pointer."""
        super().mouseMoveEvent(event)
        self._light(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: put the light out."""
        super().leaveEvent(event)
        self._light(-1)

    def _light(self, row: int) -> None:
        if row != self.hot_row:
            self.hot_row = row
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: coming by keyboard, stand on a cell."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.grid_model.ids:
            self.setCurrentIndex(self.grid_model.index(0, 0))
        self.viewport().update()

    # the pinned column

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Qt: over the pinned column it is the first column, whatever lies beneath."""
        pinned = self._header.pinned_width()
        if pinned and 0 <= point.x() < pinned:
            row = self.rowAt(point.y())
            return self.grid_model.index(row, self._header.logicalIndex(0)) if row >= 0 else QModelIndex()
        return super().indexAt(point)

    def visualRect(self, index: Index) -> QRect:
        """Qt: cells of the pinned column lie at the left edge."""
        rect = super().visualRect(index)
        if index.isValid() and self._header.pinned_width() and self._header.is_pinned(index.column()):
            rect.moveLeft(0)
        return rect

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Qt: bring a cell out from under the pinned column too."""
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
        """Qt: scrolling sideways repaints, since the pinned column does not go along."""
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()
            self._header.scrolled()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the rows in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("surface"))
        count = len(self.grid_model.ids)
        if count and self.grid_model.specs:
            area = event.rect()
            first, last = self.rowAt(max(area.top(), 0)), self.rowAt(area.bottom())
            if first >= 0:
                marked = Marked(self.spans(), self.many_selected, self.hot_row)
                rows = RowPainter(self, painter, header=self._header, model=self.grid_model, marked=marked)
                rows.paint(first, last if last >= 0 else count - 1)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Qt: any change of selection repaints the view; ranges of 100,000 rows are not worth measuring."""
        return QRegion(self.viewport().rect())


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Sorted rows as (first, last) of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
