"""Views of which one is seen at a time: each is made when it is first wanted, and filled when it is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget


class LazyStack(QStackedWidget):
    """Views by key; `fill` is given the key of a view each time it shows what there was before `renew`."""

    def __init__(
        self, makers: Mapping[str, Callable[[], QWidget]], fill: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._makers = dict(makers)
        self._fill = fill
        self._made: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self.key = ""

    @property
    def keys(self) -> list[str]:
        """The keys of all views, made or not, in order."""
        return list(self._makers)

    def made(self, key: str) -> bool:
        """Whether a view has been made."""
        return key in self._made

    def view(self, key: str) -> Any:
        """A view, made and filled by now; KeyError where there is none of that key."""
        if key not in self._made:
            self._made[key] = self._makers[key]()
            self.addWidget(self._made[key])
        if key in self._stale:
            self._stale.remove(key)
            self._fill(key)
        return self._made[key]

    def show_view(self, key: str) -> None:
        """Show a view; it is filled before it is seen."""
        self.key = key
        self.setCurrentWidget(self.view(key))

    def renew(self) -> None:
        """What the views show is out of date: fill the one that is seen now, the others once they are."""
        self._stale = set(self._makers)
        if self.key:
            self.view(self.key)
