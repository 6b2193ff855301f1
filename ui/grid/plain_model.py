"""What a table of ready words holds: columns, cells, rows that may be made as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, overload

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.core.tokens import Tone

Index = QModelIndex | QPersistentModelIndex


PAD, CLOSE_PAD, TIGHT_PAD = 10, 6, 3


@dataclass(frozen=True)
class Col:
    """A column: its head, the head above it that neighbours share, and how its width is found (0: from its cells)."""

    label: str
    right: bool = False
    group: str = ""
    width: int = 0
    stretch: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: words, what opens on a click, colour of the words, as a pill or not, bold or not, ground, tooltip."""

    text: str = ""
    key: Any = None
    tone: Tone | None = None
    pill: bool = False
    strong: bool = False
    wash: Tone | None = None
    tip: str = ""


Rows = Sequence[Sequence[Cell]]


class LazyRows(Sequence[Sequence[Cell]]):
    """Rows that are made when they are first looked at; the last few thousand are kept."""

    def __init__(self, count: int, make: Callable[[int], Sequence[Cell]]) -> None:
        self._count = count
        self._make = make
        self._kept: dict[int, Sequence[Cell]] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Sequence[Cell]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Sequence[Cell]]: ...
    def __getitem__(self, at: int | slice) -> Sequence[Cell] | Sequence[Sequence[Cell]]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(self._count))]
        if not 0 <= at < self._count:
            raise IndexError(at)
        found = self._kept.get(at)
        if found is None:
            if len(self._kept) > 4000:
                self._kept.clear()
            found = self._kept[at] = self._make(at)
        return found


class PlainModel(QAbstractTableModel):
    """Rows of cells; the rows may be made as they are asked for. `pad` is the room in px beside the words of a cell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cols: Sequence[Col] = ()
        self.rows: Rows = ()
        self.pad = PAD

    @property
    def head_size(self) -> float:
        """The size of the words in the head, in pt: smaller where the columns stand close."""
        return 9.0 if self.pad == TIGHT_PAD else 9.5

    def set(self, cols: Sequence[Col], rows: Rows) -> None:
        """Show other columns and rows."""
        self.beginResetModel()
        self.cols, self.rows = cols, rows
        self.endResetModel()

    def replace(self, rows: Rows) -> None:
        """Show the same rows in other words; selection and scroll stay."""
        self.rows = rows
        if len(rows) and self.cols:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.cols) - 1))

    def cell(self, index: Index) -> Cell:
        """The cell at a place."""
        return self.at(index.row(), index.column())

    def at(self, row: int, column: int) -> Cell:
        """The cell of a row and column; an empty one where the row is too short."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else Cell()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many columns."""
        return 0 if parent.isValid() else len(self.cols)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt: words, tooltip and alignment of a cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(index).text
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.cell(index).tip or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.cols[index.column()].label} {self.cell(index).text}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Qt: the head of a column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self.cols[section].label if 0 <= section < len(self.cols) else None
