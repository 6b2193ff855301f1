"""The column beside the form: child rows to edit, funds by month, and what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from crm.queries.children import children_of
from crm.queries.listing import cells, ids, sums
from crm.queries.timeline import Entry, timeline
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from crm.records.values import show
from ui.core.app import App
from ui.core.days import day_text
from ui.core.kit import Hairline, Label, LinkButton, Tabs, column, row
from ui.core.layouts import clear, scrolled
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S
from ui.form.attachments import Attachments
from ui.form.lights import Lights
from ui.form.related import Related
from ui.form.rows import ChildEditor, ContactsEditor, IntroducersEditor, MilestoneTable
from ui.form.story import Story

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
        words = day_text(values["month"], month_only=True)
        month = LinkButton(f"{words}  {values['source'] or ''}".strip(), role="text")
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
    """What stands beside a form; `edited` as one types, `opened` carries a timeline's entry.

    The form is seen first: the column is made and filled piece by piece between events, and shown whole.
    `complete` does at once what is left of it; `filled` fires each time it shows what the book has.
    """

    edited = Signal()
    opened = Signal(object)
    filled = Signal()

    def __init__(self, app: App, ledger_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app, self.ledger = app, ledger_key
        self.record: int | None = None
        self.editors: dict[str, ChildEditor] = {}
        self.arrivals: Arrivals | None = None
        self.lights: Lights | None = None
        self._parts: dict[str, QWidget] = {}
        self._unmade: list[Callable[[], None]] = [self._make_editors, self._make_rest]
        self._left: list[Callable[[], None]] = []
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._next)
        self.setFixedWidth(SIDE_WIDTH)
        self.tabs = Tabs(self)
        if ledger_key == "leads":
            self.tabs.set_tabs([("facts", "里程碑"), ("money", "资金与引荐")])
        self.tabs.setVisible(ledger_key == "leads")
        self.tabs.chosen.connect(self._show_tab)
        outer = column(self, spacing=SPACE_S)
        outer.addWidget(self.tabs)
        self._inner = QWidget(self)
        self._lines = column(self._inner, spacing=SPACE_L - 4)
        self._lines.setContentsMargins(0, 0, 8, SPACE_S)
        self._area = scrolled(self._inner, self)
        outer.addWidget(self._area, 1)
        self._inner.hide()

    # in pieces

    @property
    def made(self) -> bool:
        """Whether everything in the column is made, though perhaps not filled."""
        return not self._unmade

    @Slot()
    def _next(self) -> None:
        with self.app.guard(self.window()):
            (self._unmade or self._left).pop(0)()
        if not self._left:
            self._turn.stop()

    def complete(self) -> None:
        """Make and fill what is not yet there."""
        while self._left:
            (self._unmade or self._left).pop(0)()
        self._turn.stop()

    def _make_editors(self) -> None:
        if self.ledger == "enterprises":
            self._add_editor("", "联系人", ContactsEditor(self.app, self._inner))
        if self.ledger == "leads":
            self.lights = Lights(self.app, self._inner)
            self._add("", "亮灯", self.lights)
            self._add_editor("facts", "", MilestoneTable(self.app, self._inner))

    def _make_rest(self) -> None:
        if self.ledger == "leads":
            self.arrivals = Arrivals(self.app, self._inner)
            self._add("money", "到位资金", self.arrivals)
            self._add_editor("money", "引荐人", IntroducersEditor(self.app, self._inner))
        self.attachments = Attachments(self.app, self.ledger, self._inner)
        # It listens at once and is filled a turn later: what falls on it meanwhile belongs to the record all the same.
        self.attachments.record = self.record
        self.attachments.edited.connect(self.edited)
        self.attachments.listen_on(self.window())
        if LEDGERS[self.ledger].attaches:
            self._add("", "照片和文件", self.attachments)
        else:
            self.attachments.hide()
        self.related = Related(self.app, self.ledger, self._inner)
        self._add("", "关联", self.related)
        self.story = Story(self.app.book.today(), self._inner)
        self.story.opened.connect(self.opened)
        self.story.stood.connect(self._area.ensureWidgetVisible)
        self._add("", "经过", self.story)
        self._lines.addStretch(1)
        self._show_tab(self.tabs.current)

    def _add_editor(self, tab: str, heading: str, editor: ChildEditor) -> None:
        self.editors[editor.name] = editor
        editor.edited.connect(self.edited)
        self._add(tab, heading, editor)

    def _add(self, tab: str, heading: str, widget: QWidget) -> None:
        part = QWidget(self._inner)
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
        return self.made and (any(e.touched for e in self.editors.values()) or bool(self.attachments.pending))

    def reveal(self, name: str) -> None:
        """Show the tab that holds a child table."""
        part = self.editors[name].parentWidget()
        tab = part.property("tab") if part is not None else ""
        if tab:
            self.tabs.set_current(str(tab))

    def begin(self) -> None:
        """Show a record that is not written yet: nothing in the column, not even what waited for the one before."""
        if self.made:
            self.attachments.start_with([])
        self.renew(None)

    def renew(self, record: int | None, *, keep_edits: bool = False) -> None:
        """Read everything of a record again; with `keep_edits` what is being typed stays.

        What can be edited is filled at once, once it is there; what is only read follows between events.
        """
        self.record = record
        fill = partial(self._fill_editors, keep_edits=keep_edits)
        self._left = [fill, self._fill_story, self._tell_on, self._fill_rest, self._show]
        if self.made:
            self._left.pop(0)()
        self._turn.start()

    def _fill_editors(self, *, keep_edits: bool) -> None:
        with self.app.book.read() as session:
            for name, editor in self.editors.items():
                if not (keep_edits and editor.touched):
                    editor.load([] if self.record is None else children_of(session, name, self.record))
        self.attachments.show_record(self.record)

    def _fill_story(self) -> None:
        self.related.show_record(self.record)
        self._parts[":关联"].setVisible(bool(self.related.relations) or self.related.helps)
        entries: list[Entry] = []
        if self.record is not None:
            with self.app.book.read() as session:
                entries = timeline(session, self.ledger, self.record)
        self.story.show_entries(entries, own=(self.ledger, self.record))

    def _tell_on(self) -> None:
        self.story.go_on()

    def _fill_rest(self) -> None:
        if self.lights is not None:
            self.lights.show_lead(self.record)
            self._parts[":亮灯"].setVisible(self.record is not None)
        if self.arrivals is not None:
            self.arrivals.renew(self.record)
        # Painted for the first time a turn later, when it is laid out.
        self._inner.setUpdatesEnabled(not self._inner.isHidden())
        self._inner.show()
        self.filled.emit()

    def _show(self) -> None:
        self._inner.setUpdatesEnabled(True)
