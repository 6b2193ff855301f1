"""How wide a column is before anyone has pulled at it."""

from __future__ import annotations

from collections.abc import Sequence

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
_WIDEST = 216


def width_of(spec: FieldSpec, font: QFont, *, least: bool = False) -> int:
    """A width in px that holds the label and a usual value; `least` holds the label alone."""
    label = QFontMetricsF(sized(font, 9.5)).horizontalAdvance(spec.header) + (26 if spec.numeric else 22)
    if least:
        return round(label)
    usual = min(spec.width or _BY_KIND[spec.kind], _WIDEST)
    if spec.person:
        usual = min(usual, 72)
    return round(max(usual, label))


def fitted(spec: FieldSpec, font: QFont, texts: Sequence[str], *, pill: bool = False) -> int:
    """A width in px for the label and these texts, no wider than the usual one by much; empty columns are narrow."""
    metrics = QFontMetricsF(sized(font, SIZE_NOTE) if pill else font)
    words = max((metrics.horizontalAdvance(text) for text in texts), default=0) + (30 if pill else 20)
    least = width_of(spec, font, least=True)
    return round(max(least, min(words, max(width_of(spec, font), least) * 1.25, _WIDEST)))


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
