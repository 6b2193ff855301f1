"""Money cells of real ledgers become whole 元 and come back as the form writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.money import LIMIT, UNITS, detect_currency, detect_unit, format_money, in_full, parse_money, to_unit
from crm.rules.problem import BadValue


@pytest.mark.parametrize(
    ("value", "yuan"),
    [
        (5000, 50_000_000),
        (1.2, 12_000),
        (0.1, 1_000),
        (1.005, 10_050),
        (Decimal("2.37"), 23_700),
        ("32,800", 328_000_000),
        ("３２８００", 328_000_000),
        ("￥5,000", 50_000_000),
        (" 5 000 ", 50_000_000),
        ("1.38E+4", 138_000_000),
    ],
)
def test_a_bare_number_is_in_the_unit_of_its_column(value: object, yuan: int) -> None:
    assert parse_money(value, unit="万元") == yuan


@pytest.mark.parametrize(
    ("value", "yuan"),
    [
        ("1.2亿", 120_000_000),
        ("5000万", 50_000_000),
        ("2.37亿元", 237_000_000),
        ("约3亿元", 300_000_000),
        ("１.２亿", 120_000_000),
        ("5千万元", 50_000_000),
        ("12元", 12),
        ("人民币800万元整", 8_000_000),
        ("1亿2000万元", 120_000_000),
        ("3亿余元", 300_000_000),
        ("6亿元左右", 600_000_000),
        ("1亿2000元", 100_002_000),
        ("总投资10亿元", 1_000_000_000),
        ("计划投资：约3亿元。", 300_000_000),
        ("3个亿", 300_000_000),
        ("1亿元以上", 100_000_000),
        ("≥5000万", 50_000_000),
        ("3000万RMB", 30_000_000),
    ],
)
def test_a_unit_written_in_the_cell_wins(value: str, yuan: int) -> None:
    assert parse_money(value, unit="亿元") == yuan


def test_half_a_yuan_rounds_up() -> None:
    assert parse_money("0.00005", unit="万元") == 1
    assert parse_money("0.00004", unit="万元") == 0


@pytest.mark.parametrize(
    "value", ["若干", "abc", "1-2亿", "1,2", "1.2.3", "5000w", "2000万1亿", "1亿2000", ".", "面议"]
)
def test_words_ranges_and_typing_slips_are_refused_with_an_example(value: str) -> None:
    with pytest.raises(BadValue, match=r"看不懂，请填数字，例如5000或1.2亿"):
        parse_money(value, unit="万元")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "金额是空的"),
        ("  ", "金额是空的"),
        (None, "数字"),
        (True, "数字"),
        (float("nan"), "无效"),
        ("500万美元", "是美元，请折算成人民币再填"),
        (10**13, "太大，请检查单位是不是万元"),
        ("9" * 40, "太大"),
    ],
)
def test_the_reason_says_what_is_wrong(value: object, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        parse_money(value, unit="万元")


def test_negative_money_only_where_a_correction_is_allowed() -> None:
    with pytest.raises(BadValue, match="负数"):
        parse_money("-5", unit="万元")
    assert parse_money("-5", unit="万元", allow_negative=True) == -50_000
    assert parse_money(-1.5, unit="亿元", allow_negative=True) == -150_000_000


@pytest.mark.parametrize(
    ("yuan", "unit", "places", "text"),
    [
        (120_000_000, "亿元", None, "1.2"),
        (328_000_000, "万元", None, "32,800"),
        (100, "元", None, "100"),
        (-5, "亿元", None, "-0.00000005"),
        (0, "万元", None, "0"),
        (4_985_500_000, "亿元", 2, "49.86"),
        (1_000_000_000_000, "亿元", None, "10,000"),
        (50_000, "万元", 2, "5.00"),
        (0, "万元", 2, "0.00"),
    ],
)
def test_money_is_written_with_separators_in_the_unit_of_the_form(
    yuan: int, unit: str, places: int | None, text: str
) -> None:
    assert format_money(yuan, unit, places=places) == text


def test_the_exact_amount_in_a_unit() -> None:
    assert to_unit(4_986_000_001, "亿元") == Decimal("49.86000001")


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("总投资（亿元）", "亿元"),
        ("单位：亿元", "亿元"),
        ("单位: 万元、亩", "万元"),
        ("（单位：个、万元）", "万元"),
        ("注册资本(万)", "万元"),
        ("总投资亿元", "亿元"),
        ("投资额/万元", "万元"),
        ("金额（元）", "元"),
        ("合同额\n(亿元人民币)", "亿元"),
        ("万美元", None),
        ("到位外资（万美元）", None),
        ("单元数", None),
        ("亿元以上项目个数", None),
        ("总投资", None),
    ],
)
def test_the_unit_is_read_from_headers_and_titles(header: str, unit: str | None) -> None:
    assert detect_unit(header) == unit


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("到位外资（万美元）", "美元"),
        ("USD", "美元"),
        ("500万港币", "港元"),
        ("100万欧元", "欧元"),
        ("总投资（亿元）", None),
    ],
)
def test_a_foreign_currency_is_named(text: str, currency: str | None) -> None:
    assert detect_currency(text) == currency


@given(st.integers(min_value=-LIMIT, max_value=LIMIT), st.sampled_from(sorted(UNITS)))
def test_what_is_written_is_read_back_the_same(yuan: int, unit: str) -> None:
    text = format_money(yuan, unit)
    assert parse_money(text, unit=unit, allow_negative=True) == yuan
    assert parse_money(text + unit, unit="元", allow_negative=True) == yuan


def test_amounts_beside_one_another_are_said_to_the_last_yuan_in_one_unit() -> None:
    assert in_full(6_022_000_000, 86_000_000) == ["60.22亿元", "0.86亿元"]
    assert in_full(6_022_000_000, 6_022_000_001) == ["60.22亿元", "60.22000001亿元"]
    assert in_full(1_200_000, 0) == ["120万元", "0万元"]
    assert in_full(9_999, -3) == ["9,999元", "-3元"]
    assert in_full(150_000_000, currency="美元") == ["15,000万美元"]


@given(amounts=st.lists(st.integers(0, LIMIT), min_size=2, max_size=3))
def test_amounts_said_in_full_hide_no_difference(amounts: list[int]) -> None:
    assert [parse_money(said, unit="元") for said in in_full(*amounts)] == amounts
