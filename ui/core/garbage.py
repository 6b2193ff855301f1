"""Garbage is collected on the screen's thread only: a Qt object freed on another thread can end the program."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 500


class Collector(QObject):
    """Takes the place of Python's automatic collection while it lives, with the same thresholds, by a timer."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()
        gc.disable()

    @Slot()
    def collect(self) -> int:
        """Collect the oldest generation whose count is over its threshold; returns how many objects were freed."""
        due = [
            n for n, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit
        ]
        return gc.collect(due[-1]) if due else 0

    def stop(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.enable()
