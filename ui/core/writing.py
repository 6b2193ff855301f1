"""Writes asked for on the screen: at once where few rows are concerned and the book is free, else on another thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeVar
from weakref import WeakMethod

from PySide6.QtCore import QObject, Qt, SignalInstance, Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from crm.rules.problem import Busy, Problem
from ui.core.work import AT_ONCE, Cancelled, Task

if TYPE_CHECKING:
    from crm.book import Book

WAITING: Final = "账本正被占用，等它放开就保存"
STILL: Final = "上一步还在进行，完成后再按"
STOPPED: Final = "已停下，没有写入"
_PATIENT, _HELD = 150, 5
"""So often a book that is taken is tried, four seconds each: ten minutes, less where a window is held meanwhile."""

_Result = TypeVar("_Result")


class _Ends(NamedTuple):
    """What follows a save."""

    done: Callable[[Any], object] | None
    said: str
    failed: Callable[[Problem], object] | None


class Works(Protocol):
    """Who runs work for a window: the App, which itself writes through here and so is not imported."""

    message: SignalInstance | Any

    @property
    def book(self) -> Book:
        """The book that is open."""

    @property
    def writing(self) -> bool:
        """Whether a write of the screen has yet to end."""

    def run(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[Problem], None] | None = None,
        stopped: Callable[[], None] | None = None,
        label: str = "",
        in_turn: bool = False,
        waits: bool = False,
    ) -> Task:
        """Do work on another thread."""

    def show_problem(self, problem: Problem, parent: QWidget | None = None) -> None:
        """Say a Problem's one sentence."""


def write(
    app: Works,
    action: Callable[[], _Result],
    done: Callable[[_Result], None],
    *,
    rows: int,
    label: str,
    failed: Callable[[Problem], None] | None = None,
    stopped: Callable[[], None] | None = None,
    tries: int = _PATIENT,
) -> Task | bool:
    """Do what concerns so many rows, then `done` with what came of it; False where it was refused at once.

    Without `failed` a Problem is shown. More than AT_ONCE rows would hold the screen: they go to another thread; so
    does what has to wait for another program or thread that is writing, and what comes after it, in order. The task of
    that is returned.
    """
    waits = app.writing
    if rows <= AT_ONCE and not waits:
        try:
            with app.book.hurry():
                result = action()
        except Busy:
            waits = True
        except Problem as problem:
            (failed or app.show_problem)(problem)
            return False
        else:
            done(result)
            return True
    work = partial(patiently, action, tries=tries)
    return app.run(work, done, failed=failed, stopped=stopped, label=label, in_turn=True, waits=waits)


def patiently(action: Callable[[], _Result], task: Task, *, tries: int = _PATIENT) -> _Result:
    """Write on a thread of its own once the book is free, unless stopped; Busy where it does not become free."""
    while True:
        if task.cancelled():
            raise Cancelled
        try:
            return action()
        except Busy:
            tries -= 1
            if not tries:
                raise


def patient(book: Book, work: Callable[[Task], _Result]) -> Callable[[Task], _Result]:
    """Long work for a thread of its own, whose writes wait until the book is free or the user stops it."""

    def wait_and_work(task: Task) -> _Result:
        with book.patience(task.wait):
            return work(task)

    return wait_and_work


class Saving(QObject):
    """What a window saves, one thing at a time: where it waits, it (or `holds`) takes nothing until it is over.

    `say` is told WAITING meanwhile, and nothing once it is over.
    """

    def __init__(
        self,
        app: Works,
        window: QWidget,
        *,
        holds: Sequence[QWidget] = (),
        say: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__(window)
        self.waits = False
        self._app, self._holds = app, holds
        # Held weakly: it is the window's own, and would keep it.
        self._say = WeakMethod(say) if say is not None else None
        self._keyboard: QWidget | None = None
        self._task: Task | None = None
        self._ends: _Ends | None = None

    def save(
        self,
        action: Callable[[], _Result],
        done: Callable[[_Result], object] | None = None,
        *,
        label: str,
        said: str = "",
        failed: Callable[[Problem], object] | None = None,
    ) -> bool:
        """Write, then `done` and `said` in the status line, or `failed`, without which a Problem is shown.

        False where it was refused at once, or asked for while what was saved before still waits.
        """
        if self.waits:
            self._app.message.emit(STILL)
            return False
        self._ends = _Ends(done, said, failed)
        went = write(
            self._app, action, self._done, failed=self._failed, stopped=self._stopped, rows=1, label=label, tries=_HELD
        )
        if isinstance(went, Task):
            self.waits, self._task = True, went
            self._keyboard = self._window().focusWidget()
            self._hold(still=True)
            # Whatever comes of it, a bug of ours too.
            went.ended.connect(self._over)
        return bool(went)

    def leave(self, close: Callable[[], object]) -> None:
        """Close the window; while it waits, stop the waiting instead, so that what was typed can be looked at."""
        if self._task is not None:
            self._task.cancel()
        else:
            close()

    def _window(self) -> QWidget:
        window = self.parent()
        assert isinstance(window, QWidget)
        return window

    def _hold(self, *, still: bool) -> None:
        for widget in self._holds or [self._window()]:
            widget.setDisabled(still)
        say = self._say() if self._say is not None else None
        if say is not None:
            say(WAITING if still else "")

    @Slot()
    def _over(self) -> None:
        self.waits, self._task = False, None
        self._hold(still=False)
        if self._keyboard is not None and isValid(self._keyboard):
            self._keyboard.setFocus(Qt.FocusReason.OtherFocusReason)
        self._keyboard = None

    def _taken(self) -> _Ends:
        """What was to follow, no longer kept: it would keep the window."""
        ends, self._ends = self._ends, None
        assert ends is not None
        return ends

    @Slot(object)
    def _done(self, result: Any) -> None:
        ends = self._taken()
        if ends.done is not None:
            ends.done(result)
        if ends.said:
            self._app.message.emit(ends.said)

    @Slot(object)
    def _failed(self, problem: Problem) -> None:
        failed = self._taken().failed
        if failed is not None:
            failed(problem)
        else:
            self._app.show_problem(problem, self._window())

    @Slot()
    def _stopped(self) -> None:
        failed = self._taken().failed
        if failed is not None:
            failed(Problem(STOPPED))
        else:
            self._app.message.emit(STOPPED)
