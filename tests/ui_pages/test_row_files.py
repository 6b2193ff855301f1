"""Photos and papers of a list's rows: dropped on a row, pasted while the list has the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.book import Book
from crm.queries.attachments import attachments_of
from crm.queries.listing import cells
from ui.core.app import App
from ui.grid.edits import NO_TEXT
from ui.pages.ledger import LedgerPage

LEFT, COPY, NONE = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def firms(book: Book) -> list[int]:
    return [create(book, "enterprises", {"name": name, "chain": "新材料"})[0] for name in ("恒业光电", "铭瑞新材料")]


@pytest.fixture
def page(app: App, firms: list[int], qtbot: QtBot) -> LedgerPage:
    page = LedgerPage(app, ledger="enterprises")
    qtbot.addWidget(page)
    page.resize(1130, 700)
    page.show()
    qtbot.waitUntil(lambda: len(page.grid.model.ids) == 2)
    return page


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "投资协议.pdf"
    path.write_bytes(b"%PDF agreement")
    return path


def files(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def named(book: Book, row: int) -> list[str]:
    with book.read() as session:
        return [one.name for one in attachments_of(session, "enterprises", [row])]


def test_a_file_dropped_on_a_row_belongs_to_its_record_and_is_not_there_twice(
    page: LedgerPage, app: App, book: Book, firms: list[int], paper: Path, qtbot: QtBot
) -> None:
    heard: list[str] = []
    app.message.connect(heard.append)
    table, data = page.grid.table, files(paper)
    row = page.grid.model.row_of(firms[1])
    assert row is not None
    spot = table.visualRect(page.grid.model.index(row, 0)).center()
    enter = QDragEnterEvent(spot, COPY, data, LEFT, NONE)
    QApplication.sendEvent(table.viewport(), enter)
    assert enter.isAccepted() and table.hot_row == row
    below = QDragMoveEvent(QPoint(spot.x(), table.viewport().height() - 5), COPY, data, LEFT, NONE)
    QApplication.sendEvent(table.viewport(), below)
    assert not below.isAccepted(), "under the last row there is no record"
    QApplication.sendEvent(table.viewport(), QDragLeaveEvent())
    assert table.hot_row == -1
    for heard_last in ("已添加 1 个文件，Ctrl+Z 撤销", "“投资协议.pdf”已经在这里，没有重复添加"):
        QApplication.sendEvent(table.viewport(), QDragEnterEvent(spot, COPY, data, LEFT, NONE))
        fall = QDropEvent(QPointF(spot), COPY, data, LEFT, NONE, QEvent.Type.Drop)
        QApplication.sendEvent(table.viewport(), fall)
        qtbot.waitUntil(lambda last=heard_last: heard[-1:] == [last])
    assert (named(book, firms[0]), named(book, firms[1])) == ([], ["投资协议.pdf"])
    assert table.current_id() == firms[1]


def test_a_picture_or_a_file_pasted_into_the_list_is_attached_and_empties_no_cell(
    page: LedgerPage, app: App, book: Book, firms: list[int], paper: Path, qtbot: QtBot
) -> None:
    heard: list[str] = []
    app.message.connect(heard.append)
    column = [spec.key for spec in page.grid.model.specs].index("chain")
    page.grid.table.select_id(firms[0], column)
    clipboard = QGuiApplication.clipboard()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    clipboard.setImage(image)
    QTest.keyClick(page.grid.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: named(book, firms[0]) == ["截图 20240530-104207.png"])
    clipboard.setMimeData(files(paper))
    QTest.keyClick(page.grid.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: named(book, firms[0])[1:] == ["投资协议.pdf"])
    clipboard.clear()
    QTest.keyClick(page.grid.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert heard[-1] == NO_TEXT
    with book.read() as session:
        assert cells(session, "enterprises", [firms[0]], ["chain"])[0].values == {"chain": "新材料"}


def test_a_paste_beside_the_list_leaves_the_keyboard_there(
    page: LedgerPage, book: Book, firms: list[int], paper: Path, qtbot: QtBot
) -> None:
    page.grid.table.select_id(firms[0])
    page.panel.show_record(firms[0])
    page.panel.renew()
    strip = page.panel.files
    with qtbot.waitActive(page):
        page.activateWindow()
    strip.add.setFocus()
    QGuiApplication.clipboard().setMimeData(files(paper))
    strip.paste()
    qtbot.waitUntil(lambda: len(strip.tiles) == 1 and not strip.busy)
    qtbot.waitUntil(strip.add.hasFocus)
