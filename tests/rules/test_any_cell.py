"""Whatever stands in a cell, a rule either reads it or says in one Chinese sentence why it cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules import credit_code, names, pinyin, places
from crm.rules.dates import find_year, parse_day, parse_month
from crm.rules.money import detect_unit, parse_money
from crm.rules.numbers import parse_decimal, parse_int
from crm.rules.phones import mask, split_phones
from crm.rules.problem import BadValue
from crm.rules.spoken import parse_spoken_day

TODAY = dt.date(2024, 5, 31)
WRITTEN = st.text(
    alphabet="0123456789０５.．,，-/年月日号时:：亿万元约 \n天周后前上下个一二十半底E+（）()、等和李镇村市县",
    max_size=14,
)
CELLS = st.one_of(
    WRITTEN,
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
)
READERS: list[Callable[[object], object]] = [
    parse_decimal,
    parse_int,
    parse_day,
    parse_month,
    split_phones,
    lambda value: parse_money(value, unit="万元"),
    lambda value: parse_day(value, year=2024),
    lambda value: parse_spoken_day(str(value), today=TODAY),
    lambda value: parse_spoken_day(str(value), today=TODAY, prefer="past"),
]
TAKERS: list[Callable[[str], object]] = [
    detect_unit,
    credit_code.check,
    names.company_key,
    names.person_key,
    names.split_people,
    names.split_work_unit,
    places.split_place,
    places.split_town,
    pinyin.sort_key,
    pinyin.query_terms,
    mask,
    lambda text: find_year([text]),
    lambda text: pinyin.search_key([text], person=True),
]


@pytest.mark.parametrize("read", READERS)
@given(value=CELLS)
def test_a_cell_is_read_or_refused_in_one_line(read: Callable[[object], object], value: object) -> None:
    try:
        read(value)
    except BadValue as reason:
        assert str(reason)
        assert "\n" not in str(reason)


@pytest.mark.parametrize("take", TAKERS)
@given(text=st.one_of(WRITTEN, st.text(max_size=12)))
def test_text_of_any_kind_is_taken_apart(take: Callable[[str], object], text: str) -> None:
    assert take(text) == take(text)


@given(WRITTEN)
def test_whole_yuan_come_out_of_every_readable_amount(text: str) -> None:
    try:
        yuan = parse_money(text, unit="元", allow_negative=True)
    except BadValue:
        return
    assert isinstance(yuan, int)
    assert yuan == parse_money(Decimal(yuan), unit="元", allow_negative=True)
