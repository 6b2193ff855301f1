"""The sheet that says which columns stand in the grid, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListWidgetItem, QWidget

from crm.records.ledger import Ledger
from ui.core.kit import Label, LinkButton, SearchBox, row
from ui.core.tokens import SPACE_S
from ui.grid.sheet import NOTE_ROLE, ROW, VALUE_ROLE, Lead, Sheet, tick_list


class ColumnSheet(Sheet):
    """The columns of a ledger: tick to show, drag to order; `chosen` gives the keys in order."""

    chosen = Signal(object)

    def __init__(self, ledger: Ledger, shown: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self.setAccessibleName("显示哪些列")
        self._search = SearchBox("找一列")
        self.lines = tick_list(self, "各列")
        Lead(self._search, self.lines)
        self.lines.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.lines.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.lines.itemClicked.connect(self._toggle)
        self.lines.itemActivated.connect(self._toggle)
        self.lines.model().rowsMoved.connect(self._moved)
        head = row(spacing=SPACE_S)
        head.addWidget(Label("勾选要显示的列，拖动或 Alt+↑↓ 排序", type="note", ink="secondary"))
        head.addStretch(1)
        again = LinkButton("恢复默认", role="accent", size=9.0)
        again.clicked.connect(self._reset)
        head.addWidget(again)
        self.body.addLayout(head)
        self.body.addWidget(self._search)
        self.body.addWidget(self.lines)
        self.lines.setFixedHeight(13 * ROW)
        self.setFixedWidth(310)
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self._shift, step))
        self._fill(shown)
        self._search.setFocus()

    def _fill(self, shown: Sequence[str]) -> None:
        self.lines.clear()
        rest = [key for key in self._ledger.fields if key not in shown]
        for key in [*shown, *rest]:
            spec = self._ledger.fields[key]
            item = QListWidgetItem(spec.label)
            item.setData(NOTE_ROLE, spec.group)
            item.setData(VALUE_ROLE, key)
            on = key in shown
            item.setData(Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
            self.lines.addItem(item)

    def keys(self) -> tuple[str, ...]:
        """The ticked columns in order."""
        items = [self.lines.item(at) for at in range(self.lines.count())]
        ticks = (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        return tuple(str(i.data(VALUE_ROLE)) for i in items if i.data(Qt.ItemDataRole.CheckStateRole) in ticks)

    @Slot(QListWidgetItem)
    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        if on and len(self.keys()) == 1:
            return
        item.setData(Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self.chosen.emit(self.keys())

    def _shift(self, step: int) -> None:
        """Move the current column up or down by one, as dragging does."""
        at = self.lines.currentRow()
        if at >= 0 and 0 <= at + step < self.lines.count():
            self.lines.insertItem(at + step, self.lines.takeItem(at))
            self.lines.setCurrentRow(at + step)
            self._tell()

    @Slot()
    def _moved(self) -> None:
        QTimer.singleShot(0, self._tell)

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit(self.keys())

    @Slot()
    def _reset(self) -> None:
        self._fill(self._ledger.first_columns)
        self.chosen.emit(())
