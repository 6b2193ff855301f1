"""The menus of a ledger page: what can be done with the selected rows, and where a view can go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from crm.records.field import Kind

if TYPE_CHECKING:
    from ui.pages.ledger import LedgerPage

_SHORT = 12


def row_menu(page: LedgerPage) -> QMenu:
    """The menu of the selected rows and the current cell."""
    table, edits = page.grid.table, page.grid.edits
    menu = QMenu(page)
    ids, index = table.selected_ids(), table.currentIndex()
    if not ids or not index.isValid():
        menu.addAction("新建", page.new_record)
        return menu
    spec = page.grid.model.specs[index.column()]
    many = f" {len(ids):,} {page.ledger.counter}"
    menu.addAction("打开\tEnter", lambda: page.open_row(ids[0])).setEnabled(len(ids) == 1)
    menu.addAction("修改这一格\tF2", lambda: table.edit(index)).setEnabled(not spec.derived)
    menu.addAction(f"批量修改{many}…", page.change_many)
    menu.addSeparator()
    menu.addAction("复制\tCtrl+C", edits.copy)
    menu.addAction("连同列名复制", lambda: edits.copy(headers=True))
    menu.addAction("粘贴\tCtrl+V", edits.paste)
    menu.addAction("向下填充\tCtrl+D", edits.fill_down)
    menu.addAction("选中整行\tShift+Space", table.select_whole_rows)
    menu.addSeparator()
    text = page.grid.model.shown(index.row()).texts[index.column()] or "空"
    short = text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
    narrow = menu.addAction(f"只看{spec.label}是“{short}”的", page.filter_to_cell)
    narrow.setEnabled(not spec.personal and spec.kind is not Kind.NOTE)
    menu.addSeparator()
    menu.addAction(f"删除{many}\tCtrl+Delete", page.remove)
    return menu


def output_menu(page: LedgerPage) -> QMenu:
    """Where the view can go: workbook, PDF, printer."""
    menu = QMenu(page)
    menu.addAction("导出为 Excel 表格…", page.export)
    menu.addAction("导出为 PDF…", page.export_pdf)
    menu.addAction("打印…", page.print_view)
    return menu
