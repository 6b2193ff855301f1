"""Where a sheet's header is, and what stands above it: units, the year, the day of filling in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crm.excel.mapping import GUESS, NEUTRAL, Match, indicator_of, is_ignored, match_header, month_in, plain_header
from crm.excel.sheet import Sheet
from crm.records.ledger import Ledger
from crm.records.values import is_blank
from crm.rules.dates import find_month, find_year, month_end, parse_day
from crm.rules.money import detect_unit, stated_units
from crm.rules.numbers import squeeze
from crm.rules.problem import BadValue

LOOK_AT = 40
DEPTH = 3
LOOK_UNDER = 500
LEAST = 70
HEAD, LONGEST_HEAD = 3, 20
BY_COLUMNS = ("arrivals", "targets")
"""Ledgers whose sheets often have a column for each month or indicator."""
_UNIT_ONLY = re.compile(r"[(\[]?(?:单位:?)?(?:亿元|万元|元|亿|万|亩|天|个|家|人|%|万美元)[)\]]?")
_DAY = re.compile(r"(?:填报|上报|截至|截止|制表|报送|更新)\D{0,6}?((?:19|20)\d{2}[年./-]\d{1,2}[月./-]\d{1,2})")


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its rows in the file (from 1), and by column its name, the name above it, its unit."""

    first: int
    last: int
    names: tuple[str, ...]
    parents: tuple[str, ...]
    units: tuple[str, ...]
    year: int | None
    month: int | None
    as_of: dt.date | None
    repeats: tuple[frozenset[str], ...]
    score: int


def find_header(
    ledger: Ledger, sheet: Sheet, *, known: Mapping[str, str] | None = None, rows: tuple[int, int] | None = None
) -> Header | None:
    """The header that explains most columns, within the first rows of a sheet; None when nothing looks like one.

    `known` are headers that a person named; `rows` are the header's first and last row as a person gave them.
    """
    if rows is not None:
        return _header(ledger, sheet, first=rows[0] - 1, depth=rows[1] - rows[0] + 1, known=known or {})
    best, where = 0, (0, 0)
    for first in range(min(LOOK_AT, len(sheet.rows))):
        if all(is_blank(cell) for cell in sheet.rows[first]):
            continue
        for depth in range(1, min(DEPTH, len(sheet.rows) - first) + 1):
            score = _weigh(ledger, sheet, first=first, depth=depth, known=known or {})
            if score > best:
                best, where = score, (first, depth)
    if best < GUESS:
        return None
    earlier = next((at for at in range(where[0] - 1) if is_head(ledger, sheet.rows[at])), None)
    if earlier is not None:
        # A later table may have the fuller header; the first one is not to be lost above it.
        depths = range(1, min(DEPTH, where[0] - earlier) + 1)
        deep = max(depths, key=lambda depth: _weigh(ledger, sheet, first=earlier, depth=depth, known=known or {}))
        where = earlier, deep
    return _header(ledger, sheet, first=where[0], depth=where[1], known=known or {})


def _weigh(ledger: Ledger, sheet: Sheet, *, first: int, depth: int, known: Mapping[str, str]) -> int:
    """How well these rows explain the columns as a header."""
    levels = [_texts(sheet, row) for row in range(first, first + depth)]
    names, parents, units = _combined(levels, _width(sheet, first, depth))
    spread = _score(ledger, names, parents, known) + 10 * sum(map(bool, units))
    if ledger.key in BY_COLUMNS:
        count = sum(bool(month_in(one) or (ledger.key == "targets" and indicator_of(one))) for one in names)
        spread += 30 * count if spread or count > 1 else 0
    return spread + _merged_so(sheet, first, depth) - _penalty(sheet, first, depth) if spread else 0


def _merged_so(sheet: Sheet, first: int, depth: int) -> int:
    """Cells merged down over just these rows speak for them, cells that go on below speak against."""
    last = first + depth - 1
    tall = [(top, bottom) for top, left, bottom, right in sheet.merged if top < bottom < top + DEPTH and top >= first]
    return 15 * sum(top == first and bottom == last for top, bottom in tall) - 15 * sum(
        top <= last < bottom for top, bottom in tall
    )


def _header(ledger: Ledger, sheet: Sheet, *, first: int, depth: int, known: Mapping[str, str]) -> Header:
    levels = [_texts(sheet, row) for row in range(first, first + depth)]
    names, parents, units = _combined(levels, _width(sheet, first, depth))
    above = [str(cell) for row in sheet.rows[:first] for cell in row if not is_blank(cell)]
    stated = _stated_unit(above, sheet.rows[first + depth :])
    titled = find_month([*above, sheet.name])
    own = [detect_unit(parent + name) or unit for name, parent, unit in zip(names, parents, units, strict=True)]
    return Header(
        first + 1,
        first + depth,
        tuple(_distinct(names, parents)),
        tuple(parents),
        tuple(unit or stated for unit in own),
        find_year([*above, sheet.name]),
        titled[1] if titled else None,
        _filled_on(above) or _signed_on(sheet.rows[first + depth :]) or (titled and month_end(dt.date(*titled, 1))),
        _repeats(sheet.rows[first : first + depth]),
        _weigh(ledger, sheet, first=first, depth=depth, known=known),
    )


def _width(sheet: Sheet, first: int, depth: int) -> int:
    return max(len(sheet.rows[row]) for row in range(first, first + depth))


def _texts(sheet: Sheet, row: int) -> list[str]:
    """A row's texts; a cell merged across gives its text to every column under it."""
    texts = [head_text(cell) for cell in sheet.rows[row]]
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and right > left and bottom - top < DEPTH and left < len(sheet.rows[top]):
            text = head_text(sheet.rows[top][left])
            texts.extend([""] * (right + 1 - len(texts)))
            for column in range(left, right + 1):
                texts[column] = text
    return texts


def head_text(cell: Any) -> str:
    """A cell of a header in words; 2025年1月 is kept as a date by every spreadsheet program."""
    if isinstance(cell, dt.date) and cell.day == 1:
        return f"{cell.year}年{cell.month}月"
    return "" if is_blank(cell) else " ".join(str(cell).split())


def _combined(levels: list[list[str]], width: int) -> tuple[list[str], list[str], list[str]]:
    """By column the lowest text, the text above it, and a unit that stands alone in a row of the header."""
    names, parents, units = [""] * width, [""] * width, [""] * width
    spread = [_spread(level, width, lower=levels[at + 1 :]) for at, level in enumerate(levels)]
    for column in range(width):
        for level in spread:
            text = level[column]
            if not text:
                continue
            if names[column] and _UNIT_ONLY.fullmatch(squeeze(text)):
                units[column] = detect_unit(f"({squeeze(text).strip('()[]')})") or ""
            elif text != names[column]:
                units[column] = ""
                parents[column], names[column] = names[column], text
    return names, parents, units


def _spread(level: list[str], width: int, *, lower: list[list[str]]) -> list[str]:
    """Without merges a group's name stands over its first column only: carry it while the rows below have texts."""
    texts = [*level, *[""] * (width - len(level))]
    for column in range(1, width):
        below = any(column < len(row) and row[column] for row in lower)
        before = any(column - 1 < len(row) and row[column - 1] for row in lower)
        if not texts[column] and below and before:
            texts[column] = texts[column - 1]
    return texts


def _distinct(names: Sequence[str], parents: Sequence[str]) -> list[str]:
    """Each column's name once: a repeated one is told apart by the name above it, then by a number."""
    result: list[str] = []
    for name, parent in zip(names, parents, strict=True):
        text = name
        if text and names.count(text) > 1 and parent:
            text = f"{parent}/{text}"
        base, at = text, 2
        while text and text in result:
            text, at = f"{base}{at}", at + 1
        result.append(text)
    return result


def _score(ledger: Ledger, names: Sequence[str], parents: Sequence[str], known: Mapping[str, str]) -> int:
    best: dict[str, int] = {}
    extra = 0
    for name, parent in zip(names, parents, strict=True):
        if not name:
            continue
        if name in known or plain_header(name) in known:
            extra += 100
        elif is_ignored(name):
            extra += 20
        elif month_in(name) is None:
            offers = (match_header(ledger.key, name), match_header(ledger.key, name, parent))
            match = max((offer for offer in offers if offer), key=lambda offer: offer.score, default=None)
            if match:
                key = match.field or f"={name}"
                best[key] = max(best.get(key, 0), match.score)
    if extra < 100 and all(score < LEAST for score in best.values()):
        return 0
    return sum(best.values()) + extra


def _penalty(sheet: Sheet, first: int, depth: int) -> int:
    """Figures and dates are data, not headers; and a header of fewer rows is the likelier one."""
    cells = [cell for row in sheet.rows[first : first + depth] for cell in row if not is_blank(cell)]
    figures = sum(isinstance(cell, int | float | dt.date) for cell in cells)
    months = [(cell.year, cell.month) for cell in cells if isinstance(cell, dt.date) and cell.day == 1]
    if len(set(months)) > 2:
        figures -= len(months)
    long = sum(isinstance(cell, str) and len(cell) > 30 for cell in cells)
    return figures * 60 + long * 20 + (depth - 1) * 5


def _stated_unit(above: Sequence[str], under: Sequence[Sequence[Any]]) -> str:
    """The one unit that the lines over a table state, the nearest first, or else the notes under it."""
    lines = [cell for row in _last_rows(under) for cell in row if isinstance(cell, str) and "单位" in cell]
    for text in (*reversed(above), *lines):
        units = stated_units(text)
        if units:
            return units[0] if len(units) == 1 else ""
    return ""


def _filled_on(above: Sequence[str]) -> dt.date | None:
    """The day that a line such as 填报时间：2024年5月31日 names."""
    for text in above:
        found = _DAY.search(squeeze(text))
        if found:
            try:
                return parse_day(found[1]).date
            except BadValue:
                continue
    return None


def _signed_on(under: Sequence[Sequence[Any]]) -> dt.date | None:
    """The day of filling in where the line of signatures under the table names it."""
    texts = [cell.strip() for row in _last_rows(under)[-4:] for cell in row if isinstance(cell, str)]
    return _filled_on([text for text in texts if _DAY.match(squeeze(text))])


def _last_rows(under: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """The last rows of a sheet that have anything in them, eight at most."""
    return [row for row in under[-LOOK_UNDER:] if any(not is_blank(cell) for cell in row)][-8:]


def _repeats(rows: Sequence[Sequence[Any]]) -> tuple[frozenset[str], ...]:
    """The texts of each row of the header, and of all of them, for a page that goes on may have them in one row."""
    levels = [frozenset(squeeze(str(cell)) for cell in row if not is_blank(cell)) for row in rows]
    return (*levels, frozenset().union(*levels)) if len(levels) > 1 else tuple(levels)


def with_unnamed(header: Header, sheet: Sheet) -> Header:
    """The header with a name (G列) for each column that has none and yet has cells beside others under it."""
    rows = [row for row in sheet.rows[header.last : header.last + LOOK_UNDER] if sum(not is_blank(c) for c in row) > 1]
    width = max((len(row) for row in rows), default=0)
    names = [*header.names, *[""] * (width - len(header.names))]
    for column, name in enumerate(names):
        if not name and any(column < len(row) and not is_blank(row[column]) for row in rows):
            names[column] = f"{letters_of(column)}列"
    more = ("",) * (len(names) - len(header.names))
    return replace(header, names=tuple(names), parents=header.parents + more, units=header.units + more)


def letters_of(column: int) -> str:
    """A column, from 0, by its letters."""
    text, column = "", column + 1
    while column:
        column, at = divmod(column - 1, 26)
        text = chr(65 + at) + text
    return text


def is_head(ledger: Ledger, cells: Sequence[Any]) -> bool:
    """Whether a row is surely a header: three known names at the least, and little else."""
    texts = [cell for cell in cells if not is_blank(cell)]
    if len(texts) < HEAD or not all(isinstance(text, str) and len(text) <= LONGEST_HEAD for text in texts):
        return False
    matches = [is_ignored(text) or match_header(ledger.key, text) for text in texts]
    known = sum(one is True or (isinstance(one, Match) and one.score >= NEUTRAL) for one in matches)
    return known >= HEAD and known * 4 >= len(texts) * 3


def order_of(header: Header, cells: Sequence[Any]) -> dict[int, int]:
    """Where the columns under a header that comes again belong, {column: that of the first one}; {} if the same."""
    names = [squeeze(name) for name in header.names]
    texts = {column: squeeze(head_text(cell)) for column, cell in enumerate(cells) if not is_blank(cell)}
    if header.first != header.last or len(set(texts.values())) < len(texts):
        return {}
    found = {column: names.index(text) for column, text in texts.items() if text in names}
    return found if any(column != to for column, to in found.items()) else {}


def repeats_header(header: Header, row: Sequence[Any]) -> bool:
    """Whether a row under the header is the header again, as 续表 pages have it."""
    texts = {squeeze(str(cell)) for cell in row if not is_blank(cell)}
    if len(texts) < 2:
        return False
    return any(len(texts & level) * 5 >= len(texts) * 4 and len(texts & level) > 1 for level in header.repeats)
