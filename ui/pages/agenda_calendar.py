"""The calendar of the agenda: a week in seven columns or a month in its weeks, painted at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.core.buttons import focus_ring, keyboard_focus, note_focus
from ui.core.editors import WEEKDAYS
from ui.core.fonts import sized
from ui.core.theme import colour, colours
from ui.core.tokens import CORNER, SIZE_NOTE
from ui.pages.agenda_data import DAY, DayPlan, Item
from ui.pages.agenda_lanes import Band, Week, lay_out

_HEAD = 30
_LINE = 21
_MARKS = {"holiday": ("休", "good"), "makeup": ("班", "warn")}


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
        if keyboard_focus(self):
            focus_ring(painter, QRectF(self.rect()))

    def _paint_day(self, painter: QPainter, box: QRectF, plan: DayPlan, *, first: bool) -> None:
        faint = self.month is not None and plan.date.month != self.month
        if plan.mark.kind in ("weekend", "holiday"):
            painter.fillRect(box.adjusted(1, 1, -1, -1), colour("window"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(box.topLeft(), box.topRight())
        if not first:
            painter.drawLine(box.topLeft(), box.bottomLeft())
        if plan.date == self.current:
            painter.setPen(QPen(colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(2, 2, -1.5, -1.5), 4, 4)
        self._paint_number(painter, box, plan, faint=faint)

    def week(self, at: int) -> Week:
        """The n-th row of the calendar with each item on its line."""
        lines = int((self.cell(at * 7).height() - 32) // _LINE)
        if (at, lines) not in self._weeks:
            days, tight = self.days[at * 7 : at * 7 + 7], self.month is not None
            self._weeks[at, lines] = lay_out(days, lines=lines, tight=tight)
        return self._weeks[at, lines]

    def _paint_week(self, painter: QPainter, at: int) -> None:
        week, font = self.week(at), sized(self.font(), SIZE_NOTE)
        painter.setFont(font)
        for band in week.bands:
            self._paint_band(painter, at, band, QFontMetricsF(font))
        painter.setPen(colour("secondary"))
        for column, hidden in enumerate(week.hidden):
            if hidden:
                box = self.cell(at * 7 + column)
                spot = QRectF(box.left() + 8, box.top() + 30 + week.room * _LINE, box.width() - 12, _LINE)
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

    def _paint_band(self, painter: QPainter, at: int, band: Band, metrics: QFontMetricsF) -> None:
        palette, item = colours(), band.item
        first, last = self.cell(at * 7 + band.first), self.cell(at * 7 + band.last)
        begins = not item.spans or item.start == self.days[at * 7 + band.first].date
        ends = not item.spans or item.end == self.days[at * 7 + band.last].date
        left, right = first.left() + (4 if begins else 1), last.right() - (4 if ends else 0)
        box = QRectF(left, first.top() + 30 + band.line * _LINE, right - left, _LINE - 3)
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
        words = metrics.elidedText(item.text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)
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
        line = int((spot.y() - self.cell(at).top() - 30) // _LINE)
        column = at % 7
        bands = self.week(at // 7).bands
        return next((b.item for b in bands if b.line == line and b.first <= column <= b.last), None)

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
