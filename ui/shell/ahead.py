"""What comes next is had ready while the user still reads the first page, in turns too short to be felt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from crm.rules.pinyin import initials
from ui.core.work import Task
from ui.shell.registry import load

if TYPE_CHECKING:
    from ui.core.app import App
    from ui.shell.registry import Place
    from ui.shell.stack import PageStack

QUICK_LOG: Final = "ui.dialogs.quick_log:QuickLog"
RECORD: Final = "ui.form.record_dialog:RecordDialog"
_EVERY_MS: Final = 20


class Ahead(QObject):
    """Reads modules, pinyin and first rows on a thread, then makes the quick log, the lists and the characters here."""

    def __init__(self, app: App, window: QWidget, *, places: Sequence[Place], stack: PageStack) -> None:
        super().__init__(window)
        self._app, self._window, self._places, self._stack = app, window, places, stack
        self._steps: Iterator[Any] = iter(())
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._step)
        self.over = False

    def start(self) -> None:
        """Begin; `over` says when all is ready."""
        self.over = False
        self._app.run(self._read, self._make, quiet=True)

    def _read(self, task: Task) -> str:
        from crm.queries.find import ORDER
        from crm.queries.find_keys import keys_of
        from ui.core.glyphs import commonest
        from ui.dialogs.quick_fields import trip_on
        from ui.grid.answers import read_ahead
        from ui.pages.kept_view import left
        from ui.pages.record_panel import told_of

        app, places = self._app, self._places
        for target in (QUICK_LOG, RECORD, *(place.target for place in places)):
            if task.cancelled():
                return ""
            load(target)
        initials("招引")
        trip_on(app.book, app.book.today())
        for ledger in [place.ledger for place in places if place.ledger]:
            if task.cancelled():
                return ""
            record, slow = read_ahead(app.book, left(app, ledger)[0])
            told_of(app.book, ledger, record)
            app.slow_ledgers |= {ledger} if slow else set()
        with app.book.read() as session:
            return commonest(keys.newest for keys in keys_of(session, *ORDER))

    @Slot(object)
    def _make(self, letters: str) -> None:
        self._app.cold = False
        load(QUICK_LOG).prepare(self._app, self._window).tell_draft()  # type: ignore[attr-defined]
        self._steps = self._turns(letters)
        self._timer.start()

    @Slot()
    def _step(self) -> None:
        """One turn, none while anything is under way."""
        if not self._app.working and next(self._steps, self) is self:
            self._timer.stop()
            self.over = True

    def _turns(self, letters: str) -> Iterator[object]:
        """The lists gone to most, one a turn, which read when they are seen; then the characters."""
        from ui.core.glyphs import drawn

        for place in self._places:
            if place.ledger and place.shortcut.startswith("Ctrl+"):
                yield self._stack.page(place.key)
        yield from drawn(self._window, letters)
