"""What papers share is what each of them would have read for itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crm.book import Book, create_book
from crm.bulletin.month import monthly
from crm.bulletin.papers import PAPERS, month_end, write_all
from crm.bulletin.papers.readings import Readings
from crm.bulletin.settings import convention_on, save_convention
from crm.demo import fill
from crm.rules.dates import MonthRange
from tests.bulletin.read_back import told

LAST = dt.date(2025, 9, 30)
YEAR = [MonthRange(2025, number) for number in range(1, 10)]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Book]:
    """A small demonstration county, its clock on 8 October 2025."""
    book = create_book(tmp_path / "示范县.zhaoyin", clock=lambda: dt.datetime(2025, 10, 8, 9))
    fill(book, seed=1, scale=0.2, today=dt.date(2025, 10, 8))
    yield book
    book.close()


@pytest.mark.parametrize("basis", ["自报", "省认定"])
@pytest.mark.parametrize("money", ["总投资", "签约金额", "固投"])
def test_a_month_told_from_a_later_one_is_as_if_it_were_read_alone(demo, basis: str, money: str) -> None:
    save_convention(demo, replace(convention_on(demo, LAST), basis=basis, money=money))
    shared = Readings(demo)
    shared.data(YEAR[-1])
    for month in YEAR:
        assert shared.posted(month) == Readings(demo).posted(month), month.label


def test_a_month_of_another_basis_is_read_for_itself(demo) -> None:
    own = convention_on(demo, LAST)
    save_convention(demo, replace(own, basis="市认定", effective_from="2025-06-01"))
    shared = Readings(demo)
    shared.data(YEAR[-1])
    for month in (YEAR[2], YEAR[7]):
        assert shared.posted(month) == Readings(demo).posted(month), month.label


def test_papers_that_share_a_reading_are_the_papers_made_alone(demo, tmp_path: Path) -> None:
    shared = Readings(demo)
    for key in ("posted", "projects", "ranking", "summary", "introduced"):
        files = PAPERS[key].write(demo, LAST, tmp_path / "合", readings=shared)
        alone = PAPERS[key].write(demo, LAST, tmp_path / "单")
        assert [file.name for file in files] == [file.name for file in alone]
        assert [told(file) for file in files] == [told(file) for file in alone]


def test_the_months_end_is_the_bulletin_and_the_papers_made_one_by_one(demo, tmp_path: Path) -> None:
    made = month_end(demo, YEAR[-1], tmp_path / "合", override="演示").files
    alone = [*monthly(demo, YEAR[-1], tmp_path / "单", override="演示").files, *write_all(demo, LAST, tmp_path / "单")]
    assert [file.name for file in made] == [file.name for file in alone]
    assert [told(file) for file in made] == [told(file) for file in alone]
