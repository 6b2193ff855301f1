"""驻外管理: a month of posted staff, how each score came about, the warnings, and the calendar of posting days."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QStackedWidget, QWidget

from crm.bulletin.posted import TOTAL, PostedRow
from crm.rules.dates import MonthRange, month_of, parse_month
from crm.store.save import replaced
from ui.charts.figure_model import Column
from ui.charts.figures import FigureTable
from ui.charts.lines import Lines
from ui.charts.strip import PostingStrip
from ui.core.files import WORKBOOK, Files, ending
from ui.core.kit import Button, Card, EmptyState, Label, PageTitle, PrimaryButton, Tabs, column, row, scroll_column
from ui.core.months import MonthChooser
from ui.core.page import Page
from ui.core.skeleton import Skeleton
from ui.core.tokens import SPACE_M
from ui.core.work import Task
from ui.pages import bones
from ui.pages.behind import open_posted, open_rows, open_target
from ui.pages.posting_data import (
    COUNTS,
    PostingData,
    Shown,
    dates_of,
    load,
)
from ui.pages.posting_season import SPANS, SeasonPanel

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

_LEGEND = "蓝格为驻点，格内为当天拜访、接待次数；假为请假，训为回县培训，二者不计驻外天数。点开格子看行程。"
_ELSEWHERE = "几个月的排名在“指标与通报”的“其他报表”里：按季度的是季度排名通报，按半年、全年的是工作总结"
_NOBODY = "还没有驻外人员。在“人员”里填上驻外干部和所在片区，这里就逐人列出天数、拜访和得分。"
_SIDE = 348
_LEAST_ROWS = 6
_WIDE, _LEAST_CARD = 960, 220
_ANY = 0xFFFFFF  # Qt's own word for a width without bound


class PostingPage(Page):
    """The table of a month by person and 片区. It may be sent here with `month` ("2024-05"), `station` or `person`."""

    key = "posting"
    title = "驻外管理"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self.posting: PostingData | None = None
        self.month = month_of(app.book.today())
        self._asked = 0
        self._wanted: tuple[str, str | None] | None = None
        self.span = Tabs()
        self.span.set_tabs(list(SPANS))
        self.span.chosen.connect(self._choose_span)
        self.head = PageTitle(self.title, self, tabs=self.span)
        self._add_actions()
        self.content.addWidget(self.head)
        self.content.setSpacing(SPACE_M - 2)
        self.views = QStackedWidget(self)
        month = self._month()
        self.content.addWidget(self.views, 1)
        self.skeleton = Skeleton(month, bones.posting, words="正在统计这个月")

    # the parts

    @cached_property
    def nothing(self) -> EmptyState:
        """What stands here while nobody is posted."""
        people, stations = PrimaryButton("管理人员"), Button("管理片区")
        people.clicked.connect(partial(self.app.navigate, "staff"))
        stations.clicked.connect(partial(self.app.navigate, "stations"))
        state = EmptyState("trip", _NOBODY, buttons=[people, stations])
        self.views.addWidget(state)
        return state

    @cached_property
    def season(self) -> SeasonPanel:
        """The ranking of a longer span, made when it is first wanted."""
        panel = SeasonPanel(self.app, self.views)
        self.views.addWidget(panel)
        return panel

    def _month(self) -> QWidget:
        self._whole, place, outer = scroll_column(self.views, name=self.title, spacing=SPACE_M - 2)
        self.views.addWidget(self._whole)
        outer.addWidget(self._table(place), 50)
        self.table.setMinimumHeight(self.table.wanted_height(_LEAST_ROWS))
        # Its rows scroll in it: were they wanted all, the page would grow and scroll as well.
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._low = row(spacing=SPACE_M)
        self._low.addWidget(self._calendar(place), 1)
        self._side = column(spacing=SPACE_M)
        self._side.addWidget(self._working(place), 64)
        self._side.addWidget(self._warnings(place), 36)
        self._low.addLayout(self._side)
        outer.addLayout(self._low, 50)
        return place

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page gives the calendar its whole width and puts the two cards under it."""
        super().resizeEvent(event)
        narrow = event.size().width() < _WIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._low.setDirection(down if narrow else across)
        self._side.setDirection(across if narrow else down)
        self.calendar_card.setMinimumHeight(_LEAST_CARD if narrow else 0)
        for card in (self.working_card, self.warning_card):
            card.setMinimumSize(0 if narrow else _SIDE, _LEAST_CARD if narrow else 0)
            card.setMaximumWidth(_ANY if narrow else _SIDE)

    def _add_actions(self) -> None:
        self.months = MonthChooser(self.month, newest=self.month)
        self.months.chosen.connect(self.set_month)
        self.export_button = Button("导出 xlsx", icon="export")
        self.export_button.clicked.connect(self.export)
        QShortcut(QKeySequence("Ctrl+E"), self).activated.connect(self.export_button.click)
        for widget in (self.months, self.export_button):
            self.head.add_action(widget)

    def _table(self, place: QWidget) -> Card:
        card = Card(place, margin=5)
        card.setAccessibleName("驻外工作情况")
        self.table = FigureTable(
            "驻外工作情况",
            (
                Column("station", "片区", right=False, grow=1, least=64),
                Column("person", "姓名", right=False, grow=1, least=56),
                *(Column(key, label, grow=1) for key, label in COUNTS),
                Column("signed_amount", "签约亿元", grow=1),
                Column("score", "得分", right=False, bar=True, grow=2, least=116),
                Column("rank", "排名"),
                Column("light", "亮灯", right=False, least=48),
            ),
            card,
            choosing=True,
            pad=8,
        )
        self.table.opened.connect(self._open_figure)
        self.table.picked.connect(self._picked)
        card.body.addWidget(self.table, 1)
        return card

    def _calendar(self, place: QWidget) -> Card:
        self.calendar_card = Card(place, heading="驻点日历")
        area, inside, lines = scroll_column(self.calendar_card, name="驻点日历", spacing=0)
        self.strip = PostingStrip(inside)
        self.strip.opened.connect(self._open_trips)
        lines.addWidget(self.strip)
        lines.addStretch(1)
        self.calendar_card.body.addWidget(area, 1)
        self.calendar_card.body.addWidget(Label(_LEGEND, type="note", ink="secondary", wrap=True))
        return self.calendar_card

    def _working(self, place: QWidget) -> Card:
        self.working_card = Card(place, heading="得分说明")
        area, inside, lines = scroll_column(self.working_card)
        self.working = Label("选中一个人，这里逐项列出得分怎样算出来。", inside, ink="secondary", wrap=True)
        self.working.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.working.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines.addWidget(self.working)
        lines.addStretch(1)
        self.working_card.body.addWidget(area, 1)
        return self.working_card

    def _warnings(self, place: QWidget) -> Card:
        self.warning_card = Card(place, heading="预警")
        self.warnings = Lines("预警", self.warning_card)
        self.warnings.opened.connect(self._open_warning)
        self.warning_card.body.addWidget(self.warnings, 1)
        return self.warning_card

    # reading and showing

    def on_show(self, **state: Any) -> None:
        """Take over a month, and the 片区 or person to stand on."""
        if state.get("month"):
            self.month = parse_month(state["month"])
            self.months.set(self.month)
        if state.get("person"):
            self._wanted = ("", str(state["person"]))
        elif state.get("station"):
            self._wanted = (str(state["station"]), None)

    def concerned(self, changes: Changes) -> bool:
        """Trips, visits, leads and people count here, and targets, lights and schemes."""
        return bool({"trips", "visits", "leads", "staff", "stations", "targets", "setting"} & changes.ids.keys())

    def refresh(self) -> None:
        """Read the month on another thread."""
        self._asked += 1
        number, month, book = self._asked, self.month, self.app.book

        def work(_task: Task) -> Shown:
            return load(book, number, month)

        task = self.read(work, self._show, label=f"正在统计{month.label}")
        if self.posting is None or self.posting.data.month != month:
            self.skeleton.during(task)
        if self.span.current != "month":
            self.season.load(self.span.current, month)

    @Slot(str)
    def _choose_span(self, span: str) -> None:
        self._turn()
        self.export_button.setEnabled(span == "month")
        self.export_button.setToolTip("" if span == "month" else _ELSEWHERE)
        if span != "month":
            self.season.load(span, self.month)

    def _turn(self) -> None:
        """Turn to what there is to see: the month, a longer span, or what to do where nobody is posted."""
        if self.posting is not None and all(one.person is None for one in self.posting.data.stations):
            self.nothing.set_sentence(f"{self.posting.data.month.label}{_NOBODY}")
            self.views.setCurrentWidget(self.nothing)
        else:
            self.views.setCurrentWidget(self._whole if self.span.current == "month" else self.season)

    @Slot(object)
    def _show(self, shown: Shown) -> None:
        posting = shown.posting
        if posting.number != self._asked:
            return
        self.posting = posting
        self.months.offer(posting.months)
        month = posting.data.month
        self.table.show_rows(shown.rows)
        self.strip.show_month(dates_of(month), shown.strip, off=shown.off, today=posting.today)
        self.warnings.set_empty("本月没有亮灯的片区和人员。")
        self.warnings.show_lines(shown.warnings)
        self.warning_card.set_heading("预警", str(len(shown.warnings) or ""))
        self.head.set_note(f"{len(shown.strip)} 人　·　{posting.data.scheme.name}")
        self._turn()
        self._stand()
        total = next(one for one in posting.data.stations if one.station == TOTAL)
        self.say_status(f"{month.label}　·　驻外 {total.days} 人天　·　拜访 {total.visits} 次")

    def _stand(self) -> None:
        """Stand on the person or 片区 asked for, else where one was, else on the first person."""
        keys = [one.key for one in self.table.figures.rows]
        if self._wanted is not None:
            station, person = self._wanted
            wanted = next((k for k in keys if k[1] == person and (person or k[0] == station)), None)
            self._wanted = None
            if wanted is not None:
                self.table.choose(wanted)
        if self.table.current_key is None and keys:
            self.table.choose(keys[0])
        self._picked(self.table.current_key)

    @Slot(object)
    def _picked(self, key: tuple[str, str | None] | None) -> None:
        """Show how the score of the chosen person came about, and bring out the line of the calendar."""
        found = self._row(key)
        if found is None:
            return
        self.strip.choose(found.staff)
        if found.person is None:
            self.working_card.set_heading("得分说明", found.station)
            self.working.setText(self._sum_words(found.station))
            return
        self.working_card.set_heading("得分说明", f"{found.person}　{found.score} 分")
        self.working.setText(found.working.replace("；", "\n"))
        self.working.set_ink("text")

    def _sum_words(self, station: str) -> str:
        return f"{'合计' if station == TOTAL else '小计'}是各人之和；得分和排名只按个人计算。"

    def _row(self, key: tuple[str, str | None] | None) -> PostedRow | None:
        if self.posting is None or key is None:
            return None
        return next((one for one in self.posting.data.stations if (one.station, one.person) == key), None)

    # what opens

    @Slot(object, str)
    def _open_figure(self, key: tuple[str, str | None], field: str) -> None:
        if self.posting is not None:
            open_posted(self.app, self.posting.data, key[0], key[1] or "", field)

    @Slot(object)
    def _open_trips(self, trips: tuple[int, ...]) -> None:
        open_rows(self.app, "trips", trips)

    @Slot(object)
    def _open_warning(self, target: tuple[str, str | tuple[int, ...]]) -> None:
        if self.posting is not None:
            open_target(self.app, self.posting.data, target)

    # the month

    @Slot(object)
    def set_month(self, month: MonthRange) -> None:
        """Show another month."""
        self.month = month
        self.months.set(month)
        self.refresh()

    # the paper

    @Slot()
    def export(self) -> None:
        """Ask where to, and write the month's table as the bulletin prints it."""
        if self.posting is None:
            return
        kept = self.app.settings.get("bulletin_folder")
        folder = Path(str(kept)) if kept else self.app.book.path.parent
        data = self.posting.data
        name = f"{data.county}{data.month.label}驻外工作情况.xlsx"
        path = Files.to_save(self, "导出驻外工作情况", start=folder / name, kinds=WORKBOOK)
        if path is not None:
            self.export_to(ending(path, ".xlsx"))

    def export_to(self, path: Path) -> None:
        """Write the month's table on another thread, then say so."""
        if self.posting is None:
            return
        data = self.posting.data

        def work(_task: Task) -> Path:
            from crm.bulletin.papers_xlsx import write_posted

            replaced(path, partial(write_posted, data))
            return path

        self.app.run(work, self._exported, label="正在导出")

    @Slot(object)
    def _exported(self, path: Path) -> None:
        self.app.message.emit(f"已导出 {path.name}")
