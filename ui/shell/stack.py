"""The pages, each made when it is first shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.core.app import App
from ui.core.page import Page
from ui.shell.registry import Place


class PageStack(QStackedWidget):
    """One page at a time; `shown` gives the key, `status` the words of the page that is shown."""

    shown = Signal(str)
    status = Signal(str)

    def __init__(self, app: App, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._places = {place.key: place for place in places}
        self._pages: dict[str, Page] = {}
        self.current_key = ""

    @property
    def made(self) -> list[str]:
        """The keys of the pages that have been made."""
        return list(self._pages)

    @property
    def current(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self.current_key)

    def page(self, key: str) -> Page:
        """The page of a place, made now if need be; KeyError where there is no such place."""
        if key not in self._pages:
            # Made inside: put in whole afterwards, all that it holds would be dressed once more.
            page = self._places[key].make(self._app, self)
            page.status.connect(self._on_status)
            self._pages[key] = page
            self.addWidget(page)
        return self._pages[key]

    def show_page(self, key: str, **state: Any) -> bool:
        """Go to a place with what it should show; False when the page there now will not be left."""
        now = self.current
        if now is not None and key != self.current_key and not now.can_leave():
            return False
        page = self.page(key)
        self.current_key = key
        # It is told what to show before it is seen, and reads once.
        page.arrive(**state)
        self.setCurrentWidget(page)
        self.status.emit(page.status_text)
        self.shown.emit(key)
        return True

    def _on_status(self, text: str) -> None:
        if self.sender() is self.currentWidget():
            self.status.emit(text)
