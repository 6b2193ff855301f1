"""One page for every ledger: title, views, conditions, grid, and the record's card beside it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from crm.queries.condition import as_of
from crm.queries.related import referring
from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from crm.rules.problem import Problem
from ui.core.kit import Button, EmptyState, PageTitle, PrimaryButton, passing_menu, row
from ui.core.page import Page
from ui.core.tokens import SPACE_M, SPACE_S
from ui.grid.view import Grid
from ui.pages import kept_view, ledger_output
from ui.pages.ledger_rows import RowCommands
from ui.pages.ledger_tools import ViewTools
from ui.pages.record_panel import RecordPanel
from ui.pages.row_files import RowFiles
from ui.pages.saved_views import ALL, SavedView
from ui.pages.view_tabs import ViewTabs

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App


class LedgerPage(Page):
    """The page of one ledger. It may be sent here with `view`, `filters`, `search` or `record`."""

    def __init__(self, app: App, parent: QWidget | None = None, *, ledger: str, icon: str = "list") -> None:
        super().__init__(app, parent)
        self._icon = icon
        self.ledger = LEDGERS[ledger]
        self.key, self.title = ledger, self.ledger.label
        self._wanted_record: int | None = None
        self._picked = ""
        view, tab = kept_view.left(app, ledger)
        # From the outside in: each widget that is put elsewhere later has its whole inside dressed once more.
        self.stack = QStackedWidget(self)
        body = QWidget(self.stack)
        self.stack.addWidget(body)
        self.grid = Grid(app, view, body)
        self.panel = RecordPanel(app, ledger, body)
        line = row(body, spacing=SPACE_M)
        line.addWidget(self.grid, 1)
        line.addWidget(self.panel)
        self._build()
        self.saved.current = tab
        self._connect()

    # building

    def _build(self) -> None:
        self.saved = ViewTabs(self.app, self.grid)
        self.tools = ViewTools(self.app, self.grid, self)
        self.rows = RowCommands(self.app, self.grid)
        self.head = PageTitle(self.ledger.label, self, tabs=self.saved.tabs)
        self.import_button = Button("导入", self.head)
        self.export_button = Button("导出", self.head)
        self.new_button = Button("新建", self.head, icon="plus")
        for button in (self.import_button, self.export_button, self.new_button):
            self.head.add_action(button)
        self.content.addWidget(self.head)
        self.content.setSpacing(SPACE_S)
        self.content.addWidget(self.tools)
        self.content.addWidget(self.stack, 1)
        self.panel.setVisible(bool(self.app.settings.get("grid.panel", True)))

    @cached_property
    def nothing(self) -> EmptyState:
        """What lies over the grid while no record meets the conditions."""
        again = Button("清除条件")
        again.clicked.connect(self.tools.clear_conditions)
        return EmptyState("search", "没有符合条件的记录。", self.grid.table, buttons=[again])

    def _empty(self) -> EmptyState:
        bring, new = PrimaryButton("导入现有表格"), Button(self.new_button.text(), icon="plus")
        bring.clicked.connect(self.bring_in)
        new.clicked.connect(self.new_record)
        words = f"{self.ledger.label}还没有记录，可以导入现有表格，或逐条新建。"
        return EmptyState(self._icon, words, buttons=[bring, new])

    def _connect(self) -> None:
        self.saved.chosen.connect(self.show_saved)
        self.import_button.clicked.connect(self.bring_in)
        self.export_button.clicked.connect(self._export_menu)
        self.new_button.clicked.connect(self.new_record)
        grid, table = self.grid, self.grid.table
        grid.view_changed.connect(self._view_changed)
        grid.model.unread.connect(self._list_read)
        self.panel.unread.connect(self._card_read)
        grid.count_changed.connect(self._counted)
        grid.picked_text.connect(self._say_picked)
        grid.current_changed.connect(self.panel.show_record)
        table.space_pressed.connect(self.toggle_panel)
        self.files = RowFiles(self.app, grid)
        self.rows.new_wanted.connect(self.new_record)
        self.tools.panel_wanted.connect(self.toggle_panel)
        for keys, command in (
            ("Ctrl+F", self.tools.focus_search),
            ("Ctrl+G", self.tools.choose_group),
            ("Ctrl+L", self.tools.choose_columns),
            ("Ctrl+T", grid.toggle_filters),
            ("Ctrl+M", self.rows.change_many),
            ("Ctrl+E", self.export),
            ("Ctrl+P", self.print_view),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(command)

    # refreshing

    def on_show(self, **state: Any) -> None:
        """Take over a view, conditions, words to search for, or a record to stand on."""
        view = state.get("view")
        if isinstance(view, ViewSpec):
            self.grid.model.view = view
        elif "filters" in state or "search" in state:
            filters = tuple(state.get("filters", ()))
            self.grid.model.view = ViewSpec(self.ledger.key, filters, str(state.get("search", "")))
        elif "saved" in state:
            self.saved.take(str(state["saved"]))
        record = state.get("record")
        self._wanted_record = int(record) if record is not None else None
        if view is not None or "filters" in state or "search" in state:
            self.saved.current = ALL

    def record_order(self, ledger: str) -> list[int] | None:
        """The rows of the grid in their order."""
        return list(self.grid.model.ids) if ledger == self.ledger.key else None

    def refresh(self) -> None:
        """Count the ledger and run the view again."""
        self.saved.show()
        view = as_of(self.grid.view, self.app.book.today())
        self._show_view(view)
        self.grid.model.set_view(view, counted=True)
        if "card" in self._faults:
            self.panel.show_record(self.panel.record)

    @Slot(object)
    def _list_read(self, fault: Problem | None) -> None:
        """The strip over the list tells of a query that failed, until one succeeds."""
        self._note("list", fault)

    @Slot(object)
    def _card_read(self, fault: Problem | None) -> None:
        """And of a card that could not be read."""
        self._note("card", fault)

    def refresh_rows(self, changes: Changes) -> None:
        """Show what a batch did."""
        if self.grid.model.typed.writing:
            self.grid.take_changes(changes)
            return
        self.refresh()
        self.panel.show_record(self.grid.table.current_id())

    def concerned(self, changes: Changes) -> bool:
        """Its own rows, rows named in its cells, rows counted in it or told of beside it, and the saved views."""
        mine = {self.ledger.key, "setting", *(s.ref for s in self.ledger.fields.values() if s.ref)}
        if any(spec.derived for spec in self.ledger.fields.values()):
            mine |= {"visits", "leads", "arrivals"}
        return bool((mine | referring(self.ledger.key)) & changes.ids.keys())

    # the view

    @Slot(object)
    def _view_changed(self, view: ViewSpec) -> None:
        kept_view.keep(self.app, view, self.saved.current)
        self._show_view(view)

    def _show_view(self, view: ViewSpec) -> None:
        self.tools.show_view(view)
        self.saved.say_changed()

    @Slot(object)
    def _counted(self, count: int) -> None:
        self.head.set_note(f"{count:,} {self.ledger.counter}")
        narrowed = bool(self.grid.view.filters or self.grid.view.search)
        listed = bool(self.grid.model.total or narrowed)
        if not listed and self.stack.count() == 1:
            self.stack.addWidget(self._empty())
        self.stack.setCurrentIndex(0 if listed else 1)
        self.tools.set_listed(listed)
        missed = count == 0 and narrowed
        if missed or self._has_nothing():
            self.nothing.setVisible(missed)
            self._place_nothing()
        if self._wanted_record is not None:
            self.grid.table.select_id(self._wanted_record)
            self._wanted_record = None
        elif count and not self.grid.table.currentIndex().isValid():
            self.grid.table.stand_on(self.grid.model.index(0, 0))
        self._say_status()

    def _has_nothing(self) -> bool:
        return "nothing" in vars(self)

    def _place_nothing(self) -> None:
        if not self._has_nothing():
            return
        top = self.grid.table.header.height()
        self.nothing.setGeometry(0, top, self.grid.table.width(), self.grid.table.height() - top)
        self.nothing.raise_()

    def resizeEvent(self, event: object) -> None:
        """Keep the words of an empty result in the middle."""
        QTimer.singleShot(0, self._place_nothing)

    @Slot(str)
    def _say_picked(self, words: str) -> None:
        self._picked = words
        self._say_status()

    def _say_status(self) -> None:
        shown, total = len(self.grid.model.ids), self.grid.model.total
        count = f"{shown:,} {self.ledger.counter}"
        if shown != total:
            count += f"（共 {total:,} {self.ledger.counter}）"
        self.say_status("  ·  ".join(part for part in (count, self._picked.replace(" · ", "  ·  ")) if part))

    @Slot(object)
    def show_saved(self, found: SavedView) -> None:
        """Show a saved view; columns and groups are as they last were where the view does not say."""
        now = self.saved.plain
        spec = found.spec.replace(columns=now.columns, group=now.group, subgroup=now.subgroup, pinned=now.pinned)
        spec = found.spec if found.own else spec
        self.tools.clear_search()
        self.grid.change_view(spec)

    # commands

    @Slot()
    def new_record(self) -> None:
        """Open an empty form."""
        self.app.new_record(self.ledger.key)

    @Slot()
    def bring_in(self) -> None:
        """Go to the import of a workbook into this ledger."""
        self.app.navigate("exchange", ledger=self.ledger.key)

    @Slot()
    def toggle_panel(self) -> None:
        """Fold the side panel away or out, and remember."""
        shown = not self.panel.isVisible()
        self.panel.setVisible(shown)
        self.app.settings.set("grid.panel", shown)
        if shown:
            self.panel.show_record(self.grid.table.current_id())

    @Slot()
    def _export_menu(self) -> None:
        menu = passing_menu(self)
        menu.addAction("导出为 Excel 表格…", self.export)
        menu.addAction("导出为 PDF…", self.export_pdf)
        menu.addAction("打印…", self.print_view)
        menu.popup(self.export_button.mapToGlobal(QPoint(0, self.export_button.height() + 4)))

    @Slot()
    def export(self) -> None:
        """Write what is on the screen, same rows and columns, into a workbook."""
        ledger_output.export(self.app, self, self.grid.model, self.view_name())

    @Slot()
    def export_pdf(self) -> None:
        """Write what is on the screen as a PDF with title and page numbers."""
        ledger_output.export_pdf(self.app, self, self.grid.model, self.view_name())

    @Slot()
    def print_view(self) -> None:
        """Print what is on the screen."""
        ledger_output.print_view(self.app, self, self.grid.model, self.view_name())

    def view_name(self) -> str:
        """The ledger's label and the chosen view's name: 目标企业 在谈."""
        return f"{self.ledger.label} {self.saved.name}".strip()
