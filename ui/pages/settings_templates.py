"""The words of the papers: the template that each is written from, taken to Word and back, or to the default."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from crm.bulletin.templates import KINDS, Template, template_of, use
from crm.rules.dates import month_of
from ui.core.kit import Button, Card, Label, PrimaryButton, column, row
from ui.core.tokens import SPACE_M, SPACE_S
from ui.core.writing import Saving
from ui.grid.plain import Cell, Col, PlainTable

if TYPE_CHECKING:
    from ui.core.app import App

PRINTED = {
    "paragraph": "月通报里的一段话，总览和“主要指标”表下面",
    "document": "月通报的 Word",
    "ranking": "季度排名通报的 Word",
    "summary": "半年和年度总结的 Word",
    "daily": "快报的 Word",
    "weekly": "周报的 Word",
}


class TemplatesPanel(QWidget):
    """One line a template; opened it shows what it gives with the figures of the last whole month."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        place = column(self, spacing=SPACE_M)
        card = Card(heading="文字模板", count="存在账本里，跟着账本走")
        said = (
            "各种报表里的话都从模板写出。导出到 Word 或 WPS 里改，改好载入，先看填出来是什么样再采用；"
            "每个数都来自账本，写错的地方会指出是哪个文件第几段。"
        )
        card.body.addWidget(Label(said, ink="secondary", wrap=True))
        self.table = PlainTable(name="文字模板")
        self.table.opened.connect(self._open)
        self.table.picked.connect(self._pick)
        card.body.addWidget(self.table, 1)
        line = row(spacing=SPACE_S)
        self.open_button = PrimaryButton("查看和更换…")
        self.export_button = Button("导出模板", icon="export")
        self.default_button = Button("恢复默认", icon="undo")
        self.open_button.clicked.connect(self.open)
        self.export_button.clicked.connect(self.export)
        self.default_button.clicked.connect(self.restore)
        line.addStretch(1)
        for button in (self.default_button, self.export_button, self.open_button):
            line.addWidget(button)
        card.body.addLayout(line)
        place.addWidget(card, 1)
        self._kinds: list[str] = list(KINDS)
        self._used: dict[str, Template] = {}
        self._saving = Saving(app, self)

    def load(self) -> None:
        """Read which versions are in use."""
        at = max(self.table.currentIndex().row(), 0)
        self._used = {kind: template_of(self._app.book, kind) for kind in self._kinds}
        cols = [Col("模板", width=130), Col("印在哪里", stretch=True), Col("正在使用", stretch=True)]
        cols += [Col("哪天换上", width=110), Col("谁换的", width=110)]
        self.table.set(cols, [self._line(kind) for kind in self._kinds])
        self.table.selectRow(at)
        self._pick(at)

    def _line(self, kind: str) -> list[Cell]:
        used = self._used[kind]
        version = f"第{used.number}版“{used.name}”" if used.number else "默认模板"
        return [
            Cell(KINDS[kind], key=kind),
            Cell(PRINTED[kind], tip=PRINTED[kind]),
            Cell(version, tip=version),
            Cell(used.at[:10]),
            Cell(used.who),
        ]

    @property
    def kind(self) -> str:
        """The template that is chosen."""
        return self._kinds[max(self.table.currentIndex().row(), 0)]

    @Slot(int)
    def _pick(self, at: int) -> None:
        used = self._used.get(self._kinds[at]) if 0 <= at < len(self._kinds) else None
        self.default_button.setEnabled(used is not None and used.number > 0)

    @Slot()
    def open(self) -> None:
        """Show what the chosen template gives, to be exported, loaded back and adopted."""
        self._open(self.kind)

    @Slot(object)
    def _open(self, kind: str) -> None:
        from ui.dialogs.templates import TemplateDialog

        day = month_of(self._app.book.today()).shift(-1).end
        TemplateDialog.ask(self._app, self, day, kind)

    @Slot()
    def export(self) -> None:
        """Write the chosen template as a Word document."""
        from ui.dialogs.templates import export_template

        path = export_template(self._app, self, self.kind)
        if path is not None:
            self._app.message.emit(f"已导出 {path.name}，用 Word 或 WPS 改好后再载入")

    @Slot()
    def restore(self) -> None:
        """Put the chosen template back to the product's own, as one step."""
        said = f"{KINDS[self.kind]}模板已恢复默认，可以撤销"
        self._saving.save(partial(use, self._app.book, self.kind, 0), label="正在恢复默认模板", said=said)
