"""The ground of 文字与表格一致: under each figure's key, the numbers that the tables print for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from crm.bulletin.dataset import Dataset
from crm.bulletin.figures import Indicator
from crm.bulletin.findings import NAMED
from crm.bulletin.saying import CALENDAR, CONVENTION, LISTED, amount, numbers, said
from crm.bulletin.template import LITERAL, Line, Piece

Grounds = dict[str, Sequence[str]]
"""Key -> the texts of the tables whose numbers may be said under it."""
_BEFORE, _AFTER = 16, 8
"""How many characters before and after a number say where in a text it stands."""


def loose(pieces: Iterable[Piece], grounds: Mapping[str, Sequence[str]]) -> list[str]:
    """The numbers in prose that no table prints under the key that they are bound to, each once."""
    return _loose(pieces, _printed(grounds))


def mismatch(lines: Iterable[Line], grounds: Mapping[str, Sequence[str]]) -> str:
    """The numbers of prose that no table prints, each with the words around it; "" where text and tables agree."""
    printed = _printed(grounds)
    found = [f"{number}（“{_around(number, line)}”）" for line in lines for number in _loose(line.pieces, printed)]
    return "、".join(dict.fromkeys(found))


def _printed(grounds: Mapping[str, Sequence[str]]) -> Callable[[str], frozenset[str]]:
    """The numbers that may be said under a key, sought once: all lines of a paper ask for some of them."""

    @cache
    def printed(key: str) -> frozenset[str]:
        return frozenset(numbers(key if key.startswith(f"{LITERAL}/") else " ".join(grounds.get(key, ()))))

    return printed


def _loose(pieces: Iterable[Piece], printed: Callable[[str], frozenset[str]]) -> list[str]:
    said = ((number, key) for text, key, _ in pieces for number in numbers(text))
    return list(dict.fromkeys(number for number, key in said if number not in printed(key)))


def _around(number: str, line: Line) -> str:
    text = line.text.strip()
    at = max(text.find(number), 0)
    start, end = max(at - _BEFORE, 0), at + len(number) + _AFTER
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def grounds_of(data: Dataset) -> Grounds:
    """What may be said of a month under each key, from its tables alone and not from what the prose was made of."""
    found: Grounds = {CALENDAR: _calendar(data), CONVENTION: _convention(data)}
    for row in data.indicators:
        found.update(_of_indicator(row))
    for own in data.stations:
        start = f"station/{own.station}/{own.person or ''}/"
        found |= {start + name: [str(value)] for name, value in vars(own).items() if isinstance(value, int | str)}
        found[f"{start}signed_amount"] = [amount(own.signed_amount, "亿元")]
        found[f"{start}name"] = [own.station, own.person or ""]
    found[f"station/{data.stations[-1].station}//people"] = [str(sum(row.staff is not None for row in data.stations))]
    return found | _tables(data) | _problems(data)


def _calendar(data: Dataset) -> list[str]:
    return [data.county, data.month.label, str(data.month.end.day), data.issue]


def _convention(data: Dataset) -> list[str]:
    notes = data.convention.footnote()
    return [*notes, *map(str, range(1, len(notes) + 1))]


def _tables(data: Dataset) -> Grounds:
    found: Grounds = {}
    for row in data.scopes:
        key, task = f"scope/{row.scope}/{row.subject}", row.amount_target or 0
        money = [amount(row.amount, "亿元"), amount(task, "亿元")]
        found[key] = [str(row.count), *money, str(row.completion), str(row.pace_gap), str(row.rank)]
        found[f"{key}/name"] = [row.subject]
        found[f"{key}/quarter"] = [amount(row.quarter_target or 0, "亿元"), str(row.quarter_completion)]
    for step in data.funnel:
        key = f"funnel/{step.stage}"
        found |= {key: [str(step.entered)], f"{key}/advanced": [str(step.advanced)]}
        found |= {f"{key}/standing": [str(step.standing)], f"{key}/conversion": [str(step.conversion)]}
    for name, parts in data.structure.items():
        for part in parts:
            key = f"structure/{name}/{part.name}"
            found |= {key: [str(part.count)], f"{key}/name": [part.name]}
            found |= {f"{key}/amount": [amount(part.amount, "亿元")]}
            found |= {f"{key}/count_share": [part.count_share], f"{key}/amount_share": [part.amount_share]}
    return found


def _problems(data: Dataset) -> Grounds:
    problems = data.problems
    found: Grounds = {f"problem/{at}": [p.subject, p.detail] for at, p in enumerate(problems)}
    for kind in NAMED:
        own = [p for p in problems if p.kind == kind]
        found[f"problems/{kind}"] = [str(len(own))]
        found[f"problems/{kind}/names"] = [p.subject for p in own]
        found[f"problems/{kind}/more"] = [str(max(len(own) - LISTED, 0))]
    return found


def _of_indicator(row: Indicator) -> dict[str, list[str]]:
    found = {}
    for name in ("annual_target", "quarter_target", "month_value", "cumulative", "last_year", "ahead", "last_month"):
        value = getattr(row, name)
        found[name] = [said(row, value)]
    for name in ("completion", "quarter_completion", "pace_gap", "growth", "month_growth"):
        found[name] = [str(getattr(row, name))]
    found["completion"] += found["quarter_completion"]
    if row.spec.kind != "rate" and row.cumulative is not None and row.last_year is not None:
        found["growth"].append(said(row, abs(int(row.cumulative) - int(row.last_year))))
    whole = row.measures["cumulative"]
    found["cumulative"].append(str(whole.value))
    found["cumulative.denominator"] = [str(whole.d)]
    return {f"{row.key}.{name}": texts for name, texts in found.items()}
