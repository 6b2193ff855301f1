"""亮灯 of a lead: each light that is on with its reason, since when, and what puts it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QWidget

from crm.bulletin.settings import board_rules
from crm.queries.board import LeadCard, card_of
from crm.queries.lead_lights import Lit
from crm.rules.lights import Light
from ui.core.kit import Label, Pill, column, row
from ui.core.layouts import clear
from ui.core.tokens import LIGHT_TONES, SPACE_M, SPACE_S

if TYPE_CHECKING:
    import datetime as dt

    from crm.book import Book
    from ui.core.app import App


def read_card(book: Book, lead: int) -> LeadCard | None:
    """A lead with its lights of today; None where it is gone."""
    with book.read() as session:
        return card_of(session, lead, today=book.today(), rules=board_rules(book))


class Lights(QWidget):
    """The lights of one lead, in the words of the board and of the stalled leads."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.words = ""
        self._lines = column(self, spacing=SPACE_M - 4)

    def show_lead(self, lead: int | None) -> None:
        """Read the lights of a lead and show them; nothing without one."""
        self.show_card(read_card(self.app.book, lead) if lead is not None else None)

    def show_card(self, card: LeadCard | None) -> None:
        """Show the lights of a lead that was read; nothing without one."""
        clear(self._lines)
        self.setVisible(card is not None)
        if card is None:
            return
        today = self.app.book.today()
        for one in card.lit:
            self._lines.addWidget(_line(one, today, self))
        if not card.lit:
            self._lines.addWidget(_head(card.light, self))
        self.words = "\n".join(one.words(today) for one in card.lit) or f"{card.light.colour}灯 {card.light.reason}"
        self.setAccessibleName(f"亮灯 {self.words}")


def _head(light: Light, parent: QWidget) -> QWidget:
    part = QWidget(parent)
    line = row(part, spacing=SPACE_S)
    line.addWidget(Pill(f"{light.colour}灯", LIGHT_TONES[light.colour], part))
    line.addWidget(_words(light.reason), 1)
    return part


def _line(one: Lit, today: dt.date, parent: QWidget) -> QWidget:
    part = QWidget(parent)
    lines = column(part, spacing=2)
    lines.addWidget(_head(one.light, part))
    since = one.since_words(today)
    told = f"{since}{one.name}；" if since else ""
    lines.addWidget(_words(f"{told}消灯办法：{one.remedy}", note=True))
    return part


def _words(text: str, *, note: bool = False) -> Label:
    words = Label(text, type="note" if note else "body", ink="secondary" if note else "text", wrap=True)
    words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return words
