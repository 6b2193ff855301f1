"""Warning lights (亮灯): rules as data, each giving a colour and the sentence that says why."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from crm.rules.dates import add_months, day_label, month_of
from crm.rules.numbers import parse_decimal
from crm.rules.problem import BadValue


class Colour(StrEnum):
    """The colour of a light."""

    GREEN = "绿"
    YELLOW = "黄"
    RED = "红"


class Light(NamedTuple):
    """A colour with its reason, one short Chinese sentence."""

    colour: Colour
    reason: str


@dataclass(frozen=True)
class LightRule:
    """When a light turns: from `yellow` on 黄, from (序时: beyond) `red` on 红; red None never turns 红.

    The unit is months for 开工, 入统 and 无进展, and percentage points behind for 序时.
    """

    key: str
    name: str
    yellow: Decimal
    red: Decimal | None


START = LightRule("start", "开工", Decimal(0), Decimal(3))
PACE = LightRule("pace", "序时", Decimal(10), Decimal(30))
REGISTER = LightRule("register", "入统", Decimal(1), Decimal(2))
IDLE = LightRule("idle", "无进展", Decimal(1), None)
PRESETS = {rule.key: rule for rule in (START, PACE, REGISTER, IDLE)}
"""The presets of domain sheet §5."""
STRICT = {
    "start": LightRule("start", "开工", Decimal(0), Decimal(1)),
    "pace": LightRule("pace", "序时", Decimal(5), Decimal(15)),
    "register": LightRule("register", "入统", Decimal(1), Decimal(1)),
    "idle": LightRule("idle", "无进展", Decimal(1), Decimal(2)),
}
"""Half the patience of the presets, for a campaign (assumed: no published rule is this strict)."""
PRESET_SETS = {"标准": PRESETS, "从严": STRICT}


def start_light(due: dt.date | None, started: dt.date | None, *, today: dt.date, rule: LightRule = START) -> Light:
    """开工: in the due month not started 黄, three months after it 红 (calendar months)."""
    if _by(started, today):
        return Light(Colour.GREEN, "已开工")
    if due is None:
        return Light(Colour.GREEN, "未定计划开工时间")
    late = (today.year - due.year) * 12 + today.month - due.month
    plan = month_of(due).label
    if late < rule.yellow:
        return Light(Colour.GREEN, f"计划{plan}开工，未到期")
    reason = f"计划{plan}开工，本月到期尚未开工" if late <= 0 else f"计划{plan}开工，已超期{late}个月未开工"
    return Light(_colour(Decimal(late), rule), reason)


def pace_light(gap: Decimal | None, *, rule: LightRule = PACE) -> Light:
    """序时: behind by 10 to 30 points 黄, by more 红; `gap` is 超(欠)序时进度 in points, negative when behind."""
    if gap is None:
        return Light(Colour.GREEN, "未下达任务，不比序时")
    if gap >= 0:
        return Light(Colour.GREEN, f"超序时进度{gap}个百分点" if gap else "与序时进度持平")
    behind = -gap
    reason = f"落后序时进度{behind}个百分点"
    if behind < rule.yellow:
        return Light(Colour.GREEN, reason)
    beyond = rule.red is not None and behind > rule.red
    return Light(Colour.RED if beyond else Colour.YELLOW, reason)


def register_light(
    started: dt.date | None, registered: dt.date | None, *, today: dt.date, rule: LightRule = REGISTER
) -> Light:
    """入统: one month after 开工 not entered 黄, two 红 (counted from the day of 开工)."""
    if _by(registered, today):
        return Light(Colour.GREEN, "已入统")
    if started is None or started > today:
        return Light(Colour.GREEN, "未开工")
    months = whole_months(started, today)
    day = day_label(started)
    reason = f"{day}开工，已满{months}个月未入统" if months else f"{day}开工，未满1个月"
    return Light(_colour(Decimal(months), rule), reason)


def idle_light(last_progress: dt.date | None, *, today: dt.date, rule: LightRule = IDLE) -> Light:
    """无进展: a month since the last real contact or progress 黄, which asks for a reason; never any counts as 黄."""
    if last_progress is None:
        return Light(Colour.YELLOW, "尚无进展记录，请填写原因")
    months = whole_months(last_progress, today)
    colour = _colour(Decimal(months), rule)
    if colour is Colour.GREEN:
        return Light(colour, "近期有进展")
    return Light(colour, f"已{months}个月无进展，请填写原因")


def whole_months(start: dt.date, end: dt.date) -> int:
    """Full months from start to end, 0 when end is earlier; 31 January to 29 February is one."""
    months = max((end.year - start.year) * 12 + end.month - start.month, 0)
    return months if months == 0 or add_months(start, months) <= end else months - 1


def worst(lights: list[Light]) -> Light:
    """The most serious light, the first of its colour; 绿 for none."""
    order = list(Colour)
    return max(lights, key=lambda light: order.index(light.colour), default=Light(Colour.GREEN, "无预警"))


def rule_to_json(rule: LightRule) -> str:
    """The rule as JSON text; numbers are decimal strings."""
    data = asdict(rule) | {"yellow": str(rule.yellow), "red": None if rule.red is None else str(rule.red)}
    return json.dumps(data, ensure_ascii=False)


def rule_from_json(text: str) -> LightRule:
    """Read a rule back; BadValue, in Chinese, when it is damaged or 红 would come before 黄."""
    try:
        data = json.loads(text)
        red = None if data["red"] is None else parse_decimal(data["red"])
        rule = LightRule(str(data["key"]), str(data["name"]), parse_decimal(data["yellow"]), red)
    except (ValueError, KeyError, TypeError):
        raise BadValue("亮灯规则的内容不完整，请恢复预设规则") from None
    if rule.red is not None and rule.red < rule.yellow:
        raise BadValue(f"“{rule.name}”的红灯界限不能小于黄灯界限，请修改")
    return rule


def _by(day: dt.date | None, today: dt.date) -> bool:
    return day is not None and day <= today


def _colour(value: Decimal, rule: LightRule) -> Colour:
    if rule.red is not None and value >= rule.red:
        return Colour.RED
    return Colour.YELLOW if value >= rule.yellow else Colour.GREEN
