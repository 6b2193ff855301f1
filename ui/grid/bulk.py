"""Change one field of many rows: choose the field, give the value, see before and after, then write one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from crm.actions.edit import change
from crm.actions.rehearsal import differs
from crm.book import Book, Changes
from crm.queries.listing import CHUNK, Row, cells
from crm.queries.titles import titles
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS
from crm.rules.problem import BadValue
from ui.core.ask import Ask
from ui.core.editors import as_editor, make_editor, read
from ui.core.kit import (
    Button,
    Card,
    CheckBox,
    ComboBox,
    ErrorText,
    FieldLabel,
    Label,
    PrimaryButton,
    column,
    open_at,
    row,
)
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from ui.core.work import AT_ONCE
from ui.core.writing import write
from ui.grid.plain import Cell, Col, PlainTable
from ui.grid.preview import turned, value_text
from ui.grid.texts import held_text

if TYPE_CHECKING:
    from ui.core.app import App

_PREVIEWED = 200


@dataclass(frozen=True)
class Compared:
    """The rows that would change, the first of them as they are now, and the names of those."""

    changed: list[int]
    rows: list[Row]
    titles: dict[int, str]


class BulkDialog(QDialog):
    """Asks for a field and a value; `changed` are the rows that would differ."""

    def __init__(self, app: App, ledger_key: str, ids: Sequence[int], *, field: str = "", parent: QWidget) -> None:
        super().__init__(parent)
        self._app, self._ledger, self._ids = app, LEDGERS[ledger_key], list(ids)
        self._specs = [s for s in self._ledger.fields.values() if not s.derived]
        self._value: Any = None
        self._ready = False
        self._asked = 0
        self.changed: list[int] = []
        self.setWindowTitle("批量修改")
        open_at(self, 620, 520)
        self._build(field)

    def _build(self, field: str) -> None:
        outer = column(self, spacing=SPACE_M, margin=SPACE_XL)
        outer.addWidget(
            Label(f"批量修改 {len(self._ids):,} {self._ledger.counter}{self._ledger.label}", type="heading")
        )
        line = row(spacing=SPACE_L)
        left, self._right = column(spacing=SPACE_S - 4), column(spacing=SPACE_S - 4)
        self.empty = CheckBox("清空这一项")
        label = FieldLabel("改哪一项")
        label.setFixedHeight(self.empty.sizeHint().height())
        left.addWidget(label)
        self.field = ComboBox([spec.label for spec in self._specs])
        self.field.setAccessibleName("改哪一项")
        keys = [spec.key for spec in self._specs]
        self.field.setCurrentIndex(keys.index(field) if field in keys else 0)
        left.addWidget(self.field)
        left.addStretch(1)
        head = row()
        head.addWidget(FieldLabel("改成"))
        head.addStretch(1)
        head.addWidget(self.empty)
        self._right.addLayout(head)
        line.addLayout(left, 1)
        line.addLayout(self._right, 2)
        outer.addLayout(line)
        self.editor: QWidget = QWidget()
        self._error = ErrorText()
        outer.addWidget(self._error)
        self.preview = PlainTable(name="改前和改后")
        card = Card(margin=1)
        card.body.addWidget(self.preview, 1)
        outer.addWidget(card, 1)
        self._more = Label("", type="note", ink="secondary")
        outer.addWidget(self._more)
        outer.addLayout(self._foot())
        self._timer = QTimer(self, singleShot=True, interval=120)
        self._timer.timeout.connect(self.renew)
        self.field.currentIndexChanged.connect(self._take_field)
        self.empty.toggled.connect(self._take_emptying)
        self._take_field()

    def _foot(self) -> QLayout:
        foot = row(spacing=SPACE_S)
        foot.addStretch(1)
        self.cancel = Button("不修改", hint="Esc")
        self.cancel.clicked.connect(self.reject)
        self.do = PrimaryButton("修改", hint="Ctrl+Enter")
        self.do.clicked.connect(self._agree)
        for press in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(press), self).activated.connect(self._agree)
        foot.addWidget(self.cancel)
        foot.addWidget(self.do)
        return foot

    @property
    def spec(self) -> FieldSpec:
        """The field chosen."""
        return self._specs[self.field.currentIndex()]

    @Slot()
    def _take_field(self) -> None:
        if self._right.count() > 1:
            self._right.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
        self.editor = make_editor(self._app, self.spec, self)
        as_editor(self.editor).edited.connect(self._edited)
        self._right.addWidget(self.editor)
        steps = (self.field, self.editor, self.empty, self.cancel, self.do)
        for before, after in pairwise(steps):
            QWidget.setTabOrder(before, after)
        self._ready = False
        self.empty.setEnabled(not self.spec.required)
        if self.empty.isChecked():
            self.empty.setChecked(False)
        self.renew()
        self.editor.setFocus()

    @Slot(bool)
    def _take_emptying(self, on: bool) -> None:
        self.editor.setEnabled(not on)
        self._ready = on
        self.renew()

    @Slot()
    def _edited(self) -> None:
        self._ready = True
        self._timer.start()

    @Slot()
    def _agree(self) -> None:
        """Agree to what is shown; words typed a moment ago are compared first."""
        if self._timer.isActive():
            self._timer.stop()
            self.renew()
        if self.changed:
            self.accept()

    @Slot()
    def renew(self) -> None:
        """Read the value and show what it would change."""
        try:
            self._value = None if self.empty.isChecked() else read(self.editor)
            if self._value is None and self.spec.required and self._ready:
                raise BadValue(f"{self.spec.label}不能清空")
        except BadValue as wrong:
            as_editor(self.editor).set_wrong(True)
            self._error.say(str(wrong))
            self._asked += 1
            self._show(Compared([], [], {}))
            self._more.setText("")
            return
        as_editor(self.editor).set_wrong(False)
        self._error.say("")
        self._compare()

    def _compare(self) -> None:
        """Find the rows that would change, many of them on another thread."""
        self._asked += 1
        number, app, ledger, spec, value = self._asked, self._app, self._ledger.key, self.spec, self._value
        ids = self._ids if self._ready else []
        if len(ids) <= AT_ONCE:
            self._show(compared(app.book, ledger, spec, ids, value))
            return
        self._show(Compared([], [], {}))
        self._more.setText("正在比较…")
        app.run(lambda _task: (number, compared(app.book, ledger, spec, ids, value)), self._compared, label="正在比较")

    @Slot(object)
    def _compared(self, answer: tuple[int, Compared]) -> None:
        if answer[0] == self._asked:
            self._show(answer[1])

    def _show(self, found: Compared) -> None:
        spec, changed = self.spec, found.changed
        self.changed = changed
        self.do.setEnabled(bool(changed))
        self.do.setText(f"修改 {len(changed):,} {self._ledger.counter}{self._ledger.label}" if changed else "修改")
        after = self._after() if changed else ""
        rows = [(found.titles.get(line.id, ""), held_text(spec, line, masked=True)) for line in found.rows]
        cols = [Col(self._ledger.label, width=240), Col(spec.header, stretch=True)]
        self.preview.set(cols, [[Cell(title, tip=title), turned(before, after)] for title, before in rows])
        same = len(self._ids) - len(changed)
        words = [f"只列出前 {_PREVIEWED} 行"] if len(changed) > _PREVIEWED else []
        words += [f"另有 {same:,} {self._ledger.counter}本来就是这个值，不改"] if same and self._ready else []
        self._more.setText("；".join(words) if changed or self._ready else "填好要改成的值，这里先列出改前和改后")

    def _after(self) -> str:
        editor, known = self.editor, self.spec.kind is Kind.REF and self._value is not None
        return value_text(self.spec, self._value, ref=editor.text() if known and hasattr(editor, "text") else "")

    @classmethod
    def ask(cls, app: App, ledger_key: str, ids: Sequence[int], *, field: str, parent: QWidget) -> bool:
        """Ask, and write when the user agrees; True when something was written."""
        dialog = cls(app, ledger_key, ids, field=field, parent=parent)
        Ask.run(dialog)
        if dialog.result() != QDialog.DialogCode.Accepted or not dialog.changed:
            return False
        changes = {row: {dialog.spec.key: dialog._value} for row in dialog.changed}
        what = f"{len(changes):,} {LEDGERS[ledger_key].counter}"

        def done(_changes: Changes) -> None:
            app.message.emit(f"已修改 {what}，Ctrl+Z 撤销")

        def action() -> Changes:
            return change(app.book, ledger_key, changes)

        return bool(write(app, action, done, rows=len(changes), label=f"正在修改 {what}"))


def compared(book: Book, ledger_key: str, spec: FieldSpec, ids: Sequence[int], value: Any) -> Compared:
    """What a value would change among these rows."""
    changed: list[int] = []
    rows: list[Row] = []
    with book.read() as session:
        for start in range(0, len(ids), CHUNK):
            for line in cells(session, ledger_key, ids[start : start + CHUNK], [spec.key]):
                if differs(spec, line, value):
                    changed.append(line.id)
                    if len(rows) < _PREVIEWED:
                        rows.append(line)
        return Compared(changed, rows, titles(session, ledger_key, [line.id for line in rows]))
