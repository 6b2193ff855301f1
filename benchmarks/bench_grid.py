"""The real grid at 100,000 enterprises and 200,000 visits: opened, sorted, filtered, searched, scrolled; and Ctrl+K."""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.measure import Measured, percentile, told_by

ASKED = (
    "hygd",
    "恒业",
    "suzhou",
    "1381",
    "mrxcl",
    "宁波",
    "凌云 装备",
    "szhy",
    "食品",
    "dsqm",
    "李明朗",
    "导入",
    "在谈",
    "yt",
)
VIEWS = {
    "sort by name": "SELECT id FROM enterprise WHERE deleted_at IS NULL ORDER BY sort_key IS NULL, sort_key, id DESC",
    "sort by capital": "SELECT id FROM enterprise WHERE deleted_at IS NULL "
    "ORDER BY registered_capital DESC NULLS LAST, id DESC",
    "filter by city": "SELECT id FROM enterprise WHERE deleted_at IS NULL AND city = '苏州市' "
    "ORDER BY registered_capital DESC NULLS LAST, id DESC",
    "search": "SELECT id FROM enterprise WHERE deleted_at IS NULL AND search_key LIKE '%hygd%' "
    "ORDER BY registered_capital DESC NULLS LAST, id DESC",
}


def run() -> list[Measured]:
    """Measure in a process of its own, for the window is opened as a user opens it."""
    rows = told_by("benchmarks.bench_grid", "GRID")
    return [Measured(name, float(value), unit, float(aim)) for name, value, unit, aim in rows]


def main() -> int:
    """Open the window on the big book; prints one line a figure."""
    from ui.app import dressed, make_application

    application = make_application()
    from benchmarks.bench_pages import Steps
    from benchmarks.big_book import big_book
    from benchmarks.watchdog import Watch
    from ui.core.app import App
    from ui.core.settings import Settings
    from ui.shell.window import MainWindow

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.json")
        # The card beside the grid follows a moment later and is measured with the pages.
        settings.set("grid.panel", False)
        theme = dressed(application, settings)
        book = big_book()
        app = App(book, settings=settings, theme=theme)
        window = MainWindow(app, first="settings")
        window.resize(1366, 768)
        window.show()
        steps = Steps(Watch(), app)
        steps.do("warm up", window.warm_up, until=lambda: window.ahead.over)
        for page in ("enterprises", "visits"):
            steps.do(page, partial(window.go, page, {}))
            held = sum(block.cpu for block in steps.watch.blocks if block.during == page)
            say(f"{page}: open, processor time of the screen's thread", held * 1000, "ms", 60)
        window.go("enterprises", {})
        steps.rest()
        _views(window, book.path)
        _jumps(window)
        _asked(window)
        steps.watch.stop()
        window.close()
        app.close()
    return 0


def say(name: str, value: float, unit: str, aim: float) -> None:
    """Print a figure for run()."""
    print(f"GRID\t{name}\t{value:.3f}\t{unit}\t{aim:g}", flush=True)


def _views(window: object, path: Path) -> None:
    """Each view through the real page, from the wish to the painted rows, beside its bare SQL."""
    from crm.queries.view import Filter, ViewSpec
    from crm.store.engine import _pinyin_sort

    bare = sqlite3.connect(path)
    bare.create_function("pinyin_sort", 1, _pinyin_sort, deterministic=True)
    capital = ViewSpec("enterprises", sort=("-registered_capital",))
    views = {
        "sort by name": ViewSpec("enterprises", sort=("name",)),
        "sort by capital": capital,
        "filter by city": capital.replace(filters=(Filter("city", "=", "苏州市"),)),
        "search": capital.replace(search="hygd"),
    }
    for name, view in views.items():
        times = []
        # Each is measured beside its SQL, for the machine may be quicker or slower a moment later.
        for _ in range(9):
            _change(window, ViewSpec("enterprises"))
            ours = _processor(partial(_change, window, view))
            theirs = _processor(lambda sql=VIEWS[name]: bare.execute(sql).fetchall())
            times.append(ours / theirs)
        say(f"{name}, shown, times the bare SQL", statistics.median(times), "x", 2)
    bare.close()


def _change(window: object, view: object) -> None:
    from PySide6.QtCore import QEventLoop

    from ui.pages.ledger import LedgerPage
    from ui.shell.window import MainWindow

    assert isinstance(window, MainWindow)
    page = window.stack.current
    assert isinstance(page, LedgerPage)
    loop = QEventLoop()
    page.grid.model.reloaded.connect(loop.quit)
    page.grid.change_view(view)  # type: ignore[arg-type]
    if window.app.working:
        loop.exec()
    page.grid.model.reloaded.disconnect(loop.quit)
    page.grid.table.viewport().repaint()


def _jumps(window: object) -> None:
    """Jumps to rows that were not yet read, each painted."""
    from ui.pages.ledger import LedgerPage
    from ui.shell.window import MainWindow

    assert isinstance(window, MainWindow)
    page = window.stack.current
    assert isinstance(page, LedgerPage)
    _change(window, page.grid.view.replace(search=""))
    table, bar = page.grid.table, page.grid.table.verticalScrollBar()
    took = []
    for n in range(1, 41):
        start = time.thread_time()
        bar.setValue(bar.maximum() * (n * 17 % 41) // 41)
        table.viewport().repaint()
        took.append(time.thread_time() - start)
    say("a scroll jump, painted, median", statistics.median(took) * 1000, "ms", 8)


def _asked(window: object) -> None:
    """From the last letter in the find box to the records shown: processor time of all threads."""
    from PySide6.QtCore import QEventLoop, QTimer

    from ui.shell.window import MainWindow

    assert isinstance(window, MainWindow)
    window.focus_find()
    box, results = window.topbar.find_box, window.results
    took = []
    for asked in ASKED * 3:
        loop = QEventLoop()
        look = QTimer(interval=1)
        look.timeout.connect(partial(_quit_when_answered, loop, results))
        start = time.process_time()
        box.setText(asked)
        look.start()
        loop.exec()
        took.append(time.process_time() - start)
        look.stop()
    box.clear()
    say("Ctrl+K answer, commands and views too, 95th percentile", percentile(took, 0.95) * 1000, "ms", 50)


def _quit_when_answered(loop: object, results: object) -> None:
    from PySide6.QtCore import QEventLoop

    from ui.shell.finder import FindResults

    assert isinstance(loop, QEventLoop)
    assert isinstance(results, FindResults)
    if results.answered:
        loop.quit()


def _processor(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
