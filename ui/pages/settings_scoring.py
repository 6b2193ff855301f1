"""The scoring scheme as data: items, tiers and points to edit, with last month's staff scored as one types."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from crm.bulletin.facts import Facts
from crm.bulletin.posted import PostedRow, posted_table
from crm.bulletin.reading import read_facts
from crm.bulletin.settings import SCORING, convention_on, scheme_of
from crm.rules.dates import MonthRange, month_of
from crm.rules.problem import BadValue
from crm.rules.scoring import EXAMPLE, Item, Scheme, scheme_from_json, scheme_to_json
from ui.core.kit import (
    Button,
    Card,
    ComboBox,
    ErrorText,
    FieldLabel,
    Hairline,
    Label,
    LineEdit,
    clear,
    column,
    row,
    scrolled,
)
from ui.core.tokens import SPACE_M, SPACE_S
from ui.core.work import Task
from ui.core.writing import Saving
from ui.grid.plain import Cell, Col, PlainTable
from ui.pages.scoring_items import ItemBox
from ui.pages.settings_typed import unsaved

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

COUNTED = {
    "days": ("驻点", "天"),
    "visits": ("拜访", "次"),
    "enterprises": ("拜访企业", "家"),
    "receptions": ("接待", "批次"),
    "guests": ("接待客商", "人次"),
    "new_leads": ("新增项目", "个"),
    "valid_leads": ("优质项目", "个"),
    "leader_visits": ("县领导活动", "次"),
    "negotiating": ("在谈项目", "个"),
    "signed_count": ("签约项目", "个"),
    "foreign_signed": ("签约外资", "个"),
}


class ScoringPanel(QWidget):
    """The editor at the left, the scores of last month at the right with their working."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._facts: Facts | None = None
        self._reading: Task | None = None
        self._asked = 0
        self._loading = False
        self._saving = Saving(app, self)
        self._kept: Scheme | None = None
        self._rows: list[PostedRow] = []
        self.boxes: list[ItemBox] = []
        line = row(self, spacing=SPACE_M)
        line.addWidget(self._make_editor())
        line.addWidget(self._make_scores(), 1)

    def _make_editor(self) -> Card:
        card = Card(heading="考核方案")
        card.setFixedWidth(440)
        top = row(spacing=SPACE_S)
        self.name = LineEdit()
        self.within = ComboBox(["片区内比较和排名", "全县比较和排名"])
        for words, box, share in (("方案名称", self.name, 3), ("范围", self.within, 2)):
            box.setAccessibleName(words)
            side = column(spacing=4)
            side.addWidget(FieldLabel(words))
            side.addWidget(box)
            top.addLayout(side, share)
        card.body.addLayout(top)
        place = QWidget()
        self.list = column(place, spacing=0)
        self.list.setContentsMargins(0, 0, 8, 0)
        card.body.addWidget(scrolled(place, by_keys=False), 1)
        self.error = ErrorText()
        card.body.addWidget(self.error)
        foot = row(spacing=SPACE_S)
        self.add_box = ComboBox()
        self.add_box.setAccessibleName("加一个考核项")
        self.add_box.activated.connect(self._add)
        self.example = Button("示例方案")
        self.example.clicked.connect(self._load_example)
        self.save_button = Button("保存方案", icon="save")
        self.save_button.clicked.connect(self.save)
        foot.addWidget(self.add_box)
        foot.addStretch(1)
        foot.addWidget(self.example)
        foot.addWidget(self.save_button)
        card.body.addLayout(foot)
        self.name.textChanged.connect(self._edited)
        self.within.currentIndexChanged.connect(self._edited)
        return card

    def _make_scores(self) -> Card:
        self.scores_card = Card()
        self.scores = PlainTable(name="按此方案的得分")
        self.scores.picked.connect(self._pick)
        self.working = Label("", wrap=True)
        self.working.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.scores_card.body.addWidget(self.scores, 1)
        self.scores_card.body.addWidget(Hairline())
        self.scores_card.body.addWidget(self.working)
        return self.scores_card

    # the scheme

    def load(self) -> None:
        """Read the scheme of the book, and last month's facts on another thread; what is being typed stays."""
        typing = unsaved(self.scheme, self._kept)
        self._kept = scheme_of(self._app.book)
        if not typing:
            self._show_scheme(self._kept)
        book, month = self._app.book, month_of(self._app.book.today()).shift(-1)

        def read(task: Task) -> tuple[Task, Facts]:
            with book.read() as session:
                return task, read_facts(session, month, convention_on(book, month.end))

        self._reading = self._app.run(read, self._take_facts, quiet=True)

    def _show_scheme(self, scheme: Scheme) -> None:
        self._loading = True
        self.name.setText(scheme.name)
        self.within.setCurrentIndex(0 if scheme.within == "group" else 1)
        clear(self.list)
        self.boxes = []
        self.list.addStretch(1)
        for item in scheme.items:
            self._take(item)
        self._loading = False
        self._edited()

    def _take(self, item: Item) -> None:
        box = ItemBox(item)
        box.edited.connect(self._edited)
        box.removed.connect(self._remove)
        self.boxes.append(box)
        self.list.insertWidget(self.list.count() - 1, box)

    @Slot(int)
    def _add(self, at: int) -> None:
        key = str(self.add_box.itemData(at) or "")
        if key:
            said, unit = COUNTED[key]
            self._take(Item(key, said, unit, "relative", Decimal(10)))
            self._edited()

    @Slot(object)
    def _remove(self, box: ItemBox) -> None:
        self.boxes.remove(box)
        self.list.removeWidget(box)
        box.hide()
        box.deleteLater()
        self._edited()

    @Slot()
    def _load_example(self) -> None:
        self._show_scheme(EXAMPLE)

    def scheme(self) -> Scheme:
        """The scheme as typed; BadValue."""
        if not self.boxes:
            raise BadValue("考核方案至少要有一个考核项")
        within: Any = "group" if self.within.currentIndex() == 0 else "all"
        name = self.name.text().strip() or "考核方案"
        return scheme_from_json(scheme_to_json(Scheme(name, tuple(box.value() for box in self.boxes), within)))

    @Slot()
    def _edited(self) -> None:
        if self._loading:
            return
        used = {box.item.key for box in self.boxes}
        self.add_box.clear()
        self.add_box.addItem("加考核项", "")
        for key, (said, _unit) in COUNTED.items():
            if key not in used:
                self.add_box.addItem(said, key)
        try:
            scheme = self.scheme()
        except BadValue as wrong:
            self.error.say(str(wrong))
            self.save_button.setEnabled(False)
            return
        self.error.say("")
        self.save_button.setEnabled(scheme != self._kept)
        self._score(scheme)

    @Slot()
    def save(self) -> None:
        """Keep the scheme in the book, as one step."""
        with self._app.guard(self):
            scheme = self.scheme()
            kept = json.loads(scheme_to_json(scheme))
            action = partial(self._app.book.set_setting, SCORING, kept, label="修改考核方案")
            self._saving.save(action, partial(self._saved, scheme), label="正在保存考核方案", said="已保存考核方案")

    def _saved(self, scheme: Scheme, _changes: Changes) -> None:
        self._kept = scheme
        self.save_button.setEnabled(False)

    # the scores

    @Slot(object)
    def _take_facts(self, answer: tuple[Task, Facts]) -> None:
        task, facts = answer
        if task is self._reading:
            self._facts = facts
            self._edited()

    def _score(self, scheme: Scheme) -> None:
        if self._facts is None:
            return
        self._asked += 1
        number, facts = self._asked, self._facts
        self._app.run(lambda _task: (number, facts.month, posted_table(facts, scheme)), self._show_scores, quiet=True)

    @Slot(object)
    def _show_scores(self, answer: tuple[int, MonthRange, list[PostedRow]]) -> None:
        number, month, table = answer
        if number != self._asked:
            return
        self._rows = [one for one in table if one.person is not None]
        self.scores_card.set_heading(f"{month.label}按此方案的得分", f"{len(self._rows)} 人")
        cols = [Col("片区"), Col("驻外干部"), Col("得分", right=True), Col("排名", right=True)]
        rows = []
        for one in self._rows:
            score, rank = Cell(one.score or "", strong=True), Cell(f"{one.rank}")
            rows.append([Cell(one.station), Cell(one.person or ""), score, rank])
        self.scores.set(cols, rows)
        if rows:
            self.scores.selectRow(0)
        self._pick(0)

    @Slot(int)
    def _pick(self, at: int) -> None:
        found = self._rows[at] if 0 <= at < len(self._rows) else None
        self.working.setText(found.working.replace("；", "\n") if found else "上月没有驻外干部，暂时算不出得分")
