"""From one project to thirty is 2,900.00 %, written so on the screen, in the document and in the workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from docx import Document
from openpyxl import load_workbook

from crm.actions.edit import create
from crm.book import Book
from crm.bulletin.assemble import dataset
from crm.bulletin.month import write_papers
from ui.pages.bulletin_tables import indicator_table


def test_a_growth_of_thousands_has_them_separated_everywhere(book: Book, tmp_path: Path) -> None:
    for name, year in (("去年", 2023), *((f"今年{at}", 2024) for at in range(30))):
        day = dt.date(year, 3, 5)
        create(book, "leads", {"name": name, "first_date": day, "signed_date": day, "signed_amount": 100_000_000})
    data = dataset(book, "2024-05")
    assert data.indicator("signed_count").growth == "2900.00"
    _, rows = indicator_table(data)
    assert next(row[-1].text for row in rows if row[0].text == "签约项目") == "2,900.00"
    files = {file.suffix: file for file in write_papers(data, tmp_path)}
    cells = [cell.text for table in Document(str(files[".docx"])).tables for row in table.rows for cell in row.cells]
    assert "2,900.00" in cells and "2900.00" not in cells
    sheets = load_workbook(files[".xlsx"]).worksheets
    forms = {cell.number_format for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value == 2900}
    assert forms == {"#,##0.00"}
