"""What a sheet says once of all its rows: 填报单位 above the header, a 片区 in its name, 年度 and 指标 in its title."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crm.excel.body import Body
from crm.excel.convert import is_padded
from crm.excel.header import Header
from crm.excel.sections import names_station
from crm.excel.sheet import Sheet
from crm.records.field import Kind
from crm.records.ledger import Ledger
from crm.records.office import indicator_in
from crm.records.values import is_blank, is_unknown
from crm.rules.dates import parse_day, split_span
from crm.rules.numbers import squeeze
from crm.rules.problem import BadValue

ABOVE, SHEET_NAME, TITLE = "表头以上", "工作表的名称", "标题"
_OFFICE = re.compile(
    r"(?:(?:填报|填表|上报|报送|制表)(?:单位|部门|片区|组别?)|(?:所属|招商|驻外)?片区|驻外招商组|招商组别?|组别)(?:[(（][^()（）]*[)）])?[:：]\s*([^\s:：,，;；(（]{2,20})?"
)


_TITLE_STATION = re.compile(r"(?:\d{4}年(?:\d{1,2}月份?)?)?(.{1,10}?(?:片区|招商组|驻点组|招商分局|组))")
_OF_ONE_MONTH = re.compile(r"(?<![至—~-])(?:19|20)\d{2}年(?:1[0-2]|0?[1-9])月(?=份?[^至底末累\d—~-])")


@dataclass(frozen=True)
class Told:
    """A value for a field of every row, and the name under which it stands among the columns."""

    name: str
    field: str
    text: str


def told_by(ledger: Ledger, sheet: Sheet, header: Header, *, knows: Callable[[str], bool]) -> list[Told]:
    """What a sheet tells of all rows, each field once; `knows` says whether the book has a 片区 of that name."""
    found: list[Told] = []
    above = sheet.rows[: header.first - 1]
    station = ledger.fields.get("station")
    if station is not None and station.ref == "stations":
        offices = ((f"填报单位（{ABOVE}）", text) for text in _offices(above))
        for name, text in (*offices, (SHEET_NAME, sheet.name)):
            if (names_station(text) or knows(text)) and not is_unknown(text):
                found.append(Told(name, "station", text))
                break
    titles = [sheet.name, *(str(cell) for row in above for cell in row if not is_blank(cell))]
    if station is not None and not found:
        named = (match[1] for text in titles if (match := _TITLE_STATION.match(squeeze(text))))
        found.extend(Told(f"片区（{TITLE}）", "station", text) for text in named if knows(text))
        del found[1:]
    if ledger.key == "arrivals":
        months = {match[0] for text in titles if (match := _OF_ONE_MONTH.search(squeeze(text)))}
        if len(months) == 1:
            found.append(Told(f"月份（{TITLE}）", "month", months.pop()))
    if ledger.key == "targets":
        indicators = {name for text in titles if (name := indicator_in(text))}
        if len(indicators) == 1:
            found.append(Told(f"指标（{TITLE}）", "indicator", indicators.pop()))
        if header.year:
            found.append(Told(f"年度（{TITLE}）", "year", str(header.year)))
    return found


def days_of_one_year(ledger: Ledger, mapping: Mapping[int, str], body: Body) -> tuple[dt.date, dt.date] | None:
    """The first and last of a sheet's dates, where all that have a year have the same; None else."""
    columns = _dated(ledger, mapping)
    first = last = None
    for _, cells in body.data:
        for day in (_day_in(cells[c]) for c in columns if c < len(cells)):
            if day is None:
                continue
            first, last = min(first or day, day), max(last or day, day)
            if first.year != last.year:
                return None
    return (first, last) if first and last else None


def writes_two_places(ledger: Ledger, mapping: Mapping[int, str], body: Body) -> bool:
    """Whether any of a sheet's dates is a figure of two places, 2024.03, as all of them were typed then."""
    columns = _dated(ledger, mapping)
    return any(is_padded(cells[c]) for _, cells in body.data for c in columns if c < len(cells))


def _dated(ledger: Ledger, mapping: Mapping[int, str]) -> list[int]:
    return [c for c, key in mapping.items() if ledger.fields[key].kind is Kind.DATE]


@lru_cache(maxsize=4096)
def _day_in(cell: Any) -> dt.date | None:
    for text in (cell, *(split_span(cell) or () if isinstance(cell, str) else ())):
        with suppress(BadValue):
            return parse_day(text).date
    return None


def _offices(rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """What follows 填报单位： in its cell, or stands in the next filled cell of the row."""
    for row in rows:
        cells = [str(cell).strip() for cell in row if not is_blank(cell)]
        for at, text in enumerate(cells):
            match = _OFFICE.search(" ".join(text.split()).replace(" :", ":").replace(" ：", "："))
            if match:
                named = match[1] or (cells[at + 1] if at + 1 < len(cells) and text.endswith((":", "：")) else "")
                if named:
                    yield squeeze(named)
