"""What someone types for a day is one day, counted from today (Friday 31 May 2024)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.problem import BadValue
from crm.rules.spoken import parse_spoken_day

TODAY = dt.date(2024, 5, 31)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", "2024-05-31"),
        ("昨天", "2024-05-30"),
        ("前天", "2024-05-29"),
        ("明天", "2024-06-01"),
        ("后天", "2024-06-02"),
        ("大后天", "2024-06-03"),
        ("下周一", "2024-06-03"),
        ("下下周一", "2024-06-10"),
        ("本周五", "2024-05-31"),
        ("这周一", "2024-05-27"),
        ("上周三", "2024-05-22"),
        ("上个星期天", "2024-05-26"),
        ("礼拜日", "2024-06-02"),
        ("3天后", "2024-06-03"),
        ("３ 天 后", "2024-06-03"),
        ("十天前", "2024-05-21"),
        ("两周后", "2024-06-14"),
        ("二十一天以后", "2024-06-21"),
        ("十五日后", "2024-06-15"),
        ("一个月后", "2024-06-30"),
        ("半个月后", "2024-06-15"),
        ("半年后", "2024-11-30"),
        ("1年前", "2023-05-31"),
        ("下个月5号", "2024-06-05"),
        ("下月5日", "2024-06-05"),
        ("本月20日", "2024-05-20"),
        ("上个月5号", "2024-04-05"),
        ("下月底", "2024-06-30"),
        ("下月初", "2024-06-01"),
        ("下月中旬", "2024-06-15"),
        ("月底", "2024-05-31"),
        ("年底", "2024-12-31"),
        ("2024年6月3日", "2024-06-03"),
        ("20240603", "2024-06-03"),
    ],
)
def test_days_counted_from_today(text: str, day: str) -> None:
    assert parse_spoken_day(text, today=TODAY).isoformat() == day


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("周五", "2024-05-31", "2024-05-31"),
        ("周六", "2024-05-25", "2024-06-01"),
        ("周四", "2024-05-30", "2024-06-06"),
        ("5.20", "2024-05-20", "2025-05-20"),
        ("520", "2024-05-20", "2025-05-20"),
        ("5月20日", "2024-05-20", "2025-05-20"),
        ("1018", "2023-10-18", "2024-10-18"),
        ("5月31日", "2024-05-31", "2024-05-31"),
        ("20日", "2024-05-20", "2024-06-20"),
        ("31号", "2024-05-31", "2024-05-31"),
        ("2月29日", "2024-02-29", "2028-02-29"),
    ],
)
def test_an_unsaid_year_or_month_is_the_nearest_in_the_preferred_direction(text: str, past: str, future: str) -> None:
    assert parse_spoken_day(text, today=TODAY, prefer="past").isoformat() == past
    assert parse_spoken_day(text, today=TODAY, prefer="future").isoformat() == future


def test_the_end_of_a_trip_is_the_nearest_such_day_on_either_side() -> None:
    assert parse_spoken_day("5.20", today=TODAY, prefer="near") == dt.date(2024, 5, 20)
    assert parse_spoken_day("6.5", today=TODAY, prefer="near") == dt.date(2024, 6, 5)
    assert parse_spoken_day("今天", today=TODAY, prefer="near") == TODAY


def test_a_day_number_skips_months_that_lack_it() -> None:
    assert parse_spoken_day("31日", today=dt.date(2024, 6, 5), prefer="future") == dt.date(2024, 7, 31)
    assert parse_spoken_day("30日", today=dt.date(2024, 3, 5), prefer="past") == dt.date(2024, 1, 30)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("下次", "日期“下次”看不懂，可以写今天、昨天、下周一、5.20或2024-05-20"),
        ("", "看不懂"),
        ("2024年6月", "没有写到哪一天"),
        ("32日", "没有32日这一天"),
        ("0日", "没有0日这一天"),
        ("5月32日", "没有5月32日这一天"),
        ("2月30日", "没有2月30日这一天"),
        ("下月31日", "没有2024年6月31日这一天"),
        ("半天后", "看不懂"),
        ("一二天后", "数目“一二”看不懂"),
        ("十十天后", "数目“十十”看不懂"),
        ("99999", "看不懂"),
    ],
)
def test_what_is_not_one_day_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        parse_spoken_day(text, today=TODAY)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)), st.dates(dt.date(2001, 1, 1), dt.date(2004, 12, 31)))
def test_a_month_and_day_is_always_found_on_the_asked_side(today: dt.date, named: dt.date) -> None:
    text = f"{named.month}月{named.day}日"
    past = parse_spoken_day(text, today=today, prefer="past")
    future = parse_spoken_day(text, today=today, prefer="future")
    assert past <= today <= future
    assert {(d.month, d.day) for d in (past, future)} == {(named.month, named.day)}
