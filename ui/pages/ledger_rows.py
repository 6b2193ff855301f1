"""What can be done with the selected rows of a grid: open, change many, narrow to, delete; and the menu of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu

from crm.actions.edit import delete
from crm.queries.groups import Group, only
from crm.queries.view import Filter
from crm.records.field import Kind
from ui.core.ask import Ask
from ui.core.kit import passing_menu
from ui.core.writing import write
from ui.grid.bulk import BulkDialog
from ui.grid.column_menu import fill_column_menu
from ui.grid.view import Grid

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

_ASK_FROM = 20
_SHORT = 12


class RowCommands(QObject):
    """The commands of the selected rows of one grid; `new_wanted` asks the page for a new record."""

    new_wanted = Signal()

    def __init__(self, app: App, grid: Grid) -> None:
        super().__init__(grid)
        self._app, self._grid, self._ledger = app, grid, grid.ledger
        grid.open_wanted.connect(self.open)
        grid.table.remove_wanted.connect(self.remove)
        grid.table.menu_wanted.connect(self._popup)
        grid.table.header.menu_wanted.connect(self._column_popup)

    @Slot(object)
    def open(self, record: int) -> None:
        """Open a record's form."""
        self._app.open_record(self._ledger.key, record)

    @Slot()
    def remove(self) -> None:
        """Put the selected rows into the recycle bin; many are asked about first."""
        grid = self._grid
        ids = grid.table.selected_ids()
        if not ids:
            return
        what = f"{len(ids):,} {self._ledger.counter}{self._ledger.label}"
        if len(ids) >= _ASK_FROM and not Ask.confirm(
            grid,
            f"把 {what}移到回收站？",
            verb=f"删除 {what}",
            cancel="不删除",
            detail="在回收站里可以恢复。",
            danger=True,
        ):
            return

        def done(_changes: Changes) -> None:
            self._app.message.emit(f"已把 {what}移到回收站，Ctrl+Z 撤销")

        book = self._app.book
        write(self._app, lambda: delete(book, self._ledger.key, ids), done, rows=len(ids), label=f"正在删除 {what}")

    @Slot()
    def change_many(self) -> None:
        """Change one field of the selected rows, where they are seen."""
        grid = self._grid
        if not grid.isVisible():
            return
        ids = grid.table.selected_ids()
        column_now = grid.table.currentIndex().column()
        if ids:
            field = grid.model.specs[column_now].key if column_now >= 0 else ""
            BulkDialog.ask(self._app, self._ledger.key, ids, field=field, parent=grid)

    @Slot()
    def filter_to_cell(self) -> None:
        """Keep only the rows that hold what the current cell holds."""
        grid, index = self._grid, self._grid.table.currentIndex()
        spec = grid.model.specs[index.column()]
        found = grid.model.shown(index.row()).row
        if found is None:
            return
        value = found.values.get(spec.key)
        condition = Filter(spec.key, "empty") if value in (None, "") else Filter(spec.key, "=", _held(value))
        kept = tuple(f for f in grid.view.filters if f.field != spec.key)
        grid.change_view(grid.view.replace(filters=(*kept, condition)))

    @Slot(QPoint)
    def _popup(self, where: QPoint) -> None:
        self.menu().popup(self._grid.table.viewport().mapToGlobal(where))

    @Slot(int, QPoint)
    def _column_popup(self, column: int, where: QPoint) -> None:
        menu = passing_menu(self._grid)
        fill_column_menu(menu, self._grid, column)
        menu.popup(where)

    def group_menu(self, group: Group) -> QMenu:
        """The menu of the head of a group."""
        grid, model = self._grid, self._grid.model
        menu = passing_menu(grid)
        if model.is_folded(group):
            menu.addAction("展开\t→", lambda: model.fold(group, False))
        else:
            menu.addAction("折叠\t←", lambda: model.fold(group, True))
        deep = len(grid.view.levels) > 1
        menu.addAction(f"{'折叠一级' if deep else '全部折叠'}\tCtrl+-", lambda: grid.table.fold_all(True))
        menu.addAction(f"{'展开一级' if deep else '全部展开'}\tCtrl+=", lambda: grid.table.fold_all(False))
        menu.addSeparator()
        wanted = only(grid.view, group)
        kept = tuple(f for f in grid.view.filters if f.field not in [one.field for one in wanted])
        narrowed = grid.view.replace(filters=(*kept, *wanted))
        menu.addAction("只看这一组", lambda: grid.change_view(narrowed))
        menu.addAction("不分组", lambda: grid.group_by(""))
        return menu

    def menu(self) -> QMenu:
        """The menu of the selected rows and the current cell."""
        grid, table, edits = self._grid, self._grid.table, self._grid.edits
        ids, index = table.selected_ids(), table.currentIndex()
        group = grid.model.lines.group(index.row())
        if group is not None:
            return self.group_menu(group)
        menu = passing_menu(grid)
        if not ids or not index.isValid():
            menu.addAction("新建", self.new_wanted.emit)
            return menu
        spec = grid.model.specs[index.column()]
        many = f" {len(ids):,} {self._ledger.counter}"
        menu.addAction("打开\tEnter", lambda: self.open(ids[0])).setEnabled(len(ids) == 1)
        menu.addAction("修改这一格\tF2", lambda: table.edit(index)).setEnabled(not spec.derived)
        menu.addAction(f"批量修改{many}…\tCtrl+M", self.change_many)
        menu.addSeparator()
        menu.addAction("复制\tCtrl+C", edits.copy)
        menu.addAction("连同列名复制", lambda: edits.copy(headers=True))
        menu.addAction("粘贴\tCtrl+V", edits.paste)
        menu.addAction("向下填充\tCtrl+D", edits.fill_down)
        menu.addAction("选中整行\tCtrl+R", table.select_whole_rows)
        menu.addSeparator()
        text = grid.model.shown(index.row()).texts[index.column()] or "空"
        short = text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
        narrow = menu.addAction(f"只看{spec.label}是“{short}”的", self.filter_to_cell)
        narrow.setEnabled(not spec.personal and spec.kind is not Kind.NOTE)
        fill_column_menu(menu.addMenu(f"“{spec.label}”列"), grid, index.column())
        menu.addSeparator()
        menu.addAction(f"删除{many}\tCtrl+Delete", self.remove)
        return menu


def _held(value: Any) -> Any:
    """A cell's value as a condition holds it: dates ISO, the rest as it is."""
    return value.isoformat() if hasattr(value, "isoformat") else value
