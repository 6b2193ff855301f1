"""The column beside the form: child rows to edit, funds by month, and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from crm.queries.children import children_of
from crm.queries.listing import cells, ids, sums
from crm.queries.timeline import Entry, timeline
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from crm.records.values import show
from ui.core.app import App
from ui.core.kit import Hairline, Label, LinkButton, Tabs, column, row
from ui.core.layouts import clear, scrolled
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S
from ui.form.attachments import Attachments
from ui.form.lights import Lights
from ui.form.related import Related
from ui.form.rows import ChildEditor, ContactsEditor, IntroducersEditor, MilestoneTable
from ui.form.story import StoryBoard

SIDE_WIDTH = 400
_ARRIVALS = LEDGERS["arrivals"].fields


class Arrivals(QWidget):
    """到位资金 by month with their sum; a month opens its row."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.lead: int | None = None
        outer = column(self, spacing=SPACE_S - 4)
        self._body = QWidget(self)
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(2)
        self._grid.setHorizontalSpacing(SPACE_M)
        outer.addWidget(self._body)
        self.add = LinkButton("登记到位资金", icon="plus", role="accent", size=9.5)
        self.add.clicked.connect(self._new)
        outer.addWidget(self.add)

    def renew(self, lead: int | None) -> None:
        """Read the funds of a lead and show them."""
        self.lead = lead
        clear(self._grid)
        self.add.setEnabled(lead is not None)
        if lead is None:
            self._grid.addWidget(Label("保存项目后即可登记", type="note", ink="secondary"), 0, 0)
            return
        columns = ("month", "amount", "confirmed")
        view = ViewSpec("arrivals", (Filter("lead", "=", lead),), sort=("month",), columns=columns)
        with self.app.book.read() as session:
            found = cells(session, "arrivals", ids(session, view), [*columns, "source"])
            total = sums(session, view)
        for at, key in enumerate(columns):
            label = Label(_ARRIVALS[key].header, type="note", ink="secondary")
            label.setAlignment(Qt.AlignmentFlag.AlignRight if at else Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(label, 0, at)
            self._grid.setColumnStretch(at, 1)
        for line, arrival in enumerate(found, start=1):
            self._add_line(line, arrival.id, arrival.values)
        self._grid.addWidget(Hairline(), len(found) + 1, 0, 1, 3)
        self._grid.addWidget(Label("合计", type="section"), len(found) + 2, 0)
        for at, key in enumerate(columns[1:], start=1):
            words = show(_ARRIVALS[key], total.get(key)) or "0"
            figure = Label(words, type="section")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(figure, len(found) + 2, at)

    def _add_line(self, line: int, row_id: int, values: Mapping[str, Any]) -> None:
        month = LinkButton(f"{values['month']:%Y-%m}  {values['source'] or ''}".strip(), role="text")
        month.setProperty("row", str(row_id))
        month.clicked.connect(self._open)
        self._grid.addWidget(month, line, 0)
        for at, key in enumerate(("amount", "confirmed"), start=1):
            figure = Label(show(_ARRIVALS[key], values[key]))
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(figure, line, at)

    @Slot()
    def _open(self) -> None:
        self.app.open_record("arrivals", int(self.sender().property("row")))

    @Slot()
    def _new(self) -> None:
        self.app.new_record("arrivals", lead=self.lead)


class SideColumn(QWidget):
    """What stands beside a form; `edited` as one types, `opened` carries a timeline's entry."""

    edited = Signal()
    opened = Signal(object)

    def __init__(self, app: App, ledger_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app, self.ledger = app, ledger_key
        self.editors: dict[str, ChildEditor] = {}
        self.arrivals: Arrivals | None = None
        self.lights: Lights | None = None
        self._parts: dict[str, QWidget] = {}
        self.setFixedWidth(SIDE_WIDTH)
        inner = QWidget()
        self._lines = column(inner, spacing=SPACE_L - 4)
        self._lines.setContentsMargins(0, 0, 8, SPACE_S)
        self.tabs = Tabs(self)
        outer = column(self, spacing=SPACE_S)
        outer.addWidget(self.tabs)
        outer.addWidget(scrolled(inner), 1)
        self._fill()
        self.tabs.setVisible(ledger_key == "leads")
        self.tabs.chosen.connect(self._show_tab)
        self._show_tab(self.tabs.current)

    def _fill(self) -> None:
        if self.ledger == "enterprises":
            self._add_editor("", "联系人", ContactsEditor(self.app, self))
        if self.ledger == "leads":
            self.lights = Lights(self.app, self)
            self._add("", "亮灯", self.lights)
            self.tabs.set_tabs([("facts", "里程碑"), ("money", "资金与引荐")])
            self._add_editor("facts", "", MilestoneTable(self.app, self))
            self.arrivals = Arrivals(self.app, self)
            self._add("money", "到位资金", self.arrivals)
            self._add_editor("money", "引荐人", IntroducersEditor(self.app, self))
        self.attachments = Attachments(self.app, self.ledger, self)
        self.attachments.edited.connect(self.edited)
        if LEDGERS[self.ledger].attaches:
            self._add("", "照片和文件", self.attachments)
        else:
            self.attachments.hide()
        self.related = Related(self.app, self.ledger, self)
        self._add("", "关联", self.related)
        self.story = StoryBoard(self)
        self.story.opened.connect(self.opened)
        self._add("", "经过", self.story)
        self._lines.addStretch(1)

    def _add_editor(self, tab: str, heading: str, editor: ChildEditor) -> None:
        self.editors[editor.name] = editor
        editor.edited.connect(self.edited)
        self._add(tab, heading, editor)

    def _add(self, tab: str, heading: str, widget: QWidget) -> None:
        part = QWidget(self)
        part.setProperty("tab", tab)
        part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        box = column(part, spacing=SPACE_S - 2)
        if heading:
            head = row(spacing=SPACE_M)
            head.addWidget(Label(heading, type="section"))
            head.addWidget(Hairline(), 1)
            box.addLayout(head)
        box.addWidget(widget)
        self._parts[f"{tab}:{heading}"] = part
        self._lines.addWidget(part)

    @Slot(str)
    def _show_tab(self, tab: str) -> None:
        for part in self._parts.values():
            if part.property("tab"):
                part.setVisible(part.property("tab") == tab)

    @property
    def changed(self) -> bool:
        """Whether child rows were edited and not saved."""
        return any(editor.touched for editor in self.editors.values()) or bool(self.attachments.pending)

    def children_rows(self) -> dict[str, list[dict[str, Any]]]:
        """Child table -> rows to be saved, of those that were edited. BadValue, said beside the rows too."""
        return {name: editor.rows() for name, editor in self.editors.items() if editor.touched}

    def reveal(self, name: str) -> None:
        """Show the tab that holds a child table."""
        part = self.editors[name].parentWidget()
        tab = part.property("tab") if part is not None else ""
        if tab:
            self.tabs.set_current(str(tab))

    def renew(self, record: int | None, *, keep_edits: bool = False) -> None:
        """Read everything of a record again; with `keep_edits` what is being typed stays."""
        entries: list[Entry] = []
        with self.app.book.read() as session:
            for name, editor in self.editors.items():
                if not (keep_edits and editor.touched):
                    editor.load([] if record is None else children_of(session, name, record))
            if record is not None:
                entries = timeline(session, self.ledger, record)
        self.attachments.show_record(record)
        self.related.show_record(record)
        self._parts[":关联"].setVisible(bool(self.related.relations))
        self.story.show_entries(entries, today=self.app.book.today())
        if self.lights is not None:
            self.lights.show_lead(record)
            self._parts[":亮灯"].setVisible(record is not None)
        if self.arrivals is not None:
            self.arrivals.renew(record)
