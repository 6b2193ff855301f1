"""Telephone cells give whole numbers or say why not; a leading zero is never lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm.rules.phones import is_mobile, mask, split_phones
from crm.rules.problem import BadValue


@pytest.mark.parametrize(
    ("value", "phones"),
    [
        ("13800138000", ["13800138000"]),
        (19392180516.0, ["19392180516"]),
        (19392180516, ["19392180516"]),
        (Decimal("19392180516"), ["19392180516"]),
        ("1.9392180516E+10", ["19392180516"]),
        ("194-0143-9147", ["19401439147"]),
        ("194 0143 9147", ["19401439147"]),
        ("１９４０１４３９１４７", ["19401439147"]),
        ("+86 194-0143-9147", ["19401439147"]),
        ("0551-65135408", ["0551-65135408"]),
        ("055165135408", ["0551-65135408"]),
        ("（0551）65135408", ["0551-65135408"]),
        ("0551 65135408", ["0551-65135408"]),
        ("010-85221234转806", ["010-85221234-806"]),
        ("021-5522123", ["021-5522123"]),
        ("400-820-1234", ["400-820-1234"]),
        ("65135408", ["65135408"]),
        ("12345", ["12345"]),
        ("+852-21234567", ["+852-21234567"]),
        ("13800138000、19401439147", ["13800138000", "19401439147"]),
        ("13800138000/19401439147；0551-65135408", ["13800138000", "19401439147", "0551-65135408"]),
        ("13800138000 19401439147", ["13800138000", "19401439147"]),
        ("13800138000\n19401439147", ["13800138000", "19401439147"]),
        ("13800138000,13800138000", ["13800138000"]),
        ("'13800138000", ["13800138000"]),
        (55165135408, ["0551-65135408"]),
        (1085221234, ["010-85221234"]),
        ("手机：13800138000（秘书） 或 电话:0551-65135408", ["13800138000", "0551-65135408"]),
        (None, []),
        ("", []),
        (" 、 ", []),
    ],
)
def test_every_number_of_a_cell_is_read(value: object, phones: list[str]) -> None:
    assert split_phones(value) == phones


def test_digits_lost_to_scientific_notation_are_asked_for() -> None:
    with pytest.raises(BadValue, match=r"“1\.38E\+10”被表格软件改成了科学计数，尾数已丢失"):
        split_phones("1.38E+10")
    with pytest.raises(BadValue, match="科学计数"):
        split_phones("1E+10")


@pytest.mark.parametrize("value", ["无", "138001380", "张三", 1.5, -13800138000, "13800138000张", "12800138000"])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(BadValue, match="不像电话号码，请填11位手机号或带区号的座机号"):
        split_phones(value)


def test_mobiles_are_told_from_landlines() -> None:
    assert is_mobile("13800138000")
    assert not is_mobile("0551-65135408")
    assert not is_mobile("12800138000")


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800135678", "138****5678"),
        ("0551-65135408", "0551-******08"),
        ("65135408", "******08"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_masked_numbers_show_only_their_ends(phone: str, masked: str) -> None:
    assert mask(phone) == masked
