"""The funnel by cohort and the days that the stages take, painted by ourselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.core.fonts import sized
from ui.core.kit import focus_ring, keyboard_focus, note_focus, note_key
from ui.core.theme import colour
from ui.core.tokens import SIZE_NOTE

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_NAME: Final = 92.0
_PART_GAP: Final = 12.0
PART: Final = "　"
"""What parts the figures of the words at the right."""


@dataclass(frozen=True)
class Stretch:
    """One line of a chart: its name, from low to high with a mark (shares of the width), words at the right."""

    name: str
    high: float
    words: str
    low: float = 0.0
    mark: float | None = None
    inside: str = ""
    between: str = ""
    target: Any = None

    @property
    def parts(self) -> list[str]:
        """The figures that the words at the right consist of."""
        return self.words.split(PART)

    @property
    def said(self) -> str:
        """The line in words."""
        return "，".join(part for part in (self.name, self.inside, self.words, self.between) if part)


PaintBar = Callable[[QPainter, QFont, Stretch, QRectF], None]
"""Paints the bar of a line into its box, its words in sizes of the font given."""


class LineChart(QWidget):
    """Lines of bars that open what is behind them by click, or by arrows and Enter; `opened` gives the target.

    `paint` draws one bar; a line is `row` pixels high, of which so many `below` the bar are left free.
    """

    opened = Signal(object)

    def __init__(
        self, name: str, paint: PaintBar, *, row: float, below: float = 0.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._paint, self.row, self._below = paint, row, below
        self.lines: list[Stretch] = []
        self.hot = -1
        self.current = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[Stretch]) -> None:
        """Show these lines."""
        self.lines = list(lines)
        self.current = min(self.current, max(len(lines) - 1, 0))
        self.setAccessibleDescription("；".join(line.said for line in lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All lines."""
        return QSize(360, round(self.row * max(len(self.lines), 1)))

    def words_room(self) -> float:
        """The room for the words at the right."""
        metrics = QFontMetricsF(sized(self.font(), SIZE_NOTE))
        whole = max((metrics.horizontalAdvance(line.words) for line in self.lines), default=0.0)
        columns = self._columns(metrics)
        return max(whole, sum(columns) + _PART_GAP * (len(columns) - 1)) + 20

    def _columns(self, metrics: QFontMetricsF) -> list[float]:
        """How wide each part of the words is at most, so that the parts stand under each other."""
        parted = [line.parts for line in self.lines if len(line.parts) > 1]
        return [max(map(metrics.horizontalAdvance, column)) for column in zip_longest(*parted, fillvalue="")]

    def _paint_words(self, painter: QPainter, line: Stretch, room: QRectF, columns: list[float]) -> None:
        """Paint the words part by part under those of the other lines; a single sentence as it is."""
        if len(line.parts) == 1 and QFontMetricsF(painter.font()).horizontalAdvance(line.words) > next(
            iter(columns), 0
        ):
            painter.drawText(room, int(_LEFT), line.words)
            return
        for part, width in zip(line.parts, columns, strict=False):
            painter.drawText(QRectF(room.left(), room.top(), width, room.height()), int(_RIGHT), part)
            room = room.adjusted(width + _PART_GAP, 0, 0, 0)

    def line_box(self, at: int) -> QRectF:
        """Where a line lies."""
        return QRectF(0, at * self.row, self.width(), self.row)

    def track(self, at: int) -> QRectF:
        """Where the bar of a line may lie."""
        box = self.line_box(at)
        top = box.top() + (4 if self._below else 6)
        return QRectF(_NAME, top, max(box.width() - _NAME - self.words_room(), 40), self.row - 14 - self._below)

    def _frame(self, at: int) -> QRectF:
        """What is lit of a line: the words below its bar belong to the next one too."""
        box, bar = self.line_box(at), self.track(at)
        return (
            box.adjusted(0, 1, 0, -3)
            if not self._below
            else QRectF(box.left(), bar.top() - 4, box.width(), bar.height() + 8)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self._columns(QFontMetricsF(sized(self.font(), SIZE_NOTE)))
        for at, line in enumerate(self.lines):
            if at == self.hot:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour("hover"))
                painter.drawRoundedRect(self._frame(at), 4, 4)
            box = self.track(at)
            painter.setFont(self.font())
            painter.setPen(colour("text"))
            painter.drawText(QRectF(6, box.top(), _NAME - 12, box.height()), int(_LEFT), line.name)
            self._paint(painter, self.font(), line, box)
            painter.setFont(sized(self.font(), SIZE_NOTE))
            painter.setPen(colour("secondary"))
            words = QRectF(box.right() + 10, box.top(), self.width() - box.right() - 14, box.height())
            self._paint_words(painter, line, words, columns)
            if keyboard_focus(self) and at == self.current:
                focus_ring(painter, self._frame(at), 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the line under the pointer."""
        at = int(event.position().y() // self.row)
        hot = at if 0 <= at < len(self.lines) else -1
        if hot != self.hot:
            self.hot = hot
            self.setCursor(Qt.CursorShape.PointingHandCursor if hot >= 0 else Qt.CursorShape.ArrowCursor)
            self.setToolTip(self.lines[hot].said if hot >= 0 else "")
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        self.hot = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        at = int(event.position().y() // self.row)
        if event.button() == Qt.MouseButton.LeftButton and 0 <= at < len(self.lines):
            self.current = at
            self.opened.emit(self.lines[at].target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move, Enter opens."""
        note_key(self)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and 0 <= self.current + step < len(self.lines):
            self.current += step
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.lines:
            self.opened.emit(self.lines[self.current].target)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())


def funnel_chart(name: str) -> LineChart:
    """Bars centred under each other; between two of them the share that went on."""
    return LineChart(name, _centred, row=58.0, below=12.0)


def duration_chart(name: str) -> LineChart:
    """From the lower to the upper quartile a bar, the middle as a mark, on one scale of days."""
    return LineChart(name, _quartiles, row=44.0)


def _centred(painter: QPainter, font: QFont, line: Stretch, box: QRectF) -> None:
    """A centred bar with its count in it, and below it the share that went on."""
    wide = max(box.width() * line.high, 4.0)
    bar = QRectF(box.center().x() - wide / 2, box.top(), wide, box.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("accent"))
    painter.drawRoundedRect(bar, 4, 4)
    painter.setFont(sized(font, 10.5, bold=True))
    room = QFontMetricsF(painter.font()).horizontalAdvance(line.inside) + 12
    inside = wide >= room
    painter.setPen(colour("on_accent" if inside else "text"))
    spot = bar if inside else QRectF(bar.right() + 6, bar.top(), room, bar.height())
    painter.drawText(spot, int(_CENTRE if inside else _LEFT), line.inside)
    if line.between:
        painter.setFont(sized(font, SIZE_NOTE))
        painter.setPen(colour("secondary"))
        below = QRectF(box.left(), bar.bottom() + 2, box.width(), 22)
        painter.drawText(below, int(_CENTRE), line.between)


def _quartiles(painter: QPainter, font: QFont, line: Stretch, box: QRectF) -> None:
    """The quartiles and the middle."""
    middle = box.center().y()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("track"))
    painter.drawRoundedRect(QRectF(box.left(), middle - 3, box.width(), 6), 3, 3)
    if line.mark is None:
        return
    left = box.left() + box.width() * line.low
    wide = max(box.width() * (line.high - line.low), 6.0)
    painter.setBrush(colour("accent"))
    painter.drawRoundedRect(QRectF(left, middle - 5, wide, 10), 4, 4)
    at = round(box.left() + box.width() * line.mark)
    painter.fillRect(QRectF(at - 1, middle - 10, 2, 20), colour("text"))
