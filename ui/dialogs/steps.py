"""The steps of a wizard, named at its top; a step that is done can be gone back to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.core import icons
from ui.core.fonts import sized
from ui.core.kit import Bar, Label, row
from ui.core.theme import colour
from ui.core.tokens import SIZE_NOTE, SPACE_L

_DOT = 20
_GAP = 28


class StepBar(QWidget):
    """Numbered names in a row with the present one in the accent; `wanted` gives the number of a step clicked."""

    wanted = Signal(int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = list(names)
        self._now = 0
        self._open = True
        self.setFixedHeight(36)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()

    @property
    def now(self) -> int:
        """The number of the present step, from 0."""
        return self._now

    def set_now(self, step: int, *, may_go_back: bool = True) -> None:
        """Show another step as the present one."""
        self._now, self._open = step, may_go_back
        self._tell()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleName(f"第 {self._now + 1} 步，共 {len(self._names)} 步：{self._names[self._now]}")

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _boxes(self) -> list[QRectF]:
        metrics, left, found = QFontMetricsF(self._bold()), 0.0, []
        for name in self._names:
            width = _DOT + 8 + metrics.horizontalAdvance(name) + 2
            found.append(QRectF(left, 0, width, self.height()))
            left += width + _GAP
        return found

    def sizeHint(self) -> QSize:
        """As wide as all the names."""
        return QSize(round(self._boxes()[-1].right()) + 2, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint dots, names and the lines between them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = self._boxes()
        for at, (name, box) in enumerate(zip(self._names, boxes, strict=True)):
            middle = box.center().y()
            dot = QRectF(box.left() + 0.5, middle - _DOT / 2, _DOT, _DOT)
            done, now = at < self._now, at == self._now
            painter.setPen(QPen(colour("accent" if done or now else "edge"), 1.2))
            painter.setBrush(colour("accent" if now else "accent_wash" if done else "surface"))
            painter.drawEllipse(dot)
            if done:
                icons.paint(painter, "check", dot.adjusted(4, 4, -4, -4), "accent")
            else:
                painter.setFont(sized(self.font(), SIZE_NOTE))
                painter.setPen(colour("on_accent" if now else "secondary"))
                painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(at + 1))
            painter.setFont(self._bold() if now else self.font())
            painter.setPen(colour("text" if now else "secondary"))
            words = box.adjusted(_DOT + 8, 0, 4, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            if at + 1 < len(boxes):
                painter.setPen(QPen(colour("accent" if done else "line_strong"), 1))
                painter.drawLine(round(box.right() + 6), round(middle), round(boxes[at + 1].left() - 6), round(middle))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a step that is done goes back to it."""
        for at, box in enumerate(self._boxes()):
            if self._open and at < self._now and box.contains(event.position()):
                self.wanted.emit(at)


class ReadingBar(QWidget):
    """正在读取 with how far it is, beside the steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = row(self, spacing=SPACE_L)
        self.bar = Bar()
        self.bar.setFixedWidth(120)
        line.addWidget(Label("正在读取", ink="secondary"))
        line.addWidget(self.bar)
        self.show_on(False)

    def show_on(self, on: bool) -> None:
        """Begin anew, or go."""
        self.bar.set(0.0)
        self.setVisible(on)
