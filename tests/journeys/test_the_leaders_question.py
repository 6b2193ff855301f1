"""分管领导 asks in passing: which projects were signed this year, and who is on the newest? Three clicks from home."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from crm.queries.listing import cells
from tests.journeys.conftest import User
from ui.core.blocks import Figure
from ui.form.record_dialog import RecordDialog
from ui.pages.leads import LeadsPage


def test_the_question_is_answered_in_three_clicks_from_home(sit_down: Callable[..., User]) -> None:
    user = sit_down()
    assert user.title == "工作台 - 招引"
    card = next(f for f in user.window.findChildren(Figure) if f.accessibleName().startswith("新签约项目"))
    signed = int(card.accessibleName().split(" ")[1])
    assert signed > 0

    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    user.rest()
    assert user.title == "线索项目 - 招引"
    page = user.window.stack.current
    assert isinstance(page, LeadsPage)
    assert user.sees(f"{signed} 个")
    assert len(page.grid.model.ids) == signed

    table = page.grid.table
    at = table.visualRect(page.grid.model.index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    user.rest()
    lead = page.grid.model.ids[0]
    with user.app.book.read() as session:
        (row,) = cells(session, "leads", [lead], ["name", "staff", "signed_date"])
    assert row.values["signed_date"].year == 2024
    assert user.sees(row.values["name"])

    user.click("打开", page.panel)
    form = user.window.findChild(RecordDialog)
    assert form is not None
    assert form.isVisible()
    assert form.title.text() == row.values["name"]
    assert row.values["staff"] in set(user.texts(form))
    signed = row.values["signed_date"].isoformat()
    user.qtbot.waitUntil(lambda: signed in set(user.texts(form)))
    form.close()
