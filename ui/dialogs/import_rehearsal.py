"""What the user has chosen in the import wizard, rehearsed on another thread each time it changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from crm.rules.problem import Problem
from ui.core.work import Task
from ui.dialogs.import_work import Rehearsed, Wanted, rehearse
from ui.dialogs.steps import ReadingBar

if TYPE_CHECKING:
    from ui.core.app import App


class Rehearsal(QObject):
    """Reads what is `wanted`; what was asked before is dropped. `found` is what came of it, None where nothing did.

    `began` fires with each reading, `ready` when there is something to show, and whether it is the first of a file;
    `failed` says why there is not.
    """

    began = Signal()
    ready = Signal(object, bool)
    failed = Signal(str)

    def __init__(self, app: App, bar: ReadingBar, *, ledger: str, parent: QObject) -> None:
        super().__init__(parent)
        self.found: Rehearsed | None = None
        self.wanted: Wanted | None = None
        self._app, self._bar, self._ledger = app, bar, ledger
        self._reading: Task | None = None
        self._number = 0

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return self._reading is not None and not self._reading.over

    # what the user chooses

    def take_file(self, path: Path) -> None:
        """Read another file."""
        self.ask(Wanted(path, ledger=self._ledger))

    @Slot(str)
    def take_ledger(self, key: str) -> None:
        """Read it, and what is read later, as rows of a ledger; "" lets the header say."""
        self._ledger = key
        if self.wanted is not None:
            self.ask(Wanted(self.wanted.path, ledger=key, sheet=self.wanted.sheet))

    @Slot(str)
    def take_sheet(self, name: str) -> None:
        """Read another sheet of the file."""
        assert self.wanted is not None
        self.ask(Wanted(self.wanted.path, ledger=self._ledger, sheet=name))

    @Slot(object)
    def take_header(self, span: tuple[int, int]) -> None:
        """Take these rows for the header."""
        self._anew(header_rows=span, mapping={})

    @Slot(str, str)
    def take_mapping(self, name: str, key: str) -> None:
        """Let a column of the sheet be a field."""
        assert self.wanted is not None
        chosen = {**self.wanted.mapping, name: key}
        if key:
            # A field belongs to one column: whoever had it by hand before lets go of it.
            chosen = {n: k for n, k in chosen.items() if n == name or k != key}
        self._anew(mapping=chosen)

    @Slot(int)
    def take_year(self, year: int) -> None:
        """Read days without a year as of this one."""
        self._anew(year=year)

    @Slot(bool)
    def take_noting(self, noting: bool) -> None:
        """Keep the columns that are no field in 备注, or leave them out."""
        self._anew(note_unmapped=noting)

    def _anew(self, **changes: Any) -> None:
        assert self.wanted is not None
        self.ask(self.wanted.with_(**changes))

    # reading

    def ask(self, wanted: Wanted) -> None:
        """Plan anew on another thread."""
        self.stop()
        self.wanted = wanted
        self._number += 1
        number, before, book = self._number, self.found, self._app.book

        def read(task: Task) -> tuple[int, Rehearsed | Problem]:
            try:
                return number, rehearse(book, wanted, before=before, progress=task.report)
            except Problem as problem:
                return number, problem

        label = f"正在读取 {wanted.path.name}"
        self._reading = self._app.run(read, self._rehearsed, stopped=self._stopped, label=label, quiet=True)
        self._reading.progressed.connect(self._progressed)
        self._bar.show_on(True)
        self.began.emit()

    def stop(self) -> None:
        """Read no further."""
        if self._reading is not None and self.busy:
            self._reading.cancel()

    def forget(self) -> None:
        """What was found does not hold any more."""
        self.found = None

    @Slot(object, object)
    def _progressed(self, done: int, total: int) -> None:
        if total and self.sender() is self._reading:
            self._bar.bar.set(done / total)

    @Slot(object)
    def _rehearsed(self, answer: tuple[int, Rehearsed | Problem]) -> None:
        number, found = answer
        if number != self._number:
            return
        self._bar.show_on(False)
        if isinstance(found, Problem):
            self.failed.emit(str(found))
            return
        first = self.found is None
        self.found, self.wanted = found, found.wanted
        self.ready.emit(found, first)

    @Slot()
    def _stopped(self) -> None:
        if not self.busy:
            self._bar.show_on(False)
