"""What happened to a record, newest first, along an upright line."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm.queries.timeline import Entry
from ui.core.buttons import focus_ring, keyboard_focus, note_focus
from ui.core.days import day_text
from ui.core.kit import Label, column, row
from ui.core.layouts import clear
from ui.core.theme import colour
from ui.core.tokens import SPACE_M, SPACE_S


class _Line(QWidget):
    """One entry: day and kind, who, the words below; a click or Enter opens what it tells of."""

    pressed = Signal(object)

    def __init__(self, entry: Entry, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent)
        self._entry = entry
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        lines = column(self, spacing=2)
        lines.setContentsMargins(4, 2, 4, 2)
        head = row(spacing=SPACE_S)
        head.addWidget(Label(f"{day_text(entry.date, today=today)} {entry.kind}", type="section"))
        head.addWidget(Label(entry.who, type="note", ink="secondary"))
        head.addStretch(1)
        lines.addLayout(head)
        if entry.text:
            text = Label(entry.text, wrap=True)
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            lines.addWidget(text)
        self.setAccessibleName(f"{entry.date.isoformat()} {entry.kind} {entry.who} {entry.text}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self._entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit(self._entry)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring."""
        if keyboard_focus(self):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focus_ring(painter, QRectF(self.rect()))


class StoryBoard(QWidget):
    """The entries of a timeline; `opened` carries the one pressed."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = column(self, spacing=SPACE_M - 4)
        self._lines.setContentsMargins(10, 2, 0, 2)

    def show_entries(self, entries: list[Entry], *, today: dt.date) -> None:
        """Show these entries, or say that there are none."""
        clear(self._lines)
        for entry in entries:
            line = _Line(entry, today, self)
            line.pressed.connect(self.opened)
            self._lines.addWidget(line)
        if not entries:
            self._lines.addWidget(Label("还没有记录，保存以后的经过都记在这里", type="note", ink="secondary"))
        self._lines.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the upright line."""
        QPainter(self).fillRect(0, 2, 2, self.height() - 4, colour("line"))
