"""Dates as people say and type them in a form: 今天, 下周一, 5.20, 3天后, 月底."""

from __future__ import annotations

import datetime as dt
import re
from calendar import isleap
from itertools import count

from crm.rules.dates import Prefer, add_months, month_end, month_start, parse_day, real_date
from crm.rules.numbers import shown, squeeze
from crm.rules.problem import BadValue

_NEAR = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "今": 0, "明天": 1, "明日": 1,
         "后天": 2, "大后天": 3}  # fmt: skip
_NUMERALS = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"两": 2, "日": 7, "天": 7}
_COUNT = r"(\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_WEEKDAY = re.compile(r"(?:(上+|下+|本|这)?个?)(?:周|星期|礼拜)([一二三四五六日天1-7])")
_OFFSET = re.compile(rf"{_COUNT}个?(天|日|周|星期|礼拜|月|年)(?:以|之)?(后|前)")
_OF_MONTH = re.compile(r"(上|下|本|这|当)个?月(?:(\d{1,2})[日号]?|(初|中旬|底|末))")
_END = re.compile(r"(月底|月末|年底|年末)")
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]")
_MONTH_DAY = re.compile(r"(\d{1,2})[-./月](\d{1,2})[日号]?")
_TYPED = re.compile(r"(\d{1,2})(\d{2})")


def parse_spoken_day(text: str, *, today: dt.date, prefer: Prefer = "future") -> dt.date:
    """Read what someone typed as one day, counted from `today`.

    Where the year, month or week is unsaid, `prefer` takes the nearest such day not before (future) or not after
    (past) today, or the nearest of all (near). BadValue, in Chinese, for anything that is not one day.
    """
    if prefer == "near":
        ahead, behind = (parse_spoken_day(text, today=today, prefer=way) for way in ("future", "past"))
        return ahead if ahead - today <= today - behind else behind
    plain = squeeze(text)
    if plain in _NEAR:
        return today + dt.timedelta(days=_NEAR[plain])
    for pattern, read in (
        (_WEEKDAY, _weekday), (_OFFSET, _offset), (_OF_MONTH, _of_month), (_END, _end), (_DAY_ONLY, _day_only),
        (_MONTH_DAY, _month_day), (_TYPED, _month_day),
    ):  # fmt: skip
        found = pattern.fullmatch(plain)
        if found:
            return read(found, today, prefer)
    try:
        day = parse_day(plain)
    except BadValue:
        if any(char.isdigit() for char in plain):
            raise
        raise BadValue(f"日期“{shown(text)}”看不懂，可以写今天、昨天、下周一、5.20或2024-05-20") from None
    if day.precision != "day":
        raise BadValue(f"“{shown(text)}”没有写到哪一天，请写明日期，例如5月20日")
    return day.date


def _weekday(found: re.Match[str], today: dt.date, prefer: Prefer) -> dt.date:
    which, name = found[1], found[2]
    weekday = (int(name) if name.isdecimal() else _NUMERALS[name]) - 1
    in_this_week = today + dt.timedelta(days=weekday - today.weekday())
    if which is None:
        if prefer == "future" and in_this_week < today:
            return in_this_week + dt.timedelta(weeks=1)
        if prefer == "past" and in_this_week > today:
            return in_this_week - dt.timedelta(weeks=1)
        return in_this_week
    weeks = {"上": -len(which), "下": len(which)}.get(which[0], 0)
    return in_this_week + dt.timedelta(weeks=weeks)


def _offset(found: re.Match[str], today: dt.date, prefer: Prefer) -> dt.date:
    sign = 1 if found[3] == "后" else -1
    if found[1] == "半":
        halves = {"月": today + dt.timedelta(days=15 * sign), "年": add_months(today, 6 * sign)}
        if found[2] not in halves:
            raise BadValue(f"“{found[0]}”看不懂，请写明日期，例如5月20日")
        return halves[found[2]]
    steps = sign * _number(found[1])
    if found[2] in ("月", "年"):
        return add_months(today, steps * (12 if found[2] == "年" else 1))
    return today + dt.timedelta(days=steps * (1 if found[2] in ("天", "日") else 7))


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        tens, ones = "", text
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        raise BadValue(f"数目“{text}”看不懂，请用数字填写")
    return (_NUMERALS[tens] if tens else 1 if ten else 0) * 10 + (_NUMERALS[ones] if ones else 0)


def _of_month(found: re.Match[str], today: dt.date, prefer: Prefer) -> dt.date:
    start = add_months(month_start(today), {"上": -1, "下": 1}.get(found[1], 0))
    if found[2]:
        return real_date(start.year, start.month, int(found[2]))
    if found[3] in ("底", "末"):
        return month_end(start)
    return start if found[3] == "初" else start.replace(day=15)


def _end(found: re.Match[str], today: dt.date, prefer: Prefer) -> dt.date:
    if found[1].startswith("月"):
        return month_end(today)
    return dt.date(today.year, 12, 31)


def _day_only(found: re.Match[str], today: dt.date, prefer: Prefer) -> dt.date:
    number = int(found[1])
    if not 1 <= number <= 31:
        raise BadValue(f"没有{number}日这一天，请改成实际日期")
    step = 1 if prefer == "future" else -1
    months = (add_months(month_start(today), step * i) for i in range(4))
    days = (start.replace(day=number) for start in months if number <= month_end(start).day)
    return next(day for day in days if day == today or (day > today) == (step > 0))


def _month_day(found: re.Match[str], today: dt.date, prefer: Prefer) -> dt.date:
    month, number = int(found[1]), int(found[2])
    step = 1 if prefer == "future" else -1
    real_date(2000, month, number, yearless=True)
    years = (today.year + step * i for i in count(0))
    days = (dt.date(year, month, number) for year in years if (month, number) != (2, 29) or isleap(year))
    return next(day for day in days if day == today or (day > today) == (step > 0))
