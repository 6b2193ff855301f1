"""Targets for this year and last, set so that the results stand at nine tenths to eleven tenths of their pace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from crm.demo import words
from crm.demo.made import County, Made, Project
from crm.rules.numbers import half_up

YI = Decimal(100_000_000)
QUARTERS = (
    (Decimal("0.22"), Decimal("0.48"), Decimal("0.76"), Decimal(1)),
    (Decimal("0.2"), Decimal("0.45"), Decimal("0.75"), Decimal(1)),
)
RATES = {"开工率": (50, 65, 80, 90), "资金到位率": (30, 40, 50, 50), "入统率": (50, 60, 70, 80)}

Counts = Callable[[int, Made | str | None], Decimal]


def make_targets(county: County) -> None:
    """All indicators for 全县; the countable ones for each 片区; signing for each 单位. Quarters are cumulative."""
    measures: dict[str, Counts] = {
        "签约资金": lambda y, s: Decimal(sum(p.signed_amount for p in _signed(county, y, s))) / YI,
        "签约项目": lambda y, s: Decimal(len(_signed(county, y, s))),
        "到位资金": lambda y, s: _arrived(county, y, s),
        "投产项目": lambda y, s: Decimal(sum(_in(p, "投产", y) for p in _of(county, s))),
        "利用外资": lambda y, s: _foreign(county, y),
        "有效线索": lambda y, s: Decimal(sum(_valid(p, y) for p in _of(county, s))),
        "拜访企业": lambda y, s: Decimal(len(_visited(county, y, s))),
    }
    for year in (county.today.year, county.today.year - 1):
        for indicator, measure in measures.items():
            _target(county, year, indicator, "全县", None, measure)
        for indicator, quarters in RATES.items():
            values = {"year": year, "indicator": indicator, "scope": "全县", "annual": Decimal(quarters[-1])}
            county.targets.append(Made({**values, **{f"q{i}": Decimal(q) for i, q in enumerate(quarters, start=1)}}))
        for post in county.posts:
            for indicator in ("签约资金", "签约项目", "到位资金", "有效线索", "拜访企业"):
                _target(county, year, indicator, "片区", post, measures[indicator])
        for unit in words.UNITS:
            for indicator in ("签约资金", "签约项目"):
                _target(county, year, indicator, "单位", unit, measures[indicator])


def _target(county: County, year: int, indicator: str, scope: str, subject: Made | str | None, measure: Counts) -> None:
    this = county.today.year
    elapsed = Decimal(county.today.month if year == this else 12) / 12
    done = measure(year, subject)
    wide = scope == "全县"
    pace = Decimal(str(round(county.dice.uniform(0.92, 1.1) if wide else county.dice.uniform(0.8, 1.2), 3)))
    month = county.today.month
    if year == this and ((done < 3 and month < 6) or (indicator == "拜访企业" and month < 3)):
        # So early in the year the results say little, so the task grows from last year's.
        done, elapsed = measure(year - 1, subject), Decimal(1)
    fine = indicator in ("签约资金", "到位资金")
    annual = _rounded(done / (elapsed * pace), fine=fine, least=Decimal(200 if indicator == "利用外资" else 1))
    shares = county.pick(QUARTERS)
    values = {
        "year": year,
        "indicator": indicator,
        "scope": scope,
        "subject": subject.name if isinstance(subject, Made) else subject,
        "annual": annual,
    }
    for number, share in enumerate(shares, start=1):
        values[f"q{number}"] = annual if share == 1 else half_up(annual * share, 1 if fine else 0)
    county.targets.append(Made(values, author=county.office[0].name))


def _rounded(amount: Decimal, *, fine: bool, least: Decimal) -> Decimal:
    if fine:
        step = Decimal("0.5") if amount >= 10 else Decimal("0.1")
        return max(step, half_up(amount / step, 0) * step)
    return max(least, half_up(amount, 0))


def _of(county: County, subject: Made | str | None) -> list[Project]:
    if subject is None:
        return county.projects
    key = "station" if isinstance(subject, Made) else "unit"
    return [p for p in county.projects if p.values[key] == subject]


def _in(project: Project, kind: str, year: int) -> bool:
    day = project.when(kind)
    return day is not None and day.year == year


def _signed(county: County, year: int, subject: Made | str | None) -> list[Project]:
    return [p for p in _of(county, subject) if _in(p, "签约", year)]


def _valid(project: Project, year: int) -> bool:
    day = project.values.get("valid_date")
    return isinstance(day, dt.date) and day.year == year


def _arrived(county: County, year: int, subject: Made | str | None) -> Decimal:
    wanted = {id(p) for p in _of(county, subject)}
    found = [
        a.values for a in county.arrivals if id(a.values["lead"]) in wanted and a.values["month"].date.year == year
    ]
    return Decimal(sum(values["amount"] for values in found)) / YI


def _foreign(county: County, year: int) -> Decimal:
    found = [a.values for a in county.arrivals if a.values["month"].date.year == year]
    return sum((values.get("foreign_amount") or Decimal(0) for values in found), Decimal(0))


def _visited(county: County, year: int, subject: Made | str | None) -> set[int]:
    found = [v.values for v in county.visits if v.values["date"].year == year and v.values.get("enterprise")]
    return {id(values["enterprise"]) for values in found if subject is None or values["station"] is subject}
