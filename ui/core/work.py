"""Work off the screen's thread: progress, cancel, and an answer that arrives where it was asked for."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot
from shiboken6 import isValid

from crm.rules.problem import Problem

AT_ONCE: Final = 200
"""As many rows may be written on the screen's own thread; more would hold it."""
_REPORT_EVERY = 0.04
_PAUSE = 0.2


class Cancelled(Exception):
    """The user stopped the work; raised inside it by Task.report."""


class Task(QObject):
    """One piece of work; `progressed` gives (done, total), `ended` fires once whatever came of it.

    Where it came to nothing `fault` says why: a Problem, Cancelled, or a bug of ours. A write of the screen is
    `in_turn` with the others; it `waits` where somebody else was writing when it was asked, or later (`waiting`).
    """

    progressed = Signal(object, object)
    waiting = Signal()
    ended = Signal(object)
    _succeeded = Signal(object)
    _failed = Signal(object)

    def __init__(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[Problem], None],
        stopped: Callable[[], None] | None = None,
        label: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.label = label
        self.quiet = False
        self.fault: BaseException | None = None
        self.in_turn = False
        self.waits = False
        self.over = False
        self.left_thread = False
        self._work: Callable[[Task], Any] | None = work
        self._done = done
        self._failed_with = failed
        self._stopped = stopped
        self._stop = threading.Event()
        self._last_report = 0.0
        self._succeeded.connect(self._on_success)
        self._failed.connect(self._on_failure)

    def report(self, done: int, total: int) -> None:
        """Say how far the work is; call it from the work. Raises Cancelled when the user has stopped it."""
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if done >= total or now - self._last_report >= _REPORT_EVERY:
            self._last_report = now
            self.progressed.emit(done, total)

    def wait(self) -> None:
        """Pause while somebody else writes; call it from the work. Raises Cancelled when the user has stopped it."""
        if not self.waits:
            self.waits = True
            self.waiting.emit()
        if self._stop.wait(_PAUSE):
            raise Cancelled

    def cancel(self) -> None:
        """Ask the work to stop at its next report; work that ends before it is delivered all the same."""
        self._stop.set()

    def cancelled(self) -> bool:
        """Whether the user has asked to stop."""
        return self._stop.is_set()

    def run(self) -> None:
        """Do the work on the thread that calls, and send what came of it to the screen's thread."""
        # The work is reached through self alone: a reference of this thread's own could be the last one to a widget,
        # and a widget must not die here.
        try:
            assert self._work is not None
            result = self._work(self)
        except BaseException as fault:
            self._failed.emit(fault)
        else:
            self._succeeded.emit(result)

    @Slot(object)
    def _on_success(self, result: Any) -> None:
        self._finish()
        if _alive(self._done):
            self._done(result)

    @Slot(object)
    def _on_failure(self, fault: BaseException) -> None:
        self.fault = fault
        self._finish()
        if isinstance(fault, Cancelled):
            if self._stopped is not None and _alive(self._stopped):
                self._stopped()
        elif isinstance(fault, Problem):
            if _alive(self._failed_with):
                self._failed_with(fault)
        else:
            sys.excepthook(type(fault), fault, fault.__traceback__)

    def _finish(self) -> None:
        self.over = True
        self._work = None
        self.ended.emit(self)


def _alive(call: Callable[..., Any]) -> bool:
    """Whether the object behind a bound method is still there to be called."""
    owner = getattr(call, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)


def start(task: Task, pool: QThreadPool) -> None:
    """Put the work on a thread of the pool; whoever asked keeps the task until `left_thread` is set."""

    def job() -> None:
        try:
            task.run()
        finally:
            task.left_thread = True

    pool.start(job)
