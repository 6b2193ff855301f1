"""指标任务 as offices write them: one 对象 column for county, 片区 and units, and amounts in 万元."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from crm.records.office import INDICATOR_UNITS, SCOPES
from crm.rules.money import STATED, UNITS
from crm.rules.numbers import squeeze

AMOUNTS = tuple(name for name, unit in INDICATOR_UNITS.items() if unit == "亿元")
"""The indicators whose tasks the book keeps in 亿元."""
TASKS = ("annual", "q1", "q2", "q3", "q4")
_IN_A_YI = {unit: UNITS["亿元"] // worth for unit, worth in STATED.items() if unit != "亿元"}
_UNIT = re.compile(r"(?:局|委|办|委员会|办公室|镇|乡|街道|[园新发]区|公司|中心|院|社|部|府|会|集团)$")


def scope_of(cell: Any) -> dict[str, Any]:
    """A cell of 对象: 全县, or the 片区 or unit that the task is for, told apart by what the name ends in."""
    text = squeeze(str(cell))
    if text in SCOPES or not text:
        return {"scope": text}
    if text in ("县本级", "县级", "县"):
        return {"scope": "全县"}
    own = _UNIT.search(text) and not text.endswith("招商分局")
    return {"scope": "单位" if own else "片区", "subject": text}


def put_in_yi(values: dict[str, Any], cells: Sequence[Any], columns: Mapping[str, tuple[int, str]]) -> None:
    """Turn the amounts of columns that the sheet says are in 万元 or 元 into 亿元; a cell with its own unit has it."""
    for key, (column, unit) in columns.items():
        cell = cells[column] if column < len(cells) else None
        if not (isinstance(cell, str) and re.search("[万亿元]", cell)):
            in_yi(values, unit, (key,))


def in_yi(values: dict[str, Any], unit: str, keys: Sequence[str] = TASKS) -> None:
    """Turn amounts in 元 or 万元 into 亿元, where the indicator is one of money."""
    if values.get("indicator") in AMOUNTS and unit in _IN_A_YI:
        values.update({key: values[key] / _IN_A_YI[unit] for key in keys if isinstance(values.get(key), Decimal)})


def columns_of_amounts(mapping: Mapping[int, str], units: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The columns of tasks that stand in another unit than 亿元: field -> (column, unit)."""
    return {key: (c, units[c]) for c, key in mapping.items() if key in TASKS and units[c] in _IN_A_YI}


def put_in_percent(values: dict[str, Any], cells: Sequence[Any], columns: Mapping[str, int]) -> None:
    """A cell that shows 90% holds 0.9: the tasks of a rate are percents, and none is of 1 % or less."""
    if not (values.get("indicator") or "").endswith("率"):
        return
    for key, column in columns.items():
        cell = cells[column] if column < len(cells) else None
        if isinstance(cell, int | float) and 0 < cell <= 1 and isinstance(values.get(key), Decimal):
            values[key] *= 100
