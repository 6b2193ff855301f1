"""工作台: figures against target and pace, what waits, what is wrong, and the rows behind every figure."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton

from crm.actions.edit import create
from crm.book import Book
from crm.queries.listing import ids
from tests.on_screen import written_by_another
from ui.charts.figures import FigureTable
from ui.charts.lines import Lines
from ui.charts.tilemap import TILES, TileMap
from ui.core.app import App
from ui.core.kit import LinkButton
from ui.pages.agenda_data import due_pill
from ui.pages.home import HomePage
from ui.pages.home_views import OfficeView, PostedView

TODAY = dt.date(2024, 5, 30)


def make(book: Book, ledger: str, **values: Any) -> int:
    return create(book, ledger, values)[0]


@pytest.fixture
def county(book: Book) -> dict[str, int]:
    """Two stations of which 珠三角 is blank; 5亿 and 2亿 signed this year against a task of 10亿; one call is late."""
    book.set_setting("me", {"name": "王磊", "role": "office"})
    east = make(book, "stations", name="长三角")
    south = make(book, "stations", name="珠三角")
    who = make(book, "staff", name="李明朗", station=east)
    make(book, "targets", year=2024, indicator="签约资金", scope="全县", annual=10)
    one = make(
        book, "leads", name="光学膜二期", staff=who, station=east, origin="浙江省", land_papers=True,
        signed_date=dt.date(2024, 5, 6), signed_amount=500_000_000, valid=True, first_date=dt.date(2024, 5, 2),
    )  # fmt: skip
    two = make(
        book, "leads", name="储能电池包", station=east, origin="江苏省", signed_date=dt.date(2024, 4, 6),
        signed_amount=200_000_000, first_date=dt.date(2024, 4, 2), started_date=dt.date(2024, 5, 20), land_papers=False,
    )  # fmt: skip
    firm = make(book, "enterprises", name="深圳佰维智能装备有限公司", province="广东省")
    visit = make(
        book, "visits", date=dt.date(2024, 5, 20), enterprise=firm, staff=who, content="谈二期",
        next_step="寄送政策", next_date=dt.date(2024, 5, 28),
    )  # fmt: skip
    make(book, "trips", staff=who, start=dt.date(2024, 5, 1), end=dt.date(2024, 5, 20))
    return {"east": east, "south": south, "who": who, "one": one, "two": two, "firm": firm, "visit": visit}


def shown(app: App, qtbot: Any) -> HomePage:
    page = HomePage(app)
    qtbot.addWidget(page)
    page.resize(1134, 676)
    page.show()
    settle(app, qtbot)
    return page


def settle(app: App, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not app.working)
    qtbot.wait(1)


def went(app: App) -> list[tuple[str, Any]]:
    calls: list[tuple[str, Any]] = []
    app.navigated.connect(lambda key, state: calls.append((key, state)))
    app.record_wanted.connect(lambda ledger, row: calls.append((ledger, row)))
    return calls


def office(page: HomePage) -> OfficeView:
    assert isinstance(page.view, OfficeView)
    return page.view


def test_signed_funds_stand_against_task_and_pace(app: App, county: dict[str, int], qtbot: Any) -> None:
    page = shown(app, qtbot)
    assert office(page).figures[0].accessibleName() == (
        "签约资金 7.00 亿元，年任务 10 亿元，完成 70.00%，超序时 28.33 个百分点"
    )
    assert office(page).figures[2].accessibleName() == "新签约项目 2 个，亿元以上 2 个，开工率 50.0%"
    assert office(page).figures[3].accessibleName() == "有效线索 1 条，本月新增 1，转化率 100.0%"


def test_a_figure_opens_its_rows(app: App, book: Book, county: dict[str, int], qtbot: Any) -> None:
    page = shown(app, qtbot)
    calls = went(app)
    QTest.mouseClick(office(page).figures[0], Qt.MouseButton.LeftButton)
    office(page).figures[3].setFocus()
    QTest.keyClick(office(page).figures[3], Qt.Key.Key_Return)
    key, state = calls[0]
    with book.read() as session:
        assert (key, set(ids(session, state["view"]))) == ("leads", {county["one"], county["two"]})
    assert calls[1] == ("leads", county["one"])


def test_what_waits_is_told_with_whom_and_opens(app: App, county: dict[str, int], qtbot: Any) -> None:
    todo = office(page := shown(app, qtbot)).todo
    assert next((line.pill, line.title, line.note) for line in todo.shown) == (
        "逾期 2 天", "寄送政策　深圳佰维智能装备有限公司", "李明朗",
    )  # fmt: skip
    calls = went(app)
    todo.setFocus()
    QTest.keyClick(todo, Qt.Key.Key_Return)
    assert calls == [("visits", county["visit"])]
    assert page.status_text == "今天 0 件　·　逾期 1 件"


def test_the_newest_visits_take_turns_with_what_waits_and_are_there_the_next_time(
    app: App, book: Book, county: dict[str, int], qtbot: Any
) -> None:
    make(book, "visits", date=dt.date(2024, 5, 29), contact="赵敏", method="电话", content="问二期用地\n要回复")
    view = office(shown(app, qtbot))
    assert (view.todo.isVisible(), view.visits.isVisible()) == (True, False)
    view.turns.setFocus()
    QTest.keyClick(view.turns, Qt.Key.Key_Right)
    assert (view.todo.isVisible(), view.visits.isVisible()) == (False, True)
    assert view.todo_card.heading.text() == "最近拜访"
    assert [(line.pill, line.title, line.more, line.note) for line in view.visits.shown] == [
        ("电话", "赵敏", "问二期用地 要回复", "2024.05.29"),
        ("拜访", "深圳佰维智能装备有限公司", "谈二期", "李明朗 2024.05.20"),
    ]
    calls = went(app)
    view.visits.setCurrentIndex(view.visits.model().index(1, 0))
    QTest.keyClick(view.visits, Qt.Key.Key_Return)
    assert calls == [("visits", county["visit"])]
    assert office(shown(app, qtbot)).turns.current == "visits"


def test_what_waits_is_told_anew_to_whoever_comes_back_on_another_day(
    app: App, book: Book, county: dict[str, int], qtbot: Any
) -> None:
    page = shown(app, qtbot)
    assert office(page).todo.shown[0].pill == "逾期 2 天"
    tomorrow = book.clock() + dt.timedelta(days=1)
    book.clock = lambda: tomorrow
    page.arrive()
    settle(app, qtbot)
    assert office(page).todo.shown[0].pill == "逾期 3 天"


def test_warnings_put_red_first_and_name_the_blank_station(app: App, county: dict[str, int], qtbot: Any) -> None:
    lines = office(shown(app, qtbot)).warnings.shown
    assert (lines[0].pill, lines[0].title, lines[0].note) == ("红", "储能电池包", "2024年5月20日报开工，用地手续未办理")
    assert ("提示", "珠三角", ("stations", (county["south"],))) in [(x.pill, x.title, x.target) for x in lines]


def test_stations_are_listed_with_zeros_in_red(app: App, county: dict[str, int], qtbot: Any) -> None:
    table = office(shown(app, qtbot)).stations
    east, south = (row.cells for row in table.figures.rows)
    assert [east[key].text for key in ("people", "days", "enterprises", "signed_count", "signed_amount")] == [
        "李明朗", "20", "1", "1", "5.00",
    ]  # fmt: skip
    assert (south["days"].text, south["days"].tone, south["people"].text) == ("0", "bad", "无驻外人员")
    calls = went(app)
    table.setCurrentIndex(table.figures.index(0, 2))
    QTest.keyClick(table, Qt.Key.Key_Return)
    table.setCurrentIndex(table.figures.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert calls[0][0] == "trips"
    assert calls[1] == ("posting", {"station": "长三角"})


def test_the_map_counts_leads_then_visits_and_opens_a_province(
    app: App, book: Book, county: dict[str, int], qtbot: Any
) -> None:
    view = office(shown(app, qtbot))
    calls = went(app)
    assert view.map.words("浙江") == "浙江 1 个"
    QTest.mouseClick(view.map, Qt.MouseButton.LeftButton, pos=view.map.box("浙江").center().toPoint())
    with book.read() as session:
        assert ids(session, calls[0][1]["view"]) == [county["one"]]
    view.switch.set_current("visits")
    assert view.map.words("广东") == "广东 1 次"
    QTest.mouseClick(view.map, Qt.MouseButton.LeftButton, pos=view.map.box("广东").center().toPoint())
    assert calls[1] == ("visits", county["visit"])


def test_a_new_signing_is_seen_at_once_and_undo_takes_it_back(
    app: App, book: Book, county: dict[str, int], qtbot: Any
) -> None:
    page = shown(app, qtbot)
    make(book, "leads", name="新材料", signed_date=TODAY, signed_amount=100_000_000)
    settle(app, qtbot)
    assert office(page).figures[0].amount.accessibleName() == "8.00 亿元"
    app.undo()
    settle(app, qtbot)
    assert office(page).figures[0].amount.accessibleName() == "7.00 亿元"


def test_the_month_is_one_click_away(app: App, county: dict[str, int], qtbot: Any) -> None:
    page = shown(app, qtbot)
    calls = went(app)
    assert page.bulletin_button.text() == "生成 5 月通报"
    page.bulletin_button.click()
    assert calls == [("bulletin", {"month": "2024-05"})]


def test_an_empty_book_says_what_to_do(app: App, qtbot: Any) -> None:
    page = shown(app, qtbot)
    calls = went(app)
    empty = page.stack.currentWidget()
    assert empty is not None
    buttons = {button.text(): button for button in empty.findChildren(QPushButton)}
    buttons["导入现有表格"].click()
    assert calls == [("exchange", {})]
    assert "记一次拜访" in buttons
    assert page.bulletin_button.isHidden(), "there is nothing to tell yet"


def test_a_county_without_posted_staff_is_told_where_to_fill_them_in(app: App, book: Book, qtbot: Any) -> None:
    make(book, "enterprises", name="恒业光电")
    view = office(shown(app, qtbot))
    assert (view.stations.isVisible(), view.nobody.isVisible()) == (False, True)
    calls = went(app)
    qtbot.mouseClick(view.nobody.findChild(LinkButton), Qt.MouseButton.LeftButton)
    assert calls == [("staff", {})]


def test_posted_staff_see_their_own_day_and_month(app: App, book: Book, county: dict[str, int], qtbot: Any) -> None:
    other = make(book, "staff", name="赵静", station=county["east"])
    make(book, "visits", date=dt.date(2024, 5, 29), staff=other, contact="刘总", next_date=TODAY, next_step="回访")
    book.set_setting("me", {"name": "李明朗", "role": "posted"})
    book.set_setting("last_hand_in", "2024-04-30T17:20")
    page = shown(app, qtbot)
    view = page.view
    assert isinstance(view, PostedView)
    assert view.figures[0].accessibleName() == "本月驻外 20 天，全县最多 20 天"
    assert view.figures[1].accessibleName() == "本月拜访 1 次，1 家企业，全县最多 1 次"
    assert next(line.title for line in view.today.shown if line.pill) == "寄送政策　深圳佰维智能装备有限公司"
    assert not any("回访" in line.title for line in view.today.shown)
    assert "李明朗" not in [line.note for line in view.today.shown], "one's own name is left to the words"
    assert [row.cells["person"].text for row in view.mine.figures.rows] == ["李明朗（我）", "赵静"]
    assert (view.handed_day.text(), view.handed_note.text()) == ("2024年4月30日", "30 天前，此后的记录还没有报送")
    assert [line.target for line in view.visits.shown] == [("visits", county["visit"])]
    calls = went(app)
    view.open_figure(3)
    assert calls == [("posting", {"person": "李明朗"})]


def test_the_hometown_people_out_of_touch_open_as_they_are_counted(
    app: App, book: Book, county: dict[str, int], qtbot: Any
) -> None:
    silent = [make(book, "hometown", name=name, grade="每月") for name in ("王建国", "赵敏")]
    make(book, "hometown", name="没有约定频次", next_contact=TODAY)
    book.set_setting("me", {"name": "李明朗", "role": "posted"})
    view = shown(app, qtbot).view
    assert isinstance(view, PostedView)
    assert view.calls.text() == "久未联系的乡贤 2 人"
    calls = went(app)
    view.calls.click()
    [(ledger, state)] = calls
    assert ledger == "hometown"
    with book.read() as session:
        assert sorted(ids(session, state["view"])) == silent


def test_handing_in_is_noted_with_its_day_and_can_be_taken_back(
    app: App, book: Book, county: dict[str, int], qtbot: Any
) -> None:
    book.set_setting("me", {"name": "李明朗", "role": "posted"})
    page = shown(app, qtbot)
    view = page.view
    assert isinstance(view, PostedView)
    assert view.handed_day.text() == "还没有报送过"
    mark = next(b for b in view.handed.findChildren(LinkButton) if b.text() == "记为今天已报送")
    with written_by_another(book):
        mark.click()
        assert app.writing and not mark.isEnabled()
    qtbot.waitUntil(lambda: view.handed_day.text() == "2024年5月30日")
    assert book.undo_label() == "记下报送日期"
    app.undo()
    qtbot.waitUntil(lambda: view.handed_day.text() == "还没有报送过")


def test_a_posted_user_who_is_not_among_the_staff_is_told_so(app: App, book: Book, county: Any, qtbot: Any) -> None:
    book.set_setting("me", {"name": "没有登记", "role": "posted"})
    page = shown(app, qtbot)
    assert page.view is not None
    assert page.view.figures[0].accessibleName().startswith("本月驻外 — ，“人员”里没有您的名字")


def test_the_role_chosen_later_changes_the_page(app: App, book: Book, county: dict[str, int], qtbot: Any) -> None:
    page = shown(app, qtbot)
    book.set_setting("me", {"name": "李明朗", "role": "posted"})
    settle(app, qtbot)
    assert isinstance(page.view, PostedView)


@pytest.mark.parametrize(
    ("ahead", "words"), [(-400, "逾期 400 天"), (-1, "逾期 1 天"), (0, "今天"), (1, "明天"), (2, "6月1日")]
)
def test_due_days_are_told_as_people_say_them(ahead: int, words: str) -> None:
    assert due_pill(TODAY + dt.timedelta(days=ahead), TODAY)[0] == words


def test_every_province_has_a_square_of_its_own_and_the_arrows_reach_it(app: App, qtbot: Any) -> None:
    tiles = TileMap()
    qtbot.addWidget(tiles)
    tiles.resize(280, 240)
    tiles.set_counts({"上海": 3}, "个")
    assert len(TILES) == 34
    assert len({place[1:] for place in TILES.values()}) == 34
    opened: list[str] = []
    tiles.opened.connect(opened.append)
    QTest.keyClick(tiles, Qt.Key.Key_Right)
    QTest.keyClick(tiles, Qt.Key.Key_Return)
    assert opened == ["上海"]
    assert tiles._at(QPointF(0, 0)) == ""
    assert not tiles.grab().isNull()


def test_the_models_keep_qt_s_rules(app: App, county: dict[str, int], qtbot: Any) -> None:
    page = shown(app, qtbot)
    for table in page.findChildren(FigureTable):
        QAbstractItemModelTester(table.figures, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for lines in page.findChildren(Lines):
        QAbstractItemModelTester(lines.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
        lines.show_lines([])
    app.theme.set_choice("dark")
    assert not page.grab().isNull()
