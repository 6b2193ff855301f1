"""A list of one-line things to do or to know: a pill, what it is, and a quiet word at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.core.fonts import sized
from ui.core.kit import focus_ring, keyboard_focus, note_focus, note_key, paint_pill, pill_width
from ui.core.theme import colour
from ui.core.tokens import SIZE_NOTE, Tone

Index = QModelIndex | QPersistentModelIndex
LINE_HEIGHT: Final = 34
_PILL_GAP: Final = 10
_RING_GAP: Final = 6  # so that the ring of the keyboard does not cut the last word


@dataclass(frozen=True)
class Line:
    """One line: `target` is handed back when it is opened; `more` stands quietly after the title."""

    title: str
    note: str = ""
    pill: str = ""
    tone: Tone = "info"
    more: str = ""
    target: Any = None


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        said = "，".join(part for part in (line.pill, line.title, line.more, line.note) if part)
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        return said if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) else None


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: Lines) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, LINE_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self._view
        line = view.shown[index.row()]
        rect = QRectF(option.rect)
        if view.verticalScrollBar().isVisible():
            rect.setRight(rect.right() - _PILL_GAP)
        painter.save()
        current = keyboard_focus(view) and view.currentIndex() == index
        if view.hot == index.row():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("hover"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(rect.adjusted(-1, 1, 1, -2), 4, 4)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), colour("line"))
        left = rect.left()
        if view.pill_room:
            painter.setFont(sized(view.font(), SIZE_NOTE))
            if line.pill:
                box = QRectF(left, rect.center().y() - 10.5, view.pill_room, 19)
                paint_pill(painter, box, line.pill, line.tone)
            left += view.pill_room + _PILL_GAP
        self._words(painter, line, QRectF(left, rect.top(), rect.right() - left - _RING_GAP, rect.height() - 1))
        if current:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focus_ring(painter, rect.adjusted(0, 1, 0, -2), 4)
        painter.restore()

    def _words(self, painter: QPainter, line: Line, room: QRectF) -> None:
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        body, note = QFontMetricsF(self._view.font()), sized(self._view.font(), 9.5)
        quiet = QFontMetricsF(note)
        wanted = quiet.horizontalAdvance(line.note) + 1
        title = min(body.horizontalAdvance(line.title) + 1, room.width())
        right = min(wanted, max(room.width() - title - 16, room.width() * 0.38))
        if wanted <= right and title > room.width() - right - 16:
            title = room.width() - right - (16 if line.note else 0)
        elif title + 16 + right > room.width():
            title = room.width() - right - 16
        elide = Qt.TextElideMode.ElideRight
        painter.setFont(self._view.font())
        painter.setPen(colour("text"))
        box = QRectF(room.left(), room.top(), title + 1, room.height())
        painter.drawText(box, middle | int(Qt.AlignmentFlag.AlignLeft), body.elidedText(line.title, elide, title))
        painter.setFont(note)
        painter.setPen(colour("secondary"))
        gap = room.width() - title - right - 21
        if line.more and gap > 40:
            more = QRectF(box.right() + 10, room.top(), gap, room.height())
            painter.drawText(more, middle | int(Qt.AlignmentFlag.AlignLeft), quiet.elidedText(line.more, elide, gap))
        end = QRectF(room.right() - right, room.top(), right, room.height())
        painter.drawText(end, middle | int(Qt.AlignmentFlag.AlignRight), quiet.elidedText(line.note, elide, right + 1))


class Lines(QListView):
    """The list; a click, Enter or Space opens a line and `opened` gives its target."""

    opened = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None, *, empty: str = "") -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._empty = empty
        self.hot = -1
        self.pill_room = 0.0
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(LINE_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(LINE_HEIGHT * 2)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        self.setPalette(palette)
        self.clicked.connect(self._clicked)

    @property
    def shown(self) -> list[Line]:
        """The lines."""
        return self._model.lines

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines, keeping the place where the list stands."""
        at, row = self.verticalScrollBar().value(), self.currentIndex().row()
        metrics = QFontMetricsF(sized(self.font(), SIZE_NOTE))
        self.pill_room = max((pill_width(metrics, line.pill) for line in lines if line.pill), default=0.0)
        self.hot = -1
        self._model.show_lines(lines)
        if 0 <= row < len(lines):
            self.setCurrentIndex(self._model.index(row))
        self.verticalScrollBar().setValue(at)
        self.viewport().update()

    def set_empty(self, sentence: str) -> None:
        """What the list says when it is empty."""
        self._empty = sentence
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Room for five lines."""
        return QSize(300, LINE_HEIGHT * 5)

    def _clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self.shown[index.row()].target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space opens."""
        note_key(self)
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self._clicked(index)
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the line under the pointer."""
        super().mouseMoveEvent(event)
        hot = self.indexAt(event.position().toPoint()).row()
        if hot != self.hot:
            self.hot = hot
            self.setCursor(Qt.CursorShape.PointingHandCursor if hot >= 0 else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        self.hot = -1
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first line, and show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())
        if not self.currentIndex().isValid() and self.shown:
            self.setCurrentIndex(self._model.index(0))

    def paintEvent(self, event: Any) -> None:
        """Paint the lines, or the sentence of an empty list."""
        super().paintEvent(event)
        if not self.shown and self._empty:
            painter = QPainter(self.viewport())
            painter.setPen(colour("secondary"))
            box = QRectF(self.viewport().rect()).adjusted(0, 8, 0, 0)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), self._empty)
