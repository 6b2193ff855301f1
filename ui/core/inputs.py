"""Boxes to type and choose in; Ctrl+Z in a box without a change of its own goes to the application."""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QToolButton, QToolTip, QWidget

from ui.core import icons
from ui.core.buttons import focus_ring, keyboard_focus, note_focus
from ui.core.drops import to_attach
from ui.core.fonts import sized
from ui.core.theme import colour
from ui.core.tokens import CONTROL_HEIGHT, CORNER, SIZE_NOTE, SPACE_M, SPACE_XL

_KEY: Final = QEvent.Type.ShortcutOverride
"""Before a key does anything Qt asks whether the box has a use for it."""


def _passes(event: QEvent, *, undo: bool, redo: bool) -> bool:
    """Whether this key is an undo, a redo or a paste which the box has no use for, so that others may have it."""
    if not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.MoveToEndOfLine) and event.key() == Qt.Key.Key_E:
        return True  # Linux alone goes to the end of the line by Ctrl+E; here it exports
    if event.matches(QKeySequence.StandardKey.Paste):
        return to_attach(QGuiApplication.clipboard().mimeData())
    if event.matches(QKeySequence.StandardKey.Undo):
        return not undo
    is_redo = event.matches(QKeySequence.StandardKey.Redo) or (
        event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    )
    return is_redo and not redo


def _is_command(event: QKeyEvent) -> bool:
    """Whether a letter or figure pressed with Alt is a command: Qt would write it down (but on a Mac it is a sign)."""
    alone = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.AltModifier
    return alone and bool(event.text()) and event.text().isprintable() and sys.platform != "darwin"


def tell_under(box: QWidget, sentence: str) -> None:
    """Say a sentence right under a box; at the right edge of the screen Qt would put it to the left of it."""
    width = QFontMetricsF(QToolTip.font()).horizontalAdvance(sentence) + 2 * SPACE_XL
    spot = box.mapToGlobal(QPoint(0, box.height() - SPACE_M))
    spot.setX(max(min(spot.x(), box.screen().geometry().right() - round(width)), 0))
    QToolTip.showText(spot, sentence, box)


class LineEdit(QLineEdit):
    """A one-line box; `set_wrong` gives it the red border."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, placeholder: str = "") -> None:
        super().__init__(text, parent)
        self.setCursorPosition(0)
        if placeholder:
            self.setPlaceholderText(placeholder)

    def set_wrong(self, wrong: bool) -> None:
        """Show or take away the red border."""
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """Let undo and redo through when the box has none of its own."""
        if event.type() == _KEY and _passes(event, undo=self.isUndoAvailable(), redo=self.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Alt with a letter or figure to the commands: Alt+0 in a form is no 0 before the name."""
        if _is_command(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files to the window around: they are to be attached, not written down."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)


class TextEdit(QPlainTextEdit):
    """A box for several lines of plain text; Tab moves on, `submitted` fires on Ctrl+Enter."""

    submitted = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None, *, lines: int = 3) -> None:
        super().__init__(text, parent)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(round(QFontMetricsF(self.font()).lineSpacing() * lines) + 18)

    def set_wrong(self, wrong: bool) -> None:
        """Show or take away the red border."""
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """Let undo and redo through when the box has none of its own."""
        if event.type() == _KEY:
            document = self.document()
            if _passes(event, undo=document.isUndoAvailable(), redo=document.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files to the window around: they are to be attached, not written down."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter hands the text in; Alt with a letter or figure is a command."""
        if _is_command(event):
            event.ignore()
            return
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
            return
        super().keyPressEvent(event)


class SearchBox(LineEdit):
    """A box to search in: glass before, key hint after, `searched` fires as the text changes.

    `left_down` fires for the arrow down: to what was found.
    """

    searched = Signal(str)
    left_down = Signal()

    def __init__(self, placeholder: str, parent: QWidget | None = None, *, hint: str = "", ground: str = "") -> None:
        super().__init__("", parent, placeholder=placeholder)
        self._hint = hint
        if ground:
            self.setProperty("ground", ground)
        self.setTextMargins(20, 0, 56 if hint else 0, 0)
        self.setClearButtonEnabled(not hint)
        cross = self.findChild(QToolButton)
        if cross is not None:
            icons.dress(cross, "close")
        self.setAccessibleName(placeholder)
        self.textChanged.connect(self.searched)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, the glass and, while it is empty, the key hint."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.paint(painter, "search", QRectF(9, (self.height() - 14) / 2, 14, 14), "secondary")
        if not self._hint or self.text():
            return
        font = sized(self.font(), SIZE_NOTE - 0.5)
        width = QFontMetricsF(font).horizontalAdvance(self._hint) + 12
        box = QRectF(self.width() - width - 7.5, (self.height() - 18) / 2 + 0.5, width, 17)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(font)
        painter.setPen(colour("secondary"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the box first."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        if event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        super().keyPressEvent(event)


class ComboBox(QComboBox):
    """A choice that the mouse wheel does not change unless it holds the focus."""

    def __init__(self, choices: list[str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)
        self.addItems(choices or [])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page instead, while the box is not the one in use."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and our own small arrow."""
        super().paintEvent(event)
        painter = QPainter(self)
        role = "secondary" if self.isEnabled() else "disabled"
        icons.paint(painter, "chevron-down", QRectF(self.width() - 23, (self.height() - 14) / 2, 14, 14), role)


class CheckBox(QCheckBox):
    """A tick box in the house's own line; three states where Qt's has them."""

    def sizeHint(self) -> QSize:
        """Box and words."""
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(words) + (26 if self.text() else 18), max(22, CONTROL_HEIGHT - 6))

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, tick and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1.5, (self.height() - 15) / 2, 15, 15)
        filled = self.checkState() != Qt.CheckState.Unchecked
        on = self.isEnabled()
        border = ("accent" if on else "disabled") if filled else ("secondary" if self.underMouse() else "edge")
        painter.setPen(QPen(colour(border), 1.2))
        painter.setBrush(colour(border if filled else "field"))
        painter.drawRoundedRect(box, CORNER - 2, CORNER - 2)
        if self.checkState() == Qt.CheckState.Checked:
            icons.paint(painter, "check", box.adjusted(1.5, 1.5, -1.5, -1.5), "on_accent")
        elif filled:
            painter.fillRect(QRectF(box.left() + 4, box.center().y() - 1, box.width() - 8, 2), colour("on_accent"))
        painter.setFont(self.font())
        painter.setPen(colour("text" if on else "disabled"))
        words = QRectF(25, 0, self.width() - 25, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if keyboard_focus(self):
            focus_ring(painter, box.adjusted(-1.5, -1.5, 1.5, 1.5), CORNER - 1)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole of the box and its words can be clicked."""
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())
