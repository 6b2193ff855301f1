"""The figures of a column stand with their points under each other, as one sees them."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF

from crm.actions import edit
from crm.book import Book
from crm.records.ledger import LEDGERS
from ui.grid.points import Points, places_of
from ui.grid.view import Grid

CITY, CAPITAL = 1, 2


def right_end(grid: Grid, row: int) -> int:
    """How far from the right edge of its cell the capital of a row ends, in px."""
    box = grid.table.visualRect(grid.model.index(row, CAPITAL)).adjusted(2, 4, -2, -6)
    picture = grid.table.viewport().grab(box).toImage()
    ground = picture.pixelColor(0, 0)
    inked = [
        x for x in range(picture.width()) for y in range(picture.height()) if picture.pixelColor(x, y) != ground
    ]  # fmt: skip
    return picture.width() - max(inked)


def test_what_a_figure_lacks_is_a_point_and_places_or_places_alone() -> None:
    fields = LEDGERS["enterprises"].fields
    points = Points([fields["name"], fields["registered_capital"]])
    assert [places_of(text) for text in ("1,200", "1.5", "0.2505", "")] == [0, 1, 4, 0]
    assert points.lacking(1, "3") == ""
    assert points.note([("甲1.25公司", "3"), ("乙", "1,200.5")])
    assert not points.note([("丙", "7.5")])
    assert (points.most, points.lacking(1, "3"), points.lacking(1, "0.5")) == ([0, 1], ".0", "")
    assert points.note([("丁", "0.25")])
    assert (points.lacking(1, "3"), points.lacking(1, "0.5"), points.lacking(1, "0.25")) == (".00", "0", "")


def test_a_figure_without_places_stands_before_the_point_of_those_that_have_some(
    grid: Grid, book: Book, filled: list[int]
) -> None:
    grid.grab()
    assert abs(right_end(grid, 1) - right_end(grid, 3)) <= 2
    edit.change(book, "enterprises", {filled[0]: {"registered_capital": 12_500}})
    grid.model.requery()
    grid.grab()
    assert grid.model.shown(0).texts[CAPITAL] == "1.25"
    lacking = QFontMetricsF(grid.table.font()).horizontalAdvance(".00")
    assert abs(right_end(grid, 3) - right_end(grid, 0) - lacking) <= 3
    edit.change(book, "enterprises", {filled[0]: {"registered_capital": 10_000}})
    grid.change_view(grid.view.replace(search="企业000"))
    grid.grab()
    assert abs(right_end(grid, 0) - right_end(grid, 3)) <= 2, "once none has places, none is left out"


def test_a_narrow_column_shows_its_figures_whole_before_it_lines_them_up(
    grid: Grid, book: Book, filled: list[int]
) -> None:
    values = {filled[0]: {"registered_capital": 12_500}, filled[1]: {"registered_capital": 123_456_780_000}}
    edit.change(book, "enterprises", values)
    grid.model.requery()
    text = grid.model.shown(1).texts[CAPITAL]
    wide = QFontMetricsF(grid.table.font()).horizontalAdvance(text)
    grid.table.header.resizeSection(CAPITAL, round(wide) + 20)
    grid.grab()
    assert right_end(grid, 1) < 12
