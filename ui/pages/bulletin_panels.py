"""The panels at the side of the bulletin: the rows behind a figure, and the 口径 with what it would change."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm.bulletin.dataset import Dataset
from crm.bulletin.definitions import MONEYS
from crm.bulletin.figures import Indicator, indicators
from crm.bulletin.reading import read_facts
from crm.bulletin.settings import ARRIVAL_RATES, PACES, Convention, save_convention
from crm.queries.listing import Row, cells
from crm.records.lead import ARRIVAL_SOURCES
from crm.records.ledger import LEDGERS, Counted
from crm.rules.money import format_money, parse_money
from crm.rules.problem import BadValue
from crm.rules.stages import BASES
from ui.core.kit import (
    Button,
    Card,
    CheckBox,
    ComboBox,
    ErrorText,
    FieldLabel,
    IconButton,
    Label,
    LineEdit,
    LinkButton,
    column,
    row,
    scrolled,
)
from ui.core.tokens import SPACE_M, SPACE_S
from ui.core.work import Task
from ui.core.writing import Saving
from ui.dialogs.indicators import IndicatorDialog, since_offers
from ui.grid.ledger_rows import BRIEF, MOST, ledger_table
from ui.grid.plain import Cell, Col, PlainTable
from ui.pages.bulletin_tables import printed

if TYPE_CHECKING:
    from ui.core.app import App

WIDTH = 360
_COUNTED_AT = {"leads": 1, "arrivals": 2}
"""Where what a row counts for stands among the fields of BRIEF."""


class Found(NamedTuple):
    """What was read for a figure: the number it was asked under, its rows, what each counts for, what is left out."""

    number: int
    ledger: str
    rows: list[Row]
    counted: Counted | None
    notes: list[str]


def _whole(counted: Counted) -> str:
    """What the rows add up to, as the figure itself is printed: 49.86 亿元."""
    unit = counted.unit if "美" in counted.unit else "亿元"
    return f"{_figure(sum(amount for _, amount in counted.worth), unit, places=2)} {unit}"


def _figure(amount: int, unit: str, *, places: int | None = None) -> str:
    """Whole 元, or whole 美元 in 万美元, without the unit."""
    return format_money(amount, unit.replace("美", ""), places=places)


class SidePanel(Card):
    """A card at the right with a heading and a cross; Esc closes it."""

    closed = Signal()

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, heading=heading)
        self.setFixedWidth(WIDTH)
        self.heading.setWordWrap(True)
        self._cross = IconButton("close", "关闭（Esc）")
        self._cross.clicked.connect(self.closed)
        self.head.addWidget(self._cross, 0, Qt.AlignmentFlag.AlignTop)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the panel."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class BehindPanel(SidePanel):
    """The rows that a figure was made from; a click opens the record."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._app = app
        self._asked = 0
        self.note = Label("", ink="secondary", wrap=True)
        self.text = Label("", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table = PlainTable(name="这个数的来源")
        self.table.opened.connect(self._open)
        self.body.addWidget(self.note)
        self.body.addWidget(self.text)
        self.body.addWidget(self.table, 1)
        self.left_out = Label("", type="note", ink="secondary", wrap=True)
        self.left_out.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.left_out)

    def show_text(self, title: str, text: str) -> None:
        """Show how a score came about, one item to a line."""
        self._asked += 1
        self.set_heading(title)
        self.note.hide()
        self.table.hide()
        self.left_out.hide()
        self.text.setText(text.replace("；", "\n"))
        self.text.show()

    def show_rows(
        self,
        title: str,
        ledger: str,
        ids: Sequence[int],
        notes: Callable[[], list[str]] | None = None,
        counted: Counted | None = None,
    ) -> None:
        """Read the rows on another thread and show them, with the notes of what the figure leaves out.

        What each row counts for in a figure of money stands in place of 计划总投资 or 自报金额.
        """
        self._asked += 1
        number, wanted = self._asked, list(ids[:MOST])
        self.set_heading(title)
        self.text.hide()
        self.left_out.hide()
        more = f"，只列出前 {MOST} 条" if len(ids) > MOST else ""
        kind = LEDGERS[ledger]
        whole = f"，合计 {_whole(counted)}" if counted is not None and counted.worth else ""
        self.note.setText(f"来自{kind.label} {len(ids)} {kind.counter}{whole}{more}" if ids else "没有对应的记录")
        self.note.show()
        self.table.setVisible(bool(ids))

        def read(_task: Task) -> Found:
            with self._app.book.read() as session:
                rows = cells(session, ledger, wanted, BRIEF[ledger])
            return Found(number, ledger, rows, counted, notes() if notes is not None else [])

        self._app.run(read, self._show, quiet=True)

    @Slot(object)
    def _show(self, found: Found) -> None:
        number, ledger, rows, counted, notes = found
        if number == self._asked:
            self.left_out.setText("没有计入：\n" + "\n".join(notes))
            self.left_out.setVisible(bool(notes))
            cols, table = ledger_table(ledger, BRIEF[ledger], rows, today=self._app.book.today())
            if counted is not None:
                at, worth = _COUNTED_AT[ledger], dict(counted.worth)
                cols = [*cols[:at], Col(f"计入（{counted.unit}）", right=True, width=118), *cols[at + 1 :]]
                table = [
                    [*line[:at], Cell(_figure(worth.get(row.id, 0), counted.unit)), *line[at + 1 :]]
                    for row, line in zip(rows, table, strict=True)
                ]
            self.table.set(cols, table)

    @Slot(object)
    def _open(self, key: tuple[str, int]) -> None:
        self._app.open_record(*key)


class ConventionPanel(SidePanel):
    """口径: choices with a live result beside them; saving is one step that can be undone."""

    saved = Signal()

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__("指标口径", parent)
        self._app = app
        self._data: Dataset | None = None
        self._asked = 0
        self._loading = False
        self._saving = Saving(app, self)
        self.basis, self.money = ComboBox(list(BASES)), ComboBox(list(MONEYS))
        self.pace, self.rate = ComboBox(), ComboBox()
        self.pace.addItems(["月份 ÷ 12", "天数 ÷ 全年"])
        self.rate.addItems(["A 按到位资金", "B 按到位项目"])
        self.rate.setToolTip("A：到位资金 ÷ 签约资金；B：已有资金到位项目的签约额 ÷ 签约额")
        self.floor, self.months = LineEdit(), LineEdit()
        self.sources = [CheckBox(name) for name in ARRIVAL_SOURCES]
        self.since = ComboBox()
        self.error = ErrorText()
        self.live = PlainTable(name="采用后的结果")
        self.live.show_all_rows()
        self.more_button = LinkButton("指标定义、规模档和历次口径", icon="list", role="accent")
        self.save_button = Button("保存口径", icon="save")
        self.reset_button = Button("恢复")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = QWidget()
        form = column(inside, spacing=4)
        form.setContentsMargins(0, 0, 8, 0)
        self._add_pair(form, ("里程碑日期", self.basis), ("金额", self.money))
        self._add_pair(form, ("时间进度", self.pace), ("资金到位率", self.rate))
        self._add_pair(form, ("比率只计多少亿元以上", self.floor), ("签约后几个月内开工", self.months))
        self._add_pair(form, ("到位资金来源", self._ticks()))
        self._add_pair(form, ("从何时起执行", self.since))
        form.addWidget(self.error)
        form.addWidget(self.more_button)
        form.addSpacing(SPACE_S)
        form.addWidget(Label("采用后", type="section"))
        form.addWidget(self.live)
        form.addStretch(1)
        self.body.addWidget(scrolled(inside), 1)
        buttons = row(spacing=SPACE_S)
        buttons.addStretch(1)
        buttons.addWidget(self.reset_button)
        buttons.addWidget(self.save_button)
        self.body.addLayout(buttons)

    def _ticks(self) -> QWidget:
        place = QWidget()
        line = row(place, spacing=SPACE_M)
        for tick in self.sources:
            line.addWidget(tick)
        line.addStretch(1)
        return place

    def _add_pair(self, form: QVBoxLayout, *pairs: tuple[str, QWidget]) -> None:
        line = row(spacing=SPACE_S)
        for words, widget in pairs:
            widget.setAccessibleName(words)
            if isinstance(widget, ComboBox):
                widget.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                widget.setMinimumContentsLength(4)
            side = column(spacing=4)
            side.addWidget(FieldLabel(words))
            side.addWidget(widget)
            line.addLayout(side, 1)
        form.addLayout(line)
        form.addSpacing(4)

    def _connect(self) -> None:
        for box in (self.basis, self.money, self.pace, self.rate, self.since):
            box.currentIndexChanged.connect(self._changed)
        for tick in self.sources:
            tick.toggled.connect(self._changed)
        for edit in (self.floor, self.months):
            edit.textChanged.connect(self._changed)
        self.more_button.clicked.connect(self.define)
        self.save_button.clicked.connect(self._save)
        self.reset_button.clicked.connect(self._reset)

    def load(self, data: Dataset) -> None:
        """Show the 口径 of a dataset."""
        self._data = data
        kept = data.convention
        self._loading = True
        self.basis.setCurrentText(kept.basis)
        self.money.setCurrentText(kept.money)
        self.pace.setCurrentIndex(PACES.index(kept.pace))
        self.rate.setCurrentIndex(ARRIVAL_RATES.index(kept.arrival_rate))
        for tick in self.sources:
            tick.setChecked(tick.text() in kept.arrival_sources)
        self.floor.setText(format_money(kept.rate_floor, "亿元") if kept.rate_floor else "")
        self.floor.setPlaceholderText("不限")
        self.months.setText(str(kept.start_months))
        self._fill_since(data, kept)
        self._loading = False
        self._show_live(data.indicators)
        self.error.say("")
        self._enable(False)

    def renew(self, data: Dataset) -> None:
        """Show the 口径 of a month read anew; what was chosen and not saved stays, and is reckoned with anew."""
        chosen = self.save_button.isEnabled() or bool(self.error.text())
        if self._data is None or self._data.month != data.month or not chosen:
            self.load(data)
            return
        self._data = data
        self._changed()

    def _fill_since(self, data: Dataset, kept: Convention) -> None:
        self.since.clear()
        offers = since_offers(data.month, kept.effective_from)
        for value, words in offers.items():
            self.since.addItem(words, value)
        self.since.setCurrentIndex(list(offers).index(kept.effective_from))

    def convention(self) -> Convention:
        """The 口径 as chosen; BadValue for figures that cannot be read."""
        assert self._data is not None
        months = self.months.text().strip() or "0"
        if not months.isdecimal():
            raise BadValue("开工期限请填月数，例如 6；不设期限填 0")
        floor = self.floor.text().strip()
        sources = tuple(tick.text() for tick in self.sources if tick.isChecked())
        if not sources:
            raise BadValue("到位资金的来源至少选一项")
        return dataclasses.replace(
            self._data.convention,
            effective_from=str(self.since.currentData() or ""),
            basis=self.basis.currentText(),
            money=self.money.currentText(),
            pace=PACES[self.pace.currentIndex()],
            arrival_rate=ARRIVAL_RATES[self.rate.currentIndex()],
            arrival_sources=sources,
            rate_floor=parse_money(floor, unit="亿元") if floor else 0,
            start_months=int(months),
        )

    def _enable(self, on: bool) -> None:
        self.save_button.setEnabled(on)
        self.reset_button.setEnabled(on)

    @Slot()
    def _changed(self) -> None:
        if self._loading or self._data is None:
            return
        self._asked += 1
        try:
            wanted = self.convention()
        except BadValue as wrong:
            self.error.say(str(wrong))
            self._enable(False)
            return
        self.error.say("")
        self._enable(wanted != self._data.convention)
        number, month = self._asked, self._data.month

        def compute(_task: Task) -> tuple[int, list[Indicator]]:
            with self._app.book.read() as session:
                return number, indicators(read_facts(session, month, wanted))

        self._app.run(compute, self._computed, quiet=True)

    @Slot(object)
    def _computed(self, found: tuple[int, list[Indicator]]) -> None:
        number, rows = found
        if number == self._asked:
            self._show_live(rows)

    def _show_live(self, after: Sequence[Indicator]) -> None:
        assert self._data is not None
        cols = [Col("指标", stretch=True), Col("现在", right=True), Col("采用后", right=True)]
        rows = []
        for before, now in zip(self._data.indicators, after, strict=True):
            texts = [printed(now.spec, figures.cumulative) for figures in (before, now)]
            changed = texts[0] != texts[1]
            rows.append(
                [
                    Cell(f"{now.spec.target}（{now.spec.unit}）"),
                    Cell(texts[0], tone="plain"),
                    Cell(texts[1], strong=changed, tone="info" if changed else None),
                ]
            )
        self.live.set(cols, rows)

    @Slot()
    def define(self) -> None:
        """Open the definitions of the indicators."""
        if self._data is not None:
            IndicatorDialog.ask(self._app, self, self._data)

    @Slot()
    def _reset(self) -> None:
        if self._data is not None:
            self.load(self._data)

    @Slot()
    def _save(self) -> None:
        with self._app.guard(self):
            action = partial(save_convention, self._app.book, self.convention())
            self._saving.save(action, self._kept, label="正在保存指标口径", said="已保存指标口径")

    def _kept(self, _changes: object) -> None:
        self.saved.emit()
