"""The history page: every step by whom and when, what it changed, and taking a single one back."""

from __future__ import annotations

import datetime as dt
import re
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from crm.queries.history import RowChange, people, row_changes, sizes, steps
from crm.records.ledger import LEDGERS
from crm.rules.dates import month_start
from crm.rules.periods import parse_period
from crm.rules.problem import Problem
from crm.store.journal import BatchRow
from ui.core.days import day_text, moment_text, spoken_days
from ui.core.kit import (
    Button,
    Card,
    ComboBox,
    EmptyState,
    FlowRow,
    Hairline,
    Label,
    LinkButton,
    PageTitle,
    SearchBox,
    column,
    row,
    scroll,
    scroll_area,
)
from ui.core.page import Page
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Tone
from ui.core.work import Task
from ui.core.writing import write
from ui.grid.plain import Cell, Col, PlainTable

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

_COLUMNS = (
    Col("时间", width=126),
    Col("谁", width=84),
    Col("做了什么", width=260, stretch=True),
    Col("涉及", width=96, right=True),
)
_DAYS = ("不限时间", "今天", "近 7 天", "本月")
_SHOWN_STEPS = 400
_SHOWN_ROWS = 60
_SHOWN_FIELDS = 24
_TURN_S = 0.005
_SEARCH_MS = 180
_EVERYONE, _EVERYWHERE = "所有人", "所有台账"


class HistoryPage(Page):
    """Steps at the left, what the chosen one changed at the right; it may be sent here with `ledger` or `batch`."""

    key = "history"
    title = "历史"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self.steps: list[BatchRow] = []
        self._told: list[list[Cell]] = []
        self._wanted: int | None = None
        self._waiting: list[RowChange] = []
        self._end = ""
        self._reading: Task | None = None
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._add_some)
        self.head = PageTitle("历史")
        self.content.addWidget(self.head)
        self.who = ComboBox([_EVERYONE])
        self.days = ComboBox(list(_DAYS))
        self.where = ComboBox([_EVERYWHERE, *(ledger.label for ledger in LEDGERS.values())])
        line = FlowRow()
        for box, name in ((self.who, "谁做的"), (self.days, "什么时候"), (self.where, "哪个台账")):
            box.setAccessibleName(name)
            box.setMinimumWidth(132)
            box.currentIndexChanged.connect(self._narrowed)
            line.add(box)
        self.search = SearchBox("操作名称、哪一天：导入、昨天、9月")
        self.search.setFixedWidth(268)
        self._search_timer = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._search_timer.timeout.connect(self._narrowed)
        self.search.searched.connect(self._search_timer.start)
        line.add(self.search)
        self.content.addWidget(line)
        body = QWidget()
        sides = row(body, spacing=SPACE_M)
        self.table = PlainTable(name="做过的操作")
        self.search.left_down.connect(self.table.setFocus)
        card = Card(margin=SPACE_XS)
        card.body.addWidget(self.table)
        sides.addWidget(card, 3)
        sides.addWidget(self._detail_card(), 2)
        self._places = QStackedWidget()
        self._places.addWidget(body)
        self.content.addWidget(self._places, 1)
        self.table.picked.connect(self._show_step)

    def _detail_card(self) -> Card:
        card = Card(margin=0)
        card.setMinimumWidth(360)
        self._area = scroll_area()
        self._lines = column(spacing=SPACE_S)
        card.body.addWidget(self._area, 1)
        foot = row(spacing=SPACE_S)
        foot.setContentsMargins(SPACE_L, SPACE_XS, SPACE_L, SPACE_L)
        self.undo_button = Button("撤销这一步", icon="undo")
        self.undo_button.clicked.connect(self.undo_step)
        foot.addWidget(self.undo_button)
        foot.addStretch(1)
        card.body.addLayout(foot)
        return card

    def on_show(self, **state: Any) -> None:
        """Take over a ledger to narrow to, or a step to stand on."""
        if state.get("ledger") in LEDGERS:
            self.where.setCurrentIndex(list(LEDGERS).index(str(state["ledger"])) + 1)
        batch = state.get("batch")
        self._wanted = int(batch) if batch is not None else None

    def concerned(self, changes: Changes) -> bool:
        """Every step belongs here."""
        return changes.batch is not None

    def refresh(self) -> None:
        """Read the steps that the boxes ask for."""
        keep = self._wanted or self.current_batch()
        since, until, words = self._asked_for()
        self.days.setEnabled(until is None)
        where = "" if self.where.currentIndex() <= 0 else list(LEDGERS)[self.where.currentIndex() - 1]
        with self.app.book.read() as session:
            self._offer(people(session))
            who = "" if self.who.currentIndex() <= 0 else self.who.currentText()
            self.steps = steps(
                session,
                who=who,
                since=since,
                until=until,
                words=words,
                ledger=where,
                limit=_SHOWN_STEPS,
                counted=False,
            )
        self._told = [_cells(step, self.app.book.clock()) for step in self.steps]
        self.table.set(_COLUMNS, self._told)
        more = "，只列最近的" if len(self.steps) == _SHOWN_STEPS else ""
        self.head.set_note(f"{len(self.steps):,} 步{more}")
        self.say_status(f"{len(self.steps):,} 步操作{more}")
        at = next((i for i, step in enumerate(self.steps) if step.id == keep), 0)
        self._places.setCurrentIndex(0)
        self._wanted = None
        if self.steps:
            self.table.selectRow(at)
        else:
            self._show_step(-1)
        self._count()

    def _count(self) -> None:
        """How many rows each step changed is counted on another thread and written beside it."""
        book, ids = self.app.book, [step.id for step in self.steps]

        def count(_task: Task) -> tuple[list[int], dict[int, int]]:
            with book.read() as session:
                return ids, sizes(session, ids)

        self.read(count, self._counted, quiet=True)

    @Slot(object)
    def _counted(self, answer: tuple[list[int], dict[int, int]]) -> None:
        ids, found = answer
        if ids == [step.id for step in self.steps]:
            told = zip(ids, self._told, strict=True)
            self.table.plain.replace([[*cells[:-1], _size(found[step])] for step, cells in told])

    def _asked_for(self) -> tuple[dt.date | None, dt.date | None, str]:
        """The first and last day asked for, and the words; what can be read as a day or a month is one: 导入 昨天."""
        text = self.search.text().strip()
        for days in dict.fromkeys([text, *text.split()]):
            try:
                period = parse_period(days, today=self.app.book.today())
            except Problem:
                continue
            return period.start, period.end, " ".join(text.replace(days, " ", 1).split())
        return self._since(), None, text

    def _narrow(self) -> bool:
        """Whether the boxes let less through than everything."""
        return any(box.currentIndex() > 0 for box in (self.who, self.days, self.where)) or bool(self.search.text())

    @Slot()
    def _widen(self) -> None:
        """Let everything through again."""
        for box in (self.who, self.days, self.where, self.search):
            box.blockSignals(True)
        for chosen in (self.who, self.days, self.where):
            chosen.setCurrentIndex(0)
        self.search.clear()
        for box in (self.who, self.days, self.where, self.search):
            box.blockSignals(False)
        self._narrowed()
        self.search.setFocus()

    def _since(self) -> dt.date | None:
        today = self.app.book.today()
        return [None, today, today - dt.timedelta(days=6), month_start(today)][max(self.days.currentIndex(), 0)]

    def _offer(self, names: list[str]) -> None:
        if [self.who.itemText(at) for at in range(1, self.who.count())] != names:
            now = self.who.currentText()
            self.who.blockSignals(True)
            self.who.clear()
            self.who.addItems([_EVERYONE, *names])
            self.who.setCurrentIndex(max(self.who.findText(now), 0))
            self.who.blockSignals(False)

    @Slot()
    def _narrowed(self) -> None:
        if self.isVisible():
            self.renew(self.refresh)

    def current_batch(self) -> int | None:
        """The id of the chosen step."""
        at = self.table.currentIndex().row()
        return self.steps[at].id if 0 <= at < len(self.steps) else None

    @Slot(int)
    def _show_step(self, at: int) -> None:
        """What the step changed is read on another thread; until it is there the step before stays."""
        self._more.stop()
        if self._reading is not None:
            self._reading.cancel()
        step = self.steps[at] if 0 <= at < len(self.steps) else None
        self.undo_button.setEnabled(step is not None and step.live and step.kind == "do")
        if step is None:
            self._tell_nothing()
            return
        book = self.app.book

        def read(_task: Task) -> tuple[BatchRow, list[RowChange], int]:
            with book.read() as session:
                return step, row_changes(session, step.id, limit=_SHOWN_ROWS), sizes(session, [step.id])[step.id]

        self._reading = self.read(read, self._tell_step, quiet=True)

    @cached_property
    def nothing(self) -> EmptyState:
        """What a book says that nobody has written in."""
        state = EmptyState("history", "还没有操作。在台账里新建、修改、导入，每一步都会记在这里，可以撤销。")
        self._places.addWidget(state)
        return state

    def _tell_nothing(self) -> None:
        """Say why no step is listed, and what to do about it."""
        self._begin()
        if not self._narrow():
            self._places.setCurrentWidget(self.nothing)
            return
        self._lines.addWidget(Label("没有符合这些条件的操作。", ink="secondary", wrap=True))
        line = row()
        link = LinkButton("去掉全部条件", role="accent")
        link.clicked.connect(self._widen)
        line.addWidget(link)
        line.addStretch(1)
        self._lines.addLayout(line)
        self._lines.addStretch(1)

    @Slot(object)
    def _tell_step(self, answer: tuple[BatchRow, list[RowChange], int]) -> None:
        step, found, rows = answer
        if step.id != self.current_batch():
            return
        self._begin()
        self._lines.addWidget(Label(step.label, type="heading", wrap=True))
        state = "" if step.live else "，已撤销" if step.kind == "do" else "，已重做"
        at_words = f"{day_text(step.at.date())} {step.at:%H:%M}"
        about = f"{at_words}  {step.who or ''}  改动 {rows:,} 处{state}"
        self._lines.addWidget(Label(about, type="note", ink="secondary", wrap=True))
        self._end = f"只列出前 {len(found)} 处" if rows > len(found) else ""
        self._waiting = found
        self._lines.addStretch(1)
        self._add_some()

    def _begin(self) -> None:
        """An empty sheet in place of the step before; made where it will lie, so that its words are dressed once."""
        inner = QWidget(self._area.viewport())
        self._lines = column(inner, spacing=SPACE_S)
        self._lines.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_S)
        scroll(self._area, inner)

    @Slot()
    def _add_some(self) -> None:
        """A few changes at a time, so that a long step does not hold the window up."""
        until = time.perf_counter() + _TURN_S
        while self._waiting and time.perf_counter() < until:
            self._add(self._waiting.pop(0))
        if self._waiting:
            self._more.start()
            return
        if self._end:
            self._put(Label(self._end, type="note", ink="secondary"))

    def _put(self, widget: QWidget) -> None:
        """Above the room that is left, so that what stands there already keeps its place."""
        self._lines.insertWidget(self._lines.count() - 1, widget)

    def _add(self, change: RowChange) -> None:
        # Each has a layout of its own: the one around it asks all that it holds anew whenever something is added.
        entry = QWidget(self._area.widget())
        sheet = column(entry, spacing=SPACE_S)
        sheet.addWidget(Hairline())
        head = row(spacing=SPACE_S)
        sheet.addLayout(head)
        head.addWidget(Label(f"{change.verb} {change.place}", type="note", ink="secondary"))
        head.addStretch(1)
        if change.ledger and change.verb not in ("清除", "删除"):
            link = LinkButton("打开", role="accent", size=9.0)
            link.clicked.connect(lambda: self.app.open_record(change.ledger, change.row))
            head.addWidget(link)
        if change.title:
            sheet.addWidget(Label(spoken_days(change.title), type="section", wrap=True))
        for told in change.lines[:_SHOWN_FIELDS]:
            line = row(spacing=SPACE_S)
            sheet.addLayout(line)
            label = Label(told.label, type="note", ink="secondary")
            label.setFixedWidth(96)
            line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
            before, after = (_as_shown(value) for value in (told.before, told.after))
            words = after if change.verb == "新建" else f"{before or '空'} → {after or '空'}"
            value = Label(words, wrap=True)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            line.addWidget(value, 1)
        self._put(entry)

    @Slot()
    def undo_step(self) -> None:
        """Take the chosen step back, and say what was kept and why."""
        batch, book = self.current_batch(), self.app.book
        if batch is None:
            return
        with book.read() as session:
            rows = sizes(session, [batch])[batch]
        write(self.app, lambda: book.undo_batch(batch), self._undone, rows=rows, label="正在撤销")

    @Slot(object)
    def _undone(self, changes: Changes) -> None:
        self.app.message.emit(f"已{changes.label.replace('：', ' ', 1)}")
        self.app.tell_kept(changes)


def _cells(step: BatchRow, now: dt.datetime) -> list[Cell]:
    gone = not step.live and step.kind == "do"
    label = f"{step.label}（已撤销）" if gone else step.label
    quiet: Tone | None = "plain" if gone else None
    return [
        Cell(moment_text(step.at, now), tone="plain"),
        Cell(step.who or ""),
        Cell(label, tone=quiet, tip=label),
        Cell(""),
    ]


def _as_shown(value: str) -> str:
    """A day as lists show it, and any other value word for word."""
    return spoken_days(value) if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value) else value


def _size(rows: int) -> Cell:
    return Cell(f"{rows:,} 处")
