"""Child rows edited beside the form: contacts, introducers, and the milestones under their three bases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from crm.records.lead import MILESTONES
from crm.records.ledger import CHILDREN, fields_of
from crm.rules.problem import BadValue
from crm.rules.stages import BASES, INCREASE
from ui.core.app import App
from ui.core.editors import as_editor, make_editor, read, write
from ui.core.kit import ErrorText, IconButton, Label, LinkButton, column
from ui.core.layouts import clear
from ui.core.tokens import SPACE_S, SPACE_XS


class ChildBoxes(QWidget):
    """Boxes for the fields of one child table; `edited` fires as one types, a wrong one is told below them."""

    edited = Signal()
    name = ""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.specs = fields_of(CHILDREN[self.name])
        self.touched = False
        self.error = ErrorText(self)

    def _make(self, key: str, value: Any, words: str) -> QWidget:
        editor = make_editor(self.app, self.specs[key], self)
        editor.setMinimumWidth(0)
        editor.setAccessibleName(words)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        editor.setSizePolicy(policy)
        write(editor, value)
        as_editor(editor).edited.connect(self._on_edited)
        return editor

    @Slot()
    def _on_edited(self) -> None:
        self.touched = True
        sender = self.sender()
        if isinstance(sender, QWidget):
            self._check(sender)
        self.edited.emit()

    def _check(self, editor: QWidget) -> None:
        try:
            read(editor)
        except BadValue as wrong:
            self.error.say(str(wrong))
            as_editor(editor).set_wrong(True)
        else:
            self.error.say("")
            as_editor(editor).set_wrong(False)


class RowsEditor(ChildBoxes):
    """A list of rows, each one line of boxes with a × at its end."""

    columns: tuple[tuple[str, int], ...] = ()
    add_words = ""
    blank: Mapping[str, Any] = {}

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self.lines: list[tuple[dict[str, Any], dict[str, QWidget], IconButton]] = []
        self._place = 1
        outer = column(self, spacing=SPACE_XS)
        self._body = QWidget(self)
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_XS)
        self._grid.setVerticalSpacing(SPACE_XS)
        outer.addWidget(self._body)
        outer.addWidget(self.error)
        self.add = LinkButton(self.add_words, icon="plus", role="accent", size=9.5)
        self.add.clicked.connect(self.add_row)
        outer.addWidget(self.add)

    def load(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show the rows read from the book; they count as unchanged."""
        self.error.say("")
        self._show([dict(row) for row in rows])
        self.touched = False

    def _show(self, rows: Sequence[dict[str, Any]]) -> None:
        clear(self._grid)
        self.lines, self._place = [], 1
        for at, (key, stretch) in enumerate(self.columns):
            self._grid.addWidget(Label(self.specs[key].header, type="note", ink="secondary"), 0, at)
            self._grid.setColumnStretch(at, stretch)
        for found in rows:
            self._add_line(found)
        self._body.setVisible(bool(rows))

    def _add_line(self, found: dict[str, Any]) -> None:
        # A line taken away leaves its place in the grid empty, so that no other one moves.
        place = self._place
        self._place += 1
        editors = {}
        for at, (key, _) in enumerate(self.columns):
            editors[key] = self._make(key, found.get(key), "")
            self._grid.addWidget(editors[key], place, at)
        gone = IconButton("close", "", self)
        gone.clicked.connect(self._remove)
        self._grid.addWidget(gone, place, len(self.columns))
        # Shown now, not at the next turn of the event loop: the keyboard goes there at once.
        for widget in (*editors.values(), gone):
            widget.show()
        self.lines.append((found, editors, gone))
        self._number()

    def _number(self) -> None:
        for number, (_, editors, gone) in enumerate(self.lines, start=1):
            gone.set_words(f"去掉第 {number} 行")
            for key, editor in editors.items():
                editor.setAccessibleName(f"{self.specs[key].label} {number}")

    @Slot()
    def add_row(self) -> None:
        """One more line, with the keyboard in its first box."""
        self._body.show()
        self._add_line(dict(self.blank))
        first = self.lines[-1][1][self.columns[0][0]]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _remove(self) -> None:
        at = next(i for i, (*_, gone) in enumerate(self.lines) if gone is self.sender())
        _, editors, gone = self.lines.pop(at)
        for widget in (*editors.values(), gone):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._number()
        self._body.setVisible(bool(self.lines))
        self.error.say("")
        self.touched = True
        self.edited.emit()

    def rows(self) -> list[dict[str, Any]]:
        """The rows as typed."""
        found = []
        for row, editors, _ in self.lines:
            for editor in editors.values():
                self._check(editor)
            found.append({**row, **{key: read(editor) for key, editor in editors.items()}})
        return found


class ContactsEditor(RowsEditor):
    """联系人 of an enterprise."""

    name = "contact"
    columns = (("name", 8), ("title", 9), ("phone", 12), ("wechat", 8))
    add_words = "添加联系人"


class IntroducersEditor(RowsEditor):
    """引荐人 of a lead with their shares."""

    name = "introducer"
    columns = (("kind", 7), ("name", 11), ("share", 7))
    add_words = "添加引荐人"

    def rows(self) -> list[dict[str, Any]]:
        """The rows; BadValue when shares are given that do not make a hundred."""
        found = super().rows()
        shares = [row["share"] for row in found if row.get("share") is not None]
        if shares and sum(shares) != Decimal(100):
            sentence = f"引荐人份额合计 {sum(shares):f}%，应为 100%"
            self.error.say(sentence)
            raise BadValue(sentence)
        return found


class IncreasesEditor(RowsEditor):
    """增资 of a signed lead, each with its day, what was added and whose word it is."""

    name = "milestone"
    columns = (("date", 10), ("amount", 8), ("basis", 7))
    add_words = "添加增资"
    blank: Mapping[str, Any] = {"kind": INCREASE, "basis": BASES[0]}

    def rows(self) -> list[dict[str, Any]]:
        """The increases as typed, empty lines left out; BadValue where the day or amount lacks or is still to come."""
        found = []
        for (before, editors, _), row in zip(self.lines, super().rows(), strict=True):
            if row["date"] is None and row["amount"] is None and row.get("id") is None:
                continue
            day = getattr(row["date"], "date", row["date"])
            if day is None or row["amount"] is None:
                lacking = "date" if day is None else "amount"
                self._refuse(editors[lacking], f"请填写增资{self.specs[lacking].label}，不要的增资请点 × 去掉")
            if day > self.app.book.today() and row["date"] != before.get("date"):
                self._refuse(editors["date"], "增资日期还没有到，请填写已经发生的日期")
            found.append({**row, "basis": row["basis"] or BASES[0]})
        return found

    def _refuse(self, editor: QWidget, sentence: str) -> None:
        self.error.say(sentence)
        as_editor(editor).set_wrong(True)
        raise BadValue(sentence)


class MilestoneTable(ChildBoxes):
    """里程碑: a date for each stage under 自报, 市认定 and 省认定, and the signed amount; below, every 增资."""

    name = "milestone"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self._found: dict[tuple[str, str], dict[str, Any]] = {}
        self.editors: dict[tuple[str, str, str], QWidget] = {}
        outer = column(self, spacing=SPACE_S)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_XS)
        grid.setVerticalSpacing(3)
        for at, basis in enumerate(BASES, start=1):
            grid.addWidget(Label(basis, type="note", ink="secondary"), 0, at)
            grid.setColumnStretch(at, 1)
        line = 1
        for kind in MILESTONES:
            keys = ("date", "amount") if kind == "签约" else ("date",)
            for key in keys:
                words = kind if key == "date" else "　金额"
                grid.addWidget(Label(words, type="body" if key == "date" else "note", ink="secondary"), line, 0)
                for at, basis in enumerate(BASES, start=1):
                    editor = self._make(key, None, f"{kind}{self.specs[key].label} {basis}")
                    self.editors[kind, basis, key] = editor
                    grid.addWidget(editor, line, at)
                line += 1
        outer.addLayout(grid)
        outer.addWidget(self.error)
        outer.addWidget(Label("增资（只填增加的金额）", type="body", ink="secondary"))
        self.increases = IncreasesEditor(app, self)
        self.increases.edited.connect(self._on_increased)
        outer.addWidget(self.increases)

    @Slot()
    def _on_increased(self) -> None:
        self.touched = True
        self.edited.emit()

    def load(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show the facts."""
        stages = [row for row in rows if row["kind"] != INCREASE]
        self._found = {(str(row["kind"]), str(row["basis"])): dict(row) for row in stages}
        self.increases.load([row for row in rows if row["kind"] == INCREASE])
        for (kind, basis, key), editor in self.editors.items():
            write(editor, self._found.get((kind, basis), {}).get(key))
            as_editor(editor).set_wrong(False)
        self.error.say("")
        self.touched = False

    def rows(self) -> list[dict[str, Any]]:
        """The facts as typed; evidence and notes of a fact stay with it."""
        found = {place: dict(row) for place, row in self._found.items()}
        for (kind, basis, key), editor in self.editors.items():
            self._check(editor)
            value = read(editor)
            if (kind, basis) in found or value is not None:
                found.setdefault((kind, basis), {"kind": kind, "basis": basis})[key] = value
        self._refuse_future(found)
        return [*found.values(), *self.increases.rows()]

    def _refuse_future(self, found: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
        today = self.app.book.today()
        for (kind, basis), row in found.items():
            day = getattr(row.get("date"), "date", row.get("date"))
            if day is not None and day > today and row.get("date") != self._found.get((kind, basis), {}).get("date"):
                sentence = f"{kind}日期（{basis}）还没有到，请填写已经发生的日期"
                self.error.say(sentence)
                as_editor(self.editors[kind, basis, "date"]).set_wrong(True)
                raise BadValue(sentence)


ChildEditor = RowsEditor | MilestoneTable
"""What edits the rows of a child table: `load` shows them, `rows` gives what is to be saved."""
