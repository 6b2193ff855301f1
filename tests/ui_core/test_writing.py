"""What is asked for while somebody else writes is written once the book is free: in order, once, or not if stopped."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm.rules.problem import Busy, Problem
from tests.on_screen import steps, written_by_another
from ui.core.app import App
from ui.core.kit import Button, LineEdit, column
from ui.core.work import Cancelled, Task
from ui.core.writing import STILL, STOPPED, WAITING, Saving, patiently, write
from ui.shell.statusline import StatusLine


def patience(app: App, milliseconds: int) -> None:
    """So long one try waits for the book."""
    with app.book.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {milliseconds}")


def put(app: App, words: str) -> Any:
    """Ask for one step under these words."""
    action = partial(app.book.set_setting, "county", words, label=words)
    return write(app, action, lambda _changes: None, rows=1, label=f"正在{words}")


def test_what_is_asked_for_meanwhile_is_written_in_the_order_in_which_it_was_asked(app: App, qtbot: QtBot) -> None:
    with written_by_another(app.book):
        for words in ("第一步", "第二步", "第三步"):
            assert isinstance(put(app, words), Task)
    # The book is free now, but two steps have yet to be written.
    assert isinstance(put(app, "第四步"), Task)
    qtbot.waitUntil(lambda: not app.working)
    assert steps(app.book) == ["第一步", "第二步", "第三步", "第四步"]
    assert put(app, "第五步") is True


def test_a_step_that_takes_long_lets_none_pass_it(app: App, qtbot: QtBot) -> None:
    action = partial(app.book.set_setting, "county", "云溪县", label="改一万行")
    write(app, action, lambda _changes: None, rows=10_000, label="正在改一万行")
    task = put(app, "改一行")
    assert task.waits
    qtbot.waitUntil(lambda: not app.working)
    assert steps(app.book) == ["改一万行", "改一行"]


def test_the_status_line_says_what_waits_and_for_what(app: App, qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    app.busy.connect(line.set_busy)
    with written_by_another(app.book):
        put(app, "改县名")
        qtbot.waitUntil(lambda: line._work.text() == "正在改县名（账本正被占用，等它放开）")
    qtbot.waitUntil(lambda: not app.working)
    assert not line._work.isVisibleTo(line)


def test_what_waits_may_be_stopped_and_is_then_not_written(app: App, qtbot: QtBot) -> None:
    with written_by_another(app.book):
        first, second = put(app, "第一步"), put(app, "第二步")
        second.cancel()
    qtbot.waitUntil(lambda: not app.working)
    assert first.over and steps(app.book) == ["第一步"]


def test_a_book_that_stays_taken_is_given_up_at_last(app: App) -> None:
    task = Task(lambda _task: None, print, failed=print)
    tries: list[int] = []

    def taken() -> None:
        tries.append(1)
        raise Busy("正被占用")

    with pytest.raises(Busy):
        patiently(taken, task, tries=3)
    assert len(tries) == 3
    task.cancel()
    with pytest.raises(Cancelled):
        patiently(taken, task)
    assert len(tries) == 3


class Window(QWidget):
    """A window that saves what is in its box, and says below what it waits for."""

    def __init__(self, app: App) -> None:
        super().__init__()
        lay = column(self)
        self.box, self.go, self.said = LineEdit("云溪县"), Button("保存"), ""
        lay.addWidget(self.box)
        lay.addWidget(self.go)
        self.refused: list[str] = []
        self.saving = Saving(app, self, holds=[self.box, self.go], say=self.say)
        self.action = partial(app.book.set_setting, "county", "云溪县", label="改县名")
        self.go.clicked.connect(self.save)

    def say(self, words: str) -> None:
        self.said = words

    def save(self) -> bool:
        return self.saving.save(self.action, label="正在改县名", said="已改县名", failed=self.refuse)

    def refuse(self, problem: Problem) -> None:
        self.refused.append(str(problem))


@pytest.fixture
def window(app: App, qtbot: QtBot) -> Window:
    """A window with a box and a button."""
    window = Window(app)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    return window


def test_a_window_that_waits_takes_no_second_press_and_writes_once(app: App, window: Window, qtbot: QtBot) -> None:
    said: list[str] = []
    app.message.connect(said.append)
    with written_by_another(app.book):
        qtbot.mouseClick(window.go, Qt.MouseButton.LeftButton)
        assert (window.said, window.box.isEnabled(), window.go.isEnabled()) == (WAITING, False, False)
        qtbot.mouseClick(window.go, Qt.MouseButton.LeftButton)
        assert not window.save()
        assert said == [STILL]
    qtbot.waitUntil(lambda: said == [STILL, "已改县名"])
    assert steps(app.book) == ["改县名"]
    assert (window.said, window.box.isEnabled(), window.go.hasFocus()) == ("", True, True)


def test_a_window_left_while_it_waits_stays_with_what_was_typed(app: App, window: Window, qtbot: QtBot) -> None:
    left: list[int] = []
    patience(app, 500)
    with written_by_another(app.book):
        window.save()
        window.saving.leave(lambda: left.append(1))
        assert left == []
        qtbot.waitUntil(lambda: window.refused == [STOPPED])
        assert window.box.isEnabled() and window.box.text() == "云溪县"
        window.saving.leave(lambda: left.append(1))
    assert left == [1] and steps(app.book) == []


def test_without_a_place_for_it_what_was_stopped_is_said_in_the_status_line(
    app: App, window: Window, said: list[str], qtbot: QtBot
) -> None:
    quiet: list[str] = []
    app.message.connect(quiet.append)
    saving = Saving(app, window)
    patience(app, 500)
    with written_by_another(app.book):
        saving.save(window.action, label="正在改县名")
        saving.leave(window.close)
        qtbot.waitUntil(lambda: quiet == [STOPPED])
    assert said == [] and window.isVisible() and steps(app.book) == []
    patience(app, 0)
    with written_by_another(app.book):
        saving.save(window.action, label="正在改县名")
        qtbot.waitUntil(lambda: bool(said))
    assert "占用" in said[0] and window.isEnabled()
