"""A day is long: whatever is opened over the window and closed again is gone, not only hidden."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from crm.queries.board import LeadCard
from tests.journeys.conftest import User
from ui.core.ask import Ask
from ui.dialogs.advance import AdvanceDialog
from ui.pages.leads import LeadsPage
from ui.pages.ledger import LedgerPage

TIMES = 3


@pytest.fixture(autouse=True)
def questions_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question is shown and closed, as its reader would."""

    def run(dialog: QDialog) -> None:
        dialog.show()
        dialog.close()
        dialog.deleteLater()

    monkeypatch.setattr(Ask, "run", run)


def windows(user: User) -> list[str]:
    """The windows that hang on the main one, open or hidden."""
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return sorted(type(widget).__name__ for widget in user.window.findChildren(QWidget) if widget.isWindow())


def opened_and_closed(user: User, what: Callable[[], object]) -> None:
    """Nothing more hangs on the window after several times than after the first."""
    what()
    user.rest()
    once = windows(user)
    for _ in range(TIMES):
        what()
        user.rest()
    assert windows(user) == once


def test_windows_and_menus_over_a_ledger_are_gone_when_they_are_closed(sit_down: Callable[..., User]) -> None:
    user = sit_down()
    user.press("Ctrl+5")
    page = user.window.stack.current
    assert isinstance(page, LedgerPage)
    page.grid.table.select_id(page.grid.model.ids[0])

    def rows_menu() -> None:
        shown = page.rows.menu()
        shown.show()
        shown.close()

    def export_menu() -> None:
        page.export_button.click()
        shown = QApplication.activePopupWidget()
        assert shown is not None
        shown.close()

    def form() -> None:
        user.press("Return", "Escape")

    def new() -> None:
        user.press("Ctrl+Shift+N", "Escape")

    for what in (
        rows_menu,
        export_menu,
        form,
        new,
        page.rows.change_many,
        user.window.show_shortcuts,
        user.window.show_about,
        lambda: user.press("Ctrl+N", "Escape"),
        lambda: user.press("Shift+F1", "Escape"),
        lambda: user.press("F10", "Escape"),
    ):
        page.grid.table.setFocus()
        opened_and_closed(user, what)


def test_windows_and_menus_over_the_board_are_gone_when_they_are_closed(sit_down: Callable[..., User]) -> None:
    user = sit_down()
    user.app.navigate("leads", tab="board")
    user.rest()
    page = user.window.stack.current
    assert isinstance(page, LeadsPage)
    card: LeadCard = page.board.lists["在谈"].cards.cards[0]

    def menu() -> None:
        shown = page.card_menu(card)
        shown.show()
        shown.close()

    opened_and_closed(user, menu)
    opened_and_closed(user, lambda: AdvanceDialog.ask(user.app, page, card, "签约", basis="自报"))
    opened_and_closed(user, lambda: page.move_card(card, "线索"))
