"""Every paper of the demonstration county as it was last looked at; `--update-golden` writes the files anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def test_no_golden_file_is_left_over() -> None:
    known = {f"{key}{suffix}.txt" for key, paper in PAPERS.items() for suffix in paper.suffixes}
    assert {file.name for file in GOLDEN.iterdir()} == known | {"month.xlsx.txt", "month.docx.txt"}
