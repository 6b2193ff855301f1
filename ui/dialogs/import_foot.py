"""The foot of the import wizard: what was read, and what each button will do."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.core.kit import Button, Label, PrimaryButton, row
from ui.core.tokens import SPACE_S
from ui.dialogs.import_words import what_else, what_it_does, what_was_read
from ui.dialogs.import_work import Rehearsed

STEPS = ("选文件", "对应列", "看结果", "导入")
FILE, COLUMNS, ROWS, END = range(4)


class Foot(QWidget):
    """A sentence and the buttons 取消, 上一步 and the next step, which says in words what it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = row(self, spacing=SPACE_S)
        self.summary = Label("", ink="secondary")
        self.back_button = Button("上一步")
        self.close_button = Button("取消", hint="Esc")
        self.next_button = PrimaryButton("下一步")
        line.addWidget(self.summary, 1)
        for button in (self.close_button, self.back_button, self.next_button):
            line.addWidget(button)

    def renew(self, step: int, found: Rehearsed | None, *, reading: bool, imported: bool) -> None:
        """Say on the buttons what they will do at this step with what has been read."""
        ready = found is not None and found.plan is not None and not reading
        mappable = ready or (step == FILE and found is not None and bool(found.names) and not reading)
        self.back_button.setVisible(step in (COLUMNS, ROWS))
        self.close_button.setVisible(step != END)
        self.next_button.setVisible(step != END or imported)
        self.next_button.setEnabled(step == END or mappable)
        self.summary.setText("")
        if step in (FILE, COLUMNS):
            self.next_button.setText(f"下一步：{STEPS[step + 1]}")
            if ready and found is not None:
                self.summary.setText(what_was_read(found.sound))
        elif step == END:
            self.next_button.setText("完成")
        elif ready and found is not None:
            self._renew_import(found)

    def _renew_import(self, found: Rehearsed) -> None:
        plan = found.sound
        verb = what_it_does(plan)
        keep_mapping = not verb and bool(plan.asked.mapping)
        self.next_button.setText(verb or ("记住对应关系" if keep_mapping else "没有要导入的行"))
        self.next_button.setEnabled(bool(verb) or keep_mapping)
        self.summary.setText(what_else(plan))
