"""The warning lights as data: when each turns 黄 and 红, with what that gives this month."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from crm.bulletin.facts import Facts
from crm.bulletin.figures import indicators
from crm.bulletin.findings import Finding, findings
from crm.bulletin.reading import read_facts
from crm.bulletin.settings import LIGHTS, convention_on, lights_of
from crm.rules.dates import month_of
from crm.rules.lights import PRESET_SETS, PRESETS, Colour, LightRule, rule_from_json, rule_to_json
from crm.rules.numbers import parse_decimal
from crm.rules.problem import BadValue
from ui.core.kit import Button, Card, ErrorText, Label, LineEdit, column, row
from ui.core.tokens import SPACE_M, SPACE_S, Tone
from ui.core.work import Task
from ui.core.writing import Saving
from ui.grid.plain import Cell, Col, PlainTable
from ui.pages.settings_typed import plain, unsaved

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

MEANS = {
    "start": ("约定开工月份过后仍未开工", "个月"),
    "pace": ("完成率落后时间进度", "个百分点"),
    "register": ("开工后仍未入统", "个月"),
    "idle": ("没有任何进展", "个月"),
}
CONCERNED = ("已签约超期未开工", "开工超期未入统", "无进展")
_EDITOR = 420


class LightsPanel(QWidget):
    """One line a light; a blank 红 never turns red."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._facts: Facts | None = None
        self._reading: Task | None = None
        self._kept: dict[str, LightRule] | None = None
        self._asked = 0
        self._loading = False
        self._saving = Saving(app, self)
        self.edits: dict[str, tuple[LineEdit, LineEdit]] = {}
        line = row(self, spacing=SPACE_M)
        side = column(spacing=SPACE_M)
        side.addWidget(self._make_editor())
        side.addStretch(1)
        line.addLayout(side)
        line.addWidget(self._make_result(), 1)

    def _make_editor(self) -> Card:
        card = Card(heading="预警亮灯")
        card.setFixedWidth(_EDITOR)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_S)
        grid.setVerticalSpacing(SPACE_S)
        for at, words in enumerate(("", "什么情况", "黄灯从", "红灯从", "")):
            grid.addWidget(Label(words, type="note", ink="secondary"), 0, at)
        for at, (key, (means, unit)) in enumerate(MEANS.items(), 1):
            boxes = (LineEdit(), LineEdit())
            for word, box in zip(("黄灯", "红灯"), boxes, strict=True):
                box.setFixedWidth(52)
                box.setAlignment(Qt.AlignmentFlag.AlignRight)
                box.setAccessibleName(f"{PRESETS[key].name}{word}")
                box.textChanged.connect(self._edited)
            boxes[1].setPlaceholderText("不亮")
            self.edits[key] = boxes
            grid.addWidget(Label(PRESETS[key].name), at, 0)
            grid.addWidget(Label(means, ink="secondary"), at, 1)
            grid.addWidget(boxes[0], at, 2)
            grid.addWidget(boxes[1], at, 3)
            grid.addWidget(Label(unit, ink="secondary"), at, 4)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        said = "开工从 0 起，是约定的当月还没开工就亮黄灯；序时超过红灯的数才亮红灯，正好等于仍是黄灯。"
        card.body.addWidget(Label(said, type="note", ink="secondary", wrap=True))
        self.error = ErrorText()
        card.body.addWidget(self.error)
        foot = row(spacing=SPACE_S)
        foot.addStretch(1)
        self.presets = {name: Button(f"{name}预设") for name in PRESET_SETS}
        for name, button in self.presets.items():
            button.clicked.connect(partial(self.load_presets, name))
        self.save_button = Button("保存亮灯规则", icon="save")
        self.save_button.clicked.connect(self.save)
        for button in self.presets.values():
            foot.addWidget(button)
        foot.addWidget(self.save_button)
        card.body.addLayout(foot)
        return card

    def _make_result(self) -> Card:
        self.result = Card(heading="按此规则亮灯的项目")
        self.none = Label("没有亮灯的项目", ink="secondary")
        self.table = PlainTable(name="按此规则亮灯的项目")
        self.table.opened.connect(self._open)
        self.result.body.addWidget(self.none)
        self.result.body.addWidget(self.table, 1)
        self.detail = Label("", ink="secondary", wrap=True)
        self.result.body.addWidget(self.detail)
        self.table.picked.connect(self._pick)
        return self.result

    @Slot(object)
    def _open(self, record: int) -> None:
        self._app.open_record("leads", record)

    def load(self) -> None:
        """Read the rules of the book, and this month's facts on another thread; what is being typed stays."""
        typing = unsaved(self.rules, self._kept)
        self._kept = lights_of(self._app.book)
        if not typing:
            self._show_rules(self._kept)
        book, month = self._app.book, month_of(self._app.book.today())

        def read(task: Task) -> tuple[Task, Facts]:
            with book.read() as session:
                return task, read_facts(session, month, convention_on(book, month.end))

        self._reading = self._app.run(read, self._take_facts, quiet=True)

    def _show_rules(self, rules: dict[str, LightRule]) -> None:
        self._loading = True
        for key, (yellow, red) in self.edits.items():
            rule = rules[key]
            yellow.setText(plain(rule.yellow))
            red.setText("" if rule.red is None else plain(rule.red))
        self._loading = False
        self._edited()

    def load_presets(self, name: str) -> None:
        """Fill in one of the sets of rules; kept only when it is saved."""
        self._show_rules(dict(PRESET_SETS[name]))

    def rules(self) -> dict[str, LightRule]:
        """The rules as typed; BadValue."""
        found = {}
        for key, (yellow, red) in self.edits.items():
            preset = PRESETS[key]
            limit: Decimal | None = parse_decimal(red.text()) if red.text().strip() else None
            rule = LightRule(key, preset.name, parse_decimal(yellow.text()), limit)
            found[key] = rule_from_json(rule_to_json(rule))
        return found

    @Slot()
    def _edited(self) -> None:
        if self._loading:
            return
        try:
            rules = self.rules()
        except BadValue as wrong:
            self.error.say(str(wrong))
            self.save_button.setEnabled(False)
            return
        self.error.say("")
        self.save_button.setEnabled(rules != self._kept)
        self._judge(rules)

    @Slot()
    def save(self) -> None:
        """Keep the rules in the book, as one step."""
        with self._app.guard(self):
            rules = self.rules()
            kept = {key: json.loads(rule_to_json(rule)) for key, rule in rules.items()}
            action = partial(self._app.book.set_setting, LIGHTS, kept, label="修改亮灯规则")
            self._saving.save(action, partial(self._saved, rules), label="正在保存亮灯规则", said="已保存亮灯规则")

    def _saved(self, rules: dict[str, LightRule], _changes: Changes) -> None:
        self._kept = rules
        self.save_button.setEnabled(False)

    # what that gives

    @Slot(object)
    def _take_facts(self, answer: tuple[Task, Facts]) -> None:
        task, facts = answer
        if task is self._reading:
            self._facts = facts
            self._edited()

    def _judge(self, rules: dict[str, LightRule]) -> None:
        if self._facts is None:
            return
        self._asked += 1
        number, facts = self._asked, self._facts

        def judge(_task: Task) -> tuple[int, list[Finding]]:
            return number, [f for f in findings(facts, indicators(facts), rules) if f.kind in CONCERNED]

        self._app.run(judge, self._show, quiet=True)

    @Slot(object)
    def _show(self, answer: tuple[int, list[Finding]]) -> None:
        number, found = answer
        if number != self._asked:
            return
        red = [f for f in found if f"{Colour.RED}灯" in f.detail]
        self.result.set_heading("按此规则亮灯的项目", f"红 {len(red)}   黄 {len(found) - len(red)}")
        cols = [Col("灯", width=52), Col("情况", width=124), Col("项目", stretch=True), Col("说明", stretch=True)]
        rows = []
        for one in sorted(found, key=lambda f: f not in red):
            tone: Tone = "bad" if one in red else "warn"
            word = str(Colour.RED if one in red else Colour.YELLOW)
            rows.append(
                [
                    Cell(word, tone=tone, pill=True),
                    Cell(one.kind),
                    Cell(one.subject, key=one.ids[0] if one.ids else None, tip=one.subject),
                    Cell(one.detail.removeprefix(f"{word}灯，"), tip=one.detail, tone="plain"),
                ]
            )
        self.table.set(cols, rows)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self.table.selectRow(0)
        self._pick(0)

    @Slot(int)
    def _pick(self, at: int) -> None:
        rows = self.table.plain.rows
        self.detail.setText(rows[at][-1].tip if 0 <= at < len(rows) else "")
