"""指标定义: tried out with the month's figures, saved as one step, listed by the day they hold from."""

from __future__ import annotations

import datetime as dt

import pytest
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.bulletin.assemble import dataset
from crm.bulletin.settings import conventions
from tests.on_screen import written_by_another
from ui.core.app import App
from ui.core.writing import WAITING
from ui.dialogs.indicators import IndicatorDialog


@pytest.fixture
def dialog(app: App, qtbot: QtBot) -> IndicatorDialog:
    """Two signed projects, a large one begun and a small one not."""
    for name, amount, begun in (("大厂", 300_000_000, dt.date(2024, 5, 20)), ("小厂", 50_000_000, None)):
        signed = {"signed_date": dt.date(2024, 5, 6), "signed_amount": amount}
        create(app.book, "leads", {"name": name, **signed, "started_date": begun})
    made = IndicatorDialog(app, None, dataset(app.book, "2024-05"))
    qtbot.addWidget(made)
    made.show()
    return made


def rest(dialog: IndicatorDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.app.working)


def test_a_new_indicator_shows_what_it_gives_before_it_is_saved(dialog: IndicatorDialog, qtbot: QtBot) -> None:
    dialog.add_button.click()
    dialog.name.setText("亿元以上开工率")
    dialog.floor.setText("1")
    rest(dialog, qtbot)
    assert [cell.text for cell in dialog.table.plain.rows[-1]] == ["亿元以上开工率", "—", "100.0%"]
    assert dialog.formula.text().endswith("仅计1亿元以上项目。")
    assert conventions(dialog.app.book)[0].definitions[-1].name == "履约率"
    with written_by_another(dialog.app.book):
        dialog.save_button.click()
        assert dialog.error.text() == WAITING and not dialog.save_button.isEnabled()
        dialog.save()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    data = dataset(dialog.app.book, "2024-05")
    assert [(one.name, one.cumulative) for one in data.indicators[-2:]] == [
        ("履约率", "50.0"),
        ("亿元以上开工率", "100.0"),
    ]
    assert dialog.app.book.undo_label() == "修改指标口径"


def test_what_cannot_be_is_said_and_not_saved(dialog: IndicatorDialog, qtbot: QtBot) -> None:
    dialog.add_button.click()
    dialog.name.setText("开工率")
    assert dialog.error.text() == "有两个指标都叫“开工率”，请改一个名称"
    assert not dialog.save_button.isEnabled()
    dialog.drop_button.click()
    dialog.tiers.setPlainText("大 5\n小")
    assert "规模档第2行" in dialog.error.text()
    dialog.small.click()
    assert dialog.error.text() == ""
    rest(dialog, qtbot)


def test_a_figure_that_cannot_be_read_holds_nothing_up_once_another_indicator_is_chosen(
    dialog: IndicatorDialog, qtbot: QtBot
) -> None:
    dialog.table.picked.emit(8)
    dialog.floor.setText("很大")
    assert dialog.error.text() and not dialog.save_button.isEnabled()
    dialog.table.picked.emit(0)
    assert dialog.error.text() == "" and dialog.save_button.isEnabled()
    rest(dialog, qtbot)


def test_the_contracts_indicators_stay(dialog: IndicatorDialog, qtbot: QtBot) -> None:
    dialog.table.picked.emit(0)
    assert not dialog.drop_button.isEnabled()
    assert not dialog.name.isEnabled()
    dialog.table.picked.emit(8)
    dialog.drop_button.click()
    assert [own.name for own in dialog.definitions][-1] == "利用外资"
    dialog.presets_button.click()
    assert [own.name for own in dialog.definitions][-1] == "履约率"
    rest(dialog, qtbot)


def test_versions_are_listed_and_one_can_be_left_out(dialog: IndicatorDialog, qtbot: QtBot) -> None:
    dialog.save_button.click()
    dialog.since.setCurrentIndex(1)
    dialog.basis.setCurrentText("市认定")
    rest(dialog, qtbot)
    dialog.save_button.click()
    again = IndicatorDialog(dialog.app, None, dataset(dialog.app.book, "2024-05"))
    qtbot.addWidget(again)
    again.tabs.chosen.emit("versions")
    assert [row[0].text for row in again.kept.plain.rows] == ["一直有效", "2024-01-01"]
    again.kept.selectRow(1)
    again.forget_button.click()
    assert [row[0].text for row in again.kept.plain.rows] == ["一直有效"]
    assert not again.forget_button.isEnabled()
