"""Chinese is composed before it is entered: while letters are composed nothing is searched, filtered or kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.journeys.conftest import User
from tests.on_screen import commit, compose
from ui.dialogs.quick_log import QuickLog
from ui.pages.ledger import LedgerPage

FIRM = "苏州澄远光电科技有限公司"


def keyboard() -> QWidget:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def ledger(user: User) -> LedgerPage:
    """The enterprises, with the keyboard in the first cell of the list."""
    user.press("Ctrl+5")
    page = user.window.stack.current
    assert isinstance(page, LedgerPage)
    page.grid.table.select_id(page.grid.model.ids[0])
    page.grid.table.setFocus()
    return page


def test_the_filter_row_waits_until_the_words_are_entered(sit_down: Callable[..., User]) -> None:
    user = sit_down(firms=[FIRM])
    page = ledger(user)
    all_rows = len(page.grid.model.ids)
    box = page.grid.filters.boxes["name"]
    box.setFocus()
    for letters in ("c", "cheng", "cheng'yuan"):
        compose(box, letters)
        user.rest()
    assert (box.text(), len(page.grid.model.ids), bool(box.property("wrong"))) == ("", all_rows, False)
    commit(box, "澄远")
    user.qtbot.waitUntil(lambda: len(page.grid.model.ids) == 1)
    assert user.sees(FIRM)


def test_the_find_box_answers_words_not_letters_of_a_composition(sit_down: Callable[..., User]) -> None:
    user = sit_down(firms=[FIRM])
    user.press("Ctrl+K")
    before = list(user.window.results.found)
    compose(keyboard(), "cheng'yuan")
    user.rest()
    assert user.window.results.found == before
    commit(keyboard(), "澄远")
    user.qtbot.waitUntil(lambda: [found.title for found in user.window.results.found] == [FIRM])


def test_the_quick_log_keeps_its_draft_without_disturbing_a_composition(sit_down: Callable[..., User]) -> None:
    user = sit_down(firms=[FIRM])
    user.press("Ctrl+N")
    log = user.window.findChild(QuickLog)
    assert log is not None
    for box in (log.form.met, log.form.content, log.form.step):
        box.setFocus()
        compose(box, "cheng'yuan")
        log.keep_draft()
        assert log.drafts.load() is None
        compose(box, "")
    log.form.content.setFocus()
    commit(log.form.content, "看了新车间")
    compose(log.form.content, "er'qi")
    log.keep_draft()
    kept = log.drafts.load()
    assert kept is not None
    assert kept["texts"]["content"] == "看了新车间"
    commit(log.form.content, "，二期缺用地")
    assert log.form.content.toPlainText() == "看了新车间，二期缺用地"
    log.reject()
    log.drafts.drop()


def test_a_cell_is_overwritten_by_composing_in_it_and_holds_each_word_once(sit_down: Callable[..., User]) -> None:
    user = sit_down(firms=[FIRM])
    page = ledger(user)
    user.look_for("澄远", on="Ctrl+5")
    table = page.grid.table
    user.qtbot.waitUntil(lambda: len(page.grid.model.ids) == 1)
    column = next(at for at, spec in enumerate(page.grid.model.specs) if spec.key == "city")
    table.setFocus()
    table.setCurrentIndex(page.grid.model.index(0, column))
    # Until the first words are entered Qt leaves the keyboard with the table and hands the composition on.
    for letters in ("s", "su", "su'zhou'shi"):
        compose(table, letters)
        user.rest()
    (editor,) = (box for box in table.viewport().findChildren(QLineEdit) if box.isVisible())
    assert (editor.text(), page.grid.model.shown(0).texts[column]) == ("", "")
    commit(table, "苏州市")
    assert editor.text() == "苏州市"
    assert keyboard() is editor
    QTest.keyClick(editor, Qt.Key.Key_Return)
    user.rest()
    assert page.grid.model.shown(0).texts[column] == "苏州市"
    assert user.app.book.undo_label() is not None
