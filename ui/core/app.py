"""The one object handed around: the book, background work, changes, messages, and the way to other places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.rules.problem import Problem
from ui.core.actions import Commands
from ui.core.ask import Ask
from ui.core.garbage import Collector
from ui.core.settings import Settings
from ui.core.theme import Theme
from ui.core.work import Task, start
from ui.core.writing import STILL, write

if TYPE_CHECKING:
    from crm.book import Book, Changes
    from crm.store.journal import BatchRow

BUSY_AFTER_MS = 200
MANY = 20
FIRST_STEP = "填写使用者信息"
"""The step with which a book of one's own begins: without it nobody works in the book."""
"""From how many records on a step of before the window was opened is asked about before it is undone."""


@dataclass(frozen=True)
class Found:
    """One answer of the find box: words, a quiet note at the right, an icon, and what Enter does."""

    title: str
    note: str
    icon: str
    open: Callable[[], None]


_Found = TypeVar("_Found")
Finder = Callable[[str], list[Found]]


class App(QObject):
    """What every page and dialog is given; see the signals for what it tells and the methods for what it does."""

    changed = Signal(object)
    busy = Signal(object)
    message = Signal(str)
    theme_changed = Signal()
    navigated = Signal(str, object)
    record_wanted = Signal(str, object)
    new_wanted = Signal(str, object)
    visit_wanted = Signal(object)
    badges_changed = Signal()
    _written = Signal(object)

    def __init__(self, book: Book, *, settings: Settings, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.settings = settings
        self.theme = theme
        self.commands = Commands(self)
        self.window: QWidget | None = None
        self.finders: list[Finder] = []
        self.saved_at: dt.datetime | None = None
        self.cold = False
        """Whether the queries of the lists have yet to be put into words, which would hold the screen."""
        self._opened_at = book.clock().replace(microsecond=0)
        self.slow_ledgers: set[str] = set()
        """Those known to be so large that a query over them would hold the screen."""
        self._tasks: list[Task] = []
        self._pool, self._writers = QThreadPool(self), QThreadPool(self)
        self._pool.setMaxThreadCount(3)
        # One thread, so that what is written from the screen is written in the order in which it was asked for.
        self._writers.setMaxThreadCount(1)
        self._busy_timer = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._busy_timer.timeout.connect(self._say_busy)
        self._said_busy = False
        self._written.connect(self._relay)
        self._unsubscribe = book.on_changes(self._hear)
        theme.changed.connect(self.theme_changed)
        self._collector = Collector(self)

    # what happened in the book

    def _hear(self, changes: Changes) -> None:
        """Called on the thread that wrote; the signal brings it to the screen's thread."""
        self._written.emit(changes)

    @Slot(object)
    def _relay(self, changes: Changes) -> None:
        if changes.batch is not None:
            self.saved_at = self.book.clock()
        self.changed.emit(changes)

    # undo and redo

    @Slot()
    def undo(self) -> None:
        """Take the newest step back, and say which; on another thread where it is long or has to wait.

        A large step of before the window was opened is asked about, and the first of all: one Ctrl+Z too many would
        take back an import, or who works here.
        """
        step = self.book.undo_step()
        if step is None or not self._weighs(step) or self._agreed(step):
            self._reverse("撤销", step, lambda step: self.book.undo(only=step))

    def _weighs(self, step: BatchRow) -> bool:
        return step.label == FIRST_STEP or (step.rows >= MANY and step.at < self._opened_at)

    def _agreed(self, step: BatchRow) -> bool:
        day = f"{step.at:%Y}年{step.at.month}月{step.at.day}日 {step.at:%H:%M}"
        return Ask.confirm(
            self.window,
            f"要撤销“{step.label}”吗？",
            verb="撤销这一步",
            cancel="不撤销",
            detail="账本里就不知道使用者是谁了，拜访记不到您的名下；以后可以在“设置”里再填。"
            if step.label == FIRST_STEP
            else f"这是这次打开账本之前的操作：{day}，{step.who or '不知是谁'}，改动 {step.rows:,} 条。",
        )

    @Slot()
    def redo(self) -> None:
        """Do the step undone last again, and say which; on another thread where it is long or has to wait."""
        self._reverse("重做", self.book.redo_step(), lambda step: self.book.redo(only=step))

    def _reverse(self, verb: str, step: BatchRow | None, reverse: Callable[[int], Changes | None]) -> None:
        if step is None:
            self.message.emit(f"没有可以{verb}的操作")
        elif self.writing:
            self.message.emit(STILL)
        else:
            label = f"正在{verb}：{step.label.removeprefix('撤销：')}"
            write(self, lambda: reverse(step.id), self._report_reversal, rows=step.rows, label=label)

    def _report_reversal(self, changes: Changes | None) -> None:
        if changes is None:
            self.message.emit("账本刚刚又有改动，请再按一次")
            return
        verb, _, step = changes.label.partition("：")
        self.message.emit(f"已{verb}：{step}" if step else changes.label)
        self.tell_kept(changes)

    def tell_kept(self, changes: Changes) -> None:
        """Say what an undo left as it is, and why; nothing where it took all back."""
        if changes.kept:
            from crm.queries.kept import told

            with self.book.read() as session:
                lines = told(session, changes.kept)
            sentence = f"有 {len(changes.kept)} 处没有还原，保持现在的样子，其余都已还原。"
            Ask.tell(self.window, sentence, tone="info", detail="\n".join(lines))

    # faults of the world

    @contextmanager
    def guard(self, parent: QWidget | None = None) -> Iterator[None]:
        """A `with` in which a Problem is shown in words; our own bugs go on to the exception hook."""
        try:
            yield
        except Problem as problem:
            self.show_problem(problem, parent)

    def show_problem(self, problem: Problem, parent: QWidget | None = None) -> None:
        """Say a Problem's one sentence."""
        Ask.tell(parent or self.window, str(problem))

    # work off the screen's thread

    def run(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[Problem], None] | None = None,
        stopped: Callable[[], None] | None = None,
        label: str = "",
        quiet: bool = False,
        in_turn: bool = False,
        waits: bool = False,
    ) -> Task:
        """Do work on another thread; exactly one of done, failed, stopped is then called on the screen's thread.

        Give bound methods: one whose object is gone by then is not called. Without `failed` a Problem is shown.
        Work that is `quiet` is never announced as busy: counts, look-ups, what the user did not ask for. Work that is
        `in_turn` begins once all that was in turn before it has ended.
        """
        self._reap()
        task = Task(work, done, failed=failed or self.show_problem, stopped=stopped, label=label, parent=self)
        task.quiet, task.in_turn, task.waits = quiet, in_turn, waits
        task.ended.connect(self._ended)
        self._tasks.append(task)
        if not quiet and not self._said_busy and not self._busy_timer.isActive():
            self._busy_timer.start()
        start(task, self._writers if in_turn else self._pool)
        return task

    def ask(
        self,
        query: Callable[[], _Found],
        done: Callable[[_Found], None],
        *,
        slow: bool = False,
        failed: Callable[[Problem], None] | None = None,
    ) -> None:
        """Ask the book at once, or on another thread where that is slow or the question is asked for the first time.

        Without `failed` a Problem is shown, or is the caller's where the book is asked at once.
        """
        if slow or self.cold:
            self.run(lambda _task: query(), done, failed=failed, label="正在查询")
            return
        try:
            found = query()
        except Problem as problem:
            if failed is None:
                raise
            failed(problem)
            return
        done(found)

    @property
    def working(self) -> list[Task]:
        """The tasks that have not ended, oldest first."""
        return [task for task in self._tasks if not task.over]

    @property
    def writing(self) -> bool:
        """Whether a write of the screen has yet to end; the next one takes its turn after it."""
        return any(task.in_turn for task in self.working)

    @Slot()
    def _say_busy(self) -> None:
        tasks = [task for task in self.working if not task.quiet]
        if tasks:
            self._said_busy = True
            self.busy.emit(tasks[-1])

    @Slot(object)
    def _ended(self, _task: Task) -> None:
        if all(task.quiet for task in self.working):
            self._busy_timer.stop()
            if self._said_busy:
                self._said_busy = False
                self.busy.emit(None)

    def _reap(self) -> None:
        for task in [t for t in self._tasks if t.over and t.left_thread]:
            self._tasks.remove(task)
            task.deleteLater()

    # the way to other places

    def navigate(self, page: str, **state: Any) -> None:
        """Go to a page by its key, with what it should show."""
        self.navigated.emit(page, state)

    def open_record(self, ledger: str, record: int) -> None:
        """Open a record's form or card."""
        self.record_wanted.emit(ledger, record)

    def new_record(self, ledger: str, **values: Any) -> None:
        """Open an empty form, with these values filled in."""
        self.new_wanted.emit(ledger, values)

    def log_visit(self, **values: Any) -> None:
        """Open the quick log, with these values filled in."""
        self.visit_wanted.emit(values)

    def close(self) -> None:
        """Stop all work, wait for it, let go of the book."""
        for task in self.working:
            task.cancel()
        for pool in (self._writers, self._pool):
            pool.waitForDone()
        self._unsubscribe()
        self._collector.stop()
        self.book.close()
