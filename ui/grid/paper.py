"""A view on paper: title, columns fitted to the page, rows that wrap, page numbers."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter

from ui.core.fonts import sized
from ui.grid.model import PAGE, GridModel
from ui.grid.widths import width_of

_BODY, _HEAD, _TITLE = 8.5, 8.5, 13.0
_INK, _QUIET, _LINE = "#1F2329", "#5B6472", "#B9C0CA"
_LINES = 3
_WORDS = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)


class _Sheet:
    """The painter, the measures of a page in dots, and where the pen stands."""

    def __init__(self, printer: QPrinter, painter: QPainter, model: GridModel, title: str, note: str) -> None:
        self.printer, self.painter, self.model = printer, painter, model
        self.title, self.note, self.page = title, note, 1
        self.area = QRectF(painter.viewport())
        self.font = QFont(painter.font())
        self.unit = printer.logicalDpiY() / 72
        screen = [width_of(spec, self.font) for spec in model.specs]
        self.widths = [self.area.width() * w / sum(screen) for w in screen]
        self.y = 0.0

    def use(self, points: float, *, bold: bool = False, ink: str = _INK) -> QFontMetricsF:
        """Write in this size from now on."""
        font = sized(self.font, points, bold=bold)
        self.painter.setFont(font)
        self.painter.setPen(QColor(ink))
        return QFontMetricsF(font, self.printer)

    def head(self) -> None:
        """Title and note on top, labels under them."""
        metrics = self.use(_TITLE, bold=True)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        box = QRectF(0, 0, self.area.width(), metrics.height() * 1.3)
        self.painter.drawText(box, left, self.title)
        self.use(_BODY, ink=_QUIET)
        self.painter.drawText(box, right, self.note)
        self.y = box.bottom() + 4 * self.unit
        self.row([spec.header for spec in self.model.specs], bold=True)
        self.rule(1.2)

    def foot(self) -> None:
        """The page number in the middle."""
        metrics = self.use(_BODY, ink=_QUIET)
        box = QRectF(0, self.area.height() - metrics.height(), self.area.width(), metrics.height())
        self.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"— {self.page} —")

    def height_of(self, texts: list[str] | tuple[str, ...], *, bold: bool = False) -> float:
        """How high a row must be, at most three lines."""
        metrics = self.use(_HEAD if bold else _BODY, bold=bold)
        pad = 4 * self.unit
        most = metrics.lineSpacing() * _LINES
        high = metrics.lineSpacing()
        for text, width in zip(texts, self.widths, strict=True):
            if text and metrics.horizontalAdvance(text) > width - 2 * pad:
                high = max(high, metrics.boundingRect(QRectF(0, 0, width - 2 * pad, 1e6), _WORDS, text).height())
        return min(high, most) + 2 * pad * 0.7

    def row(self, texts: list[str] | tuple[str, ...], *, bold: bool = False) -> None:
        """One row of cells, figures at the right."""
        high = self.height_of(texts, bold=bold)
        pad, x = 4 * self.unit, 0.0
        self.use(_HEAD if bold else _BODY, bold=bold)
        for spec, text, width in zip(self.model.specs, texts, self.widths, strict=True):
            side = Qt.AlignmentFlag.AlignRight if spec.numeric else Qt.AlignmentFlag.AlignLeft
            box = QRectF(x + pad, self.y + pad * 0.7, width - 2 * pad, high - 2 * pad * 0.7)
            self.painter.save()
            self.painter.setClipRect(box)
            self.painter.drawText(box, _WORDS | int((side | Qt.AlignmentFlag.AlignVCenter).value), text)
            self.painter.restore()
            x += width
        self.y += high

    def rule(self, weight: float = 0.5) -> None:
        """A line across the page."""
        self.painter.setPen(QPen(QColor(_LINE), weight * self.unit))
        self.painter.drawLine(0, round(self.y), round(self.area.width()), round(self.y))

    def room_for(self, high: float) -> bool:
        """Whether a row still fits above the page number."""
        return self.y + high <= self.area.height() - 22 * self.unit

    def turn(self) -> None:
        """Go on with the next page."""
        self.foot()
        self.printer.newPage()
        self.page += 1
        self.head()


def print_rows(printer: QPrinter, model: GridModel, *, title: str, note: str) -> int:
    """Print every row of a model in its columns; returns the number of pages."""
    printer.setPageMargins(QMarginsF(12, 12, 12, 12), QPageLayout.Unit.Millimeter)
    painter = QPainter(printer)
    try:
        sheet = _Sheet(printer, painter, model, title, note)
        sheet.head()
        for start in range(0, model.rowCount(), PAGE):
            for at in range(start, min(start + PAGE, model.rowCount())):
                texts = model.shown(at).texts
                if not sheet.room_for(sheet.height_of(texts)):
                    sheet.turn()
                sheet.row(texts)
                sheet.rule()
        sheet.foot()
        return sheet.page
    finally:
        painter.end()
