"""How figures are said in words: amounts in their unit, and the numbers that a text holds."""

from __future__ import annotations

import re
from decimal import Decimal

from crm.bulletin.figures import Indicator
from crm.rules.numbers import EXACT, half_up

CALENDAR, CONVENTION = "calendar", "convention"
"""Keys of words that are no figure: the month and its issue, the 口径."""
LISTED = 10
"""So many names at the most are given in a sentence."""
SHARES_OF = {"亿元": Decimal(100_000_000), "万元": Decimal(10_000), "万美元": Decimal(10_000)}


def amount(value: int, unit: str, *, places: int = 2) -> str:
    """Whole 元 (or 美元) in a unit, half-up, without separators, as papers write amounts."""
    return f"{half_up(EXACT.divide(Decimal(value), SHARES_OF[unit]), places):f}"


def said(row: Indicator, value: int | str | None) -> str:
    """A figure of an indicator in its unit: 59个, 49.86亿元, 89.9%, 120.00万美元."""
    if value is None:
        return "—"
    if row.spec.kind in ("money", "dollars"):
        return amount(int(value), row.spec.unit) + row.spec.unit
    return f"{value}{row.spec.unit}"


def numbers(text: str) -> list[str]:
    """The numbers in a text, in order."""
    return re.findall(r"\d+(?:\.\d+)?", text)
