"""Credit codes follow GB 32100, and a wrong one is told apart by reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.credit_code import ALPHABET, check, check_character, normalise


@pytest.mark.parametrize("code", ["914403001922038216", "91330100799655058B", "9144030071526726XG"])
def test_published_codes_are_valid(code: str) -> None:
    assert check(code) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91350100M000100Y4Z", "不会出现“Z”"),
        ("914403001922038217", "校验位不对"),
        ("91440300192203821", "应为18位，现为17位"),
        ("9144O3001922038216", "不会出现“O”"),
        ("91AB03001922038216", "第3至8位"),
        ("", "现为0位"),
    ],
)
def test_the_reason_says_what_to_look_at(code: str, reason: str) -> None:
    assert reason in str(check(code))


def test_full_width_lower_case_and_spaces_do_not_matter() -> None:
    assert normalise(" ９１３３０１００ 799655058b\n") == "91330100799655058B"
    assert check("9133-0100-7996-5505-8b") is None


@given(st.text(alphabet=ALPHABET, min_size=9, max_size=9), st.integers(0, 999_999), st.integers(0, 17), st.data())
def test_one_wrong_character_is_always_noticed(body: str, office: int, place: int, data: st.DataObject) -> None:
    first = f"91{office:06d}{body}"
    code = first + check_character(first)
    assert check(code) is None
    other = data.draw(st.sampled_from([char for char in ALPHABET if char != code[place]]))
    assert check(code[:place] + other + code[place + 1 :]) is not None
