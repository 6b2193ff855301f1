"""The grid's model: a sorted id list from SQL and a cache of pages, texts ready to paint."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from crm.actions.cells import write_cells
from crm.actions.edit import change
from crm.queries.listing import Row, cells, ids
from crm.queries.view import ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS, Ledger
from crm.records.values import show
from crm.rules.problem import BadValue, Problem
from ui.core.tokens import Tone
from ui.grid import marks

if TYPE_CHECKING:
    from ui.core.app import App

Index = QModelIndex | QPersistentModelIndex
PAGE: Final = 100
_PAGES_KEPT: Final = 120
_SLOW_ROWS: Final = 8_000
ID_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class Shown:
    """One row ready to paint: texts and pill tones by column, and the row behind them."""

    texts: tuple[str, ...]
    tones: tuple[Tone | None, ...]
    row: Row | None


@dataclass(frozen=True)
class Answer:
    """What a query gave: the number it was asked under, the view, the ids and the row of each."""

    number: int
    view: ViewSpec
    ids: list[int]
    rows: dict[int, int]


def shown_text(spec: FieldSpec, row: Row, *, today: dt.date) -> str:
    """The text of a cell as the grid shows it: one line, personal data masked, dates as people say them."""
    value = row.values.get(spec.key)
    if value is None:
        return ""
    if spec.kind is Kind.DATE:
        return marks.day_text(value, today=today, month_only=spec.key in row.month_only)
    text = show(spec, value, masked=spec.personal)
    if spec.personal and spec.kind is not Kind.PHONE:
        text = text[:1] + "***"
    return " ".join(text.split()) if spec.kind in (Kind.NOTE, Kind.TEXT) else text


def plain_text(spec: FieldSpec, row: Row, *, masked: bool) -> str:
    """The text of a cell as it is typed and copied: ISO dates, figures without separators."""
    value = row.values.get(spec.key)
    if masked and spec.personal and spec.kind is not Kind.PHONE and value is not None:
        return str(value)[:1] + "***"
    text = show(spec, value, month_only=spec.key in row.month_only, masked=masked and spec.personal)
    return text.replace(",", "") if spec.numeric else text


class GridModel(QAbstractTableModel):
    """Rows of one ledger under one view; `reloaded` fires after other ids are in force.

    Queries of large ledgers run on another thread; `waiting` says when such a one is under way. A cell that the book
    refuses is told by `refused`, one kept in doubt by `doubted`; `writing` is True while a cell is being written.
    """

    about_to_reload = Signal()
    reloaded = Signal()
    refused = Signal(str)
    doubted = Signal(str)
    waiting = Signal(bool)

    def __init__(self, app: App, view: ViewSpec, parent: QObject | None = None, *, editable: bool = True) -> None:
        super().__init__(parent)
        self._app = app
        self.editable = editable
        self.writing = False
        self.ledger: Ledger = LEDGERS[view.ledger]
        self.view = view
        self.ids: list[int] = []
        self.specs: list[FieldSpec] = []
        self._rows: dict[int, int] = {}
        self._pages: OrderedDict[int, list[Shown]] = OrderedDict()
        self._asked = 0
        self.large = False
        self._take_columns(view)

    # the view

    def _take_columns(self, view: ViewSpec) -> None:
        self.specs = [self.ledger.fields[key] for key in view.shown_columns()]
        fetched = [spec.key for spec in self.specs]
        for spec in self.specs:
            fetched.extend(k for k in marks.helpers(spec) if k in self.ledger.fields and k not in fetched)
        self._fetched = fetched
        self._blank = Shown(("",) * len(self.specs), (None,) * len(self.specs), None)

    def set_view(self, view: ViewSpec) -> None:
        """Show another view of the same ledger; the query runs at once, or on another thread where it is slow."""
        self._asked += 1
        number = self._asked
        if not (self.large or len(self.ids) > _SLOW_ROWS):
            self._answered(self._query(number, view))
            return
        self.waiting.emit(True)
        self._app.run(lambda _task: self._query(number, view), self._answered, label="正在查询")

    def requery(self) -> None:
        """Run the view again, keeping what is still right."""
        self.set_view(self.view)

    def _query(self, number: int, view: ViewSpec) -> Answer:
        with self._app.book.read() as session:
            found = ids(session, view)
        return Answer(number, view, found, {record: row for row, record in enumerate(found)})

    def _answered(self, answer: Answer) -> None:
        if answer.number != self._asked:
            return
        self.waiting.emit(False)
        same_columns = answer.view.shown_columns() == tuple(spec.key for spec in self.specs)
        if same_columns and answer.ids == self.ids:
            self.view = answer.view
            self.forget()
            self.reloaded.emit()
            return
        self.about_to_reload.emit()
        self.beginResetModel()
        self.view, self.ids, self._rows = answer.view, answer.ids, answer.rows
        self._pages.clear()
        if not same_columns:
            self._take_columns(answer.view)
        self.endResetModel()
        self.reloaded.emit()

    def forget(self, touched: Iterable[int] | None = None) -> None:
        """Read rows anew when they are next painted: these ids, or all."""
        if touched is None:
            self._pages.clear()
        else:
            rows = [row for i in touched if (row := self.row_of(i)) is not None]
            for page in {row // PAGE for row in rows}:
                self._pages.pop(page, None)
        if self.ids and self.specs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.specs) - 1))

    # rows

    def row_of(self, record: int) -> int | None:
        """The row where a record stands, or None."""
        return self._rows.get(record)

    def shown(self, row: int) -> Shown:
        """A row ready to paint; its page is read when it is not there."""
        page = self._pages.get(row // PAGE)
        if page is None:
            page = self._read_page(row // PAGE)
        else:
            self._pages.move_to_end(row // PAGE)
        return page[row % PAGE]

    def _read_page(self, number: int) -> list[Shown]:
        wanted = self.ids[number * PAGE : (number + 1) * PAGE]
        found = {row.id: row for row in self.read_rows(wanted, self._fetched)}
        today = self._app.book.today()
        page = [self._ready(found[i], today) if i in found else self._blank for i in wanted]
        self._pages[number] = page
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def _ready(self, row: Row, today: dt.date) -> Shown:
        tones = tuple(marks.mark(spec, row.values.get(spec.key), row.values, today=today) for spec in self.specs)
        texts = tuple(
            marks.words(spec, shown_text(spec, row, today=today), tone)
            for spec, tone in zip(self.specs, tones, strict=True)
        )
        return Shown(texts, tones, row)

    def read_rows(self, wanted: Sequence[int], columns: Sequence[str]) -> list[Row]:
        """Rows by id with these fields, past the cache."""
        with self._app.book.read() as session:
            return cells(session, self.ledger.key, wanted, columns)

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many rows."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many columns."""
        return 0 if parent.isValid() else len(self.specs)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt: text, text to edit, alignment, tooltip, id of a cell."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(row).texts[column]
        if role == Qt.ItemDataRole.EditRole:
            found = self.shown(row).row
            return "" if found is None else plain_text(self.specs[column], found, masked=False)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.specs[column].numeric else _LEFT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.specs[column].label} {self.shown(row).texts[column]}"
        if role == Qt.ItemDataRole.ToolTipRole and self.specs[column].kind is Kind.NOTE:
            return self.shown(row).texts[column] or None
        return self.ids[row] if role == ID_ROLE else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Qt: the label of a column with its unit; the number of a row."""
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Vertical:
                return str(section + 1)
            return self.specs[section].header if 0 <= section < len(self.specs) else None
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return _RIGHT if 0 <= section < len(self.specs) and self.specs[section].numeric else _LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: what was computed cannot be typed."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self.editable and not self.specs[index.column()].derived:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Qt: write a typed text into the book; False where it is refused or nothing changes."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole or not self.editable:
            return False
        spec = self.specs[index.column()]
        if spec.derived or str(value) == self.data(index, int(Qt.ItemDataRole.EditRole)):
            return False
        return self.type_cells({self.ids[index.row()]: {spec.key: value}})

    # writing

    def put(self, index: Index, value: Any, *, warning: str = "") -> bool:
        """Write a value as its editor gives it (元, dates, ids); False where it is refused."""
        key = self.specs[index.column()].key
        row_id = self.ids[index.row()]
        done = self._do(lambda: change(self._app.book, self.ledger.key, {row_id: {key: value}}))
        if done and warning:
            self.doubted.emit(warning)
        return done

    def type_cells(
        self,
        typed: Mapping[int, Mapping[str, object]],
        *,
        label: str = "",
        new: Sequence[Mapping[str, object]] = (),
    ) -> bool:
        """Write texts as one step, {id: {field: text}} and new rows; False where one is refused."""

        def write() -> None:
            _, warnings = write_cells(self._app.book, self.ledger.key, typed, label=label, new=new)
            if warnings:
                more = f"，另有 {len(warnings) - 1} 处" if len(warnings) > 1 else ""
                self.doubted.emit(warnings[0] + more)

        return self._do(write)

    def _do(self, action: Callable[[], object]) -> bool:
        self.writing = True
        try:
            action()
        except BadValue as wrong:
            self.refused.emit(str(wrong))
            return False
        except Problem as problem:
            self._app.show_problem(problem)
            return False
        finally:
            self.writing = False
        return True
