"""The tabs of a ledger's views: choose one, save the present one, rename, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot

from ui.core.ask import Ask
from ui.core.kit import Tabs, passing_menu
from ui.grid.view import Grid
from ui.pages import saved_views
from ui.pages.saved_views import ALL, SavedView

if TYPE_CHECKING:
    from ui.core.app import App


class ViewTabs(QObject):
    """Keeps the tabs of one grid; `chosen` gives the SavedView that the user picked."""

    chosen = Signal(object)

    def __init__(self, app: App, grid: Grid) -> None:
        super().__init__(grid)
        self._app, self._grid = app, grid
        self.current = ALL
        self.views: list[SavedView] = []
        self.tabs = Tabs(plus="把现在的样子保存为视图")
        self.tabs.chosen.connect(self.choose)
        self.tabs.plus_clicked.connect(self.save)
        self.tabs.menu_wanted.connect(self._menu)

    @property
    def name(self) -> str:
        """The name of the chosen view; empty for 全部."""
        return next((view.name for view in self.views if view.key == self.current != ALL), "")

    def show(self) -> None:
        """Read the views anew and show them."""
        ledger = self._grid.ledger.key
        built_in = saved_views.built_in(ledger, today=self._app.book.today())
        self.views = [*built_in, *saved_views.saved(self._app.book, ledger)]
        if self.current not in [view.key for view in self.views]:
            self.current = ALL
        self.tabs.set_tabs([(view.key, view.name) for view in self.views], self.current)

    @Slot(str)
    def choose(self, key: str) -> None:
        """Go to a view."""
        self.current = key
        self.chosen.emit(next(view for view in self.views if view.key == key))

    @Slot()
    def save(self) -> None:
        """Keep the present conditions, order and columns under a name."""
        name = Ask.text(self._grid, "把现在的条件、排序和列保存为一个视图", label="视图名称", verb="保存")
        if name:
            self._keep(name)

    def _keep(self, name: str) -> None:
        with self._app.guard(self._grid):
            self.current = saved_views.save(self._app.book, name, self._grid.view)
            self.show()
            self._app.message.emit(f"已保存视图 {name}")

    @Slot(str, object)
    def _menu(self, key: str, where: QPoint) -> None:
        found = next((view for view in self.views if view.key == key and view.own), None)
        if found is None:
            return
        view = found
        menu = passing_menu(self.tabs)
        menu.addAction("更新为现在的样子", lambda: self._keep(view.name))
        menu.addAction("改名…", lambda: self.rename(view))
        menu.addAction("删除视图", lambda: self.forget(view))
        menu.popup(where)

    def rename(self, view: SavedView) -> None:
        """Ask for another name of a saved view."""
        name = Ask.text(self._grid, f"给视图“{view.name}”改名", label="视图名称", verb="改名", value=view.name)
        if name and name != view.name:
            with self._app.guard(self._grid):
                self.current = saved_views.rename(self._app.book, self._grid.ledger.key, view.name, name)
                self.show()

    def forget(self, view: SavedView) -> None:
        """Delete a saved view; Ctrl+Z brings it back."""
        with self._app.guard(self._grid):
            saved_views.forget(self._app.book, self._grid.ledger.key, view.name)
            self.show()
            self._app.message.emit(f"已删除视图 {view.name}，Ctrl+Z 撤销")
