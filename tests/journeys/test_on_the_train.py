"""驻外干部 on a train, without a mouse: one visit told, found again, taken back and done again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from crm.queries.listing import cells, ids
from crm.queries.view import Filter, ViewSpec
from tests.journeys.conftest import User
from ui.dialogs.quick_log import QuickLog
from ui.form.record_dialog import RecordDialog

FIRM, INITIALS = "苏州澄远光电科技有限公司", "szcygd"
SAID = "看了二期厂房，年底前来县里考察"


def posted(user: User) -> str:
    """The name of someone posted."""
    with user.app.book.read() as session:
        people = ids(session, ViewSpec("staff", (Filter("role", "=", "驻外干部"),)))
        return str(cells(session, "staff", people[:1], ["name"])[0].values["name"])


def test_a_visit_is_told_found_undone_and_redone_by_keyboard_alone(sit_down: Callable[..., User]) -> None:
    user = sit_down(firms=[FIRM])
    user.app.book.set_setting("me", {"name": posted(user), "role": "posted"})
    user.press("Ctrl+N")
    log = user.window.findChild(QuickLog)
    assert log is not None
    assert log.isVisible()

    user.type("昨天")
    user.press("Tab", "Tab", "Tab")
    user.type(INITIALS)
    assert user.sees(FIRM)
    user.press("Return")
    assert log.form.met.text() == FIRM
    user.press("Tab", "Tab", "Tab")
    user.type(SAID)
    user.press("Ctrl+Return")
    assert not log.isVisible()
    assert user.sees(f"已记拜访 {FIRM}")

    user.press("Ctrl+2")
    assert user.title == "拜访日志 - 招引"
    assert user.sees(FIRM)
    assert user.sees(SAID)
    assert user.sees("2024.10.29")

    user.press("Ctrl+Z")
    assert user.sees(f"已撤销：记拜访 {FIRM}")
    assert user.sees_no_more(SAID)
    user.press("Ctrl+Y")
    assert user.sees(f"已重做：记拜访 {FIRM}")
    assert user.sees(SAID)


def test_what_was_half_told_when_the_train_lost_power_is_still_there(sit_down: Callable[..., User]) -> None:
    user = sit_down(firms=[FIRM])
    user.press("Ctrl+N")
    user.press("Tab", "Tab", "Tab")
    user.type(INITIALS)
    user.press("Return", "Tab", "Tab", "Tab")
    user.type(SAID)
    user.press("Escape")
    log = user.window.findChild(QuickLog)
    assert log is not None
    assert not log.isVisible()
    again = sit_down(again=True)
    again.press("Ctrl+N")
    assert again.sees(SAID)
    assert again.sees(FIRM)
    again.press("Escape")


def test_a_page_reached_by_its_keys_has_the_keyboard_where_one_works(sit_down: Callable[..., User]) -> None:
    user = sit_down(firms=[FIRM])
    for keys, name in (("Ctrl+5", "目标企业"), ("Ctrl+4", "日历"), ("Ctrl+3", "线索项目"), ("Ctrl+1", "待办")):
        user.press(keys)
        focus = QApplication.focusWidget()
        assert focus is not None, keys
        assert focus.accessibleName().startswith(name), keys
    user.press("Ctrl+5", "Down", "Return")
    form = user.window.findChild(RecordDialog)
    assert form is not None
    form.close()


def test_whoever_is_sought_by_initials_is_found_from_anywhere(sit_down: Callable[..., User]) -> None:
    user = sit_down(firms=[FIRM])
    user.press("Ctrl+K")
    user.type(INITIALS)
    user.press("Return")
    form = user.window.findChild(RecordDialog)
    assert form is not None
    assert form.title.text() == FIRM
    user.press("Escape")
    assert not form.isVisible()
