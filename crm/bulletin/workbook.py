"""Workbooks of one dataset: made, summed and saved alike by every paper."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from crm.bulletin import sheet_style as style
from crm.bulletin.dataset import Dataset
from crm.bulletin.sheet_style import Values
from crm.rules.money import to_unit


def empty() -> Workbook:
    """A workbook without a sheet."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    return book


def save(book: Workbook, data: Dataset, path: Path, *, values: Values, title: str) -> None:
    """Save under the county's and the month's name; `values` are what the formulas come to."""
    save_named(book, data.county, path, values=values, title=f"{data.county}{data.month.label}{title}")


def save_named(book: Workbook, county: str, path: Path, *, values: Values, title: str) -> None:
    """Save under a title; `values` are what the formulas come to."""
    book.properties.title, book.properties.creator = title, county
    assert book.calculation is not None
    book.calculation.fullCalcOnLoad = True
    book.save(path)
    parts = {title: f"xl/worksheets/sheet{at}.xml" for at, title in enumerate(book.sheetnames, start=1)}
    style.fill_values(path, parts, values)


def as_of(data: Dataset) -> str:
    """What stands at the right of the second row: the issue, where it has one, and the day."""
    return f"{data.issue}　截至{data.month.label}底" if data.issue else f"截至{data.month.label}底"


def yi(yuan: int) -> Decimal:
    """元 as 亿元, exact."""
    return to_unit(yuan, "亿元")


def add_up(
    sheet: Worksheet, at: int, column: int, first: int, value: Decimal | int, *, values: Values, form: str
) -> None:
    """The sum of a column from row `first`; SUBTOTAL leaves out other subtotals, so a 合计 may run over 小计 rows."""
    letter = get_column_letter(column)
    number = float(value) if isinstance(value, Decimal) else value
    formula = f"=SUBTOTAL(9,{letter}{first}:{letter}{at - 1})" if at > first else "=0"
    style.put_formula(sheet, at, column, formula, number, values=values, form=form)
