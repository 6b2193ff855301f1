"""How wide the columns of a grid are: as pulled by the user, else as their contents ask and the window allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from crm.records.field import FieldSpec, Kind
from ui.grid.answers import MEASURED
from ui.grid.marks import LIT_FIELD
from ui.grid.table import GridTable
from ui.grid.texts import Shown
from ui.grid.widths import FULL, fitted, grown, longest, shared, width_of

if TYPE_CHECKING:
    from ui.core.app import App

_YIELDING = 150
_LONG_DAY = "2024.10.28"
_LIT = "红 在谈"


class Columns(QObject):
    """The widths of one table; those that the user pulled at are remembered on this laptop."""

    def __init__(self, app: App, table: GridTable) -> None:
        super().__init__(table)
        self._app, self._table, self._model = app, table, table.grid_model
        self._key = f"grid.{self._model.ledger.key}.widths"
        self._pulled: dict[str, int] = dict(app.settings.get(self._key, {}))
        self._natural: list[int] = []
        self._leasts: list[int] = []
        self._wholes: list[int] = []
        self.fitted = False
        self._keep_timer = QTimer(self, singleShot=True, interval=400)
        self._keep_timer.timeout.connect(self._keep)
        table.header.sectionResized.connect(self._resized)
        table.header.sectionHandleDoubleClicked.connect(self.fit)
        table.widened.connect(self.share)

    def lay_out(self) -> None:
        """Put the columns in the model's order and give each its width."""
        header = self._table.header
        header.blockSignals(True)
        for logical in range(header.count()):
            if header.visualIndex(logical) != logical:
                header.moveSection(header.visualIndex(logical), logical)
        header.blockSignals(False)
        specs = self._model.specs
        least = header.minimumSectionSize()
        lines = map(self._model.shown, range(min(self._model.rowCount(), MEASURED)))
        rows = [line for line in lines if line.group is None]
        asked = [self._asked(at, spec, rows) for at, spec in enumerate(specs)]
        self._natural = [max(usual, self._usual(spec), least) for spec, (usual, _) in zip(specs, asked, strict=True)]
        self._wholes = [whole for _, whole in asked]
        self._leasts = [self._least(spec, width) for spec, width in zip(specs, self._natural, strict=True)]
        self.fitted = bool(self._model.ids)
        self.share()

    @Slot()
    def share(self) -> None:
        """Take width from long texts where all columns then fit into the window; what room is left shows them whole."""
        if len(self._natural) != len(self._model.specs):
            return
        header, room = self._table.header, self._table.viewport().width()
        # One by one, told, each would place every filter box anew and have the table painted once more.
        header.blockSignals(True)
        for at, width in enumerate(grown(shared(self._natural, self._leasts, room), self._wholes, room)):
            header.resizeSection(at, width)
        header.blockSignals(False)
        self._table.settle()

    def _usual(self, spec: FieldSpec) -> int:
        """What a day of another year or a light asks for, though none may be among the first rows."""
        if spec.key == LIT_FIELD and spec.key not in self._pulled:
            return fitted(spec, self._table.font(), [_LIT], pill=True)[0]
        if spec.kind is not Kind.DATE or spec.key in self._pulled or not self._model.ids:
            return 0
        return fitted(spec, self._table.font(), [_LONG_DAY])[0]

    def _least(self, spec: FieldSpec, width: int) -> int:
        return width if spec.numeric or spec.key in self._pulled else min(width, _YIELDING)

    def _asked(self, at: int, spec: FieldSpec, rows: Sequence[Shown]) -> tuple[int, int]:
        """The width in a narrow window and that in a wide one: as the user gave, else for what the first rows hold."""
        font, pulled = self._table.font(), self._pulled.get(spec.key)
        if pulled is not None or not rows:
            width = pulled or width_of(spec, font)
            return width, width
        pill = any(row.tones[at] is not None for row in rows)
        return fitted(spec, font, [row.texts[at] for row in rows], pill=pill)

    @Slot(int, int, int)
    def _resized(self, logical: int, _old: int, new: int) -> None:
        if logical < len(self._model.specs):
            self._pulled[self._model.specs[logical].key] = new
            self._natural[logical] = self._leasts[logical] = self._wholes[logical] = new
            self._keep_timer.start()

    @Slot()
    def _keep(self) -> None:
        self._app.settings.set(self._key, dict(self._pulled))

    @Slot(int)
    def fit(self, logical: int) -> None:
        """Make a column as wide as what is on the screen in it."""
        table, model = self._table, self._model
        first = max(table.rowAt(0), 0)
        rows = range(first, min(first + MEASURED, model.rowCount()))
        texts = longest([line.texts[logical] for at in rows if (line := model.shown(at)).group is None or logical])
        wide = max((table.fontMetrics().horizontalAdvance(text) for text in texts), default=0) + 36
        least = width_of(model.specs[logical], table.font(), least=True)
        table.header.resizeSection(logical, min(max(wide, least), FULL))
