"""Writes asked for on the screen: at once where few rows are concerned and the book is free, else on another thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from crm.rules.problem import Busy, Problem
from ui.core.work import AT_ONCE, Task

if TYPE_CHECKING:
    from crm.book import Book

_Result = TypeVar("_Result")


class Works(Protocol):
    """Who runs work for a window: the App, which itself writes through here and so is not imported."""

    @property
    def book(self) -> Book:
        """The book that is open."""

    def run(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[Problem], None] | None = None,
        label: str = "",
    ) -> Task:
        """Do work on another thread."""

    def show_problem(self, problem: Problem) -> None:
        """Say a Problem's one sentence."""


def write(
    app: Works,
    action: Callable[[], _Result],
    done: Callable[[_Result], None],
    *,
    rows: int,
    label: str,
    failed: Callable[[Problem], None] | None = None,
) -> Task | bool:
    """Do what concerns so many rows, then `done` with what came of it; False where it was refused at once.

    Without `failed` a Problem is shown. More than AT_ONCE rows would hold the screen: they go to another thread; so
    does what has to wait for another program or thread that is writing. The task of that is returned.
    """
    if rows > AT_ONCE:
        return app.run(lambda _task: action(), done, failed=failed, label=label)
    try:
        with app.book.hurry():
            result = action()
    except Busy:
        return app.run(lambda _task: action(), done, failed=failed, label=label)
    except Problem as problem:
        (failed or app.show_problem)(problem)
        return False
    done(result)
    return True


class Saving(QObject):
    """What a window saves, one thing at a time: where it waits, it (or `holds`) takes nothing until it is over."""

    def __init__(self, app: Works, window: QWidget, *, holds: Sequence[QWidget] = ()) -> None:
        super().__init__(window)
        self.waits = False
        self._app, self._holds = app, holds
        self._keyboard: QWidget | None = None
        self._ends: tuple[Callable[[Any], object], Callable[[Problem], object]] | None = None

    def save(
        self,
        action: Callable[[], _Result],
        done: Callable[[_Result], object],
        *,
        failed: Callable[[Problem], object],
        label: str,
    ) -> bool:
        """Write, then `done` or `failed`; False where it was refused at once."""
        self._ends = done, failed
        went = write(self._app, action, self._done, failed=self._failed, rows=1, label=label)
        if isinstance(went, Task):
            self.waits = True
            self._keyboard = self._window().focusWidget()
            self._hold(still=True)
            # Whatever comes of it, a bug of ours too.
            went.ended.connect(self._over)
        return bool(went)

    def _window(self) -> QWidget:
        window = self.parent()
        assert isinstance(window, QWidget)
        return window

    def _hold(self, *, still: bool) -> None:
        for widget in self._holds or [self._window()]:
            widget.setDisabled(still)

    @Slot()
    def _over(self) -> None:
        self.waits = False
        self._hold(still=False)
        if self._keyboard is not None and isValid(self._keyboard):
            self._keyboard.setFocus(Qt.FocusReason.OtherFocusReason)
        self._keyboard = None

    def _taken(self) -> tuple[Callable[[Any], object], Callable[[Problem], object]]:
        """What was to follow, no longer kept: it would keep the window."""
        ends, self._ends = self._ends, None
        assert ends is not None
        return ends

    @Slot(object)
    def _done(self, result: Any) -> None:
        self._taken()[0](result)

    @Slot(object)
    def _failed(self, problem: Problem) -> None:
        self._taken()[1](problem)
