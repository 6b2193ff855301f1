"""A block that does not fit where it is pasted is shown as a table of what would become of it; then it is one step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from crm.actions import edit
from crm.book import Book
from crm.queries.view import Filter, ViewSpec
from ui.core.app import App
from ui.core.ask import Ask
from ui.grid.paste import PasteDialog
from ui.grid.view import Grid

NAME, CITY, CAPITAL, STATE, STATION, PHONE, LAST, NEXT = range(8)
Answer = Callable[[PasteDialog], None]


def paste(grid: Grid, text: str, row: int, column: int) -> None:
    QGuiApplication.clipboard().setText(text)
    grid.table.setFocus()
    if grid.model.rowCount():
        grid.table.stand_on(grid.model.index(row, column))
    QTest.keyClick(grid.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def table(dialog: PasteDialog) -> list[list[str]]:
    """The preview as a person reads it, its head first."""
    model = dialog.table.plain
    return [[col.label for col in model.cols], *([cell.text for cell in row] for row in model.rows)]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], None]:
    """Let a function answer the preview instead of waiting for a person."""

    def take(answer: Answer) -> None:
        def run(dialog: QDialog) -> None:
            assert isinstance(dialog, PasteDialog)
            answer(dialog)
            dialog.deleteLater()

        monkeypatch.setattr(Ask, "run", run)

    return take


def test_rows_that_fall_below_the_list_are_shown_and_made_new_in_one_step(
    grid: Grid, book: Book, answer: Callable[[Answer], None]
) -> None:
    seen: list[list[str]] = []

    def agree(dialog: PasteDialog) -> None:
        seen.extend(table(dialog))
        assert dialog.why.text() == "从这里往下只有 1 行，放不下 2 行。"
        assert dialog.do.text() == "更新 1 家，新建 2 家"
        dialog.do.click()

    answer(agree)
    paste(grid, "企业0999\t南京市\r\n新来甲\t南京市\r\n新来乙\t无锡市\r\n", 999, NAME)
    assert seen == [
        ["行", "结果", "落在哪一行", "企业名称", "市"],
        ["1", "更新", "企业0999", "企业0999", "苏州市 → 南京市"],
        ["2", "新建", "新的一行", "新来甲", "南京市"],
        ["3", "新建", "新的一行", "新来乙", "无锡市"],
    ]
    assert len(grid.model.ids) == 1002
    book.undo()
    assert len(grid.model.ids) == 1000
    assert grid.model.shown(999).texts[CITY] == "苏州市"


def test_a_list_that_comes_with_its_names_can_be_made_new_as_a_whole_and_changes_no_row(
    grid: Grid, book: Book, answer: Callable[[Answer], None]
) -> None:
    def as_new(dialog: PasteDialog) -> None:
        assert (dialog.why.text(), dialog.do.text()) == ("每一行都新建。", "新建 2 家")
        dialog.fresh.click()
        assert (dialog.why.text(), dialog.do.text()) == ("第一行是列名，其余按列名对应。", "更新 2 家")
        dialog.fresh.click()
        assert [row[1:5] for row in table(dialog)[1:]] == [
            ["新建", "新的一行", "新来甲", "南京市"],
            ["新建", "新的一行", "新来乙", "无锡市"],
        ]
        dialog.do.click()

    answer(as_new)
    paste(grid, "企业名称\t市\r\n新来甲\t南京市\r\n新来乙\t无锡市\r\n", 0, NAME)
    assert len(grid.model.ids) == 1002
    assert grid.model.shown(0).texts[CITY] == "苏州市"
    assert book.undo_label() == "粘贴 4 格"


def test_the_rows_below_can_be_left_out(grid: Grid, book: Book, answer: Callable[[Answer], None]) -> None:
    def only_what_fits(dialog: PasteDialog) -> None:
        dialog.making.click()
        assert [row[1] for row in table(dialog)[1:]] == ["更新", "放不下"]
        assert table(dialog)[2][3] == "往下没有行了，不粘贴"
        assert (dialog.do.text(), dialog.left_out.text()) == ("更新 1 家", "1 行放不下不粘贴")
        dialog.do.click()

    answer(only_what_fits)
    paste(grid, "企业0999改\t苏州市\r\n新来甲\t南京市\r\n", 999, NAME)
    assert len(grid.model.ids) == 1000
    assert book.undo_label() == "粘贴 2 格"


def test_columns_without_a_place_and_wrong_cells_are_marked_with_the_reason(
    grid: Grid, book: Book, answer: Callable[[Answer], None]
) -> None:
    seen: list[list[str]] = []

    def agree(dialog: PasteDialog) -> None:
        seen.extend(table(dialog))
        dialog.tabs.set_current("wrong")
        assert [row[0] for row in table(dialog)[1:]] == ["2"]
        wrong = dialog.table.plain.rows[0][4]
        assert (wrong.wash, wrong.tip) == ("bad", seen[2][3])
        assert (dialog.do.text(), dialog.left_out.text()) == ("更新 1 家", "1 行有误不粘贴")
        dialog.do.click()

    answer(agree)
    paste(grid, "2024-06-03\t多\r\n说不清\t出\r\n", 0, NEXT)
    assert [len(row) for row in seen] == [6, 6, 6]
    assert seen[0][3:] == ["说明", "下次联系", "第 2 列（放不下）"]
    assert seen[1][:3] == ["1", "更新", "企业0000"] and seen[1][5] == "多"
    assert seen[2][:2] == ["2", "有误"] and seen[2][4] == "说不清" and "下次联系" in seen[2][3]
    assert grid.model.data(grid.model.index(0, NEXT), Qt.ItemDataRole.EditRole) == "2024-06-03"
    assert grid.model.data(grid.model.index(1, NEXT), Qt.ItemDataRole.EditRole) == "2024-05-29"
    book.undo()
    assert grid.model.data(grid.model.index(0, NEXT), Qt.ItemDataRole.EditRole) == "2024-05-28"


def test_rows_below_that_lack_what_a_new_one_needs_stay_out(grid: Grid, answer: Callable[[Answer], None]) -> None:
    def look(dialog: PasteDialog) -> None:
        assert not dialog.making.isVisibleTo(dialog)
        assert table(dialog)[2][3] == "往下没有行了；没有企业名称，不能新建"
        dialog.reject()

    answer(look)
    paste(grid, "南京市\r\n无锡市\r\n", 999, CITY)
    assert grid.model.shown(999).texts[CITY] == "苏州市"


def test_a_new_row_that_breaks_a_rule_is_wrong_and_an_emptied_cell_is_told(
    grid: Grid, answer: Callable[[Answer], None]
) -> None:
    seen: list[list[str]] = []

    def look(dialog: PasteDialog) -> None:
        seen.extend(table(dialog))
        dialog.reject()

    answer(look)
    paste(grid, "企业0999\t\t8\r\n\t苏州市\t5\r\n\t\t\r\n新来乙\t无锡市\t一百\r\n", 999, NAME)
    assert seen[1][1:] == ["更新", "企业0999", "粘贴的是空格，市会清空", "企业0999", "苏州市 → 空", "1,000 → 8"]
    assert seen[2][0:2] == ["2", "有误"] and seen[2][3] == "请填写企业名称"
    assert [row[0] for row in seen[1:]] == ["1", "2", "4"]


def test_a_first_row_of_names_says_which_column_goes_where(
    grid: Grid, book: Book, answer: Callable[[Answer], None]
) -> None:
    seen: list[list[str]] = []

    def agree(dialog: PasteDialog) -> None:
        assert dialog.why.text() == "第一行是列名，其余按列名对应。"
        seen.extend(table(dialog))
        dialog.do.click()

    answer(agree)
    paste(grid, "片区\t市\r\n长三角\t扬州市\r\n成渝\t重庆市\r\n", 0, CITY)
    assert seen == [
        ["行", "结果", "落在哪一行", "片区", "市"],
        ["2", "更新", "企业0000", "长三角", "苏州市 → 扬州市"],
        ["3", "更新", "企业0001", "珠三角 → 成渝（新建）", "合肥市 → 重庆市"],
    ]
    assert [grid.model.shown(row).texts[STATION] for row in range(2)] == ["长三角", "成渝"]
    assert len(grid.model.ids) == 1000


def test_by_keys_alone_the_preview_is_read_and_agreed_to(grid: Grid, answer: Callable[[Answer], None], qtbot) -> None:
    def by_keys(dialog: PasteDialog) -> None:
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        assert dialog.focusWidget() is dialog.do
        dialog.table.setFocus()
        QTest.keyClick(dialog.table, Qt.Key.Key_Down)
        assert dialog.table.currentIndex().row() == 1
        QTest.keyClick(dialog.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert dialog.result() == QDialog.DialogCode.Accepted

    answer(by_keys)
    paste(grid, "企业0999改\r\n新来甲\r\n", 999, NAME)
    assert len(grid.model.ids) == 1001


def test_thousands_of_rows_are_compared_beside_the_screen(
    grid: Grid, book: Book, answer: Callable[[Answer], None], qtbot
) -> None:
    def agree(dialog: PasteDialog) -> None:
        assert (dialog.left_out.text(), dialog.do.isEnabled()) == ("正在比较…", False)
        qtbot.waitUntil(lambda: dialog.do.isEnabled())
        assert dialog.do.text() == "更新 1 家，新建 899 家"
        dialog.do.click()

    answer(agree)
    paste(grid, "\r\n".join(f"新企业{at}" for at in range(900)), 999, NAME)
    qtbot.waitUntil(lambda: len(grid.model.ids) == 1899)
    assert book.undo_label() == "粘贴 900 格"


def test_a_row_deleted_meanwhile_is_told(app: App, grid: Grid, book: Book, answer: Callable[[Answer], None]) -> None:
    last = grid.model.ids[999]

    def look(dialog: PasteDialog) -> None:
        assert table(dialog)[1][3] == "这家目标企业已不在账本里，请刷新后再粘贴"
        dialog.reject()

    answer(look)
    app.changed.disconnect(grid.take_changes)
    edit.delete(book, "enterprises", [last])
    edit.purge(book, "enterprises", [last])
    paste(grid, "甲\r\n乙\r\n", 999, NAME)


def test_into_an_empty_list_a_block_becomes_new_rows(app: App, answer: Callable[[Answer], None], qtbot) -> None:
    view = ViewSpec("enterprises", (Filter("name", "=", "没有"),), columns=("name", "city"))
    empty = Grid(app, view)
    qtbot.addWidget(empty)
    empty.show()
    empty.model.requery()
    app.changed.connect(empty.take_changes)

    def agree(dialog: PasteDialog) -> None:
        assert dialog.why.text() == "这里没有可以改的行。"
        assert dialog.do.text() == "新建 1 家"
        dialog.do.click()

    answer(agree)
    paste(empty, "没有\t苏州市\r\n", 0, 0)
    assert len(empty.model.ids) == 1
