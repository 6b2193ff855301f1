"""Deadlines in words come out as the last day of the time that they name."""

from __future__ import annotations

import datetime as dt

import pytest

from crm.rules.dates import MissingYear
from crm.rules.deadlines import names_year, parse_deadline
from crm.rules.problem import BadValue


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("6月底前", "2024-06-30"),
        ("6月底", "2024-06-30"),
        ("６月底前完成", "2024-06-30"),
        ("六月底前", "2024-06-30"),
        ("6月份内", "2024-06-30"),
        ("2月末", "2024-02-29"),
        ("2025年2月底以前", "2025-02-28"),
        ("25年6月底前", "2025-06-30"),
        ("5月上旬", "2024-05-10"),
        ("5月中旬前", "2024-05-20"),
        ("5月下旬", "2024-05-31"),
        ("年底", "2024-12-31"),
        ("年底前办结", "2024-12-31"),
        ("年内", "2024-12-31"),
        ("今年年底前", "2024-12-31"),
        ("明年年底", "2025-12-31"),
        ("明年6月底前", "2025-06-30"),
        ("2025年底前", "2025-12-31"),
        ("2025年末", "2025-12-31"),
        ("上半年", "2024-06-30"),
        ("2025年上半年前", "2025-06-30"),
        ("下半年", "2024-12-31"),
        ("一季度", "2024-03-31"),
        ("第三季度末前", "2024-09-30"),
        ("2025年4季度", "2025-12-31"),
        ("9月30日前", "2024-09-30"),
        ("2024.9.30之前", "2024-09-30"),
        ("2025年9月30日前完成", "2025-09-30"),
    ],
)
def test_a_deadline_is_the_last_day_of_its_time(written: str, meant: str) -> None:
    found = parse_deadline(written, year=2024)
    assert found is not None
    assert (found.date.isoformat(), found.precision) == (meant, "day")


@pytest.mark.parametrize(
    "written", ["2024-06-30", "6月", "2024年", "2024年5月", "尽快", "5天前", dt.date(2024, 5, 1), 45000]
)
def test_what_names_no_deadline_is_left_to_other_readers(written: object) -> None:
    assert parse_deadline(written, year=2024) is None


def test_a_deadline_without_a_year_asks_for_one() -> None:
    with pytest.raises(MissingYear, match="“6月底前”缺少年份"):
        parse_deadline("6月底前")


def test_a_deadline_in_a_month_that_there_is_not_says_so() -> None:
    with pytest.raises(BadValue, match="没有13月这个月份"):
        parse_deadline("13月底前", year=2024)


def test_a_deadline_says_its_year_itself_or_leaves_it_out() -> None:
    assert names_year("2025年底前")
    assert names_year("明年6月底")
    assert not names_year("6月底前")
