"""Workbooks of one dataset: made, summed and saved alike by every paper."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from openpyxl.utils import get_column_letter

from crm.bulletin import sheet_style as style
from crm.bulletin.dataset import Dataset
from crm.bulletin.sheet import Formula, Sheet, SheetBook
from crm.rules.money import to_unit


def save(made: SheetBook, data: Dataset, path: Path, *, title: str) -> None:
    """Save under the county's and the month's name."""
    save_named(made, data.county, path, title=f"{data.county}{data.month.label}{title}")


def save_named(made: SheetBook, county: str, path: Path, *, title: str) -> None:
    """Save under a title."""
    made.book.properties.title, made.book.properties.creator = title, county
    assert made.book.calculation is not None
    made.book.calculation.fullCalcOnLoad = True
    made.save(path)


def as_of(data: Dataset) -> str:
    """What stands at the right of the second row: the issue, where it has one, and the day."""
    return f"{data.issue}　截至{data.month.label}底" if data.issue else f"截至{data.month.label}底"


def yi(yuan: int) -> Decimal:
    """元 as 亿元, exact."""
    return to_unit(yuan, "亿元")


def add_up(sheet: Sheet, at: int, column: int, first: int, value: Decimal | int, *, form: str) -> None:
    """The sum of a column from row `first`; SUBTOTAL leaves out other subtotals, so a 合计 may run over 小计 rows."""
    letter = get_column_letter(column)
    formula = f"SUBTOTAL(9,{letter}{first}:{letter}{at - 1})" if at > first else "0"
    number = float(value) if isinstance(value, Decimal) else value
    style.put_formula(sheet, at, column, Formula(formula, number), form=form)
