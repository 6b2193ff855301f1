"""指标定义: each indicator's numerator, denominator, dates, money, size and cohort, with what that gives this month."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm.bulletin.dataset import Dataset
from crm.bulletin.definitions import COHORTS, CONTRACT, MONEYS, PRESETS, QUANTITIES, Definition
from crm.bulletin.figures import Indicator, indicators
from crm.bulletin.reading import read_facts
from crm.bulletin.settings import Convention, conventions, drop_convention, save_convention
from crm.rules.dates import MonthRange
from crm.rules.indicators import TIERS_OF_100_MILLION, TIERS_OF_SMALL_COUNTIES, read_tiers, said_tiers
from crm.rules.money import format_money, parse_money
from crm.rules.problem import Problem
from crm.rules.stages import BASES
from ui.core.ask import Ask
from ui.core.kit import (
    Button,
    Card,
    ComboBox,
    ErrorText,
    FieldLabel,
    Label,
    LineEdit,
    PrimaryButton,
    Tabs,
    TextEdit,
    column,
    open_at,
    row,
)
from ui.core.tokens import SPACE_M, SPACE_S, SPACE_XL
from ui.core.work import Task
from ui.core.writing import Saving
from ui.grid.plain import Cell, Col, PlainTable

if TYPE_CHECKING:
    from ui.core.app import App

FOLLOWS, NO_RATE = "随总口径", "（不是比率）"
VIEWS = (("indicators", "指标"), ("tiers", "规模档"), ("versions", "历次口径"))
COUNTED = "开工项目、入统项目这样的分子，“同批”只数分母里的项目，“同期”数同一时段的全部项目。"


class IndicatorDialog(QDialog):
    """The indicators of a month as data; nothing is kept until it is saved, as one step."""

    def __init__(self, app: App, parent: QWidget | None, data: Dataset) -> None:
        super().__init__(parent)
        self.app, self.data = app, data
        self.definitions = list(data.convention.definitions)
        self._now = {one.key: one for one in data.indicators}
        self._after: dict[str, Indicator] = dict(self._now)
        self._asked, self._at, self._loading = 0, 0, False
        self.setWindowTitle("指标定义")
        open_at(self, 960, 600)
        outer = column(self, spacing=SPACE_M, margin=SPACE_XL - 4)
        self.tabs = Tabs()
        self.tabs.set_tabs(list(VIEWS))
        self.tabs.chosen.connect(self._choose_view)
        outer.addWidget(self.tabs)
        self.views = QStackedWidget()
        for view in (self._indicators(), self._tiers(), self._versions()):
            self.views.addWidget(view)
        outer.addWidget(self.views, 1)
        self.error = ErrorText()
        outer.addWidget(self.error)
        outer.addLayout(self._foot())
        holds = [self.tabs, self.views, self.since, self.save_button]
        self._saving = Saving(app, self, holds=holds, say=self.error.say_calmly)
        self._connect()
        self._show_rows()
        self._stand(0)

    # the parts

    def _indicators(self) -> QWidget:
        place = QWidget()
        line = row(place, spacing=SPACE_M)
        listed = Card(margin=1)
        self.table = PlainTable(name="指标")
        self.table.picked.connect(self._stand)
        listed.body.addWidget(self.table, 1)
        line.addWidget(listed, 3)
        self.form = Card(heading="怎么算")
        self.form.body.addLayout(self._fields())
        self.form.body.addStretch(1)
        self.add_button, self.drop_button = Button("新增指标", icon="plus"), Button("去掉", icon="trash")
        self.presets_button = Button("恢复默认")
        buttons = row(spacing=SPACE_S)
        for button in (self.add_button, self.drop_button, self.presets_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.form.body.addLayout(buttons)
        line.addWidget(self.form, 2)
        return place

    def _fields(self) -> QVBoxLayout:
        place = column(spacing=4)
        self.name, self.floor = LineEdit(), LineEdit()
        self.floor.setPlaceholderText("随总口径")
        self.numerator, self.denominator = ComboBox(list(QUANTITIES)), ComboBox([NO_RATE, *QUANTITIES])
        self.basis, self.money = ComboBox([FOLLOWS, *BASES]), ComboBox([FOLLOWS, *MONEYS])
        self.cohort = ComboBox(list(COHORTS))
        self.cohort.setToolTip(COUNTED)
        pairs = (
            (("名称", self.name), ("只计多少亿元以上", self.floor)),
            (("分子", self.numerator), ("分母", self.denominator)),
            (("里程碑日期", self.basis), ("金额", self.money)),
        )
        for pair in pairs:
            line = row(spacing=SPACE_S)
            for words, widget in pair:
                line.addLayout(self._field(words, widget), 1)
            place.addLayout(line)
        place.addLayout(self._field("分子的项目范围", self.cohort))
        self.formula = Label("", ink="secondary", wrap=True)
        place.addSpacing(SPACE_S)
        place.addWidget(self.formula)
        return place

    def _field(self, words: str, widget: QWidget) -> QVBoxLayout:
        widget.setAccessibleName(words)
        side = column(spacing=4)
        side.addWidget(FieldLabel(words))
        side.addWidget(widget)
        return side

    def _tiers(self) -> QWidget:
        card = Card(heading="规模档")
        said = "每行一档：名称，空格，从多少亿元起；由大到小，最后一档从 0 起。占比和比率的分档都照此。"
        card.body.addWidget(Label(said, ink="secondary", wrap=True))
        self.tiers = TextEdit()
        self.tiers.setAccessibleName("规模档")
        self.tiers.setPlainText(said_tiers(self.data.convention.tiers))
        card.body.addWidget(self.tiers, 1)
        line = row(spacing=SPACE_S)
        self.large, self.small = Button("亿元档"), Button("小县档")
        line.addWidget(self.large)
        line.addWidget(self.small)
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    def _versions(self) -> QWidget:
        card = Card(heading="历次口径")
        card.body.addWidget(Label("通报用月末那天有效的一版；已发布的各期不受影响。", ink="secondary", wrap=True))
        self.kept = PlainTable(name="历次口径")
        card.body.addWidget(self.kept, 1)
        line = row(spacing=SPACE_S)
        self.forget_button = Button("删去这一版", icon="trash")
        self.forget_button.setAutoDefault(False)
        self.forget_button.clicked.connect(self.forget)
        line.addWidget(self.forget_button)
        line.addStretch(1)
        card.body.addLayout(line)
        self._show_versions()
        return card

    def _foot(self) -> QHBoxLayout:
        line = row(spacing=SPACE_S)
        self.since = ComboBox()
        self.since.setAccessibleName("从何时起执行")
        for value, words in since_offers(self.data.month, self.data.convention.effective_from).items():
            self.since.addItem(words, value)
        self.since.setCurrentIndex(self.since.findData(self.data.convention.effective_from))
        self.close_button, self.save_button = Button("不保存", hint="Esc"), PrimaryButton("保存口径")
        self.close_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        line.addWidget(FieldLabel("从何时起执行"))
        line.addWidget(self.since)
        line.addStretch(1)
        for button in (self.close_button, self.save_button):
            button.setAutoDefault(False)
            line.addWidget(button)
        return line

    def _connect(self) -> None:
        for box in (self.numerator, self.denominator, self.basis, self.money, self.cohort, self.since):
            box.currentIndexChanged.connect(self._edited)
        for edit in (self.name, self.floor, self.tiers):
            edit.textChanged.connect(self._edited)
        self.add_button.clicked.connect(self._add)
        self.drop_button.clicked.connect(self._drop)
        self.presets_button.clicked.connect(self._presets)
        self.large.clicked.connect(lambda: self.tiers.setPlainText(said_tiers(TIERS_OF_100_MILLION)))
        self.small.clicked.connect(lambda: self.tiers.setPlainText(said_tiers(TIERS_OF_SMALL_COUNTIES)))

    # showing

    @Slot(str)
    def _choose_view(self, key: str) -> None:
        self.views.setCurrentIndex([view for view, _ in VIEWS].index(key))

    @Slot(int)
    def _stand(self, at: int) -> None:
        """Show the indicator of a line in the form."""
        if self._loading or not 0 <= at < len(self.definitions):
            return
        own = self.definitions[at]
        self._at, self._loading = at, True
        self.name.setText(own.name)
        self.floor.setText(format_money(own.floor, "亿元") if own.floor else "")
        self.numerator.setCurrentText(own.numerator)
        self.denominator.setCurrentText(own.denominator or NO_RATE)
        self.basis.setCurrentText(own.basis or FOLLOWS)
        self.money.setCurrentText(own.money or FOLLOWS)
        self.cohort.setCurrentText(own.cohort)
        self._loading = False
        self._show_form(own)
        if self.error.text():
            self._edited()

    def _show_form(self, own: Definition) -> None:
        self.formula.setText(own.formula(floor=self.data.convention.rate_floor))
        self.cohort.setEnabled(own.is_rate)
        self.drop_button.setEnabled(own.key not in CONTRACT)
        self.name.setEnabled(own.key not in CONTRACT)

    def _show_rows(self) -> None:
        cols = [Col("指标", stretch=True), Col("现在", right=True), Col("改后", right=True)]
        rows = []
        for own in self.definitions:
            texts = [_figure(found.get(own.key)) for found in (self._now, self._after)]
            changed = texts[0] != texts[1]
            after = Cell(texts[1], strong=changed, tone="info" if changed else None)
            rows.append([Cell(own.name), Cell(texts[0], tone="plain"), after])
        self._loading = True
        self.table.set(cols, rows)
        self.table.selectRow(self._at)
        self._loading = False

    def _show_versions(self) -> None:
        cols = [Col("执行日期", width=160), Col("里程碑", width=90), Col("金额", width=100), Col("指标", stretch=True)]
        self._versions_kept = conventions(self.app.book)
        rows = [
            [
                Cell(own.effective_from or "一直有效"),
                Cell(own.basis),
                Cell(own.money),
                Cell("、".join(one.name for one in own.definitions), tip="\n".join(own.footnote())),
            ]
            for own in self._versions_kept
        ]
        self.kept.set(cols, rows)
        self.forget_button.setEnabled(len(rows) > 1)

    # editing

    def definition(self) -> Definition:
        """The indicator in the form; Problem for a figure that cannot be read."""
        floor = self.floor.text().strip()
        denominator, basis, money = (box.currentText() for box in (self.denominator, self.basis, self.money))
        return dataclasses.replace(
            self.definitions[self._at],
            name=self.name.text().strip(),
            numerator=self.numerator.currentText(),
            denominator="" if denominator == NO_RATE else denominator,
            basis="" if basis == FOLLOWS else basis,
            money="" if money == FOLLOWS else money,
            floor=parse_money(floor, unit="亿元") if floor else 0,
            cohort=self.cohort.currentText(),
        )

    def convention(self) -> Convention:
        """The 口径 as it stands in the dialog; Problem."""
        return dataclasses.replace(
            self.data.convention,
            effective_from=str(self.since.currentData() or ""),
            definitions=tuple(self.definitions),
            tiers=read_tiers(self.tiers.toPlainText()),
        )

    @Slot()
    def _edited(self) -> None:
        if self._loading:
            return
        try:
            own = self.definitions[self._at] = self.definition()
            wanted = self.convention()
        except Problem as wrong:
            self.error.say(str(wrong))
            self.save_button.setEnabled(False)
            return
        self.error.say("")
        self.save_button.setEnabled(True)
        self._show_form(own)
        self._compute(wanted)

    def _compute(self, wanted: Convention) -> None:
        self._asked += 1
        number, month, book = self._asked, self.data.month, self.app.book

        def compute(_task: Task) -> tuple[int, list[Indicator]]:
            with book.read() as session:
                return number, indicators(read_facts(session, month, wanted))

        self.app.run(compute, self._computed, quiet=True)

    @Slot(object)
    def _computed(self, found: tuple[int, Sequence[Indicator]]) -> None:
        if found[0] == self._asked:
            self._after = {one.key: one for one in found[1]}
            self._show_rows()

    @Slot()
    def _add(self) -> None:
        used = {own.key for own in self.definitions}
        key = next(f"own{n}" for n in range(1, 1000) if f"own{n}" not in used)
        self.definitions.append(Definition(key, f"新指标{key.removeprefix('own')}", "开工项目", "签约项目"))
        self._show_rows()
        self._stand(len(self.definitions) - 1)
        self._edited()
        self.name.setFocus()
        self.name.selectAll()

    @Slot()
    def _drop(self) -> None:
        del self.definitions[self._at]
        self._reshown()

    @Slot()
    def _presets(self) -> None:
        self.definitions = list(PRESETS)
        self._reshown()

    def _reshown(self) -> None:
        self._at = min(self._at, len(self.definitions) - 1)
        self._show_rows()
        self._stand(self._at)
        self._edited()

    @Slot()
    def save(self) -> None:
        """Keep the 口径 in the book, as one step."""
        with self.app.guard(self):
            action = partial(save_convention, self.app.book, self.convention())
            done = "已保存指标口径"
            self._saving.save(action, self._saved, label="正在保存指标口径", said=done, failed=self._refused)

    def _saved(self, _changes: object) -> None:
        self.accept()

    def _refused(self, problem: Problem) -> None:
        self.error.say(str(problem))

    @Slot()
    def forget(self) -> None:
        """Leave out the version of the line, as one step."""
        at = max(self.kept.currentIndex().row(), 0)
        action = partial(drop_convention, self.app.book, self._versions_kept[at].effective_from)
        self._saving.save(action, self._forgotten, label="正在删去一版口径", failed=self._refused)

    def _forgotten(self, _changes: object) -> None:
        self._show_versions()

    def reject(self) -> None:
        """Close; where the book is waited for, wait no longer."""
        self._saving.leave(super().reject)

    @classmethod
    def ask(cls, app: App, parent: QWidget | None, data: Dataset) -> None:
        """Show the definitions until they are saved or left."""
        Ask.run(cls(app, parent, data))


def since_offers(month: MonthRange, kept: str) -> dict[str, str]:
    """The days from which a 口径 may hold: value -> words."""
    offers = {"": "一直有效", f"{month.year}-01-01": f"自{month.year}年1月1日起"}
    offers[month.start.isoformat()] = f"自{month.label}1日起"
    return {**offers, kept: offers.get(kept, f"自{kept}起")}


def _figure(one: Indicator | None) -> str:
    from crm.bulletin.saying import said

    return "—" if one is None else said(one, one.cumulative)
