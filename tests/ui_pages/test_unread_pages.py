"""A page that could not be read says so in one sentence, and is read once more by 重试, F5 or the next change."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from tests.on_screen import unreadable
from ui.charts.lines import Lines
from ui.core.app import App
from ui.core.page import Page
from ui.pages.agenda import AgendaPage
from ui.pages.bulletin import BulletinPage
from ui.pages.exchange import ExchangePage
from ui.pages.history import HistoryPage
from ui.pages.home import HomePage
from ui.pages.leads import LeadsPage
from ui.pages.ledger import LedgerPage
from ui.pages.posting import PostingPage
from ui.pages.recycle import RecyclePage
from ui.pages.twins import TwinsPage

DAMAGED = "“云溪县.zhaoyin”不是招引的账本，请另选一个文件，或从备份恢复"
PAGES = [
    HomePage,
    AgendaPage,
    PostingPage,
    BulletinPage,
    HistoryPage,
    TwinsPage,
    RecyclePage,
    ExchangePage,
    LeadsPage,
]


@pytest.fixture
def come_to(qtbot: QtBot) -> Callable[[Page], None]:
    """Shows a page as the user comes to it, and keeps it until the test is over."""
    kept: list[Page] = []

    def come(page: Page) -> None:
        kept.append(page)
        qtbot.addWidget(page)
        page.resize(1134, 676)
        page.show()
        page.activateWindow()
        page.arrive()

    return come


def at_rest(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not app.working)


@pytest.mark.parametrize("page_class", PAGES)
def test_a_page_that_could_not_be_read_says_why_and_offers_to_try_again(
    app: App, qtbot: QtBot, page_class: type[Page], said: list[str], come_to: Callable[[Page], None]
) -> None:
    create(app.book, "leads", {"name": "光学膜"})
    app.book.set_setting("me", {"name": "周敏", "role": "office"})
    page = page_class(app)
    with unreadable(app.book):
        come_to(page)
        at_rest(app, qtbot)
        strip = page.unread
        assert strip is not None and strip.isVisible()
        assert strip.words.text() == f"{page.title}没有读出来：{DAMAGED}"
        qtbot.mouseClick(strip.button, Qt.MouseButton.LeftButton)
        at_rest(app, qtbot)
        assert strip.isVisible() and not strip.grab().isNull()
        assert not any(lines._empty for lines in page.findChildren(Lines)), "nothing is said to be there, or to come"
    strip.button.setFocus()
    qtbot.keyClick(strip.button, Qt.Key.Key_Space)
    at_rest(app, qtbot)
    assert not strip.isVisible()
    assert page.focusWidget() is not strip.button
    assert said == [], "no dialog besides"


def test_a_list_that_could_not_be_read_says_so_above_its_rows(
    app: App, qtbot: QtBot, come_to: Callable[[Page], None], said: list[str]
) -> None:
    create(app.book, "enterprises", {"name": "甲公司"})
    page = LedgerPage(app, ledger="enterprises")
    with unreadable(app.book):
        come_to(page)
        at_rest(app, qtbot)
        assert page.unread is not None and DAMAGED in page.unread.words.text()
    page.stale = True
    page.freshen()
    at_rest(app, qtbot)
    assert not page.unread.isVisible() and page.grid.model.rowCount() == 1


@pytest.mark.parametrize("large", [False, True], ids=["at once", "on another thread"])
def test_a_list_that_cannot_be_sorted_keeps_its_rows_and_says_so_without_a_dialog(
    app: App, qtbot: QtBot, come_to: Callable[[Page], None], said: list[str], large: bool
) -> None:
    create(app.book, "enterprises", {"name": "甲公司"})
    page = LedgerPage(app, ledger="enterprises")
    come_to(page)
    at_rest(app, qtbot)
    page.grid.model.large = large
    with unreadable(app.book):
        page.grid.change_view(page.grid.view.replace(sort=("-name",)))
        at_rest(app, qtbot)
        assert page.unread is not None and page.unread.isVisible()
        assert page.unread.words.text() == f"目标企业没有读出来：{DAMAGED}"
        assert page.grid.model.shown(0).texts[0] == "甲公司"
    qtbot.mouseClick(page.unread.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.unread.isVisible())
    assert said == []


def test_a_card_that_could_not_be_read_is_read_again_with_its_list(
    app: App, qtbot: QtBot, come_to: Callable[[Page], None], said: list[str]
) -> None:
    create(app.book, "enterprises", {"name": "甲公司", "note": "已对接"})
    page = LedgerPage(app, ledger="enterprises")
    come_to(page)
    at_rest(app, qtbot)
    with unreadable(app.book):
        page.panel.renew()
        at_rest(app, qtbot)
        assert page.unread is not None and page.unread.isVisible()
    qtbot.mouseClick(page.unread.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.unread.isVisible())
    assert said == []


def test_the_next_change_of_the_book_reads_the_page_again(
    app: App, qtbot: QtBot, come_to: Callable[[Page], None]
) -> None:
    page = HomePage(app)
    with unreadable(app.book):
        come_to(page)
        at_rest(app, qtbot)
        assert page.unread is not None and page.unread.isVisible()
    create(app.book, "leads", {"name": "光学膜"})
    at_rest(app, qtbot)
    assert not page.unread.isVisible()
    assert page.home is not None and not page.home.empty


def test_a_bug_in_a_reading_is_told_on_the_page_too(
    app: App, qtbot: QtBot, come_to: Callable[[Page], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[Any] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_rest: reported.append(kind))
    page = HomePage(app)
    come_to(page)
    at_rest(app, qtbot)
    page.read(lambda _task: 1 // 0, page._show)
    at_rest(app, qtbot)
    assert reported == [ZeroDivisionError]
    assert page.unread is not None and page.unread.words.text() == "工作台没有读出来：程序里出了一个错误"
