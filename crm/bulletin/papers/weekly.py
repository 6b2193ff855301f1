"""周报 (年第N周): every visit of the week by 片区, as a list and as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from docx.document import Document

from crm.book import Book
from crm.bulletin.grounds import Grounds
from crm.bulletin.listing import Listing, grouped, said, write_listing
from crm.bulletin.narrative import Narrative
from crm.bulletin.papers.photo_cards import Shown, photo_card, photo_sheet, photos_of
from crm.bulletin.papers.spans import week_of
from crm.bulletin.papers.visits import (
    NO_STATION,
    visit_columns,
    visit_grounds,
    visit_line,
    visit_things,
    visits_of,
)
from crm.bulletin.sheet import SheetBook
from crm.bulletin.template import Bound, Thing
from crm.bulletin.vocabulary import CALENDAR, Many, ordinal
from crm.bulletin.workbook import save_named
from crm.queries.listing import Row
from crm.rules.dates import week_label


def _span(start: dt.date, end: dt.date) -> str:
    return f"{start.month}月{start.day}日至{end.month}月{end.day}日"


def weekly(book: Book, day: dt.date) -> list[Listing]:
    """周报 (年第N周, ISO weeks): every visit of the week by 片区."""
    start, end = week_of(day)
    groups = grouped(visits_of(book, start, end), lambda r: said("visits", r, "station"), visit_line, blank=NO_STATION)
    title = f"{book.setting('county') or ''}驻外招商工作周报（{week_label(day)}）"
    return [Listing("周报", title, _span(start, end), visit_columns(), groups, "条")]


def weekly_workbook(book: Book, day: dt.date, path: Path) -> None:
    """周报 as a workbook: the list, and a sheet of photo cards where there are photos."""
    workbook = SheetBook()
    (listing,) = weekly(book, day)
    write_listing(workbook.sheet(listing.sheet), listing)
    rows = visits_of(book, *week_of(day))
    photos = photos_of(book, rows)
    if photos:
        title = listing.title.replace("周报（", "周报照片（")
        photo_sheet(workbook.sheet("照片"), title, listing.below, rows, photos)
    save_named(workbook, str(book.setting("county") or ""), path, title=listing.title)


def narrative(book: Book, day: dt.date) -> Narrative:
    """What the template of the week may say: per 片区 its visits, and a card for each that has photos."""
    start, end = week_of(day)
    county, rows = str(book.setting("county") or ""), visits_of(book, start, end)
    tables: dict[str, Callable[[Document], None]] = {}
    photos = photos_of(book, rows)
    stations: dict[str, list[Row]] = {}
    for row in rows:
        stations.setdefault(said("visits", row, "station") or NO_STATION, []).append(row)
    groups = []
    for at, (station, own) in enumerate(sorted(stations.items(), key=lambda i: (i[0] == NO_STATION, i[0]))):
        groups.append(_station(at, station, own, photos))
        for number, row in enumerate(own, start=1):
            if row.id in photos:
                tables[f"{CARD}/{row.id}"] = partial(photo_card, number=number, row=row, shown=photos[row.id])
    texts = {"县": county, "年": str(day.year), "周次": week_label(day), "起止": _span(start, end)}
    words: dict[str, Any] = {name: Bound(text, CALENDAR, bool(text)) for name, text in texts.items()}
    words["本周"] = _numbers(rows)
    words["片区"] = Many(groups, _station(0, "", (), {}))
    grounds = _grounds(book, day, rows, list(texts.values()))
    return Narrative(f"{county}驻外招商工作周报", county, words, tables, grounds)


CARD = "照片卡"


def _station(at: int, station: str, rows: Sequence[Row], photos: Mapping[int, Shown]) -> Thing:
    visits = visit_things(rows, "时间")
    for row, own in zip(rows, visits, strict=True):
        own[CARD] = Bound("", f"table/{CARD}/{row.id}", row.id in photos)
    visits.each[CARD] = Bound("", f"table/{CARD}", full=False)
    return Thing(
        序=Bound(ordinal(at), ""),
        名称=Bound(station, f"week/{station}/name"),
        条数=Bound(f"{len(rows)}条", f"week/{station}"),
        拜访接待=visits,
    )


def _numbers(rows: Sequence[Row]) -> Thing:
    """The numbers of the week: all its visits, and those of each kind that one has."""
    kinds = [said("visits", row, "method") for row in rows]
    counts = {"条数": (len(rows), "条"), "拜访": (kinds.count("拜访"), "次"), "接待": (kinds.count("接待"), "批次")}
    return Thing({name: Bound(f"{n}{unit}", f"week//{name}", n != 0) for name, (n, unit) in counts.items()})


def _grounds(book: Book, day: dt.date, rows: Sequence[Row], calendar: Sequence[str]) -> Grounds:
    """What the list of the week prints."""
    (listing,) = weekly(book, day)
    found = visit_grounds(rows) | {CALENDAR: calendar}
    method = [column.name for column in listing.columns].index("方式")
    for station, own in listing.groups:
        found |= {f"week/{station}": [str(len(own))], f"week/{station}/name": [station]}
    found["week//条数"] = [str(len(listing.rows))]
    for kind in ("拜访", "接待"):
        found[f"week//{kind}"] = [str(sum(row[method] == kind for row in listing.rows))]
    return found
