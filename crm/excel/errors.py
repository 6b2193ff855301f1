"""The wrong rows as a person would correct them: a copy of the original with reasons and red cells."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

from crm.excel.export import clean_text
from crm.excel.header import head_text
from crm.excel.planned import Fault, Plan
from crm.excel.sheet import Sheet, read_sheets
from crm.rules.problem import Problem
from crm.store.save import saved

HEADER = "错误原因"
RED = "FFFFC7CE"
DARK_RED = "FF9C0006"


def write_errors(plan: Plan, target: Path) -> int:
    """Write a copy of the plan's file with a 错误原因 column and red cells; returns the number of wrong rows.

    An xlsx keeps its formatting, every other file becomes one. Put right and imported again, only the corrected rows
    change. Problem when the target cannot be written.
    """
    if target.resolve() == plan.source.resolve():
        raise Problem(f"“{target.name}”就是要导入的文件，请给错误清单另取一个名字")
    if target.suffix.lower() != ".xlsx":
        raise Problem(f"错误清单是 xlsx 表格，请把“{target.name}”的后缀改成 .xlsx")
    book = _original(plan.source) or _rewritten(plan)
    sheet = book[plan.sheet] if plan.sheet in book.sheetnames else book.worksheets[0]
    _open_at(book, sheet)
    by_row: dict[int, list[Fault]] = {}
    for fault in map(plan.located, plan.errors):
        by_row.setdefault(fault.row, []).append(fault)
    _mark(sheet, plan, by_row)
    saved(book, target)
    return len(by_row)


def _open_at(book: Any, sheet: Any) -> None:
    """Let the copy open at the sheet with the errors, and no other be changed along with it."""
    if sheet.sheet_state == "visible":
        book.active = sheet
        for one in book.worksheets:
            one.sheet_view.tabSelected = one is sheet


def _original(source: Path) -> Any | None:
    """The workbook as openpyxl keeps it, or None when it is no xlsx or too odd for it."""
    import openpyxl

    if source.read_bytes()[:4] != b"PK\x03\x04":
        return None
    try:
        with warnings.catch_warnings(), source.open("rb") as file:
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(file)
    except Exception:
        # The fast reader took the file, so its cells are known: they are written anew instead.
        return None


def _rewritten(plan: Plan) -> Any:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    read = read_sheets(plan.source)
    found: list[Sheet] = [one for one in read if one.name == plan.sheet] or read_sheets(plan.source, plan.sheet)
    sheet = book.create_sheet(re.sub(r"[\\*?:/\[\]]", "_", plan.sheet)[:31] or "数据")
    for at, row in enumerate(found[0].rows, 1):
        for column, value in enumerate(row, 1):
            if value not in ("", None):
                cell = sheet.cell(at, column)
                cell.value = clean_text(value) if isinstance(value, str) else value
                if isinstance(value, str):
                    cell.data_type = "s"
    for top, left, bottom, right in found[0].merged:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return book


def _mark(sheet: Any, plan: Plan, by_row: dict[int, list[Fault]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    fill, font = PatternFill("solid", fgColor=RED), Font(color=DARK_RED)
    top, bottom = plan.header_rows
    columns: dict[str, int] = {}
    for column in range(1, sheet.max_column + 1):
        for row in range(top, bottom + 1):
            text = sheet.cell(row, column).value
            if text is not None:
                columns[head_text(text)] = column
    columns |= {name: column for column, name in enumerate(plan.names[: plan.own], 1) if name}
    reasons = columns.get(HEADER) or max(plan.width, 1) + 1
    for row in range(top, bottom):
        if type(sheet.cell(row, reasons)).__name__ != "MergedCell":
            sheet.cell(row, reasons).value = None
    head = sheet.cell(bottom, reasons)
    head.value, head.font, head.fill = HEADER, Font(bold=True, color=DARK_RED), fill
    sheet.column_dimensions[head.column_letter].width = 48
    for row in range(bottom + 1, sheet.max_row + 1):
        if sheet.cell(row, reasons).value is not None:
            sheet.cell(row, reasons).value = None
    for row, faults in by_row.items():
        cell = sheet.cell(row, reasons)
        cell.value = clean_text("；".join(dict.fromkeys(fault.reason for fault in faults)))
        cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="center")
        for fault in faults:
            at = columns.get(fault.column) or columns.get(fault.column.rpartition("/")[2])
            if at:
                sheet.cell(row, at).fill = fill
