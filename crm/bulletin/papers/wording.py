"""The words of 总结 and 季度排名通报: those of the month, and tasks, gaps, ranks, blanks, posted staff over months."""

from __future__ import annotations

from functools import partial
from typing import Any

from crm.bulletin.breakdown import UNKNOWN
from crm.bulletin.dataset import Dataset
from crm.bulletin.figures import Indicator
from crm.bulletin.findings import Finding
from crm.bulletin.grounds import Grounds, grounds_of
from crm.bulletin.narrative import Narrative
from crm.bulletin.papers.season import Season, season_grounds, season_words
from crm.bulletin.papers.tables import scopes_table, season_table, structure_table
from crm.bulletin.papers_docx import indicators_table
from crm.bulletin.saying import CALENDAR, said
from crm.bulletin.scopes import SCOPES, ScopeRow
from crm.bulletin.template import Bound, Many, Thing
from crm.bulletin.vocabulary import ordinal, part_things, scope_things, vocabulary
from crm.rules.numbers import half_up, quotient

FIRST, LAST = 3, 3
"""How many of the best and of the last are named."""
BLANK_KINDS = {"空白片区": "片区", "空白单位": "责任单位"}
STEPS = {
    "已报开工无用地手续": "对{n}个已报开工无用地手续的项目，逐个明确手续办理时限",
    "已投产未入统": "对{n}个已投产未入统的项目，补齐佐证材料，做到应统尽统",
    "已签约超期未开工": "对{n}个已签约超期未开工的项目，逐个查明原因，明确开工时间",
    "开工超期未入统": "对{n}个开工超期未入统的项目，督促责任单位按时申报入统",
    "到位资金大于签约额": "对{n}个到位资金大于签约额的项目，核实填报数据",
    "无进展": "对{n}个无进展的项目，由驻外责任人写明原因和下一步打算",
    "空白片区": "对{n}个无新签约项目的片区，逐一调度",
    "空白单位": "对{n}个无新签约项目的责任单位，逐一提醒",
}
"""What each kind of problem asks for; the office adds its own plans in Word."""


def narrative(data: Dataset, season: Season, *, title: str, span: str) -> Narrative:
    """What a paper over the months of a season may say; `span` is how it calls them."""
    tables = {
        "主要指标": partial(indicators_table, data),
        "项目结构": partial(structure_table, data),
        "片区任务": partial(scopes_table, data, "片区"),
        "单位任务": partial(scopes_table, data, "单位"),
        "驻外累计": partial(season_table, season),
    }
    full = dict.fromkeys(tables, True) | {f"{scope}任务": bool(_of(data, scope)) for scope in SCOPES}
    full["驻外累计"] = bool(season.people)
    words = _words(data, season, span)
    words["表"] = Thing({name: Bound("", f"table/{name}", full[name]) for name in tables})
    return Narrative(title, data.county, words, tables, _grounds(data, season, span))


def _words(data: Dataset, season: Season, span: str) -> dict[str, Any]:
    words = vocabulary(data)
    words["期间"] = Bound(span, CALENDAR)
    each = data.indicators[0]
    words["任务"] = Many([_task(row) for row in data.indicators if row.annual_target is not None], _task(each))
    words["差额"] = Many([gap for row in data.indicators if (gap := _gap(data, row))], _left(data, each, 0))
    words["结构"] = _structure(data)
    for word, scope in {"有签约片区": "片区任务", "有签约单位": "单位任务"}.items():
        words[word] = Many([own for own in words[scope] if own["签约项目"]], words[scope].each)
    for scope in SCOPES:
        words[f"{scope}排名"] = _ranks(data, scope)
    blank = [_blank(data, kind) for kind in BLANK_KINDS if _of_kind(data, kind)]
    words["空白"] = Many(blank, _blank(data, next(iter(BLANK_KINDS))))
    words["驻外累计"] = season_words(season)
    words["项目问题"] = Many([kind for kind in words["问题"] if not kind["空白"]], words["问题"].each)
    words["下一步"] = _next_steps(data)
    return words


def _grounds(data: Dataset, season: Season, span: str) -> Grounds:
    found = grounds_of(data) | season_grounds(season, data)
    found[CALENDAR] = [*found[CALENDAR], span, str(12 - data.month.month)]
    for row in data.indicators:
        if row.spec.kind != "rate" and row.annual_target is not None:
            gap = int(row.annual_target) - int(row.cumulative or 0)
            months = 12 - data.month.month
            found[f"{row.key}.gap"] = [said(row, gap), said(row, int(half_up(quotient(gap, months or 1), 0)))]
    for scope in SCOPES:
        own = _of(data, scope)
        marks = [row.completion is not None for row in own]
        late = [row.completion is not None and (row.pace_gap or 0) < 0 for row in own]
        found[f"ranks/{scope}/ranked"] = [str(sum(marks))]
        found[f"ranks/{scope}/behind"] = [str(sum(late))]
        found[f"ranks/{scope}/blank"] = [str(sum(row.count == 0 for row in own))]
    return found


def _of(data: Dataset, scope: str) -> list[ScopeRow]:
    return [row for row in data.scopes if row.scope == scope and row.subject != UNKNOWN]


def _task(row: Indicator) -> Thing:
    return Thing(
        名称=Bound(row.spec.target, ""), 年度任务=Bound(said(row, row.annual_target), f"{row.key}.annual_target")
    )


def _gap(data: Dataset, row: Indicator) -> Thing | None:
    """What is still to be done of an annual task, money also by month; rates and tasks that are done have none."""
    task, done = row.annual_target, row.cumulative
    if row.spec.kind == "rate" or task is None or done is None or int(done) >= int(task):
        return None
    return _left(data, row, int(task) - int(done))


def _left(data: Dataset, row: Indicator, gap: int) -> Thing:
    left, key = 12 - data.month.month, f"{row.key}.gap"
    # A third of a project a month says nothing; of money it does.
    shared = left and row.spec.kind != "count"
    monthly = said(row, int(half_up(quotient(gap, left), 0))) if shared else ""
    return Thing(
        名称=Bound(row.spec.target, ""),
        差额=Bound(said(row, gap), key),
        月数=Bound(f"{left}个月", CALENDAR),
        月均=Bound(monthly, key, bool(monthly)),
    )


def _structure(data: Dataset) -> Many:
    found = [own for own in (_breakdown(data, name) for name in data.structure) if own["分项"]]
    for at, own in enumerate(found):
        own["序"] = Bound(ordinal(at), "")
    return Many(found, _breakdown(data, next(iter(data.structure))))


def _breakdown(data: Dataset, name: str) -> Thing:
    return Thing(序=Bound("", ""), 名称=Bound(name, ""), 分项=part_things(name, data.structure[name]))


def _ranks(data: Dataset, scope: str) -> Thing:
    """Who leads, who is last, who is behind the pace, who is blank; by 签约资金完成率."""
    own, key = _of(data, scope), f"ranks/{scope}"
    ranked = sorted((row for row in own if row.rank is not None), key=lambda row: row.rank or 0)
    behind = [row for row in ranked if row.pace_gap is not None and row.pace_gap < 0]
    blank = [row for row in own if not row.count]
    return Thing(
        个数=Bound(f"{len(ranked)}个", f"{key}/ranked", bool(ranked)),
        居前=scope_things(scope, ranked[:FIRST]),
        居后=scope_things(scope, ranked[-LAST:] if len(ranked) > FIRST + LAST else ()),
        落后个数=Bound(f"{len(behind)}个", f"{key}/behind", bool(behind)),
        落后=scope_things(scope, behind),
        无签约个数=Bound(f"{len(blank)}个", f"{key}/blank", bool(blank)),
        无签约=scope_things(scope, blank),
    )


def _of_kind(data: Dataset, kind: str) -> list[Finding]:
    return [problem for problem in data.problems if problem.kind == kind]


def _blank(data: Dataset, kind: str) -> Thing:
    own = _of_kind(data, kind)
    return Thing(
        类别=Bound(BLANK_KINDS[kind], ""),
        个数=Bound(f"{len(own)}个", f"problems/{kind}"),
        名单=Bound("、".join(problem.subject for problem in own), f"problems/{kind}/names"),
    )


def _next_steps(data: Dataset) -> Many:
    found = [(kind, len(_of_kind(data, kind)), words) for kind, words in STEPS.items()]
    told = [(kind, words.format(n=count)) for kind, count, words in found if count]
    if not told:
        told = [("", "保持现有工作力度，按月调度各项任务完成情况")]
    steps = [
        Thing(序=Bound(ordinal(at), ""), 内容=Bound(text, f"problems/{kind}")) for at, (kind, text) in enumerate(told)
    ]
    return Many(steps, steps[0])
