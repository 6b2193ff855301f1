"""指标与通报: the month on screen, what stands behind each figure, 口径 tried out, the papers written."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.book import Book, create_book, open_book
from crm.bulletin.dataset import rows_behind
from crm.bulletin.let_out import Failed
from crm.demo.fill import fill
from tests.on_screen import written_by_another
from tests.published import HONOURED, SIGNED, sign_published
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.files import Files
from ui.core.settings import Settings
from ui.core.theme import Theme
from ui.dialogs.override import Answer, OverrideDialog
from ui.grid.plain import PlainTable
from ui.pages.bulletin import BulletinPage
from ui.pages.bulletin_tables import Behind, Working

NOW = dt.datetime(2024, 5, 30, 10, 42)


@pytest.fixture(scope="module")
def county_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented county, made once."""
    path = tmp_path_factory.mktemp("county") / "云溪县.zhaoyin"
    book = create_book(path, clock=lambda: NOW)
    fill(book, seed=1, scale=0.4, today=NOW.date())
    book.close()
    return path


@pytest.fixture
def county(county_file: Path, theme: Theme, tmp_path: Path) -> Iterator[App]:
    """An App on a copy of the invented county."""
    path = tmp_path / "示范.zhaoyin"
    shutil.copy(county_file, path)
    app = App(open_book(path, clock=lambda: NOW), settings=Settings(tmp_path / "settings.json"), theme=theme)
    yield app
    app.close()


def shown(app: App, qtbot: QtBot) -> BulletinPage:
    page = BulletinPage(app)
    qtbot.addWidget(page)
    page.resize(1170, 690)
    page.show()
    rest(app, qtbot)
    return page


def rest(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not app.working)


def sign(book: Book, name: str, day: dt.date, amount: int, **more: object) -> int:
    """A lead signed on a day for an amount in 元."""
    lead, _ = create(book, "leads", {"name": name, "signed_date": day, "signed_amount": amount, **more})
    return lead


def table(page: BulletinPage, view: str) -> PlainTable:
    """The table of a view, which is made when it is first wanted."""
    found: PlainTable = page.views.view(view).table
    return found


def line(page: BulletinPage, name: str) -> list[str]:
    """The texts of an indicator's row."""
    return next([c.text for c in row] for row in page.overview.table.plain.rows if row[0].text == name)


def target(book: Book, name: str, annual: str, quarter: str) -> None:
    create(book, "targets", {"year": 2024, "indicator": name, "scope": "全县", "annual": annual, "q2": quarter})


def test_two_projects_are_set_against_target_quarter_and_pace(app: App, qtbot: QtBot) -> None:
    """10 亿 of 20 by May: 50.00 %, pace 5/12 = 41.67 %, so 8.33 points ahead; 10 of 8 in the quarter is 125.00 %."""
    sign(app.book, "膜产业园", dt.date(2024, 3, 5), 600_000_000)
    sign(app.book, "电池厂", dt.date(2024, 5, 20), 400_000_000)
    target(app.book, "签约资金", "20", "8")
    page = shown(app, qtbot)
    assert line(page, "签约资金") == [
        "签约资金", "亿元", "20.00", "50.00", "+8.33", "8.00", "125.00", "+2.00", "4.00", "—", "10.00", "0.00", "—",
    ]  # fmt: skip
    assert line(page, "签约项目")[8:11] == ["1", "—", "2"]
    assert page.overview.verdict.text.endswith("项全部相符")
    assert "签约招商引资项目2个、签约资金10.00亿元" in page.overview.text.plain
    page.overview.copy_button.click()
    assert QGuiApplication.clipboard().text() == page.overview.text.plain


def test_a_year_without_targets_says_so_and_leads_to_them(app: App, qtbot: QtBot) -> None:
    gone: list[str] = []
    app.navigated.connect(lambda key, _state: gone.append(key))
    page = shown(app, qtbot)
    assert page.overview.untold.isVisible()
    page.overview.targets_link.click()
    assert gone == ["targets"]
    target(app.book, "签约资金", "20", "8")
    rest(app, qtbot)
    assert not page.overview.untold.isVisible()


def test_the_published_rates_are_on_the_page_and_open_their_projects(app: App, qtbot: QtBot) -> None:
    """履约率 244 ÷ 247 → 98.8 %, 开工率 222 ÷ 247 → 89.9 %."""
    sign_published(app.book, 2024)
    page = shown(app, qtbot)
    assert (line(page, "履约率")[10], line(page, "开工率")[10]) == ("98.8", "89.9")
    assert "履约率98.8%" in page.overview.text.plain
    assert page.overview.verdict.text.endswith("项全部相符")
    for key, count in (("honour_rate.cumulative", HONOURED), ("honour_rate.cumulative.denominator", SIGNED)):
        page.overview.table.opened.emit(Behind(key, "履约率"))
        rest(app, qtbot)
        assert page.behind.note.text().startswith(f"来自线索项目 {count} 个")


def test_a_figure_opens_the_rows_behind_it_and_a_row_its_record(app: App, qtbot: QtBot) -> None:
    lead = sign(app.book, "膜产业园", dt.date(2024, 3, 5), 600_000_000)
    other = sign(app.book, "电池厂", dt.date(2024, 5, 20), 400_000_000)
    page = shown(app, qtbot)
    went: list[tuple[str, int]] = []
    app.record_wanted.connect(lambda ledger, record: went.append((ledger, record)))
    page.overview.table.opened.emit(Behind("signed_amount.month_value", "签约资金 当月"))
    rest(app, qtbot)
    assert page.behind.isVisible()
    assert page.behind.heading.text() == "签约资金 当月"
    assert page.behind.note.text() == "来自线索项目 1 个，合计 4.00 亿元"
    assert [[cell.text for cell in row] for row in page.behind.table.plain.rows] == [["电池厂", "4", "签约"]]
    page.behind.table.opened.emit(page.behind.table.plain.rows[0][0].key)
    assert went == [("leads", other)]
    assert lead != other
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.behind.isVisible()


def test_every_figure_that_can_be_clicked_has_rows_to_show(county: App, qtbot: QtBot) -> None:
    page = shown(county, qtbot)
    assert page.data is not None
    tables = [
        page.overview.table,
        table(page, "stations"),
        table(page, "problems"),
        table(page, "checks"),
    ]
    keys = [cell.key for one in tables for row in one.plain.rows for cell in row if isinstance(cell.key, Behind)]
    assert len(keys) > 60
    for key in keys:
        ledger, _ids = rows_behind(page.data, key.key)
        assert ledger


def test_a_score_shows_its_working(county: App, qtbot: QtBot) -> None:
    page = shown(county, qtbot)
    workings = [c.key for row in table(page, "stations").plain.rows for c in row if isinstance(c.key, Working)]
    table(page, "stations").opened.emit(workings[0])
    assert "驻点" in page.behind.text.text()
    assert "名" in page.behind.text.text()


def test_the_stations_close_with_their_sums_and_a_blank_one_is_printed(app: App, qtbot: QtBot) -> None:
    station, _ = create(app.book, "stations", {"name": "沪苏组", "order": 1})
    create(app.book, "stations", {"name": "成渝组", "order": 2})
    person, _ = create(app.book, "staff", {"name": "陈刚", "station": station})
    create(
        app.book,
        "trips",
        {
            "staff": person,
            "destination": "上海",
            "kind": "驻点",
            "start": dt.date(2024, 5, 6),
            "end": dt.date(2024, 5, 24),
        },
    )
    page = shown(app, qtbot)
    rows = [[cell.text for cell in row[:3]] for row in table(page, "stations").plain.rows]
    assert rows == [["沪苏组", "陈刚", "19"], ["沪苏组", "小计", "19"], ["成渝组", "小计", "0"], ["合计", "", "19"]]


def test_the_lists_name_the_months_projects_and_the_years(app: App, qtbot: QtBot) -> None:
    sign(app.book, "膜产业园", dt.date(2024, 3, 5), 600_000_000)
    sign(app.book, "电池厂", dt.date(2024, 5, 20), 400_000_000, started_date=dt.date(2024, 5, 28))
    page = shown(app, qtbot)
    assert page.views.view("projects").lists["新签约"][0].count.text() == "1 个"
    assert page.views.view("projects").lists["新开工"][0].count.text() == "1 个"
    assert page.views.view("projects").lists["新投产"][0].count.text() == "没有"
    page.views.view("projects").span.set_current("year")
    rest(app, qtbot)
    names = {row[0].text for row in page.views.view("projects").lists["新签约"][1].plain.rows}
    assert names == {"膜产业园", "电池厂"}


def test_another_month_is_shown_by_its_arrow_and_by_state(app: App, qtbot: QtBot) -> None:
    sign(app.book, "膜产业园", dt.date(2024, 3, 5), 600_000_000)
    page = shown(app, qtbot)
    assert page.months.box.currentText() == "2024年5月"
    assert not page.months.later.isEnabled()
    page.months.earlier.click()
    page.months.earlier.click()
    rest(app, qtbot)
    assert (page.months.box.currentText(), line(page, "签约项目")[8]) == ("2024年3月", "1")
    page.arrive(month="2023-11", view="stations")
    rest(app, qtbot)
    assert page.data is not None
    assert (str(page.data.month), page.tabs.current) == ("2023-11", "stations")


def test_a_month_that_begins_while_the_program_runs_can_be_chosen(app: App, qtbot: QtBot) -> None:
    page = shown(app, qtbot)
    assert not page.months.later.isEnabled()
    app.book.clock = lambda: dt.datetime(2024, 6, 3, 9)
    page.arrive()
    rest(app, qtbot)
    assert page.months.box.itemText(0) == "2024年6月" and page.months.later.isEnabled()
    page.months.later.click()
    rest(app, qtbot)
    assert page.data is not None and str(page.data.month) == "2024-06"


def test_another_basis_is_tried_out_before_it_is_kept_and_keeping_it_can_be_undone(app: App, qtbot: QtBot) -> None:
    sign(app.book, "膜产业园", dt.date(2024, 3, 5), 600_000_000)
    sign(
        app.book, "电池厂", dt.date(2024, 5, 20), 400_000_000,
        city_signed_date=dt.date(2024, 5, 22), city_signed_amount=300_000_000,
    )  # fmt: skip
    page = shown(app, qtbot)
    page.convention_button.click()
    panel = page.convention
    assert not panel.save_button.isEnabled()
    panel.basis.setCurrentText("市认定")
    rest(app, qtbot)
    live = [[cell.text for cell in row] for row in panel.live.plain.rows]
    assert live[:2] == [["签约项目（个）", "2", "1"], ["签约资金（亿元）", "10.00", "3.00"]]
    assert line(page, "签约资金")[10] == "10.00"
    with written_by_another(app.book):
        panel.save_button.click()
        assert app.writing and not panel.isEnabled()
    rest(app, qtbot)
    assert line(page, "签约资金")[10] == "3.00"
    assert app.book.undo_label() == "修改指标口径"
    app.undo()
    rest(app, qtbot)
    assert line(page, "签约资金")[10] == "10.00"


def test_the_rows_behind_a_figure_follow_the_book_and_go_with_the_month(app: App, qtbot: QtBot) -> None:
    sign(app.book, "膜产业园", dt.date(2024, 3, 5), 600_000_000)
    page = shown(app, qtbot)
    page._open_figure("signed_amount.cumulative")
    rest(app, qtbot)
    assert page.behind.heading.text() == "签约资金：6.00亿元"
    sign(app.book, "电池厂", dt.date(2024, 5, 20), 400_000_000)
    rest(app, qtbot)
    assert page.behind.heading.text() == "签约资金：10.00亿元"
    assert {row[0].text for row in page.behind.table.plain.rows} == {"膜产业园", "电池厂"}
    page.months.earlier.click()
    rest(app, qtbot)
    assert not page.behind.isVisible()


def test_what_is_chosen_in_the_convention_outlives_a_change_of_the_book(app: App, qtbot: QtBot) -> None:
    sign(app.book, "膜产业园", dt.date(2024, 3, 5), 600_000_000)
    page = shown(app, qtbot)
    page.convention_button.click()
    page.convention.basis.setCurrentText("市认定")
    rest(app, qtbot)
    sign(app.book, "电池厂", dt.date(2024, 5, 20), 400_000_000)
    rest(app, qtbot)
    assert page.convention.basis.currentText() == "市认定" and page.convention.save_button.isEnabled()
    assert [cell.text for cell in page.convention.live.plain.rows[0]] == ["签约项目（个）", "2", "0"]


def test_a_floor_that_is_no_figure_is_said_in_words(app: App, qtbot: QtBot) -> None:
    page = shown(app, qtbot)
    page.show_convention()
    page.convention.months.setText("半年")
    assert page.convention.error.text() == "开工期限请填月数，例如 6；不设期限填 0"
    assert not page.convention.save_button.isEnabled()


def test_the_months_papers_carry_the_figures_of_the_screen(
    county: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(county, qtbot)
    folder = tmp_path / "通报"
    opened: list[Path] = []
    monkeypatch.setattr(Files, "folder", lambda *_a, **_k: folder)
    monkeypatch.setattr(Files, "show", opened.append)
    monkeypatch.setattr(Ask, "text", lambda *_a, **_k: "已与统计局核对")
    page.print_button.click()
    rest(county, qtbot)
    assert opened == [folder]
    book = next(folder.glob("*2024年5月*.xlsx"))
    cells = {
        str(value) for sheet in openpyxl.load_workbook(book, data_only=True) for row in sheet.values for value in row
    }
    assert page.data is not None
    assert page.data.text in cells
    assert "签约资金" in "".join(cells)
    assert page.print_button.isEnabled()


def test_a_failing_check_asks_for_a_reason_which_the_book_keeps(
    app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(app.book, "leads", {"name": "早开工的厂", "started_date": dt.date(2024, 5, 6)})
    page = shown(app, qtbot)
    assert table(page, "checks").plain.rows[0][0].text == "不符"
    asked: list[str] = []
    answers = iter([Answer(), Answer(reason="签约协议补录中")])

    def decide(_app: App, _parent: object, failed: Failed) -> Answer:
        asked.extend(check.rule for own in failed.values() for check in own)
        return next(answers)

    monkeypatch.setattr(OverrideDialog, "ask", decide)
    monkeypatch.setattr(Files, "folder", lambda *_a, **_k: tmp_path / "通报")
    monkeypatch.setattr(Files, "show", lambda _path: None)
    page.print_button.click()
    assert asked == ["开工不大于签约"]
    assert not (tmp_path / "通报").exists()
    page.print_button.click()
    rest(app, qtbot)
    kept = app.book.setting("releases")[0]
    assert (kept["paper"], kept["reason"]) == ("2024年5月通报", "签约协议补录中")
    assert any((tmp_path / "通报").glob("*.xlsx"))


def test_units_truths_and_differences_have_tabs_of_their_own(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    from crm.bulletin.release import release

    station, _ = create(app.book, "stations", {"name": "沪苏组", "order": 1})
    sign(
        app.book, "膜产业园", dt.date(2024, 4, 5), 600_000_000, station=station, unit="发改局",
        city_signed_date=dt.date(2024, 4, 22), city_signed_amount=500_000_000,
    )  # fmt: skip
    create(
        app.book,
        "targets",
        {"year": 2024, "indicator": "签约资金", "scope": "单位", "subject": "发改局", "annual": "12", "q2": "8"},
    )
    release(app.book, "2024-04", tmp_path)
    sign(app.book, "漏报的厂", dt.date(2024, 4, 20), 100_000_000, unit="发改局")
    page = shown(app, qtbot)
    unit = next([c.text for c in row] for row in table(page, "scopes").plain.rows if row[1].text == "发改局")
    # 7 of 12 is 58.33 %, 5 ÷ 12 of the year 41.67; 7 of the quarter's 8 is 87.50 %.
    assert unit[3:] == ["12.00", "8.00", "87.50", "2", "7.00", "58.33", "+16.67", "1"]
    truths = page.views.view("truths").truths
    assert [c.text for c in truths.plain.rows[1]] == [
        "签约资金",
        "亿元",
        "7.00",
        "5.00",
        "0.00",
        "不一致",
    ]
    truths.opened.emit(truths.plain.rows[1][3].key)
    rest(app, qtbot)
    assert [row[0].text for row in page.behind.table.plain.rows] == ["膜产业园"]
    gaps = {row[0].text: row[-1].text for row in page.views.view("truths").disputes.plain.rows}
    assert gaps["膜产业园"] == "省未认定；金额不一致；自报未附佐证材料"
    changed = next(row for row in table(page, "differences").plain.rows if row[0].text == "签约资金·当月")
    assert [c.text for c in changed[1:3]] == ["6.00亿元", "7.00亿元"]
    assert "新建线索项目 漏报的厂" in changed[3].text
    table(page, "differences").opened.emit(changed[0].key)
    rest(app, qtbot)
    assert {row[0].text for row in page.behind.table.plain.rows} == {"膜产业园", "漏报的厂"}


def test_a_number_in_the_text_opens_its_rows(app: App, qtbot: QtBot) -> None:
    sign(app.book, "膜产业园", dt.date(2024, 3, 5), 600_000_000)
    page = shown(app, qtbot)
    page.overview.text.opened.emit("signed_amount.cumulative")
    rest(app, qtbot)
    assert page.behind.heading.text() == "签约资金：6.00亿元"
    assert [row[0].text for row in page.behind.table.plain.rows] == ["膜产业园"]


def test_a_light_is_put_out_with_a_reason_and_lit_again(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(app.book, "慢的厂", dt.date(2024, 1, 5), 100_000_000, due_start=dt.date(2024, 5, 1), stall_reason="等用地")
    page = shown(app, qtbot)
    assert not page.views.view("problems").lights.clear_button.isEnabled()
    table(page, "problems").selectRow(0)
    assert table(page, "problems").plain.rows[0][0].text == "已签约超期未开工"
    monkeypatch.setattr(Ask, "text", lambda *_a, **_k: "土地下月到位")
    page.views.view("problems").lights.clear_button.click()
    rest(app, qtbot)
    at = next(
        i for i, row in enumerate(table(page, "problems").plain.rows) if row[0].text == "已签约超期未开工（已消灯）"
    )
    assert table(page, "problems").plain.rows[at][2].text.endswith("消灯，理由：土地下月到位")
    table(page, "problems").selectRow(at)
    with written_by_another(app.book):
        page.views.view("problems").lights.again_button.click()
        assert not page.views.view("problems").lights.isEnabled()
    rest(app, qtbot)
    assert table(page, "problems").plain.rows[0][0].text == "已签约超期未开工"
