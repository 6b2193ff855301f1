"""线索项目 as list, board, funnel and stalled ones: a card dropped elsewhere is one named step that undo takes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QDialog

from crm.actions.edit import change, create, delete
from crm.book import Book
from crm.queries.children import children_of
from crm.queries.listing import cells, ids
from crm.queries.view import Filter, ViewSpec
from crm.rules.lights import Colour
from tests.on_screen import commit, steps, written_by_another
from ui.core.app import App
from ui.core.ask import Ask, Question
from ui.core.kit import LineEdit
from ui.core.writing import STOPPED, WAITING
from ui.dialogs.advance import AdvanceDialog
from ui.form.lights import Lights
from ui.form.record_dialog import RecordDialog
from ui.pages.board_cards import MIME, CardList
from ui.pages.leads import LeadsPage


def make(book: Book, name: str, **values: Any) -> int:
    return create(book, "leads", {"name": name, **values})[0]


@pytest.fixture
def leads(book: Book) -> dict[str, int]:
    """Four leads: two talked of in May, one signed, one not heard of since February."""
    who, _ = create(book, "staff", {"name": "陈刚"})
    may = dt.date(2024, 5, 10)
    return {
        "光学膜": make(
            book, "光学膜", first_date=may, total_investment=500_000_000, staff=who,
            next_step="来县考察", next_date=dt.date(2024, 6, 3),
        ),
        "数控机床": make(book, "数控机床", first_date=may, talk_date=dt.date(2024, 5, 20), total_investment=80_000_000),
        "储能电池": make(book, "储能电池", signed_date=dt.date(2024, 5, 18), signed_amount=450_000_000),
        "中成药": make(book, "中成药", first_date=dt.date(2024, 2, 1), talk_date=dt.date(2024, 2, 20)),
    }  # fmt: skip


@pytest.fixture
def page(app: App, leads: dict[str, int], qtbot: Any) -> LeadsPage:
    page = LeadsPage(app)
    qtbot.addWidget(page)
    page.resize(1134, 676)
    page.show()
    page.arrive(tab="board")
    settle(app, qtbot)
    return page


def settle(app: App, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not app.working)
    qtbot.wait(1)


def names(page: LeadsPage, stage: str) -> list[str]:
    return [card.name for card in page.board.lists[stage].cards.cards]


def dragged(lead: int) -> QMimeData:
    data = QMimeData()
    data.setData(MIME, str(lead).encode())
    return data


def drop(column: CardList, lead: int) -> None:
    data, where = dragged(lead), QPoint(20, 20)
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    column.dragEnterEvent(QDragEnterEvent(where, Qt.DropAction.MoveAction, data, left, none))
    column.dropEvent(QDropEvent(QPointF(where), Qt.DropAction.MoveAction, data, left, none))
    QApplication.processEvents()


def answer(monkeypatch: pytest.MonkeyPatch, how: Callable[[Any], object]) -> list[QDialog]:
    asked: list[QDialog] = []

    def run(dialog: QDialog) -> None:
        asked.append(dialog)
        how(dialog)
        dialog.deleteLater()

    monkeypatch.setattr(Ask, "run", run)
    return asked


def facts(book: Book, lead: int) -> list[tuple[Any, ...]]:
    with book.read() as session:
        return [(m["kind"], m["basis"], m["date"], m["amount"]) for m in children_of(session, "milestone", lead)]


def test_board_and_funnel_of_an_empty_ledger_say_what_to_do(app: App, qtbot: Any) -> None:
    page = LeadsPage(app)
    qtbot.addWidget(page)
    page.show()
    for face in ("board", "funnel", "stalled"):
        page.arrive(tab=face)
        settle(app, qtbot)
        assert page.stack.isVisible() and page.stack.currentIndex() == 1
    make(app.book, "光学膜")
    settle(app, qtbot)
    assert page.stalls.isVisible() and not page.stack.isVisible()


def test_an_average_of_money_ends_at_a_whole_wan_yuan(page: LeadsPage) -> None:
    page.choose_mode("list")
    page.grid.table.selectAll()
    column = next(at for at, spec in enumerate(page.grid.model.specs) if spec.key == "total_investment")
    page.grid.table.selectColumn(column)
    told = page.grid.sums.words()
    assert told[1:] == ["计划总投资合计 5.8 亿元", "平均 2.9 亿元", "2 个有数"]
    create(page.app.book, "leads", {"name": "轴承", "total_investment": 70_000_000})
    page.grid.table.selectColumn(column)
    assert page.grid.sums.words()[1:] == ["计划总投资合计 6.5 亿元", "平均 2.1667 亿元", "3 个有数"]


def test_columns_say_how_many_and_how_much(page: LeadsPage) -> None:
    assert page.board.heads["线索"].words == "线索 1 个 5.0 亿元"
    assert page.board.heads["在谈"].words == "在谈 2 个 0.8 亿元"
    assert names(page, "在谈") == ["中成药", "数控机床"]
    assert page.status_text == "4 个　·　计划总投资 5.8 亿元"
    words = page.board.lists["线索"].cards.index(0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert words == "光学膜\n线索 20 天\n绿灯 无预警\n下一步：来县考察\n陈刚"


def test_a_card_dropped_on_signed_asks_for_day_and_amount_and_is_one_step(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: AdvanceDialog) -> None:
        assert dialog.amount is not None
        assert dialog.evidence is not None
        assert (dialog.day.text(), dialog.amount.text()) == ("2024-05-30", "5")
        dialog.day.setText("5.28")
        dialog.amount.setText("4.8亿")
        dialog.evidence.setText("合同2024-18号")
        dialog.save()

    answer(monkeypatch, fill)
    before = facts(book, leads["光学膜"])
    drop(page.board.lists["签约"], leads["光学膜"])
    settle(app, qtbot)
    assert facts(book, leads["光学膜"]) == [("签约", "自报", dt.date(2024, 5, 28), 480_000_000)]
    assert "光学膜" in names(page, "签约")
    stood_on = page.board.lists["签约"].current_card
    assert stood_on is not None and stood_on.name == "光学膜", "the card is followed down its new column"
    assert book.undo_label() == "光学膜 推进到签约"
    app.undo()
    settle(app, qtbot)
    assert facts(book, leads["光学膜"]) == before == []
    assert names(page, "线索") == ["光学膜"]


def test_a_day_to_come_is_said_in_the_dialog_and_nothing_is_written(
    page: LeadsPage, book: Book, leads: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def fill(dialog: AdvanceDialog) -> None:
        dialog.day.setText("2024-06-08")
        dialog.save()
        told.append(dialog.error.text())
        dialog.day.setText("")
        dialog.save()
        told.append(dialog.error.text())
        dialog.reject()

    answer(monkeypatch, fill)
    drop(page.board.lists["开工"], leads["光学膜"])
    assert told == ["开工日期2024-06-08还没有到，请填写已经发生的日期，计划写在下一步里", "请填写开工日期"]
    assert facts(book, leads["光学膜"]) == []


def test_a_lead_deleted_while_one_asks_is_said_in_the_dialog(
    page: LeadsPage, book: Book, leads: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def fill(dialog: AdvanceDialog) -> None:
        delete(book, "leads", [leads["光学膜"]])
        dialog.save_button.click()
        told.append(dialog.error.text())
        dialog.reject()

    answer(monkeypatch, fill)
    drop(page.board.lists["开工"], leads["光学膜"])
    assert told == ["这个线索项目已不在账本里，请刷新后再操作"]


def test_a_card_moved_while_another_program_writes_goes_there_once_the_book_is_free(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(steps(book))

    def fill(dialog: AdvanceDialog) -> None:
        dialog.show()
        with written_by_another(book):
            dialog.save_button.click()
            assert dialog.error.text() == WAITING and not dialog.day.isEnabled()
            dialog.save()
        qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted)

    answer(monkeypatch, fill)
    drop(page.board.lists["签约"], leads["数控机床"])
    settle(app, qtbot)
    assert "数控机床" in names(page, "签约")
    monkeypatch.setattr(Ask, "confirm", lambda *_a, **_k: True)
    with written_by_another(book):
        drop(page.board.lists["在谈"], leads["数控机床"])
        assert app.writing and not page.board.isEnabled()
        page.move_card(page.board.card(leads["数控机床"]), "线索")
    settle(app, qtbot)
    assert "数控机床" in names(page, "在谈") and page.board.isEnabled()
    assert steps(book)[before:] == ["数控机床 推进到签约", "数控机床 退回到在谈"]


def test_who_leaves_the_question_while_the_book_is_taken_moves_no_card(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def fill(dialog: AdvanceDialog) -> None:
        with written_by_another(book):
            dialog.save_button.click()
            dialog.reject()
            qtbot.waitUntil(lambda: dialog.error.text() not in ("", WAITING))
        told.extend([dialog.error.text(), dialog.day.text()])
        dialog.reject()

    with book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 500")
    answer(monkeypatch, fill)
    drop(page.board.lists["签约"], leads["数控机床"])
    settle(app, qtbot)
    assert told == [STOPPED, "2024-05-30"]
    assert "数控机床" in names(page, "在谈")


def test_control_and_the_arrow_move_a_card_on_by_keyboard_alone(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, lambda dialog: QTest.keyClick(dialog.day, Qt.Key.Key_Return))
    column = page.board.lists["线索"]
    column.setFocus()
    QTest.keyClick(column, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    settle(app, qtbot)
    assert facts(book, leads["光学膜"]) == [("在谈", "自报", dt.date(2024, 5, 30), None)]


def test_enter_opens_and_the_arrows_go_from_column_to_column(
    page: LeadsPage, app: App, leads: dict[str, int], qtbot: Any
) -> None:
    opened: list[Any] = []
    monkey = page.board.opened
    monkey.connect(opened.append)
    page.board.stand_on(leads["光学膜"])
    assert page.board.lists["线索"].current_card is not None
    QTest.keyClick(page.board.lists["线索"], Qt.Key.Key_Return)
    assert opened == [leads["光学膜"]]


def test_moving_back_asks_first_and_takes_the_later_days_away(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(question: Question) -> None:
        question.answer = 1

    def agree(question: Question) -> None:
        assert question.buttons[0].text() == "退回到在谈"
        question.answer = 0

    answer(monkeypatch, refuse)
    drop(page.board.lists["在谈"], leads["储能电池"])
    assert len(facts(book, leads["储能电池"])) == 1
    answer(monkeypatch, agree)
    drop(page.board.lists["在谈"], leads["储能电池"])
    settle(app, qtbot)
    assert facts(book, leads["储能电池"]) == []
    assert book.undo_label() == "储能电池 退回到在谈"


def test_cards_do_not_lie_over_each_other_where_a_scroll_bar_makes_a_name_take_two_lines(
    app: App, book: Book, qtbot: Any
) -> None:
    for n in range(3, 12):
        make(book, "光学膜" * 3 + "项" * (n % 5), first_date=dt.date(2024, 5, n))
    for width in range(1000, 1300, 20):
        page = LeadsPage(app)
        qtbot.addWidget(page)
        page.resize(width, 676)
        page.show()
        page.arrive(tab="board")
        settle(app, qtbot)
        column = page.board.lists["线索"]
        boxes = [column.visualRect(column.cards.index(at)) for at in range(9)]
        wanted = [column.sizeHintForIndex(column.cards.index(at)).height() for at in range(9)]
        assert [box.height() for box in boxes] == wanted
        assert all(one.bottom() < next_.top() for one, next_ in pairwise(boxes))


def test_a_card_dropped_where_it_stands_does_nothing(page: LeadsPage, leads: dict[str, int]) -> None:
    drop(page.board.lists["线索"], leads["光学膜"])
    assert names(page, "线索") == ["光学膜"]


def test_the_basis_decides_which_days_count(page: LeadsPage, app: App, leads: dict[str, int], qtbot: Any) -> None:
    page.basis.setCurrentText("市认定")
    settle(app, qtbot)
    assert names(page, "签约") == []
    assert "储能电池" in names(page, "线索")


def test_ending_a_lead_asks_why(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def fill(dialog: AdvanceDialog) -> None:
        dialog.save()
        told.append(dialog.error.text())
        assert dialog.reason is not None
        dialog.reason.setText("企业投资计划调整")
        dialog.save()

    answer(monkeypatch, fill)
    card = page.board.card(leads["中成药"])
    assert card is not None
    menu = page.card_menu(card)
    actions = {action.text(): action for action in menu.actions()}
    assert "推进到签约\tCtrl+→" in actions
    actions["终止…"].trigger()
    menu.deleteLater()
    settle(app, qtbot)
    assert told == ["请写明终止原因"]
    assert names(page, "在谈") == ["数控机床"]
    assert page.ended_link.text() == "已终止 1 个"
    with book.read() as session:
        assert cells(session, "leads", [leads["中成药"]], ["end_reason"])[0].values["end_reason"] == "企业投资计划调整"


def test_conditions_hold_for_list_and_board_alike(page: LeadsPage, app: App, qtbot: Any) -> None:
    narrow = page.grid.view.replace(filters=(Filter("total_investment", ">=", 100_000_000),))
    page.grid.change_view(narrow)
    settle(app, qtbot)
    assert (names(page, "线索"), names(page, "在谈")) == (["光学膜"], [])
    page.tools.clear_conditions()
    settle(app, qtbot)
    assert len(names(page, "在谈")) == 2


def test_stalled_leads_are_listed_with_their_reason_typed_in_place(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any
) -> None:
    page.modes.set_current("stalled")
    table = page.stalls.table
    row = table.figures.rows[0].cells
    assert [row[key].text for key in ("name", "days", "last", "light", "reason")] == [
        "中成药", "100", "2024.02.20", "黄灯", "待说明",
    ]  # fmt: skip
    at = [column.key for column in table.figures.columns].index("reason")
    index = table.figures.index(0, at)
    assert index.data(int(Qt.ItemDataRole.EditRole)) == ""
    table.setCurrentIndex(index)
    table.edit(index)
    editor = table.viewport().findChild(LineEdit)
    assert editor is not None
    commit(editor, "等地块")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.figures.rows[0].cells["reason"].text == "等地块")
    with book.read() as session:
        kept = cells(session, "leads", [leads["中成药"]], ["stall_reason"])[0].values["stall_reason"]
    assert kept == "等地块"


def test_the_funnel_counts_the_cohort_and_opens_its_rows(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any
) -> None:
    page.modes.set_current("funnel")
    page.funnel.windows.setCurrentText("今年首谈")
    lines = page.funnel.funnel.lines
    assert [(line.name, line.inside) for line in lines[:3]] == [("线索", "4 个"), ("在谈", "3 个"), ("签约", "1 个")]
    assert lines[0].between == "↓ 75.0% 到在谈"
    assert page.funnel.days.lines[0].words == "中位 10 天　2 个"
    calls: list[tuple[str, Any]] = []
    app.navigated.connect(lambda key, state: calls.append((key, state)))
    page.funnel.funnel.setFocus()
    QTest.keyClick(page.funnel.funnel, Qt.Key.Key_Down)
    QTest.keyClick(page.funnel.funnel, Qt.Key.Key_Return)
    with book.read() as session:
        found = set(ids(session, calls[0][1]["view"]))
    assert found == {leads["数控机床"], leads["储能电池"], leads["中成药"]}


def test_who_goes_back_from_the_rows_behind_a_bar_finds_the_funnel_as_it_was(
    page: LeadsPage, app: App, qtbot: Any
) -> None:
    app.navigated.connect(lambda key, state: page.arrive(**state))
    page.modes.set_current("funnel")
    page.funnel.windows.setCurrentText("今年首谈")
    QTest.keyClick(page.funnel.funnel, Qt.Key.Key_Down)
    QTest.keyClick(page.funnel.funnel, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert (page.mode, len(page.grid.model.ids)) == ("list", 3)
    page.grid.table.setFocus()
    page.modes.set_current("funnel")
    settle(app, qtbot)
    assert page.funnel.funnel.lines[0].inside == "4 个"
    assert page.window().focusWidget() is page.funnel.funnel
    page.modes.set_current("list")
    assert len(page.grid.model.ids) == 4


def test_rows_that_another_page_asked_for_are_seen_on_the_board_too(
    page: LeadsPage, app: App, leads: dict[str, int], qtbot: Any
) -> None:
    page.hide()
    page.arrive(view=ViewSpec("leads", (Filter("name", "contains", "电池"),)))
    page.show()
    settle(app, qtbot)
    page.modes.set_current("board")
    settle(app, qtbot)
    assert len(page.loaded.cards) == 1


def test_a_lead_to_stand_on_is_shown_in_the_list(page: LeadsPage, app: App, leads: dict[str, int], qtbot: Any) -> None:
    page.arrive(record=leads["储能电池"])
    settle(app, qtbot)
    assert page.mode == "list"
    assert page.grid.table.current_id() == leads["储能电池"]
    assert dict(page.modes._tabs)["stalled"] == "停滞 1"


def test_a_visit_just_made_takes_a_lead_off_the_stalled(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any
) -> None:
    create(book, "visits", {"date": dt.date(2024, 5, 30), "lead": leads["中成药"], "contact": "马总"})
    settle(app, qtbot)
    assert page.loaded is not None
    assert page.loaded.stalled == []
    page.modes.set_current("stalled")
    assert page.stalls.stack.currentIndex() == 1
    assert page.stalls.none.accessibleName().startswith("没有停滞的项目：每个")
    page.stalls.show_stalled([], narrowed=True)
    assert page.stalls.none.accessibleName().startswith("符合这些条件的项目里没有停滞的")


def test_the_models_of_the_columns_keep_qt_s_rules(page: LeadsPage, app: App) -> None:
    for column in page.board.lists.values():
        QAbstractItemModelTester(column.cards, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for mode in ("board", "funnel", "stalled", "list"):
        page.modes.set_current(mode)
        assert not page.grab().isNull()


def test_the_form_and_the_card_beside_the_list_say_why_a_light_is_on(page: LeadsPage, leads: dict[str, int]) -> None:
    lead = leads["中成药"]
    on_board = page.board.lists["在谈"].cards
    told = next(
        str(on_board.index(i).data(Qt.ItemDataRole.AccessibleTextRole))
        for i, card in enumerate(on_board.cards)
        if card.id == lead
    )
    panel = page.panel
    panel.record = lead
    panel.renew()
    in_panel, form = panel.findChild(Lights), RecordDialog.open(page.app, "leads", lead)
    assert form is not None and in_panel is not None and form.side.lights is not None
    words = "黄灯 已3个月无进展，请填写原因（3月20日起）。消灯办法：记一次拜访，或填写“停滞原因”"
    assert words in told.splitlines()
    assert (in_panel.words, form.side.lights.words) == (words, words)
    change(page.app.book, "leads", {lead: {"stall_reason": "等地块"}})
    assert form.side.lights.words == "绿灯 无预警"
    form.begin({})
    assert form.side.lights.isHidden()
    form.close()


def test_the_list_says_which_lights_are_on_and_opens_them_by_colour(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any
) -> None:
    due = make(book, "冷链物流", signed_date=dt.date(2024, 5, 6), due_start=dt.date(2024, 2, 1))
    page.arrive(tab="list")
    settle(app, qtbot)
    model, column = page.grid.model, [spec.key for spec in page.grid.model.specs].index("stage")
    told = {name: model.index(model.row_of(lead) or 0, column) for name, lead in (*leads.items(), ("冷链物流", due))}
    assert {name: cell.data() for name, cell in told.items()} == {
        "光学膜": "线索", "数控机床": "在谈", "储能电池": "签约", "中成药": "黄 在谈", "冷链物流": "红 签约",
    }  # fmt: skip
    tip, spoken = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole
    assert told["冷链物流"].data(tip).startswith("红灯 计划2024年2月开工，已超期3个月未开工（5月1日起）。消灯办法：")
    assert (told["冷链物流"].data(spoken), told["光学膜"].data(tip)) == ("阶段 红 签约", None)
    assert [link.text() for link in page.light_links.values()] == ["红灯 1", "黄灯 1"]
    page.arrive(tab="board")
    assert not any(link.isVisible() for link in page.light_links.values())
    opened: list[int] = []
    app.record_wanted.connect(lambda _ledger, row: opened.append(row))
    page.arrive(tab="list")
    for link in page.light_links.values():
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert opened == [due, leads["中成药"]]
    change(book, "leads", {leads["中成药"]: {"stall_reason": "等待环评"}})
    settle(app, qtbot)
    assert told["中成药"].data() == "在谈"
    assert not page.light_links[Colour.YELLOW].isVisible()


def test_an_increase_is_noted_from_the_menu_of_a_signed_card(
    page: LeadsPage, app: App, book: Book, leads: dict[str, int], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def fill(dialog: AdvanceDialog) -> None:
        assert dialog.amount is not None and dialog.evidence is not None
        assert (dialog.windowTitle(), dialog.save_button.text(), dialog.amount.text()) == ("登记增资", "登记增资", "")
        dialog.save()
        told.append(dialog.error.text())
        dialog.day.setText("5.28")
        dialog.amount.setText("0.5亿")
        dialog.save()

    answer(monkeypatch, fill)

    def offered(name: str) -> QAction:
        card = page.board.card(leads[name])
        assert card is not None
        return next(action for action in page.card_menu(card).actions() if action.text() == "登记增资…")

    assert not offered("光学膜").isEnabled()
    offered("储能电池").trigger()
    settle(app, qtbot)
    assert told == ["请填写增资金额，只填增加的部分"]
    assert facts(book, leads["储能电池"])[1:] == [("增资", "自报", dt.date(2024, 5, 28), 50_000_000)]
    assert book.undo_label() == "储能电池 登记增资"
    assert names(page, "签约") == ["储能电池"]
