"""Numbers are exact, rounded half-up once, and percents add up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.numbers import (
    Shares,
    half_up,
    narrow,
    parse_decimal,
    parse_int,
    ratio,
    separated,
    shares,
    shown,
    squeeze,
)
from crm.rules.problem import BadValue


def test_full_width_text_becomes_half_width() -> None:
    assert narrow("（１２，３４５．６％）ＡＢｃ") == "(12,345.6%)ABc"
    assert narrow("plain") == "plain"
    assert narrow("目标企业") == "目标企业"


def test_squeeze_drops_every_kind_of_space() -> None:
    assert squeeze("\ufeff １ 2\n3\u30004\u200b") == "1234"


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("94.0754", 2, "94.08"), ("-0.001", 2, "0.00")],
)
def test_rounding_is_half_up_and_never_minus_zero(value: str, places: int, printed: str) -> None:
    assert str(half_up(Decimal(value), places)) == printed


def test_ratio_prints_percent_and_needs_a_denominator() -> None:
    assert ratio(Decimal("49.86"), Decimal("45.05")) == Decimal("110.68")
    assert str(ratio(1, 2)) == "50.00"
    assert ratio(1, 0) is None
    assert ratio(1, None) is None
    assert ratio(None, 1) is None


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (12, "12"), (0.1, "0.1"), (Decimal("1.20"), "1.20"), ("1,234,567.8", "1234567.8"),
        ("１２．５", "12.5"), ("-3", "-3"), ("1.38E+10", "1.38E+10"), ("12,3456", "123456"), (".5", ".5"),
    ],
)  # fmt: skip
def test_numbers_are_read_exactly(value: object, number: str) -> None:
    assert parse_decimal(value) == Decimal(number)


@pytest.mark.parametrize(
    "value", [None, True, "", "12个", "1,2", "1.2.3", ".", float("nan"), float("inf"), Decimal("NaN")]
)
def test_what_is_not_a_number_is_refused(value: object) -> None:
    with pytest.raises(BadValue, match="数字"):
        parse_decimal(value)


def test_whole_numbers() -> None:
    assert parse_int("1,200") == 1200
    assert parse_int(12.0) == 12
    with pytest.raises(BadValue, match=r"“12.5”不是整数，请填整数"):
        parse_int("12.5")


def test_three_equal_parts_show_33_4_33_3_33_3_and_say_so() -> None:
    assert shares([1, 1, 1]) == Shares([Decimal("33.4"), Decimal("33.3"), Decimal("33.3")], True)


def test_parts_that_round_well_are_left_alone() -> None:
    assert shares([1, 1, 2]) == Shares([Decimal("25.0"), Decimal("25.0"), Decimal("50.0")], False)
    assert shares([7, 0, 3], places=0) == Shares([Decimal(70), Decimal(0), Decimal(30)], False)


def test_nothing_at_all_gives_zero_shares() -> None:
    assert shares([0, 0]) == Shares([Decimal("0.0"), Decimal("0.0")], False)
    assert shares([]) == Shares([], False)


def test_negative_parts_are_our_own_bug() -> None:
    with pytest.raises(ValueError, match="negative"):
        shares([1, -1])


@given(
    st.lists(st.integers(min_value=0, max_value=10**15), min_size=1, max_size=40).filter(any),
    st.integers(min_value=0, max_value=3),
)
def test_shares_always_sum_to_100_and_stay_within_one_step(parts: list[int], places: int) -> None:
    percents = shares(parts, places).percents
    assert sum(percents) == 100
    step = Decimal(1).scaleb(-places)
    assert all(abs(p - Decimal(part) * 100 / sum(parts)) < step for p, part in zip(percents, parts, strict=True))


def test_long_values_are_quoted_short() -> None:
    assert shown("一\n二") == "一 二"
    assert shown("长" * 40) == "长" * 29 + "…"


def test_thousands_are_separated_and_places_stay() -> None:
    told = [separated(text) for text in ("2900.00", "-66.67", "1514", "0.00")]
    assert told == ["2,900.00", "-66.67", "1,514", "0.00"]
