"""Every place and every tab of it: spoken to a screen reader, reached by Tab, inside a small screen, sound models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QWidget

from crm.bulletin.assemble import dataset
from crm.queries.listing import ids
from crm.queries.view import ViewSpec
from crm.rules.dates import month_of
from tests.journeys.conftest import User
from ui.core.ask import Ask
from ui.core.kit import Tabs
from ui.dialogs.advance import AdvanceDialog
from ui.dialogs.first_start import FirstStart
from ui.dialogs.guide import Guide
from ui.dialogs.import_wizard import ImportWizard
from ui.dialogs.indicators import IndicatorDialog
from ui.dialogs.papers import PapersDialog
from ui.dialogs.quick_log import QuickLog
from ui.dialogs.templates import TemplateDialog
from ui.form.cells import FieldCell
from ui.form.record_dialog import RecordDialog
from ui.grid.bulk import BulkDialog
from ui.grid.column_sheets import ColumnSheet
from ui.grid.group_sheet import GroupSheet
from ui.grid.popups import ChoiceSheet, ConditionSheet
from ui.pages.leads import LeadsPage
from ui.shell.registry import PLACES, Place

SIDEBAR, SMALL = 196, 1366
WARNING = QAbstractItemModelTester.FailureReportingMode.Warning


def unspoken(top: QWidget) -> list[str]:
    """What takes the keyboard in a window and has no name for a screen reader, by its path."""
    found = []
    for widget in [top, *top.findChildren(QWidget)]:
        if not widget.isVisibleTo(top) or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        spoken = QAccessible.queryAccessibleInterface(widget)
        if spoken is None or not spoken.text(QAccessible.Text.Name):
            found.append(f"{type(widget.parentWidget()).__name__}/{type(widget).__name__}")
    return found


def out_of_reach(top: QWidget) -> list[str]:
    """The buttons of a window that Tab does not come to; a box's cross is Esc by keyboard, a field's 打开 Alt+Enter."""
    return [
        f"{type(button.parentWidget()).__name__}/{button.accessibleName() or button.text()}"
        for button in top.findChildren(QAbstractButton)
        if button.isVisibleTo(top)
        and not button.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(button.parentWidget(), QLineEdit | FieldCell)
    ]


class Flashes(QObject):
    """Notes every window that is shown beside the main one: a part shown before it has its place flashes."""

    def __init__(self, user: User) -> None:
        super().__init__(user.window)
        self.seen: list[str] = []
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: look at what is shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


def faces(user: User, place: Place) -> Iterator[str]:
    """Go to a place and through all its tabs, one after another."""
    user.app.navigate(place.key)
    user.rest()
    yield place.label
    page = user.window.stack.current
    assert page is not None
    for tabs in page.findChildren(Tabs):
        for key in tabs.keys if tabs.isVisible() else ():
            tabs.set_current(key)
            user.rest()
            yield f"{place.label} {key}"


@pytest.mark.parametrize("place", PLACES, ids=[place.key for place in PLACES])
def test_a_page_is_spoken_fits_a_small_screen_and_its_models_are_sound(
    place: Place, sit_down: Callable[..., User]
) -> None:
    user = sit_down()
    flashes = Flashes(user)
    testers: dict[int, QAbstractItemModelTester] = {}
    for face in faces(user, place):
        assert unspoken(user.window) == [], face
        assert out_of_reach(user.window) == [], face
        page = user.window.stack.current
        assert page is not None
        assert page.minimumSizeHint().width() <= SMALL - SIDEBAR, face
        for model in user.window.findChildren(QAbstractItemModel):
            testers.setdefault(id(model), QAbstractItemModelTester(model, WARNING))
    assert testers
    assert flashes.seen == []


@pytest.mark.parametrize("key", ["home", "leads", "agenda", "enterprises", "bulletin", "settings"])
def test_every_command_answers_to_its_keys_where_the_keyboard_stands(key: str, sit_down: Callable[..., User]) -> None:
    user = sit_down()
    user.app.navigate(key)
    user.rest()
    heard: list[str] = []
    for command in user.app.commands.all():
        noted = replace(command, run=partial(heard.append, command.key), enabled=lambda: True)
        user.app.commands._commands[command.key] = noted
    user.app.commands.renew()
    for command in user.app.commands.all():
        user.press(command.shortcut)
    assert heard == [command.key for command in user.app.commands.all()]


def test_the_tabs_weeks_and_months_of_a_page_are_turned_by_keys(sit_down: Callable[..., User]) -> None:
    user = sit_down()
    user.press("Ctrl+3", "Ctrl+Tab")
    assert user.window.stack.current.mode == "board"
    user.press("Ctrl+Shift+Tab", "Ctrl+Shift+Tab")
    assert user.window.stack.current.mode == "stalled"
    user.press("Ctrl+4")
    agenda = user.window.stack.current
    today = agenda.day
    user.press("Ctrl+PgUp")
    assert agenda.day == today - dt.timedelta(days=7)
    user.press("Alt+Home")
    assert agenda.day == today
    user.press("Ctrl+Tab", "Ctrl+PgDown")
    assert (agenda.scale, agenda.day.month) == ("month", today.month + 1)
    for keys in ("Ctrl+7", "Ctrl+8"):
        user.press(keys, "Ctrl+PgUp")
        assert user.window.stack.current.month.label == "2024年9月"
        user.press("Ctrl+PgDown", "Ctrl+PgDown")
        assert user.window.stack.current.month.label == "2024年10月", "none is later than this month"


def test_the_windows_over_a_page_are_spoken(sit_down: Callable[..., User], monkeypatch: pytest.MonkeyPatch) -> None:
    user = sit_down()
    asked: list[QDialog] = []

    def run(dialog: QDialog) -> None:
        dialog.show()
        assert unspoken(dialog) == [], dialog.windowTitle()
        assert out_of_reach(dialog) == [], dialog.windowTitle()
        asked.append(dialog)
        dialog.close()
        dialog.deleteLater()

    monkeypatch.setattr(Ask, "run", run)
    user.press("Ctrl+N")
    log = user.window.findChild(QuickLog)
    assert log is not None
    assert unspoken(log) == [] and out_of_reach(log) == []
    user.press("Escape", "Shift+F1")
    guide = user.window.findChild(Guide)
    assert guide is not None
    assert unspoken(guide) == [] and out_of_reach(guide) == []
    user.press("Escape")
    for ledger in ("enterprises", "leads", "hometown", "visits"):
        with user.app.book.read() as session:
            first = ids(session, ViewSpec(ledger))[0]
        form = RecordDialog.open(user.app, ledger, first)
        assert form is not None
        user.rest()
        assert unspoken(form) == [], ledger
        assert out_of_reach(form) == [], ledger
        form.close()
    user.window.show_shortcuts()
    user.window.show_about()
    FirstStart.ask(user.app.settings)
    assert len(asked) == 3


def test_the_office_s_dialogs_and_the_sheets_of_a_list_are_spoken(
    sit_down: Callable[..., User], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    user = sit_down()
    app, window = user.app, user.window
    spoken: list[str] = []

    def look(widget: QWidget) -> None:
        user.rest()
        assert unspoken(widget) == [], type(widget).__name__
        assert out_of_reach(widget) == [], type(widget).__name__
        spoken.append(type(widget).__name__)
        widget.close()
        widget.deleteLater()

    def run(dialog: QDialog) -> None:
        dialog.show()
        look(dialog)

    monkeypatch.setattr(Ask, "run", run)
    app.navigate("leads", tab="board")
    user.rest()
    leads = window.stack.current
    assert isinstance(leads, LeadsPage) and leads.loaded is not None
    signed = next(card for card in leads.loaded.cards if card.stage == "签约")
    for stage in ("开工", "终止", "增资"):
        AdvanceDialog.ask(app, window, signed, stage, basis="自报")
    leads.modes.set_current("list")
    grid = leads.grid
    grid.group_by("station")
    BulkDialog.ask(app, "leads", grid.model.ids[:3], field="unit", parent=window)
    PapersDialog.ask(app, window, app.book.today())
    TemplateDialog.ask(app, window, app.book.today())
    IndicatorDialog.ask(app, window, dataset(app.book, month_of(app.book.today())))
    for sheet in (
        ColumnSheet(grid.ledger, grid.view.shown_columns(), grid),
        GroupSheet(grid.ledger, grid.view, grid),
        ConditionSheet(grid.ledger, grid),
        ChoiceSheet(grid.ledger.fields["stage"], [("在谈", 3), ("签约", 2)], [], grid),
    ):
        sheet.show()
        look(sheet)
    source = tmp_path / "企业.csv"
    source.write_text("企业名称,状态\n甲公司,在谈\n", encoding="utf-8")
    wizard = ImportWizard(app, ledger="enterprises", path=source, parent=window)
    wizard.show()
    for _ in range(2):
        user.rest()
        assert unspoken(wizard) == []
        wizard.next_button.click()
    look(wizard)
    assert len(spoken) == 12


def test_the_frame_of_the_keyboard_follows_the_keys_and_not_the_mouse(sit_down: Callable[..., User]) -> None:
    user = sit_down()

    def framed() -> bool:
        held, page = QApplication.focusWidget(), user.window.stack.current
        assert held is not None and page is not None and page.isAncestorOf(held)
        return bool(held.property("ring"))

    user.click("日程", user.window.sidebar)
    assert not framed(), "who clicked knows where he is"
    user.press("Right")
    assert framed(), "the first key brings it"
    user.click("工作台", user.window.sidebar)
    assert not framed()
    user.press("Ctrl+4")
    assert framed()
