"""周报 (年第N周): every visit of the week by 片区, as a list and as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from docx.document import Document

from crm.book import Book
from crm.bulletin.grounds import Grounds
from crm.bulletin.listing import Listing, grouped, said, write_listing
from crm.bulletin.narrative import Narrative
from crm.bulletin.papers.photo_cards import Shown, photo_card, photo_sheet, photos_of
from crm.bulletin.papers.spans import days_words, week_of
from crm.bulletin.papers.visits import (
    by_station,
    visit_columns,
    visit_grounds,
    visit_line,
    visit_things,
    visits_of,
)
from crm.bulletin.posted import NO_STATION
from crm.bulletin.reading import stations_in_order
from crm.bulletin.saying import CALENDAR
from crm.bulletin.sheet import SheetBook
from crm.bulletin.template import Bound, Many, Thing
from crm.bulletin.vocabulary import ordinal
from crm.bulletin.workbook import save_named
from crm.queries.listing import Row
from crm.rules.dates import week_label


@dataclass(frozen=True)
class Week:
    """The visits of a week by 片区 and day, and the photos of those that have any."""

    county: str
    day: dt.date
    rows: Sequence[Row]
    photos: Mapping[int, Shown]

    @property
    def span(self) -> str:
        """The days of the week."""
        return days_words(*week_of(self.day))


def read_week(book: Book, day: dt.date) -> Week:
    """The week (ISO) that a day lies in."""
    with book.read() as session:
        order = [name for _, name in stations_in_order(session)]
    rows = by_station(visits_of(book, *week_of(day)), order)
    return Week(str(book.setting("county") or ""), day, rows, photos_of(book, rows))


def weekly(week: Week) -> Listing:
    """周报 (年第N周, ISO weeks): every visit of the week by 片区."""
    order = list(dict.fromkeys(said("visits", row, "station") for row in week.rows))
    groups = grouped(week.rows, lambda r: said("visits", r, "station"), visit_line, blank=NO_STATION, order=order)
    title = f"{week.county}驻外招商工作周报（{week_label(week.day)}）"
    return Listing("周报", title, week.span, visit_columns(), groups, "条", nothing="本周无拜访接待")


def weekly_workbook(week: Week, path: Path) -> None:
    """周报 as a workbook: the list, and a sheet of photo cards where there are photos."""
    workbook = SheetBook()
    listing = weekly(week)
    write_listing(workbook.sheet(listing.sheet), listing)
    if week.photos:
        title = listing.title.replace("周报（", "周报照片（")
        photo_sheet(workbook.sheet("照片"), title, listing.below, week.rows, week.photos)
    save_named(workbook, week.county, path, title=listing.title)


def narrative(week: Week) -> Narrative:
    """What the template of the week may say: per 片区 its visits, and a card for each that has photos."""
    tables: dict[str, Callable[[Document], None]] = {}
    stations: dict[str, list[Row]] = {}
    for row in week.rows:
        stations.setdefault(said("visits", row, "station") or NO_STATION, []).append(row)
    groups = []
    for at, (station, own) in enumerate(stations.items()):
        groups.append(_station(at, station, own, week.photos))
        for number, row in enumerate(own, start=1):
            if row.id in week.photos:
                tables[f"{CARD}/{row.id}"] = partial(photo_card, number=number, row=row, shown=week.photos[row.id])
    texts = {"县": week.county, "年": str(week.day.year), "周次": week_label(week.day), "起止": week.span}
    words: dict[str, Any] = {name: Bound(text, CALENDAR, bool(text)) for name, text in texts.items()}
    words["本周"] = _numbers(week.rows)
    words["片区"] = Many(groups, _station(0, "", (), {}))
    grounds = _grounds(week, list(texts.values()))
    return Narrative(f"{week.county}驻外招商工作周报", week.county, words, tables, grounds)


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


def _grounds(week: Week, calendar: Sequence[str]) -> Grounds:
    """What the list of the week prints."""
    listing = weekly(week)
    found = visit_grounds(week.rows) | {CALENDAR: calendar}
    method = [column.name for column in listing.columns].index("方式")
    for station, own in listing.groups:
        found |= {f"week/{station}": [str(len(own))], f"week/{station}/name": [station]}
    found["week//条数"] = [str(len(listing.rows))]
    for kind in ("拜访", "接待"):
        found[f"week//{kind}"] = [str(sum(row[method] == kind for row in listing.rows))]
    return found
