"""The page of a ledger: conditions as sentences, views kept in the book, the record's card, the bin and the history."""

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm.actions import edit
from crm.actions.rows import insert_rows
from crm.book import Book
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from crm.rules.problem import Problem
from tests.on_screen import steps, written_by_another
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.files import Files
from ui.core.kit import Chip, Label, LinkButton
from ui.grid.bulk import BulkDialog
from ui.grid.paper import Printout, in_parts, print_rows
from ui.pages.history import HistoryPage
from ui.pages.ledger import LedgerPage
from ui.pages.recycle import RecyclePage

TODAY = dt.date(2024, 5, 30)


@pytest.fixture
def firms(book: Book) -> list[int]:
    """Three firms: 恒业 in talks with a visit and an overdue call, 铭瑞 and 华彩."""
    book.set_setting("me", {"name": "陈刚", "role": "office"})
    with book.write("导入 目标企业清单.xlsx") as writer:
        station = insert_rows(writer, LEDGERS["stations"], [{"name": "长三角"}])[0]
        rows = [
            {
                "name": "上海恒业光电科技集团有限公司",
                "state": "已接触",
                "station": station,
                "registered_capital": 520_000_000,
                "credit_code": "914403001922038216",
                "contact_name": "王建国",
                "contact_phone": "13812345678",
                "next_contact": dt.date(2024, 6, 3),
            },
            {"name": "苏州铭瑞新材料股份有限公司", "state": "已接触", "next_contact": dt.date(2024, 5, 20)},
            {"name": "宁波华彩包装有限公司", "registered_capital": 8_000_000},
        ]
        made = insert_rows(writer, LEDGERS["enterprises"], rows)
        visit = {"date": dt.date(2024, 5, 28), "enterprise": made[0], "content": "拟投光学膜二期", "method": "拜访"}
        insert_rows(writer, LEDGERS["visits"], [visit])
    edit.change(book, "enterprises", {made[0]: {"state": "在谈"}})
    return made


@pytest.fixture
def page(app: App, firms: list[int], qtbot) -> LedgerPage:
    page = LedgerPage(app, ledger="enterprises")
    qtbot.addWidget(page)
    page.resize(1130, 700)
    page.show()
    return page


def names(page: LedgerPage) -> list[str]:
    return [page.grid.model.shown(row).texts[0][:4] for row in range(len(page.grid.model.ids))]


def chips(page: LedgerPage) -> list[str]:
    return [chip.text for chip in page.tools.chips.findChildren(Chip)]


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(Label) if label.text()]


def test_the_page_opens_with_the_rows_touched_last_on_top(page: LedgerPage) -> None:
    assert names(page) == ["上海恒业", "宁波华彩", "苏州铭瑞"]
    assert page.status_text == "3 家"
    assert page.tools.columns_link.text() == f"列 8/{len(LEDGERS['enterprises'].fields)}"


def test_conditions_read_as_sentences_and_a_cross_takes_one_away(page: LedgerPage) -> None:
    page.tools.ask_condition()
    page.tools.add_condition("片区=长三角 且 注册资本>500万")
    assert chips(page) == ["片区 是 长三角", "注册资本 ＞ 500万"]
    assert names(page) == ["上海恒业"]
    page.tools.chips.findChildren(Chip)[0].removed.emit()
    assert names(page) == ["上海恒业", "宁波华彩"]
    assert page.status_text == "2 家（共 3 家）"


def test_one_or_the_other_condition_is_one_chip(page: LedgerPage) -> None:
    page.tools.ask_condition()
    page.tools.add_condition("片区=长三角 或 企业名称~华彩 且 注册资本>500万")
    assert chips(page) == ["片区 是 长三角 或 企业名称 包含 华彩 且 注册资本 ＞ 500万"]
    assert names(page) == ["上海恒业", "宁波华彩"]
    (chip,) = page.tools.chips.findChildren(Chip)
    chip.clicked.emit()
    chip.removed.emit()
    assert len(names(page)) == 3


def test_a_condition_that_cannot_be_read_is_answered_in_the_sheet(page: LedgerPage) -> None:
    page.tools.ask_condition()
    sheet = page.tools.sheet
    page.tools.add_condition("没有的字段=1")
    assert sheet.isVisible() and any("没有的字段" in text for text in words(sheet))
    sheet.close()


@pytest.mark.parametrize("typed", ["恒业", "hygd", "1381234"])
def test_the_search_box_finds_by_characters_initials_and_phone(page: LedgerPage, qtbot, typed: str) -> None:
    page.tools.search.setText(typed)
    qtbot.waitUntil(lambda: names(page) == ["上海恒业"])


def test_the_arrow_down_goes_from_what_was_typed_to_what_was_found(page: LedgerPage, qtbot) -> None:
    page.tools.search.setFocus()
    QTest.keyClicks(page.tools.search, "hygd")
    QTest.keyClick(page.tools.search, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: names(page) == ["上海恒业"])
    assert page.grid.table.hasFocus() and page.grid.table.currentIndex().row() == 0


def test_nothing_found_offers_to_clear_the_conditions(page: LedgerPage, qtbot) -> None:
    page.tools.search.setText("没有这家")
    qtbot.waitUntil(lambda: page.nothing.isVisible())
    page.tools.clear_conditions()
    assert not page.nothing.isVisible()
    assert len(names(page)) == 3


def test_an_empty_ledger_says_what_to_do(app: App, qtbot) -> None:
    page = LedgerPage(app, ledger="policies")
    qtbot.addWidget(page)
    page.show()
    wanted: list[tuple[str, object]] = []
    app.new_wanted.connect(lambda ledger, values: wanted.append((ledger, values)))
    assert page.stack.currentIndex() == 1
    assert not page.tools.filter_link.isEnabled() and not page.tools.panel_link.isEnabled()
    page.new_record()
    assert wanted == [("policies", {})]
    edit.create(app.book, "policies", {"name": "招商引资十条"})
    assert page.stack.currentIndex() == 0
    assert page.tools.filter_link.isEnabled() and page.tools.panel_link.isEnabled()


def test_a_view_is_saved_under_a_name_renamed_and_deleted_and_each_can_be_undone(
    page: LedgerPage, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["长三角在谈", "长三角"])
    monkeypatch.setattr(Ask, "text", lambda *_args, **_rest: next(answers))
    page.grid.change_view(page.grid.view.replace(filters=(Filter("state", "in", ("在谈",)),)))
    page.saved.save()
    assert [view.name for view in page.saved.views] == ["全部", "在谈", "逾期未联系", "长三角在谈"]
    page.saved.choose("all")
    assert len(names(page)) == 3
    page.saved.choose("own:长三角在谈")
    assert names(page) == ["上海恒业"]
    page.saved.rename(page.saved.views[-1])
    assert page.saved.views[-1].name == "长三角"
    page.saved.forget(page.saved.views[-1])
    assert [view.name for view in page.saved.views] == ["全部", "在谈", "逾期未联系"]
    book.undo()
    assert [view.name for view in page.saved.views][-1] == "长三角"


def test_the_overdue_view_lists_what_is_late(page: LedgerPage) -> None:
    page.saved.choose("late")
    assert names(page) == ["苏州铭瑞"]


def test_the_card_shows_pills_masked_code_and_phone_and_the_story(page: LedgerPage, firms: list[int]) -> None:
    page.panel.show_record(firms[0])
    page.panel.renew()
    shown = words(page.panel)
    assert any("91440300●●●●●●8216" in text for text in shown)
    assert "138****5678" in shown
    assert "2024.05.28 拜访" in shown and "拟投光学膜二期" in shown
    assert "2024.05.30 状态" in shown and "已接触 → 在谈" in shown
    page.panel._reveal()
    assert "13812345678" in words(page.panel)


def test_a_long_story_is_told_to_its_end_and_the_facts_stand_below_it(
    page: LedgerPage, firms: list[int], qtbot: QtBot
) -> None:
    for number in range(1, 31):
        edit.create(page.app.book, "visits", {"date": TODAY, "enterprise": firms[0], "content": f"第{number}次谈"})
    page.panel.show_record(firms[0])
    page.panel.renew()
    assert "第30次谈" in words(page.panel), "the newest is told at once"
    labels = page.panel.findChildren
    qtbot.waitUntil(lambda: any(label.text() == "注册资本" and label.isVisible() for label in labels(Label)))
    down = sorted(labels(Label), key=lambda label: label.mapTo(page.panel, QPoint(0, 0)).y())
    told = [label.text() for label in down if label.isVisible()]
    assert [text for text in told if text.endswith("次谈")] == [f"第{number}次谈" for number in range(30, 0, -1)]
    assert told.index("拟投光学膜二期") < told.index("注册资本")


def test_the_story_on_the_card_is_one_stop_of_tab_walked_by_the_arrows_and_opened_by_enter(
    page: LedgerPage, firms: list[int], qtbot: QtBot
) -> None:
    for number in range(1, 31):
        edit.create(page.app.book, "visits", {"date": TODAY, "enterprise": firms[0], "content": f"第{number}次谈"})
    opened: list[tuple[str, object]] = []
    page.app.record_wanted.connect(lambda ledger, record: opened.append((ledger, record)))
    page.activateWindow()
    page.panel.show_record(firms[0])
    page.panel.renew()
    story = page.panel.story
    assert story is not None
    qtbot.waitUntil(lambda: not story.left)
    page.panel.log.setFocus()
    QTest.keyClick(page.panel.log, Qt.Key.Key_Backtab)
    told = [line.entry.text for line in story.lines]
    newest = told.index("第30次谈")
    assert story.held == 0 and not story.grab().isNull()

    def press(key: Qt.Key) -> None:
        line = page.focusWidget()
        assert line is not None
        QTest.keyClick(line, key)

    for key in (*[Qt.Key.Key_Down] * (newest + 1), Qt.Key.Key_Up, Qt.Key.Key_Return):
        press(key)
    assert opened == [("visits", story.lines[newest].entry.id)]
    press(Qt.Key.Key_End)
    assert story.held == len(told) - 1
    bottom = story.lines[-1].mapTo(page.panel._area.viewport(), story.lines[-1].rect().bottomLeft()).y()
    assert bottom <= page.panel._area.viewport().height(), "where the keyboard stands is seen"
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_A)
    press(Qt.Key.Key_Tab)
    assert len(opened) == 1 + (story.lines[-1].entry.ledger == "visits") and page.panel.log.hasFocus()
    QTest.keyClick(page.panel.log, Qt.Key.Key_Backtab)
    assert story.held == len(told) - 1, "Tab comes back to where one was"
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_Down)
    edit.create(page.app.book, "visits", {"date": TODAY, "enterprise": firms[0], "content": "又谈了一次"})
    page.panel.renew()
    assert page.panel.story is not None and page.panel.story.held == 1, "a change leaves the keyboard where it was"


def test_a_click_on_the_story_opens_what_it_tells_of_but_not_the_record_one_is_at(
    page: LedgerPage, firms: list[int], qtbot: QtBot
) -> None:
    opened: list[str] = []
    page.app.record_wanted.connect(lambda ledger, _record: opened.append(ledger))
    page.panel.show_record(firms[0])
    page.panel.renew()
    story = page.panel.story
    assert story is not None
    qtbot.waitUntil(lambda: story.lines[-1].y() > story.lines[0].y())
    for line in story.lines:
        QTest.mouseClick(line, Qt.MouseButton.RightButton)
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert opened == [line.entry.ledger for line in story.lines if line.entry.ledger != "enterprises"]
    assert len(opened) < len(story.lines)


def test_a_reading_of_the_card_that_ends_late_does_not_take_a_new_visit_off_it_again(
    page: LedgerPage, firms: list[int]
) -> None:
    page.panel.show_record(firms[0])
    late = page.panel._reading()()
    edit.create(page.app.book, "visits", {"date": TODAY, "enterprise": firms[0], "content": "看二期用地"})
    page.panel.renew()
    page.panel._show(late)
    assert "看二期用地" in words(page.panel)


def test_space_folds_the_card_away_and_enter_opens_the_record(page: LedgerPage, firms: list[int]) -> None:
    opened: list[tuple[str, object]] = []
    page.app.record_wanted.connect(lambda ledger, record: opened.append((ledger, record)))
    page.grid.table.setFocus()
    page.grid.table.select_id(firms[1])
    QTest.keyClick(page.grid.table, Qt.Key.Key_Space)
    assert not page.panel.isVisible()
    QTest.keyClick(page.grid.table, Qt.Key.Key_Space)
    assert page.panel.isVisible()
    QTest.keyClick(page.grid.table, Qt.Key.Key_Return)
    assert opened == [("enterprises", firms[1])]


def test_deleted_rows_go_to_the_bin_and_come_back_from_there(
    page: LedgerPage, app: App, firms: list[int], qtbot
) -> None:
    page.grid.table.select_id(firms[0])
    page.rows.remove()
    assert names(page) == ["宁波华彩", "苏州铭瑞"]
    bin_page = RecyclePage(app)
    qtbot.addWidget(bin_page)
    bin_page.show()
    (row,) = bin_page.rows
    assert (row.title, row.who, row.label) == ("上海恒业光电科技集团有限公司", "陈刚", "删除 1 家目标企业")
    bin_page.restore()
    assert bin_page.rows == []
    assert len(names(page)) == 3


def test_deleting_restoring_and_clearing_wait_for_a_taken_book_and_are_done_once(
    page: LedgerPage, app: App, book: Book, firms: list[int], qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ask, "confirm", lambda *_a, **_k: True)
    before = len(steps(book))
    page.grid.table.select_id(firms[1])
    with written_by_another(book):
        page.rows.remove()
        page.rows.remove()
    qtbot.waitUntil(lambda: not app.working)
    bin_page = RecyclePage(app)
    qtbot.addWidget(bin_page)
    bin_page.show()
    with written_by_another(book):
        bin_page.restore()
        bin_page.restore()
    qtbot.waitUntil(lambda: not app.working)
    assert bin_page.rows == [] and len(names(page)) == 3
    app.undo()
    assert len(bin_page.rows) == 1
    with written_by_another(book):
        bin_page.purge()
        bin_page.purge()
    qtbot.waitUntil(lambda: not app.working)
    told = ["删除 1 家目标企业", "恢复 1 家目标企业", "撤销：恢复 1 家目标企业", "清除回收站里的 1 家目标企业"]
    assert steps(book)[before:] == told
    history = HistoryPage(app)
    qtbot.addWidget(history)
    history.show()
    with written_by_another(book):
        history.undo_step()
    qtbot.waitUntil(lambda: not app.working)
    assert steps(book)[-1] == "撤销：清除回收站里的 1 家目标企业"


def test_after_a_row_was_deleted_one_stands_on_the_next(page: LedgerPage, app: App, firms: list[int]) -> None:
    table = page.grid.table
    before = list(page.grid.model.ids)
    table.select_id(before[1], 1)
    QTest.keyClick(table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert table.current_id() == before[2]
    assert table.currentIndex().column() == 1
    app.undo()
    table.select_id(before[2])
    QTest.keyClick(table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert table.current_id() == before[1]


def test_ctrl_e_exports_from_the_search_box_too(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Files, "to_save", lambda _parent, title, **_rest: asked.append(title))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.tools.search.setFocus()
    QTest.keyClick(page.tools.search, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert len(asked) == 1


def test_the_keyboard_stays_in_the_bin_when_the_last_row_has_left_it(
    app: App, book: Book, firms: list[int], qtbot
) -> None:
    edit.delete(book, "enterprises", firms[:1])
    bin_page, other = RecyclePage(app), QLineEdit()
    window = QWidget()
    qtbot.addWidget(window)
    lines = QVBoxLayout(window)
    lines.addWidget(bin_page)
    lines.addWidget(other)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    bin_page.restore_button.setFocus()
    bin_page.restore_button.click()
    assert bin_page.rows == [] and bin_page.nothing.hasFocus()
    book.undo()
    bin_page.take_keyboard()
    assert bin_page.table.hasFocus()


def test_clearing_the_bin_asks_first(app: App, book: Book, firms: list[int], qtbot, monkeypatch) -> None:
    edit.delete(book, "enterprises", [firms[2]])
    bin_page = RecyclePage(app)
    qtbot.addWidget(bin_page)
    bin_page.show()
    answers = iter([False, True])
    asked: list[str] = []
    monkeypatch.setattr(Ask, "confirm", lambda _parent, sentence, **_rest: asked.append(sentence) or next(answers))
    bin_page.purge()
    assert len(bin_page.rows) == 1
    bin_page.purge()
    assert bin_page.rows == [] and asked == ["彻底清除 1 家目标企业？"] * 2
    book.undo()
    assert len(bin_page.rows) == 1


def test_many_rows_are_changed_together_after_before_and_after_were_shown(
    page: LedgerPage, book: Book, firms: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def run(dialog: BulkDialog) -> None:
        dialog.editor.setText("签约")
        dialog.editor.edited.emit()
        dialog.renew()
        seen.extend(row[1].text for row in dialog.preview.plain.rows)
        seen.append(dialog.do.text())
        dialog.accept()

    monkeypatch.setattr(Ask, "run", run)
    page.grid.table.selectAll()
    page.grid.table.selectionModel().setCurrentIndex(
        page.grid.model.index(0, [s.key for s in page.grid.model.specs].index("state")),
        QItemSelectionModel.SelectionFlag.NoUpdate,
    )
    page.rows.change_many()
    assert seen == ["在谈 → 签约", "未接触 → 签约", "已接触 → 签约", "修改 3 家目标企业"]
    assert book.undo_label() == "修改 3 家目标企业的状态"


def test_the_menu_narrows_to_what_the_cell_holds(page: LedgerPage, firms: list[int]) -> None:
    column = [s.key for s in page.grid.model.specs].index("state")
    page.grid.table.select_id(firms[1], column)
    assert "只看状态是“已接触”的" in [action.text() for action in page.rows.menu().actions()]
    page.rows.filter_to_cell()
    assert names(page) == ["苏州铭瑞"]


def test_the_page_can_be_sent_to_with_a_view_or_a_record(page: LedgerPage, firms: list[int]) -> None:
    page.arrive(view=ViewSpec("enterprises", (Filter("state", "=", "未接触"),)))
    assert names(page) == ["宁波华彩"]
    page.arrive(filters=(), record=firms[1])
    assert page.grid.table.current_id() == firms[1]


def test_a_page_out_of_sight_only_marks_itself_stale(page: LedgerPage, book: Book, firms: list[int]) -> None:
    page.hide()
    edit.delete(book, "enterprises", [firms[0]])
    assert page.stale and len(page.grid.model.ids) == 3
    page.show()
    assert len(page.grid.model.ids) == 2


def test_the_view_goes_on_paper_with_groups_and_page_numbers(
    page: LedgerPage, book: Book, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with book.write("更多") as writer:
        insert_rows(writer, LEDGERS["enterprises"], [{"name": f"企业{at:03}", "state": "在谈"} for at in range(60)])
    page.grid.group_by("state")
    printout = Printout.of(book, page.grid.model)
    told = [line.texts[0] for line in printout.rows()]
    assert len(told) == 63 + 3 and [words for words in told if " 家" in words] == [
        "未接触  1 家", "已接触  1 家", "在谈  61 家",
    ]  # fmt: skip
    page.grid.table.fold_all(True)
    assert len(list(Printout.of(book, page.grid.model).rows())) == 3
    page.grid.subgroup_by("chain")
    levels = [line.group.level for line in Printout.of(book, page.grid.model).rows() if line.group is not None]
    assert levels == [0, 1, 0, 1, 0, 1]
    page.grid.subgroup_by("")
    target = tmp_path / "清单.pdf"
    spoken: list[str] = []
    page.app.message.connect(spoken.append)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    page.export_pdf()
    qtbot.waitUntil(lambda: not page.app.working and target.exists())
    assert target.read_bytes().startswith(b"%PDF")
    assert spoken == ["已导出到 清单.pdf，共 3 页"]


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_takes_nothing_is_said_and_nothing_counts_as_printed(
    page: LedgerPage, book: Book, tmp_path: Path
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "没有的文件夹" / "清单.pdf"))
    with pytest.raises(Problem, match="打印机没有接收"):
        print_rows(printer, Printout.of(book, page.grid.model), title="", note="", progress=lambda _done, _of: None)


def test_more_columns_than_a_page_holds_are_printed_in_parts_that_each_name_their_rows(
    page: LedgerPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert in_parts([100, 80, 80, 80, 80], 300) == [[0, 1, 2], [0, 3, 4]]
    assert in_parts([100, 400, 80], 300) == [[0, 1], [0, 2]]
    spoken: list[str] = []
    page.app.message.connect(spoken.append)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "全部列.pdf"), ""))
    page.grid.set_columns(tuple(page.grid.ledger.fields))
    page.export_pdf()
    qtbot.waitUntil(lambda: not page.app.working and bool(spoken))
    # Three rows, and as many pages as parts.
    assert spoken == ["已导出到 全部列.pdf，共 3 页"]


def test_the_history_of_a_book_that_nobody_has_written_in_says_what_will_stand_there(app: App, qtbot: QtBot) -> None:
    history = HistoryPage(app)
    qtbot.addWidget(history)
    history.resize(1134, 676)
    history.show()
    qtbot.waitUntil(history.nothing.isVisible)
    assert history.nothing.accessibleName().startswith("还没有操作。在台账里新建、修改、导入")
    app.book.set_setting("office", "云溪县招商中心", label="修改单位名称")
    history.refresh()
    qtbot.waitUntil(lambda: history.table.isVisible() and not history.nothing.isVisible())


def test_the_history_names_each_step_and_takes_one_back_without_the_later_ones(
    app: App, book: Book, firms: list[int], qtbot, said: list[str]
) -> None:
    edit.change(book, "enterprises", {firms[2]: {"city": "宁波市", "state": "已接触"}})
    edit.change(book, "enterprises", {firms[2]: {"city": "杭州市"}})
    history = HistoryPage(app)
    qtbot.addWidget(history)
    history.show()
    assert [step.label for step in history.steps][:2] == ["修改目标企业的市", "修改目标企业的市、状态"]
    qtbot.waitUntil(lambda: history.table.plain.rows[0][3].text == "1 处")
    history.table.selectRow(1)
    qtbot.waitUntil(lambda: "空 → 宁波市" in words(history))
    shown = words(history)
    assert "空 → 宁波市" in shown and "未接触 → 已接触" in shown
    history.undo_step()
    with book.read() as session:
        from crm.queries.listing import cells

        (row,) = cells(session, "enterprises", [firms[2]])
    assert (row.values["city"], row.values["state"]) == ("杭州市", "未接触")
    assert said == ["有 1 处没有还原，保持现在的样子，其余都已还原。"]
    assert history.steps[0].label == "撤销：修改目标企业的市、状态"


def test_the_history_writes_days_as_lists_do_and_words_as_they_were_typed(
    app: App, book: Book, firms: list[int], qtbot
) -> None:
    told = {"next_contact": dt.date(2024, 6, 3), "note": "5月见过，2024-05-28 前回话"}
    edit.change(book, "enterprises", {firms[2]: told})
    history = HistoryPage(app)
    qtbot.addWidget(history)
    history.show()
    qtbot.waitUntil(lambda: "空 → 2024.06.03" in words(history))
    assert "空 → 5月见过，2024-05-28 前回话" in words(history)


def test_the_history_narrows_by_ledger_and_person(app: App, book: Book, firms: list[int], qtbot) -> None:
    history = HistoryPage(app)
    qtbot.addWidget(history)
    history.show()
    total = len(history.steps)
    history.where.setCurrentText("拜访日志")
    assert [step.label for step in history.steps] == ["导入 目标企业清单.xlsx"]
    history.where.setCurrentIndex(0)
    history.who.setCurrentText("陈刚")
    assert len(history.steps) == total - 1


def test_the_history_narrows_by_the_name_of_a_step_and_by_a_day(app: App, book: Book, firms: list[int], qtbot) -> None:
    history = HistoryPage(app)
    qtbot.addWidget(history)
    history.show()
    total = len(history.steps)

    def asked(text: str) -> list[str]:
        history.search.setText(text)
        history.refresh()
        return [step.label for step in history.steps]

    assert asked("导入 清单") == ["导入 目标企业清单.xlsx"]
    assert len(asked("今天")) == len(asked("5.30")) == len(asked("5月")) == total
    assert asked("昨天") == []
    assert asked("今天 导入") == asked("导入 5月") == ["导入 目标企业清单.xlsx"]
    assert asked("导入 昨天") == []
    assert not history.days.isEnabled()
    assert asked("没有这一步") == []
    assert history.days.isEnabled()


def test_a_history_narrowed_to_nothing_says_so_and_widens_again(app: App, book: Book, firms: list[int], qtbot) -> None:
    history = HistoryPage(app)
    qtbot.addWidget(history)
    history.show()
    total = len(history.steps)
    history.where.setCurrentText("政策汇编")
    history.search.setText("导入")
    history.refresh()
    assert (history.steps, "没有符合这些条件的操作。" in words(history)) == ([], True)
    (widen,) = [link for link in history.findChildren(LinkButton) if link.text() == "去掉全部条件"]
    widen.click()
    assert len(history.steps) == total
    assert (history.where.currentText(), history.search.text()) == ("所有台账", "")


def test_the_bin_says_who_deleted_each_row_in_which_step_and_brings_many_back(
    page: LedgerPage, app: App, book: Book, firms: list[int], qtbot
) -> None:
    edit.delete(book, "enterprises", firms[:2])
    edit.delete(book, "enterprises", firms[2:])
    bin_page = RecyclePage(app)
    qtbot.addWidget(bin_page)
    bin_page.show()
    assert [row.label for row in bin_page.rows] == ["删除 1 家目标企业"] + ["删除 2 家目标企业"] * 2
    bin_page.table.selectAll()
    assert bin_page.restore_button.text() == "恢复 3 家"
    bin_page.restore()
    assert len(names(page)) == 3
    assert book.undo_label() == "恢复 3 家目标企业"


@pytest.mark.parametrize(("answer", "phone"), [(0, "138****5678"), (1, "13812345678")])
def test_export_writes_what_is_on_the_screen_and_asks_about_phones(
    page: LedgerPage, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch, answer: int, phone: str
) -> None:
    from openpyxl import load_workbook

    target = tmp_path / "目标企业.xlsx"
    monkeypatch.setattr(Ask, "choose", lambda *_args, **_rest: answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    columns = (*page.grid.view.shown_columns(), "station", "contact_name", "contact_phone")
    page.grid.change_view(page.grid.view.replace(search="恒业", columns=columns))
    page.export()
    qtbot.waitUntil(lambda: not page.app.working and target.exists())
    cells = {str(cell.value) for row in load_workbook(target).active.iter_rows() for cell in row}
    assert {"上海恒业光电科技集团有限公司", "长三角", "王建国", phone} <= cells
    assert "宁波华彩包装有限公司" not in cells
