"""Native charts on a page of their own: drawn by the spreadsheet from the cells of the tables before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, PieChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.text import RichText
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

from crm.bulletin import sheet_style as style
from crm.bulletin.sheet import Sheet

SHEET = "图表"
COLOURS = ("2563B8", "B7791F", "1E8E5A", "9AA3AF")
_WIDTH, _HEIGHT, _BAR = 70.0, 150, 15
"""The width of one of the two columns in characters; the least height of a chart and that of a lying bar in points."""
_MARGIN = 60_000
"""Between a chart and the edges of its cell, in EMU."""


@dataclass(frozen=True)
class Chart:
    """A chart of rows `first` to `last` of a sheet: names in one column, a series per (name, column).

    `pie` draws the one series as a pie with percents, `lying` draws bars from the left, `wide` gives the chart the
    whole line, `form` is how figures look.
    """

    sheet: Sheet
    title: str
    first: int
    last: int
    names: int
    series: Sequence[tuple[str, int]]
    form: str = "0.00"
    lying: bool = False
    pie: bool = False
    wide: bool = False

    @property
    def height(self) -> int:
        """What the chart needs, in points."""
        return max(_HEIGHT, _BAR * (self.last - self.first + 1) + 60) if self.lying else _HEIGHT


def charts_sheet(sheet: Sheet, title: str, below: str, charts: Sequence[Chart]) -> None:
    """Put charts two by two on one page; those without rows are left out, and without any a sentence says so."""
    style.title(sheet, title, below, 2)
    sheet.widths[1] = sheet.widths[2] = _WIDTH
    drawn = [chart for chart in charts if chart.last >= chart.first]
    if not drawn:
        style.note(sheet, 3, "没有可以画图的数据。", 2)
    row, column = 3, 0
    for chart in drawn:
        if column == 2 or (chart.wide and column):
            row, column = row + 1, 0
        _place(sheet, chart, row, column)
        column += 2 if chart.wide else 1
    style.page(sheet, head_rows="1:2", width=2, one_page=True)


def _place(sheet: Sheet, chart: Chart, row: int, column: int) -> None:
    sheet.heights[row] = max(sheet.heights.get(row, 0), chart.height)
    made = _pie(chart) if chart.pie else _bars(chart)
    made.title = chart.title
    made.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=1200, b=True))
    start = AnchorMarker(col=column, colOff=_MARGIN, row=row - 1, rowOff=_MARGIN)
    end = AnchorMarker(col=2 if chart.wide else column + 1, row=row)
    made.anchor = TwoCellAnchor(editAs="twoCell", _from=start, to=end)
    sheet.frame.add_chart(made)


def _cells(chart: Chart, column: int) -> Reference:
    return Reference(chart.sheet.frame, min_col=column, min_row=chart.first, max_row=chart.last)


def _bars(chart: Chart) -> Any:
    made: Any = BarChart()
    made.type = "bar" if chart.lying else "col"
    made.gapWidth, made.overlap = 60, 0
    for (name, column), colour in zip(chart.series, COLOURS, strict=False):
        series: Any = Series(_cells(chart, column), title=name)
        series.graphicalProperties.solidFill = colour
        series.invertIfNegative = False
        made.series.append(series)
    made.set_categories(_cells(chart, chart.names))
    made.dataLabels = _labels(chart.form, value=True)
    for axis in (made.x_axis, made.y_axis):
        axis.delete, axis.txPr = False, _small()
    made.y_axis.majorGridlines, made.y_axis.number_format = None, "General"
    made.x_axis.tickLblPos, made.x_axis.tickLblSkip = "low", 1
    if chart.lying:
        # Lying bars begin at the bottom; a table is read from the top.
        made.x_axis.scaling.orientation = "maxMin"
    if len(chart.series) > 1:
        made.legend.position = "b"
    else:
        made.legend = None
    return made


def _pie(chart: Chart) -> Any:
    made: Any = PieChart()
    (name, column), *_ = chart.series
    made.series.append(Series(_cells(chart, column), title=name))
    made.set_categories(_cells(chart, chart.names))
    made.dataLabels = _labels("0.0%", percent=True)
    made.legend.position = "r"
    return made


def _labels(form: str, *, value: bool = False, percent: bool = False) -> Any:
    labels: Any = DataLabelList(numFmt=form, txPr=_small())
    labels.showVal, labels.showPercent = value, percent
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showLeaderLines = False
    return labels


def _small() -> RichText:
    words = CharacterProperties(sz=800)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=words), endParaRPr=words)])
