"""Our own bugs are logged, drafts are kept, and a report can be copied."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ui.core import errors
from ui.core.ask import Ask
from ui.core.errors import ReportDialog
from ui.core.theme import Theme


@pytest.fixture
def hook() -> Iterator[None]:
    """The exception hook in place, and everything as before afterwards."""
    before, root = sys.excepthook, logging.getLogger()
    handlers, level = list(root.handlers), root.level
    errors.install()
    yield
    from PySide6.QtCore import qInstallMessageHandler

    sys.excepthook = before
    qInstallMessageHandler(None)
    for handler in [h for h in root.handlers if h not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    errors.keepers.clear()


def fault() -> ZeroDivisionError:
    """A bug with a place in the source."""
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as found:
        return found
    raise AssertionError


def test_a_bug_is_logged_drafts_are_kept_and_the_report_is_shown(
    hook: None, qtbot: QtBot, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = errors.start_log(tmp_path / "logs")
    kept: list[str] = []

    def broken() -> None:
        raise OSError("disk")

    errors.keepers += [broken, lambda: kept.append("draft")]
    shown: list[str] = []

    def run(dialog: QDialog) -> None:
        assert isinstance(dialog, ReportDialog)
        qtbot.addWidget(dialog)
        dialog.copy_button.click()
        shown.append(dialog.box.toPlainText())
        sys.excepthook(ZeroDivisionError, fault(), None)

    monkeypatch.setattr(Ask, "run", run)
    bug = fault()
    sys.excepthook(ZeroDivisionError, bug, bug.__traceback__)
    assert kept == ["draft", "draft"]
    assert len(shown) == 1
    assert "ZeroDivisionError: division by zero" in shown[0]
    assert QGuiApplication.clipboard().text() == shown[0]
    assert log is not None
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
