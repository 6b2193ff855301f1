"""Two rows side by side: which stays, field by field what it says, and the button that makes them one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from crm.queries.side_by_side import Line, SideBySide
from crm.records.ledger import LEDGERS
from crm.rules.likeness import level
from ui.core.days import spoken_days
from ui.core.kit import (
    Button,
    Card,
    Elided,
    FlowRow,
    Hairline,
    Label,
    LinkButton,
    Pill,
    PrimaryButton,
    column,
    row,
    scrolled,
)
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Tone
from ui.pages.twins_choice import Choice

_LABEL_WIDTH = 112


def tone_of(confidence: float) -> Tone:
    """The tone of a confidence: the surer, the stronger."""
    return "warn" if confidence >= 0.95 else "info" if confidence >= 0.8 else "plain"


def sure_words(confidence: float) -> str:
    """The confidence as a word and a number: 很可能 92%."""
    return f"{level(confidence)} {confidence:.0%}"


class ComparePanel(Card):
    """`merged` and `apart` fire on the buttons, `again` where a pair judged apart is taken up, `opened` on a link."""

    merged = Signal()
    apart = Signal()
    again = Signal()
    opened = Signal(str, object)

    def __init__(self, today: Callable[[], dt.date], parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self._today = today
        self.pair: SideBySide | None = None
        self.keep = 0
        self._sides: dict[str, QButtonGroup] = {}
        self._head_group: QButtonGroup | None = None
        self.why = FlowRow()
        top = column(spacing=SPACE_S)
        top.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, 0)
        top.addWidget(self.why)
        self.body.addLayout(top)
        inner = QWidget()
        holder = column(inner)
        holder.setContentsMargins(SPACE_L, 0, SPACE_L, SPACE_M)
        self._grid_host = QWidget()
        holder.addWidget(self._grid_host)
        holder.addStretch(1)
        self._holder = holder
        self._inner = scrolled(inner)
        self.body.addWidget(self._inner, 1)
        self.body.addWidget(Hairline())
        foot = row(spacing=SPACE_S)
        foot.setContentsMargins(SPACE_L, SPACE_XS, SPACE_L, SPACE_M)
        self.says = Label("", type="note", ink="secondary", wrap=True)
        self.apart_button = Button("不是同一家", hint="Ctrl+D")
        self.again_button = Button("重新比较")
        self.merge_button = PrimaryButton("合并为一家", hint="Ctrl+Enter")
        foot.addWidget(self.says, 1)
        for button in (self.again_button, self.apart_button, self.merge_button):
            foot.addWidget(button)
        self.body.addLayout(foot)
        self.merge_button.clicked.connect(self.merged)
        self.apart_button.clicked.connect(self.apart)
        self.again_button.clicked.connect(self.again)

    def show_pair(self, pair: SideBySide, confidence: float, reasons: tuple[str, ...], *, judged: bool) -> None:
        """Show two rows; `judged` where someone has said already that they are not the same."""
        self.pair, self.keep = pair, pair.keep
        counter = LEDGERS[pair.ledger].counter
        self.why.clear()
        self.why.add(Pill(sure_words(confidence), tone_of(confidence)))
        for reason in reasons:
            self.why.add(Pill(reason, "plain"))
        self.apart_button.setText(f"不是同一{counter}")
        self.merge_button.setText(f"合并为一{counter}")
        self.apart_button.setVisible(not judged)
        self.merge_button.setVisible(not judged)
        self.again_button.setVisible(judged)
        self._fill()
        self._say()
        self._inner.verticalScrollBar().setValue(0)

    # the table

    def _fill(self) -> None:
        assert self.pair is not None
        old = self._grid_host
        self._grid_host = QWidget()
        self._holder.replaceWidget(old, self._grid_host)
        old.hide()
        old.deleteLater()
        grid = QGridLayout(self._grid_host)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_S)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self._sides = {}
        self._add_head(grid)
        at = 2
        conflicts, one_sided = self.pair.conflicts, [x for x in self.pair.different if not all(x.words)]
        for words, lines in (("两边不同的", conflicts), ("只有一边填写的", one_sided)):
            if lines:
                self._add_heading(grid, at, f"{words} {len(lines)} 项")
            for place, line in enumerate(lines, start=at + 1):
                self._add_choice(grid, place, line)
            at += 1 + len(lines)
        self._add_same(grid, at, [line for line in self.pair.lines if line.same])
        self._grid_host.show()

    def _add_head(self, grid: QGridLayout) -> None:
        assert self.pair is not None
        ledger = LEDGERS[self.pair.ledger]
        grid.addWidget(
            Label(f"保留哪一{ledger.counter}", type="note", ink="secondary"), 0, 0, Qt.AlignmentFlag.AlignTop
        )
        self._head_group = group = QButtonGroup(self._grid_host)
        for side in (0, 1):
            choice = Choice(self.pair.titles[side], name="保留", strong=True)
            choice.setChecked(side == self.keep)
            group.addButton(choice, side)
            grid.addWidget(choice, 0, side + 1)
            about = row(spacing=SPACE_XS)
            about.setContentsMargins(30, 0, 0, SPACE_XS)
            lines = column(spacing=0)
            lines.addWidget(Elided(" · ".join(f"{label} {n}" for label, n in self.pair.held[side]) or "没有往来记录"))
            lines.addWidget(Elided(f"建于 {spoken_days(self.pair.made[side])}", ink="secondary"))
            about.addLayout(lines, 1)
            link = LinkButton("打开", role="accent", size=9.0)
            link.clicked.connect(self._opener(side))
            about.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(about, 1, side + 1)
        group.idToggled.connect(self._keep_side)

    def _opener(self, side: int) -> Any:
        pair = self.pair
        assert pair is not None
        return lambda: self.opened.emit(pair.ledger, pair.ids[side])

    def _add_choice(self, grid: QGridLayout, at: int, line: Line) -> None:
        label = Label(line.label, type="note", ink="secondary", wrap=True)
        label.setContentsMargins(0, 7, 0, 0)
        grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        group = QButtonGroup(self._grid_host)
        for side in (0, 1):
            choice = Choice(line.words[side], name=line.label)
            choice.setChecked(side == line.side(self.keep))
            group.addButton(choice, side)
            grid.addWidget(choice, at, side + 1)
        self._sides[line.key] = group

    def _add_heading(self, grid: QGridLayout, at: int, words: str) -> None:
        head = row(spacing=SPACE_M)
        head.setContentsMargins(0, SPACE_M, 0, SPACE_XS)
        head.addWidget(Label(words, type="note", ink="secondary"))
        head.addWidget(Hairline(), 1)
        grid.addLayout(head, at, 0, 1, 3)

    def _add_same(self, grid: QGridLayout, at: int, lines: list[Line]) -> None:
        if not lines:
            return
        self._add_heading(grid, at, f"相同的 {len(lines)} 项")
        for place, line in enumerate(lines, start=at + 1):
            grid.addWidget(Label(line.label, type="note", ink="secondary"), place, 0, Qt.AlignmentFlag.AlignTop)
            words = Elided(" ".join(line.words[0].split()))
            words.setContentsMargins(30, 0, 0, 0)
            grid.addWidget(words, place, 1, 1, 2)

    @Slot(int, bool)
    def _keep_side(self, side: int, on: bool) -> None:
        """Another row stays: its values are proposed."""
        if not on or self.pair is None:
            return
        self.keep = side
        for line in self.pair.different:
            self._sides[line.key].button(line.side(side)).setChecked(True)
        self._say()

    def _say(self) -> None:
        """What the merge will do, in words beside its button."""
        if self.pair is None or self.merge_button.isHidden():
            self.says.setText(
                "已判定不是同一" + (LEDGERS[self.pair.ledger].counter if self.pair else "") + "，不再提示"
            )
            return
        other = 1 - self.keep
        moved = "、".join(f"{label} {n} 条" for label, n in self.pair.held[other])
        words = [f"{moved}转过来" if moved else "另一条没有要转的记录"]
        if self.pair.ledger == "enterprises":
            words.append("另一名称记入曾用名")
        words.append("另一条进回收站，可撤销")
        self.says.setText("，".join(words))

    # what was chosen

    def keep_id(self) -> int:
        """The id of the row that stays."""
        assert self.pair is not None
        return self.pair.ids[self.keep]

    def other_id(self) -> int:
        """The id of the row that goes."""
        assert self.pair is not None
        return self.pair.ids[1 - self.keep]

    def chosen(self) -> dict[str, Any]:
        """The chosen value of every field in which the two differ."""
        assert self.pair is not None
        return {line.key: line.values[self._sides[line.key].checkedId()] for line in self.pair.different}

    def choose(self, key: str, side: int) -> None:
        """Take the value of one side (0 left, 1 right)."""
        self._sides[key].button(side).click()
