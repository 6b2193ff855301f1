"""The rows and columns of a small table of figures, and its model; figures.py shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.core.tokens import Tone

Index = QModelIndex | QPersistentModelIndex
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FOLDABLE: Final = 4


def folded(label: str) -> str:
    """A label of a narrow column on two lines: 驻外 / 天数, 签约 / （亿元）; a short one stays whole."""
    if len(label) < _FOLDABLE:
        return label
    at = label.find("（") if "（" in label else (len(label) + 1) // 2
    return f"{label[:at]}\n{label[at:]}"


@dataclass(frozen=True)
class Column:
    """A column; `grow` shares out the room left, `least` and `most` bound its px, one that is `typed` takes words."""

    key: str
    label: str
    right: bool = True
    grow: int = 0
    least: int = 0
    bar: bool = False
    most: int = 0
    typed: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell: its text, its tone, a share for a bar, a pill where asked; `opens` when there are rows behind it.

    `typed` is what an editor begins with, where that is not the text.
    """

    text: str = ""
    tone: Tone | None = None
    share: float | None = None
    opens: bool = False
    pill: bool = False
    tip: str = ""
    typed: str | None = None


@dataclass(frozen=True)
class FigureRow:
    """A row by its key; a sum is bold."""

    key: Any
    cells: Mapping[str, Cell] = field(default_factory=dict)
    kind: Literal["row", "sum"] = "row"


class FigureModel(QAbstractTableModel):
    """The rows and columns of a FigureTable; `typed` gives (row key, column key, text) of a cell typed into."""

    typed = Signal(object, str, str)

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[FigureRow] = []
        self.folded = False

    def fold(self, on: bool) -> None:
        """Write the labels on two lines, or on one."""
        if on != self.folded:
            self.folded = on
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def label(self, at: int) -> str:
        """The label of a column as it is written now."""
        label = self.columns[at].label
        return folded(label) if self.folded else label

    def show_rows(self, rows: Sequence[FigureRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def cell(self, index: Index) -> Cell:
        """The cell at an index."""
        return self.rows[index.row()].cells.get(self.columns[index.column()].key, Cell())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt: text, alignment, tooltip."""
        if not index.isValid():
            return None
        cell, column = self.cell(index), self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.EditRole:
            return cell.text if cell.typed is None else cell.typed
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT if column.right else _LEFT)
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.label} {cell.text}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: columns that take words can be edited."""
        flags = super().flags(index)
        typed = index.isValid() and self.columns[index.column()].typed
        return flags | Qt.ItemFlag.ItemIsEditable if typed else flags

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Qt: hand on what was typed; whoever owns the table writes it and shows the rows anew."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or str(value) == self.data(index, role):
            return False
        self.typed.emit(self.rows[index.row()].key, self.columns[index.column()].key, str(value).strip())
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Qt: the label of a column."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.label(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT if self.columns[section].right else _LEFT)
        return None
