"""The provinces as equal squares, coloured by how many rows each has; no borders are drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.core.fonts import sized
from ui.core.kit import focus_ring, keyboard_focus, note_focus, note_key
from ui.core.theme import colour
from ui.core.tokens import SIZE_NOTE, contrast

_PLACES: Final = """
黑 黑龙江 8 0|新 新疆 0 1|蒙 内蒙古 6 1|吉 吉林 8 1|青 青海 1 2|甘 甘肃 2 2|宁 宁夏 3 2|京 北京 6 2|津 天津 7 2
辽 辽宁 8 2|藏 西藏 1 3|川 四川 3 3|陕 陕西 4 3|晋 山西 5 3|冀 河北 6 3|鲁 山东 7 3
渝 重庆 3 4|鄂 湖北 4 4|豫 河南 5 4|皖 安徽 6 4
苏 江苏 7 4|沪 上海 8 4|滇 云南 3 5|黔 贵州 4 5|湘 湖南 5 5|赣 江西 6 5|浙 浙江 7 5|桂 广西 5 6|粤 广东 6 6|闽 福建 7 6
台 台湾 8 6|澳 澳门 5 7|琼 海南 6 7|港 香港 7 7
"""
TILES: Final[dict[str, tuple[str, int, int]]] = {
    name: (sign, int(x), int(y))
    for sign, name, x, y in (part.split() for part in _PLACES.strip().replace("\n", "|").split("|"))
}
"""Short name of a province -> (its one-character sign, column, row) of the map."""
_COLUMNS: Final = 9
_ROWS: Final = 8
_GAP: Final = 3.0
_STEPS: Final = (0.14, 0.3, 0.5, 0.88, 1.0)
_LARGEST: Final = 44.0


def _ground(share: float) -> QColor:
    """From the accent's wash to the accent itself; the middle, on which no ink reads well, is left out."""
    step = min(math.ceil(share * len(_STEPS)), len(_STEPS)) - 1
    low, high, share = colour("surface"), colour("accent"), _STEPS[step]
    red, green, blue = (
        getattr(low, part)() + (getattr(high, part)() - getattr(low, part)()) * share
        for part in ("redF", "greenF", "blueF")
    )
    return QColor.fromRgbF(red, green, blue)


class TileMap(QWidget):
    """Squares by province; `opened` gives the short name of the one clicked, or chosen by arrows and Enter."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[str, int] = {}
        self._unit = ""
        self._current = "江苏"
        self._hot = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_COLUMNS * 20, _ROWS * 20)
        self.setAccessibleName("分省图")

    def set_counts(self, counts: Mapping[str, int], unit: str) -> None:
        """Colour the squares by these counts; the unit goes to the tooltips (32 条)."""
        self._counts = {name: n for name, n in counts.items() if n > 0}
        self._unit = unit
        first = sorted(self._counts.items(), key=lambda item: -item[1])[:5]
        self.setAccessibleDescription("，".join(self.words(name) for name, _ in first))
        self.update()

    def words(self, name: str) -> str:
        """What is said of a province: 浙江 32 条."""
        return f"{name} {self._counts.get(name, 0):,} {self._unit}"

    def sizeHint(self) -> QSize:
        """Squares of 25 px."""
        return QSize(_COLUMNS * 26, _ROWS * 26)

    def _side(self) -> float:
        fitting = min(self.width() / _COLUMNS, self.height() / _ROWS) - _GAP
        return float(math.floor(min(fitting, _LARGEST)))

    def box(self, name: str) -> QRectF:
        """Where the square of a province lies."""
        side = self._side()
        _, x, y = TILES[name]
        left = (self.width() - _COLUMNS * (side + _GAP) + _GAP) / 2
        top = (self.height() - _ROWS * (side + _GAP) + _GAP) / 2
        return QRectF(round(left) + x * (side + _GAP), round(top) + y * (side + _GAP), side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the squares, and in the empty corner the one pointed at, else the first, in words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(self._counts.values(), default=0)
        painter.setFont(sized(self.font(), SIZE_NOTE if self._side() < 30 else 10.5))
        for name in TILES:
            self._paint_tile(painter, name, most)
        self._paint_words(painter)
        if keyboard_focus(self):
            focus_ring(painter, self.box(self._current).adjusted(-3, -3, 3, 3), 5)

    def _paint_tile(self, painter: QPainter, name: str, most: int) -> None:
        count, box = self._counts.get(name, 0), self.box(name)
        ground = _ground(math.sqrt(count / most)) if count else colour("track")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 4, 4)
        inks = ("text", "on_accent") if count else ("secondary",)
        painter.setPen(max((colour(ink) for ink in inks), key=lambda c: contrast(c.name(), ground.name())))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, TILES[name][0])
        if name == self._hot and count:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour("text"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_words(self, painter: QPainter) -> None:
        corner = QRectF(self.box("新疆").left(), self.box("黑龙江").top(), 0, self._side())
        corner.setRight(self.box("黑龙江").left() - _GAP)
        painter.setFont(sized(self.font(), SIZE_NOTE))
        painter.setPen(colour("secondary"))
        painter.drawText(corner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.told)

    @property
    def told(self) -> str:
        """What the corner says: the province pointed at or stood on, else the one with the most."""
        if self._hot or keyboard_focus(self):
            return self.words(self._hot or self._current)
        most = max(self._counts, key=lambda name: self._counts[name], default="")
        return f"最多 {self.words(most)}" if most else ""

    def _at(self, point: QPointF) -> str:
        reach = _GAP / 2
        return next((n for n in TILES if self.box(n).adjusted(-reach, -reach, reach, reach).contains(point)), "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the square under the pointer."""
        hot = self._at(event.position())
        if hot != self._hot:
            self._hot = hot
            opens = bool(self._counts.get(hot))
            self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        self._hot = ""
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._open(self._at(event.position()))

    def _open(self, name: str) -> None:
        if self._counts.get(name):
            self._current = name
            self.opened.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move to the nearest square that way, Enter opens."""
        note_key(self)
        way = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }.get(Qt.Key(event.key()))
        if way is not None:
            self._step(*way)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self._current)
        else:
            super().keyPressEvent(event)

    def _step(self, dx: int, dy: int) -> None:
        _, x, y = TILES[self._current]

        def cost(name: str) -> int:
            _, a, b = TILES[name]
            ahead, aside = (a - x) * dx + (b - y) * dy, abs((a - x) * dy) + abs((b - y) * dx)
            return ahead + 3 * aside if ahead > 0 else 1000

        nearest = min(TILES, key=cost)
        if cost(nearest) < 1000:
            self._current = nearest
            self.setAccessibleDescription(self.words(nearest))
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())

    def event(self, event: QEvent) -> bool:
        """Say the province and its count as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            name = self._at(QPointF(event.pos()))
            if name:
                QToolTip.showText(event.globalPos(), self.words(name), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
