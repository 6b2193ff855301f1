"""The columns of a sheet and what it has besides: what it tells once of all rows, a spread, a second table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from crm.excel.beside import Beside, find_beside
from crm.excel.body import Body, read_body
from crm.excel.header import Header
from crm.excel.sheet import Sheet
from crm.excel.spread import Spread, find_spread
from crm.excel.told import Told, told_by
from crm.records.ledger import Ledger

EMPTY = "各列都是空的，没有可以展开的内容"


@dataclass(frozen=True)
class More:
    """`file` is the header as it stands; `header` has behind its columns those of the spread, then those told.

    `knows` says whether the book has a 片区 of a name.
    """

    file: Header
    header: Header
    spread: Spread | None
    beside: Beside | None
    told: tuple[Told, ...]
    knows: Callable[[str], bool]

    @property
    def _width(self) -> int:
        return len(self.file.names)

    @property
    def _spread_at(self) -> dict[int, str]:
        return dict(enumerate(self.spread.fields, self._width)) if self.spread else {}

    @property
    def told_at(self) -> dict[int, Told]:
        """What is told once, by column."""
        return dict(enumerate(self.told, self._width + len(self._spread_at)))

    def proposed(self, found: Mapping[int, str]) -> dict[int, str]:
        """A proposal for the columns of the file, completed: a spread goes before it, what is told fills gaps."""
        spread = self._spread_at
        used = self.spread.columns if self.spread else self.beside.further if self.beside else ()
        own = {c: key for c, key in found.items() if c not in used and key not in spread.values()}
        told = {c: one.field for c, one in self.told_at.items()}
        return {**own, **spread, **{c: k for c, k in told.items() if k not in {*own.values(), *spread.values()}}}

    def active(self, mapping: Mapping[int, str]) -> Spread | None:
        """The spread, unless a person has refused it: what its headers give and some of its cells must be wanted."""
        if self.spread is None:
            return None
        wanted = {key for c, key in self._spread_at.items() if mapping.get(c) == key}
        return self.spread if self.spread.given <= wanted and wanted - self.spread.given else None

    def tables(self, mapping: Mapping[int, str]) -> Beside | None:
        """The tables beside each other, unless a person gave a column of a further one a field of its own."""
        return None if self.beside is None or self.beside.further.keys() & mapping.keys() else self.beside

    def used(self, mapping: Mapping[int, str]) -> frozenset[int]:
        """The columns of the file that are spread, or repeat those of the first table."""
        spread, tables = self.active(mapping), self.tables(mapping)
        return spread.columns if spread else frozenset(tables.further) if tables else frozenset()

    def body(self, ledger: Ledger, sheet: Sheet, mapping: Mapping[int, str]) -> Body:
        """The data rows, spread where they are to be, and the rows that are none."""
        spread = self.active(mapping)
        own = {c: key for c, key in mapping.items() if c < self._width}
        tables = self.tables(mapping)
        if spread is None and tables is not None:
            again = {c: own[first] for c, first in tables.further.items() if first in own}
            return _expanded(read_body(ledger, sheet, self.file, {**own, **again}, knows=self.knows), tables.rows)
        if spread is None:
            return read_body(ledger, sheet, self.file, own, knows=self.knows)
        cells = {c: key for group in spread.groups for key, columns in group.cells.items() for c in columns}
        found = read_body(ledger, sheet, self.file, {**cells, **own}, knows=self.knows)
        return _expanded(found, partial(spread.rows, ledger, self.file))


def _expanded(found: Body, rows_of: Callable[[int, Sequence[Any]], Iterator[tuple[int, list[Any]]]]) -> Body:
    """A body with the rows that each of its rows stands for; one that stands for none is told."""
    body = Body([], found.skipped, foreign=found.foreign)
    for number, row in found.data:
        rows = list(rows_of(number, row))
        body.data.extend(rows)
        if number in found.headings:
            body.headings.update(dict.fromkeys((at for at, _ in rows), found.headings[number]))
        if not rows:
            body.skipped.append((number, EMPTY))
    return body


def more_columns(ledger: Ledger, sheet: Sheet, header: Header, *, knows: Callable[[str], bool]) -> More:
    """The header with the columns that it has beside those of the file; `knows` is as for `told_by`."""
    spread = find_spread(ledger, header)
    told = tuple(told_by(ledger, sheet, header, knows=knows))
    names = [*(spread.names(ledger) if spread else ()), *(one.name for one in told)]
    units = [*(spread.units(ledger, header) if spread else ()), *("" for _ in told)]
    full = replace(
        header,
        names=(*header.names, *names),
        parents=(*header.parents, *("" for _ in names)),
        units=(*header.units, *units),
    )
    beside = None if spread else find_beside(ledger, header)
    return More(header, full, spread, beside, told, knows)
