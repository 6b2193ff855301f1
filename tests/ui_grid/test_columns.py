"""Columns as wide as their contents: long names yield where all then fit into the window, figures and days never."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from crm.actions import edit
from crm.book import Book
from tests.on_screen import commit
from ui.grid.column_sheets import ColumnSheet
from ui.grid.popups import ConditionSheet
from ui.grid.view import Grid
from ui.grid.widths import grown, longest, shared

NAME, CITY, CAPITAL = range(3)


@pytest.mark.parametrize(
    ("room", "found"),
    [
        (400, [200, 100, 50]),  # room for all
        (310, [166, 94, 50]),  # 40 too much, taken 34 : 6 from the 100 and 20 that may be taken
        (229, [200, 100, 50]),  # even the least widths do not fit: scrolling anyway, so nothing is cut
    ],
)
def test_width_is_taken_from_those_that_may_yield(room: int, found: list[int]) -> None:
    assert [abs(a - b) <= 1 for a, b in zip(shared([200, 100, 50], [100, 80, 50], room), found, strict=True)] == [
        True, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("room", "found"),
    [
        (350, [150, 150, 50]),  # 100 to spare, 200 wanted: half of what each wants
        (900, [200, 200, 50]),  # as much as shows every text whole, and no more
        (200, [100, 100, 50]),  # none to spare
    ],
)
def test_spare_room_goes_to_the_columns_that_cut_their_texts(room: int, found: list[int]) -> None:
    assert grown([100, 100, 50], [200, 200, 50], room) == found


def test_a_long_name_is_whole_where_the_window_has_the_room(grid: Grid, book: Book, filled: list[int]) -> None:
    long = "安达新能源精密机械智能装备股份有限公司长三角区域总部和研发中心"
    edit.change(book, "enterprises", {filled[0]: {"name": long}})
    grid.set_columns(("name", "city", "registered_capital"))
    grid.resize(1400, 400)
    words = grid.table.fontMetrics().horizontalAdvance(long)
    assert grid.table.header.sectionSize(NAME) >= words + 16, "its words and the margins of a cell"


def test_of_many_texts_only_those_that_may_be_the_widest_are_measured() -> None:
    names = [f"企业{at}" for at in range(100)] + ["云溪新能源", "abcdefghi", "企业0"]
    assert len(longest(names)) < 10
    assert {"云溪新能源", "abcdefghi"} <= set(longest(names)), "five Chinese signs reach as far as ten letters"
    assert longest([]) == []


def test_a_long_name_yields_in_a_narrow_window_and_has_its_width_back_in_a_wide_one(
    grid: Grid, book: Book, filled: list[int]
) -> None:
    edit.change(
        book, "enterprises", {filled[0]: {"name": "安达新能源精密机械智能装备股份有限公司长三角区域总部和研发中心"}}
    )
    grid.set_columns(("name", "city", "registered_capital", "next_contact"))
    header = grid.table.header
    wide = header.sectionSize(NAME)
    total = sum(header.sectionSize(at) for at in range(header.count()))
    grid.resize(total - 30, 400)
    assert header.sectionSize(NAME) < wide
    assert grid.table.horizontalScrollBar().maximum() == 0
    figures = header.sectionSize(CAPITAL)
    grid.resize(1100, 400)
    assert (header.sectionSize(NAME), header.sectionSize(CAPITAL)) == (wide, figures)


def test_a_width_that_was_pulled_at_stays(grid: Grid) -> None:
    header = grid.table.header
    header.resizeSection(NAME, 321)
    grid.resize(500, 400)
    assert header.sectionSize(NAME) == 321


def test_columns_are_ticked_dragged_and_moved_by_keys_in_their_sheet(grid: Grid, qtbot) -> None:
    sheet = ColumnSheet(grid.ledger, grid.view.shown_columns(), grid)
    qtbot.addWidget(sheet)
    sheet.chosen.connect(grid.set_columns)
    sheet.show()
    sheet.lines.setFocus()
    sheet.lines.setCurrentRow(2)
    QTest.keyClick(sheet.lines, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert grid.view.columns[:3] == ("name", "registered_capital", "city")
    QTest.keyClick(sheet.lines, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert grid.view.columns[:3] == ("name", "city", "registered_capital")
    QTest.keyClick(sheet.lines, Qt.Key.Key_Return)
    assert grid.view.columns[:2] == ("name", "city") and "registered_capital" not in grid.view.columns
    sheet.lines.model().moveRow(QModelIndex(), 1, QModelIndex(), 0)
    qtbot.waitUntil(lambda: grid.view.columns[:2] == ("city", "name"))
    assert [spec.label for spec in grid.model.specs][:2] == ["市", "企业名称"]


def test_the_sheets_are_worked_by_keys_alone_and_found_by_pinyin(grid: Grid, qtbot) -> None:
    sheet = ColumnSheet(grid.ledger, grid.view.shown_columns(), grid)
    qtbot.addWidget(sheet)
    sheet.chosen.connect(grid.set_columns)
    sheet.show()
    before = grid.view.shown_columns()

    def press(key: Qt.Key) -> None:
        QTest.keyClick(sheet._search if sheet.focusWidget() is sheet._search else sheet.lines, key)

    def seen() -> list[str]:
        items = [sheet.lines.item(at) for at in range(sheet.lines.count())]
        return [item.text() for item in items if not item.isHidden()]

    press(Qt.Key.Key_Down)
    assert (sheet.focusWidget(), sheet.lines.currentRow()) == (sheet.lines, 0)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Space)
    assert grid.view.columns == (before[0], *before[2:])
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert sheet.focusWidget() is sheet._search
    for typed in ("zczb", "zhuceziben", "注册资本"):
        sheet._search.setText(typed)
        assert seen() == ["注册资本"]
    press(Qt.Key.Key_Return)
    assert "registered_capital" not in grid.view.columns
    sheet._search.clear()
    assert len(seen()) == sheet.lines.count()
    press(Qt.Key.Key_Return)
    assert sheet.focusWidget() is sheet.lines


def test_a_condition_takes_its_field_from_the_list_by_keys(grid: Grid, qtbot) -> None:
    sheet = ConditionSheet(grid.ledger, grid)
    qtbot.addWidget(sheet)
    typed: list[str] = []
    sheet.typed.connect(typed.append)
    sheet.show()
    commit(sheet.box, "注册")
    QTest.keyClick(sheet.box, Qt.Key.Key_Down)
    assert sheet.focusWidget() is sheet._fields
    QTest.keyClick(sheet._fields, Qt.Key.Key_Return)
    assert (sheet.box.text(), sheet.focusWidget()) == ("注册资本 ", sheet.box)
    commit(sheet.box, ">500万")
    QTest.keyClick(sheet.box, Qt.Key.Key_Return)
    assert typed == ["注册资本 >500万"]


def test_a_sheet_in_which_nothing_is_found_says_so(grid: Grid, qtbot) -> None:
    sheet = ColumnSheet(grid.ledger, grid.view.shown_columns(), grid)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet._search.setText("天气")
    said = sheet.lines.viewport().grab().toImage()
    inks = {said.pixelColor(x, y).name() for x in range(160) for y in range(30)}
    assert len(inks) > 2
