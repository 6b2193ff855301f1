"""Pages say by their skeletons that they are being read, until there is something to show."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QRectF

from crm.actions.edit import create
from ui.core.app import App
from ui.core.page import Page
from ui.core.skeleton import Shape
from ui.pages import bones
from ui.pages.agenda import AgendaPage
from ui.pages.bulletin import BulletinPage
from ui.pages.home import HomePage
from ui.pages.ledger import LedgerPage
from ui.pages.posting import PostingPage


@pytest.mark.parametrize("page_class", [HomePage, BulletinPage, PostingPage, AgendaPage])
def test_a_page_shows_its_shape_before_its_first_figures(app: App, qtbot: Any, page_class: type[Page]) -> None:
    create(app.book, "leads", {"name": "光学膜"})
    held = threading.Event()
    for _ in range(3):
        app.run(lambda _task: held.wait(), lambda _done: None, quiet=True)
    page: Any = page_class(app)
    qtbot.addWidget(page)
    page.resize(1134, 676)
    page.show()
    page.arrive()
    qtbot.waitUntil(page.skeleton.isVisible)
    held.set()
    qtbot.waitUntil(lambda: not app.working)
    assert not page.skeleton.isVisible()
    page.refresh()
    assert not page.skeleton.due
    qtbot.waitUntil(lambda: not app.working)


def test_a_long_list_shows_rows_in_its_columns_until_it_has_some(app: App, qtbot: Any) -> None:
    create(app.book, "enterprises", {"name": "甲公司"})
    page = LedgerPage(app, ledger="enterprises")
    qtbot.addWidget(page)
    page.resize(1134, 676)
    page.show()
    grid = page.grid
    grid.change_view(grid.view.replace(search="没有这一家"))
    grid.model.waiting.emit(True)
    qtbot.waitUntil(grid.skeleton.isVisible)
    assert (grid.skeleton.accessibleName(), grid.skeleton.grab().isNull()) == ("正在查询", False)
    grid.change_view(grid.view.replace(search=""))
    grid.model.waiting.emit(False)
    assert grid.model.ids and not grid.skeleton.isVisible()
    grid.model.waiting.emit(True)
    assert not grid.skeleton.due
    grid.model.waiting.emit(False)


@pytest.mark.parametrize("shape", [bones.home, bones.bulletin, bones.posting, bones.agenda, bones.funnel])
def test_the_shape_of_a_page_fills_it_and_no_more(shape: Shape) -> None:
    room = QRectF(0, 0, 1098, 560)
    sheets = [piece.rect for piece in shape(room) if piece.card]
    assert max(rect.right() for rect in sheets) == pytest.approx(1098)
    assert max(rect.bottom() for rect in sheets) == pytest.approx(560)
