"""What happened to a record, newest first, along an upright line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from crm.queries.timeline import Entry
from ui.core.buttons import focus_ring, keyboard_focus, note_focus
from ui.core.days import day_text
from ui.core.kit import Label, column, row
from ui.core.layouts import clear
from ui.core.theme import colour
from ui.core.tokens import SPACE_S

_AT_ONCE = 12
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class _Line(QWidget):
    """One entry: day and kind, who, the words below."""

    def __init__(self, entry: Entry, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        lines = column(self, spacing=2)
        lines.setContentsMargins(4, 2, 4, 2)
        head = row(spacing=SPACE_S)
        head.addWidget(Label(f"{day_text(entry.date)} {entry.kind}", type="section"))
        who = Label(entry.who, type="note", ink="secondary")
        who.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.addWidget(who, 1)
        lines.addLayout(head)
        if entry.text:
            text = Label(entry.text, wrap=True)
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            lines.addWidget(text)
        self.setAccessibleName(f"{entry.date.isoformat()} {entry.kind} {entry.who} {entry.text}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let the ring be shown where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())


class Story(QWidget):
    """The entries of a timeline: what is seen at first, and the rest on `go_on`.

    A click or Enter opens what an entry tells of, which `opened` carries; what tells of the `own` record (ledger, id)
    opens nothing. Tab comes here once, the arrows go from entry to entry, and `stood` says on which line they are.
    """

    opened = Signal(object)
    stood = Signal(QWidget)

    def __init__(self, today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._own: tuple[str, int | None] = ("", None)
        self.left: Sequence[Entry] = ()
        self.lines: list[_Line] = []
        self._column = column(self, spacing=SPACE_S)
        self._column.setContentsMargins(10, 2, 0, 2)

    def show_entries(self, entries: Sequence[Entry], *, own: tuple[str, int | None]) -> None:
        """Show these entries, the keyboard where it was in the list, or say that there are none."""
        held = self.held
        clear(self._column)
        self._own, self.lines = own, []
        self._add(entries[:_AT_ONCE], self._column, self)
        self.left = entries[_AT_ONCE:]
        if not entries:
            words = "还没有记录，保存以后的经过都记在这里"
            self._column.addWidget(Label(words, type="note", ink="secondary", wrap=True))
        self.hold(held)

    def go_on(self) -> None:
        """Tell the rest, whole before it is shown."""
        if self.left:
            part = QWidget(self)
            self._add(self.left, column(part, spacing=SPACE_S), part)
            self._column.addWidget(part)
            self.left = ()
            part.show()

    def _add(self, entries: Sequence[Entry], lines: QVBoxLayout, parent: QWidget) -> None:
        last = self.lines[-1:]
        for entry in entries:
            line = _Line(entry, self._today, parent)
            if self._opens(line):
                line.setCursor(Qt.CursorShape.PointingHandCursor)
            lines.addWidget(line)
            self.lines.append(line)
        for before, after in pairwise([*last, *self.lines[len(self.lines) - len(entries) :]]):
            QWidget.setTabOrder(before, after)
        if self.lines:
            self.lines[0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # the keyboard and the mouse

    @property
    def held(self) -> int | None:
        """The number of the entry that has the keyboard; None where none has."""
        return next((at for at, line in enumerate(self.lines) if line.hasFocus()), None)

    def hold(self, at: int | None) -> None:
        """Give the keyboard to the entry of this number, or to the last; what is told later is told now for it."""
        if at is not None and at >= len(self.lines):
            self.go_on()
        if at is not None and self.lines:
            self._stand(min(at, len(self.lines) - 1))

    def _stand(self, at: int) -> None:
        """Give the keyboard to an entry, which Tab comes back to."""
        for line in self.lines:
            line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        line = self.lines[at]
        line.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.stood.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go on, Home and End to the first and the last, Enter opens."""
        at, key = self.held, Qt.Key(event.key())
        if at is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.lines[at])
        elif key in (*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End):
            to = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.lines) - 1}.get(key, at + _STEPS.get(key, 0))
            self._stand(max(0, min(to, len(self.lines) - 1)))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        where = event.position().toPoint()
        line = next((line for line in self.lines if self._place(line).contains(where)), None)
        if line is not None and event.button() == Qt.MouseButton.LeftButton:
            self._open(line)

    def _opens(self, line: _Line) -> bool:
        return (line.entry.ledger, line.entry.id) != self._own

    def _open(self, line: _Line) -> None:
        if self._opens(line):
            self.opened.emit(line.entry)

    def _place(self, line: _Line) -> QRect:
        return QRect(line.mapTo(self, QPoint(0, 0)), line.size())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the upright line, and the ring around the entry that the keyboard is on."""
        painter = QPainter(self)
        painter.fillRect(0, 2, 2, self.height() - 4, colour("line"))
        held = next((line for line in self.lines if keyboard_focus(line)), None)
        if held is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focus_ring(painter, QRectF(self._place(held)))
