"""From a figure to the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.bulletin.behind_money import counted_behind
from crm.bulletin.dataset import Dataset, rows_behind
from crm.bulletin.left_out import left_out
from crm.queries.view import ROWS, Filter, ViewSpec
from crm.records.ledger import COUNTED, LEDGERS, Counted

if TYPE_CHECKING:
    from ui.core.app import App


def open_rows(app: App, ledger: str, ids: Sequence[int], counted: Counted | None = None) -> None:
    """Open the one row, or the ledger's page with exactly these rows; says so where there is none.

    What they count for in a figure stands in a column of its own beside their names.
    """
    if len(ids) == 1:
        app.open_record(ledger, ids[0])
    elif ids:
        app.navigate(ledger, view=view_of_rows(ledger, ids, counted))
    else:
        app.message.emit(f"没有对应的{LEDGERS[ledger].label}记录")


def view_of_rows(ledger: str, ids: Sequence[int], counted: Counted | None = None) -> ViewSpec:
    """The view of exactly these rows, with what they count for in place of a column of that very name."""
    view = ViewSpec(ledger, (Filter(ROWS, "in", tuple(ids)),), counted=counted)
    if counted is None:
        return view
    fields = LEDGERS[ledger].fields
    name, *rest = (key for key in view.shown_columns() if fields[key].label != counted.label)
    return view.replace(columns=(name, COUNTED, *rest))


def open_figure(app: App, data: Dataset, key: str) -> None:
    """Open the rows behind a figure of a month, which add up to it."""
    open_rows(app, *rows_behind(data, key), counted_behind(data, key))


def open_target(app: App, data: Dataset, target: tuple[str, str | int | Sequence[int]]) -> None:
    """Open what a line stands for: a figure by its key, a record by its id, or rows by theirs."""
    ledger, what = target
    if isinstance(what, str):
        open_figure(app, data, what)
    elif isinstance(what, int):
        app.open_record(ledger, what)
    else:
        open_rows(app, ledger, what)


def open_posted(app: App, data: Dataset, station: str, person: str, field: str) -> None:
    """Open the rows behind a figure of posted staff, and say what it does not count: 2天请假."""
    key = f"station/{station}/{person}/{field}"
    open_figure(app, data, key)
    if notes := left_out(app.book, data, key):
        app.message.emit("；".join(notes))
