"""季度排名通报: 片区, 责任单位 and posted staff of a quarter, as tables and as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crm.bulletin import papers_xlsx as sheets
from crm.bulletin.dataset import Dataset
from crm.bulletin.listing import write_listing
from crm.bulletin.narrative import Narrative
from crm.bulletin.papers import wording
from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers.season import Season, read_season, season_listing
from crm.bulletin.sheet import SheetBook
from crm.bulletin.sheet_charts import SHEET, charts_sheet
from crm.bulletin.vocabulary import quarter_words
from crm.bulletin.workbook import as_of, save
from crm.rules.dates import MonthRange, quarter_of


@dataclass(frozen=True)
class Ranking:
    """A quarter: the dataset of its last month and the posted staff of its three."""

    data: Dataset
    season: Season

    @property
    def quarter(self) -> str:
        """第三季度."""
        return quarter_words(self.data.month)

    @property
    def span(self) -> str:
        """2025年第三季度."""
        return f"{self.data.month.year}年{self.quarter}"

    @property
    def title(self) -> str:
        """The title of its papers."""
        return f"{self.data.county}{self.span}招商引资排名通报"


def read_ranking(readings: Readings, day: dt.date, report: Callable[[int, int], None]) -> Ranking:
    """The quarter that a day lies in; `report` hears of each month read."""
    last = MonthRange(day.year, quarter_of(day) * 3)
    months = [last.shift(-2), last.shift(-1), last]
    return Ranking(readings.data(last), read_season(readings, months, report))


def narrative(found: Ranking) -> Narrative:
    """What the template of the ranking may say."""
    return wording.narrative(found.data, found.season, title=found.title, span=found.quarter)


def write_workbook(found: Ranking, path: Path) -> None:
    """The indicators, 片区 and 单位 by their tasks, the posted staff by the points of the quarter's months."""
    data, made = found.data, SheetBook()
    drawn = sheets.indicators_sheet(made.sheet("主要指标"), data)
    drawn += sheets.scopes_sheet(made.sheet("片区和单位排名"), data)
    listing = season_listing(found.season, data, found.span)
    write_listing(made.sheet(listing.sheet), listing)
    charts_sheet(made.sheet(SHEET), f"{found.title}图表", as_of(data), drawn)
    save(made, data, path, title="招商引资季度排名通报")
