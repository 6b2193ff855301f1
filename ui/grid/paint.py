"""Paints the rows that are in sight, straight from the model's ready texts: one pass, no call per cell from Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QTableView

from crm.queries.groups import Group
from ui.core import icons
from ui.core.fonts import sized
from ui.core.marks import PILL_HEIGHT, paint_pill, pill_width
from ui.core.theme import colours
from ui.core.tokens import SIZE_NOTE, Tone
from ui.grid.header import GridHeader
from ui.grid.model import GridModel
from ui.grid.texts import Shown

PAD = 8
_MARK, _BACK = 26, 18
_LEFT = int((Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft).value) | int(Qt.TextFlag.TextSingleLine)
_RIGHT = int((Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight).value) | int(Qt.TextFlag.TextSingleLine)


def head_indent(group: Group) -> int:
    """Where the words of a group's head begin, in px; the mark that folds it stands before them."""
    return _MARK + group.level * _BACK


@dataclass(frozen=True)
class Marked:
    """What stands out: the selected ranges as rectangles of (column, row), more than one cell or not, the hot row."""

    spans: list[QRect]
    many: bool
    hot_row: int


class RowPainter:
    """The pens and measures of one painting of a table."""

    def __init__(
        self, table: QTableView, painter: QPainter, *, header: GridHeader, model: GridModel, marked: Marked
    ) -> None:
        self._table, self._painter, self._model, self._marked = table, painter, model, marked
        palette = colours()
        self._text, self._line = QColor(palette.text), QColor(palette.line)
        self._surface, self._wash, self._accent = QColor(palette.surface), QColor(palette.accent_wash), palette.accent
        self._hot = QColor(palette.hover if palette.dark else palette.window)
        self._shade = QColor(palette.accent)
        self._shade.setAlphaF(0.10)
        self._font: QFont = table.font()
        self._metrics = QFontMetricsF(self._font)
        self._widest = self._metrics.horizontalAdvance("宽")
        self._insets: dict[str, int] = {}
        self._small = sized(self._font, SIZE_NOTE)
        self._small_metrics = QFontMetricsF(self._small)
        self._current = table.currentIndex()
        self._columns = []
        for at, spec in enumerate(model.specs):
            left, width = header.sectionViewportPosition(at), header.sectionSize(at)
            if left < table.viewport().width() and left + width > 0:
                self._columns.append((at, left, width, spec.numeric))
        self._pinned_width = header.pinned_width()
        pinned = [at for at in range(len(model.specs)) if self._pinned_width and header.is_pinned(at)]
        self._pinned = [
            (at, header.sectionPosition(at), header.sectionSize(at), model.specs[at].numeric) for at in pinned
        ]
        self._bold = QFont(self._font)
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._bands = (QColor(palette.track), QColor(palette.window))

    def paint(self, first: int, last: int) -> None:
        """Paint the rows from first to last, lines to the right edge included."""
        table, model = self._table, self._model
        width = table.viewport().width()
        self._painter.setFont(self._font)
        rows = [(row, model.shown(row)) for row in range(first, last + 1)]
        if model.points.note(shown.texts for _, shown in rows):
            # A row that came into sight has more places than those that were painted before it.
            table.viewport().update()
        for row, shown in rows:
            top, height = table.rowViewportPosition(row), table.rowHeight(row)
            self._row(row, shown, QRect(0, top, width, height))
        if self._pinned:
            shade = QColor(colours().line_strong)
            bottom = table.rowViewportPosition(last) + table.rowHeight(last)
            self._painter.fillRect(QRect(self._pinned_width - 1, 0, 1, bottom), shade)
        self._frame()

    def _row(self, row: int, shown: Shown, box: QRect) -> None:
        painter = self._painter
        parts = [span for span in self._marked.spans if span.top() <= row <= span.bottom()]
        marked = bool(parts) or row == self._current.row()
        plain = self._surface if shown.group is None else self._bands[shown.group.level]
        ground = self._wash if marked else self._hot if row == self._marked.hot_row else plain
        painter.fillRect(box, ground)
        if shown.group is not None:
            self._head(shown, shown.group, box)
            return
        for column in self._columns:
            self._cell(shown, column, box, parts)
        if self._pinned:
            painter.fillRect(QRect(0, box.top(), self._pinned_width, box.height()), ground)
            for column in self._pinned:
                self._cell(shown, column, box, parts)
        painter.fillRect(QRect(0, box.bottom(), box.width(), 1), self._line)

    def _head(self, shown: Shown, group: Group, box: QRect) -> None:
        """Paint the head of a group: its mark and words at the left edge, its sums in their columns."""
        painter, words = self._painter, shown.texts[0]
        painter.setFont(self._bold)
        painter.setPen(self._text)
        metrics, free = QFontMetricsF(self._bold), float(box.width())
        pinned = {column[0] for column in self._pinned}
        for at, left, width, _ in {column[0]: column for column in [*self._columns, *self._pinned]}.values():
            edge = left if at in pinned else max(left, self._pinned_width)
            if at and shown.texts[at] and left + width - edge > PAD:
                cell = QRect(edge, box.top(), left + width - edge, box.height() - 1)
                painter.setClipRect(cell)
                inset = self._inset(at, shown.texts[at], cell.width() - 2 * PAD)
                painter.drawText(cell.adjusted(0, 0, -PAD - inset, 0), _RIGHT, shown.texts[at])
                painter.setClipping(False)
                free = min(free, max(cell.right() - metrics.horizontalAdvance(shown.texts[at]) - 2 * PAD, edge))
        indent = head_indent(group)
        mark = QRectF(PAD - 2 + indent - _MARK, box.center().y() - 6, 13, 13)
        icons.paint(painter, "chevron-right" if self._model.is_folded(group) else "chevron-down", mark, "secondary")
        room = max(round(free) - indent, 0)
        text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(indent, box.top(), room, box.height() - 1), _LEFT, text)
        painter.setFont(self._font)
        painter.fillRect(QRect(0, box.bottom(), box.width(), 1), self._line)

    def _cell(self, shown: Shown, column: tuple[int, int, int, bool], row: QRect, parts: list[QRect]) -> None:
        at, left, width, numeric = column
        painter = self._painter
        if self._marked.many and any(part.left() <= at <= part.right() for part in parts):
            painter.fillRect(QRect(left, row.top(), width, row.height() - 1), self._shade)
        text = shown.texts[at]
        if not text:
            return
        tone = shown.tones[at]
        if tone is not None:
            self._pill(text, tone, QRectF(left, row.top(), width, row.height()))
            return
        room = width - 2 * PAD
        if numeric and self._model.points.most[at]:
            room -= self._inset(at, text, room)
        if len(text) * self._widest > room:
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setPen(self._text)
        painter.drawText(QRect(left + PAD, row.top(), room, row.height() - 1), _RIGHT if numeric else _LEFT, text)

    def _inset(self, at: int, text: str, room: int) -> int:
        """How far from the right edge of its column a figure ends, so that its point stands under the others, in px."""
        lacking = self._model.points.lacking(at, text)
        if not lacking:
            return 0
        wide = self._insets.get(lacking)
        if wide is None:
            wide = self._insets[lacking] = round(self._metrics.horizontalAdvance(lacking))
        if (len(text) + len(lacking)) * self._widest <= room:
            return wide
        return max(min(wide, room - math.ceil(self._metrics.horizontalAdvance(text))), 0)

    def _pill(self, text: str, tone: Tone, cell: QRectF) -> None:
        painter = self._painter
        painter.setFont(self._small)
        wanted, room = pill_width(self._small_metrics, text), cell.width() - PAD
        width = min(wanted, room)
        box = QRectF(cell.left() + PAD - 2, cell.center().y() - PILL_HEIGHT / 2 - 0.5, width, PILL_HEIGHT)
        if tone == "plain":
            painter.setPen(self._text)
            painter.drawText(box.adjusted(9, 0, 9, 0), _LEFT, text)
        else:
            if wanted > room:
                text = self._small_metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 12)
            paint_pill(painter, box, text, tone)
        painter.setFont(self._font)

    def _frame(self) -> None:
        """The frame of the current cell, while the keyboard is here."""
        table = self._table
        if self._current.isValid() and table.hasFocus():
            painter = self._painter
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._accent), 1.5))
            painter.drawRect(QRectF(table.visualRect(self._current)).adjusted(1, 1, -1.5, -1.5))
