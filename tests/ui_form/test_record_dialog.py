"""The form: made of the fields, checked as one types, saved as one step with what stands beside it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from crm.actions.edit import change, create, delete
from crm.actions.visits import VisitEntry, log_visit
from crm.book import Book
from crm.queries.children import children_of
from crm.queries.listing import cells, ids
from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from tests.on_screen import commit, written_by_another
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.kit import LinkButton
from ui.core.writing import WAITING
from ui.form.cells import groups_of
from ui.form.record_dialog import RecordDialog
from ui.form.rows import ContactsEditor, IntroducersEditor, MilestoneTable

Key = Qt.Key
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def hengye(book: Book) -> int:
    """An enterprise with a contact, met once."""
    made, _ = create(
        book,
        "enterprises",
        {"name": "上海恒业光电科技集团有限公司", "registered_capital": 520_000_000, "contact_name": "王建国"},
    )
    log_visit(book, VisitEntry(date=dt.date(2024, 5, 28), enterprise=made, content="介绍膜产业园配套"))
    return made


@pytest.fixture
def dialog(app: App, hengye: int, qtbot: QtBot) -> RecordDialog:
    """The form of that enterprise, open."""
    return shown(app, qtbot, "enterprises", hengye)


def shown(app: App, qtbot: QtBot, ledger: str, record: int | None = None, **more: Any) -> RecordDialog:
    made = RecordDialog.open(app, ledger, record, **more)
    assert made is not None
    qtbot.addWidget(made, before_close_func=forget)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is made.form.cells[0].editor)
    return made


def forget(dialog: RecordDialog) -> None:
    """Let what is typed go, so that closing asks nothing."""
    if isValid(dialog):
        for part in (*dialog.form.cells, *dialog.side.editors.values()):
            part.touched = False


def let_go(dialog: RecordDialog) -> None:
    forget(dialog)
    dialog.close()


def values(book: Book, ledger: str, record: int) -> dict[str, Any]:
    with book.read() as session:
        return cells(session, ledger, [record])[0].values


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.mark.parametrize("ledger", list(LEDGERS))
def test_every_field_of_every_ledger_has_its_place(app: App, qtbot: QtBot, ledger: str) -> None:
    placed = [spec.key for group in groups_of(LEDGERS[ledger]) for spec in group.fields]
    missing = {s.key for s in LEDGERS[ledger].fields.values() if not s.derived} - set(placed)
    assert len(placed) == len(set(placed))
    # What lives in child rows is edited beside the form.
    assert all(LEDGERS[ledger].fields[key].child for key in missing)
    dialog = shown(app, qtbot, ledger)
    for box in dialog.form.groups:
        box.set_open(True)
    assert [cell.spec.key for cell in dialog.form.cells] == placed
    let_go(dialog)


def test_the_common_fields_are_in_sight_and_the_rest_is_folded(dialog: RecordDialog, app: App, qtbot: QtBot) -> None:
    assert dialog.form.cell("name").editor.isVisible()
    assert not dialog.form.cell("former_name").editor.isVisible()
    basics = next(box for box in dialog.form.groups if box.group.name == "基本情况")
    assert basics.more.text() == f"{len(basics.group.fields)} 项"
    qtbot.mouseClick(basics.head, Qt.MouseButton.LeftButton)
    assert dialog.form.cell("former_name").editor.isVisible() and basics.more.text() == "收起"
    qtbot.mouseClick(basics.more, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(basics.more, Qt.MouseButton.LeftButton)
    assert dialog.form.cell("former_name").editor.isVisible()
    again = shown(app, qtbot, "enterprises")
    assert again.form.cell("former_name").editor.isVisible()
    let_go(again)


def test_the_common_fields_fit_a_small_screen_without_scrolling(app: App, qtbot: QtBot, hengye: int) -> None:
    lead, _ = create(app.book, "leads", {"name": "光学膜二期"})
    for ledger, record in (("enterprises", hengye), ("leads", lead)):
        dialog = shown(app, qtbot, ledger, record)
        assert (dialog.width() <= 1366, dialog.height() <= 700) == (True, True)
        view = dialog.form.parentWidget()
        assert view is not None
        common = dialog.form.groups[0]
        assert common.geometry().bottom() <= view.height()
        let_go(dialog)


def test_a_change_is_saved_by_ctrl_s_as_one_named_step(
    dialog: RecordDialog, app: App, hengye: int, qtbot: QtBot
) -> None:
    capital = dialog.form.cell("registered_capital").editor
    capital.setFocus()
    qtbot.keyClick(capital, Key.Key_A, CONTROL)
    commit(capital, "6亿")
    assert dialog.said.text() == "有改动还没有保存"
    qtbot.keyClick(capital, Key.Key_S, CONTROL)
    assert values(app.book, "enterprises", hengye)["registered_capital"] == 600_000_000
    assert dialog.said.text() == "已保存 10:42"
    assert app.book.undo_label() == "修改目标企业 上海恒业光电科技集团有限公司 的注册资本"
    qtbot.keyClick(capital, Key.Key_S, CONTROL)
    assert dialog.said.text() == "没有改动"
    app.undo()
    qtbot.waitUntil(lambda: dialog.form.cell("registered_capital").value() == 520_000_000)


def test_what_is_wrong_is_said_as_one_types_and_stops_the_save(
    dialog: RecordDialog, app: App, hengye: int, qtbot: QtBot
) -> None:
    cell = dialog.form.cell("registered_capital")
    cell.editor.setFocus()
    qtbot.keyClick(cell.editor, Key.Key_A, CONTROL)
    commit(cell.editor, "五百万左右")
    qtbot.waitUntil(lambda: "请填数字" in cell.words.text())
    qtbot.keyClick(cell.editor, Key.Key_S, CONTROL)
    assert dialog.fault.text() == "请先改正：注册资本"
    qtbot.keyClick(cell.editor, Key.Key_A, CONTROL)
    commit(cell.editor, "500")
    assert cell.words.text() == ""
    name = dialog.form.cell("name")
    name.editor.setFocus()
    qtbot.keyClick(name.editor, Key.Key_A, CONTROL)
    qtbot.keyClick(name.editor, Key.Key_Backspace)
    qtbot.keyClick(name.editor, Key.Key_Tab)
    assert name.words.text() == "请填写企业名称"
    qtbot.keyClick(focused(), Key.Key_S, CONTROL)
    assert focused() is name.editor
    assert values(app.book, "enterprises", hengye)["name"] == "上海恒业光电科技集团有限公司"


def test_nothing_is_wrong_yet_while_the_list_under_a_box_is_open(
    dialog: RecordDialog, app: App, book: Book, qtbot: QtBot
) -> None:
    create(book, "staff", {"name": "陈刚"})
    cell = dialog.form.cell("staff")
    cell.editor.setFocus()
    qtbot.keyClicks(cell.editor, "cg")
    qtbot.waitUntil(lambda: dialog.form._waiting is None)
    assert cell.editor.suggest.visible and cell.words.isHidden()
    qtbot.keyClick(cell.editor, Key.Key_Escape)
    dialog.form.cell("name").editor.setFocus()
    assert cell.words.text() == "没有找到“cg”，请从列表里选，或选新建"


def test_a_wrong_field_in_a_folded_group_is_unfolded(dialog: RecordDialog, qtbot: QtBot) -> None:
    cell = dialog.form.cell("established")
    commit(cell.editor, "2019.13")
    dialog.save()
    assert cell.editor.isVisible()
    assert focused() is cell.editor


def test_ctrl_z_takes_back_what_was_typed_into_the_field(dialog: RecordDialog, app: App, qtbot: QtBot) -> None:
    editor = dialog.form.cell("city").editor
    editor.setFocus()
    commit(editor, "苏州市")
    qtbot.keyClick(editor, Key.Key_Z, CONTROL)
    assert dialog.form.cell("city").value() is None
    capital = dialog.form.cell("registered_capital")
    capital.editor.setFocus()
    qtbot.keyClick(capital.editor, Key.Key_A, CONTROL)
    commit(capital.editor, "6亿")
    qtbot.keyClick(capital.editor, Key.Key_Tab)
    capital.editor.setFocus()
    dialog.revert()
    assert (capital.value(), dialog.changed) == (520_000_000, False)


def test_previous_and_next_by_keyboard(app: App, qtbot: QtBot) -> None:
    made = [create(app.book, "stations", {"name": name, "order": n})[0] for n, name in enumerate("甲乙丙")]
    dialog = shown(app, qtbot, "stations", made[1], among=made)
    assert dialog.place.text() == "2 / 3"
    qtbot.keyClick(dialog, Key.Key_Down, ALT)
    assert (dialog.title.text(), dialog.place.text()) == ("丙", "3 / 3")
    qtbot.keyClick(dialog, Key.Key_Down, ALT)
    assert dialog.said.text() == "已经是最后一条"
    for _ in range(3):
        qtbot.keyClick(dialog, Key.Key_Up, ALT)
    assert (dialog.title.text(), dialog.said.text()) == ("甲", "已经是第一条")
    let_go(dialog)
    alone = shown(app, qtbot, "stations", made[0])
    qtbot.keyClick(alone, Key.Key_Down, ALT)
    assert alone.title.text() == "乙"
    let_go(alone)


@pytest.mark.parametrize(("answer", "open_still", "city"), [(0, False, "苏州市"), (1, False, None), (None, True, None)])
def test_closing_asks_about_what_is_not_saved(
    dialog: RecordDialog,
    app: App,
    hengye: int,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    answer: int | None,
    open_still: bool,
    city: str | None,
) -> None:
    asked: list[str] = []

    def choose(parent: object, sentence: str, **_rest: object) -> int | None:
        asked.append(sentence)
        return answer

    monkeypatch.setattr(Ask, "choose", choose)
    commit(dialog.form.cell("city").editor, "苏州市")
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert asked == ["“上海恒业光电科技集团有限公司”有改动还没有保存。"]
    assert values(app.book, "enterprises", hengye)["city"] == city
    assert dialog.isVisible() is open_still


def test_a_new_record_is_saved_and_the_next_begun(app: App, qtbot: QtBot) -> None:
    station, _ = create(app.book, "stations", {"name": "沪苏组"})
    staff, _ = create(app.book, "staff", {"name": "陈刚"})
    app.book.set_setting("me", {"name": "陈刚", "role": "posted", "station_id": station})
    dialog = shown(app, qtbot, "enterprises", defaults={"city": "苏州市"})
    assert (dialog.form.cell("staff").value(), dialog.form.cell("station").value()) == (staff, station)
    assert dialog.form.cell("state").value() == "未接触"
    commit(focused(), "苏州铭瑞新材料股份有限公司")
    qtbot.keyClick(focused(), Key.Key_S, CONTROL | SHIFT)
    with app.book.read() as session:
        (made,) = ids(session, ViewSpec("enterprises"))
    kept = values(app.book, "enterprises", made)
    assert (kept["name"], kept["city"], kept["staff"]) == ("苏州铭瑞新材料股份有限公司", "苏州市", "陈刚")
    assert dialog.form.cell("name").value() is None
    assert dialog.said.text() == "已保存 10:42，请填写下一家"
    commit(focused(), "苏州铭瑞新材料股份有限公司")
    qtbot.keyClick(focused(), Key.Key_Tab)
    qtbot.waitUntil(lambda: dialog.form.cell("name").words.text() == "已有同名的目标企业，保存后会有两家")
    let_go(dialog)


def test_a_rule_of_the_whole_record_is_said_at_the_foot(app: App, qtbot: QtBot) -> None:
    staff, _ = create(app.book, "staff", {"name": "陈刚"})
    dialog = shown(app, qtbot, "trips", defaults={"staff": staff})
    commit(dialog.form.cell("start").editor, "2024-5-20")
    commit(dialog.form.cell("end").editor, "2024-5-10")
    dialog.save()
    assert "早于起始日期" in dialog.fault.text()
    let_go(dialog)


def test_what_is_typed_waits_for_a_locked_book_beside_the_form(
    dialog: RecordDialog, app: App, hengye: int, qtbot: QtBot
) -> None:
    city = dialog.form.cell("city").editor
    city.setFocus()
    commit(city, "苏州市")
    with written_by_another(app.book):
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
        assert dialog.said.text() == WAITING
        assert not city.isEnabled() and not dialog.save_button.isEnabled()
        dialog.close()
        assert dialog.isVisible()
    qtbot.waitUntil(lambda: dialog.said.text() == "已保存 10:42")
    assert values(app.book, "enterprises", hengye)["city"] == "苏州市"
    assert focused() is dialog.save_button and city.isEnabled()


def test_what_comes_after_saving_waits_for_the_locked_book_too(
    app: App, hengye: int, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = shown(app, qtbot, "enterprises", hengye)
    commit(dialog.form.cell("city").editor, "苏州市")
    with written_by_another(app.book):
        qtbot.mouseClick(dialog.save_new, Qt.MouseButton.LeftButton)
        assert dialog.record == hengye
    qtbot.waitUntil(lambda: dialog.said.text() == "已保存 10:42，请填写下一家")
    assert dialog.record is None
    commit(dialog.form.cell("name").editor, "苏州铭瑞新材料股份有限公司")
    monkeypatch.setattr(Ask, "choose", lambda *_arguments, **_named: 0)
    with written_by_another(app.book):
        dialog.close()
        assert dialog.isVisible()
    qtbot.waitUntil(lambda: not isValid(dialog))
    with app.book.read() as session:
        assert len(ids(session, ViewSpec("enterprises"))) == 2


def test_a_book_locked_for_too_long_leaves_what_was_typed(dialog: RecordDialog, app: App, qtbot: QtBot) -> None:
    with app.book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    commit(dialog.form.cell("city").editor, "苏州市")
    with written_by_another(app.book):
        dialog.save()
        qtbot.waitUntil(lambda: "占用" in dialog.fault.text())
    assert dialog.form.cell("city").value() == "苏州市"
    assert dialog.save()


def test_contacts_are_added_changed_and_removed_beside_the_form(
    dialog: RecordDialog, app: App, hengye: int, qtbot: QtBot
) -> None:
    contacts = dialog.side.editors["contact"]
    assert isinstance(contacts, ContactsEditor)
    qtbot.mouseClick(contacts.add, Qt.MouseButton.LeftButton)
    commit(focused(), "赵敏")
    qtbot.keyClick(focused(), Key.Key_Tab)
    commit(focused(), "厂长")
    qtbot.keyClick(focused(), Key.Key_Tab)
    commit(focused(), "一三八")
    assert contacts.error.text() != ""
    dialog.save()
    assert dialog.fault.text() != ""
    focused().clear()  # type: ignore[attr-defined]
    commit(focused(), "13800001234")
    qtbot.keyClick(focused(), Key.Key_S, CONTROL)
    assert app.book.undo_label() == "修改目标企业 上海恒业光电科技集团有限公司 的联系人"
    with app.book.read() as session:
        assert [(c["name"], c["title"], c["phone"]) for c in children_of(session, "contact", hengye)] == [
            ("王建国", None, None),
            ("赵敏", "厂长", "13800001234"),
        ]
    gone = next(b for b in contacts.findChildren(QWidget) if b.accessibleName() == "去掉第 1 行")
    qtbot.mouseClick(gone, Qt.MouseButton.LeftButton)
    dialog.save()
    assert values(app.book, "enterprises", hengye)["contact_name"] == "赵敏"


def test_what_is_wrong_in_one_contact_stays_when_another_is_taken_away(
    dialog: RecordDialog, app: App, hengye: int, qtbot: QtBot
) -> None:
    contacts = dialog.side.editors["contact"]
    assert isinstance(contacts, ContactsEditor)
    contacts.add_row()
    line = contacts.lines[1][1]
    commit(line["name"], "赵敏")
    commit(line["phone"], "一三八")
    qtbot.mouseClick(contacts.lines[0][2], Qt.MouseButton.LeftButton)
    assert [found[1] for found in contacts.lines] == [line]
    assert (line["name"].accessibleName(), contacts.lines[0][2].accessibleName()) == ("姓名 1", "去掉第 1 行")
    assert line["phone"].text() == "一三八"  # type: ignore[attr-defined]
    dialog.save()
    assert dialog.fault.text() != "" and values(app.book, "enterprises", hengye)["contact_name"] == "王建国"
    line["phone"].clear()  # type: ignore[attr-defined]
    commit(line["phone"], "13800001234")
    dialog.save()
    assert dialog.fault.text() == "" and values(app.book, "enterprises", hengye)["contact_name"] == "赵敏"


def test_milestones_stand_side_by_side_under_three_bases(app: App, qtbot: QtBot) -> None:
    lead, _ = create(app.book, "leads", {"name": "光学膜二期", "talk_date": dt.date(2024, 5, 6)})
    dialog = shown(app, qtbot, "leads", lead)
    table = dialog.side.editors["milestone"]
    assert isinstance(table, MilestoneTable)
    assert table.editors["在谈", "自报", "date"].text() == "2024-05-06"  # type: ignore[attr-defined]
    commit(table.editors["签约", "自报", "date"], "昨天")
    commit(table.editors["签约", "自报", "amount"], "5")
    commit(table.editors["签约", "市认定", "date"], "2024.5")
    dialog.save()
    after = values(app.book, "leads", lead)
    assert (after["stage"], after["signed_date"], after["signed_amount"]) == ("签约", dt.date(2024, 5, 29), 500_000_000)
    assert after["city_signed_date"] == dt.date(2024, 5, 1)
    assert "阶段 签约" in dialog.facts.text()

    commit(table.editors["开工", "自报", "date"], "2024-06-30")
    dialog.save()
    assert dialog.fault.text() == "开工日期（自报）还没有到，请填写已经发生的日期"
    table.editors["开工", "自报", "date"].clear()  # type: ignore[attr-defined]
    table.editors["签约", "市认定", "date"].clear()  # type: ignore[attr-defined]
    dialog.save()
    assert values(app.book, "leads", lead)["city_signed_date"] is None
    let_go(dialog)


def test_introducers_share_a_lead_and_shares_make_a_hundred(app: App, qtbot: QtBot) -> None:
    lead, _ = create(app.book, "leads", {"name": "光学膜二期"})
    dialog = shown(app, qtbot, "leads", lead)
    dialog.side.tabs.set_current("money")
    people = dialog.side.editors["introducer"]
    assert isinstance(people, IntroducersEditor)
    for name, share in (("李明朗", "60"), ("周敏", "30")):
        people.add_row()
        line = people.lines[-1][1]
        commit(line["name"], name)
        commit(line["share"], share)
    dialog.side.tabs.set_current("facts")
    dialog.save()
    assert dialog.fault.text() == "引荐人份额合计 90%，应为 100%"
    assert dialog.side.tabs.current == "money"
    people.lines[1][1]["share"].clear()  # type: ignore[attr-defined]
    commit(people.lines[1][1]["share"], "40")
    dialog.save()
    with app.book.read() as session:
        kept = children_of(session, "introducer", lead)
    assert [(row["name"], row["share"]) for row in kept] == [("李明朗", Decimal(60)), ("周敏", Decimal(40))]
    let_go(dialog)


def test_funds_are_listed_by_month_with_their_sum(app: App, qtbot: QtBot) -> None:
    lead, _ = create(app.book, "leads", {"name": "光学膜二期"})
    dialog = shown(app, qtbot, "leads", lead)
    funds = dialog.side.arrivals
    assert funds is not None
    dialog.side.tabs.set_current("money")
    wanted: list[tuple[str, object]] = []
    app.new_wanted.connect(lambda ledger, given: wanted.append((ledger, given)))
    qtbot.mouseClick(funds.add, Qt.MouseButton.LeftButton)
    assert wanted == [("arrivals", {"lead": lead})]
    for month, amount in ((4, 12_000_000), (5, 8_000_000)):
        create(app.book, "arrivals", {"lead": lead, "month": dt.date(2024, month, 1), "amount": amount})
    words: list[str] = []

    def told() -> bool:
        words[:] = [w.text() for w in funds.findChildren(QWidget) if hasattr(w, "text")]
        return "2,000" in words

    qtbot.waitUntil(told)
    assert {"2024.04  省外", "2024.05  省外", "1,200", "800", "合计"} <= set(words)
    let_go(dialog)


def test_the_story_stands_beside_the_form_and_opens_what_it_tells_of(
    dialog: RecordDialog, app: App, qtbot: QtBot
) -> None:
    opened: list[str] = []
    app.record_wanted.connect(lambda ledger, _id: opened.append(ledger))
    lines = [w for w in dialog.side.story.findChildren(QWidget) if "介绍膜产业园配套" in w.accessibleName()]
    qtbot.mouseClick(lines[0], Qt.MouseButton.LeftButton)
    qtbot.keyClick(lines[0], Key.Key_Return)
    assert opened == ["visits", "visits"]


def test_a_visit_can_be_logged_from_the_form(dialog: RecordDialog, app: App, hengye: int, qtbot: QtBot) -> None:
    wanted: list[object] = []
    app.visit_wanted.connect(wanted.append)
    qtbot.mouseClick(dialog.log, Qt.MouseButton.LeftButton)
    assert wanted == [{"enterprise": hengye}]


def test_a_change_made_elsewhere_shows_but_what_is_being_typed_stays(
    dialog: RecordDialog, app: App, hengye: int, qtbot: QtBot
) -> None:
    commit(dialog.form.cell("city").editor, "苏州市")
    change(app.book, "enterprises", {hengye: {"city": "上海市", "industry": "光学膜"}})
    qtbot.waitUntil(lambda: dialog.form.cell("industry").value() == "光学膜")
    assert dialog.form.cell("city").value() == "苏州市"


def test_a_record_that_is_gone_for_good_is_not_opened(app: App, qtbot: QtBot) -> None:
    said: list[str] = []
    app.message.connect(said.append)
    assert RecordDialog.open(app, "stations", 12345) is None
    assert said == ["这个片区已不在账本里"]
    station, _ = create(app.book, "stations", {"name": "沪苏组"})
    delete(app.book, "stations", [station])


@pytest.mark.parametrize("ledger", list(LEDGERS))
def test_the_common_fields_of_every_ledger_are_seen_without_scrolling(app: App, ledger: str, qtbot: QtBot) -> None:
    dialog = shown(app, qtbot, ledger)
    assert dialog.height() <= 680, "a screen of 1366×768 has no more, less the bars"
    assert dialog.form.groups[0].sizeHint().height() <= dialog.side.height()


def test_what_refers_to_a_record_is_one_click_away(
    dialog: RecordDialog, app: App, book: Book, hengye: int, qtbot: QtBot
) -> None:
    assert [link.text() for link in dialog.side.related.links] == ["拜访日志 1 条"]
    (visit,) = _rows(book, "visits")
    with qtbot.waitSignal(app.record_wanted) as wanted:
        qtbot.mouseClick(dialog.side.related.links[0], Qt.MouseButton.LeftButton)
    assert wanted.args == ["visits", visit]
    log_visit(book, VisitEntry(date=dt.date(2024, 5, 29), enterprise=hengye, content="再访"))
    qtbot.waitUntil(lambda: [link.text() for link in dialog.side.related.links] == ["拜访日志 2 条"])
    app.window = dialog
    with qtbot.waitSignal(app.navigated) as went:
        qtbot.mouseClick(dialog.side.related.links[0], Qt.MouseButton.LeftButton)
    assert went.args is not None and went.args[0] == "visits"
    app.window = None


def _rows(book: Book, ledger: str) -> list[int]:
    with book.read() as session:
        return ids(session, ViewSpec(ledger))


def test_assistance_to_a_lead_is_begun_from_its_form(app: App, qtbot: QtBot) -> None:
    lead, _ = create(app.book, "leads", {"name": "光学膜二期"})
    wanted: list[tuple[str, object]] = []
    app.new_wanted.connect(lambda ledger, values: wanted.append((ledger, values)))
    dialog = shown(app, qtbot, "leads", lead)
    qtbot.waitUntil(lambda: bool(dialog.side.related.findChildren(LinkButton)))
    (link,) = dialog.side.related.findChildren(LinkButton)
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert (link.text(), wanted) == ("新建帮办事项", [("assistance", {"lead": lead})])
    create(app.book, "assistance", {"lead": lead, "item": "办理环评"})
    qtbot.waitUntil(lambda: [one.words for one in dialog.side.related.relations] == ["帮办事项 1 项"])
    let_go(dialog)


def test_each_increase_of_a_lead_is_a_line_below_its_milestones(app: App, qtbot: QtBot) -> None:
    lead, _ = create(app.book, "leads", {"name": "光学膜二期", "signed_date": dt.date(2024, 1, 5), "signed_amount": 9})
    dialog = shown(app, qtbot, "leads", lead)
    dialog.side.tabs.set_current("facts")
    table = dialog.side.editors["milestone"]
    assert isinstance(table, MilestoneTable)
    for day, amount in (("2024-03-10", "0.5"), ("2024-05-20", "")):
        table.increases.add_row()
        commit(table.increases.lines[-1][1]["date"], day)
        commit(table.increases.lines[-1][1]["amount"], amount)
    dialog.save()
    assert dialog.fault.text() == "请填写增资金额，不要的增资请点 × 去掉"
    commit(table.increases.lines[-1][1]["amount"], "0.25")
    dialog.save()
    after = values(app.book, "leads", lead)
    assert (after["increased_date"], after["increased_amount"]) == (dt.date(2024, 5, 20), 25_000_000)
    assert (after["stage"], after["signed_amount"]) == ("签约", 9)
    table.increases.lines[-1][1]["date"].clear()  # type: ignore[attr-defined]
    commit(table.increases.lines[-1][1]["date"], "2024-06-30")
    dialog.save()
    assert dialog.fault.text() == "增资日期还没有到，请填写已经发生的日期"
    # In the grid the newest is corrected; the one before stays.
    let_go(dialog)
    change(app.book, "leads", {lead: {"increased_amount": 30_000_000}})
    with app.book.read() as session:
        facts = [(row["date"], row["amount"]) for row in children_of(session, "milestone", lead)]
    assert facts[1:] == [(dt.date(2024, 3, 10), 50_000_000), (dt.date(2024, 5, 20), 30_000_000)]


def test_tab_goes_down_the_form_then_the_column_beside_it_then_the_foot(
    dialog: RecordDialog, app: App, hengye: int, qtbot: QtBot
) -> None:
    assert dialog.side.made
    stops, widget = [], dialog.nextInFocusChain()
    while widget is not dialog:
        stops.append(widget)
        widget = widget.nextInFocusChain()
    contacts = dialog.side.editors["contact"]
    at = [stops.index(w) for w in (dialog.form.cells[-1].editor, contacts.add, dialog.log, dialog.save_button)]
    assert at == sorted(at)
    assert stops.index(dialog.side.attachments.add) < stops.index(dialog.log)


def test_the_form_can_be_typed_into_while_the_column_beside_it_is_still_being_filled(
    app: App, hengye: int, qtbot: QtBot
) -> None:
    dialog = RecordDialog.open(app, "enterprises", hengye)
    assert dialog is not None
    qtbot.addWidget(dialog)
    name = dialog.form.cell("name").editor
    assert name.isVisible()
    qtbot.keyClicks(name, "2")
    qtbot.waitUntil(
        lambda: any("联系人" in label.text() and label.isVisible() for label in dialog.findChildren(QLabel))
    )
    assert dialog.changed
    qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert dialog.said.text().startswith("已保存")
