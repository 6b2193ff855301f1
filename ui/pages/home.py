"""工作台: what is to be done today, the month against target and pace, the stations at a glance."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from crm.rules.dates import day_label
from ui.core.editors import WEEKDAYS
from ui.core.kit import Button, EmptyState, PageTitle, PrimaryButton, scroll_column
from ui.core.page import Page
from ui.core.skeleton import Skeleton
from ui.core.tokens import SPACE_M
from ui.core.work import Task
from ui.pages import bones
from ui.pages.home_data import HomeData, load
from ui.pages.home_views import HomeView, OfficeView, PostedView

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App


class HomePage(Page):
    """The first page: the office sees the county, posted staff see their own day and month."""

    key = "home"
    title = "工作台"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self.home: HomeData | None = None
        self._asked = 0
        self.head = PageTitle(self.title)
        self.bulletin_button = Button("生成通报", icon="bulletin")
        self.bulletin_button.clicked.connect(self.open_bulletin)
        self.head.add_action(self.bulletin_button)
        self.content.setSpacing(SPACE_M - 2)
        self.content.addWidget(self.head)
        self.stack = QStackedWidget()
        self.content.addWidget(self.stack, 1)
        self.skeleton = Skeleton(self.stack, bones.home, words="正在汇总工作台")
        self.view: HomeView | None = None
        self._empty = self._empty_state()
        self.stack.addWidget(self._empty)

    def _empty_state(self) -> EmptyState:
        bring, log = PrimaryButton("导入现有表格"), Button("记一次拜访")
        bring.clicked.connect(self._bring_in)
        log.clicked.connect(self._log)
        words = "账本还是空的。导入手头的企业、线索、拜访表格，这里就列出要办的事和本月进度。"
        return EmptyState("home", words, buttons=[bring, log])

    @property
    def posted(self) -> bool:
        """Whether the user is posted staff, by the setting "me"."""
        me = self.app.book.setting("me") or {}
        return isinstance(me, dict) and me.get("role") == "posted"

    def _take_view(self) -> HomeView:
        """The view that fits the user's work, made anew when the role has changed."""
        wanted: type[PostedView] | type[OfficeView] = PostedView if self.posted else OfficeView
        if not isinstance(self.view, wanted):
            while self.stack.count() > 1:
                old = self.stack.widget(1)
                assert old is not None
                self.stack.removeWidget(old)
                old.deleteLater()
            area, inside, lines = scroll_column(self.stack, name=self.title, spacing=0)
            self.view = wanted(self.app, inside)
            lines.addWidget(self.view)
            self.stack.addWidget(area)
            self.stack.setCurrentIndex(1)
        assert self.view is not None
        return self.view

    def refresh(self) -> None:
        """Say the day at once, read the rest on another thread."""
        self._say_day()
        self._take_view()
        self._asked += 1
        number, posted, book = self._asked, self.posted, self.app.book

        def work(_task: Task) -> HomeData:
            return load(book, number, posted=posted)

        task = self.read(work, self._show, label="正在汇总工作台", quiet=True)
        if self.home is None:
            self.skeleton.during(task)

    def concerned(self, changes: Changes) -> bool:
        """Almost everything counts here; saved views and the like do not."""
        return bool(changes.ids.keys() - {"policies", "opportunities"})

    def _say_day(self) -> None:
        today = self.app.book.today()
        whole = calendar.monthrange(today.year, today.month)[1]
        gone = (today.day * 200 + whole) // (2 * whole)
        day = f"{day_label(today)} {WEEKDAYS[today.weekday()]}"
        self.head.set_note(f"{day}　·　{today.month}月已过 {gone}%")
        self.bulletin_button.setText(f"生成 {today.month} 月通报")
        self.bulletin_button.setVisible(not self.posted)

    @Slot(object)
    def _show(self, home: HomeData) -> None:
        if home.number != self._asked or self.view is None:
            return
        self.home = home
        self.bulletin_button.setVisible(not self.posted and not home.empty)
        self.stack.setCurrentIndex(0 if home.empty else 1)
        if home.empty:
            self.say_status("")
            return
        self.view.show_home(home)
        today = self.app.book.today()
        late = sum(item.overdue(today) > 0 for item in home.due)
        now = sum(item.date == today for item in home.due)
        self.say_status(f"今天 {now} 件　·　逾期 {late} 件")

    @Slot()
    def open_bulletin(self) -> None:
        """Go to this month's bulletin."""
        today = self.app.book.today()
        self.app.navigate("bulletin", month=f"{today.year}-{today.month:02}")

    @Slot()
    def _bring_in(self) -> None:
        self.app.navigate("exchange")

    @Slot()
    def _log(self) -> None:
        self.app.log_visit()
