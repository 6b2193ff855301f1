"""The tabs of a ledger's views: choose one, save the present one, rename, pin, delete."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal, Slot

from crm.queries.view import ViewSpec
from ui.core.ask import Ask
from ui.core.kit import Tabs, passing_menu
from ui.core.writing import Saving
from ui.grid.view import Grid
from ui.pages import saved_views
from ui.pages.saved_views import ALL, SavedView

if TYPE_CHECKING:
    from ui.core.app import App


MORE = "more"
_MOST = 6


class ViewTabs(QObject):
    """Keeps the tabs of one grid; `chosen` gives the SavedView that the user picked."""

    chosen = Signal(object)

    def __init__(self, app: App, grid: Grid) -> None:
        super().__init__(grid)
        self._app, self._grid = app, grid
        self.current = ALL
        self.plain = ViewSpec(grid.ledger.key)
        self.views: list[SavedView] = []
        self.tabs = Tabs(plus="把现在的样子保存为视图")
        self._saving = Saving(app, self.tabs)
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
        self.say_changed()

    @Slot()
    def say_changed(self) -> None:
        """Show the tabs; a saved view that no longer looks as it was saved says so."""
        shown = [view for view in self.views if not view.own or view.key == self.current]
        own = [view for view in self.views if view.own]
        room = max(_MOST - len(shown), 0)
        first = sorted(own, key=lambda view: not view.pinned)[:room]
        tabs = [(view.key, self._words(view)) for view in self.views if view in shown or view in first]
        if len(tabs) < len(self.views):
            tabs.append((MORE, f"更多 {len(self.views) - len(tabs)}"))
        self.tabs.set_tabs(tabs, self.current)

    def _words(self, view: SavedView) -> str:
        changed = view.own and view.key == self.current and self._grid.view != view.spec
        return f"{view.name}（已改）" if changed else view.name

    @Slot(str)
    def choose(self, key: str) -> None:
        """Go to a view; the last tab lists those that have no room."""
        if key == MORE:
            self.say_changed()
            self._list_rest()
            return
        self._remember()
        self.current = key
        self.chosen.emit(next(view for view in self.views if view.key == key))

    def take(self, key: str) -> None:
        """Go to a view that was asked for from elsewhere; the page shows it when it refreshes."""
        self.show()
        found = next((view for view in self.views if view.key == key), None)
        if found is not None:
            self._remember()
            self.current = key
            self._grid.model.view = found.spec

    def _remember(self) -> None:
        """Keep how the list looks outside of a saved view, whose columns and groups are its own."""
        if not any(view.own for view in self.views if view.key == self.current):
            self.plain = self._grid.view

    def _list_rest(self) -> None:
        menu = passing_menu(self.tabs)
        for view in self.views:
            if view.key not in self.tabs.keys:
                menu.addAction(view.name, partial(self.choose, view.key))
        menu.popup(self.tabs.mapToGlobal(QPoint(self.tabs.width() - 60, self.tabs.height())))

    @Slot()
    def save(self) -> None:
        """Keep the present conditions, order and columns under a name."""
        name = Ask.text(self._grid, "把现在的条件、排序和列保存为一个视图", label="视图名称", verb="保存")
        if name:
            self._keep(name)

    def _keep(self, name: str) -> None:
        action = partial(saved_views.save, self._app.book, name, self._grid.view)
        self._saving.save(action, self._stand_on, label=f"正在保存视图 {name}", said=f"已保存视图 {name}")

    def _stand_on(self, key: str) -> None:
        """Show the views with the one that was just saved or renamed chosen."""
        self.current = key
        self.show()

    @Slot(str, object)
    def _menu(self, key: str, where: QPoint) -> None:
        found = next((view for view in self.views if view.key == key and view.own), None)
        if found is None:
            return
        view = found
        menu = passing_menu(self.tabs)
        menu.addAction("更新为现在的样子", lambda: self._keep(view.name))
        pinning = "从侧栏取下" if view.pinned else "固定到侧栏"
        menu.addAction(pinning, lambda: self.pin(view, not view.pinned))
        menu.addAction("改名…", lambda: self.rename(view))
        menu.addAction("删除视图", lambda: self.forget(view))
        menu.popup(where)

    def rename(self, view: SavedView) -> None:
        """Ask for another name of a saved view."""
        name = Ask.text(self._grid, f"给视图“{view.name}”改名", label="视图名称", verb="改名", value=view.name)
        if name and name != view.name:
            action = partial(saved_views.rename, self._app.book, self._grid.ledger.key, view.name, name)
            said = f"视图 {view.name} 已改名为 {name}，Ctrl+Z 撤销"
            self._saving.save(action, self._stand_on, label=f"正在给视图 {view.name} 改名", said=said)

    def pin(self, view: SavedView, pinned: bool) -> None:
        """Let a saved view stand in the sidebar under its ledger, or no longer."""
        action = partial(saved_views.pin, self._app.book, self._grid.ledger.key, view.name, pinned)
        said = f"视图 {view.name} 已{'固定到侧栏' if pinned else '从侧栏取下'}，Ctrl+Z 撤销"
        self._saving.save(action, self._renew, label=f"正在改视图 {view.name}", said=said)

    def _renew(self, _written: object) -> None:
        self.show()

    def forget(self, view: SavedView) -> None:
        """Delete a saved view; Ctrl+Z brings it back."""
        action = partial(saved_views.forget, self._app.book, self._grid.ledger.key, view.name)
        said = f"已删除视图 {view.name}，Ctrl+Z 撤销"
        self._saving.save(action, self._renew, label=f"正在删除视图 {view.name}", said=said)
