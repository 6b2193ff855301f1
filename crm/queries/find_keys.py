"""The search keys of a book kept in memory, so that an answer while typing reads one run of bytes and no table."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from crm.records.field import Kind
from crm.records.keys import touched_rows
from crm.records.ledger import BY_TABLE, LEDGERS, Ledger
from crm.store.journal import changes_of, last_change

MANY = 5_000
"""A ledger with so many changed rows is read anew as a whole."""
ENOUGH = 1_000
"""So many rows that hold a term are enough to choose the likeliest from."""
NEWEST_VISITS = 20_000
"""Long logs are searched back to their newest visits: what was said in 200,000 of them would fill the memory."""
NEWEST_BYTES = 40_000
_END, _LINE = b"\0", b"\n"
_ROW = _END + _LINE


class Keys:
    """The keys of one ledger, newest row first: each begins with the title, then the lines of its search key.

    A line break stands before every line, the title too, so that one look finds all that begin with a term.
    """

    def __init__(self, rows: Sequence[tuple[int, bytes]]) -> None:
        self._ids = array("q", [row_id for row_id, _ in rows])
        self._text = b"".join([key for _, key in rows]) + _END
        self._starts = array("q", [0])
        for _, key in rows:
            self._starts.append(self._starts[-1] + len(key))
        self._later: dict[int, bytes | None] = {}

    @property
    def newest(self) -> str:
        """What the newest rows say, some 7,000 Chinese characters of it."""
        return self._text[:NEWEST_BYTES].decode(errors="ignore")

    def put(self, row_id: int, key: bytes | None) -> int:
        """Take over what a row holds now, None for one that is gone; returns how many rows have changed so far."""
        self._later[row_id] = key
        return len(self._later)

    def holding(self, term: str, most: int) -> list[int]:
        """At most so many rows that hold a term, newest first."""
        wanted = term.encode()
        found = [row_id for row_id, key in self._newer() if wanted in key]
        return [*found, *(self._ids[row] for row in self._rows(wanted, [], most - len(found)))]

    def best(self, terms: Sequence[str], most: int) -> list[tuple[int, int]]:
        """(id, rank) of rows that hold every term, the likeliest first.

        Rank 0 is a title that begins with the first term, 1 another line that does, 2 the rest; among equals the
        shorter title, for more of it has been typed, and then the newer row.
        """
        first, *others = (term.encode() for term in terms)
        rows = self._rows(first, others, ENOUGH)
        if len(rows) == ENOUGH:
            begin = self._rows(_LINE + first, others, ENOUGH)
            if len(begin) == ENOUGH:
                begin = [*self._rows(_ROW + first, others, ENOUGH), *begin]
            rows = begin if len(begin) >= most else [*begin, *rows]
        keys = [(key, row_id) for row_id, key in self._newer() if all(term in key for term in (first, *others))]
        keys += [(self._text[self._starts[row] : self._starts[row + 1]], self._ids[row]) for row in dict.fromkeys(rows)]
        ranked = [(_rank(key, first), key.find(_LINE, len(_ROW)), -row_id) for key, row_id in keys]
        return [(-negative, rank) for rank, _, negative in sorted(ranked)[:most]]

    def _newer(self) -> list[tuple[int, bytes]]:
        return [(row_id, key) for row_id, key in sorted(self._later.items(), reverse=True) if key is not None]

    def _rows(self, wanted: bytes, others: Sequence[bytes], most: int) -> list[int]:
        """The places of at most so many rows that hold these bytes, as they were read first."""
        found: list[int] = []
        text, starts = self._text, self._starts
        at = text.find(wanted)
        while at >= 0 and len(found) < most:
            row = bisect_right(starts, at) - 1
            start, end = starts[row], starts[row + 1] if row + 1 < len(starts) else len(text)
            whole = all(text.find(term, start, end) >= 0 for term in others)
            if whole and row < len(self._ids) and self._ids[row] not in self._later:
                found.append(row)
            at = text.find(wanted, end)
        return found


def _rank(key: bytes, term: bytes) -> int:
    return 0 if key.startswith(_ROW + term) else 1 if _LINE + term in key else 2


class _Book:
    """The keys of one book's ledgers, each read when it is first asked for, as of one change of the journal."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seen = 0
        self.ledgers: dict[str, Keys] = {}

    def keys(self, session: Session, wanted: Sequence[str]) -> list[Keys]:
        """The keys of some ledgers, brought up to what the session sees."""
        with self.lock:
            newest = last_change(session)
            if newest > self.seen:
                self._catch_up(session, newest)
            for key in wanted:
                if key not in self.ledgers:
                    self.ledgers[key] = Keys(_read(session, LEDGERS[key]))
            return [self.ledgers[key] for key in wanted]

    def _catch_up(self, session: Session, newest: int) -> None:
        if newest - self.seen > MANY:
            self.ledgers.clear()
        elif self.ledgers:
            for table, rows in touched_rows(session, changes_of(session, after=self.seen)).items():
                ledger = BY_TABLE.get(table)
                if ledger is not None and ledger.key in self.ledgers:
                    self._renew(session, ledger, rows)
        self.seen = newest

    def _renew(self, session: Session, ledger: Ledger, rows: set[int]) -> None:
        keys, now = self.ledgers[ledger.key], dict(_read(session, ledger, rows))
        if max((keys.put(row_id, now.get(row_id)) for row_id in rows), default=0) > MANY:
            del self.ledgers[ledger.key]


_BOOKS: WeakKeyDictionary[Engine, _Book] = WeakKeyDictionary()


def keys_of(session: Session, *ledgers: str) -> list[Keys]:
    """The search keys of each ledger as the session sees them; kept from one question to the next by the journal."""
    return _BOOKS.setdefault(session.connection().engine, _Book()).keys(session, ledgers)


def _read(session: Session, ledger: Ledger, only: set[int] | None = None) -> list[tuple[int, bytes]]:
    """The rows of a ledger that are not in the recycle bin, newest first, each with its title and its key."""
    table, spec = ledger.table, ledger.fields[ledger.title]
    title = table.c[spec.key] if spec.kind is Kind.TEXT else table.c.search_key
    query = select(table.c.id, title, table.c.search_key).where(table.c.deleted_at.is_(None))
    query = query.order_by(table.c.id.desc())
    if only is not None:
        query = query.where(table.c.id.in_(only))
    if ledger.key == "visits":
        query = query.limit(NEWEST_VISITS)
    with session.connection().execute(query) as result:
        assert result.cursor is not None
        return [(row_id, _joined(name, key)) for row_id, name, key in result.cursor.fetchall()]


def _joined(title: str | None, key: str | None) -> bytes:
    first, lines = (title or "").strip().lower(), key or ""
    return (f"\0\n{lines}\n" if lines.startswith(first) else f"\0\n{first}\n{lines}\n").encode()
