"""Dates: the forms that ledgers write, what people say and type, and calendar periods."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from crm.rules.numbers import shown, squeeze
from crm.rules.problem import BadValue

Precision = Literal["day", "month", "year"]
Prefer = Literal["past", "future", "near"]

EXCEL_EPOCH = dt.date(1899, 12, 30)
_SERIALS = range(20_000, 80_001)
_YEARS = range(1900, 2200)
_SEP = r"[-./年]"
_TIME = re.compile(r"(?<=[\d日号])T?\d{1,2}[:时]\d{1,2}(?:[:分]\d{0,2}(?:\.\d+)?)?[秒分Z]?$")
_SPACED_TIME = re.compile(r"\s+(?:[上下]午\s*)?\d{1,2}[:：时]\d{1,2}\S*\s*$")
_FULL = re.compile(rf"(\d{{4}}|\d{{2}}){_SEP}(\d{{1,2}})[-./月](\d{{1,2}})[日号]?")
_PART_OF_MONTH = r"(?:份|上旬|中旬|下旬|初|底|末)?"
_MONTH = re.compile(rf"(\d{{4}}|\d{{2}}(?=年)){_SEP}(\d{{1,2}})月?{_PART_OF_MONTH}")
_MONTH_ALONE = re.compile(rf"(\d{{1,2}})月{_PART_OF_MONTH}")
_YEAR_END = re.compile(r"(\d{4})年([初底末])")
_YEAR = re.compile(r"(\d{4})(?:年|年度)?")
_MONTH_DAY = re.compile(r"(\d{1,2})[-./月](\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SPAN_MARK = re.compile(r"至|到|-+|~+")
_SPAN_START = re.compile(
    r"(?:(?P<year>\d{4})[-./年])?(?:(?P<month>\d{1,2})[-./月]?(?:份|(?P<day>\d{1,2})[日号]?)?)|\d{4}年?|\d{8}"
)
_UNTIL = re.compile(r"^(?:有效期)?(?:截[至止]|至|到)(?=\d)|(?<=[日月年\d])止$")
_DAY_ALONE = re.compile(r"\d{1,2}[日号]?")
_MARKED_DAY = re.compile(r"\d{1,2}[日号]")
_HALF_DAY = re.compile(
    r"(?<=[\d日号])(?:[上下]午|晚上?|\((?:(?:周|星期)[一二三四五六日天]|[上下]午|全天|[^()\d]*(?:节|月初?[一二三四五六七八九十]*|除夕|元旦|假期?))\))$"
)
_CHINESE_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_CHINESE_NUMBER = re.compile(r"(?<![一二三四五六七八九十])([二三]?)(十?)([一二三四五六七八九]?)(?=[月日号])")
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20|21)\d{2})(?:年|[-./]\d{1,2}(?!\d))")
_TERM = re.compile(
    r"(?:自(?:印发|发布|公布|发文|施行|签发)之日起(?:施行)?,?)?(?:有效期|聘期|任期)?(?:为期|为)?(\d{1,2}|[一二两三四五六七八九])(年|个月)(半)?"
)
_TITLE_MONTH = re.compile(r"(?<!\d)((?:19|20|21)\d{2})[年./-](\d{1,2})(?!\d)(?!月?(?:\d{1,2}日?)?[-—~至到])")
_DIGITS = {char: str(i) for i, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}


class MissingYear(BadValue):
    """A month and day without a year, where nothing near the cell tells the year."""


class Day(NamedTuple):
    """A date as far as it is known: a month is held as its first day, a year as its 1 January."""

    date: dt.date
    precision: Precision


class MonthRange(NamedTuple):
    """A calendar month, as bulletins count in; str() is "2024-05"."""

    year: int
    month: int

    @property
    def start(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.month, 1)

    @property
    def end(self) -> dt.date:
        """Its last day, included."""
        return month_end(self.start)

    @property
    def label(self) -> str:
        """As papers print it: 2024年5月."""
        return f"{self.year}年{self.month}月"

    def shift(self, months: int) -> MonthRange:
        """The month so many months later (earlier when negative)."""
        return month_of(add_months(self.start, months))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def parse_day(value: object, *, year: int | None = None, month: int | None = None) -> Day:
    """Read a cell as a date with its precision; `year` completes "5月3日" and its like, with `month` also "3日".

    Takes dates, Excel serials, 2024.3, 2024年3月5日, 20240305, full-width digits, a time after the day.
    MissingYear when a year is needed, BadValue for dates that do not exist and for anything else.
    """
    if isinstance(value, dt.datetime):
        return Day(value.date(), "day")
    if isinstance(value, dt.date):
        return Day(value, "day")
    if isinstance(value, bool) or value is None:
        raise _unreadable(value)
    if isinstance(value, int | float | Decimal):
        return _from_number(value, year)
    return _from_text(str(value), year, month)


def split_span(text: str) -> tuple[str, str] | None:
    """The two ends of a span such as 5月6日-10日, 2024.5.1至5.20 or 5.3-5.12, each a date of its own; None for no span.

    The end takes the year and month that only the start names; after 2023.12.28-1.5 it takes the next year.
    """
    plain = squeeze(text)
    if _reads_as_date(plain):
        return None
    for mark in _SPAN_MARK.finditer(plain):
        start, end = plain[: mark.start()], plain[mark.end() :]
        first = _SPAN_START.fullmatch(start)
        if first is None:
            continue
        if _DAY_ALONE.fullmatch(end) and first["day"]:
            end = f"{first['month']}月{end}"
        last = _MONTH_DAY.fullmatch(end) or _MONTH_ALONE.fullmatch(end)
        if first["year"] and last:
            # Over the turn of the year, and not a slip such as 2024.5.10-4.30.
            year = int(first["year"]) + (first["month"] is not None and int(first["month"]) - int(last[1]) >= 6)
            end = f"{year}年{end}" if "月" in end else f"{year}.{end}"
        if _reads_as_date(start) and _reads_as_date(end):
            return start, end
    return None


def term_of(text: str) -> int | None:
    """The months of a term such as 两年, 2年, 一年半 or 18个月; None for anything else."""
    found = _TERM.fullmatch(squeeze(text))
    if found is None:
        return None
    count = int(_DIGITS.get(found[1].replace("两", "二"), found[1]))
    return count if found[2] == "个月" else count * 12 + (6 if found[3] else 0)


def _reads_as_date(text: str) -> bool:
    try:
        parse_day(text, year=2024)
    except BadValue:
        return False
    return True


def parse_month(value: object) -> MonthRange:
    """Read a month ("2024-05", 2024年5月, 202405 or any day in it); BadValue otherwise."""
    day = parse_day(value)
    if day.precision == "year":
        raise BadValue(f"“{shown(value)}”没有写月份，请填年和月，例如2024-05")
    return month_of(day.date)


def find_year(texts: Iterable[str]) -> int | None:
    """The first year found in titles such as 截至2024年5月31日 or 填报时间：二〇二四年五月; None when none is named."""
    for text in texts:
        found = _TITLE_YEAR.search(in_figures(squeeze(text)))
        if found:
            return int(found[1])
    return None


def find_month(texts: Iterable[str]) -> tuple[int, int] | None:
    """The first (year, month) found in titles such as 2024年5月拜访日志; None for none or for several."""
    for text in texts:
        found = _TITLE_MONTH.search(in_figures(squeeze(text)))
        if found and 1 <= int(found[2]) <= 12:
            return int(found[1]), int(found[2])
    return None


def surely_before(day: dt.date, other: dt.date, *, vague: bool = False) -> bool:
    """Whether a day lies before another; with one of them known to the month only, within one month it may not."""
    return day < other and not (vague and month_start(day) == month_start(other))


def month_of(day: dt.date) -> MonthRange:
    """The calendar month of a day."""
    return MonthRange(day.year, day.month)


def month_start(day: dt.date) -> dt.date:
    """The first day of its month."""
    return day.replace(day=1)


def month_end(day: dt.date) -> dt.date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the month's last day where that day is missing (31 January + 1)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def quarter_of(day: dt.date) -> int:
    """The quarter, 1 to 4."""
    return (day.month + 2) // 3


def quarter_start(day: dt.date) -> dt.date:
    """The first day of its quarter."""
    return dt.date(day.year, quarter_of(day) * 3 - 2, 1)


def quarter_end(day: dt.date) -> dt.date:
    """The last day of its quarter."""
    return month_end(dt.date(day.year, quarter_of(day) * 3, 1))


def days_in_year(year: int) -> int:
    """365 or 366."""
    return 366 if calendar.isleap(year) else 365


def day_label(day: dt.date) -> str:
    """The day as papers print it: 2024年5月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def week_label(day: dt.date) -> str:
    """The ISO week as weekly papers print it: 2024年第22周."""
    year, week, _ = day.isocalendar()
    return f"{year}年第{week}周"


def real_date(year: int, month: int, day: int, *, yearless: bool = False) -> dt.date:
    """The date, or BadValue saying that there is no such day (the year is named unless `yearless`)."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        name = f"{month}月{day}日" if yearless else f"{year}年{month}月{day}日"
        raise BadValue(f"没有{name}这一天，请改成实际日期") from None


def _from_number(value: float | Decimal, year: int | None) -> Day:
    text = repr(value) if isinstance(value, float) else format(value, "f")
    whole, _, fraction = text.partition(".")
    if not whole.isdecimal() or not (fraction.isdecimal() or not fraction):
        raise _unreadable(value)
    if int(whole) in _SERIALS:
        return _from_serial(int(whole))
    return _from_text(text if fraction.strip("0") else whole, year)


def _from_serial(serial: int) -> Day:
    return Day(EXCEL_EPOCH + dt.timedelta(days=serial), "day")


def _from_text(value: str, year: int | None, month: int | None = None) -> Day:
    text = _HALF_DAY.sub("", _TIME.sub("", squeeze(_SPACED_TIME.sub("", value)).rstrip(".。,、")))
    if not text.isascii():
        text = in_figures(_UNTIL.sub("", text))
    if text.isdecimal() and len(text) == 5 and int(text) in _SERIALS:
        return _from_serial(int(text))
    found = _FULL.fullmatch(text) or _COMPACT.fullmatch(text)
    if found and found[3]:
        return Day(real_date(_known_year(found[1], value), int(found[2]), int(found[3])), "day")
    found = _MONTH.fullmatch(text) or found
    if found:
        return Day(_first_of(_known_year(found[1], value), int(found[2]), value), "month")
    found = _YEAR.fullmatch(text)
    if found:
        return Day(dt.date(_known_year(found[1], value), 1, 1), "year")
    found = _YEAR_END.fullmatch(text)
    if found:
        return Day(dt.date(_known_year(found[1], value), 1 if found[2] == "初" else 12, 1), "month")
    if _MARKED_DAY.fullmatch(text):
        return Day(_day_of_month(int(text[:-1]), year, month, value), "day")
    alone = _MONTH_ALONE.fullmatch(text)
    found = alone or _MONTH_DAY.fullmatch(text)
    if found is None:
        raise _unreadable(value)
    if year is None:
        _first_of(2000, int(found[1]), value) if alone else real_date(2000, int(found[1]), int(found[2]), yearless=True)
        raise MissingYear(f"“{shown(value)}”缺少年份，请写成2024年5月3日这样的完整日期")
    if alone:
        return Day(_first_of(year, int(found[1]), value), "month")
    yearless = int(found[2]) != 29
    return Day(real_date(year, int(found[1]), int(found[2]), yearless=yearless), "day")


def _day_of_month(day: int, year: int | None, month: int | None, value: str) -> dt.date:
    if year is None or month is None:
        raise BadValue(f"“{shown(value)}”没有写年份和月份，请写成2024年5月3日这样的完整日期")
    return real_date(year, month, day)


def in_figures(text: str) -> str:
    """二〇二四年三月十五日 as 2024年3月15日."""
    plain = _CHINESE_YEAR.sub(lambda found: "".join(_DIGITS[char] for char in found[0]), text)
    return _CHINESE_NUMBER.sub(_figure, plain)


def _figure(found: re.Match[str]) -> str:
    tens, ten, ones = found.groups()
    if ten:
        return str(int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0")))
    return _DIGITS.get(tens, "") + _DIGITS.get(ones, "")


def _known_year(text: str, value: str) -> int:
    year = int(text)
    if len(text) == 2:
        # 05/06/07 could be read three ways, so two digits are a year only where they cannot be a month.
        year += 0 if year < 13 else 2000 if year < 70 else 1900
    if year not in _YEARS:
        raise _unreadable(value)
    return year


def _first_of(year: int, month: int, value: str) -> dt.date:
    if not 1 <= month <= 12:
        raise BadValue(f"“{shown(value)}”里没有{month}月这个月份，请改成实际日期")
    return dt.date(year, month, 1)


def _unreadable(value: object) -> BadValue:
    return BadValue(f"日期“{shown('' if value is None else value)}”看不懂，请写成2024-05-03或2024年5月3日")
