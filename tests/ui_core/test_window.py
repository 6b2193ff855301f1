"""The frame: pages made when first seen, a sidebar that folds, commands that can be found, undone steps by name."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.book import create_book, open_book
from crm.queries.listing import count
from crm.rules.pinyin import matches
from tests.on_screen import unreadable
from ui.app import NO_SCREEN, has_screen, left_today, main
from ui.core.actions import Command, Commands
from ui.core.app import App
from ui.core.kit import open_at
from ui.core.page import Page
from ui.core.settings import Settings
from ui.form.record_dialog import RecordDialog
from ui.pages.saved_views import built_in
from ui.shell.facts import Badge, badges, county_name, facts, last_saved, saved_words, spoken_time, who_and_where
from ui.shell.hints import HINTS
from ui.shell.registry import PLACES, SECTIONS, Place, existing, load
from ui.shell.shortcuts import rows
from ui.shell.window import MainWindow


class QuietPage(Page):
    """A page that remembers what it was asked to show."""

    def __init__(self, app: App, parent: QWidget | None = None, **options: object) -> None:
        super().__init__(app, parent)
        self.options = options
        self.shown: list[dict[str, object]] = []
        self.leave = True

    def on_show(self, **state: object) -> None:
        self.shown.append(state)

    def refresh(self) -> None:
        self.say_status(f"{len(self.shown)} 次")

    def can_leave(self) -> bool:
        return self.leave


def quiet(place: Place) -> Place:
    """The same place with a quiet page."""
    return Place(
        key=place.key, section=place.section, label=place.label, icon=place.icon, shortcut=place.shortcut,
        ledger=place.ledger, target=f"{__name__}:QuietPage", options=place.options,
    )  # fmt: skip


@pytest.fixture
def window(app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The main window over quiet pages, 1366 by 768."""
    monkeypatch.setattr(Place, "make", lambda self, app, parent: QuietPage(app, parent, **self.options))
    window = MainWindow(app, places=tuple(quiet(place) for place in PLACES))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    yield window
    window.close()


def page(window: MainWindow, key: str) -> QuietPage:
    """A page of the window as the class it is."""
    found = window.stack.page(key)
    assert isinstance(found, QuietPage)
    return found


def test_pages_are_made_only_when_they_are_first_shown(window: MainWindow, app: App) -> None:
    assert window.stack.made == ["home"]
    app.navigate("leads", stage="在谈")
    assert window.stack.made == ["home", "leads"]
    assert page(window, "leads").shown == [{"stage": "在谈"}]
    assert window.sidebar.items["leads"].isChecked()


def test_a_place_without_an_item_leaves_none_marked(window: MainWindow, app: App) -> None:
    app.navigate("leads")
    app.navigate("staff")
    assert window.stack.current_key == "staff"
    assert [key for key, item in window.sidebar.items.items() if item.isChecked()] == []
    app.navigate("home")
    assert [key for key, item in window.sidebar.items.items() if item.isChecked()] == ["home"]


def test_the_top_bar_says_the_product_once_in_a_book_that_has_no_name_yet(tmp_path: Path) -> None:
    told = []
    for name in ("招引.zhaoyin", "云溪.zhaoyin"):
        book = create_book(tmp_path / name)
        told.append(county_name(book))
        book.set_setting("county", "云溪县")
        told.append(county_name(book))
        book.close()
    assert told == ["", "云溪县", "云溪", "云溪县"]


def test_a_page_that_will_not_be_left_stays(window: MainWindow, app: App) -> None:
    page(window, "home").leave = False
    app.navigate("leads")
    assert window.stack.current_key == "home"
    assert window.sidebar.items["home"].isChecked()
    page(window, "home").leave = True


def test_a_record_opens_in_its_form_over_the_page_one_is_on(window: MainWindow, app: App) -> None:
    person, _ = create(app.book, "hometown", {"name": "李明朗"})
    here = window.stack.current_key
    app.open_record("hometown", person)
    (form,) = window.findChildren(RecordDialog)
    assert (form.record, form.title.text(), window.stack.current_key) == (person, "李明朗", here)
    form.close()
    app.new_record("leads", name="光学膜二期")
    new = next(dialog for dialog in window.findChildren(RecordDialog) if dialog.isVisible())
    assert new.form.cell("name").value() == "光学膜二期"
    new.form.begin({})
    new.close()


def test_the_sidebar_folds_to_its_icons_and_remembers_it(window: MainWindow, app: App) -> None:
    assert window.sidebar.width() == 196
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.sidebar.width() == 56
    assert window.sidebar.items["leads"].toolTip() == "线索项目（Ctrl+3）"
    assert app.settings.get("sidebar_folded") is True
    window.fold_sidebar()
    assert window.sidebar.width() == 196


def test_all_places_fit_into_the_sidebar_at_768(window: MainWindow) -> None:
    last = window.sidebar.items["settings"]
    assert last.mapTo(window, last.rect().bottomLeft()).y() < window.status.geometry().top()
    assert window.size().height() == 768


def test_a_window_between_title_and_task_bar_brings_the_places_closer_and_hides_none(
    window: MainWindow, qtbot: QtBot
) -> None:
    last = window.sidebar.items["settings"]
    for height, high in ((698, 25), (768, 29)):
        window.resize(1366, height)
        qtbot.waitUntil(lambda high=high: last.height() == high)  # type: ignore[misc]
        QApplication.processEvents()
        assert last.mapTo(window, last.rect().bottomLeft()).y() < window.status.geometry().top()


def test_no_shortcut_is_given_twice(window: MainWindow, app: App) -> None:
    keys = [QKeySequence(c.shortcut).toString() for c in app.commands.all() if c.shortcut]
    assert len(keys) == len(set(keys))
    with pytest.raises(ValueError, match="belongs to undo"):
        app.commands.add(Command(key="other", text="别的", run=print, menu="编辑", shortcut="ctrl+z"))


def test_undo_names_its_step_in_menu_and_tooltip_and_works_by_key(window: MainWindow, app: App, qtbot: QtBot) -> None:
    assert not app.commands.action("undo").isEnabled()
    app.book.set_setting("office", "云溪县招商中心", label="修改单位名称")
    assert app.commands.action("undo").text() == "撤销 修改单位名称"
    assert window.topbar.undo_button.toolTip() == "撤销 修改单位名称（Ctrl+Z）"
    qtbot.waitUntil(lambda: window.topbar.county.text() == "云溪县招商中心")
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert app.book.setting("office") is None
    assert window.status.words.text() == "已撤销：修改单位名称"
    assert app.commands.action("redo").text() == "重做 修改单位名称"
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert app.book.setting("office") == "云溪县招商中心"


def test_ctrl_k_finds_a_command_by_the_initials_of_its_words(window: MainWindow, app: App) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = window.topbar.find_box
    assert QApplication.focusWidget() is box
    QTest.keyClicks(box, "hsz")
    assert window.results.width() == 560
    assert window.results.geometry().center().x() == box.mapTo(window, box.rect().center()).x()
    assert [found.title for found in window.results.found] == ["回收站"]
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert window.stack.current_key == "recycle"
    assert window.results.isHidden()
    assert box.text() == ""


def test_a_book_opens_again_on_the_page_on_which_it_was_left_today(window: MainWindow, app: App) -> None:
    assert left_today(app.settings, app.book) == "home"
    app.navigate("history")
    window.close()
    assert left_today(app.settings, app.book) == "history"
    now = app.book.clock()
    app.book.clock = lambda: now + dt.timedelta(days=1)
    assert left_today(app.settings, app.book) == "home"


def test_alt_and_an_arrow_go_back_and_forward_along_the_way(window: MainWindow, app: App) -> None:
    window.activateWindow()
    assert not app.commands.action("back").isEnabled()
    for key in ("visits", "history", "visits"):
        app.navigate(key)
    seen = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        QTest.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        seen.append(window.stack.current_key)
    assert seen == ["history", "visits", "history"]
    app.navigate("recycle")
    assert not app.commands.action("forward").isEnabled() and app.commands.action("back").isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.stack.current_key == "history"


def test_words_are_found_by_characters_full_pinyin_and_initials() -> None:
    assert matches("线索", "线索项目")
    assert matches("xiansuo", "线索项目")
    assert matches("xsxm", "线索项目")
    assert not matches("qy", "线索项目")
    assert not matches("  ", "线索项目")


def test_the_menu_holds_every_command_in_its_part(window: MainWindow, app: App) -> None:
    parts = {part.text(): part.menu() for part in window.topbar.menu.actions()}
    assert list(parts) == ["文件", "编辑", "前往", "视图", "帮助"]
    held = [action.objectName() for menu in parts.values() for action in menu.actions() if action.objectName()]
    assert sorted(held) == sorted(command.key for command in app.commands.all())


def test_no_two_commands_share_a_key_and_none_takes_what_an_input_method_takes(app: App, window: MainWindow) -> None:
    keys = [command.shortcut for command in app.commands.all()]
    assert len(keys) == len(set(keys))
    taken_by_input_methods = {"Ctrl+Space", "Shift+Space", "Ctrl+.", "Ctrl+Shift+F"}
    assert taken_by_input_methods.isdisjoint({key for _, shown, _ in rows(app.commands) for key in shown.split(" / ")})


def test_every_command_has_a_shortcut_and_f1_lists_it(window: MainWindow, app: App) -> None:
    app.book.set_setting("office", "云溪县招商中心", label="修改单位名称")
    listed = {(keys, words) for _, keys, words in rows(app.commands)}
    for command in app.commands.all():
        assert command.shortcut, command.key
        assert (command.keys, command.label.removesuffix(" 修改单位名称")) in listed, "what is undone next is no part"


def test_the_status_line_carries_the_words_of_the_page_and_of_the_book(window: MainWindow, app: App) -> None:
    assert window.status.page_words.text() == "1 次"
    assert facts(app) == ["还没有备份"]
    app.book.set_setting("last_hand_in", "2024-04-30T17:00")
    assert facts(app) == ["已保存 10:42", "还没有备份", "上次报送 2024.04.30"]


def test_a_backup_is_a_whole_book_and_is_remembered(window: MainWindow, app: App, qtbot: QtBot, tmp_path: Path) -> None:
    app.book.set_setting("office", "云溪县招商中心")
    target = tmp_path / "备份.zhaoyin"
    window.back_up_to(target)
    qtbot.waitUntil(lambda: "上次备份 今天 10:42" in facts(app))
    copy = open_book(target, clock=app.book.clock)
    assert copy.setting("office") == "云溪县招商中心"
    copy.close()


def test_a_backup_onto_the_book_itself_is_refused_in_words(window: MainWindow, app: App, said: list[str]) -> None:
    window.back_up_to(app.book.path)
    assert said == ["备份不能存到账本自己上，请换一个文件名"]


def test_moments_are_said_as_people_say_them() -> None:
    import datetime as dt

    now = dt.datetime(2024, 5, 30, 10, 42)
    assert spoken_time(dt.datetime(2024, 5, 30, 8, 30), now) == "今天 08:30"
    assert spoken_time(dt.datetime(2024, 5, 29, 23, 59), now) == "昨天 23:59"
    assert spoken_time(dt.datetime(2024, 4, 30, 9, 0), now) == "2024.04.30"
    assert spoken_time(dt.datetime(2023, 12, 31, 9, 0), now) == "2023.12.31"


def test_every_place_belongs_to_a_section_or_to_none_and_keys_are_unique() -> None:
    assert {place.section for place in PLACES} == {*SECTIONS, ""}
    assert len({place.key for place in PLACES}) == len(PLACES)


def test_every_page_in_this_build_can_be_loaded_and_is_a_page() -> None:
    for place in existing():
        found: Callable[..., object] = load(place.target)
        assert isinstance(found, type)
        assert issubclass(found, Page)


def test_settings_come_back_and_a_broken_file_counts_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    Settings(path).set("theme", "dark")
    assert Settings(path).get("theme") == "dark"
    settings = Settings(path)
    for name in "abcdefghij":
        settings.add_recent(tmp_path / name)
    assert [book.name for book in Settings(path).recent_books] == list("jihgfedc")
    path.write_text("{", encoding="utf-8")
    assert Settings(path).get("theme") is None


def test_without_a_screen_one_sentence_names_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert main([]) == 1
    assert capsys.readouterr().err.strip() == NO_SCREEN
    assert "zhaoyin-cli" in NO_SCREEN
    assert has_screen({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert has_screen({}, "win32")


def test_a_command_that_cannot_be_done_now_does_nothing() -> None:
    done: list[str] = []
    commands = Commands()
    commands.add(Command(key="a", text="甲", run=lambda: done.append("a"), menu="编辑", enabled=lambda: False))
    commands.trigger("a")
    assert done == []


def test_the_application_opens_on_an_empty_book_paints_and_ends_well(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "APPDATA": str(tmp_path),
    }
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "ui.app", "--smoke"], env=environment, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_the_quick_log_is_ready_before_it_is_asked_for(window: MainWindow, qtbot: QtBot) -> None:
    window.app.cold = True
    window.warm_up()
    qtbot.waitUntil(lambda: not window.app.working)
    assert not window.app.cold, "lists are asked at once from now on"
    assert window.app.property("quick_log") is not None
    assert not window.app.property("quick_log").isVisible()


def test_the_top_bar_says_who_works_here_and_where(app: App) -> None:
    assert who_and_where(app.book) == ""
    app.book.set_setting("me", {"name": "王磊", "role": "office"})
    assert who_and_where(app.book) == "王磊 · 办公室"
    app.book.set_setting("me", {"name": "陈刚", "role": "posted", "station": "沪苏组"})
    assert who_and_where(app.book) == "陈刚 · 沪苏组"


def test_a_badge_counts_what_the_agenda_lists_and_says_what_it_counts(app: App) -> None:
    for day in (28, 30, 31):
        create(app.book, "enterprises", {"name": f"企业{day}", "next_contact": dt.date(2024, 5, day)})
    create(app.book, "visits", {"date": dt.date(2024, 5, 27), "contact": "王建国"})
    create(app.book, "visits", {"date": dt.date(2024, 5, 26), "contact": "王建国"})
    found = badges(app.book)
    assert found["agenda"] == Badge(2, "今天到期 1 件，逾期 1 件", urgent=True)
    assert found["visits"] == Badge(1, "本周 1 次")
    assert found["enterprises"] == Badge(3, "共 3 条")


def test_the_badge_of_help_counts_what_neither_a_day_nor_the_state_calls_settled(app: App) -> None:
    lead, _ = create(app.book, "leads", {"name": "二期"})
    for item in ({}, {"state": "已办结"}, {"finished": dt.date(2024, 5, 2)}, {"state": None}):
        create(app.book, "assistance", {"lead": lead, "item": "环评"} | item)
    assert badges(app.book)["assistance"] == Badge(2, "在办 2 件")
    (view,) = [view for view in built_in("assistance", today=app.book.today()) if view.key == "open"]
    with app.book.read() as session:
        assert count(session, view.spec) == 2


def test_a_sidebar_item_says_its_badge_in_words(window: MainWindow, qtbot: QtBot) -> None:
    item = window.sidebar.items["agenda"]
    item.set_badge(Badge(2, "今天到期 1 件，逾期 1 件", urgent=True))
    assert item.accessibleName() == "日程，今天到期 1 件，逾期 1 件"
    assert item.toolTip() == "日程（Ctrl+4）　今天到期 1 件，逾期 1 件"
    item.set_badge(Badge(0, ""))
    assert (item.accessibleName(), item.badge) == ("日程", "")


def test_a_book_opened_again_still_says_when_it_was_last_saved(app: App) -> None:
    assert last_saved(app.book) is None
    app.book.set_setting("office", "云溪县招商中心")
    saved = last_saved(app.book)
    assert saved == dt.datetime(2024, 5, 30, 10, 42, 7)
    assert saved_words(saved, dt.datetime(2024, 5, 30, 18, 0)) == "10:42"
    assert saved_words(saved, dt.datetime(2024, 5, 31, 8, 0)) == "昨天 10:42"


def test_a_narrow_window_folds_the_sidebar_and_a_wide_one_shows_it_again(window: MainWindow, app: App) -> None:
    window.resize(960, 500)
    assert (window.width(), window.height(), window.sidebar.width()) == (960, 500, 56)
    window.resize(1366, 768)
    assert window.sidebar.width() == 196
    assert app.settings.get("sidebar_folded") is None


def test_a_window_opens_no_larger_than_the_screen_has_room_for(qtbot: QtBot) -> None:
    sheet = QDialog()
    qtbot.addWidget(sheet)
    open_at(sheet, 560, 4000)
    assert (sheet.width(), sheet.height()) == (560, sheet.screen().availableGeometry().height() - 36)


def test_a_window_that_would_like_more_than_the_screen_has_makes_do(qtbot: QtBot) -> None:
    sheet = QDialog()
    qtbot.addWidget(sheet)
    sheet.setMinimumSize(500, 3000)
    open_at(sheet, 560, 4000)
    assert (sheet.width(), sheet.height()) == (560, sheet.screen().availableGeometry().height() - 36)


def test_the_place_one_is_at_is_seen_in_a_sidebar_too_short_for_all(window: MainWindow) -> None:
    window.resize(960, 460)
    window.show()
    area = window.sidebar.findChild(QScrollArea)
    assert area is not None
    for key in ("settings", "home"):
        window.go(key, {})
        item = window.sidebar.items[key]
        top = item.mapTo(area.viewport(), item.rect().topLeft()).y()
        assert 0 <= top <= area.viewport().height() - item.height(), key


def test_a_hint_is_shown_until_it_was_read_and_comes_back_when_wished(window: MainWindow, app: App) -> None:
    assert window.hints.isVisible()
    assert window.hints.words.text() == HINTS["home"]
    window.hints.read_link.click()
    assert window.hints.isHidden()
    app.navigate("enterprises")
    assert window.hints.words.text() == HINTS["ledger"]
    app.navigate("home")
    assert window.hints.isHidden()
    app.navigate("hometown")
    assert window.hints.isVisible()
    window.hints.all_link.click()
    for place in ("enterprises", "agenda", "leads", "settings"):
        app.navigate(place)
        assert window.hints.isHidden(), place
    app.navigate("agenda")
    app.commands.trigger("hints")
    assert window.hints.isVisible()
    assert window.hints.words.text() == HINTS["agenda"]


def test_a_hint_that_was_read_gives_the_keyboard_to_the_page(window: MainWindow, app: App, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    app.navigate("enterprises")
    page = window.stack.current
    assert page is not None
    taken: list[bool] = []
    page.take_keyboard = lambda: taken.append(True)  # type: ignore[method-assign]
    window.hints.read_link.setFocus()
    QTest.keyClick(window.hints.read_link, Qt.Key.Key_Space)
    assert window.hints.isHidden() and taken == [True]


def test_a_page_without_a_hint_shows_none(window: MainWindow, app: App) -> None:
    app.navigate("history")
    assert window.hints.isHidden()


def test_what_could_not_be_counted_is_not_shown_as_it_was_and_f5_counts_again(
    window: MainWindow, app: App, qtbot: QtBot, said: list[str]
) -> None:
    create(app.book, "enterprises", {"name": "甲公司"})
    badge = window.sidebar.items["enterprises"]
    qtbot.waitUntil(lambda: badge.badge == "1")
    with unreadable(app.book):
        window._counting = app.run(window._count, window._show_badges, failed=window._uncounted, quiet=True)
        qtbot.waitUntil(lambda: not app.working)
        assert badge.badge == ""
        assert window.status.facts.text().endswith("侧栏的数目没有读出来，按 F5 重试")
    window.refresh_here()
    qtbot.waitUntil(lambda: badge.badge == "1")
    assert "没有读出来" not in window.status.facts.text()
    assert said == []
