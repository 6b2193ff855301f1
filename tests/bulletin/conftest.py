"""Small counties whose figures can be worked out on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm.actions.edit import create
from crm.book import Book, create_book

YI = 100_000_000
NOW = dt.datetime(2025, 10, 8, 9, 0)


def day(text: str) -> dt.date:
    """2025-03-05 as a date."""
    return dt.date.fromisoformat(text)


class County:
    """A book under construction: short words for the rows that a bulletin counts."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def add(self, ledger: str, **values: Any) -> int:
        """One row; dates may be ISO text."""
        return create(self.book, ledger, {k: _value(k, v) for k, v in values.items()})[0]

    def lead(self, name: str, *, yi: str | None = None, **values: Any) -> int:
        """A lead first met on its signing day unless said; `yi` is the signed amount in 亿元."""
        if yi is not None:
            values["signed_amount"] = int(Decimal(yi) * YI)
        values.setdefault("first_date", values.get("signed_date", "2025-01-02"))
        return self.add("leads", name=name, **values)

    def arrival(self, lead: int, month: str, yi: str, **values: Any) -> int:
        """到位资金 of a lead in 亿元."""
        return self.add("arrivals", lead=lead, month=month, amount=int(Decimal(yi) * YI), **values)

    def target(self, indicator: str, annual: str, **quarters: str) -> int:
        """A target of the whole county for 2025."""
        given = {k: Decimal(v) for k, v in quarters.items()}
        return self.add("targets", year=2025, indicator=indicator, scope="全县", annual=Decimal(annual), **given)

    def visit(self, staff: int | None, date: str, **values: Any) -> int:
        """A visit of a person."""
        return self.add("visits", staff=staff, date=date, **values)

    def trip(self, staff: int, start: str, end: str, kind: str = "驻点", **values: Any) -> int:
        """A trip, leave or training of a person."""
        return self.add("trips", staff=staff, start=start, end=end, kind=kind, destination="杭州", **values)


def _value(key: str, value: Any) -> Any:
    dated = key.endswith("_date") or key in ("date", "start", "end", "month", "due_start", "posted_from", "posted_to")
    return day(value) if dated and isinstance(value, str) else value


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    """An empty county whose clock stands on 8 October 2025."""
    book = create_book(tmp_path / "云溪县.zhaoyin", clock=lambda: NOW)
    book.set_setting("county", "云溪县")
    yield County(book)
    book.close()


@pytest.fixture
def published(county: County) -> County:
    """The county of the published figures: 59 projects and 49.86亿元 by September, against 45.05 and 53."""
    county.target("签约资金", "53", q1="10", q2="25", q3="45.05", q4="53")
    county.target("签约项目", "60", q3="50")
    county.target("到位资金", "27", q3="20")
    county.target("开工率", "100", q3="100")
    county.target("资金到位率", "50", q3="50")
    first = county.lead("项目1", yi="20.00", signed_date="2025-02-10", started_date="2025-03-10")
    for n in range(2, 60):
        # 28 more of 1.00 and 30 that share the remaining 1.86.
        amount = "1.00" if n <= 29 else "0.062"
        county.lead(f"项目{n}", yi=amount, signed_date="2025-09-15" if n > 50 else f"2025-0{n % 8 + 1}-20")
    county.arrival(first, "2025-03-01", "30.4")
    county.arrival(first, "2025-09-01", "7")
    return county


@pytest.fixture
def stations(county: County) -> Callable[[], dict[str, int]]:
    """Two manned 片区 and a blank one, with three posted people."""

    def build() -> dict[str, int]:
        ids = {name: county.add("stations", name=name, order=i) for i, name in enumerate(("长三角", "珠三角", "成渝"))}
        for name, home in (("李明朗", "长三角"), ("王海", "长三角"), ("周宁", "珠三角")):
            ids[name] = county.add("staff", name=name, station=ids[home], role="驻外干部")
        return ids

    return build
