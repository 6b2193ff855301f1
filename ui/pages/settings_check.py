"""检查账本: every rule with what was found, and the way to fetch attachments that are lost."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.actions.backup import bring_attachments
from crm.queries.attachments import RULE
from crm.queries.soundness import soundness
from crm.rules.problem import Problem
from crm.store.check import Finding
from crm.store.shelf import Copied
from ui.core.app import App
from ui.core.files import Files
from ui.core.kit import Button, Card, Label, row
from ui.core.tokens import SPACE_S
from ui.core.work import Task
from ui.grid.plain import Cell, Col, PlainTable
from ui.pages import backups


class CheckCard(Card):
    """Checks the book on another thread, lists what it found and says `listed`; lost attachments can be fetched."""

    listed = Signal()

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent, heading="检查账本")
        self.app = app
        said = "核对文件、历史和合计是否相符，照片和文件是否都在。"
        self.body.addWidget(Label(said, ink="secondary", wrap=True))
        self.button = Button("开始检查", icon="check")
        self.button.clicked.connect(self.check)
        self.fetch_button = Button("找回附件…", icon="search")
        self.fetch_button.setToolTip("选放着附件或备份的文件夹，缺的按内容找出来，拷回账本旁边")
        self.fetch_button.clicked.connect(self.fetch)
        self.fetch_button.hide()
        line = row(spacing=SPACE_S)
        line.addWidget(self.button)
        line.addWidget(self.fetch_button)
        line.addStretch(1)
        self.body.addLayout(line)
        self.table = PlainTable(name="检查结果")
        self.table.hide()
        self.body.addWidget(self.table, 1)

    @Slot()
    def check(self) -> None:
        """Check the book on another thread."""
        self.button.setEnabled(False)
        self.app.run(self._check, self._checked, failed=self._failed, label="正在检查账本")

    def _check(self, _task: Task) -> list[Finding]:
        with self.app.book.read() as session:
            return soundness(session)

    @Slot(object)
    def _checked(self, found: list[Finding]) -> None:
        self.button.setEnabled(True)
        cols = [Col("结果", width=76), Col("核对"), Col("说明", stretch=True)]
        rows = []
        for one in found:
            note = one.detail.startswith("提示")
            word, tone = ("提示", "warn") if one.ok and note else ("相符", "good") if one.ok else ("不符", "bad")
            pill = Cell(word, tone=tone, pill=True)  # type: ignore[arg-type]
            said = one.detail.removeprefix(f"{word}：")
            rows.append([pill, Cell(one.rule), Cell(said, tip=said, tone="plain")])
        self.table.set(cols, rows)
        self.table.show()
        self.listed.emit()
        self.fetch_button.setVisible(any(one.rule == RULE and not one.ok for one in found))
        wrong = sum(not one.ok for one in found)
        self.app.message.emit(f"账本有 {wrong} 处不符，请先备份再处理" if wrong else "账本完好")

    @Slot(object)
    def _failed(self, problem: Problem) -> None:
        self.button.setEnabled(True)
        self.app.show_problem(problem, self)

    @Slot()
    def fetch(self) -> None:
        """Ask for a folder and fetch from it what is lost, found by content under whatever name."""
        start = backups.folder_of(self.app)
        start = start if start.is_dir() else self.app.book.path.parent
        folder = Files.folder(self, "附件在哪个文件夹里", start=start)
        if folder is not None:
            self.app.run(partial(self._bring, folder), self._fetched, label="正在找回附件")

    def _bring(self, folder: Path, task: Task) -> Copied:
        return bring_attachments(folder, self.app.book, report=task.report)

    @Slot(object)
    def _fetched(self, made: Copied) -> None:
        rest = f"，还有 {len(made.missing)} 个没有找到，请换一个文件夹再找" if made.missing else "，附件齐了"
        self.app.message.emit(f"找回 {made.new} 个附件文件{rest}")
        self.check()
