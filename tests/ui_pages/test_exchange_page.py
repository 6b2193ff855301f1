"""导入导出: a list out as the grid shows it, a template, a backup, and an import taken back weeks later."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from crm.actions.edit import change, create
from crm.book import open_book
from crm.excel.run import import_file
from crm.queries.history import steps
from crm.queries.listing import count, ids
from crm.queries.view import Filter, ViewSpec
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.files import Files
from ui.core.work import Task
from ui.dialogs.import_wizard import ImportWizard
from ui.pages import backups, saved_views
from ui.pages.exchange import ExchangePage

SAMPLES = Path(__file__).parents[1] / "excel" / "samples"


def shown(app: App, qtbot: QtBot) -> ExchangePage:
    page = ExchangePage(app)
    qtbot.addWidget(page)
    page.resize(1170, 690)
    page.show()
    rest(app, qtbot)
    return page


def rest(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not app.working)


def test_the_keyboard_comes_to_the_file_that_is_to_come_in(app: App, qtbot: QtBot) -> None:
    page = ExchangePage(app)
    qtbot.addWidget(page)
    page.show()
    page.take_keyboard()
    assert page.focusWidget() is page.drop.button


def test_a_saved_view_is_exported_with_its_rows_and_columns(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    create(app.book, "enterprises", {"name": "上海恒业光电有限公司", "city": "上海市"})
    create(app.book, "enterprises", {"name": "苏州铭创新材料有限公司", "city": "苏州市"})
    spec = ViewSpec("enterprises", (Filter("city", "=", "苏州市"),), columns=("name", "city"))
    saved_views.save(app.book, "苏州的", spec)
    page = shown(app, qtbot)
    page.view_box.setCurrentText("苏州的")
    page.export_to(tmp_path / "苏州.xlsx")
    rest(app, qtbot)
    rows = list(openpyxl.load_workbook(tmp_path / "苏州.xlsx").worksheets[0].values)
    assert rows == [("企业名称", "市"), ("苏州铭创新材料有限公司", "苏州市")]


def test_phones_that_leave_the_book_are_announced_and_noted_and_can_be_masked(
    app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(app.book, "hometown", {"name": "李明朗", "phone": "13812345678"})
    page = shown(app, qtbot)
    page.export_box.setCurrentIndex(page.export_box.findData("hometown"))
    assert "属个人信息" in page.personal.text()
    monkeypatch.setattr(Files, "to_save", lambda *_a, **_k: tmp_path / "乡贤")
    page.export_button.click()
    rest(app, qtbot)
    assert "13812345678" in str(list(openpyxl.load_workbook(tmp_path / "乡贤.xlsx").worksheets[0].values))
    with app.book.read() as session:
        assert steps(session, limit=1)[0].label == "导出 1 人在外乡贤到 乡贤.xlsx"
    page.masked.setChecked(True)
    assert page.personal.text() == "个人信息已打码"
    page.export_to(tmp_path / "打码.xlsx")
    rest(app, qtbot)
    assert "13812345678" not in str(list(openpyxl.load_workbook(tmp_path / "打码.xlsx").worksheets[0].values))


def test_the_template_of_any_ledger_can_be_saved(
    app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(app, qtbot)
    page.template_box.setCurrentIndex(page.template_box.findData("leads"))
    monkeypatch.setattr(Files, "to_save", lambda *_a, **_k: tmp_path / "模板.xlsx")
    page.template_button.click()
    rest(app, qtbot)
    heads = [cell.value for cell in openpyxl.load_workbook(tmp_path / "模板.xlsx").worksheets[0][2]]
    assert "*项目名称" in heads


def test_an_old_import_is_taken_back_and_what_was_touched_since_is_told(
    app: App, qtbot: QtBot, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import_file(app.book, "hometown", SAMPLES / "在外老乡名录.xls")
    with app.book.read() as session:
        touched = ids(session, ViewSpec("hometown"))[0]
    change(app.book, "hometown", {touched: {"industry": "光学膜"}})
    page = shown(app, qtbot)
    line = page.imports.plain.rows[0]
    assert (line[1].text, line[4].text) == ("在外老乡名录.xls", "撤销")
    monkeypatch.setattr(Ask, "confirm", lambda *_a, **_k: True)
    page.imports.opened.emit(line[4].key)
    rest(app, qtbot)
    with app.book.read() as session:
        assert ids(session, ViewSpec("hometown")) == [touched]
    assert said == ["有 1 处没有还原，保持现在的样子，其余都已还原。"]
    assert page.imports.plain.rows[0][4].text == "已撤销"
    page._show_imports((Task(list, list, failed=print, parent=page), []))
    assert page.imports.plain.rows[0][4].text == "已撤销", "a reading that began earlier and ends later is not shown"


def test_a_backup_is_a_book_that_opens(app: App, qtbot: QtBot) -> None:
    create(app.book, "enterprises", {"name": "上海恒业光电有限公司"})
    page = shown(app, qtbot)
    assert page.no_backups.isVisible()
    page.backup_button.click()
    rest(app, qtbot)
    assert len(page.backups.plain.rows) == 1
    copy = open_book(backups.backups(app)[0].path)
    with copy.read() as session:
        assert count(session, ViewSpec("enterprises")) == 1
    copy.close()
    assert app.settings.get(f"last_backup:{app.book.path}") == "2024-05-30T10:42"


def test_the_import_command_and_the_button_ask_for_the_workbook_at_once(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Path | None] = [None, SAMPLES / "重要线索项目情况表.xlsx"]
    seen: list[str] = []

    def run(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportWizard)
        rest(app, qtbot)
        seen.append(dialog.stack.file.file_name.text())

    monkeypatch.setattr(Files, "to_open", lambda *_a, **_k: answers.pop(0))
    monkeypatch.setattr(Ask, "run", run)
    page = shown(app, qtbot)
    page.drop.button.click()
    assert seen == [] and len(answers) == 1
    page.arrive(choose=True)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["重要线索项目情况表.xlsx"]
    assert app.settings.get("import_folder") == str(SAMPLES)


def test_a_dropped_file_and_a_ledgers_import_button_open_the_wizard(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []

    def run(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportWizard)
        qtbot.addWidget(dialog)
        rest(app, qtbot)
        seen.append((dialog.stack.file.ledger.currentText(), dialog.stack.file.file_name.text()))

    monkeypatch.setattr(Ask, "run", run)
    page = shown(app, qtbot)
    page.drop.dropped.emit(SAMPLES / "重要线索项目情况表.xlsx")
    page.arrive(ledger="hometown")
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [("线索项目", "重要线索项目情况表.xlsx"), ("在外乡贤", "")]
