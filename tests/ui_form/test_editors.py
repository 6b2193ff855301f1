"""The editors: what people type is read as they mean it, and what is wrong is said in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.book import Book
from crm.queries.listing import count, ids
from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from crm.rules.dates import Day
from crm.rules.problem import BadValue
from tests.on_screen import commit, compose, written_by_another
from ui.core.app import App
from ui.core.editors import ChoiceEditor, DateEditor, RefEditor, make_editor, read, write
from ui.core.suggest import Option

Key = Qt.Key


def editor(app: App, qtbot: QtBot, ledger: str, field: str) -> Any:
    window = QWidget()
    window.resize(500, 400)
    qtbot.addWidget(window)
    made = make_editor(app, LEDGERS[ledger].fields[field], window)
    made.resize(300, 30)
    window.show()
    window.activateWindow()
    made.setFocus()
    made.kept = window  # type: ignore[attr-defined]
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.mark.parametrize(
    ("ledger", "field", "typed", "value"),
    [
        ("enterprises", "name", " 恒业光电 ", "恒业光电"),
        ("enterprises", "registered_capital", "1.2亿", 120_000_000),
        ("enterprises", "registered_capital", "5,000", 50_000_000),
        ("leads", "total_investment", "5", 500_000_000),
        ("leads", "land", "80.5", Decimal("80.5")),
        ("visits", "people", "12人", 12),
        ("enterprises", "listed", "是", True),
        ("enterprises", "contact_phone", "138 0000 1234", "13800001234"),
        ("enterprises", "expansion", "第一行\n第二行", "第一行\n第二行"),
        ("enterprises", "kind", "混合所有制", "混合所有制"),
        ("visits", "date", "昨天", dt.date(2024, 5, 29)),
        ("visits", "date", "5.20", dt.date(2024, 5, 20)),
        ("visits", "next_date", "下周一", dt.date(2024, 6, 3)),
        ("visits", "next_date", "5.20", dt.date(2025, 5, 20)),
        ("enterprises", "established", "2019.3", Day(dt.date(2019, 3, 1), "month")),
        ("enterprises", "established", "", None),
    ],
)
def test_what_is_typed_is_read(app: App, qtbot: QtBot, ledger: str, field: str, typed: str, value: object) -> None:
    box = editor(app, qtbot, ledger, field)
    if "\n" in typed:
        box.setPlainText(typed)
    else:
        commit(box, typed)
    assert read(box) == value


@pytest.mark.parametrize(
    ("ledger", "field", "typed", "sentence"),
    [
        ("enterprises", "registered_capital", "五百万左右", "请填数字"),
        ("visits", "date", "2.30", "2月30日"),
        ("visits", "method", "喝茶", "方式只能填"),
        ("enterprises", "listed", "大概", "请填“是”或“否”"),
        ("enterprises", "station", "没有的片区", "没有找到“没有的片区”"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    app: App, qtbot: QtBot, ledger: str, field: str, typed: str, sentence: str
) -> None:
    box = editor(app, qtbot, ledger, field)
    commit(box, typed)
    with pytest.raises(BadValue, match=sentence):
        read(box)


def test_a_value_written_is_not_an_edit_and_comes_back(app: App, qtbot: QtBot) -> None:
    for ledger, field, value in (
        ("enterprises", "registered_capital", 520_000_000),
        ("enterprises", "established", Day(dt.date(2019, 3, 1), "month")),
        ("enterprises", "established", dt.date(2019, 3, 5)),
        ("enterprises", "note", "备注"),
        ("enterprises", "contact_phone", "13800001234"),
    ):
        box = editor(app, qtbot, ledger, field)
        edits: list[int] = []
        box.edited.connect(lambda edits=edits: edits.append(1))
        write(box, value)
        assert (read(box), edits) == (value, [])


def test_leaving_a_box_writes_the_value_as_the_ledger_does(app: App, qtbot: QtBot) -> None:
    money = editor(app, qtbot, "enterprises", "registered_capital")
    commit(money, "5.2亿")
    money.clearFocus()
    assert money.text() == "52,000"
    day = editor(app, qtbot, "visits", "date")
    commit(day, "昨天")
    assert day.accessibleDescription() == "5月29日 星期三"
    day.clearFocus()
    assert (day.text(), day.accessibleDescription()) == ("2024-05-29", "星期三")


def test_a_phone_is_masked_while_nobody_edits_it(app: App, qtbot: QtBot) -> None:
    box = editor(app, qtbot, "enterprises", "contact_phone")
    box.clearFocus()
    write(box, "13800001234")
    assert "0000" not in box.text()
    assert read(box) == "13800001234"
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    assert box.text() == "13800001234"
    box.clearFocus()
    assert "0000" not in box.text()


def test_a_choice_is_found_by_initials_and_taken_by_enter(app: App, qtbot: QtBot) -> None:
    box = editor(app, qtbot, "visits", "method")
    assert isinstance(box, ChoiceEditor)
    qtbot.keyClicks(box, "jd")
    assert [o.text for o in box.suggest.options()] == ["接待"]
    qtbot.keyClick(box, Key.Key_Return)
    assert (box.text(), box.suggest.visible) == ("接待", False)
    qtbot.keyClick(box, Key.Key_Down)
    assert len(box.suggest.options()) == 5 and box.suggest.chosen == Option("接待")
    qtbot.keyClick(box, Key.Key_Up)
    qtbot.keyClick(box, Key.Key_Up)
    qtbot.keyClick(box, Key.Key_Return)
    assert box.text() == "活动"


def test_an_open_choice_keeps_other_words_when_one_goes_on(app: App, qtbot: QtBot) -> None:
    box = editor(app, qtbot, "enterprises", "kind")
    commit(box, "私")
    assert [o.text for o in box.suggest.options()] == ["私企"]
    qtbot.keyClick(box, Key.Key_Tab)
    assert box.text() == "私"


def test_esc_puts_the_list_away_first(app: App, qtbot: QtBot) -> None:
    box = editor(app, qtbot, "visits", "method")
    qtbot.keyClick(box, Key.Key_Down)
    assert box.suggest.visible
    qtbot.keyClick(box, Key.Key_Escape)
    assert not box.suggest.visible
    qtbot.keyClick(box, Key.Key_Down)
    box.clearFocus()
    assert not box.suggest.visible


def test_a_line_of_the_list_can_be_clicked(app: App, qtbot: QtBot) -> None:
    box = editor(app, qtbot, "visits", "method")
    qtbot.keyClick(box, Key.Key_Down)
    sheet = box.suggest.sheet
    assert sheet is not None
    spot = sheet.lines.visualItemRect(sheet.lines.item(2)).center()
    qtbot.mouseClick(sheet.lines.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert box.text() == "电话"


def test_the_arrow_of_a_box_shows_its_list_and_puts_it_away(app: App, book: Book, qtbot: QtBot) -> None:
    state = editor(app, qtbot, "enterprises", "state")
    write(state, "在谈")
    arrow = QPoint(state.width() - 12, state.height() // 2)
    qtbot.mouseClick(state, Qt.MouseButton.LeftButton, pos=QPoint(40, 10))
    assert not state.suggest.visible
    qtbot.mouseClick(state, Qt.MouseButton.LeftButton, pos=arrow)
    assert [option.text for option in state.suggest.options()] == list(state.choices)
    qtbot.mouseClick(state, Qt.MouseButton.LeftButton, pos=arrow)
    assert not state.suggest.visible and read(state) == "在谈"


def test_a_list_that_is_only_looked_at_changes_nothing(app: App, book: Book, qtbot: QtBot) -> None:
    people = {name: create(book, "staff", {"name": name})[0] for name in ("陈刚", "李敏")}
    person = editor(app, qtbot, "enterprises", "staff")
    write(person, people["李敏"])
    qtbot.mouseClick(person, Qt.MouseButton.LeftButton, pos=QPoint(person.width() - 12, 10))
    assert {option.text for option in person.suggest.options()} == {"陈刚", "李敏"}, "and nobody to be made anew"
    assert person.suggest.chosen.text == "李敏"
    qtbot.keyClick(person, Key.Key_Return)
    assert read(person) == people["李敏"]
    kind = editor(app, qtbot, "trips", "kind")
    write(kind, "请假")
    qtbot.keyClick(kind, Key.Key_Down)
    assert kind.suggest.chosen.text == "请假"
    qtbot.keyClick(kind, Key.Key_Return)
    assert read(kind) == "请假"


def test_a_row_of_another_ledger_is_found_and_read_as_its_id(app: App, book: Book, qtbot: QtBot) -> None:
    station, _ = create(book, "stations", {"name": "长三角组"})
    box = editor(app, qtbot, "enterprises", "station")
    assert isinstance(box, RefEditor)
    qtbot.keyClicks(box, "csj")
    qtbot.keyClick(box, Key.Key_Tab)
    assert (box.text(), read(box)) == ("长三角组", station)
    write(box, None)
    assert (box.text(), read(box)) == ("", None)
    write(box, station)
    assert box.text() == "长三角组"
    box.selectAll()
    commit(box, "长三角组")
    assert read(box) == station


def test_a_row_that_is_not_there_is_made_on_the_spot_and_can_be_undone(app: App, book: Book, qtbot: QtBot) -> None:
    said: list[str] = []
    app.message.connect(said.append)
    box = editor(app, qtbot, "enterprises", "station")
    commit(box, "闽赣组")
    assert [o.text for o in box.suggest.options()] == ["＋ 新建片区“闽赣组”"]
    qtbot.keyClick(box, Key.Key_Return)
    assert said == ["已新建片区 闽赣组"]
    with book.read() as session:
        assert count(session, ViewSpec("stations")) == 1
    assert book.undo_label() == "新建片区 闽赣组"


def test_a_row_made_on_the_spot_waits_for_a_book_that_is_taken(app: App, book: Book, qtbot: QtBot) -> None:
    box = editor(app, qtbot, "enterprises", "station")
    edits: list[int] = []
    box.edited.connect(lambda: edits.append(1))
    commit(box, "闽赣组")
    edits.clear()
    with written_by_another(book):
        qtbot.keyClick(box, Key.Key_Return)
        assert (box.text(), box.isReadOnly(), edits) == ("闽赣组", True, [])
        with pytest.raises(BadValue, match="“闽赣组”还没有建好，等账本放开就好"):
            box.value()
    qtbot.waitUntil(lambda: edits == [1])
    assert not box.isReadOnly()
    with book.read() as session:
        assert [box.value()] == ids(session, ViewSpec("stations"))


def test_a_row_that_could_not_be_made_leaves_its_name_to_try_again(
    app: App, book: Book, qtbot: QtBot, said: list[str]
) -> None:
    box = editor(app, qtbot, "enterprises", "station")
    commit(box, "闽赣组")
    with book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    with written_by_another(book):
        qtbot.keyClick(box, Key.Key_Return)
        qtbot.waitUntil(lambda: bool(said))
    assert (box.text(), box.isReadOnly()) == ("闽赣组", False)
    box.clear()
    commit(box, "闽赣组")
    qtbot.keyClick(box, Key.Key_Return)
    assert isinstance(box.value(), int)


def test_a_grid_may_ask_for_no_new_rows(app: App, qtbot: QtBot) -> None:
    box = make_editor(app, LEDGERS["enterprises"].fields["station"], allow_new=False)
    qtbot.addWidget(box)
    assert isinstance(box, RefEditor)
    commit(box, "闽赣组")
    assert box.suggest.options() == []


def test_a_box_stays_as_it_is_while_an_input_method_composes(app: App, qtbot: QtBot) -> None:
    box = editor(app, qtbot, "visits", "date")
    assert isinstance(box, DateEditor)
    edits: list[int] = []
    box.edited.connect(lambda: edits.append(1))
    compose(box, "zuo'tian")
    assert (box.text(), edits, box.composing) == ("", [], True)
    commit(box, "昨天")
    assert (box.text(), edits, box.composing) == ("昨天", [1], False)


def test_a_code_with_a_wrong_check_digit_is_doubted_and_kept(app: App, qtbot: QtBot) -> None:
    box = editor(app, qtbot, "enterprises", "credit_code")
    commit(box, "91350100M000100Y4Z")
    assert read(box) == "91350100M000100Y4Z"
    assert box.warning() != ""
    box.setText("914403001922038216")
    assert box.warning() == ""


def test_a_box_for_a_day_says_how_one_may_be_typed_while_it_is_empty_and_in_use(app: App, qtbot: QtBot) -> None:
    fields = LEDGERS["visits"].fields
    line = QWidget()
    qtbot.addWidget(line)
    back, ahead = DateEditor(app, fields["date"], line), DateEditor(app, fields["next_date"], line)
    ahead.move(0, 40)
    line.show()
    line.activateWindow()
    back.setFocus()
    qtbot.waitUntil(back.hasFocus)
    assert (back.placeholderText(), ahead.placeholderText()) == ("如 昨天、6.3", "")
    ahead.setFocus()
    assert (back.placeholderText(), ahead.placeholderText()) == ("", "如 下周一、6.3、3天后")
