"""The other papers of the office, each from the same dataset: a registry that menus and scripts list."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from crm.book import Book
from crm.bulletin.listing import Listing, write_listing
from crm.bulletin.month import make_folder, replace_file
from crm.bulletin.papers import lists, periods, weekly
from crm.bulletin.papers.introduced import introduced
from crm.bulletin.sheet_style import Values
from crm.bulletin.workbook import empty, save_named
from crm.rules.dates import quarter_of, week_label

Period = Literal["day", "week", "month", "quarter", "year"]
Write = Callable[[Book, dt.date, Path], None]


@dataclass(frozen=True)
class Paper:
    """A paper: what menus call it, the span that a day stands for, and its files by suffix."""

    key: str
    label: str
    period: Period
    writers: dict[str, Write]

    def write(self, book: Book, day: dt.date, out: Path) -> tuple[Path, ...]:
        """Write the paper of the span around a day into a folder; returns the files.

        Raises Problem when a file is open elsewhere or cannot be written.
        """
        make_folder(out)
        name = f"{book.setting('county') or ''}{span_words(self.period, day)}{self.label}"
        name = re.sub(r'[\\/:*?"<>|\s]', "", name)
        files = []
        for suffix, write in self.writers.items():
            path = out / f"{name}{suffix}"
            replace_file(path, partial(write, book, day))
            files.append(path)
        return tuple(files)


def span_words(period: Period, day: dt.date) -> str:
    """The span in a file's name: 2025年9月, 2025年第3季度, 2025年第40周, 2025年1—9月, 2025年9月30日."""
    match period:
        case "week":
            return week_label(day)
        case "month":
            return f"{day.year}年{day.month}月"
        case "quarter":
            return f"{day.year}年第{quarter_of(day)}季度"
        case "year":
            return f"{day.year}年1—{day.month}月"
        case _:
            return f"{day.year}年{day.month}月{day.day}日"


def _workbook(made: Callable[[Book, dt.date], Sequence[Listing]], book: Book, day: dt.date, path: Path) -> None:
    workbook = empty()
    values: Values = {}
    listings = made(book, day)
    for listing in listings:
        write_listing(workbook.create_sheet(listing.sheet), listing, values)
    save_named(workbook, str(book.setting("county") or ""), path, values=values, title=listings[0].title)


def _lists(key: str, label: str, period: Period, made: Callable[[Book, dt.date], Sequence[Listing]]) -> Paper:
    return Paper(key, label, period, {".xlsx": partial(_workbook, made)})


_ALL = (
    Paper(
        "weekly",
        "驻外招商工作周报",
        "week",
        {".xlsx": partial(_workbook, weekly.weekly), ".docx": weekly.weekly_document},
    ),
    Paper("posted", "驻外工作月报送表", "month", {".xlsx": periods.posted_month}),
    Paper("ranking", "招商引资季度排名通报", "quarter", {".xlsx": periods.ranking}),
    Paper("summary", "招商引资工作总结表", "year", {".xlsx": periods.summary}),
    _lists("chain", "县领导领衔联系链上重点企业一览表", "day", lists.chain_enterprises),
    _lists("led", "县领导领衔推进亿元以上重要线索项目情况表", "day", lists.led_leads),
    _lists("assistance", "帮办清单", "day", lists.assistance),
    _lists("people", "乡贤和大使联系台账", "day", lists.people_kept_in_touch),
    _lists("introduced", "招商大使引荐情况", "month", introduced),
)
PAPERS: dict[str, Paper] = {paper.key: paper for paper in _ALL}
"""Every other paper by its key, in the order of menus."""
