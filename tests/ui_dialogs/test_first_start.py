"""The first start asks three things, and shows an invented county to whoever wants to look around."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from crm.book import create_book, open_book
from crm.queries.history import people
from crm.queries.listing import count
from crm.queries.trips import posted_staff
from crm.queries.view import ViewSpec
from tests.on_screen import commit
from ui.core.ask import Ask
from ui.core.settings import Settings
from ui.core.theme import Theme
from ui.dialogs.first_start import FirstStart, free_path, make_demo, stations_like


@pytest.fixture
def dialog(theme: Theme, tmp_path: Path, qtbot: QtBot) -> FirstStart:
    """The first start, open."""
    dialog = FirstStart(Settings(tmp_path / "settings.json"))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_posted_staff_say_name_and_station_and_the_book_is_made(
    dialog: FirstStart, own_folders: Path, qtbot: QtBot
) -> None:
    assert Path(dialog.place.text()) == own_folders / "Documents" / "招引" / "招引.zhaoyin"
    commit(dialog.name, "陈刚")
    dialog.station.setFocus()
    commit(dialog.station, "沪苏组")
    qtbot.keyClick(dialog.station, Qt.Key.Key_Escape)
    qtbot.keyClick(dialog.station, Qt.Key.Key_Return)
    qtbot.keyClick(dialog.station, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted)
    assert dialog.path == own_folders / "Documents" / "招引" / "招引.zhaoyin"
    book = open_book(dialog.path)
    me = book.setting("me")
    assert (me["name"], me["role"], me["station"]) == ("陈刚", "posted", "沪苏组")
    with book.read() as session:
        assert [count(session, ViewSpec(key)) for key in ("staff", "stations", "enterprises")] == [1, 1, 0]
        assert people(session) == ["陈刚"]
    assert book.undo_label() == "填写使用者信息"
    book.close()


def test_a_station_is_found_by_its_characters_or_initials() -> None:
    assert [option.text for option in stations_like("三角")] == ["长三角组", "珠三角组"]
    assert [option.text for option in stations_like("HS")] == ["沪苏组"]
    assert len(stations_like("")) == 8


def test_the_office_is_not_asked_for_a_station(dialog: FirstStart, tmp_path: Path, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.office, Qt.MouseButton.LeftButton)
    assert not dialog.station.isVisible()
    commit(dialog.name, "王磊")
    commit(dialog.county, "云溪县")
    dialog.place.setText(str(tmp_path / "办公室"))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.path == tmp_path / "办公室.zhaoyin")
    book = open_book(dialog.path)
    assert (book.setting("me")["role"], book.setting("county")) == ("office", "云溪县")
    book.close()


def test_what_is_missing_is_said_under_its_box(dialog: FirstStart, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.errors["name"].text() == "请填写您的姓名，拜访会记在您名下"
    assert dialog.errors["station"].text() == "请填写所在片区，例如沪苏组"
    commit(dialog.name, "陈刚")
    assert dialog.errors["name"].text() == ""
    assert dialog.isVisible()


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("", "请填写账本放在哪里"),
        ("招引.zhaoyin", "请写完整的位置，从盘符或根目录写起，或按“选择…”"),
        ("{folder}", "是一个文件夹，请在后面加上账本的文件名"),
        ("{folder}/有了", "“有了.zhaoyin”已经存在，请换一个文件名，或用“打开已有账本”"),
        ("{folder}/有了.zhaoyin/里面", "里面"),
    ],
)
def test_a_place_that_cannot_be_is_said_in_words(
    dialog: FirstStart, tmp_path: Path, place: str, sentence: str, qtbot: QtBot
) -> None:
    create_book(tmp_path / "有了.zhaoyin").close()
    dialog.name.setText("王磊")
    dialog.office.setChecked(True)
    dialog.place.setText(place.replace("{folder}", str(tmp_path)))
    dialog.finish()
    qtbot.waitUntil(lambda: sentence in dialog.errors["place"].text())
    assert dialog.path is None


def test_a_book_that_is_there_already_can_be_opened(
    dialog: FirstStart, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = str(tmp_path / "老账本.zhaoyin")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (there, ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (there, ""))
    dialog.choose.click()
    assert dialog.place.text() == there
    qtbot.mouseClick(dialog.existing, Qt.MouseButton.LeftButton)
    assert dialog.path == Path(there)


def test_the_invented_county_is_made_beside_the_book_while_the_window_says_so(
    dialog: FirstStart, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.place.setText(str(tmp_path / "招引.zhaoyin"))
    qtbot.mouseClick(dialog.demo, Qt.MouseButton.LeftButton)
    assert dialog.progress.isVisible()
    dialog.reject()
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: dialog.path is not None, timeout=120_000)
    assert dialog.path == tmp_path / "示范县.zhaoyin"
    book = open_book(tmp_path / "示范县.zhaoyin")
    with book.read() as session:
        assert count(session, ViewSpec("enterprises")) >= 600
    book.close()


def test_the_invented_county_is_seen_as_the_role_that_was_chosen(theme: Theme, tmp_path: Path) -> None:
    for role, station in (("office", False), ("posted", True)):
        book = open_book(make_demo(tmp_path / f"{role}.zhaoyin", role=role, today=dt.date(2024, 5, 30), scale=0.05))
        me = book.setting("me")
        assert (me["role"], "station" in me) == (role, station)
        with book.read() as session:
            assert (posted_staff(session, me) is not None) == station
        book.close()


def test_the_first_start_counts_its_own_questions(dialog: FirstStart) -> None:
    assert dialog.lead.text() == "先回答三个问题，以后都可以在“设置”里改。"
    dialog.office.setChecked(True)
    assert dialog.lead.text() == "先回答两个问题，以后都可以在“设置”里改。"


def test_a_demo_that_fails_leaves_no_file(theme: Theme, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="规模要大于0"):
        make_demo(tmp_path / "示范县.zhaoyin", today=dt.date(2024, 5, 30), scale=0)
    assert list(tmp_path.iterdir()) == []


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "甲.zhaoyin").touch()
    (tmp_path / "甲2.zhaoyin").touch()
    assert free_path(tmp_path / "甲.zhaoyin") == tmp_path / "甲3.zhaoyin"


def test_going_away_gives_no_book(theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ask, "run", lambda dialog: dialog.reject())
    assert FirstStart.ask(Settings(tmp_path / "settings.json")) is None
