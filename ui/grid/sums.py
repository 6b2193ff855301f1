"""What the selection comes to: rows or cells, sums and averages of its columns, told a moment after it changes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import isqrt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crm.queries.summary import Sum, summary
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import COUNTED
from crm.rules.money import UNITS
from crm.rules.numbers import half_up, quotient
from crm.rules.problem import Problem
from ui.grid.table import GridTable
from ui.grid.texts import head_words
from ui.grid.words import figure

if TYPE_CHECKING:
    from ui.core.app import App

_WAIT_MS = 70
_SUMMED = 3
_AVERAGED = 2
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Picked:
    """What is selected: in words, the columns to sum, and the records; None means all of the view."""

    words: list[str]
    specs: list[FieldSpec]
    only: list[int] | None
    count: int


class SelectionSums(QObject):
    """Sums the selection of one table, a large one on another thread; `told` gives the words."""

    told = Signal(str)

    def __init__(self, app: App, table: GridTable) -> None:
        super().__init__(table)
        self._app, self._table, self._model = app, table, table.grid_model
        self._asked = 0
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self.renew)
        table.picked.connect(self.soon)

    @Slot()
    def soon(self) -> None:
        """Sum in a moment, when the selection has come to rest."""
        self._timer.start()

    @Slot()
    def renew(self) -> None:
        """Say what is selected and what it comes to."""
        self._asked += 1
        number, picked = self._asked, self._picked()
        if not picked.specs or picked.count <= _AT_ONCE:
            try:
                self._answered(number, self._words(picked))
            except Problem as problem:
                self._unsummed(problem)
            return
        self._answered(number, picked.words)
        self._app.run(lambda _task: (number, self._words(picked)), self._summed, failed=self._unsummed, quiet=True)

    @Slot(object)
    def _unsummed(self, problem: Problem) -> None:
        self._model.unread.emit(problem)

    @Slot(object)
    def _summed(self, answer: tuple[int, list[str]]) -> None:
        self._answered(*answer)

    def _answered(self, number: int, words: list[str]) -> None:
        if number == self._asked:
            self.told.emit(" · ".join(words))

    def words(self) -> list[str]:
        """选中 3 行, 注册资本合计 52,000 万元, 平均 …: figures of the selected columns, or of all when rows are."""
        return self._words(self._picked())

    def _picked(self) -> Picked:
        model, spans = self._model, self._table.spans()
        group = model.lines.group(spans[0].top()) if len(spans) == 1 and spans[0].height() == 1 else None
        if group is not None:
            span = model.lines.span(group)
            specs = [spec for spec in model.specs if spec.total]
            return Picked([head_words(model.ledger, group)], specs, model.ids[span.start : span.stop], group.count)
        ids = self._table.selected_ids(inside=True) if spans else []
        counted = [spec for spec in model.specs if spec.key == COUNTED]
        if len(ids) < 2 and counted:
            return Picked([], counted, None, len(model.ids))
        if not ids:
            return Picked([], [], [], 0)
        columns = {at for span in spans for at in range(span.left(), span.right() + 1)}
        if len(ids) == 1:
            return Picked(["选中 1 行"], [], ids, 1)
        specs = [s for at, s in enumerate(model.specs) if s.total and at in columns]
        unit = "行" if len(columns) > 1 else "格"
        only = None if len(ids) == len(model.ids) else ids
        return Picked([f"选中 {len(ids):,} {unit}"], specs, only, len(ids))

    def _words(self, picked: Picked) -> list[str]:
        specs = picked.specs[:_SUMMED]
        if not specs:
            return picked.words
        with self._app.book.read() as session:
            sums = summary(session, self._model.view, [s.key for s in specs], only=picked.only)
        averaged = bool(picked.words) and picked.count > 1 and len(picked.specs) <= _AVERAGED
        told = [word for spec in specs for word in _sum_words(spec, sums[spec.key], averaged=averaged)]
        return [*picked.words, *told]


def _sum_words(spec: FieldSpec, found: Sum, *, averaged: bool) -> list[str]:
    unit = f" {spec.unit}" if spec.unit else ""
    words = [f"{spec.label}合计 {figure(spec, found.total)}{unit}"]
    if averaged and found.filled > 1:
        words.append(f"平均 {figure(spec, _mean(spec, found))}{unit}")
        words.append(f"{found.filled:,} 个有数")
    return words


def _mean(spec: FieldSpec, found: Sum) -> int | Decimal:
    """The average: of money in whole 万元 where 亿元 are shown, in whole 百元 where 万元 are; else two decimals."""
    if spec.kind is not Kind.MONEY:
        return half_up(quotient(found.total, found.filled), 2)
    step = isqrt(UNITS[spec.unit]) if spec.unit in UNITS else 1
    return half_up(quotient(found.total, found.filled * step), 0) * step
