"""指标与通报: a month's figures as the bulletin prints them, what stands behind each, and the papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from crm.bulletin.behind_money import money_behind
from crm.bulletin.dataset import Dataset, dataset, rows_behind
from crm.bulletin.frozen import release_of
from crm.bulletin.left_out import left_out
from crm.rules.dates import MonthRange, month_of, parse_month
from ui.core.kit import (
    Button,
    Card,
    EmptyState,
    IconButton,
    Label,
    LinkButton,
    PageTitle,
    Pill,
    Tabs,
    clear,
    column,
    row,
    scrolled,
)
from ui.core.linked import LinkedText
from ui.core.months import MonthChooser
from ui.core.page import Page
from ui.core.skeleton import Skeleton
from ui.core.tokens import SPACE_M
from ui.core.work import Task
from ui.grid.plain import PlainTable
from ui.pages import bones
from ui.pages import bulletin_compare as compare
from ui.pages import bulletin_tables as tables
from ui.pages.bulletin_lights import LightsBar
from ui.pages.bulletin_panels import BehindPanel, ConventionPanel
from ui.pages.bulletin_papers import PaperDesk

if TYPE_CHECKING:
    from ui.core.app import App

MONTHS = 24
EARLY = 10
"""Until this day of a month its bulletin is still that of the month before."""


@dataclass(frozen=True)
class Loaded:
    """What one reading gave: the number it was asked under, the figures, the project lists, the issue if sent."""

    number: int
    data: Dataset
    lists: Mapping[str, tables.Table]
    sent: str


class BulletinPage(Page):
    """The preview of a month; every figure opens the rows behind it."""

    key = "bulletin"
    title = "指标与通报"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self.data: Dataset | None = None
        self._asked = 0
        today = app.book.today()
        self.month = month_of(today) if today.day > EARLY else month_of(today).shift(-1)
        self.tabs = Tabs()
        head = PageTitle(self.title, tabs=self.tabs)
        self._add_actions(head)
        self.content.addWidget(head)
        self._make_views()
        line = row(spacing=SPACE_M)
        line.addWidget(self.views, 1)
        self.skeleton = Skeleton(self.views, bones.bulletin, words="正在计算这个月")
        self.behind = BehindPanel(app)
        self.convention = ConventionPanel(app)
        for panel in (self.behind, self.convention):
            panel.hide()
            panel.closed.connect(self._close_panels)
            line.addWidget(panel)
        self.convention.saved.connect(self._close_panels)
        self.content.addLayout(line, 1)
        self.tabs.chosen.connect(self._choose_view)

    # the parts

    def _add_actions(self, head: PageTitle) -> None:
        newest = month_of(self.app.book.today())
        self.months = MonthChooser(self.month, newest=newest)
        self.months.offer(newest.shift(-back) for back in range(MONTHS))
        self.months.chosen.connect(self.set_month)
        self.convention_button = Button("口径", icon="settings")
        self.print_button = Button("生成通报", icon="export")
        self.more_button = IconButton("chevron-down", "发布、重印、文字模板和其他报表", framed=True)
        self.desk = PaperDesk(self, self)
        self.convention_button.clicked.connect(self.show_convention)
        self.print_button.clicked.connect(self.desk.print)
        self.more_button.clicked.connect(self.desk.open_menu)
        actions = (self.months, self.convention_button, self.print_button, self.more_button)
        for widget in actions:
            head.add_action(widget)

    def _make_views(self) -> None:
        self.views = QStackedWidget()
        self.indicators = self._table("主要指标")
        self.stations = self._table("驻外工作")
        self.problems = self._table("问题清单")
        self.checks = self._table("自洽核验")
        self.text = LinkedText()
        self.text.opened.connect(self._open_figure)
        self.verdict, self.sent = Pill("", "good"), Pill("", "info")
        self.footnote = Label("", type="note", ink="secondary", wrap=True)
        self.scopes, self.differences = self._table("片区和单位"), self._table("与上期差异")
        self._keys = (
            "overview", "scopes", "stations", "projects", "structure", "truths", "differences", "problems", "checks"
        )  # fmt: skip
        self.views.addWidget(self._overview())
        self.scope_views = self._or_empty(self.scopes, "target", compare.NO_SCOPES)
        self.views.addWidget(self.scope_views)
        self.views.addWidget(self._sheet(self.stations))
        self.views.addWidget(self._projects())
        self.structure_place = QWidget()
        self.structure_column = column(self.structure_place, spacing=SPACE_M)
        self.structure_column.setContentsMargins(0, 0, 8, 0)
        self.views.addWidget(scrolled(self.structure_place))
        self.views.addWidget(self._truths())
        self.difference_views = self._or_empty(self.differences, "history", compare.ALIKE)
        self.views.addWidget(self.difference_views)
        self.lights = LightsBar(self.app, self.problems)
        self.views.addWidget(self._sheet(self.problems, foot=self.lights))
        self.views.addWidget(self._sheet(self.checks))

    def _table(self, name: str) -> PlainTable:
        table = PlainTable(name=name)
        table.opened.connect(self._open)
        return table

    def _sheet(self, table: PlainTable, *, foot: QWidget | None = None) -> Card:
        card = Card(margin=1)
        card.body.addWidget(table, 1)
        if foot is not None:
            card.body.addWidget(foot)
        return card

    def _overview(self) -> QWidget:
        inside = QWidget()
        outer = column(inside, spacing=SPACE_M)
        outer.setContentsMargins(0, 0, 8, 0)
        sheet = Card(margin=1)
        self.indicators.show_all_rows()
        sheet.body.addWidget(self.indicators)
        outer.addWidget(sheet)
        words = Card(heading="通报文字")
        words.head.insertWidget(2, self.verdict)
        words.head.insertWidget(3, self.sent)
        self.copy_button = LinkButton("复制", icon="copy", role="accent")
        self.copy_button.clicked.connect(self._copy)
        words.head.addWidget(self.copy_button)
        words.body.addWidget(self.text)
        outer.addWidget(words)
        outer.addWidget(self.footnote)
        outer.addStretch(1)
        return scrolled(inside)

    def _truths(self) -> QWidget:
        place = QWidget()
        outer = column(place, spacing=SPACE_M)
        self.truths, self.disputes = self._table("自报与认定"), self._table("不一致的项目")
        self.truths.show_all_rows()
        outer.addWidget(self._sheet(self.truths))
        self.disputed = Card(heading="不一致的节点")
        self.disputed.body.addWidget(self.disputes, 1)
        outer.addWidget(self.disputed, 1)
        return place

    def _or_empty(self, table: PlainTable, icon: str, sentence: str) -> QStackedWidget:
        """A table, or while it has no rows the sentence that says what to do."""
        views = QStackedWidget()
        views.addWidget(EmptyState(icon, sentence))
        views.addWidget(self._sheet(table))
        return views

    def _projects(self) -> QWidget:
        inside = QWidget()
        outer = column(inside, spacing=SPACE_M)
        outer.setContentsMargins(0, 0, 8, 0)
        self.span = Tabs()
        self.span.set_tabs([("month", "当月"), ("year", "本年累计")])
        self.span.chosen.connect(self._span_chosen)
        outer.addWidget(self.span)
        self.lists: dict[str, tuple[Card, PlainTable]] = {}
        for words in tables.STAGES:
            card, table = Card(heading=f"{words}项目"), self._table(f"{words}项目")
            table.show_all_rows()
            card.body.addWidget(table)
            self.lists[words] = (card, table)
            outer.addWidget(card)
        outer.addStretch(1)
        return scrolled(inside)

    # the month

    def on_show(self, **state: Any) -> None:
        """`month` ("2024-05") and `view` say what to show."""
        if state.get("month"):
            self.month = parse_month(state["month"])
            self.months.set(self.month)
        if state.get("view") in self._keys:
            self.tabs.set_current(str(state["view"]))
            self._choose_view(str(state["view"]))

    @Slot(object)
    def set_month(self, month: MonthRange) -> None:
        """Show another month."""
        self.month = month
        self.months.set(month)
        self.refresh()

    # reading and showing

    def refresh(self) -> None:
        """Compute the month on another thread."""
        self._asked += 1
        number, month, year = self._asked, self.month, self.span.current == "year"
        book = self.app.book

        def compute(_task: Task) -> Loaded:
            data = dataset(book, month)
            sent = release_of(book, month)
            return Loaded(number, data, tables.project_lists(book, data, year=year), sent.issue if sent else "")

        task = self.app.run(compute, self._show, label=f"正在计算{month.label}")
        if self.data is None or self.data.month != month:
            self.skeleton.during(task)

    @Slot(str)
    def _span_chosen(self, _key: str) -> None:
        self.refresh()

    @Slot(object)
    def _show(self, loaded: Loaded) -> None:
        if loaded.number != self._asked:
            return
        data = self.data = loaded.data
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
                ("problems", f"问题 {len(data.problems)}"),
                ("checks", f"核验 {len(wrong)} 项不符" if wrong else "核验"),
            ]
        )
        self.scopes.set(*compare.scope_table(data))
        self.scope_views.setCurrentIndex(1 if data.scopes else 0)
        self.truths.set(*compare.truth_table(data))
        self.disputes.set(*compare.dispute_table(data))
        self.disputed.set_heading("不一致的节点", f"{len(data.disputes)} 处" if data.disputes else "没有")
        self._show_differences(data)
        self.indicators.set(*tables.indicator_table(data))
        self.stations.set(*tables.station_table(data))
        self.problems.set(*tables.problem_table(data))
        self.lights.load(data)
        self.checks.set(*tables.check_table(data))
        self.text.show_lines([[(piece.text, self._opens(piece.key)) for piece in data.words["paragraph"].pieces]])
        words = f"核验 {len(wrong)} 项不符" if wrong else f"核验 {len(data.checks)} 项全部相符"
        self.verdict.set(words, "bad" if wrong else "good")
        self.sent.set(f"已作为{loaded.sent}发布", "info")
        self.sent.setVisible(bool(loaded.sent))
        self.footnote.setText("口径说明：" + "".join(data.convention.footnote()))
        self._show_lists(loaded.lists)
        self._show_structure(data)
        if self.convention.isVisible():
            self.convention.load(data)
        signed = data.indicator("signed_count").cumulative
        self.say_status(f"{data.month.label}    本年签约 {signed} 个    问题 {len(data.problems)} 条")

    def _show_differences(self, data: Dataset) -> None:
        self.differences.set(*compare.difference_table(data))
        self.difference_views.setCurrentIndex(1 if data.differences else 0)

    def _show_lists(self, lists: Mapping[str, tables.Table]) -> None:
        for words, (cols, rows) in lists.items():
            card, table = self.lists[words]
            card.set_heading(f"{words}项目", f"{len(rows)} 个" if rows else "没有")
            table.setVisible(bool(rows))
            table.set(cols, rows)

    def _show_structure(self, data: Dataset) -> None:
        clear(self.structure_column)
        self.structure_column.addWidget(self._card("转化", tables.funnel_table(data)))
        pair = row(spacing=SPACE_M)
        sides = [column(spacing=SPACE_M), column(spacing=SPACE_M)]
        filled = [0, 0]
        for name, parts in data.structure.items():
            if parts:
                at = 0 if filled[0] <= filled[1] else 1
                filled[at] += len(parts) + 3
                sides[at].addWidget(self._card(f"按{name}", tables.structure_table(data, name)))
        for side in sides:
            side.addStretch(1)
            pair.addLayout(side, 1)
        self.structure_column.addLayout(pair)
        self.structure_column.addStretch(1)

    def _card(self, heading: str, found: tables.Table) -> Card:
        card, table = Card(heading=heading, margin=SPACE_M), self._table(heading)
        table.show_all_rows()
        card.body.addWidget(table)
        table.set(*found)
        return card

    @Slot(str)
    def _choose_view(self, key: str) -> None:
        self.views.setCurrentIndex(self._keys.index(key))

    # what stands behind a figure

    @Slot(object)
    def _open(self, key: object) -> None:
        if isinstance(key, tables.Behind) and self.data is not None:
            with self.app.guard(self):
                ledger, ids = rows_behind(self.data, key.key)
                self._open_panel(self.behind)
                notes = partial(left_out, self.app.book, self.data, key.key)
                self.behind.show_rows(key.title, ledger, ids, notes, money_behind(self.data, key.key))
        elif isinstance(key, tables.Working):
            self._open_panel(self.behind)
            self.behind.show_text(key.title, key.text)
        elif isinstance(key, tuple):
            self.app.open_record(*key)

    def _opens(self, key: str) -> str:
        """The key of a figure in the text, where it opens rows."""
        return key if self.data is not None and key in self.data.behind else ""

    @Slot(str)
    def _open_figure(self, key: str) -> None:
        title = next(p.text for p in self.data.words["paragraph"].pieces if p.key == key) if self.data else ""
        self._open(tables.Behind(key, title))

    def _open_panel(self, panel: QWidget) -> None:
        for other in (self.behind, self.convention):
            other.setVisible(other is panel)

    @Slot()
    def show_convention(self) -> None:
        """Open the 口径 panel, or close it."""
        if self.data is None or self.convention.isVisible():
            self._close_panels()
            return
        self._open_panel(self.convention)
        self.convention.load(self.data)

    @Slot()
    def _close_panels(self) -> None:
        self.behind.hide()
        self.convention.hide()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.plain)
        self.app.message.emit("已复制通报文字")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the panel at the side, wherever the keyboard stands."""
        if event.key() == Qt.Key.Key_Escape and (self.behind.isVisible() or self.convention.isVisible()):
            self._close_panels()
        else:
            super().keyPressEvent(event)

    # the papers

    def print_to(self, folder: Path, *, reason: str = "") -> None:
        """Write the month's papers into a folder on another thread, then open it."""
        self.desk.print_to(folder, reason=reason)
