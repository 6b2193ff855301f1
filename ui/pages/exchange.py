"""导入导出: tables in, lists and templates out, backups, and every import with its way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from crm.book import Changes
from crm.queries.imports import PREFIX, recent_imports
from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from crm.store.journal import BatchRow
from ui.core.ask import Ask
from ui.core.days import moment_text
from ui.core.files import WORKBOOK, Files, ending
from ui.core.kit import (
    Button,
    Card,
    CheckBox,
    ComboBox,
    Elided,
    FieldLabel,
    Label,
    LinkButton,
    PageTitle,
    column,
    row,
    scroll_column,
)
from ui.core.page import Page
from ui.core.tokens import SPACE_M, SPACE_S
from ui.core.work import Task
from ui.core.writing import patient
from ui.dialogs.drop import DropArea
from ui.dialogs.import_file import ask_for_table
from ui.dialogs.import_wizard import ImportWizard
from ui.grid.plain import Cell, Col, PlainTable
from ui.pages import backups, saved_views

if TYPE_CHECKING:
    from ui.core.app import App


def _ledger_box(name: str) -> ComboBox:
    box = ComboBox()
    for key, ledger in LEDGERS.items():
        box.addItem(ledger.label, key)
    box.setAccessibleName(name)
    return box


class ExchangePage(Page):
    """What comes in and what goes out; `ledger` or `choose` among the state begins an import."""

    key = "exchange"
    title = "导入导出"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self._ledger = ""
        self._reading: Task | None = None
        self.content.addWidget(PageTitle(self.title, self))
        area, place, outer = scroll_column(self, name=self.title, spacing=SPACE_M, by_keys=False)
        self.content.addWidget(area, 1)
        top, low = row(spacing=SPACE_M), row(spacing=SPACE_M)
        top.addWidget(self._make_import(place), 3)
        top.addWidget(self._make_export(place), 2)
        low.addWidget(self._make_imports(place), 3)
        low.addWidget(self._make_backups(place), 2)
        outer.addLayout(top)
        outer.addLayout(low, 1)
        self._open_timer = QTimer(self, singleShot=True, interval=0)
        self._open_timer.timeout.connect(self._open_wizard)
        self._choose_timer = QTimer(self, singleShot=True, interval=0)
        self._choose_timer.timeout.connect(self._choose)

    def take_keyboard(self) -> None:
        """To the file that comes in."""
        self.drop.button.setFocus(Qt.FocusReason.OtherFocusReason)

    # the parts

    def _make_import(self, place: QWidget) -> Card:
        card = Card(place, heading="导入")
        self.drop = DropArea("把 Excel 或 WPS 表格拖到这里", note="先看结果再写入，导入后可以整步撤销")
        self.drop.dropped.connect(self.import_file)
        self.drop.choose_clicked.connect(self._choose)
        card.body.addWidget(self.drop, 1)
        line = row(spacing=SPACE_S)
        line.addWidget(Label("没有现成的表？先填模板", ink="secondary"))
        self.template_box = _ledger_box("哪个台账的模板")
        self.template_button = Button("存一份空模板…", icon="save")
        self.template_button.clicked.connect(self._save_template)
        line.addWidget(self.template_box)
        line.addWidget(self.template_button)
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    def _make_export(self, place: QWidget) -> Card:
        card = Card(place, heading="导出")
        self.export_box = _ledger_box("导出哪个台账")
        self.view_box = ComboBox()
        self.view_box.setAccessibleName("导出哪个视图")
        self.all_columns = CheckBox("导出全部列，不只是显示的列")
        self.masked = CheckBox("电话等个人信息打码")
        self.personal = Label("", type="note", ink="warn", wrap=True)
        self.personal.setMinimumHeight(34)
        self.personal.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.export_button = Button("导出…", icon="export")
        pair = row(spacing=SPACE_S)
        for words, box in (("台账", self.export_box), ("视图", self.view_box)):
            side = column(spacing=4)
            side.addWidget(FieldLabel(words))
            side.addWidget(box)
            pair.addLayout(side, 1)
        card.body.addLayout(pair)
        card.body.addWidget(self.all_columns)
        card.body.addWidget(self.masked)
        card.body.addWidget(self.personal)
        card.body.addStretch(1)
        line = row()
        line.addStretch(1)
        line.addWidget(self.export_button)
        card.body.addLayout(line)
        self.export_box.currentIndexChanged.connect(self._fill_views)
        self.view_box.currentIndexChanged.connect(self._say_personal)
        self.all_columns.toggled.connect(self._say_personal)
        self.masked.toggled.connect(self._say_personal)
        self.export_button.clicked.connect(self._export)
        return card

    def _make_imports(self, place: QWidget) -> Card:
        card = Card(place, heading="最近的导入")
        self.no_imports = Label("还没有导入过。每次导入都列在这里，可以整步撤销。", ink="secondary")
        self.no_imports.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.imports = PlainTable(card, name="最近的导入")
        self.imports.opened.connect(self._undo)
        card.body.addWidget(self.no_imports)
        card.body.addWidget(self.imports, 1)
        return card

    def _make_backups(self, place: QWidget) -> Card:
        card = Card(place, heading="备份")
        line = row(spacing=SPACE_S)
        self.folder = Elided("", ink="secondary")
        other, show = LinkButton("换文件夹…", role="accent"), LinkButton("打开", role="accent")
        line.addWidget(self.folder, 1)
        line.addWidget(show)
        line.addWidget(other)
        card.body.addLayout(line)
        self.no_backups = Label("这个文件夹里还没有备份，按“立即备份”做第一份。", ink="secondary")
        self.no_backups.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.backups = PlainTable(card, name="备份")
        card.body.addWidget(self.no_backups)
        card.body.addWidget(self.backups, 1)
        foot = row()
        foot.addStretch(1)
        self.backup_button = Button("立即备份", icon="save")
        commands = backups.BackupCommands(self.app, self, now=self.backup_button, other=other, show=show)
        commands.changed.connect(self._fill_backups)
        foot.addWidget(self.backup_button)
        card.body.addLayout(foot)
        return card

    # showing

    def on_show(self, **state: Any) -> None:
        """`ledger` opens the import wizard for it, `choose` asks for a workbook of any ledger."""
        key = str(state.get("ledger") or "")
        if state.get("choose"):
            self._choose_timer.start()
        if key in LEDGERS:
            self._ledger = key
            self.export_box.setCurrentIndex(self.export_box.findData(key))
            self.template_box.setCurrentIndex(self.template_box.findData(key))
            self._open_timer.start()

    def refresh(self) -> None:
        """Read imports and backups anew."""
        self._fill_views()
        self._fill_backups()
        self._reading = self.read(self._read_imports, self._show_imports, quiet=True)

    def _read_imports(self, task: Task) -> tuple[Task, list[BatchRow]]:
        with self.app.book.read() as session:
            return task, recent_imports(session)

    @Slot(object)
    def _show_imports(self, answer: tuple[Task, list[BatchRow]]) -> None:
        task, found = answer
        if task is not self._reading:
            return
        now = self.app.book.clock()
        cols = [
            Col("时间"),
            Col("文件", stretch=True),
            Col("何人"),
            Col("改动", right=True),
            Col("", width=84, right=True),
        ]
        rows = []
        for batch in found:
            undo = Cell("撤销", key=batch, tone="info") if batch.live else Cell("已撤销", tone="plain", pill=True)
            file = batch.label.removeprefix(PREFIX)
            rows.append(
                [
                    Cell(moment_text(batch.at, now)),
                    Cell(file, tip=file),
                    Cell(batch.who or "", tone="plain"),
                    Cell(f"{batch.rows:,} 条", tone="plain"),
                    undo,
                ]
            )
        self.imports.set(cols, rows)
        self.imports.setVisible(bool(rows))
        self.no_imports.setVisible(not rows)

    @Slot()
    def _fill_backups(self) -> None:
        found = backups.backups(self.app)
        self.folder.setText(f"存在 {backups.folder_of(self.app)}")
        now = self.app.book.clock()
        cols = [Col("时间"), Col("文件", stretch=True), Col("大小", right=True)]
        rows = [[Cell(moment_text(b.at, now)), Cell(b.path.name, tip=str(b.path)), Cell(b.megabytes)] for b in found]
        self.backups.set(cols, rows)
        self.backups.setVisible(bool(rows))
        self.no_backups.setVisible(not rows)

    @Slot()
    def _fill_views(self) -> None:
        key, held = str(self.export_box.currentData()), self.view_box.currentText()
        book = self.app.book
        self.view_box.blockSignals(True)
        self.view_box.clear()
        for view in [*saved_views.built_in(key, today=book.today()), *saved_views.saved(book, key)]:
            self.view_box.addItem(view.name, view.spec)
        self.view_box.setCurrentIndex(max(self.view_box.findText(held), 0))
        self.view_box.blockSignals(False)
        self._say_personal()

    def view(self) -> ViewSpec:
        """What would be exported."""
        chosen: ViewSpec = self.view_box.currentData()
        if not self.all_columns.isChecked():
            return chosen
        return chosen.replace(columns=tuple(LEDGERS[chosen.ledger].fields))

    @Slot()
    def _say_personal(self) -> None:
        view = self.view()
        fields = LEDGERS[view.ledger].fields
        found = [fields[key].label for key in view.shown_columns() if fields[key].personal]
        self.masked.setVisible(bool(found))
        if not found or self.masked.isChecked():
            self.personal.setText("个人信息已打码" if found else "")
            return
        self.personal.setText(f"文件里会有{'、'.join(found)}，属个人信息；何人何时导出多少条会记入历史。")

    # in

    @Slot()
    def _choose(self) -> None:
        path = ask_for_table(self.app, self)
        if path is not None:
            self.import_file(path)

    @Slot()
    def _open_wizard(self) -> None:
        key, self._ledger = self._ledger, ""
        ImportWizard.ask(self.app, ledger=key or None, parent=self.window())

    @Slot(object)
    def import_file(self, path: Path) -> None:
        """Import a file that was dropped or chosen here."""
        ImportWizard.ask(self.app, path=path, parent=self.window())

    @Slot(object)
    def _undo(self, batch: BatchRow) -> None:
        if Ask.confirm(
            self,
            f"撤销“{batch.label}”？",
            verb="撤销这次导入",
            cancel="不撤销",
            detail="导入后又有人改过的内容会保留，并列出来。",
        ):
            number, book = batch.id, self.app.book
            work = patient(book, lambda _task: book.undo_batch(number))
            self.app.run(work, self._undone, label=f"正在撤销 {batch.label}")

    @Slot(object)
    def _undone(self, changes: Changes) -> None:
        self.app.message.emit(f"已{changes.label}")
        self.app.tell_kept(changes)

    # out

    def _start(self, name: str) -> Path:
        kept = self.app.settings.get("export.folder")
        return (Path(str(kept)) if kept else Path.home()) / name

    def _target(self, title: str, name: str, kinds: str, *suffixes: str) -> Path | None:
        target = Files.to_save(self, title, start=self._start(name), kinds=kinds)
        if target is None:
            return None
        self.app.settings.set("export.folder", str(target.parent))
        return ending(target, *suffixes)

    @Slot()
    def _export(self) -> None:
        view, name = self.view(), self.view_box.currentText()
        label = LEDGERS[view.ledger].label
        words = label if name == "全部" else f"{label} {name}"
        kinds = f"{WORKBOOK};;CSV 文件 (*.csv)"
        target = self._target("导出到", f"{words} {self.app.book.today().isoformat()}.xlsx", kinds, ".xlsx", ".csv")
        if target is not None:
            self.export_to(target)

    def export_to(self, target: Path) -> None:
        """Write the chosen view into a file on another thread."""
        view, masked, book = self.view(), self.masked.isChecked() and self.masked.isVisibleTo(self), self.app.book

        def write(task: Task) -> tuple[int, Path]:
            from crm.excel.export import export

            return export(book, view, target, masked=masked, progress=task.report), target

        self.app.run(write, self._exported, label=f"正在导出 {target.name}")

    @Slot(object)
    def _exported(self, answer: tuple[int, Path]) -> None:
        count, target = answer
        self.app.message.emit(f"已导出 {count:,} 条到 {target.name}")

    @Slot()
    def _save_template(self) -> None:
        key = str(self.template_box.currentData())
        target = self._target("存一份空模板", f"{LEDGERS[key].label}导入模板.xlsx", WORKBOOK, ".xlsx")
        if target is not None:
            self.template_to(key, target)

    def template_to(self, key: str, target: Path) -> None:
        """Write the template of a ledger on another thread."""

        def write(_task: Task) -> Path:
            from crm.excel.template import write_template

            write_template(key, target)
            return target

        self.app.run(write, self._template_saved, label="正在生成模板")

    @Slot(object)
    def _template_saved(self, target: Path) -> None:
        self.app.message.emit(f"已存模板 {target.name}，填好后拖回这里导入")
