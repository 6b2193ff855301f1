"""日程: the week or the month with visits, trips and follow-ups, what is due, and the festivals ahead."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from crm.actions.edit import change
from crm.queries.agenda import FollowUp, Person
from crm.records.office import SETTLED
from crm.rules.festivals import holidays_known
from ui.core.kit import Button, IconButton, Label, PageTitle, Tabs, column, row, scrolled
from ui.core.page import Page
from ui.core.skeleton import Skeleton
from ui.core.tokens import SPACE_M, SPACE_XS
from ui.core.writing import write
from ui.pages import bones
from ui.pages.agenda_calendar import Calendar
from ui.pages.agenda_data import DAY, Agenda, DayPlan, Item, read_agenda, week_of, weeks_of_month
from ui.pages.agenda_side import Side
from ui.pages.behind import open_rows

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

SIDE_WIDTH = 324
_CONCERNED = frozenset(("visits", "trips", "events", "enterprises", "hometown", "leads", "assistance", "setting"))


class AgendaPage(Page):
    """The agenda. It may be sent here with `day` (a date) or `scale` (week, month)."""

    key = "agenda"
    title = "日程"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self.scale = str(app.settings.get("agenda", "week"))
        self.day = app.book.today()
        self._asked = 0
        self.calendar = Calendar(self)
        self.unknown = Label("", self, type="note", ink="secondary")
        self.unknown.hide()
        self.side = Side()
        self._build()
        self._connect()

    def _build(self) -> None:
        tabs = Tabs()
        tabs.set_tabs([("week", "周"), ("month", "月")], self.scale)
        self.scale = tabs.current
        self.tabs = tabs
        self.head = PageTitle(self.title, tabs=tabs)
        self.back = IconButton("chevron-left", "前一周或前一月", framed=True)
        self.now = Button("今天")
        self.on = IconButton("chevron-right", "后一周或后一月", framed=True)
        for button in (self.back, self.now, self.on):
            self.head.add_action(button)
        self.content.addWidget(self.head)
        line = row(spacing=SPACE_M)
        days = column(spacing=SPACE_XS)
        days.addWidget(self.calendar, 1)
        days.addWidget(self.unknown)
        line.addLayout(days, 1)
        self.skeleton = Skeleton(self.calendar, bones.agenda, words="正在读取日程")
        area = scrolled(self.side, name="当天、待跟进和问候")
        area.setFixedWidth(SIDE_WIDTH)
        self.side.stood.connect(area.ensureWidgetVisible)
        line.addWidget(area)
        self.content.addLayout(line, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._scaled)
        self.back.clicked.connect(self._back)
        self.on.clicked.connect(self._on)
        self.now.clicked.connect(self._today)
        for keys, button in (("Ctrl+PgUp", self.back), ("Ctrl+PgDown", self.on), ("Alt+Home", self.now)):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        self.calendar.chosen.connect(self._chose)
        self.calendar.left_range.connect(self.go_to)
        self.calendar.opened.connect(self._open_item)
        self.calendar.entered.connect(self.side.enter)
        self.side.left.connect(self.take_keyboard)
        self.side.wanted.connect(self._wanted)

    # reading

    def on_show(self, **state: Any) -> None:
        """Take over a day and a scale."""
        if isinstance(state.get("day"), dt.date):
            self.day = state["day"]
        if state.get("scale") in ("week", "month"):
            self.tabs.set_current(state["scale"])

    @Slot()
    def take_keyboard(self) -> None:
        """Put the keyboard into the calendar."""
        self.calendar.setFocus(Qt.FocusReason.OtherFocusReason)

    def concerned(self, changes: Changes) -> bool:
        """Whatever can be planned or met."""
        return bool(_CONCERNED & set(changes.ids))

    def refresh(self) -> None:
        """Read the days shown and everything beside them, off the screen's thread."""
        start, end = weeks_of_month(self.day) if self.scale == "month" else week_of(self.day)
        self._asked += 1
        number, book = self._asked, self.app.book
        task = self.read(lambda _task: (number, start, end, read_agenda(book, start, end)), self._show, quiet=True)
        if number == 1:
            self.skeleton.during(task)

    @Slot(object)
    def _show(self, answer: tuple[int, dt.date, dt.date, Agenda]) -> None:
        # Of several readings of the same days one that began before the last write may end after it.
        number, start, end, agenda = answer
        if number != self._asked:
            return
        today = self.app.book.today()
        month = self.day.month if self.scale == "month" else None
        self.calendar.show_days(agenda.days, today=today, current=self.day, month=month)
        held = self.side.line_held
        if held is not None:
            # A line that is deleted with the keyboard in it passes it on down the page, which scrolls after it.
            self.calendar.setFocus(Qt.FocusReason.OtherFocusReason)
        # Lines that come into a sheet that is seen are painted once before they have their places.
        self.side.hide()
        self.side.show_day(self.calendar.plan_of(self.day), today=today)
        self.side.show_due(agenda.due, today=today)
        self.side.show_greetings(agenda.greetings, today=today)
        self.side.show_late(agenda.late, today=today)
        self.side.show()
        if held is not None:
            self.side.hold_line(held)
        self.head.set_note(self._range(start, end))
        self._say_unknown(start, end)
        late = sum(plan.overdue(today) > 0 for plan in agenda.due)
        self.say_status(f"待跟进 {len(agenda.due)} 项" + (f"，逾期 {late} 项" if late else ""))

    def _range(self, start: dt.date, end: dt.date) -> str:
        if self.scale == "month":
            return f"{self.day.year}年{self.day.month}月"
        return f"{start.year}年第{start.isocalendar().week}周  {start.month}月{start.day}日–{end.month}月{end.day}日"

    def _say_unknown(self, start: dt.date, end: dt.date) -> None:
        """Of which of the years shown the holidays are not known, so that weekends alone are marked."""
        years = {self.day.year} if self.scale == "month" else {start.year, end.year}
        unknown = "、".join(f"{year}年" for year in sorted(years) if not holidays_known(year))
        self.unknown.setText(f"还没有{unknown}的放假安排，这里只标周末")
        self.unknown.setVisible(bool(unknown))

    # moving

    @Slot(str)
    def _scaled(self, scale: str) -> None:
        self.scale = scale
        self.app.settings.set("agenda", scale)
        self.refresh()

    @Slot(object)
    def go_to(self, day: dt.date) -> None:
        """Show the week or month of a day."""
        self.day = day
        self.refresh()

    @Slot()
    def _back(self) -> None:
        self.go_to(self.day.replace(day=1) - DAY if self.scale == "month" else self.day - DAY * 7)

    @Slot()
    def _on(self) -> None:
        next_month = (self.day.replace(day=1) + DAY * 31).replace(day=1)
        self.go_to(next_month if self.scale == "month" else self.day + DAY * 7)

    @Slot()
    def _today(self) -> None:
        self.go_to(self.app.book.today())

    @Slot(object)
    def _chose(self, day: dt.date) -> None:
        self.day = day
        self.side.show_day(self.calendar.plan_of(day), today=self.app.book.today())

    # acting

    @Slot(object)
    def _open_item(self, item: Item) -> None:
        if item.id:
            self.app.open_record(item.ledger, item.id)
        elif item.ids:
            open_rows(self.app, item.ledger, item.ids)
        else:
            self.app.navigate(item.ledger)

    @Slot(str, object)
    def _wanted(self, what: str, about: object) -> None:
        if isinstance(about, FollowUp):
            self._follow(what, about)
        elif isinstance(about, DayPlan):
            self.app.log_visit(date=about.date)
        elif isinstance(about, Item):
            self._open_item(about)
        elif isinstance(about, tuple):
            open_rows(self.app, "hometown", [person.id for person in about])
        elif isinstance(about, Person):
            if what == "log":
                self.app.log_visit(hometown=about.id, method="电话")
            else:
                self.app.open_record("hometown", about.id)

    def _follow(self, what: str, plan: FollowUp) -> None:
        if what == "log":
            known = {"enterprise": plan.enterprise, "hometown": plan.hometown, "lead": plan.lead}
            self.app.log_visit(**{key: value for key, value in known.items() if value is not None})
        elif what == "done":
            self._done(plan)
        else:
            self.app.open_record(plan.ledger, plan.id)

    def _done(self, plan: FollowUp) -> None:
        """Tick off what was agreed at a visit, or settle an assistance item today."""
        helped = plan.ledger == "assistance"
        cells = {"state": SETTLED, "finished": self.app.book.today()} if helped else {"done": True}
        label = f"{plan.what} 已办结" if helped else f"跟进已办 {plan.title}".strip()
        book, settled = self.app.book, {plan.id: cells}

        def done(_changes: Changes) -> None:
            self.app.message.emit(f"{label}，Ctrl+Z 撤销")

        action = partial(change, book, plan.ledger, settled, label=label)
        write(self.app, action, done, rows=1, label=f"正在记下{label}")
