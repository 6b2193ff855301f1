"""A watch over the screen's thread: how long each event holds it, and where the longest ones stand."""

from __future__ import annotations

import faulthandler
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractEventDispatcher
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

HERE = Path(__file__).resolve().parents[1]
LOOK_AFTER = 0.03
OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "-k", "not a_page_is_spoken")
"""The walk round every page that looks for faults is no journey."""
_PLACE = re.compile(r'File "(.+)", line (\d+) in (\S+)')


@dataclass
class Block:
    """One stretch in which the screen's thread did not come to rest; seconds of its own and by the clock."""

    during: str
    cpu: float = 0.0
    wall: float = 0.0
    where: str = ""


class Watch:
    """Times what the screen's thread does from when it wakes, or is driven, until it rests.

    Several events in a row count as one stretch, so no single hold is longer than told. An alarm looks where the
    thread stands when that takes long, unless only the times are wanted.
    """

    def __init__(self, *, look: bool = True) -> None:
        self.during = ""
        self._look = look
        self.blocks: list[Block] = []
        self._open: tuple[Block, float, float] | None = None
        # The interpreter's own alarm reads the stack without making frames; a look from Python ended the program.
        self._told_in = Path(tempfile.mkdtemp()) / "stack.txt"
        self._dump = self._told_in.open("w+", encoding="utf-8")
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._begin)
        dispatcher.aboutToBlock.connect(self._end)
        for owner, name in (
            *((QTest, name) for name in ("keyClick", "keyClicks", "mouseClick")),
            (QApplication, "processEvents"),
        ):
            setattr(owner, name, staticmethod(self._timed(getattr(owner, name))))

    def stop(self) -> None:
        """Look no more."""
        self._end()
        self._dump.close()
        self._told_in.unlink()

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
        self._begin()
        try:
            yield
        finally:
            self._end()

    def _timed(self, call: Callable[..., object]) -> Callable[..., object]:
        def timed(*arguments: object, **named: object) -> object:
            with self.held():
                return call(*arguments, **named)

        return timed

    def _begin(self) -> None:
        self._end()
        if self._dump.closed:
            return
        if self._look:
            faulthandler.dump_traceback_later(LOOK_AFTER, file=self._dump)
        self._open = (Block(self.during), time.thread_time(), time.perf_counter())

    def _end(self) -> None:
        if self._open is not None:
            block, cpu, wall = self._open
            self._open = None
            block.cpu, block.wall = time.thread_time() - cpu, time.perf_counter() - wall
            faulthandler.cancel_dump_traceback_later()
            block.where = self._told()
            self.blocks.append(block)

    def _told(self) -> str:
        """The innermost three places in our own code at the alarm: board.py:84 show_piles < leads.py:9 _show."""
        if self._dump.tell() == 0:
            return ""
        self._dump.seek(0)
        text = self._dump.read()
        self._dump.seek(0)
        self._dump.truncate()
        mine = text.partition(f"0x{threading.get_ident():016x}")[2].partition("\n\n")[0]
        places = []
        for path, line, name in _PLACE.findall(mine):
            if path.startswith((str(HERE / "ui"), str(HERE / "crm"))):
                places.append(f"{Path(path).name}:{line} {name}")
        return " < ".join(places[:3])


class Plugin:
    """Puts the watch over the application of pytest's own making, and names the journey that is under way."""

    def __init__(self, *, look: bool) -> None:
        self.watch: Watch | None = None
        self._look = look

    def pytest_runtest_call(self, item: object) -> None:
        """pytest: a test begins."""
        if self.watch is None and QApplication.instance() is not None:
            self.watch = Watch(look=self._look)
        if self.watch is not None:
            self.watch.during = str(getattr(item, "name", ""))

    def pytest_runtest_teardown(self, item: object) -> None:
        """pytest: a test is over; what tears it down holds nobody up."""
        if self.watch is not None:
            self.watch.during = ""


def journeys(*, look: bool) -> int:
    """Run the journeys of the tests under the watch and print the longest blocks; returns pytest's exit status."""
    import pytest

    plugin = Plugin(look=look)
    status = pytest.main([*OPTIONS, str(HERE / "tests" / "journeys")], plugins=[plugin])
    assert plugin.watch is not None
    plugin.watch.stop()
    plugin.watch.blocks = [block for block in plugin.watch.blocks if block.during]
    for block in plugin.watch.worst(30):
        print(f"BLOCK\t{block.cpu * 1000:.1f}\t{block.wall * 1000:.1f}\t{block.during}\t{block.where}")
    return int(status)


if __name__ == "__main__":
    sys.exit(journeys(look="--times-only" not in sys.argv))
