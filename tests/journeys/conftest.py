"""A user at the real window: a county in a book, the keys and the mouse, and what can be read on the screen."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.book import create_book, open_book
from crm.demo import fill
from tests.on_screen import commit, no_open_question, said, theme
from ui.core.app import App
from ui.core.settings import Settings
from ui.core.theme import Theme
from ui.shell.window import MainWindow

__all__ = ["no_open_question", "said", "theme"]

TOP = QModelIndex()
NOW = dt.datetime(2024, 10, 30, 16, 20)


class User:
    """Sits before the window: presses keys, clicks, reads."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.app, self.qtbot = window, window.app, qtbot
        self.left = False

    def leave(self) -> None:
        """Close the window, once."""
        if not self.left:
            self.left = True
            self.window.close()
            self.app.close()

    def rest(self) -> None:
        """Wait until the window has done all it began."""
        self.qtbot.waitUntil(lambda: not self.app.working)
        QApplication.processEvents()

    def _take_keyboard(self) -> None:
        """Without a screen, the window that stays does not get the keyboard back by itself."""
        QApplication.processEvents()
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
            self.qtbot.waitUntil(self.window.isActiveWindow)

    def press(self, *keys: str) -> None:
        """Press key combinations one after another where the keyboard is now."""
        for combination in keys:
            self._take_keyboard()
            code = QKeySequence(combination)[0]
            target = QApplication.focusWidget() or QApplication.activeWindow() or self.window
            QTest.keyClick(target, code.key(), code.keyboardModifiers())
        self.rest()

    def type(self, text: str) -> None:
        """Type into the box that has the keyboard: letters by their keys, Chinese by an input method."""
        self._take_keyboard()
        target = QApplication.focusWidget()
        assert target is not None, "nothing has the keyboard"
        if text.isascii():
            QTest.keyClicks(target, text)
        else:
            commit(target, text)
        self.rest()

    def look_for(self, words: str, *, on: str) -> None:
        """Go to a page by its keys and search in it."""
        self.press(on, "Ctrl+F")
        self.type(words)
        self.press("Return")

    def click(self, words: str, where: QWidget | None = None) -> None:
        """Click the visible button with these words."""
        for button in (where or self.window).findChildren(QAbstractButton):
            if button.isVisible() and button.text().split("  ")[0] == words:
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
                self.rest()
                return
        raise AssertionError(f"no button {words} is to be seen")

    @property
    def title(self) -> str:
        """The window's title."""
        return self.window.windowTitle()

    def sees(self, words: str) -> bool:
        """Whether these words stand somewhere on the screen."""
        return any(words in text for text in self.texts())

    def sees_no_more(self, words: str) -> bool:
        """Whether these words go from the screen; the card beside a grid follows a moment later."""
        self.qtbot.waitUntil(lambda: not self.sees(words))
        return True

    def texts(self, within: QWidget | None = None) -> Iterator[str]:
        """All words on the screen, or in one window of it: labels, buttons, boxes, rows of lists and grids."""
        for top in [within] if within is not None else QApplication.topLevelWidgets():
            if top.isVisible():
                for widget in [top, *top.findChildren(QWidget)]:
                    if widget.isVisible():
                        yield from _words(widget)


def _words(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield widget.text()
    if isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText()
    if isinstance(widget, QComboBox):
        yield widget.currentText()
    if isinstance(widget, QAbstractItemView):
        yield from _cells(widget.model())
    yield widget.accessibleName()
    yield widget.accessibleDescription()


def _cells(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is not None:
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(TOP)
        for row, column in itertools.product(range(min(model.rowCount(TOP), 60)), range(columns)):
            yield str(model.index(row, column).data() or "")


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small invented county as a closed book, made once and copied for each journey."""
    path = tmp_path_factory.mktemp("county") / "云溪县.zhaoyin"
    book = create_book(path, clock=lambda: NOW)
    fill(book, seed=1, scale=0.25, today=NOW.date())
    book.close()
    return path


@pytest.fixture
def sit_down(county: Path, theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., User]]:
    """Opens the window on a copy of the county with some more firms, or `again` on what the last one left."""
    made: list[User] = []

    def sit(*, firms: Sequence[str] = (), again: bool = False) -> User:
        path = tmp_path / "云溪县.zhaoyin"
        if again:
            made[-1].leave()
        else:
            shutil.copy(county, path)
        ticks = itertools.count()
        book = open_book(path, clock=lambda: NOW + dt.timedelta(seconds=next(ticks)))
        for name in firms:
            create(book, "enterprises", {"name": name})
        window = MainWindow(App(book, settings=Settings(tmp_path / "settings.json"), theme=theme))
        qtbot.addWidget(window)
        window.resize(1366, 768)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        user = User(window, qtbot)
        made.append(user)
        # As the program does while its user reads the first page.
        window.warm_up()
        user.rest()
        qtbot.waitUntil(lambda: window.ahead.over)
        return user

    yield sit
    for user in made:
        user.leave()
