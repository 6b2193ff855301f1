"""Templates are made from the fields, and their example row is never data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm.book import Book
from crm.excel.run import import_file
from crm.excel.template import write_template
from crm.records.ledger import LEDGERS


@pytest.mark.parametrize("ledger", LEDGERS)
def test_every_template_is_understood_and_imports_nothing_by_itself(book: Book, tmp_path: Path, ledger: str) -> None:
    target = tmp_path / "模板.xlsx"
    columns = write_template(ledger, target)
    report = import_file(book, ledger, target)
    assert (report.rows, report.skipped, report.batch) == (0, [(3, "模板的示例行")], None)
    assert report.header_rows == (2, 2)
    assert len(report.mapping) == columns
    assert report.unmapped == []
    fields = LEDGERS[ledger].fields
    assert all(header.strip("*") == fields[key].header for header, key in report.mapping.items())


def test_a_row_filled_in_under_the_example_comes_in(book: Book, tmp_path: Path, read: Callable[..., Any]) -> None:
    target = tmp_path / "模板.xlsx"
    write_template("leads", target)
    file = openpyxl.load_workbook(target)
    page = file.worksheets[0]
    heads = {str(cell.value).strip("*"): cell.column for cell in page[2]}
    page.cell(4, heads["项目名称"]).value = "星源包装项目"
    page.cell(4, heads["计划总投资（亿元）"]).value = 1.2
    file.save(target)
    assert import_file(book, "leads", target).created == 1
    assert read("leads", "name", "total_investment") == [("星源包装项目", 120_000_000)]


def test_choices_are_drop_downs_and_required_columns_are_marked(tmp_path: Path) -> None:
    target = tmp_path / "模板.xlsx"
    write_template("trips", target)
    page = openpyxl.load_workbook(target).worksheets[0]
    heads = [cell.value for cell in page[2]]
    assert heads[:5] == ["序号", "*人员", "片区", "类型", "领导类型"]
    lists = [rule.formula1 for rule in page.data_validations.dataValidation]
    assert '"驻点,外出招商,请假,回县培训"' in lists
    assert "必填" in page.cell(2, 2).comment.text
