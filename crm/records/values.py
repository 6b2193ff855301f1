"""Values of fields: read from what people type, shown as people read them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm.records.field import FieldSpec, Kind
from crm.rules import credit_code
from crm.rules.dates import Day, parse_day
from crm.rules.deadlines import parse_deadline
from crm.rules.money import format_money, parse_money
from crm.rules.numbers import narrow, parse_decimal, parse_int, shown, squeeze
from crm.rules.phones import mask, split_phones
from crm.rules.places import FULL_PLACES
from crm.rules.problem import BadValue

YES = ("是", "有", "√", "✓", "y", "yes", "true", "1", "对", "已")
NO = ("否", "无", "没有", "×", "x", "n", "no", "false", "0", "未")


NOTHING = frozenset(
    ("", *"-–—－/／\\＼、.。*#…", "--", "---", "——", "———", "//", "...", "……", "NULL", "null", "None", "nan", "NaN", "N/A", "n/a")
)
"""What stands in a cell that is to be taken for a blank one."""

MOST = 10**12
"""Above this a number is a slip, and far above it the file has no room for it."""

_NOT = re.compile(r"(?:未|非|不|没有?|无|否|拟|正?筹备|计划|准备|辅导|后备)(?=[\u4e00-\u9fff(])")
_UNKNOWN = re.compile(
    r"(?:暂|目前|尚)?(?:无|没有|空|缺|不详|未知|不明|不清楚|保密|面议)|[待未]定|待[\u4e00-\u9fff]{1,8}|"
    r"(?:尚|暂|还|目前)?未[\u4e00-\u9fff]{1,8}|长期(?:有效)?|\d{1,3}个(?:工作日|月|小时)(?:以?内)?|[本上下]+(?:个?(?:周|星期|月)|季度)[一二三四五六日天初中底末]?|(?:春节?|清明|端午|中秋|国庆|元旦|五一|十一|节|年|会)节?[前后]|随时|视情况?|尽快|近[期日]|常年|常态化|持续推进|持续|适时|另行通知"
)
_COUNTED = re.compile(
    r"(?:大约|约|近|共计|共)?(?P<number>[+-]?[\d.,]+)(?:余|多|来)?"
    r"(?P<unit>亿元?|万元?|年度?|个|家|人次|人|名|位|项|件|条|批次?|场|次|户|天|亩|%|元)?(?:左右|以上)?"
)


_WORDS = (Kind.TEXT, Kind.REF, Kind.CHOICE, Kind.NOTE, Kind.CODE)


@dataclass(frozen=True)
class Parsed:
    """A value ready for the file; `month_only` marks a date known to the month, `warning` a value kept in spite of a doubt."""

    value: Any
    month_only: bool = False
    warning: str = ""


def is_blank(value: object) -> bool:
    """True for nothing, or text of spaces only."""
    return value is None or (isinstance(value, str) and not value.strip(" \t\r\n\u3000\xa0"))


def is_nothing(value: object) -> bool:
    """True for the marks by which ledgers say that a cell is empty: — / N/A."""
    return value in NOTHING


def is_unknown(value: object) -> bool:
    """True for words that stand in a cell instead of a date, an amount or a number: 无, 待定, 尚未开工."""
    return isinstance(value, str) and bool(_UNKNOWN.fullmatch(squeeze(value)))


def _plain_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    return str(value).strip(" \t\r\n\u3000\xa0")


def _parse_choice(spec: FieldSpec, value: object) -> Parsed:
    text = _plain_text(value)
    text = spec.words.get(text, text)
    if spec.closed and text not in spec.choices:
        near = [c for c in spec.choices if text and (text in c or c in text)]
        if len(near) != 1:
            raise BadValue(f"{spec.label}只能填{'、'.join(spec.choices)}，现在是“{text}”")
        text = near[0]
    return Parsed(text)


def _parse_bool(spec: FieldSpec, value: object) -> Parsed:
    if isinstance(value, bool):
        return Parsed(value)
    text = narrow(_plain_text(value)).lower()
    text = spec.words.get(text, text)
    if text in YES:
        return Parsed(True)
    if text in NO or _NOT.match(text):
        return Parsed(False)
    if spec.label in text:
        return Parsed(True)
    raise BadValue(f"{spec.label}请填“是”或“否”，现在是“{_plain_text(value)}”")


def _parse_code(value: object) -> Parsed:
    code = credit_code.normalise(_plain_text(value))
    reason = credit_code.check(code)
    return Parsed(code, warning=reason or "")


def _parse_number(spec: FieldSpec, value: object, unit: str) -> Parsed:
    if spec.kind is Kind.MONEY:
        return Parsed(parse_money(value, unit=unit or spec.unit))
    text = narrow(_plain_text(value)) if not isinstance(value, int | float | Decimal) else value
    if isinstance(text, str):
        text = _without_counter(spec, squeeze(text))
    if abs(parse_decimal(text)) > MOST:
        raise BadValue(f"“{shown(value)}”太大，请检查是不是多写了几位")
    return Parsed(parse_int(text) if spec.kind is Kind.INT else parse_decimal(text))


def _without_counter(spec: FieldSpec, text: str) -> str | Decimal:
    """20个, 约300亩 and 90% as bare numbers; amounts of a target are in 亿元, so 5000万元 is 0.5."""
    found = _COUNTED.fullmatch(text.removesuffix(spec.unit) if spec.unit else text)
    if found is None or found["unit"] == "元":
        return text
    if found["unit"] in ("万", "万元"):
        return text if spec.unit else parse_decimal(found["number"]) / 10_000
    return found["number"]


def parse(spec: FieldSpec, value: object, *, unit: str = "", year: int | None = None) -> Parsed:
    """Read a typed or imported value; blank gives None, a REF keeps its text for the caller to look up.

    `unit` is the unit a sheet states for bare amounts, `year` completes a bare 5月3日.
    Raises BadValue with the reason and the remedy.
    """
    if is_blank(value):
        return Parsed(None)
    match spec.kind:
        case Kind.CHOICE:
            return _parse_choice(spec, value)
        case Kind.BOOL:
            return _parse_bool(spec, value)
        case Kind.CODE:
            return _parse_code(value)
        case Kind.MONEY | Kind.INT | Kind.NUMBER:
            return _parse_number(spec, value, unit)
        case Kind.DATE:
            due = parse_deadline(value, year=year) if spec.prefer == "future" else None
            day = value if isinstance(value, Day) else due or parse_day(value, year=year)
            return Parsed(day.date, month_only=day.precision != "day")
        case Kind.PHONE:
            return Parsed("、".join(split_phones(value)))
        case Kind.TEXT if spec.place:
            return Parsed(FULL_PLACES[spec.place](_plain_text(value)))
        case _:
            return Parsed(_plain_text(value))


def show(spec: FieldSpec, value: Any, *, month_only: bool = False, masked: bool = False) -> str:
    """A value as the grid, forms and exports write it, without its unit; refs come in by name already."""
    if value is None:
        return ""
    if spec.kind in _WORDS:  # most of what is shown
        return str(value)
    match spec.kind:
        case Kind.DATE:
            return f"{value:%Y-%m}" if month_only else value.isoformat()
        case Kind.MONEY:
            return format_money(int(value), spec.unit)
        case Kind.NUMBER:
            return f"{Decimal(value):,f}".rstrip("0").rstrip(".") if "." in str(value) else f"{Decimal(value):,f}"
        case Kind.BOOL:
            return "是" if value else "否"
        case Kind.PHONE:
            return "、".join(mask(p) for p in str(value).split("、")) if masked else str(value)
        case _:
            return str(value)


def plain(value: Any) -> Any:
    """A value as JSON holds it: dates ISO, decimals as text, the rest as it is."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value
