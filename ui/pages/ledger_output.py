"""A view on paper and in files: workbook, PDF, printer; the same rows and columns as on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from crm.store.save import replaced
from ui.core.ask import Ask
from ui.core.files import Files, ending
from ui.core.work import Task
from ui.grid.model import GridModel
from ui.grid.paper import Printout, print_rows

if TYPE_CHECKING:
    from ui.core.app import App

_MANY_PAGES = 5_000


def choose_file(app: App, parent: QWidget, name: str, suffix: str, kind: str) -> Path | None:
    """Ask where to write; the folder used last comes first."""
    folder = Path(str(app.settings.get("export.folder", Path.home())))
    start = folder / f"{name} {app.book.today().isoformat()}{suffix}"
    chosen = Files.to_save(parent, "导出到", start=start, kinds=f"{kind} (*{suffix})")
    if chosen is None:
        return None
    app.settings.set("export.folder", str(chosen.parent))
    return ending(chosen, suffix)


def export(app: App, parent: QWidget, model: GridModel, name: str) -> None:
    """Write the view into a workbook, off the screen's thread; asks whether phones are to be masked."""
    view, folded = model.view, frozenset(model.folded)
    masked = _mask(parent, view)
    path = choose_file(app, parent, name, ".xlsx", "Excel 表格") if masked is not None else None
    if path is None or masked is None:
        return
    target, hide, counter = path, masked, LEDGERS[view.ledger].counter

    def work(task: Task) -> int:
        from crm.excel.export import export as write

        return write(app.book, view, target, masked=hide, folded=folded, progress=task.report)

    def done(count: int) -> None:
        app.message.emit(f"已导出 {count:,} {counter}到 {target.name}")

    app.run(work, done, label=f"正在导出 {name}")


def _mask(parent: QWidget, view: ViewSpec) -> bool | None:
    """Whether to mask personal data; None when the user would rather not export."""
    fields = view.source.fields
    personal = [fields[key].label for key in view.shown_columns() if fields[key].personal]
    if not personal:
        return False
    sentence = f"要导出的列里有个人信息：{'、'.join(personal)}。"
    verbs = ["打码导出", "完整导出"]
    choice = Ask.choose(parent, sentence, verbs=verbs, cancel="不导出", detail="完整导出会记入历史。")
    return None if choice is None else choice == 0


def export_pdf(app: App, parent: QWidget, model: GridModel, name: str) -> None:
    """Write the view as a PDF, off the screen's thread."""
    path = choose_file(app, parent, name, ".pdf", "PDF 文件")
    if path is None or not _agreed(parent, model):
        return
    target, printout, note = path, Printout.of(app.book, model), _note(app, model)

    def work(task: Task) -> int:
        pages = 0

        def fill(part: Path) -> None:
            nonlocal pages
            printer = _printer()
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(part))
            pages = print_rows(printer, printout, title=name, note=note, progress=task.report)

        replaced(target, fill)
        return pages

    def done(pages: int) -> None:
        app.message.emit(f"已导出到 {target.name}，共 {pages} 页")

    app.run(work, done, label=f"正在导出 {name}")


def print_view(app: App, parent: QWidget, model: GridModel, name: str) -> None:
    """Ask for a printer and print the view, off the screen's thread."""
    if not _agreed(parent, model):
        return
    printer = _printer()
    dialog = QPrintDialog(printer, parent)
    chosen = dialog.exec()
    dialog.deleteLater()
    if not chosen:
        return
    printout, note = Printout.of(app.book, model), _note(app, model)

    def work(task: Task) -> int:
        return print_rows(printer, printout, title=name, note=note, progress=task.report)

    def done(pages: int) -> None:
        app.message.emit(f"已送打印，共 {pages} 页")

    app.run(work, done, label=f"正在打印 {name}")


def _printer() -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    return printer


def _agreed(parent: QWidget, model: GridModel) -> bool:
    rows = model.rowCount()
    if rows <= _MANY_PAGES:
        return True
    pages = rows // 30 + 1
    return Ask.confirm(parent, f"现在的视图有 {rows:,} 行，约 {pages:,} 页。", verb="全部输出", cancel="不输出")


def _note(app: App, model: GridModel) -> str:
    county = str(app.book.setting("county", "") or "")
    return "  ".join(
        part for part in (county, f"{len(model.ids):,} {model.ledger.counter}", app.book.today().isoformat()) if part
    )
