"""Paints a table of ready words: heads in one row or two, words, pills, sums in bold."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from ui.core.fonts import sized
from ui.core.marks import PILL_HEIGHT, paint_pill, pill_width
from ui.core.theme import colour, colours
from ui.core.tokens import HEADER_HEIGHT, SIZE_NOTE, Tone
from ui.grid.plain_model import Cell, PlainModel

_GROUP_HEIGHT = 26
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_LEFT, _RIGHT = int(_MIDDLE | Qt.AlignmentFlag.AlignLeft), int(_MIDDLE | Qt.AlignmentFlag.AlignRight)


class PlainHeader(QHeaderView):
    """Heads in one row, or in two where neighbouring columns share one above them."""

    def __init__(self, model: PlainModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._plain = model
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)
        self.setSectionsClickable(False)

    def sizeHint(self) -> QSize:
        """Qt: two rows high where there are shared heads."""
        tall = any(col.group for col in self._plain.cols)
        return QSize(super().sizeHint().width(), _GROUP_HEIGHT * 2 if tall else HEADER_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Qt: paint a head, and its part of the shared one."""
        cols = self._plain.cols
        if section >= len(cols):
            return
        col, box = cols[section], QRectF(rect)
        painter.save()
        painter.fillRect(box, colour("surface"))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line_strong"))
        painter.setFont(sized(self.font(), self._plain.head_size))
        painter.setPen(colour("secondary"))
        lower = box
        if col.group:
            lower = box.adjusted(0, _GROUP_HEIGHT, 0, 0)
            self._paint_group(painter, box, section)
        side = Qt.AlignmentFlag.AlignRight if col.right else Qt.AlignmentFlag.AlignLeft
        inner = lower.adjusted(self._plain.pad, 0, -self._plain.pad, 0)
        words = QFontMetricsF(painter.font()).elidedText(col.label, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _MIDDLE | side, words)
        painter.restore()

    def _paint_group(self, painter: QPainter, box: QRectF, at: int) -> None:
        """Paint the shared head whole into each of its columns, so that each shows its own part of it."""
        cols = self._plain.cols
        first = last = at
        while first > 0 and cols[first - 1].group == cols[at].group:
            first -= 1
        while last + 1 < len(cols) and cols[last + 1].group == cols[at].group:
            last += 1
        left = self.sectionViewportPosition(first)
        right = self.sectionViewportPosition(last) + self.sectionSize(last)
        whole = QRectF(left, box.top(), right - left, _GROUP_HEIGHT)
        painter.save()
        painter.setClipRect(box)
        painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, cols[at].group)
        pad = self._plain.pad
        rule = QRectF(left + pad, box.top() + _GROUP_HEIGHT - 1, right - left - 2 * pad, 1)
        painter.fillRect(rule, colour("line"))
        painter.restore()


_CORNER = 7.0
_WIDE = 15
"""No character of the body's size is wider, in px: shorter words need no measuring."""


class CellPainter:
    """The pens and measures of one painting of a table; `hot` is the (row, column) under the pointer."""

    def __init__(self, table: QTableView, model: PlainModel, painter: QPainter, hot: tuple[int, int]) -> None:
        self._painter, self._plain, self._hot = painter, model, hot
        self._palette = colours()
        self._current = table.currentIndex() if table.hasFocus() else QModelIndex()
        self._selected = {index.row() for index in table.selectionModel().selectedRows()}
        self._font, self._small = table.font(), sized(table.font(), SIZE_NOTE)
        self._bold = sized(table.font(), table.font().pointSizeF(), bold=True)

    def paint(self, row: int, column: int, rect: QRectF) -> None:
        """Ground, words or pill, the line below, the frame of the current cell."""
        painter, palette = self._painter, self._palette
        cell = self._plain.at(row, column)
        ground = palette.wash(cell.wash) if cell.wash else palette.surface
        if row in self._selected:
            ground = palette.accent_wash
        elif cell.wash is None and row == self._hot[0]:
            ground = palette.hover if palette.dark else palette.window
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), QColor(palette.line))
        if cell.wash in ("bad", "warn"):
            self._corner(rect, cell.wash)
        if cell.text and cell.pill and cell.tone:
            self._pill(rect, cell.text, cell.tone)
        elif cell.text:
            self._words(rect, cell, right=self._plain.cols[column].right, hot=(row, column) == self._hot)
        if (row, column) == (self._current.row(), self._current.column()):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(palette.accent))
            painter.drawRect(rect.adjusted(0.5, 0.5, -1.5, -1.5))

    def _corner(self, rect: QRectF, tone: Tone) -> None:
        """Mark a cell that wants looking at by a corner too: its colour alone must not carry it."""
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(self._palette.mark(tone)))
        tip, side = rect.topRight(), _CORNER
        self._painter.drawPolygon([tip, QPointF(tip.x() - side, tip.y()), QPointF(tip.x(), tip.y() + side)])

    def _pill(self, rect: QRectF, text: str, tone: Tone) -> None:
        pad = self._plain.pad
        width = min(pill_width(QFontMetricsF(self._small), text), rect.width() - pad)
        box = QRectF(rect.left() + pad - 2, rect.center().y() - PILL_HEIGHT / 2 - 0.5, width, PILL_HEIGHT)
        self._painter.setFont(self._small)
        paint_pill(self._painter, box, text, tone)

    def _words(self, rect: QRectF, cell: Cell, *, right: bool, hot: bool) -> None:
        painter, pad = self._painter, self._plain.pad
        font = self._bold if cell.strong else self._font
        opens = hot and cell.key is not None
        if opens:
            font = QFont(font)
            font.setUnderline(True)
        painter.setFont(font)
        ink = self._palette.ink(cell.tone) if cell.tone else self._palette.text
        painter.setPen(QColor(self._palette.accent if opens else ink))
        inner = rect.adjusted(pad, 0, -pad, -1)
        words = " ".join(cell.text.split("\n"))
        if len(words) * _WIDE > inner.width():
            words = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _RIGHT if right else _LEFT, words)
