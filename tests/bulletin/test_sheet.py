"""Sheets as they are saved, read back by readers that had no part in writing them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from crm.bulletin import sheet_style as style
from crm.bulletin.sheet import Formula, Sheet, SheetBook


def _cells(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def _saved(sheet: Sheet, book: SheetBook, folder: Path) -> Path:
    path = folder / "表.xlsx"
    book.save(path)
    return path


@pytest.fixture
def book() -> SheetBook:
    return SheetBook()


@pytest.fixture
def sheet(book: SheetBook) -> Sheet:
    made = book.sheet("表")
    made.widths.update({1: 20, 2: 20, 3: 20})
    return made


@pytest.mark.parametrize("text", ["=1+1", "  两端有空格 ", "甲 < 乙 & 丙 > 丁", '"引号"', "第一行\n第二行", "0571-88"])
def test_a_text_stays_what_it_was(book: SheetBook, sheet: Sheet, tmp_path: Path, text: str) -> None:
    style.put(sheet, 1, 1, text)

    path = _saved(sheet, book, tmp_path)

    assert _cells(path) == [[text]]
    cell = load_workbook(path).active["A1"]
    assert (cell.value, cell.number_format) == (text, "@")


@pytest.mark.parametrize("letter", ["\x00", "\x0b", "\ufffe", "\ud800"])
def test_characters_that_no_file_can_hold_are_left_out(
    book: SheetBook, sheet: Sheet, tmp_path: Path, letter: str
) -> None:
    style.put(sheet, 1, 1, f"县{letter}城")
    style.put(sheet, 1, 2, letter)
    style.put(sheet, 1, 3, "末")

    assert _cells(_saved(sheet, book, tmp_path)) == [["县城", "", "末"]]


def test_a_formula_carries_what_it_comes_to(book: SheetBook, sheet: Sheet, tmp_path: Path) -> None:
    style.put(sheet, 1, 1, 82.35, form=style.TWO)
    style.put(sheet, 2, 1, 3, form=style.TWO)
    style.put_formula(sheet, 3, 1, Formula("SUBTOTAL(9,A1:A2)", 85.35), form=style.TWO)

    path = _saved(sheet, book, tmp_path)

    assert _cells(path) == [[82.35], [3.0], [85.35]]
    assert load_workbook(path).active["A3"].value == "=SUBTOTAL(9,A1:A2)"
    assert load_workbook(path, data_only=True).active["A3"].value == 85.35


def test_a_merged_block_is_ruled_on_its_edge_only(book: SheetBook, sheet: Sheet, tmp_path: Path) -> None:
    for row in range(1, 4):
        for column in range(1, 4):
            style.put(sheet, row, column, f"{row}{column}")
    style.merge(sheet, 1, 1, 3, 3)

    found = load_workbook(_saved(sheet, book, tmp_path)).active

    assert [str(block) for block in found.merged_cells.ranges] == ["A1:C3"]
    assert found["A1"].value == "11"
    ruled = {
        cell.coordinate: [side for side in ("top", "left", "bottom", "right") if getattr(cell.border, side).style]
        for row in found["A1:C3"]
        for cell in row
    }
    assert ruled["B2"] == []
    assert ruled["B1"] == ["top"]
    assert ruled["C2"] == ["right"]
    assert ruled["A3"] == ["left", "bottom"]
    assert ruled["C3"] == ["bottom", "right"]


def test_a_row_is_as_high_as_its_longest_text_wraps(book: SheetBook, sheet: Sheet, tmp_path: Path) -> None:
    style.put(sheet, 4, 1, "短")
    style.put(sheet, 5, 1, "县" * 20)  # 42 wide in a column of 19.5
    style.put(sheet, 6, 2, "一\n二")
    style.page(sheet, head_rows="3:3", width=3)

    found = load_workbook(_saved(sheet, book, tmp_path)).active

    assert [found.row_dimensions[at].height for at in (4, 5, 6)] == [19, 19 + 2 * 15, 19 + 15]
    assert found.calculate_dimension() == "A4:B6"
    assert found.print_area == "'表'!$A$1:$C$6"


def test_a_sheet_without_a_cell_can_be_saved(book: SheetBook, sheet: Sheet, tmp_path: Path) -> None:
    assert _cells(_saved(sheet, book, tmp_path)) == []
