"""文字模板: what the bulletin's words look like with an edited template, before it is taken into use."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm.bulletin.dataset import Dataset
from crm.bulletin.month import replace_file
from crm.bulletin.placeholders import Placeholder, placeholders
from crm.bulletin.prose import Wording, worded
from crm.bulletin.templates import KINDS, Template, adopt, from_file, template_of, use, versions
from crm.bulletin.vocabulary import vocabulary
from crm.rules.problem import Problem
from ui.core.ask import Ask
from ui.core.files import Files
from ui.core.kit import (
    Button,
    Card,
    ErrorText,
    Label,
    PrimaryButton,
    SearchBox,
    Tabs,
    column,
    row,
    scrolled,
)
from ui.core.linked import LinkedText
from ui.core.tokens import SPACE_M, SPACE_S, SPACE_XL
from ui.grid.plain import Cell, Col, PlainTable

if TYPE_CHECKING:
    from ui.core.app import App

WORD = "Word 文档 (*.docx)"
_HINT = {
    "paragraph": "印在总览和“主要指标”表下面的一段话。各段连成一段。",
    "document": "通报的 Word 正文。段落、字体和页面照模板；单独一段的 {{ 表.主要指标 }} 处放表格。",
}


class TemplateDialog(QDialog):
    """The two templates: exported, edited in Word, loaded back, looked at with the month's figures, then adopted."""

    def __init__(self, app: App, parent: QWidget | None, data: Dataset) -> None:
        super().__init__(parent)
        self.app, self.data = app, data
        self.kind = "paragraph"
        self.candidate: Template | None = None
        self._words: list[Placeholder] = placeholders(vocabulary(data))
        self.setWindowTitle("文字模板")
        self.resize(1040, 640)
        outer = column(self, spacing=SPACE_M, margin=SPACE_XL - 4)
        outer.addLayout(self._head())
        middle = row(spacing=SPACE_M)
        middle.addWidget(self._preview(), 3)
        middle.addWidget(self._list(), 2)
        outer.addLayout(middle, 1)
        outer.addLayout(self._foot())
        self._choose(self.kind)

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
        card = Card(heading="可用的占位符", count=str(len(self._words)))
        self.search = SearchBox("找占位符")
        self.search.textChanged.connect(self._show_words)
        self.words = PlainTable(name="可用的占位符")
        self.words.opened.connect(self._copy)
        card.body.addWidget(self.search)
        card.body.addWidget(self.words, 1)
        card.body.addWidget(Label("点一行复制，粘贴到 Word 里。", type="note", ink="secondary"))
        self._show_words("")
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
        self._show()

    def _show(self) -> None:
        """The template in use, or the one loaded and not yet taken into use, filled with the month."""
        new = self.candidate
        template = new or template_of(self.app.book, self.kind)
        month = self.data.month.label
        self.card.set_heading(f"载入的“{template.name}”（{month}）" if new else f"正在使用的模板（{month}）")
        self.error.say("")
        fits = False
        try:
            self._show_words_of(worded(self.data, template))
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
            [(f"〔表：{line.table}〕", "")]
            if line.table
            else [(piece.text, piece.key * (piece.key in self.data.behind)) for piece in line.pieces]
            for line in wording.lines
        ]
        self.text.show_lines(lines)

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

    def _start(self, name: str) -> Path:
        kept = self.app.settings.get("bulletin_folder")
        return (Path(str(kept)) if kept else self.app.book.path.parent) / name

    @Slot()
    def export(self) -> None:
        """Write the template in use as a Word document."""
        name = f"{KINDS[self.kind]}模板.docx"
        path = Files.to_save(self, "导出模板", start=self._start(name), kinds=WORD)
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".docx")
        with self.app.guard(self):
            content = template_of(self.app.book, self.kind).content
            replace_file(path, partial(_write, content))
            self.state.setText(f"已导出 {path.name}，用 Word 或 WPS 改好后再载入")

    @Slot()
    def load(self) -> None:
        """Read an edited template and show what it gives; it is not yet in use."""
        path = Files.to_open(self, "载入改好的模板", start=self._start(""), kinds=WORD)
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
            with self.app.guard(self):
                adopt(self.app.book, self.candidate)
                self._drop()
                self.app.message.emit(f"已更换{KINDS[self.kind]}模板")

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
        with self.app.guard(self):
            use(self.app.book, self.kind, number)
            self._drop()

    @classmethod
    def ask(cls, app: App, parent: QWidget | None, data: Dataset) -> None:
        """Show the templates until they are closed."""
        Ask.run(cls(app, parent, data))


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _told(template: Template) -> str:
    if not template.number:
        return "正在使用默认模板"
    return f"正在使用第{template.number}版“{template.name}”　{template.at[:10]} {template.who}"


def _advice(fits: bool) -> str:
    return "预览无误再采用；采用后可以撤销" if fits else "请在 Word 里改正上面指出的一段，再载入"
