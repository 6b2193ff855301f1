"""Second step of the import wizard: which column is which field, with what comes of it beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.excel.spread import spoken
from crm.records.field import Kind
from crm.rules.problem import BadValue
from ui.core.kit import (
    Button,
    Card,
    CheckBox,
    ComboBox,
    Elided,
    ErrorText,
    Hairline,
    Label,
    LineEdit,
    clear,
    column,
    row,
    scrolled,
)
from ui.core.tokens import SPACE_M, SPACE_S
from ui.dialogs.import_work import Rehearsed, cell_text, faults_of
from ui.grid.plain import Cell, Col, PlainTable

if TYPE_CHECKING:
    from ui.core.app import App

SHOWN = 100
_UNMAPPED = "未对应，不导入"
_NOTED = "未对应，转入备注"


class ColumnBox(QWidget):
    """One column of the file: its name, what stands in it, and the field it goes to."""

    chosen = Signal(str, str)

    def __init__(self, found: Rehearsed, at: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = found.names[at]
        outer = row(self, spacing=SPACE_S)
        outer.setContentsMargins(0, 4, 0, 4)
        words = column(spacing=0)
        words.addWidget(Elided(self.name))
        quiet = Elided(found.sample(at) or "（空列）", ink="secondary")
        quiet.setProperty("type", "note")
        words.addWidget(quiet)
        outer.addLayout(words, 1)
        specs = [spec for spec in found.ledger.fields.values() if not spec.derived]
        self.keys = ["", *(spec.key for spec in specs)]
        self.box = ComboBox([_UNMAPPED, *(spec.header for spec in specs)], self)
        self.box.setFixedWidth(176)
        self.box.setAccessibleName(f"{self.name} 对应")
        self.box.activated.connect(self._activated)
        outer.addWidget(self.box)

    def show_field(self, key: str, *, noted: bool, rows: str) -> None:
        """Show the field in force, and where an unmapped column goes; `rows` says what rows come of it."""
        self.box.setItemText(0, rows or (_NOTED if noted else _UNMAPPED))
        self.box.setCurrentIndex(self.keys.index(key) if key in self.keys else 0)

    @Slot(int)
    def _activated(self, at: int) -> None:
        self.chosen.emit(self.name, self.keys[at])


class ColumnsStep(QWidget):
    """`mapped` gives a header and the field key it goes to, `year_given` a year, `noting` where unmapped columns go."""

    mapped = Signal(str, str)
    year_given = Signal(int)
    noting = Signal(bool)

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._shape: tuple[str, tuple[str, ...]] = ("", ())
        self.boxes: list[ColumnBox] = []
        outer = column(self, spacing=SPACE_M)
        self.year_bar = self._make_year_bar()
        outer.addWidget(self.year_bar)
        line = row(spacing=SPACE_M)
        line.addWidget(self._make_left())
        right = Card(margin=1)
        self.preview = PlainTable(name="导入后的样子")
        right.body.addWidget(self.preview, 1)
        line.addWidget(right, 1)
        outer.addLayout(line, 1)

    def _make_left(self) -> Card:
        left = Card(heading="文件的列对应台账的哪一项", margin=SPACE_M)
        left.setFixedWidth(388)
        place = QWidget()
        self.list = column(place, spacing=0)
        self.list.setContentsMargins(0, 0, 8, 0)
        left.body.addWidget(scrolled(place), 1)
        self.note = CheckBox("没有对应的列转入备注")
        self.note.toggled.connect(self.noting)
        self.summary = Label("", type="note", ink="secondary", wrap=True)
        left.body.addWidget(Hairline())
        left.body.addWidget(self.note)
        left.body.addWidget(self.summary)
        return left

    def _make_year_bar(self) -> QWidget:
        bar = Card(margin=SPACE_M)
        line = row(spacing=SPACE_S)
        line.addWidget(Label("有的日期只写了月和日，表里也没有写明年份。是哪一年的", ink="warn"))
        self.year = LineEdit()
        self.year.setFixedWidth(72)
        self.year.setAccessibleName("年份")
        self.year.returnPressed.connect(self._give_year)
        line.addWidget(self.year)
        button = Button("按这一年导入")
        button.clicked.connect(self._give_year)
        line.addWidget(button)
        self.year_error = ErrorText()
        line.addWidget(self.year_error, 1)
        line.addStretch(1)
        bar.body.addLayout(line)
        bar.hide()
        return bar

    @Slot()
    def _give_year(self) -> None:
        text = self.year.text().strip().removesuffix("年")
        if not (text.isdecimal() and len(text) == 4):
            self.year_error.say(str(BadValue("请填四位年份，例如 2024")))
            return
        self.year_error.say("")
        self.year_given.emit(int(text))

    def show_columns(self, found: Rehearsed) -> None:
        """Show the mapping in force and the first rows as they would be."""
        plan, noting = found.plan, found.wanted.note_unmapped
        shape = (found.ledger.key, found.names)
        if shape != self._shape:
            self._shape = shape
            self._rebuild(found)
        mapping = plan.mapping if plan else found.wanted.mapping
        for box in self.boxes:
            noted = noting and found.noted(box.name)
            box.show_field(mapping.get(box.name, ""), noted=noted, rows=found.rows_of(box.name))
        self.note.setVisible("note" in found.ledger.fields)
        self.note.blockSignals(True)
        self.note.setChecked(noting)
        self.note.blockSignals(False)
        self.year_bar.setVisible(plan is not None and bool(plan.needs_year or plan.asked.year or plan.guessed_year))
        if plan is None:
            self.summary.setText("还没有对应的列，至少把名称一列对应好")
            self.preview.set([], [])
            return
        left_out = [name for name in plan.unmapped if not (noting and found.noted(name))]
        rest = f"，{len(left_out)} 列不导入：{'、'.join(left_out)}" if left_out else "，没有漏下的列"
        self.summary.setText(f"{len(plan.mapping)} 列已对应{rest}")
        if not self.year.text():
            self.year.setText(str(plan.asked.year or plan.guessed_year or self._app.book.today().year))
        self._fill_preview(found)

    def _rebuild(self, found: Rehearsed) -> None:
        clear(self.list)
        self.boxes = []
        own = found.plan.own if found.plan else len(found.names)
        # What the sheet says beside its columns is proposed at the top, where it is seen and can be refused.
        for at in (*range(own, len(found.names)), *range(own)):
            if found.names[at]:
                box = ColumnBox(found, at, self.list.parentWidget())
                box.chosen.connect(self.mapped)
                self.boxes.append(box)
                self.list.addWidget(box)
        self.list.addStretch(1)

    def _fill_preview(self, found: Rehearsed) -> None:
        plan = found.sound
        rows = plan.rows[:SHOWN]
        used = {key for one in rows for key in one.values} | set(plan.mapping.values())
        specs = [spec for key, spec in found.ledger.fields.items() if key in used]
        columns = {name: at for at, name in enumerate(found.names)}
        headers = {key: name for name, key in plan.mapping.items()}
        faults, doubts = faults_of(plan.errors), faults_of(plan.warnings)

        def cells(at: int) -> Sequence[Cell]:
            one = rows[at]
            made = [Cell(spoken(one.row), tone="plain")]
            for spec in specs:
                wrong = [f for f in faults.get(one.row, ()) if plan.mapping.get(f.column) == spec.key]
                doubt = [f for f in doubts.get(one.row, ()) if plan.mapping.get(f.column) == spec.key]
                text = found.text(spec, one.values.get(spec.key))
                if wrong:
                    raw = plan.cells[one.row]
                    place = columns[headers[spec.key]]
                    text = cell_text(raw[place]) if place < len(raw) else ""
                    made.append(Cell(text or "（空）", tone="bad", wash="bad", tip=wrong[0].reason))
                elif doubt:
                    made.append(Cell(text, tone="warn", wash="warn", tip=doubt[0].reason))
                else:
                    made.append(Cell(text, tip=text if spec.kind is Kind.NOTE else ""))
            return made

        cols = [Col("行", width=48, right=True), *(Col(spec.header, right=spec.numeric) for spec in specs)]
        self.preview.set(cols, [cells(at) for at in range(len(rows))])
