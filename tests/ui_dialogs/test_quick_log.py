"""记拜访: told by keyboard alone from top to bottom, saved by Ctrl+Enter, never lost."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.actions.leads import advance
from crm.actions.visits import VisitEntry, log_visit
from crm.book import Book
from crm.queries.listing import cells, ids
from crm.queries.view import ViewSpec
from tests.on_screen import commit, compose, written_by_another
from ui.core import errors
from ui.core.app import App
from ui.core.writing import WAITING
from ui.dialogs.quick_fields import TripWish, split_amount
from ui.dialogs.quick_form import VisitForm
from ui.dialogs.quick_log import QuickLog
from ui.dialogs.quick_met import split_party

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def county(book: Book) -> dict[str, int]:
    """陈刚 of 沪苏组, in Shanghai from 27 to 31 May, with an enterprise, its lead and a hometown person."""
    book.set_setting("me", {"name": "陈刚", "role": "posted", "station": "沪苏组"})
    staff, _ = create(book, "staff", {"name": "陈刚"})
    days = {"start": dt.date(2024, 5, 27), "end": dt.date(2024, 5, 31)}
    create(book, "trips", {"staff": staff, "destination": "上海", **days})
    hengye, _ = create(
        book,
        "enterprises",
        {"name": "上海恒业光电科技集团有限公司", "city": "上海市", "credit_code": "914403001922038216",
         "contact_name": "王建国", "contact_title": "总经理"},
    )  # fmt: skip
    create(book, "enterprises", {"name": "海宁恒远轨道交通装备有限公司", "city": "嘉兴市"})
    lead, _ = create(
        book, "leads", {"name": "恒业光电光学膜二期", "enterprise": hengye, "talk_date": dt.date(2024, 5, 6)}
    )
    person, _ = create(book, "hometown", {"name": "李明朗", "city": "苏州市"})
    return {"staff": staff, "enterprise": hengye, "lead": lead, "hometown": person}


@pytest.fixture
def log(app: App, county: dict[str, int], qtbot: QtBot) -> Iterator[QuickLog]:
    """The quick log, open and empty."""
    dialog = QuickLog.ask(app, None)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.form.day)
    yield dialog


def rows(book: Book, ledger: str) -> list[dict[str, Any]]:
    with book.read() as session:
        return [row.values for row in cells(session, ledger, ids(session, ViewSpec(ledger)))]


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def tab(qtbot: QtBot) -> None:
    qtbot.keyClick(focused(), Key.Key_Tab)


def test_a_visit_is_told_by_keyboard_alone_and_saved(log: QuickLog, app: App, qtbot: QtBot) -> None:
    said: list[str] = []
    app.message.connect(said.append)
    commit(focused(), "昨天")
    for _ in range(3):
        tab(qtbot)
    qtbot.keyClicks(focused(), "shhy")
    tab(qtbot)
    assert focused() is log.form.person
    qtbot.keyClick(focused(), Key.Key_Down)
    qtbot.keyClick(focused(), Key.Key_Down)
    qtbot.keyClick(focused(), Key.Key_Return)
    tab(qtbot)
    commit(focused(), "副县长、李敏")
    tab(qtbot)
    commit(focused(), "拟投 5 亿元建光学膜二期")
    tab(qtbot)
    assert log.form.outcome.text() == "推进线索：恒业光电光学膜二期"
    tab(qtbot)
    commit(focused(), "签约")
    tab(qtbot)
    qtbot.keyClicks(focused(), "5")
    tab(qtbot)
    commit(focused(), "邀请来县考察")
    tab(qtbot)
    commit(focused(), "下周一")
    qtbot.keyClick(focused(), Key.Key_Return, CONTROL)

    assert not log.isVisible()
    assert said == ["已记拜访 上海恒业光电科技集团有限公司"]
    (visit,) = rows(app.book, "visits")
    assert visit["date"] == dt.date(2024, 5, 29)
    assert (visit["enterprise"], visit["contact"], visit["contact_title"]) == (
        "上海恒业光电科技集团有限公司", "王建国", "总经理",
    )  # fmt: skip
    assert (visit["trip"], visit["staff"]) == ("2024-05-27 上海 陈刚", "陈刚")
    assert (visit["leader"], visit["companions"], visit["leader_led"]) == ("副县长", "李敏", True)
    assert (visit["content"], visit["next_step"]) == ("拟投 5 亿元建光学膜二期", "邀请来县考察")
    assert visit["next_date"] == dt.date(2024, 6, 3)
    (lead,) = rows(app.book, "leads")
    assert (lead["stage"], lead["signed_date"], lead["signed_amount"]) == ("签约", dt.date(2024, 5, 29), 500_000_000)
    app.undo()
    assert rows(app.book, "visits") == []


def test_tab_follows_the_order_of_telling(log: QuickLog, county: dict[str, int], qtbot: QtBot) -> None:
    log.form.prefill(lead=county["lead"])
    log.form.milestone.setText("签约")
    log.form.milestone.edited.emit()
    form = log.form
    order = [form.day, form.method, form.trip, form.met, form.person, form.party, form.content, form.outcome]
    order += [form.milestone, form.amount, form.step, form.next_day, log.files.add]
    order += [log.save_button, log.close_button]
    form.day.setFocus()
    for expected in order:
        assert focused() is expected
        tab(qtbot)


def test_the_day_understood_stands_beside_what_was_typed(log: QuickLog, qtbot: QtBot) -> None:
    qtbot.keyClicks(log.form.day, "5.20")
    assert log.form.day.accessibleDescription() == "5月20日 星期一"
    assert log.form.trip.text() == ""
    qtbot.keyClick(log.form.day, Key.Key_A, CONTROL)
    commit(log.form.day, "前天")
    assert log.form.day.accessibleDescription() == "5月28日 星期二"
    assert (log.form.trip.text(), log.form.trip.accessibleDescription()) == ("5月27日–31日 上海", "驻点")


def test_the_list_tells_city_code_and_last_contact_and_offers_a_new_enterprise(
    log: QuickLog, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    log_visit(app.book, VisitEntry(date=dt.date(2024, 5, 28), enterprise=county["enterprise"]))
    log.form.met.setFocus()
    qtbot.keyClicks(log.form.met, "hy")
    assert [(o.text, o.note) for o in log.form.met.suggest.options()] == [
        ("上海恒业光电科技集团有限公司", "上海 · …8216 · 2024.05.28 陈刚"),
        ("海宁恒远轨道交通装备有限公司", "嘉兴 · 未接触"),
        ("＋ 新建企业“hy”", ""),
    ]


def test_a_new_enterprise_is_made_on_the_spot(log: QuickLog, app: App, qtbot: QtBot) -> None:
    log.form.met.setFocus()
    commit(log.form.met, "昆山锦上精密机械有限公司")
    qtbot.keyClick(log.form.met, Key.Key_Return)
    assert log.form.met.accessibleDescription() == "新企业，保存时一并建立"
    assert len(rows(app.book, "enterprises")) == 2
    qtbot.keyClick(log.form.met, Key.Key_Return, CONTROL)
    assert "昆山锦上精密机械有限公司" in [r["name"] for r in rows(app.book, "enterprises")]


def test_a_hometown_person_is_found_in_the_same_box(log: QuickLog, app: App, qtbot: QtBot) -> None:
    log.form.met.setFocus()
    qtbot.keyClicks(log.form.met, "lml")
    qtbot.keyClick(log.form.met, Key.Key_Return)
    assert log.form.met.accessibleDescription() == "乡贤 · 苏州市"
    qtbot.keyClick(log.form.met, Key.Key_Return, CONTROL)
    assert [v["hometown"] for v in rows(app.book, "visits")] == ["李明朗"]


def test_a_lead_is_opened_with_its_amount_in_the_same_words(log: QuickLog, app: App, qtbot: QtBot) -> None:
    log.form.met.setFocus()
    qtbot.keyClicks(log.form.met, "hnhy")
    tab(qtbot)
    log.form.outcome.setFocus()
    commit(log.form.outcome, "轨道装备生产基地 2.5亿")
    qtbot.keyClick(log.form.outcome, Key.Key_Return)
    assert (log.form.outcome.text(), log.form.amount.text()) == ("新开线索：轨道装备生产基地", "2.5")
    qtbot.keyClick(log.form.outcome, Key.Key_Return, CONTROL)
    opened = next(r for r in rows(app.book, "leads") if r["name"] == "轨道装备生产基地")
    assert (opened["total_investment"], opened["stage"]) == (250_000_000, "线索")
    assert opened["investor"] == "海宁恒远轨道交通装备有限公司"


def test_words_typed_after_a_name_was_taken_do_not_become_part_of_it(log: QuickLog, qtbot: QtBot) -> None:
    log.form.met.setFocus()
    qtbot.keyClicks(log.form.met, "shhy")
    qtbot.keyClick(log.form.met, Key.Key_Return)
    taken = log.form.met.text()
    assert log.form.met.selectedText() == taken != ""
    qtbot.keyClicks(log.form.met, "hnhy")
    assert log.form.met.text() == "hnhy"
    tab(qtbot)
    assert log.form.met.selectedText() == ""


def test_another_enterprise_lets_go_of_the_lead_that_came_with_the_first(log: QuickLog, qtbot: QtBot) -> None:
    log.form.met.setFocus()
    qtbot.keyClicks(log.form.met, "shhy")
    tab(qtbot)
    assert log.form.outcome.text() == "推进线索：恒业光电光学膜二期"
    log.form.met.setFocus()
    log.form.met.selectAll()
    qtbot.keyClicks(log.form.met, "hnhy")
    tab(qtbot)
    assert log.form.outcome.text() == ""


def test_a_trip_near_by_can_be_made_longer_and_a_new_one_made(log: QuickLog, app: App, qtbot: QtBot) -> None:
    qtbot.keyClicks(log.form.day, "5.25")
    log.form.trip.setFocus()
    qtbot.keyClick(log.form.trip, Key.Key_Down)
    assert [(o.text, o.note) for o in log.form.trip.suggest.options()] == [
        ("5月25日–31日 上海", "延长行程"), ("＋ 新建行程 5月25日", "驻点"), ("不归入行程", ""),
    ]  # fmt: skip
    qtbot.keyClick(log.form.trip, Key.Key_Return)
    log.form.met.setFocus()
    qtbot.keyClicks(log.form.met, "shhy")
    tab(qtbot)
    qtbot.keyClick(focused(), Key.Key_Return, CONTROL)
    assert [t["days"] for t in rows(app.book, "trips")] == [7]

    QuickLog.ask(app, None)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is log.form.day)
    qtbot.keyClicks(log.form.day, "5.20")
    log.form.trip.setFocus()
    commit(log.form.trip, "昆山")
    qtbot.keyClick(log.form.trip, Key.Key_Return)
    assert log.form.trip.text() == "5月20日 昆山"
    log.form.met.setFocus()
    qtbot.keyClicks(log.form.met, "shhy")
    tab(qtbot)
    qtbot.keyClick(focused(), Key.Key_Return, CONTROL)
    assert [t["destination"] for t in rows(app.book, "trips")] == ["上海", "昆山"]


def test_what_is_wrong_is_said_under_its_box_and_nothing_is_saved(log: QuickLog, app: App, qtbot: QtBot) -> None:
    qtbot.keyClick(focused(), Key.Key_Return, CONTROL)
    assert log.form.errors["met"].text() == "请填写见了谁：选一家企业或一位乡贤"
    assert focused() is log.form.met
    qtbot.keyClicks(log.form.met, "shhy")
    tab(qtbot)
    assert log.form.errors["met"].text() == ""
    log.form.day.setFocus()
    log.form.day.selectAll()
    qtbot.keyClicks(log.form.day, "2.30")
    tab(qtbot)
    assert "2月30日" in log.form.errors["day"].text()
    log.form.day.setFocus()
    log.form.day.selectAll()
    commit(log.form.day, "明天")
    qtbot.keyClick(focused(), Key.Key_Return, CONTROL)
    assert log.form.errors["day"].text() == "5月31日还没有到，拜访请记已经发生的日子"
    log.form.day.selectAll()
    commit(log.form.day, "今天")
    log.form.next_day.setFocus()
    qtbot.keyClicks(log.form.next_day, "2024-5-1")
    qtbot.keyClick(focused(), Key.Key_Return, CONTROL)
    assert log.form.errors["next_day"].text() == "下次跟进早于这次见面，请改正其中一个日期"
    assert rows(app.book, "visits") == []


def test_a_sentence_of_several_lines_pushes_no_box_out_of_sight(log: QuickLog, qtbot: QtBot) -> None:
    log.form.method.setFocus()
    log.form.method.selectAll()
    qtbot.keyClicks(log.form.method, "hz")
    tab(qtbot)
    sentence = log.form.errors["method"]
    assert sentence.text().startswith("方式只能填拜访、接待、电话")
    qtbot.waitUntil(lambda: sentence.height() >= sentence.fontMetrics().height() * 2)
    view = log.form.parentWidget()
    assert view is not None
    assert log.form.height() == view.height()


def test_words_that_choose_nothing_are_questioned(log: QuickLog, qtbot: QtBot) -> None:
    log.form.outcome.setFocus()
    commit(log.form.outcome, "谈得不错")
    qtbot.keyClick(log.form.outcome, Key.Key_Escape)
    log.form.met.setFocus()
    assert log.form.errors["outcome"].text() == "请从列表里选要推进的线索，或选新开线索"
    commit(log.form.met, "不存在的公司")
    qtbot.keyClick(log.form.met, Key.Key_Escape)
    assert log.isVisible()
    log.form.day.setFocus()
    assert log.form.errors["met"].text() == "没有找到“不存在的公司”，请从列表里选，或选新建企业"


def test_esc_keeps_the_draft_and_the_next_opening_brings_it_back(
    log: QuickLog, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    log.form.met.setFocus()
    qtbot.keyClicks(log.form.met, "shhy")
    tab(qtbot)
    log.form.content.setFocus()
    commit(log.form.content, "谈到一半")
    qtbot.keyClick(log.form.content, Key.Key_Escape)
    assert not log.isVisible()

    again = QuickLog.ask(app, None)
    assert again is log
    assert log.form.content.toPlainText() == "谈到一半"
    assert (log.form.met.text(), log.form.met.met.enterprise) == ("上海恒业光电科技集团有限公司", county["enterprise"])
    assert (log.draft_note.text(), log.draft_link.text()) == ("已恢复 10:42 的草稿　·", "丢弃")
    qtbot.mouseClick(log.draft_link, Qt.MouseButton.LeftButton)
    assert (log.form.content.toPlainText(), log.draft_link.text()) == ("", "取回草稿")
    log.reject()
    assert QuickLog.ask(app, None).form.content.toPlainText() == ""
    qtbot.mouseClick(log.draft_link, Qt.MouseButton.LeftButton)
    assert log.form.content.toPlainText() == "谈到一半"


def test_a_restored_draft_goes_on_where_it_stopped(log: QuickLog, app: App, qtbot: QtBot) -> None:
    log.form.content.setFocus()
    commit(log.form.content, "看了新车间，")
    qtbot.keyClick(log.form.content, Key.Key_Escape)
    QuickLog.ask(app, None)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is log.form.content)
    commit(focused(), "二期缺用地")
    assert log.form.content.toPlainText() == "看了新车间，二期缺用地"


def test_telling_a_restored_draft_anew_from_the_top_doubles_no_word(log: QuickLog, app: App, qtbot: QtBot) -> None:
    log.form.content.setFocus()
    commit(log.form.content, "看了新车间")
    log.form.party.setFocus()
    commit(log.form.party, "李敏")
    qtbot.keyClick(log.form.party, Key.Key_Escape)
    QuickLog.ask(app, None)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is log.form.party)
    log.form.person.setFocus()
    tab(qtbot)
    commit(focused(), "李敏")
    tab(qtbot)
    commit(focused(), "看了新车间")
    assert (log.form.party.text(), log.form.content.toPlainText()) == ("李敏", "看了新车间")
    tab(qtbot)
    qtbot.keyClick(focused(), Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert not log.form.content.textCursor().hasSelection()


def test_a_draft_survives_a_crash_with_whatever_was_chosen(log: QuickLog, app: App, qtbot: QtBot) -> None:
    log.form.met.setFocus()
    commit(log.form.met, "苏州铭瑞新材料股份有限公司")
    tab(qtbot)
    log.form.outcome.setFocus()
    commit(log.form.outcome, "功能膜二期 2亿")
    tab(qtbot)
    log.form.trip.setFocus()
    log.form.trip.selectAll()
    commit(log.form.trip, "苏州")
    tab(qtbot)
    errors.keep_drafts()
    log.form.setParent(None)

    reborn = QuickLog(app)
    qtbot.addWidget(reborn)
    told: list[str] = []
    app.message.connect(told.append)
    reborn.tell_draft()
    assert told == ["有一份 10:42 没记完的拜访，按 Ctrl+N 接着写"]
    reborn.begin()
    assert reborn.form.met.met.new_name == "苏州铭瑞新材料股份有限公司"
    assert (reborn.form.outcome.outcome.new_lead, reborn.form.amount.text()) == ("功能膜二期", "2")
    assert reborn.form.trip.wish == TripWish("new", None, "苏州")
    reborn.save()
    (visit,) = rows(app.book, "visits")
    assert (visit["enterprise"], visit["lead"]) == ("苏州铭瑞新材料股份有限公司", "功能膜二期")


def test_today_in_a_draft_of_yesterday_means_yesterday(log: QuickLog, app: App, qtbot: QtBot) -> None:
    commit(log.form.content, "昨天写的")
    log.reject()
    kept = json.loads(log.drafts.path.read_text(encoding="utf-8"))
    (draft,) = [own["now"] for own in kept.values()]
    assert draft["days"]["day"] == "2024-05-30"
    draft["days"]["day"] = "2024-05-29"
    log.drafts.path.write_text(json.dumps(kept), encoding="utf-8")
    QuickLog.ask(app, None)
    assert log.form.day.text() == "2024-05-29"


def test_a_visit_begun_elsewhere_puts_the_draft_aside_and_it_can_be_taken_back(
    log: QuickLog, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    commit(log.form.content, "第一家谈到一半")
    log.reject()
    QuickLog.ask(app, None, hometown=county["hometown"])
    assert (log.form.met.text(), log.form.content.toPlainText()) == ("李明朗", "")
    assert log.draft_link.text() == "取回草稿"
    log.save()
    assert len(rows(app.book, "visits")) == 1
    QuickLog.ask(app, None)
    qtbot.mouseClick(log.draft_link, Qt.MouseButton.LeftButton)
    assert log.form.content.toPlainText() == "第一家谈到一半"


def test_a_saved_visit_leaves_no_draft(log: QuickLog, app: App, qtbot: QtBot) -> None:
    log.form.met.setFocus()
    qtbot.keyClicks(log.form.met, "shhy")
    tab(qtbot)
    log.keep_draft()
    assert log.drafts.load() is not None
    log.save()
    assert log.drafts.load() is None
    assert log.focusWidget() is None, "a box that keeps the focus keeps its cursor, and the next visit shows two"


def test_an_input_method_may_compose_in_peace(log: QuickLog, qtbot: QtBot) -> None:
    log.form.met.setFocus()
    compose(log.form.met, "heng'ye")
    assert log.form.met.text() == ""
    assert not log.form.met.suggest.visible
    log.keep_draft()
    assert log.drafts.load() is None
    commit(log.form.met, "恒业")
    assert log.form.met.suggest.visible
    assert log.form.met.suggest.options()[0].text == "上海恒业光电科技集团有限公司"


def told(log: QuickLog, qtbot: QtBot) -> None:
    """A visit told, but for saving it."""
    log.form.met.setFocus()
    qtbot.keyClicks(log.form.met, "shhy")
    tab(qtbot)


def test_a_locked_book_is_said_at_the_foot_and_the_draft_stays(log: QuickLog, app: App, qtbot: QtBot) -> None:
    told(log, qtbot)
    with app.book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    with written_by_another(app.book):
        log.save()
        qtbot.waitUntil(lambda: "占用" in log.fault.text())
    assert log.isVisible()
    assert log.drafts.load() is not None
    assert log.form.isEnabled()
    log.save()
    assert len(rows(app.book, "visits")) == 1


def test_a_visit_waits_for_a_locked_book_beside_the_window(log: QuickLog, app: App, qtbot: QtBot) -> None:
    told(log, qtbot)
    with written_by_another(app.book):
        log.save()
        assert log.draft_note.text() == f"草稿已存，{WAITING}"
        assert not log.save_button.isEnabled()
        assert log.drafts.load() is not None
        log.save()
    qtbot.waitUntil(lambda: not log.isVisible())
    assert len(rows(app.book, "visits")) == 1
    assert log.drafts.load() is None
    assert log.form.isEnabled() and log.save_button.isEnabled()


def test_amounts_and_parties_are_taken_apart() -> None:
    assert split_amount("光学膜二期 5亿") == ("光学膜二期", 500_000_000)
    assert split_amount("光学膜二期 3.2") == ("光学膜二期", 320_000_000)
    assert split_amount("光学膜2期") == ("光学膜2期", None)
    assert split_party("副县长、李敏，招商局王强") == ("副县长", "李敏、招商局王强")


def test_the_form_alone_knows_what_it_lacks(app: App, county: dict[str, int], qtbot: QtBot) -> None:
    form = VisitForm(app)
    qtbot.addWidget(form)
    form.day.setText("")
    assert form.entry() is None
    assert form.errors["day"].text() == "请填写是哪天，例如今天、昨天、5.20"
    form.day.setText("2024.3")
    assert form.entry() is None
    assert form.errors["day"].text() == "请写明是哪一天，例如5月20日"


def test_more_money_for_a_signed_project_is_told_with_the_visit(
    log: QuickLog, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    form = log.form
    form.prefill(lead=county["lead"])
    assert "增资" not in form.milestone.choices
    advance(app.book, county["lead"], "签约", date=dt.date(2024, 5, 8), amount=500_000_000)
    form.clear()
    form.prefill(lead=county["lead"])
    assert form.milestone.choices[-1] == "增资"
    commit(form.milestone, "增资")
    assert not form.amount.isHidden()
    form.amount.setFocus()
    qtbot.keyClick(form.amount, Key.Key_Return, CONTROL)
    assert form.errors["amount"].text() == "请填写增资金额，只填增加的部分"
    commit(form.amount, "0.6亿")
    qtbot.keyClick(form.amount, Key.Key_Return, CONTROL)
    lead = rows(app.book, "leads")[0]
    assert (lead["increased_date"], lead["increased_amount"]) == (dt.date(2024, 5, 30), 60_000_000)
    assert (lead["signed_amount"], lead["stage"]) == (500_000_000, "签约")
