"""One field of a form: label above, editor, and in words what is wrong or doubtful under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm.queries.listing import Row
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import CHILD_PARENT, Ledger
from crm.rules.dates import Day
from crm.rules.problem import BadValue
from ui.core.app import App
from ui.core.editors import NoteEditor, as_editor, make_editor, read, write
from ui.core.kit import ErrorText, FieldLabel, LinkButton, column, row
from ui.core.tokens import SPACE_XS

FEW = 16


@dataclass(frozen=True)
class Group:
    """Fields under one heading; the first group has no heading and never folds."""

    name: str
    fields: tuple[FieldSpec, ...]


def groups_of(ledger: Ledger) -> list[Group]:
    """The fields of a ledger that a form edits: the common ones, then the rest by group; a short ledger has no rest.

    What is computed is left out, and so is what lives in child rows: those have a place of their own beside the form.
    """
    own = CHILD_PARENT.values()
    fields = [s for s in ledger.fields.values() if not s.derived and not (s.child and ledger.table.name in own)]
    few = len(fields) <= FEW
    common = [s for s in fields if few or s.shown or s.required]
    # Long texts take both columns; after the others they leave no gaps.
    common.sort(key=lambda s: s.kind is Kind.NOTE)
    rest = [s for s in fields if s not in common]
    found = [Group("", tuple(common))]
    for name in dict.fromkeys(spec.group for spec in rest):
        found.append(Group(name or "其他", tuple(s for s in rest if s.group == name)))
    return found


def cell_of(row: Row, spec: FieldSpec) -> tuple[Any, str | None]:
    """(typed value, name shown) of a field in a row read from the book."""
    value = row.values.get(spec.key)
    if spec.kind is Kind.REF:
        return row.refs.get(spec.key), None if value is None else str(value)
    if spec.kind is Kind.DATE and value is not None and spec.key in row.month_only:
        return Day(value, "month"), None
    return value, None


class FieldCell(QWidget):
    """Label, editor and sentence of one field; `edited` fires as one types."""

    edited = Signal(object)

    def __init__(self, app: App, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app, self.spec = app, spec
        self.loaded: Any = None
        self.touched = False
        self.shown_name: str | None = None
        self.editor = make_editor(app, spec, self)
        self.editor.setMinimumWidth(0)
        self.words = ErrorText(self)
        box = column(self, spacing=2)
        label = FieldLabel(spec.label, self, required=spec.required)
        label.setBuddy(self.editor)
        head = row(spacing=SPACE_XS)
        head.addWidget(label)
        head.addStretch(1)
        self.way = LinkButton("打开", self, role="accent", size=9.0)
        self.way.setFixedHeight(label.sizeHint().height())
        self.way.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.way.setToolTip(f"打开这里填的{spec.label}（Alt+Enter）")
        self.way.clicked.connect(self.open_related)
        self.way.hide()
        head.addWidget(self.way)
        box.addLayout(head)
        box.addWidget(self.editor)
        box.addWidget(self.words)
        box.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        as_editor(self.editor).edited.connect(self._on_edited)

    @property
    def wide(self) -> bool:
        """Whether the field takes both columns."""
        return isinstance(self.editor, NoteEditor)

    @Slot()
    def open_related(self) -> bool:
        """Open the row of another ledger that is filled in here; whether there is one."""
        record = None if self.spec.kind is not Kind.REF or self.problem() else self.value()
        if record is not None:
            self.app.open_record(self.spec.ref, record)
        return record is not None

    def _show_way(self) -> None:
        related = self.spec.kind is Kind.REF and not self.problem() and self.value() is not None
        self.way.setVisible(related)

    @Slot()
    def _on_edited(self) -> None:
        self.touched = True
        self._show_way()
        if not self.problem():
            self.say("", self.doubt())
        self.edited.emit(self)

    def load(self, value: Any, *, shown: str | None = None) -> None:
        """Show a value read from the book; it counts as unchanged."""
        self.loaded, self.shown_name, self.touched = value, shown, False
        write(self.editor, value, shown=shown)
        self.way.setVisible(self.spec.kind is Kind.REF and value is not None)
        self.say("", "")

    def revert(self) -> None:
        """Take back what was typed."""
        self.load(self.loaded, shown=self.shown_name)

    def value(self) -> Any:
        """The typed value; BadValue."""
        return read(self.editor)

    def problem(self) -> str:
        """What is wrong, in words; empty when nothing is."""
        try:
            value = self.value()
        except BadValue as wrong:
            return str(wrong)
        return f"请填写{self.spec.label}" if self.spec.required and value is None else ""

    def doubt(self) -> str:
        """A doubt about a value that may stay."""
        return as_editor(self.editor).warning()

    @property
    def changed(self) -> bool:
        """Whether it holds something else than the book."""
        if not self.touched:
            return False
        try:
            return bool(self.value() != self.loaded)
        except BadValue:
            return True

    def check(self) -> bool:
        """Say what is wrong or doubtful; True when the value can be saved."""
        wrong = self.problem()
        self.say(wrong, self.doubt())
        return not wrong

    def say(self, wrong: str, doubt: str = "") -> None:
        """Show a fault with the red border, or a doubt without."""
        self.words.set_ink("bad" if wrong else "warn")
        self.words.say(wrong or doubt)
        as_editor(self.editor).set_wrong(bool(wrong))


def cell_holding(cells: Sequence[FieldCell], widget: QObject | None) -> FieldCell | None:
    """The cell whose editor this is."""
    return next((cell for cell in cells if cell.editor is widget), None)
