"""The status line: what the page counts, what was saved, what is under way."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.core.kit import Bar, Label, LinkButton, row
from ui.core.theme import colour
from ui.core.tokens import SPACE_M, SPACE_XL
from ui.core.work import Task

HEIGHT = 24
WAITS = "（账本正被占用，等它放开）"
_MESSAGE_MS = 8000


class StatusLine(QWidget):
    """Left the page's words, then the facts of the book; right a quiet message, or the work that goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        line = row(self, spacing=SPACE_M)
        line.setContentsMargins(14, 1, 14, 0)
        self.page_words = Label("", type="note", ink="secondary")
        self.facts = Label("", type="note", ink="secondary")
        self.words = Label("", type="note", ink="accent")
        self._work = Label("", type="note", ink="secondary")
        self._bar = Bar()
        self._bar.setFixedWidth(140)
        self._cancel = LinkButton("取消", role="accent", size=9.0)
        self._cancel.setFixedHeight(20)
        self.page_words.setContentsMargins(0, 0, SPACE_XL, 0)
        line.addWidget(self.page_words)
        line.addWidget(self.facts)
        line.addStretch(1)
        for widget in (self.words, self._work, self._bar, self._cancel):
            line.addWidget(widget)
        self._timer = QTimer(self, singleShot=True, interval=_MESSAGE_MS)
        self._timer.timeout.connect(self.words.clear)
        self._task: Task | None = None
        self._cancel.clicked.connect(self._cancel_work)
        self.page_words.hide()
        self._show_work(False)
        self.setAccessibleName("状态")

    def set_page(self, text: str) -> None:
        """Show the counts and sums of the page."""
        self.page_words.setText(text)
        self.page_words.setVisible(bool(text))

    def set_facts(self, facts: list[str]) -> None:
        """Show the facts of the book: 已保存 10:42, 上次备份 今天 08:30 …"""
        self.facts.setText("    ·    ".join(fact for fact in facts if fact))

    @Slot(str)
    def say(self, message: str) -> None:
        """Show a quiet line for some seconds."""
        self.words.setText(message)
        self._timer.start()

    @Slot(object)
    def set_busy(self, task: Task | None) -> None:
        """Show the work that goes on, or that none does."""
        self._task = task
        self._show_work(task is not None)
        if task is not None:
            self._say_work(task)
            self._bar.set(0.0)
            task.progressed.connect(self._progress)
            task.waiting.connect(self._waiting)

    def _say_work(self, task: Task) -> None:
        self._work.setText((task.label or "正在处理") + (WAITS if task.waits else ""))

    @Slot()
    def _waiting(self) -> None:
        if self._task is not None and self.sender() is self._task:
            self._say_work(self._task)

    @Slot(object, object)
    def _progress(self, done: int, total: int) -> None:
        if self.sender() is self._task and total > 0:
            self._bar.set(done / total)

    def _cancel_work(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._work.setText("正在停下")

    def _show_work(self, on: bool) -> None:
        for widget in (self._work, self._bar, self._cancel):
            widget.setVisible(on)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), colour("line"))
