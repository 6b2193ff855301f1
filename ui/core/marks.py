"""Small painted signs: pills, chips, progress with its pace mark, counts, hairlines."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.core import icons
from ui.core.buttons import focus_ring, keyboard_focus, note_focus
from ui.core.fonts import sized
from ui.core.theme import colour, colours
from ui.core.tokens import SIZE_NOTE, Tone

PILL_HEIGHT = 20


def paint_pill(painter: QPainter, rect: QRectF, text: str, tone: Tone) -> None:
    """Paint a word on its wash, rounded to the full; the painter's font is used. Delegates use this too."""
    palette = colours()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.wash(tone)))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(QColor(palette.ink(tone)))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def pill_width(metrics: QFontMetricsF, text: str) -> float:
    """How wide a pill must be for its words."""
    return metrics.horizontalAdvance(text) + 18


def paint_bar(painter: QPainter, rect: QRectF, share: float, *, tone: Tone = "info", pace: float | None = None) -> None:
    """Paint a thin bar filled to share (0 to 1, more is full), and a mark across it at pace."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("track"))
    radius = rect.height() / 2
    painter.drawRoundedRect(rect, radius, radius)
    width = rect.width() * min(max(share, 0.0), 1.0)
    if width > 0:
        painter.setBrush(QColor(colours().mark(tone)))
        painter.drawRoundedRect(
            QRectF(rect.left(), rect.top(), max(width, rect.height()), rect.height()), radius, radius
        )
    if pace is not None:
        at = rect.left() + rect.width() * min(max(pace, 0.0), 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(QRectF(round(at) - 1, rect.center().y() - 6, 2, 12), colour("text"))
    painter.restore()


class Pill(QWidget):
    """A word on a coloured wash: 逾期 2 天, 黄, 有效线索."""

    def __init__(self, text: str, tone: Tone = "info", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._tone: Tone = tone
        self.setFont(sized(self.font(), SIZE_NOTE))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """The word shown."""
        return self._text

    def set(self, text: str, tone: Tone = "info") -> None:
        """Change word and tone."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the word and 20 px high."""
        return QSize(round(pill_width(QFontMetricsF(self.font()), self._text)), PILL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pill."""
        painter = QPainter(self)
        painter.setFont(self.font())
        paint_pill(painter, QRectF(self.rect()).adjusted(0, 0.5, 0, -0.5), self._text, self._tone)


class Chip(QWidget):
    """A filter that reads as a sentence, with a × that takes it away: 片区 是 长三角 ×."""

    clicked = Signal()
    removed = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._over_cross = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"条件：{text}，按 Delete 去掉")

    @property
    def text(self) -> str:
        """The sentence shown."""
        return self._text

    def sizeHint(self) -> QSize:
        """As wide as the sentence and 26 px high."""
        words = QFontMetricsF(self.font()).horizontalAdvance(self._text)
        return QSize(round(words + 40), 26)

    def _cross(self) -> QRectF:
        return QRectF(self.width() - 24, (self.height() - 16) / 2, 16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint wash, words and cross."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_wash"))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setPen(colour("accent"))
        words = QRectF(11, 0, self.width() - 11, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._text)
        if self._over_cross:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("surface"))
            painter.drawEllipse(self._cross())
        icons.paint(painter, "close", self._cross().adjusted(2, 2, -2, -2), "accent")
        if keyboard_focus(self):
            focus_ring(painter, QRectF(self.rect()), radius - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the cross under the pointer."""
        over = self._cross().contains(event.position())
        if over != self._over_cross:
            self._over_cross = over
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the cross removes, elsewhere edits."""
        if event.button() != Qt.MouseButton.LeftButton or not self.rect().contains(event.position().toPoint()):
            return
        if self._cross().adjusted(-4, -6, 8, 6).contains(event.position()):
            self.removed.emit()
        else:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space edits, Delete removes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())


class Bar(QWidget):
    """A thin progress bar with a mark where the calendar stands; both are shares, 0 to 1."""

    def __init__(self, share: float = 0.0, parent: QWidget | None = None, *, pace: float | None = None) -> None:
        super().__init__(parent)
        self._share = share
        self._pace = pace
        self._tone: Tone = "info"
        self.setFixedHeight(12)
        self.setMinimumWidth(40)

    def set(self, share: float, *, pace: float | None = None, tone: Tone = "info") -> None:
        """Show another share, pace and tone."""
        self._share, self._pace, self._tone = share, pace, tone
        words = f"完成 {share:.0%}" + ("" if pace is None else f"，时间进度 {pace:.0%}")
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar and its mark."""
        rect = QRectF(0, (self.height() - 6) / 2, self.width(), 6)
        paint_bar(QPainter(self), rect, self._share, tone=self._tone, pace=self._pace)


class Hairline(QWidget):
    """A one-pixel rule, level or upright."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rule."""
        QPainter(self).fillRect(self.rect(), colour("line"))
