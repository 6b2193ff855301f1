"""Periods as people name them in a filter: 2024.5, 2024年一季度, 本月, 近30天, 今年."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from crm.rules.dates import add_months, month_end, month_start, parse_day, quarter_end, quarter_start
from crm.rules.numbers import shown, squeeze
from crm.rules.problem import BadValue
from crm.rules.spoken import parse_spoken_day

_COUNTS = {char: i for i, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_QUARTER = re.compile(r"(?:(\d{4})年?)?(?:第?([一二三四1-4])季度?|[Qq]([1-4]))")
_HALF = re.compile(r"(?:(\d{4})年?)?(上|下)半年")
_NEAR = re.compile(r"(最近|过去|近|未来|今后)(\d{1,4}|[一二两三四五六七八九十]|半)个?(天|日|周|星期|月|季度|年)")
_MONTH = re.compile(r"(去年|今年|明年)?(\d{1,2})月份?")


class Period(NamedTuple):
    """A span of days, both ends included."""

    start: dt.date
    end: dt.date


def parse_period(text: str, *, today: dt.date) -> Period:
    """Read a day, month, quarter, year or named span as its first and last day.

    近30天 ends today and holds 30 days; 未来7天 begins today and holds 7. BadValue, in Chinese, otherwise.
    """
    plain = squeeze(text)
    try:
        for read in (_named, _quarter, _half, _near, _month):
            period = read(plain, today)
            if period is not None:
                return period
    except (ValueError, OverflowError):
        raise BadValue(f"“{shown(text)}”超出了日历，请写近一点的日期") from None
    return _written(plain, text, today)


def _named(text: str, today: dt.date) -> Period | None:
    monday = today - dt.timedelta(days=today.weekday())
    weeks = {"本周": 0, "这周": 0, "上周": -7, "下周": 7}
    if text in weeks:
        start = monday + dt.timedelta(days=weeks[text])
        return Period(start, start + dt.timedelta(days=6))
    months = {"本月": 0, "这个月": 0, "当月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}
    if text in months:
        start = add_months(month_start(today), months[text])
        return Period(start, month_end(start))
    quarters = {"本季度": 0, "本季": 0, "上季度": -3, "上季": -3, "下季度": 3}
    if text in quarters:
        start = add_months(quarter_start(today), quarters[text])
        return Period(start, quarter_end(start))
    years = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
    return _year(today.year + years[text]) if text in years else None


def _year(year: int) -> Period:
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _quarter(text: str, today: dt.date) -> Period | None:
    found = _QUARTER.fullmatch(text)
    if found is None:
        return None
    named = found[2] or found[3]
    number = int(named) if named.isdecimal() else _COUNTS[named]
    start = dt.date(int(found[1] or today.year), number * 3 - 2, 1)
    return Period(start, quarter_end(start))


def _half(text: str, today: dt.date) -> Period | None:
    found = _HALF.fullmatch(text)
    if found is None:
        return None
    year = int(found[1] or today.year)
    return (
        Period(dt.date(year, 1, 1), dt.date(year, 6, 30))
        if found[2] == "上"
        else Period(dt.date(year, 7, 1), dt.date(year, 12, 31))
    )


def _near(text: str, today: dt.date) -> Period | None:
    found = _NEAR.fullmatch(text)
    if found is None or (found[2] == "半" and found[3] not in ("月", "年")):
        return None
    ahead = found[1] in ("未来", "今后")
    if found[2] == "半":
        days, months = (15, 0) if found[3] == "月" else (0, 6)
    else:
        number = int(found[2]) if found[2].isdecimal() else _COUNTS[found[2]]
        days = number * {"天": 1, "日": 1, "周": 7, "星期": 7}.get(found[3], 0)
        months = number * {"月": 1, "季度": 3, "年": 12}.get(found[3], 0)
    step = 1 if ahead else -1
    other = add_months(today, step * months) + dt.timedelta(days=step * days)
    inner = other - dt.timedelta(days=step)
    return Period(today, max(inner, today)) if ahead else Period(min(inner, today), today)


def _month(text: str, today: dt.date) -> Period | None:
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    year = today.year + {"去年": -1, "明年": 1}.get(found[1] or "", 0)
    start = dt.date(year, int(found[2]), 1)
    return Period(start, month_end(start))


def _written(plain: str, text: str, today: dt.date) -> Period:
    try:
        day = parse_day(plain, year=today.year)
    except BadValue as wrong:
        try:
            spoken = parse_spoken_day(plain, today=today)
        except BadValue:
            if any(char.isdecimal() for char in plain):
                raise wrong from None
            raise BadValue(f"日期“{shown(text)}”看不懂，请写成2024.5、2024-05-03、本月或近30天") from None
        return Period(spoken, spoken)
    if day.precision == "year":
        return _year(day.date.year)
    return Period(day.date, month_end(day.date) if day.precision == "month" else day.date)
