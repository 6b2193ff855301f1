"""The header of the grid: labels with sort marks above, the filter row below; the first column stays in sight."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget

from ui.core import icons
from ui.core.fonts import sized
from ui.core.theme import colour
from ui.core.tokens import HEADER_HEIGHT
from ui.grid.model import GridModel

FILTER_HEIGHT = 28
_PAD = 10
_FONT = 9.5


class GridHeader(QHeaderView):
    """Click sorts, Shift+click adds a key, dragging moves or resizes; `boxes` are the widgets of the filter row."""

    sort_wanted = Signal(int, bool)
    moved = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.boxes: list[QWidget] = []
        self._filters = False
        self._moving = False
        self._pressed_pinned = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setMouseTracking(True)
        self.sectionResized.connect(self.place_boxes)
        self.sectionMoved.connect(self._on_moved)
        self.sectionClicked.connect(self._click)

    # the filter row

    @property
    def filters_shown(self) -> bool:
        """Whether the filter row is unfolded."""
        return self._filters

    def set_filters_shown(self, shown: bool) -> None:
        """Fold the filter row away or out."""
        self._filters = shown
        for box in self.boxes:
            box.setVisible(shown)
        self.updateGeometry()
        self.geometriesChanged.emit()
        self.place_boxes()

    def set_boxes(self, boxes: list[QWidget]) -> None:
        """Take the widgets of the filter row, one to a column in the model's order."""
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        self.boxes = boxes
        for box in boxes:
            box.setParent(self.viewport())
            box.setVisible(self._filters)
        self.place_boxes()

    def place_boxes(self, *_of_signal: int) -> None:
        """Put each box under its label; the first stays at the left edge."""
        pinned = self.pinned_width()
        for logical, box in enumerate(self.boxes):
            if logical >= self.count():
                break
            left, width = self.sectionViewportPosition(logical), self.sectionSize(logical)
            if self.is_pinned(logical):
                left = 0
            elif pinned and left < pinned:
                hidden = pinned - left
                left, width = pinned, max(width - hidden, 0)
            box.setGeometry(left + 6, HEADER_HEIGHT + 2, max(width - 12, 0), FILTER_HEIGHT - 6)

    def sizeHint(self) -> QSize:
        """Qt: one or two rows high."""
        return QSize(super().sizeHint().width(), HEADER_HEIGHT + (FILTER_HEIGHT if self._filters else 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the boxes follow."""
        super().resizeEvent(event)
        self.place_boxes()

    # the pinned column

    def is_pinned(self, logical: int) -> bool:
        """Whether this column stays in sight: the one that stands first."""
        return self.count() > 0 and self.visualIndex(logical) == 0

    def pinned_width(self) -> int:
        """The width of the pinned column while the rest is scrolled under it, else 0."""
        return self.sectionSize(self.logicalIndex(0)) if self.offset() > 0 and self.count() > 0 else 0

    def scrolled(self) -> None:
        """The table was scrolled sideways: the boxes follow."""
        self.viewport().update()
        self.place_boxes()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint ground and sections, and the pinned one over them."""
        painter = QPainter(self.viewport())
        area = self.viewport().rect()
        painter.fillRect(area, colour("surface"))
        for logical in range(self.count()):
            left = self.sectionViewportPosition(logical)
            if left < area.width() and left + self.sectionSize(logical) > 0:
                self._paint_one(painter, logical, left)
        pinned = self.pinned_width()
        if pinned:
            painter.fillRect(QRect(0, 0, pinned, area.height()), colour("surface"))
            self._paint_one(painter, self.logicalIndex(0), 0)
            painter.fillRect(QRect(pinned - 1, 0, 1, area.height()), colour("line_strong"))
        painter.fillRect(QRect(0, HEADER_HEIGHT - 1, area.width(), 1), colour("line"))
        painter.fillRect(QRect(0, area.height() - 1, area.width(), 1), colour("line"))

    def _paint_one(self, painter: QPainter, logical: int, left: int) -> None:
        model = self.model()
        if not isinstance(model, GridModel) or logical >= len(model.specs):
            return
        width = self.sectionSize(logical)
        spec = model.specs[logical]
        direction, order = self._sorted(model, spec.key)
        font = sized(self.font(), _FONT)
        mark = (14 + (8 if order else 0)) if direction else 0
        box = QRectF(left + _PAD, 0, width - 2 * _PAD - mark, HEADER_HEIGHT - 1)
        metrics = QFontMetricsF(font)
        text = metrics.elidedText(spec.header, Qt.TextElideMode.ElideRight, box.width())
        right = spec.numeric
        painter.setFont(font)
        painter.setPen(colour("text" if direction else "secondary"))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)
        if direction:
            start = box.right() + 3 if right else min(box.left() + metrics.horizontalAdvance(text) + 3, box.right() + 2)
            name = "sort-up" if direction > 0 else "sort-down"
            icons.paint(painter, name, QRectF(start, HEADER_HEIGHT / 2 - 6, 12, 12), "accent")
            if order:
                painter.setFont(sized(self.font(), 7.5))
                painter.setPen(colour("accent"))
                spot = QRectF(start + 11, 4, 10, HEADER_HEIGHT - 8)
                painter.drawText(spot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(order))

    def _sorted(self, model: GridModel, key: str) -> tuple[int, int]:
        """(1 up, -1 down, 0 not sorted; which key it is where there are several)."""
        sort = model.view.sort
        for order, entry in enumerate(sort, 1):
            if entry.lstrip("-") == key:
                return (-1 if entry.startswith("-") else 1), (order if len(sort) > 1 else 0)
        return 0, 0

    # the mouse

    def _over_pinned(self, point: QPoint) -> bool:
        return 0 <= point.x() < self.pinned_width() - 4

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a press on the pinned column is kept from the one that lies beneath, one among the boxes from all."""
        self._moving = False
        self._pressed_pinned = self._over_pinned(event.position().toPoint())
        if not self._pressed_pinned and event.position().y() < HEADER_HEIGHT:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: drag a section or its edge."""
        if not self._pressed_pinned and (event.buttons() or event.position().y() < HEADER_HEIGHT):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click sorts, the end of a drag tells the new order."""
        point = event.position().toPoint()
        if self._pressed_pinned:
            self._pressed_pinned = False
            if self._over_pinned(point) and event.button() == Qt.MouseButton.LeftButton:
                self._click(self.logicalIndex(0))
            return
        before = self._moving
        super().mouseReleaseEvent(event)
        if before or self._moving:
            self._moving = False
            self.moved.emit()

    def _on_moved(self, _logical: int, _old: int, _new: int) -> None:
        self._moving = True

    def _click(self, logical: int) -> None:
        shift = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.sort_wanted.emit(logical, shift)
