"""The guide inside the application: every chapter, found by what it says, read beside the work."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import resources
from crm.rules.problem import Problem
from tests.on_screen import commit
from ui.core.app import App
from ui.core.theme import Theme, colour
from ui.dialogs import guide as module
from ui.dialogs.guide import Guide, chapters, joined
from ui.dialogs.guide_text import picture
from ui.shell.window import MainWindow

CHAPTERS = {
    "01-开始.md": "# 第一次打开\n\n先填姓名，再选片区。见[记拜访](02-拜访.md)。\n",
    "02-拜访.md": "# 记拜访\n\n按 `Ctrl+N`，选片区。\n\n| 键 | 做什么 |\n| --- | --- |\n| `Enter` | 片区 |\n",
    "03-通报.md": "# 每月通报\n\n选月份，存成文件。\n",
}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A guide of three short chapters in the place of the real one."""
    where = tmp_path / "guide"
    where.mkdir()
    for name, text in CHAPTERS.items():
        (where / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "folder", lambda: where)
    return where


@pytest.fixture
def guide(app: App, small: Path, qtbot: QtBot) -> Guide:
    """The guide, open."""
    guide = Guide.ask(app, None)
    qtbot.addWidget(guide)
    return guide


def listed(guide: Guide) -> list[str]:
    """The contents list as it reads."""
    return [guide.contents.item(n).text() for n in range(guide.contents.count())]


def marked(guide: Guide) -> list[str]:
    """The words marked in the text."""
    return [selection.cursor.selectedText() for selection in guide.text.extraSelections()]


def test_the_contents_list_the_chapters_in_order_and_open_the_first(guide: Guide) -> None:
    assert listed(guide) == ["第一次打开", "记拜访", "每月通报"]
    assert "先填姓名" in guide.text.toPlainText()


def test_a_word_is_counted_in_every_chapter_and_marked_in_this_one(guide: Guide) -> None:
    commit(guide.search, "片区")
    assert listed(guide) == ["第一次打开\u30001 处", "记拜访\u30002 处", "每月通报"]
    assert marked(guide) == ["片区"]
    assert guide.found.text() == "第 1 处，共 3 处"


def test_enter_goes_from_place_to_place_through_the_chapters_and_round(guide: Guide) -> None:
    commit(guide.search, "片区")
    seen = []
    for _ in range(3):
        QTest.keyClick(guide.search, Qt.Key.Key_Return)
        seen.append((guide.contents.currentRow(), guide.found.text()))
    assert seen == [(1, "第 2 处，共 3 处"), (1, "第 3 处，共 3 处"), (0, "第 1 处，共 3 处")]
    QTest.keyClick(guide.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert guide.found.text() == "第 3 处，共 3 处"


def test_a_word_of_another_chapter_leads_there_in_capitals_or_not(guide: Guide) -> None:
    QTest.keyClicks(guide.search, "ctrl+n")
    assert (guide.contents.currentRow(), marked(guide)) == (1, ["Ctrl+N"])


def test_a_word_that_stands_nowhere_is_said_to_be_missing(guide: Guide) -> None:
    commit(guide.search, "天气")
    assert guide.found.text() == "没有找到，换个说法试试"
    QTest.keyClick(guide.search, Qt.Key.Key_Return)
    assert marked(guide) == []
    QTest.keyClick(guide.search, Qt.Key.Key_Escape)
    assert (guide.found.text(), guide.isVisible()) == ("", True)


def test_a_link_between_chapters_is_followed_inside_the_window(guide: Guide) -> None:
    guide.text.anchorClicked.emit(QUrl("02-拜访.md"))
    assert guide.contents.currentRow() == 1
    assert guide.open_chapter("没有.md") is False


def test_dark_colours_dress_the_text_anew_and_keep_the_place(guide: Guide, theme: Theme) -> None:
    guide.contents.setCurrentRow(1)
    theme.set_choice("dark")
    assert guide.contents.currentRow() == 1
    assert colour("surface").name().lower() in guide.text.styleSheet().lower()
    heading = guide.text.document().begin().begin().fragment().charFormat()
    assert heading.foreground().color() == colour("text")


def test_the_guide_is_one_window_beside_the_work(app: App, qtbot: QtBot) -> None:
    window = MainWindow(app, places=())
    qtbot.addWidget(window)
    window.show()
    app.commands.trigger("guide")
    app.commands.trigger("guide")
    guides = window.findChildren(Guide)
    assert len(guides) == 1
    assert guides[0].isVisible()
    assert not guides[0].isModal()
    guides[0].close()
    window.close()


def test_a_guide_that_was_not_installed_is_missed_in_words(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="没有找到使用手册，请重新安装招引"):
        chapters(tmp_path)


def test_initials_and_full_pinyin_find_a_chapter_as_they_find_records(guide: Guide) -> None:
    commit(guide.search, "tb")
    assert listed(guide) == ["第一次打开", "记拜访", "每月通报\u30001 处"]
    assert (guide.contents.currentRow(), marked(guide)) == (2, ["通报"])
    guide.search.clear()
    commit(guide.search, "pianqu")
    assert (guide.found.text(), marked(guide)) == ("第 1 处，共 3 处", ["片区"])


def test_what_is_marked_in_the_real_guide_reads_as_what_was_typed(app: App, qtbot: QtBot) -> None:
    guide = Guide.ask(app, None)
    qtbot.addWidget(guide)
    for typed, read in (("附件", "附件"), ("fujian", "附件"), ("fujianzh", ""), ("xsxm", "线索项目")):
        guide.search.clear()
        commit(guide.search, typed)
        for chapter in range(len(guide.chapters)):
            guide.contents.setCurrentRow(chapter)
            assert set(marked(guide)) <= {read}, (typed, guide.chapters[chapter].name)
        assert sum(guide.hits()) > 0 or not read


def test_lines_broken_in_the_file_run_on_without_a_space() -> None:
    broken = "## 行程\n\n一次外出，\n有许多次。\n\n- 照片，\n  先转正\n- 文件\n\n> 不会丢：\n> 下次打开\n\n| 写 |\n"
    whole = "## 行程\n\n一次外出，有许多次。\n\n- 照片，先转正\n- 文件\n\n> 不会丢：下次打开\n\n| 写 |\n"
    assert joined(broken) == whole


def test_a_picture_keeps_the_dots_that_a_fine_screen_can_show(app: App) -> None:
    file = resources.path("guide") / "images" / "ledger.png"
    plain, fine, finest = (picture(file, width=600, ratio=ratio) for ratio in (1.0, 1.5, 2.0))
    assert (plain.width(), fine.width(), finest.width()) == (600, 900, 1080)
    assert {image.deviceIndependentSize().width() for image in (plain, fine, finest)} == {600.0}
    assert picture(file, width=2000, ratio=2.0).width() == 1080
