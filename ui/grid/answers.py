"""What a view asks of the book: the ids in order, the groups, and the rows that will be seen first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crm.queries.groups import Group, groups
from crm.queries.listing import Row, cells, count, ids, more_than
from crm.queries.summary import summary
from crm.queries.view import ViewSpec
from crm.records.field import FieldSpec
from crm.records.ledger import Ledger
from ui.grid import marks
from ui.grid.order import Order
from ui.grid.texts import Shown, ready

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm.book import Book

SLOW_ROWS: Final = 2_000
"""Queries over a ledger of more rows would hold the screen."""
PAGE: Final = 64
"""So many rows are read at a time: those of a window, and no more than a jump can wait for."""
MEASURED: Final = 60
"""So many rows say how wide the columns are to be."""
Page = list[Row | Shown | None]
"""The rows of a page as they were read, or ready to paint once they were in sight; None for one that is gone."""


@dataclass(frozen=True)
class Sight:
    """What the user sees of a view: the record at the top, or None at the beginning, and how many rows."""

    top: int | None = None
    rows: int = 1


@dataclass(frozen=True)
class Answer:
    """What a query gave: the number it was asked under, the view, the records in order, the groups.

    `pages` are those that will be in sight. `total` counts the ledger's records, None where nobody asked for it.
    """

    number: int
    view: ViewSpec
    order: Order
    groups: list[Group]
    pages: dict[int, Page]
    total: int | None


def columns_of(view: ViewSpec) -> tuple[list[FieldSpec], list[str]]:
    """The fields that a view shows, and the keys of all that are read: those that decide how a cell is marked too."""
    ledger = view.source
    specs = [ledger.fields[key] for key in view.shown_columns()]
    fetched = [spec.key for spec in specs]
    for spec in specs:
        fetched.extend(k for k in marks.helpers(spec) if k in ledger.fields and k not in fetched)
    return specs, fetched


def answer_of(book: Book, view: ViewSpec, *, number: int, sight: Sight, counted: bool) -> Answer:
    """Run a view, with the rows that stand where the user looks; `counted` asks for the ledger's total too."""
    with book.read() as session:
        found = ids(session, view)
        order = Order(found)
        parts = groups(session, view)
        narrowed = view.filters or view.search
        total = (count(session, ViewSpec(view.ledger)) if narrowed else len(found)) if counted else None
        specs, fetched = columns_of(view)
        top = order.place(sight.top) or 0 if sight.top is not None else 0
        end = min(top + sight.rows, len(found))
        wanted = {top // PAGE, (end - 1) // PAGE} if found else set()
        pages = {page: read_page(session, view.source, found, page, fetched) for page in wanted}
    _make_ready(pages, specs, range(top, end), today=book.today())
    return Answer(number, view, order, parts, pages, total)


def _make_ready(pages: dict[int, Page], specs: Sequence[FieldSpec], rows: range, *, today: dt.date) -> None:
    """Put the rows in sight into words, here where nobody waits for the screen."""
    for place in rows:
        number, at = divmod(place, PAGE)
        line = pages.get(number, [])[at : at + 1]
        if line and isinstance(line[0], Row):
            pages[number][at] = ready(specs, line[0], today=today)


def read_ahead(book: Book, view: ViewSpec) -> tuple[int, bool]:
    """Ask on another thread what a list will ask; the id of a record in it, 0 for none, and whether it is slow to ask.

    Put into words the first time, such a query takes 20 to 40 ms.
    """
    ledger = view.source
    specs, fetched = columns_of(view)
    with book.read() as session:
        slow = more_than(session, ledger.key, SLOW_ROWS)
        some = ids(session, view, limit=1 if slow else None)[:1] or [0]
        groups(session, view)
        cells(session, ledger, some, fetched)
        summary(session, view, [spec.key for spec in specs if spec.total][:1], only=some)
    return some[0], slow


def read_page(session: Session, ledger: Ledger, order: Sequence[int], page: int, columns: Iterable[str]) -> Page:
    """The rows of one page of an order of ids."""
    wanted = order[page * PAGE : (page + 1) * PAGE]
    found = {row.id: row for row in cells(session, ledger, wanted, tuple(columns))}
    return [found.get(record) for record in wanted]
