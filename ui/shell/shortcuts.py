"""F1: every shortcut there is, read from the table of commands."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.core.actions import MENUS, Commands
from ui.core.ask import Ask
from ui.core.kit import Button, Hairline, Label, column, open_at, row, scrolled
from ui.core.tokens import SPACE_M, SPACE_S, SPACE_XL, SPACE_XXL

FIXED = (
    ("表格", "Space", "显示或收起右侧详情"),
    ("表格", "Enter", "打开这一行"),
    ("表格", "F2", "就地修改单元格"),
    ("表格", "Ctrl+R", "选中整行"),
    ("表格", "Ctrl+C / Ctrl+V", "与 Excel、WPS 复制粘贴"),
    ("表格", "Ctrl+D", "向下填充"),
    ("表格", "Delete", "清空单元格；选中整行时移到回收站"),
    ("表格", "Ctrl+Delete", "移到回收站"),
    ("表格", "← / →", "在分组行上：折叠、展开这一组，再到上一级"),
    ("表格", "Ctrl+- / Ctrl+=", "折叠、展开一级分组"),
    ("表格", "Ctrl+F", "在这一页里查找"),
    ("表格", "Ctrl+G", "分组"),
    ("表格", "Ctrl+L", "选择显示哪些列"),
    ("表格", "Ctrl+T", "显示或收起筛选行"),
    ("表格", "Alt+↓", "到这一列的筛选框"),
    ("表格", "F6 / Shift+F6", "按这一列排序；排序相同的再按这一列"),
    ("表格", "Ctrl+M", "批量修改选中的行"),
    ("表格", "Ctrl+E", "导出"),
    ("表格", "Ctrl+P", "打印"),
    ("表单", "Ctrl+S", "保存"),
    ("表单", "Ctrl+Shift+S", "保存并新建"),
    ("表单", "Alt+↑ / Alt+↓", "上一条、下一条"),
    ("表单", "Alt+Enter", "打开这一项填的企业、人员或项目"),
    ("照片和文件", "Ctrl+V", "粘贴截图或复制的文件"),
    ("照片和文件", "Enter", "打开"),
    ("照片和文件", "F2", "写说明"),
    ("照片和文件", "Alt+← / Alt+→", "前移、后移"),
    ("照片和文件", "Delete", "移除"),
    ("记拜访", "Ctrl+Enter", "保存"),
    ("导入表格", "Ctrl+Enter", "下一步、导入"),
    ("导入表格", "Alt+←", "上一步"),
    ("导入表格", "Enter", "看结果时，改变这一行的处理"),
    ("导入表格", "Ctrl+Z", "撤销这次导入"),
    ("日程", "Enter", "打开这一天的安排，有好几项的到右边的清单"),
    ("日程", "↑ / ↓", "在右边的清单里，上一项、下一项"),
    ("日程", "←", "从清单回到日历"),
    ("日程", "Ctrl+PgUp / Ctrl+PgDn", "前一周、后一周；按月看时前一月、后一月"),
    ("日程", "Alt+Home", "回到今天"),
    ("驻外管理、指标与通报", "Ctrl+PgUp / Ctrl+PgDn", "上一个月、下一个月"),
    ("驻外管理、指标与通报", "Ctrl+E", "导出驻外工作表、生成通报"),
    ("看板", "Ctrl+← / Ctrl+→", "推进或退回项目"),
    ("查重与疑点", "Ctrl+Enter", "合并为一家"),
    ("查重与疑点", "Ctrl+D", "不是同一家"),
    ("手册", "F3 / Shift+F3", "下一处、上一处"),
    ("对话框", "Esc", "关闭"),
)


def rows(commands: Commands) -> list[tuple[str, str, str]]:
    """Every shortcut as (where, keys, what it does)."""
    every = [c for menu in MENUS for c in commands.all() if c.menu == menu and c.shortcut]
    # What is undone next is no part of what the keys do: 撤销, not 撤销 修改单位名称.
    own = [(c.menu, c.keys, c.label if isinstance(c.text, str) else c.label.partition(" ")[0]) for c in every]
    return [*own, *FIXED]


def halves(entries: list[tuple[str, str, str]]) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """The entries in two parts of about one length, no group cut in two."""
    left: list[tuple[str, str, str]] = []
    for group in dict.fromkeys(where for where, _, _ in entries):
        if len(left) >= len(entries) // 2:
            break
        left += [entry for entry in entries if entry[0] == group]
    return left, entries[len(left) :]


def _column(entries: list[tuple[str, str, str]]) -> QVBoxLayout:
    lines, group = column(spacing=SPACE_S - 2), ""
    for where, keys, words in entries:
        if where != group:
            if group:
                lines.addSpacing(SPACE_M)
            lines.addWidget(Label(where, type="section"))
            lines.addWidget(Hairline())
            group = where
        line = row()
        line.addWidget(Label(words), 1)
        line.addWidget(Label(keys, ink="secondary"))
        lines.addLayout(line)
    lines.addStretch(1)
    return lines


class ShortcutList(QDialog):
    """All shortcuts in two columns."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键")
        open_at(self, 680, 560)
        outer = column(self, spacing=SPACE_M, margin=SPACE_XL)
        outer.addWidget(Label("快捷键", type="title"))
        inner = QWidget()
        sides = row(inner, spacing=SPACE_XXL)
        sides.setContentsMargins(0, 0, SPACE_M, 0)
        for side in halves(rows(commands)):
            sides.addLayout(_column(side), 1)
        outer.addWidget(scrolled(inner, name="快捷键"), 1)
        line = row()
        line.addStretch(1)
        close = Button("关闭", hint="Esc")
        close.clicked.connect(self.accept)
        line.addWidget(close)
        outer.addLayout(line)

    @classmethod
    def ask(cls, commands: Commands, parent: QWidget | None) -> None:
        """Show the list."""
        Ask.run(cls(commands, parent))
