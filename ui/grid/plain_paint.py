"""Paints a table of ready words: heads in one row or two, words, pills, sums in bold."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from ui.core.fonts import sized
from ui.core.marks import PILL_HEIGHT, paint_pill, pill_width
from ui.core.theme import colour, colours
from ui.core.tokens import HEADER_HEIGHT, SIZE_NOTE, Tone
from ui.grid.plain_model import Cell, Index, PlainModel

_GROUP_HEIGHT = 26
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


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


class PlainDelegate(QStyledItemDelegate):
    """Paints a cell; `hot` is the (row, column) under the pointer."""

    def __init__(self, model: PlainModel, table: QTableView) -> None:
        super().__init__(table)
        self._plain, self._table = model, table
        self.hot = (-1, -1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: ground, words or pill, the line below, the frame of the current cell."""
        cell, rect = self._plain.cell(index), QRectF(option.rect)
        palette = colours()
        state = option.state
        ground = palette.wash(cell.wash) if cell.wash else palette.surface
        if state & QStyle.StateFlag.State_Selected:
            ground = palette.accent_wash
        elif cell.wash is None and index.row() == self.hot[0]:
            ground = palette.hover if palette.dark else palette.window
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), QColor(palette.line))
        if cell.wash in ("bad", "warn"):
            self._corner(painter, rect, cell.wash)
        if cell.text:
            self._words(painter, rect, cell, index)
        if self._table.hasFocus() and index == self._table.currentIndex():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(palette.accent))
            painter.drawRect(rect.adjusted(0.5, 0.5, -1.5, -1.5))

    def _corner(self, painter: QPainter, rect: QRectF, tone: Tone) -> None:
        """Mark a cell that wants looking at by a corner too: its colour alone must not carry it."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().mark(tone)))
        tip, side = rect.topRight(), _CORNER
        painter.drawPolygon([tip, QPointF(tip.x() - side, tip.y()), QPointF(tip.x(), tip.y() + side)])

    def _words(self, painter: QPainter, rect: QRectF, cell: Cell, index: Index) -> None:
        font, pad = QFont(self._table.font()), self._plain.pad
        hot = cell.key is not None and (index.row(), index.column()) == self.hot
        if cell.pill and cell.tone:
            font = sized(font, SIZE_NOTE)
            metrics = QFontMetricsF(font)
            width = min(pill_width(metrics, cell.text), rect.width() - pad)
            box = QRectF(rect.left() + pad - 2, rect.center().y() - PILL_HEIGHT / 2 - 0.5, width, PILL_HEIGHT)
            painter.setFont(font)
            paint_pill(painter, box, cell.text, cell.tone)
            return
        if cell.strong:
            font.setWeight(QFont.Weight.DemiBold)
        font.setUnderline(hot)
        painter.setFont(font)
        ink = QColor(colours().ink(cell.tone)) if cell.tone else colour("text")
        painter.setPen(colour("accent") if hot else ink)
        side = Qt.AlignmentFlag.AlignRight if self._plain.cols[index.column()].right else Qt.AlignmentFlag.AlignLeft
        inner = rect.adjusted(pad, 0, -pad, -1)
        words = " ".join(cell.text.split("\n"))
        painter.drawText(
            inner, _MIDDLE | side, QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        )
