"""A watch over the screen's thread: how long each event holds it, and where the longest ones stand."""

from __future__ import annotations

import atexit
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QAbstractEventDispatcher
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

HERE = Path(__file__).resolve().parents[1]
OURS = (str(HERE / "ui"), str(HERE / "crm"))
LOOK_AFTER, LOOK_EVERY = 0.02, 0.004
OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "-k", "not a_page_is_spoken")
"""The walk round every page that looks for faults is no journey."""


@dataclass
class Block:
    """One stretch in which the screen's thread did not come to rest: its processor time in seconds, and where it was.

    By the clock it may take longer: on a busy machine, or where it waits for the disk.
    """

    during: str
    cpu: float = 0.0
    where: str = ""


Place = tuple[str, int, str]


class Watch:
    """Times what the screen's thread does each time it wakes until it rests again, or while it is driven.

    Several events in a row count as one stretch, so no single hold is longer than told. Where a stretch takes long, an
    alarm looks again and again where the thread stands: a signal, which Python answers on that thread itself, between
    two steps of its own. Looking from another thread, or with faulthandler, now and then ended the process.
    """

    def __init__(self) -> None:
        self.during = ""
        self.blocks: list[Block] = []
        self._since: float | None = None
        self._depth = 0
        self._seen: Counter[tuple[Place, ...]] = Counter()
        signal.signal(signal.SIGPROF, self._look)
        atexit.register(self.stop)
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        # With GLib events are dealt with after "about to block" and before "awake"; resting takes no processor time.
        assert "Glib" in dispatcher.metaObject().className(), "the watch knows GLib's event loop only"
        dispatcher.aboutToBlock.connect(self._wait)
        dispatcher.awake.connect(self._leave)
        for owner, name in (
            (QTest, "keyClick"),
            (QTest, "mouseClick"),
            (QApplication, "processEvents"),
        ):
            setattr(owner, name, staticmethod(self._timed(getattr(owner, name))))
        QTest.keyClicks = _letter_by_letter

    def stop(self) -> None:
        """Look no more."""
        self._end()
        self._depth = -1

    def longest(self, during: str | None = None) -> Block:
        """The longest block so far, or of one step."""
        found = [b for b in self.blocks if during is None or b.during == during]
        return max(found, key=lambda block: block.cpu, default=Block(during or ""))

    def worst(self, number: int) -> list[Block]:
        """The longest blocks of all."""
        return sorted(self.blocks, key=lambda block: -block.cpu)[:number]

    @contextmanager
    def held(self) -> Iterator[None]:
        """What runs in here holds the screen's thread."""
        self._wait()
        try:
            yield
        finally:
            self._leave()

    def _timed(self, call: Callable[..., object]) -> Callable[..., object]:
        def timed(*arguments: object, **named: object) -> object:
            with self.held():
                return call(*arguments, **named)

        return timed

    def _wait(self) -> None:
        """One loop more begins to wait for events and to deal with them, perhaps inside another."""
        if self._depth >= 0:
            self._end()
            self._depth += 1
            self._begin()

    def _leave(self) -> None:
        """The innermost loop has dealt with its events; what goes on around it is a stretch of its own."""
        if self._depth > 0:
            self._end()
            self._depth -= 1
            if self._depth:
                self._begin()

    def _begin(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, LOOK_AFTER, LOOK_EVERY)
        self._since = time.thread_time()

    def _end(self) -> None:
        if self._since is not None:
            cpu, self._since = time.thread_time() - self._since, None
            signal.setitimer(signal.ITIMER_PROF, 0)
            self.blocks.append(Block(self.during, cpu, self._told()))
            self._seen.clear()

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        """Note the innermost three places in our own code, unless it was another thread that took so long."""
        if self._since is None or time.thread_time() - self._since < LOOK_AFTER:
            return
        places: list[Place] = []
        while frame is not None and len(places) < 3:
            if frame.f_code.co_filename.startswith(OURS):
                places.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
            frame = frame.f_back
        self._seen[tuple(places)] += 1

    def _told(self) -> str:
        """Where the thread was seen most often: board.py:84 show_piles < leads.py:9 _show."""
        for places, _ in self._seen.most_common(1):
            return " < ".join(f"{Path(file).name}:{line} {name}" for file, line, name in places)
        return ""


def _letter_by_letter(widget: QWidget, text: str) -> None:
    """Each letter is a stretch of its own."""
    for letter in text:
        QTest.keyClick(widget, letter)


class Plugin:
    """Puts the watch over the application of pytest's own making, and names the journey that is under way."""

    def __init__(self) -> None:
        self.watch: Watch | None = None

    def pytest_runtest_call(self, item: object) -> None:
        """pytest: a test begins."""
        if self.watch is None and QApplication.instance() is not None:
            self.watch = Watch()
        if self.watch is not None:
            self.watch.during = str(getattr(item, "name", ""))

    def pytest_runtest_teardown(self, item: object) -> None:
        """pytest: a test is over; what tears it down holds nobody up."""
        if self.watch is not None:
            self.watch.during = ""


def journeys() -> int:
    """Run the journeys of the tests under the watch and print the longest blocks; returns pytest's exit status."""
    import pytest

    from ui.app import load_before_qt
    from ui.shell.ahead import QUICK_LOG, RECORD
    from ui.shell.registry import PLACES, load

    # The application reads modules ahead on a thread while the user still looks at the first page.
    load_before_qt()
    for target in (QUICK_LOG, RECORD, *(place.target for place in PLACES)):
        load(target)
    plugin = Plugin()
    status = pytest.main([*OPTIONS, str(HERE / "tests" / "journeys")], plugins=[plugin])
    assert plugin.watch is not None
    plugin.watch.stop()
    plugin.watch.blocks = [block for block in plugin.watch.blocks if block.during]
    for block in plugin.watch.worst(30):
        print(f"BLOCK\t{block.cpu * 1000:.1f}\t{block.during}\t{block.where}")
    return int(status)


if __name__ == "__main__":
    sys.exit(journeys())
