"""Running text whose figures can be clicked: the numbers in the accent colour, each opening what it was made from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.core.blocks import Wrapped
from ui.core.theme import colour

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class LinkedText(Wrapped):
    """Paragraphs of (words, key) pairs; `opened` tells the key of the figure clicked, or chosen by Tab and Enter."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._lines: Sequence[Sequence[tuple[str, str]]] = ()
        self._keys: list[str] = []
        self.linkActivated.connect(self._opened)

    @property
    def plain(self) -> str:
        """The words without marks, a line a paragraph."""
        return "\n".join("".join(words for words, _ in line) for line in self._lines)

    def show_lines(self, lines: Sequence[Sequence[tuple[str, str]]]) -> None:
        """Show other paragraphs; a pair with an empty key opens nothing."""
        self._lines = lines
        self._write()
        self.setAccessibleName(self.plain)

    def _write(self) -> None:
        self._keys = []
        text = "".join(f'<p style="margin:0 0 4px 0">{"".join(map(self._piece, line))}</p>' for line in self._lines)
        self.setText(text)

    def _piece(self, piece: tuple[str, str]) -> str:
        words, key = piece
        if not key:
            return escape(words)
        self._keys.append(key)
        ink, accent = colour("text").name(), colour("accent").name()
        inside = _NUMBER.sub(lambda n: f'<span style="color:{accent}">{n[0]}</span>', escape(words))
        return f'<a href="{len(self._keys) - 1}" style="color:{ink};text-decoration:none">{inside}</a>'

    def changeEvent(self, event: QEvent) -> None:
        """Write the text again in the colours of another scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    @Slot(str)
    def _opened(self, at: str) -> None:
        self.opened.emit(self._keys[int(at)])
