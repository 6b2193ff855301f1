"""F1: every shortcut there is, read from the table of commands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from ui.core.actions import MENUS, Commands
from ui.core.ask import Ask
from ui.core.kit import Button, Hairline, Label, column, row, scrolled
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL

FIXED = (
    ("表格", "Space", "显示或收起右侧详情"),
    ("表格", "Enter", "打开这一行"),
    ("表格", "F2", "就地修改单元格"),
    ("表格", "Ctrl+C / Ctrl+V", "与 Excel、WPS 复制粘贴"),
    ("表格", "Delete", "移到回收站"),
    ("表单", "Ctrl+S", "保存"),
    ("表单", "Ctrl+Shift+S", "保存并新建"),
    ("记拜访", "Ctrl+Enter", "保存"),
    ("对话框", "Esc", "关闭"),
)


def rows(commands: Commands) -> list[tuple[str, str, str]]:
    """Every shortcut as (where, keys, what it does)."""
    own = [(c.menu, c.shortcut, c.label) for menu in MENUS for c in commands.all() if c.menu == menu and c.shortcut]
    return [*own, *FIXED]


class ShortcutList(QDialog):
    """All shortcuts in two columns."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键")
        self.resize(680, 560)
        outer = column(self, spacing=SPACE_M, margin=SPACE_XL)
        outer.addWidget(Label("快捷键", type="title"))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, SPACE_M, 0)
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_S - 2)
        self._fill(grid, rows(commands))
        outer.addWidget(scrolled(inner), 1)
        line = row()
        line.addStretch(1)
        close = Button("关闭", hint="Esc")
        close.clicked.connect(self.accept)
        line.addWidget(close)
        outer.addLayout(line)

    def _fill(self, grid: QGridLayout, entries: list[tuple[str, str, str]]) -> None:
        groups = list(dict.fromkeys(where for where, _, _ in entries))
        half = len(entries) // 2
        side, at, done = 0, 0, 0
        for group in groups:
            if done >= half and side == 0:
                side, at = 3, 0
            grid.addWidget(Label(group, type="section"), at, side, 1, 2)
            grid.addWidget(Hairline(), at + 1, side, 1, 2)
            at += 2
            for where, keys, words in entries:
                if where != group:
                    continue
                grid.addWidget(Label(words), at, side)
                grid.addWidget(Label(keys, ink="secondary"), at, side + 1, Qt.AlignmentFlag.AlignRight)
                at += 1
                done += 1
        grid.setColumnMinimumWidth(2, SPACE_XL)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(3, 1)
        grid.setRowStretch(grid.rowCount(), 1)

    @classmethod
    def ask(cls, commands: Commands, parent: QWidget | None) -> None:
        """Show the list."""
        Ask.run(cls(commands, parent))
