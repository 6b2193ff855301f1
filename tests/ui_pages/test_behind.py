"""Whoever opens a figure of money finds the column that adds up to it, and the sum in the status line."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm.actions.edit import create
from crm.book import Book
from crm.queries.listing import sums
from crm.queries.view import ViewSpec
from ui.core.app import App
from ui.pages.home import HomePage
from ui.pages.home_views import OfficeView
from ui.pages.leads import LeadsPage
from ui.pages.ledger import LedgerPage

YI = 100_000_000


@pytest.fixture
def county(book: Book) -> dict[str, int]:
    """This year 5亿 signed of 8亿 planned, 1亿 added to what last year signed, 2亿 planned and signed without a sum."""
    book.set_setting("me", {"name": "王磊", "role": "office"})
    east = create(book, "stations", {"name": "长三角"})[0]
    who = create(book, "staff", {"name": "李明朗", "station": east})[0]
    own = {"station": east, "staff": who}

    def lead(name: str, **values: Any) -> int:
        return create(book, "leads", {"name": name, **own, **values})[0]

    new = lead("光学膜二期", first_date=dt.date(2024, 5, 2), signed_date=dt.date(2024, 5, 6),
               signed_amount=5 * YI, total_investment=8 * YI)  # fmt: skip
    old = lead("储能电池包", first_date=dt.date(2023, 4, 2), signed_date=dt.date(2023, 4, 6), signed_amount=4 * YI,
               increased_date=dt.date(2024, 3, 1), increased_amount=YI)  # fmt: skip
    unsaid = lead("模具钢", first_date=dt.date(2024, 2, 2), signed_date=dt.date(2024, 2, 6), total_investment=2 * YI)
    lead("只是线索", first_date=dt.date(2024, 5, 9), total_investment=9 * YI)
    for month, amount in ((dt.date(2024, 2, 1), 30_000_000), (dt.date(2024, 5, 1), 12_345_600)):
        create(book, "arrivals", {"lead": new, "month": month, "amount": amount})
    create(book, "arrivals", {"lead": old, "month": dt.date(2023, 5, 1), "amount": 70_000_000})
    return {"who": who, "new": new, "old": old, "unsaid": unsaid}


def settle(app: App, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not app.working)
    qtbot.wait(100)


def office(app: App, qtbot: Any) -> OfficeView:
    page = HomePage(app)
    qtbot.addWidget(page)
    page.resize(1134, 676)
    page.show()
    settle(app, qtbot)
    assert isinstance(page.view, OfficeView)
    return page.view


def arrived(app: App, qtbot: Any, view: ViewSpec) -> LedgerPage:
    page = LedgerPage(app, ledger=view.ledger)
    qtbot.addWidget(page)
    page.resize(1134, 676)
    page.on_show(view=view)
    page.show()
    page.refresh()
    settle(app, qtbot)
    return page


def opened(app: App) -> list[ViewSpec]:
    views: list[ViewSpec] = []
    app.navigated.connect(lambda _key, state: views.append(state["view"]))
    return views


def listed(page: LedgerPage) -> tuple[list[str], dict[str, str]]:
    """The first columns of a list, and its second one by the names of the rows."""
    model = page.grid.model
    heads = [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(3)]
    return heads, {model.shown(row).texts[0]: model.shown(row).texts[1] for row in range(model.rowCount())}


def test_signed_funds_open_with_what_each_project_was_signed_for_in_the_year(
    app: App, county: dict[str, int], qtbot: Any
) -> None:
    view, views = office(app, qtbot), opened(app)
    assert view.figures[0].accessibleName().startswith("签约资金 8.00 亿元")
    QTest.mouseClick(view.figures[0], Qt.MouseButton.LeftButton)
    page = arrived(app, qtbot, views[0])
    heads, rows = listed(page)
    assert heads[:2] == ["项目名称", "计入签约资金（亿元）"]
    assert rows == {"光学膜二期": "5.00", "储能电池包": "1.00", "模具钢": "2.00"}
    assert page.status_text == "3 个（共 4 个）  ·  计入签约资金合计 8 亿元"


def test_arrivals_open_with_what_arrived_in_the_year(app: App, county: dict[str, int], qtbot: Any) -> None:
    view, views = office(app, qtbot), opened(app)
    assert view.figures[1].accessibleName().startswith("到位资金 0.42 亿元")
    QTest.mouseClick(view.figures[1], Qt.MouseButton.LeftButton)
    page = arrived(app, qtbot, views[0])
    assert listed(page)[0][:2] == ["项目", "计入到位资金（万元）"]
    assert page.status_text.endswith("计入到位资金合计 4,234.56 万元")


def test_a_station_opens_with_what_it_signed_in_the_month_and_a_count_without_money(
    app: App, county: dict[str, int], book: Book, qtbot: Any
) -> None:
    second = {"name": "精密铸件", "first_date": dt.date(2024, 5, 3), "signed_date": dt.date(2024, 5, 8)}
    create(book, "leads", {**second, "staff": county["who"], "signed_amount": YI // 2})
    view, views = office(app, qtbot), opened(app)
    view.stations.opened.emit("长三角", "signed_amount")
    view.stations.opened.emit("长三角", "signed_count")
    money, count = views
    with book.read() as session:
        assert sums(session, money)["counted"] == 550_000_000
    assert count.counted is None and count.columns == ()


def test_the_funnel_opens_with_the_planned_money_that_it_adds_up(app: App, county: dict[str, int], qtbot: Any) -> None:
    page = LeadsPage(app)
    qtbot.addWidget(page)
    page.on_show(tab="funnel")
    page.show()
    page.refresh()
    settle(app, qtbot)
    views = opened(app)
    face = page.funnel
    face.windows.setCurrentText("全部项目")
    first = face.funnel.lines[0]
    assert "19.0 亿元" in first.words
    face.funnel.opened.emit(first.target)
    ledger = arrived(app, qtbot, views[0])
    assert listed(ledger)[0][:2] == ["项目名称", "计划总投资（亿元）"]
    assert ledger.status_text.endswith("计划总投资合计 19 亿元")
    assert [spec.label for spec in ledger.grid.model.specs].count("计划总投资") == 1


def test_a_selection_sums_what_is_selected(app: App, county: dict[str, int], qtbot: Any) -> None:
    view, views = office(app, qtbot), opened(app)
    QTest.mouseClick(view.figures[0], Qt.MouseButton.LeftButton)
    page = arrived(app, qtbot, views[0])
    page.grid.table.selectAll()
    qtbot.waitUntil(lambda: "选中 3 行  ·  计入签约资金合计 8 亿元" in page.status_text)


def test_without_its_rows_the_column_goes_and_the_ledger_is_as_it_was(
    app: App, county: dict[str, int], qtbot: Any
) -> None:
    view, views = office(app, qtbot), opened(app)
    QTest.mouseClick(view.figures[0], Qt.MouseButton.LeftButton)
    page = arrived(app, qtbot, views[0])
    page.tools.clear_conditions()
    settle(app, qtbot)
    assert page.grid.view.counted is None
    assert page.status_text == "4 个  ·  选中 1 行"
    assert "counted" not in page.grid.view.columns
