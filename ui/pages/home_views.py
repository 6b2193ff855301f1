"""The two faces of the home page: the office's county and the posted person's own day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from crm.queries.home import Counted, province_view, visits_from
from crm.rules.dates import day_label
from ui.charts.figure_model import Column
from ui.charts.figures import FigureTable
from ui.charts.lines import Line, Lines
from ui.charts.tilemap import TileMap
from ui.core.days import day_text
from ui.core.kit import Card, Elided, Figure, Label, LinkButton, Tabs, column, row
from ui.core.tokens import SPACE_M, SPACE_S
from ui.core.writing import Saving
from ui.pages.behind import open_posted, open_rows, open_target
from ui.pages.home_data import (
    MINE,
    FigureWords,
    HomeData,
    figures,
    mine_rows,
    my_figures,
    station_rows,
    todo_lines,
)

if TYPE_CHECKING:
    from ui.core.app import App

COUNTS: tuple[tuple[Counted, str, str], ...] = (
    ("leads", "线索", "个"),
    ("visits", "拜访", "次"),
    ("enterprises", "企业", "家"),
)
TODAY = "今天和近日"


class _Level(QWidget):
    """A row of cards, all as high as the one whose words need most; the page around it need not ask about widths."""

    def hasHeightForWidth(self) -> bool:
        """Qt: the height is set."""
        return False

    def fit(self) -> None:
        """Take the height that the words of the cards need at their width."""
        cards = self.findChildren(Figure)
        heights = (max(card.heightForWidth(card.width()), card.minimumSizeHint().height()) for card in cards)
        self.setFixedHeight(max(heights, default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words wrap anew at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self.fit)


class HomeView(QWidget):
    """What both faces share: four figures under their labels and lists whose lines open records."""

    def __init__(
        self,
        app: App,
        labels: Sequence[str],
        words: Callable[[HomeData], list[FigureWords]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.app, self._words = app, words
        self.home: HomeData | None = None
        self.body = column(self, spacing=SPACE_M)
        self.top = _Level(self)
        self.figures = [Figure(label, self.top) for label in labels]
        line = row(self.top, spacing=SPACE_M)
        for at, figure in enumerate(self.figures):
            figure.clicked.connect(lambda at=at: self.open_figure(at))
            line.addWidget(figure, 1)
        self.body.addWidget(self.top)

    def show_home(self, home: HomeData) -> None:
        """Show what was read."""
        self.home = home
        for figure, words in zip(self.figures, self._words(home), strict=True):
            figure.set(words.value, words.unit, share=words.share, pace=words.pace, notes=words.notes)
        self.top.fit()
        QTimer.singleShot(0, self.top, self.top.fit)

    def open_figure(self, at: int) -> None:
        """Open the rows behind one of the four figures."""
        if self.home is not None:
            words = self._words(self.home)[at]
            open_target(self.app, self.home.data, (words.ledger, words.behind))

    def list_card(self, heading: str, *, empty: str) -> tuple[Card, Lines]:
        """A card with a list in it."""
        card = Card(self, heading=heading)
        return card, self.lines_in(card, heading, empty=empty)

    def lines_in(self, card: Card, name: str, *, empty: str) -> Lines:
        """A list in a card."""
        lines = Lines(name, card)
        lines.setProperty("when_empty", empty)
        lines.opened.connect(self.open_line)
        card.body.addWidget(lines, 1)
        return lines

    def fill(self, card: Card, lines: Lines, found: Sequence[Line], *, heading: str) -> None:
        """Show lines in a card and count them in its head."""
        lines.set_empty(str(lines.property("when_empty")))
        lines.show_lines(found)
        card.set_heading(heading, f"{len(found):,}" if found else "")

    @Slot(object)
    def open_line(self, target: Any) -> None:
        """Open the record or the rows of a line."""
        if target[0] == "agenda":
            self.app.navigate("agenda")
        elif self.home is not None:
            open_target(self.app, self.home.data, target)


class OfficeView(HomeView):
    """The county's month: four figures, things to do or the newest visits, warnings, stations and provinces."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, ("签约资金", "到位资金", "新签约项目", "有效线索"), figures, parent)
        self.todo_card, self.todo = self.list_card("待办", empty="近七天没有到期的跟进和帮办事项。")
        self._newest_beside_todo()
        self.warning_card, self.warnings = self.list_card("预警", empty="没有亮灯的项目，也没有空白片区。")
        self.warning_card.heading.setMinimumHeight(self.turns.height())
        middle = row(spacing=SPACE_M)
        middle.addWidget(self.todo_card, 47)
        middle.addWidget(self.warning_card, 53)
        self.body.addLayout(middle, 3)
        low = row(spacing=SPACE_M)
        low.addWidget(self._stations(), 1)
        low.addWidget(self._map())
        self.body.addLayout(low, 2)

    def _newest_beside_todo(self) -> None:
        """The newest visits take turns with what is to be done, for both at once leave room for neither."""
        self.visits = self.lines_in(self.todo_card, "最近拜访", empty="还没有拜访记录，按 Ctrl+N 记一次。")
        self.turns = Tabs()
        self.turns.set_tabs([("todo", "待办"), ("visits", "最近拜访")], str(self.app.settings.get("home_list", "todo")))
        self.turns.chosen.connect(self._take_turn)
        self.todo_card.head.addWidget(self.turns)

    def _stations(self) -> Card:
        self.stations = FigureTable(
            "片区一览",
            (
                Column("station", "片区", right=False, grow=1, least=84),
                Column("people", "驻外人员", right=False, grow=3, least=90),
                Column("days", "驻外天数", grow=1),
                Column("enterprises", "拜访家数", grow=1),
                Column("valid_leads", "有效线索", grow=1),
                Column("signed_count", "签约（个）", grow=1),
                Column("signed_amount", "签约（亿元）", grow=1),
                Column("score", "人均得分", right=False, bar=True, grow=2, least=112),
            ),
        )
        self.stations.opened.connect(self._open_station)
        card = Card(self, margin=5)
        card.setAccessibleName("片区一览")
        card.body.addWidget(self.stations, 1)
        self.nobody = QWidget(card)
        lines = column(self.nobody, spacing=SPACE_S, margin=SPACE_M)
        lines.addWidget(Label("片区一览", type="section"))
        lines.addWidget(Elided("填上驻外人员和所在片区，这里就逐个片区列出天数、拜访和得分。", ink="secondary"))
        people = LinkButton("填写人员", icon="plus", role="accent")
        people.clicked.connect(partial(self.app.navigate, "staff"))
        lines.addWidget(people)
        lines.addStretch(1)
        card.body.addWidget(self.nobody, 1)
        return card

    def _map(self) -> Card:
        card = Card(self, heading="分布", margin=SPACE_M)
        card.setFixedWidth(288)
        self.what: Counted = "leads"
        self.switch = Tabs()
        self.switch.set_tabs([(key, label) for key, label, _ in COUNTS], "leads")
        self.switch.chosen.connect(self._choose)
        card.head.addWidget(self.switch)
        self.map = TileMap()
        self.map.opened.connect(self._open_province)
        card.body.addWidget(self.map, 1)
        return card

    def show_home(self, home: HomeData) -> None:
        """Show what was read."""
        super().show_home(home)
        today = self.app.book.today()
        self.fill(self.todo_card, self.todo, todo_lines(home, today), heading="待办")
        self.fill(self.todo_card, self.visits, visit_lines(home, with_whom=True), heading="最近拜访")
        self._show_turn()
        self.fill(self.warning_card, self.warnings, home.warnings, heading="预警")
        stations = station_rows(home.data.stations)
        self.stations.show_rows(stations)
        self.stations.setVisible(bool(stations))
        self.nobody.setVisible(not stations)
        self.stations.setMinimumHeight(self.stations.wanted_height(min(len(self.stations.figures.rows), 6)))
        self._show_map()

    def _show_turn(self) -> None:
        visits = self.turns.current == "visits"
        self.visits.setVisible(visits)
        self.todo.setVisible(not visits)
        if visits:
            self.todo_card.set_heading("最近拜访", "")
        elif self.home is not None:
            late = sum(item.date < self.app.book.today() for item in self.home.due)
            count = f"{len(self.todo.shown):,}" if self.todo.shown else ""
            self.todo_card.set_heading("待办", f"{count}　其中逾期 {late:,}" if late else count)

    @Slot(str)
    def _take_turn(self, key: str) -> None:
        self.app.settings.set("home_list", key)
        self._show_turn()

    def _show_map(self) -> None:
        if self.home is not None:
            unit = next(unit for key, _, unit in COUNTS if key == self.what)
            self.map.set_counts({k: v.count for k, v in self.home.provinces[self.what].items()}, unit)

    @Slot(str)
    def _choose(self, key: str) -> None:
        self.what = next(what for what, _, _ in COUNTS if what == key)
        self._show_map()

    @Slot(str)
    def _open_province(self, short: str) -> None:
        if self.home is None:
            return
        count = self.home.provinces[self.what][short]
        view = province_view(self.what, count)
        if view is not None:
            self.app.navigate(self.what, view=view)
            return
        with self.app.book.read() as session:
            found = visits_from(session, count.written)
        open_rows(self.app, "visits", found)

    @Slot(object, str)
    def _open_station(self, station: str, field: str) -> None:
        if self.home is None:
            return
        if field in ("station", "score"):
            self.app.navigate("posting", station=station)
            return
        open_posted(self.app, self.home.data, station, "", field)


class PostedView(HomeView):
    """One posted person's day and month: 今天, 本月我的 against the others, 上次报送, the newest visits."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, ("本月驻外", "本月拜访", "本月新增线索", "本月得分"), my_figures, parent)
        self.today_card, self.today = self.list_card(TODAY, empty="今天没有到期的跟进，可以翻翻久未联系的企业和乡贤。")
        self.calls = LinkButton("", icon="phone")
        self.calls.clicked.connect(self._open_calls)
        self.today_card.head.addWidget(self.calls)
        self.mine_card = Card(self, heading="本月我的")
        self.mine = FigureTable(
            "本月我的",
            (
                Column("person", "姓名", right=False, grow=2, least=104),
                Column("station", "片区", right=False, grow=1, least=72),
                *(Column(key, label, grow=1) for key, label in MINE),
                Column("score", "得分", right=False, bar=True, grow=1, least=112),
            ),
        )
        self.mine.opened.connect(self._open_mine)
        self.mine_card.body.addWidget(self.mine, 1)
        self.handed = Card(self, heading="上次报送")
        self.handed_day = Label("", type="heading")
        self.handed_note = Elided("", ink="secondary")
        out, mark = LinkButton("导出记录", icon="export"), LinkButton("记为今天已报送", icon="check")
        self._handing = Saving(app, self.handed)
        out.clicked.connect(self._open_exchange)
        mark.clicked.connect(self._mark_handed)
        for link in (out, mark):
            self.handed.head.addWidget(link)
        self.handed.body.addWidget(self.handed_day)
        self.handed.body.addWidget(self.handed_note)
        self.visits_card, self.visits = self.list_card("最近拜访", empty="还没有拜访记录，按 Ctrl+N 记一次。")
        for card in (self.today_card, self.visits_card):  # side by side: their lines stand at one height
            card.heading.setMinimumHeight(self.calls.sizeHint().height())
        self._lay_out()

    def _lay_out(self) -> None:
        low = row(spacing=SPACE_M)
        left = column(spacing=SPACE_M)
        left.addWidget(self.today_card, 1)
        left.addWidget(self.handed)
        right = column(spacing=SPACE_M)
        right.addWidget(self.visits_card, 2)
        right.addWidget(self.mine_card, 3)
        low.addLayout(left, 38)
        low.addLayout(right, 62)
        self.body.addLayout(low, 1)
        self.handed.body.setSpacing(SPACE_S - 4)

    def open_figure(self, at: int) -> None:
        """The score opens its working, the others their rows."""
        if at == 3:
            self.app.navigate("posting", person=self.home.me.person if self.home and self.home.me else "")
        else:
            super().open_figure(at)

    def show_home(self, home: HomeData) -> None:
        """Show what was read."""
        super().show_home(home)
        today = self.app.book.today()
        self.fill(self.today_card, self.today, todo_lines(home, today), heading=TODAY)
        self.calls.setText(f"久未联系的乡贤 {len(home.silent)} 人" if home.silent else "")
        self.calls.setVisible(bool(home.silent))
        self.mine.show_rows(mine_rows(home))
        self.mine.scrollTo(self.mine.figures.index(0, 0))
        self.fill(self.visits_card, self.visits, visit_lines(home), heading="最近拜访")
        self._show_handed()

    def _show_handed(self) -> None:
        kept = str(self.app.book.setting("last_hand_in") or "")[:10]
        if not kept:
            self.handed_day.setText("还没有报送过")
            self.handed_note.setText("月底导出本月记录交县办公室，交完在这里记下日子。")
            return
        day = dt.date.fromisoformat(kept)
        self.handed_day.setText(day_label(day))
        days = (self.app.book.today() - day).days
        self.handed_note.setText("今天报送" if days == 0 else f"{days} 天前，此后的记录还没有报送")

    @Slot()
    def _open_exchange(self) -> None:
        self.app.navigate("exchange")

    @Slot()
    def _mark_handed(self) -> None:
        now = self.app.book.clock().isoformat(timespec="minutes")
        action = partial(self.app.book.set_setting, "last_hand_in", now, label="记下报送日期")
        self._handing.save(action, label="正在记下报送日期", said="已记下今天报送，Ctrl+Z 撤销")

    @Slot()
    def _open_calls(self) -> None:
        if self.home is not None:
            open_rows(self.app, "hometown", self.home.silent)

    @Slot(object, str)
    def _open_mine(self, key: tuple[str, str], field: str) -> None:
        if self.home is None:
            return
        if field == "score":
            self.app.navigate("posting", person=key[1])
        else:
            open_posted(self.app, self.home.data, key[0], key[1], field)


def visit_lines(home: HomeData, *, with_whom: bool = False) -> list[Line]:
    """The newest visits as lines, `with_whom` with who made them."""
    return [
        Line(
            v.title,
            " ".join(part for part in (v.who if with_whom else "", day_text(v.date)) if part),
            v.method,
            "info",
            more=v.content,
            target=("visits", v.id),
        )
        for v in home.visits
    ]
