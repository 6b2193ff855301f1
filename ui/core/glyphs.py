"""Characters drawn once ahead, while nobody waits: the first time costs ten times as much as every later one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from crm.records.ledger import LEDGERS
from ui.core.fonts import sized
from ui.core.tokens import SIZE_BODY, SIZE_NOTE, SIZE_SECTION

MOST: Final = 600
"""So many different characters are most of what a county's lists and pages say."""
FONTS: Final = (
    (SIZE_BODY, False),
    (SIZE_NOTE, False),
    (SIZE_BODY, True),
    (SIZE_NOTE + 0.5, False),
    (SIZE_SECTION - 1, True),
    (SIZE_SECTION, True),
)
"""Point sizes and weights that whole lines of Chinese are set in, the commonest first."""
_A_TURN: Final = 120
"""So many characters are drawn in about 3 ms."""


def commonest(texts: Iterable[str]) -> str:
    """The Chinese characters that the fields' names and some texts are made of, the commonest first."""
    fields = [spec for ledger in LEDGERS.values() for spec in ledger.fields.values()]
    words = [word for spec in fields for word in (spec.label, *spec.choices)]
    counted = Counter(letter for text in (*words, *texts) for letter in text if letter >= "\u4e00")
    return "".join(letter for letter, _ in counted.most_common(MOST))


def drawn(window: QWidget, letters: str) -> Iterator[object]:
    """Draw characters in every font of the pages, as sharp as the window shows them; comes back after every turn."""
    ground = QImage(8, 8, QImage.Format.Format_ARGB32_Premultiplied)
    ground.setDevicePixelRatio(window.devicePixelRatioF())
    for size, bold in FONTS:
        for start in range(0, len(letters), _A_TURN):
            with QPainter(ground) as painter:
                painter.setFont(sized(window.font(), size, bold=bold))
                painter.drawText(0, 0, letters[start : start + _A_TURN])
            yield ground
