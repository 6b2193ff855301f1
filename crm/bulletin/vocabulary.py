"""The words that templates may use: indicators, stations, units, problems of a month, each bound to its figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from crm.bulletin.breakdown import UNKNOWN, FunnelRow, Part
from crm.bulletin.dataset import Dataset
from crm.bulletin.definitions import Definition
from crm.bulletin.figures import Indicator
from crm.bulletin.findings import NAMED, Finding
from crm.bulletin.posted import TOTAL, PostedRow
from crm.bulletin.saying import CALENDAR, CONVENTION, LISTED, amount, said
from crm.bulletin.scopes import ScopeRow
from crm.bulletin.settings import Convention
from crm.bulletin.template import Bound, Many, Thing
from crm.rules.dates import MonthRange, day_label, quarter_of
from crm.rules.money import format_money

ORDINALS = "一二三四五六七八九十"
SHOWN = 5
FAR = 1000
"""A growth of so many percent or more is told by its difference: from 1 to 30 is 增加29个, not 2900 %."""


def ordinal(at: int) -> str:
    """一, 二, … 十, 十一, … 九十九 for a place from 0."""
    tens, ones = divmod(at + 1, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{ORDINALS[tens - 1]}十"
    return ten + (ORDINALS[ones - 1] if ones else "")


def quarter_words(month: MonthRange) -> str:
    """The quarter of a month as sentences say it: 第三季度."""
    return f"第{ordinal(quarter_of(month.start) - 1)}季度"


def vocabulary(data: Dataset) -> dict[str, Any]:
    """Everything a template of the month may name."""
    words = _calendar(data)
    words |= {row.spec.target: _indicator(row, words["季度"].text) for row in data.indicators}
    rates = [
        _rate(row, data.convention) for row in data.indicators if row.spec.kind == "rate" and row.cumulative is not None
    ]
    each = {row.spec.kind: row for row in data.indicators}
    words["比率"] = Many(rates, _rate(each["rate"], data.convention))
    words |= _posted(data)
    words["片区任务"] = _scopes(data.scopes, "片区")
    words["单位任务"] = _scopes(data.scopes, "单位")
    words["转化"] = _steps(data.funnel)
    words["占比"] = _parts(data.structure)
    words["问题"] = _problems(data.problems)
    notes = [
        Thing(序号=Bound(str(at), CONVENTION), 内容=Bound(text, CONVENTION))
        for at, text in enumerate(data.convention.footnote(), start=1)
    ]
    words["口径"] = Many(notes, notes[0])
    words["表"] = Thing(
        {name: Bound("", f"table/{name}", len(data.stations) > 1 or name == TABLES[0]) for name in TABLES}
    )
    return words


TABLES = ("主要指标", "驻外工作")


def _calendar(data: Dataset) -> dict[str, Any]:
    month = data.month
    texts = {
        "县": data.county,
        "年": str(month.year),
        "月": str(month.month),
        "年月": month.label,
        "季度": quarter_words(month),
        "截止日": day_label(month.end),
        "期号": data.issue,
    }
    return {name: Bound(text, CALENDAR, bool(text)) for name, text in texts.items()}


_PARTS = {
    "年度任务": "annual_target",
    "季度目标": "quarter_target",
    "当月": "month_value",
    "累计": "cumulative",
    "上年同期": "last_year",
    "超欠额": "ahead",
    "上月": "last_month",
}
_PERCENTS = {"年度完成率": "completion", "季度完成率": "quarter_completion", "同比": "growth", "环比": "month_growth"}


def _indicator(row: Indicator, quarter: str) -> Thing:
    thing = Thing(名称=Bound(row.spec.target, ""), 单位=Bound(row.spec.unit, ""))
    for word, name in _PARTS.items():
        thing[word] = _bound(row, name, said(row, getattr(row, name)))
    for word, name in _PERCENTS.items():
        value = getattr(row, name)
        thing[word] = _bound(row, name, "—" if value is None else f"{value}%")
    thing["序时差"] = _bound(row, "pace_gap", "—" if row.pace_gap is None else f"{row.pace_gap}个百分点")
    whole = row.measures["cumulative"]
    thing["分子"] = Bound(
        f"{whole.value}个" if whole.ledger == "leads" else "", f"{row.key}.cumulative", whole.d is not None
    )
    thing["分母"] = Bound(f"{whole.d}个", f"{row.key}.cumulative.denominator", whole.d is not None)
    thing["季度句"] = _quarter_clause(row, quarter)
    thing["完成句"] = _done_clause(row, quarter)
    thing["序时句"] = _pace_clause(row)
    thing["同比句"] = _growth_clause(row)
    clauses = [thing[word] for word in ("季度句", "完成句", "序时句", "同比句")]
    thing["对照"] = Many([clause for clause in clauses if clause], clauses[0])
    return thing


def _bound(row: Indicator, name: str, text: str) -> Bound:
    value = getattr(row, name)
    sign = 0 if value is None else (Decimal(str(value)) > 0) - (Decimal(str(value)) < 0)
    return Bound(text, f"{row.key}.{name}", sign != 0, sign)


def _quarter_clause(row: Indicator, quarter: str) -> Bound:
    """超第三季度调度目标4.81亿元, 距…欠…, or 与…持平."""
    if row.ahead is None:
        return Bound("", f"{row.key}.ahead", full=False)
    value = Decimal(str(row.ahead))
    size = said(row, abs(row.ahead) if isinstance(row.ahead, int) else row.ahead.removeprefix("-"))
    size = size.replace("%", "个百分点") if row.spec.kind == "rate" else size
    word = "与{q}调度目标持平" if value == 0 else "超{q}调度目标{n}" if value > 0 else "距{q}调度目标欠{n}"
    return Bound(word.format(q=quarter, n=size), f"{row.key}.ahead")


def _done_clause(row: Indicator, quarter: str) -> Bound:
    done = [] if row.quarter_completion is None else [f"{quarter}调度指标的{row.quarter_completion}%"]
    done += [] if row.completion is None else [f"年度任务的{row.completion}%"]
    return Bound("完成" + "、".join(done), f"{row.key}.completion", bool(done))


def _pace_clause(row: Indicator) -> Bound:
    if row.pace_gap is None:
        return Bound("", f"{row.key}.pace_gap", full=False)
    gap = Decimal(row.pace_gap)
    word = "与序时进度持平" if gap == 0 else f"{'超' if gap > 0 else '落后'}序时进度{abs(gap)}个百分点"
    return Bound(word, f"{row.key}.pace_gap")


def _growth_clause(row: Indicator) -> Bound:
    """同比增长12.50%, 与上年同期持平; by the difference where a percent would say little (growth of counts, or FAR)."""
    key = f"{row.key}.growth"
    if row.growth is None or row.cumulative is None or row.last_year is None:
        return Bound("", key, full=False)
    difference = Decimal(str(row.cumulative)) - Decimal(str(row.last_year))
    if difference == 0:
        return Bound("与上年同期持平", key)
    if row.spec.kind == "rate":
        return Bound(f"同比{'提高' if difference > 0 else '下降'}{abs(Decimal(row.growth))}个百分点", key)
    if row.spec.kind == "count" or Decimal(row.growth) >= FAR:
        return Bound(f"同比{'增加' if difference > 0 else '减少'}{said(row, int(abs(difference)))}", key)
    return Bound(f"同比{'增长' if difference > 0 else '下降'}{abs(Decimal(row.growth))}%", key)


_COHORTS = {
    ("开工项目", "签约项目"): ("当年新签约{large}项目", "已开工"),
    ("入统项目", "开工项目"): ("新开工{large}项目", "已入统"),
}
"""What a rate's numerator and denominator are called where one is a part of the other."""


def _cohort(definition: Definition, convention: Convention) -> tuple[str, str]:
    """The words for a rate's denominator and numerator as its definition has them; empty where they would mislead."""
    of, part = _COHORTS.get((definition.numerator, definition.denominator), ("", ""))
    if definition.cohort != "同批" or definition.basis not in ("", convention.basis):
        return "", ""
    floor = definition.floor or convention.rate_floor
    return of.format(large=f"{format_money(floor, '亿元')}亿元以上" if floor else ""), part


def _rate(row: Indicator, convention: Convention) -> Thing:
    whole = row.measures["cumulative"]
    own = next(definition for definition in convention.definitions if definition.key == row.key)
    of, part = _cohort(own, convention)
    return Thing(
        名称=Bound(row.spec.target, ""),
        累计=_bound(row, "cumulative", said(row, row.cumulative)),
        按个数=bool(of),
        母项=Bound(of, CONVENTION),
        分母=Bound(f"{whole.d}个", f"{row.key}.cumulative.denominator"),
        子项=Bound(part, ""),
        分子=Bound(f"{whole.value}个", f"{row.key}.cumulative"),
        同比句=_growth_clause(row),
    )


POSTED_WORDS = {
    "驻外天数": ("days", "天"),
    "拜访家数": ("enterprises", "家"),
    "拜访次数": ("visits", "次"),
    "接待批次": ("receptions", "批次"),
    "接待人次": ("guests", "人次"),
    "新增线索": ("new_leads", "条"),
    "有效线索": ("valid_leads", "条"),
    "领导拜访": ("leader_visits", "家"),
    "在谈": ("negotiating", "个"),
    "签约个数": ("signed_count", "个"),
}
"""Placeholder -> the figure of a posted person and its unit."""


def _posted(data: Dataset) -> dict[str, Any]:
    table = data.stations
    people = [row for row in table if row.person is not None]
    total = _person(next(row for row in table if row.station == TOTAL))
    total["人数"] = Bound(f"{len(people)}人", f"station/{TOTAL}//people", bool(people))
    stations = [_person(row) for row in table if row.person is None and row.station != TOTAL]
    each = _person(PostedRow("", ""))
    return {
        "驻外": total,
        "片区": Many(stations, each),
        "驻外人员": Many([_person(row) for row in people], each),
    }


def _person(row: PostedRow) -> Thing:
    start = f"station/{row.station}/{row.person or ''}/"
    thing = Thing(片区=Bound(row.station, f"{start}name"), 姓名=Bound(row.person or "", f"{start}name"))
    for word, (name, unit) in POSTED_WORDS.items():
        value = getattr(row, name)
        thing[word] = Bound(f"{value}{unit}", start + name, value != 0)
    thing["签约资金"] = Bound(
        amount(row.signed_amount, "亿元") + "亿元", f"{start}signed_amount", row.signed_amount != 0
    )
    thing["得分"] = Bound(f"{row.score or '—'}分", f"{start}score", row.score is not None)
    thing["排名"] = Bound(f"第{row.rank}名" if row.rank else "—", f"{start}rank", row.rank is not None)
    return thing


def _scopes(rows: Sequence[ScopeRow], scope: str) -> Many:
    return scope_things(scope, [row for row in rows if row.scope == scope and row.subject != UNKNOWN])


def scope_things(scope: str, rows: Sequence[ScopeRow]) -> Many:
    """Some 片区 or 单位 to loop over."""
    blank = ScopeRow(scope, "", 0, 0, None, None, None, None, None, ())
    return Many([_scope(row) for row in rows], _scope(rows[0] if rows else blank))


def _scope(row: ScopeRow) -> Thing:
    key = f"scope/{row.scope}/{row.subject}"
    task = row.amount_target

    def told(value: object, text: str, name: str = "") -> Bound:
        return Bound("—" if value is None else text, key + name, value is not None)

    return Thing(
        名称=Bound(row.subject, f"{key}/name"),
        签约项目=Bound(f"{row.count}个", key, row.count != 0),
        签约资金=Bound(f"{amount(row.amount, '亿元')}亿元", key, row.amount != 0),
        年度任务=told(task, f"{amount(task or 0, '亿元')}亿元"),
        完成率=told(row.completion, f"{row.completion}%"),
        序时差=told(row.pace_gap, f"{row.pace_gap}个百分点"),
        季度目标=told(row.quarter_target, f"{amount(row.quarter_target or 0, '亿元')}亿元", "/quarter"),
        季度完成率=told(row.quarter_completion, f"{row.quarter_completion}%", "/quarter"),
        排名=told(row.rank, f"第{row.rank}名"),
    )


def _steps(rows: Sequence[FunnelRow]) -> Many:
    pairs = list(pairwise(rows))
    steps = [_step(row, after.stage) for row, after in pairs if row.conversion is not None]
    first, second = pairs[0]
    return Many(steps, _step(first, second.stage))


def _step(row: FunnelRow, after: str) -> Thing:
    key = f"funnel/{row.stage}"
    return Thing(
        阶段=Bound(row.stage, ""),
        进入=Bound(f"{row.entered}个", key, row.entered != 0),
        下一阶段=Bound(after, ""),
        已转入=Bound(f"{row.advanced}个", f"{key}/advanced", bool(row.advanced)),
        转化率=Bound(f"{row.conversion}%", f"{key}/conversion"),
        现有=Bound(f"{row.standing}个", f"{key}/standing", row.standing != 0),
    )


def _parts(structure: Mapping[str, list[Part]]) -> Many:
    found = [
        Thing(名称=Bound(name, ""), 分项=part_things(name, parts[:LISTED]), 还有=len(parts) > LISTED)
        for name, parts in structure.items()
        if parts and parts[0].name != UNKNOWN
    ]
    return Many(found, Thing(名称=Bound("", ""), 分项=part_things("", ()), 还有=False))


def part_things(name: str, parts: Sequence[Part]) -> Many:
    """The parts of a breakdown to loop over."""
    return Many([_part(name, part) for part in parts], _part("", Part("", 0, 0, "0.0", "0.0")))


def _part(name: str, part: Part) -> Thing:
    key = f"structure/{name}/{part.name}"
    return Thing(
        名称=Bound(part.name, f"{key}/name"),
        个数=Bound(f"{part.count}个", key),
        金额=Bound(f"{amount(part.amount, '亿元')}亿元", f"{key}/amount"),
        个数占比=Bound(f"{part.count_share}%", f"{key}/count_share"),
        金额占比=Bound(f"{part.amount_share}%", f"{key}/amount_share"),
    )


def _problems(problems: Sequence[Finding]) -> Many:
    kinds = [(kind, [(at, p) for at, p in enumerate(problems) if p.kind == kind]) for kind in NAMED]
    found = [(kind, own) for kind, own in kinds if own]
    each = Thing(对象=Bound("", ""), 说明=Bound("", ""))
    things = [_kind(at, kind, own, each) for at, (kind, own) in enumerate(found)]
    return Many(things, _kind(0, NAMED[0], [], each))


def _kind(at: int, kind: str, own: Sequence[tuple[int, Finding]], each: Thing) -> Thing:
    key = f"problems/{kind}"
    names = "、".join(p.subject for _, p in own[:SHOWN]) + ("等" if len(own) > SHOWN else "")
    listed = [
        Thing(对象=Bound(p.subject, f"problem/{number}"), 说明=Bound(p.detail, f"problem/{number}"))
        for number, p in own[:LISTED]
    ]
    more = max(len(own) - LISTED, 0)
    return Thing(
        序=Bound(ordinal(at), ""),
        类别=Bound(kind, ""),
        个数=Bound(f"{len(own)}个", key),
        名称=Bound(names, f"{key}/names"),
        空白=kind.removeprefix("空白") if kind.startswith("空白") else "",
        名单=Many(listed, each),
        其余=Bound(f"{more}个", f"{key}/more", more > 0),
    )
