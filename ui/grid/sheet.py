"""A small sheet that opens at the grid, and the lists that stand in it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.core import icons
from ui.core.fonts import sized
from ui.core.kit import column
from ui.core.theme import colour
from ui.core.tokens import CORNER, SIZE_BODY, SIZE_NOTE, SPACE_S

Index = QModelIndex | QPersistentModelIndex
ROW = 28
NOTE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
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


def tick_list(parent: QWidget, name: str) -> QListWidget:
    """A list whose lines are ticked; a screen reader says its name."""
    found = QListWidget(parent)
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
        inner = rect.adjusted(8, 0, -8, 0)
        painter.setFont(sized(painter.font(), SIZE_NOTE))
        painter.setPen(colour("secondary"))
        note = str(index.data(NOTE_ROLE) or "")
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        painter.setFont(sized(painter.font(), SIZE_BODY))
        painter.setPen(colour("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(index.data()))


def narrow_lines(lines: QListWidget, text: str) -> None:
    """Show only the lines that hold these words."""
    for at in range(lines.count()):
        lines.item(at).setHidden(text.strip().lower() not in lines.item(at).text().lower())
