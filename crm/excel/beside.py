"""Sheets with the same table twice beside each other, as lists of names are printed to fill a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crm.excel.header import Header
from crm.excel.mapping import UNNAMED, is_ignored, match_header
from crm.excel.spread import spot
from crm.records.ledger import Ledger
from crm.records.values import is_blank

MOST = 4


@dataclass(frozen=True)
class Beside:
    """The columns of each of the tables, left to right, and which of a table's columns are no data (序号)."""

    blocks: tuple[tuple[int, ...], ...]
    ignored: frozenset[int]

    @property
    def further(self) -> dict[int, int]:
        """Each column of the further tables, with the one of the first table that it repeats."""
        return {c: first for block in self.blocks[1:] for first, c in zip(self.blocks[0], block, strict=True)}

    def rows(self, number: int, cells: Sequence[Any]) -> Iterator[tuple[int, list[Any]]]:
        """The rows that a row of the file holds, (number, cells) with each in the columns of the first table."""
        for block in self.blocks:
            own = [cells[c] if c < len(cells) else "" for c in block]
            if all(is_blank(cell) for at, cell in enumerate(own) if at not in self.ignored):
                continue
            row = [*cells, *[""] * (self.blocks[0][-1] + 1 - len(cells))]
            for column, cell in zip(self.blocks[0], own, strict=True):
                row[column] = cell
            yield number if block is self.blocks[0] else spot(number, block[0]), row

    def source(self, column: int, first: int) -> int:
        """The column of the table that begins at `first` which repeats a column of the first table."""
        block = next(one for one in self.blocks if one[0] == first)
        return block[self.blocks[0].index(column)] if column in self.blocks[0] else column


def find_beside(ledger: Ledger, header: Header) -> Beside | None:
    """The tables that stand beside each other, where the header says the same again; None for a single one."""
    named = [c for c, name in enumerate(header.names) if name and not UNNAMED.fullmatch(name)]
    for parts in range(2, MOST + 1):
        width = len(named) // parts
        if width * parts != len(named) or width < 2:
            continue
        blocks = tuple(tuple(named[at : at + width]) for at in range(0, len(named), width))
        if not all(_repeats(header, blocks[0], block, at) for at, block in enumerate(blocks[1:], 2)):
            continue
        texts = [header.names[c] for c in blocks[0]]
        found = {match.field for text in texts if (match := match_header(ledger.key, text))}
        if ledger.title in found:
            return Beside(blocks, frozenset(at for at, text in enumerate(texts) if is_ignored(text)))
    return None


def _repeats(header: Header, first: Sequence[int], block: Sequence[int], at: int) -> bool:
    """Whether a block's names are those of the first with the number that tells equal names apart."""
    return all(header.names[c] == f"{header.names[f]}{at}" for f, c in zip(first, block, strict=True))
