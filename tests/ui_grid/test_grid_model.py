"""The grid's model: Qt's own tester finds nothing, texts are ready, a reload keeps the user's place."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from crm.actions import edit
from crm.book import Book, create_book
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from ui.core.app import App
from ui.grid.answers import read_ahead
from ui.grid.model import ID_ROLE, GridModel
from ui.grid.view import Grid

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def texts(grid: Grid, row: int) -> dict[str, str]:
    return dict(zip([s.key for s in grid.model.specs], grid.model.shown(row).texts, strict=True))


def test_the_model_passes_qts_own_tester_through_sort_filter_and_edit(app: App, filled: list[int]) -> None:
    model = GridModel(app, ViewSpec("enterprises", sort=("name",)))
    tester = QAbstractItemModelTester(model, FATAL)
    model.requery()
    assert model.rowCount() == 1000
    model.set_view(model.view.replace(sort=("-registered_capital",)))
    model.set_view(model.view.replace(filters=(Filter("state", "=", "在谈"),)))
    assert model.rowCount() == 333
    model.set_view(model.view.replace(columns=("name", "city")))
    assert model.columnCount() == 2
    assert model.setData(model.index(0, 1), "南京市")
    model.requery()
    model.set_view(model.view.replace(search="没有这个名字"))
    assert model.rowCount() == 0
    assert tester.model() is model


def test_a_row_is_ready_to_paint_with_masked_phone_day_and_figures(grid: Grid) -> None:
    row = texts(grid, 5)
    assert row["name"] == "企业0005"
    assert row["registered_capital"] == "6"
    assert row["station"] == "珠三角"
    assert row["contact_phone"] == "138****5678"
    assert row["next_contact"] == "2024.06.02"


def test_what_is_overdue_says_so_in_words_and_not_by_colour_alone(grid: Grid) -> None:
    assert texts(grid, 0)["next_contact"] == "逾期 2024.05.28"
    column = [s.key for s in grid.model.specs].index("next_contact")
    assert [grid.model.shown(row).tones[column] for row in (0, 2, 4, 5, 11)] == ["bad", "warn", "warn", "good", None]


def test_a_contact_made_since_settles_what_was_due(grid: Grid, book: Book, filled: list[int]) -> None:
    edit.create(book, "visits", {"date": book.today(), "enterprise": filled[0]})
    assert texts(grid, 0)["next_contact"] == "2024.05.28"


def test_a_month_is_shown_as_a_month(grid: Grid) -> None:
    index = grid.model.index(3, [s.key for s in grid.model.specs].index("next_contact"))
    assert grid.model.setData(index, "2025.3")
    assert grid.model.data(index) == "2025.03"
    assert grid.model.data(index, Qt.ItemDataRole.EditRole) == "2025-03"


def test_what_is_computed_cannot_be_typed(grid: Grid) -> None:
    column = [s.key for s in grid.model.specs].index("last_contact")
    assert not grid.model.flags(grid.model.index(0, column)) & Qt.ItemFlag.ItemIsEditable
    assert not grid.model.setData(grid.model.index(0, column), "2024-05-01")


def test_a_refused_cell_is_told_in_words_and_nothing_is_written(grid: Grid, book: Book) -> None:
    said: list[str] = []
    grid.model.typed.refused.connect(said.append)
    assert not grid.model.setData(grid.model.index(0, 2), "很多钱")
    assert not grid.model.setData(grid.model.index(0, 0), "")
    assert "注册资本" in said[0] and "企业名称" in said[1]
    assert book.undo_label() == "导入 目标企业清单.xlsx"


def test_a_figure_and_a_day_are_read_as_people_type_them(grid: Grid) -> None:
    grid.model.setData(grid.model.index(0, 2), "1.2亿")
    assert texts(grid, 0)["registered_capital"] == "12,000"
    grid.model.setData(grid.model.index(0, 7), "6.20")
    assert texts(grid, 0)["next_contact"] == "2024.06.20"


def test_a_new_station_typed_into_a_cell_is_made_in_the_same_step(grid: Grid, book: Book) -> None:
    grid.model.setData(grid.model.index(0, 4), "成渝")
    assert texts(grid, 0)["station"] == "成渝"
    book.undo()
    assert texts(grid, 0)["station"] == "长三角"


def test_selection_and_current_cell_are_kept_by_id_over_a_new_order(grid: Grid) -> None:
    table, model = grid.table, grid.model
    table.setCurrentIndex(model.index(500, 1))
    part = QItemSelection(model.index(500, 0), model.index(502, 2))
    table.selectionModel().select(part, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    kept = [model.ids[row] for row in (500, 501, 502)]
    grid.change_view(grid.view.replace(sort=("-name",)))
    assert model.ids[499] == kept[0]
    assert table.current_id() == kept[0]
    assert table.currentIndex().column() == 1
    assert sorted(table.selected_ids()) == sorted(kept)


def test_another_order_is_seen_from_its_first_row_and_whoever_had_chosen_none_stands_there(grid: Grid) -> None:
    table = grid.table
    table.stand_on(grid.model.index(0, 2))
    grid.change_view(grid.view.replace(sort=("-name",)))
    assert (table.currentIndex().row(), table.currentIndex().column(), table.rowAt(0)) == (0, 2, 0)
    table.stand_on(grid.model.index(300, 0))
    table.scrollTo(grid.model.index(300, 0))
    chosen = table.current_id()
    grid.change_view(grid.view.replace(sort=("name",)))
    assert (table.current_id(), table.rowAt(0)) == (chosen, 0)


def test_other_conditions_are_seen_from_the_first_row_and_a_chosen_record_stays_in_sight(grid: Grid) -> None:
    table = grid.table
    whole = grid.view
    table.verticalScrollBar().setValue(300 * 32)
    grid.change_view(whole.replace(filters=(Filter("name", "contains", "7"),)))
    assert table.rowAt(0) == 0
    table.stand_on(grid.model.index(40, 0))
    chosen = table.current_id()
    grid.change_view(whole)
    row = grid.model.row_of(chosen)
    assert row is not None and row > 100
    assert table.current_id() == chosen
    assert table.rowAt(0) <= row <= table.rowAt(table.viewport().height() - 1)


def test_the_row_at_the_top_stays_there_when_rows_above_it_go(grid: Grid, book: Book, filled: list[int]) -> None:
    table = grid.table
    table.verticalScrollBar().setValue(300 * 32)
    top = grid.model.ids[table.rowAt(0)]
    edit.delete(book, "enterprises", filled[:7])
    assert len(grid.model.ids) == 993
    assert grid.model.ids[table.rowAt(0)] == top


def test_a_cell_typed_in_the_grid_does_not_run_away_under_the_hand(grid: Grid) -> None:
    record = grid.model.index(10, 0).data(ID_ROLE)
    grid.model.setData(grid.model.index(10, 0), "一家改名企业")
    assert grid.model.ids[10] == record
    assert texts(grid, 10)["name"] == "一家改名企业"
    grid.model.requery()
    assert grid.model.ids[10] != record


def test_a_list_asked_for_before_its_queries_are_ready_is_read_off_the_screens_thread(grid: Grid, qtbot) -> None:
    grid.app.cold = True
    grid.set_view(grid.view.replace(search="企业0123"))
    assert len(grid.model.ids) == 1000, "the screen does not wait for the answer"
    qtbot.waitUntil(lambda: len(grid.model.ids) == 1)
    grid.app.cold = False
    grid.set_view(grid.view.replace(search="企业0124"))
    assert texts(grid, 0)["name"] == "企业0124"


@pytest.mark.parametrize("large", [False, True])
def test_a_question_without_an_answer_is_not_waited_for(grid: Grid, said: list[str], qtbot, large: bool) -> None:
    waits: list[bool] = []
    told: list[object] = []
    grid.model.waiting.connect(waits.append)
    grid.model.unread.connect(told.append)
    grid.model.large = large
    grid.set_view(grid.view.replace(filters=(Filter("gone", "=", 1),)))
    qtbot.waitUntil(lambda: not grid.app.working)
    assert waits == [True, False]
    assert len(told) == 1 and "没有“gone”这一项" in str(told[0])
    assert said == [], "the page tells it, no dialog"
    assert len(grid.model.ids) == 1000


def test_what_a_list_will_ask_can_be_asked_ahead_of_an_empty_book_too(book: Book, filled: list[int], tmp_path) -> None:
    read_ahead(book, ViewSpec("enterprises"))
    empty = create_book(tmp_path / "空.zhaoyin")
    for ledger in LEDGERS:
        read_ahead(empty, ViewSpec(ledger))
    empty.close()


def test_a_large_ledger_is_queried_off_the_screens_thread_and_the_last_question_wins(grid: Grid, qtbot) -> None:
    grid.model.large = True
    grid.set_view(grid.view.replace(search="企业09"))
    grid.set_view(grid.view.replace(search="企业0123"))
    qtbot.waitUntil(lambda: len(grid.model.ids) == 1)
    qtbot.waitUntil(lambda: not grid.app.working)
    assert grid.view.search == "企业0123"
