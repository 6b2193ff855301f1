"""问题清单: what leaders fear, by name and with the reason; and why a figure is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.bulletin.breakdown import year_window
from crm.bulletin.facts import Facts, LeadFact
from crm.bulletin.figures import Behind, Indicator
from crm.bulletin.measures import signed_in
from crm.bulletin.posted import without_a_row
from crm.rules.dates import add_months, day_label
from crm.rules.lights import Colour, LightRule, idle_light, register_light, start_light
from crm.rules.money import format_money, in_full

MISSING = "无法计算"
NAMED = (
    "已报开工无用地手续",
    "已投产未入统",
    "已签约超期未开工",
    "开工超期未入统",
    "到位资金大于签约额",
    "无进展",
    "空白片区",
    "空白单位",
)
"""The kinds that the paragraph names, in its order."""


@dataclass(frozen=True)
class Finding:
    """One problem: its kind, whom it concerns, what is wrong, and the rows to open."""

    kind: str
    subject: str
    detail: str
    ledger: str = "leads"
    ids: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Under the keys of the headless contract."""
        return {"kind": self.kind, "subject": self.subject, "detail": self.detail}


def findings(facts: Facts, rows: Sequence[Indicator], lights: Mapping[str, LightRule]) -> list[Finding]:
    """Every problem of the month: projects, blanks, doubtful records, and the figures that cannot be computed."""
    return [
        *_of_leads(facts, lights),
        *_blank_stations(facts),
        *_blank_units(facts),
        *_no_one_answers(facts),
        *_records(facts),
        *_missing(rows),
    ]


def behind_findings(problems: Sequence[Finding]) -> Behind:
    """The rows of each problem (problem/0), and of all of a kind (problems/无进展)."""
    behind: Behind = {f"problem/{at}": (problem.ledger, problem.ids) for at, problem in enumerate(problems)}
    for problem in problems:
        ledger, ids = behind.get(f"problems/{problem.kind}", (problem.ledger, ()))
        behind[f"problems/{problem.kind}"] = (ledger, (*ids, *(i for i in problem.ids if problem.ledger == ledger)))
    return behind


def _of_leads(facts: Facts, lights: Mapping[str, LightRule]) -> list[Finding]:
    end = facts.month.end
    tests: dict[str, Callable[[LeadFact], str]] = {
        "已报开工无用地手续": _without_land_papers,
        "已投产未入统": _produced_not_registered,
        "已签约超期未开工": lambda lead: _late_start(facts, lead, lights["start"]),
        "开工超期未入统": lambda lead: _late_register(lead, end, lights["register"]),
        "到位资金大于签约额": _more_than_signed,
        "增资未计入": _loose_increase,
        "无进展": lambda lead: _idle(lead, end, lights["idle"]),
    }
    found = []
    going = [lead for lead in facts.leads if not lead.ended]
    for kind, test in tests.items():
        for lead in going:
            detail = test(lead)
            if detail:
                found.append(Finding(kind, lead.name, detail, ids=(lead.id,)))
    return found


def _without_land_papers(lead: LeadFact) -> str:
    if "开工" not in lead.dates or lead.land_papers:
        return ""
    day = lead.said_day("开工")
    if lead.land_papers is False:
        return f"{day}报开工，用地手续未办理"
    return f"{day}报开工，用地{lead.land.normalize():f}亩，未填用地手续" if lead.land else ""


def _produced_not_registered(lead: LeadFact) -> str:
    missing = "投产" in lead.dates and "入统" not in lead.dates
    return f"{lead.said_day('投产')}投产，至今未入统" if missing else ""


def _late_start(facts: Facts, lead: LeadFact, rule: LightRule) -> str:
    signed = lead.dates.get("签约")
    if signed is None or lead.entered("开工") is not None:
        return ""
    months = facts.convention.start_months
    due = lead.due_start or (add_months(signed, months) if months else None)
    light = start_light(due, None, today=facts.month.end, rule=rule)
    if light.colour is Colour.GREEN:
        return ""
    assumed = f"未约定开工日期，按签约满{months}个月应于"
    reason = light.reason if lead.due_start else light.reason.replace("计划", assumed, 1)
    return f"{light.colour}灯，{lead.said_day('签约')}签约，{reason}"


def _late_register(lead: LeadFact, end: dt.date, rule: LightRule) -> str:
    if "投产" in lead.dates:
        return ""
    light = register_light(lead.dates.get("开工"), lead.dates.get("入统"), today=end, rule=rule)
    return "" if light.colour is Colour.GREEN else f"{light.colour}灯，{light.reason}"


def _more_than_signed(lead: LeadFact) -> str:
    if "签约" not in lead.dates or lead.arrived <= lead.contract:
        return ""
    arrived, signed, added = in_full(lead.arrived, lead.contract, lead.contract - lead.amount)
    return f"累计到位资金{arrived}，签约额{signed}{f'（含增资{added}）' if lead.contract > lead.amount else ''}"


def _loose_increase(lead: LeadFact) -> str:
    """The 增资 that no figure counts, and why."""
    signed = lead.dates.get("签约")
    told = []
    for one in lead.increases:
        money = "" if one.amount is None else f"{format_money(one.amount, '亿元')}亿元"
        if one.date is None:
            told.append(f"增资{money}未填日期")
        elif one.amount is None:
            told.append(f"{day_label(one.date)}增资未填金额")
        elif signed is None or one.date < signed:
            told.append(f"{day_label(one.date)}增资{money}，{'尚未签约' if signed is None else '早于首次签约'}")
    return "；".join(told) and f"{'；'.join(told)}，未计入签约资金"


def _idle(lead: LeadFact, end: dt.date, rule: LightRule) -> str:
    if "投产" in lead.dates or "达产" in lead.dates or lead.stall_reason:
        return ""
    light = idle_light(lead.last_progress, today=end, rule=rule)
    return (
        ""
        if light.colour is Colour.GREEN
        else f"最近进展{day_label(lead.last_progress)}，{light.reason}".removesuffix("，请填写原因")
    )


def _blank_stations(facts: Facts) -> list[Finding]:
    signed = {lead.station for lead in signed_in(facts, *year_window(facts))}
    return [
        Finding("空白片区", name, "本年以来无新签约项目", "stations", (i,))
        for i, name in facts.stations
        if i not in signed
    ]


def _blank_units(facts: Facts) -> list[Finding]:
    """Units that were given a target and have signed nothing this year."""
    signed = {lead.unit.strip() for lead in signed_in(facts, *year_window(facts))}
    units: dict[str, list[int]] = {}
    for target in facts.targets:
        name = (target["subject"] or "").strip()
        if target["scope"] == "单位" and name and name not in signed:
            units.setdefault(name, []).append(target["id"])
    return [Finding("空白单位", name, "本年以来无新签约项目", "targets", tuple(ids)) for name, ids in units.items()]


def _no_one_answers(facts: Facts) -> list[Finding]:
    """Leads of a 片区 that no posted person there answers for."""
    names = dict(facts.stations)
    people = {person.id: person.name for person in facts.staff}
    found = []
    for lead in without_a_row(facts):
        who = people.get(lead.staff) if lead.staff is not None else None
        why = f"驻外责任人{who}不在驻外人员之列" if who else "未填驻外责任人"
        detail = f"属{names[lead.station or 0]}，{why}，未计入该片区小计和合计"
        found.append(Finding("片区项目无人负责", lead.name, detail, ids=(lead.id,)))
    return found


def _records(facts: Facts) -> list[Finding]:
    """Records that a figure had to leave out or take on trust."""
    unowned = tuple(v.id for v in facts.visits if v.staff is None)
    unpriced = tuple(a.id for a in facts.arrivals if a.source == "境外" and a.dollars is None)
    free = tuple(lead.id for lead in signed_in(facts, *year_window(facts)) if lead.amount == 0)
    lacking = (
        ("visits", "拜访日志", unowned, "条未填驻外人员，未计入个人"),
        ("arrivals", "到位资金", unpriced, "笔境外资金未填外币金额，未计入利用外资"),
        ("leads", "线索项目", free, "个新签约项目未填金额，按0计入签约资金"),
    )
    found = [Finding("记录不全", name, f"{len(ids)}{what}", ledger, ids) for ledger, name, ids, what in lacking if ids]
    return found + _twice(facts)


def _twice(facts: Facts) -> list[Finding]:
    seen: dict[tuple[str, str, str], list[int]] = {}
    for target in facts.targets:
        key = (target["indicator"], target["scope"] or "全县", (target["subject"] or "").strip())
        seen.setdefault(key, []).append(target["id"])
    return [
        Finding("指标重复", label, f"{subject or scope}有{len(ids)}条年度任务，取最新一条", "targets", tuple(ids))
        for (label, scope, subject), ids in seen.items()
        if len(ids) > 1
    ]


_FIGURES = {
    "annual_target": "年度任务",
    "quarter_target": "季度目标",
    "month_value": "当月数",
    "cumulative": "累计数",
    "completion": "年度完成率",
    "quarter_completion": "季度完成率",
    "ahead": "超（欠）额",
    "pace_gap": "超（欠）序时进度",
    "last_year": "上年同期数",
    "growth": "同比",
}


def _missing(rows: Sequence[Indicator]) -> list[Finding]:
    """One line per indicator and reason, naming the figures that have none."""
    return [found for row in rows for found in _lacking(row, row.reasons)]


def missing_in_json(rows: Sequence[Indicator]) -> list[Finding]:
    """The same for the figures that only the headless contract cannot give."""
    return [found for row in rows for found in _lacking(row, row.json_reasons)]


def _lacking(row: Indicator, reasons: Mapping[str, str]) -> list[Finding]:
    names: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        names.setdefault(reason, []).append(_FIGURES[name])
    return [Finding(MISSING, row.spec.target, f"{'、'.join(own)}：{why}", "targets") for why, own in names.items()]
