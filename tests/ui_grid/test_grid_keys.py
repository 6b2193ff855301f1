"""The keys of a spreadsheet: copy, paste, fill, clear, edit, sort, filter, each one step that can be undone."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from crm.actions import edit
from crm.book import Book
from crm.queries.view import Filter, ViewSpec
from tests.on_screen import commit, steps, written_by_another
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.editors import NoteEditor
from ui.grid.bulk import BulkDialog
from ui.grid.clipboard import fits, from_tsv, to_html, to_tsv
from ui.grid.header import sorted_by
from ui.grid.view import Grid

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NAME, CITY, CAPITAL, STATE, STATION, PHONE, LAST, NEXT = range(8)


def pick(grid: Grid, top: int, left: int, bottom: int, right: int) -> None:
    model = grid.model
    grid.table.setFocus()
    grid.table.setCurrentIndex(model.index(top, left))
    part = QItemSelection(model.index(top, left), model.index(bottom, right))
    grid.table.selectionModel().select(part, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def column(grid: Grid, at: int, rows: int) -> list[str]:
    return [grid.model.shown(row).texts[at] for row in range(rows)]


def press(grid: Grid, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(grid.table, key, modifier)


def clip(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("甲\t乙\r\n丙\t丁\r\n", [["甲", "乙"], ["丙", "丁"]]),
        ("甲\n乙", [["甲"], ["乙"]]),
        ('"两行\n文字"\t"说""好"""\r\n', [["两行\n文字", '说"好"']]),
        ('"没有收尾', [['"没有收尾']]),
        ("甲\t\t\r\n乙\r\n", [["甲", "", ""], ["乙", "", ""]]),
    ],
)
def test_cells_come_from_excel_and_wps_as_they_were(text: str, block: list[list[str]]) -> None:
    assert from_tsv(text) == block


def test_a_code_of_figures_goes_out_as_words_and_an_amount_as_a_figure() -> None:
    table = to_html([[("914403001922038216", True), ("5,000", False)], [("甲<乙\n丙", True), ("", False)]])
    words = """<td style='mso-number-format:"\\@"' sdnum="1033;1033;@">"""
    assert f"<tr>{words}914403001922038216</td><td>5,000</td></tr>" in table
    assert f'{words}甲&lt;乙<br style="mso-data-placement:same-cell">丙</td><td></td>' in table


def test_cells_go_out_and_come_back_the_same() -> None:
    block = [["甲\t乙", '"引"'], ["第一行\n第二行", "5,000"]]
    assert from_tsv(to_tsv(block)) == block


def test_a_small_block_fills_a_selection_that_is_a_multiple_of_it() -> None:
    assert fits([["在谈"]], rows=2, columns=2) == [["在谈", "在谈"], ["在谈", "在谈"]]
    assert fits([["甲"], ["乙"]], rows=3, columns=1) == [["甲"], ["乙"]]


def test_copying_gives_names_plain_figures_and_masked_phones(grid: Grid) -> None:
    pick(grid, 999, NAME, 999, PHONE)
    press(grid, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "企业0999\t苏州市\t1000\t未接触\t珠三角\t138****5678\r\n"
    copied = QGuiApplication.clipboard().mimeData()
    assert copied is not None and ">企业0999</td>" in copied.html() and "<td>1000</td>" in copied.html()


def test_pasting_is_one_step(grid: Grid, book: Book) -> None:
    clip("南京市\t1.2亿\t在谈\r\n无锡市\t300\t签约\r\n")
    pick(grid, 0, CITY, 0, CITY)
    press(grid, Qt.Key.Key_V, CONTROL)
    assert column(grid, CITY, 3) == ["南京市", "无锡市", "合肥市"]
    assert column(grid, CAPITAL, 2) == ["12,000", "300"]
    assert book.undo_label() == "粘贴 6 格"
    book.undo()
    assert column(grid, CITY, 2) == ["苏州市", "合肥市"]


def also(grid: Grid, row: int, left: int, right: int) -> None:
    part = QItemSelection(grid.model.index(row, left), grid.model.index(row, right))
    grid.table.selectionModel().select(part, QItemSelectionModel.SelectionFlag.Select)


def test_rows_picked_one_by_one_are_copied_filled_and_pasted_into_without_those_between(grid: Grid) -> None:
    pick(grid, 0, CITY, 0, CITY)
    also(grid, 2, CITY, CITY)
    also(grid, 5, CITY, CITY)
    press(grid, Qt.Key.Key_C, CONTROL)
    assert from_tsv(QGuiApplication.clipboard().text()) == [["苏州市"], ["合肥市"], ["合肥市"]]
    before = column(grid, CITY, 6)
    press(grid, Qt.Key.Key_D, CONTROL)
    filled = column(grid, CITY, 6)
    assert [filled[at] for at in (2, 5)] == ["苏州市", "苏州市"]
    assert [filled[at] for at in (1, 3, 4)] == [before[at] for at in (1, 3, 4)]
    clip("无锡市")
    press(grid, Qt.Key.Key_V, CONTROL)
    pasted = column(grid, CITY, 6)
    assert [pasted[at] for at in (0, 2, 5)] == ["无锡市"] * 3
    assert [pasted[at] for at in (1, 3, 4)] == [before[at] for at in (1, 3, 4)]


def test_parts_that_make_no_table_and_a_clipboard_without_words_change_nothing(
    grid: Grid, app: App, book: Book
) -> None:
    told: list[str] = []
    app.message.connect(told.append)
    pick(grid, 0, CITY, 0, CITY)
    also(grid, 2, CITY, CAPITAL)
    press(grid, Qt.Key.Key_D, CONTROL)
    clip("甲\n乙")
    pick(grid, 0, CITY, 0, CITY)
    also(grid, 2, CITY, CITY)
    also(grid, 4, CITY, CITY)
    press(grid, Qt.Key.Key_V, CONTROL)
    QGuiApplication.clipboard().clear()
    pick(grid, 0, CITY, 0, CITY)
    press(grid, Qt.Key.Key_V, CONTROL)
    assert told == [
        "选中的几块列数不同，请选同样的列再操作",
        "选中的几块不相连，只能粘贴一格，或行数列数相同的内容",
        "剪贴板里没有可以粘贴的文字",
    ]
    assert column(grid, CITY, 1) == ["苏州市"]
    assert book.undo_label() == "导入 目标企业清单.xlsx"


def test_one_bad_cell_refuses_the_whole_paste(grid: Grid, book: Book) -> None:
    said: list[str] = []
    grid.model.typed.refused.connect(said.append)
    clip("南京市\t100\r\n无锡市\t不知道\r\n")
    pick(grid, 0, CITY, 0, CITY)
    press(grid, Qt.Key.Key_V, CONTROL)
    assert column(grid, CITY, 2) == ["苏州市", "合肥市"]
    assert said and "注册资本" in said[0]


def test_a_masked_phone_pasted_back_is_refused_and_spoils_nothing(grid: Grid) -> None:
    pick(grid, 0, PHONE, 0, PHONE)
    press(grid, Qt.Key.Key_C, CONTROL)
    pick(grid, 1, PHONE, 1, PHONE)
    press(grid, Qt.Key.Key_V, CONTROL)
    assert grid.model.data(grid.model.index(1, PHONE), Qt.ItemDataRole.EditRole) == "13812345678"


def test_filling_down_what_stands_there_already_says_so_and_leaves_no_step(grid: Grid, app: App, book: Book) -> None:
    heard: list[str] = []
    app.message.connect(heard.append)
    before = book.undo_label()
    pick(grid, 0, CITY, 1, CITY)
    press(grid, Qt.Key.Key_D, CONTROL)
    press(grid, Qt.Key.Key_D, CONTROL)
    assert heard == ["已向下填充 1 格", "内容相同，没有改动"]
    app.undo()
    assert book.undo_label() == before


def test_fill_down_takes_the_top_row_and_a_single_cell_takes_the_one_above(grid: Grid) -> None:
    pick(grid, 0, CITY, 4, CITY)
    press(grid, Qt.Key.Key_D, CONTROL)
    assert column(grid, CITY, 6) == ["苏州市"] * 5 + ["合肥市"]
    pick(grid, 5, STATION, 5, STATION)
    press(grid, Qt.Key.Key_D, CONTROL)
    assert column(grid, STATION, 6)[5] == "长三角"


def test_delete_empties_cells_and_a_required_one_stays(grid: Grid, book: Book) -> None:
    pick(grid, 0, CITY, 1, STATE)
    press(grid, Qt.Key.Key_Delete)
    assert column(grid, CITY, 2) == ["", ""] and column(grid, CAPITAL, 2) == ["", ""]
    assert book.undo_label() == "清空 6 格"
    pick(grid, 0, NAME, 0, NAME)
    press(grid, Qt.Key.Key_Delete)
    assert column(grid, NAME, 1) == ["企业0000"]


def test_delete_on_whole_rows_asks_for_the_rows_to_go(grid: Grid) -> None:
    wanted: list[int] = []
    grid.table.remove_wanted.connect(lambda: wanted.append(1))
    pick(grid, 3, CITY, 4, CITY)
    press(grid, Qt.Key.Key_R, CONTROL)
    assert grid.table.whole_rows()
    press(grid, Qt.Key.Key_Delete)
    assert wanted == [1]
    assert column(grid, CITY, 5)[3:] == ["苏州市", "合肥市"]


def editor(grid: Grid) -> QLineEdit:
    (found,) = (box for box in grid.table.viewport().findChildren(QLineEdit) if box.isVisible())
    return found


def test_f2_edits_in_place_enter_writes_and_goes_down(grid: Grid, qtbot) -> None:
    pick(grid, 0, CAPITAL, 0, CAPITAL)
    press(grid, Qt.Key.Key_F2)
    box = editor(grid)
    commit(box, "1.2亿")
    QTest.keyPress(box, Qt.Key.Key_Return)
    assert column(grid, CAPITAL, 1) == ["12,000"]
    assert grid.table.currentIndex().row() == 1


@pytest.mark.parametrize("typed", ["在谈", "正在选址"])
def test_words_typed_into_an_open_choice_are_written_by_enter_and_open_nothing(grid: Grid, typed: str) -> None:
    opened: list[object] = []
    grid.open_wanted.connect(opened.append)
    pick(grid, 0, STATE, 0, STATE)
    press(grid, Qt.Key.Key_F2)
    box = editor(grid)
    box.selectAll()
    commit(box, typed)
    QTest.keyPress(box, Qt.Key.Key_Return)
    assert column(grid, STATE, 1) == [typed]
    assert grid.table.currentIndex().row() == 1
    assert opened == []


def test_an_unreadable_day_keeps_the_editor_open_and_esc_leaves_the_cell_alone(grid: Grid) -> None:
    pick(grid, 0, NEXT, 0, NEXT)
    press(grid, Qt.Key.Key_F2)
    box = editor(grid)
    box.selectAll()
    commit(box, "某一天")
    QTest.keyPress(box, Qt.Key.Key_Return)
    assert box.isVisible() and box.property("wrong")
    QTest.keyPress(box, Qt.Key.Key_Escape)
    assert column(grid, NEXT, 1) == ["逾期 2024.05.28"]


def test_a_day_may_be_said_and_may_be_emptied(grid: Grid) -> None:
    for typed, shown in (("明天", "2024.05.31"), ("", "")):
        pick(grid, 0, NEXT, 0, NEXT)
        press(grid, Qt.Key.Key_F2)
        box = editor(grid)
        box.selectAll()
        QTest.keyClick(box, Qt.Key.Key_Backspace)
        commit(box, typed)
        QTest.keyPress(box, Qt.Key.Key_Return)
        assert column(grid, NEXT, 1) == [shown]


def test_a_choice_that_was_only_looked_at_ends_with_one_enter_and_stays(grid: Grid, qtbot: QtBot) -> None:
    pick(grid, 1, STATE, 1, STATE)
    press(grid, Qt.Key.Key_F2)
    box = editor(grid)
    qtbot.waitUntil(lambda: box.suggest.visible)
    assert box.suggest.chosen.text == "已接触"
    QTest.keyPress(box, Qt.Key.Key_Return)
    assert (grid.table.currentIndex().row(), column(grid, STATE, 2)[1]) == (2, "已接触")


def test_letters_find_a_word_of_an_open_choice_and_one_enter_writes_it_and_goes_down(grid: Grid) -> None:
    pick(grid, 0, STATE, 0, STATE)
    for letter in "qy":
        QTest.keyClicks(editor(grid) if letter == "y" else grid.table, letter)
    QTest.keyPress(editor(grid), Qt.Key.Key_Return)
    assert column(grid, STATE, 1) == ["签约"]
    assert grid.table.currentIndex().row() == 1
    assert grid.table.state() != grid.table.State.EditingState


def test_tab_goes_on_typing_past_what_is_computed_and_over_the_end_of_a_row(grid: Grid) -> None:
    def stands() -> tuple[int, int]:
        return grid.table.currentIndex().row(), grid.table.currentIndex().column()

    pick(grid, 0, PHONE, 0, PHONE)
    press(grid, Qt.Key.Key_F2)
    assert editor(grid).selectedText() == "13812345678"
    QTest.keyPress(editor(grid), Qt.Key.Key_Tab)
    assert stands() == (0, NEXT)
    QTest.keyPress(editor(grid), Qt.Key.Key_Tab)
    assert stands() == (1, NAME)
    QTest.keyPress(editor(grid), Qt.Key.Key_Backtab)
    assert stands() == (0, NEXT)


def test_tab_in_a_long_text_writes_it_and_goes_to_the_next_cell(grid: Grid) -> None:
    grid.set_columns(("name", "note", "city"))
    pick(grid, 0, 1, 0, 1)
    press(grid, Qt.Key.Key_F2)
    (note,) = grid.table.viewport().findChildren(NoteEditor)
    commit(note, "下月再谈")
    QTest.keyPress(note, Qt.Key.Key_Tab)
    assert column(grid, 1, 1) == ["下月再谈"]
    assert editor(grid).text() == "苏州市"


def test_what_a_full_disk_does_not_take_stays_in_the_cell_where_it_was_typed(
    grid: Grid, book: Book, said: list[str]
) -> None:
    grid.set_columns(("name", "note", "city"))
    with book.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    pick(grid, 0, 1, 0, 1)
    press(grid, Qt.Key.Key_F2)
    (note,) = grid.table.viewport().findChildren(NoteEditor)
    commit(note, "很长的备注" * 100_000)
    QTest.keyPress(note, Qt.Key.Key_Return)
    assert len(said) == 1 and said[0].startswith("磁盘已满")
    assert note.isVisible() and note.toPlainText().startswith("很长的备注")
    assert grid.table.currentIndex().row() == 0
    note.selectAll()
    commit(note, "短的")
    QTest.keyPress(note, Qt.Key.Key_Return)
    assert column(grid, 1, 1) == ["短的"]
    press(grid, Qt.Key.Key_F2)
    (note,) = [one for one in grid.table.viewport().findChildren(NoteEditor) if one.isVisible()]
    commit(note, "再写")
    QTest.keyPress(note, Qt.Key.Key_Escape)
    assert column(grid, 1, 2) == ["短的", ""]


def test_who_looks_something_up_in_another_window_comes_back_to_the_open_cell(grid: Grid, qtbot: QtBot) -> None:
    pick(grid, 0, CITY, 0, CITY)
    press(grid, Qt.Key.Key_F2)
    box = editor(grid)
    box.selectAll()
    commit(box, "南京")
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert box.isVisible() and box.text() == "南京"
    assert column(grid, CITY, 1) == ["苏州市"]


def test_a_computed_cell_says_that_it_takes_nothing(grid: Grid, app: App) -> None:
    told: list[str] = []
    app.message.connect(told.append)
    pick(grid, 0, LAST, 0, LAST)
    press(grid, Qt.Key.Key_F2)
    QTest.keyClicks(grid.table, "5")
    assert told == ["没有改：最近联系是算出来的"] * 2


def test_what_is_wrong_is_said_right_under_the_cell_at_the_edge_of_the_screen_too(grid: Grid) -> None:
    grid.move(grid.screen().geometry().right() - grid.width(), 0)
    grid.set_columns(("name", "city", "next_contact"))
    pick(grid, 0, 2, 0, 2)
    press(grid, Qt.Key.Key_F2)
    box = editor(grid)
    box.setText("某一天")
    box.textEdited.emit("某一天")
    QTest.keyPress(box, Qt.Key.Key_Return)
    (tip,) = (w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel") and w.isVisible())
    spot, cell = tip.geometry(), QRect(box.mapToGlobal(QPoint(0, 0)), box.size())
    assert spot.right() >= cell.left() and 0 <= spot.top() - cell.bottom() < 24
    QToolTip.hideText()


def test_a_click_on_a_label_sorts_again_turns_round_and_shift_adds_a_key(grid: Grid) -> None:
    header = grid.table.header

    def click(logical: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        spot = QPoint(header.sectionViewportPosition(logical) + 20, 12)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, modifier, spot)

    click(CITY)
    assert grid.view.sort == ("city",)
    click(CITY)
    assert grid.view.sort == ("-city",)
    assert len(grid.table.selectedIndexes()) <= 1, "the order changes, not what is selected"
    grid.table.header.sort_wanted.emit(CAPITAL, True)
    assert grid.view.sort == ("-city", "registered_capital")
    assert column(grid, CAPITAL, 2) == ["1", "4"]
    grid.table.header.sort_wanted.emit(CAPITAL, True)
    grid.table.header.sort_wanted.emit(CAPITAL, True)
    assert grid.view.sort == ("-city",)


def test_with_shift_the_wheel_goes_sideways(grid: Grid) -> None:
    grid.set_columns(tuple(grid.ledger.fields))
    table = grid.table
    down = QPoint(0, -120)
    for held, moved in ((SHIFT, (120, 0)), (Qt.KeyboardModifier.NoModifier, (120, 3))):
        spot = QPointF(table.viewport().rect().center())
        wheel = QWheelEvent(
            spot, table.viewport().mapToGlobal(spot), QPoint(), down, Qt.MouseButton.NoButton, held,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(table.viewport(), wheel)
        assert (table.horizontalScrollBar().value(), table.rowAt(1)) == moved


def test_the_head_says_by_what_a_list_is_in_order_before_anyone_sorted_it() -> None:
    seen = ViewSpec("enterprises")
    assert (sorted_by(seen, "last_contact"), sorted_by(seen, "name")) == ((-1, 0), (0, 0))
    named = seen.replace(sort=("name", "-city"))
    assert (sorted_by(named, "last_contact"), sorted_by(named, "name"), sorted_by(named, "city")) == (
        (0, 0), (1, 1), (-1, 2),
    )  # fmt: skip


def test_f6_sorts_by_the_column_one_stands_in_and_shift_f6_by_a_further_one(grid: Grid) -> None:
    seen = []
    for column, modifier in ((CITY, None), (CITY, None), (CAPITAL, SHIFT), (CAPITAL, SHIFT), (CAPITAL, SHIFT)):
        pick(grid, 0, column, 0, column)
        press(grid, Qt.Key.Key_F6, modifier or Qt.KeyboardModifier.NoModifier)
        seen.append(grid.view.sort)
    both = ("-city", "registered_capital"), ("-city", "-registered_capital")
    assert seen == [("city",), ("-city",), *both, ("-city",)]


def test_days_that_move_and_fixed_ones_are_two_conditions_though_they_are_the_same_today(grid: Grid) -> None:
    box = grid.filters.boxes["last_contact"]
    box.setFocus()
    for typed, said in (("本月", "本月"), ("2024年5月", ""), ("本月", "本月")):
        box.selectAll()
        commit(box, typed)
        QTest.keyPress(box, Qt.Key.Key_Return)
        (condition,) = grid.view.filters
        assert (condition.value, condition.said) == (("2024-05-01", "2024-05-31"), said)


def test_the_filter_row_reads_what_is_typed_and_says_what_it_cannot_read(grid: Grid, qtbot) -> None:
    opened: list[object] = []
    grid.open_wanted.connect(opened.append)
    box = grid.filters.boxes["registered_capital"]
    box.setFocus()
    commit(box, ">990万")
    QTest.keyPress(box, Qt.Key.Key_Return)
    assert len(grid.model.ids) == 10
    assert opened == []
    box.selectAll()
    commit(box, ">很多")
    QTest.keyPress(box, Qt.Key.Key_Return)
    assert box.property("wrong")
    assert len(grid.model.ids) == 10
    QTest.keyPress(box, Qt.Key.Key_Escape)
    assert len(grid.model.ids) == 1000


def test_a_filter_box_suggests_something_only_where_it_can_be_read(grid: Grid) -> None:
    box = grid.filters.boxes["name"]
    assert box.placeholderText() == "包含…"
    grid.table.header.resizeSection(0, 44)
    assert box.placeholderText() == ""
    grid.table.header.resizeSection(0, 200)
    assert box.placeholderText() == "包含…"


def test_a_choice_is_ticked_from_a_list_with_counts(grid: Grid, qtbot) -> None:
    grid.filters.open_list("state")
    sheet = grid.filters.sheet
    assert sheet is not None
    words = {sheet.lines.item(at).text(): at for at in range(sheet.lines.count())}
    assert set(words) == {"未接触", "已接触", "在谈"}
    sheet.lines.itemClicked.emit(sheet.lines.item(words["在谈"]))
    assert grid.view.filters == (Filter("state", "in", ("在谈",)),)
    assert len(grid.model.ids) == 333
    sheet.lines.itemClicked.emit(sheet.lines.item(words["未接触"]))
    assert len(grid.model.ids) == 667
    assert grid.filters.boxes["state"].text() == "未接触、在谈"
    sheet.close()


def test_space_ticks_a_value_and_enter_ends_with_the_one_it_stands_on_but_unticks_none(grid: Grid) -> None:
    grid.filters.open_list("state")
    sheet = grid.filters.sheet
    assert sheet is not None
    lines = sheet.lines
    closed: list[bool] = []
    sheet.closed.connect(lambda: closed.append(True))
    for at in (0, 1):
        lines.setCurrentRow(at)
        QTest.keyClick(lines, Qt.Key.Key_Space)
    both = grid.view.filters
    QTest.keyClick(lines, Qt.Key.Key_Return)
    assert closed and grid.view.filters == both and len(both[0].value) == 2
    grid.filters.put("state", None)
    grid.filters.open_list("state")
    lines = grid.filters.sheet.lines
    lines.setCurrentRow(1)
    QTest.keyClick(lines, Qt.Key.Key_Return)
    assert len(closed) == 1 and grid.view.filters[0].value == both[0].value[1:]


def test_widths_and_the_folded_filter_row_are_remembered_on_this_laptop(grid: Grid, qtbot) -> None:
    grid.table.header.resizeSection(CITY, 177)
    grid.toggle_filters()
    qtbot.waitUntil(lambda: grid.app.settings.get("grid.enterprises.widths") == {"city": 177})
    again = Grid(grid.app, grid.view)
    qtbot.addWidget(again)
    assert again.table.header.sectionSize(CITY) == 177
    assert not again.table.header.filters_shown


def test_a_column_dragged_away_takes_its_new_place_in_the_view(grid: Grid, qtbot) -> None:
    header = grid.table.header
    header.moveSection(header.visualIndex(STATE), 1)
    header.moved.emit()
    qtbot.waitUntil(lambda: grid.view.columns[:3] == ("name", "state", "city"))
    assert [header.visualIndex(at) for at in range(3)] == [0, 1, 2]
    assert grid.model.shown(0).texts[1] == "未接触"


def test_a_cell_typed_while_another_program_writes_waits_for_it_beside_the_window(
    grid: Grid, app: App, book: Book, qtbot
) -> None:
    grid.table.setCurrentIndex(grid.model.index(0, CITY))
    before = steps(book)
    with written_by_another(book):
        for words, key in (("无锡市", Qt.Key.Key_Return), ("常州市", Qt.Key.Key_Tab)):
            grid.table.edit(grid.table.currentIndex())
            commit(QApplication.focusWidget(), words)
            QTest.keyClick(QApplication.focusWidget(), key)
        assert column(grid, CITY, 2) == ["无锡市", "常州市"], "what was typed is seen while it waits"
    qtbot.waitUntil(lambda: not app.working)
    grid.model.requery()
    assert column(grid, CITY, 2) == ["无锡市", "常州市"]
    assert len(steps(book)) == len(before) + 2
    app.undo()
    app.undo()
    assert column(grid, CITY, 2) == ["苏州市", "合肥市"]


def test_a_block_that_waited_in_vain_is_taken_off_the_screen_again(
    grid: Grid, app: App, book: Book, qtbot, said: list[str]
) -> None:
    with book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    with written_by_another(book):
        typed = {grid.model.ids[at]: {"city": "南京市", "registered_capital": "5000"} for at in range(2)}
        assert grid.model.typed.write(typed)
        assert column(grid, CITY, 2) == ["南京市", "南京市"]
        assert column(grid, CAPITAL, 2) == ["5000", "5000"]
        qtbot.waitUntil(lambda: not app.working)
    assert column(grid, CITY, 2) == ["苏州市", "合肥市"] and column(grid, CAPITAL, 2) == ["1", "2"]
    assert "占用" in said[0]


def test_the_average_is_rounded_half_up(grid: Grid, book: Book, filled: list[int]) -> None:
    cells = {filled[0]: {"registered_capital": 10_000}, filled[1]: {"registered_capital": 10_100}}
    edit.change(book, "enterprises", cells)
    pick(grid, 0, CAPITAL, 1, CAPITAL)
    assert grid.sums.words()[2] == "平均 1.01 万元", "10,050 元, of which lists show whole hundreds"


def test_the_first_column_stays_in_sight_while_the_rest_is_scrolled_under_it(grid: Grid) -> None:
    grid.resize(500, 400)
    grid.table.horizontalScrollBar().setValue(200)
    pinned = grid.table.header.pinned_width()
    assert pinned == grid.table.header.sectionSize(NAME)
    assert grid.table.indexAt(QPoint(20, 10)).column() == NAME
    assert grid.table.visualRect(grid.model.index(0, NAME)).left() == 0
    assert grid.filters.boxes["name"].x() < 10
    grid.table.setCurrentIndex(grid.model.index(0, CITY))
    assert grid.table.visualRect(grid.model.index(0, CITY)).left() >= grid.table.header.pinned_width()


def test_the_selection_is_summed_counted_and_averaged(grid: Grid) -> None:
    pick(grid, 0, CAPITAL, 3, CAPITAL)
    assert grid.sums.words() == ["选中 4 格", "注册资本合计 10 万元", "平均 2.5 万元", "4 个有数"]
    grid.table.selectAll()
    assert grid.sums.words()[:2] == ["选中 1,000 行", "注册资本合计 500,500 万元"]
    pick(grid, 2, CAPITAL, 2, CAPITAL)
    assert grid.sums.words() == ["选中 1 行"], "one row comes to what stands in it"


def test_rows_deleted_elsewhere_leave_the_grid(grid: Grid, book: Book, filled: list[int]) -> None:
    edit.delete(book, "enterprises", filled[:3])
    assert len(grid.model.ids) == 997
    book.undo()
    assert len(grid.model.ids) == 1000


def test_the_filter_box_of_a_column_is_reached_and_left_by_keys(grid: Grid, qtbot) -> None:
    pick(grid, 0, CAPITAL, 0, CAPITAL)
    press(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    box = grid.filters.boxes["registered_capital"]
    assert box.hasFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert grid.table.hasFocus()
    press(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert grid.table.hasFocus()


def test_the_values_of_a_large_ledger_are_counted_off_the_screens_thread_and_the_last_list_opens(
    grid: Grid, qtbot
) -> None:
    grid.model.large = True
    grid.filters.open_list("city")
    grid.filters.open_list("state")
    assert grid.filters.sheet is None
    qtbot.waitUntil(lambda: not grid.app.working)
    assert grid.filters.sheet is not None
    assert grid.filters.sheet.lines.count() == 3
    grid.filters.sheet.close()


def test_ctrl_end_stands_on_the_last_row_and_selects_it_alone(grid: Grid) -> None:
    pick(grid, 0, CITY, 2, CITY)
    press(grid, Qt.Key.Key_End, CONTROL)
    assert grid.table.currentIndex().row() == 999
    assert grid.table.runs() == [(999, 999)]


def rested(grid: Grid, qtbot) -> list[str]:
    """Wait until the work beside the screen has ended; the messages said since are kept."""
    said: list[str] = []
    grid.app.message.connect(said.append)
    qtbot.waitUntil(lambda: not grid.app.working)
    return said


def test_a_thousand_rows_are_copied_filled_and_cleared_beside_the_screen_as_one_step_each(
    grid: Grid, book: Book, qtbot
) -> None:
    pick(grid, 0, CITY, 999, CITY)
    clip("")
    press(grid, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == ""
    assert "已复制 1,000 格" in rested(grid, qtbot)
    assert QGuiApplication.clipboard().text().count("\r\n") == 1000
    press(grid, Qt.Key.Key_D, CONTROL)
    assert rested(grid, qtbot) == ["已向下填充 999 格"]
    assert column(grid, CITY, 1000) == ["苏州市"] * 1000
    press(grid, Qt.Key.Key_Delete)
    assert rested(grid, qtbot) == ["已清空 1,000 格，Ctrl+Z 撤销"]
    assert [book.undo_label(), column(grid, CITY, 2)] == ["清空 1,000 格", ["", ""]]
    book.undo()
    book.undo()
    assert column(grid, CITY, 3) == ["苏州市", "合肥市", "合肥市"]


def test_a_bad_cell_among_a_thousand_refuses_them_all(grid: Grid, book: Book, qtbot) -> None:
    refused: list[str] = []
    grid.model.typed.refused.connect(refused.append)
    clip("\r\n".join(["100"] * 999 + ["不知道"]))
    pick(grid, 0, CAPITAL, 0, CAPITAL)
    press(grid, Qt.Key.Key_V, CONTROL)
    rested(grid, qtbot)
    assert len(refused) == 1 and "注册资本" in refused[0]
    assert column(grid, CAPITAL, 2) == ["1", "2"]


def test_the_same_item_is_emptied_in_many_rows_and_nothing_is_wrong_before_a_key_was_pressed(
    grid: Grid, book: Book, filled: list[int], qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def run(dialog: BulkDialog) -> None:
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        seen.append(dialog._error.text())
        dialog.editor.setText(" ")
        dialog.editor.edited.emit()
        dialog.renew()
        assert (dialog._error.text(), dialog._more.text()) == ("企业名称不能清空", "")
        assert not dialog.empty.isEnabled()
        dialog.field.setCurrentText("状态")
        dialog.empty.click()
        seen.extend([dialog.do.text(), dialog.preview.plain.rows[0][1].text])
        QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)

    monkeypatch.setattr(Ask, "run", run)
    assert BulkDialog.ask(grid.app, "enterprises", filled[:3], field="name", parent=grid)
    assert seen == ["", "修改 3 家目标企业", "未接触 → 空"]
    assert column(grid, STATE, 3) == ["", "", ""]
    assert book.undo_label() is not None


def test_a_thousand_rows_are_changed_together_after_a_look(
    grid: Grid, book: Book, filled: list[int], qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def run(dialog: BulkDialog) -> None:
        commit(dialog.editor, "在谈")
        seen.append(dialog.do.text())
        qtbot.waitUntil(lambda: dialog.do.isEnabled())
        seen.extend([dialog.do.text(), dialog._more.text(), dialog.preview.plain.rows[0][1].text])
        dialog.do.click()

    monkeypatch.setattr(Ask, "run", run)
    assert BulkDialog.ask(grid.app, "enterprises", filled, field="state", parent=grid)
    assert rested(grid, qtbot) == ["已修改 667 家，Ctrl+Z 撤销"]
    assert seen == ["修改", "修改 667 家目标企业", "只列出前 200 行；另有 333 家本来就是这个值，不改", "未接触 → 在谈"]
    assert set(column(grid, STATE, 1000)) == {"在谈"}
    book.undo()
    assert column(grid, STATE, 3) == ["未接触", "已接触", "在谈"]
