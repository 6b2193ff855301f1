"""自洽核验: what must hold before a bulletin leaves the office, each rule with its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from crm.bulletin.breakdown import Part
from crm.bulletin.dataset import Check, Dataset
from crm.bulletin.definitions import QUANTITIES, Definition
from crm.bulletin.facts import Facts, LeadFact
from crm.bulletin.figures import Indicator, windows
from crm.bulletin.grounds import grounds_of, mismatch
from crm.bulletin.measures import Measure, measure
from crm.bulletin.posted import SUMMED, TOTAL, PostedRow
from crm.bulletin.scopes import SCOPES, ScopeRow
from crm.bulletin.template import Line
from crm.rules.dates import surely_before
from crm.rules.indicators import agrees
from crm.rules.money import in_full
from crm.rules.suspicion import holds_increases

WORDS, TEMPLATES = "文字与表格一致", "文字模板可用"
REMEDY = "请在“文字模板”里改正后重新载入，或恢复默认"
_CURRENCIES = {"money": "元", "dollars": "美元"}


def checks(data: Dataset, sent: Mapping[str, Any] | None = None) -> list[Check]:
    """All rules on a dataset that is complete but for them; `sent` is what the issue of the month before printed."""
    by_key = {row.key: row for row in data.indicators}
    facts = data.facts
    return [
        *_structure(by_key, data.structure),
        *_scopes(by_key, data.scopes),
        _stations(data.stations),
        _rates(data.indicators, facts.convention.definitions),
        _completions(data.indicators, data.scopes),
        *_cumulative(facts, by_key),
        *_sent(data, sent),
        *_order(facts),
        _backwards(facts),
        _repeated(facts),
        *_words(data),
    ]


def _structure(rows: dict[str, Indicator], parts: dict[str, list[Part]]) -> list[Check]:
    count, amount = rows["signed_count"].cumulative, rows["signed_amount"].cumulative
    found = []
    for name, own in parts.items():
        counts, amounts = sum(p.count for p in own), sum(p.amount for p in own)
        sums = [sum(map(Decimal, (getattr(p, field) for p in own))) for field in ("count_share", "amount_share")]
        shown = all(s == 100 or s == 0 for s in sums)
        ok = counts == count and amounts == amount and shown
        added, total = in_full(amounts, int(amount or 0))
        detail = f"分项{counts}个、{added}，总数{count}个、{total}；占比合计{sums[0]}%、{sums[1]}%"
        found.append(Check(f"{name}分项之和等于总数", ok, detail, rows["signed_amount"].measures["cumulative"].ids))
    return found


def _scopes(rows: dict[str, Indicator], scopes: Sequence[ScopeRow]) -> list[Check]:
    count, amount = rows["signed_count"].cumulative, rows["signed_amount"].cumulative
    found = []
    for scope in SCOPES:
        own = [row for row in scopes if row.scope == scope]
        counts, amounts = sum(row.count for row in own), sum(row.amount for row in own)
        added, total = in_full(amounts, int(amount or 0))
        detail = f"各{scope}{counts}个、{added}，总数{count}个、{total}"
        ids = rows["signed_amount"].measures["cumulative"].ids
        found.append(Check(f"各{scope}签约之和等于总数", counts == count and amounts == amount, detail, ids))
    return found


def _stations(table: Sequence[PostedRow]) -> Check:
    wrong = []
    people = [row for row in table if row.person is not None]
    for row in table:
        if row.person is None:
            own = people if row.station == TOTAL else [p for p in people if p.station == row.station]
            wrong += [row.station for name in SUMMED if sum(getattr(p, name) for p in own) != getattr(row, name)]
    detail = f"不符：{'、'.join(dict.fromkeys(wrong))}" if wrong else f"{len(people)}人，小计与合计相符"
    return Check("驻外工作各片区小计之和等于合计", not wrong, detail)


def _rates(rows: Sequence[Indicator], definitions: Sequence[Definition]) -> Check:
    wrong, said = [], []
    by_key = {own.key: own for own in definitions}
    for row in rows:
        whole = row.measures["cumulative"]
        if row.spec.kind != "rate" or row.cumulative is None:
            continue
        said.append(f"{row.spec.target}{_division(by_key[row.key], whole)}={row.cumulative}%")
        if not agrees(Decimal(str(row.cumulative)), whole.value, whole.d):
            wrong.append(row.spec.target)
    ids = tuple(dict.fromkeys(i for row in rows if row.spec.kind == "rate" for i in row.measures["cumulative"].base))
    return Check("比率等于其分子除以分母", not wrong, "；".join(said) or "本期无可计算的比率", ids)


def _division(definition: Definition, whole: Measure) -> str:
    """Numerator ÷ denominator in full, counts bare."""
    own, base = (QUANTITIES[quantity].kind for quantity in (definition.numerator, definition.denominator))
    n, d = whole.value or 0, whole.d or 0
    return "÷".join(_full(own, n, d, counter="") if own == base else [*_full(own, n, counter=""), *_full(base, d)])


def _full(kind: str, *figures: int, counter: str = "个") -> list[str]:
    """Figures of a kind to the last 元, 美元 or 个, alike."""
    if kind in _CURRENCIES:
        return in_full(*figures, currency=_CURRENCIES[kind])
    return [f"{figure:,}{counter}" for figure in figures]


def _completions(rows: Sequence[Indicator], scopes: Sequence[ScopeRow]) -> Check:
    wrong = []
    for row in rows:
        for printed, target in (
            (row.completion, row.annual_target),
            (row.quarter_completion, row.quarter_target),
        ):
            if row.spec.kind == "rate" or printed is None or row.cumulative is None or target is None:
                continue
            if not agrees(Decimal(printed), int(row.cumulative), int(target)):
                wrong.append(row.spec.target)
    for own in scopes:
        pairs = ((own.completion, own.amount_target), (own.quarter_completion, own.quarter_target))
        wrong += [own.subject for told, due in pairs if told is not None and due and not agrees(told, own.amount, due)]
    detail = f"不符：{'、'.join(wrong)}" if wrong else "各项完成率与任务相符"
    return Check("完成率等于累计完成除以任务", not wrong, detail)


def _cumulative(facts: Facts, rows: dict[str, Indicator]) -> list[Check]:
    start, _ = windows(facts)["cumulative"]
    before = facts.month.shift(-1).end
    found = []
    for definition in facts.convention.definitions:
        if definition.is_rate:
            continue
        row = rows[definition.key]
        last = (measure(facts, definition, start, before).value or 0) if before >= start else 0
        now, month = int(row.cumulative or 0), int(row.month_value or 0)
        ok = now >= last and last + month == now
        then, fresh, total = _full(row.spec.kind, last, month, now)
        detail = f"上月累计{then}，当月{fresh}，本月累计{total}"
        whole = row.measures["cumulative"]
        rule = f"{row.spec.target}累计不小于上月且等于上月累计加当月"
        found.append(Check(rule, ok, detail, whole.ids, whole.ledger))
    return found


def _sent(data: Dataset, sent: Mapping[str, Any] | None) -> list[Check]:
    """本月累计 ≥ what the issue sent for the month before printed; it may fall short only where that was corrected."""
    if sent is None:
        return []
    printed = {row["key"]: row["cumulative"] for row in sent["indicators"]}
    short, ids = [], list[int]()
    for row in data.indicators:
        before = printed.get(row.key)
        if row.spec.kind != "rate" and isinstance(before, int) and int(row.cumulative or 0) < before:
            then, now = _full(row.spec.kind, before, int(row.cumulative or 0))
            short.append(f"{row.spec.target}上期印发{then}，本期{now}")
    for one in data.differences:
        ids += [i for i in one.ids if one.ledger == "leads"] if short else []
    detail = f"{'；'.join(short)}，变动见与上期差异" if short else "各项累计数都不小于上期印发数"
    return [Check("累计数不小于上期印发数", not short, detail, tuple(dict.fromkeys(ids)))]


def _order(facts: Facts) -> list[Check]:
    """开工 ≤ 签约 and 入统 ≤ 开工, on all projects by the month's end, each exception by name."""
    found = []
    for later, earlier in (("开工", "签约"), ("入统", "开工")):
        more = [lead for lead in facts.leads if later in lead.dates]
        less = [lead for lead in facts.leads if earlier in lead.dates]
        bare = [lead for lead in more if earlier not in lead.dates]
        detail = f"{later}{len(more)}个，{earlier}{len(less)}个"
        if bare:
            detail += f"；有{later}日期而无{earlier}日期：{_names(bare)}"
        found.append(Check(f"{later}不大于{earlier}", not bare and len(more) <= len(less), detail, _ids(bare)))
    return found


def _backwards(facts: Facts) -> Check:
    def wrong(lead: LeadFact) -> str:
        dated = [stage for stage in ("签约", "开工", "投产") if stage in lead.dates]
        for a, b in pairwise(dated):
            if surely_before(lead.dates[b], lead.dates[a], vague=not lead.month_only.isdisjoint((a, b))):
                return f"{lead.name}（{lead.said_day(b)}{b}，{lead.said_day(a)}{a}）"
        return ""

    bad = {lead.id: told for lead in facts.leads if (told := wrong(lead))}
    detail = f"日期先后颠倒：{_some(list(bad.values()))}" if bad else "签约、开工、投产日期先后相符"
    return Check("里程碑日期先后有序", not bad, detail, tuple(bad))


def _repeated(facts: Facts) -> Check:
    """A total that was raised by an increase must not count beside that increase."""
    bad: dict[int, tuple[LeadFact, str]] = {}
    for own in (facts, *facts.under.values()):
        for lead in own.leads:
            signed = lead.dates.get("签约")
            added = [one.amount or 0 for one in lead.increases if signed and one.date and one.date >= signed]
            if lead.told and holds_increases(lead.amount - lead.told, added):
                total, told, more = in_full(lead.amount, lead.told, sum(added))
                bad[lead.id] = (lead, f"{lead.name}计划总投资{total}，首次签约{told}，另记增资{more}")
    leads = [lead for lead, _ in bad.values()]
    words = "；".join(detail for _, detail in list(bad.values())[:10])
    detail = f"增资重复计入：{words}；请把计划总投资改回首次签约时的数，或删去增资" if bad else "总投资里没有另记的增资"
    return Check("增资不与总投资重复", not bad, detail, _ids(leads))


def _words(data: Dataset) -> list[Check]:
    lines = (line for wording in data.words.values() for line in wording.lines)
    return told_checks(lines, grounds_of(data), [wording.fault for wording in data.words.values()])


def told_checks(lines: Iterable[Line], grounds: Mapping[str, Sequence[str]], faults: Iterable[str]) -> list[Check]:
    """Every number in a paper's prose is a figure of its tables and reads as it does there; `faults` of templates."""
    wrong = mismatch(lines, grounds)
    detail = f"文中数字与表格不符：{wrong}" if wrong else "文中数字均取自本期表格"
    unfit = [Check(TEMPLATES, False, f"{fault}，暂按默认模板出文，{REMEDY}") for fault in faults if fault]
    return [Check(WORDS, not wrong, detail), *unfit]


def figure_checks(data: Dataset) -> list[Check]:
    """The checks of a month's tables, for papers that print them and have words of their own."""
    return [check for check in data.checks if check.rule not in (WORDS, TEMPLATES)]


def _names(leads: Sequence[LeadFact]) -> str:
    return _some([lead.name for lead in leads])


def _some(told: Sequence[str]) -> str:
    shown = "、".join(told[:10])
    return shown if len(told) <= 10 else f"{shown}等{len(told)}个"


def _ids(leads: Sequence[LeadFact]) -> tuple[int, ...]:
    return tuple(lead.id for lead in leads)
