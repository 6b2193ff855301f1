"""The small sheets of the filter row and the toolbar: values with counts, one more condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidgetItem, QWidget

from crm.queries.view import Filter
from crm.records.field import FieldSpec
from crm.records.ledger import Ledger
from ui.core.kit import Label, LineEdit, LinkButton, SearchBox, row
from ui.core.tokens import SPACE_S
from ui.grid.sheet import NOTE_ROLE, ROW, VALUE_ROLE, Lead, Plain, Sheet, tick_list
from ui.grid.words import hint, value_words

_SEARCH_FROM = 9


class ChoiceSheet(Sheet):
    """The values of a column with their counts, to tick; `chosen` fires with each tick: a Filter, or None for all."""

    chosen = Signal(object)

    def __init__(
        self, spec: FieldSpec, values: Sequence[tuple[Any, int]], ticked: Sequence[Any], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._spec = spec
        self.setAccessibleName(f"{spec.label}的各项")
        self._search = SearchBox("找一项")
        self._search.setVisible(len(values) >= _SEARCH_FROM)
        self.lines = tick_list(self, f"{spec.label}的各项")
        Lead(self._search, self.lines, enter=self._take_and_close)
        for value, n in values:
            item = QListWidgetItem(value_words(spec, value))
            item.setData(NOTE_ROLE, f"{n:,}")
            item.setData(VALUE_ROLE, value)
            state = Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked
            item.setData(Qt.ItemDataRole.CheckStateRole, state)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.lines.addItem(item)
        self.lines.itemClicked.connect(self._toggle)
        self.lines.itemActivated.connect(self._toggle)
        self.body.addWidget(self._search)
        self.body.addWidget(self.lines)
        foot = row(spacing=SPACE_S)
        clear = LinkButton("不限", role="accent")
        clear.clicked.connect(self._clear)
        done = LinkButton("完成", role="accent")
        done.clicked.connect(self.close)
        foot.addWidget(clear)
        foot.addStretch(1)
        foot.addWidget(done)
        self.body.addLayout(foot)
        self.lines.setFixedHeight(min(max(len(values), 1), 10) * ROW + 4)
        self.setFixedWidth(240)
        (self._search if len(values) >= _SEARCH_FROM else self.lines).setFocus()

    @Slot(QListWidgetItem)
    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        item.setData(Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self.chosen.emit(self.condition())

    def _take_and_close(self, item: QListWidgetItem) -> None:
        """Enter ends the choice with the line one stands on; it unticks nothing."""
        if item.data(Qt.ItemDataRole.CheckStateRole) not in (Qt.CheckState.Checked, Qt.CheckState.Checked.value):
            self._toggle(item)
        self.close()

    @Slot()
    def _clear(self) -> None:
        for at in range(self.lines.count()):
            self.lines.item(at).setData(Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Unchecked)
        self.chosen.emit(None)

    def condition(self) -> Filter | None:
        """What the ticks mean; no tick means any value."""
        wanted = []
        for at in range(self.lines.count()):
            item = self.lines.item(at)
            if item.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value):
                wanted.append(item.data(VALUE_ROLE))
        if not wanted:
            return None
        if wanted == [None]:
            return Filter(self._spec.key, "empty")
        return Filter(self._spec.key, "in", tuple(wanted))


class ConditionSheet(Sheet):
    """One more condition in words: 注册资本>500万 且 片区=长三角; `typed` gives the text, `say` answers it."""

    typed = Signal(str)

    def __init__(self, ledger: Ledger, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("添加条件")
        number = next((s for s in ledger.fields.values() if s.numeric), None)
        choice = next((s for s in ledger.fields.values() if s.choices), None)
        words = [f"{number.label}{hint(number)}"] if number is not None else []
        example = "、".join([*words, f"{choice.label} 空"] if choice is not None else words)
        self.body.addWidget(Label("写一个条件，按回车", type="note", ink="secondary"))
        self.box = LineEdit("", placeholder=example or "备注 包含 光电")
        self.box.setAccessibleName("条件")
        self.box.returnPressed.connect(self._hand_in)
        self._error = Label("", type="note", ink="bad", wrap=True)
        self._error.hide()
        self.body.addWidget(self.box)
        self.body.addWidget(self._error)
        self._fields = tick_list(self, "各项")
        for spec in ledger.fields.values():
            item = QListWidgetItem(spec.label)
            item.setData(NOTE_ROLE, spec.group)
            self._fields.addItem(item)
        self._fields.setItemDelegate(Plain(self._fields))
        self._fields.setFixedHeight(8 * ROW)
        self._fields.itemClicked.connect(self._take_field)
        self._fields.itemActivated.connect(self._take_field)
        Lead(self.box, self._fields, only_search=False)
        self.box.textEdited.connect(self._narrow)
        self.body.addWidget(self._fields)
        self.setFixedWidth(300)
        self.box.setFocus()

    @Slot(QListWidgetItem)
    def _take_field(self, item: QListWidgetItem) -> None:
        self.box.setText(f"{item.text()} ")
        self.box.setFocus()

    @Slot(str)
    def _narrow(self, text: str) -> None:
        self.say("")
        for at in range(self._fields.count()):
            item = self._fields.item(at)
            item.setHidden(bool(text.strip()) and text.strip() not in item.text() and item.text() not in text)

    @Slot()
    def _hand_in(self) -> None:
        self.typed.emit(self.box.text().strip())

    def say(self, sentence: str) -> None:
        """Say what is wrong with the text, or nothing."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.box.set_wrong(bool(sentence))
