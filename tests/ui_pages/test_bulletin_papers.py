"""The menu beside 生成通报: an issue sent out and kept, printed again, and the way to the other papers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.bulletin.frozen import releases
from tests.on_screen import written_by_another
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.files import Files
from ui.dialogs.papers import PapersDialog
from ui.pages.bulletin import BulletinPage


@pytest.fixture
def page(app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BulletinPage:
    """The page of a book with one signed project; every question about a folder is answered."""
    values = {"name": "铭瑞项目", "signed_date": dt.date(2024, 5, 6), "signed_amount": 300_000_000}
    create(app.book, "leads", values)
    monkeypatch.setattr(Files, "folder", lambda *_a, **_k: tmp_path / "文件")
    monkeypatch.setattr(Files, "show", lambda _path: None)
    page = BulletinPage(app)
    qtbot.addWidget(page)
    page.show()
    rest(page, qtbot)
    return page


def rest(page: BulletinPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.app.working)


def entry(page: BulletinPage, words: str) -> QAction:
    """An entry of the menu by the beginning of its words."""
    menu = page.desk.menu()
    return next(action for action in menu.actions() if action.text().startswith(words))


def test_an_issue_is_sent_once_and_printed_again_as_it_was(page: BulletinPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert not entry(page, "重印").isEnabled() and page.overview.sent.isHidden()
    told: list[str] = []
    page.app.message.connect(told.append)
    entry(page, "发布本期并存档").trigger()
    rest(page, qtbot)
    assert told[-1].startswith("已作为2024年第1期发布并存档：") and told[-1].endswith(".docx")
    page.refresh()
    rest(page, qtbot)
    assert not page.overview.sent.isHidden() and page.overview.sent.text == "已作为2024年第1期发布"
    assert [release.issue for release in releases(page.app.book)] == [f"{page.month.year}年第1期"]
    assert not entry(page, "发布本期并存档").isEnabled()
    sent = {file.name: file.read_bytes() for file in (tmp_path / "文件").iterdir()}
    for file in (tmp_path / "文件").iterdir():
        file.unlink()
    create(page.app.book, "leads", {"name": "后补项目", "signed_date": dt.date(2024, 5, 7), "signed_amount": 1})
    entry(page, f"重印{page.month.year}年第1期").trigger()
    rest(page, qtbot)
    assert {file.name: file.read_bytes() for file in (tmp_path / "文件").iterdir()} == sent
    assert page.print_button.isEnabled()


def test_an_issue_waits_for_a_book_that_another_program_holds(page: BulletinPage, qtbot: QtBot, tmp_path: Path) -> None:
    with written_by_another(page.app.book):
        entry(page, "发布本期并存档").trigger()
        qtbot.waitUntil(lambda: any(task.waits for task in page.app.working))
        # Nothing is handed out before the issue is the book's, and whoever waits may stop.
        assert not list((tmp_path / "文件").glob("*.docx"))
        next(task for task in page.app.working if task.waits).cancel()
        rest(page, qtbot)
        assert page.print_button.isEnabled() and not list((tmp_path / "文件").glob("*.docx"))
        entry(page, "发布本期并存档").trigger()
        qtbot.waitUntil(lambda: any(task.waits for task in page.app.working))
    rest(page, qtbot)
    assert [release.issue for release in releases(page.app.book)] == [f"{page.month.year}年第1期"]
    assert len(list((tmp_path / "文件").iterdir())) == 2


def test_the_other_papers_are_offered_for_the_month_on_the_page(
    page: BulletinPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    def look(dialog: PapersDialog) -> None:
        for key in ("daily", "weekly", "posted", "ranking", "summary", "chain"):
            dialog.choose(key)
            offered.append(dialog.span.currentText())
        dialog.deleteLater()

    monkeypatch.setattr(Ask, "run", look)
    page.set_month(page.month.shift(-1))
    entry(page, "其他报表").trigger()
    assert offered == [
        "2024年4月30日（星期二）",
        "2024年第18周（4月29日至5月5日）",
        "2024年4月",
        "2024年第2季度",
        "2024年1—4月",
        "今天",
    ]


def test_without_a_folder_nothing_is_written(
    page: BulletinPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Files, "folder", lambda *_a, **_k: None)
    entry(page, "发布本期并存档").trigger()
    page.print_button.click()
    rest(page, qtbot)
    assert releases(page.app.book) == [] and not (tmp_path / "文件").exists()
