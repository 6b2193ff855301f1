"""The spans that papers are of: how each is called, which one a day lies in, and which ones a menu offers."""

from __future__ import annotations

import datetime as dt
from typing import Literal, NamedTuple

from crm.rules.dates import add_months, day_label, month_end, month_of, month_start, quarter_end, quarter_of, week_label

Period = Literal["today", "day", "week", "month", "quarter", "year"]
"""`year` is from January to a month's end: 上半年, 1—9月, the whole year; `today` is the book as it stands."""


class Span(NamedTuple):
    """A span as menus offer it, and the last day in it."""

    label: str
    day: dt.date


def year_words(day: dt.date) -> str:
    """The year to a month's end as titles say it: 上半年, 1—9月, 1月; nothing for the whole year."""
    return {1: "1月", 6: "上半年", 12: ""}.get(day.month, f"1—{day.month}月")


def span_words(period: Period, day: dt.date) -> str:
    """The span in a file's name: 2025年9月, 2025年第3季度, 2025年第40周, 2025年上半年, 2025年9月30日."""
    match period:
        case "week":
            return week_label(day)
        case "month":
            return f"{day.year}年{day.month}月"
        case "quarter":
            return f"{day.year}年第{quarter_of(day)}季度"
        case "year":
            return f"{day.year}年{year_words(day)}"
        case _:
            return day_label(day)


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Monday and Sunday of its ISO week."""
    start = day - dt.timedelta(days=day.weekday())
    return start, start + dt.timedelta(days=6)


def spans(period: Period, today: dt.date) -> list[Span]:
    """The spans to choose from, the newest first: two years back, and no day beyond the span that today lies in."""
    month = month_start(today)
    match period:
        case "today":
            return [Span("今天", today)]
        case "day":
            days = (today - dt.timedelta(days=back) for back in range(366))
            return [Span(f"{span_words('day', day)}（星期{'一二三四五六日'[day.weekday()]}）", day) for day in days]
        case "week":
            ends = (week_of(today - dt.timedelta(weeks=back)) for back in range(105))
            return [Span(f"{week_label(end)}（{days_words(start, end)}）", end) for start, end in ends]
        case "month":
            months = (month_of(add_months(month, -back)) for back in range(24))
            return [Span(own.label, own.end) for own in months]
        case "quarter":
            ends_ = (quarter_end(add_months(month, -3 * back)) for back in range(8))
            return [Span(span_words("quarter", end), end) for end in ends_]
        case _:
            return [_year_span(month_end(add_months(month, -back))) for back in range(24)]


def _year_span(end: dt.date) -> Span:
    words = span_words("year", end)
    return Span({6: f"{words}（1—6月）", 12: f"{words}全年"}.get(end.month, words), end)


def days_words(start: dt.date, end: dt.date) -> str:
    """Two days as papers say a span: 9月29日至10月5日."""
    return f"{start.month}月{start.day}日至{end.month}月{end.day}日"
