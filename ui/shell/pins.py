"""The saved views that stand in the sidebar, each under its ledger, with how many rows they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.book import Book
from crm.queries.listing import count
from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from ui.pages.saved_views import all_saved
from ui.shell.facts import Badge
from ui.shell.registry import Place


@dataclass(frozen=True)
class Pin:
    """A view in the sidebar: the place it stands under, its own key there, its name, and its spec."""

    place: str
    view: str
    name: str
    spec: ViewSpec

    @property
    def key(self) -> str:
        """What tells it from the places and the other pins."""
        return f"{self.place}/{self.view}"


def pins(book: Book, places: Sequence[Place]) -> list[Pin]:
    """The pinned views of the ledgers that have a place, in the order saved."""
    where = {place.ledger: place.key for place in places if place.ledger and place.section}
    found = [view for view in all_saved(book) if view.pinned and view.spec.ledger in where]
    return [Pin(where[view.spec.ledger], view.key, view.name, view.spec) for view in found]


def pin_badges(book: Book, pinned: Sequence[Pin]) -> dict[str, Badge]:
    """Pin key -> how many rows it has now."""
    with book.read() as session:
        counts = {pin: count(session, pin.spec) for pin in pinned}
    return {pin.key: Badge(rows, f"{rows:,} {LEDGERS[pin.spec.ledger].counter}") for pin, rows in counts.items()}
