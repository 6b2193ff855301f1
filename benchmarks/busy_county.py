"""Five years of a busy county: 20,000 enterprises, 100,000 visits, 5,000 leads; made once and kept between runs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.big_book import kept_book
from crm.book import Book
from crm.demo import fill

SCALE, VISITS, TODAY = 34.0, 100_000, dt.date(2025, 10, 8)
YEARS_BACK = (
    ("lead", ("first_date", "valid_date", "due_start"), "id"),
    ("milestone", ("date",), "lead"),
    ("arrival", ("month",), "lead"),
    ("trip", ("start", '"end"'), "id"),
    ("visit", ("date",), "coalesce(trip, lead, id)"),
)
"""The demonstration county has two years: the days of table, in columns, by whose id they go back 0 to 3 years more."""


def busy_county() -> Book:
    """Open the county, making it when it is not there (about a minute)."""
    return kept_book(f"five-years-{SCALE:g}", _fill, clock=lambda: dt.datetime(2025, 10, 8, 9, 0))


def _fill(book: Book) -> None:
    fill(book, seed=7, scale=SCALE, today=TODAY)
    with book.write("分布到五年") as writer:
        _spread_over_years(writer.session)
        _more_visits(writer.session)


def _spread_over_years(session: Session) -> None:
    for table, columns, owner in YEARS_BACK:
        moved = ", ".join(f"{column} = date({column}, '-' || ({owner} % 4) || ' years')" for column in columns)
        session.execute(text(f"UPDATE {table} SET {moved} WHERE {owner} % 4 > 0"))


def _more_visits(session: Session) -> None:
    """Copies of visits, a year earlier, until there are as many as a busy county has in five years."""
    columns = [row[1] for row in session.execute(text("PRAGMA table_info(visit)"))]
    copied = {"id": "top + row_number() OVER (ORDER BY id)", "date": "date(date, '-1 years')"}
    session.execute(
        text(
            f"INSERT INTO visit ({', '.join(columns)}) SELECT {', '.join(copied.get(c, c) for c in columns)} "
            "FROM visit, (SELECT max(id) AS top FROM visit) "
            f"ORDER BY id LIMIT max(0, {VISITS} - (SELECT count(*) FROM visit))"
        )
    )
