"""Indicators (指标口径): named numerators and denominators on exact values, rounded half-up once at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from crm.rules.dates import days_in_year
from crm.rules.numbers import EXACT, parse_decimal, quotient, ratio, rounded
from crm.rules.problem import BadValue

Convention = Literal["month", "day"]
Number = Decimal | int
Exact = Fraction | Decimal | int


TIERS_OF_100_MILLION = (
    (1_000_000_000, "10亿元以上"),
    (500_000_000, "5亿—10亿元"),
    (100_000_000, "1亿—5亿元"),
    (0, "1亿元以下"),
)
TIERS_OF_SMALL_COUNTIES = (
    (10_000_000, "1000万元以上"), (5_000_000, "500万—999万元"), (3_000_000, "300万—499万元"), (0, "300万元以下"),
)  # fmt: skip


def completion(done: Number | None, target: Number | None, places: int = 2) -> Decimal | None:
    """完成率 in percent; None without a target."""
    return ratio(done, target, places)


def completion_exact(done: Exact | None, target: Exact | None) -> Fraction | None:
    """完成率 in percent, not rounded, for pace_gap; None without a target."""
    if done is None or not target:
        return None
    return Fraction(done) / Fraction(target) * 100


def time_progress(day: dt.date, *, convention: Convention = "month") -> Fraction:
    """时间进度 in percent, exact: months ÷ 12 (the month of the day counts whole), or days ÷ days of the year."""
    if convention == "month":
        return Fraction(day.month * 100, 12)
    return Fraction(day.timetuple().tm_yday * 100, days_in_year(day.year))


def pace_gap(
    completion_percent: Fraction | Decimal | None, progress: Fraction | Decimal, places: int = 2
) -> Decimal | None:
    """超(欠)序时进度 in 百分点: completion − progress, taken from exact values and rounded once."""
    if completion_percent is None:
        return None
    return rounded(Fraction(completion_percent) - Fraction(progress), places)


def growth(current: Exact | None, last: Exact | None, places: int = 2) -> Decimal | None:
    """同比 in percent: (current − last) ÷ last; None where last year was nothing or below it."""
    if current is None or last is None or last <= 0:
        return None
    return rounded((Fraction(current) - Fraction(last)) / Fraction(last) * 100, places)


def agrees(printed: Decimal, n: Number | None, d: Number | None) -> bool:
    """自洽核验: whether a printed percent is its own numerator ÷ denominator at the places it was printed with."""
    places = -int(printed.as_tuple().exponent)
    return ratio(n, d, places) == printed


def tier_of(yuan: int, tiers: Sequence[tuple[int, str]] = TIERS_OF_100_MILLION) -> str:
    """规模档 of an investment in 元: tiers are (lower bound in 元, included; label), largest first."""
    return next(label for bound, label in tiers if yuan >= bound)


def said_tiers(tiers: Sequence[tuple[int, str]]) -> str:
    """规模档 as they are typed: a line each, its name and from how many 亿元."""
    return "\n".join(f"{name} {_plain(quotient(bound, 100_000_000))}" for bound, name in tiers)


def read_tiers(text: str) -> tuple[tuple[int, str], ...]:
    """Read them back, in 元; BadValue names the line that lacks a name or a figure."""
    found = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), start=1):
        name, _, bound = line.strip().rpartition(" ")
        try:
            if not name.strip():
                raise BadValue("")
            found.append((int(parse_decimal(bound) * 100_000_000), name.strip()))
        except BadValue:
            raise BadValue(f"规模档第{number}行“{line.strip()}”看不懂，请写成“10亿元以上 10”") from None
    return tuple(found)


def _plain(value: Number) -> str:
    return format(EXACT.create_decimal(value).normalize(), "f")
