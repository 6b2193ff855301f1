"""Third step of the import wizard: what would become of each row, with a choice for those that are known already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from crm.excel.planned import Fault
from crm.excel.settle import PlanRow
from crm.excel.spread import row_words, spoken
from ui.core.kit import Button, Card, ComboBox, Label, Tabs, column, row
from ui.core.tokens import SPACE_M, SPACE_S, Tone
from ui.core.work import Task
from ui.dialogs.import_work import Rehearsed, cell_text, described
from ui.grid.plain import Cell, Col, LazyRows, PlainTable
from ui.grid.preview import status_cell, status_tabs

if TYPE_CHECKING:
    from ui.core.app import App

CHOICES = {"update": "更新", "skip": "跳过", "new": "另建"}
LEFT_OUT = "left out"
AT_ONCE = 3000
"""Up to so many rows a choice is worked out at once; beyond, on another thread."""


class RowsStep(QWidget):
    """The rehearsal; `settled` fires after statuses changed, `save_errors` asks for the copy with the wrong rows."""

    settled = Signal()
    save_errors = Signal()

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.found: Rehearsed | None = None
        self.choices: dict[int, str] = {}
        self._rows: list[PlanRow] = []
        self._held: QWidget | None = None
        outer = column(self, spacing=SPACE_S)
        head = row(spacing=SPACE_M)
        self.tabs = Tabs()
        self.tabs.chosen.connect(self._fill)
        head.addWidget(self.tabs)
        head.addStretch(1)
        self.all_words = Label("已有的和重复的行", ink="secondary")
        self.all_box = ComboBox(["全部更新", "全部跳过", "全部另建", "逐行决定"])
        self.all_box.setAccessibleName("已有的和重复的行怎么处理")
        self.all_box.activated.connect(self._choose_all)
        self.errors_button = Button("另存错误行…", icon="export")
        self.errors_button.clicked.connect(self.save_errors)
        for widget in (self.all_words, self.all_box, self.errors_button):
            head.addWidget(widget)
        outer.addLayout(head)
        body = row(spacing=SPACE_M)
        sheet = Card(margin=1)
        self.table = PlainTable(name="每一行的结果")
        self.table.picked.connect(self._pick)
        self.table.opened.connect(self._opened)
        self.table.row_opened.connect(self._row_opened)
        self.none = Label("没有这样的行", ink="secondary")
        self.none.setContentsMargins(16, 12, 16, 12)
        sheet.body.addWidget(self.none)
        sheet.body.addWidget(self.table, 1)
        body.addWidget(sheet, 1)
        body.addWidget(self._make_detail())
        outer.addLayout(body, 1)

    def _make_detail(self) -> Card:
        self.detail = Card(heading="这一行", margin=SPACE_M)
        self.detail.setFixedWidth(320)
        self.detail_note = Label("点一行，看它每一项的内容", ink="secondary", wrap=True)
        self.detail.body.addWidget(self.detail_note, 0, Qt.AlignmentFlag.AlignTop)
        self.detail_table = PlainTable(name="这一行的每一项")
        self.detail.body.addWidget(self.detail_table, 1)
        return self.detail

    # showing

    def show_plan(self, found: Rehearsed) -> None:
        """Show a new rehearsal; choices made for another one are forgotten."""
        if self.found is None or found.plan is not self.found.plan:
            self.choices = {}
            self.all_box.setCurrentIndex(0)
        self.found = found
        self._refresh()

    def _refresh(self) -> None:
        assert self.found is not None
        plan = self.found.sound
        known = any(one.match or one.of for one in plan.rows)
        self.all_words.setVisible(known)
        self.all_box.setVisible(known)
        self.errors_button.setVisible(bool(plan.errors))
        tabs = status_tabs(one.status for one in plan.rows)
        if plan.warnings:
            tabs.append(("warnings", f"提示 {len(plan.warnings):,}"))
        if plan.skipped:
            tabs.append((LEFT_OUT, f"略过 {len(plan.skipped):,}"))
        self.tabs.set_tabs(tabs)
        self._fill(self.tabs.current)

    @Slot(str)
    def _fill(self, key: str) -> None:
        assert self.found is not None
        plan = self.found.sound
        if key == LEFT_OUT:
            self._fill_left_out()
        elif key in ("wrong", "warnings"):
            self._fill_faults(plan.errors if key == "wrong" else plan.warnings, bad=key == "wrong")
        else:
            self._rows = [one for one in plan.rows if key in ("all", one.status)]
            self._fill_rows()
        self.detail.setVisible(key != LEFT_OUT)
        empty = not len(self.table.plain.rows)
        self.none.setVisible(empty)
        self.table.setVisible(not empty)
        if empty:
            self._pick(-1)
        else:
            self.table.selectRow(0)
            self._pick(0)

    def _fill_left_out(self) -> None:
        """The rows that are no records, with what stands in them and why they stay out."""
        assert self.found is not None
        sheet, self._rows = self.found.sheet.rows, []

        def cells(at: int, why: str) -> list[Cell]:
            words = "　".join(filter(None, map(cell_text, sheet[at - 1])))
            return [Cell(str(at), tone="plain"), Cell(words, tip=words), Cell(why, tone="plain", tip=why)]

        cols = [Col("行", width=56, right=True), Col("表里写的", stretch=True), Col("为什么不导入", width=230)]
        self.table.set(cols, [cells(at, why) for at, why in self.found.sound.skipped])

    def _fill_rows(self) -> None:
        found = self.found
        assert found is not None
        known = any(one.match or one.of for one in found.sound.rows)

        def make(at: int) -> Sequence[Cell]:
            one = self._rows[at]
            words = described(found, one)
            cells = [
                Cell(spoken(one.row), tone="plain"),
                status_cell(one.status),
                Cell(found.title(one)),
                Cell(words, tone="bad" if one.status == "wrong" else "plain", tip=words),
            ]
            return [*cells, self._choice_cell(one)] if known else cells

        title = found.ledger.fields[found.ledger.title].label
        cols = [
            Col("行", width=56, right=True),
            Col("结果", width=72),
            Col(title),
            Col("说明", stretch=True),
        ]
        if known:
            cols.append(Col("处理", width=72))
        self.table.set(cols, LazyRows(len(self._rows), make))

    def _choice_cell(self, one: PlanRow) -> Cell:
        if one.status == "wrong" or not (one.match or one.of):
            return Cell()
        return Cell(f"{CHOICES[self.choice_of(one)]} ▾", key=one.row, tone="info", tip="点击改变这一行的处理")

    def choice_of(self, one: PlanRow) -> str:
        """What is to be done with a row that is known already."""
        assert self.found is not None
        return self.choices.get(one.row, self.found.sound.asked.duplicates)

    def _fill_faults(self, faults: Sequence[Fault], *, bad: bool) -> None:
        assert self.found is not None
        plan = self.found.sound
        numbers = {one.row: one for one in plan.rows}
        self._rows = [numbers[fault.row] for fault in faults if fault.row in numbers]

        def make(at: int) -> Sequence[Cell]:
            fault = plan.located(faults[at])
            return [
                Cell(spoken(faults[at].row), tone="plain"),
                Cell(fault.column),
                Cell(fault.value or "（空）", tone="bad" if bad else "warn", tip=fault.value),
                Cell(fault.reason, tip=fault.reason),
            ]

        last = "哪里不对，怎么改" if bad else "提示（照样导入）"
        cols = [Col("行", width=56, right=True), Col("列", width=140), Col("内容", width=190), Col(last, stretch=True)]
        self.table.set(cols, LazyRows(len(faults), make))

    @Slot(int)
    def _pick(self, at: int) -> None:
        found = self.found
        if found is None or not 0 <= at < len(self._rows):
            self.detail.set_heading("这一行")
            self.detail_note.setText("点一行，看它每一项的内容")
            self.detail_note.show()
            self.detail_table.hide()
            return
        one = self._rows[at]
        self.detail.set_heading(row_words(one.row).strip())
        self.detail_note.setText(described(found, one))
        self.detail_note.setVisible(bool(self.detail_note.text()))
        rows = [self._detail(found, one, key) for key in found.ledger.fields if key in {*one.values, *one.changes}]
        cols = [Col("项"), Col("原有"), Col("导入后", stretch=True)]
        shown = cols if one.match else [cols[0], cols[2]]
        self.detail_table.set(shown, rows if one.match else [[cells[0], cells[2]] for cells in rows])
        self.detail_table.setVisible(bool(rows))
        self.detail.body.setStretchFactor(self.detail_table, 1 if rows else 0)

    def _detail(self, found: Rehearsed, one: PlanRow, key: str) -> list[Cell]:
        spec = found.ledger.fields[key]
        held = found.sound.held.get(one.match or 0)
        before = found.text(spec, held.values.get(key)) if held else ""
        changed = key in one.changes
        after = found.text(spec, one.changes[key][1] if changed else one.values.get(key))
        if held and not changed:
            after = before or after
        tone: Tone | None = "info" if changed else None
        return [
            Cell(spec.header, tone="plain"),
            Cell(before, tone="plain", tip=before),
            Cell(after, tone=tone, strong=changed, tip=after),
        ]

    # choosing

    @Slot(int)
    def _row_opened(self, at: int) -> None:
        """Enter on a row that is known already asks what is to be done with it."""
        if self.tabs.current in ("wrong", "warnings", LEFT_OUT):
            return
        one = self._rows[at]
        if self._choice_cell(one).key is not None:
            self._opened(one.row)

    @Slot(object)
    def _opened(self, number: int) -> None:
        menu = QMenu(self)
        for key, words in CHOICES.items():
            action = menu.addAction(words)
            action.setData(key)
        # Beside the cell, for Enter opens it too, wherever the pointer is.
        cell = self.table.visualRect(self.table.currentIndex())
        chosen = menu.exec(self.table.viewport().mapToGlobal(cell.bottomLeft()))
        if chosen is not None:
            self.choose(number, str(chosen.data()))
        menu.deleteLater()

    def choose(self, number: int, choice: str) -> None:
        """Decide about one row of the file: update, skip or new."""
        self.choices[number] = choice
        self.all_box.setCurrentIndex(3)
        self._settle()

    @Slot(int)
    def _choose_all(self, at: int) -> None:
        if at < len(CHOICES) and self.found is not None:
            choice = list(CHOICES)[at]
            known = [one for one in self.found.sound.rows if one.match or one.of]
            self.choices = {one.row: choice for one in known}
            self._settle()

    def _settle(self) -> None:
        assert self.found is not None
        plan, choices = self.found.sound, dict(self.choices)
        if len(plan.rows) <= AT_ONCE:
            plan.settle(choices)
            self._settled(None)
            return
        self._held = self.window().focusWidget()
        self.setEnabled(False)
        self._app.run(lambda _task: plan.settle(choices), self._settled, stopped=self._give_back, label="正在重算结果")

    @Slot(object)
    def _settled(self, _operations: object) -> None:
        self._give_back()
        at = self.table.currentIndex().row()
        stood = self._rows[at].row if 0 <= at < len(self._rows) else None
        self._refresh()
        back = next((at for at, one in enumerate(self._rows) if one.row == stood), 0)
        if back:
            self.table.selectRow(back)
        self.settled.emit()

    @Slot()
    def _give_back(self, _task: Task | None = None) -> None:
        """Take wishes again, with the keyboard where it was: a place that is greyed loses it."""
        self.setEnabled(True)
        if self._held is not None and isValid(self._held) and self.isAncestorOf(self._held):
            self._held.setFocus(Qt.FocusReason.OtherFocusReason)
        self._held = None
