"""The scoring scheme as data: items, tiers and points to edit, with last month's staff scored as one types."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.bulletin.facts import Facts
from crm.bulletin.posted import PostedRow, posted_table
from crm.bulletin.reading import read_facts
from crm.bulletin.settings import SCORING, convention_on, scheme_of
from crm.rules.dates import MonthRange, month_of
from crm.rules.numbers import parse_decimal
from crm.rules.problem import BadValue
from crm.rules.scoring import EXAMPLE, Band, Item, Scheme, scheme_from_json, scheme_to_json
from ui.core.kit import (
    Button,
    Card,
    ComboBox,
    ErrorText,
    FieldLabel,
    Hairline,
    IconButton,
    Label,
    LineEdit,
    LinkButton,
    clear,
    column,
    row,
    scrolled,
)
from ui.core.tokens import SPACE_M, SPACE_S
from ui.core.work import Task
from ui.core.writing import Saving
from ui.grid.plain import Cell, Col, PlainTable
from ui.pages.settings_typed import plain, unsaved

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
KINDS = {"banded": "分档", "relative": "比最高", "each": "按个数"}
NOTES = {
    "banded": "落在哪一档得哪一档的分",
    "relative": "本人 ÷ 组内最多 × 分值",
    "each": "每一个加这么多分",
}


class BandLine(QWidget):
    """One tier: from so many up, so many points; or as many as there are, more or less."""

    edited = Signal()
    removed = Signal(object)

    def __init__(self, band: Band, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = row(self, spacing=SPACE_S - 2)
        line.setContentsMargins(20, 0, 0, 0)
        self.floor, self.points = LineEdit(plain(band.at_least)), LineEdit()
        self.by_count = ComboBox(["得", f"按{unit}数加减"])
        self.by_count.setCurrentIndex(0 if band.points is not None else 1)
        self.points.setText(plain(band.points if band.points is not None else band.offset))
        for words, box in (("这一档从多少起", self.floor), ("这一档得多少分", self.points)):
            box.setFixedWidth(56)
            box.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.setAccessibleName(words)
            box.textChanged.connect(self.edited)
        self.by_count.currentIndexChanged.connect(self.edited)
        self.by_count.setFixedWidth(126)
        cross = IconButton("close", "去掉这一档")
        cross.clicked.connect(self._remove)
        line.addWidget(self.floor)
        line.addWidget(Label(f"{unit}及以上", ink="secondary"))
        line.addWidget(self.by_count)
        line.addWidget(self.points)
        line.addWidget(Label("分", ink="secondary"))
        line.addStretch(1)
        line.addWidget(cross)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self)

    def band(self) -> Band:
        """The tier as typed; BadValue."""
        number = parse_decimal(self.points.text())
        floor = parse_decimal(self.floor.text())
        return Band(floor, number) if self.by_count.currentIndex() == 0 else Band(floor, None, number)


class ItemBox(QWidget):
    """One item of the scheme."""

    edited = Signal()
    removed = Signal(object)

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        outer = column(self, spacing=4)
        outer.setContentsMargins(0, 6, 0, 6)
        line = row(spacing=SPACE_S)
        self.said, self.points = LineEdit(item.said), LineEdit(plain(item.points))
        self.said.setAccessibleName("考核项")
        self.points.setAccessibleName(f"{item.said} 分值")
        self.kind = ComboBox(list(KINDS.values()))
        self.kind.setAccessibleName(f"{item.said} 计分方式")
        self.kind.setCurrentIndex(list(KINDS).index(item.kind))
        self.kind.setFixedWidth(92)
        self.points.setFixedWidth(56)
        self.points.setAlignment(Qt.AlignmentFlag.AlignRight)
        cross = IconButton("close", f"去掉{item.said}")
        cross.clicked.connect(self._remove)
        line.addWidget(self.said, 1)
        line.addWidget(self.kind)
        line.addWidget(self.points)
        line.addWidget(Label("分", ink="secondary"))
        line.addWidget(cross)
        outer.addLayout(line)
        self.note = Label("", type="note", ink="secondary")
        outer.addWidget(self.note)
        self.bands: list[BandLine] = []
        self.place = column(spacing=4)
        outer.addLayout(self.place)
        self.more = LinkButton("加一档", icon="plus", role="accent")
        self.more.clicked.connect(self._add_band)
        outer.addWidget(self.more)
        for band in item.bands:
            self._take_band(band)
        self.said.textChanged.connect(self.edited)
        self.points.textChanged.connect(self.edited)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self._show_kind()

    def _take_band(self, band: Band) -> None:
        line = BandLine(band, self.item.unit)
        line.edited.connect(self.edited)
        line.removed.connect(self._remove_band)
        self.bands.append(line)
        self.place.addWidget(line)

    @Slot()
    def _add_band(self) -> None:
        self._take_band(Band(Decimal(0), Decimal(0)))
        self.edited.emit()

    @Slot(object)
    def _remove_band(self, line: BandLine) -> None:
        self.bands.remove(line)
        self.place.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.edited.emit()

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self)

    @Slot()
    def _kind_changed(self) -> None:
        self._show_kind()
        if self._chosen() == "banded" and not self.bands:
            self._add_band()
        self.edited.emit()

    def _chosen(self) -> str:
        return list(KINDS)[self.kind.currentIndex()]

    def _show_kind(self) -> None:
        kind = self._chosen()
        self.note.setText(f"{NOTES[kind]}，单位{self.item.unit}")
        self.more.setVisible(kind == "banded")
        for line in self.bands:
            line.setVisible(kind == "banded")

    def value(self) -> Item:
        """The item as typed; BadValue."""
        said = self.said.text().strip()
        if not said:
            raise BadValue("每个考核项都要有名称")
        kind = cast(Any, self._chosen())
        bands = tuple(line.band() for line in self.bands) if kind == "banded" else ()
        return replace(self.item, said=said, kind=kind, points=parse_decimal(self.points.text()), bands=bands)


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
