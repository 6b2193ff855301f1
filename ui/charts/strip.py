"""The posting days of several people over a month: one line a person, one square a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.core.fonts import sized
from ui.core.kit import focus_ring, keyboard_focus, note_focus, note_key
from ui.core.theme import colour, colours
from ui.core.tokens import SIZE_NOTE

NAME: Final = 76.0
ROW: Final = 26.0
HEAD: Final = 24.0
_LEAST: Final = 15.0
_MOST: Final = 40.0
SIGNS: Final = {"驻点": "", "请假": "假", "回县培训": "训"}


@dataclass(frozen=True)
class StripDay:
    """One day: 驻点, 请假, 回县培训 or nothing, the trips that it opens, the visits made."""

    kind: str = ""
    trips: tuple[int, ...] = ()
    visits: int = 0


@dataclass(frozen=True)
class StripRow:
    """One person with the marked days; `key` is handed back."""

    key: int
    name: str
    days: Mapping[dt.date, StripDay]


_NOTHING: Final = StripDay()


@dataclass(frozen=True)
class _Inks:
    """The colours of one painting by kind of day: of the squares, and of the signs on them."""

    grounds: Mapping[str, QColor]
    signs: Mapping[str, QColor]
    off: QColor

    @classmethod
    def now(cls) -> _Inks:
        palette = colours()
        grounds = {"": colour("track"), "驻点": colour("accent")}
        grounds |= {"请假": QColor(palette.wash("warn")), "回县培训": QColor(palette.wash("good"))}
        signs = {"": colour("secondary"), "驻点": colour("on_accent")}
        signs |= {"请假": QColor(palette.ink("warn")), "回县培训": QColor(palette.ink("good"))}
        return cls(grounds, signs, colour("hover"))


class PostingStrip(QWidget):
    """The strip. `opened` gives the trips of the day that was clicked, or chosen by the arrows and Enter."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[StripRow] = []
        self.dates: list[dt.date] = []
        self.off: frozenset[dt.date] = frozenset()
        self.today: dt.date | None = None
        self.chosen: int | None = None
        self._at = (0, 0)
        self._hot = (-1, -1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("驻点日历")

    def show_month(
        self, dates: Sequence[dt.date], rows: Sequence[StripRow], *, off: frozenset[dt.date], today: dt.date
    ) -> None:
        """Show these days and people; `off` are the days that are no workdays."""
        self.dates, self.rows, self.off, self.today = list(dates), list(rows), off, today
        self.setMinimumWidth(round(NAME + len(self.dates) * _LEAST))
        self._at, self._hot = (0, 0), (-1, -1)
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleDescription("；".join(self._said(row) for row in rows))
        self.update()

    def choose(self, key: int | None) -> None:
        """Bring out one person's line."""
        self.chosen = key
        self.update()

    def _said(self, row: StripRow) -> str:
        return f"{row.name} 驻点 {sum(day.kind == '驻点' for day in row.days.values())} 天"

    def sizeHint(self) -> QSize:
        """All lines."""
        return QSize(NAME_AND_MONTH, round(HEAD + ROW * max(len(self.rows), 1)))

    def _step(self) -> float:
        return min((self.width() - NAME) / max(len(self.dates), 1), _MOST)

    def box(self, row: int, day: int) -> QRectF:
        """Where a day of a person lies."""
        step = self._step()
        return QRectF(NAME + day * step + 1, HEAD + row * ROW + 3, step - 2, ROW - 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the days' numbers, the names and the squares."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized(self.font(), SIZE_NOTE))
        step = self._step()
        for at, day in enumerate(self.dates):
            painter.setPen(colour("accent" if day == self.today else "secondary" if day in self.off else "text"))
            painter.drawText(QRectF(NAME + at * step, 0, step, HEAD), Qt.AlignmentFlag.AlignCenter, str(day.day))
        seen = event.rect()
        first, last = max(int((seen.top() - HEAD) // ROW), 0), int((seen.bottom() - HEAD) // ROW)
        inks = _Inks.now()
        for number, row in enumerate(self.rows[first : last + 1], first):
            self._paint_row(painter, number, row, inks)
        if keyboard_focus(self) and self.rows:
            focus_ring(painter, self.box(*self._at).adjusted(-2, -2, 2, 2), 4)

    def _paint_row(self, painter: QPainter, number: int, row: StripRow, inks: _Inks) -> None:
        top = HEAD + number * ROW
        if row.key == self.chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_wash"))
            painter.drawRoundedRect(QRectF(0, top, NAME + self._step() * len(self.dates), ROW), 4, 4)
        painter.setFont(self.font())
        painter.setPen(colour("text"))
        middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(4, top, NAME - 8, ROW), middle, row.name)
        painter.setFont(sized(self.font(), 8.5))
        marks = [row.days.get(day, _NOTHING) for day in self.dates]
        boxes = [self.box(number, at) for at in range(len(self.dates))]
        painter.setPen(Qt.PenStyle.NoPen)
        for mark, day, box in zip(marks, self.dates, boxes, strict=True):
            painter.setBrush(inks.off if not mark.kind and day in self.off else inks.grounds[mark.kind])
            painter.drawRoundedRect(box, 3, 3)
        for mark, box in zip(marks, boxes, strict=True):
            sign = SIGNS.get(mark.kind) or (str(mark.visits) if mark.visits else "")
            if sign:
                painter.setPen(inks.signs[mark.kind])
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
        if number == self._hot[0] and marks[self._hot[1]].trips:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour("text"))
            painter.drawRoundedRect(boxes[self._hot[1]].adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _under(self, point: QPointF) -> tuple[int, int]:
        row, day = int((point.y() - HEAD) // ROW), int((point.x() - NAME) // max(self._step(), 1))
        inside = point.y() >= HEAD and point.x() >= NAME
        return (row, day) if inside and 0 <= row < len(self.rows) and 0 <= day < len(self.dates) else (-1, -1)

    def _mark(self, at: tuple[int, int]) -> StripDay:
        return self.rows[at[0]].days.get(self.dates[at[1]], StripDay()) if at[0] >= 0 else StripDay()

    def words(self, at: tuple[int, int]) -> str:
        """What a square says: 李明朗 5月8日 驻点 拜访2次."""
        row, day, mark = self.rows[at[0]], self.dates[at[1]], self._mark(at)
        parts = [row.name, f"{day.month}月{day.day}日", mark.kind or "不在驻点"]
        return "　".join([*parts, *([f"拜访、接待 {mark.visits} 次"] if mark.visits else [])])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the day under the pointer."""
        hot = self._under(event.position())
        if hot != self._hot:
            self._hot = hot
            opens = bool(self._mark(hot).trips)
            self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        self._hot = (-1, -1)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the trips of the day."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._open(self._under(event.position()))

    def _open(self, at: tuple[int, int]) -> None:
        trips = self._mark(at).trips
        if trips:
            self._at = at
            self.opened.emit(trips)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move from day to day, Enter opens."""
        note_key(self)
        key = Qt.Key(event.key())
        way = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        if key in way and self.rows:
            row, day = self._at[0] + way[key][0], self._at[1] + way[key][1]
            self._at = (min(max(row, 0), len(self.rows) - 1), min(max(day, 0), len(self.dates) - 1))
            self.setAccessibleDescription(self.words(self._at))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.rows:
            self._open(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())

    def event(self, event: QEvent) -> bool:
        """Say the day as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._under(QPointF(event.pos()))
            if at[0] >= 0:
                QToolTip.showText(event.globalPos(), self.words(at), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


NAME_AND_MONTH: Final = round(NAME) + 31 * 24
