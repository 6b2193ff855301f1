"""The table: keys, selection by id, heads that fold, and the pinned columns."""

from __future__ import annotations

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
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from ui.core.theme import colour, row_height
from ui.grid.answers import MEASURED, Sight
from ui.grid.delegate import GridDelegate
from ui.grid.model import GridModel
from ui.grid.paint import Marked, RowPainter, head_indent
from ui.grid.pinned import PinnedTable
from ui.grid.place import Place, go_back, next_to_type, place_of, top_of

if TYPE_CHECKING:
    from ui.core.app import App

Index = QModelIndex | QPersistentModelIndex
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class GridTable(PinnedTable):
    """A table on a GridModel. Enter asks to open, Space is passed on; the rest of the keys are Excel's."""

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
    widened = Signal()
    filter_wanted = Signal(int)

    def __init__(self, app: App, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.grid_model = model
        self.hot_row = -1
        self.many_selected = False
        self._place: Place | None = None
        self._pressed_at = 0.0
        self.setModel(model)
        self.delegate = GridDelegate(app, self)
        self.setItemDelegate(self.delegate)
        self.delegate.moved_down.connect(self._move_down)
        self.delegate.moved_aside.connect(self._move_aside)
        self._set_up()
        model.in_sight = self.sight
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
        # Every spot is painted, so that nothing behind needs to be.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def settle(self) -> None:
        """Take the widths of the columns and lay out at once what Qt would lay out, and paint anew, a moment later."""
        self.executeDelayedItemsLayout()
        self.updateGeometries()
        self._header.place_boxes()
        self.viewport().update()

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

    def runs(self) -> list[tuple[int, int]]:
        """The rows touched by the selection as (first, last) of each unbroken run, in order."""
        found: list[tuple[int, int]] = []
        for first, last in sorted((span.top(), span.bottom()) for span in self.spans()):
            if found and first <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            else:
                found.append((first, last))
        return found

    def selected_ids(self, *, inside: bool = False) -> list[int]:
        """The records on the selected rows, or the current one; with `inside`, those of folded groups too."""
        runs = self.runs() or [(self.currentIndex().row(), self.currentIndex().row())]
        return [record for first, last in runs for record in self.grid_model.ids_on(first, last, inside=inside)]

    def current_id(self) -> int | None:
        """The id of the current row; None on the head of a group."""
        return self.grid_model.id_at(self.currentIndex().row())

    def stand_on(self, index: QModelIndex) -> None:
        """Make this the current cell and the only one selected, whichever keys are held."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def whole_rows(self) -> bool:
        """Whether only whole rows are selected."""
        last = len(self.grid_model.specs) - 1
        spans = self.spans()
        return bool(spans) and all(span.left() == 0 and span.right() == last for span in spans)

    def select_id(self, record: int, column: int = 0) -> bool:
        """Go to a record, unfolding its group; False where the view does not have it."""
        self.grid_model.unfold(record)
        row = self.grid_model.row_of(record)
        if row is None:
            return False
        self.stand_on(self.grid_model.index(row, column))
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

    def sight(self) -> Sight:
        """The record at the top and how many rows are seen; at first as many as the columns are measured by."""
        seen = self.viewport().height() // row_height() + 1
        return Sight(top_of(self, self.grid_model)[1], seen if self.grid_model.ids else max(seen, MEASURED))

    @Slot()
    def keep_place(self) -> None:
        """Remember by id where the user stands."""
        self._place = place_of(self, self.grid_model)

    @Slot()
    def restore_place(self) -> None:
        """Go back to where the user stood, as far as it is still there."""
        place, self._place = self._place, None
        if place is not None:
            go_back(self, self.grid_model, place)
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
        elif control and key in (Qt.Key.Key_D, Qt.Key.Key_R):
            self.fill_wanted.emit() if key == Qt.Key.Key_D else self.select_whole_rows()
        elif key == Qt.Key.Key_Delete and (control or (bare and self.whole_rows())):
            self.remove_wanted.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and bare:
            self.clear_wanted.emit()
        elif self._column_key(event) or self._fold_key(event) or self._refuses(event):
            return
        elif key == Qt.Key.Key_Space:
            self._space(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current_id() is not None:
                self.open_wanted.emit(self.current_id())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and control:
            self._jump(0 if key == Qt.Key.Key_Home else self.grid_model.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: with Shift the wheel goes sideways, as it does in WPS and in browsers."""
        turned = event.angleDelta()
        if event.modifiers() == Qt.KeyboardModifier.ShiftModifier and not turned.x():
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - turned.y())
        else:
            super().wheelEvent(event)

    def _refuses(self, event: QKeyEvent) -> bool:
        """Whether a key would type into a cell that takes nothing; where its value is computed, say so."""
        index, model = self.currentIndex(), self.grid_model
        typed = event.key() == Qt.Key.Key_F2 or (
            event.text().isprintable() and bool(event.text()) and not event.modifiers() & _HELD
        )
        if not typed or not index.isValid() or model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        if model.editable and model.id_at(index.row()) is not None:
            model.typed.refused.emit(f"{model.specs[index.column()].label}是算出来的")
        return True

    def _column_key(self, event: QKeyEvent) -> bool:
        """Whether a key is about the column one stands in: Alt+↓ goes to its filter, F6 sorts by it."""
        column = self.currentIndex().column()
        if event.key() == Qt.Key.Key_Down and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.filter_wanted.emit(column)
        elif event.key() == Qt.Key.Key_F6 and column >= 0:
            self.header.sort_wanted.emit(column, event.modifiers() == Qt.KeyboardModifier.ShiftModifier)
        else:
            return False
        return True

    def _fold_key(self, event: QKeyEvent) -> bool:
        """Whether a key folds: on a head ← → Enter Space; ← in the first column goes to the head; Ctrl+- and Ctrl+=."""
        model, index, key = self.grid_model, self.currentIndex(), event.key()
        if not model.lines.groups:
            return False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if key not in (Qt.Key.Key_Minus, Qt.Key.Key_Equal, Qt.Key.Key_Plus):
                return False
            self.fold_all(key == Qt.Key.Key_Minus)
            return True
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return False
        group = model.lines.group(index.row())
        if group is None:
            holder = model.lines.around(index.row())
            if key == Qt.Key.Key_Left and index.column() == 0 and holder is not None:
                self.stand_on(model.index(model.lines.head(holder), 0))
                return True
            return False
        if key == Qt.Key.Key_Left and group.parent is not None and model.is_folded(group):
            self.stand_on(model.index(model.lines.head(group.parent), 0))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            model.fold(group, key == Qt.Key.Key_Left)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            model.toggle(group)
        else:
            return False
        return True

    def fold_all(self, folded: bool) -> None:
        """Fold one level more and stand on the current group's head, or open one level again."""
        model = self.grid_model
        around = model.lines.around(self.currentIndex().row())
        model.fold_all(folded)
        if folded and around is not None:
            self.stand_on(model.index(model.lines.head(around), 0))

    def _space(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.select_whole_rows()
        else:
            self.space_pressed.emit()

    def select_whole_rows(self) -> None:
        """Widen the selection to whole rows."""
        last = len(self.grid_model.specs) - 1
        chosen = QItemSelection()
        for first, end in self.runs() or [(self.currentIndex().row(), self.currentIndex().row())]:
            chosen.select(self.grid_model.index(first, 0), self.grid_model.index(end, last))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _jump(self, row: int) -> None:
        if row >= 0:
            self.stand_on(self.grid_model.index(row, max(self.currentIndex().column(), 0)))

    @Slot()
    def _move_down(self) -> None:
        model = self.grid_model
        row = self.currentIndex().row() + 1
        while model.lines.group(row) is not None:
            row += 1
        if model.id_at(row) is not None:
            self.stand_on(model.index(row, self.currentIndex().column()))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Qt: what could not be written stays where it was typed, until Esc."""
        if editor.property("typed") and hint != QAbstractItemDelegate.EndEditHint.RevertModelCache:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().closeEditor(editor, hint)

    @Slot(int)
    def _move_aside(self, step: int) -> None:
        """Go on typing in the next cell that takes something, over the end of a row too."""
        index = next_to_type(self.grid_model, self.currentIndex(), step)
        if index is not None:
            self.stand_on(index)
            self.edit(index)

    def _double_clicked(self, index: QModelIndex) -> None:
        record, group = self.grid_model.id_at(index.row()), self.grid_model.lines.group(index.row())
        if record is not None:
            self.open_wanted.emit(record)
        elif group is not None and self._pressed_at > head_indent(group):
            self.grid_model.toggle(group)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a press on the mark of a group's head folds it."""
        super().mousePressEvent(event)
        self._pressed_at = event.position().x()
        group = self.grid_model.lines.group(self.rowAt(int(event.position().y())))
        if group is not None and self._pressed_at <= head_indent(group) and event.button() == Qt.MouseButton.LeftButton:
            self.grid_model.toggle(group)

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
        if not self.currentIndex().isValid() and self.grid_model.rowCount():
            self.stand_on(self.grid_model.index(0, 0))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width may have room for other columns."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.widened.emit()

    # the picture

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the rows in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("surface"))
        count = self.grid_model.rowCount()
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
