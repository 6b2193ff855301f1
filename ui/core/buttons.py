"""Buttons: one filled, the rest quiet, all with a visible focus ring and a key hint where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QToolButton, QWidget

from ui.core import icons
from ui.core.fonts import sized
from ui.core.theme import colour, colours
from ui.core.tokens import CONTROL_HEIGHT, CORNER, SIZE_NOTE

HINT_SHADE: Final = 0.82
"""How strongly the key hint on a filled button is written."""


def focus_ring(painter: QPainter, rect: QRectF, radius: float = CORNER) -> None:
    """Draw the ring that shows where the keyboard is."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour("accent"), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)


def keyboard_focus(widget: QWidget) -> bool:
    """Whether the widget holds the focus and it came by the keyboard, so that a ring is wanted."""
    return widget.hasFocus() and bool(widget.property("ring"))


class _Road:
    pointed = False


@contextmanager
def pointed(on: bool = True) -> Iterator[None]:
    """The focus that the program gives within follows the mouse, and needs no ring until a key is pressed."""
    before, _Road.pointed = _Road.pointed, on
    try:
        yield
    finally:
        _Road.pointed = before


def note_focus(widget: QWidget, reason: Qt.FocusReason) -> None:
    """Remember by what road the focus came; call it in focusInEvent."""
    keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
    given = reason == Qt.FocusReason.OtherFocusReason and not _Road.pointed
    widget.setProperty("ring", given or reason in keys)
    widget.update()


def note_key(widget: QWidget) -> None:
    """Show the ring from the first key on, where the mouse brought the focus; call it in keyPressEvent."""
    if not widget.property("ring"):
        widget.setProperty("ring", True)
        widget.update()


class Button(QPushButton):
    """A quiet button: hairline, words, perhaps an icon before them and a key hint after."""

    filled = False
    danger = False

    def __init__(self, text: str, parent: QWidget | None = None, *, icon: str = "", hint: str = "") -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self._hint = hint
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text if not hint else f"{text}（{hint}）")
        self.setAutoDefault(False)

    def setText(self, text: str) -> None:
        """Change the words, for the eye and for a screen reader."""
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def _note_width(self) -> float:
        if not self._hint:
            return 0.0
        return QFontMetricsF(sized(self.font(), SIZE_NOTE)).horizontalAdvance(self._hint) + 6

    def sizeHint(self) -> QSize:
        """As wide as the words, 30 px high."""
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        width = words + self._note_width() + (20 if self._icon_name else 0) + 28
        return QSize(max(round(width + 0.5), 52), CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def _inks(self) -> tuple[str, str, str, str]:
        """Ground, border, ink and hint ink as token names, for the state that the button is in."""
        if self.filled:
            if not self.isEnabled():
                return "pressed", "pressed", "disabled", "disabled"
            ground = "accent_pressed" if self.isDown() else "accent_hover" if self.underMouse() else "accent"
            return ground, ground, "on_accent", "on_accent"
        if not self.isEnabled():
            return "surface", "line", "disabled", "disabled"
        ground = "pressed" if self.isDown() or self.isChecked() else "hover" if self.underMouse() else "raised"
        border = "line_strong" if self.underMouse() else "line"
        return ground, border, "bad" if self.danger else "text", "secondary"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon, words, hint and, with the keyboard, the ring."""
        ground, border, ink, faint = self._inks()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(border), 1))
        painter.setBrush(colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        note = self._note_width()
        left = (self.width() - words - note - (20 if self._icon_name else 0)) / 2
        if self._icon_name:
            icons.paint(painter, self._icon_name, QRectF(left - 1, (self.height() - 16) / 2, 16, 16), ink)
            left += 20
        painter.setFont(self.font())
        painter.setPen(colour(ink))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.drawText(QRectF(left, 0, words + 4, self.height()), middle, self.text())
        if note:
            painter.setFont(sized(self.font(), SIZE_NOTE))
            shade = QColor(colour(faint))
            shade.setAlphaF(HINT_SHADE if self.filled else 1.0)
            painter.setPen(shade)
            painter.drawText(QRectF(left + words + 6, 0, note, self.height()), middle, self._hint)
        if keyboard_focus(self):
            self._ring(painter)

    def _ring(self, painter: QPainter) -> None:
        if self.filled:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("on_accent"), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), CORNER - 2, CORNER - 2)
        else:
            focus_ring(painter, QRectF(self.rect()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class PrimaryButton(Button):
    """The filled button: at most one on a screen or in a dialog."""

    filled = True


class DangerButton(Button):
    """A quiet button whose words are red: it takes something away."""

    danger = True


class IconButton(QToolButton):
    """A square button with an icon alone; its words are the tooltip and the name for screen readers."""

    def __init__(
        self, icon: str, words: str, parent: QWidget | None = None, *, framed: bool = False, role: str = "secondary"
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._framed = framed
        self._role = role
        self.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Change what the button is said to do."""
        self.setToolTip(words)
        self.setAccessibleName(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground when it is wanted, and the icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked())
        if lit or self._framed:
            palette = colours()
            ground = palette.pressed if self.isDown() or self.isChecked() else palette.hover
            painter.setBrush(QColor(ground if lit else palette.raised))
            painter.setPen(QPen(colour("line"), 1) if self._framed else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        role = "disabled" if not self.isEnabled() else "text" if lit else self._role
        size = 16.0
        corner = QPointF((self.width() - size) / 2, (self.height() - size) / 2)
        icons.paint(painter, self._icon_name, QRectF(corner.x(), corner.y(), size, size), role)
        if keyboard_focus(self):
            focus_ring(painter, QRectF(self.rect()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())


class LinkButton(QAbstractButton):
    """Words that act, without a box: ＋ 条件, 显示, 列 9/24."""

    def __init__(
        self, text: str, parent: QWidget | None = None, *, icon: str = "", role: str = "secondary", size: float = 10.0
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._role = role
        self._size = size
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Change the words, for the eye and for a screen reader."""
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str) -> None:
        """Change the icon."""
        self._icon_name = icon
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        words = QFontMetricsF(sized(self.font(), self._size)).horizontalAdvance(self.text())
        return QSize(round(words + (18 if self._icon_name else 0) + 9), 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and words, accent-coloured under the pointer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = "disabled" if not self.isEnabled() else "accent" if self.underMouse() else self._role
        left = 4.0
        if self._icon_name:
            icons.paint(painter, self._icon_name, QRectF(left, (self.height() - 14) / 2, 14, 14), role)
            left += 18
        painter.setFont(sized(self.font(), self._size))
        painter.setPen(colour(role))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, 0, self.width() - left, self.height()), middle, self.text())
        if keyboard_focus(self):
            focus_ring(painter, QRectF(self.rect()), 4)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())
