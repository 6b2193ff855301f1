"""The filter row: one box under each label, typed in words or ticked from a list with counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from crm.queries.condition import parse_cell_filter
from crm.queries.listing import value_counts
from crm.queries.view import Filter, ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.rules.problem import Problem
from ui.core import icons
from ui.core.inputs import tell_under
from ui.core.kit import LineEdit
from ui.grid.header import GridHeader
from ui.grid.model import GridModel
from ui.grid.popups import ChoiceSheet
from ui.grid.words import hint, typed

if TYPE_CHECKING:
    from ui.core.app import App

_WAIT_MS = 260
_HINT_MARGIN = 16
Counts = list[tuple[Any, int]]


def has_list(spec: FieldSpec) -> bool:
    """Whether a column's values are few enough to tick from a list."""
    if spec.kind in (Kind.CHOICE, Kind.REF, Kind.BOOL):
        return True
    return spec.kind is Kind.TEXT and not spec.search and not spec.person and not spec.personal


def only_list(spec: FieldSpec) -> bool:
    """Whether a click anywhere in the box opens the list."""
    return spec.kind in (Kind.CHOICE, Kind.REF, Kind.BOOL)


class FilterBox(LineEdit):
    """One column's condition as text; `wanted` fires a moment after typing, `list_wanted` for the list of values."""

    wanted = Signal(str)
    list_wanted = Signal(str)
    left = Signal(str)

    def __init__(self, spec: FieldSpec, parent: QWidget) -> None:
        listed = has_list(spec)
        super().__init__("", parent)
        self.spec = spec
        self._hint = "" if listed else hint(spec)
        self._said = ""
        self.setAccessibleName(f"筛选 {spec.label}")
        self.setProperty("ground", "filter")
        self.setTextMargins(0, 0, 14 if listed else 0, 0)
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self.hand_in)
        self.textEdited.connect(self._wait)
        self.returnPressed.connect(self.hand_in)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: suggest something only where the suggestion can be read."""
        super().resizeEvent(event)
        room = self.width() - _HINT_MARGIN
        fits = self._hint if self.fontMetrics().horizontalAdvance(self._hint) <= room else ""
        if fits != self.placeholderText():
            self.setPlaceholderText(fits)

    @Slot()
    def _wait(self) -> None:
        self.set_wrong(False)
        self._timer.start()

    @Slot()
    def hand_in(self) -> None:
        """Ask for what is typed now."""
        self._timer.stop()
        if self.text() != self._said:
            self._said = self.text()
            self.wanted.emit(self.spec.key)

    def show_condition(self, condition: Filter | None) -> None:
        """Show a condition that came from elsewhere; what is being typed is left alone."""
        text = typed(self.spec, condition) if condition is not None else ""
        if self.hasFocus() and self._timer.isActive():
            return
        if not (self.hasFocus() and condition is not None):
            self.setText(text)
            self.setCursorPosition(0)
        elif not self.text():
            self.setText(text)
        self._said = self.text()
        self.set_wrong(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: the arrow, or the whole box of a choice, opens the list."""
        listed = has_list(self.spec) and event.position().x() > self.width() - 18
        if event.button() == Qt.MouseButton.LeftButton and (listed or only_list(self.spec)):
            self.list_wanted.emit(self.spec.key)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrow down opens the list or goes to the rows; Esc empties the box, from an empty one to the rows.

        Enter hands in and goes no further: the table beneath would open its current record.
        """
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            event.accept()
        elif event.key() == Qt.Key.Key_Down:
            (self.list_wanted if has_list(self.spec) else self.left).emit(self.spec.key)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.hand_in()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit(self.spec.key)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the box and the arrow."""
        super().paintEvent(event)
        if has_list(self.spec) and self.width() > 30:
            painter = QPainter(self)
            icons.paint(painter, "chevron-down", QRectF(self.width() - 17, (self.height() - 11) / 2, 11, 11))


class FilterRow(QObject):
    """Keeps the boxes and the view's conditions the same; `changed` gives the new ones, `left` asks for the rows."""

    changed = Signal(object)
    left = Signal(str)

    def __init__(self, app: App, header: GridHeader, model: GridModel) -> None:
        super().__init__(header)
        self._app, self._header, self._model = app, header, model
        self._view: ViewSpec | None = None
        self.boxes: dict[str, FilterBox] = {}
        self.sheet: ChoiceSheet | None = None
        self._wanted = ""

    def show_view(self, view: ViewSpec, specs: list[FieldSpec]) -> None:
        """Show the conditions of a view over its columns."""
        if [spec.key for spec in specs] != list(self.boxes):
            self.boxes = {spec.key: self._make(spec) for spec in specs}
            self._header.set_boxes(list(self.boxes.values()))
        self._view = view
        for key, box in self.boxes.items():
            box.show_condition(next((f for f in view.filters if f.field == key), None))

    def _make(self, spec: FieldSpec) -> FilterBox:
        box = FilterBox(spec, self._header.viewport())
        box.wanted.connect(self._typed)
        box.list_wanted.connect(self.open_list)
        box.left.connect(self.left)
        return box

    @Slot(str)
    def _typed(self, key: str) -> None:
        box = self.boxes[key]
        try:
            condition = parse_cell_filter(box.spec, box.text(), today=self._app.book.today())
        except Problem as problem:
            box.set_wrong(True)
            tell_under(box, str(problem))
            return
        self.put(key, condition)

    def put(self, key: str, condition: Filter | None) -> None:
        """Make this the condition of a column, or take its condition away."""
        if self._view is None:
            return
        kept, placed = [], False
        for old in self._view.filters:
            if old.field != key or placed:
                kept.append(old)
                continue
            placed = True
            if condition is not None:
                kept.append(condition)
        if not placed and condition is not None:
            kept.append(condition)
        # 本月 and 2025年10月 are the same days only for now.
        if [(one, one.said) for one in kept] != [(one, one.said) for one in self._view.filters]:
            self.changed.emit(tuple(kept))

    @Slot(str)
    def open_list(self, key: str) -> None:
        """Open the list of a column's values, counted under the other conditions."""
        if self._view is None:
            return
        mine = next((f for f in self._view.filters if f.field == key), None)
        others = self._view.replace(filters=tuple(f for f in self._view.filters if f is not mine))
        self._wanted = key

        def count() -> tuple[str, Filter | None, Counts]:
            with self._app.book.read() as session:
                return key, mine, value_counts(session, others, key)

        self._model.ask(count, self._show_list)

    def _show_list(self, found: tuple[str, Filter | None, Counts]) -> None:
        key, mine, values = found
        box = self.boxes.get(key)
        if box is None or key != self._wanted or not box.isVisible():
            return
        ticked = _ticked(mine)
        missing = [(value, 0) for value in ticked if value not in [v for v, _ in values]]
        self.sheet = ChoiceSheet(box.spec, [*values, *missing], ticked, box)
        self.sheet.chosen.connect(lambda condition: self.put(key, condition))
        self.sheet.open_at(box)


def _ticked(condition: Filter | None) -> list[object]:
    if condition is None:
        return []
    if condition.op == "empty":
        return [None]
    if condition.op == "in":
        return list(condition.value)
    return [condition.value] if condition.op == "=" else []
