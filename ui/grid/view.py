"""The grid that every page uses: table, filter row, columns, sums, many-cell edits, all on one ViewSpec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import Ledger
from ui.core.kit import column
from ui.core.skeleton import Piece, Skeleton, table
from ui.core.theme import colour
from ui.core.tokens import CORNER
from ui.grid.columns import Columns
from ui.grid.edits import Edits
from ui.grid.filterrow import FilterRow
from ui.grid.model import GridModel
from ui.grid.sums import SelectionSums
from ui.grid.table import GridTable

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App


class Grid(QWidget):
    """One ledger under one ViewSpec. `view_changed` gives the spec after the user sorted, filtered or moved columns.

    `picked_text` gives the words for the selection (选中 3 行 · 注册资本合计 …), `count_changed` the number of rows.
    """

    view_changed = Signal(object)
    count_changed = Signal(object)
    picked_text = Signal(str)
    open_wanted = Signal(object)
    current_changed = Signal(object)

    def __init__(self, app: App, view: ViewSpec, parent: QWidget | None = None, *, editable: bool = True) -> None:
        super().__init__(parent)
        self.app = app
        self.model = GridModel(app, view, self, editable=editable)
        self.table = GridTable(app, self.model, self)
        self.table.setAccessibleName(self.ledger.label)
        self.edits = Edits(app, self.table)
        self.filters = FilterRow(app, self.table.header, self.model)
        outer = column(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self.table)
        self.columns = Columns(app, self.table)
        self.sums = SelectionSums(app, self.table)
        self._sorted = view.sort
        self.skeleton = Skeleton(self.table.viewport(), self._bones, words="正在查询", ground="surface")
        self._connect()
        shown = bool(app.settings.get("grid.filters", True))
        self.table.header.set_filters_shown(shown)
        self._lay_out()

    def _connect(self) -> None:
        table, header, model = self.table, self.table.header, self.model
        header.sort_wanted.connect(self._sort)
        header.moved.connect(self._moved)
        self.filters.changed.connect(self._filtered)
        self.filters.left.connect(self._to_rows)
        model.reloaded.connect(self._reloaded)
        model.typed.refused.connect(self._say)
        model.typed.doubted.connect(self._doubted)
        model.waiting.connect(self._waiting)
        table.open_wanted.connect(self.open_wanted)
        table.current_changed.connect(self.current_changed)
        table.copy_wanted.connect(self.edits.copy)
        table.filter_wanted.connect(self._to_filter)
        if model.editable:
            table.paste_wanted.connect(self.edits.paste)
            table.fill_wanted.connect(self.edits.fill_down)
            table.clear_wanted.connect(self.edits.clear)
        self.sums.told.connect(self.picked_text)
        self.app.theme_changed.connect(self._retheme)

    def _lay_out(self) -> None:
        self.columns.lay_out()
        self.filters.show_view(self.view, self.model.specs)
        self.table.header.place_boxes()

    # the view

    @property
    def ledger(self) -> Ledger:
        """The ledger with the fields that the view knows."""
        return self.model.ledger

    @property
    def view(self) -> ViewSpec:
        """The spec in force."""
        return self.model.view

    def set_view(self, view: ViewSpec) -> None:
        """Show another view; it is not told back by `view_changed`."""
        self.model.set_view(view)

    def change_view(self, view: ViewSpec) -> None:
        """Show another view as if the user had made it so, and tell it."""
        self.model.set_view(view)
        self.view_changed.emit(view)

    def take_changes(self, changes: Changes) -> None:
        """Show what a batch did: a cell typed here stays where it is, anything else runs the view again."""
        touched = changes.ids.get(self.ledger.key, frozenset())
        seen = touched and all(self.model.row_of(i) is not None for i in touched)
        if self.model.typed.writing and seen and not self.view.group:
            self.model.forget(touched)
            self.current_changed.emit(self.table.current_id())
            self.sums.soon()
        else:
            self.model.requery()

    @Slot()
    def _reloaded(self) -> None:
        changed = [spec.key for spec in self.model.specs] != list(self.filters.boxes)
        if changed or (self.model.ids and not self.columns.fitted):
            self._lay_out()
        self.filters.show_view(self.view, self.model.specs)
        self.table.header.set_pinned(self.view.pinned)
        if changed or self.view.sort != self._sorted:
            # Painting it paints all the boxes under it too.
            self._sorted = self.view.sort
            self.table.header.viewport().update()
        self.count_changed.emit(len(self.model.ids))
        self.sums.soon()

    @Slot(bool)
    def _waiting(self, on: bool) -> None:
        """Rows that are there stay until the new ones are; the status line says that they are being looked for."""
        if not on:
            self.skeleton.stop()
        elif not self.model.ids:
            self.skeleton.start()

    def _bones(self, room: QRectF) -> Iterator[Piece]:
        """Rows in the columns that there will be, while there are none."""
        header = self.table.header
        columns = [(header.sectionViewportPosition(at), header.sectionSize(at)) for at in range(header.count())]
        return table(room, columns)

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self.app.message.emit(f"没有改：{sentence}")

    @Slot(str)
    def _doubted(self, sentence: str) -> None:
        self.app.message.emit(f"已保存，请核对：{sentence}")

    @Slot()
    def _retheme(self) -> None:
        self.table.fit_rows()
        self.table.viewport().update()
        self.table.header.viewport().update()

    # sort, filter, columns

    @Slot(int, bool)
    def _sort(self, logical: int, more: bool) -> None:
        key = self.model.specs[logical].key
        entries = list(self.view.sort)
        now = next((e for e in entries if e.lstrip("-") == key), None)
        if more:
            at = entries.index(now) if now else len(entries)
            entries[at : at + 1] = [f"-{key}"] if now == key else [] if now else [key]
        else:
            entries = [f"-{key}"] if now == key and len(entries) == 1 else [key]
        self.change_view(self.view.replace(sort=tuple(entries)))

    @Slot(object)
    def _filtered(self, filters: tuple[Filter, ...]) -> None:
        self.change_view(self.view.under(filters))

    def set_columns(self, keys: tuple[str, ...]) -> None:
        """Show these columns in this order; none means the ledger's own choice."""
        self.change_view(self.view.replace(columns=keys))

    @Slot(str)
    def group_by(self, key: str) -> None:
        """Put rows together by a field, or "" by none."""
        if key != self.view.group:
            inner = self.view.subgroup if key and key != self.view.subgroup else ""
            self.change_view(self.view.replace(group=key, subgroup=inner))

    @Slot(str)
    def subgroup_by(self, key: str) -> None:
        """Put the rows of each group together by one more field, or "" by none."""
        if self.view.group and key not in (self.view.subgroup, self.view.group):
            self.change_view(self.view.replace(subgroup=key))

    def pin(self, count: int) -> None:
        """Keep the first columns in sight while the rest is scrolled under them."""
        self.change_view(self.view.replace(pinned=count))

    @Slot()
    def _moved(self) -> None:
        header = self.table.header
        keys = tuple(self.model.specs[header.logicalIndex(at)].key for at in range(header.count()))
        if keys != tuple(spec.key for spec in self.model.specs):
            QTimer.singleShot(0, lambda: self.set_columns(keys))

    @Slot()
    def toggle_filters(self) -> None:
        """Fold the filter row away or out, and remember."""
        shown = not self.table.header.filters_shown
        self.table.header.set_filters_shown(shown)
        self.app.settings.set("grid.filters", shown)

    @Slot()
    def _to_rows(self) -> None:
        self.table.setFocus()

    @Slot(int)
    def _to_filter(self, column: int) -> None:
        self.focus_filter(self.model.specs[max(column, 0)].key)

    def focus_filter(self, key: str) -> bool:
        """Put the keyboard into a column's filter box; False where the column is not shown."""
        box = self.filters.boxes.get(key)
        if box is None:
            return False
        if not self.table.header.filters_shown:
            self.toggle_filters()
        self.table.scrollTo(self.model.index(0, list(self.filters.boxes).index(key)))
        box.setFocus()
        box.selectAll()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet that the table lies on."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
