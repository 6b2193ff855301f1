"""How a ledger was left: its view and tab, kept on this laptop for each book, and taken up again at the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.queries.condition import as_of
from crm.queries.view import ROWS, ViewSpec
from crm.rules.problem import Problem
from ui.pages.saved_views import ALL

if TYPE_CHECKING:
    from ui.core.app import App


def _key(app: App, ledger: str) -> str:
    return f"view:{ledger}:{app.book.path}"


def keep(app: App, view: ViewSpec, tab: str) -> None:
    """Remember the view as it is left; not what was searched for, and not rows that a figure named."""
    if view.counted is None and not any(condition.field == ROWS for condition in view.filters):
        app.settings.set(_key(app, view.ledger), {"tab": tab, "spec": view.replace(search="").to_json()})


def left(app: App, ledger: str) -> tuple[ViewSpec, str]:
    """The view and the tab as they were left; all rows where there is nothing to go by."""
    kept = app.settings.get(_key(app, ledger))
    try:
        return as_of(ViewSpec.from_json(kept["spec"]), app.book.today()), str(kept["tab"])
    except (KeyError, TypeError, ValueError, Problem):
        return ViewSpec(ledger), ALL
