"""A list of findings, three lines each: what, beside what, and why; a pill says how sure or of what kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.core.fonts import sized
from ui.core.marks import PILL_HEIGHT, paint_pill, pill_width
from ui.core.theme import colours
from ui.core.tokens import SIZE_NOTE, SPACE_M, SPACE_XS, Tone

Index = QModelIndex | QPersistentModelIndex
_LINE = 20
_HEIGHT = 3 * _LINE + 2 * 9
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine


@dataclass(frozen=True)
class Item:
    """One finding: the word in its pill, two lines, a quiet third; `key` tells it from the others."""

    key: object
    word: str
    tone: Tone
    first: str
    second: str
    note: str


class FindingModel(QAbstractListModel):
    """The findings."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: Sequence[Item] = ()

    def set(self, items: Sequence[Item]) -> None:
        """Show other findings."""
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many findings."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt: the words of a finding."""
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.first
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(line for line in (item.first, item.second, item.note) if line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(part for part in (item.word, item.first, item.second, item.note) if part)
        return None


class _Delegate(QStyledItemDelegate):
    """Paints a finding."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt: three lines high."""
        return QSize(240, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: ground, pill, three lines."""
        view = option.widget
        item: Item = index.model().items[index.row()]  # type: ignore[attr-defined]
        palette, rect = colours(), QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = palette.accent_wash if chosen else palette.hover if hot else palette.surface
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), QColor(palette.line))
        if chosen and view is not None and view.hasFocus():
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height() - 1), QColor(palette.accent))
        small = sized(option.font, SIZE_NOTE)
        metrics = QFontMetricsF(small)
        width = pill_width(metrics, item.word)
        inner = rect.adjusted(SPACE_M, 9, -SPACE_M, -9)
        painter.setFont(small)
        spot = QRectF(inner.right() - width, inner.top() + (_LINE - PILL_HEIGHT) / 2, width, PILL_HEIGHT)
        paint_pill(painter, spot, item.word, item.tone)
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.DemiBold)
        lines = (
            (item.first, strong, palette.text, inner.width() - width - 8),
            (item.second, option.font, palette.text, inner.width()),
            (item.note, small, palette.secondary, inner.width()),
        )
        for at, (text, font, ink, room) in enumerate(lines):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            words = QFontMetricsF(font).elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(inner.left(), inner.top() + at * _LINE, room, _LINE), _LEFT, words)
        painter.restore()


class FindingList(QListView):
    """`picked` gives the number of the current finding, -1 for none; Enter and a double click fire `opened`."""

    picked = Signal(int)
    opened = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.findings = FindingModel(self)
        self.setModel(self.findings)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(_LINE)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setContentsMargins(0, SPACE_XS, 0, SPACE_XS)
        self.activated.connect(lambda index: self.opened.emit(index.row()))

    @property
    def current(self) -> int:
        """The number of the current finding, -1 for none."""
        return self.currentIndex().row()

    def set(self, items: Sequence[Item]) -> None:
        """Show other findings; the current one stays by its key, else the one that took its place."""
        before = self.findings.items[self.current].key if 0 <= self.current < len(self.findings.items) else None
        place, scroll = max(self.current, 0), self.verticalScrollBar().value()
        self.findings.set(items)
        # Told once, at the end: what is picked is read and laid out each time.
        quiet = QSignalBlocker(self)
        at = next((i for i, item in enumerate(items) if item.key == before), min(place, len(items) - 1))
        if items:
            self.setCurrentIndex(self.findings.index(at, 0))
            self.verticalScrollBar().setValue(scroll)
        quiet.unblock()
        self.picked.emit(at if items else -1)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Qt: tell which finding is the current one."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.scrollTo(self.findings.index(current.row(), 0))
            self.picked.emit(current.row())
