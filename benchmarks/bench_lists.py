"""Lists at 100,000 enterprises and 200,000 visits, as ratios to the bare SQL that they stand for."""

from __future__ import annotations

import sqlite3

from benchmarks.big_book import big_book
from benchmarks.measure import Measured, percentile, processor, ratio, seconds
from crm.queries import listing
from crm.queries.find import find_anything
from crm.queries.view import Filter, ViewSpec
from crm.store.engine import _pinyin_sort

TYPED = ("hygd", "恒业", "suzhou", "1381", "mrxcl", "宁波", "凌云 装备", "szhy", "食品", "dsqm")
BARE = {
    "sort by name": (
        ViewSpec("enterprises", sort=("name",)),
        "SELECT id FROM enterprise WHERE deleted_at IS NULL ORDER BY sort_key IS NULL, sort_key, id DESC",
    ),
    "sort by capital, descending": (
        ViewSpec("enterprises", sort=("-registered_capital",)),
        "SELECT id FROM enterprise WHERE deleted_at IS NULL ORDER BY registered_capital DESC NULLS LAST, id DESC",
    ),
    "filter by city and capital": (
        ViewSpec(
            "enterprises",
            filters=(Filter("city", "=", "苏州市"), Filter("registered_capital", ">", 10_000_000)),
            sort=("-registered_capital",),
        ),
        "SELECT id FROM enterprise WHERE deleted_at IS NULL AND city = '苏州市' AND registered_capital > 10000000 "
        "ORDER BY registered_capital DESC NULLS LAST, id DESC",
    ),
    "search by initials": (
        ViewSpec("enterprises", search="hygd", sort=("name",)),
        "SELECT id FROM enterprise WHERE deleted_at IS NULL AND search_key LIKE '%hygd%' ORDER BY sort_key, id DESC",
    ),
    "visits by date": (
        ViewSpec("visits", sort=("-date",)),
        "SELECT id FROM visit WHERE deleted_at IS NULL ORDER BY date DESC NULLS LAST, id DESC",
    ),
}


def run() -> list[Measured]:
    """Sort, filter and search against bare SQL; a page of 200 rows; the find box's answer."""
    book = big_book()
    bare = sqlite3.connect(book.path)
    bare.create_function("pinyin_sort", 1, _pinyin_sort, deterministic=True)
    measured = []
    with book.read() as session:
        for name, (view, sql) in BARE.items():
            times = ratio(lambda view=view: listing.ids(session, view), lambda sql=sql: bare.execute(sql).fetchall())
            measured.append(Measured(f"{name}: ids, times the bare SQL", times, "x", 2))
        rows = listing.ids(session, ViewSpec("enterprises"))
        columns = ViewSpec("enterprises").shown_columns()
        page = seconds(lambda: listing.cells(session, "enterprises", rows[50_000:50_200], columns))
        measured.append(Measured("one page of 200 rows", page * 1000, "ms", 25))
        find_anything(session, TYPED[0])  # the window reads the keys ahead
        answers = [processor(lambda text=text: find_anything(session, text)) for text in TYPED * 4]
    measured.append(Measured("find box answer, 95th percentile", percentile(answers, 0.95) * 1000, "ms", 50))
    bare.close()
    book.close()
    return measured
