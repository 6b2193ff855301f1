"""A view on paper: title, columns fitted to the page, groups with their sums, rows that wrap, page numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

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
_WIDEST, _EASY, _YIELDING = 200, 130, 60
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
        self.natural: list[int] = []
        self.parts: list[list[int]] = []
        self.columns: list[int] = []
        self.widths: list[float] = []
        self.y = 0.0

    def measure(self, first: Sequence[Shown]) -> None:
        """Find how wide the columns would be, and which stand beside one another: what is too much comes in parts."""
        head, body = self.use(_HEAD, bold=True), self.use(_BODY)
        rows = [line.texts for line in first if line.group is None]
        asked = []
        for at, spec in enumerate(self.specs):
            words = max((body.horizontalAdvance(texts[at]) for texts in rows), default=0.0)
            asked.append(max(head.horizontalAdvance(spec.header), min(words, _WIDEST * self.unit)) + 10 * self.unit)
        self.natural = [round(width) for width in asked]
        room = round(self.area.width())
        if sum(self._at_most(_YIELDING)) <= room:
            self.parts = [list(range(len(self.specs)))]
        else:
            self.parts = in_parts(self._at_most(_EASY), room)

    def _at_most(self, points: int) -> list[int]:
        return [min(width, round(points * self.unit)) for width in self.natural]

    def take(self, part: int) -> None:
        """Write these columns from now on, sharing out the page; long words are wrapped before short ones."""
        self.columns = self.parts[part]
        natural, least = ([widths[at] for at in self.columns] for widths in (self.natural, self._at_most(_YIELDING)))
        found = shared(natural, least, round(self.area.width()))
        self.widths = [self.area.width() * width / sum(found) for width in found]

    def chosen(self, texts: Sequence[str]) -> list[str]:
        """Of the texts of a line those that are written now."""
        return [texts[at] for at in self.columns]

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
        part = f"（第{self.parts.index(self.columns) + 1}部分，共{len(self.parts)}部分）" if len(self.parts) > 1 else ""
        self.painter.drawText(box, left, self.title + part)
        self.use(_BODY, ink=_QUIET)
        self.painter.drawText(box, right, self.note)
        self.y = box.bottom() + 4 * self.unit
        if self.conditions:
            metrics = self.use(_BODY, ink=_QUIET)
            words = metrics.elidedText(f"条件：{self.conditions}", Qt.TextElideMode.ElideRight, self.area.width())
            self.painter.drawText(QRectF(0, self.y, self.area.width(), metrics.height()), left, words)
            self.y += metrics.height() + 4 * self.unit
        self.row(self.chosen([spec.header for spec in self.specs]), bold=True)
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
        for at, text, width in zip(self.columns, texts, self.widths, strict=True):
            side = Qt.AlignmentFlag.AlignRight if self.specs[at].numeric else Qt.AlignmentFlag.AlignLeft
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

    def begin(self, part: int) -> None:
        """Begin a part of the columns, on a page of its own."""
        if part:
            self._end_page()
        self.take(part)
        self.head()

    def turn(self) -> None:
        """Go on with the next page."""
        self._end_page()
        self.head()

    def _end_page(self) -> None:
        self.foot()
        self.printer.newPage()
        self.page += 1


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
        sheet.measure(list(islice(printout.rows(), _MEASURED)))
        whole = printout.lines.total * len(sheet.parts)
        for part in range(len(sheet.parts)):
            before = part * printout.lines.total
            sheet.begin(part)
            for done, line in enumerate(printout.rows()):
                _write(sheet, line)
                if done % PAGE == 0:
                    progress(before + done, whole)
        sheet.foot()
        return sheet.page
    finally:
        painter.end()


def in_parts(widths: Sequence[int], room: int) -> list[list[int]]:
    """The columns in as many parts as the room asks for, by their places; each begins with the first, which names."""
    parts = [[0]]
    for at in range(1, len(widths)):
        if len(parts[-1]) > 1 and sum(widths[one] for one in parts[-1]) + widths[at] > room:
            parts.append([0])
        parts[-1].append(at)
    return parts


def _write(sheet: _Sheet, line: Shown) -> None:
    texts = sheet.chosen(line.texts)
    high = sheet.height_of(texts)
    # A head is not left alone at the foot of a page.
    if not sheet.room_for(high if line.group is None else 3 * high):
        sheet.turn()
    if line.group is None:
        sheet.row(texts)
    else:
        sheet.group(texts, line.group.level)
    sheet.rule()
