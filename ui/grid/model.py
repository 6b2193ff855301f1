"""The grid's model: a sorted id list from SQL, the heads of its groups, and a cache of pages ready to paint."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from crm.queries.groups import Group
from crm.queries.listing import Row, cells, more_than
from crm.queries.view import ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger
from crm.rules.problem import Problem
from ui.grid.answers import PAGE, SLOW_ROWS, Answer, Page, Sight, answer_of, columns_of, read_page
from ui.grid.lines import Lines
from ui.grid.marks import LIT_FIELD, LightMark
from ui.grid.order import Order
from ui.grid.points import Points
from ui.grid.texts import Shown, head, lit, plain_text, ready, typed_over
from ui.grid.typed import TypedCells

if TYPE_CHECKING:
    from ui.core.app import App

_Found = TypeVar("_Found")
Index = QModelIndex | QPersistentModelIndex
_PAGES_KEPT: Final = 200
ID_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class GridModel(QAbstractTableModel):
    """Rows of one ledger under one view; `reloaded` fires after other ids are in force.

    Queries of large ledgers run on another thread; `waiting` says when such a one is under way. What is typed into
    cells goes through `typed`. `unread` gives the Problem of a query that failed, None after one that did not.
    """

    about_to_reload = Signal()
    reloaded = Signal()
    waiting = Signal(bool)
    unread = Signal(object)

    def __init__(self, app: App, view: ViewSpec, parent: QObject | None = None, *, editable: bool = True) -> None:
        super().__init__(parent)
        self._app = app
        self.editable = editable
        self.typed = TypedCells(app, self, self)
        self.view = view
        self._order = Order([])
        self.specs: list[FieldSpec] = []
        self.lines = Lines()
        self.folded: set[object] = set()
        self.answered = view.replace(group="", subgroup="")
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._heads: dict[object, Shown] = {}
        self._lights: dict[int, LightMark] = {}
        self._asked = 0
        self.large = False
        self.total = 0
        self.in_sight: Callable[[], Sight] = Sight
        self._take_columns(view)

    # the view

    @property
    def ledger(self) -> Ledger:
        """The ledger with the fields that the view knows."""
        return self.view.source

    def _take_columns(self, view: ViewSpec) -> None:
        self.specs, self.fetched = columns_of(view)
        self.points = Points(self.specs)
        self._blank = Shown(("",) * len(self.specs), (None,) * len(self.specs), None)

    def set_view(self, view: ViewSpec, *, counted: bool = False) -> None:
        """Show another view of the same ledger; the query runs at once, or on another thread where it is slow.

        `counted` counts the ledger anew too.
        """
        self._asked += 1
        sight = self.in_sight()
        if not view.lists_as(self.answered):
            sight = Sight(None, sight.rows)
        query = partial(answer_of, self._app.book, view, number=self._asked, sight=sight, counted=counted)
        self.waiting.emit(True)
        self.ask(query, self._answered)

    def ask(self, query: Callable[[], _Found], done: Callable[[_Found], None]) -> None:
        """Run a query over the whole ledger at once, or on another thread where slow; `unread` tells of a fault."""
        try:
            slow = self._slow()
        except Problem as problem:
            self._unanswered(problem)
        else:
            self._app.ask(query, done, slow=slow, failed=self._unanswered)

    def requery(self) -> None:
        """Run the view again, keeping what is still right."""
        self.set_view(self.view, counted=True)

    def _slow(self) -> bool:
        """Whether the ledger is so large that its queries would hold the screen."""
        self.large = self.large or self.ledger.key in self._app.slow_ledgers
        if not self.large and not self._app.cold:
            with self._app.book.read() as session:
                self.large = more_than(session, self.ledger.key, SLOW_ROWS)
        return self.large

    def _unanswered(self, problem: Problem) -> None:
        """The rows that are there stay, and nothing is waited for any more."""
        self.waiting.emit(False)
        self.unread.emit(problem)

    def _answered(self, answer: Answer) -> None:
        if answer.number != self._asked:
            return
        self.waiting.emit(False)
        self.unread.emit(None)
        if answer.total is not None:
            self.total = answer.total
        same_columns = columns_of(answer.view)[0] == self.specs
        parts = [(group.path, group.count) for group in answer.groups]
        same_levels = answer.view.levels == self.answered.levels
        same_groups = same_levels and parts == [(group.path, group.count) for group in self.lines.groups]
        if same_columns and same_groups and answer.order.ids == self.ids:
            self.view = self.answered = answer.view
            self._set_groups(answer.groups)
            self._pages = OrderedDict(answer.pages)
            self._tell_all_changed()
            self.reloaded.emit()
            return
        self.about_to_reload.emit()
        self.beginResetModel()
        if not same_levels:
            self.folded = set()
        self.view = self.answered = answer.view
        self._order = answer.order
        self._pages = OrderedDict(answer.pages)
        if same_columns:
            self.points = Points(self.specs)
        else:
            self._take_columns(answer.view)
        self._set_groups(answer.groups)
        self.endResetModel()
        self.reloaded.emit()

    def _set_groups(self, found: Sequence[Group]) -> None:
        self.lines = Lines(len(self.ids), found, frozenset(self.folded))
        self._heads.clear()

    def forget(self, touched: Iterable[int]) -> None:
        """Read these rows anew when they are next painted."""
        for page in {place // PAGE for i in touched if (place := self._order.place(i)) is not None}:
            self._pages.pop(page, None)
        self._tell_all_changed()

    def show_typed(self, typed: Mapping[int, Mapping[str, object]]) -> None:
        """Show in the cells in sight what was typed, {id: {field: text}}, while it waits to be written."""
        for record, words in typed.items():
            place = self._order.place(record)
            number, at = divmod(-1 if place is None else place, PAGE)
            line = self._pages[number][at] if number in self._pages else None
            if isinstance(line, Shown):
                self._pages[number][at] = typed_over(self.specs, line, words)
        self._tell_all_changed()

    def _tell_all_changed(self) -> None:
        if self.lines.total and self.specs:
            self.dataChanged.emit(self.index(0, 0), self.index(self.lines.total - 1, len(self.specs) - 1))

    # rows

    @property
    def ids(self) -> list[int]:
        """The records in their order."""
        return self._order.ids

    def row_of(self, record: int) -> int | None:
        """The row where a record is shown, or None."""
        place = self._order.place(record)
        return None if place is None else self.lines.line(place)

    def id_at(self, row: int) -> int | None:
        """The record on a row; None on the head of a group."""
        place = self.lines.place(row)
        return None if place is None else self.ids[place]

    def ids_on(self, first: int, last: int, *, inside: bool = False) -> list[int]:
        """The records on the rows from first to last; with `inside`, those of folded groups too."""
        found: list[int] = []
        for part in self.lines.places(first, last, inside=inside):
            found.extend(self.ids[part.start : part.stop])
        return found

    def shown(self, row: int) -> Shown:
        """A row ready to paint; its page is read when it is not there."""
        place = self.lines.place(row)
        if place is None:
            return self._head(row)
        number, at = divmod(place, PAGE)
        page = self._pages.get(number) or self._read_page(number)
        line = page[at]
        if not isinstance(line, Shown):
            line = self._blank if line is None else ready(self.specs, line, today=self._app.book.today())
            page[at] = line
        light = self._lights.get(line.row.id) if line.row is not None else None
        return line if light is None else lit(self.specs, line, light)

    def light(self, lights: Mapping[int, LightMark]) -> None:
        """Show which lights are on, {id: light}, at the stage of these records."""
        if lights != self._lights:
            self._lights = dict(lights)
            self._tell_all_changed()

    def _head(self, row: int) -> Shown:
        group = self.lines.group(row)
        if group is None:
            return self._blank
        found = self._heads.get(group.path)
        if found is None:
            found = self._heads[group.path] = head(self.specs, self.ledger, group)
        return found

    def _read_page(self, number: int) -> Page:
        with self._app.book.read() as session:
            page = self._pages[number] = read_page(session, self.ledger, self.ids, number, self.fetched)
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def read_rows(self, wanted: Sequence[int], columns: Sequence[str]) -> list[Row]:
        """Rows by id with these fields, past the cache."""
        with self._app.book.read() as session:
            return cells(session, self.ledger, wanted, columns)

    # folding

    def is_folded(self, group: Group) -> bool:
        """Whether a group shows its head alone."""
        return group.path in self.folded

    def fold(self, group: Group, folded: bool) -> None:
        """Fold a group to its head, or show again what is in it."""
        if self.is_folded(group) == folded:
            return
        shut = self.folded | {group.path} if folded else self.folded - {group.path}
        lines = Lines(len(self.ids), self.lines.groups, frozenset(shut))
        first, less = self.lines.head(group) + 1, self.lines.total - lines.total
        if less > 0:
            self.beginRemoveRows(QModelIndex(), first, first + less - 1)
        elif less < 0:
            self.beginInsertRows(QModelIndex(), first, first - less - 1)
        self.folded, self.lines = shut, lines
        if less > 0:
            self.endRemoveRows()
        elif less < 0:
            self.endInsertRows()

    def toggle(self, group: Group) -> None:
        """Fold a group, or show again what is in it."""
        self.fold(group, not self.is_folded(group))

    def unfold(self, record: int) -> None:
        """Show the rows of the groups that a record stands in."""
        place = self._order.place(record)
        group = None if place is None else self.lines.holder(place)
        while group is not None:
            self.fold(group, False)
            group = group.parent

    def fold_all(self, folded: bool) -> None:
        """Fold the innermost level that is open to its heads, or open the outermost that is folded."""
        outer = {group.path for group in self.lines.groups if not group.level}
        inner = {group.path for group in self.lines.groups if group.level} or outer
        self.about_to_reload.emit()
        self.beginResetModel()
        if folded:
            self.folded |= outer if inner <= self.folded else inner
        else:
            self.folded = self.folded - outer if outer & self.folded else set()
        self.lines = Lines(len(self.ids), self.lines.groups, frozenset(self.folded))
        self.endResetModel()
        self.reloaded.emit()

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many rows, heads included."""
        return 0 if parent.isValid() else self.lines.total

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
        if role == Qt.ItemDataRole.ToolTipRole and self.specs[column].key == LIT_FIELD:
            light = self._lights.get(self.id_at(row) or 0)
            return light.told if light is not None else None
        return self.id_at(row) if role == ID_ROLE else None

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
        if self.editable and not self.specs[index.column()].derived and self.id_at(index.row()) is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Qt: write a typed text into the book; False where it is refused or nothing changes."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole or not self.editable:
            return False
        spec = self.specs[index.column()]
        if spec.derived or str(value) == self.data(index, int(Qt.ItemDataRole.EditRole)):
            return False
        record = self.id_at(index.row())
        return record is not None and self.typed.write({record: {spec.key: value}})
