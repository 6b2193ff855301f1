"""What a step would do, row by row, before it is written: the words, colours and cells that every such table has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from crm.records.field import FieldSpec
from crm.records.values import show
from crm.rules.dates import Day
from ui.core.tokens import Tone
from ui.grid.plain import Cell

STATUS_WORDS: Final = {
    "new": "新建",
    "update": "更新",
    "unchanged": "未变",
    "twin": "重复",
    "skipped": "跳过",
    "outside": "放不下",
    "wrong": "有误",
}
TONES: Final[Mapping[str, Tone]] = {
    "new": "good",
    "update": "info",
    "unchanged": "plain",
    "twin": "warn",
    "skipped": "plain",
    "outside": "warn",
    "wrong": "bad",
}


def status_cell(status: str) -> Cell:
    """What becomes of a row, as a pill."""
    return Cell(STATUS_WORDS[status], tone=TONES[status], pill=True)


def status_tabs(statuses: Iterable[str]) -> list[tuple[str, str]]:
    """Tabs for all rows and for those of each status that there is, with their counts."""
    counts: dict[str, int] = {}
    for one in statuses:
        counts[one] = counts.get(one, 0) + 1
    parts = [(key, f"{words} {counts[key]:,}") for key, words in STATUS_WORDS.items() if counts.get(key)]
    return [("all", f"全部 {sum(counts.values()):,}"), *parts]


def value_text(spec: FieldSpec, value: Any, *, ref: str = "") -> str:
    """A value in words as it would stand in its cell; of a reference the name is given."""
    if ref:
        return ref
    day = value.date if isinstance(value, Day) else value
    assert not isinstance(day, dt.datetime)
    return show(spec, day, month_only=isinstance(value, Day) and value.precision != "day")


def turned(before: str, after: str) -> Cell:
    """A cell that changes: 苏州市 → 南京市; what is emptied is marked."""
    words = f"{before} → {after or '空'}" if before else after
    return Cell(words, tone="info" if after else "warn", strong=True, tip=words)
