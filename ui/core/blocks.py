"""Labels, cards and the figures of the home page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.core.buttons import focus_ring, keyboard_focus, note_focus
from ui.core.fonts import sized
from ui.core.layouts import column, row
from ui.core.marks import Bar
from ui.core.theme import colour, colours
from ui.core.tokens import CORNER, SIZE_FIGURE, SPACE_L, SPACE_S, Tone

_HEIGHTS_KEPT = 12
Ink = Literal["text", "secondary", "accent", "good", "warn", "bad"]
Type = Literal["body", "note", "section", "heading", "title", "figure"]


class Wrapped(QLabel):
    """Words that may take several lines; layouts ask time and again how high they are, which is reckoned once."""

    def heightForWidth(self, width: int) -> int:
        """Qt: the height of the words in a width, in px."""
        asked = (width, self.text(), self.font().key())
        known: dict[tuple[int, str, str], int] = self.__dict__.setdefault("known_heights", {})
        if asked not in known:
            if len(known) > _HEIGHTS_KEPT:
                known.clear()
            known[asked] = super().heightForWidth(width)
        return known[asked]


class Label(Wrapped):
    """Words in one of the type sizes and inks; plain text always."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        type: Type = "body",
        ink: Ink = "text",
        wrap: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", type)
        self.setProperty("ink", ink)
        self.setWordWrap(wrap)

    def set_ink(self, ink: Ink) -> None:
        """Change the colour of the words."""
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)


class Elided(QLabel):
    """One line of words that ends in … where there is no room; the whole is in the tooltip."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, ink: Ink = "text") -> None:
        super().__init__(text, parent)
        self._ink = ink
        self.setMinimumWidth(24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """It may become as narrow as one letter."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much as there is room for."""
        painter = QPainter(self)
        metrics = QFontMetricsF(self.font())
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        tip = self.text() if words != self.text() else ""
        if tip != self.toolTip():
            self.setToolTip(tip)
        painter.setFont(self.font())
        painter.setPen(colour(self._ink))
        painter.drawText(QRectF(self.rect()), int(self.alignment()), words)


class FieldLabel(Label):
    """The label above a field: 9 pt, secondary, with 必填 said in words."""

    def __init__(self, text: str, parent: QWidget | None = None, *, required: bool = False) -> None:
        super().__init__(f"{text}（必填）" if required else text, parent, type="note", ink="secondary")


class ErrorText(Label):
    """What is wrong with a field, in words under it; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, type="note", ink="bad", wrap=True)
        self.hide()

    def say(self, sentence: str, *, ink: Ink = "bad") -> None:
        """Show a sentence, or hide for an empty one."""
        self.set_ink(ink)
        self.setText(sentence)
        self.setVisible(bool(sentence))

    def say_calmly(self, sentence: str) -> None:
        """Show what is no fault of anybody's: that something waits."""
        self.say(sentence, ink="secondary")


class Card(QWidget):
    """A white sheet with a hairline around it; `body` is the layout to fill."""

    def __init__(
        self, parent: QWidget | None = None, *, heading: str = "", count: str = "", margin: int = SPACE_L
    ) -> None:
        super().__init__(parent)
        outer = column(self, spacing=SPACE_S, margin=margin)
        self.heading = Label(heading, type="section")
        self.count = Label(count, ink="secondary")
        self.head: QHBoxLayout = row(spacing=SPACE_S)
        self.head.addWidget(self.heading)
        self.head.addWidget(self.count)
        self.head.addStretch(1)
        outer.addLayout(self.head)
        self.heading.setVisible(bool(heading))
        self.count.setVisible(bool(count))
        self.body: QVBoxLayout = column(spacing=SPACE_S)
        outer.addLayout(self.body, 1)
        outer.addStretch(0)
        self.setAccessibleName(heading)

    def set_heading(self, heading: str, count: str = "") -> None:
        """Change heading and count."""
        self.heading.setText(heading)
        self.heading.setVisible(bool(heading))
        self.count.setText(count)
        self.count.setVisible(bool(count))

    def _border(self) -> str:
        return "line"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(self._border()), 1))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


class ClickCard(Card):
    """A card that opens something: by mouse, Enter or Space."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None, *, margin: int = SPACE_L) -> None:
        super().__init__(parent, margin=margin)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def _border(self) -> str:
        return "line_strong" if self.underMouse() else "line"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet and, with the keyboard, the ring."""
        super().paintEvent(event)
        if keyboard_focus(self):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focus_ring(painter, QRectF(self.rect()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())


class Amount(QWidget):
    """A large figure and its small unit on one line of writing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value, self._unit = "—", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, value: str, unit: str = "") -> None:
        """Show a figure as printed, and its unit."""
        self._value, self._unit = value, unit
        self.setAccessibleName(f"{value} {unit}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as figure and unit."""
        big = QFontMetricsF(sized(self.font(), SIZE_FIGURE, bold=True))
        wide = big.horizontalAdvance(self._value) + QFontMetricsF(self.font()).horizontalAdvance(self._unit) + 6
        return QSize(round(wide), round(big.ascent() + big.descent() - 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint figure and unit on the same base line."""
        painter = QPainter(self)
        font = sized(self.font(), SIZE_FIGURE, bold=True)
        metrics = QFontMetricsF(font)
        base = self.height() - metrics.descent() + 3
        painter.setFont(font)
        painter.setPen(colour("text"))
        painter.drawText(QPointF(0, base), self._value)
        painter.setFont(self.font())
        painter.setPen(colour("secondary"))
        painter.drawText(QPointF(metrics.horizontalAdvance(self._value) + 5, base), self._unit)


class Notes(QWidget):
    """Short notes in the inks of their tones, with a dot between two on one line; a line never ends in a dot."""

    _DOT = " · "

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts: tuple[tuple[str, Tone], ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set(self, parts: Sequence[tuple[str, Tone]]) -> None:
        """Show notes, each with its tone."""
        self.parts = tuple(parts)
        self.updateGeometry()
        self.update()

    def lines(self, width: float) -> list[list[tuple[str, Tone]]]:
        """The notes of each line where there is so much room; one wider than a line has a line of its own."""
        metrics, found = QFontMetricsF(self.font()), list[list[tuple[str, Tone]]]()
        left = 0.0
        for part in self.parts:
            wide = metrics.horizontalAdvance(part[0])
            more = metrics.horizontalAdvance(self._DOT) + wide
            if found and left + more <= width:
                found[-1].append(part)
                left += more
            else:
                found.append([part])
                left = wide
        return found

    def heightForWidth(self, width: int) -> int:
        """Qt: as many lines as the notes need."""
        return round(QFontMetricsF(self.font()).lineSpacing() * max(len(self.lines(width)), 1)) + 2

    def sizeHint(self) -> QSize:
        """One line high."""
        return QSize(120, self.heightForWidth(10_000))

    def minimumSizeHint(self) -> QSize:
        """As narrow as a card may become."""
        return QSize(80, self.heightForWidth(10_000))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint line under line."""
        painter, metrics, palette = QPainter(self), QFontMetricsF(self.font()), colours()
        for at, line in enumerate(self.lines(self.width())):
            base, left = metrics.ascent() + at * metrics.lineSpacing(), 0.0
            for number, (text, tone) in enumerate(line):
                if number:
                    painter.setPen(QColor(palette.secondary))
                    painter.drawText(QPointF(left, base), self._DOT)
                    left += metrics.horizontalAdvance(self._DOT)
                painter.setPen(QColor(palette.ink(tone)))
                shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width() - left)
                painter.drawText(QPointF(left, base), shown)
                left += metrics.horizontalAdvance(text)


class Figure(ClickCard):
    """One figure of the home page: label, figure with unit, bar with pace mark, a note whose parts have tones."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label(label, ink="secondary")
        self.amount = Amount()
        self.bar = Bar()
        self.notes = Notes()
        self.body.setSpacing(6)
        self.body.addWidget(self._label)
        self.body.addWidget(self.amount)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.notes)
        self.body.addStretch(1)
        self.setMinimumWidth(150)

    def set(
        self,
        value: str,
        unit: str = "",
        *,
        share: float | None = None,
        pace: float | None = None,
        notes: Sequence[tuple[str, Tone]] = (),
    ) -> None:
        """Show a figure as printed, its unit, its share of the task (0 to 1), the pace mark and the notes."""
        self.amount.set(value, unit)
        self.bar.setVisible(share is not None)
        self.bar.set(share or 0.0, pace=pace)
        self.notes.set(notes)
        spoken = "，".join(text for text, _ in notes)
        self.setAccessibleName(f"{self._label.text()} {value} {unit}，{spoken}")
