"""Conditions in words: as a sentence on a chip, and as one would type it into the filter row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from crm.queries.view import ANY, OP_WORDS, ROWS, Filter, ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger
from crm.records.values import show
from crm.rules.money import format_money
from ui.core.days import spoken_days

_SIGNS = {"=": "=", "!=": "≠", ">": ">", ">=": "≥", "<": "<", "<=": "≤"}


def amount_words(yuan: int) -> str:
    """An amount in the shortest unit that people say: 500万, 1.2亿."""
    if abs(yuan) >= 100_000_000:
        return f"{format_money(yuan, '亿元')}亿".replace(",", "")
    if abs(yuan) >= 10_000:
        return f"{format_money(yuan, '万元')}万".replace(",", "")
    return f"{yuan}元"


def value_words(spec: FieldSpec, value: Any) -> str:
    """One value of a condition: 元 become 500万, ISO days become dates, nothing becomes 空."""
    if value is None or value == "":
        return "空"
    if spec.kind is Kind.MONEY and isinstance(value, int | float):
        return amount_words(int(value))
    if spec.kind is Kind.DATE and isinstance(value, dt.date | str):
        return spoken_days(str(value))
    if spec.kind is Kind.BOOL:
        return "是" if value else "否"
    return show(spec, value, masked=spec.personal) if spec.kind is not Kind.REF else str(value)


def _many(spec: FieldSpec, values: Sequence[Any], limit: int) -> str:
    shown = "、".join(value_words(spec, v) for v in values[:limit])
    return f"{shown} 等 {len(values)} 项" if len(values) > limit else shown


def sentence(spec: FieldSpec, condition: Filter) -> str:
    """A condition as a chip says it: 片区 是 长三角、珠三角; 注册资本 ≥ 500万; 下次联系 为空."""
    value, op = condition.value, condition.op
    if condition.said:
        return f"{spec.label} {condition.said.lstrip('=＝ ')}"
    if op in ("empty", "filled"):
        return f"{spec.label} {OP_WORDS[op]}"
    if op == "between":
        return f"{spec.label} 在 {value_words(spec, value[0])} 至 {value_words(spec, value[1])}"
    if op == "in":
        return f"{spec.label} 是 {_many(spec, value, 4)}"
    if op == "=" and spec.kind in (Kind.MONEY, Kind.NUMBER, Kind.INT):
        return f"{spec.label} = {value_words(spec, value)}"
    return f"{spec.label} {OP_WORDS[op]} {value_words(spec, value)}"


def chip_words(ledger: Ledger, condition: Filter) -> str:
    """A condition of a ledger as its chip says it; rows named one by one are only counted."""
    if condition.op == ANY:
        return " 或 ".join(" 且 ".join(chip_words(ledger, one) for one in part) for part in condition.value)
    if condition.field == ROWS:
        return f"指定的 {len(condition.value):,} {ledger.counter}"
    return sentence(ledger.fields[condition.field], condition)


def typed(spec: FieldSpec, condition: Filter) -> str:
    """A condition as it would be typed into the filter row."""
    value, op = condition.value, condition.op
    if condition.said:
        return condition.said
    if op in ("empty", "filled"):
        return "空" if op == "empty" else "非空"
    if op == "between":
        return f"{value_words(spec, value[0])}~{value_words(spec, value[1])}"
    if op == "in":
        return "、".join(value_words(spec, v) for v in value)
    if op == "contains":
        return str(value)
    if op == "lacks":
        return f"不含{value}"
    return f"{_SIGNS[op]}{value_words(spec, value)}"


def figure(spec: FieldSpec, value: object) -> str:
    """A total as it is shown, without its unit: 52,000."""
    return f"{value:,}" if spec.kind is Kind.INT else show(spec, value)


def lined_up(spec: FieldSpec, text: str) -> str:
    """A figure as its column shows it: 亿元 to two places at least, so that the points stand under each other."""
    if spec.kind is not Kind.MONEY or spec.unit != "亿元" or not text:
        return text
    whole, _, places = text.partition(".")
    return f"{whole}.{places:0<2}"


def hint(spec: FieldSpec) -> str:
    """What the filter box of a column suggests while it is empty."""
    if spec.label == "年度":
        return ">2024"
    if spec.kind is Kind.DATE:
        return "未来7天" if spec.prefer == "future" else "近30天"
    return {Kind.MONEY: ">500万", Kind.NUMBER: ">10", Kind.INT: ">10"}.get(spec.kind, "包含…")


def view_words(view: ViewSpec) -> str:
    """What a view lets through, as its chips say it and what was searched for; nothing for the whole ledger."""
    ledger = view.source
    searched = [f"搜索“{view.search}”"] if view.search else []
    return "；".join([*searched, *(chip_words(ledger, condition) for condition in view.filters)])
