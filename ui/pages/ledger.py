"""One page for every ledger: title, views, conditions, grid, and the record's card beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from crm.actions.edit import delete
from crm.queries import listing
from crm.queries.view import Filter, ViewSpec
from crm.queries.where import parse_where
from crm.records.ledger import LEDGERS
from crm.rules.problem import Problem
from ui.core.ask import Ask
from ui.core.kit import (
    Button,
    Chip,
    EmptyState,
    FlowRow,
    LinkButton,
    PageTitle,
    PrimaryButton,
    SearchBox,
    row,
)
from ui.core.page import Page
from ui.core.tokens import SPACE_M, SPACE_S
from ui.grid.bulk import BulkDialog
from ui.grid.popups import ColumnSheet, ConditionSheet
from ui.grid.view import Grid
from ui.grid.words import chip_words
from ui.pages import ledger_output
from ui.pages.ledger_menus import output_menu, row_menu
from ui.pages.record_panel import RecordPanel
from ui.pages.saved_views import ALL, SavedView
from ui.pages.view_tabs import ViewTabs

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

_SEARCH_MS = 180
_LARGE = 8_000
_ASK_FROM = 20


class LedgerPage(Page):
    """The page of one ledger. It may be sent here with `view`, `filters`, `search` or `record`."""

    def __init__(self, app: App, parent: QWidget | None = None, *, ledger: str) -> None:
        super().__init__(app, parent)
        self.ledger = LEDGERS[ledger]
        self.key, self.title = ledger, self.ledger.label
        self._total = 0
        self._wanted_record: int | None = None
        self._picked = ""
        self.grid = Grid(app, ViewSpec(ledger))
        self.panel = RecordPanel(app, ledger)
        self._build()
        self._connect()

    # building

    def _build(self) -> None:
        self.saved = ViewTabs(self.app, self.grid)
        self.head = PageTitle(self.ledger.label, tabs=self.saved.tabs)
        self.import_button = Button("导入")
        self.export_button = Button("导出")
        self.new_button = Button("新建", icon="plus")
        for button in (self.import_button, self.export_button, self.new_button):
            self.head.add_action(button)
        self.content.addWidget(self.head)
        self.content.setSpacing(SPACE_S)
        self.content.addWidget(self._tools())
        self.stack = QStackedWidget()
        body = QWidget()
        line = row(body, spacing=SPACE_M)
        line.addWidget(self.grid, 1)
        line.addWidget(self.panel)
        self.stack.addWidget(body)
        self.stack.addWidget(self._empty())
        self.content.addWidget(self.stack, 1)
        again = Button("清除条件")
        again.clicked.connect(self.clear_conditions)
        self.nothing = EmptyState("search", "没有符合条件的记录。", self.grid.table, buttons=[again])
        self.nothing.hide()
        self.panel.setVisible(bool(self.app.settings.get("grid.panel", True)))

    def _tools(self) -> QWidget:
        bar = QWidget()
        line = row(bar, spacing=SPACE_S)
        self.search = SearchBox("搜索汉字、拼音首字母、电话")
        self.search.setFixedWidth(216)
        self.chips = FlowRow(spacing=SPACE_S - 2)
        line.addWidget(self.search)
        line.addWidget(self.chips, 1)
        self.columns_link = LinkButton("列", icon="columns")
        self.filter_link = LinkButton("筛选行", icon="filter")
        self.density_link = LinkButton("")
        self.panel_link = LinkButton("详情", icon="sidebar")
        for link in (self.columns_link, self.filter_link, self.density_link, self.panel_link):
            line.addWidget(link)
        return bar

    def _empty(self) -> EmptyState:
        bring, new = PrimaryButton("导入现有表格"), Button("新建", icon="plus")
        bring.clicked.connect(self.bring_in)
        new.clicked.connect(self.new_record)
        words = f"{self.ledger.label}还没有记录，可以导入现有表格，或逐条新建。"
        return EmptyState("list", words, buttons=[bring, new])

    def _connect(self) -> None:
        self.saved.chosen.connect(self.show_saved)
        self.import_button.clicked.connect(self.bring_in)
        self.export_button.clicked.connect(self._export_menu)
        self.new_button.clicked.connect(self.new_record)
        self._search_timer = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._search_timer.timeout.connect(self._searched)
        self.search.searched.connect(self._search_timer.start)
        self.search.returnPressed.connect(self._to_grid)
        self.columns_link.clicked.connect(self._choose_columns)
        self.filter_link.clicked.connect(self.grid.toggle_filters)
        self.density_link.clicked.connect(self._toggle_density)
        self.panel_link.clicked.connect(self.toggle_panel)
        grid, table = self.grid, self.grid.table
        grid.view_changed.connect(self._view_changed)
        grid.count_changed.connect(self._counted)
        grid.picked_text.connect(self._say_picked)
        grid.open_wanted.connect(self.open_row)
        grid.current_changed.connect(self.panel.show_record)
        table.space_pressed.connect(self.toggle_panel)
        table.remove_wanted.connect(self.remove)
        table.menu_wanted.connect(self._menu)
        self.app.theme_changed.connect(self._say_density)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self._focus_search)
        self._say_density()

    # refreshing

    def on_show(self, **state: Any) -> None:
        """Take over a view, conditions, words to search for, or a record to stand on."""
        view = state.get("view")
        if isinstance(view, ViewSpec):
            self.grid.model.view = view
        elif "filters" in state or "search" in state:
            filters = tuple(state.get("filters", ()))
            self.grid.model.view = ViewSpec(self.ledger.key, filters, str(state.get("search", "")))
        record = state.get("record")
        self._wanted_record = int(record) if record is not None else None
        if view is not None or "filters" in state or "search" in state:
            self.saved.current = ALL

    def record_order(self, ledger: str) -> list[int] | None:
        """The rows of the grid in their order."""
        return list(self.grid.model.ids) if ledger == self.ledger.key else None

    def refresh(self) -> None:
        """Count the ledger and run the view again."""
        with self.app.book.read() as session:
            self._total = listing.count(session, ViewSpec(self.ledger.key))
        self.grid.model.large = self._total > _LARGE
        self.saved.show()
        self.stack.setCurrentIndex(0 if self._total or self.grid.view.filters or self.grid.view.search else 1)
        self._show_view(self.grid.view)
        self.grid.model.requery()

    def refresh_rows(self, changes: Changes) -> None:
        """Show what a batch did."""
        if self.grid.model.writing:
            self.grid.take_changes(changes)
            return
        self.refresh()
        self.panel.show_record(self.grid.table.current_id())

    def concerned(self, changes: Changes) -> bool:
        """Its own rows, rows named in its cells, rows counted in it, and the saved views."""
        mine = {self.ledger.key, "setting", *(s.ref for s in self.ledger.fields.values() if s.ref)}
        if any(spec.derived for spec in self.ledger.fields.values()):
            mine |= {"visits", "leads", "arrivals"}
        return bool(mine & changes.ids.keys())

    # the view

    @Slot(object)
    def _view_changed(self, view: ViewSpec) -> None:
        self._show_view(view)

    def _show_view(self, view: ViewSpec) -> None:
        self.chips.clear()
        for at, condition in enumerate(view.filters):
            chip = Chip(chip_words(self.ledger, condition))
            chip.removed.connect(lambda at=at: self._drop(at))
            chip.clicked.connect(lambda key=condition.field: self.grid.focus_filter(key))
            self.chips.add(chip)
        more = LinkButton("条件", icon="plus")
        more.clicked.connect(self._add_condition)
        self._more = more
        self.chips.add(more)
        self.columns_link.setText(f"列 {len(view.shown_columns())}/{len(self.ledger.fields)}")
        if self.search.text().strip() != view.search and not self._search_timer.isActive():
            self.search.blockSignals(True)
            self.search.setText(view.search)
            self.search.blockSignals(False)

    def _drop(self, at: int) -> None:
        kept = tuple(f for i, f in enumerate(self.grid.view.filters) if i != at)
        self.grid.change_view(self.grid.view.replace(filters=kept))

    @Slot()
    def clear_conditions(self) -> None:
        """Take away every condition and the words searched for."""
        self.search.clear()
        self._search_timer.stop()
        self.grid.change_view(self.grid.view.replace(filters=(), search=""))
        self.grid.table.setFocus()

    @Slot()
    def _add_condition(self) -> None:
        sheet = ConditionSheet(self.ledger, self)
        self.sheet = sheet
        sheet.typed.connect(self.add_condition)
        sheet.open_at(self._more)

    @Slot(str)
    def add_condition(self, text: str) -> None:
        """Add conditions typed in words; says in the sheet what cannot be read."""
        try:
            found = parse_where(self.ledger.key, text, today=self.app.book.today()) if text else ()
        except Problem as problem:
            self.sheet.say(str(problem))
            return
        self.sheet.close()
        if found:
            self.grid.change_view(self.grid.view.replace(filters=(*self.grid.view.filters, *found)))

    @Slot()
    def _searched(self) -> None:
        words = self.search.text().strip()
        if words != self.grid.view.search:
            self.grid.change_view(self.grid.view.replace(search=words))

    @Slot()
    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _to_grid(self) -> None:
        self._search_timer.stop()
        self._searched()
        self.grid.table.setFocus()

    @Slot(object)
    def _counted(self, count: int) -> None:
        self.head.set_note(f"{count:,} {self.ledger.counter}")
        narrowed = bool(self.grid.view.filters or self.grid.view.search)
        listed = bool(self._total or narrowed)
        self.stack.setCurrentIndex(0 if listed else 1)
        for link in (self.filter_link, self.panel_link):
            link.setEnabled(listed)
        self.nothing.setVisible(count == 0 and narrowed)
        if self.nothing.isVisible():
            self._place_nothing()
        if self._wanted_record is not None:
            self.grid.table.select_id(self._wanted_record)
            self._wanted_record = None
        elif count and not self.grid.table.currentIndex().isValid():
            self.grid.table.setCurrentIndex(self.grid.model.index(0, 0))
        self._say_status()

    def _place_nothing(self) -> None:
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
        shown = len(self.grid.model.ids)
        count = f"{shown:,} {self.ledger.counter}"
        if shown != self._total:
            count += f"（共 {self._total:,} {self.ledger.counter}）"
        self.say_status("  ·  ".join(part for part in (count, self._picked.replace(" · ", "  ·  ")) if part))

    @Slot(object)
    def show_saved(self, found: SavedView) -> None:
        """Show a saved view; the columns stay where the view does not say."""
        spec = found.spec if found.own else found.spec.replace(columns=self.grid.view.columns)
        self.search.clear()
        self._search_timer.stop()
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

    @Slot(object)
    def open_row(self, record: int) -> None:
        """Open a record's form."""
        self.app.open_record(self.ledger.key, record)

    @Slot()
    def toggle_panel(self) -> None:
        """Fold the side panel away or out, and remember."""
        shown = not self.panel.isVisible()
        self.panel.setVisible(shown)
        self.app.settings.set("grid.panel", shown)
        if shown:
            self.panel.show_record(self.grid.table.current_id())

    @Slot()
    def _toggle_density(self) -> None:
        theme = self.app.theme
        theme.set_compact(not theme.compact)
        self.app.settings.set("compact", theme.compact)

    @Slot()
    def _say_density(self) -> None:
        self.density_link.setText("行距 紧凑" if self.app.theme.compact else "行距 舒适")

    @Slot()
    def _choose_columns(self) -> None:
        sheet = ColumnSheet(self.ledger, self.grid.view.shown_columns(), self)
        sheet.chosen.connect(self.grid.set_columns)
        sheet.open_at(self.columns_link, right=True)

    @Slot()
    def remove(self) -> None:
        """Put the selected rows into the recycle bin; many are asked about first."""
        ids = self.grid.table.selected_ids()
        if not ids:
            return
        what = f"{len(ids):,} {self.ledger.counter}{self.ledger.label}"
        if len(ids) >= _ASK_FROM and not Ask.confirm(
            self,
            f"把 {what}移到回收站？",
            verb=f"删除 {what}",
            cancel="不删除",
            detail="在回收站里可以恢复。",
            danger=True,
        ):
            return
        row_now = self.grid.table.currentIndex().row()
        with self.app.guard(self):
            delete(self.app.book, self.ledger.key, ids)
            self.app.message.emit(f"已把 {what}移到回收站，Ctrl+Z 撤销")
            self._stand_on(row_now)

    def _stand_on(self, row_now: int) -> None:
        last = len(self.grid.model.ids) - 1
        if last >= 0 and not self.grid.table.currentIndex().isValid():
            self.grid.table.setCurrentIndex(self.grid.model.index(min(max(row_now, 0), last), 0))

    @Slot()
    def change_many(self) -> None:
        """Change one field of the selected rows."""
        ids = self.grid.table.selected_ids()
        column_now = self.grid.table.currentIndex().column()
        if ids:
            field = self.grid.model.specs[column_now].key if column_now >= 0 else ""
            BulkDialog.ask(self.app, self.ledger.key, ids, field=field, parent=self)

    def filter_to_cell(self) -> None:
        """Keep only the rows that hold what the current cell holds."""
        index = self.grid.table.currentIndex()
        spec = self.grid.model.specs[index.column()]
        found = self.grid.model.shown(index.row()).row
        if found is None:
            return
        value = found.values.get(spec.key)
        condition = Filter(spec.key, "empty") if value in (None, "") else Filter(spec.key, "=", listing_value(value))
        kept = tuple(f for f in self.grid.view.filters if f.field != spec.key)
        self.grid.change_view(self.grid.view.replace(filters=(*kept, condition)))

    @Slot(QPoint)
    def _menu(self, where: QPoint) -> None:
        row_menu(self).popup(self.grid.table.viewport().mapToGlobal(where))

    @Slot()
    def _export_menu(self) -> None:
        output_menu(self).popup(self.export_button.mapToGlobal(QPoint(0, self.export_button.height() + 4)))

    @Slot()
    def export(self) -> None:
        """Write what is on the screen, same rows and columns, into a workbook."""
        ledger_output.export(self.app, self, self.grid.view, self.view_name())

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


def listing_value(value: Any) -> Any:
    """A cell's value as a condition holds it: dates ISO, the rest as it is."""
    return value.isoformat() if hasattr(value, "isoformat") else value
