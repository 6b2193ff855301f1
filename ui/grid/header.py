"""The header of the grid: labels with sort marks above, the filter row below; the pinned columns stay in sight."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget

from crm.queries.view import ViewSpec
from ui.core import icons
from ui.core.fonts import sized
from ui.core.theme import colour
from ui.core.tokens import HEADER_HEIGHT
from ui.grid.model import GridModel

FILTER_HEIGHT = 28
_PAD = 8
_FONT = 9.5
_PINNED_SHARE = 0.7


def sorted_by(view: ViewSpec, key: str) -> tuple[int, int]:
    """(1 up, -1 down, 0 not sorted by this field; which key it is where there are several).

    A view that says nothing is in the order of its ledger, whose first field is told.
    """
    sort = view.sort or view.source.order[:1]
    for order, entry in enumerate(sort, 1):
        if entry.lstrip("-") == key:
            return (-1 if entry.startswith("-") else 1), (order if len(sort) > 1 else 0)
    return 0, 0


class GridHeader(QHeaderView):
    """Click sorts, Shift+click adds a key, dragging moves or resizes; `boxes` are the widgets of the filter row."""

    sort_wanted = Signal(int, bool)
    moved = Signal()
    menu_wanted = Signal(int, QPoint)
    # Qt asks how high the header is even while it is taken apart.
    _filters = False

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.boxes: list[QWidget] = []
        self._pinned = 1
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
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)

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
        """Take the widgets of the filter row, children of the viewport, one to a column in the model's order."""
        for box in self.boxes:
            box.hide()
            box.deleteLater()
        self.boxes = boxes
        for box in boxes:
            box.setVisible(self._filters)
        self.place_boxes()

    def place_boxes(self, *_of_signal: int) -> None:
        """Put each box under its label; those of the pinned columns stay at the left edge."""
        pinned = self.pinned_width()
        for logical, box in enumerate(self.boxes):
            if logical >= self.count():
                break
            left, width = self.sectionViewportPosition(logical), self.sectionSize(logical)
            if pinned and self.is_pinned(logical):
                left = self.sectionPosition(logical)
            elif pinned and left < pinned:
                hidden = pinned - left
                left, width = pinned, max(width - hidden, 0)
            box.setGeometry(left + 4, HEADER_HEIGHT + 2, max(width - 8, 0), FILTER_HEIGHT - 6)

    def sizeHint(self) -> QSize:
        """Qt: one or two rows high; the table gives the width, which Qt would measure label by label."""
        return QSize(self.minimumSectionSize(), HEADER_HEIGHT + (FILTER_HEIGHT if self._filters else 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the boxes follow."""
        super().resizeEvent(event)
        self.place_boxes()

    # the pinned columns

    def set_pinned(self, count: int) -> None:
        """Keep this many columns in sight while the rest is scrolled under them."""
        if count != self._pinned:
            self._pinned = count
            self.scrolled()

    def _pins(self) -> int:
        """How many columns are pinned; fewer than asked for where they would leave too little of the rest."""
        room, wide = self.viewport().width() * _PINNED_SHARE, 0
        for visual in range(min(self._pinned, self.count())):
            wide += self.sectionSize(self.logicalIndex(visual))
            if visual and wide > room:
                return visual
        return min(self._pinned, self.count())

    def is_pinned(self, logical: int) -> bool:
        """Whether this column stays in sight."""
        return self.count() > 0 and self.visualIndex(logical) < self._pins()

    def pinned_width(self) -> int:
        """The width of the pinned columns while the rest is scrolled under them, else 0."""
        if self.offset() <= 0:
            return 0
        return sum(self.sectionSize(self.logicalIndex(visual)) for visual in range(self._pins()))

    def pinned_at(self, x: int) -> int:
        """The pinned column at a distance from the left edge."""
        return self.logicalIndexAt(x - self.offset())

    def scrolled(self) -> None:
        """The table was scrolled sideways: the boxes follow."""
        self.viewport().update()
        self.place_boxes()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint ground and sections, and the pinned ones over them."""
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
            for visual in range(self._pins()):
                logical = self.logicalIndex(visual)
                self._paint_one(painter, logical, self.sectionPosition(logical))
            painter.fillRect(QRect(pinned - 1, 0, 1, area.height()), colour("line_strong"))
        painter.fillRect(QRect(0, HEADER_HEIGHT - 1, area.width(), 1), colour("line"))
        painter.fillRect(QRect(0, area.height() - 1, area.width(), 1), colour("line"))

    def _paint_one(self, painter: QPainter, logical: int, left: int) -> None:
        model = self.model()
        if not isinstance(model, GridModel) or logical >= len(model.specs):
            return
        width = self.sectionSize(logical)
        spec = model.specs[logical]
        direction, order = sorted_by(model.view, spec.key)
        font = sized(self.font(), _FONT)
        mark = (16 if order else 14) if direction else 0
        start = 2 if direction and spec.numeric else 6 if order else _PAD
        # The arrow and its number stand in the padding, so that they take nothing from the label.
        end = 0 if direction and not spec.numeric else _PAD
        box = QRectF(left + start, 0, width - start - end - mark, HEADER_HEIGHT - 1)
        metrics = QFontMetricsF(font)
        text = metrics.elidedText(spec.header, Qt.TextElideMode.ElideRight, box.width())
        right = spec.numeric
        painter.setFont(font)
        painter.setPen(colour("text" if direction else "secondary"))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)
        if direction:
            gap, size = (1, 10) if order else (3, 12)
            spot_x = box.right() + gap
            if not right:
                spot_x = min(box.left() + metrics.horizontalAdvance(text) + gap, box.right() + min(gap, 2))
            name = "sort-up" if direction > 0 else "sort-down"
            icons.paint(painter, name, QRectF(spot_x, (HEADER_HEIGHT - size) / 2, size, size), "accent")
            if order:
                painter.setFont(sized(self.font(), 7.5))
                painter.setPen(colour("accent"))
                spot = QRectF(spot_x + size - 1, 4, 10, HEADER_HEIGHT - 8)
                painter.drawText(spot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(order))

    # the mouse

    def _over_pinned(self, point: QPoint) -> bool:
        return 0 <= point.x() < self.pinned_width() - 4

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a press on a pinned column is kept from the one that lies beneath, one among the boxes from all.

        The table would select the whole column, and Delete after a sort would empty it.
        """
        self._moving = False
        self._pressed_pinned = self._over_pinned(event.position().toPoint())
        if not self._pressed_pinned and event.position().y() < HEADER_HEIGHT:
            self.blockSignals(True)
            super().mousePressEvent(event)
            self.blockSignals(False)

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
                self._click(self.pinned_at(point.x()))
            return
        before = self._moving
        super().mouseReleaseEvent(event)
        if before or self._moving:
            self._moving = False
            self.moved.emit()

    def _on_moved(self, _logical: int, _old: int, _new: int) -> None:
        self._moving = True

    def _menu(self, where: QPoint) -> None:
        logical = self.pinned_at(where.x()) if self._over_pinned(where) else self.logicalIndexAt(where)
        if logical >= 0:
            self.menu_wanted.emit(logical, self.viewport().mapToGlobal(where))

    def _click(self, logical: int) -> None:
        shift = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.sort_wanted.emit(logical, shift)
