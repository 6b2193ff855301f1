"""The table that is only read: its heads, what a click or Enter opens, what Ctrl+C gives, who gets the width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from ui.core.theme import Theme
from ui.grid.plain import Cell, Col, LazyRows, PlainModel, PlainTable

COLS = [Col("名称", stretch=True), Col("个", right=True, group="签约"), Col("亿元", right=True, group="签约")]
ROWS = [
    [Cell("沪苏组"), Cell("2", key="two"), Cell("3.60")],
    [Cell("合计", strong=True, wash="plain"), Cell("2"), Cell("3.60")],
]


@pytest.fixture
def table(theme: Theme, qtbot: QtBot) -> PlainTable:
    """A table 500 px wide with two rows."""
    made = PlainTable(name="片区")
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    made.set(COLS, ROWS)
    return made


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = PlainModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set(COLS, ROWS)
    model.set([], [])
    model.set(COLS, LazyRows(1000, lambda at: [Cell(str(at))]))
    assert (model.rowCount(), model.columnCount()) == (1000, 3)
    assert model.data(model.index(999, 0)) == "999"
    assert model.data(model.index(999, 2)) == ""
    assert tester.model() is model


def test_a_click_opens_what_stands_behind_a_figure_and_only_there(table: PlainTable, qtbot: QtBot) -> None:
    opened: list[object] = []
    table.opened.connect(opened.append)
    for column in (0, 1):
        middle = table.visualRect(table.plain.index(0, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle))
    assert opened == ["two"]


def test_enter_opens_the_cell_or_else_the_row(table: PlainTable, qtbot: QtBot) -> None:
    opened: list[object] = []
    rows: list[int] = []
    table.opened.connect(opened.append)
    table.row_opened.connect(rows.append)
    for row, column in ((0, 1), (1, 0)):
        table.setCurrentIndex(table.plain.index(row, column))
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert (opened, rows) == (["two"], [1])


def test_copying_gives_what_spreadsheets_read(table: PlainTable) -> None:
    table.copy()
    text = QGuiApplication.clipboard().text().replace("\r\n", "\n")
    assert text == "名称\t个\t亿元\n沪苏组\t2\t3.60\n合计\t2\t3.60\n"


def test_a_code_copied_from_a_table_keeps_all_its_figures(table: PlainTable) -> None:
    table.set([Col("代码"), Col("个", right=True)], [[Cell("914403001922038216"), Cell("2")]])
    table.copy()
    html = QGuiApplication.clipboard().mimeData().html()
    assert "@\"'" in html.split("914403001922038216")[0].rpartition("<td")[2], "marked as words"
    assert "<td>2</td>" in html


def test_shared_heads_make_the_header_two_rows_high(table: PlainTable) -> None:
    tall = table.head.sizeHint().height()
    table.set([Col("名称")], [[Cell("甲")]])
    assert table.head.sizeHint().height() < tall


def test_spare_width_goes_to_the_column_that_stretches_and_missing_width_is_taken_from_it(table: PlainTable) -> None:
    widths = [table.columnWidth(at) for at in range(3)]
    assert sum(widths) == table.viewport().width()
    assert widths[0] > 300
    long = "晟汐年产300万套车载显示模组生产基地项目"
    table.set([Col("项目", stretch=True), Col("额", right=True, width=300)], [[Cell(long), Cell("1")]])
    assert table.columnWidth(0) == table.viewport().width() - 300


def test_a_table_that_shows_all_rows_is_as_high_as_they_are(table: PlainTable) -> None:
    table.show_all_rows()
    table.set([Col("名称")], [[Cell(str(at))] for at in range(3)])
    three = table.height()
    table.set([Col("名称")], [[Cell(str(at))] for at in range(5)])
    assert table.height() - three == 64


def test_lazy_rows_are_made_once_and_only_when_looked_at() -> None:
    made: list[int] = []

    def make(at: int) -> list[Cell]:
        made.append(at)
        return [Cell(str(at))]

    rows = LazyRows(100_000, make)
    assert len(rows) == 100_000
    assert [row[0].text for row in rows[5:7]] == ["5", "6"]
    assert rows[5][0].text == "5"
    assert made == [5, 6]
    with pytest.raises(IndexError):
        rows[100_000]
