"""The Chinese calendar: weekends, statutory holidays, make-up days, and the festivals at which one sends greetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Literal

DayKind = Literal["work", "weekend", "holiday", "makeup"]

_HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午",
    "Mid-autumn Festival": "中秋",
    "National Day": "国庆",
    "Anti-Fascist 70th Day": "抗战胜利纪念",
}
GREETING_BEFORE = dt.timedelta(days=10)
GREETING_AFTER = dt.timedelta(days=3)


@dataclass(frozen=True)
class DayMark:
    """What a day is in the calendar; `name` is the holiday's, or empty."""

    kind: DayKind
    name: str = ""


@dataclass(frozen=True)
class Festival:
    """A festival at which hometown people are greeted, and the days that count as greeting for it."""

    name: str
    date: dt.date

    @property
    def greet_from(self) -> dt.date:
        """The first day of its greetings, ten days ahead."""
        return self.date - GREETING_BEFORE

    @property
    def greet_to(self) -> dt.date:
        """The last day of its greetings, three days after."""
        return self.date + GREETING_AFTER


@cache
def day_mark(day: dt.date) -> DayMark:
    """Workday, weekend, statutory holiday or make-up day; years not yet announced know weekends only."""
    import chinese_calendar

    weekend = day.weekday() >= 5
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return DayMark("weekend" if weekend else "work")
    if off:
        return DayMark("holiday", _HOLIDAYS.get(name, "假日")) if name else DayMark("weekend")
    return DayMark("makeup" if weekend else "work")


@cache
def holidays_known(year: int) -> bool:
    """Whether the statutory holidays of a year are known; those of the next are published in autumn."""
    import chinese_calendar

    try:
        chinese_calendar.get_holiday_detail(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def _of_year(year: int) -> tuple[Festival, ...]:
    from lunar_python import Lunar

    def solar(month: int, day: int) -> dt.date:
        found = Lunar.fromYmd(year, month, day).getSolar()
        return dt.date(found.getYear(), found.getMonth(), found.getDay())

    term = Lunar.fromYmd(year, 2, 1).getJieQiTable()["清明"]
    clear = dt.date(term.getYear(), term.getMonth(), term.getDay())
    found = (
        Festival("春节", solar(1, 1)),
        Festival("清明", clear),
        Festival("端午", solar(5, 5)),
        Festival("中秋", solar(8, 15)),
        Festival("国庆", dt.date(year, 10, 1)),
    )
    return tuple(sorted(found, key=lambda festival: festival.date))


def festivals(start: dt.date, end: dt.date) -> list[Festival]:
    """The festivals from start to end (both included), by lunar calendar and solar term."""
    years = range(start.year, end.year + 1)
    return [festival for year in years for festival in _of_year(year) if start <= festival.date <= end]


def greeting_due(today: dt.date, *, ahead: int = GREETING_BEFORE.days) -> list[Festival]:
    """The festivals whose greetings are due now: within `ahead` days, or up to three days ago."""
    return festivals(today - GREETING_AFTER, today + dt.timedelta(days=ahead))
