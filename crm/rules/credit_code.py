"""Unified social credit codes (统一社会信用代码), GB 32100-2015."""

from __future__ import annotations

import re

from crm.rules.numbers import squeeze

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of a code, each worth its position; I O S V Z are left out as too easily misread."""

_WEIGHTS = [pow(3, i, 31) for i in range(17)]
_MARKS = re.compile(r"[-_.'‘’`]")


def normalise(code: str) -> str:
    """The code in capitals and half-width, without spaces or dashes."""
    return _MARKS.sub("", squeeze(code)).upper()


def check_character(first_17: str) -> str:
    """The 18th character that GB 32100 computes from the first 17 (weights 3^i mod 31)."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def check(code: str) -> str | None:
    """None when the code is valid, else the reason in Chinese; a blank code is for the caller to judge."""
    plain = normalise(code)
    if len(plain) != 18:
        return f"统一社会信用代码应为18位，现为{len(plain)}位，请核对营业执照"
    wrong = next((char for char in plain if char not in ALPHABET), None)
    if wrong:
        return f"统一社会信用代码中不会出现“{wrong}”，请核对营业执照"
    if not plain[2:8].isdecimal():
        return "统一社会信用代码第3至8位应为登记机关的6位数字，请核对营业执照"
    if plain[17] != check_character(plain[:17]):
        return "统一社会信用代码的校验位不对，可能有一位抄错，请核对营业执照"
    return None
