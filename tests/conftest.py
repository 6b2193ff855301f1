"""What every test starts from: no screen, no user's own files, the same random cases twice."""

from __future__ import annotations

import datetime as dt
import gc
import itertools
import os
import sys
import threading
from collections.abc import Iterator
from functools import partialmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from crm.book import Book

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("ZHAOYIN_PASSPHRASE", None)

# Cases are derived from the test itself and slow machines are forgiven, so a run is red or green by what it tests only.
settings.register_profile(
    "zhaoyin", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("zhaoyin")

# Nothing is waited for longer than it takes, and a machine with other work must not turn a test red.
for waiting in ("waitUntil", "waitSignal", "waitActive", "waitExposed"):
    setattr(QtBot, waiting, partialmethod(getattr(QtBot, waiting), timeout=60_000))

_TESTS = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be written anew: `pytest --update-golden`, then read the difference before committing it."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether this run writes golden files instead of comparing with them."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, on every system, so that no test meets the books and settings of a real user."""
    home = tmp_path_factory.mktemp("home")
    for name in (
        "HOME",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
    ):
        monkeypatch.setenv(name, str(home))
    return home


@pytest.fixture(autouse=True)
def no_window_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a window: an open one hangs the next test, a hidden one hears what that one does."""
    known = set(_windows())
    yield
    left = [widget for widget in _windows().values() if widget.isVisible()]
    for widget in left:
        widget.close()
    if left:
        pytest.fail(f"windows were left open: {_names(left)}")
    if set(_windows()) - known:
        _let_go(request)
    leaked = [widget for address, widget in _windows().items() if address not in known]
    names = _names(leaked)
    for widget in leaked:
        widget.deleteLater()
    if names:
        pytest.fail(f"widgets without a parent outlived the test: {names}")


@pytest.fixture(autouse=True)
def no_write_holds_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test in which a window writes on the screen's thread and would wait there for another program."""
    from crm.book import Book

    real = Book.write

    def write(self: Book, label: str, **more: Any) -> Any:
        if threading.current_thread() is threading.main_thread() and not self.hurried and _from_a_window():
            raise AssertionError(
                f"“{label}” would hold the window while another program writes: see ui/core/writing.py"
            )
        return real(self, label, **more)

    monkeypatch.setattr(Book, "write", write)


def _from_a_window() -> bool:
    """Whether a method of a page, dialog or any other Qt object of the product is what calls here, not the test."""
    core = sys.modules.get("PySide6.QtCore")
    frame = sys._getframe(2) if core is not None else None
    while frame is not None and not Path(frame.f_code.co_filename).is_relative_to(_TESTS):
        own = frame.f_locals.get("self")
        if core is not None and isinstance(own, core.QObject) and type(own).__module__.startswith("ui."):
            return True
        frame = frame.f_back
    return False


@pytest.fixture(autouse=True)
def no_key_held_down() -> Iterator[None]:
    """Let go of Ctrl after a test: Qt's simulated keys leave it pressed, and the next test would select with Ctrl."""
    yield
    qt, core = sys.modules.get("PySide6.QtWidgets"), sys.modules.get("PySide6.QtCore")
    if qt is None or core is None or qt.QApplication.instance() is None:
        return
    if qt.QApplication.keyboardModifiers() != core.Qt.KeyboardModifier.NoModifier:
        from PySide6.QtTest import QTest

        QTest.keyClick(qt.QWidget(), core.Qt.Key.Key_unknown)


def _windows() -> dict[int, Any]:
    """The windows without a parent by their address in C++, less Qt's own tooltip."""
    qt, shiboken = sys.modules.get("PySide6.QtWidgets"), sys.modules.get("shiboken6")
    if qt is None or shiboken is None or qt.QApplication.instance() is None:
        return {}
    tops = (widget for widget in qt.QApplication.topLevelWidgets() if widget.parentWidget() is None)
    return {
        shiboken.getCppPointer(widget)[0]: widget
        for widget in tops
        if widget.metaObject().className() not in ("QTipLabel", "QDesktopWidget")
    }


def _names(widgets: list[Any]) -> str:
    return "、".join(widget.windowTitle() or type(widget).__name__ for widget in widgets)


def _let_go(request: pytest.FixtureRequest) -> None:
    """What only the ended test still held goes: its names, circles of objects, what was to be deleted later."""
    from PySide6.QtCore import QCoreApplication, QEvent

    request.node.funcargs.clear()
    for _ in range(2):
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A new, empty book on a real file, on a Thursday in May 2024; its clock moves a second at each look."""
    from crm.book import create_book

    ticks = itertools.count()
    opened = create_book(
        tmp_path / "云溪县.zhaoyin", clock=lambda: dt.datetime(2024, 5, 30, 9, 0) + dt.timedelta(seconds=next(ticks))
    )
    yield opened
    opened.close()
