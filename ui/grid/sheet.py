"""A small sheet that opens at the grid, and the lists that stand in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm.rules.pinyin import matches
from ui.core import icons
from ui.core.fonts import sized
from ui.core.kit import column, focus_ring
from ui.core.theme import colour
from ui.core.tokens import CORNER, SIZE_BODY, SIZE_NOTE, SPACE_S

Index = QModelIndex | QPersistentModelIndex
ROW = 28
NOTE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
VALUE_ROLE = int(Qt.ItemDataRole.UserRole) + 2


class Sheet(QFrame):
    """A popup with the raised ground and a hairline."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = column(self, spacing=SPACE_S, margin=SPACE_S)

    def open_at(self, anchor: QWidget, *, right: bool = False) -> None:
        """Open under a widget, flush with its left or right edge, inside the screen."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width() if right else 0, anchor.height() + 4))
        area = self.screen().availableGeometry()
        left = max(min(corner.x(), area.right() - self.width()), area.left())
        self.move(left, max(min(corner.y(), area.bottom() - self.height()), area.top()))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("raised"))
        painter.setPen(QPen(colour("line_strong"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def hideEvent(self, event: object) -> None:
        """Say that it is gone."""
        self.closed.emit()


class Ticks(QStyledItemDelegate):
    """A tick box, words, and a quiet note at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(rect, CORNER - 2, CORNER - 2)
        if option.state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect, CORNER - 2)
        on = index.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        box = QRectF(rect.left() + 6, rect.center().y() - 7, 14, 14)
        painter.setPen(QPen(colour("accent" if on else "edge"), 1.2))
        painter.setBrush(colour("accent" if on else "field"))
        painter.drawRoundedRect(box, 3, 3)
        if on:
            icons.paint(painter, "check", box.adjusted(1, 1, -1, -1), "on_accent")
        note = str(index.data(NOTE_ROLE) or "")
        painter.setFont(sized(painter.font(), SIZE_NOTE))
        painter.setPen(colour("secondary"))
        inner = rect.adjusted(28, 0, -8, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        room = inner.width() - painter.fontMetrics().horizontalAdvance(note) - 8
        painter.setFont(sized(painter.font(), SIZE_BODY))
        painter.setPen(colour("text"))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class _Lines(QListWidget):
    """A list that says so when nothing in it is found."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the lines, or the words in their place."""
        super().paintEvent(event)
        if all(self.isRowHidden(at) for at in range(self.count())):
            painter = QPainter(self.viewport())
            painter.setPen(colour("secondary"))
            box = self.viewport().rect().adjusted(8, 6, -8, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, "没有找到，换个说法试试")


def tick_list(parent: QWidget, name: str) -> QListWidget:
    """A list whose lines are ticked; a screen reader says its name."""
    found = _Lines(parent)
    found.setAccessibleName(name)
    found.setItemDelegate(Ticks(found))
    found.setMouseTracking(True)
    found.setFrameShape(QFrame.Shape.NoFrame)
    found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    found.setStyleSheet("background: transparent;")
    found.setUniformItemSizes(True)
    return found


class Plain(Ticks):
    """Words and a quiet note, without a tick box."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            painter.fillRect(rect, colour("hover"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, rect, CORNER - 2)
        inner = rect.adjusted(8, 0, -8, 0)
        painter.setFont(sized(painter.font(), SIZE_NOTE))
        painter.setPen(colour("secondary"))
        note = str(index.data(NOTE_ROLE) or "")
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        painter.setFont(sized(painter.font(), SIZE_BODY))
        painter.setPen(colour("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(index.data()))


class Lead(QObject):
    """Leads the keyboard from a search box down into the list under it and back; Enter in the box takes the first.

    What is typed narrows the list, in characters, by full pinyin or its initials. Enter or Space takes a line.
    Not `only_search`: the box keeps its Enter and what its words mean. With `enter` that is what Enter does to a line.
    """

    def __init__(
        self,
        search: QLineEdit,
        lines: QListWidget,
        *,
        only_search: bool = True,
        enter: Callable[[QListWidgetItem], object] | None = None,
    ) -> None:
        super().__init__(lines)
        self._enter = enter
        self._search, self._lines, self._only_search = search, lines, only_search
        if only_search:
            search.textChanged.connect(self.narrow)
        for widget in (search, lines):
            widget.installEventFilter(self)

    @Slot(str)
    def narrow(self, text: str) -> None:
        """Show only the lines that this finds."""
        for item in self._items():
            item.setHidden(bool(text.strip()) and not matches(text, item.text()))

    def _items(self) -> list[QListWidgetItem]:
        return [self._lines.item(at) for at in range(self._lines.count())]

    def _first(self) -> QListWidgetItem | None:
        return next((item for item in self._items() if not item.isHidden()), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Down, Up, Enter and Space on their way to the box or the list."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.modifiers() & _HELD:
            return False
        first, key = self._first(), event.key()
        enter = self._only_search and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if watched is self._search and first is not None and enter and self._search.text().strip():
            self._lines.itemActivated.emit(first)
        elif watched is self._search and first is not None and (enter or key == Qt.Key.Key_Down):
            self._lines.setCurrentItem(first)
            self._lines.setFocus(Qt.FocusReason.TabFocusReason)
        elif watched is self._lines and key == Qt.Key.Key_Up and self._lines.currentItem() in (first, None):
            self._search.setFocus(Qt.FocusReason.BacktabFocusReason)
        else:
            return watched is self._lines and self._taken(key, self._lines.currentItem())
        return True

    def _taken(self, key: int, line: QListWidgetItem | None) -> bool:
        """Whether a key took a line of the list."""
        if line is not None and key == Qt.Key.Key_Space:
            self._lines.itemActivated.emit(line)
            return True
        if line is not None and self._enter is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(line)
            return True
        return False
