"""Helpers of the tests of ledgers in and out: sheets made on the spot, rows read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crm.book import Book
from crm.queries.listing import cells, ids
from crm.queries.view import ViewSpec

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def samples() -> Path:
    """The folder with one real-looking file of each kind."""
    return SAMPLES


@pytest.fixture
def sheet_file(tmp_path: Path) -> Callable[..., Path]:
    """Make an xlsx of rows, with merged ranges, a file name and a sheet name where given."""

    def make(
        rows: Sequence[Sequence[Any]], *, merged: Sequence[str] = (), name: str = "表.xlsx", sheet: str = "Sheet1"
    ) -> Path:
        book = Workbook()
        page = book.worksheets[0]
        page.title = sheet
        for row in rows:
            page.append(list(row))
        for block in merged:
            page.merge_cells(block)
        path = tmp_path / name
        book.save(path)
        return path

    return make


def rows_of(book: Book, ledger: str, *columns: str) -> list[tuple[Any, ...]]:
    """The chosen columns of a ledger's rows, oldest first."""
    with book.read() as session:
        found = cells(session, ledger, sorted(ids(session, ViewSpec(ledger))), columns or None)
    return [tuple(row.values[column] for column in columns or row.values) for row in found]


@pytest.fixture
def read(book: Book) -> Callable[..., list[tuple[Any, ...]]]:
    """Read the chosen columns of a ledger's rows, oldest first."""
    return lambda ledger, *columns: rows_of(book, ledger, *columns)
