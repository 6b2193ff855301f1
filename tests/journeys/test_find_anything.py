"""One box for everything: characters, initials, full pinyin, digits, codes, commands and views, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from crm.actions.edit import create
from crm.queries.view import Filter, ViewSpec
from tests.journeys.conftest import User
from ui.form.record_dialog import RecordDialog
from ui.pages.saved_views import save

FIRM = "苏州澄远光电科技有限公司"


@pytest.fixture
def user(sit_down: Callable[..., User]) -> User:
    """At the window, with one firm that has a code and a phone, and a saved view."""
    user = sit_down()
    create(
        user.app.book,
        "enterprises",
        {"name": FIRM, "credit_code": "914403001922038216", "contact_name": "顾明远", "contact_phone": "13800007316"},
    )
    save(user.app.book, "光电大户", ViewSpec("enterprises", (Filter("name", "contains", "光电"),)))
    user.rest()
    return user


@pytest.mark.parametrize(
    "typed", ["澄远", "szcy", "chengyuan", "00007316", "914403001922038216", "2038216", "顾明远", "gmy"]
)
def test_an_enterprise_is_found_by_whatever_one_remembers_of_it(user: User, typed: str) -> None:
    user.press("Ctrl+K")
    user.type(typed)
    user.qtbot.waitUntil(lambda: any(found.title == FIRM for found in user.window.results.found))
    while user.window.results.found[user.window.results.row].title != FIRM:
        user.press("Down")
    user.press("Return")
    form = user.window.findChild(RecordDialog)
    assert form is not None
    assert form.title.text() == FIRM
    form.close()


@pytest.mark.parametrize(("typed", "title"), [("历史", "历史 - 招引"), ("sz", "设置 - 招引"), ("hsz", "回收站 - 招引")])
def test_a_place_is_found_by_its_name_and_its_initials(user: User, typed: str, title: str) -> None:
    user.press("Ctrl+K")
    user.type(typed)
    user.press("Return")
    assert user.title == title
    keyboard = QApplication.focusWidget()
    assert keyboard is not None
    assert user.window.stack.isAncestorOf(keyboard)


def test_a_saved_view_is_found_by_its_initials_and_shown(user: User) -> None:
    user.press("Ctrl+K")
    user.type("gddh")
    user.qtbot.waitUntil(lambda: [found.title for found in user.window.results.found] == ["光电大户"])
    assert user.window.results.found[0].note == "视图 · 目标企业"
    user.press("Return")
    assert user.title == "目标企业 - 招引"
    assert user.sees(FIRM)


def test_nothing_found_says_so_and_esc_goes_back_to_work(user: User) -> None:
    user.press("Ctrl+K")
    user.type("没有这个人")
    user.qtbot.waitUntil(lambda: user.window.results.found == [])
    user.press("Escape", "Escape")
    assert user.window.results.isHidden()
    assert not user.window.topbar.find_box.hasFocus()
