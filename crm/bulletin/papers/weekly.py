"""周报 (年第N周): every visit of the week by 片区, as a list and as a document."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from crm.book import Book
from crm.bulletin import page_style as page
from crm.bulletin.listing import Listing, grouped, said, write_listing
from crm.bulletin.papers.photo_cards import photo_card, photo_sheet, photos_of
from crm.bulletin.papers.spans import week_of
from crm.bulletin.papers.visits import NO_STATION, card, visit_columns, visit_line, visits_of, whom
from crm.bulletin.sheet import SheetBook
from crm.bulletin.vocabulary import ordinal
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


def weekly_document(book: Book, day: dt.date, path: Path) -> None:
    """周报 as a document: per visit its photos, 时间, 地点, 接洽对象, 内容, 领导, under its 片区."""
    start, end = week_of(day)
    county = str(book.setting("county") or "")
    paper = page.headed(county, f"{county}驻外招商工作周报", f"（{week_label(day)}　{_span(start, end)}）")
    rows = visits_of(book, start, end)
    photos = photos_of(book, rows)
    stations: dict[str, list[Row]] = {}
    for row in rows:
        stations.setdefault(said("visits", row, "station") or NO_STATION, []).append(row)
    if not rows:
        page.body(paper, "本周没有拜访、接待记录。")
    for at, (station, own) in enumerate(sorted(stations.items(), key=lambda i: (i[0] == NO_STATION, i[0]))):
        page.heading(paper, f"{ordinal(at)}、{station}（{len(own)}条）")
        for number, row in enumerate(own, start=1):
            if row.id in photos:
                photo_card(paper, number, row, photos[row.id])
            else:
                page.body(paper, card(row), lead=f"{number}. {whom(row) or '未填对象'}。")
    paper.save(str(path))
