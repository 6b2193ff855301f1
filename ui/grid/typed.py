"""What is typed into the cells of a grid, on its way into the book."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Signal, Slot

from crm.actions.cells import write_cells
from crm.actions.edit import change
from crm.rules.problem import BadValue, Problem
from ui.core.work import AT_ONCE, Task
from ui.core.writing import write

if TYPE_CHECKING:
    from crm.book import Changes
    from crm.records.field import FieldSpec
    from crm.records.ledger import Ledger
    from ui.core.app import App

_Found = TypeVar("_Found")
UNCHANGED: Final = "内容相同，没有改动"


class Rows(Protocol):
    """The rows that are typed into."""

    specs: list[FieldSpec]

    @property
    def ledger(self) -> Ledger:
        """The ledger that they are of."""

    def id_at(self, row: int) -> int | None:
        """The record on a row."""

    def show_typed(self, typed: Mapping[int, Mapping[str, object]]) -> None:
        """Show what was typed, {id: {field: text}}, while it waits to be written."""

    def forget(self, touched: Iterable[int]) -> None:
        """Read these records anew."""


class TypedCells(QObject):
    """Writes what was typed into one grid; `writing` is True while it does so at once.

    A cell that the book refuses is told by `refused`, one kept in doubt by `doubted`.
    """

    refused = Signal(str)
    doubted = Signal(str)

    def __init__(self, app: App, rows: Rows, parent: QObject) -> None:
        super().__init__(parent)
        self._app, self._rows = app, rows
        self._awaited: set[int] = set()
        self.writing = False

    def put(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, *, typed: str = "", warning: str = ""
    ) -> bool:
        """Write a value as its editor gives it (元, dates, ids), typed so; False where it is refused."""
        key = self._rows.specs[index.column()].key
        record = self._rows.id_at(index.row())
        if record is None:
            return False

        def done(_changes: Changes) -> None:
            if warning:
                self.doubted.emit(warning)

        action = partial(change, self._app.book, self._rows.ledger.key, {record: {key: value}})
        return self._write(action, done, typed={record: {key: typed}}, rows=1, label="正在修改")

    def write(
        self,
        typed: Mapping[int, Mapping[str, object]],
        *,
        label: str = "",
        new: Sequence[Mapping[str, object]] = (),
        said: str = "",
    ) -> bool:
        """Write texts as one step, {id: {field: text}} and new rows, and say `said`; False where one is refused."""

        def action() -> tuple[Changes, list[str]]:
            return write_cells(self._app.book, self._rows.ledger.key, typed, label=label, new=new)

        def done(answer: tuple[Changes, list[str]]) -> None:
            changes, warnings = answer
            if said:
                self._app.message.emit(said if changes.batch is not None else UNCHANGED)
            if warnings:
                more = f"，另有 {len(warnings) - 1} 处" if len(warnings) > 1 else ""
                self.doubted.emit(warnings[0] + more)

        return self._write(action, done, typed=typed, rows=len(typed) + len(new), label=f"正在{label or '修改'}")

    def _write(
        self,
        action: Callable[[], _Found],
        done: Callable[[_Found], None],
        *,
        typed: Mapping[int, Mapping[str, object]],
        rows: int,
        label: str,
    ) -> bool:
        """Write into the book; what it tells of meanwhile comes from cells that were typed here."""
        self.writing = rows <= AT_ONCE
        try:
            went = write(self._app, action, done, rows=rows, label=label, failed=self._failed)
        finally:
            self.writing = False
        if isinstance(went, Task) and went.waits:
            self._awaited.update(typed)
            self._rows.show_typed(typed)
            went.ended.connect(self._show_written)
        return bool(went)

    @Slot()
    def _show_written(self) -> None:
        """Show what the book has now, come of it what may."""
        awaited, self._awaited = self._awaited, set()
        self._rows.forget(awaited)

    def _failed(self, problem: Problem) -> None:
        if isinstance(problem, BadValue):
            self.refused.emit(str(problem))
        else:
            self._app.show_problem(problem)
