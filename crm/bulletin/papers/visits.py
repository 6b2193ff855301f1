"""The visits of a span as papers list them: filtered by 片区, one line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from crm.book import Book
from crm.bulletin.grounds import Grounds
from crm.bulletin.listing import DAY_WIDTH, Cell, Column, fetch, said, said_each
from crm.bulletin.template import Bound, Many, Thing
from crm.queries.listing import Row
from crm.queries.view import Filter

UNSAID = "未填对象"
FIELDS: tuple[str, ...] = ("station", "date", "method", "place", "enterprise", "hometown", "contact", "contact_title")
FIELDS += ("leader", "staff", "content", "next_step", "people")
"""The fields of a visit that papers print or add up."""
ORDER = "order"
"""The key of numbers that only count lines."""


def visits_of(book: Book, start: dt.date, end: dt.date, station: str = "") -> list[Row]:
    """The visits of a span in the order of their days, of one 片区 where it is named."""
    filters = [Filter("date", "between", [start.isoformat(), end.isoformat()])]
    if station:
        filters.append(Filter("station", "=", station))
    with book.read() as session:
        return fetch(session, "visits", *filters, fields=FIELDS, sort=("date",))


def by_station(rows: Iterable[Row], order: Sequence[str]) -> list[Row]:
    """Visits in the order of their 片区, those of none last."""
    place = {name: at for at, name in enumerate(order)}
    return sorted(rows, key=lambda row: place.get(said("visits", row, "station"), len(place)))


def whom(row: Row) -> str:
    """The enterprise or hometown person that was met."""
    return said("visits", row, "enterprise") or said("visits", row, "hometown")


def contact(row: Row) -> str:
    """Who received, with the post."""
    return " ".join(text for text in said_each("visits", row, ("contact", "contact_title")) if text)


def visit_columns() -> list[Column]:
    """The columns of a list of visits."""
    columns = [Column("片区", 11), Column("时间", DAY_WIDTH), Column("方式", 8), Column("地点", 22)]
    columns += [Column("企业（乡贤）", 26, left=True), Column("接洽对象", 14), Column("县领导", 10)]
    return [*columns, Column("驻外人员", 10), Column("内容", 46, left=True), Column("下一步", 22, left=True)]


def visit_line(row: Row) -> Sequence[Cell]:
    """A visit under these columns."""
    first = said_each("visits", row, ("station", "date", "method", "place"))
    return [*first, whom(row), contact(row), *said_each("visits", row, ("leader", "staff", "content", "next_step"))]


def facts(row: Row) -> list[tuple[str, str]]:
    """What a card says of a visit, as (word, text), 内容 last; no blank ones."""
    found = {word: text for word, text in _told(row).items() if text and word not in ("片区", "下一步")}
    return [(word, f"{text}。" if word == "内容" else text) for word, text in found.items()]


def _told(row: Row) -> dict[str, str]:
    """The fields of a visit as papers call and write them."""
    day = row.values["date"]
    told = {"片区": said("visits", row, "station"), "时间": f"{day.month}月{day.day}日"}
    told |= {"地点": said("visits", row, "place"), "接洽对象": contact(row)}
    named = {"方式": "method", "县领导": "leader", "驻外人员": "staff", "内容": "content", "下一步": "next_step"}
    told |= {word: said("visits", row, key) for word, key in named.items()}
    return {word: text.replace("\n", " ").strip().rstrip("。") for word, text in told.items()}


_BRIEF = ("地点", "接洽对象", "方式", "县领导", "驻外人员")
_PARTS = ("片区", "时间", *_BRIEF, "内容", "下一步")


def visit_things(rows: Iterable[Row], first: str) -> Many:
    """Visits to loop over; 情况 are the facts of one that has any, led by `first` (片区 or 时间)."""
    each = _thing(1, "", 0, dict.fromkeys(_PARTS, ""), first)
    return Many([_thing(at, whom(row), row.id, _told(row), first) for at, row in enumerate(rows, start=1)], each)


def _thing(number: int, name: str, visit: int, told: dict[str, str], first: str) -> Thing:
    key = f"visit/{visit}"
    parts = {word: Bound(told[word], key, bool(told[word])) for word in _PARTS}
    brief = [Thing(名称=Bound(word, ""), 内容=parts[word]) for word in (first, *_BRIEF) if told[word]]
    each = Thing(名称=Bound("", ""), 内容=Bound("", ""))
    head = {"序号": Bound(str(number), ORDER), "对象": Bound(name or UNSAID, key)}
    return Thing({**head, **parts, "情况": Many(brief, each)})


def visit_grounds(rows: Sequence[Row]) -> Grounds:
    """What the list of visits prints of each."""
    found: Grounds = {ORDER: [str(number) for number in range(1, len(rows) + 1)]}
    for row in rows:
        day = row.values["date"]
        found[f"visit/{row.id}"] = [*map(str, visit_line(row)), f"{day.month} {day.day}"]
    return found
