"""驻外管理: each figure of a person reckoned by hand, the working of the score, the calendar, the paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea

from crm.actions.edit import create
from crm.book import Book
from crm.rules.dates import MonthRange
from ui.core.app import App
from ui.core.theme import row_height
from ui.pages.posting import PostingPage


def day(number: int, month: int = 5) -> dt.date:
    return dt.date(2024, month, number)


@pytest.fixture
def posted(book: Book) -> dict[str, int]:
    """李明朗 posted on 1–12 and 10–20 May with leave on the 9th, two visits; 赵静 of the same 片区 has done nothing."""
    book.set_setting("county", "云溪县")
    east, _ = create(book, "stations", {"name": "长三角"})
    blank, _ = create(book, "stations", {"name": "珠三角"})
    li, _ = create(book, "staff", {"name": "李明朗", "station": east})
    zhao, _ = create(book, "staff", {"name": "赵静", "station": east})
    one, _ = create(book, "trips", {"staff": li, "start": day(1), "end": day(12)})
    two, _ = create(book, "trips", {"staff": li, "start": day(10), "end": day(20)})
    leave, _ = create(book, "trips", {"staff": li, "kind": "请假", "start": day(9), "end": day(9)})
    firm, _ = create(book, "enterprises", {"name": "苏州铭瑞新材料有限公司"})
    for number in (6, 8):
        create(book, "visits", {"date": day(number), "staff": li, "enterprise": firm})
    create(book, "leads", {"name": "光学膜", "staff": li, "station": east, "first_date": day(7)})
    return {"east": east, "blank": blank, "li": li, "zhao": zhao, "one": one, "two": two, "leave": leave}


@pytest.fixture
def page(app: App, posted: dict[str, int], qtbot: Any) -> PostingPage:
    page = PostingPage(app)
    qtbot.addWidget(page)
    page.resize(1134, 676)
    page.show()
    settle(app, qtbot)
    return page


def settle(app: App, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not app.working)
    qtbot.wait(1)


def texts(page: PostingPage, at: int) -> list[str]:
    columns = ("station", "person", "days", "enterprises", "visits", "new_leads", "signed_amount")
    cells = page.table.figures.rows[at].cells
    return [cells[key].text for key in columns]


def test_days_count_once_and_blank_stations_are_printed(page: PostingPage) -> None:
    assert texts(page, 0) == ["长三角", "李明朗", "19", "1", "2", "1", "0.00"]
    assert texts(page, 1) == ["", "赵静", "0", "0", "0", "0", "0.00"]
    assert texts(page, 2) == ["长三角", "小计", "19", "1", "2", "1", "0.00"]
    assert texts(page, 3) == ["珠三角", "小计", "0", "0", "0", "0", "0.00"]
    assert texts(page, 4) == ["", "合计", "19", "1", "2", "1", "0.00"]
    assert page.table.figures.rows[3].cells["days"].tone == "bad"
    assert page.status_text == "2024年5月　·　驻外 19 人天　·　拜访 2 次"


def test_the_chosen_person_s_score_is_explained(page: PostingPage) -> None:
    page.table.setCurrentIndex(page.table.figures.index(0, 0))
    lines = page.working.text().split("\n")
    assert lines[:2] == ["驻点19天，属15–19天档，9分", "拜访2次，组内最多2次，2÷2×10=10分"]
    assert page.working_card.count.text() == "李明朗　34.00 分"
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.working_card.count.text() == "赵静　0.00 分"
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.working.text() == "小计是各人之和；得分和排名只按个人计算。"


def test_lights_name_the_blank_station_and_the_idle_person(page: PostingPage, posted: dict[str, int]) -> None:
    found = {(line.title, line.note): (line.pill, line.target) for line in page.warnings.shown}
    assert found["珠三角", "本年以来无新签约项目"] == ("红", ("stations", (posted["blank"],)))
    assert found["赵静", "本月没有驻点记录"] == ("红", ("staff", (posted["zhao"],)))


def test_the_calendar_shows_each_day_as_one_thing_and_opens_its_trips(
    page: PostingPage, app: App, posted: dict[str, int]
) -> None:
    days = page.strip.rows[0].days
    assert (days[day(9)].kind, days[day(8)].visits, days[day(11)].trips) == ("请假", 1, (posted["one"], posted["two"]))
    assert sum(mark.kind == "驻点" for mark in days.values()) == 19
    assert page.strip.words((0, 7)) == "李明朗　5月8日　驻点　拜访、接待 1 次"
    calls: list[tuple[str, int]] = []
    app.record_wanted.connect(lambda ledger, row: calls.append((ledger, row)))
    spot = page.strip.box(0, 19).center().toPoint()
    QTest.mouseClick(page.strip, Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseClick(page.strip, Qt.MouseButton.LeftButton, pos=page.strip.box(0, 25).center().toPoint())
    assert calls == [("trips", posted["two"])]
    QTest.keyClick(page.strip, Qt.Key.Key_Left)
    QTest.keyClick(page.strip, Qt.Key.Key_Return)
    assert calls[-1] == ("trips", posted["two"])


def test_a_figure_opens_what_it_counts(page: PostingPage, app: App) -> None:
    opened: list[str] = []
    told: list[str] = []
    app.message.connect(told.append)
    app.navigated.connect(lambda key, state: opened.append(f"{key} {len(state['view'].filters[0].value)}"))
    keys = [column.key for column in page.table.figures.columns]
    for field in ("days", "visits"):
        index = page.table.figures.index(0, keys.index(field))
        spot = page.table.visualRect(index).center()
        QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened == ["trips 2", "visits 2"]
    assert told == ["3天行程重叠，只计1次；1天同时请假、培训或在县内，不计驻外"]


def test_another_month_is_another_table(page: PostingPage, app: App, book: Book, posted: Any, qtbot: Any) -> None:
    create(book, "trips", {"staff": posted["zhao"], "start": day(29, 4), "end": day(2)})
    settle(app, qtbot)
    assert texts(page, 1)[2] == "2"
    page.months.earlier.click()
    settle(app, qtbot)
    assert page.months.box.currentText() == "2024年4月"
    assert texts(page, 1)[:3] == ["", "赵静", "2"]
    assert page.months.later.isEnabled()
    page.months.later.click()
    settle(app, qtbot)
    assert page.month == MonthRange(2024, 5)
    assert not page.months.later.isEnabled()


def test_one_is_led_to_a_person_or_a_station(page: PostingPage, app: App, qtbot: Any) -> None:
    page.arrive(person="赵静")
    settle(app, qtbot)
    assert page.table.current_key == ("长三角", "赵静")
    page.arrive(station="珠三角", month="2024-05")
    settle(app, qtbot)
    assert page.table.current_key == ("珠三角", None)
    page.table.choose(page.table.figures.rows[0].key)
    page.table.choose(page.table.figures.rows[-1].key)
    page.table.resize(page.table.width(), 3 * row_height())
    settle(app, qtbot)
    assert page.table.viewport().rect().contains(page.table.visualRect(page.table.currentIndex()))


def test_the_table_is_written_as_the_bulletin_prints_it(
    page: PostingPage, app: App, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "驻外.xlsx"
    page.export_to(path)
    settle(app, qtbot)
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["驻外工作情况"]
    values = [cell.value for row in workbook["驻外工作情况"].iter_rows() for cell in row]
    assert "李明朗" in values
    assert 19 in values
    assert not page.grab().isNull()


def test_a_half_year_adds_the_months_up_and_tells_each(page: PostingPage, app: App, qtbot: Any) -> None:
    """May: 19 days are 9 points, two visits the best of the group 10, one lead 15; the months before have nothing."""
    page.span.set_current("half")
    page.span.chosen.emit("half")
    settle(app, qtbot)
    season = page.season
    assert not page.export_button.isEnabled() and "工作总结" in page.export_button.toolTip()
    assert season.card.heading.text() == "2024年1月至5月驻外人员排名"
    rows = [[cell.text for cell in row] for row in season.table.plain.rows]
    assert rows[0] == ["1", "长三角", "李明朗", "34.00", "19", "2", "0", "1", "0", "0", "0", "0.00"]
    assert rows[1][:4] == ["2", "长三角", "赵静", "0.00"]
    assert [row[1:3] for row in rows[2:]] == [["长三角", "小计"], ["合计", ""]]
    assert rows[3][4:8] == ["19", "2", "0", "1"]
    assert "2024年5月　34.00分，当月第1名" in season.words.text()
    assert season.words.text().endswith("合计　0.00＋0.00＋0.00＋0.00＋34.00=34.00分，第1名")
    season.table.picked.emit(2)
    assert season.words.text().startswith("小计和合计是各人之和")
    page.months.earlier.click()
    settle(app, qtbot)
    assert season.card.heading.text() == "2024年1月至4月驻外人员排名"
    page.span.chosen.emit("month")
    assert page.export_button.isEnabled()


def test_the_points_of_one_who_left_stand_at_the_months_in_which_they_were_made(
    page: PostingPage, app: App, book: Book, posted: dict[str, int], qtbot: Any
) -> None:
    left, _ = create(
        book, "staff", {"name": "周敏", "station": posted["east"], "posted_from": day(1, 1), "posted_to": day(29, 2)}
    )
    page.span.chosen.emit("half")
    settle(app, qtbot)
    people = page.season.season.people
    page.season.table.selectRow(next(at for at, one in enumerate(people) if one.rows[0].staff == left))
    lines = page.season.words.text().split("\n")
    assert [line.partition("　")[0] for line in lines] == ["2024年1月", "2024年2月", "合计"]


def test_at_twice_the_size_no_column_and_no_day_is_out_of_sight(page: PostingPage, qtbot: Any) -> None:
    page.resize(868, 430)
    qtbot.wait(1)
    heads = page.table.figures
    assert heads.headerData(2, Qt.Orientation.Horizontal) == "驻外\n天数"
    assert page.table.horizontalScrollBar().maximum() == 0
    area = page.calendar_card.findChild(QScrollArea)
    assert area is not None
    assert area.horizontalScrollBar().maximum() == 0
    page.resize(1134, 676)
    qtbot.wait(1)
    assert heads.headerData(2, Qt.Orientation.Horizontal) == "驻外天数"


def test_a_long_table_scrolls_in_itself_and_leaves_the_calendar_its_room(
    page: PostingPage, app: App, qtbot: Any, book: Book, posted: dict[str, int]
) -> None:
    for number in range(30):
        station = create(book, "stations", {"name": f"第{number}组"})[0]
        create(book, "staff", {"name": f"干部{number}", "station": station, "role": "驻外干部"})
    page.resize(1170, 700)
    settle(app, qtbot)
    page.set_month(page.month.shift(-1))
    settle(app, qtbot)
    page.table.updateGeometry()
    settle(app, qtbot)
    assert page.table.verticalScrollBar().maximum() > 0
    assert page._whole.verticalScrollBar().maximum() == 0


def test_where_nobody_is_posted_the_page_says_what_to_fill_in(app: App, qtbot: Any) -> None:
    page = PostingPage(app)
    qtbot.addWidget(page)
    page.resize(1134, 676)
    page.show()
    qtbot.waitUntil(lambda: page.views.currentWidget() is page.nothing)
    assert page.nothing.accessibleName().startswith("2024年5月还没有驻外人员。在“人员”里填上")
    went: list[str] = []
    app.navigated.connect(lambda key, _state: went.append(key))
    for button in page.nothing.findChildren(QPushButton):
        button.click()
    assert went == ["staff", "stations"]
    page.span.set_current("year")
    assert page.views.currentWidget() is page.nothing
