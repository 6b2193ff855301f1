"""其他报表: choose a paper and the span it is of, write it, open what was written."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crm.bulletin.let_out import Unsound
from crm.bulletin.papers import PAPERS, Paper
from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers.spans import Span, span_words, spans
from crm.rules.problem import Problem
from ui.core.ask import Ask
from ui.core.files import Files
from ui.core.kit import (
    Bar,
    Button,
    Card,
    ComboBox,
    Elided,
    FieldLabel,
    Hairline,
    Label,
    LinkButton,
    PrimaryButton,
    clear,
    column,
    open_at,
    row,
)
from ui.core.tokens import ROW_COMFORTABLE, SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from ui.core.work import Task
from ui.core.writing import patient
from ui.dialogs.override import OverrideDialog

if TYPE_CHECKING:
    from ui.core.app import App

FOLDER = "bulletin_folder"
_LIST_WIDTH = 344
_KINDS = {".xlsx": "Excel 工作簿", ".docx": "Word 文档"}
_ASKED = {"day": "哪一天", "week": "哪一周", "month": "哪个月", "quarter": "哪个季度", "year": "截至哪个月"}


class PapersDialog(QDialog):
    """The office's other papers at the left; at the right what one holds, its span, its folder, and 生成."""

    def __init__(self, app: App, parent: QWidget | None, day: dt.date) -> None:
        super().__init__(parent)
        self.app = app
        self._day = day
        self._task: Task | None = None
        self._spans: list[Span] = []
        self._readings = Readings(app.book)
        app.changed.connect(self._read_anew)
        kept = app.settings.get(FOLDER)
        self.folder = Path(str(kept)) if kept else app.book.path.parent
        self.setWindowTitle("其他报表")
        open_at(self, 880, 520)
        outer = column(self, spacing=SPACE_M, margin=SPACE_XL - 4)
        middle = row(spacing=SPACE_XL)
        middle.addWidget(self._list())
        middle.addLayout(self._detail(), 1)
        outer.addLayout(middle, 1)
        outer.addWidget(Hairline())
        outer.addLayout(self._foot())
        self.papers.currentRowChanged.connect(self._chosen)
        self.papers.setCurrentRow(0)

    # the parts

    def _list(self) -> Card:
        self.papers = QListWidget()
        self.papers.setProperty("lines", True)
        self.papers.setAccessibleName("报表")
        self.papers.setFixedWidth(_LIST_WIDTH)
        for key, paper in PAPERS.items():
            item = QListWidgetItem(paper.label)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(_LIST_WIDTH - SPACE_L, ROW_COMFORTABLE))
            self.papers.addItem(item)
        card = Card(margin=SPACE_S)
        card.body.addWidget(self.papers)
        return card

    def _detail(self) -> QVBoxLayout:
        place = column(spacing=SPACE_S)
        self.name = Label("", type="section", wrap=True)
        self.about = Label("", ink="secondary", wrap=True)
        self.asked = FieldLabel("")
        self.span = ComboBox()
        self.kinds = Label("")
        self.where = Elided(str(self.folder))
        self.other_button = Button("换文件夹…")
        self.other_button.clicked.connect(self._other_folder)
        place.addWidget(self.name)
        place.addWidget(self.about)
        place.addSpacing(SPACE_M)
        place.addWidget(self.asked)
        place.addWidget(self.span)
        place.addSpacing(SPACE_S)
        place.addWidget(FieldLabel("文件"))
        place.addWidget(self.kinds)
        place.addSpacing(SPACE_S)
        place.addWidget(FieldLabel("存到"))
        line = row(spacing=SPACE_S)
        line.addWidget(self.where, 1)
        line.addWidget(self.other_button)
        place.addLayout(line)
        place.addSpacing(SPACE_L)
        self.bar = Bar()
        self.bar.hide()
        place.addWidget(self.bar)
        self.written = column(spacing=SPACE_S)
        place.addLayout(self.written)
        place.addStretch(1)
        return place

    def _foot(self) -> QHBoxLayout:
        line = row(spacing=SPACE_S)
        self.state = Label("", ink="secondary", wrap=True)
        self.close_button = Button("关闭", hint="Esc")
        self.stop_button = Button("停止")
        self.write_button = PrimaryButton("生成")
        self.close_button.clicked.connect(self.reject)
        self.stop_button.clicked.connect(self._stop)
        self.write_button.clicked.connect(self.write)
        self.stop_button.hide()
        line.addWidget(self.state, 1)
        for button in (self.stop_button, self.close_button, self.write_button):
            line.addWidget(button)
        self.write_button.setDefault(True)
        return line

    # choosing

    @property
    def paper(self) -> Paper:
        """The paper that is chosen."""
        return PAPERS[self.papers.currentItem().data(Qt.ItemDataRole.UserRole)]

    @Slot(int)
    def _chosen(self, _row: int) -> None:
        paper = self.paper
        self.name.setText(paper.label)
        self.about.setText(paper.about)
        self.kinds.setText("和 ".join(_KINDS[suffix] for suffix in paper.suffixes))
        self._spans = spans(paper.period, self.app.book.today())
        self.asked.setText(_ASKED.get(paper.period, "台账以今天为准"))
        self.span.clear()
        self.span.addItems([span.label for span in self._spans])
        self.span.setEnabled(paper.period != "today")
        wanted = span_words(paper.period, self._day)
        named = [span_words(paper.period, span.day) for span in self._spans]
        self.span.setCurrentIndex(named.index(wanted) if wanted in named else 0)
        self._say("")

    def choose(self, key: str) -> None:
        """Stand on a paper."""
        self.papers.setCurrentRow(list(PAPERS).index(key))

    @Slot()
    def _other_folder(self) -> None:
        folder = Files.folder(self, "存到哪个文件夹", start=self.folder)
        if folder is not None:
            self.folder = folder
            self.where.setText(str(folder))
            self.app.settings.set(FOLDER, str(folder))

    # writing

    @Slot(object)
    def _read_anew(self, _changes: object) -> None:
        """What papers share is read once while nobody writes."""
        self._readings = Readings(self.app.book)

    @Slot()
    def write(self) -> None:
        """Write the chosen paper on another thread; it can be stopped."""
        self._write("")

    def _write(self, reason: str) -> None:
        if self._task is not None:
            return
        book, paper, folder, readings = self.app.book, self.paper, self.folder, self._readings
        day = self._spans[self.span.currentIndex()].day
        self._busy(True)
        self._say(f"正在生成{paper.label}")
        self._task = self.app.run(
            patient(book, lambda task: paper.write(book, day, folder, task.report, readings=readings, override=reason)),
            self._done,
            failed=self._failed,
            stopped=self._stopped,
            label=f"正在生成{paper.label}",
        )
        self._task.progressed.connect(self._progressed)

    def _busy(self, busy: bool) -> None:
        for widget in (self.papers, self.other_button, self.write_button, self.span):
            widget.setEnabled(not busy)
        self.span.setEnabled(not busy and self.paper.period != "today")
        self.stop_button.setVisible(busy)
        self.bar.setVisible(busy)
        self.bar.set(0)
        clear(self.written)

    @Slot(object, object)
    def _progressed(self, done: int, total: int) -> None:
        self.bar.set(done / total if total else 0)

    @Slot()
    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    @Slot(object)
    def _done(self, files: tuple[Path, ...]) -> None:
        self._ended(f"已生成 {len(files)} 个文件，点文件名打开")
        for file in files:
            link = LinkButton(file.name, icon="link", role="accent")
            link.clicked.connect(partial(Files.show, file))
            self.written.addWidget(link)
        place = LinkButton("打开文件夹", role="accent")
        place.clicked.connect(partial(Files.show, self.folder))
        self.written.addWidget(place)
        self.app.message.emit(f"已生成 {'、'.join(file.name for file in files)}")

    @Slot(object)
    def _failed(self, problem: Problem) -> None:
        self._ended("没有生成")
        if not isinstance(problem, Unsound):
            self.app.show_problem(problem, self)
            return
        answer = OverrideDialog.ask(self.app, self, problem.failed)
        if answer.reason:
            self._write(answer.reason)
        elif answer.record is not None:
            self.reject()
            self.app.open_record(*answer.record)

    @Slot()
    def _stopped(self) -> None:
        self._ended("已停止，没有生成文件")

    def _ended(self, words: str) -> None:
        self._task = None
        self._busy(False)
        self._say(words)
        self.write_button.setFocus()

    def _say(self, words: str) -> None:
        self.state.setText(words)

    def reject(self) -> None:
        """Stop what is under way before closing."""
        self._stop()
        super().reject()

    @classmethod
    def ask(cls, app: App, parent: QWidget | None, day: dt.date) -> None:
        """Show the papers until they are closed; `day` lies in the span offered first."""
        Ask.run(cls(app, parent, day))
