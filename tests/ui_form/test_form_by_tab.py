"""Tab goes down the form as the eye does, also into a group that was unfolded later."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.core.app import App
from ui.form.record_dialog import RecordDialog


def walk(steps: int) -> list[str]:
    """What has the keyboard after each press of Tab."""
    names = []
    for _ in range(steps):
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        reached = QApplication.focusWidget()
        names.append(reached.accessibleName() if reached is not None else "")
    return names


def test_tab_goes_down_the_fields_then_the_groups_then_what_stands_beside(app: App, qtbot: QtBot) -> None:
    dialog = RecordDialog.open(app, "enterprises")
    assert dialog is not None
    qtbot.addWidget(dialog)
    first, *rest = [cell.editor.accessibleName() for cell in dialog.form.cells]
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.form.cells[0].editor)
    groups = ["展开基本情况", "展开经营情况", "展开招商跟进"]
    assert first == "企业名称"
    assert walk(len(rest) + 3) == rest + groups

    dialog.form.groups[1].set_open(True)
    unfolded = [cell.editor.accessibleName() for cell in dialog.form.groups[1].cells]
    dialog.form.groups[1].more.setFocus()
    assert walk(len(unfolded) + 1) == [*unfolded, "展开经营情况"]
