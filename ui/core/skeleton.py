"""Grey bars in the layout of what will come, while it is read: shown late, still, and gone at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.core.theme import colour, row_height
from ui.core.tokens import CORNER, SPACE_L, SPACE_M
from ui.core.work import Task

AFTER_MS = 150
_BAR = 10.0
_LENGTHS = (0.86, 0.62, 0.74, 0.5, 0.8, 0.58, 0.68)


class Piece(NamedTuple):
    """A bar, or the sheet of a card that bars stand on."""

    rect: QRectF
    card: bool = False


Shape = Callable[[QRectF], Iterable[Piece]]


class Skeleton(QWidget):
    """Lies over a widget from 150 ms after `start` until `stop`, or during a task; a screen reader says `words`.

    It never moves, so that it is right for people whose system asks for less motion too.
    """

    def __init__(self, over: QWidget, shape: Shape, *, words: str = "正在读取", ground: str = "window") -> None:
        super().__init__(over)
        self._shape, self._ground = shape, ground
        self._task: Task | None = None
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self._appear)
        self.hide()
        over.installEventFilter(self)

    @property
    def due(self) -> bool:
        """Whether something is being read, shown yet or not."""
        return self._timer.isActive() or not self.isHidden()

    @Slot()
    def start(self) -> None:
        """Something is being read: appear if it takes long."""
        if not self.due:
            self._timer.start()

    def during(self, task: Task) -> None:
        """Appear while a piece of work takes long; of several the newest counts."""
        self._task = task
        task.ended.connect(self._ended)
        self.start()

    @Slot(object)
    def _ended(self, task: Task) -> None:
        if task is self._task:
            self.stop()

    @Slot()
    def stop(self) -> None:
        """It is there."""
        self._task = None
        self._timer.stop()
        self.hide()

    @Slot()
    def _appear(self) -> None:
        self._fit()
        self.raise_()
        self.show()

    def _fit(self) -> None:
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(over.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: stay as large as what lies below."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheets, then the bars on them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(self._ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for piece in self._shape(QRectF(self.rect())):
            painter.setPen(QPen(colour("line"), 1) if piece.card else Qt.PenStyle.NoPen)
            painter.setBrush(colour("surface" if piece.card else "track"))
            rect = piece.rect.adjusted(0.5, 0.5, -0.5, -0.5) if piece.card else piece.rect
            corner = CORNER if piece.card else min(rect.height() / 2, CORNER)
            painter.drawRoundedRect(rect, corner, corner)


def table(room: QRectF, columns: Sequence[tuple[float, float]], *, first: int = 0) -> Iterator[Piece]:
    """Rows of a table in its columns (left edge and width in px), as many as there is room for."""
    high = row_height()
    for at in range(first, int(room.height() // high)):
        middle = room.top() + (at + 0.5) * high - _BAR / 2
        for number, (left, width) in enumerate(columns):
            wide = width * _LENGTHS[(at * 3 + number * 2) % len(_LENGTHS)] - SPACE_M
            if wide > 0 and left < room.right():
                yield Piece(QRectF(left + SPACE_M / 2, middle, min(wide, room.right() - left - SPACE_M), _BAR))


def sheet(room: QRectF, *, columns: int = 5) -> Iterator[Piece]:
    """A card with a table of so many columns, the first twice as wide."""
    yield Piece(room, card=True)
    inner = room.adjusted(SPACE_M, SPACE_M, -SPACE_M, -SPACE_M)
    step = inner.width() / (columns + 1)
    lots = [(inner.left() + (at + (at > 0)) * step, step * (2 if at == 0 else 1)) for at in range(columns)]
    yield from table(inner, lots)


def lines(room: QRectF) -> Iterator[Piece]:
    """A card with lines of words."""
    yield from sheet(room, columns=1)


def tiles(room: QRectF, count: int = 4) -> Iterator[Piece]:
    """Cards in a row, each with a label, a large figure and a line of words."""
    wide = (room.width() - (count - 1) * SPACE_M) / count
    for at in range(count):
        box = QRectF(room.left() + at * (wide + SPACE_M), room.top(), wide, room.height())
        yield Piece(box, card=True)
        inner = box.adjusted(SPACE_L, SPACE_L, -SPACE_L, -SPACE_L)
        for top, share, high in ((0.0, 0.4, _BAR), (24.0, 0.6, 22.0), (62.0, 0.9, _BAR)):
            if top + high <= inner.height():
                yield Piece(QRectF(inner.left(), inner.top() + top, inner.width() * share, high))


def piles(room: QRectF, count: int = 6) -> Iterator[Piece]:
    """Columns of cards under their heads, as on a board."""
    wide, high = (room.width() - (count - 1) * SPACE_M) / count, 112.0
    for at in range(count):
        left = room.left() + at * (wide + SPACE_M)
        yield Piece(QRectF(left, room.top() + 8, wide * 0.6, _BAR))
        for number in range(3 - at % 2):
            box = QRectF(left, room.top() + 32 + number * (high + 8), wide, high)
            yield Piece(box, card=True)
            for line, share in enumerate((0.8, 0.5, 0.7, 0.3)):
                yield Piece(QRectF(box.left() + 12, box.top() + 16 + line * 22, (wide - 24) * share, _BAR))


def beside(room: QRectF, *shares: float) -> list[QRectF]:
    """The room cut from left to right in these shares, with the usual gap."""
    whole, left, found = room.width() - (len(shares) - 1) * SPACE_M, room.left(), []
    for share in shares:
        wide = whole * share / sum(shares)
        found.append(QRectF(left, room.top(), wide, room.height()))
        left += wide + SPACE_M
    return found


def below(room: QRectF, *heights: float) -> list[QRectF]:
    """The room cut from top to bottom: px where a height is above 1, else shares of what is left."""
    fixed = sum(high for high in heights if high > 1) + (len(heights) - 1) * SPACE_M
    rest, shares = max(room.height() - fixed, 0), sum(high for high in heights if high <= 1)
    top, found = room.top(), []
    for height in heights:
        high = height if height > 1 else rest * height / shares
        found.append(QRectF(room.left(), top, room.width(), high))
        top += high + SPACE_M
    return found
