"""One value of one of two rows, to be taken or left: a round mark and words that wrap."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.core.fonts import line_breaks
from ui.core.kit import focus_ring, keyboard_focus, note_focus
from ui.core.theme import colour
from ui.core.tokens import CORNER

_MARK = 30
_PAD = 6
_MOST_LINES = 5


class Choice(QAbstractButton):
    """A checkable value; in a button group the arrow keys move between the two."""

    def __init__(self, text: str, parent: QWidget | None = None, *, name: str = "", strong: bool = False) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(f"{name} {text or '空'}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if strong:
            font = self.font()
            font.setWeight(font.Weight.DemiBold)
            self.setFont(font)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.toggled.connect(self.update)

    def hasHeightForWidth(self) -> bool:
        """Qt: long values take more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: the height of the words at a width, in px."""
        metrics, words = QFontMetricsF(self.font()), self.text() or "空"
        room = QRectF(0, 0, max(width - _MARK - _PAD, 40), 1e4)
        high = metrics.boundingRect(room, line_breaks(metrics, words, room.width()), words).height()
        return max(round(min(high, metrics.lineSpacing() * _MOST_LINES)) + 2 * _PAD, 30)

    def sizeHint(self) -> QSize:
        """Qt: a line of words."""
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        """Qt: narrow if need be."""
        return QSize(120, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground of the value taken, the mark, the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        on = self.isChecked()
        if on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_wash" if on else "hover"))
            painter.drawRoundedRect(box, CORNER, CORNER)
        mark = QRectF(9, 8, 14, 14)
        painter.setPen(QPen(colour("accent" if on else "secondary" if self.underMouse() else "edge"), 1.4))
        painter.setBrush(colour("field"))
        painter.drawEllipse(mark)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawEllipse(mark.adjusted(3.5, 3.5, -3.5, -3.5))
        painter.setFont(self.font())
        painter.setPen(colour("text" if self.text() and on else "secondary"))
        room, words = QRectF(self.rect().adjusted(_MARK, _PAD, -_PAD, -_PAD // 2)), self.text() or "空"
        painter.drawText(room, line_breaks(QFontMetricsF(self.font()), words, room.width()), words)
        if keyboard_focus(self):
            focus_ring(painter, QRectF(self.rect()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())
