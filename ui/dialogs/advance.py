"""Moving a lead on from the board: the date, and what the milestone needs, asked there and then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from crm.actions.leads import advance
from crm.queries.board import LeadCard
from crm.records.ledger import CHILDREN, LEDGERS, fields_of
from crm.rules.problem import BadValue, Problem
from crm.rules.stages import CONFIRMED, INCREASE
from ui.core.ask import Ask
from ui.core.editors import DateEditor, FigureEditor, read
from ui.core.kit import Button, ErrorText, FieldLabel, Label, PrimaryButton, column, row
from ui.core.line_editor import LineEditor
from ui.core.tokens import SPACE_S, SPACE_XL
from ui.core.writing import Saving

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

_EVIDENCE = {
    "签约": "合同或协议的名称、编号",
    "开工": "施工合同、现场照片",
    "入统": "备案或核准、施工合同、现场照片、营业执照",
    "投产": "验收材料、现场照片",
    INCREASE: "补充协议的名称、编号",
}
_FACTS = {
    "签约": "正式协议已经签订，才算签约。",
    "开工": "永久性工程已经破土，才算开工；勘察、平整、拆迁、临时设施不算。",
    "入统": "项目名称要与备案、合同、营业执照一致。",
    "投产": "已经投入生产，才算投产。",
    INCREASE: "只填比原来增加的金额。增资不改变阶段，也不多算一个项目，月通报按增资那天计入签约资金。",
}


class AdvanceDialog(QDialog):
    """The date of a milestone or 增资, today unless said, and what it needs: 金额, evidence, the reason for 终止."""

    def __init__(self, app: App, parent: QWidget | None, card: LeadCard, stage: str, *, basis: str) -> None:
        super().__init__(parent)
        self.app, self.card, self.stage = app, card, stage
        self.basis = basis if stage in (*CONFIRMED, INCREASE) else "自报"
        self.verb = "登记增资" if stage == INCREASE else f"推进到{stage}"
        self.setWindowTitle(self.verb)
        self.setFixedWidth(420)
        self.body = column(self, spacing=SPACE_S - 2, margin=SPACE_XL - 4)
        self.body.addWidget(Label(self.verb, type="heading"))
        self.body.addWidget(Label(f"{card.name}　·　{self.basis}口径", ink="secondary", wrap=True))
        self.body.addSpacing(SPACE_S)
        self._boxes: list[QWidget] = []
        self._make_boxes()
        self.error = ErrorText()
        self.body.addWidget(self.error)
        if stage in _FACTS:
            self.body.addWidget(Label(_FACTS[stage], type="note", ink="secondary", wrap=True))
        self.body.addSpacing(SPACE_S)
        self.body.addLayout(self._foot())
        self._saving = Saving(app, self, holds=[*self._boxes, self.save_button], say=self._say_waiting)
        self.setAccessibleName(f"{card.name} {self.verb}")

    def _make_boxes(self) -> None:
        specs = fields_of(CHILDREN["milestone"])
        self.day = DateEditor(self.app, replace(specs["date"], label=f"{self.stage}日期"))
        self.day.set_value(self.app.book.today())
        self._field(f"{self.stage}日期", self.day)
        self.amount: FigureEditor | None = None
        self.evidence: LineEditor | None = None
        self.reason: LineEditor | None = None
        if self.stage in ("签约", INCREASE):
            self.amount = FigureEditor(specs["amount"])
            if self.stage == "签约":
                self.amount.set_value(self.card.signed_amount or self.card.investment or None)
            self._field(f"{self.stage}金额", self.amount)
        if self.stage in _EVIDENCE:
            self.evidence = LineEditor(specs["evidence"])
            self.evidence.setPlaceholderText(_EVIDENCE[self.stage])
            self._field("佐证材料", self.evidence)
        if self.stage == "终止":
            self.reason = LineEditor(LEDGERS["leads"].fields["end_reason"])
            self._field("终止原因", self.reason)
        self.day.setFocus()
        self.day.selectAll()

    def _field(self, label: str, editor: QWidget) -> None:
        self.body.addWidget(FieldLabel(label))
        self.body.addWidget(editor)
        self._boxes.append(editor)

    def _foot(self) -> QHBoxLayout:
        line = row(spacing=SPACE_S)
        line.addStretch(1)
        self.cancel_button = Button("不登记" if self.stage == INCREASE else "不推进", hint="Esc")
        self.save_button = PrimaryButton(self.verb, hint="Enter")
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        line.addWidget(self.cancel_button)
        line.addWidget(self.save_button)
        return line

    @Slot()
    def save(self) -> None:
        """Write the milestone as one step; what is wrong is said in the dialog."""
        try:
            action = self._action()
        except BadValue as wrong:
            self._refuse(wrong)
            return
        self._saving.save(action, lambda _changes: self.accept(), failed=self._refuse, label=f"正在{self.verb}")

    def _action(self) -> Callable[[], Changes]:
        """The step as typed; BadValue."""
        fields: dict[str, object] = {}
        day = read(self.day)
        if self.reason is not None:
            fields["end_reason"] = self._needed(self.reason, "请写明终止原因")
        return partial(
            advance,
            self.app.book,
            self.card.id,
            self.stage,
            date=day,
            amount=read(self.amount) if self.amount is not None else None,
            evidence=read(self.evidence) if self.evidence is not None else None,
            basis=self.basis,
            **fields,
        )

    def _refuse(self, wrong: Problem) -> None:
        self.error.say(str(wrong))
        self.day.set_wrong("日期" in str(wrong))
        if self.amount is not None:
            self.amount.set_wrong("金额" in str(wrong))
        self.adjustSize()

    def _say_waiting(self, words: str) -> None:
        self.error.say_calmly(words)
        self.adjustSize()

    def reject(self) -> None:
        """Close; where the book is waited for, wait no longer."""
        self._saving.leave(super().reject)

    def _needed(self, editor: LineEditor, sentence: str) -> object:
        value = read(editor)
        if value is None:
            raise BadValue(sentence)
        return value

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves from any box."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
            return
        super().keyPressEvent(event)

    @classmethod
    def ask(cls, app: App, parent: QWidget | None, card: LeadCard, stage: str, *, basis: str) -> bool:
        """Ask and write; False when the user thought better of it."""
        dialog = cls(app, parent, card, stage, basis=basis)
        Ask.run(dialog)
        return dialog.result() == QDialog.DialogCode.Accepted
