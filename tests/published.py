"""The county of the published 履约率: 247 projects signed, 222 begun, 244 honoured."""

from __future__ import annotations

import datetime as dt

from crm.actions.rows import insert_rows
from crm.book import Book
from crm.records.ledger import LEDGERS

SIGNED, BEGUN, HONOURED = 247, 222, 244


def sign_published(book: Book, year: int) -> list[int]:
    """Sign in March of a year; in May 222 have begun, 21 are registered as firms and one has money, three nothing."""
    march, may = dt.date(year, 3, 1), dt.date(year, 5, 1)
    with book.write("签约项目") as writer:
        rows = []
        for number in range(SIGNED):
            step = {"started_date": may} if number < BEGUN else {}
            step = {"company_date": may} if BEGUN <= number < HONOURED - 1 else step
            rows.append({"name": f"项目{number}", "signed_date": march, "signed_amount": 10_000_000, **step})
        ids = insert_rows(writer, LEDGERS["leads"], rows)
        insert_rows(writer, LEDGERS["arrivals"], [{"lead": ids[HONOURED - 1], "month": may, "amount": 1_000_000}])
    return ids
