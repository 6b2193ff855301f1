"""An empty sheet to fill in, made from the fields: headers, drop-downs, notes and one example row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crm.excel.export import GREY, PIXELS_A_CHARACTER, WIDTHS
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS, Ledger, ledger_named
from crm.store.save import saved

EXAMPLE = "示例"
FIRST, LAST = 4, 2000
RED = "FFC00000"
HINTS = {
    Kind.MONEY: "填数字，单位{unit}；也可写明单位，如1.2亿、5000万",
    Kind.NUMBER: "填数字",
    Kind.INT: "填整数",
    Kind.DATE: "如2024-03-05、2024年3月5日；只知道月份可填2024-03",
    Kind.BOOL: "填“是”或“否”",
    Kind.PHONE: "11位手机号或带区号的座机，几个号码用顿号隔开",
    Kind.CODE: "18位统一社会信用代码，没有可空着",
    Kind.REF: "填{ref}的名称",
}
EXAMPLES = {
    Kind.MONEY: 1.2,
    Kind.NUMBER: 100,
    Kind.INT: 1,
    Kind.DATE: "2024-03-05",
    Kind.BOOL: "是",
    Kind.PHONE: "13800000000",
    Kind.CODE: "91330100799655058B",
}


def write_template(ledger_key: str, target: Path) -> int:
    """Write the template of a ledger; returns its number of columns. Problem when the target cannot be written."""
    from openpyxl import Workbook

    ledger = ledger_named(ledger_key)
    specs = [spec for spec in ledger.fields.values() if not spec.derived]
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = ledger.label
    _title(sheet, ledger, len(specs) + 1)
    _head(sheet, 1, "序号", required=False, hint="可空着；写着“示例”的一行不会导入")
    sheet.cell(FIRST - 1, 1).value = EXAMPLE
    for column, spec in enumerate(specs, 2):
        _head(sheet, column, spec.header, required=spec.required, hint=_hint(spec))
        _example(sheet, column, spec)
        _drop_down(sheet, column, spec)
    sheet.freeze_panes = sheet.cell(FIRST - 1, 2)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.print_title_rows = f"{FIRST - 2}:{FIRST - 2}"
    saved(book, target)
    return len(specs)


def _title(sheet: Any, ledger: Ledger, width: int) -> None:
    from openpyxl.styles import Font

    cell = sheet.cell(1, 1)
    cell.value = f"{ledger.label}导入模板（带*的必填；第{FIRST - 1}行是示例，不会导入，从第{FIRST}行填起）"
    cell.font = Font(bold=True, size=14)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=min(width, 12))


def _head(sheet: Any, column: int, text: str, *, required: bool, hint: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell = sheet.cell(FIRST - 2, column)
    cell.value = f"*{text}" if required else text
    cell.font = Font(bold=True, color=RED if required else None)
    cell.fill = PatternFill("solid", fgColor=GREY)
    side = Side(style="thin", color="FFD5DAE1")
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    if hint:
        cell.comment = Comment(hint, "招引", width=260, height=90)


def _hint(spec: FieldSpec) -> str:
    parts = ["必填" if spec.required else ""]
    if spec.choices:
        parts.append(("只能填" if spec.closed else "可填") + "、".join(spec.choices))
    else:
        target = LEDGERS[spec.ref].label if spec.ref else ""
        parts.append(HINTS.get(spec.kind, "").format(unit=spec.unit, ref=target))
    parts.append(spec.hint)
    return "；".join(part for part in parts if part)


def _example(sheet: Any, column: int, spec: FieldSpec) -> None:
    from openpyxl.styles import Font

    cell = sheet.cell(FIRST - 1, column)
    value = spec.choices[0] if spec.choices else EXAMPLES.get(spec.kind, "")
    if not value and (spec.required or spec.key == "name"):
        value = f"某{spec.label.removesuffix('名称')}"
    cell.value = value or None
    cell.font = Font(italic=True, color="FF8A94A3")
    letter = cell.column_letter
    wide = spec.width / PIXELS_A_CHARACTER if spec.width else WIDTHS.get(spec.kind, 16)
    sheet.column_dimensions[letter].width = max(wide, len(spec.header) * 2 + 3)
    if spec.kind in (Kind.PHONE, Kind.CODE, Kind.TEXT, Kind.REF):
        # Cells of text from the start, so that long numbers keep their digits.
        for row in range(FIRST - 1, FIRST + 200):
            sheet.cell(row, column).number_format = "@"


def _drop_down(sheet: Any, column: int, spec: FieldSpec) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    choices = ("是", "否") if spec.kind is Kind.BOOL else spec.choices
    listed = ",".join(choices)
    if not choices or len(listed) > 250:
        return
    rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=spec.closed)
    rule.errorTitle, rule.error = spec.label, f"请从列表中选择：{'、'.join(choices)}"
    letter = sheet.cell(FIRST, column).column_letter
    rule.add(f"{letter}{FIRST}:{letter}{LAST}")
    sheet.add_data_validation(rule)
