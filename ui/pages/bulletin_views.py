"""The views of a month: one for each tab of 指标与通报, made when it is first seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from crm.bulletin.dataset import Dataset
from ui.core.kit import Card, EmptyState, Label, LinkButton, Pill, Tabs, clear, column, row, scrolled
from ui.core.linked import LinkedText
from ui.core.tokens import SPACE_M, SPACE_S
from ui.grid.ledger_rows import Table
from ui.grid.plain import PlainTable
from ui.pages import bulletin_compare as compare
from ui.pages import bulletin_tables as tables
from ui.pages.bulletin_lights import LightsBar

if TYPE_CHECKING:
    from ui.core.app import App


@dataclass(frozen=True)
class Loaded:
    """What one reading gave: the number it was asked under, the figures, the project lists, the issue if sent."""

    number: int
    data: Dataset
    lists: Mapping[str, Table]
    sent: str


Open = Callable[[object], None]
_MEASURE = 1084
"""The widest that running text is set, in px: from the end of a longer line the eye does not find back."""


def _readable(words: QWidget) -> QHBoxLayout:
    """Running text at the left of its place, no wider than one can read."""
    words.setMaximumWidth(_MEASURE)
    line = row()
    line.addWidget(words, 1)
    line.addStretch(0)
    return line


def make_table(name: str, opened: Open) -> PlainTable:
    """A table whose cells open what is behind them."""
    table = PlainTable(name=name)
    table.opened.connect(opened)
    return table


def _sheet(table: PlainTable) -> Card:
    card = Card(margin=1)
    card.body.addWidget(table, 1)
    return card


def _scrolling() -> tuple[QScrollArea, QVBoxLayout]:
    inside = QWidget()
    outer = column(inside, spacing=SPACE_M)
    outer.setContentsMargins(0, 0, 8, 0)
    return scrolled(inside), outer


class View(QWidget):
    """What every view has in common: it is filled with what was read."""

    def __init__(self) -> None:
        super().__init__()
        self.body = column(self, spacing=SPACE_M)

    def fill(self, loaded: Loaded) -> None:
        """Show a month."""


class Overview(View):
    """总览: the main figures and the text; `figure_opened` gives the key of a figure in the text.

    Where the year has no targets yet, it says why half of the table is empty and asks for them.
    """

    figure_opened = Signal(str)
    copied = Signal()
    targets_wanted = Signal()

    def __init__(self, opened: Open) -> None:
        super().__init__()
        area, outer = _scrolling()
        self.body.addWidget(area)
        self.table = make_table("主要指标", opened)
        self.table.show_all_rows()
        outer.addWidget(_sheet(self.table))
        self.untold = QWidget()
        line = row(self.untold, spacing=SPACE_S)
        line.addWidget(Label("本年还没有指标任务，完成率和超欠序时算不出来。", ink="secondary"))
        self.targets_link = LinkButton("去填指标任务", role="accent")
        self.targets_link.clicked.connect(self.targets_wanted)
        line.addWidget(self.targets_link)
        line.addStretch(1)
        outer.addWidget(self.untold)
        self.text = LinkedText()
        self.text.opened.connect(self.figure_opened)
        self.verdict, self.sent = Pill("", "good"), Pill("", "info")
        self.footnote = Label("", type="note", ink="secondary", wrap=True)
        words = Card(heading="通报文字")
        words.head.insertWidget(2, self.verdict)
        words.head.insertWidget(3, self.sent)
        self.copy_button = LinkButton("复制", icon="copy", role="accent")
        self.copy_button.clicked.connect(self._copy)
        words.head.addWidget(self.copy_button)
        words.body.addLayout(_readable(self.text))
        outer.addWidget(words)
        outer.addLayout(_readable(self.footnote))
        outer.addStretch(1)

    def fill(self, loaded: Loaded) -> None:
        """Show the figures, the text with its figures linked, and whether all checks hold."""
        data = loaded.data
        self.table.set(*tables.indicator_table(data))
        self.untold.setVisible(all(one.annual_target is None for one in data.indicators))
        pieces = data.words["paragraph"].pieces
        self.text.show_lines([[(piece.text, piece.key if piece.key in data.behind else "") for piece in pieces]])
        wrong = sum(not check.ok for check in data.checks)
        words = f"核验 {wrong} 项不符" if wrong else f"核验 {len(data.checks)} 项全部相符"
        self.verdict.set(words, "bad" if wrong else "good")
        self.sent.set(f"已作为{loaded.sent}发布", "info")
        self.sent.setVisible(bool(loaded.sent))
        self.footnote.setText("口径说明：" + "".join(data.convention.footnote()))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.plain)
        self.copied.emit()


class TableView(View):
    """One table, or while it has no rows the sentence that says what to do."""

    def __init__(
        self,
        name: str,
        opened: Open,
        table_of: Callable[[Dataset], Table],
        *,
        icon: str = "",
        sentence: str = "",
    ) -> None:
        super().__init__()
        self._table_of = table_of
        self.table = make_table(name, opened)
        self.sheet = _sheet(self.table)
        self._places = QStackedWidget()
        self._places.addWidget(self.sheet)
        if sentence:
            self._places.addWidget(EmptyState(icon, sentence))
        self.body.addWidget(self._places)

    def fill(self, loaded: Loaded) -> None:
        """Show the rows."""
        self.table.set(*self._table_of(loaded.data))
        self._places.setCurrentIndex(0 if self.table.plain.rows else self._places.count() - 1)


class ProblemView(TableView):
    """问题: the problems, and the bar that puts a light out."""

    def __init__(self, app: App, opened: Open) -> None:
        super().__init__("问题清单", opened, tables.problem_table)
        self.lights = LightsBar(app, self.table)
        self.sheet.body.addWidget(self.lights)

    def fill(self, loaded: Loaded) -> None:
        """Show the problems and their lights."""
        super().fill(loaded)
        self.lights.load(loaded.data)


class ProjectView(View):
    """项目: the projects of the month or of the year so far; `span_chosen` says which are wanted."""

    span_chosen = Signal()

    def __init__(self, opened: Open) -> None:
        super().__init__()
        area, outer = _scrolling()
        self.body.addWidget(area)
        self.span = Tabs()
        self.span.set_tabs([("month", "当月"), ("year", "本年累计")])
        self.span.chosen.connect(self.span_chosen)
        outer.addWidget(self.span)
        self.lists: dict[str, tuple[Card, PlainTable]] = {}
        for words in tables.STAGES:
            card, table = Card(heading=f"{words}项目"), make_table(f"{words}项目", opened)
            table.show_all_rows()
            card.body.addWidget(table)
            self.lists[words] = (card, table)
            outer.addWidget(card)
        outer.addStretch(1)

    def fill(self, loaded: Loaded) -> None:
        """Show each list, a list without projects as a line."""
        for words, (cols, rows) in loaded.lists.items():
            card, table = self.lists[words]
            card.set_heading(f"{words}项目", f"{len(rows)} 个" if rows else "没有")
            table.setVisible(bool(rows))
            table.set(cols, rows)


class StructureView(View):
    """占比转化: how far projects came, and what they are made up of."""

    def __init__(self, opened: Open) -> None:
        super().__init__()
        self._opened = opened
        area, self._column = _scrolling()
        self.body.addWidget(area)

    def fill(self, loaded: Loaded) -> None:
        """Show the cards anew, shared out over two columns of like height."""
        data = loaded.data
        clear(self._column)
        self._column.addWidget(self._card("转化", tables.funnel_table(data)))
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
        self._column.addLayout(pair)
        self._column.addStretch(1)

    def _card(self, heading: str, found: Table) -> Card:
        card, table = Card(heading=heading), make_table(heading, self._opened)
        table.show_all_rows()
        card.body.addWidget(table)
        table.set(*found)
        return card


class TruthView(View):
    """认定对照: the year under each basis, and the milestones that are not told alike."""

    def __init__(self, opened: Open) -> None:
        super().__init__()
        self.truths, self.disputes = make_table("自报与认定", opened), make_table("不一致的项目", opened)
        self.truths.show_all_rows()
        self.body.addWidget(_sheet(self.truths))
        self.disputed = Card(heading="不一致的节点")
        self.disputed.body.addWidget(self.disputes, 1)
        self.body.addWidget(self.disputed, 1)

    def fill(self, loaded: Loaded) -> None:
        """Show both tables."""
        disputes = loaded.data.disputes
        self.truths.set(*compare.truth_table(loaded.data))
        self.disputes.set(*compare.dispute_table(loaded.data))
        self.disputed.set_heading("不一致的节点", f"{len(disputes)} 处" if disputes else "没有")
