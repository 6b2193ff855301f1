"""Every paper of the demonstration county as it was last looked at; `--update-golden` writes the files anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Pt
from openpyxl import load_workbook

from crm.book import Book, create_book
from crm.bulletin import monthly
from crm.bulletin.papers import PAPERS
from crm.demo import fill
from tests.bulletin.read_back import told

NOW = dt.datetime(2025, 10, 8, 9)
LAST, BUSY = dt.date(2025, 9, 30), dt.date(2025, 9, 17)
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A small demonstration county, its clock on 8 October 2025."""
    book = create_book(tmp_path_factory.mktemp("demo") / "示范县.zhaoyin", clock=lambda: NOW)
    fill(book, seed=1, scale=0.2, today=NOW.date())
    yield book
    book.close()


def _same(file: Path, golden: Path, *, update: bool) -> None:
    text = told(file)
    if update:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert golden.exists(), f"{golden.name} is missing: run pytest --update-golden, then read it"
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", PAPERS)
def test_a_paper_is_as_it_was_last_looked_at(demo: Book, tmp_path: Path, key: str, update_golden: bool) -> None:
    day = BUSY if PAPERS[key].period == "day" else LAST
    for file in PAPERS[key].write(demo, day, tmp_path):
        _same(file, GOLDEN / f"{key}{file.suffix}.txt", update=update_golden)


def test_the_months_papers_are_as_they_were_last_looked_at(demo: Book, tmp_path: Path, update_golden: bool) -> None:
    for file in monthly(demo, "2025-09", tmp_path).files:
        _same(file, GOLDEN / f"month{file.suffix}.txt", update=update_golden)


def test_no_head_of_a_table_breaks_inside_a_word_or_a_unit(demo: Book, tmp_path: Path) -> None:
    """Each line of a head fits its column: a Chinese character or bracket at 9 pt is 9 pt wide."""
    files = list(monthly(demo, "2025-09", tmp_path).files)
    for key in ("ranking", "summary"):
        files += PAPERS[key].write(demo, LAST, tmp_path)
    heads = [
        cell
        for file in files
        if file.suffix == ".docx"
        for table in Document(str(file)).tables
        for cell in table.rows[0].cells
    ]
    too_long = [c.text for c in heads for line in c.text.split("\n") if len(line) * Pt(9).mm > c.width.mm - 1.4]
    assert len(heads) > 60 and too_long == []


def test_a_unit_of_a_sheets_head_stands_whole(demo: Book, tmp_path: Path) -> None:
    """A head that a spreadsheet program would break is broken before its unit: a column takes half its width in 字."""
    found = 0
    for key, paper in PAPERS.items():
        file = paper.write(demo, LAST, tmp_path)[0]
        for sheet in load_workbook(file).worksheets:
            rows = sheet.print_title_rows or "$3:$3"
            first, last = (int(part.strip("$")) for part in rows.split(":"))
            for row in sheet.iter_rows(min_row=first, max_row=last):
                for cell in row:
                    text, merged = str(cell.value or ""), cell.coordinate in sheet.merged_cells
                    if text.endswith("）") and not merged and "\n" not in text:
                        found += 1
                        assert len(text) * 2 <= sheet.column_dimensions[cell.column_letter].width, (key, text)
    assert found > 10


def test_no_golden_file_is_left_over() -> None:
    known = {f"{key}{suffix}.txt" for key, paper in PAPERS.items() for suffix in paper.suffixes}
    assert {file.name for file in GOLDEN.iterdir()} == known | {"month.xlsx.txt", "month.docx.txt"}
