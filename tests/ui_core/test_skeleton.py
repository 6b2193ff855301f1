"""Skeletons: grey bars where reading takes long, gone when it is done, whatever came of it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from crm.rules.problem import Problem
from ui.core import skeleton
from ui.core.app import App
from ui.core.skeleton import Skeleton, below, beside
from ui.core.theme import colour
from ui.core.work import Task

ROOM = QRectF(0, 0, 800, 400)


@pytest.fixture
def place(app: App, qtbot: Any) -> QWidget:
    place = QWidget()
    qtbot.addWidget(place)
    place.resize(800, 400)
    place.show()
    return place


def test_what_is_read_at_once_shows_no_skeleton(app: App, place: QWidget, qtbot: Any) -> None:
    bones = Skeleton(place, skeleton.sheet)
    shown: list[bool] = []
    bones.during(app.run(lambda _task: None, lambda _none: shown.append(bones.isVisible())))
    assert bones.due
    qtbot.waitUntil(lambda: not app.working)
    assert (shown, bones.isVisible(), bones.due) == ([False], False, False)


@pytest.mark.parametrize("fails", [False, True])
def test_what_takes_long_shows_it_until_the_end(app: App, place: QWidget, qtbot: Any, fails: bool) -> None:
    bones, gate = Skeleton(place, skeleton.sheet, words="正在统计这个月"), threading.Event()

    def work(_task: Task) -> None:
        gate.wait()
        if fails:
            raise Problem("账本被占用")

    bones.during(app.run(work, lambda _none: None, failed=lambda _problem: None))
    qtbot.waitUntil(bones.isVisible)
    assert (bones.accessibleName(), bones.size()) == ("正在统计这个月", place.size())
    place.resize(700, 300)
    assert bones.size() == place.size()
    picture = bones.grab().toImage()
    inks = {picture.pixelColor(x, y).name() for x in range(0, 700, 3) for y in range(0, 300, 3)}
    assert {colour("surface").name(), colour("track").name()} <= inks
    gate.set()
    qtbot.waitUntil(lambda: not app.working)
    assert not bones.isVisible()


def test_only_the_newest_reading_takes_it_away(app: App, place: QWidget, qtbot: Any) -> None:
    bones, gates = Skeleton(place, skeleton.lines), [threading.Event(), threading.Event()]
    for gate in gates:
        bones.during(app.run(lambda _task, gate=gate: gate.wait(), lambda _done: None))
    gates[0].set()
    qtbot.waitUntil(lambda: len(app.working) == 1)
    assert bones.due
    gates[1].set()
    qtbot.waitUntil(lambda: not app.working)
    assert not bones.due


def test_shapes_stay_in_their_room() -> None:
    for shape in (skeleton.sheet, skeleton.lines, skeleton.tiles, skeleton.piles):
        pieces = list(shape(ROOM))
        assert any(piece.card for piece in pieces) and not all(piece.card for piece in pieces)
        assert all(piece.rect.left() >= 0 and piece.rect.right() <= 800.01 for piece in pieces)
    assert [part.width() for part in beside(ROOM, 1, 3)] == [197, 591]
    assert [(part.top(), part.height()) for part in below(ROOM, 100.0, 0.5, 0.5)] == [(0, 100), (112, 138), (262, 138)]
