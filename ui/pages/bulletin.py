"""指标与通报: a month's figures as the bulletin prints them, what stands behind each, and the papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from crm.bulletin.assemble import dataset
from crm.bulletin.behind_money import counted_behind
from crm.bulletin.dataset import Dataset, called, rows_behind
from crm.bulletin.frozen import release_of
from crm.bulletin.left_out import left_out
from crm.rules.dates import MonthRange, month_of, parse_month
from ui.core.kit import Button, IconButton, PageTitle, Tabs, row
from ui.core.lazy import LazyStack
from ui.core.months import MonthChooser
from ui.core.page import Page
from ui.core.skeleton import Skeleton
from ui.core.tokens import SPACE_M
from ui.core.work import Task
from ui.pages import bones
from ui.pages import bulletin_compare as compare
from ui.pages import bulletin_tables as tables
from ui.pages.bulletin_panels import BehindPanel, ConventionPanel, SidePanel
from ui.pages.bulletin_papers import PaperDesk
from ui.pages.bulletin_views import (
    Loaded,
    Overview,
    ProblemView,
    ProjectView,
    StructureView,
    TableView,
    TruthView,
)

if TYPE_CHECKING:
    from ui.core.app import App

Panel = TypeVar("Panel", bound=SidePanel)
MONTHS = 24
EARLY = 10
"""Until this day of a month its bulletin is still that of the month before."""


class BulletinPage(Page):
    """The preview of a month; every figure opens the rows behind it."""

    key = "bulletin"
    title = "指标与通报"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self.data: Dataset | None = None
        self._loaded: Loaded | None = None
        self._asked = 0
        self._year = False
        self._opened: tuple[str, Callable[[], None]] | None = None
        today = app.book.today()
        self.month = month_of(today) if today.day > EARLY else month_of(today).shift(-1)
        self.tabs = Tabs()
        head = PageTitle(self.title, tabs=self.tabs)
        self._add_actions(head)
        self.content.addWidget(head)
        self.views = self._make_views()
        self._line = row(spacing=SPACE_M)
        self._line.addWidget(self.views, 1)
        self.skeleton = Skeleton(self.views, bones.bulletin, words="正在计算这个月")
        self.content.addLayout(self._line, 1)
        self.tabs.chosen.connect(self.views.show_view)
        self.overview: Overview = self.views.view("overview")
        self.views.show_view("overview")

    # the parts

    def _add_actions(self, head: PageTitle) -> None:
        self.months = MonthChooser(self.month, newest=month_of(self.app.book.today()))
        self._offer_months()
        self.months.chosen.connect(self.set_month)
        self.convention_button = Button("口径", icon="settings")
        self.print_button = Button("生成通报", icon="export")
        self.more_button = IconButton("chevron-down", "发布、重印、文字模板和其他报表", framed=True)
        self.desk = PaperDesk(self, self)
        self.convention_button.clicked.connect(self.show_convention)
        self.print_button.clicked.connect(self.desk.print)
        QShortcut(QKeySequence("Ctrl+E"), self).activated.connect(self.print_button.click)
        self.more_button.clicked.connect(self.desk.open_menu)
        actions = (self.months, self.convention_button, self.print_button, self.more_button)
        for widget in actions:
            head.add_action(widget)

    def _offer_months(self) -> None:
        newest = month_of(self.app.book.today())
        self.months.offer(newest.shift(-back) for back in range(MONTHS))

    def _make_views(self) -> LazyStack:
        opened = self._open

        def table(name: str, table_of: Any, **empty: str) -> Any:
            return lambda: TableView(name, opened, table_of, **empty)

        return LazyStack(
            {
                "overview": self._make_overview,
                "scopes": table("片区和单位", compare.scope_table, icon="target", sentence=compare.NO_SCOPES),
                "stations": table("驻外工作", tables.station_table),
                "projects": self._make_projects,
                "structure": lambda: StructureView(opened),
                "truths": lambda: TruthView(opened),
                "differences": table("与上期差异", compare.difference_table, icon="history", sentence=compare.ALIKE),
                "problems": lambda: ProblemView(self.app, opened),
                "checks": table("自洽核验", tables.check_table),
            },
            self._fill,
        )

    def _make_overview(self) -> Overview:
        view = Overview(self._open)
        view.figure_opened.connect(self._open_figure)
        view.copied.connect(self._copied)
        view.targets_wanted.connect(self._to_targets)
        return view

    @Slot()
    def _to_targets(self) -> None:
        self.app.navigate("targets")

    def _make_projects(self) -> ProjectView:
        view = ProjectView(self._open)
        view.span_chosen.connect(self._span_chosen)
        return view

    def _fill(self, key: str) -> None:
        if self._loaded is not None:
            self.views.view(key).fill(self._loaded)

    @cached_property
    def behind(self) -> BehindPanel:
        """The rows behind a figure, beside the views."""
        return self._beside(BehindPanel(self.app))

    @cached_property
    def convention(self) -> ConventionPanel:
        """The 口径, beside the views."""
        panel = self._beside(ConventionPanel(self.app))
        panel.saved.connect(self._close_panels)
        return panel

    def _beside(self, panel: Panel) -> Panel:
        panel.hide()
        panel.closed.connect(self._close_panels)
        self._line.addWidget(panel)
        return panel

    # the month

    def on_show(self, **state: Any) -> None:
        """`month` ("2024-05") and `view` say what to show."""
        if state.get("month"):
            self.month = parse_month(state["month"])
            self.months.set(self.month)
        if state.get("view") in self.views.keys:
            self.tabs.set_current(str(state["view"]))
            self.views.show_view(str(state["view"]))

    @Slot(object)
    def set_month(self, month: MonthRange) -> None:
        """Show another month."""
        self.month = month
        self.months.set(month)
        self.refresh()

    # reading and showing

    def refresh(self) -> None:
        """Compute the month on another thread."""
        if month_of(self.app.book.today()) != self.months.newest:
            self._offer_months()
        self._asked += 1
        number, month, year = self._asked, self.month, self._year
        book = self.app.book

        def compute(_task: Task) -> Loaded:
            data = dataset(book, month)
            sent = release_of(book, month)
            return Loaded(number, data, tables.project_lists(book, data, year=year), sent.issue if sent else "")

        task = self.read(compute, self._show, label=f"正在计算{month.label}")
        if self.data is None or self.data.month != month:
            self.skeleton.during(task)

    @Slot()
    def _span_chosen(self) -> None:
        self._year = self.views.view("projects").span.current == "year"
        self.refresh()

    @Slot(object)
    def _show(self, loaded: Loaded) -> None:
        if loaded.number != self._asked:
            return
        self._loaded, data = loaded, loaded.data
        moved = self.data is not None and self.data.month != data.month
        self.data = data
        wrong = [check for check in data.checks if not check.ok]
        self.tabs.set_tabs(
            [
                ("overview", "总览"),
                ("scopes", "片区单位"),
                ("stations", "驻外"),
                ("projects", "项目"),
                ("structure", "占比转化"),
                ("truths", "认定对照"),
                ("differences", f"差异 {len(data.differences)}" if data.differences else "差异"),
                ("problems", f"问题 {len(data.listed)}"),
                ("checks", f"核验 {len(wrong)} 项不符" if wrong else "核验"),
            ]
        )
        self.views.renew()
        if self._shows_convention():
            self.convention.renew(data)
        self._renew_behind(data, moved=moved)
        signed = data.indicator("signed_count").cumulative
        self.say_status(f"{data.month.label}    本年签约 {signed} 个    问题 {len(data.listed)} 条")

    # what stands behind a figure

    @Slot(object)
    def _open(self, key: object) -> None:
        if isinstance(key, tables.Behind) and self.data is not None:
            self._opened = key.key, partial(self._open, key)
            with self.app.guard(self):
                ledger, ids = rows_behind(self.data, key.key)
                self._open_panel(self.behind)
                notes = partial(left_out, self.app.book, self.data, key.key)
                self.behind.show_rows(key.title, ledger, ids, notes, counted_behind(self.data, key.key))
        elif isinstance(key, tables.Working):
            self._opened = None
            self._open_panel(self.behind)
            self.behind.show_text(key.title, key.text)
        elif isinstance(key, tuple):
            self.app.open_record(*key)

    def _renew_behind(self, data: Dataset, *, moved: bool) -> None:
        """The rows behind a figure go with its month; within the month they are read anew while the figure stands."""
        if self._opened is None or "behind" not in self.__dict__ or not self.behind.isVisible():
            return
        key, again = self._opened
        if moved or key not in data.behind:
            self._close_panels()
        elif not key.rpartition("/")[2].isdecimal():
            # A problem or a check is known by its place in the list, where another may stand by now.
            again()

    @Slot(str)
    def _open_figure(self, key: str) -> None:
        if self.data is not None:
            text = next((p.text for p in self.data.words["paragraph"].pieces if p.key == key), "")
            self._open(tables.Behind(key, f"{called(self.data, key)}{text}"))
            self._opened = key, partial(self._open_figure, key)

    def _open_panel(self, panel: SidePanel) -> None:
        self._close_panels()
        panel.show()

    @Slot()
    def show_convention(self) -> None:
        """Open the 口径 panel, or close it."""
        if self.data is None or self._shows_convention():
            self._close_panels()
            return
        self._open_panel(self.convention)
        self.convention.load(self.data)

    def _shows_convention(self) -> bool:
        return "convention" in self.__dict__ and self.convention.isVisible()

    @Slot()
    def _close_panels(self) -> None:
        for panel in self.findChildren(SidePanel):
            panel.hide()

    @Slot()
    def _copied(self) -> None:
        self.app.message.emit("已复制通报文字")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the panel at the side, wherever the keyboard stands."""
        if event.key() == Qt.Key.Key_Escape and any(panel.isVisible() for panel in self.findChildren(SidePanel)):
            self._close_panels()
        else:
            super().keyPressEvent(event)

    # the papers

    def print_to(self, folder: Path, *, reason: str = "") -> None:
        """Write the month's papers into a folder on another thread, then open it."""
        self.desk.print_to(folder, reason=reason)
