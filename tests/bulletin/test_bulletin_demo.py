"""The demonstration county, month by month: everything adds up, and agrees with plain SQL."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from crm.book import Book, create_book
from crm.bulletin.assemble import dataset
from crm.demo import fill

TODAY = dt.date(2025, 10, 8)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A small demonstration county, its clock on 8 October 2025."""
    path = tmp_path_factory.mktemp("demo") / "示范县.zhaoyin"
    book = create_book(path, clock=lambda: dt.datetime.combine(TODAY, dt.time(9)))
    fill(book, seed=11, scale=0.5, today=TODAY)
    yield book
    book.close()


@pytest.mark.parametrize("month", ["2024-06", "2024-12", "2025-01", "2025-06", "2025-09"])
def test_every_month_adds_up(demo, month) -> None:
    data = dataset(demo, month)
    assert data.sound, [c for c in data.checks if not c.ok]
    for row in data.indicators:
        assert {n for n, v in row.as_json().items() if v is None} == {*row.reasons, *row.json_reasons}
    json.dumps(data.as_json())


def test_signed_and_arrived_agree_with_plain_sql(demo) -> None:
    data = dataset(demo, "2025-09")
    signed = """
        SELECT count(*), sum(coalesce(amount, total_investment)) FROM (
            SELECT l.total_investment, m.amount, m.date, row_number() OVER (PARTITION BY l.id ORDER BY m.date) AS n
            FROM lead l JOIN milestone m ON m.lead = l.id AND m.deleted_at IS NULL
            WHERE l.deleted_at IS NULL AND m.kind = '签约' AND m.basis = '自报' AND m.date IS NOT NULL
        ) WHERE n = 1 AND date BETWEEN '2025-01-01' AND '2025-09-30'"""
    arrived = """
        SELECT sum(a.amount) FROM arrival a JOIN lead l ON l.id = a.lead AND l.deleted_at IS NULL
        WHERE a.deleted_at IS NULL AND a.month BETWEEN '2025-01-01' AND '2025-09-30'"""
    with demo.read() as session:
        count, amount = session.execute(text(signed)).one()
        money = session.execute(text(arrived)).scalar_one()
    assert data.indicator("signed_count").cumulative == count > 0
    assert data.indicator("signed_amount").cumulative == amount
    assert data.indicator("arrived_amount").cumulative == money


def test_months_follow_from_one_another(demo) -> None:
    months = [dataset(demo, f"2025-{m:02d}") for m in range(1, 10)]
    for key in ("signed_count", "signed_amount", "arrived_amount", "production_count", "foreign_capital"):
        values = [data.indicator(key) for data in months]
        assert sum(v.month_value for v in values) == values[-1].cumulative


def test_every_figure_opens_rows_that_stand_in_the_book(demo) -> None:
    from crm.records.ledger import LEDGERS

    data = dataset(demo, "2025-09")
    with demo.read() as session:
        for key, (ledger, ids) in data.behind.items():
            table = LEDGERS[ledger].table
            known = {i for (i,) in session.execute(text(f"SELECT id FROM {table.name} WHERE deleted_at IS NULL"))}
            assert set(ids) <= known, key
