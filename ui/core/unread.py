"""A strip over a page whose reading failed: what failed, in one sentence, and 重试."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.core import icons
from ui.core.blocks import Label
from ui.core.buttons import Button
from ui.core.layouts import row
from ui.core.theme import colour
from ui.core.tokens import CORNER, SPACE_M, SPACE_S

_ICON = 16


class Unread(QWidget):
    """Hidden while all could be read; `again` fires when it is to be tried once more."""

    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = row(self, spacing=SPACE_M)
        line.setContentsMargins(SPACE_M + _ICON + SPACE_S, SPACE_S, SPACE_M, SPACE_S)
        self.words = Label("", self, wrap=True)
        self.button = Button("重试", self, hint="F5")
        self.button.clicked.connect(self.again)
        line.addWidget(self.words, 1)
        line.addWidget(self.button)
        self.hide()

    def say(self, sentence: str) -> None:
        """Tell what could not be read; go where all could be."""
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour("bad_wash"))
        painter.setBrush(colour("bad_wash"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        icons.paint(painter, "warning", QRectF(SPACE_M, (self.height() - _ICON) / 2, _ICON, _ICON), "bad")
