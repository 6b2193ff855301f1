"""Beside the calendar: the chosen day, what is due, and whom a festival has to greet."""

from __future__ import annotations

import datetime as dt
from typing import cast

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from crm.queries.agenda import FollowUp, Person
from ui.core.buttons import focus_ring, keyboard_focus, note_focus
from ui.core.days import day_text
from ui.core.editors import day_words
from ui.core.fonts import sized
from ui.core.kit import Bar, Card, Label, LinkButton, column, paint_pill, pill_width
from ui.core.layouts import clear
from ui.core.marks import PILL_HEIGHT
from ui.core.theme import colour
from ui.core.tokens import SIZE_NOTE, SPACE_M, SPACE_S, SPACE_XS, Tone
from ui.pages.agenda_data import DayPlan, Greeting, Item, due_pill

_PEOPLE, _DUE = 4, 30
_AT_ONCE = 20
_ENDS = {"visits": "已办", "assistance": "办结"}
_ONE_LINE, _TWO_LINES, _EDGE = 28, 48, 2


class Line(QWidget):
    """Two lines of words that open something, and links for what one does at once; `pressed` carries a key.

    `stepped` asks for the next line (1), the one before (-1), or to leave the lines (0).
    """

    pressed = Signal(str)
    stepped = Signal(int)

    def __init__(
        self,
        first: str,
        second: str,
        parent: QWidget | None = None,
        *,
        pill: tuple[str, Tone] | None = None,
        links: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(parent)
        self.first, self.second, self._pill = first, second, pill
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.links: dict[str, LinkButton] = {}
        for key, words in links:
            link = LinkButton(words, self, role="accent", size=9.0)
            link.setProperty("key", key)
            link.setAccessibleName(f"{words} {first}")
            link.clicked.connect(self._linked)
            self.links[key] = link
        self.setFixedHeight(_TWO_LINES if second or links else _ONE_LINE)
        self.setAccessibleName(" ".join(part for part in (pill[0] if pill else "", first, second) if part))

    def _linked(self) -> None:
        self.pressed.emit(str(self.sender().property("key")))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit("open")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, the arrows go on."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: 0, Qt.Key.Key_Escape: 0}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit("open")
        elif event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The links stand at the right end of the second line."""
        right = self.width() - _EDGE
        for link in reversed(self.links.values()):
            size = link.sizeHint()
            link.setGeometry(right - size.width(), self.height() - 2 - size.height(), size.width(), size.height())
            right -= size.width() + SPACE_S - 4

    def _boxes(self) -> tuple[QRectF, QRectF, QRectF]:
        """Where the pill, the first and the second line stand."""
        wide = pill_width(QFontMetricsF(sized(self.font(), SIZE_NOTE)), self._pill[0]) if self._pill else 0.0
        pill = QRectF(_EDGE, 3, wide, PILL_HEIGHT)
        left = pill.right() + SPACE_S if self._pill else pill.left()
        first = QRectF(left, 3, self.width() - _EDGE - left, 21)
        right = min((link.x() for link in self.links.values()), default=self.width() - _EDGE)
        return pill, first, QRectF(_EDGE, 24, right - SPACE_S - _EDGE, 21)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pill, as much of both lines as there is room for, and the ring."""
        painter = QPainter(self)
        pill, first, second = self._boxes()
        metrics = QFontMetricsF(self.font())
        cut = []
        for words, box, ink in ((self.first, first, "text"), (self.second, second, "secondary")):
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
            painter.setPen(colour(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
            cut += [words] * (shown != words)
        if "\n".join(cut) != self.toolTip():
            self.setToolTip("\n".join(cut))
        if self._pill is not None:
            painter.setFont(sized(self.font(), SIZE_NOTE))
            paint_pill(painter, pill.adjusted(0, 0.5, 0, -0.5), *self._pill)
        if keyboard_focus(self):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focus_ring(painter, self.rect().toRectF(), 4)


class Side(QWidget):
    """The cards; `wanted` carries what (open, log, done) and about what: a FollowUp, Item, Person, DayPlan or a
    tuple of people. `left` says that the keyboard is to go back to the calendar, `stood` on which line it
    is now."""

    wanted = Signal(str, object)
    left = Signal()
    stood = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lines = column(self, spacing=SPACE_M)
        self.day = Card(heading="")
        self._items: list[Item] = []
        self.due = Card(heading="待跟进")
        self.greet = QWidget()
        self._greetings = column(self.greet, spacing=SPACE_M)
        self.late = Card(heading="久未联系的乡贤")
        for part in (self.day, self.greet, self.due, self.late):
            lines.addWidget(part)
        lines.addStretch(1)

    @property
    def line_held(self) -> int | None:
        """The number of the line that has the keyboard, or one of whose links has; None if none does."""
        held = self.window().focusWidget()
        lines = self.findChildren(Line)
        return next((at for at, line in enumerate(lines) if held is line or line.isAncestorOf(held)), None)

    def hold_line(self, at: int) -> None:
        """Give the keyboard to the line of this number, or to the last."""
        lines = self.findChildren(Line)
        if lines:
            lines[min(at, len(lines) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def enter(self) -> None:
        """Give the keyboard to the first line of the chosen day."""
        self._step([line for line in self._in_order() if self.day.isAncestorOf(line)], 1)

    @Slot(int)
    def _stepped(self, step: int) -> None:
        lines = self._in_order()
        at = lines.index(cast(Line, self.sender()))
        if not step or at + step < 0:
            self.left.emit()
        else:
            self._step(lines[at + step :], step)

    def _in_order(self) -> list[Line]:
        """The lines that are seen, from top to bottom."""
        lines = [line for line in self.findChildren(Line) if line.isVisible()]
        return sorted(lines, key=lambda line: line.mapTo(self, QPoint(0, 0)).y())

    def _step(self, lines: list[Line], step: int) -> None:
        """Stand on the first of these lines, and have it seen."""
        if lines:
            lines[0].setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)
            self.stood.emit(lines[0])

    def show_day(self, plan: DayPlan | None, *, today: dt.date) -> None:
        """List all of one day."""
        clear(self.day.body)
        if plan is None:
            return
        name = plan.festival or plan.mark.name
        word = {"makeup": "调休上班", "holiday": "放假"}.get(plan.mark.kind, "")
        self.day.set_heading(day_words(plan.date, today=today), " ".join(p for p in (name, word) if p))
        if not plan.items:
            self.day.body.addWidget(Label("没有安排", ink="secondary"))
        self._items = plan.items
        self._lines = column(spacing=SPACE_XS)
        self.day.body.addLayout(self._lines)
        self.more = LinkButton("", role="accent", size=9.5)
        self.more.clicked.connect(self.show_more)
        self.day.body.addWidget(self.more)
        self.show_more()
        if plan.date <= today:
            log = LinkButton("记这天的拜访", icon="plus", role="accent", size=9.5)
            log.clicked.connect(_Carry(self, plan))
            self.day.body.addWidget(log)

    def show_more(self) -> None:
        """List some more of the day, the first time what a day usually has."""
        for item in self._items[:_AT_ONCE]:
            self._add(self._lines, Line(item.text, item.note), item)
        self._items = self._items[_AT_ONCE:]
        self.more.setText(f"还有 {len(self._items)} 项")
        self.more.setVisible(bool(self._items))

    def show_due(self, due: list[FollowUp], *, today: dt.date) -> None:
        """List what is overdue, due today and in the week ahead."""
        clear(self.due.body)
        late = sum(plan.overdue(today) > 0 for plan in due)
        self.due.set_heading("待跟进", f"{len(due)}" + (f"，逾期 {late}" if late else ""))
        self._due, self._today = due, today
        self._due_lines = column(spacing=SPACE_XS)
        self.due.body.addLayout(self._due_lines)
        self.due_more = LinkButton("", role="accent", size=9.5)
        self.due_more.clicked.connect(self.show_more_due)
        self.due.body.addWidget(self.due_more)
        self.show_more_due()
        if not due:
            self.due.body.addWidget(Label("七天内没有要跟进的", ink="secondary"))

    @Slot()
    def show_more_due(self) -> None:
        """List some more of what is due."""
        for plan in self._due[:_DUE]:
            links: tuple[tuple[str, str], ...] = ()
            if plan.enterprise or plan.hometown or plan.lead:
                links = (("log", "记拜访"),)
            if plan.ledger in _ENDS:
                links = (*links, ("done", _ENDS[plan.ledger]))
            words = " · ".join(part for part in (plan.title, plan.who) if part)
            line = Line(plan.what, words, pill=due_pill(plan.date, self._today), links=links)
            self._add(self._due_lines, line, plan)
        self._due = self._due[_DUE:]
        self.due_more.setText(f"还有 {len(self._due)} 项")
        self.due_more.setVisible(bool(self._due))

    def show_greetings(self, greetings: list[Greeting], *, today: dt.date) -> None:
        """One card for each festival ahead."""
        clear(self._greetings)
        for greeting in greetings:
            self._greetings.addWidget(self._greeting(greeting, today))
        self.greet.setVisible(bool(greetings))

    def _greeting(self, greeting: Greeting, today: dt.date) -> Card:
        festival, everyone = greeting.festival, len(greeting.done) + len(greeting.open)
        days = (festival.date - today).days
        when = "今天" if days == 0 else f"还有 {days} 天" if days > 0 else f"过去 {-days} 天"
        card = Card()
        card.set_heading(f"{festival.name}问候", f"{festival.date.month}月{festival.date.day}日，{when}")
        bar = Bar()
        bar.set(len(greeting.done) / everyone if everyone else 0.0)
        card.body.addWidget(bar)
        words = f"已联系 {len(greeting.done)} 人，还有 {len(greeting.open)} 人" if everyone else "名录里还没有乡贤"
        if everyone and today < festival.greet_from:
            words = f"{festival.greet_from.month}月{festival.greet_from.day}日起的联系才算问候过，共 {everyone} 人"
        card.body.addWidget(Label(words, type="note", ink="secondary"))
        self._people(card, greeting.open, today)
        if greeting.done:
            names = "、".join(p.name for p in greeting.done[:12]) + ("等" if len(greeting.done) > 12 else "")
            card.body.addWidget(Label(f"已联系：{names}", type="note", ink="secondary", wrap=True))
            self._everyone(card, f"已联系的 {len(greeting.done)} 人", greeting.done)
        return card

    def show_late(self, people: list[Person], *, today: dt.date) -> None:
        """Who has not been contacted for longer than their grade allows."""
        clear(self.late.body)
        self.late.setVisible(bool(people))
        self.late.set_heading("久未联系的乡贤", f"{len(people)} 人")
        self._people(self.late, people, today)

    def _people(self, card: Card, people: list[Person], today: dt.date) -> None:
        for person in people[:_PEOPLE]:
            last = f"上次 {day_text(person.last)}" if person.last else "还没有联系过"
            words = " · ".join(part for part in (person.city, person.employer, last) if part)
            self._add(card.body, Line(person.name, words, links=(("log", "记联系"),)), person)
        if len(people) > _PEOPLE:
            self._everyone(card, f"全部 {len(people)} 人", people)

    def _everyone(self, card: Card, words: str, people: list[Person]) -> None:
        """A link that lists all of these people in their ledger."""
        link = LinkButton(words, role="accent", size=9.0)
        link.setAccessibleName(f"{card.heading.text()} {words}")
        link.clicked.connect(_Carry(self, tuple(people)))
        card.body.addWidget(link)

    def _add(self, lines: QVBoxLayout, line: Line, what: object) -> None:
        line.pressed.connect(_Carry(self, what))
        line.stepped.connect(self._stepped)
        lines.addWidget(line)


class _Carry:
    """Hands on what a line stands for, together with what was pressed on it."""

    def __init__(self, side: Side, what: object) -> None:
        self._side, self._what = side, what

    def __call__(self, key: object = "") -> None:
        self._side.wanted.emit(key if isinstance(key, str) else "log", self._what)
