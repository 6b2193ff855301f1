"""The templates of the bulletin's words: seen with the month's figures before they are taken into use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.bulletin.assemble import dataset
from crm.bulletin.templates import template_of
from tests.on_screen import written_by_another
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.files import Files
from ui.core.writing import WAITING
from ui.dialogs.templates import TemplateDialog


@pytest.fixture
def dialog(app: App, qtbot: QtBot) -> TemplateDialog:
    """The templates beside a month with one signed project."""
    values = {"name": "铭瑞项目", "signed_date": dt.date(2024, 5, 6), "signed_amount": 300_000_000}
    create(app.book, "leads", values)
    made = TemplateDialog(app, None, dt.date(2024, 5, 31))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not app.working)
    return made


def edit(path: Path, old: str, new: str) -> None:
    """Change some words of a document as one would in Word."""
    paper = Document(str(path))
    run = next(run for p in paper.paragraphs for run in p.runs if old in run.text)
    run.text = run.text.replace(old, new)
    paper.save(str(path))


def load(dialog: TemplateDialog, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Files, "to_open", lambda *_a, **_k: path)
    dialog.load_button.click()
    qtbot.waitUntil(lambda: not dialog.app.working)


def test_a_template_is_exported_edited_looked_at_adopted_and_put_back(
    dialog: TemplateDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "通报文字模板"
    monkeypatch.setattr(Files, "to_save", lambda *_a, **_k: path)
    dialog.export_button.click()
    path = path.with_suffix(".docx")
    edit(path, "底，全县", "底，我县")
    load(dialog, path, qtbot, monkeypatch)
    assert dialog.card.heading.text() == "载入的“通报文字模板.docx”（2024年5月）"
    assert dialog.text.plain.startswith("截至5月底，我县签约招商引资项目1个、签约资金3.00亿元")
    assert dataset(dialog.app.book, "2024-05").text.startswith("截至5月底，全县")
    with written_by_another(dialog.app.book):
        dialog.adopt_button.click()
        assert dialog.state.text() == WAITING and not dialog.adopt_button.isEnabled()
        dialog.adopt()
    qtbot.waitUntil(lambda: not dialog.app.working)
    assert dataset(dialog.app.book, "2024-05").text.startswith("截至5月底，我县")
    assert dialog.state.text().startswith("正在使用第1版“通报文字模板.docx”")
    versions = [action.text()[:3] for action in dialog.menu().actions()]
    assert versions == ["第1版", "默认模"]
    dialog.menu().actions()[1].trigger()
    assert dataset(dialog.app.book, "2024-05").text.startswith("截至5月底，全县")
    assert dialog.app.book.undo_label() == "通报文字模板恢复默认"


def test_a_broken_template_is_not_taken_and_its_line_is_named(
    dialog: TemplateDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "坏模板.docx"
    paper = Document()
    paper.add_paragraph("第一段")
    paper.add_paragraph("签约{{ 签约资金.累积 }}")
    paper.save(str(path))
    load(dialog, path, qtbot, monkeypatch)
    assert dialog.error.text() == "模板第2段“签约{{ 签约资金.累积 }}”：没有“累积”这一项，是不是“累计”"
    assert not dialog.adopt_button.isEnabled()
    dialog.drop_button.click()
    assert dialog.text.plain.startswith("截至5月底")
    assert template_of(dialog.app.book, "paragraph").number == 0


def test_a_file_that_is_no_document_is_said_so(
    dialog: TemplateDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "图.docx"
    path.write_bytes(b"no")
    told: list[str] = []
    monkeypatch.setattr(Ask, "tell", lambda _parent, sentence: told.append(sentence))
    load(dialog, path, qtbot, monkeypatch)
    assert told == ["“图.docx”：这个文件不是 Word 文档（docx），请在 Word 或 WPS 里另存为 docx 后再载入"]


def test_a_placeholder_is_found_and_copied(dialog: TemplateDialog) -> None:
    dialog.search.setText("签约资金.累计")
    (row,) = dialog.words.plain.rows
    assert [cell.text for cell in row] == ["签约资金.累计", "3.00亿元"]
    dialog.words.opened.emit(row[0].key)
    assert QGuiApplication.clipboard().text() == "{{ 签约资金.累计 }}"


def test_a_figure_of_the_words_finds_its_placeholder(dialog: TemplateDialog) -> None:
    dialog.text.opened.emit("3.00亿元")
    assert dialog.search.text() == "3.00亿元"
    assert ["签约资金.累计", "3.00亿元"] in [[cell.text for cell in row] for row in dialog.words.plain.rows]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("ranking", "2024年第二季度招商引资排名通报"),
        ("summary", "2024年1—5月招商引资工作总结"),
        ("daily", "5月6日，全县拜访企业1次"),
        ("weekly", "驻外招商工作周报"),
    ],
)
def test_every_paper_in_words_shows_what_its_template_gives(
    dialog: TemplateDialog, qtbot: QtBot, kind: str, words: str
) -> None:
    create(dialog.app.book, "visits", {"date": dt.date(2024, 5, 6), "method": "拜访"})
    dialog.tabs.set_current(kind)
    dialog.tabs.chosen.emit(kind)
    assert dialog.text.plain == "正在读取数据"
    qtbot.waitUntil(lambda: not dialog.app.working)
    assert words in dialog.text.plain
    assert dialog.error.text() == ""
    assert dialog.words.plain.rows


def test_the_other_template_shows_where_the_tables_stand(dialog: TemplateDialog, qtbot: QtBot) -> None:
    dialog.tabs.set_current("document")
    dialog.tabs.chosen.emit("document")
    qtbot.waitUntil(lambda: not dialog.app.working)
    assert "〔表：主要指标〕" in dialog.text.plain
    assert "一、主要指标完成情况" in dialog.text.plain
