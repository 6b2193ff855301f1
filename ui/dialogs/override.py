"""核验不符: the checks that hold a paper back, each with its rows, and the reason against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from crm.bulletin.dataset import Check
from crm.bulletin.let_out import Failed
from crm.queries.listing import Row, cells
from crm.records.ledger import LEDGERS
from ui.core.ask import Ask
from ui.core.kit import Button, Card, FieldLabel, Hairline, Label, LineEdit, PrimaryButton, column, open_at, row
from ui.core.tokens import SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from ui.core.work import Task
from ui.grid.ledger_rows import BRIEF, MOST, ledger_table
from ui.grid.plain import Cell, Col, PlainTable

if TYPE_CHECKING:
    from ui.core.app import App

_SIZE = (820, 560)
_MOST_CHECKS, _FEW_CHECKS = 5, 2
"""So many are seen at once, the latter on a low or strongly magnified screen."""
_COLS = (Col("核验内容", width=270), Col("情况", stretch=True), Col("记录", right=True, width=70))


class Answer(NamedTuple):
    """What was decided: the reason to go on, or the record (ledger, id) to put right first; neither to give up."""

    reason: str = ""
    record: tuple[str, int] | None = None


class _Read(NamedTuple):
    check: Check
    rows: list[Row]


class OverrideDialog(QDialog):
    """The failing checks above, what the chosen one is about below, and a line for the reason."""

    def __init__(self, app: App, parent: QWidget | None, failed: Failed) -> None:
        super().__init__(parent)
        self.app = app
        self.answer = Answer()
        self.checks = [check for own in failed.values() for check in own]
        self.setWindowTitle("核验不符")
        open_at(self, *_SIZE)
        outer = column(self, spacing=SPACE_M, margin=SPACE_XL - 4)
        head = f"{'、'.join(failed)}有 {len(self.checks)} 项核验不符"
        outer.addWidget(Label(head, type="section", wrap=True))
        outer.addWidget(self._list())
        outer.addWidget(self._rows(), 1)
        outer.addWidget(Hairline())
        outer.addWidget(FieldLabel("仍要生成的理由（记入账本，在“历史”里列出）"))
        self.reason = LineEdit()
        self.reason.setPlaceholderText("例如：开工日期待市局更正，下期改正")
        self.reason.setAccessibleName("理由")
        outer.addWidget(self.reason)
        outer.addLayout(self._foot())
        self.table.picked.connect(self._chosen)
        self.table.selectRow(0)
        self._chosen(0)
        self.reason.setFocus()

    def _list(self) -> Card:
        self.table = PlainTable(name="不符的核验")
        self.table.show_all_rows(most=_MOST_CHECKS if self.height() == _SIZE[1] else _FEW_CHECKS)
        lines = []
        for check in self.checks:
            count = f"{len(check.ids):,} {LEDGERS[check.ledger].counter}" if check.ids else ""
            lines.append([Cell(check.rule), Cell(check.detail, tip=check.detail), Cell(count)])
        self.table.set(_COLS, lines)
        card = Card(margin=SPACE_XS)
        card.body.addWidget(self.table)
        return card

    def _rows(self) -> Card:
        card = Card(margin=SPACE_M)
        self.detail = Label("", wrap=True)
        self.note = Label("", type="note", ink="secondary", wrap=True)
        self.behind = PlainTable(name="相关的记录")
        self.behind.opened.connect(self._open)
        card.body.setSpacing(SPACE_S)
        card.body.addWidget(self.detail)
        card.body.addWidget(self.note)
        card.body.addWidget(self.behind, 1)
        card.body.addStretch(0)
        return card

    def _foot(self) -> QHBoxLayout:
        line = row(spacing=SPACE_S)
        self.write_button = PrimaryButton("仍然生成")
        self.close_button = Button("不生成", hint="Esc")
        self.write_button.setEnabled(False)
        self.write_button.setDefault(True)
        self.write_button.clicked.connect(self._go_on)
        self.close_button.clicked.connect(self.reject)
        self.reason.textChanged.connect(self._worded)
        line.addWidget(Label("要先改正，点一条记录打开它", ink="secondary"), 1)
        line.addWidget(self.close_button)
        line.addWidget(self.write_button)
        return line

    @Slot(int)
    def _chosen(self, at: int) -> None:
        check = self.checks[at]
        self.detail.setText(check.detail)
        more = f"，只列出前 {MOST} 条" if len(check.ids) > MOST else ""
        kind = LEDGERS[check.ledger]
        self.note.setText(f"来自{kind.label} {len(check.ids)} {kind.counter}{more}" if check.ids else "与具体记录无关")
        self.behind.setVisible(bool(check.ids))

        def read(_task: Task) -> _Read:
            with self.app.book.read() as session:
                return _Read(check, cells(session, check.ledger, list(check.ids[:MOST]), BRIEF[check.ledger]))

        if check.ids:
            self.app.run(read, self._show, quiet=True)

    @Slot(object)
    def _show(self, found: _Read) -> None:
        check, rows = found
        if self.checks[max(self.table.currentIndex().row(), 0)] is check:
            self.behind.set(*ledger_table(check.ledger, BRIEF[check.ledger], rows, today=self.app.book.today()))

    @Slot(str)
    def _worded(self, text: str) -> None:
        self.write_button.setEnabled(bool(text.strip()))

    @Slot()
    def _go_on(self) -> None:
        self.answer = Answer(reason=self.reason.text().strip())
        self.accept()

    @Slot(object)
    def _open(self, key: tuple[str, int]) -> None:
        self.answer = Answer(record=key)
        self.accept()

    @classmethod
    def ask(cls, app: App, parent: QWidget | None, failed: Failed) -> Answer:
        """Show the failing checks of papers until it is decided what to do about them."""
        dialog = cls(app, parent, failed)
        Ask.run(dialog)
        return dialog.answer
