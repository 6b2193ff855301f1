"""Writes asked for on the screen: at once where few rows are concerned and the book is free, else on another thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from crm.rules.problem import Busy, Problem
from ui.core.work import AT_ONCE

if TYPE_CHECKING:
    from ui.core.app import App

_Result = TypeVar("_Result")


def write(
    app: App,
    action: Callable[[], _Result],
    done: Callable[[_Result], None],
    *,
    rows: int,
    label: str,
    failed: Callable[[Problem], None] | None = None,
) -> bool:
    """Do what concerns so many rows, then `done` with what came of it; False where it was refused at once.

    Without `failed` a Problem is shown. More than AT_ONCE rows would hold the screen: they go to another thread; so
    does what has to wait for another program or thread that is writing.
    """
    if rows > AT_ONCE:
        app.run(lambda _task: action(), done, failed=failed, label=label)
        return True
    try:
        with app.book.hurry():
            result = action()
    except Busy:
        app.run(lambda _task: action(), done, failed=failed, label=label)
        return True
    except Problem as problem:
        (failed or app.show_problem)(problem)
        return False
    done(result)
    return True
