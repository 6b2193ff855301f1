"""The four steps of the import wizard, each made when it is first wanted and filled when it is seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.core.lazy import LazyStack
from ui.dialogs.import_columns import ColumnsStep
from ui.dialogs.import_end import EndStep
from ui.dialogs.import_file import FileStep
from ui.dialogs.import_foot import COLUMNS, END, FILE, ROWS, STEPS
from ui.dialogs.import_rows import RowsStep
from ui.dialogs.import_work import Rehearsed

if TYPE_CHECKING:
    from ui.core.app import App

_AHEAD_MS = 30
"""So long after a file was read the next step is made, in a turn of its own."""


class ImportSteps(LazyStack):
    """The steps by their names, with what each tells of; `show_found` gives them what was rehearsed."""

    file_chosen = Signal(object)
    ledger_chosen = Signal(str)
    sheet_chosen = Signal(str)
    header_chosen = Signal(object)
    mapped = Signal(str, str)
    year_given = Signal(int)
    noting = Signal(bool)
    settled = Signal()
    save_errors = Signal()
    cancel = Signal()
    undo = Signal()
    open_ledger = Signal()
    again = Signal()
    next_sheet = Signal()

    def __init__(self, app: App, parent: QWidget) -> None:
        makers = (self._make_file, self._make_columns, self._make_rows, self._make_end)
        super().__init__(dict(zip(STEPS, makers, strict=True)), self._show_in, parent)
        self._app = app
        self._found: Rehearsed | None = None
        self._ahead = QTimer(self, singleShot=True, interval=_AHEAD_MS)
        self._ahead.timeout.connect(self._make_ahead)

    def _make_file(self) -> FileStep:
        step = FileStep(self._app, self)
        step.file_chosen.connect(self.file_chosen)
        step.ledger_chosen.connect(self.ledger_chosen)
        step.sheet_chosen.connect(self.sheet_chosen)
        step.header_chosen.connect(self.header_chosen)
        return step

    def _make_columns(self) -> ColumnsStep:
        step = ColumnsStep(self._app, self)
        step.mapped.connect(self.mapped)
        step.year_given.connect(self.year_given)
        step.noting.connect(self.noting)
        return step

    def _make_rows(self) -> RowsStep:
        step = RowsStep(self._app, self)
        step.settled.connect(self.settled)
        step.save_errors.connect(self.save_errors)
        return step

    def _make_end(self) -> EndStep:
        step = EndStep(self)
        for told, signal in (
            (step.cancel, self.cancel),
            (step.undo, self.undo),
            (step.open_ledger, self.open_ledger),
            (step.save_errors, self.save_errors),
            (step.again, self.again),
            (step.next_sheet, self.next_sheet),
        ):
            told.connect(signal)
        return step

    @property
    def file(self) -> FileStep:
        """The first step."""
        return cast(FileStep, self.view(STEPS[FILE]))

    @property
    def columns(self) -> ColumnsStep:
        """The second step."""
        return cast(ColumnsStep, self.view(STEPS[COLUMNS]))

    @property
    def rows(self) -> RowsStep:
        """The third step."""
        return cast(RowsStep, self.view(STEPS[ROWS]))

    @property
    def end(self) -> EndStep:
        """The last step."""
        return cast(EndStep, self.view(STEPS[END]))

    def show_found(self, found: Rehearsed) -> None:
        """Show what was rehearsed: at once in the step that is seen, in the others when they are."""
        self._found = found
        self.renew()
        self._ahead.start()

    def show_nothing(self, fault: str, path: Path | None = None) -> None:
        """There is no table to show; the first step says why."""
        self._found = None
        self.file.show_nothing(fault, path)

    def _show_in(self, step: str) -> None:
        found = self._found
        if found is None:
            return
        if step == STEPS[FILE]:
            self.file.show_file(found)
        elif step == STEPS[COLUMNS] and found.names:
            self.columns.show_columns(found)
        elif step == STEPS[ROWS] and found.plan is not None:
            self.rows.show_plan(found)

    @Slot()
    def _make_ahead(self) -> None:
        """Have ready what is gone to next, while the user still looks; a step a turn."""
        unmade = [step for step in STEPS[:END] if not self.made(step)]
        if unmade and self._found is not None and self._found.plan is not None:
            self.view(unmade[0])
            self._ahead.start()
