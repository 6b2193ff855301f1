"""What every editor offers, and the one-line editor that most of them are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QRectF, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QFontMetricsF, QInputMethodEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from crm.records.field import FieldSpec
from crm.records.values import parse, show
from crm.rules.problem import BadValue
from ui.core.fonts import sized
from ui.core.inputs import LineEdit
from ui.core.theme import colour
from ui.core.tokens import SIZE_NOTE

if TYPE_CHECKING:
    pass


class Editor(Protocol):
    """What every editor offers; `edited` fires as the user types or picks, never on set_value."""

    spec: FieldSpec
    edited: SignalInstance

    def value(self) -> Any:
        """The typed value: 元, date or Day, id, Decimal, text; None when blank. Raises BadValue."""

    def set_value(self, value: Any, *, shown: str | None = None) -> None:
        """Show a value without saying `edited`; `shown` saves looking up the name of a ref."""

    def warning(self) -> str:
        """A doubt about a value that is kept all the same, in words; empty when there is none."""

    def set_wrong(self, wrong: bool) -> None:
        """Show or take away the red border."""


class LineEditor(LineEdit):
    """A one-line editor; a quiet word may stand inside the box, after the text or at its right end."""

    edited = Signal()

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.spec = spec
        self.composing = False
        self._after = ""
        self._unit = spec.unit if spec.numeric else ""
        self.setAccessibleName(spec.header)
        self.setPlaceholderText(spec.hint)
        if spec.numeric:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        if self._unit:
            metrics = QFontMetricsF(sized(self.font(), SIZE_NOTE))
            self.setTextMargins(0, 0, round(metrics.horizontalAdvance(self._unit)) + 8, 0)
        self.textEdited.connect(self._on_edited)

    @Slot(str)
    def _on_edited(self, _text: str) -> None:
        self.edited.emit()

    def set_after(self, words: str) -> None:
        """Show quiet words after the text."""
        if words != self._after:
            self._after = words
            self.setAccessibleDescription(words)
            self.update()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Leave the box alone while an input method composes."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, and the quiet words where there is room."""
        super().paintEvent(event)
        if not self._unit and (not self._after or self.composing or not self.text()):
            return
        painter = QPainter(self)
        painter.setPen(colour("secondary"))
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._unit:
            painter.setFont(sized(self.font(), SIZE_NOTE))
            inner = QRectF(self.rect()).adjusted(0, 0, -10, 0)
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, self._unit)
            return
        metrics = QFontMetricsF(self.font())
        left = 10 + metrics.horizontalAdvance(self.text()) + 12
        room = self.width() - left - 8
        if room >= metrics.horizontalAdvance(self._after) or room > 60:
            words = metrics.elidedText(self._after, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left, 0, room, self.height()), middle | Qt.AlignmentFlag.AlignLeft, words)

    def value(self) -> Any:
        """The text read as its field reads it; BadValue."""
        return parse(self.spec, self.text()).value

    def set_value(self, value: Any, *, shown: str | None = None) -> None:
        """Show a value."""
        self.setText(shown if shown is not None else show(self.spec, value))
        self.setCursorPosition(0)

    def warning(self) -> str:
        """A wrong check digit, in words."""
        try:
            return parse(self.spec, self.text()).warning
        except BadValue:
            return ""
