"""The form of a record, made of its fields: two columns, groups under a thin rule, what is common in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from crm.queries.find import find_rows
from crm.queries.listing import Row, cells
from crm.queries.twins import twins_of
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import ATTACHMENTS, LEDGERS
from crm.rules.likeness import level
from ui.core.app import App
from ui.core.editors import offers
from ui.core.kit import Hairline, Label, LinkButton, column, row
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S
from ui.form.cells import FieldCell, Group, cell_holding, cell_of, groups_of

CHECK_AFTER_MS = 400


class _Head(QWidget):
    """The line of a group: a click anywhere on it folds or unfolds."""

    pressed = Signal()

    def __init__(self, name: str, link: LinkButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        line = row(self, spacing=SPACE_M)
        line.addWidget(Label(name, self, type="section"))
        line.addWidget(Hairline(self), 1)
        line.addWidget(link)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click folds or unfolds."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()


class GroupBox(QWidget):
    """One group: heading, rule, and its fields, which fold away unless they are the common ones.

    The fields of a folded group are made when it is first unfolded, so that a form opens at once.
    """

    folded = Signal(str, bool)
    made = Signal(object)

    def __init__(self, app: App, group: Group, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.group = group
        self.cells: list[FieldCell] = []
        self._row: Row | None = None
        box = column(self, spacing=SPACE_S - 2)
        self.more = LinkButton("", self, icon="chevron-down", size=9.0)
        self.more.clicked.connect(self._toggle)
        if group.name:
            self.head = _Head(group.name, self.more, self)
            self.head.pressed.connect(self._toggle)
            box.addWidget(self.head)
        self.more.setVisible(bool(group.name))
        self.fields = QWidget(self)
        self._inner = column(self.fields)
        box.addWidget(self.fields)
        self.fields.hide()

    def make_cells(self) -> None:
        """Make the fields, if they were not made yet."""
        if self.cells:
            return
        self.cells = [FieldCell(self.app, spec, self.fields) for spec in self.group.fields]
        self._inner.addLayout(self._grid(self.cells))
        if self._row is not None:
            self.show_row(self._row)
        self.made.emit(self)

    def show_row(self, found: Row | None, *, only_unchanged: bool = False) -> None:
        """Show the values of a row read from the book; None empties the fields."""
        self._row = found
        for cell in self.cells:
            if not (only_unchanged and cell.changed):
                value, name = (None, None) if found is None else cell_of(found, cell.spec)
                cell.load(value, shown=name)
        self.renew()

    @staticmethod
    def _grid(cells: Sequence[FieldCell]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_S - 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        at = 0
        for cell in cells:
            if cell.wide and at % 2:
                at += 1
            grid.addWidget(cell, at // 2, at % 2, 1, 2 if cell.wide else 1)
            at += 2 if cell.wide else 1
        return grid

    @Slot()
    def _toggle(self) -> None:
        self.set_open(self.fields.isHidden())
        self.folded.emit(self.group.name, not self.fields.isHidden())

    def set_open(self, wanted: bool) -> None:
        """Show the fields, or fold them away."""
        if wanted:
            self.make_cells()
        self.fields.setVisible(wanted)
        self.renew()

    def renew(self) -> None:
        """Say how much is folded away."""
        self.more.set_icon("chevron-down" if self.fields.isHidden() else "chevron-up")
        if not self.fields.isHidden():
            self.more.setText("收起")
            return
        keys = [spec.key for spec in self.group.fields]
        filled = 0 if self._row is None else sum(self._row.values[key] is not None for key in keys)
        self.more.setText(f"{len(keys)} 项" + (f"，{filled} 项已填" if filled else ""))
        self.more.setAccessibleName(f"展开{self.group.name}")


class RecordForm(QWidget):
    """All fields of one record; `edited` fires as one types, `facts` are the computed fields in words."""

    edited = Signal()

    def __init__(self, app: App, ledger_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.ledger = LEDGERS[ledger_key]
        self.record: int | None = None
        self.facts: list[tuple[FieldSpec, Any]] = []
        outer = column(self, spacing=SPACE_L - 2)
        outer.setContentsMargins(0, 0, SPACE_M, SPACE_S)
        self._waiting: FieldCell | None = None
        self._timer = QTimer(self, singleShot=True, interval=CHECK_AFTER_MS)
        self._timer.timeout.connect(self._check_waiting)
        self.groups = [GroupBox(app, group, self) for group in groups_of(self.ledger)]
        opened = app.settings.get(f"form:{ledger_key}", {})
        for box in self.groups:
            outer.addWidget(box)
            box.made.connect(self._on_made)
            box.set_open(not box.group.name or (isinstance(opened, dict) and bool(opened.get(box.group.name))))
            box.folded.connect(self._remember)
        outer.addStretch(1)

    @property
    def cells(self) -> list[FieldCell]:
        """The cells made so far, in the order of the form."""
        return [cell for box in self.groups for cell in box.cells]

    @Slot(object)
    def _on_made(self, box: GroupBox) -> None:
        for cell in box.cells:
            cell.edited.connect(self._on_edited)
            cell.editor.installEventFilter(self)
        self.order_tabs()

    def order_tabs(self) -> None:
        """Let Tab go down the form, whichever group was unfolded when."""
        stops: list[QWidget] = []
        for box in self.groups:
            stops += [box.more] if box.group.name else []
            stops += [cell.editor for cell in box.cells]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def cell(self, key: str) -> FieldCell:
        """The cell of a field, made if it was folded away; KeyError."""
        for box in self.groups:
            if key in [spec.key for spec in box.group.fields]:
                box.make_cells()
                return next(cell for cell in box.cells if cell.spec.key == key)
        raise KeyError(key)

    @Slot(str, bool)
    def _remember(self, group: str, opened: bool) -> None:
        kept = self.app.settings.get(f"form:{self.ledger.key}", {})
        self.app.settings.set(f"form:{self.ledger.key}", {**(kept if isinstance(kept, dict) else {}), group: opened})

    # filling and reading

    def load(self, record: int) -> bool:
        """Show a record; False when it is gone."""
        with self.app.book.read() as session:
            rows = cells(session, self.ledger.key, [record])
        if not rows:
            return False
        self.record = record
        self._show(rows[0])
        return True

    def _show(self, found: Row, *, only_unchanged: bool = False) -> None:
        for box in self.groups:
            box.show_row(found, only_unchanged=only_unchanged)
        self.facts = [(s, found.values[s.key]) for s in self.ledger.fields.values() if s.derived and s != ATTACHMENTS]

    def renew_unchanged(self) -> None:
        """Read the record again; what is being typed stays."""
        if self.record is None:
            return
        with self.app.book.read() as session:
            rows = cells(session, self.ledger.key, [self.record])
        if rows:
            self._show(rows[0], only_unchanged=True)

    def begin(self, defaults: Mapping[str, Any]) -> None:
        """Show an empty form with these values and the fields' own defaults in it."""
        self.record, self.facts = None, []
        for box in self.groups:
            box.show_row(None)
        for key in defaults:
            if key in self.ledger.fields:
                self.cell(key)
        for cell in self.cells:
            given = defaults.get(cell.spec.key, cell.spec.default)
            if given is not None:
                cell.load(given)
                cell.loaded = None

    @property
    def changed(self) -> bool:
        """Whether anything typed is not in the book yet."""
        return any(cell.changed for cell in self.cells)

    def check(self) -> list[str]:
        """The labels of the fields that are wrong, each of which says why; the first gets the focus."""
        wrong = [cell for cell in self.cells if (cell.touched or cell.spec.required) and not cell.check()]
        if wrong:
            self.reveal(wrong[0])
            wrong[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return [cell.spec.label for cell in wrong]

    def reveal(self, cell: FieldCell) -> None:
        """Unfold the group that hides a field."""
        for box in self.groups:
            if cell in box.cells:
                box.set_open(True)

    def values(self) -> dict[str, Any]:
        """What is to be saved: the changed fields, or all filled ones of a new record. BadValue."""
        if self.record is None:
            found = {cell.spec.key: cell.value() for cell in self.cells}
            return {key: value for key, value in found.items() if value is not None}
        return {cell.spec.key: cell.value() for cell in self.cells if cell.changed}

    # while one types

    @Slot(object)
    def _on_edited(self, cell: FieldCell) -> None:
        self._waiting = cell
        self._timer.start()
        self.edited.emit()

    @Slot()
    def _check_waiting(self) -> None:
        # While the list under a box is open the words are only the way to a line of it.
        if self._waiting is not None and not offers(self._waiting.editor):
            self._check_cell(self._waiting)
        self._waiting = None

    def _check_cell(self, cell: FieldCell) -> None:
        if cell.touched:
            cell.check()
            if cell.spec.key == self.ledger.title and cell.spec.kind is Kind.TEXT and not cell.problem():
                self._check_twin(cell)

    def _check_twin(self, cell: FieldCell) -> None:
        """Look for the same name, or nearly the same, on another thread: among 100,000 that takes a while."""
        name, typed = cell.value(), self._typed()
        self.app.run(lambda _task: (cell, name, self._like(name, typed)), self._say_twin, quiet=True)

    def _like(self, name: Any, typed: Mapping[str, Any]) -> str:
        with self.app.book.read() as session:
            same = [hit for hit in find_rows(session, self.ledger.key, name) if hit.title == name]
            if any(hit.id != self.record for hit in same):
                return f"已有同名的{self.ledger.label}，保存后会有两{self.ledger.counter}"
            for twin in twins_of(session, self.ledger.key, typed, exclude=self.record, limit=1):
                alike = f"{level(twin.confidence)}是同一{self.ledger.counter}：{twin.reasons[0]}"
                return f"已有“{twin.title}”，{alike}"
        return ""

    @Slot(object)
    def _say_twin(self, found: tuple[FieldCell, Any, str]) -> None:
        cell, name, words = found
        if words and cell in self.cells and not cell.problem() and cell.value() == name:
            cell.say("", words)

    def _typed(self) -> dict[str, Any]:
        """What is filled in so far, as far as it can be read."""
        return {cell.spec.key: cell.value() for cell in self.cells if not cell.problem()}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Check a field as one leaves it."""
        if event.type() == QEvent.Type.FocusOut:
            cell = cell_holding(self.cells, watched)
            if cell is not None:
                self._check_cell(cell)
        return False

    def revert_focused(self) -> bool:
        """Take back what was typed into the field in focus; False when there is nothing to take back."""
        cell = cell_holding(self.cells, QApplication.focusWidget())
        if cell is None or not cell.changed:
            return False
        cell.revert()
        self.edited.emit()
        return True
