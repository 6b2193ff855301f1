"""Ids that sort by creation and never clash between laptops."""

from __future__ import annotations

import threading
from collections.abc import Callable

EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00Z
SEQUENCE_BITS = 12
LAPTOP_BITS = 10
LAPTOPS = 1 << LAPTOP_BITS


class IdSource:
    """Hands out 63-bit ids: 41 bits of milliseconds since 2020, 10 of laptop, 12 of sequence.

    `now_ms` gives Unix milliseconds. When more than 4,096 ids fall into one millisecond the
    source runs ahead of the clock; it never goes back, nor below `after`, the greatest id already given.
    """

    def __init__(self, laptop: int, now_ms: Callable[[], int], *, after: int = 0) -> None:
        self._laptop = laptop % LAPTOPS
        self._now_ms = now_ms
        self._tick = after >> (LAPTOP_BITS + SEQUENCE_BITS)
        self._sequence = after & ((1 << SEQUENCE_BITS) - 1)
        self._lock = threading.Lock()

    def __call__(self) -> int:
        """The next id."""
        with self._lock:
            tick = self._now_ms() - EPOCH_MS
            if tick > self._tick:
                self._tick, self._sequence = tick, 0
            else:
                self._sequence += 1
                if self._sequence >> SEQUENCE_BITS:
                    self._tick, self._sequence = self._tick + 1, 0
            return (self._tick << (LAPTOP_BITS + SEQUENCE_BITS)) | (self._laptop << SEQUENCE_BITS) | self._sequence
