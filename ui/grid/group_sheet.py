"""The sheet that says by which fields the rows of the grid are grouped."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QWidget

from crm.queries.order import groupable
from crm.queries.view import ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger
from ui.core.kit import Label, LinkButton, SearchBox, Tabs, row
from ui.core.tokens import SPACE_S
from ui.grid.sheet import NOTE_ROLE, ROW, VALUE_ROLE, Lead, Sheet, tick_list

_FIRST, _THEN = "first", "then"


class GroupSheet(Sheet):
    """The fields that rows can be grouped by, first and then within a group.

    `chosen` gives the key of the first, `then_chosen` of the second, "" for none; `fold_wanted` folds or opens a level.
    """

    chosen = Signal(str)
    then_chosen = Signal(str)
    fold_wanted = Signal(bool)

    def __init__(self, ledger: Ledger, view: ViewSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("按哪一项分组")
        self._view = view
        shown = view.shown_columns()
        self._fields = [spec for spec in ledger.fields.values() if groupable(ledger, spec)]
        self._fields.sort(key=lambda spec: spec.key not in shown)
        self.tabs = Tabs()
        self.tabs.setVisible(bool(view.group))
        self.tabs.set_tabs([(_FIRST, "先按"), (_THEN, "组内再按")], _FIRST)
        self.tabs.chosen.connect(self._fill)
        self._search = SearchBox("找一项")
        self.lines = tick_list(self, "可以分组的项目")
        self._lead = Lead(self._search, self.lines)
        self.lines.itemClicked.connect(self._choose)
        self.lines.itemActivated.connect(self._choose)
        self.body.addWidget(self.tabs)
        self.body.addWidget(Label("把相同的放在一起，各有小计", type="note", ink="secondary"))
        self.body.addWidget(self._search)
        self.body.addWidget(self.lines)
        if view.group:
            self.body.addLayout(self._foot())
        self.lines.setFixedHeight(min(len(self._fields) + 1, 11) * ROW + 4)
        self.setFixedWidth(260)
        self._fill(_FIRST)
        self._search.setFocus()

    @Slot(str)
    def _fill(self, level: str) -> None:
        """List what can be chosen on a level; within a group its own field cannot."""
        then = level == _THEN
        ticked = self._view.subgroup if then else self._view.group
        fields = [spec for spec in self._fields if not then or spec.key != self._view.group]
        self.lines.clear()
        nothing = ("", "组内不再分组" if then else "不分组", "")
        for key, label, note in [nothing, *((s.key, s.label, _note(s)) for s in fields)]:
            item = QListWidgetItem(label)
            item.setData(NOTE_ROLE, note)
            item.setData(VALUE_ROLE, key)
            state = Qt.CheckState.Checked if key == ticked else Qt.CheckState.Unchecked
            item.setData(Qt.ItemDataRole.CheckStateRole, state)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.lines.addItem(item)
        self._lead.narrow(self._search.text())

    def _foot(self) -> QHBoxLayout:
        foot = row(spacing=SPACE_S)
        deep = len(self._view.levels) > 1
        for words, folded in (("折叠一级", True), ("展开一级", False)) if deep else (
            ("全部折叠", True), ("全部展开", False)
        ):  # fmt: skip
            link = LinkButton(words, role="accent")
            link.clicked.connect(lambda folded=folded: self._fold(folded))
            foot.addWidget(link)
        foot.addStretch(1)
        return foot

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem) -> None:
        key, told = str(item.data(VALUE_ROLE)), self.then_chosen if self.tabs.current == _THEN else self.chosen
        self.close()
        told.emit(key)

    def _fold(self, folded: bool) -> None:
        self.close()
        self.fold_wanted.emit(folded)


def _note(spec: FieldSpec) -> str:
    return "按月" if spec.kind is Kind.DATE else spec.group
