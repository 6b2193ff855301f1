"""查重与疑点: pairs are judged and merged with keys and clicks, suspicions are put aside with a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm.actions.edit import create, delete
from crm.book import Book
from crm.queries.judged import dismissals, told_apart
from crm.queries.listing import cells, ids
from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from tests.on_screen import commit, steps, written_by_another
from ui.core.app import App
from ui.core.kit import Label, LinkButton
from ui.dialogs.quick_met import MetBox
from ui.form.record_dialog import RecordDialog
from ui.pages.finding_list import FindingModel
from ui.pages.twins import SUSPICIONS, TwinsPage
from ui.pages.twins_choice import Choice

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
ROLE = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def twins(book: Book) -> tuple[int, int]:
    """恒业 entered twice, 华彩 entered twice, and a neighbour in another city; the first 恒业 has visits."""
    book.set_setting("me", {"name": "周敏", "role": "office"})
    rows = (
        {"name": "苏州恒业光电有限公司", "city": "苏州市", "state": "已接触", "contact_name": "王建国"},
        {"name": "恒业光电（苏州）有限公司", "city": "苏州市", "chain": "电子信息", "contact_name": "李敏"},
        {"name": "宁波恒业光电有限公司", "city": "宁波市"},
        {"name": "宁波华彩包装有限公司"},
        {"name": "宁波华彩包装"},
    )
    made = [create(book, "enterprises", row)[0] for row in rows]
    for day in (3, 9):
        create(book, "visits", {"date": dt.date(2024, 5, day), "enterprise": made[0]})
    create(book, "visits", {"date": dt.date(2024, 5, 20), "enterprise": made[1]})
    return made[0], made[1]


def settled(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not app.working)


@pytest.fixture
def page(app: App, twins: tuple[int, int], qtbot: QtBot) -> TwinsPage:
    page = TwinsPage(app)
    qtbot.addWidget(page)
    page.resize(1130, 700)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    settled(app, qtbot)
    return page


def choices(page: TwinsPage, name: str) -> list[Choice]:
    """The two values of a field, left and right."""
    return [c for c in page.compare.findChildren(Choice) if c.isVisible() and c.accessibleName().startswith(name)]


def pairs(page: TwinsPage) -> list[object]:
    return [item.key for item in page.list.findings.items]


def values(book: Book, row: int) -> dict[str, Any]:
    with book.read() as session:
        return cells(session, "enterprises", [row], tuple(LEDGERS["enterprises"].fields))[0].values


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(Label) if label.isVisible()]


def tabs(page: TwinsPage) -> list[str]:
    return [text for _, text in page.tabs._tabs]


def test_pairs_are_listed_with_how_sure_and_why(page: TwinsPage, twins: tuple[int, int]) -> None:
    assert tabs(page) == ["目标企业 2", "线索项目 0", "在外乡贤 0", "招商大使 0", "疑点 0"]
    first, second = page.list.findings.items
    assert first.word == "基本确定 97%"
    assert (second.key, second.word) == (twins, "很可能 92%")
    assert (second.first, second.second) == ("苏州恒业光电有限公司", "恒业光电（苏州）有限公司")
    assert second.note == "去掉地名、括号和公司形式后名称相同；所在地相同"
    assert page.status_text == "2 对可能重复的目标企业"


def test_the_pair_one_stands_on_is_read_once_when_the_list_is_shown(page: TwinsPage) -> None:
    heard: list[int] = []
    page.list.picked.connect(heard.append)
    page.list.set([])
    page.list.set(page.items())
    assert heard == [-1, 0]
    page.list.setCurrentIndex(page.list.findings.index(1, 0))
    assert heard == [-1, 0, 1]


def test_the_keyboard_goes_into_the_list_when_the_pairs_are_found(
    app: App, twins: tuple[int, int], qtbot: QtBot
) -> None:
    page = TwinsPage(app)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    page.take_keyboard()
    assert not page.list.isVisible()
    page.refresh()
    settled(app, qtbot)
    assert page.list.hasFocus()
    page.tabs.setFocus()
    page.refresh()
    settled(app, qtbot)
    assert page.tabs.hasFocus()


def test_the_two_stand_side_by_side_with_what_each_holds(page: TwinsPage, qtbot: QtBot) -> None:
    page.list.setFocus()
    qtbot.keyClick(page.list, Key.Key_Down)
    kept, gone = choices(page, "保留")
    assert (kept.text(), kept.isChecked(), gone.isChecked()) == ("苏州恒业光电有限公司", True, False)
    assert [c.text() for c in choices(page, "产业链")] == ["", "电子信息"]
    assert [c.isChecked() for c in choices(page, "产业链")] == [False, True]
    assert "两边不同的 2 项" in words(page.compare)
    assert "只有一边填写的 1 项" in words(page.compare)
    assert page.compare.says.text() == "拜访日志 1 条、联系人 1 条转过来，另一名称记入曾用名，另一条进回收站，可撤销"


def test_ctrl_enter_merges_as_chosen_and_undo_takes_it_back(
    app: App, page: TwinsPage, twins: tuple[int, int], qtbot: QtBot
) -> None:
    said: list[str] = []
    app.message.connect(said.append)
    page.list.setFocus()
    qtbot.keyClick(page.list, Key.Key_Down)
    QTest.mouseClick(choices(page, "企业名称")[1], Qt.MouseButton.LeftButton, pos=QPoint(60, 12))
    qtbot.keyClick(page.list, Key.Key_Return, CONTROL)
    merged = values(app.book, twins[0])
    assert merged["name"] == "恒业光电（苏州）有限公司"
    assert merged["former_name"] == "苏州恒业光电有限公司"
    assert (merged["chain"], merged["state"], merged["visit_count"]) == ("电子信息", "已接触", 3)
    assert said == ["已合并为一家，Ctrl+Z 撤销"]
    assert len(pairs(page)) == 1
    settled(app, qtbot)
    assert tabs(page)[0] == "目标企业 1"
    app.undo()
    settled(app, qtbot)
    assert tabs(page)[0] == "目标企业 2"
    assert values(app.book, twins[0])["visit_count"] == 2


def test_a_merge_waits_beside_the_window_while_another_program_writes_and_is_made_once(
    app: App, page: TwinsPage, twins: tuple[int, int], qtbot: QtBot
) -> None:
    page.list.setCurrentIndex(page.list.findings.index(1, 0))
    with written_by_another(app.book):
        QTest.keyClick(page.list, Key.Key_Return, CONTROL)
        assert app.writing and not page.compare.isEnabled() and not page.tabs.isEnabled()
        page.merge()
        page.judge_apart()
    settled(app, qtbot)
    assert steps(app.book)[-1].startswith("合并") and sum(s.startswith("合并") for s in steps(app.book)) == 1
    assert len(pairs(page)) == 1
    with written_by_another(app.book):
        QTest.keyClick(page.list, Key.Key_D, CONTROL)
        assert len(pairs(page)) == 1
    settled(app, qtbot)
    assert pairs(page) == [] and page.tabs.isEnabled()
    app.undo()
    settled(app, qtbot)
    assert len(pairs(page)) == 1


def test_the_other_row_may_stay_instead(app: App, page: TwinsPage, twins: tuple[int, int], qtbot: QtBot) -> None:
    page.list.setCurrentIndex(page.list.findings.index(1, 0))
    QTest.mouseClick(choices(page, "保留")[1], Qt.MouseButton.LeftButton, pos=QPoint(60, 12))
    assert [c.isChecked() for c in choices(page, "企业名称")] == [False, True]
    assert page.compare.says.text().startswith("拜访日志 2 条、联系人 1 条转过来")
    QTest.mouseClick(page.compare.merge_button, Qt.MouseButton.LeftButton)
    with app.book.read() as session:
        assert ids(session, ViewSpec("enterprises", deleted=True)) == [twins[0]]
    assert values(app.book, twins[1])["former_name"] == "苏州恒业光电有限公司"
    settled(app, qtbot)


def test_arrow_keys_move_between_the_two_values(page: TwinsPage, qtbot: QtBot) -> None:
    page.list.setCurrentIndex(page.list.findings.index(1, 0))
    left, right = choices(page, "企业名称")
    left.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(left, Key.Key_Right)
    assert (left.isChecked(), right.isChecked(), right.hasFocus()) == (False, True, True)


def test_ctrl_d_remembers_that_they_are_two_and_that_can_be_taken_back(
    app: App, page: TwinsPage, twins: tuple[int, int], qtbot: QtBot
) -> None:
    page.list.setFocus()
    qtbot.keyClick(page.list, Key.Key_Down)
    qtbot.keyClick(page.list, Key.Key_D, CONTROL)
    with app.book.read() as session:
        assert told_apart(session, "enterprises") == {twins}
    settled(app, qtbot)
    assert tabs(page)[0] == "目标企业 1"
    assert page.aside_link.text() == "已判定不是同一家 1"
    QTest.mouseClick(page.aside_link, Qt.MouseButton.LeftButton)
    assert pairs(page) == [twins]
    assert page.compare.merge_button.isHidden()
    assert page.compare.says.text() == "已判定不是同一家，不再提示"
    page.merge()
    page.judge_apart()
    QTest.mouseClick(page.compare.again_button, Qt.MouseButton.LeftButton)
    settled(app, qtbot)
    assert tabs(page)[0] == "目标企业 2"
    assert page.aside_link.isHidden()


def test_a_ledger_without_twins_says_so(page: TwinsPage, qtbot: QtBot) -> None:
    page.tabs.setFocus()
    qtbot.keyClick(page.tabs, Key.Key_Right)
    qtbot.keyClick(page.tabs, Key.Key_Right)
    assert page.tab == "hometown"
    assert page.stack.currentWidget() is page.empty
    assert page.empty.accessibleName().startswith("没有发现重复的乡贤")
    page.merge()
    page.judge_apart()
    page.compare_again()


def test_a_change_elsewhere_is_seen_and_the_pair_shown_stays(
    app: App, page: TwinsPage, twins: tuple[int, int], qtbot: QtBot
) -> None:
    page.list.setCurrentIndex(page.list.findings.index(1, 0))
    create(app.book, "enterprises", {"name": "上海铭瑞材料有限公司"})
    create(app.book, "enterprises", {"name": "上海铭瑞材料公司"})
    create(app.book, "policies", {"name": "招商引资十条"})
    settled(app, qtbot)
    assert tabs(page)[0] == "目标企业 3"
    assert page.list.findings.items[page.list.current].key == twins
    delete(app.book, "enterprises", [twins[1]])
    settled(app, qtbot)
    assert twins not in pairs(page)


def test_of_a_pair_that_is_gone_nothing_is_decided_by_what_was_shown_before(
    app: App, page: TwinsPage, twins: tuple[int, int], qtbot: QtBot
) -> None:
    page.list.setCurrentIndex(page.list.findings.index(0, 0))
    delete(app.book, "enterprises", [twins[1]])
    page.list.setCurrentIndex(page.list.findings.index(1, 0))
    assert page.list.findings.items[1].key == twins
    page.merge()
    page.judge_apart()
    assert app.book.undo_label() == "删除 1 家目标企业"
    settled(app, qtbot)
    assert twins not in pairs(page) and page.compare.isEnabled()
    page.merge()
    assert app.book.undo_label() != "删除 1 家目标企业"


def test_the_links_open_the_records(app: App, page: TwinsPage, twins: tuple[int, int], qtbot: QtBot) -> None:
    opened: list[tuple[str, object]] = []
    app.record_wanted.connect(lambda ledger, row: opened.append((ledger, row)))
    page.list.setCurrentIndex(page.list.findings.index(1, 0))
    for link in page.compare.findChildren(LinkButton):
        if link.text() == "打开" and link.isVisible():
            QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert opened == [("enterprises", twins[0]), ("enterprises", twins[1])]
    page.list.opened.emit(1)
    assert page.compare.merge_button.hasFocus()


@pytest.fixture
def doubtful(app: App, page: TwinsPage, qtbot: QtBot) -> TwinsPage:
    """The page on 疑点: a project reported twice, and one with more arrived than was signed."""
    names = ("恒业车载显示模组项目", "苏州恒业车载显示模组项目", "华彩包装项目")
    investors = ("苏州恒业光电有限公司", "苏州恒业光电有限公司", "宁波华彩包装有限公司")
    leads = [
        create(app.book, "leads", {"name": n, "investor": i, "first_date": dt.date(2024, 3, at + 1)})[0]
        for at, (n, i) in enumerate(zip(names, investors, strict=True))
    ]
    create(app.book, "arrivals", {"lead": leads[2], "month": dt.date(2024, 4, 1), "amount": 1_000_000})
    page.arrive(tab=SUSPICIONS)
    settled(app, qtbot)
    return page


def test_suspicions_are_listed_by_kind_with_the_reason(doubtful: TwinsPage) -> None:
    first, second = doubtful.list.findings.items
    assert (first.word, first.first) == ("一项两报", "苏州恒业车载显示模组项目")
    assert first.second == "与“恒业车载显示模组项目”疑为同一项目"
    assert (second.word, second.second) == ("到位超签约", "到位资金100万元，没有签约金额")
    assert second.note == "宁波华彩包装有限公司"
    assert doubtful.status_text == "2 处疑点"
    shown = words(doubtful.panel)
    assert "苏州恒业车载显示模组项目" in shown
    assert any("由首谈在先的片区负责" in text for text in shown)


def test_a_suspicion_is_put_aside_only_with_a_reason_and_can_be_brought_back(
    app: App, doubtful: TwinsPage, qtbot: QtBot
) -> None:
    page = doubtful
    page.list.setCurrentIndex(page.list.findings.index(1, 0))
    page.list.opened.emit(1)
    assert page.panel.note.hasFocus()
    qtbot.keyClick(page.panel.note, Key.Key_Return)
    assert page.panel.error.text() == "请写明忽略的原因，以后查看时用得上"
    commit(page.panel.note, "签约协议待补录")
    assert page.panel.error.text() == ""
    qtbot.keyClick(page.panel.note, Key.Key_Return)
    with app.book.read() as session:
        (kept,) = dismissals(session).values()
    assert (kept.note, kept.who, kept.at) == ("签约协议待补录", "周敏", "2024-05-30 10:42")
    settled(app, qtbot)
    assert tabs(page)[-1] == "疑点 1"
    assert page.aside_link.text() == "已忽略 1"
    QTest.mouseClick(page.aside_link, Qt.MouseButton.LeftButton)
    assert page.list.findings.items[0].note == "周敏：签约协议待补录"
    assert page.panel.label.text() == "周敏 于 2024-05-30 10:42 忽略，说明是"
    assert (page.panel.note.text(), page.panel.note.isReadOnly()) == ("签约协议待补录", True)
    qtbot.keyClick(page.panel.note, Key.Key_Return)
    QTest.mouseClick(page.panel.restore_button, Qt.MouseButton.LeftButton)
    settled(app, qtbot)
    assert tabs(page)[-1] == "疑点 2"
    assert page.aside_link.isHidden()


def test_what_is_being_typed_stays_while_the_book_changes(app: App, doubtful: TwinsPage, qtbot: QtBot) -> None:
    commit(doubtful.panel.note, "正在核")
    create(app.book, "leads", {"name": "另一项目"})
    settled(app, qtbot)
    assert doubtful.panel.note.text() == "正在核"


def test_a_project_reported_twice_leads_to_the_two_side_by_side(app: App, doubtful: TwinsPage, qtbot: QtBot) -> None:
    opened: list[tuple[str, object]] = []
    app.record_wanted.connect(lambda ledger, row: opened.append((ledger, row)))
    links = {link.text(): link for link in doubtful.panel.findChildren(LinkButton) if link.isVisible()}
    QTest.mouseClick(links["打开"], Qt.MouseButton.LeftButton)
    assert [ledger for ledger, _ in opened] == ["leads"]
    QTest.mouseClick(links["并排比较，可合并"], Qt.MouseButton.LeftButton)
    assert doubtful.tab == "leads"
    assert doubtful.compare.pair is not None
    assert doubtful.compare.pair.titles[0] == "恒业车载显示模组项目"
    qtbot.keyClick(doubtful.list, Key.Key_Return, CONTROL)
    settled(app, qtbot)
    assert tabs(doubtful)[1] == "线索项目 0"
    assert tabs(doubtful)[-1] == "疑点 1"


def test_the_list_speaks_to_screen_readers(page: TwinsPage) -> None:
    QAbstractItemModelTester(page.list.findings, QAbstractItemModelTester.FailureReportingMode.Fatal)
    index = page.list.findings.index(1, 0)
    assert page.list.findings.data(index, ROLE).startswith("很可能 92%，苏州恒业光电有限公司，恒业光电（苏州）有限公司")
    assert page.list.findings.data(index, Qt.ItemDataRole.ToolTipRole).count("\n") == 2
    assert page.list.findings.data(index, Qt.ItemDataRole.DecorationRole) is None
    assert FindingModel().data(FindingModel().index(0, 0)) is None


def test_a_form_warns_of_the_firm_that_there_is_under_another_spelling(
    app: App, twins: tuple[int, int], qtbot: QtBot
) -> None:
    dialog = RecordDialog.open(app, "enterprises")
    assert dialog is not None
    qtbot.waitExposed(dialog)
    cell = dialog.form.cell("name")
    commit(cell.editor, "苏州恒页光电")
    qtbot.waitUntil(lambda: bool(cell.words.text()))
    assert cell.words.text() == "已有“苏州恒业光电有限公司”，可能是同一家：名称同音"
    commit(cell.editor, "无关的名称")
    qtbot.waitUntil(lambda: not cell.words.text())
    cell.revert()
    dialog.close()


def test_the_quick_log_offers_the_firm_that_is_meant_before_a_new_one(
    app: App, twins: tuple[int, int], qtbot: QtBot
) -> None:
    box = MetBox(app)
    assert [option.text for option in box._options("苏州恒页光电")] == ["＋ 新建企业“苏州恒页光电”"]
    qtbot.waitUntil(lambda: not app.working)
    found = box._options("苏州恒页光电")
    meant = ["恒业光电（苏州）有限公司", "苏州恒业光电有限公司", "＋ 新建企业“苏州恒页光电”"]
    assert [option.text for option in found] == meant
    assert found[-1].note == "可能已有：苏州恒业光电有限公司"
    box._options("毫无关系的企业")
    qtbot.waitUntil(lambda: not app.working)
    assert box._options("毫无关系的企业")[-1].note == ""
    box.deleteLater()
