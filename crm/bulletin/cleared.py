"""消灯: a warning light put out by hand, with the reason that the bulletin shows beside it from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crm.book import Book, Changes, without
from crm.bulletin.findings import Finding
from crm.rules.dates import MonthRange
from crm.rules.lights import Colour
from crm.rules.problem import BadValue

SETTING = "cleared_lights"
LIT = ("已签约超期未开工", "开工超期未入统", "无进展")
"""The problems that are lights on a project."""
MARK = "（已消灯）"


@dataclass(frozen=True)
class Lights:
    """Problems that stand, and those whose light was put out, each with the reason in its detail."""

    standing: list[Finding]
    cleared: list[Finding]


def colour_of(found: Finding) -> Colour | None:
    """The colour of a problem that is a light; None for any other."""
    if found.kind.removesuffix(MARK) not in LIT:
        return None
    return Colour.RED if found.detail.startswith(f"{Colour.RED}灯") else Colour.YELLOW


def clear_light(book: Book, found: Finding, month: MonthRange, reason: str) -> Changes:
    """Put out a light from a month's bulletin on; a named step. BadValue without a reason or for what is no light.

    A light that turns from 黄 to 红 later is lit again.
    """
    colour = colour_of(found)
    if colour is None:
        raise BadValue(f"“{found.kind}”不是亮灯，要先改正项目的记录")
    if not reason.strip():
        raise BadValue("消灯要写明理由")
    entry = {
        "colour": str(colour),
        "month": str(month),
        "reason": reason.strip(),
        "at": book.today().isoformat(),
        "who": book.me,
    }
    label = f"消灯：{found.subject}"
    return book.revise_setting(SETTING, lambda kept: {**(kept or {}), _key(found): entry}, label=label)


def light_again(book: Book, found: Finding) -> Changes:
    """Take back a 消灯; a named step."""
    return book.revise_setting(SETTING, lambda kept: without(kept, _key(found)), label=f"恢复亮灯：{found.subject}")


def without_cleared(book: Book, month: MonthRange, problems: Sequence[Finding]) -> Lights:
    """Part the problems of a month into those that stand and those put out."""
    kept: Mapping[str, Mapping[str, Any]] = book.setting(SETTING) or {}
    lights = Lights([], [])
    for found in problems:
        entry = kept.get(_key(found)) if colour_of(found) else None
        if entry is None or entry["month"] > str(month) or _worse(colour_of(found), entry["colour"]):
            lights.standing.append(found)
            continue
        told = f"{found.detail}；{entry['at']} {entry['who']}消灯，理由：{entry['reason']}"
        lights.cleared.append(replace(found, kind=found.kind + MARK, detail=told))
    return lights


def _worse(now: Colour | None, then: str) -> bool:
    return now is Colour.RED and then != Colour.RED


def _key(found: Finding) -> str:
    return f"{found.kind.removesuffix(MARK)}/{'/'.join(map(str, found.ids))}"
