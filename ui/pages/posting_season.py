"""The posted staff over a quarter, half a year or a year: sums, points, ranks, and how each total came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers.season import Person, Season, read_season
from crm.bulletin.saying import amount
from crm.rules.dates import MonthRange
from ui.core.kit import Card, Label, row, scroll_column
from ui.core.tokens import SPACE_M
from ui.core.work import Task
from ui.grid.plain import Cell, Col, PlainTable

if TYPE_CHECKING:
    from ui.core.app import App

SPANS = (("month", "当月"), ("quarter", "本季"), ("half", "半年"), ("year", "全年"))
_LENGTHS = {"quarter": 3, "half": 6, "year": 12}
_SIDE = 300
_HEADS = {
    "days": "驻外天数",
    "visits": "拜访",
    "receptions": "接待",
    "new_leads": "新增线索",
    "valid_leads": "有效线索",
    "leader_visits": "领导拜访",
    "signed_count": "签约个数",
}
"""What is summed, in short heads, so that a season fits beside its working."""


def months_of(span: str, month: MonthRange) -> list[MonthRange]:
    """The months of the quarter, half or year that a month lies in, up to it."""
    length = _LENGTHS[span]
    first = (month.month - 1) // length * length + 1
    return [MonthRange(month.year, number) for number in range(first, month.month + 1)]


def working(own: Person) -> str:
    """A person's points month by month, and their sum."""
    lines = [
        f"{month.label}　{found.score}分，当月第{found.rank}名"
        for month, found in zip(own.months, own.rows, strict=True)
    ]
    sums = "＋".join(str(found.score) for found in own.rows)
    return "\n".join([*lines, f"合计　{sums}={own.points:.2f}分，第{own.rank}名"])


class SeasonPanel(QWidget):
    """The ranking of a span with 片区 sums below it; choosing a person tells the points of each month."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._asked = app, 0
        self.season: Season | None = None
        line = row(self, spacing=SPACE_M)
        self.card = Card(self)
        self.table = PlainTable(self.card, name="驻外人员排名")
        self.table.picked.connect(self._pick)
        self.card.body.addWidget(self.table, 1)
        line.addWidget(self.card, 1)
        self.side = Card(self, heading="得分说明")
        self.side.setFixedWidth(_SIDE)
        area, inside, lines = scroll_column(self.side)
        self.words = Label("", inside, wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines.addWidget(self.words)
        lines.addStretch(1)
        self.side.body.addWidget(area, 1)
        line.addWidget(self.side)

    def load(self, span: str, month: MonthRange) -> None:
        """Read the months of a span on another thread."""
        self._asked += 1
        number, months, book = self._asked, months_of(span, month), self._app.book

        def read(_task: Task) -> tuple[int, Season]:
            return number, read_season(Readings(book), months, lambda _done, _of: None)

        self._app.run(read, self._show, label=f"正在统计{months[0].label}至{months[-1].label}")

    @Slot(object)
    def _show(self, answer: tuple[int, Season]) -> None:
        number, season = answer
        if number != self._asked:
            return
        self.season = season
        first, last = season.months[0], season.months[-1]
        span = last.label if first == last else f"{first.label}至{last.month}月"
        self.card.set_heading(f"{span}驻外人员排名", f"{len(season.people)} 人")
        cols = [Col("排名", right=True), Col("片区"), Col("姓名"), Col("得分", right=True)]
        cols += [*(Col(word, right=True) for word in _HEADS.values()), Col("签约亿元", right=True)]
        rows = [self._person(own) for own in season.people]
        stations = dict.fromkeys(own.station for own in season.people)
        rows += [self._sum(name, [p for p in season.people if p.station == name]) for name in stations]
        if season.people:
            rows.append(self._sum("合计", season.people))
        self.table.set(cols, rows)
        if season.people:
            self.table.selectRow(0)
        self._pick(0)

    def _person(self, own: Person) -> list[Cell]:
        counts = [Cell(f"{own.sum_of(key):,}", tone=None if own.sum_of(key) else "plain") for key in _HEADS]
        money = Cell(amount(own.sum_of("signed_amount"), "亿元"))
        names = [Cell(str(own.rank)), Cell(own.station), Cell(own.person, strong=True)]
        return [*names, Cell(f"{own.points:.2f}", strong=True), *counts, money]

    def _sum(self, name: str, people: Sequence[Person]) -> list[Cell]:
        """A 片区's or all people's sums; a zero of a whole 片区 in red, points are not added up."""
        values = [sum(own.sum_of(key) for own in people) for key in _HEADS]
        counts = [Cell(f"{value:,}", tone=None if value else "bad", strong=True, wash="plain") for value in values]
        money = Cell(amount(sum(own.sum_of("signed_amount") for own in people), "亿元"), strong=True, wash="plain")
        word = "" if name == "合计" else "小计"
        names = [Cell(wash="plain"), Cell(name, strong=True, wash="plain"), Cell(word, strong=True, wash="plain")]
        return [*names, Cell(wash="plain"), *counts, money]

    @Slot(int)
    def _pick(self, at: int) -> None:
        people = self.season.people if self.season is not None else ()
        if 0 <= at < len(people):
            own = people[at]
            self.side.set_heading("得分说明", f"{own.person}　{own.points:.2f} 分")
            self.words.setText(working(own))
        else:
            self.side.set_heading("得分说明")
            empty = "这段时间没有驻外人员。" if not people else "小计和合计是各人之和；得分和排名只按个人计算。"
            self.words.setText(empty)
