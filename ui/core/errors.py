"""Our own bugs: one hook that logs, keeps drafts and shows a report to copy; Qt's messages go to the log too."""

from __future__ import annotations

import datetime as dt
import logging
import platform
import sys
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

from ui.core.ask import Ask
from ui.core.blocks import Label
from ui.core.buttons import Button, PrimaryButton
from ui.core.layouts import column, open_at, row
from ui.core.tokens import SPACE_M, SPACE_S, SPACE_XL

_log = logging.getLogger("zhaoyin")
_LOG_BYTES = 1_000_000
_QUIET = ("propagateSizeHints", "This plugin does not support")

keepers: list[Callable[[], object]] = []


def start_log(folder: Path) -> Path | None:
    """Log to a file of at most 1 MB with three older ones beside it; None where the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "zhaoyin.log", maxBytes=_LOG_BYTES, backupCount=3, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return folder / "zhaoyin.log"


def report(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> str:
    """What a user can send us: versions, time, and where it happened; no data of the book."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        own = version("zhaoyin")
    except PackageNotFoundError:
        own = "未安装"
    head = (
        f"招引 {own}\n时间 {dt.datetime.now():%Y-%m-%d %H:%M:%S}\n系统 {platform.platform()}\n"
        f"Python {platform.python_version()}  PySide6 {pyside_version}\n\n"
    )
    return head + "".join(traceback.format_exception(kind, fault, trace))


class ReportDialog(QDialog):
    """Says that something went wrong inside, with a report to copy; `leave` is True when the user wants to quit."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.leave = False
        self.setWindowTitle("招引")
        open_at(self, 640, 420)
        outer = column(self, spacing=SPACE_M, margin=SPACE_XL)
        outer.addWidget(Label("程序里出了一个错误，刚才那一步没有完成。", type="heading"))
        said = "已经保存的数据没有受影响，正在填写的内容已存为草稿。请复制下面的报告发给维护人员。"
        outer.addWidget(Label(said, ink="secondary", wrap=True))
        self.box = QPlainTextEdit(text, self)
        self.box.setReadOnly(True)
        self.box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.box.setAccessibleName("错误报告")
        outer.addWidget(self.box, 1)
        line = row(spacing=SPACE_S)
        self.copy_button = Button("复制报告", icon="copy")
        quit_button, go_on = Button("退出程序"), PrimaryButton("继续使用")
        self.copy_button.clicked.connect(self._copy)
        quit_button.clicked.connect(self._quit)
        go_on.clicked.connect(self.accept)
        line.addWidget(self.copy_button)
        line.addStretch(1)
        line.addWidget(quit_button)
        line.addWidget(go_on)
        outer.addLayout(line)
        go_on.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.box.toPlainText())
        self.copy_button.setText("已复制")

    def _quit(self) -> None:
        self.leave = True
        self.accept()


def keep_drafts() -> None:
    """Let every open form keep what is in it; one that fails is logged and does not stop the others."""
    for keeper in list(keepers):
        try:
            keeper()
        except Exception:
            _log.exception("a draft could not be kept")


class _Hook:
    showing = False

    def __call__(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        _log.critical("unexpected", exc_info=(kind, fault, trace))
        keep_drafts()
        app = QApplication.instance()
        if app is None:
            sys.__excepthook__(kind, fault, trace)
            return
        if self.showing:
            return
        self.showing = True
        try:
            dialog = ReportDialog(report(kind, fault, trace), QApplication.activeWindow())
            Ask.run(dialog)
            if dialog.leave:
                QApplication.closeAllWindows()
                QApplication.quit()
        finally:
            self.showing = False


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if any(quiet in text for quiet in _QUIET):
        return
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    logging.getLogger("qt").log(levels.get(kind, logging.WARNING), "%s", text)


def install() -> None:
    """Put the exception hook and the handler of Qt's messages in place."""
    sys.excepthook = _Hook()
    qInstallMessageHandler(_on_qt_message)
