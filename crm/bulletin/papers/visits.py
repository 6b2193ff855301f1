"""The visits of a span as papers list them: filtered by 片区, one line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from crm.book import Book
from crm.bulletin.listing import Cell, Column, fetch, said
from crm.queries.listing import Row
from crm.queries.view import Filter

NO_STATION = "未分片区"


def visits_of(book: Book, start: dt.date, end: dt.date, station: str = "") -> list[Row]:
    filters = [Filter("date", "between", [start.isoformat(), end.isoformat()])]
    if station:
        filters.append(Filter("station", "=", station))
    with book.read() as session:
        return fetch(session, "visits", *filters, sort=("date",))


def whom(row: Row) -> str:
    return said("visits", row, "enterprise") or said("visits", row, "hometown")


def contact(row: Row) -> str:
    return " ".join(t for t in (said("visits", row, "contact"), said("visits", row, "contact_title")) if t)


def visit_columns() -> list[Column]:
    columns = [Column("片区", 12), Column("时间", 12), Column("方式", 8), Column("地点", 18)]
    columns += [Column("企业（乡贤）", 28, left=True), Column("接洽对象", 14), Column("县领导", 10)]
    return [*columns, Column("驻外人员", 10), Column("内容", 46, left=True), Column("下一步", 22, left=True)]


def visit_line(row: Row) -> Sequence[Cell]:
    texts = [said("visits", row, key) for key in ("station", "date", "method", "place")]
    return [
        *texts,
        whom(row),
        contact(row),
        *(said("visits", row, k) for k in ("leader", "staff", "content", "next_step")),
    ]


def card(row: Row, *, station: bool = False) -> str:
    """A visit in words: 时间, 地点, 接洽对象, 方式, 县领导, 驻外人员, 内容; its 片区 instead of the day where asked."""
    *told, (_, content) = facts(row, station=station, blanks=True)
    words = "，".join(f"{word}：{text}" for word, text in told if text)
    return f"{words}。{content}" if content else f"{words}。"


def facts(row: Row, *, station: bool = False, blanks: bool = False) -> list[tuple[str, str]]:
    """What a card says of a visit, as (word, text), 内容 last; blank ones only where asked."""
    day = row.values["date"]
    first = ("片区", said("visits", row, "station")) if station else ("时间", f"{day.month}月{day.day}日")
    named = {"方式": "method", "县领导": "leader", "驻外人员": "staff"}
    told = [first, ("地点", said("visits", row, "place")), ("接洽对象", contact(row))]
    told += [(word, said("visits", row, key)) for word, key in named.items()]
    content = said("visits", row, "content").replace("\n", " ").strip().rstrip("。")
    told.append(("内容", f"{content}。" if content else ""))
    return [(word, text) for word, text in told if text or blanks]
