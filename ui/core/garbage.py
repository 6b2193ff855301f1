"""Garbage is collected on the screen's thread only: a Qt object freed on another thread can end the program."""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

EVERY_MS: Final = 150
_LOADED: Final = 15_000
"""So many new objects at once are modules, dictionaries or tables that were loaded: they are not garbage."""
_PROGRAM: Final = 200_000
"""About so many objects there are once the program is loaded; to count them takes nearly as long as to collect."""


class Collector(QObject):
    """Takes the place of Python's automatic collection while it lives, by a timer.

    The young are collected at Python's own thresholds, and before they are so many that it would be felt. A look at
    all objects would hold the window up, so it waits until those kept since the last one are a quarter of all, which is
    Python's rule too, and until the user is in another program; only when they have doubled does it wait no longer.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._young, self._kept, self._all = 0, 0, _PROGRAM
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._soon)
        self._timer.start()
        gc.disable()
        gc.freeze()

    @Slot()
    def _soon(self) -> None:
        """In a turn of the event loop of its own: what made the garbage may have taken long enough."""
        if gc.get_count()[0] > gc.get_threshold()[0] or self._all_due():
            QTimer.singleShot(0, self, self.collect)

    @Slot()
    def collect(self) -> int:
        """Collect the oldest generation that is due; returns how many objects were freed."""
        counts, limits = gc.get_count(), gc.get_threshold()
        if counts[0] > _LOADED:
            self._all += counts[0] + self._young
            self._young = 0
            gc.freeze()
        elif counts[1] > limits[1] or self._young > _LOADED:
            freed = gc.collect(1)
            self._kept += max(self._young + counts[0] - freed, 0)
            self._young = 0
            return freed
        elif self._all_due():
            return self._collect_all()
        elif counts[0] > limits[0]:
            freed = gc.collect(0)
            self._young += max(counts[0] - freed, 0)
            return freed
        return 0

    def _all_due(self) -> bool:
        away = QGuiApplication.applicationState() != Qt.ApplicationState.ApplicationActive
        return self._kept > self._all // (4 if away else 1)

    def _collect_all(self) -> int:
        gc.unfreeze()
        freed, self._young = gc.collect(), 0
        self._all, self._kept = self._all + max(self._kept - freed, 0), 0
        gc.freeze()
        return freed

    def stop(self) -> None:
        """Give collection, of all objects again, back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
