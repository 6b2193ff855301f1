"""Exact decimals: narrowing full-width text, reading numbers, half-up rounding, rates and shares."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from crm.rules.problem import BadValue

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\ufeff]+")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+|\d+|(?=\.\d))(?:\.\d*)?(?:[eE][+-]\d{1,3})?")
_HUNDRED = Decimal(100)


class Shares(NamedTuple):
    """Percents of the parts, and whether largest-remainder rounding moved any of them off its own half-up value."""

    percents: list[Decimal]
    adjusted: bool


def narrow(text: str) -> str:
    """Turn full-width letters, digits and punctuation into half-width ones; Chinese stays as it is."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).replace("。", ".").replace("−", "-").replace("—", "-")


def squeeze(text: str) -> str:
    """Narrow the text and drop every space in it, line breaks and zero-width marks included."""
    return _SPACES.sub("", narrow(text))


def half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero at so many decimal places (四舍五入); never a negative zero."""
    rounded = value.quantize(Decimal(1).scaleb(-places), context=EXACT)
    return abs(rounded) if rounded.is_zero() else rounded


def quotient(n: Decimal | int, d: Decimal | int) -> Decimal:
    """n ÷ d with 60 significant digits, so that one later rounding is the only rounding seen; d must not be 0."""
    return EXACT.divide(Decimal(n), Decimal(d))


def rounded(value: Fraction | Decimal | int, places: int) -> Decimal:
    """An exact value rounded half-up, the only rounding that it sees."""
    exact = Fraction(value)
    return half_up(quotient(exact.numerator, exact.denominator), places)


def ratio(n: Decimal | int | None, d: Decimal | int | None, places: int = 2) -> Decimal | None:
    """n ÷ d in percent, half-up at the given places; None where either is missing or d is 0."""
    if n is None or d is None or d == 0:
        return None
    return half_up(EXACT.multiply(quotient(n, d), _HUNDRED), places)


def sayable(text: str) -> str:
    """The text without what no UTF-8 can hold, such as the bytes of a file name in another encoding."""
    return text.encode("utf-8", "replace").decode("utf-8")


def parse_decimal(value: object) -> Decimal:
    """Read a cell as an exact number (floats through their shortest text: 0.1 is 0.1); BadValue otherwise."""
    if isinstance(value, bool) or value is None:
        raise BadValue("这里应填数字")
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise BadValue("这里应填数字，表中是一个无效的计算结果")
        return Decimal(repr(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise BadValue("这里应填数字，表中是一个无效的计算结果")
        return value
    text = squeeze(str(value))
    if not _NUMBER.fullmatch(text):
        raise BadValue(f"“{shown(value)}”不是数字，请只填数字")
    return Decimal(text.replace(",", ""))


def parse_int(value: object) -> int:
    """Read a cell as a whole number ("12", 12.0, "1,200", "12个" is not one); BadValue when it has a fraction."""
    number = parse_decimal(value)
    if number != number.to_integral_value():
        raise BadValue(f"“{shown(value)}”不是整数，请填整数")
    return int(number)


def shares(parts: Sequence[Decimal | int], places: int = 1) -> Shares:
    """Percents of the parts by largest remainder, summing to exactly 100; all zero parts give zeros; parts ≥ 0."""
    if any(part < 0 for part in parts):
        raise ValueError("shares of negative parts mean nothing")
    total = sum((Decimal(part) for part in parts), Decimal(0))
    step = Decimal(1).scaleb(-places)
    if total == 0:
        return Shares([Decimal(0).quantize(step) for _ in parts], False)
    exact = [EXACT.multiply(quotient(part, total), _HUNDRED) for part in parts]
    floors = [value.quantize(step, rounding=ROUND_FLOOR, context=EXACT) for value in exact]
    missing = int((_HUNDRED - sum(floors, Decimal(0))) / step)
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - exact[i], i))
    percents = list(floors)
    for i in by_remainder[:missing]:
        percents[i] += step
    return Shares(percents, percents != [half_up(value, places) for value in exact])


def shown(value: object) -> str:
    """The value as quoted inside a message: one line, at most 30 characters."""
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 10**15
    text = " ".join(str(int(value) if whole else value).split())  # type: ignore[call-overload]
    return text if len(text) <= 30 else text[:29] + "…"


def separated(text: str) -> str:
    """A figure with its thousands separated: 1,514.00."""
    return f"{Decimal(text):,}"
