"""The bar below the problems: a light put out with a reason, or lit again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from crm.bulletin.cleared import clear_light, colour_of, light_again
from crm.bulletin.dataset import Dataset
from crm.bulletin.findings import Finding
from ui.core.ask import Ask
from ui.core.kit import Button, Label, row
from ui.core.tokens import SPACE_M, SPACE_S
from ui.core.writing import Saving
from ui.grid.plain import PlainTable

if TYPE_CHECKING:
    from ui.core.app import App

_HINT = "选中亮灯的项目，写明理由可以消灯；由黄转红会重新亮起。消灯的仍列在最后，不进通报文字。"


class LightsBar(QWidget):
    """What can be done with the chosen problem."""

    def __init__(self, app: App, table: PlainTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._table = app, table
        self._data: Dataset | None = None
        self._saving = Saving(app, self, holds=[self, table])
        line = row(self, spacing=SPACE_S)
        line.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        line.addWidget(Label(_HINT, type="note", ink="secondary"), 1)
        self.clear_button, self.again_button = Button("消灯"), Button("恢复亮灯")
        self.clear_button.clicked.connect(self.clear)
        self.again_button.clicked.connect(self.again)
        line.addWidget(self.clear_button)
        line.addWidget(self.again_button)
        table.picked.connect(self._pick)
        self._pick(-1)

    def load(self, data: Dataset) -> None:
        """Take over a month's problems, as the table lists them."""
        self._data = data
        self._pick(self._table.currentIndex().row())

    def _found(self, at: int) -> tuple[Finding | None, bool]:
        """The problem of a line, and whether its light was put out."""
        standing = self._data.listed if self._data is not None else []
        cleared = self._data.cleared if self._data is not None else []
        if 0 <= at < len(standing):
            return standing[at], False
        at -= len(standing)
        return (cleared[at], True) if 0 <= at < len(cleared) else (None, False)

    @Slot(int)
    def _pick(self, at: int) -> None:
        found, out = self._found(at)
        self.clear_button.setEnabled(found is not None and not out and colour_of(found) is not None)
        self.again_button.setEnabled(out)

    @Slot()
    def clear(self) -> None:
        """Ask for the reason and put the light out, as one step."""
        found, _ = self._found(self._table.currentIndex().row())
        if found is None or self._data is None:
            return
        question = f"{found.subject}：{found.detail}。消灯的理由会印在问题清单上，也记入账本。"
        reason = Ask.text(self, question, label="理由", verb="消灯")
        if reason:
            action = partial(clear_light, self._app.book, found, self._data.month, reason)
            self._saving.save(action, label="正在消灯")

    @Slot()
    def again(self) -> None:
        """Light the chosen one again, as one step."""
        found, out = self._found(self._table.currentIndex().row())
        if found is not None and out:
            self._saving.save(partial(light_again, self._app.book, found), label="正在恢复亮灯")
