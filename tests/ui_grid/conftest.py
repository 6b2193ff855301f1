"""The screen and a book of a thousand enterprises that the tests of the grid work on."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from crm.actions.rows import insert_rows
from crm.book import Book, create_book, open_book
from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from tests.on_screen import app, no_open_question, said, theme
from ui.core.app import App
from ui.grid.view import Grid

__all__ = ["app", "no_open_question", "said", "theme"]

COLUMNS = ("name", "city", "registered_capital", "state", "station", "contact_phone", "last_contact", "next_contact")


@pytest.fixture(scope="session")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """A book of 1,000 enterprises, made once, and their ids: 企业0000 … 企业0999, capital 1 to 1,000 万元, two 片区."""
    path = tmp_path_factory.mktemp("thousand") / "云溪县.zhaoyin"
    book = create_book(path, clock=lambda: dt.datetime(2024, 5, 30, 9))
    today = book.today()
    with book.write("导入 目标企业清单.xlsx") as writer:
        stations = insert_rows(writer, LEDGERS["stations"], [{"name": "长三角"}, {"name": "珠三角"}])
        ids = insert_rows(
            writer,
            LEDGERS["enterprises"],
            [
                {
                    "name": f"企业{at:04}",
                    "city": "苏州市" if at % 3 == 0 else "合肥市",
                    "registered_capital": (at + 1) * 10_000,
                    "state": ("未接触", "已接触", "在谈")[at % 3],
                    "station": stations[at % 2],
                    "contact_name": "王建国",
                    "contact_phone": "13812345678",
                    "next_contact": today + dt.timedelta(days=at - 2) if at < 10 else None,
                }
                for at in range(1000)
            ],
        )
    book.close()
    return path, ids


@pytest.fixture
def book(thousand: tuple[Path, list[int]], tmp_path: Path) -> Book:
    """A copy of the thousand to work on, whose clock stands at 10:42 on 30 May 2024."""
    copy = Path(shutil.copy(thousand[0], tmp_path / "云溪县.zhaoyin"))
    return open_book(copy, clock=lambda: dt.datetime(2024, 5, 30, 10, 42))


@pytest.fixture
def filled(thousand: tuple[Path, list[int]]) -> list[int]:
    """The ids of the thousand."""
    return thousand[1]


@pytest.fixture
def grid(app: App, filled: list[int], qtbot) -> Grid:
    """A grid of the thousand by name, shown at 1100 × 600."""
    grid = Grid(app, ViewSpec("enterprises", sort=("name",), columns=COLUMNS))
    qtbot.addWidget(grid)
    grid.resize(1100, 600)
    grid.show()
    grid.model.requery()
    app.changed.connect(grid.take_changes)
    return grid
