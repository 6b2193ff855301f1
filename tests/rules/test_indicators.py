"""Every published figure of the domain sheet, to the printed digit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.indicators import (
    TIERS_OF_SMALL_COUNTIES,
    agrees,
    completion,
    completion_exact,
    growth,
    pace_gap,
    tier_of,
    time_progress,
)
from crm.rules.numbers import ratio

D = Decimal
OCTOBER = dt.date(2023, 10, 31)


def test_completion_against_the_quarter_and_the_year() -> None:
    assert completion(D("49.86"), D("45.05")) == D("110.68")
    assert completion(D("49.86"), D("53")) == D("94.08")
    assert completion(D("49.86"), D("53")) != D("94.07")
    assert completion(4_986_000_000, 4_505_000_000) == D("110.68")


@pytest.mark.parametrize(("percent", "gap"), [("125.64", "42.31"), ("70.41", "-12.92")])
def test_pace_in_october(percent: str, gap: str) -> None:
    assert pace_gap(D(percent), time_progress(OCTOBER)) == D(gap)


def test_pace_is_rounded_once_from_exact_values() -> None:
    assert pace_gap(completion_exact(1, 6), time_progress(dt.date(2024, 2, 1))) == D("0.00")
    # 5/9 is 55.5555…% and July 58.3333…%: the gap is −2.7777…, though 55.56 − 58.33 would print −2.77.
    assert pace_gap(completion_exact(5, 9), time_progress(dt.date(2024, 7, 1))) == D("-2.78")
    assert pace_gap(None, time_progress(OCTOBER)) is None


def test_time_progress_by_month_or_by_day() -> None:
    assert time_progress(OCTOBER) == Fraction(250, 3)
    assert time_progress(dt.date(2024, 12, 31)) == 100
    assert time_progress(dt.date(2024, 12, 31), convention="day") == 100
    assert time_progress(dt.date(2023, 3, 14), convention="day") == 20


@pytest.mark.parametrize(
    ("n", "d", "printed"),
    [
        (244, 247, "98.8"),
        (222, 247, "89.9"),
        (32, 34, "94.1"),
        (10, 21, "47.6"),
        (D("37.4"), D("49.86"), "75.0"),
        (370, 1077, "34.4"),
        (22, 32, "68.8"),
        (10433, 103705, "10.1"),
    ],
)
def test_published_rates(n: Decimal | int, d: Decimal | int, printed: str) -> None:
    assert str(ratio(n, d, 1)) == printed


@pytest.mark.parametrize(("n", "d"), [(1, 0), (1, None), (None, 1)])
def test_without_a_denominator_there_is_no_figure(n: int | None, d: int | None) -> None:
    assert ratio(n, d) is None
    assert completion(n, d) is None
    assert completion_exact(n, d) is None


def test_growth_on_last_year() -> None:
    assert growth(120, 100) == D("20.00")
    assert growth(D("49.86"), D("55.4")) == D("-10.00")
    assert growth(1, 0) is None
    assert growth(1, -5) is None
    assert growth(None, 5) is None
    assert growth(5, None) is None


def test_a_printed_rate_must_be_its_own_parts() -> None:
    assert agrees(D("98.8"), 244, 247)
    assert not agrees(D("68.9"), 22, 32)
    assert not agrees(D("10.3"), 10433, 103705)
    assert not agrees(D("94.07"), D("49.86"), 53)
    assert agrees(D("75"), 3, 4)
    assert not agrees(D("0.0"), 0, 0)


@pytest.mark.parametrize(
    ("yuan", "label"),
    [
        (1_000_000_000, "10亿元以上"),
        (999_999_999, "5亿—10亿元"),
        (100_000_000, "1亿—5亿元"),
        (99_999_999, "1亿元以下"),
        (0, "1亿元以下"),
    ],
)
def test_tiers_include_their_lower_bound(yuan: int, label: str) -> None:
    assert tier_of(yuan) == label


def test_older_counties_have_smaller_tiers() -> None:
    assert tier_of(4_990_000, TIERS_OF_SMALL_COUNTIES) == "300万—499万元"
    assert tier_of(10_000_000, TIERS_OF_SMALL_COUNTIES) == "1000万元以上"


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_the_gap_is_zero_exactly_when_work_keeps_pace(done: int, target: int, day: dt.date) -> None:
    exact = completion_exact(done, target)
    assert exact is not None
    gap = pace_gap(exact, time_progress(day))
    assert gap is not None
    assert abs(Fraction(gap) - (exact - time_progress(day))) <= Fraction(1, 200)
    assert pace_gap(exact, exact) == 0


def test_tiers_are_typed_a_line_each_and_read_back() -> None:
    from crm.rules.indicators import TIERS_OF_100_MILLION, TIERS_OF_SMALL_COUNTIES, read_tiers, said_tiers
    from crm.rules.problem import BadValue

    assert said_tiers(TIERS_OF_100_MILLION).splitlines()[0] == "10亿元以上 10"
    for tiers in (TIERS_OF_100_MILLION, TIERS_OF_SMALL_COUNTIES):
        assert read_tiers(said_tiers(tiers)) == tiers
    with pytest.raises(BadValue, match="规模档第2行“小”看不懂"):
        read_tiers("大 5\n小")
