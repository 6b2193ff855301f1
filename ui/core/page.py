"""What every page has in common: it refreshes when it is seen, and only marks itself stale when it is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QVBoxLayout, QWidget

from crm.rules.problem import Problem
from ui.core.layouts import column
from ui.core.tokens import SPACE_M
from ui.core.unread import Unread
from ui.core.work import Cancelled

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App
    from ui.core.work import Task

BROKEN = "程序里出了一个错误"


class Page(QWidget):
    """A place in the sidebar. Override `refresh`, and `on_show` and `concerned` where there is a need.

    `status` carries the counts and sums of the page to the left end of the status line.
    """

    key = ""
    title = ""
    status = Signal(str)

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.stale = True
        self._day: dt.date | None = None
        self.status_text = ""
        self._readings: dict[str, Task] = {}
        self._faults: dict[str, str] = {}
        self.unread: Unread | None = None
        self.content: QVBoxLayout = column(self, spacing=SPACE_M)
        self.content.setContentsMargins(18, 8, 18, 12)
        app.changed.connect(self._on_changed)

    def take_keyboard(self) -> None:
        """Put the keyboard where one works here: the first list that is seen, else the first that takes it."""
        lists = (view for view in self.findChildren(QAbstractItemView) if not isinstance(view, QHeaderView))
        seen = (view for view in lists if view.isVisible() and view.focusPolicy() != Qt.FocusPolicy.NoFocus)
        things = (widget for widget in self.findChildren(QWidget) if widget.isVisible())
        first = next(seen, None) or next((one for one in things if one.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read everything anew and show it."""

    def refresh_rows(self, changes: Changes) -> None:
        """Show what a batch changed, keeping selection and scroll; reads everything anew unless overridden."""
        self.refresh()

    def concerned(self, changes: Changes) -> bool:
        """Whether a batch touches what the page shows."""
        return bool(changes.ids)

    def on_show(self, **state: Any) -> None:
        """Take over what the page should show, before it is refreshed: a filter, a record, a month."""

    def record_order(self, ledger: str) -> list[int] | None:
        """The ids of a ledger in the order in which the page shows them, for previous and next; None if it does not."""
        return None

    def can_leave(self) -> bool:
        """Whether the page may be left now; ask about unsaved input here."""
        return True

    def say_status(self, text: str) -> None:
        """Show counts and sums in the status line."""
        self.status_text = text
        self.status.emit(text)

    def freshen(self) -> None:
        """Refresh now if stale."""
        if self.stale:
            self.stale, self._day = False, self.app.book.today()
            self.renew(self.refresh)

    # what cannot be read

    def renew(self, read: Callable[[], object]) -> None:
        """Read and show something; a fault of the world is told on the page, which is then to be read anew."""
        try:
            read()
        except Problem as problem:
            self._note("", problem)
        else:
            self._note("", None)

    def read(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        *,
        stopped: Callable[[], None] | None = None,
        label: str = "",
        quiet: bool = False,
        key: str = "",
    ) -> Task:
        """Read on another thread, as App.run does; a fault is told on the page until the same reading succeeds.

        Readings that are handed to the same `done` are one and the same, unless `key` tells them apart.
        """
        task = self.app.run(work, done, failed=self._told_here, stopped=stopped, label=label, quiet=quiet)
        self._readings[f"{getattr(done, '__name__', '')} {key}"] = task
        task.ended.connect(self._read_over)
        return task

    @Slot(object)
    def _told_here(self, _problem: Problem) -> None:
        """The strip over the page tells of it; there is no dialog."""

    @Slot(object)
    def _read_over(self, task: Task) -> None:
        key = next((key for key, newest in self._readings.items() if newest is task), None)
        if key is not None and not isinstance(task.fault, Cancelled):
            self._note(key, task.fault)

    def _note(self, reading: str, fault: BaseException | None) -> None:
        """Keep what became of a reading, and show what failed, the newest last."""
        self._faults.pop(reading, None)
        if fault is not None:
            self._faults[reading] = str(fault) if isinstance(fault, Problem) else BROKEN
            self.stale = True
        told = next(reversed(self._faults.values()), "")
        if told and self.unread is None:
            self.unread = Unread(self)
            self.unread.again.connect(self._read_again)
            self.content.insertWidget(1, self.unread)
        if self.unread is not None:
            held = self.unread.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
            self.unread.say(f"{self.title}没有读出来：{told}" if told else "")
            if held and not told:
                self.take_keyboard()

    @Slot()
    def _read_again(self) -> None:
        self.stale = True
        self.freshen()

    def arrive(self, **state: Any) -> None:
        """Called by the shell each time the user comes here; what was shown on another day is read anew."""
        with self.app.guard(self):
            self.on_show(**state)
        if state or self._day != self.app.book.today():
            self.stale = True
        if self.isVisible():
            self.freshen()

    def showEvent(self, event: QShowEvent) -> None:
        """Refresh when seen, if something changed meanwhile."""
        super().showEvent(event)
        self.freshen()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if not self.concerned(changes):
            return
        if self._faults and self.isVisible():
            self._read_again()
        elif self.isVisible() and not self.stale:
            self.renew(lambda: self.refresh_rows(changes))
        else:
            self.stale = True
