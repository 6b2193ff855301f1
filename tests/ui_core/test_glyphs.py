"""The characters of a county are drawn once before they are needed."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.queries.find_keys import keys_of
from ui.core.app import App
from ui.core.glyphs import FONTS, MOST, commonest, drawn
from ui.shell.window import MainWindow


def test_the_names_of_fields_and_what_is_written_most_come_first() -> None:
    letters = commonest(["镕镕镕镕镕镕镕镕镕镕" * 20, "Enterprise 2024", "镕"])
    assert letters[0] == "镕"
    assert {"企", "业", "称", "拜", "访"} <= set(letters)
    assert not any(letter.isascii() for letter in letters)
    assert len(letters) == len(set(letters)) <= MOST


def test_each_font_of_the_pages_has_its_turns(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert len(list(drawn(window, "企业名称"))) == len(FONTS)
    assert len(list(drawn(window, "企" * 121))) == 2 * len(FONTS)
    assert list(drawn(window, "")) == []


def test_a_window_at_rest_has_all_ready(app: App, qtbot: QtBot) -> None:
    create(app.book, "enterprises", {"name": "镕晟机械"})
    with app.book.read() as session:
        assert "镕晟机械" in keys_of(session, "enterprises")[0].newest
    window = MainWindow(app)
    qtbot.addWidget(window)
    assert not window.ahead.over
    window.warm_up()
    qtbot.waitUntil(lambda: window.ahead.over)
    assert {"enterprises", "visits", "leads"} <= set(window.stack.made)
