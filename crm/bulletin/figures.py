"""The indicators: measured on any window, set against target, pace and last year; every figure keeps its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from crm.bulletin.definitions import Definition
from crm.bulletin.facts import Facts
from crm.bulletin.measures import Measure, measure
from crm.rules import indicators as rule
from crm.rules.dates import add_months, month_end, quarter_of
from crm.rules.numbers import rounded

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


UNITS = {"count": "个", "money": "亿元", "dollars": "万美元", "rate": "%"}
PER_TARGET = {"count": 1, "money": 100_000_000, "dollars": 10_000, "rate": 1}
"""Targets of money are kept in 亿元, of dollars in 万美元, of rates in percent."""


def spec_of(definition: Definition) -> Spec:
    """An indicator as it is printed."""
    kind = definition.kind
    name = "利用外资（美元）" if kind == "dollars" else definition.name
    return Spec(definition.key, name, definition.name, kind, UNITS[kind], PER_TARGET[kind])


@dataclass(frozen=True)
class Indicator:
    """One row of 主要指标: money in whole 元, 利用外资 in whole 美元, rates as printed, None where unknown.

    completion and quarter_completion in percent; pace_gap in 百分点; ahead in the unit of the indicator;
    growth (同比) in percent, month_growth (环比) of the month on the one before; of a rate in 百分点, as is ahead.
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
    last_month: Figure
    month_growth: str | None
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
    told = {name: found.yuan for name, found in row.measures.items() if name in JSON_KEYS}
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


_EMPTY = {"签约项目": "没有新签约项目", "签约资金": "没有签约资金", "开工项目": "没有新开工项目"}


def windows(facts: Facts) -> dict[str, tuple[dt.date, dt.date]]:
    """The windows an indicator is measured on: the month, the year to date, the same of last year, the month before."""
    month = facts.month
    last_end = month_end(add_months(month.start, -12))
    return {
        "month_value": (month.start, month.end),
        "cumulative": (dt.date(month.year, 1, 1), month.end),
        "last_year": (dt.date(month.year - 1, 1, 1), last_end),
        "last_month": (month.shift(-1).start, month.shift(-1).end),
    }


def indicators(facts: Facts) -> list[Indicator]:
    """All indicators of the month for the whole county."""
    return [_indicator(facts, definition) for definition in facts.convention.definitions]


def target_of(facts: Facts, label: str, *, scope: str = "全县", subject: str = "") -> Mapping[str, Any] | None:
    """The newest target of the year for an indicator and its object; None when none was set."""
    rows = [t for t in facts.targets if t["indicator"] == label and (t["scope"] or "全县") == scope]
    if scope != "全县":
        rows = [t for t in rows if t["subject"] == subject]
    return rows[-1] if rows else None


def quarter_target(facts: Facts, target: Mapping[str, Any] | None) -> Decimal | None:
    """The task of the month's quarter, in the unit of the target; of the fourth the annual one where none was set."""
    if target is None:
        return None
    quarter = quarter_of(facts.month.start)
    value: Decimal | None = target[f"q{quarter}"]
    return target["annual"] if value is None and quarter == 4 else value


def printed(spec: Spec, value: Fraction | Decimal | int | None) -> Figure:
    """A value as JSON carries it: whole 元, 美元 or 个; a rate with one decimal as text."""
    if value is None:
        return None
    return str(rounded(value, 1)) if spec.kind == "rate" else int(rounded(value, 0))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _percent(exact: Fraction | None) -> str | None:
    return None if exact is None else str(rounded(exact, 2))


def _growth(spec: Spec, now: Fraction | None, last: Fraction | None) -> str | None:
    if now is None or last is None:
        return None
    return _text(rounded(now - last, 2) if spec.kind == "rate" else rule.growth(now, last))


def _indicator(facts: Facts, definition: Definition) -> Indicator:
    spec = spec_of(definition)
    measures = {name: measure(facts, definition, *window) for name, window in windows(facts).items()}
    target = target_of(facts, spec.target)
    annual = _in_units(spec, target["annual"] if target else None)
    quarter = _in_units(spec, quarter_target(facts, target))
    exact = {name: measure.exact for name, measure in measures.items()}
    now, done = exact["cumulative"], rule.completion_exact(exact["cumulative"], annual)
    progress = facts.convention.progress(facts.month.end)
    values: dict[str, Any] = {
        "annual_target": printed(spec, annual),
        "quarter_target": printed(spec, quarter),
        **{name: printed(spec, value) for name, value in exact.items()},
        "completion": _percent(done),
        "quarter_completion": _percent(rule.completion_exact(now, quarter)),
        "ahead": None if now is None or quarter is None else printed(spec, now - quarter),
        "pace_gap": None if spec.kind == "rate" else _text(rule.pace_gap(done, progress)),
        "growth": _growth(spec, now, exact["last_year"]),
        "month_growth": _growth(spec, exact["month_value"], exact["last_month"]),
    }
    reasons = _reasons(definition, values, target=target is not None)
    return Indicator(key=spec.key, name=spec.name, **values, spec=spec, measures=measures, reasons=reasons)


def _in_units(spec: Spec, target: Decimal | None) -> Fraction | None:
    return None if target is None else Fraction(target) * spec.per_target


def _reasons(definition: Definition, values: Mapping[str, Figure], *, target: bool) -> dict[str, str]:
    """Why each figure that is missing is missing."""
    reasons: dict[str, str] = {}
    empty = f"{_EMPTY.get(definition.denominator, f'没有{definition.denominator}')}，分母为0"
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
        reasons["pace_gap"] = "比率类指标不比序时进度" if definition.is_rate else reasons["completion"]
    if values["growth"] is None:
        reasons["growth"] = reasons.get("cumulative") or reasons.get("last_year") or "上年同期为0"
    return reasons


def behind_indicators(rows: Sequence[Indicator], facts: Facts) -> Behind:
    """The rows behind each indicator's figures, under keys such as signed_amount.cumulative."""
    behind: Behind = {}
    for row in rows:
        for name, found in row.measures.items():
            behind[f"{row.key}.{name}"] = (found.ledger, found.ids)
            if found.d is not None:
                behind[f"{row.key}.{name}.denominator"] = (found.base_ledger, found.base)
        whole = row.measures["cumulative"]
        for name in ("completion", "quarter_completion", "ahead", "pace_gap", "growth"):
            behind[f"{row.key}.{name}"] = (whole.ledger, whole.ids)
        target = target_of(facts, row.spec.target)
        month = row.measures["month_value"]
        behind[f"{row.key}.month_growth"] = (month.ledger, month.ids)
        for name in ("annual_target", "quarter_target"):
            behind[f"{row.key}.{name}"] = ("targets", (target["id"],) if target else ())
    return behind
