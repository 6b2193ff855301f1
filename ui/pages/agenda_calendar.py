"""The calendar of the agenda: a week in seven columns or a month in its weeks, painted at once."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.core.buttons import keyboard_focus, note_focus, note_key
from ui.core.editors import WEEKDAYS
from ui.core.fonts import sized
from ui.core.theme import colour, colours
from ui.core.tokens import CORNER, SIZE_NOTE
from ui.pages.agenda_data import DAY, DayPlan, Item
from ui.pages.agenda_lanes import Band, Week, lay_out

_HEAD = 30
_LINE, _TALL = 21, 41
_TOP = 30
_MARKS = {"holiday": ("休", "good"), "makeup": ("班", "warn")}


def two_lines(text: str, metrics: QFontMetricsF, room: float) -> tuple[str, ...]:
    """The words on one line or two, parted at a space where the rest then fits, else where the first line is full."""
    if metrics.horizontalAdvance(text) <= room:
        return (text,)
    end = max(bisect_right(range(1, len(text)), room, key=lambda at: metrics.horizontalAdvance(text[:at])), 1)
    space = text.rfind(" ", 0, end + 1)
    if space > 0 and metrics.horizontalAdvance(text[space + 1 :]) <= room:
        return text[:space], text[space + 1 :]
    return text[:end], text[end:].lstrip()


class Calendar(QWidget):
    """Days in rows of seven; arrows move the chosen day, which `chosen` carries, a click on an item opens it.

    Enter opens the one item of a day and asks by `entered` to look into a day that has several.
    """

    chosen = Signal(object)
    opened = Signal(object)
    entered = Signal()
    left_range = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days: list[DayPlan] = []
        self.today = dt.date.min
        self.current = dt.date.min
        self.month: int | None = None
        self._weeks: dict[tuple[int, int], Week] = {}
        self._hot: Item | None = None
        self._pressed: Item | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(420, 320))

    def show_days(self, days: Sequence[DayPlan], *, today: dt.date, current: dt.date, month: int | None) -> None:
        """Show days, a multiple of seven from a Monday on; days outside `month` are faint."""
        self.days, self.today, self.current, self.month = list(days), today, current, month
        self._weeks.clear()
        self._point_at(None)
        self._tell()
        self.update()

    def plan_of(self, day: dt.date) -> DayPlan | None:
        """The plan of a day that is shown."""
        return next((plan for plan in self.days if plan.date == day), None)

    def _tell(self) -> None:
        plan = self.plan_of(self.current)
        words = f"{self.current.month}月{self.current.day}日 {WEEKDAYS[self.current.weekday()]}"
        items = "；".join(item.text for item in plan.items) if plan else ""
        self.setAccessibleName(f"日历 {words} {items or '没有安排'}")

    # geometry

    def _rows(self) -> int:
        return max(len(self.days) // 7, 1)

    def cell(self, at: int) -> QRectF:
        """Where the n-th day is painted."""
        width, height = self.width() / 7, (self.height() - _HEAD) / self._rows()
        return QRectF(at % 7 * width, _HEAD + at // 7 * height, width, height)

    def _at(self, spot: QPointF) -> int | None:
        return next((at for at in range(len(self.days)) if self.cell(at).contains(spot)), None)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sheet, heads and days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.setFont(sized(self.font(), SIZE_NOTE))
        painter.setPen(colour("secondary"))
        for at, name in enumerate(WEEKDAYS):
            box = QRectF(at * self.width() / 7, 0, self.width() / 7, _HEAD)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
        for at, plan in enumerate(self.days):
            self._paint_day(painter, self.cell(at), plan, first=at % 7 == 0)
        for at in range(len(self.days) // 7):
            self._paint_week(painter, at)
        self._paint_ring(painter)

    def _paint_ring(self, painter: QPainter) -> None:
        """The chosen day, over the trips that pass through it."""
        at = next((at for at, plan in enumerate(self.days) if plan.date == self.current), None)
        if at is not None:
            painter.setPen(QPen(colour("accent"), 2.5 if keyboard_focus(self) else 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.cell(at).adjusted(2, 2, -1.5, -1.5), 4, 4)

    def _paint_day(self, painter: QPainter, box: QRectF, plan: DayPlan, *, first: bool) -> None:
        faint = self.month is not None and plan.date.month != self.month
        if plan.mark.kind in ("weekend", "holiday"):
            painter.fillRect(box.adjusted(1, 1, -1, -1), colour("window"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(box.topLeft(), box.topRight())
        if not first:
            painter.drawLine(box.topLeft(), box.bottomLeft())
        self._paint_number(painter, box, plan, faint=faint)

    def week(self, at: int) -> Week:
        """The n-th row of the calendar with each item on its line."""
        return self._laid_out(at)[0]

    def _laid_out(self, at: int) -> tuple[Week, int]:
        """The n-th row and how high its lines are in px: two rows of words where all of a week then has room."""
        room, tight = self.cell(at * 7).height() - _TOP - 2, self.month is not None
        for high in (_LINE,) if tight else (_TALL, _LINE):
            lines = int(room // high)
            if (at, lines) not in self._weeks:
                self._weeks[at, lines] = lay_out(self.days[at * 7 : at * 7 + 7], lines=lines, tight=tight)
            if not any(self._weeks[at, lines].hidden):
                break
        return self._weeks[at, lines], high

    def _paint_week(self, painter: QPainter, at: int) -> None:
        (week, high), font = self._laid_out(at), sized(self.font(), SIZE_NOTE)
        painter.setFont(font)
        for band in week.bands:
            self._paint_band(painter, at, band, QFontMetricsF(font), high)
        painter.setPen(colour("secondary"))
        for column, hidden in enumerate(week.hidden):
            if hidden:
                box = self.cell(at * 7 + column)
                spot = QRectF(box.left() + 8, box.top() + _TOP + week.room * high, box.width() - 12, high)
                painter.drawText(
                    spot, Qt.AlignmentFlag.AlignVCenter, f"还有 {hidden} 项" if week.room else f"{hidden} 项"
                )

    def _paint_number(self, painter: QPainter, box: QRectF, plan: DayPlan, *, faint: bool) -> None:
        today = plan.date == self.today
        number = QRectF(box.left() + 6, box.top() + 5, 22, 22)
        if today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawEllipse(number)
        painter.setFont(sized(self.font(), 10.0, bold=today))
        painter.setPen(colour("on_accent" if today else "secondary" if faint else "text"))
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(plan.date.day))
        painter.setFont(sized(self.font(), SIZE_NOTE))
        words, tone = _MARKS.get(plan.mark.kind, ("", "secondary"))
        name = plan.festival or plan.mark.name
        if name and plan.date.day != 1 and plan.mark.name and not plan.festival:
            name = ""
        text = " ".join(part for part in (name, words) if part)
        if text:
            painter.setPen(colour("accent" if plan.festival else tone))
            right = box.adjusted(30, 5, -8, 0)
            right.setHeight(22)
            painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _paint_band(self, painter: QPainter, at: int, band: Band, metrics: QFontMetricsF, high: int) -> None:
        palette, item = colours(), band.item
        first, last = self.cell(at * 7 + band.first), self.cell(at * 7 + band.last)
        begins = not item.spans or item.start == self.days[at * 7 + band.first].date
        ends = not item.spans or item.end == self.days[at * 7 + band.last].date
        left, right = first.left() + (4 if begins else 1), last.right() - (4 if ends else 0)
        box = QRectF(left, first.top() + _TOP + band.line * high, right - left, high - 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.wash(item.tone)))
        painter.drawRoundedRect(box, 4, 4)
        if not begins:
            painter.drawRect(QRectF(box.left(), box.top(), 6, box.height()))
        if not ends:
            painter.drawRect(QRectF(box.right() - 6, box.top(), 6, box.height()))
        if item.waits:
            painter.setBrush(QColor(palette.mark(item.tone)))
            painter.drawRect(QRectF(box.left(), box.top(), 3, box.height()))
        painter.setPen(QColor(palette.ink(item.tone) if item.tone != "plain" else palette.text))
        if item == self._hot:
            self._underline(painter)
        inner = box.adjusted(6, 0, -4, 0)
        words = two_lines(item.text, metrics, inner.width()) if high == _TALL else (item.text,)
        shown = (metrics.elidedText(line, Qt.TextElideMode.ElideRight, inner.width()) for line in words)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, "\n".join(shown))
        painter.setFont(sized(self.font(), SIZE_NOTE))

    def _underline(self, painter: QPainter) -> None:
        """What the mouse points at is written like a link: a click opens it."""
        font = sized(self.font(), SIZE_NOTE)
        font.setUnderline(True)
        painter.setFont(font)

    # mouse and keyboard

    def choose(self, day: dt.date) -> None:
        """Choose a day; one that is not shown asks for its week or month."""
        self.current = day
        if self.plan_of(day) is None:
            self.left_range.emit(day)
        else:
            self._tell()
            self.update()
            self.chosen.emit(day)

    def item_at(self, spot: QPointF) -> Item | None:
        """The item painted at a place."""
        at = self._at(spot)
        if at is None:
            return None
        week, high = self._laid_out(at // 7)
        line = int((spot.y() - self.cell(at).top() - _TOP) // high)
        column = at % 7
        return next((b.item for b in week.bands if b.line == line and b.first <= column <= b.last), None)

    def _point_at(self, item: Item | None) -> None:
        """Light the item under the mouse, and tell the whole of it."""
        if item == self._hot:
            return
        self._hot = item
        self.setCursor(Qt.CursorShape.ArrowCursor if item is None else Qt.CursorShape.PointingHandCursor)
        self.setToolTip("" if item is None else "\n".join(part for part in (item.text, item.note) if part))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that the item under the mouse can be opened."""
        self._point_at(self.item_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a day."""
        at = self._at(event.position())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.item_at(event.position())
            self.choose(self.days[at].date)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on an item opens it as well."""
        item, self._pressed = self._pressed, None
        if item is not None and item == self.item_at(event.position()):
            self.opened.emit(item)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first click has opened the item already."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move by a day or a week; Enter opens what the day holds."""
        note_key(self)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}.get(
            Qt.Key(event.key()), 0
        )
        if step:
            self.choose(self.current + DAY * step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            plan = self.plan_of(self.current)
            if plan is not None and len(plan.items) == 1:
                self.opened.emit(plan.items[0])
            elif plan is not None and plan.items:
                self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())
