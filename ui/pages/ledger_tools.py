"""The line of tools over a grid: what is searched for, the conditions as sentences, columns, filter row, row height."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.queries.view import Filter, ViewSpec
from crm.queries.where import parse_where
from crm.rules.problem import Problem
from ui.core.kit import Chip, FlowRow, LinkButton, SearchBox, row
from ui.core.tokens import SPACE_S
from ui.grid.column_sheets import ColumnSheet
from ui.grid.group_sheet import GroupSheet
from ui.grid.popups import ConditionSheet
from ui.grid.view import Grid
from ui.grid.words import chip_words

if TYPE_CHECKING:
    from ui.core.app import App

_SEARCH_MS = 180


class ViewTools(QWidget):
    """Shows and changes the view of one grid; `panel_wanted` asks for the card beside it."""

    panel_wanted = Signal()

    def __init__(self, app: App, grid: Grid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app, self.grid = app, grid
        self.line = row(self, spacing=SPACE_S)
        self.search = SearchBox("搜索汉字、拼音首字母、电话")
        self.search.setFixedWidth(216)
        self.chips = FlowRow(spacing=SPACE_S - 2)
        self._said: tuple[tuple[Filter, ...], list[str]] | None = None
        self.line.addWidget(self.search)
        self.line.addWidget(self.chips, 1)
        self.columns_link = LinkButton("列", icon="columns")
        self.group_link = LinkButton("分组 无")
        self.filter_link = LinkButton("筛选行", icon="filter")
        self.density_link = LinkButton("")
        self.panel_link = LinkButton("详情", icon="sidebar")
        self.links = (self.columns_link, self.group_link, self.filter_link, self.density_link, self.panel_link)
        for link in self.links:
            self.line.addWidget(link)
        self._search_timer = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._connect()
        self._say_density()

    def _connect(self) -> None:
        self._search_timer.timeout.connect(self._searched)
        self.search.searched.connect(self._search_timer.start)
        self.search.returnPressed.connect(self._to_grid)
        self.search.left_down.connect(self._to_grid)
        self.columns_link.clicked.connect(self.choose_columns)
        self.group_link.clicked.connect(self.choose_group)
        self.filter_link.clicked.connect(self.grid.toggle_filters)
        self.density_link.clicked.connect(self._toggle_density)
        self.panel_link.clicked.connect(self.panel_wanted)
        self.app.theme_changed.connect(self._say_density)

    def set_listed(self, listed: bool) -> None:
        """Offer the filter row and the card only where there is a record for them."""
        for link in (self.group_link, self.filter_link, self.panel_link):
            link.setEnabled(listed)

    def show_view(self, view: ViewSpec) -> None:
        """Say the conditions and columns of a view; words being typed into the search are left alone."""
        ledger = view.source
        words = [chip_words(ledger, condition) for condition in view.filters]
        if (view.filters, words) != self._said:
            self._said = (view.filters, words)
            self._say_conditions(view.filters, words)
        self.columns_link.setText(f"列 {len(view.shown_columns())}/{len(ledger.fields)}")
        by = " › ".join(ledger.fields[level].label for level in view.levels)
        self.group_link.setText(f"分组 {by or '无'}")
        if self.search.text().strip() != view.search and not self._search_timer.isActive():
            self.search.blockSignals(True)
            self.search.setText(view.search)
            self.search.blockSignals(False)

    def _say_conditions(self, filters: tuple[Filter, ...], words: list[str]) -> None:
        self.chips.clear()
        for at, condition in enumerate(filters):
            chip = Chip(words[at])
            chip.removed.connect(lambda at=at: self._drop(at))
            chip.clicked.connect(lambda key=condition.field: self.grid.focus_filter(key))
            self.chips.add(chip)
        self._more = LinkButton("条件", icon="plus")
        self._more.clicked.connect(self.ask_condition)
        self.chips.add(self._more)

    def _drop(self, at: int) -> None:
        kept = tuple(f for i, f in enumerate(self.grid.view.filters) if i != at)
        self.grid.change_view(self.grid.view.under(kept))

    @Slot()
    def clear_conditions(self) -> None:
        """Take away every condition and the words searched for."""
        self.clear_search()
        self.grid.change_view(self.grid.view.under(()).replace(search=""))
        self.grid.table.setFocus()

    def clear_search(self) -> None:
        """Forget the words searched for."""
        self.search.clear()
        self._search_timer.stop()

    @Slot()
    def ask_condition(self) -> None:
        """Open the sheet for one more condition."""
        self.sheet = ConditionSheet(self.grid.ledger, self)
        self.sheet.typed.connect(self.add_condition)
        self.sheet.open_at(self._more)

    @Slot(str)
    def add_condition(self, text: str) -> None:
        """Add conditions typed in words; says in the sheet what cannot be read."""
        try:
            found = parse_where(self.grid.ledger.key, text, today=self.app.book.today()) if text else ()
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
    def focus_search(self) -> None:
        """Put the keyboard into the search box."""
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _to_grid(self) -> None:
        self._search_timer.stop()
        self._searched()
        self.grid.table.setFocus()

    @Slot()
    def _toggle_density(self) -> None:
        theme = self.app.theme
        theme.set_compact(not theme.compact)
        self.app.settings.set("compact", theme.compact)

    @Slot()
    def _say_density(self) -> None:
        self.density_link.setText("行距 紧凑" if self.app.theme.compact else "行距 舒适")

    @Slot()
    def choose_columns(self) -> None:
        """Open the sheet that says which columns are shown."""
        sheet = ColumnSheet(self.grid.ledger, self.grid.view.shown_columns(), self)
        sheet.chosen.connect(self.grid.set_columns)
        sheet.open_at(self.columns_link, right=True)

    @Slot()
    def choose_group(self) -> None:
        """Open the sheet that says what the rows are grouped by."""
        sheet = GroupSheet(self.grid.ledger, self.grid.view, self)
        sheet.chosen.connect(self.grid.group_by)
        sheet.then_chosen.connect(self.grid.subgroup_by)
        sheet.fold_wanted.connect(self.grid.table.fold_all)
        sheet.open_at(self.group_link, right=True)
