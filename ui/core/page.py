"""What every page has in common: it refreshes when it is seen, and only marks itself stale when it is not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QVBoxLayout, QWidget

from ui.core.layouts import column
from ui.core.tokens import SPACE_M

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App


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
        """Refresh now if stale; a Problem is shown in words."""
        if self.stale:
            self.stale, self._day = False, self.app.book.today()
            with self.app.guard(self):
                self.refresh()

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
        if self.isVisible() and not self.stale:
            with self.app.guard(self):
                self.refresh_rows(changes)
        else:
            self.stale = True
