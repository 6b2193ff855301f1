"""日程 and 拜访日志: the days with what was met and what is due, the festivals ahead, the trip under way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from crm.actions.edit import create
from crm.actions.rows import insert_rows
from crm.actions.visits import VisitEntry, log_visit
from crm.book import Book
from crm.queries.listing import cells
from crm.records.ledger import LEDGERS
from crm.rules.festivals import DayMark
from tests.on_screen import steps, written_by_another
from ui.core.app import App
from ui.core.kit import LinkButton
from ui.pages.agenda import AgendaPage
from ui.pages.agenda_calendar import two_lines
from ui.pages.agenda_data import DAY, DayPlan, Item, read_agenda, week_of, weeks_of_month
from ui.pages.agenda_lanes import lay_out
from ui.pages.agenda_side import Line
from ui.pages.visits import TripStrip, VisitsPage

Key = Qt.Key


def day(number: int, month: int = 5) -> dt.date:
    return dt.date(2024, month, number)


@pytest.fixture
def county(book: Book) -> dict[str, int]:
    """陈刚 in Shanghai since Monday, with a follow-up overdue, a call due today and two hometown people."""
    book.set_setting("me", {"name": "陈刚", "role": "posted"})
    staff, _ = create(book, "staff", {"name": "陈刚"})
    trip, _ = create(book, "trips", {"staff": staff, "start": day(27), "end": day(31), "destination": "上海"})
    company, _ = create(book, "enterprises", {"name": "恒业光电", "staff": staff})
    entry = VisitEntry(date=day(28), enterprise=company, next_step="送能耗测算", next_date=day(29))
    visit, _ = log_visit(book, entry)
    greeted, _ = create(book, "hometown", {"name": "李明朗", "city": "苏州市"})
    waiting, _ = create(book, "hometown", {"name": "周敏", "next_contact": day(30), "grade": "每月"})
    return {
        "staff": staff, "trip": trip, "enterprise": company, "visit": visit, "greeted": greeted, "waiting": waiting,
    }  # fmt: skip


@pytest.fixture
def page(app: App, county: dict[str, int], qtbot: QtBot) -> AgendaPage:
    """The agenda of the week, on the screen."""
    page = AgendaPage(app)
    qtbot.addWidget(page)
    page.resize(1150, 700)
    page.show()
    first_day(page, qtbot, day(27))
    return page


def first_day(page: AgendaPage, qtbot: QtBot, wanted: dt.date, days: int = 7) -> None:
    """Wait until the calendar shows the days from this one on."""
    qtbot.waitUntil(lambda: len(page.calendar.days) == days and page.calendar.days[0].date == wanted)


def lines(page: QWidget, words: str = "") -> list[Line]:
    return [line for line in page.findChildren(Line) if words in line.accessibleName()]


def test_a_week_runs_from_monday_and_a_month_is_shown_in_whole_weeks() -> None:
    assert week_of(day(30)) == (day(27), day(2, 6))
    assert weeks_of_month(day(30)) == (dt.date(2024, 4, 29), day(2, 6))
    assert weeks_of_month(dt.date(2024, 2, 10)) == (dt.date(2024, 1, 29), dt.date(2024, 3, 3))


def test_each_day_holds_trips_visits_and_what_is_due_and_knows_holidays(book: Book, county: dict[str, int]) -> None:
    agenda = read_agenda(book, day(27), day(2, 6))
    held = {plan.date.day: [item.text for item in plan.items] for plan in agenda.days}
    assert held == {
        27: ["陈刚 上海 驻点"],
        28: ["陈刚 上海 驻点", "拜访 恒业光电"],
        29: ["陈刚 上海 驻点", "送能耗测算 恒业光电"],
        30: ["陈刚 上海 驻点", "联系乡贤 周敏"],
        31: ["陈刚 上海 驻点", "开始端午问候"],
        1: [],
        2: [],
    }
    assert [plan.what for plan in agenda.due] == ["送能耗测算", "联系乡贤"]
    june = {plan.date.day: plan for plan in read_agenda(book, day(3, 6), day(16, 6)).days}
    assert (june[10].festival, june[10].mark.kind, june[8].mark.kind, june[3].mark.kind) == (
        "端午", "holiday", "weekend", "work",
    )  # fmt: skip


def test_a_festival_ahead_lists_whom_to_call_and_who_has_been(book: Book, county: dict[str, int]) -> None:
    (greeting,) = read_agenda(book, day(27), day(2, 6)).greetings
    assert (greeting.festival.name, [p.name for p in greeting.open], greeting.done) == ("端午", ["李明朗", "周敏"], [])
    create(book, "visits", {"date": day(1, 6), "hometown": county["greeted"]})
    (greeting,) = read_agenda(book, day(27), day(2, 6)).greetings
    assert ([p.name for p in greeting.done], [p.name for p in greeting.open]) == (["李明朗"], ["周敏"])


def test_the_page_shows_the_week_and_says_what_waits(page: AgendaPage) -> None:
    assert [plan.date for plan in page.calendar.days] == [
        day(27),
        *(day(n) for n in range(28, 32)),
        day(1, 6),
        day(2, 6),
    ]
    assert page.status_text == "待跟进 2 项，逾期 1 项"
    assert lines(page.side.due, "逾期 1 天 送能耗测算")
    assert lines(page.side.due, "今天 联系乡贤")
    assert [line.accessibleName() for line in lines(page.side.late)] == ["周敏 还没有联系过"]
    assert not page.grab().isNull()


def test_arrows_move_the_day_and_leave_the_week_with_it(page: AgendaPage, qtbot: QtBot) -> None:
    page.calendar.setFocus()
    qtbot.keyClick(page.calendar, Key.Key_Left)
    assert page.day == day(29)
    assert lines(page.side.day, "送能耗测算")
    qtbot.keyClick(page.calendar, Key.Key_Down)
    assert page.day == day(5, 6)
    first_day(page, qtbot, day(3, 6))
    qtbot.mouseClick(page.now, Qt.MouseButton.LeftButton)
    first_day(page, qtbot, day(27))


def test_a_year_whose_holidays_are_not_known_is_said_once_below_the_days(page: AgendaPage, qtbot: QtBot) -> None:
    assert not page.unknown.isVisible()
    page.arrive(day=dt.date(2098, 12, 31), scale="week")
    first_day(page, qtbot, dt.date(2098, 12, 29))
    assert page.unknown.isVisible()
    assert page.unknown.text() == "还没有2098年、2099年的放假安排，这里只标周末"
    page.arrive(day=dt.date(2003, 12, 31), scale="month")
    first_day(page, qtbot, dt.date(2003, 12, 1), days=35)
    assert page.unknown.text() == "还没有2003年的放假安排，这里只标周末", "the first days of 2004 are beside the month"
    page.arrive(day=dt.date(2024, 5, 30))
    first_day(page, qtbot, dt.date(2024, 4, 29), days=35)
    assert not page.unknown.isVisible()


def test_the_month_is_a_tab_and_is_remembered(page: AgendaPage, app: App, qtbot: QtBot) -> None:
    page.tabs.set_current("month")
    first_day(page, qtbot, dt.date(2024, 4, 29), days=35)
    assert page.calendar.month == 5
    qtbot.mouseClick(page.on, Qt.MouseButton.LeftButton)
    assert page.day == day(1, 6)
    first_day(page, qtbot, day(27), days=35)
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert page.day == day(31)
    assert not page.grab().isNull()
    assert AgendaPage(app).scale == "month"
    page.arrive(day=day(10, 6), scale="week")
    first_day(page, qtbot, day(10, 6))
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert page.day == day(3, 6)


def test_a_day_can_be_clicked_and_an_item_opened(
    page: AgendaPage, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    opened: list[tuple[str, object]] = []
    app.record_wanted.connect(lambda ledger, row: opened.append((ledger, row)))
    box = page.calendar.cell(1)
    spot = QPoint(round(box.center().x()), round(box.top() + 30 + 41 + 8))
    number = QPoint(round(box.center().x()), round(box.top() + 10))
    qtbot.mouseClick(page.calendar, Qt.MouseButton.LeftButton, pos=number)
    assert (page.day, opened) == (day(28), [])
    qtbot.mouseMove(page.calendar, spot)
    assert page.calendar.cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert page.calendar.toolTip() == "拜访 恒业光电\n陈刚"
    qtbot.mouseClick(page.calendar, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseDClick(page.calendar, Qt.MouseButton.LeftButton, pos=spot)
    assert opened == [("visits", county["visit"])], "the second click of two is not another wish"
    qtbot.mouseMove(page.calendar, number)
    assert (page.calendar.cursor().shape(), page.calendar.toolTip()) == (Qt.CursorShape.ArrowCursor, "")
    qtbot.keyClick(lines(page.side.day, "拜访 恒业光电")[0], Key.Key_Return)
    qtbot.mouseClick(lines(page.side.due, "联系乡贤")[0], Qt.MouseButton.LeftButton)
    assert opened[1:] == [("visits", county["visit"]), ("hometown", county["waiting"])]


def test_words_too_long_for_one_line_of_a_day_go_on_to_a_second(qapp: QApplication) -> None:
    metrics = QFontMetricsF(QFont())
    room = metrics.horizontalAdvance("国国国国国国国") + 1
    assert two_lines("拜访 恒业光电", metrics, room) == ("拜访 恒业光电",)
    assert two_lines("邀请来县考察 恒业光电", metrics, room) == ("邀请来县考察", "恒业光电")
    assert two_lines("邀请企业来县里考察 恒业", metrics, room) == ("邀请企业来县里", "考察 恒业"), "no space in reach"


def test_a_week_too_full_for_two_rows_of_words_gives_each_item_one(page: AgendaPage) -> None:
    def crowded(items: int) -> list[DayPlan]:
        plan = [Item(f"拜访 {at}", "", "plain", "visits", at, day(27), day(27)) for at in range(1, items + 1)]
        rest = [DayPlan(day(27) + DAY * at, DayMark("work")) for at in range(1, 7)]
        return [DayPlan(day(27), DayMark("work"), items=plan), *rest]

    calendar = page.calendar
    for items, high in ((4, 41), (16, 21)):
        calendar.show_days(crowded(items), today=day(30), current=day(30), month=None)
        second = QPointF(calendar.cell(0).center().x(), calendar.cell(0).top() + 30 + high + 4)
        found = calendar.item_at(second)
        assert found is not None and found.id == 2
        assert not any(calendar.week(0).hidden)


def test_enter_opens_the_one_item_of_a_day_or_goes_into_a_day_that_has_several(
    page: AgendaPage, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    opened: list[tuple[str, object]] = []
    app.record_wanted.connect(lambda ledger, row: opened.append((ledger, row)))
    calendar = page.calendar
    calendar.setFocus()
    calendar.choose(day(27))
    qtbot.keyClick(calendar, Key.Key_Return)
    assert opened == [("trips", county["trip"])]
    calendar.choose(day(2, 6))
    qtbot.keyClick(calendar, Key.Key_Return)
    assert calendar.hasFocus() and len(opened) == 1
    calendar.choose(day(28))
    trip, visit = lines(page.side.day)
    qtbot.waitUntil(visit.isVisible)
    qtbot.keyClick(calendar, Key.Key_Return)
    assert trip.hasFocus()
    qtbot.keyClick(trip, Key.Key_Down)
    assert visit.hasFocus()
    qtbot.keyClick(visit, Key.Key_Return)
    assert opened[1:] == [("visits", county["visit"])]
    qtbot.keyClick(visit, Key.Key_Up)
    qtbot.keyClick(trip, Key.Key_Up)
    assert calendar.hasFocus()


def test_trips_that_are_summed_up_open_as_the_trips_of_that_day(
    page: AgendaPage, app: App, county: dict[str, int]
) -> None:
    shown: list[tuple[str, Any]] = []
    app.navigated.connect(lambda place, state: shown.append((place, state["view"].filters[0].value)))
    other = {"staff": county["staff"], "start": day(28), "end": day(28)}
    trips = [county["trip"], *(create(app.book, "trips", other)[0] for _ in range(2))]
    plan = next(plan for plan in read_agenda(app.book, day(27), day(2, 6)).days if plan.date == day(28))
    (summed,) = [band.item for band in lay_out([plan], lines=2, tight=True).bands if band.item.ledger == "trips"]
    page.calendar.opened.emit(summed)
    assert (summed.text, shown) == ("3 个行程", [("trips", tuple(trips))])


def test_what_is_long_overdue_stands_after_what_is_due_and_all_of_it_can_be_listed(
    page: AgendaPage, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    own = {"staff": county["staff"]}
    firms = [{"name": f"明天的企业{number}", "next_contact": day(31), **own} for number in range(30)]
    with app.book.write("导入 目标企业清单.xlsx") as writer:
        old = {"name": "去年的企业", "next_contact": dt.date(2023, 5, 1), **own}
        insert_rows(writer, LEDGERS["enterprises"], [old, *firms])
    qtbot.waitUntil(lambda: page.side.due.count.text() == "33，逾期 2")
    assert lines(page.side.due)[0].second == "恒业光电 · 陈刚"
    assert not lines(page.side.due, "去年的企业")
    assert page.side.due_more.text() == "还有 3 项"
    page.side.due_more.click()
    assert lines(page.side.due)[-1].second == "去年的企业 · 陈刚"
    assert page.side.due_more.isHidden()


def test_an_assistance_item_is_settled_from_the_agenda(
    page: AgendaPage, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    lead, _ = create(app.book, "leads", {"name": "光学膜二期", "staff": county["staff"]})
    item, _ = create(app.book, "assistance", {"lead": lead, "item": "办理环评", "due": day(27), "unit": "县生态环境局"})
    qtbot.waitUntil(lambda: bool(lines(page.side.due, "逾期 3 天 帮办 办理环评 光学膜二期 · 县生态环境局")))
    qtbot.mouseClick(lines(page.side.due, "办理环评")[0].links["done"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not lines(page.side.due, "办理环评"))
    with app.book.read() as session:
        (row,) = cells(session, "assistance", [item], ["state", "finished"])
    assert row.values == {"state": "已办结", "finished": day(30)}
    assert app.book.undo_label() == "帮办 办理环评 已办结"


def test_a_follow_up_leads_to_the_quick_log_or_is_ticked_off(
    page: AgendaPage, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    wanted: list[Any] = []
    app.visit_wanted.connect(wanted.append)
    due = lines(page.side.due, "送能耗测算")[0]
    qtbot.mouseClick(due.links["log"], Qt.MouseButton.LeftButton)
    person = lines(page.side.greet, "李明朗")[0]
    qtbot.mouseClick(person.links["log"], Qt.MouseButton.LeftButton)
    assert wanted == [{"enterprise": county["enterprise"]}, {"hometown": county["greeted"], "method": "电话"}]
    qtbot.mouseClick(due.links["done"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not lines(page.side.due, "送能耗测算"))
    assert app.book.undo_label() == "跟进已办 恒业光电"


def test_ticking_off_waits_beside_the_window_while_another_program_writes(
    page: AgendaPage, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    before = len(steps(app.book))
    with written_by_another(app.book):
        for _ in range(2):
            qtbot.mouseClick(lines(page.side.due, "送能耗测算")[0].links["done"], Qt.MouseButton.LeftButton)
        assert app.writing
    qtbot.waitUntil(lambda: not lines(page.side.due, "送能耗测算"))
    qtbot.waitUntil(lambda: not app.working)
    assert steps(app.book)[before:] == ["跟进已办 恒业光电"], "a second press writes nothing more"


def test_a_call_just_made_takes_its_follow_up_from_the_page(
    page: AgendaPage, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    log_visit(app.book, VisitEntry(date=day(30), enterprise=county["enterprise"], method="电话"))
    qtbot.waitUntil(lambda: not lines(page.side.due, "送能耗测算"))
    qtbot.waitUntil(lambda: page.status_text == "待跟进 1 项")


def test_the_log_page_tells_of_the_trip_under_way_and_ends_it(app: App, county: dict[str, int], qtbot: QtBot) -> None:
    page = VisitsPage(app)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: len(page.grid.model.ids) == 1)
    qtbot.waitUntil(lambda: page.strip.words.text() == "行程 5月27日–31日 上海")
    assert page.strip.note.text() == "驻点  ·  已记 1 次  ·  本月驻外 4 天"
    assert not page.strip.extend.isVisible()
    qtbot.mouseClick(page.strip.end, Qt.MouseButton.LeftButton)
    with app.book.read() as session:
        assert cells(session, "trips", [county["trip"]], ["end"])[0].values["end"] == day(30)
    qtbot.waitUntil(lambda: page.strip.words.text() == "行程 5月27日–30日 上海")
    wanted: list[Any] = []
    app.visit_wanted.connect(wanted.append)
    qtbot.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    assert wanted == [{}]


def test_a_trip_that_ended_lately_can_be_made_longer(app: App, book: Book, qtbot: QtBot) -> None:
    book.set_setting("me", {"name": "陈刚", "role": "posted"})
    strip = TripStrip(app)
    qtbot.addWidget(strip)
    strip.show()
    strip.renew()
    qtbot.waitUntil(lambda: strip.words.text() == "今天没有行程")
    assert strip.note.text() == "本月驻外 0 天"
    staff, _ = create(book, "staff", {"name": "陈刚"})
    create(book, "trips", {"staff": staff, "start": day(20), "end": day(28), "destination": "上海"})
    strip.renew()
    qtbot.waitUntil(lambda: strip.words.text() == "上次行程 5月20日–28日 上海")
    qtbot.mouseClick(strip.extend, Qt.MouseButton.LeftButton)
    strip.renew()
    qtbot.waitUntil(lambda: strip.words.text() == "行程 5月20日–30日 上海")


def test_the_office_sees_who_is_away(app: App, county: dict[str, int], qtbot: QtBot) -> None:
    app.book.set_setting("me", {"name": "王磊", "role": "office"})
    strip = TripStrip(app)
    qtbot.addWidget(strip)
    strip.show()
    strip.renew()
    qtbot.waitUntil(lambda: strip.words.text() == "今天在外 1 人")
    assert strip.note.text() == "陈刚 上海"
    wanted: list[str] = []
    app.new_wanted.connect(lambda ledger, _values: wanted.append(ledger))
    app.navigated.connect(lambda key, _state: wanted.append(key))
    qtbot.mouseClick(strip.new, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(strip.all, Qt.MouseButton.LeftButton)
    assert wanted == ["trips", "trips"]


def trip(number: int, first: int, last: int) -> Item:
    return Item(f"行程{number}", "", "info", "trips", number, day(first), day(last))


def week_from(first: int, *items: Item) -> list[DayPlan]:
    plans = [DayPlan(day(first) + dt.timedelta(days=at), DayMark("work")) for at in range(7)]
    for item in items:
        for plan in plans:
            if item.start <= plan.date <= item.end:
                plan.items.append(item)
    return plans


def test_a_trip_keeps_its_line_through_all_its_days() -> None:
    call = Item("电话", "", "plain", "visits", 9, day(22), day(22))
    week = lay_out(week_from(20, trip(1, 18, 21), trip(2, 21, 24), call), lines=5, tight=False)
    assert [(band.item.text, band.line, band.first, band.last) for band in week.bands] == [
        ("行程1", 0, 0, 1), ("行程2", 1, 1, 4), ("电话", 0, 2, 2),
    ]  # fmt: skip


def test_what_finds_no_room_is_counted_and_many_trips_of_a_month_are_summed_up() -> None:
    trips = [trip(number, 20, 22) for number in (1, 2, 3)]
    week = lay_out(week_from(20, *trips), lines=2, tight=False)
    assert ([band.item.text for band in week.bands], week.hidden) == (["行程1"], (2, 2, 2, 0, 0, 0, 0))
    summed = lay_out(week_from(20, *trips), lines=2, tight=True)
    assert [(band.item.text, band.first) for band in summed.bands] == [
        ("3 个行程", 0),
        ("3 个行程", 1),
        ("3 个行程", 2),
    ]
    assert summed.hidden == (0,) * 7


def test_all_whom_a_festival_waits_for_are_one_click_away(
    page: AgendaPage, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    for number in range(5):
        create(app.book, "hometown", {"name": f"乡贤{number}"})
    qtbot.waitUntil(lambda: any(b.text() == "全部 7 人" for b in page.side.greet.findChildren(LinkButton)))
    wanted: list[Any] = []
    app.navigated.connect(lambda place, state: wanted.append((place, len(state["view"].filters[0].value))))
    link = next(b for b in page.side.greet.findChildren(LinkButton) if b.text() == "全部 7 人")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert wanted == [("hometown", 7)]


def test_those_who_have_been_greeted_are_listed_too(
    page: AgendaPage, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    create(app.book, "visits", {"date": day(1, 6), "hometown": county["greeted"]})
    qtbot.waitUntil(lambda: any(b.text() == "已联系的 1 人" for b in page.side.greet.findChildren(LinkButton)))
    opened: list[tuple[str, int]] = []
    app.record_wanted.connect(lambda ledger, row: opened.append((ledger, row)))
    link = next(b for b in page.side.greet.findChildren(LinkButton) if b.text() == "已联系的 1 人")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert opened == [("hometown", county["greeted"])]


def test_a_list_shown_before_its_greetings_count_says_from_when_they_do(page: AgendaPage) -> None:
    words = [label.text() for label in page.side.greet.findChildren(QLabel)]
    assert "5月31日起的联系才算问候过，共 2 人" in words


def test_the_keyboard_stays_in_the_side_while_it_is_read_anew(
    page: AgendaPage, app: App, county: dict[str, int], qtbot: QtBot
) -> None:
    page.activateWindow()
    person = lines(page.side.greet, "李明朗")[0]
    at = page.side.findChildren(Line).index(person)
    person.links["log"].setFocus()
    create(app.book, "visits", {"date": day(30), "hometown": county["greeted"]})
    qtbot.waitUntil(lambda: not app.working and not isValid(person))
    assert page.side.line_held == at


def test_the_day_on_which_greeting_begins_leads_to_those_who_wait_for_one(page: AgendaPage, app: App) -> None:
    places: list[tuple[str, int]] = []
    app.navigated.connect(lambda place, state: places.append((place, len(state["view"].filters[0].value))))
    (item,) = [item for item in page.calendar.days[4].items if item.text == "开始端午问候"]
    page.calendar.opened.emit(item)
    assert places == [("hometown", 2)]


def test_a_day_with_very_many_items_lists_some_and_more_when_asked(
    app: App, page: AgendaPage, county: dict[str, int], qtbot: QtBot
) -> None:
    for number in range(45):
        create(app.book, "visits", {"date": day(28), "enterprise": county["enterprise"], "content": f"第 {number} 次"})
    qtbot.waitUntil(lambda: not app.working)
    page.calendar.choose(day(28))
    # The trip, the visit of the county and these 45.
    assert (len(lines(page.side.day)), page.side.more.text()) == (20, "还有 27 项")
    page.side.more.click()
    page.side.more.click()
    assert (len(lines(page.side.day)), page.side.more.isVisible()) == (47, False)


def test_a_reading_that_ends_late_does_not_take_a_new_visit_off_the_day_again(
    app: App, page: AgendaPage, county: dict[str, int], qtbot: QtBot
) -> None:
    late = page._asked, day(27), day(27) + dt.timedelta(days=6), read_agenda(app.book, day(27), day(27))
    create(app.book, "visits", {"date": day(28), "enterprise": county["enterprise"], "content": "看二期用地"})
    qtbot.waitUntil(lambda: not app.working)
    shown = [len(plan.items) for plan in page.calendar.days]
    page._show(late)
    assert [len(plan.items) for plan in page.calendar.days] == shown


def test_what_a_line_of_the_side_has_no_room_for_is_told_under_the_pointer(qtbot: QtBot) -> None:
    line = Line("恒业光电" * 20, "送能耗测算", pill=("逾期 2 天", "bad"), links=(("log", "记拜访"), ("done", "已办")))
    qtbot.addWidget(line)
    line.resize(300, line.height())
    line.show()
    line.grab()
    assert line.toolTip() == "恒业光电" * 20
    assert [link.geometry().right() <= 300 for link in line.links.values()] == [True, True]
    assert line.links["log"].x() < line.links["done"].x()
