"""What the pages look like before they are read: the shapes of their skeletons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QRectF

from ui.core.skeleton import Piece, below, beside, lines, sheet, tiles

_TILES: Final = 132.0
_SIDE: Final = 300.0


def home(room: QRectF) -> Iterator[Piece]:
    """Four figures, two lists, and below them a table beside a smaller card."""
    top, middle, low = below(room, _TILES, 0.55, 0.45)
    left, right = beside(middle, 47, 53)
    wide, narrow = beside(low, 75, 25)
    yield from tiles(top)
    yield from lines(left)
    yield from lines(right)
    yield from sheet(wide)
    yield from lines(narrow)


def bulletin(room: QRectF) -> Iterator[Piece]:
    """The table of a preview over its words."""
    upper, lower = below(room, 0.6, 0.4)
    yield from sheet(upper, columns=8)
    yield from lines(lower)


def posting(room: QRectF) -> Iterator[Piece]:
    """A wide table over a calendar beside two lists."""
    upper, lower = below(room, 0.5, 0.5)
    wide, side = beside(lower, room.width() - _SIDE, _SIDE)
    yield from sheet(upper, columns=10)
    yield from sheet(wide)
    for part in below(side, 0.64, 0.36):
        yield from lines(part)


def funnel(room: QRectF) -> Iterator[Piece]:
    """Two charts beside each other."""
    for part in beside(room, 56, 44):
        yield from lines(part)


def agenda(room: QRectF) -> Iterator[Piece]:
    """Seven days beside each other."""
    for day in beside(room, *[1.0] * 7):
        yield from lines(day)
