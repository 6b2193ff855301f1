"""The grid that every page uses: table, filter row, columns, sums, many-cell edits, all on one ViewSpec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from crm.queries.summary import Sum, summary
from crm.queries.view import Filter, ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS
from crm.records.values import show
from ui.core.kit import Label, column
from ui.core.theme import colour
from ui.core.tokens import CORNER
from ui.grid.edits import Edits
from ui.grid.filterrow import FilterRow
from ui.grid.model import GridModel
from ui.grid.table import GridTable
from ui.grid.widths import fitted, width_of

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

_SUM_MS = 70
_SUMMED = 3
_AVERAGED = 2
_MEASURED = 60


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
        self.ledger = LEDGERS[view.ledger]
        self.model = GridModel(app, view, self, editable=editable)
        self.table = GridTable(app, self.model, self)
        self.table.setAccessibleName(self.ledger.label)
        self.edits = Edits(app, self.table)
        self.filters = FilterRow(app, self.table.header)
        outer = column(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self.table)
        self._widths: dict[str, int] = dict(app.settings.get(self._key("widths"), {}))
        self._laying_out = False
        self._fitted = False
        self._sum_timer = QTimer(self, singleShot=True, interval=_SUM_MS)
        self._keep_timer = QTimer(self, singleShot=True, interval=400)
        self._busy = Label("正在查询…", self, type="note", ink="secondary")
        self._busy.hide()
        self._busy_timer = QTimer(self, singleShot=True, interval=200)
        self._connect()
        shown = bool(app.settings.get("grid.filters", True))
        self.table.header.set_filters_shown(shown)
        self._lay_out()

    def _key(self, what: str) -> str:
        return f"grid.{self.ledger.key}.{what}"

    def _connect(self) -> None:
        table, header, model = self.table, self.table.header, self.model
        header.sort_wanted.connect(self._sort)
        header.moved.connect(self._moved)
        header.sectionResized.connect(self._resized)
        header.sectionHandleDoubleClicked.connect(self.fit_column)
        self.filters.changed.connect(self._filtered)
        model.reloaded.connect(self._reloaded)
        model.refused.connect(self._say)
        model.doubted.connect(self._doubted)
        model.waiting.connect(self._waiting)
        table.open_wanted.connect(self.open_wanted)
        table.current_changed.connect(self.current_changed)
        table.picked.connect(self._sum_timer.start)
        table.copy_wanted.connect(self.edits.copy)
        if model.editable:
            table.paste_wanted.connect(self.edits.paste)
            table.fill_wanted.connect(self.edits.fill_down)
            table.clear_wanted.connect(self.edits.clear)
        self._sum_timer.timeout.connect(self.renew_sums)
        self._keep_timer.timeout.connect(self._keep_widths)
        self._busy_timer.timeout.connect(self._busy.show)
        self.app.theme_changed.connect(self._retheme)

    # the view

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
        if self.model.writing and touched and all(self.model.row_of(i) is not None for i in touched):
            self.model.forget(touched)
            self.current_changed.emit(self.table.current_id())
            self._sum_timer.start()
        else:
            self.model.requery()

    @Slot()
    def _reloaded(self) -> None:
        changed = [spec.key for spec in self.model.specs] != list(self.filters.boxes)
        if changed or (self.model.ids and not self._fitted):
            self._lay_out()
        self.filters.show_view(self.view, self.model.specs)
        self.table.header.viewport().update()
        self.count_changed.emit(len(self.model.ids))
        self._sum_timer.start()

    @Slot(bool)
    def _waiting(self, on: bool) -> None:
        if on:
            self._busy_timer.start()
        else:
            self._busy_timer.stop()
            self._busy.hide()

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
        self.change_view(self.view.replace(filters=filters))

    def set_columns(self, keys: tuple[str, ...]) -> None:
        """Show these columns in this order; none means the ledger's own choice."""
        self.change_view(self.view.replace(columns=keys))

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

    # widths

    def _lay_out(self) -> None:
        self._laying_out = True
        header = self.table.header
        for logical in range(header.count()):
            at = header.visualIndex(logical)
            if at != logical:
                header.blockSignals(True)
                header.moveSection(at, logical)
                header.blockSignals(False)
        for at, spec in enumerate(self.model.specs):
            header.resizeSection(at, self._widths.get(spec.key) or self._natural(at, spec))
        self._fitted = bool(self.model.ids)
        self._laying_out = False
        self.filters.show_view(self.view, self.model.specs)
        header.place_boxes()

    def _natural(self, at: int, spec: FieldSpec) -> int:
        """A width for what the first rows hold, or the usual one while there are none."""
        rows = range(min(len(self.model.ids), _MEASURED))
        if not rows:
            return width_of(spec, self.font())
        shown = [self.model.shown(row) for row in rows]
        pill = any(row.tones[at] is not None for row in shown)
        return fitted(spec, self.font(), [row.texts[at] for row in shown], pill=pill)

    @Slot(int, int, int)
    def _resized(self, logical: int, _old: int, new: int) -> None:
        if not self._laying_out and logical < len(self.model.specs):
            self._widths[self.model.specs[logical].key] = new
            self._keep_timer.start()

    @Slot()
    def _keep_widths(self) -> None:
        self.app.settings.set(self._key("widths"), dict(self._widths))

    @Slot(int)
    def fit_column(self, logical: int) -> None:
        """Make a column as wide as what is on the screen in it."""
        spec = self.model.specs[logical]
        first = max(self.table.rowAt(0), 0)
        rows = range(first, min(first + 60, len(self.model.ids)))
        texts = [self.model.shown(at).texts[logical] for at in rows]
        metrics = self.table.fontMetrics()
        wide = max((metrics.horizontalAdvance(text) for text in texts), default=0) + 36
        self.table.header.resizeSection(logical, min(max(wide, width_of(spec, self.font(), least=True)), 560))

    # sums of the selection

    @Slot()
    def renew_sums(self) -> None:
        """Say what is selected and what it comes to."""
        self.picked_text.emit(" · ".join(self.selection_words()))

    def selection_words(self) -> list[str]:
        """选中 3 行, 注册资本合计 52,000 万元, 平均 …: figures of the selected columns, or of all when rows are."""
        spans = self.table.spans()
        if not spans or not self.model.ids:
            return []
        rows = self.table.selected_rows()
        columns = {at for span in spans for at in range(span.left(), span.right() + 1)}
        one_cell = len(rows) == 1 and len(columns) == 1
        specs = [s for at, s in enumerate(self.model.specs) if s.total and (at in columns or one_cell)]
        words = [f"选中 {len(rows):,} 行" if one_cell or len(columns) > 1 else f"选中 {len(rows):,} 格"]
        if not specs:
            return words
        everything = len(rows) == len(self.model.ids)
        only = None if everything else [self.model.ids[at] for at in rows]
        with self.app.book.read() as session:
            sums = summary(session, self.view, [s.key for s in specs[:_SUMMED]], only=only)
        for spec in specs[:_SUMMED]:
            words.extend(_sum_words(spec, sums[spec.key], averaged=len(rows) > 1 and len(specs) <= _AVERAGED))
        return words

    def resizeEvent(self, event: object) -> None:
        """Keep the waiting words in the middle of the top."""
        self._busy.adjustSize()
        self._busy.move((self.width() - self._busy.width()) // 2, self.table.header.height() + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet that the table lies on."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


def _sum_words(spec: FieldSpec, found: Sum, *, averaged: bool) -> list[str]:
    unit = f" {spec.unit}" if spec.unit else ""
    words = [f"{spec.label}合计 {_figure(spec, found.total)}{unit}"]
    if averaged and found.filled > 1:
        mean = found.total / found.filled
        words.append(f"平均 {_figure(spec, round(mean) if spec.kind is Kind.MONEY else round(mean, 2))}{unit}")
        words.append(f"{found.filled:,} 个有数")
    return words


def _figure(spec: FieldSpec, value: object) -> str:
    if spec.kind is Kind.INT:
        return f"{value:,}"
    return show(spec, value)
