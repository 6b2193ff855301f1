"""文字模板: what the words of a paper look like with an edited template, before it is taken into use."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm.bulletin.narrative import Narrative, fitting
from crm.bulletin.papers import PAPERS, example_day, narrative_of
from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers.spans import span_words
from crm.bulletin.placeholders import Placeholder, placeholders
from crm.bulletin.prose import Wording
from crm.bulletin.templates import KINDS, Template, adopt, from_file, template_of, use, versions
from crm.rules.problem import Problem
from crm.store.save import replaced
from ui.core.ask import Ask
from ui.core.files import Files, ending
from ui.core.kit import (
    Button,
    Card,
    ErrorText,
    Label,
    PrimaryButton,
    SearchBox,
    Tabs,
    column,
    open_at,
    row,
    scrolled,
)
from ui.core.linked import LinkedText
from ui.core.tokens import SPACE_M, SPACE_S, SPACE_XL
from ui.core.work import Task
from ui.core.writing import Saving
from ui.grid.plain import Cell, Col, PlainTable

if TYPE_CHECKING:
    from ui.core.app import App

WORD = "Word 文档 (*.docx)"
_HINT = {
    "paragraph": "印在总览和“主要指标”表下面的一段话。各段连成一段。",
    "document": "通报的 Word 正文。段落、字体和页面照模板；单独一段的 {{ 表.主要指标 }} 处放表格。",
    "ranking": "季度排名通报的 Word 正文。片区、单位、人员的名次和表格按本季度的数填。",
    "summary": "半年和年度总结的 Word 正文。从一月到所选月份的数；做法和亮点可以写进模板。",
    "daily": "快报的 Word 正文。项目动态、拜访接待、次日跟进逐条列出，一条一段。",
    "weekly": "周报的 Word 正文。按片区列出每次拜访和接待；{{ 条.照片卡 }} 处放照片卡。",
}
_Read = tuple[str, dt.date, Narrative]


class TemplateDialog(QDialog):
    """The templates: exported, edited in Word, loaded back, looked at with the figures of a span, then adopted."""

    def __init__(self, app: App, parent: QWidget | None, day: dt.date, kind: str = "paragraph") -> None:
        super().__init__(parent)
        self.app, self.kind = app, kind
        self.candidate: Template | None = None
        self._day = day
        self._readings = Readings(app.book)
        self._told: dict[str, tuple[dt.date, Narrative]] = {}
        self._words: list[Placeholder] = []
        self._task: Task | None = None
        self.setWindowTitle("文字模板")
        open_at(self, 1040, 640)
        outer = column(self, spacing=SPACE_M, margin=SPACE_XL - 4)
        outer.addLayout(self._head())
        middle = row(spacing=SPACE_M)
        middle.addWidget(self._preview(), 3)
        middle.addWidget(self._list(), 2)
        outer.addLayout(middle, 1)
        outer.addLayout(self._foot())
        holds = [self.tabs, self.load_button, self.versions_button, self.drop_button, self.adopt_button]
        self._saving = Saving(app, self, holds=holds, say=self._say_waiting)
        self.tabs.set_current(kind)
        self._choose(kind)

    # the parts

    def _head(self) -> QVBoxLayout:
        place = column(spacing=SPACE_S)
        line = row(spacing=SPACE_S)
        self.tabs = Tabs()
        self.tabs.set_tabs(list(KINDS.items()))
        self.tabs.chosen.connect(self._choose)
        self.export_button = Button("导出模板", icon="export")
        self.load_button = Button("载入改好的模板", icon="import")
        self.versions_button = Button("换一版", icon="history")
        self.export_button.clicked.connect(self.export)
        self.load_button.clicked.connect(self.load)
        self.versions_button.clicked.connect(self._open_versions)
        line.addWidget(self.tabs)
        line.addStretch(1)
        for button in (self.export_button, self.load_button, self.versions_button):
            line.addWidget(button)
        place.addLayout(line)
        self.hint = Label("", ink="secondary", wrap=True)
        place.addWidget(self.hint)
        return place

    def _preview(self) -> Card:
        self.card = Card()
        self.text = LinkedText()
        self.text.opened.connect(self._look_up)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.error = ErrorText()
        self.card.body.addWidget(self.error)
        inside = QWidget()
        lines = column(inside, spacing=0)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.addWidget(self.text)
        lines.addStretch(1)
        self.card.body.addWidget(scrolled(inside), 1)
        return self.card

    def _list(self) -> Card:
        self.words_card = card = Card(heading="可用的占位符")
        self.search = SearchBox("找占位符")
        self.search.textChanged.connect(self._show_words)
        self.words = PlainTable(name="可用的占位符")
        self.words.opened.connect(self._copy)
        card.body.addWidget(self.search)
        card.body.addWidget(self.words, 1)
        card.body.addWidget(
            Label("点一行复制，粘贴到 Word 里；点左边的数，找印它的占位符。", type="note", ink="secondary")
        )
        return card

    def _foot(self) -> QHBoxLayout:
        line = row(spacing=SPACE_S)
        self.state = Label("", ink="secondary")
        self.close_button = Button("关闭", hint="Esc")
        self.drop_button = Button("不采用")
        self.adopt_button = PrimaryButton("采用这个模板")
        self.close_button.clicked.connect(self.reject)
        self.drop_button.clicked.connect(self._drop)
        self.adopt_button.clicked.connect(self.adopt)
        line.addWidget(self.state, 1)
        for button in (self.close_button, self.drop_button, self.adopt_button):
            button.setAutoDefault(False)
            line.addWidget(button)
        return line

    # showing

    @Slot(str)
    def _choose(self, kind: str) -> None:
        self.kind = kind
        self.candidate = None
        self.hint.setText(_HINT[kind])
        self.search.clear()
        if kind not in self._told:
            self._read(kind)
        self._show()
        self._list_words()

    def _read(self, kind: str) -> None:
        """Read the figures of a kind's span on another thread; what months they share is read once."""
        book, readings, wanted = self.app.book, self._readings, self._day

        def read(task: Task) -> _Read:
            day = example_day(book, kind, wanted)
            return kind, day, narrative_of(readings, kind, day, task.report)

        self._stop()
        self._task = self.app.run(read, self._take, quiet=True)

    @Slot(object)
    def _take(self, found: _Read) -> None:
        kind, day, told = found
        self._told[kind] = (day, told)
        if kind == self.kind:
            self._task = None
            self._show()
            self._list_words()

    def _list_words(self) -> None:
        self._words = placeholders(self._told[self.kind][1].words) if self.kind in self._told else []
        self.words_card.set_heading("可用的占位符", str(len(self._words) or ""))
        self._show_words(self.search.text())

    def _show(self) -> None:
        """The template in use, or the one loaded and not yet taken into use, filled with the figures of its span."""
        new = self.candidate
        template = new or template_of(self.app.book, self.kind)
        day, told = self._told.get(self.kind, (self._day, None))
        paper = PAPERS.get(self.kind)
        span = span_words(paper.period if paper else "month", day)
        self.card.set_heading(f"载入的“{template.name}”（{span}）" if new else f"正在使用的模板（{span}）")
        self.error.say("")
        fits = False
        try:
            if told is None:
                self.text.show_lines([[("正在读取数据", "")]])
            else:
                self._show_words_of(fitting(told, template))
                fits = True
        except Problem as wrong:
            self.error.say(str(wrong))
            self.text.show_lines([])
        for button in (self.drop_button, self.adopt_button):
            button.setVisible(new is not None)
        self.close_button.setVisible(new is None)
        self.adopt_button.setEnabled(fits)
        self.state.setText(_told(template) if new is None else _advice(fits))

    def _show_words_of(self, wording: Wording) -> None:
        lines = [
            [(f"〔表：{line.table.partition('/')[0]}〕", "")]
            if line.table
            else [(piece.text, piece.text * bool(piece.key)) for piece in line.pieces]
            for line in wording.lines
        ]
        self.text.show_lines(lines)

    @Slot(str)
    def _look_up(self, printed: str) -> None:
        """Narrow the list to the placeholders that print what was clicked."""
        self.search.setText(printed)

    @Slot(str)
    def _show_words(self, wanted: str) -> None:
        found = [w for w in self._words if wanted.strip() in w.name or wanted.strip() in w.now]
        cols = [Col("占位符", width=190), Col("现在印出来", stretch=True)]
        self.words.set(cols, [[Cell(w.name, key=w.code, tip=w.code), Cell(w.now, tip=w.now)] for w in found])

    @Slot(object)
    def _copy(self, code: str) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(code)
        self.state.setText(f"已复制 {code}")

    # the commands

    @Slot()
    def export(self) -> None:
        """Write the template in use as a Word document."""
        path = export_template(self.app, self, self.kind)
        if path is not None:
            self.state.setText(f"已导出 {path.name}，用 Word 或 WPS 改好后再载入")

    @Slot()
    def load(self) -> None:
        """Read an edited template and show what it gives; it is not yet in use."""
        path = Files.to_open(self, "载入改好的模板", start=_start(self.app, ""), kinds=WORD)
        if path is not None:
            kind, chosen = self.kind, path
            self.app.run(lambda _task: from_file(kind, chosen), self._loaded, failed=self._not_loaded, quiet=True)

    @Slot(object)
    def _loaded(self, template: Template) -> None:
        if template.kind == self.kind:
            self.candidate = template
            self._show()

    @Slot(object)
    def _not_loaded(self, problem: Problem) -> None:
        self.app.show_problem(problem, self)

    @Slot()
    def adopt(self) -> None:
        """Take the loaded template into use, as one step."""
        if self.candidate is not None:
            action, said = partial(adopt, self.app.book, self.candidate), f"已更换{KINDS[self.kind]}模板"
            self._saving.save(action, self._used, label="正在更换模板", said=said)

    def _used(self, _written: object) -> None:
        self._drop()

    def _say_waiting(self, words: str) -> None:
        if words:
            self.state.setText(words)
        else:
            self._show()

    @Slot()
    def _drop(self) -> None:
        self.candidate = None
        self._show()

    @Slot()
    def _open_versions(self) -> None:
        button = self.versions_button
        self.menu().popup(button.mapToGlobal(QPoint(0, button.height())))

    def menu(self) -> QMenu:
        """The versions in the book and the product's own; the one in use is ticked."""
        now = template_of(self.app.book, self.kind).number
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in versions(self.app.book, self.kind):
            self._entry(menu, f"第{one.number}版　{one.name}　{one.at[:10]} {one.who}", one.number, now)
        self._entry(menu, "默认模板", 0, now)
        return menu

    def _entry(self, menu: QMenu, words: str, number: int, now: int) -> None:
        action = menu.addAction(words, partial(self._use, number))
        action.setCheckable(True)
        action.setChecked(number == now)

    def _use(self, number: int) -> None:
        self._saving.save(partial(use, self.app.book, self.kind, number), self._used, label="正在更换模板")

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def reject(self) -> None:
        """Stop what is being read before closing; where the book is waited for, wait no longer."""
        self._saving.leave(self._close)

    def _close(self) -> None:
        self._stop()
        super().reject()

    @classmethod
    def ask(cls, app: App, parent: QWidget | None, day: dt.date, kind: str = "paragraph") -> None:
        """Show the templates until they are closed, filled with the spans that the day lies in."""
        Ask.run(cls(app, parent, day, kind))


def export_template(app: App, parent: QWidget, kind: str) -> Path | None:
    """Write the template in use as a Word document where the user says; returns the file."""
    path = Files.to_save(parent, "导出模板", start=_start(app, f"{KINDS[kind]}模板.docx"), kinds=WORD)
    if path is None:
        return None
    path = ending(path, ".docx")
    with app.guard(parent):
        replaced(path, partial(_write, template_of(app.book, kind).content))
        return path
    return None


def _start(app: App, name: str) -> Path:
    kept = app.settings.get("bulletin_folder")
    return (Path(str(kept)) if kept else app.book.path.parent) / name


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _told(template: Template) -> str:
    if not template.number:
        return "正在使用默认模板"
    return f"正在使用第{template.number}版“{template.name}”　{template.at[:10]} {template.who}"


def _advice(fits: bool) -> str:
    return "预览无误再采用；采用后可以撤销" if fits else "请在 Word 里改正上面指出的一段，再载入"
