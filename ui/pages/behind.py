"""From a figure to the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.bulletin.dataset import Dataset, rows_behind
from crm.bulletin.left_out import left_out
from crm.queries.view import ROWS, Filter, ViewSpec
from crm.records.ledger import LEDGERS

if TYPE_CHECKING:
    from ui.core.app import App


def open_rows(app: App, ledger: str, ids: Sequence[int]) -> None:
    """Open the one row, or the ledger's page with exactly these rows; says so where there is none."""
    if len(ids) == 1:
        app.open_record(ledger, ids[0])
    elif ids:
        app.navigate(ledger, view=ViewSpec(ledger, (Filter(ROWS, "in", tuple(ids)),)))
    else:
        app.message.emit(f"没有对应的{LEDGERS[ledger].label}记录")


def open_posted(app: App, data: Dataset, station: str, person: str, field: str) -> None:
    """Open the rows behind a figure of posted staff, and say what it does not count: 2天请假."""
    key = f"station/{station}/{person}/{field}"
    open_rows(app, *rows_behind(data, key))
    if notes := left_out(app.book, data, key):
        app.message.emit("；".join(notes))
