"""The recycle bin: what was deleted, ledger by ledger; put back, or cleared for good."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from crm.actions.edit import purge, restore
from crm.queries.recycle import LISTED, Gone, counts, gone
from crm.records.ledger import LEDGERS
from ui.core.ask import Ask
from ui.core.days import moment_text, spoken_days
from ui.core.kit import Button, Card, DangerButton, EmptyState, PageTitle, Tabs
from ui.core.page import Page
from ui.core.tokens import SPACE_XS
from ui.core.writing import write
from ui.grid.plain import Cell, Col, LazyRows, PlainTable

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

_COLUMNS = (
    Col("名称", width=320, stretch=True),
    Col("删除时间", width=150),
    Col("删除人", width=100),
    Col("操作", width=260),
)


class RecyclePage(Page):
    """Deleted rows of one ledger at a time; it may be sent here with `ledger`."""

    key = "recycle"
    title = "回收站"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self.ledger = ""
        self.rows: list[Gone] = []
        self.tabs = Tabs()
        self.head = PageTitle("回收站", tabs=self.tabs)
        self.restore_button = Button("恢复", icon="restore")
        self.purge_button = DangerButton("彻底清除", icon="trash")
        self.head.add_action(self.restore_button)
        self.head.add_action(self.purge_button)
        self.content.addWidget(self.head)
        self.table = PlainTable(name="回收站里的记录")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        card = Card(margin=SPACE_XS)
        card.body.addWidget(self.table)
        self.stack = QStackedWidget()
        self.stack.addWidget(card)
        self.nothing = EmptyState("recycle", "回收站是空的。在台账里删除的记录会先放到这里，可以随时恢复。")
        self.nothing.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.stack.addWidget(self.nothing)
        self.content.addWidget(self.stack, 1)
        self.tabs.chosen.connect(self._choose)
        self.restore_button.clicked.connect(self.restore)
        self.purge_button.clicked.connect(self.purge)
        self.table.selectionModel().selectionChanged.connect(self._picked)

    def on_show(self, **state: Any) -> None:
        """Show the bin of a ledger."""
        self.ledger = str(state.get("ledger", self.ledger))

    def refresh(self) -> None:
        """Read what lies in the bin."""
        held = self.window().focusWidget()
        with self.app.book.read() as session:
            found = counts(session)
            if self.ledger not in found:
                self.ledger = next(iter(found), "")
            self.rows = gone(session, self.ledger) if self.ledger else []
        self.tabs.set_tabs([(key, f"{LEDGERS[key].label} {n}") for key, n in found.items()], self.ledger)
        self.stack.setCurrentIndex(0 if self.rows else 1)
        rows = self.rows
        now = self.app.book.clock()
        self.table.set(_COLUMNS, LazyRows(len(rows), lambda at: _cells(rows[at], now)))
        total = sum(found.values())
        self.head.set_note(f"{total:,} 条" if total else "")
        more = f"，这里只列最近的 {LISTED:,} 条" if len(rows) < found.get(self.ledger, 0) else ""
        self.say_status(f"回收站里共 {total:,} 条记录{more}" if total else "")
        if self.rows:
            self._select_first()
        self._picked()
        # A button that is greyed with the keyboard on it passes it on, out of the page when nothing is left.
        if held is not None and self.isAncestorOf(held) and not (held.isEnabled() and held.isVisible()):
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """Put the keyboard into the list; with nothing to list into the words that say so."""
        (self.table if self.rows else self.nothing).setFocus(Qt.FocusReason.OtherFocusReason)

    def _select_first(self) -> None:
        model = self.table.plain
        part = QItemSelection(model.index(0, 0), model.index(0, len(_COLUMNS) - 1))
        self.table.selectionModel().select(part, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.selectionModel().setCurrentIndex(model.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    def selected(self) -> list[int]:
        """The ids of the selected rows."""
        return [self.rows[index.row()].id for index in self.table.selectionModel().selectedRows()]

    @Slot()
    def _picked(self) -> None:
        n = len(self.selected())
        counter = LEDGERS[self.ledger].counter if self.ledger else ""
        many = f" {n} {counter}" if n else ""
        self.restore_button.setText(f"恢复{many}")
        self.purge_button.setText(f"彻底清除{many}")
        self.restore_button.setEnabled(n > 0)
        self.purge_button.setEnabled(n > 0)

    @Slot(str)
    def _choose(self, key: str) -> None:
        self.ledger = key
        self.renew(self.refresh)

    @Slot()
    def restore(self) -> None:
        """Put the selected rows back into their ledger."""
        ids, key, book = self.selected(), self.ledger, self.app.book
        if ids:
            what = f"恢复 {len(ids):,} {LEDGERS[key].counter}{LEDGERS[key].label}"

            def done(_changes: Changes) -> None:
                self.app.message.emit(f"已{what}，Ctrl+Z 撤销")

            write(self.app, lambda: restore(book, key, ids), done, rows=len(ids), label=f"正在{what}")

    @Slot()
    def purge(self) -> None:
        """Clear the selected rows for good, after asking."""
        ids = self.selected()
        if not ids:
            return
        ledger = LEDGERS[self.ledger]
        what = f"{len(ids)} {ledger.counter}{ledger.label}"
        detail = "清除后不再出现在回收站里，它的联系人、里程碑等也一并清除。刚清除时仍可按 Ctrl+Z 撤销。"
        if Ask.confirm(self, f"彻底清除 {what}？", verb=f"清除 {what}", cancel="不清除", detail=detail, danger=True):
            key, book = self.ledger, self.app.book

            def done(_changes: Changes) -> None:
                self.app.message.emit(f"已清除 {what}，Ctrl+Z 撤销")

            write(self.app, lambda: purge(book, key, ids), done, rows=len(ids), label=f"正在清除 {what}")


def _cells(row: Gone, now: dt.datetime) -> list[Cell]:
    return [
        Cell(spoken_days(row.title), strong=True),
        Cell(moment_text(row.at, now)),
        Cell(row.who),
        Cell(row.label, tip=row.label),
    ]
