"""Indicators (指标口径): named numerators and denominators on exact values, rounded half-up once at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from crm.rules.dates import days_in_year
from crm.rules.numbers import EXACT, half_up, parse_decimal, quotient, ratio, shares
from crm.rules.problem import BadValue

Convention = Literal["month", "day"]
Number = Decimal | int


class Rate(NamedTuple):
    """What a rate is made of, in the words printed under a table."""

    name: str
    numerator: str
    denominator: str


RATES = {
    "completion": Rate("完成率", "累计完成", "任务"),
    "honour_rate": Rate("履约率", "履约项目", "签约项目"),
    "start_rate": Rate("开工率", "开工项目", "同批签约项目"),
    "arrival_rate": Rate("资金到位率", "当年新签约项目到位资金", "当年签约资金"),
    "arrival_rate_contracts": Rate("资金到位率", "已有资金到位项目的合同额", "合同额"),
    "register_rate": Rate("入统率", "入统项目", "新开工项目"),
}
"""The rates by key; source: domain sheet §4."""

TIERS_OF_100_MILLION = (
    (1_000_000_000, "10亿元以上"),
    (500_000_000, "5亿—10亿元"),
    (100_000_000, "1亿—5亿元"),
    (0, "1亿元以下"),
)
TIERS_OF_SMALL_COUNTIES = (
    (10_000_000, "1000万元以上"), (5_000_000, "500万—999万元"), (3_000_000, "300万—499万元"), (0, "300万元以下"),
)  # fmt: skip


class Part(NamedTuple):
    """One part of a whole with its printed percent."""

    label: str
    value: Number
    percent: Decimal


class Composition(NamedTuple):
    """占比: the parts in the order given, their total, and whether a percent was adjusted so that they sum to 100."""

    parts: list[Part]
    total: Number
    adjusted: bool


def completion(done: Number | None, target: Number | None, places: int = 2) -> Decimal | None:
    """完成率 in percent; None without a target."""
    return ratio(done, target, places)


def completion_exact(done: Number | None, target: Number | None) -> Fraction | None:
    """完成率 in percent, not rounded, for pace_gap; None without a target."""
    if done is None or not target:
        return None
    return Fraction(done) / Fraction(target) * 100


def excess(done: Number | None, target: Number | None) -> Number | None:
    """超目标: done − target in the unit of both, negative when short; None without a target."""
    return None if done is None or target is None else done - target


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
    gap = Fraction(completion_percent) - Fraction(progress)
    return half_up(quotient(gap.numerator, gap.denominator), places)


def growth(current: Number | None, last: Number | None, places: int = 2) -> Decimal | None:
    """同比 in percent: (current − last) ÷ last; None where last year was nothing or below it."""
    if current is None or last is None or last <= 0:
        return None
    return ratio(current - last, last, places)


def rate(n: Number | None, d: Number | None, places: int = 1) -> Decimal | None:
    """A rate in percent, printed with one decimal as the bulletins do; None without a denominator."""
    return ratio(n, d, places)


def explain(key: str, n: Number, d: Number, places: int = 1) -> str:
    """A rate with its parts for a footnote: …=222÷247=89.9%, or 无法计算 without a denominator."""
    named = RATES[key]
    value = rate(n, d, places)
    result = "无法计算" if value is None else f"{value}%"
    return f"{named.name}={named.numerator}÷{named.denominator}={_plain(n)}÷{_plain(d)}={result}"


def agrees(printed: Decimal, n: Number | None, d: Number | None) -> bool:
    """自洽核验: whether a printed percent is its own numerator ÷ denominator at the places it was printed with."""
    places = -int(printed.as_tuple().exponent)
    return ratio(n, d, places) == printed


def composition(parts: Mapping[str, Number], places: int = 1) -> Composition:
    """占比 of labelled parts, percents summing to 100 (all zeros when there is nothing)."""
    values = list(parts.values())
    percents, adjusted = shares(values, places)
    rows = [Part(label, value, percent) for (label, value), percent in zip(parts.items(), percents, strict=True)]
    return Composition(rows, sum(values), adjusted)


def average(total: Number | None, count: int, places: int = 2) -> Decimal | None:
    """总额 ÷ 个数, half-up; None when there is none to divide by."""
    return None if total is None or not count else half_up(quotient(total, count), places)


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
