"""How wide a column is before anyone has pulled at it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtGui import QFont, QFontMetricsF

from crm.records.field import FieldSpec, Kind
from ui.core.fonts import sized
from ui.core.tokens import SIZE_NOTE

_BY_KIND = {
    Kind.TEXT: 88,
    Kind.NOTE: 180,
    Kind.CHOICE: 80,
    Kind.REF: 76,
    Kind.MONEY: 92,
    Kind.NUMBER: 86,
    Kind.INT: 70,
    Kind.DATE: 112,
    Kind.BOOL: 64,
    Kind.PHONE: 128,
    Kind.CODE: 176,
}
_OVER = 1.6
"""How many times its usual width a column may take before it has seen whether there is room."""
_WIDEST = 216
FULL = 560
"""The widest a column is made to show a text whole."""
_MEASURED = 6
_WIDE = "\u1100"
"""From here on signs are as wide as high."""


def width_of(spec: FieldSpec, font: QFont, *, least: bool = False) -> int:
    """A width in px that holds the label and a usual value; `least` holds the label alone."""
    label = _label(spec, font)
    return round(label if least else _usual(spec, label))


def fitted(spec: FieldSpec, font: QFont, texts: Sequence[str], *, pill: bool = False) -> tuple[int, int]:
    """The widths in px for the label and these texts: no wider than the usual one by much, and so that none is cut.

    Empty columns are narrow.
    """
    metrics = QFontMetricsF(sized(font, SIZE_NOTE) if pill else font)
    words = max(map(metrics.horizontalAdvance, longest(texts)), default=0) + (30 if pill else 20)
    label = _label(spec, font)
    return round(max(label, min(words, _usual(spec, label) * _OVER, _WIDEST))), ceil(max(label, min(words, FULL)))


def longest(texts: Sequence[str]) -> list[str]:
    """The few texts among which the widest is: each is measured in a font, and most need not be."""
    return sorted(set(texts), key=_reach)[-_MEASURED:]


def _reach(text: str) -> int:
    """About how wide a text is, in half Chinese characters."""
    return len(text) if text.isascii() else len(text) + sum(sign >= _WIDE for sign in text)


def _label(spec: FieldSpec, font: QFont) -> float:
    return QFontMetricsF(sized(font, 9.5)).horizontalAdvance(spec.header) + (26 if spec.numeric else 22)


def _usual(spec: FieldSpec, label: float) -> float:
    usual = min(spec.width or _BY_KIND[spec.kind], _WIDEST)
    return max(min(usual, 72) if spec.person else usual, label)


def shared(widths: Sequence[int], leasts: Sequence[int], room: int) -> list[int]:
    """The widths in px, taken back towards the least ones where all then fit into the room; else as they are."""
    over, spare = sum(widths) - room, sum(widths) - sum(leasts)
    if over <= 0 or over > spare:
        return list(widths)
    found, left, free = [], over, spare
    for width, least in zip(widths, leasts, strict=True):
        taken = round(left * (width - least) / free) if free else 0
        free -= width - least
        left -= taken
        found.append(width - taken)
    return found


def grown(widths: Sequence[int], wholes: Sequence[int], room: int) -> list[int]:
    """The widths in px, grown towards those that cut no text as far as the room lasts, each by its part of it."""
    spare = room - sum(widths)
    wanted = sum(max(whole - width, 0) for width, whole in zip(widths, wholes, strict=True))
    if spare <= 0 or not wanted:
        return list(widths)
    part = min(spare / wanted, 1)
    return [width + int(max(whole - width, 0) * part) for width, whole in zip(widths, wholes, strict=True)]
