"""What papers read of the book, each month once however many of them ask for it."""

from __future__ import annotations

from crm.book import Book
from crm.bulletin.assemble import dataset
from crm.bulletin.dataset import Dataset
from crm.bulletin.facts import Facts
from crm.bulletin.posted import PostedRow, posted_table
from crm.bulletin.reading import posted_facts, read_facts
from crm.bulletin.settings import Convention, convention_on, scheme_of
from crm.rules.dates import MonthRange


class Readings:
    """The months of a book as they stood when first asked for: to be dropped when the book is written."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._data: dict[MonthRange, Dataset] = {}
        self._facts: dict[MonthRange, Facts] = {}
        self._posted: dict[MonthRange, list[PostedRow]] = {}

    def data(self, month: MonthRange) -> Dataset:
        """The dataset of a month."""
        if month not in self._data:
            self._data[month] = dataset(self.book, month)
            self._facts[month] = self._data[month].facts
        return self._data[month]

    def facts(self, month: MonthRange, convention: Convention) -> Facts:
        """The facts of a month under a 口径; those of its dataset where that is read already and is under the same."""
        known = self._facts.get(month)
        if known is not None and known.convention == convention:
            return known
        with self.book.read() as session:
            return read_facts(session, month, convention)

    def posted(self, month: MonthRange) -> list[PostedRow]:
        """The posted staff of a month; from the projects of a later month where that is read already."""
        if month in self._data:
            return self._data[month].stations
        if month not in self._posted:
            self._posted[month] = self._read_posted(month)
        return self._posted[month]

    def _read_posted(self, month: MonthRange) -> list[PostedRow]:
        own = convention_on(self.book, month.end)
        later = [facts for at, facts in self._facts.items() if at.end > month.end]
        alike = [f for f in later if (f.convention.basis, f.convention.money) == (own.basis, own.money)]
        with self.book.read() as session:
            if alike:
                facts = posted_facts(session, alike[0], month, own)
            else:
                facts = self._facts[month] = read_facts(session, month, own)
        return posted_table(facts, scheme_of(self.book))
