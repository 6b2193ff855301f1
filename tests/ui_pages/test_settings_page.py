"""设置: each change of the book is a named step; scores and lights follow as one types."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from crm.actions.attachments import attach, keep
from crm.actions.edit import create
from crm.bulletin.settings import lights_of, scheme_of
from crm.bulletin.templates import KINDS, adopt, from_file, template_of
from crm.rules.lights import PRESETS
from crm.rules.scoring import EXAMPLE
from crm.store.shelf import folder_of
from tests.on_screen import steps, written_by_another
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.files import Files
from ui.dialogs.templates import TemplateDialog
from ui.pages.settings import SettingsPage


def shown(app: App, qtbot: QtBot, tab: str = "basic") -> SettingsPage:
    page = SettingsPage(app)
    qtbot.addWidget(page)
    page.resize(1170, 690)
    page.show()
    page.tabs.set_current(tab)
    rest(app, qtbot)
    return page


def rest(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not app.working)


def post(app: App, name: str, station: int, days: int) -> int:
    """A person posted for so many days of April 2024."""
    person, _ = create(app.book, "staff", {"name": name, "station": station})
    span = {"start": dt.date(2024, 4, 1), "end": dt.date(2024, 4, days)}
    create(app.book, "trips", {"staff": person, "destination": "上海", "kind": "驻点", **span})
    return person


def test_who_and_where_are_one_step_and_come_back_by_undo(app: App, qtbot: QtBot) -> None:
    station, _ = create(app.book, "stations", {"name": "沪苏组"})
    page = shown(app, qtbot)
    page.me_save.click()
    assert "请填写姓名" in page.me_error.text()
    page.name.setText("陈刚")
    page.role.setCurrentText("驻外干部")
    page.me_save.click()
    assert "要选所在片区" in page.me_error.text()
    page.station.setCurrentText("沪苏组")
    page.county.setText("云溪县")
    page.me_save.click()
    assert app.book.setting("me") == {"name": "陈刚", "role": "posted", "station": "沪苏组", "station_id": station}
    assert app.book.setting("county") == "云溪县"
    assert app.book.undo_label() == "修改使用者与单位"
    app.undo()
    assert app.book.setting("county") is None
    assert page.county.text() == ""


def test_what_could_not_be_written_is_not_said_to_be_saved(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    said: list[str] = []
    monkeypatch.setattr(Ask, "tell", lambda _parent, sentence, **_: told.append(sentence))
    app.message.connect(said.append)
    page = shown(app, qtbot)
    page.name.setText("陈刚")
    with app.book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    with written_by_another(app.book):
        page.me_save.click()
        qtbot.waitUntil(lambda: bool(told))
    assert (len(told), said, app.book.setting("me")) == (1, [], None)
    page.me_save.click()
    assert said == ["已保存使用者与单位"]


def test_settings_wait_beside_the_window_for_a_book_that_is_taken(app: App, qtbot: QtBot) -> None:
    page = shown(app, qtbot)
    page.name.setText("陈刚")
    with written_by_another(app.book):
        page.me_save.click()
        assert app.writing and not page.name.isEnabled()
        page.save_me()
    rest(app, qtbot)
    page.tabs.set_current("lights")
    lights = page.views.view("lights")
    lights.edits["idle"][0].setText("2")
    with written_by_another(app.book):
        lights.save_button.click()
        assert not lights.isEnabled()
    rest(app, qtbot)
    assert not lights.save_button.isEnabled() and lights.isEnabled()
    page.tabs.set_current("scoring")
    scoring = page.views.view("scoring")
    scoring.name.setText("驻外考核")
    with written_by_another(app.book):
        scoring.save_button.click()
        assert not scoring.isEnabled()
    rest(app, qtbot)
    assert steps(app.book) == ["修改使用者与单位", "修改亮灯规则", "修改考核方案"]
    assert (page.name.text(), lights_of(app.book)["idle"].yellow, scheme_of(app.book).name) == ("陈刚", 2, "驻外考核")


def test_light_dark_and_row_spacing_change_at_once_and_stay(app: App, qtbot: QtBot) -> None:
    page = shown(app, qtbot)
    page.theme_box.setCurrentText("深色")
    page.theme_box.activated.emit(2)
    page.rows_box.activated.emit(1)
    assert (app.theme.dark, app.theme.compact) == (True, True)
    assert (app.settings.get("theme"), app.settings.get("compact")) == ("dark", True)
    app.theme.set_compact(False)
    assert page.rows_box.currentText() == "舒适"


def test_nineteen_days_are_nine_points_until_the_tier_says_otherwise(app: App, qtbot: QtBot) -> None:
    station, _ = create(app.book, "stations", {"name": "沪苏组"})
    post(app, "陈刚", station, 19)
    post(app, "李敏", station, 20)
    page = shown(app, qtbot, "scoring")
    scores = {row[1].text: row[2].text for row in page.views.view("scoring").scores.plain.rows}
    assert scores == {"陈刚": "9.00", "李敏": "10.00"}
    assert "驻点19天，属15–19天档，9分" in page.views.view("scoring").working.text()
    page.views.view("scoring").boxes[0].bands[1].points.setText("9.5")
    rest(app, qtbot)
    assert page.views.view("scoring").scores.plain.rows[0][2].text == "9.50"
    assert scheme_of(app.book) == EXAMPLE
    page.views.view("scoring").save_button.click()
    rest(app, qtbot)
    assert scheme_of(app.book).items[0].bands[1].points == Decimal("9.5")
    assert app.book.undo_label() == "修改考核方案"
    app.undo()
    rest(app, qtbot)
    assert page.views.view("scoring").boxes[0].bands[1].points.text() == "9"


def test_an_item_can_be_added_and_taken_away(app: App, qtbot: QtBot) -> None:
    page = shown(app, qtbot, "scoring")
    panel = page.views.view("scoring")
    names = [panel.add_box.itemText(at) for at in range(panel.add_box.count())]
    assert names == ["加考核项", "拜访企业", "接待客商", "在谈项目", "签约项目"]
    panel.add_box.activated.emit(4)
    assert panel.scheme().items[-1].key == "signed_count"
    for box in list(panel.boxes):
        panel._remove(box)
    assert panel.error.text() == "考核方案至少要有一个考核项"
    panel.example.click()
    assert panel.scheme() == EXAMPLE


def test_what_is_typed_and_not_saved_outlives_the_saving_of_something_else(app: App, qtbot: QtBot) -> None:
    page = shown(app, qtbot, "scoring")
    page.name.setText("陈刚")
    scoring = page.views.view("scoring")
    scoring.boxes[0].said.setText("驻点天数")
    page.tabs.set_current("lights")
    lights = page.views.view("lights")
    lights.edits["start"][1].setText("5")
    create(app.book, "stations", {"name": "沪苏组"})
    assert lights.edits["start"][1].text() == "5"
    lights.save_button.click()
    page.tabs.set_current("scoring")
    rest(app, qtbot)
    assert scoring.boxes[0].said.text() == "驻点天数" and scoring.save_button.isEnabled()
    page.tabs.set_current("basic")
    assert page.name.text() == "陈刚"
    assert page.station.findText("沪苏组") == 1
    app.undo()
    page.tabs.set_current("lights")
    assert lights.edits["start"][1].text() == "3"


def test_tiers_in_the_wrong_order_are_refused_in_words(app: App, qtbot: QtBot) -> None:
    page = shown(app, qtbot, "scoring")
    page.views.view("scoring").boxes[0].bands[0].floor.setText("12")
    assert page.views.view("scoring").error.text() == "考核项“驻点”的分档应从高到低排列且不重复，请修改"
    assert not page.views.view("scoring").save_button.isEnabled()


def test_a_project_late_by_two_months_turns_red_when_the_rule_says_so(app: App, qtbot: QtBot) -> None:
    create(
        app.book,
        "leads",
        {
            "name": "膜产业园",
            "signed_date": dt.date(2024, 1, 5),
            "due_start": dt.date(2024, 3, 1),
            "stall_reason": "等地",
        },
    )
    page = shown(app, qtbot, "lights")
    assert [row[0].text for row in page.views.view("lights").table.plain.rows] == ["黄"]
    page.views.view("lights").edits["start"][1].setText("2")
    rest(app, qtbot)
    assert [row[0].text for row in page.views.view("lights").table.plain.rows] == ["红"]
    page.views.view("lights").edits["start"][1].setText("-1")
    assert page.views.view("lights").error.text() == "“开工”的红灯界限不能小于黄灯界限，请修改"
    page.views.view("lights").edits["start"][1].setText("2")
    page.views.view("lights").save_button.click()
    rest(app, qtbot)
    assert lights_of(app.book)["start"].red == 2
    assert app.book.undo_label() == "修改亮灯规则"
    page.views.view("lights").presets["标准"].click()
    assert page.views.view("lights").rules() == PRESETS


def test_the_book_is_checked_and_its_backup_told(app: App, qtbot: QtBot) -> None:
    create(app.book, "enterprises", {"name": "上海恒业光电有限公司"})
    page = shown(app, qtbot, "book")
    assert page.newest.text() == "还没有备份"
    page.check.button.click()
    page.backups.back_up()
    rest(app, qtbot)
    assert {row[0].text for row in page.check.table.plain.rows} == {"相符"}
    assert page.newest.text().startswith("有 1 份备份")


def test_lost_attachments_are_fetched_from_wherever_they_lie(
    app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm, _ = create(app.book, "enterprises", {"name": "上海恒业光电有限公司"})
    attach(app.book, "enterprises", firm, keep(app.book, [("协议.pdf", b"%PDF")]).items)
    page = shown(app, qtbot, "book")
    away = folder_of(app.book.path).rename(tmp_path / "移动硬盘")
    page.check.button.click()
    rest(app, qtbot)
    assert page.check.fetch_button.isVisible()
    monkeypatch.setattr(Files, "folder", lambda *_a, **_k: None)
    page.check.fetch_button.click()
    monkeypatch.setattr(Files, "folder", lambda *_a, **_k: away)
    with qtbot.waitSignal(app.message, check_params_cb=lambda words: words == "找回 1 个附件文件，附件齐了"):
        page.check.fetch_button.click()
    qtbot.waitUntil(lambda: not page.check.fetch_button.isVisible())
    rest(app, qtbot)
    assert {row[0].text for row in page.check.table.plain.rows} == {"相符"}


def test_the_templates_of_the_papers_are_listed_opened_exported_and_put_back(
    app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(app, qtbot, "templates")
    panel = page.views.view("templates")
    told = [[cell.text for cell in row] for row in panel.table.plain.rows]
    assert [row[0] for row in told] == list(KINDS.values())
    assert {row[2] for row in told} == {"默认模板"}
    panel.table.selectRow(4)
    assert panel.kind == "daily"
    assert not panel.default_button.isEnabled()
    path = tmp_path / "快报模板"
    monkeypatch.setattr(Files, "to_save", lambda *_a, **_k: path)
    panel.export_button.click()
    adopt(app.book, from_file("daily", path.with_suffix(".docx")))
    page.refresh()
    rest(app, qtbot)
    assert panel.table.plain.rows[4][2].text == "第1版“快报模板.docx”"
    assert panel.kind == "daily" and panel.default_button.isEnabled()
    panel.default_button.click()
    assert template_of(app.book, "daily").number == 0
    assert app.book.undo_label() == "快报模板恢复默认"
    opened: list[object] = []
    monkeypatch.setattr(TemplateDialog, "ask", lambda *args: opened.append(args[2:]))
    panel.open_button.click()
    panel.table.opened.emit("weekly")
    assert opened == [(dt.date(2024, 4, 30), "daily"), (dt.date(2024, 4, 30), "weekly")]
