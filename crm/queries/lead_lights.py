"""The lights of a lead: which are on, why, since when, and what puts each out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Any

from crm.records.ledger import LEDGERS
from crm.rules.dates import add_months, month_start
from crm.rules.lights import PRESETS, Colour, Light, LightRule, idle_light, register_light, start_light, whole_months
from crm.rules.stages import Stage

_LABELS = {key: spec.label for key, spec in LEDGERS["leads"].fields.items()}
_OVERDUE_RED = 30


@dataclass(frozen=True)
class BoardRules:
    """Whose dates count, the lights, and the months after 签约 within which works are due where no day was agreed."""

    basis: str = "自报"
    lights: Mapping[str, LightRule] = field(default_factory=lambda: PRESETS)
    start_months: int = 6


@dataclass(frozen=True)
class Lit:
    """A light that is on: its reason in full and in brief, its first day in this colour, and what puts it out.

    `since` is None where no day is known.
    """

    light: Light
    short: str
    since: dt.date | None
    remedy: str

    @property
    def name(self) -> str:
        """红灯 or 黄灯."""
        return f"{self.light.colour}灯"

    def since_words(self, today: dt.date) -> str:
        """Since when it has had this colour: 3月1日起, 2025年3月1日起; empty where no day is known."""
        if self.since is None:
            return ""
        year = "" if self.since.year == today.year else f"{self.since.year}年"
        return f"{year}{self.since.month}月{self.since.day}日起"

    def words(self, today: dt.date) -> str:
        """All of it in one sentence, for tooltips and screen readers."""
        since = self.since_words(today)
        return f"{self.name} {self.light.reason}{f'（{since}）' if since else ''}。消灯办法：{self.remedy}"


def lit(
    row: Mapping[str, Any],
    dates: Mapping[str, dt.date],
    stage: Stage,
    last: dt.date | None,
    since: dt.date | None,
    *,
    today: dt.date,
    rules: BoardRules,
) -> tuple[Lit, ...]:
    """The lights of a lead that are on, red before yellow; none where nothing is wrong or it has ended.

    `dates` are its milestones, `last` the last real contact, `since` the day it is known from.
    """
    if stage is Stage.ENDED:
        return ()
    found = [
        *_start(row, dates, today, rules),
        *_register(dates, today, rules),
        *_land(row, dates),
        *_overdue(row, last, today),
    ]
    if stage not in (Stage.PRODUCING, Stage.FULL_OUTPUT) and not row["stall_reason"]:
        found += idle(last, since, today, rules)
    return tuple(sorted(found, key=lambda one: one.light.colour is not Colour.RED))


def idle(last: dt.date | None, since: dt.date | None, today: dt.date, rules: BoardRules) -> list[Lit]:
    """The light for want of contact; a lead just entered has its month before it is asked."""
    rule, known = rules.lights["idle"], last or since
    light = idle_light(known, today=today, rule=rule)
    if light.colour is Colour.GREEN:
        return []
    short = "尚未联系，待说明" if last is None else f"{(today - last).days} 天无进展，待说明"
    from_day = None if known is None else add_months(known, _months(light, rule))
    return [Lit(light, short, from_day, f"记一次拜访，或填写“{_LABELS['stall_reason']}”")]


def _start(row: Mapping[str, Any], dates: Mapping[str, dt.date], today: dt.date, rules: BoardRules) -> list[Lit]:
    signed = dates.get("签约")
    if signed is None or any(kind in dates for kind in ("开工", "入统", "投产", "达产")):
        return []
    due = row["due_start"] or (add_months(signed, rules.start_months) if rules.start_months else None)
    light = start_light(due, None, today=today, rule=rules.lights["start"])
    if light.colour is Colour.GREEN or due is None:
        return []
    late = (today.year - due.year) * 12 + today.month - due.month
    since = add_months(month_start(due), _months(light, rules.lights["start"]))
    remedy = f"开工后填写“{_LABELS['started_date']}”；约定改期的，修改“{_LABELS['due_start']}”"
    return [Lit(light, f"超期 {late} 个月未开工" if late > 0 else "本月到期未开工", since, remedy)]


def _register(dates: Mapping[str, dt.date], today: dt.date, rules: BoardRules) -> list[Lit]:
    if "入统" in dates:
        return []
    remedy = f"入统后填写“{_LABELS['registered_date']}”"
    produced = dates.get("投产") or dates.get("达产")
    if produced is not None:
        light = Light(Colour.YELLOW, f"已投产 {(today - produced).days} 天，至今未入统")
        return [Lit(light, "已投产，未入统", produced, remedy)]
    started, rule = dates.get("开工"), rules.lights["register"]
    light = register_light(started, None, today=today, rule=rule)
    if started is None or light.colour is Colour.GREEN:
        return []
    since = add_months(started, _months(light, rule))
    return [Lit(light, f"开工满 {whole_months(started, today)} 个月未入统", since, remedy)]


def _land(row: Mapping[str, Any], dates: Mapping[str, dt.date]) -> list[Lit]:
    if "开工" in dates and row["land_papers"] is False:
        light = Light(Colour.RED, "已报开工，用地手续未办理")
        return [Lit(light, "无用地手续", dates["开工"], f"手续办妥后把“{_LABELS['land_papers']}”改为“是”")]
    return []


def _overdue(row: Mapping[str, Any], last: dt.date | None, today: dt.date) -> list[Lit]:
    due = row["next_date"]
    if due is None or due >= today or (last is not None and last >= due):
        return []
    days = (today - due).days
    colour = Colour.RED if days > _OVERDUE_RED else Colour.YELLOW
    light = Light(colour, f"约定{due.month}月{due.day}日跟进，已逾期{days}天")
    since = due + dt.timedelta(days=1 + (_OVERDUE_RED if colour is Colour.RED else 0))
    return [Lit(light, f"逾期 {days} 天未跟进", since, f"记一次拜访，或修改“{_LABELS['next_date']}”")]


def _months(light: Light, rule: LightRule) -> int:
    """The full months after which a light has its colour."""
    bound = rule.red if light.colour is Colour.RED and rule.red is not None else rule.yellow
    return int(bound.to_integral_value(ROUND_CEILING)) if bound > Decimal(0) else 0
