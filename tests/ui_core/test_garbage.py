"""Garbage is collected on the screen's thread, and Python's own collector comes back afterwards."""

import gc

from PySide6.QtCore import QObject

from ui.core.garbage import Collector


def test_while_it_lives_only_the_timer_collects_and_then_python_does_again(qapp) -> None:
    owner = QObject()
    collector = Collector(owner)
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()


def test_loops_of_objects_are_freed_once_there_are_many(qapp) -> None:
    collector = Collector(QObject(qapp))
    try:
        gc.collect()
        for _ in range(gc.get_threshold()[0] + 10):
            loop: list[object] = []
            loop.append(loop)
        del loop
        assert collector.collect() > gc.get_threshold()[0]
        assert collector.collect() == 0
    finally:
        collector.stop()


def test_all_objects_are_looked_at_once_there_are_many_more(qapp) -> None:
    collector = Collector(QObject(qapp))
    try:
        old: list[object] = []
        old.append(old)
        gc.freeze()
        del old
        kept = []
        while not collector._all_due():
            kept.append([[n] for n in range(10_000)])
            collector.collect()
            assert len(kept) < 60
        assert collector.collect() >= 1
        assert not collector._all_due()
    finally:
        collector.stop()
