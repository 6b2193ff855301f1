"""看板: leads as cards in columns by stage, moved on by drag or by Ctrl and the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from crm.queries.board import COLUMNS, LeadCard, Pile
from crm.rules.money import format_money
from ui.core.fonts import sized
from ui.core.kit import column, row
from ui.core.theme import colour
from ui.core.tokens import SIZE_SECTION, SPACE_M
from ui.pages.board_cards import CardList

if TYPE_CHECKING:
    from ui.core.app import App

_LEAST = 168


class PileHead(QWidget):
    """The head of a column: the stage, how many, and what they come to."""

    def __init__(self, stage: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage, self._count, self._sum = stage, "", ""
        self.setFixedHeight(28)

    def show_pile(self, pile: Pile) -> None:
        """Say count and sum: 18 个 21.3 亿元."""
        self._count = f"{len(pile.cards):,} 个"
        self._sum = f"{format_money(pile.total, '亿元', places=1)} 亿元"
        self.setAccessibleName(f"{self._stage} {self._count} {self._sum}")
        self.update()

    @property
    def words(self) -> str:
        """What the head says."""
        return f"{self._stage} {self._count} {self._sum}"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words."""
        painter = QPainter(self)
        left = 0.0
        for font, ink, text in (
            (sized(self.font(), SIZE_SECTION - 1, bold=True), "text", self._stage),
            (sized(self.font(), 9.5), "secondary", self._count),
            (sized(self.font(), 9.5), "secondary", self._sum),
        ):
            painter.setFont(font)
            painter.setPen(colour(ink))
            wide = QFontMetricsF(font).horizontalAdvance(text)
            middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            painter.drawText(QRectF(left, 0, wide + 2, self.height()), middle, text)
            left += wide + 10


class Board(QWidget):
    """All columns. `moved` gives (card, stage) once a card is to go elsewhere, `opened` an id."""

    moved = Signal(object, str)
    opened = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self._followed = 0
        self.heads: dict[str, PileHead] = {}
        self.lists: dict[str, CardList] = {}
        line = row(self, spacing=SPACE_M)
        for stage in COLUMNS:
            side = column(spacing=4)
            head, cards = PileHead(stage, self), CardList(stage, self)
            cards.setMinimumWidth(_LEAST)
            cards.moved.connect(self._dropped)
            cards.opened.connect(self.opened)
            cards.stepped.connect(self._stepped)
            cards.sideways.connect(self._sideways)
            cards.menu_wanted.connect(self.menu_wanted)
            side.addWidget(head)
            side.addWidget(cards, 1)
            line.addLayout(side, 1)
            self.heads[stage], self.lists[stage] = head, cards
        self.setAccessibleName("看板")

    def show_piles(self, piles: Sequence[Pile]) -> None:
        """Show the columns."""
        today = self.app.book.today()
        for pile in piles:
            self.heads[pile.stage].show_pile(pile)
            self.lists[pile.stage].show_pile(pile, today)
        if self._followed and self.card(self._followed) is not None:
            self.stand_on(self._followed)
        self._followed = 0

    def follow(self, lead: int) -> None:
        """Stand on the card of a lead where it is next shown, which may be far down its new column."""
        self._followed = lead

    def card(self, lead: int) -> LeadCard | None:
        """The card of a lead, wherever it stands."""
        return next((c for cards in self.lists.values() for c in cards.cards.cards if c.id == lead), None)

    def stand_on(self, lead: int) -> None:
        """Stand on the card of a lead."""
        any(cards.stand_on(lead) for cards in self.lists.values())

    @Slot(object, str)
    def _dropped(self, lead: int, stage: str) -> None:
        card = self.card(lead)
        if card is not None:
            self.moved.emit(card, stage)

    @Slot(object, int)
    def _stepped(self, card: LeadCard, step: int) -> None:
        at = COLUMNS.index(card.column) + step
        if 0 <= at < len(COLUMNS):
            self.moved.emit(card, COLUMNS[at])

    @Slot(int)
    def _sideways(self, step: int) -> None:
        stages = list(self.lists)
        at = next((i for i, cards in enumerate(self.lists.values()) if cards.hasFocus()), 0) + step
        while 0 <= at < len(stages) and not self.lists[stages[at]].cards.cards:
            at += step
        if 0 <= at < len(stages):
            self.lists[stages[at]].setFocus(Qt.FocusReason.TabFocusReason)
