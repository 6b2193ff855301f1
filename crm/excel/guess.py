"""Which ledger a sheet is, where nobody has said so; and which sheets of a file are ledgers too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from crm.excel.header import find_header
from crm.excel.sheet import Sheet, read_sheets, sheets_of
from crm.records.ledger import LEDGERS

SURE = 160
"""The score of a header that names two fields at the least."""


class Guess(NamedTuple):
    """A ledger and the sheet that is one, with how much its header explains and how many rows stand under it."""

    score: int
    ledger: str
    sheet: str | None
    rows: int = 0


def guess_ledger(sheets: Sequence[Sheet]) -> Guess:
    """The ledger whose fields explain a header best, and the sheet; 目标企业 where nothing looks like one."""
    best = Guess(0, next(iter(LEDGERS)), None)
    for ledger in LEDGERS.values():
        for sheet in sheets:
            header = find_header(ledger, sheet)
            if header is not None:
                above = "".join(str(cell) for cells in sheet.rows[: header.first - 1] for cell in cells)
                tasks = ledger.key == "targets" and "任务" in above
                score = header.score + (60 if ledger.label in sheet.name else 0) + (150 if tasks else 0)
                offer = Guess(score, ledger.key, sheet.name, len(sheet.rows) - header.last)
                best = max(best, offer, key=lambda one: one.score)
    return best


def other_ledgers(path: Path, done: Collection[str]) -> list[tuple[str, str]]:
    """The visible sheets of a file beside those `done` that look like ledgers, with the ledger of each, in order."""
    names = [info.name for info in sheets_of(path) if not info.hidden and info.name not in done]
    if not names:
        return []
    sheets = {sheet.name: sheet for sheet in read_sheets(path) if sheet.name in names}
    guesses = [guess_ledger([sheets[name]]) for name in names if name in sheets]
    return [(one.sheet, one.ledger) for one in guesses if one.sheet and one.score >= SURE and one.rows > 0]
