"""关联: what refers to a record, each kind one click away."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from crm.queries.listing import ids
from crm.queries.related import Relation, related
from ui.core.app import App
from ui.core.kit import FlowRow, LinkButton
from ui.core.tokens import SPACE_S


class Related(FlowRow):
    """A link for each ledger whose rows refer to the record: one row opens, several are listed.

    A lead has one more, for a new item of assistance.
    """

    def __init__(self, app: App, ledger_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=SPACE_S)
        self.app, self.ledger = app, ledger_key
        self.relations: list[Relation] = []
        self.links: list[LinkButton] = []
        self._record: int | None = None

    def show_record(self, record: int | None) -> None:
        """Read what refers to a record and show it."""
        self.relations, self._record = [], record
        if record is not None:
            with self.app.book.read() as session:
                self.relations = related(session, self.ledger, record)
        self.clear()
        self.links = [LinkButton(one.words, icon="link", role="accent", size=9.5) for one in self.relations]
        for link in self.links:
            link.clicked.connect(self._go)
        shown = [*self.links]
        if self.helps:
            shown.append(LinkButton("新建帮办事项", icon="plus", role="accent", size=9.5))
            shown[-1].clicked.connect(self._help)
        for link in shown:
            self.add(link)
            link.show()

    @property
    def helps(self) -> bool:
        """Whether an item of assistance can be made for the record."""
        return self.ledger == "leads" and self._record is not None

    @Slot()
    def _help(self) -> None:
        self.app.new_record("assistance", lead=self._record)

    @Slot()
    def _go(self) -> None:
        one = next(r for r, link in zip(self.relations, self.links, strict=True) if link is self.sender())
        if one.count == 1:
            with self.app.book.read() as session:
                found = ids(session, one.view, limit=1)
            if found:
                self.app.open_record(one.view.ledger, found[0])
                return
        self.app.navigate(one.view.ledger, view=one.view)
        if self.app.window is not None:
            self.app.window.raise_()
            self.app.window.activateWindow()
