"""Scoring of posted staff: a scheme as data, scores with their full working, ranks that ties share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from crm.rules.numbers import parse_decimal, rounded
from crm.rules.problem import BadValue

Number = int | Decimal | Fraction


@dataclass(frozen=True)
class Band:
    """From `at_least` up: fixed `points`, or (points None) the value itself plus `offset`, never below 0."""

    at_least: Decimal
    points: Decimal | None
    offset: Decimal = Decimal(0)


@dataclass(frozen=True)
class Item:
    """One scored column: `key` in the rows, and the words of its working (驻点19天: said 驻点, unit 天).

    banded: points by the band the value falls in, bands from the highest down;
    relative: own ÷ best in the group × points, 0 where the best is 0;
    each: points for every one, for extra points.
    """

    key: str
    said: str
    unit: str
    kind: Literal["banded", "relative", "each"]
    points: Decimal = Decimal(0)
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """A scoring scheme; `within` says whether best and rank are taken per group or over all."""

    name: str
    items: tuple[Item, ...]
    within: Literal["group", "all"] = "group"


@dataclass(frozen=True)
class Row:
    """One person's figures for the period, by item key; a missing key counts 0."""

    key: str
    name: str
    group: str
    values: Mapping[str, Number]


@dataclass(frozen=True)
class ItemScore:
    """Points of one item (half-up, 2 places) with the sentence that shows how they came about."""

    key: str
    points: Decimal
    working: str


@dataclass(frozen=True)
class Scored:
    """A row's total (summed exactly, rounded half-up to 2 places once), its rank and its working."""

    row: Row
    items: tuple[ItemScore, ...]
    total: Decimal
    rank: int

    @property
    def working(self) -> str:
        """The whole working in one sentence."""
        return "；".join([*(item.working for item in self.items), f"合计{_plain(self.total)}分，第{self.rank}名"])


def _band(at_least: int, points: int | None, offset: int = 0) -> Band:
    return Band(Decimal(at_least), None if points is None else Decimal(points), Decimal(offset))


EXAMPLE = Scheme(
    name="月度驻点招商考核（示例）",
    items=(
        Item(
            "days", "驻点", "天", "banded", Decimal(10), (_band(20, 10), _band(15, 9), _band(10, 8), _band(0, None, -1))
        ),
        Item("visits", "拜访", "次", "relative", Decimal(10)),
        Item("receptions", "接待", "批次", "relative", Decimal(10)),
        Item("new_leads", "新增项目", "个", "relative", Decimal(15)),
        Item("valid_leads", "优质项目", "个", "relative", Decimal(15)),
        Item("leader_visits", "县领导活动", "次", "relative", Decimal(20)),
        Item("foreign_signed", "签约外资", "个", "each", Decimal(20)),
    ),
)
"""The real scheme of domain sheet §5, per month and within a group."""


def score(rows: Sequence[Row], scheme: Scheme) -> list[Scored]:
    """Score every row, in the order given; equal printed totals share a rank and the next one is skipped (1, 1, 3)."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(_group(row, scheme), []).append(row)
    best = {name: [max(_value(row, item) for row in own) for item in scheme.items] for name, own in groups.items()}
    counted: list[tuple[Row, tuple[ItemScore, ...], Decimal]] = []
    for row in rows:
        tops = zip(scheme.items, best[_group(row, scheme)], strict=True)
        results = [_SCORERS[item.kind](item, _value(row, item), top) for item, top in tops]
        total = sum((points for points, _ in results), Fraction(0))
        items = tuple(
            ItemScore(item.key, _two(points), working)
            for item, (points, working) in zip(scheme.items, results, strict=True)
        )
        counted.append((row, items, _two(total)))
    return [
        Scored(row, items, total, 1 + sum(other > total for peer, _, other in counted if _together(peer, row, scheme)))
        for row, items, total in counted
    ]


def split_evenly(introducers: Iterable[Sequence[str]]) -> dict[str, Fraction]:
    """Credit per introducer when each project counts once and is shared evenly between those who brought it."""
    credit: dict[str, Fraction] = {}
    for names in introducers:
        for name in names:
            credit[name] = credit.get(name, Fraction(0)) + Fraction(1, len(names))
    return credit


def scheme_to_json(scheme: Scheme) -> str:
    """The scheme as JSON text; amounts are decimal strings."""
    items = [
        {
            "key": item.key, "said": item.said, "unit": item.unit, "kind": item.kind, "points": str(item.points),
            "bands": [
                {"at_least": str(band.at_least), "points": None if band.points is None else str(band.points),
                 "offset": str(band.offset)}
                for band in item.bands
            ],
        }
        for item in scheme.items
    ]  # fmt: skip
    return json.dumps({"name": scheme.name, "within": scheme.within, "items": items}, ensure_ascii=False, indent=2)


def scheme_from_json(text: str) -> Scheme:
    """Read a scheme back; BadValue, in Chinese, when it is damaged or its bands do not fall from high to low."""
    try:
        data = json.loads(text)
        items = tuple(_item_from(one) for one in data["items"])
        scheme = Scheme(str(data["name"]), items, data["within"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadValue("考核方案的内容不完整，请重新导入或恢复示例方案") from None
    if scheme.within not in ("group", "all"):
        raise BadValue("考核方案的排名范围只能是分组或全部，请修改")
    for item in items:
        _check(item)
    return scheme


def _item_from(data: Mapping[str, Any]) -> Item:
    bands = tuple(
        Band(
            parse_decimal(band["at_least"]),
            None if band["points"] is None else parse_decimal(band["points"]),
            parse_decimal(band["offset"]),
        )
        for band in data["bands"]
    )
    return Item(
        str(data["key"]), str(data["said"]), str(data["unit"]), data["kind"], parse_decimal(data["points"]), bands
    )


def _check(item: Item) -> None:
    if item.kind not in _SCORERS:
        raise BadValue(f"考核项“{item.said}”的计分方式看不懂，请选分档、比最高或按个数")
    bounds = [band.at_least for band in item.bands]
    if item.kind == "banded" and (not bounds or bounds != sorted(set(bounds), reverse=True)):
        raise BadValue(f"考核项“{item.said}”的分档应从高到低排列且不重复，请修改")


def _banded(item: Item, value: Fraction, best: Fraction) -> tuple[Fraction, str]:
    above: Band | None = None
    for band in item.bands:
        if value >= band.at_least:
            break
        above = band
    else:
        return Fraction(0), f"{item.said}{_plain(value)}{item.unit}，不在任何档，0分"
    said = f"{item.said}{_plain(value)}{item.unit}，属{_band_name(band, above, item.unit)}档，"
    if band.points is not None:
        return Fraction(band.points), f"{said}{_plain(band.points)}分"
    points = max(value + Fraction(band.offset), Fraction(0))
    sign = "减" if band.offset < 0 else "加"
    return points, f"{said}按{item.unit}数{sign}{_plain(abs(band.offset))}，{_plain(points)}分"


def _band_name(band: Band, above: Band | None, unit: str) -> str:
    if above is None:
        return f"{_plain(band.at_least)}{unit}及以上"
    top = _plain(above.at_least - 1)
    return f"{top}{unit}及以下" if band.at_least == 0 else f"{_plain(band.at_least)}–{top}{unit}"


def _relative(item: Item, value: Fraction, best: Fraction) -> tuple[Fraction, str]:
    if best <= 0:
        return Fraction(0), f"{item.said}0{item.unit}，组内均为0，0分"
    points = value / best * Fraction(item.points)
    own, top = _plain(value), _plain(best)
    return points, (
        f"{item.said}{own}{item.unit}，组内最多{top}{item.unit}，{own}÷{top}×{_plain(item.points)}={_plain(points)}分"
    )


def _each(item: Item, value: Fraction, best: Fraction) -> tuple[Fraction, str]:
    points = value * Fraction(item.points)
    return (
        points,
        f"{item.said}{_plain(value)}{item.unit}，每{item.unit}加{_plain(item.points)}分，{_plain(points)}分",
    )


_SCORERS: dict[str, Callable[[Item, Fraction, Fraction], tuple[Fraction, str]]] = {
    "banded": _banded,
    "relative": _relative,
    "each": _each,
}


def _value(row: Row, item: Item) -> Fraction:
    return Fraction(row.values.get(item.key, 0))


def _group(row: Row, scheme: Scheme) -> str:
    return row.group if scheme.within == "group" else ""


def _together(one: Row, other: Row, scheme: Scheme) -> bool:
    return _group(one, scheme) == _group(other, scheme)


def _two(value: Fraction) -> Decimal:
    return rounded(value, 2)


def _plain(value: Number) -> str:
    whole = int(value)
    if whole == value:
        return str(whole)
    text = format(_two(Fraction(value)), "f")
    return text.rstrip("0").rstrip(".")
