"""A change of colours: what is seen takes it over at once, what is hidden a little later, or when it is shown."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.core import icons

_TURN_S: Final = 0.008
"""So long the hidden ones may hold the screen's thread at a time, in seconds."""
_AT_ONCE: Final = 8


class Wardrobe(QObject):
    """Lets every widget read anew the colours of Qt's palette, which the stylesheet names.

    Setting the stylesheet anew would end in the same colours, but it visits each widget once for each of its parents,
    seen or not, in one go: two seconds once every page has been visited.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: dict[QWidget, list[QWidget]] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def waiting(self) -> bool:
        """Whether something hidden has not taken over the colours yet."""
        return bool(self._waiting)

    def change(self) -> None:
        """Dress all that is seen now, and begin with the rest."""
        for root in list(self._waiting):
            self._leave(root)
        for window in QApplication.topLevelWidgets():
            seen, hidden = _apart(window)
            _dress(seen)
            for root in hidden:
                self._waiting[root] = [root]
                root.installEventFilter(self)
        self._timer.start()

    def finish(self) -> None:
        """Dress all the rest now."""
        icons.retint()
        for root in list(self._waiting):
            self._dress_wholly(root)
        self._timer.stop()

    @Slot()
    def _go_on(self) -> None:
        """Dress some of what is hidden."""
        until = time.perf_counter() + _TURN_S
        while self._waiting and time.perf_counter() < until:
            root, rest = next(iter(self._waiting.items()))
            self._waiting[root] = _dress_some(rest)
            if not self._waiting[root]:
                self._leave(root)
        if not self._waiting:
            self._timer.stop()
            icons.retint()

    def _leave(self, root: QWidget) -> list[QWidget]:
        if isValid(root):
            root.removeEventFilter(self)
        return self._waiting.pop(root, [])

    def _dress_wholly(self, root: QWidget) -> None:
        rest = self._leave(root)
        while rest:
            rest = _dress_some(rest)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: what is shown before its turn is dressed before it is painted."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            self._dress_wholly(watched)
        return False


def _apart(widget: QWidget) -> tuple[list[QWidget], list[QWidget]]:
    """The seen widgets of a family, parents first, and the uppermost of the hidden ones."""
    if widget.isHidden():
        return [], [widget]
    seen, hidden = [widget], []
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow():
            more, away = _apart(child)
            seen += more
            hidden += away
    return seen, hidden


def _dress_some(rest: list[QWidget]) -> list[QWidget]:
    """Dress the first of these, parents before children; returns what is left, with the children of the first."""
    some = [widget for widget in rest[:_AT_ONCE] if isValid(widget)]
    _dress(some)
    inside = (child for widget in some for child in widget.children())
    return [*rest[_AT_ONCE:], *(child for child in inside if isinstance(child, QWidget) and not child.isWindow())]


def _dress(widgets: list[QWidget]) -> None:
    style = QApplication.style()
    for widget in widgets:
        style.unpolish(widget)
    for widget in widgets:
        style.polish(widget)
        widget.update()
