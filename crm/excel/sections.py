"""Headings inside a ledger, 一、长三角片区（5个）, which say for the rows under them what no column says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crm.excel.refs import Refs
from crm.records.field import Kind
from crm.records.ledger import Ledger
from crm.records.values import is_unknown
from crm.rules.numbers import squeeze

SECTION = "分组标题"
MARK = re.compile(r"\(?[一二三四五六七八九十]{1,3}[)、.:]+")
NUMERAL = re.compile(r"\(?[一二三四五六七八九十]{1,3}[)、.:]*")
_COUNT = re.compile(r"(?:\([^()]*\)|[:,]?共?\d+(?:个|家|项|人|条|次|户)(?:企业|项目)?|[:,])$")
_NAMING = re.compile(r"^(?:所属|招商)?片区:|^(?:责任|牵头)单位:")
GROUP = re.compile(r".{1,10}(?:组|类|片|地区|区域|镇|乡|街道|产业链?|行业|方面|领域)(?:企业|项目|客商|人员)?")
"""What the name of a group of rows ends in, as 装备制造产业, 第一组, 重点类企业 do."""
_STATION = re.compile(r".{1,14}(?:片区|招商组|驻外组|驻点组|招商分局)")
_UNIT = re.compile(r".{1,14}(?:局|委|办|办公室|镇|乡|街道|中心|园区|开发区|管委会)")
_FIGURE = re.compile(r"[\d.,]+(?:个|家|项|人|条|次|户|亿元?|万元?|元)?")

Headings = tuple[str, ...]


def heading_name(text: str) -> str:
    """What a heading names, without its number and count: （二）珠三角招商组（5个） is 珠三角招商组."""
    plain = _NAMING.sub("", MARK.sub("", squeeze(text), count=1))
    while plain != (shorter := _COUNT.sub("", plain)):
        plain = shorter
    return plain


def names_station(text: str) -> bool:
    """Whether a heading names a 片区 by its last word, whether or not the book has it."""
    return _STATION.fullmatch(heading_name(text)) is not None


def is_figure(cell: Any) -> bool:
    """Whether a cell beside a heading is a sum or a count of its rows."""
    return not isinstance(cell, str) or _FIGURE.fullmatch(squeeze(cell)) is not None


class Under:
    """Follows the headings down a sheet: 一、 holds （一） within it, and ends where 二、 begins."""

    def __init__(self) -> None:
        self._open: list[tuple[str, str]] = []
        self.names: Headings = ()

    def enter(self, cells: Sequence[Any], filled: Sequence[int]) -> None:
        """Pass a heading, which may have its number in a cell of its own."""
        texts = [squeeze(str(cells[at])) for at in filled[:2]]
        apart = len(texts) > 1 and NUMERAL.fullmatch(texts[0])
        text = texts[1] if apart else texts[0]
        mark = NUMERAL.fullmatch(texts[0]) or MARK.match(text)
        level = "" if mark is None else "（一）" if ")" in mark[0] else "一、"
        levels = [one for one, _ in self._open]
        if level in levels:
            del self._open[levels.index(level) :]
        self._open.append((level, heading_name(text)))
        self.names = tuple(name for _, name in reversed(self._open))


class Given:
    """What headings give to the rows under them: their 片区, and in ledgers of projects their 责任单位."""

    def __init__(self, ledger: Ledger, refs: Refs) -> None:
        station, unit = ledger.fields.get("station"), ledger.fields.get("unit")
        self._station = station is not None and station.ref == "stations"
        self._unit = unit is not None and unit.kind is Kind.TEXT and unit.label == "责任单位"
        self._refs = refs
        self._known: dict[Headings, dict[str, Any]] = {}

    def values(self, headings: Headings) -> dict[str, Any]:
        """The fields that these headings, the nearest first, give."""
        found = self._known.get(headings)
        if found is None:
            found = self._known[headings] = {}
            for name in headings:
                if self._station and "station" not in found and self._is_station(name):
                    found["station"] = self._refs.find("stations", name)
                elif self._unit and "unit" not in found and _UNIT.fullmatch(name):
                    found["unit"] = name
        return found

    def _is_station(self, name: str) -> bool:
        return (_STATION.fullmatch(name) is not None and not is_unknown(name)) or self._refs.has("stations", name)
