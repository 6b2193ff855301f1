"""Groups with subtotals: heads between the rows, folded by keyboard and mouse, and every command minding them."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMenu

from crm.actions import edit
from crm.book import Book
from crm.queries.view import Filter
from tests.on_screen import commit
from tests.ui_grid.conftest import COLUMNS
from ui.grid.column_menu import fill_column_menu
from ui.grid.group_sheet import GroupSheet
from ui.grid.view import Grid

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
CONTROL = Qt.KeyboardModifier.ControlModifier
NAME, CITY, CAPITAL, STATE, STATION = range(5)


@pytest.fixture
def grouped(grid: Grid) -> Grid:
    """The thousand by state: 334 未接触, 333 已接触, 333 在谈."""
    grid.group_by("state")
    grid.table.setFocus()
    return grid


def heads(grid: Grid) -> list[tuple[str, str]]:
    """Each head that is shown: its words and its capital in 万元."""
    model = grid.model
    lines = [model.shown(row) for row in range(model.rowCount()) if model.lines.group(row) is not None]
    return [(line.texts[NAME], line.texts[CAPITAL]) for line in lines]


def press(grid: Grid, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(grid.table, key, modifier)


def stand(grid: Grid, row: int, column: int = NAME) -> None:
    grid.table.stand_on(grid.model.index(row, column))


def select(grid: Grid, top: int, bottom: int, column: int) -> None:
    stand(grid, top, column)
    part = QItemSelection(grid.model.index(top, column), grid.model.index(bottom, column))
    grid.table.selectionModel().select(part, QItemSelectionModel.SelectionFlag.ClearAndSelect)


# Every third capital from 1, 2 and 3 万元 on: 1+4+…+1000 = 334 × 500.5, 2+5+…+998 = 333 × 500, 3+6+…+999 = 333 × 501.
TOLD = [("未接触  334 家", "167,167"), ("已接触  333 家", "166,500"), ("在谈  333 家", "166,833")]


def test_each_group_has_a_head_with_its_count_and_sums_which_add_up_to_the_whole(grouped: Grid) -> None:
    assert heads(grouped) == TOLD
    assert sum(int(total.replace(",", "")) for _, total in TOLD) == 500_500
    assert grouped.model.rowCount() == 1003
    assert [grouped.model.shown(row).texts[NAME] for row in (1, 2, 334)] == ["企业0000", "企业0003", "企业0999"]
    assert grouped.table.currentIndex().row() == 0


def test_the_model_passes_qts_own_tester_while_groups_fold_and_change(
    grid: Grid, book: Book, filled: list[int]
) -> None:
    tester = QAbstractItemModelTester(grid.model, FATAL)
    grid.group_by("state")
    for group in list(grid.model.lines.groups):
        grid.model.fold(group, True)
    assert grid.model.rowCount() == 3
    grid.model.fold(grid.model.lines.groups[1], False)
    edit.change(book, "enterprises", {filled[0]: {"state": "签约"}})
    grid.group_by("station")
    grid.model.fold_all(True)
    grid.group_by("")
    assert grid.model.rowCount() == 1000
    tester.deleteLater()


def test_a_group_is_folded_and_shown_again_by_the_keyboard(grouped: Grid) -> None:
    opened: list[object] = []
    grouped.open_wanted.connect(opened.append)
    stand(grouped, 0)
    press(grouped, Qt.Key.Key_Left)
    assert grouped.model.rowCount() == 669
    press(grouped, Qt.Key.Key_Down)
    assert grouped.model.shown(grouped.table.currentIndex().row()).texts[NAME] == "已接触  333 家"
    press(grouped, Qt.Key.Key_Up)
    press(grouped, Qt.Key.Key_Right)
    assert grouped.model.rowCount() == 1003
    press(grouped, Qt.Key.Key_Return)
    assert grouped.model.rowCount() == 669 and opened == []
    press(grouped, Qt.Key.Key_Space)
    assert grouped.model.rowCount() == 1003
    stand(grouped, 5)
    press(grouped, Qt.Key.Key_Left)
    assert grouped.table.currentIndex().row() == 0
    stand(grouped, 400)
    press(grouped, Qt.Key.Key_Minus, CONTROL)
    assert grouped.model.rowCount() == 3 and grouped.table.currentIndex().row() == 1
    press(grouped, Qt.Key.Key_Equal, CONTROL)
    assert grouped.model.rowCount() == 1003


def test_a_click_on_the_mark_or_a_double_click_folds_a_group(grouped: Grid) -> None:
    def at(x: int) -> QPoint:
        return QPoint(x, grouped.table.rowViewportPosition(0) + 10)

    viewport = grouped.table.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(10))
    assert grouped.model.rowCount() == 669
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(300))
    assert grouped.model.rowCount() == 669
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(300))
    assert grouped.model.rowCount() == 1003


def test_going_to_a_record_shows_its_group(grouped: Grid, filled: list[int]) -> None:
    grouped.table.fold_all(True)
    assert grouped.table.select_id(filled[4])
    assert grouped.table.current_id() == filled[4]
    assert grouped.model.rowCount() == 336


def test_an_edited_cell_moves_its_row_to_its_group_and_undo_brings_both_back(
    grouped: Grid, book: Book, filled: list[int]
) -> None:
    grouped.table.select_id(filled[3], CAPITAL)
    index = grouped.table.currentIndex()
    assert grouped.model.typed.put(index, 10_000_000)
    assert heads(grouped)[0] == ("未接触  334 家", "168,163")
    state = grouped.model.index(grouped.table.currentIndex().row(), STATE)
    assert grouped.model.typed.put(state, "在谈")
    assert [words for words, _ in heads(grouped)] == ["未接触  333 家", "已接触  333 家", "在谈  334 家"]
    assert grouped.table.current_id() == filled[3]
    book.undo()
    book.undo()
    assert heads(grouped) == TOLD


def test_folded_groups_stay_folded_over_sort_and_filter_and_other_groups_begin_unfolded(grouped: Grid) -> None:
    grouped.model.fold(grouped.model.lines.groups[0], True)
    grouped.change_view(grouped.view.replace(sort=("-registered_capital",)))
    assert grouped.model.rowCount() == 669
    grouped.change_view(grouped.view.replace(filters=(Filter("registered_capital", "<=", 60_000),)))
    assert heads(grouped) == [("未接触  2 家", "5"), ("已接触  2 家", "7"), ("在谈  2 家", "9")]
    assert grouped.model.rowCount() == 7
    grouped.group_by("city")
    assert grouped.model.rowCount() == 8


def test_copying_filling_and_clearing_pass_over_the_heads(grouped: Grid, book: Book) -> None:
    select(grouped, 333, 337, CITY)
    press(grouped, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "苏州市\r\n苏州市\r\n合肥市\r\n合肥市\r\n"
    press(grouped, Qt.Key.Key_D, CONTROL)
    assert book.undo_label() == "向下填充 3 格"
    QGuiApplication.clipboard().setText("甲市\r\n乙市\r\n丙市\r\n")
    stand(grouped, 333, CITY)
    press(grouped, Qt.Key.Key_V, CONTROL)
    assert [grouped.model.shown(row).texts[CITY] for row in (333, 334, 335, 336, 337)] == [
        "甲市", "乙市", "", "丙市", "苏州市",
    ]  # fmt: skip
    press(grouped, Qt.Key.Key_Backspace)
    assert book.undo_label() == "清空 1 格"


def test_commands_on_rows_leave_what_is_folded_away_alone(grouped: Grid) -> None:
    grouped.model.fold(grouped.model.lines.groups[0], True)
    grouped.table.selectAll()
    assert len(grouped.table.selected_ids()) == 666
    assert grouped.sums.words()[:2] == ["选中 1,000 行", "注册资本合计 500,500 万元"]


def test_standing_on_a_head_sums_its_group(grouped: Grid) -> None:
    select(grouped, 335, 335, NAME)
    assert grouped.sums.words() == ["已接触  333 家", "注册资本合计 166,500 万元", "平均 500 万元", "333 个有数"]
    assert grouped.table.current_id() is None


def test_a_head_cannot_be_edited_or_typed_over(grouped: Grid) -> None:
    index = grouped.model.index(0, CITY)
    assert not grouped.model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not grouped.model.setData(index, "南京市") and not grouped.model.typed.put(index, "南京市")
    stand(grouped, 1, CITY)
    press(grouped, Qt.Key.Key_D, CONTROL)
    assert grouped.app.book.undo_label() != "向下填充 1 格"


def test_the_sheet_offers_what_can_group_shown_columns_first(grid: Grid, qtbot) -> None:
    sheet = GroupSheet(grid.ledger, grid.view, grid)
    qtbot.addWidget(sheet)
    chosen: list[str] = []
    sheet.chosen.connect(chosen.append)
    labels = [sheet.lines.item(at).text() for at in range(sheet.lines.count())]
    assert labels[:6] == ["不分组", "市", "片区", "状态", "最近联系", "下次联系"]
    assert not {"企业名称", "联系电话", "注册资本"} & set(labels)
    sheet.show()
    commit(sheet._search, "片区")
    QTest.keyPress(sheet._search, Qt.Key.Key_Return)
    assert chosen == ["station"]


def test_the_menu_of_a_column_groups_sorts_pins_moves_and_hides_it(grid: Grid) -> None:
    def do(column: int, words: str) -> None:
        menu = QMenu(grid)
        fill_column_menu(menu, grid, column)
        (action,) = (action for action in menu.actions() if action.text() == words)
        assert action.isEnabled()
        action.trigger()
        menu.deleteLater()

    do(STATE, "按这一列分组")
    assert grid.view.group == "state"
    do(STATE, "取消分组")
    do(CAPITAL, "降序")
    do(CITY, "排序相同的再按这一列")
    assert grid.view.sort == ("-registered_capital", "city")
    do(CITY, "选中整列")
    assert [(span.left(), span.right(), span.height()) for span in grid.table.spans()] == [(CITY, CITY, 1000)]
    do(CITY, "固定到这一列")
    assert grid.view.pinned == 2
    do(CITY, "右移一列")
    assert grid.view.columns[:3] == ("name", "registered_capital", "city")
    do(2, "左移一列")
    assert grid.view.columns == COLUMNS
    do(STATE, "不显示这一列")
    assert grid.view.columns == tuple(key for key in COLUMNS if key != "state")


def test_as_many_columns_as_wanted_stay_in_sight(grid: Grid) -> None:
    grid.resize(520, 400)
    grid.pin(2)
    header = grid.table.header
    grid.table.horizontalScrollBar().setValue(160)
    assert header.pinned_width() == header.sectionSize(NAME) + header.sectionSize(CITY)
    edge = header.sectionSize(NAME)
    assert grid.table.indexAt(QPoint(edge + 5, 10)).column() == CITY
    assert grid.table.visualRect(grid.model.index(0, CITY)).left() == edge
    assert abs(grid.filters.boxes["city"].x() - edge) < 10
    grid.pin(8)
    assert header.pinned_width() < 520 * 0.7


@pytest.fixture
def nested(grouped: Grid) -> Grid:
    """The thousand by state, and within a state by city."""
    grouped.subgroup_by("city")
    return grouped


def shown_heads(grid: Grid) -> list[str]:
    model = grid.model
    found = [model.lines.group(row) for row in range(model.rowCount())]
    return ["  " * group.level + f"{group.name} {group.count}" for group in found if group is not None]


def test_groups_within_groups_have_their_own_counts_and_sums(nested: Grid) -> None:
    inner = [group for group in nested.model.lines.groups if group.parent is not None]
    outer = [group for group in nested.model.lines.groups if group.parent is None]
    assert [group.count for group in outer] == [334, 333, 333]
    assert sum(group.count for group in inner) == 1000
    assert sum(int(group.sums["registered_capital"] or 0) for group in inner) == 500_500 * 10_000
    assert shown_heads(nested)[0] == "未接触 334"
    assert shown_heads(nested)[1].startswith("  ")
    assert nested.model.rowCount() == 1000 + len(inner) + len(outer)


def test_levels_fold_one_after_the_other_by_keyboard(nested: Grid) -> None:
    tester = QAbstractItemModelTester(nested.model, FATAL)
    whole, levels = nested.model.rowCount(), len(nested.model.lines.groups)
    stand(nested, 2)
    press(nested, Qt.Key.Key_Minus, CONTROL)
    assert nested.model.rowCount() == levels
    press(nested, Qt.Key.Key_Minus, CONTROL)
    assert shown_heads(nested) == ["未接触 334", "已接触 333", "在谈 333"]
    assert nested.table.currentIndex().row() == 0
    press(nested, Qt.Key.Key_Right)
    assert len(shown_heads(nested)) > 3 and nested.table.current_id() is None
    press(nested, Qt.Key.Key_Equal, CONTROL)
    assert nested.model.rowCount() == levels
    press(nested, Qt.Key.Key_Equal, CONTROL)
    assert nested.model.rowCount() == whole
    tester.deleteLater()


def test_left_goes_from_a_row_to_its_head_and_on_to_the_head_around_it(nested: Grid) -> None:
    stand(nested, 3)
    press(nested, Qt.Key.Key_Left)
    assert nested.table.currentIndex().row() == 1
    press(nested, Qt.Key.Key_Left)
    folded = nested.model.rowCount()
    press(nested, Qt.Key.Key_Left)
    assert nested.table.currentIndex().row() == 0 and nested.model.rowCount() == folded
    press(nested, Qt.Key.Key_Left)
    assert shown_heads(nested)[1] == "已接触 333"


def test_a_click_on_the_mark_of_an_inner_head_folds_it(nested: Grid) -> None:
    whole, inner = nested.model.rowCount(), nested.model.lines.groups[1]
    y = nested.table.rowViewportPosition(1) + 10
    for x in (30, 30):
        QTest.mouseClick(
            nested.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, y)
        )
        assert nested.model.rowCount() == (whole - inner.count if nested.model.is_folded(inner) else whole)
    assert not nested.model.is_folded(inner)


def test_going_to_a_record_opens_both_of_its_groups(nested: Grid, filled: list[int]) -> None:
    nested.table.fold_all(True)
    nested.table.fold_all(True)
    assert nested.table.select_id(filled[4])
    assert nested.table.current_id() == filled[4]
    assert len([head for head in shown_heads(nested) if not head.startswith(" ")]) == 3


def test_the_second_level_is_chosen_in_the_sheet_and_goes_with_the_first(nested: Grid, qtbot) -> None:
    sheet = GroupSheet(nested.ledger, nested.view, nested)
    qtbot.addWidget(sheet)
    chosen: list[str] = []
    sheet.then_chosen.connect(chosen.append)
    sheet.show()
    sheet.tabs.set_current("then")
    labels = [sheet.lines.item(at).text() for at in range(sheet.lines.count())]
    assert labels[0] == "组内不再分组" and "状态" not in labels and "市" in labels
    commit(sheet._search, "片区")
    QTest.keyPress(sheet._search, Qt.Key.Key_Return)
    assert chosen == ["station"]
    nested.subgroup_by("station")
    assert nested.view.levels == ("state", "station")
    nested.group_by("station")
    assert nested.view.levels == ("station",)
    nested.subgroup_by("state")
    nested.group_by("")
    assert nested.view.levels == () and nested.model.rowCount() == 1000


def test_the_menu_of_a_column_groups_within_the_groups(grouped: Grid) -> None:
    def words(column: int) -> dict[str, QAction]:
        menu = QMenu(grouped)
        fill_column_menu(menu, grouped, column)
        return {action.text(): action for action in menu.actions()}

    words(CITY)["组内再按这一列分组"].trigger()
    assert grouped.view.levels == ("state", "city")
    words(CITY)["组内不再分组"].trigger()
    assert grouped.view.levels == ("state",)
