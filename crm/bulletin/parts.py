"""The tables of a month, computed from its facts: what an issue prints, and what it would print today."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm.book import Book
from crm.bulletin.breakdown import UNKNOWN, FunnelRow, Part, funnel, structure, year_window
from crm.bulletin.facts import Facts, LeadFact, money_in
from crm.bulletin.figures import Behind, Indicator, behind_indicators, indicators
from crm.bulletin.measures import reached_in
from crm.bulletin.posted import TOTAL, PostedRow, behind_posted, posted_table
from crm.bulletin.projects import Projects
from crm.bulletin.reading import read_facts
from crm.bulletin.saying import amount, said
from crm.bulletin.scopes import ScopeRow, behind_scopes, scope_rows
from crm.bulletin.settings import convention_on, scheme_of
from crm.rules.dates import MonthRange

LISTED = ("签约", "开工", "入统", "投产")
ABSENT = "未列入"


@dataclass(frozen=True)
class Parts:
    """The tables of a month, and the rows behind each of their figures."""

    facts: Facts
    indicators: list[Indicator]
    stations: list[PostedRow]
    scopes: list[ScopeRow]
    funnel: list[FunnelRow]
    structure: dict[str, list[Part]]
    behind: Behind


def parts_of(session: Session, book: Book, month: MonthRange, projects: Projects | None = None) -> Parts:
    """Read and compute a month as it stands now."""
    facts = read_facts(session, month, convention_on(book, month.end), projects)
    rows, table = indicators(facts), posted_table(facts, scheme_of(book))
    steps, behind_steps = funnel(facts)
    shares, behind_shares = structure(facts)
    scopes = scope_rows(facts)
    behind = {**behind_indicators(rows, facts), **behind_posted(table), **behind_steps, **behind_shares}
    return Parts(facts, rows, table, scopes, steps, shares, {**behind, **behind_scopes(scopes)})


Printed = dict[str, tuple[str, str]]
"""Figure key -> (what it is called, as printed)."""

FIGURES = {"annual_target": "年度任务", "month_value": "当月", "cumulative": "本年累计", "last_year": "上年同期"}
POSTED = {
    "days": ("驻外天数", "天"),
    "enterprises": ("拜访企业", "家"),
    "visits": ("拜访企业", "次"),
    "receptions": ("接待", "批次"),
    "guests": ("接待", "人次"),
    "new_leads": ("新增线索", "条"),
    "valid_leads": ("有效线索", "条"),
    "leader_visits": ("县主要领导拜访企业", "家"),
    "negotiating": ("在谈", "个"),
    "signed_count": ("签约", "个"),
}


def printed_figures(parts: Parts) -> Printed:
    """Every figure that an issue prints, in the order of its tables; percents follow from these and are left out."""
    found: Printed = {}
    for row in parts.indicators:
        found |= {f"{row.key}.{n}": (f"{row.spec.target}·{w}", said(row, getattr(row, n))) for n, w in FIGURES.items()}
    for own in parts.stations:
        found |= _posted(own)
    for scope in parts.scopes:
        task = "—" if scope.amount_target is None else f"{amount(scope.amount_target, '亿元')}亿元"
        text = f"{scope.count}个、{amount(scope.amount, '亿元')}亿元，任务{task}"
        found[f"scope/{scope.scope}/{scope.subject}"] = (f"{scope.scope}任务·{scope.subject}", text)
    for step in parts.funnel:
        found[f"funnel/{step.stage}"] = (f"转化·{step.stage}本年进入", f"{step.entered}个")
        found[f"funnel/{step.stage}/standing"] = (f"转化·{step.stage}现有", f"{step.standing}个")
        if step.advanced is not None:
            found[f"funnel/{step.stage}/advanced"] = (f"转化·{step.stage}已转入下一阶段", f"{step.advanced}个")
    for name, shares in parts.structure.items():
        for part in shares if any(part.name != UNKNOWN for part in shares) else ():
            text = f"{part.count}个、{amount(part.amount, '亿元')}亿元"
            found[f"structure/{name}/{part.name}"] = (f"占比·{name}·{part.name}", text)
    return found | _lists(parts.facts)


def _posted(row: PostedRow) -> Printed:
    person = row.person or ("" if row.station == TOTAL else "小计")
    start, who = f"station/{row.station}/{row.person or ''}", f"驻外·{row.station}{person}"
    found = {f"{start}/{n}": (f"{who}·{w}", f"{getattr(row, n)}{unit}") for n, (w, unit) in POSTED.items()}
    found[f"{start}/signed_amount"] = (f"{who}·签约资金", f"{amount(row.signed_amount, '亿元')}亿元")
    if row.score is not None:
        found[f"{start}/score"] = (f"{who}·得分和排名", f"{row.score}分，第{row.rank}名")
    return found


def _lists(facts: Facts) -> Printed:
    """The lines of the year's project lists."""
    start = MonthRange(facts.month.year, 1).start
    return {
        f"list/{stage}/{lead.id}": (f"{stage}项目·{lead.name}", _line(lead, stage, listed_money(lead, stage, facts)))
        for stage in LISTED
        for lead in reached_in(facts, stage, start, facts.month.end)
    }


def listed_money(lead: LeadFact, stage: str, facts: Facts) -> int:
    """The money of a line of the year's lists, in 元: what it adds to 签约资金, or later on its whole contract."""
    return money_in(lead, *year_window(facts)) if stage == "签约" else lead.contract


def _line(lead: LeadFact, stage: str, money: int) -> str:
    return "，".join(word for word in (lead.said_day(stage), f"{amount(money, '亿元')}亿元", lead.unit) if word)
