"""A view on paper: title, columns fitted to the page, groups with their sums, rows that wrap, page numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter

from crm.book import Book
from crm.queries.listing import cells
from crm.queries.view import ViewSpec
from crm.records.field import FieldSpec
from crm.rules.problem import Problem
from ui.core.fonts import line_breaks, sized
from ui.grid.answers import PAGE
from ui.grid.lines import Lines
from ui.grid.model import GridModel
from ui.grid.texts import Shown, head, ready
from ui.grid.widths import shared
from ui.grid.words import view_words

_BODY, _HEAD, _TITLE = 8.5, 8.5, 13.0
_INK, _QUIET, _LINE = "#1F2329", "#5B6472", "#B9C0CA"
_BANDS, _BACK = ("#E4E7EC", "#F2F4F7"), 12
_LINES = 3
_MEASURED = 200
_WIDEST, _YIELDING = 200, 60
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Printout:
    """What a grid shows at a moment, to be read again line by line on any thread."""

    book: Book
    view: ViewSpec
    specs: Sequence[FieldSpec]
    fetched: Sequence[str]
    ids: Sequence[int]
    lines: Lines

    @staticmethod
    def of(book: Book, model: GridModel) -> Printout:
        """What this model shows now; folded groups are their heads alone."""
        return Printout(book, model.view, model.specs, model.fetched, model.ids, model.lines)

    def rows(self) -> Iterator[Shown]:
        """Every line ready to be written, in order."""
        ledger, today = self.view.source, self.book.today()
        page: dict[int, Shown] = {}
        with self.book.read() as session:
            for line in range(self.lines.total):
                group, place = self.lines.group(line), self.lines.place(line)
                if group is not None:
                    yield head(self.specs, ledger, group)
                elif place is not None:
                    record = self.ids[place]
                    if record not in page:
                        wanted = self.ids[place : place + PAGE]
                        found = cells(session, ledger, wanted, self.fetched)
                        page = {row.id: ready(self.specs, row, today=today) for row in found}
                    if record in page:
                        yield page[record]


class _Sheet:
    """The painter, the measures of a page in dots, and where the pen stands."""

    def __init__(self, printer: QPrinter, painter: QPainter, printout: Printout, title: str, note: str) -> None:
        self.printer, self.painter, self.specs = printer, painter, printout.specs
        self.title, self.note, self.page = title, note, 1
        self.conditions = view_words(printout.view)
        self.area = QRectF(painter.viewport())
        self.font = QFont(painter.font())
        self.unit = printer.logicalDpiY() / 72
        self.widths: list[float] = []
        self.y = 0.0

    def measure(self, first: Sequence[Shown]) -> None:
        """Share the width of the page out by what stands in the columns; long words are wrapped before short ones."""
        head, body = self.use(_HEAD, bold=True), self.use(_BODY)
        rows = [line.texts for line in first if line.group is None]
        asked = []
        for at, spec in enumerate(self.specs):
            words = max((body.horizontalAdvance(texts[at]) for texts in rows), default=0.0)
            asked.append(max(head.horizontalAdvance(spec.header), min(words, _WIDEST * self.unit)) + 10 * self.unit)
        natural = [round(width) for width in asked]
        least = [min(width, round(_YIELDING * self.unit)) for width in natural]
        found = shared(natural, least, round(self.area.width()))
        self.widths = [self.area.width() * width / sum(found) for width in found]

    def use(self, points: float, *, bold: bool = False, ink: str = _INK) -> QFontMetricsF:
        """Write in this size from now on."""
        font = sized(self.font, points, bold=bold)
        self.painter.setFont(font)
        self.painter.setPen(QColor(ink))
        return QFontMetricsF(font, self.printer)

    def head(self) -> None:
        """Title and note on top, the conditions of the list and the labels under them."""
        metrics = self.use(_TITLE, bold=True)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        box = QRectF(0, 0, self.area.width(), metrics.height() * 1.3)
        self.painter.drawText(box, left, self.title)
        self.use(_BODY, ink=_QUIET)
        self.painter.drawText(box, right, self.note)
        self.y = box.bottom() + 4 * self.unit
        if self.conditions:
            metrics = self.use(_BODY, ink=_QUIET)
            words = metrics.elidedText(f"条件：{self.conditions}", Qt.TextElideMode.ElideRight, self.area.width())
            self.painter.drawText(QRectF(0, self.y, self.area.width(), metrics.height()), left, words)
            self.y += metrics.height() + 4 * self.unit
        self.row([spec.header for spec in self.specs], bold=True)
        self.rule(1.2)

    def foot(self) -> None:
        """The page number in the middle."""
        metrics = self.use(_BODY, ink=_QUIET)
        box = QRectF(0, self.area.height() - metrics.height(), self.area.width(), metrics.height())
        self.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"— {self.page} —")

    def height_of(self, texts: Sequence[str], *, bold: bool = False) -> float:
        """How high a row must be, at most three lines."""
        metrics = self.use(_HEAD if bold else _BODY, bold=bold)
        pad = 4 * self.unit
        most = metrics.lineSpacing() * _LINES
        high = metrics.lineSpacing()
        for text, width in zip(texts, self.widths, strict=True):
            room = width - 2 * pad
            if text and metrics.horizontalAdvance(text) > room:
                breaks = line_breaks(metrics, text, room)
                high = max(high, metrics.boundingRect(QRectF(0, 0, room, 1e6), breaks, text).height())
        return min(high, most) + 2 * pad * 0.7

    def row(self, texts: Sequence[str], *, bold: bool = False) -> None:
        """One row of cells, figures at the right."""
        high = self.height_of(texts, bold=bold)
        pad, x = 4 * self.unit, 0.0
        metrics = self.use(_HEAD if bold else _BODY, bold=bold)
        for spec, text, width in zip(self.specs, texts, self.widths, strict=True):
            side = Qt.AlignmentFlag.AlignRight if spec.numeric else Qt.AlignmentFlag.AlignLeft
            box = QRectF(x + pad, self.y + pad * 0.7, width - 2 * pad, high - 2 * pad * 0.7)
            self.painter.save()
            self.painter.setClipRect(box)
            breaks = line_breaks(metrics, text, box.width())
            self.painter.drawText(box, breaks | int((side | Qt.AlignmentFlag.AlignVCenter).value), text)
            self.painter.restore()
            x += width
        self.y += high

    def group(self, texts: Sequence[str], level: int) -> None:
        """The head of a group: its words over the columns without sums, its sums in bold; an inner one stands back."""
        metrics = self.use(_BODY, bold=True)
        pad, high = 4 * self.unit, metrics.lineSpacing() + 5.6 * self.unit
        free = next((at for at, text in enumerate(texts) if at and text), len(texts))
        back = level * _BACK * self.unit
        band = QRectF(0, self.y, self.area.width(), high).adjusted(0, 0.6 * self.unit, 0, 0)  # below the line before
        self.painter.fillRect(band, QColor(_BANDS[level]))
        words = QRectF(pad + back, self.y, sum(self.widths[:free]) - 2 * pad - back, high)
        text = metrics.elidedText(texts[0], Qt.TextElideMode.ElideRight, words.width())
        self.painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        for at in range(free, len(texts)):
            box = QRectF(sum(self.widths[:at]) + pad, self.y, self.widths[at] - 2 * pad, high)
            self.painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, texts[at])
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


def print_rows(printer: QPrinter, printout: Printout, *, title: str, note: str, progress: Progress) -> int:
    """Print every line in its columns; returns the number of pages. May run on any thread; `progress` may end it.

    Problem when the printer takes nothing.
    """
    printer.setPageMargins(QMarginsF(12, 12, 12, 12), QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(printer):
        raise Problem("打印机没有接收，什么也没有打印，请检查打印机是否开着、连着，或另选一台")
    try:
        sheet = _Sheet(printer, painter, printout, title, note)
        rows = printout.rows()
        first = list(islice(rows, _MEASURED))
        sheet.measure(first)
        sheet.head()
        for done, line in enumerate(chain(first, rows)):
            high = sheet.height_of(line.texts)
            # A head is not left alone at the foot of a page.
            if not sheet.room_for(high if line.group is None else 3 * high):
                sheet.turn()
            if line.group is None:
                sheet.row(line.texts)
            else:
                sheet.group(line.texts, line.group.level)
            sheet.rule()
            if done % PAGE == 0:
                progress(done, printout.lines.total)
        sheet.foot()
        return sheet.page
    finally:
        painter.end()
