"""Deadlines as tables of tasks write them: 6月底前, 年底, 上半年, 三季度末, 9月30日前."""

from __future__ import annotations

import datetime as dt
import re

from crm.rules.dates import Day, MissingYear, in_figures, month_end, parse_day, real_date
from crm.rules.numbers import shown, squeeze
from crm.rules.problem import BadValue

_YEAR = r"(?:(?P<year>\d{4})年?度?|(?P<short>\d{2})年|(?P<said>今年|本年度?|当年|明年|次年|来年))?"
_BY = r"(?:(?:以|之)?(?:前|内)|为止|止)?(?:完成|办结|办理完毕|到位|落实)?"
_MONTH = re.compile(rf"{_YEAR}(?P<month>\d{{1,2}})月份?(?P<part>[底末]|[上中下]旬|内){_BY}")
_SEASON = re.compile(
    rf"{_YEAR}(?:第?(?P<quarter>[1-4一二三四])季度|(?P<half>[上下])半年|年)(?P<part>[底末终]|内)?{_BY}"
)
_END = re.compile(rf"{_YEAR}(?P<part>[底末终]|内){_BY}")
_BY_DAY = re.compile(r"(?P<day>.*?\d[日号]?)(?:(?:以|之)?前|为止|止)(?:完成|办结|办理完毕|到位|落实)?")
_NEXT = ("明年", "次年", "来年")
_QUARTERS = {char: at for at, chars in enumerate(("1一", "2二", "3三", "4四"), 1) for char in chars}


def parse_deadline(value: object, *, year: int | None = None) -> Day | None:
    """The last day of the time that a deadline names, 6月底前 being 30 June; None for what names no such time.

    `year` completes what leaves its year out. MissingYear where it is needed, BadValue for days that do not exist.
    """
    if not isinstance(value, str):
        return None
    text = in_figures(squeeze(value)).strip("。.,、;")
    found = _MONTH.fullmatch(text)
    if found:
        return Day(_in_month(found, _year_of(found, value, year), value), "day")
    found = _SEASON.fullmatch(text) or _END.fullmatch(text)
    if found and (found["part"] or found.groupdict().get("quarter") or found.groupdict().get("half")):
        return Day(_season_end(found, _year_of(found, value, year)), "day")
    by = _BY_DAY.fullmatch(text)
    return parse_day(by["day"], year=year) if by else None


def names_year(text: str) -> bool:
    """Whether a deadline says its year itself."""
    return bool(re.search(r"\d{4}|\d{2}年|今年|本年|当年|" + "|".join(_NEXT), in_figures(squeeze(text))))


def _year_of(found: re.Match[str], value: str, year: int | None) -> int:
    if found["year"]:
        return int(found["year"])
    if found["short"]:
        return 2000 + int(found["short"])
    if year is None:
        raise MissingYear(f"“{shown(value)}”缺少年份，请写成2024年6月30日这样的完整日期")
    return year + (found["said"] in _NEXT)


def _in_month(found: re.Match[str], year: int, value: str) -> dt.date:
    month = int(found["month"])
    if not 1 <= month <= 12:
        raise BadValue(f"“{shown(value)}”里没有{month}月这个月份，请改成实际日期")
    if found["part"] in ("上旬", "中旬"):
        return real_date(year, month, 10 if found["part"] == "上旬" else 20)
    return month_end(dt.date(year, month, 1))


def _season_end(found: re.Match[str], year: int) -> dt.date:
    told = found.groupdict()
    month = 12
    if told.get("quarter"):
        month = _QUARTERS[told["quarter"]] * 3
    elif told.get("half") == "上":
        month = 6
    return month_end(dt.date(year, month, 1))
