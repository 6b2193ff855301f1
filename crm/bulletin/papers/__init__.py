"""The other papers of the office, each from the same dataset: a registry that menus and scripts list."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from crm.book import Book
from crm.bulletin import papers_docx
from crm.bulletin.checks import figure_checks, told_checks
from crm.bulletin.dataset import Check
from crm.bulletin.files import Report, Write, make_folder, unheard
from crm.bulletin.let_out import let_out
from crm.bulletin.listing import Listing, write_listing
from crm.bulletin.month import Bulletin, sound_or_overridden, write_papers
from crm.bulletin.narrative import Narrative, write_narrative
from crm.bulletin.papers import daily, lists, overview, posted_month, ranking, weekly
from crm.bulletin.papers.introduced import introduced
from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers.spans import Period, span_words
from crm.bulletin.project_sheets import project_lists
from crm.bulletin.prose import spoken
from crm.bulletin.sheet import SheetBook
from crm.bulletin.templates import MONTHLY, template_of
from crm.bulletin.workbook import save_named
from crm.records.visit import Visit
from crm.rules.dates import MonthRange, month_of
from crm.store.bulk import uncollected
from crm.store.save import replaced_all


@dataclass(frozen=True)
class Draft:
    """A paper of one span, read and told but not yet written: what it is called, its checks, what writes its files."""

    called: str
    county: str
    checks: Sequence[Check]
    writers: Mapping[str, Write]

    def write(self, out: Path, report: Report = unheard) -> tuple[Path, ...]:
        """Write its files into a folder, which is made; see Paper.write."""
        make_folder(out)
        name = re.sub(r'[\\/:*?"<>|\s]', "", f"{self.county}{self.called}")
        return replaced_all({out / f"{name}{suffix}": write for suffix, write in self.writers.items()}, report)


def _unchecked(_found: Any) -> Sequence[Check]:
    return ()


@dataclass(frozen=True)
class Paper:
    """A paper: what menus call it and say about it, the span that a day stands for, how it is read, its tables.

    One with a `narrative` is a document too, in the words of the template that has its key, which are checked against
    the tables; `checks` are those of the figures that it prints of a month.
    """

    key: str
    label: str
    period: Period
    about: str
    read: Callable[[Readings, dt.date, Report], Any]
    tables: dict[str, Callable[[Any, Path], None]]
    narrative: Callable[[Any], Narrative] | None = None
    checks: Callable[[Any], Sequence[Check]] = _unchecked

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The kinds of its files, in the order in which they are written."""
        return (*self.tables, *([".docx"] if self.narrative else []))

    def write(
        self,
        book: Book,
        day: dt.date,
        out: Path,
        report: Report = unheard,
        *,
        readings: Readings | None = None,
        override: str | None = None,
    ) -> tuple[Path, ...]:
        """Write the paper of the span around a day into a folder; returns the files.

        `readings` are those that papers written one after the other share, `override` the reason against a failing
        check. A paper of `today` is of the book as it stands, whatever the day. Raises Unsound, Problem when a file is
        open elsewhere or cannot be written, and whatever `report` raises; the folder is then as it was.
        """
        report(0, len(self.suffixes))
        draft = self.draft(book, day, report, readings=readings)
        let_out(book, {draft.called: draft.checks}, override)
        return draft.write(out, report)

    def draft(self, book: Book, day: dt.date, report: Report = unheard, *, readings: Readings | None = None) -> Draft:
        """Read the paper of the span around a day and put its figures into words, with their checks."""
        day = book.today() if self.period == "today" else day
        found = self.read(readings or Readings(book), day, report)
        checks = list(self.checks(found))
        writers: dict[str, Write] = {suffix: partial(write, found) for suffix, write in self.tables.items()}
        if self.narrative is not None:
            told = self.narrative(found)
            wording = spoken(template_of(book, self.key), told.words)
            checks += told_checks(wording.lines, told.grounds, [wording.fault])
            writers[".docx"] = partial(write_narrative, told, wording)
        return Draft(f"{span_words(self.period, day)}{self.label}", str(book.setting("county") or ""), checks, writers)


def _readings_and_day(readings: Readings, day: dt.date, _: Report) -> tuple[Readings, dt.date]:
    return readings, day


def _by_hand(write: Callable[[Any, dt.date, Path], None]) -> Callable[[Any, Path], None]:
    return lambda found, path: write(found[0], found[1], path)


def _listings(
    made: Callable[[Readings, dt.date], Sequence[Listing]],
) -> Callable[[Readings, dt.date, Report], tuple[str, Sequence[Listing]]]:
    return lambda readings, day, _: (str(readings.book.setting("county") or ""), made(readings, day))


def _of_book(made: Callable[[Book, dt.date], Sequence[Listing]]) -> Callable[[Readings, dt.date], Sequence[Listing]]:
    return lambda readings, day: made(readings.book, day)


def _write_listings(found: tuple[str, Sequence[Listing]], path: Path) -> None:
    county, listings = found
    workbook = SheetBook()
    for listing in listings:
        write_listing(workbook.sheet(listing.sheet), listing)
    save_named(workbook, county, path, title=listings[0].title)


def _projects(readings: Readings, day: dt.date) -> Sequence[Listing]:
    return project_lists(readings.data(month_of(day)))


def _of_month(found: ranking.Ranking | overview.Overview) -> Sequence[Check]:
    return figure_checks(found.data)


def _lists(
    key: str, label: str, period: Period, about: str, made: Callable[[Readings, dt.date], Sequence[Listing]]
) -> Paper:
    return Paper(key, label, period, about, _listings(made), {".xlsx": _write_listings})


_ALL = (
    Paper(
        "daily",
        "招商引资快报",
        "day",
        "当天的项目动态、拜访接待和次日要跟进的事项。",
        lambda readings, day, _: daily.read_day(readings, day),
        {".xlsx": daily.write_workbook},
        daily.narrative,
    ),
    Paper(
        "weekly",
        "驻外招商工作周报",
        "week",
        "一周里每次拜访和接待，按片区排列；有照片的做成照片卡。",
        lambda readings, day, _: weekly.read_week(readings.book, day),
        {".xlsx": weekly.weekly_workbook},
        weekly.narrative,
    ),
    Paper(
        "posted",
        "驻外工作月报送表",
        "month",
        "驻外工作情况、拜访接待明细和新增线索；在驻外电脑上只含本片区。",
        _readings_and_day,
        {".xlsx": _by_hand(posted_month.posted_month)},
    ),
    _lists("projects", "新签约新开工新投产项目一览表", "month", "本年累计的三张项目表，按责任单位列小计。", _projects),
    Paper(
        "ranking",
        "招商引资季度排名通报",
        "quarter",
        "片区、责任单位按任务完成率排名，驻外人员按三个月得分之和排名。",
        ranking.read_ranking,
        {".xlsx": ranking.write_workbook},
        ranking.narrative,
        _of_month,
    ),
    Paper(
        "summary",
        "招商引资工作总结",
        "year",
        "一月至所选月份：指标、六类结构、片区和单位、空白名单、驻外工作、问题。",
        overview.read_overview,
        {".xlsx": overview.write_workbook},
        overview.narrative,
        _of_month,
    ),
    _lists(
        "chain",
        "县领导领衔联系链上重点企业一览表",
        "today",
        "填了包联领导和产业链的企业，按县领导排列。",
        _of_book(lists.chain_enterprises),
    ),
    _lists(
        "led",
        "县领导领衔推进亿元以上重要线索项目情况表",
        "today",
        "计划总投资1亿元以上、还没签约的线索，按包抓领导排列。",
        _of_book(lists.led_leads),
    ),
    _lists(
        "assistance", "帮办清单", "today", "没有办结和本年办结的帮办事项，列明超期天数。", _of_book(lists.assistance)
    ),
    _lists(
        "people",
        "乡贤和大使联系台账",
        "today",
        "在外乡贤和招商大使两张表，电话隐去中间四位。",
        _of_book(lists.people_kept_in_touch),
    ),
    _lists(
        "introduced",
        "招商大使引荐情况",
        "month",
        "每位大使引荐和促成的项目，几方共同引荐的按份额折算。",
        introduced,
    ),
)
PAPERS: dict[str, Paper] = {paper.key: paper for paper in _ALL}
"""Every other paper by its key, in the order of menus."""


def narrative_of(readings: Readings, kind: str, day: dt.date, report: Report = unheard) -> Narrative:
    """What the template of a kind may say of the span around a day."""
    if kind in MONTHLY:
        return papers_docx.narrative(readings.data(month_of(day)))
    paper = PAPERS[kind]
    assert paper.narrative is not None
    return paper.narrative(paper.read(readings, day, report))


def example_day(book: Book, kind: str, day: dt.date) -> dt.date:
    """The day whose span shows what a template gives: of 快报 and 周报 the last one by then that has a visit."""
    if kind not in ("daily", "weekly"):
        return day
    with book.read() as session:
        last = session.scalar(select(func.max(Visit.date)).where(Visit.deleted_at.is_(None), Visit.date <= day))
    return last or day


@uncollected()
def write_all(book: Book, day: dt.date, out: Path, *, override: str | None = None) -> tuple[Path, ...]:
    """Write every paper of the spans around a day, what they share read once; returns the files.

    Raises what Paper.write raises: Unsound, for all of them, before the first is written; of the others the papers
    before that one stay.
    """
    readings = Readings(book)
    readings.data(month_of(day))  # which the paper of the day, the first, shares too
    return _written(_free(readings, day, override), out)


@uncollected()
def month_end(book: Book, month: MonthRange, out: Path, *, override: str | None = None) -> Bulletin:
    """The bulletin of a month and every other paper as of its last day, from one reading of the book.

    Raises what `monthly` and `write_all` raise; Unsound before the first is written.
    """
    readings = Readings(book)
    data = sound_or_overridden(book, readings.data(month), override)
    drafts = _free(readings, month.end, override)
    return Bulletin(data, (*write_papers(data, out), *_written(drafts, out)))


def _free(readings: Readings, day: dt.date, override: str | None) -> list[Draft]:
    """Every paper of the spans around a day, free to be printed; see let_out."""
    drafts = [paper.draft(readings.book, day, readings=readings) for paper in PAPERS.values()]
    let_out(readings.book, {draft.called: draft.checks for draft in drafts}, override)
    return drafts


def _written(drafts: Sequence[Draft], out: Path) -> tuple[Path, ...]:
    return tuple(file for draft in drafts for file in draft.write(out))
