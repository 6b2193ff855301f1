"""One suspicion: its kind, the reasons, the projects concerned, and a line to say why it may be put aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.queries.suspicions import Suspicion
from crm.rules.suspicion import ABOVE, OLD, PAPERS, REPEATED, SMALL, TWICE
from ui.core.kit import (
    Button,
    Card,
    Elided,
    ErrorText,
    FieldLabel,
    Hairline,
    Label,
    LineEdit,
    LinkButton,
    Pill,
    column,
    row,
    scrolled,
)
from ui.core.layouts import clear
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Tone

_LABEL_WIDTH = 112
ADVICE = {
    TWICE: "核对两条是否同一个项目：是则合并，由首谈在先的片区负责；不是则写明区别后忽略。",
    OLD: "核对是否把已签约或已投产的项目改名后再报；确属增资扩产的，只计增加的部分。",
    SMALL: "核对投资协议和备案证上的总投资与固定资产投资，必要时到现场查看。",
    REPEATED: "按总投资统计时这笔钱会算两次：把计划总投资改回首次签约时的数，或者删去增资。",
    ABOVE: "核对银行进账单和签约金额，追加投资的补录增资协议。",
    PAPERS: "核对用地批复或租赁合同；勘察、平整、拆迁不算开工。",
}
_OTHERWISE = "核对备案证、施工合同和现场照片，符合条件的尽快申报入统。"


@dataclass(frozen=True)
class Fact:
    """A lead concerned: its name, and its main figures as (label, words)."""

    id: int
    name: str
    facts: Sequence[tuple[str, str]]


def tone_of(kind: str) -> Tone:
    """The tone of a kind of suspicion."""
    return "bad" if kind in (ABOVE, PAPERS, REPEATED) else "warn"


class SuspicionPanel(Card):
    """`dismissed` gives the reason typed, `restored` fires for one put aside, `opened` and `compared` lead on."""

    dismissed = Signal(str)
    restored = Signal()
    opened = Signal(object)
    compared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self.suspicion: Suspicion | None = None
        inner = QWidget()
        self._lines = column(inner, spacing=SPACE_S)
        self._lines.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_M)
        self.body.addWidget(scrolled(inner), 1)
        self.body.addWidget(Hairline())
        foot = column(spacing=SPACE_XS)
        foot.setContentsMargins(SPACE_L, SPACE_XS, SPACE_L, SPACE_M)
        self.label = FieldLabel("说明（为什么不是问题，或怎样处理）")
        self.note = LineEdit(placeholder="例如：租用标准厂房，不需要用地手续")
        self.note.setAccessibleName("忽略的说明")
        self.error = ErrorText()
        self.dismiss_button = Button("忽略并说明", hint="Enter")
        self.restore_button = Button("恢复为疑点")
        foot.addWidget(self.label)
        line = row(spacing=SPACE_S)
        line.addWidget(self.note, 1)
        line.addStretch(0)
        line.addWidget(self.dismiss_button)
        line.addWidget(self.restore_button)
        foot.addLayout(line)
        foot.addWidget(self.error)
        self.body.addLayout(foot)
        self.dismiss_button.clicked.connect(self._dismiss)
        self.note.returnPressed.connect(self._dismiss)
        self.note.textEdited.connect(self._typing)
        self.restore_button.clicked.connect(self.restored)

    def show_suspicion(self, one: Suspicion, leads: Sequence[Fact]) -> None:
        """Show a suspicion with the leads that it concerns."""
        kept = self.note.text() if self.suspicion is not None and self.suspicion.key == one.key else ""
        self.suspicion = one
        clear(self._lines)
        head = row(spacing=SPACE_S)
        head.addWidget(Pill(one.kind, tone_of(one.kind)))
        head.addStretch(1)
        self._lines.addLayout(head)
        self._lines.addWidget(Label(one.title, type="section", wrap=True))
        for reason in one.reasons:
            self._lines.addWidget(Label(reason, wrap=True))
        self._lines.addWidget(Label(ADVICE.get(one.kind, _OTHERWISE), type="note", ink="secondary", wrap=True))
        if len(leads) == 2:
            link = LinkButton("并排比较，可合并", icon="copy", role="accent")
            link.clicked.connect(self.compared)
            self._lines.addWidget(link)
        for lead in leads:
            self._add(lead)
        self._lines.addStretch(1)
        self._foot(one, kept)

    def _foot(self, one: Suspicion, typed: str) -> None:
        aside = one.dismissed
        self.note.setText(typed if aside is None else aside.note)
        self.note.setReadOnly(aside is not None)
        self.label.setText(
            "说明（为什么不是问题，或怎样处理）" if aside is None else f"{aside.who} 于 {aside.at} 忽略，说明是".strip()
        )
        self.dismiss_button.setVisible(aside is None)
        self.restore_button.setVisible(aside is not None)
        self.error.say("")
        self.note.set_wrong(False)

    def _add(self, lead: Fact) -> None:
        self._lines.addWidget(Hairline())
        head = row(spacing=SPACE_S)
        head.addWidget(Elided(lead.name), 1)
        link = LinkButton("打开", role="accent", size=9.0)
        link.clicked.connect(lambda: self.opened.emit(lead.id))
        head.addWidget(link)
        self._lines.addLayout(head)
        for label, words in lead.facts:
            line = row(spacing=SPACE_S)
            name = Label(label, type="note", ink="secondary")
            name.setFixedWidth(_LABEL_WIDTH)
            line.addWidget(name)
            line.addWidget(Elided(words), 1)
            self._lines.addLayout(line)

    @Slot()
    def _typing(self) -> None:
        self.error.say("")
        self.note.set_wrong(False)

    @Slot()
    def _dismiss(self) -> None:
        if self.suspicion is None or self.suspicion.dismissed is not None:
            return
        if not self.note.text().strip():
            self.error.say("请写明忽略的原因，以后查看时用得上")
            self.note.set_wrong(True)
            self.note.setFocus()
            return
        self.dismissed.emit(self.note.text().strip())
