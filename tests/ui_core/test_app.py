"""Work off the screen's thread arrives, stops when asked, and tells faults in words."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.actions.rows import insert_rows
from crm.book import Changes
from crm.queries.listing import ids
from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from crm.rules.problem import Problem
from tests.on_screen import written_by_another
from ui.core.app import FIRST_STEP, App
from ui.core.ask import Ask
from ui.core.page import Page
from ui.core.theme import Theme
from ui.core.work import Task


class Catcher(QObject):
    """Keeps what it is handed and the thread on which that happened."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []
        self.threads: list[QThread] = []

    @Slot(object)
    def take(self, value: object) -> None:
        self.got.append(value)
        self.threads.append(QThread.currentThread())

    def stop(self) -> None:
        self.got.append("stopped")


def test_work_runs_elsewhere_and_its_answer_arrives_on_the_screens_thread(app: App, qtbot: QtBot) -> None:
    catcher = Catcher()
    worker: list[int] = []

    def work(task: Task) -> int:
        worker.append(threading.get_ident())
        return 3_000_000_000

    app.run(work, catcher.take)
    qtbot.waitUntil(lambda: catcher.got == [3_000_000_000])
    assert worker != [threading.get_ident()]
    assert catcher.threads == [app.thread()]


def test_two_hundred_pieces_of_work_all_arrive_once(app: App, qtbot: QtBot) -> None:
    catcher = Catcher()
    for number in range(200):
        app.run(lambda task, n=number: n, catcher.take)
    qtbot.waitUntil(lambda: len(catcher.got) == 200)
    assert sorted(catcher.got) == list(range(200))
    assert app.working == []


def test_cancelled_work_stops_at_its_next_report_and_says_so(app: App, qtbot: QtBot) -> None:
    catcher = Catcher()
    started, go_on = threading.Event(), threading.Event()

    def work(task: Task) -> None:
        started.set()
        go_on.wait(10)
        task.report(1, 2)
        raise AssertionError("went on after the stop")

    task = app.run(work, catcher.take, stopped=catcher.stop)
    assert started.wait(10)
    task.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: catcher.got == ["stopped"])
    assert task.cancelled()


def test_progress_reaches_the_screen_up_to_the_end(app: App, qtbot: QtBot) -> None:
    catcher, progress = Catcher(), []
    hold = threading.Event()

    def work(task: Task) -> None:
        hold.wait(10)
        for number in range(1, 101):
            task.report(number, 100)

    task = app.run(work, catcher.take)
    task.progressed.connect(lambda done, total: progress.append((done, total)))
    hold.set()
    qtbot.waitUntil(lambda: catcher.got == [None])
    assert progress[-1] == (100, 100)


def test_a_problem_in_the_work_is_shown_in_words(app: App, qtbot: QtBot, said: list[str]) -> None:
    def work(task: Task) -> None:
        raise Problem("文件“清单.xlsx”正被别的程序打开，请先关闭它")

    app.run(work, print)
    qtbot.waitUntil(lambda: said == ["文件“清单.xlsx”正被别的程序打开，请先关闭它"])


def test_a_bug_in_the_work_reaches_the_exception_hook(app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, fault, trace: caught.append(kind))

    def work(task: Task) -> None:
        raise ZeroDivisionError

    app.run(work, print)
    qtbot.waitUntil(lambda: caught == [ZeroDivisionError])


def test_long_work_is_announced_and_its_end_too(app: App, qtbot: QtBot) -> None:
    heard: list[object] = []
    app.busy.connect(heard.append)
    hold = threading.Event()
    catcher = Catcher()
    app.run(lambda task: hold.wait(10), catcher.take, label="正在导入")
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert isinstance(heard[0], Task)
    assert heard[0].label == "正在导入"
    hold.set()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1] is None


def test_a_problem_inside_a_guard_is_shown_and_a_bug_goes_on(app: App, said: list[str]) -> None:
    with app.guard():
        raise Problem("磁盘已满，请清理后再试")
    assert said == ["磁盘已满，请清理后再试"]
    with pytest.raises(ZeroDivisionError), app.guard():
        raise ZeroDivisionError


def test_a_write_from_any_thread_is_told_once_on_the_screens_thread(app: App, qtbot: QtBot) -> None:
    catcher = Catcher()
    app.changed.connect(catcher.take)
    app.book.set_setting("county", {"name": "云溪县"})
    app.run(lambda task: app.book.set_setting("county", {"name": "青石县"}), print)
    qtbot.waitUntil(lambda: len(catcher.got) == 2)
    assert all(isinstance(changes, Changes) for changes in catcher.got)
    assert set(catcher.threads) == {app.thread()}
    assert app.saved_at is not None
    assert app.saved_at.strftime("%H:%M") == "10:42"


def test_undo_and_redo_name_the_step(app: App) -> None:
    quiet: list[str] = []
    app.message.connect(quiet.append)
    app.undo()
    app.book.set_setting("county", {"name": "云溪县"}, label="修改县名")
    app.undo()
    app.redo()
    assert quiet == ["没有可以撤销的操作", "已撤销：修改县名", "已重做：修改县名"]
    assert app.book.setting("county") == {"name": "云溪县"}


def test_a_step_of_many_rows_is_taken_back_beside_the_screen(app: App, qtbot: QtBot) -> None:
    quiet: list[str] = []
    catcher = Catcher()
    app.message.connect(quiet.append)
    with app.book.write("导入 600 家企业") as writer:
        insert_rows(writer, LEDGERS["enterprises"], ({"name": f"云溪{n}号有限公司"} for n in range(600)))
    app.changed.connect(catcher.take)
    app.undo()
    labels = [task.label for task in app.working]
    app.undo()
    qtbot.waitUntil(lambda: "已撤销：导入 600 家企业" in quiet)
    assert labels == ["正在撤销：导入 600 家企业"]
    assert quiet == ["上一步还在进行，完成后再按", "已撤销：导入 600 家企业"]
    assert [changes.label for changes in catcher.got] == ["撤销：导入 600 家企业"]
    assert _enterprises(app) == 0
    app.redo()
    qtbot.waitUntil(lambda: quiet[-1] == "已重做：导入 600 家企业")
    assert _enterprises(app) == 600
    assert set(catcher.threads) == {app.thread()}


def test_a_large_step_of_before_this_window_is_not_undone_unasked(
    app: App, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = app.book
    with book.write("导入 目标企业清单.xlsx") as writer:
        insert_rows(writer, LEDGERS["enterprises"], [{"name": f"企业{at:02}"} for at in range(30)])
    assert book.undo() is not None
    assert book.redo() is not None
    book.clock = lambda: dt.datetime(2024, 5, 31, 8)
    later = App(book, settings=app.settings, theme=theme, parent=app)
    asked: list[str] = []

    def confirm(parent: object, sentence: str, *, detail: str, **_rest: object) -> bool:
        asked.append(f"{sentence}{detail}")
        return len(asked) == 2

    monkeypatch.setattr(Ask, "confirm", confirm)
    later.undo()
    assert len(asked) == 1
    assert book.undo_label() == "导入 目标企业清单.xlsx"
    later.undo()
    assert book.undo_label() is None
    assert asked[0].startswith("要撤销“导入 目标企业清单.xlsx”吗？")
    assert asked[0].endswith("2024年5月30日 10:42，不知是谁，改动 30 条。")


def test_whoever_works_here_is_not_forgotten_by_one_undo_too_many(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    book = app.book
    book.set_setting("me", {"name": "王磊", "role": "office"}, label=FIRST_STEP)
    create(book, "enterprises", {"name": "恒业光电"})
    asked: list[str] = []

    def confirm(parent: object, sentence: str, **_rest: object) -> bool:
        asked.append(sentence)
        return len(asked) == 2

    monkeypatch.setattr(Ask, "confirm", confirm)
    app.undo()
    app.undo()
    assert asked == ["要撤销“填写使用者信息”吗？"]
    assert book.me == "王磊"
    app.undo()
    assert book.setting("me") is None


def test_undo_and_redo_wait_for_another_program_beside_the_screen(app: App, qtbot: QtBot) -> None:
    quiet: list[str] = []
    app.message.connect(quiet.append)
    app.book.set_setting("county", {"name": "云溪县"}, label="修改县名")
    with written_by_another(app.book):
        app.undo()
        app.undo()
        assert [task.label for task in app.working] == ["正在撤销：修改县名"]
        assert quiet == ["上一步还在进行，完成后再按"]
    qtbot.waitUntil(lambda: quiet[-1] == "已撤销：修改县名")
    assert app.book.setting("county") is None
    with written_by_another(app.book):
        app.redo()
        assert app.book.setting("county") is None
    qtbot.waitUntil(lambda: quiet[-1] == "已重做：修改县名")
    assert app.book.setting("county") == {"name": "云溪县"}


def _enterprises(app: App) -> int:
    with app.book.read() as session:
        return len(ids(session, ViewSpec("enterprises")))


def test_a_step_that_is_no_longer_the_newest_is_left_alone(app: App) -> None:
    app.book.set_setting("county", {"name": "云溪县"}, label="修改县名")
    step = app.book.undo_step()
    assert step is not None
    app.book.set_setting("county", {"name": "青石县"}, label="再改县名")
    assert app.book.undo(only=step.id) is None
    assert app.book.redo(only=step.id) is None
    assert app.book.setting("county") == {"name": "青石县"}


class CountingPage(Page):
    """Counts how often it was read anew."""

    key, title = "counting", "计数"
    reads = 0

    def refresh(self) -> None:
        self.reads += 1


def test_a_hidden_page_waits_and_a_visible_one_refreshes(app: App, qtbot: QtBot) -> None:
    page = CountingPage(app)
    qtbot.addWidget(page)
    app.book.set_setting("a", 1)
    app.book.set_setting("a", 2)
    assert page.reads == 0
    page.show()
    assert page.reads == 1
    app.book.set_setting("a", 3)
    assert page.reads == 2
    page.hide()
    app.book.set_setting("a", 4)
    page.show()
    assert page.reads == 3


def test_qt_survives_twenty_thousand_calls_that_return_nothing(qtbot: QtBot) -> None:
    thing = QObject()
    call: Callable[[str], None] = thing.setObjectName
    for number in range(20_000):
        assert call(str(number)) is None
    assert thing.objectName() == "19999"
