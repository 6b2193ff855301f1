"""What can be done with a column: sort, group, pin, select, fit, hide."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from crm.queries.order import groupable
from ui.grid.view import Grid


def fill_column_menu(menu: QMenu, grid: Grid, at: int) -> None:
    """Put what can be done with the column at a place into a menu."""
    view, spec = grid.view, grid.model.specs[at]
    keys = [s.key for s in grid.model.specs]
    menu.addAction("升序", lambda: grid.change_view(view.replace(sort=(spec.key,))))
    menu.addAction("降序", lambda: grid.change_view(view.replace(sort=(f"-{spec.key}",))))
    rest = tuple(entry for entry in view.sort if entry.lstrip("-") != spec.key)
    then = menu.addAction("排序相同的再按这一列", lambda: grid.change_view(view.replace(sort=(*rest, spec.key))))
    then.setEnabled(bool(rest))
    menu.addSeparator()
    able = groupable(grid.ledger, spec)
    if view.group == spec.key:
        menu.addAction("取消分组", lambda: grid.group_by(""))
    else:
        menu.addAction("按这一列分组", lambda: grid.group_by(spec.key)).setEnabled(able)
    if view.subgroup == spec.key:
        menu.addAction("组内不再分组", lambda: grid.subgroup_by(""))
    elif view.group not in ("", spec.key):
        menu.addAction("组内再按这一列分组", lambda: grid.subgroup_by(spec.key)).setEnabled(able)
    menu.addSeparator()
    menu.addAction("固定到这一列", lambda: grid.pin(at + 1)).setEnabled(view.pinned != at + 1)
    menu.addAction("只固定第一列", lambda: grid.pin(1)).setEnabled(view.pinned > 1)
    menu.addAction("左移一列", lambda: grid.set_columns(_swapped(keys, at - 1))).setEnabled(at > 0)
    menu.addAction("右移一列", lambda: grid.set_columns(_swapped(keys, at))).setEnabled(at + 1 < len(keys))
    menu.addAction("选中整列", lambda: _select(grid, at))
    menu.addAction("列宽合适", lambda: grid.columns.fit(at))
    kept = tuple(key for key in keys if key != spec.key)
    menu.addAction("不显示这一列", lambda: grid.set_columns(kept)).setEnabled(bool(kept))


def _select(grid: Grid, at: int) -> None:
    """Select all cells of a column, and stay in the current row."""
    table = grid.table
    table.stand_on(grid.model.index(max(table.currentIndex().row(), 0), at))
    table.selectColumn(at)
    table.setFocus(Qt.FocusReason.OtherFocusReason)


def _swapped(keys: list[str], at: int) -> tuple[str, ...]:
    """The columns with this one and the next changed about."""
    return (*keys[:at], keys[at + 1], keys[at], *keys[at + 2 :])
