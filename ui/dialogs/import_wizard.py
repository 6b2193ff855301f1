"""The import wizard: a file in four steps, rehearsed before anything is written."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget

from crm.book import Changes
from crm.excel.errors import write_errors
from crm.excel.guess import other_ledgers
from crm.excel.planned import Plan
from crm.excel.run import Report, apply_plan
from crm.rules.problem import Problem
from ui.core.ask import Ask
from ui.core.drops import take_copy
from ui.core.files import WORKBOOK, Files, ending
from ui.core.kit import column, open_at, row
from ui.core.tokens import SPACE_L, SPACE_M
from ui.core.work import Task
from ui.core.writing import patient
from ui.dialogs.drop import dropped_file
from ui.dialogs.import_foot import END, FILE, ROWS, STEPS, Foot
from ui.dialogs.import_rehearsal import Rehearsal
from ui.dialogs.import_steps import ImportSteps
from ui.dialogs.import_work import Rehearsed, Wanted
from ui.dialogs.steps import ReadingBar, StepBar

if TYPE_CHECKING:
    from ui.core.app import App


def _press(button: QAbstractButton) -> None:
    if button.isVisible() and button.isEnabled():
        button.click()


class ImportWizard(QDialog):
    """选文件 → 对应列 → 看结果 → 导入; `report` says what was imported, None while nothing was."""

    def __init__(
        self, app: App, *, ledger: str | None = None, path: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.app = app
        self.report: Report | None = None
        self._writing: Task | None = None
        self._sheets_done: dict[Path, set[str]] = {}
        self._others: list[tuple[str, str]] = []
        self.setWindowTitle("导入表格")
        self.setAcceptDrops(True)
        self._make(ledger or "")
        self._connect()
        self.stack.file.set_ledger(ledger or "")
        self._go(FILE)
        self._fit_screen()
        if path is not None:
            self.take_file(path)
        else:
            self.stack.file.drop.button.setFocus()

    @classmethod
    def ask(
        cls, app: App, *, ledger: str | None = None, path: Path | None = None, parent: QWidget | None = None
    ) -> Report | None:
        """Show the wizard; what it imported, or None."""
        wizard = cls(app, ledger=ledger, path=path, parent=parent or app.window)
        Ask.run(wizard)
        return wizard.report

    def _fit_screen(self) -> None:
        self.setMinimumSize(880, 540)
        room = self.screen().availableGeometry()
        open_at(self, max(1240, room.width() * 4 // 5), max(690, room.height() * 4 // 5))

    @property
    def found(self) -> Rehearsed | None:
        """The file as it was rehearsed, None before it was."""
        return self.rehearsal.found

    def _make(self, ledger: str) -> None:
        outer = column(self, spacing=SPACE_M, margin=SPACE_L)
        head = row(spacing=SPACE_L)
        self.steps = StepBar(STEPS)
        head.addWidget(self.steps)
        head.addStretch(1)
        reading = ReadingBar()
        head.addWidget(reading)
        self.rehearsal = Rehearsal(self.app, reading, ledger=ledger, parent=self)
        outer.addLayout(head)
        self.stack = ImportSteps(self.app, self)
        outer.addWidget(self.stack, 1)
        self.foot = Foot()
        self.summary, self.close_button = self.foot.summary, self.foot.close_button
        self.back_button, self.next_button = self.foot.back_button, self.foot.next_button
        outer.addWidget(self.foot)

    def _connect(self) -> None:
        self.steps.wanted.connect(self._go)
        self.back_button.clicked.connect(self._back)
        self.next_button.clicked.connect(self._next)
        self.close_button.clicked.connect(self.reject)
        self.stack.file_chosen.connect(self.take_file)
        rehearsal = self.rehearsal
        for chosen, take in (
            (self.stack.ledger_chosen, rehearsal.take_ledger),
            (self.stack.sheet_chosen, rehearsal.take_sheet),
            (self.stack.header_chosen, rehearsal.take_header),
            (self.stack.mapped, rehearsal.take_mapping),
            (self.stack.year_given, rehearsal.take_year),
            (self.stack.noting, rehearsal.take_noting),
        ):
            chosen.connect(take)
        rehearsal.began.connect(self._renew)
        rehearsal.ready.connect(self._rehearsed)
        rehearsal.failed.connect(self._unreadable)
        self.stack.settled.connect(self._renew)
        self.stack.save_errors.connect(self._save_errors)
        self.stack.cancel.connect(self._stop_writing)
        self.stack.undo.connect(self.undo)
        self.stack.open_ledger.connect(self._open_ledger)
        self.stack.again.connect(self._again)
        self.stack.next_sheet.connect(self._next_sheet)
        for keys, press in (
            ("Ctrl+Return", partial(_press, self.next_button)),
            ("Alt+Left", partial(_press, self.back_button)),
            ("Ctrl+Z", self._press_undo),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(press)

    @Slot()
    def _press_undo(self) -> None:
        if self.steps.now == END:
            _press(self.stack.end.undo_button)

    # the rehearsal

    @Slot(object)
    def take_file(self, path: Path) -> None:
        """Read a file and rehearse its import."""
        self._show_nothing("", path)
        self.rehearsal.take_file(path)

    @Slot(object, bool)
    def _rehearsed(self, found: Rehearsed, first: bool) -> None:
        self.stack.show_found(found)
        self._renew()
        if first and self.next_button.isEnabled():
            self.next_button.setFocus()

    @Slot(str)
    def _unreadable(self, fault: str) -> None:
        wanted = self.rehearsal.wanted
        self._show_nothing(fault, wanted.path if wanted else None)

    def _show_nothing(self, fault: str, path: Path | None = None) -> None:
        self.rehearsal.forget()
        self.stack.show_nothing(fault, path)
        self._go(FILE)

    # the steps

    @Slot(int)
    def _go(self, step: int) -> None:
        self.stack.show_view(STEPS[step])
        self.steps.set_now(step, may_go_back=step != END)
        self._renew()
        if self.next_button.isEnabled():
            self.next_button.setFocus()

    @Slot()
    def _back(self) -> None:
        self._go(max(self.steps.now - 1, FILE))

    @Slot()
    def _next(self) -> None:
        if self.steps.now == ROWS:
            self.carry_out()
        elif self.steps.now == END:
            self.accept()
        else:
            self._go(self.steps.now + 1)

    @Slot()
    def _renew(self) -> None:
        imported = self.report is not None and self._writing is None
        self.foot.renew(self.steps.now, self.found, reading=self.rehearsal.busy, imported=imported)

    # writing

    def carry_out(self) -> None:
        """Import on another thread; stopping leaves nothing behind."""
        assert self.found is not None
        plan, choices, book = self.found.sound, dict(self.stack.rows.choices), self.app.book
        self._go(END)
        self._writing = self.app.run(
            patient(book, lambda task: apply_plan(book, plan, choices, progress=task.report)),
            self._written,
            failed=self._not_written,
            stopped=self._write_stopped,
            label=f"正在导入 {plan.source.name}",
        )
        self.stack.end.show_progress(self._writing, f"正在导入 {len(plan.rows):,} 行")
        self._renew()

    @Slot()
    def _stop_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self.stack.end.cancel_button.setEnabled(False)
            self.stack.end.doing.setText("正在停下")

    @Slot(object)
    def _written(self, report: Report) -> None:
        self._writing = None
        self.report = report
        self.stack.end.show_report(report)
        self.app.message.emit(report.sentence())
        self._renew()
        self._look_for_others()

    @Slot(object)
    def _not_written(self, problem: Problem) -> None:
        self._writing = None
        self._go(ROWS)
        self.app.show_problem(problem, self)

    @Slot()
    def _write_stopped(self) -> None:
        self._writing = None
        self._go(ROWS)
        self.summary.setText("已停下，账本没有改动")

    # afterwards

    @Slot()
    def undo(self) -> None:
        """Take the import back on another thread."""
        if self.report is not None and self.report.batch is not None:
            batch, book = self.report.batch, self.app.book
            self._writing = self.app.run(
                patient(book, lambda _task: book.undo_batch(batch)),
                self._undone,
                failed=self._not_undone,
                stopped=self._undo_stopped,
                label="正在撤销导入",
            )
            self.stack.end.show_progress(self._writing, "正在撤销这次导入")
            self._renew()

    @Slot(object)
    def _undone(self, changes: Changes) -> None:
        self._undo_stopped()
        self.stack.end.show_undone(changes)
        self.app.message.emit("已撤销这次导入")

    @Slot(object)
    def _not_undone(self, problem: Problem) -> None:
        self._undo_stopped()
        self.app.show_problem(problem, self)

    @Slot()
    def _undo_stopped(self) -> None:
        self._writing = None
        self.stack.end.show_result()
        self._renew()

    @Slot()
    def _open_ledger(self) -> None:
        if self.report is not None:
            key = self.report.ledger
            self.accept()
            self.app.navigate(key)

    @Slot()
    def _again(self) -> None:
        self.rehearsal.wanted = None
        self._show_nothing("")
        self.stack.file.choose()

    def _look_for_others(self) -> None:
        """Offer the next sheet of the file that looks like a ledger."""
        if self.found is not None and len(self.found.sheets) > 1:
            path = self.found.wanted.path
            done = self._sheets_done.setdefault(path, set())
            done.add(self.found.sheet.name)
            self.app.run(
                lambda _task: other_ledgers(path, done), self._offer_others, label="正在看其余的表", quiet=True
            )

    @Slot(object)
    def _offer_others(self, others: list[tuple[str, str]]) -> None:
        self._others = others
        self.stack.end.offer_sheets(others)
        if others and self.steps.now == END:
            self.stack.end.sheet_button.setFocus()

    @Slot()
    def _next_sheet(self) -> None:
        wanted = self.rehearsal.wanted
        assert wanted is not None
        name, key = self._others[0]
        self._show_nothing("", wanted.path)
        self.rehearsal.ask(Wanted(wanted.path, ledger=key, sheet=name))

    @Slot()
    def _save_errors(self) -> None:
        if self.found is None or self.found.plan is None:
            return
        plan: Plan = self.found.plan
        start = plan.source.with_name(f"{plan.source.stem}（错误行）.xlsx")
        target = Files.to_save(self, "另存错误行", start=start, kinds=WORKBOOK)
        if target is not None:
            target = ending(target, ".xlsx")
            self.app.run(lambda _task: (write_errors(plan, target), target), self._errors_saved, label="正在另存错误行")

    @Slot(object)
    def _errors_saved(self, answer: tuple[int, Path]) -> None:
        count, target = answer
        self.app.message.emit(f"{count} 行错误已标在副本 {target.name} 里，改好后可以再导入")
        self.summary.setText(f"{count} 行错误已标在副本 {target.name} 里，改好再导入，只补进改好的行")

    # files dropped anywhere, and leaving

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file, unless an import has begun."""
        if self.steps.now != END and dropped_file(event.mimeData()) is not None:
            take_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        path = dropped_file(event.mimeData())
        if path is not None:
            take_copy(event)
            self.take_file(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does not close a wizard by chance; Esc leaves it."""
        if event.matches(QKeySequence.StandardKey.Cancel):
            self.reject()

    def reject(self) -> None:
        """Leave; while an import is written it is stopped first."""
        if self._writing is not None:
            self._stop_writing()
            return
        self.rehearsal.stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's cross does what 取消 does."""
        if self._writing is not None:
            self._stop_writing()
            event.ignore()
            return
        super().closeEvent(event)
