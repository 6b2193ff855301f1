"""Files for the rows of a list: dropped on a row, or pasted while the list has the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication

from ui.core.drops import take_copy, to_attach
from ui.form.attaching import attach_to, sources_in
from ui.grid.edits import NO_TEXT
from ui.grid.view import Grid

if TYPE_CHECKING:
    from ui.core.app import App


class RowFiles(QObject):
    """Takes files and pictures for the records of one grid; the row under the mouse is lit while they hang over it."""

    def __init__(self, app: App, grid: Grid) -> None:
        super().__init__(grid)
        self._app, self._grid = app, grid
        grid.edits.no_text = self.paste
        if grid.ledger.attaches:
            # Before the view, which knows of no files and refuses them.
            grid.table.viewport().setAcceptDrops(True)
            grid.table.viewport().installEventFilter(self)

    @Slot()
    def paste(self) -> None:
        """Attach copied files or a picture to the current record; says so where there is nothing to paste."""
        data, record = QGuiApplication.clipboard().mimeData(), self._grid.table.current_id()
        if record is None or not self._grid.ledger.attaches or not to_attach(data):
            self._app.message.emit(NO_TEXT)
            return
        attach_to(self._app, self._grid.ledger.key, record, sources_in(data, at=self._app.book.clock()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What hangs over the rows, and falls."""
        if event.type() == QEvent.Type.DragLeave:
            self._light(-1)
        elif event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            assert isinstance(event, QDropEvent)
            return self._dragged(event)
        return False

    def _dragged(self, event: QDropEvent) -> bool:
        if not to_attach(event.mimeData()):
            return False
        table = self._grid.table
        index = table.indexAt(event.position().toPoint())
        record = self._grid.model.id_at(index.row()) if index.isValid() else None
        dropped = not isinstance(event, QDragMoveEvent)
        self._light(-1 if dropped or record is None else index.row())
        if record is None and event.type() != QEvent.Type.DragEnter:
            event.ignore()
            return True
        take_copy(event)
        if dropped and record is not None:
            table.stand_on(index)
            found = sources_in(event.mimeData(), at=self._app.book.clock())
            attach_to(self._app, self._grid.ledger.key, record, found)
        return True

    def _light(self, row: int) -> None:
        table = self._grid.table
        if table.hot_row != row:
            table.hot_row = row
            table.viewport().update()
