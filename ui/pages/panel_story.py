"""The story on the card beside a list: what happened to a record, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from crm.queries.timeline import Entry
from ui.core.days import day_text
from ui.core.kit import Label, column, row
from ui.core.theme import colour
from ui.core.tokens import SPACE_M

_AT_ONCE = 12


class Story(QWidget):
    """What happened, newest first, along an upright line: what is seen at first, and the rest on `go_on`."""

    opened = Signal(object)

    def __init__(self, entries: Sequence[Entry], today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._lines = column(self, spacing=SPACE_M)
        self._lines.setContentsMargins(14, 2, 0, 2)
        self._add(entries[:_AT_ONCE], self._lines, self)
        self.left = entries[_AT_ONCE:]

    def go_on(self) -> None:
        """Tell the rest, whole before it is shown."""
        part = QWidget(self)
        self._add(self.left, column(part, spacing=SPACE_M), part)
        self._lines.addWidget(part)
        self.left = ()
        part.show()

    def _add(self, entries: Sequence[Entry], lines: QVBoxLayout, parent: QWidget) -> None:
        for entry in entries:
            block = _Happening(entry, self._today, parent)
            block.pressed.connect(self.opened)
            lines.addWidget(block)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        QPainter(self).fillRect(0, 0, 2, self.height(), colour("line"))


class _Happening(QWidget):
    """One entry: day and kind in bold, who, and the words below; a click opens what it tells of."""

    pressed = Signal(object)

    def __init__(self, entry: Entry, today: dt.date, parent: QWidget) -> None:
        super().__init__(parent)
        self._entry = entry
        self.setCursor(Qt.CursorShape.PointingHandCursor if entry.kind else Qt.CursorShape.ArrowCursor)
        lines = column(self, spacing=2)
        head = row(spacing=SPACE_M)
        head.addWidget(Label(f"{day_text(entry.date, today=today)} {entry.kind}", type="section"))
        head.addWidget(Label(entry.who, ink="secondary"))
        head.addStretch(1)
        lines.addLayout(head)
        if entry.text:
            text = Label(entry.text, wrap=True)
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            lines.addWidget(text)
        self.setAccessibleName(f"{entry.date.isoformat()} {entry.kind} {entry.who} {entry.text}")

    def mouseReleaseEvent(self, event: object) -> None:
        """Open what the entry tells of."""
        self.pressed.emit(self._entry)

    def minimumSizeHint(self) -> QSize:
        """Narrow if need be; the words wrap."""
        return QSize(80, super().minimumSizeHint().height())
