"""周报 (年第N周): every visit of the week by 片区, as a list and as a document."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from crm.book import Book
from crm.bulletin import page_style as page
from crm.bulletin.listing import Listing, grouped, said
from crm.bulletin.papers.visits import NO_STATION, contact, visit_columns, visit_line, visits_of, whom
from crm.bulletin.vocabulary import ORDINALS
from crm.queries.listing import Row
from crm.rules.dates import week_label


def _week(day: dt.date) -> tuple[dt.date, dt.date]:
    start = day - dt.timedelta(days=day.weekday())
    return start, start + dt.timedelta(days=6)


def _span(start: dt.date, end: dt.date) -> str:
    return f"{start.month}月{start.day}日至{end.month}月{end.day}日"


def weekly(book: Book, day: dt.date) -> list[Listing]:
    """周报 (年第N周, ISO weeks): every visit of the week by 片区."""
    start, end = _week(day)
    groups = grouped(visits_of(book, start, end), lambda r: said("visits", r, "station"), visit_line, blank=NO_STATION)
    title = f"{book.setting('county') or ''}驻外招商工作周报（{week_label(day)}）"
    return [Listing("周报", title, _span(start, end), visit_columns(), groups, "条")]


def weekly_document(book: Book, day: dt.date, path: Path) -> None:
    """周报 as a document: per visit 时间, 地点, 接洽对象, 内容, 领导, under its 片区."""
    start, end = _week(day)
    paper = page.new_paper()
    county = str(book.setting("county") or "")
    paper.core_properties.title = f"{county}驻外招商工作周报"
    paper.core_properties.author = paper.core_properties.last_modified_by = county
    paper.core_properties.comments = ""
    page.title(paper, f"{county}驻外招商工作周报", f"（{week_label(day)}　{_span(start, end)}）")
    rows = visits_of(book, start, end)
    stations: dict[str, list[Row]] = {}
    for row in rows:
        stations.setdefault(said("visits", row, "station") or NO_STATION, []).append(row)
    if not rows:
        page.body(paper, "本周没有拜访、接待记录。")
    for at, (station, own) in enumerate(sorted(stations.items(), key=lambda i: (i[0] == NO_STATION, i[0]))):
        page.heading(paper, f"{_ordinal(at)}、{station}（{len(own)}条）")
        for number, row in enumerate(own, start=1):
            page.body(paper, _card(row), lead=f"{number}. {whom(row) or '未填对象'}。")
    paper.save(str(path))


def _ordinal(at: int) -> str:
    return ORDINALS[at] if at < len(ORDINALS) else str(at + 1)


def _card(row: Row) -> str:
    day = row.values["date"]
    named = {"地点": "place", "方式": "method", "县领导": "leader", "驻外人员": "staff"}
    parts = [f"时间：{day.month}月{day.day}日", *(f"{w}：{said('visits', row, k)}" for w, k in named.items())]
    parts.insert(2, f"接洽对象：{contact(row)}")
    told = "，".join(part for part in parts if not part.endswith("："))
    content = said("visits", row, "content").replace("\n", " ").strip().rstrip("。")
    return f"{told}。{content}。" if content else f"{told}。"
