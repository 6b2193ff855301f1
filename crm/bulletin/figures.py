"""The eight indicators: measured on any window, set against target, pace and last year; every figure keeps its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from crm.bulletin.facts import Facts, LeadFact
from crm.rules import indicators as rule
from crm.rules.dates import add_months, month_end, quarter_of
from crm.rules.numbers import half_up, quotient

Figure = int | str | None
Behind = dict[str, tuple[str, tuple[int, ...]]]
"""Figure key -> (ledger, ids of the rows it was made from)."""


class Spec(NamedTuple):
    """An indicator: its key, printed name, target's label, and the worth of one target unit."""

    key: str
    name: str
    target: str
    kind: str
    unit: str
    per_target: int


SPECS = (
    Spec("signed_count", "签约项目", "签约项目", "count", "个", 1),
    Spec("signed_amount", "签约资金", "签约资金", "money", "亿元", 100_000_000),
    Spec("arrived_amount", "到位资金", "到位资金", "money", "亿元", 100_000_000),
    Spec("start_rate", "开工率", "开工率", "rate", "%", 1),
    Spec("arrival_rate", "资金到位率", "资金到位率", "rate", "%", 1),
    Spec("register_rate", "入统率", "入统率", "rate", "%", 1),
    Spec("production_count", "投产项目", "投产项目", "count", "个", 1),
    Spec("foreign_capital", "利用外资（美元）", "利用外资", "dollars", "万美元", 10_000),
)
"""Targets: 签约资金 and 到位资金 are kept in 亿元, 利用外资 in 万美元, rates in percent."""


@dataclass(frozen=True)
class Measure:
    """What an indicator is in a window: a value, or for a rate n and d; with the rows behind both.

    Beside a value in 美元 stand the 元 of all foreign arrivals, and 元 a 美元 on the average of those that tell both.
    """

    value: int | None
    ledger: str
    ids: tuple[int, ...]
    d: int | None = None
    base: tuple[int, ...] = ()
    base_ledger: str = "leads"
    yuan: int = 0
    rate: Fraction | None = None

    @property
    def exact(self) -> Fraction | None:
        """The value, or n ÷ d in percent, exact; None where it cannot be computed."""
        if self.value is None:
            return None
        if self.d is None:
            return Fraction(self.value)
        return Fraction(self.value * 100, self.d) if self.d else None


@dataclass(frozen=True)
class Indicator:
    """One row of 主要指标: money in whole 元, 利用外资 in whole 美元, rates as printed, None where unknown.

    completion and quarter_completion in percent; pace_gap in 百分点; ahead in the unit of the indicator;
    growth in percent; for a rate ahead and growth are in 百分点.
    """

    key: str
    name: str
    annual_target: Figure
    quarter_target: Figure
    month_value: Figure
    cumulative: Figure
    completion: str | None
    quarter_completion: str | None
    ahead: Figure
    pace_gap: str | None
    last_year: Figure
    growth: str | None
    spec: Spec
    measures: Mapping[str, Measure]
    reasons: Mapping[str, str]

    def figures(self) -> dict[str, Any]:
        """The figures as the papers have them, under the keys of the headless contract."""
        return {name: getattr(self, name) for name in JSON_KEYS}

    def as_json(self) -> dict[str, Any]:
        """The figures as the headless contract has them: all amounts in 元.

        利用外资 is told by the 元 of its arrivals at their own dated rates, its targets at the year's average of these.
        """
        return {**self.figures(), **_in_yuan(self)} if self.spec.kind == "dollars" else self.figures()

    @property
    def json_reasons(self) -> dict[str, str]:
        """Why a figure is missing in as_json that the papers do have."""
        told = self.as_json()
        lost = [name for name in ("annual_target", "quarter_target", "ahead") if name not in self.reasons]
        return {name: "本年没有填报折算金额的外资到位，美元任务折不成人民币" for name in lost if told[name] is None}


def _in_yuan(row: Indicator) -> dict[str, Any]:
    """利用外资 in whole 元."""
    told = {name: measure.yuan for name, measure in row.measures.items()}
    now, last, rate = told["cumulative"], told["last_year"], row.measures["cumulative"].rate

    def at_rate(dollars: Figure) -> Figure:
        return None if dollars is None or rate is None else printed(row.spec, Fraction(dollars) * rate)

    quarter = at_rate(row.quarter_target)
    return {
        **told,
        "name": row.spec.target,
        "annual_target": at_rate(row.annual_target),
        "quarter_target": quarter,
        "ahead": None if quarter is None else now - int(quarter),
        "growth": _growth(row.spec, Fraction(now), Fraction(last)),
    }


JSON_KEYS = (
    "key",
    "name",
    "annual_target",
    "quarter_target",
    "month_value",
    "cumulative",
    "completion",
    "quarter_completion",
    "ahead",
    "pace_gap",
    "last_year",
    "growth",
)


def signed_in(facts: Facts, start: dt.date, end: dt.date) -> list[LeadFact]:
    """Projects first signed in the window; each counts once."""
    return [lead for lead in facts.leads if "签约" in lead.dates and start <= lead.dates["签约"] <= end]


def reached_in(facts: Facts, stage: str, start: dt.date, end: dt.date) -> list[LeadFact]:
    """Projects whose milestone is first dated in the window."""
    return [lead for lead in facts.leads if stage in lead.dates and start <= lead.dates[stage] <= end]


def _ids(leads: Sequence[LeadFact]) -> tuple[int, ...]:
    return tuple(lead.id for lead in leads)


def _signed_count(facts: Facts, start: dt.date, end: dt.date) -> Measure:
    leads = signed_in(facts, start, end)
    return Measure(len(leads), "leads", _ids(leads))


def _signed_amount(facts: Facts, start: dt.date, end: dt.date) -> Measure:
    leads = signed_in(facts, start, end)
    return Measure(sum(lead.amount for lead in leads), "leads", _ids(leads))


def _arrived_amount(facts: Facts, start: dt.date, end: dt.date) -> Measure:
    rows = [a for a in facts.arrivals if start <= a.month <= end]
    return Measure(sum(a.amount for a in rows), "arrivals", tuple(a.id for a in rows))


def _foreign(facts: Facts, start: dt.date, end: dt.date) -> Measure:
    foreign = [a for a in facts.arrivals if start <= a.month <= end and (a.source == "境外" or a.dollars is not None)]
    rows = [a for a in foreign if a.dollars is not None]
    dollars, worth = sum(a.dollars or 0 for a in rows), sum(a.amount for a in rows)
    rate = Fraction(worth, dollars) if worth and dollars else None
    return Measure(dollars, "arrivals", tuple(a.id for a in rows), yuan=sum(a.amount for a in foreign), rate=rate)


def _produced(facts: Facts, start: dt.date, end: dt.date) -> Measure:
    leads = reached_in(facts, "投产", start, end)
    return Measure(len(leads), "leads", _ids(leads))


def _big(facts: Facts, leads: Sequence[LeadFact]) -> list[LeadFact]:
    return [lead for lead in leads if lead.amount >= facts.convention.rate_floor]


def _start_rate(facts: Facts, start: dt.date, end: dt.date) -> Measure:
    cohort = _big(facts, signed_in(facts, start, end))
    begun = [lead for lead in cohort if lead.reached("开工", end)]
    return Measure(len(begun), "leads", _ids(begun), len(cohort), _ids(cohort))


def _register_rate(facts: Facts, start: dt.date, end: dt.date) -> Measure:
    cohort = _big(facts, reached_in(facts, "开工", start, end))
    entered = [lead for lead in cohort if lead.reached("入统", end)]
    return Measure(len(entered), "leads", _ids(entered), len(cohort), _ids(cohort))


def _arrival_rate(facts: Facts, start: dt.date, end: dt.date) -> Measure:
    cohort = _big(facts, signed_in(facts, start, end))
    wanted = {lead.id: lead for lead in cohort}
    year = dt.date(end.year, 1, 1)
    rows = [a for a in facts.arrivals if a.lead in wanted and year <= a.month <= end]
    signed = sum(lead.amount for lead in cohort)
    if facts.convention.arrival_rate == "A":
        return Measure(sum(a.amount for a in rows), "arrivals", tuple(a.id for a in rows), signed, _ids(cohort))
    paid = [wanted[i] for i in sorted({a.lead for a in rows if a.amount > 0})]
    return Measure(sum(lead.amount for lead in paid), "leads", _ids(paid), signed, _ids(cohort))


MEASURES: dict[str, Callable[[Facts, dt.date, dt.date], Measure]] = {
    "signed_count": _signed_count,
    "signed_amount": _signed_amount,
    "arrived_amount": _arrived_amount,
    "start_rate": _start_rate,
    "arrival_rate": _arrival_rate,
    "register_rate": _register_rate,
    "production_count": _produced,
    "foreign_capital": _foreign,
}
_EMPTY = {
    "start_rate": "没有新签约项目，分母为0",
    "arrival_rate": "没有签约资金，分母为0",
    "register_rate": "没有新开工项目，分母为0",
}


def windows(facts: Facts) -> dict[str, tuple[dt.date, dt.date]]:
    """The windows an indicator is measured on: the month, the year to date, and the same part of last year."""
    month = facts.month
    last_end = month_end(add_months(month.start, -12))
    return {
        "month_value": (month.start, month.end),
        "cumulative": (dt.date(month.year, 1, 1), month.end),
        "last_year": (dt.date(month.year - 1, 1, 1), last_end),
    }


def indicators(facts: Facts) -> list[Indicator]:
    """All indicators of the month for the whole county."""
    return [_indicator(facts, spec) for spec in SPECS]


def target_of(facts: Facts, label: str, *, scope: str = "全县", subject: str = "") -> Mapping[str, Any] | None:
    """The newest target of the year for an indicator and its object; None when none was set."""
    rows = [t for t in facts.targets if t["indicator"] == label and (t["scope"] or "全县") == scope]
    if scope != "全县":
        rows = [t for t in rows if t["subject"] == subject]
    return rows[-1] if rows else None


def _quarter_target(facts: Facts, target: Mapping[str, Any] | None) -> Decimal | None:
    if target is None:
        return None
    quarter = quarter_of(facts.month.start)
    value: Decimal | None = target[f"q{quarter}"]
    return target["annual"] if value is None and quarter == 4 else value


def printed(spec: Spec, value: Fraction | Decimal | int | None) -> Figure:
    """A value as JSON carries it: whole 元, 美元 or 个; a rate with one decimal as text."""
    if value is None:
        return None
    exact = Fraction(value)
    places = 1 if spec.kind == "rate" else 0
    rounded = half_up(quotient(exact.numerator, exact.denominator), places)
    return str(rounded) if spec.kind == "rate" else int(rounded)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _percent(done: Fraction | None, target: Fraction | None) -> Fraction | None:
    return done / target * 100 if done is not None and target else None


def _rounded(value: Fraction | None, places: int = 2) -> Decimal | None:
    return None if value is None else half_up(quotient(value.numerator, value.denominator), places)


def _growth(spec: Spec, now: Fraction | None, last: Fraction | None) -> str | None:
    if now is None or last is None:
        return None
    if spec.kind == "rate":
        return _text(_rounded(now - last))
    return _text(_rounded((now - last) / last * 100)) if last > 0 else None


def _indicator(facts: Facts, spec: Spec) -> Indicator:
    measures = {name: MEASURES[spec.key](facts, *window) for name, window in windows(facts).items()}
    target = target_of(facts, spec.target)
    annual = _in_units(spec, target["annual"] if target else None)
    quarter = _in_units(spec, _quarter_target(facts, target))
    exact = {name: measure.exact for name, measure in measures.items()}
    now, done = exact["cumulative"], _percent(exact["cumulative"], annual)
    progress = rule.time_progress(facts.month.end, convention="month" if facts.convention.pace == "月" else "day")
    values: dict[str, Any] = {
        "annual_target": printed(spec, annual),
        "quarter_target": printed(spec, quarter),
        **{name: printed(spec, value) for name, value in exact.items()},
        "completion": _text(_rounded(done)),
        "quarter_completion": _text(_rounded(_percent(now, quarter))),
        "ahead": None if now is None or quarter is None else printed(spec, now - quarter),
        "pace_gap": None if spec.kind == "rate" else _text(rule.pace_gap(done, progress)),
        "growth": _growth(spec, now, exact["last_year"]),
    }
    reasons = _reasons(spec, values, target=target is not None)
    return Indicator(key=spec.key, name=spec.name, **values, spec=spec, measures=measures, reasons=reasons)


def _in_units(spec: Spec, target: Decimal | None) -> Fraction | None:
    return None if target is None else Fraction(target) * spec.per_target


def _reasons(spec: Spec, values: Mapping[str, Figure], *, target: bool) -> dict[str, str]:
    """Why each figure that is missing is missing."""
    reasons: dict[str, str] = {}
    empty = _EMPTY.get(spec.key, "")
    where = {"month_value": "当月", "cumulative": "本年", "last_year": "上年同期"}
    for name, word in where.items():
        if values[name] is None:
            reasons[name] = f"{word}{empty}"
    unset = {"annual_target": "未下达年度任务", "quarter_target": "未下达本季度目标"}
    for name, why in unset.items():
        if values[name] is None:
            reasons[name] = why if target or name == "annual_target" else "未下达年度任务"
    needs = {"completion": "annual_target", "quarter_completion": "quarter_target", "ahead": "quarter_target"}
    for name, other in needs.items():
        if values[name] is None:
            reasons[name] = reasons.get(other) or reasons.get("cumulative") or "任务为0"
    if values["pace_gap"] is None:
        reasons["pace_gap"] = "比率类指标不比序时进度" if spec.kind == "rate" else reasons["completion"]
    if values["growth"] is None:
        reasons["growth"] = reasons.get("cumulative") or reasons.get("last_year") or "上年同期为0"
    return reasons


def behind_indicators(rows: Sequence[Indicator], facts: Facts) -> Behind:
    """The rows behind each indicator's figures, under keys such as signed_amount.cumulative."""
    behind: Behind = {}
    for row in rows:
        for name, measure in row.measures.items():
            behind[f"{row.key}.{name}"] = (measure.ledger, measure.ids)
            if measure.d is not None:
                behind[f"{row.key}.{name}.denominator"] = (measure.base_ledger, measure.base)
        whole = row.measures["cumulative"]
        for name in ("completion", "quarter_completion", "ahead", "pace_gap", "growth"):
            behind[f"{row.key}.{name}"] = (whole.ledger, whole.ids)
        target = target_of(facts, row.spec.target)
        for name in ("annual_target", "quarter_target"):
            behind[f"{row.key}.{name}"] = ("targets", (target["id"],) if target else ())
    return behind
