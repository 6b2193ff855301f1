"""Where the user stands in a grid, by id, and how to get back there after other rows are shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import QTableView

from crm.queries.groups import Group
from crm.queries.view import ViewSpec
from ui.grid.model import GridModel

_KEPT_RANGES = 400
_KEPT_ROWS = 4000
_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect


@dataclass
class Place:
    """Current cell and its line, selected ranges, and the record at the top with its distance from the edge in px.

    `view` is the one whose rows were shown.
    """

    view: ViewSpec
    current: int | None
    line: int
    group: Group | None
    column: str
    ranges: list[tuple[list[int], str, str]]
    top: int | None
    offset: int


def place_of(table: QTableView, model: GridModel) -> Place:
    """Where the user stands now."""
    index, keys = table.currentIndex(), [spec.key for spec in model.specs]
    ranges: list[tuple[list[int], str, str]] = []
    chosen, kept = table.selectionModel().selection(), 0
    for part in (chosen.at(at) for at in range(min(chosen.count(), _KEPT_RANGES))):
        kept += part.height()
        if kept <= _KEPT_ROWS and part.right() < len(keys):
            ranges.append((model.ids_on(part.top(), part.bottom()), keys[part.left()], keys[part.right()]))
    line, top = top_of(table, model)
    return Place(
        view=model.answered,
        current=model.id_at(index.row()),
        line=index.row(),
        group=model.lines.group(index.row()) if index.isValid() else None,
        column=keys[index.column()] if 0 <= index.column() < len(keys) else "",
        ranges=ranges,
        top=top,
        offset=table.rowViewportPosition(line) if top is not None else 0,
    )


def top_of(table: QTableView, model: GridModel) -> tuple[int, int | None]:
    """The first line in sight that shows a record, and that record."""
    line = table.rowAt(0)
    top = model.id_at(line)
    if top is None and line >= 0:
        line += 1
        top = model.id_at(line)
    return line, top


def go_back(table: QTableView, model: GridModel, place: Place) -> None:
    """Stand there again, on the same line where the record has gone; what is asked anew is seen from the first on.

    Who stands on the first line of another order has not chosen its record; with other conditions a record that is
    still there stays in sight.
    """
    if model.view.levels and model.view.levels != place.view.levels:
        table.selectionModel().setCurrentIndex(model.index(0, 0), _ALONE)
        table.scrollToTop()
        return
    keys = {spec.key: at for at, spec in enumerate(model.specs)}
    if place.line == 0 and model.view.sort != place.view.sort and model.rowCount():
        table.selectionModel().setCurrentIndex(model.index(0, keys.get(place.column, 0)), _ALONE)
        table.scrollToTop()
        return
    row = model.row_of(place.current) if place.current is not None else _head(model, place.group)
    chooser = table.selectionModel()
    gone = row is None and place.current is not None and place.view == model.view
    if gone and model.rowCount():
        row = min(place.line, model.rowCount() - 1)
    if row is not None:
        index = model.index(row, keys.get(place.column, 0))
        chooser.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
    chosen = QItemSelection()
    for members, left, right in place.ranges:
        if left in keys and right in keys:
            for first, last in _runs(sorted(r for i in members if (r := model.row_of(i)) is not None)):
                chosen.select(model.index(first, keys[left]), model.index(last, keys[right]))
    chooser.select(chosen, _ALONE)
    if gone and row is not None and chosen.isEmpty():
        chooser.select(chooser.currentIndex(), _ALONE)
    if not model.view.lists_as(place.view):
        table.scrollToTop()
        if model.view.sort == place.view.sort and chooser.currentIndex().isValid():
            table.scrollTo(chooser.currentIndex())
        return
    top = model.row_of(place.top) if place.top is not None else None
    if top is not None:
        table.verticalScrollBar().setValue(top * table.verticalHeader().defaultSectionSize() - place.offset)


def next_to_type(model: GridModel, index: QModelIndex, step: int) -> QModelIndex | None:
    """The next cell, or the one before, that can be typed into, row after row; None at the end of the table."""
    columns = model.columnCount()
    at = index.row() * columns + index.column() + step
    while 0 <= at < model.rowCount() * columns:
        found = model.index(at // columns, at % columns)
        if model.flags(found) & Qt.ItemFlag.ItemIsEditable:
            return found
        at += step
    return None


def _head(model: GridModel, stood: Group | None) -> int | None:
    if stood is None:
        return None
    return next((model.lines.head(group) for group in model.lines.groups if group.path == stood.path), None)


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Sorted rows as (first, last) of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
