"""Dates are read as ledgers write them, with no more precision than was written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from crm.rules.dates import (
    Day,
    MissingYear,
    MonthRange,
    add_months,
    days_in_year,
    find_year,
    month_end,
    month_of,
    month_start,
    parse_day,
    parse_month,
    quarter_end,
    quarter_of,
    quarter_start,
    split_span,
    week_label,
)
from crm.rules.problem import BadValue


@pytest.mark.parametrize(
    "value",
    [
        dt.date(2024, 3, 5),
        dt.datetime(2024, 3, 5, 10, 30),
        45356,
        45356.0,
        45356.4375,
        "45356",
        20240305,
        20240305.0,
        "2024.3.5",
        "至2024年3月5日",
        "有效期至2024年3月5日止",
        "2024.3.5",
        "2024.03.05",
        "2024/3/5",
        "2024-03-05",
        "2024年3月5日",
        "2024年3月5号",
        "２０２４年３月５日",
        " 2024 年 3 月 5 日 ",
        "24年3月5日",
        "24.3.5",
        "2024年3月5日 10:00",
        "2024年3月5日10时30分",
        "2024-03-05 10:00:00",
        "2024-03-05T10:00:00",
        "2024/3/5 上午 9:05",
        "2024年3月5日上午",
        "2024.03.05.",
        "2024年3月5日（星期二）",
        "二〇二四年三月五日",
        "二零二四年3月五日",
    ],
)
def test_every_way_of_writing_5_march_2024(value: object) -> None:
    assert parse_day(value) == Day(dt.date(2024, 3, 5), "day")


@pytest.mark.parametrize(
    "value",
    [
        "2024.3",
        2024.3,
        Decimal("2024.3"),
        "2024年3月",
        "2024-03",
        "2024/3",
        "202403",
        202403,
        "2024年3月份",
        "2024年3月底",
        "截至2024年3月",
        "至2024.3止",
        "24年3月",
        "二○二四年三月",
    ],
)
def test_a_month_stays_a_month(value: object) -> None:
    assert parse_day(value) == Day(dt.date(2024, 3, 1), "month")


def test_october_is_text_but_the_number_2024_1_is_january() -> None:
    assert parse_day("2024.10") == Day(dt.date(2024, 10, 1), "month")
    assert parse_day(2024.1) == Day(dt.date(2024, 1, 1), "month")
    assert parse_day(2024.12) == Day(dt.date(2024, 12, 1), "month")


@pytest.mark.parametrize("value", ["2024", 2024, 2024.0, "2024年", "2024年度"])
def test_a_year_stays_a_year(value: object) -> None:
    assert parse_day(value) == Day(dt.date(2024, 1, 1), "year")


@pytest.mark.parametrize("value", ["5月3日", "5.3", "5-3", "5/3", "5月3号", "５月３日", "05-03", 5.3])
def test_a_day_without_its_year_needs_one(value: object) -> None:
    assert parse_day(value, year=2024) == Day(dt.date(2024, 5, 3), "day")
    with pytest.raises(MissingYear, match="缺少年份，请写成2024年5月3日这样的完整日期"):
        parse_day(value)


@pytest.mark.parametrize("value", ["6月", "6月份", "６月底", "六月"])
def test_a_month_without_its_year_needs_one(value: object) -> None:
    assert parse_day(value, year=2024) == Day(dt.date(2024, 6, 1), "month")
    with pytest.raises(MissingYear, match="缺少年份"):
        parse_day(value)


def test_the_beginning_and_the_end_of_a_year_are_months() -> None:
    assert parse_day("2023年底") == Day(dt.date(2023, 12, 1), "month")
    assert parse_day("2024年初") == Day(dt.date(2024, 1, 1), "month")


def test_a_thirteenth_month_is_told_with_and_without_a_year() -> None:
    for year in (None, 2024):
        with pytest.raises(BadValue, match="没有13月这个月份"):
            parse_day("13月", year=year)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("5.3-5.12", ("5.3", "5.12")),
        ("5月6日-10日", ("5月6日", "5月10日")),
        ("2024年5月1日至5月20日", ("2024年5月1日", "2024年5月20日")),
        ("2024-05-01-2024-05-20", ("2024-05-01", "2024-05-20")),
        ("2024.5.1—5.20", ("2024.5.1", "2024.5.20")),
        ("2023年6月～2025年5月", ("2023年6月", "2025年5月")),
        ("2024年3月-8月", ("2024年3月", "2024年8月")),
        ("20240501-20240520", ("20240501", "20240520")),
        ("2024-05-01", None),
        ("5-3", None),
        ("2024年5月1日起", None),
        ("长期", None),
    ],
)
def test_a_span_is_parted_into_two_whole_dates(text: str, ends: tuple[str, str] | None) -> None:
    assert split_span(text) == ends


def test_old_two_digit_years_are_of_the_last_century() -> None:
    assert parse_day("98年5月3日").date == dt.date(1998, 5, 3)


@pytest.mark.parametrize(
    ("value", "year", "reason"),
    [
        ("5月32日", None, "没有5月32日这一天，请改成实际日期"),
        ("5月32日", 2024, "没有5月32日这一天，请改成实际日期"),
        ("2月29日", 2023, "没有2023年2月29日这一天，请改成实际日期"),
        ("2023-02-29", None, "没有2023年2月29日这一天"),
        ("20240231", None, "没有2024年2月31日这一天"),
        ("2024.13", None, "没有13月这个月份"),
        ("202400", None, "没有0月这个月份"),
    ],
)
def test_days_that_do_not_exist_are_named(value: str, year: int | None, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        parse_day(value, year=year)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "待定",
        True,
        32,
        -5,
        1e20,
        float("inf"),
        Decimal("NaN"),
        "05/06/07",
        "1776-07-04",
        "3024",
        "2024年上半年",
    ],
)
def test_what_is_no_date_is_refused_with_an_example(value: object) -> None:
    with pytest.raises(BadValue, match="看不懂，请写成2024-05-03或2024年5月3日"):
        parse_day(value)


@pytest.mark.parametrize(
    ("texts", "year"),
    [
        (["驻外招商日志", "截至2024年5月31日"], 2024),
        (["填报时间：２０２４年５月３１日"], 2024),
        (["二〇二四年五月通报"], 2024),
        (["2023年工作总结", "2024年"], 2023),
        (["截至2024.5.31"], 2024),
        (["共2024家企业"], None),
        (["电话13820240512"], None),
        ([], None),
    ],
)
def test_the_year_is_taken_from_the_title(texts: list[str], year: int | None) -> None:
    assert find_year(texts) == year


def test_a_month_range_knows_its_ends_and_neighbours() -> None:
    month = MonthRange(2024, 2)
    assert (month.start, month.end) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert str(month) == "2024-02"
    assert month.label == "2024年2月"
    assert month.shift(-2) == MonthRange(2023, 12)
    assert month.shift(11) == MonthRange(2025, 1)


@pytest.mark.parametrize("value", ["2024-05", "2024年5月", "202405", dt.date(2024, 5, 31), "2024-05-31"])
def test_months_are_read_like_days(value: object) -> None:
    assert parse_month(value) == MonthRange(2024, 5)


def test_a_year_is_not_a_month() -> None:
    with pytest.raises(BadValue, match="“2024”没有写月份"):
        parse_month("2024")


def test_calendar_periods() -> None:
    day = dt.date(2024, 5, 31)
    assert month_of(day) == MonthRange(2024, 5)
    assert month_start(day) == dt.date(2024, 5, 1)
    assert month_end(dt.date(2023, 2, 3)) == dt.date(2023, 2, 28)
    assert add_months(dt.date(2024, 1, 31), 1) == dt.date(2024, 2, 29)
    assert add_months(dt.date(2024, 1, 15), -1) == dt.date(2023, 12, 15)
    assert [quarter_of(dt.date(2024, month, 1)) for month in (1, 3, 4, 6, 7, 9, 10, 12)] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert (quarter_start(day), quarter_end(day)) == (dt.date(2024, 4, 1), dt.date(2024, 6, 30))
    assert (days_in_year(2023), days_in_year(2024)) == (365, 366)


def test_weeks_are_iso_weeks() -> None:
    assert week_label(dt.date(2024, 5, 31)) == "2024年第22周"
    assert week_label(dt.date(2024, 12, 31)) == "2025年第1周"
