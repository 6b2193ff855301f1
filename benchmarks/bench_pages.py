"""The real window at ten times the demonstration county: what each first display and each dialog costs its thread."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.measure import Measured, told_by

ROUNDS, SCALE, NOW = 3, 10.0, dt.datetime(2025, 10, 8, 9, 0)
PAGES = (
    "home", "agenda", "visits", "leads", "enterprises", "hometown", "posting", "bulletin", "exchange", "history",
    "recycle", "settings",
)  # fmt: skip


def run() -> list[Measured]:
    """Open the window some times, each in a process of its own as a user opens it; of each step the least counts."""
    rounds = [told_by("benchmarks.bench_pages", "STEP") for _ in range(ROUNDS)]
    steps = [min(same, key=lambda step: float(step[1])) for same in zip(*rounds, strict=True)]
    for name, cpu, where in steps:
        if float(cpu) > 50:
            print(f"        {name}: {float(cpu):.0f} ms, at {where}")
    return [Measured(name, float(cpu), "ms", 50) for name, cpu, _ in steps]


def county() -> Path:
    """The book of ten counties, made once and kept between runs."""
    from crm.book import create_book
    from crm.demo import fill

    path = Path(tempfile.gettempdir()) / f"zhaoyin-bench-pages-{SCALE:g}.zhaoyin"
    if not path.exists():
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        book = create_book(part, clock=lambda: NOW)
        fill(book, seed=3, scale=SCALE, today=NOW.date())
        book.close()
        part.rename(path)
    return path


def main() -> int:
    """Open the window and go round; prints one line a step."""
    import shutil

    from ui.app import dressed, load_before_qt, make_application

    load_before_qt()
    application = make_application()
    from benchmarks.watchdog import Watch
    from crm.book import open_book
    from ui.core.app import App
    from ui.core.settings import Settings
    from ui.shell.window import MainWindow

    watch = Watch()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "云溪县.zhaoyin"
        shutil.copy(county(), copy)
        settings = Settings(Path(folder) / "settings.json")
        theme = dressed(application, settings)
        app = App(open_book(copy, clock=lambda: NOW), settings=settings, theme=theme)
        steps = Steps(watch, app)
        window = steps.do("window", lambda: MainWindow(app, at_once=False))
        assert isinstance(window, MainWindow)
        steps.do("first display: window and home", window.show)
        steps.do("warm up", window.warm_up, until=lambda: window.ahead.over)
        for page in PAGES:
            if page != "home" and page in {place.key for place in window.places}:
                steps.do(f"first display: {page}", partial(window.go, page, {}))
        for page in ("home", "leads", "enterprises"):
            steps.do(f"again: {page}", partial(window.go, page, {}))
        dialogs(steps, window)
        for scheme in ("dark", "light"):
            steps.do(f"every page made, colours change to {scheme}", partial(theme.set_choice, scheme))
        watch.stop()
        window.close()
        app.close()
    return 0


class Steps:
    """Does one thing after another and prints the longest hold of each."""

    def __init__(self, watch: object, app: object) -> None:
        from benchmarks.watchdog import Watch
        from ui.core.app import App

        assert isinstance(watch, Watch)
        assert isinstance(app, App)
        self.watch, self.app = watch, app

    def do(self, name: str, action: Callable[[], object], *, until: Callable[[], bool] = lambda: True) -> object:
        """Do something, let everything that it begins come to an end, and tell its longest hold."""
        self.watch.during = name
        with self.watch.held():
            result = action()
        self.rest(until)
        block = self.watch.longest(name)
        print(f"STEP\t{name}\t{block.cpu * 1000:.1f}\t{block.where}", flush=True)
        return result

    def rest(self, until: Callable[[], bool] = lambda: True) -> None:
        """Wait until nothing is under way any more and something holds."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        calm = time.monotonic() + 0.4
        # Seldom enough that the looking itself adds nothing to speak of to what the watch sums up.
        timer = QTimer(interval=100)

        def look() -> None:
            nonlocal calm
            if self.app.working or not until():
                calm = time.monotonic() + 0.4
            elif time.monotonic() > calm:
                loop.quit()

        timer.timeout.connect(look)
        timer.start()
        loop.exec()
        timer.stop()


def dialogs(steps: Steps, window: object) -> None:
    """The quick log, a visit saved, a form opened, a cell written."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from crm.queries.listing import ids
    from crm.queries.view import ViewSpec
    from ui.dialogs.quick_log import QuickLog
    from ui.shell.window import MainWindow

    assert isinstance(window, MainWindow)
    app = steps.app
    steps.do("quick log opens", app.log_visit)
    log = window.findChild(QuickLog)
    assert log is not None

    def typed(text: str) -> None:
        target = QApplication.focusWidget()
        if target is not None:
            QTest.keyClicks(target, text)

    log.form.met.setFocus()
    for letter in "hygd":
        steps.do(f"quick log: {letter} typed", partial(typed, letter))
    steps.do("quick log: choice taken", lambda: QTest.keyClick(log.form.met, Qt.Key.Key_Return))
    log.form.content.setPlainText("商谈用地与能耗指标")
    steps.do("visit saved", lambda: QTest.keyClick(log, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier))
    with app.book.read() as session:
        lead = ids(session, ViewSpec("leads"), limit=1)[0]
        firm = ids(session, ViewSpec("enterprises"), limit=1)[0]
    steps.do("form of a lead opens", lambda: app.open_record("leads", lead))
    steps.do("form closes", _close_forms)
    steps.do("form of an enterprise opens", lambda: app.open_record("enterprises", firm))
    steps.do("form closes again", _close_forms)
    steps.do("undo", app.undo)


def _close_forms() -> None:
    from PySide6.QtWidgets import QApplication

    from ui.form.record_dialog import RecordDialog

    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, RecordDialog):
            widget.close()


if __name__ == "__main__":
    sys.exit(main())
