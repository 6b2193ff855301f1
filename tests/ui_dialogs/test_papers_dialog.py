"""The office's other papers: chosen with their span, written with progress, opened where they lie."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.bulletin.papers import PAPERS
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.files import Files
from ui.core.kit import LinkButton
from ui.dialogs.override import OverrideDialog
from ui.dialogs.papers import PapersDialog


@pytest.fixture
def dialog(app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PapersDialog:
    """The papers of a book with one signed project, at the end of May, saved to a folder of the test."""
    values = {"name": "铭瑞项目", "signed_date": dt.date(2024, 5, 6), "signed_amount": 300_000_000}
    create(app.book, "leads", values)
    app.settings.set("bulletin_folder", str(tmp_path / "文件"))
    monkeypatch.setattr(Files, "show", lambda path: opened.append(path.name))
    opened.clear()
    made = PapersDialog(app, None, dt.date(2024, 5, 30))
    qtbot.addWidget(made)
    made.show()
    return made


opened: list[str] = []


def finished(dialog: PapersDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.app.working)


def links(dialog: PapersDialog) -> dict[str, LinkButton]:
    return {link.text(): link for link in dialog.findChildren(LinkButton) if link.isVisible()}


def test_every_paper_can_be_chosen_and_says_what_it_holds(dialog: PapersDialog) -> None:
    for key, paper in PAPERS.items():
        dialog.choose(key)
        assert (dialog.name.text(), dialog.about.text()) == (paper.label, paper.about)
        assert dialog.span.count() > 0 and dialog.kinds.text().startswith("Excel 工作簿")
        assert dialog.span.isEnabled() == (paper.period != "today")


def test_a_paper_of_an_earlier_span_is_written_and_opened(dialog: PapersDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.choose("summary")
    dialog.span.setCurrentIndex(dialog.span.findText("2023年全年"))
    qtbot.mouseClick(dialog.write_button, Qt.MouseButton.LeftButton)
    finished(dialog, qtbot)
    names = ["云溪县2023年招商引资工作总结.docx", "云溪县2023年招商引资工作总结.xlsx"]
    assert sorted(file.name.removeprefix("云溪县") for file in (tmp_path / "文件").iterdir()) == [
        name.removeprefix("云溪县") for name in names
    ]
    assert dialog.state.text() == "已生成 2 个文件，点文件名打开"
    # A link that joins an open window is shown with the next events.
    qtbot.waitUntil(lambda: len(links(dialog)) == 3)
    for link in links(dialog).values():
        link.click()
    assert [name.removeprefix("云溪县") for name in opened] == [
        "2023年招商引资工作总结.xlsx", "2023年招商引资工作总结.docx", "文件"
    ]  # fmt: skip


def test_stopped_work_says_so_and_can_be_begun_again(dialog: PapersDialog, qtbot: QtBot) -> None:
    dialog.choose("summary")
    dialog.write()
    assert dialog.stop_button.isVisible() and not dialog.write_button.isEnabled()
    dialog.stop_button.click()
    finished(dialog, qtbot)
    assert dialog.state.text() == "已停止，没有生成文件"
    assert dialog.write_button.isEnabled() and not dialog.stop_button.isVisible()


def test_a_file_that_is_open_elsewhere_is_told(
    dialog: PapersDialog, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    (tmp_path / "文件").write_text("不是文件夹", encoding="utf-8")
    dialog.choose("chain")
    dialog.write()
    finished(dialog, qtbot)
    assert said == ["无法建立文件夹“文件”，请换一个保存位置"]
    assert dialog.state.text() == "没有生成" and dialog.write_button.isEnabled()


def test_a_failing_check_is_shown_with_its_rows_and_a_reason_lets_the_paper_out(
    dialog: PapersDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(dialog.app.book, "leads", {"name": "早开工的厂", "started_date": dt.date(2024, 5, 6)})
    seen: list[list[list[str]]] = []
    reasons = iter(["", "签约协议补录中"])

    def decide(asked: QDialog) -> None:
        assert isinstance(asked, OverrideDialog)
        qtbot.waitUntil(lambda: bool(asked.behind.plain.rows))
        seen.append([[cell.text for cell in line] for line in (*asked.table.plain.rows, *asked.behind.plain.rows)])
        assert not asked.write_button.isEnabled()
        reason = next(reasons)
        asked.reason.setText(reason)
        (asked.write_button if reason else asked.close_button).click()
        asked.deleteLater()

    monkeypatch.setattr(Ask, "run", decide)
    dialog.choose("ranking")
    dialog.write()
    finished(dialog, qtbot)
    assert seen[0][0] == ["开工不大于签约", "开工1个，签约1个；有开工日期而无签约日期：早开工的厂", "1 个"]
    assert seen[0][1][0] == "早开工的厂"
    assert dialog.state.text() == "没有生成" and not (tmp_path / "文件").exists()
    dialog.write()
    qtbot.waitUntil(lambda: dialog.state.text().startswith("已生成"))
    assert len(list((tmp_path / "文件").iterdir())) == 2
    label = dialog.app.book.undo_label() or ""
    assert label.endswith("招商引资季度排名通报，理由：签约协议补录中")


def test_a_record_that_a_check_names_is_opened_instead(
    dialog: PapersDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, _ = create(dialog.app.book, "leads", {"name": "早开工的厂", "started_date": dt.date(2024, 5, 6)})

    def open_it(asked: QDialog) -> None:
        assert isinstance(asked, OverrideDialog)
        qtbot.waitUntil(lambda: bool(asked.behind.plain.rows))
        asked.behind.opened.emit(asked.behind.plain.rows[0][0].key)
        asked.deleteLater()

    monkeypatch.setattr(Ask, "run", open_it)
    dialog.choose("ranking")
    with qtbot.waitSignal(dialog.app.record_wanted) as wanted:
        dialog.write()
    assert wanted.args == ["leads", lead] and not dialog.isVisible()


def test_another_folder_is_remembered(dialog: PapersDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Files, "folder", lambda *_a, **_k: tmp_path / "别处")
    dialog.other_button.click()
    assert dialog.app.settings.get("bulletin_folder") == str(tmp_path / "别处")
    assert dialog.folder == tmp_path / "别处"
