"""A few rows of a ledger as a table that is only read: the fields that say which record each is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from crm.queries.listing import Row
from crm.records.ledger import LEDGERS
from ui.grid.plain import Cell, Col
from ui.grid.texts import shown_text

Table = tuple[list[Col], list[list[Cell]]]
MOST = 500
"""So many rows are shown at the most."""
BRIEF: dict[str, tuple[str, ...]] = {
    "leads": ("name", "total_investment", "stage"),
    "arrivals": ("lead", "month", "amount"),
    "visits": ("enterprise", "date", "method"),
    "trips": ("destination", "start", "end"),
    "targets": ("indicator", "annual", "unit"),
    "stations": ("name", "leader"),
}
"""The fields that tell the rows of a ledger apart where there is room for three."""


def ledger_table(ledger: str, columns: Sequence[str], rows: Sequence[Row], *, today: dt.date) -> Table:
    """Rows of a ledger under the labels of its fields; the first column opens the record."""
    specs = [LEDGERS[ledger].fields[key] for key in columns]
    cols = [Col(s.header, right=s.numeric, width=(s.width if at else 0), stretch=at == 0) for at, s in enumerate(specs)]
    table = []
    for row in rows:
        texts = [shown_text(spec, row) for spec in specs]
        table.append([Cell(text, key=(ledger, row.id) if at == 0 else None, tip=text) for at, text in enumerate(texts)])
    return cols, table
