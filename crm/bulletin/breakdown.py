"""The funnel by cohort and the 占比 of the year's new projects; parts add to the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from crm.bulletin.facts import PATH, Facts, LeadFact, money_in
from crm.bulletin.figures import Behind
from crm.bulletin.measures import moneyed_in, signed_in
from crm.records.lead import METHODS, SECTORS
from crm.rules.indicators import tier_of
from crm.rules.numbers import ratio, shares

UNKNOWN = "未填"


@dataclass(frozen=True)
class FunnelRow:
    """A stage: projects that first entered it this year to date, how many of those have gone on, and the percent.

    `standing` is how many stand in the stage at the month's end, 终止 left out, whenever they entered;
    amounts in 元; `conversion` with one decimal, None for the last stage or an empty cohort.
    """

    stage: str
    entered: int
    amount: int
    standing: int
    advanced: int | None
    conversion: str | None


@dataclass(frozen=True)
class Part:
    """One part of a whole: count and amount (元) with their printed percents, each column summing to 100.0."""

    name: str
    count: int
    amount: int
    count_share: str
    amount_share: str


def year_window(facts: Facts) -> tuple[dt.date, dt.date]:
    """The year to date."""
    return dt.date(facts.month.year, 1, 1), facts.month.end


def _cohorts(facts: Facts) -> dict[str, list[LeadFact]]:
    start, end = year_window(facts)
    found: dict[str, list[LeadFact]] = {stage: [] for stage in PATH}
    for lead in facts.leads:
        for stage, day in lead.entries.items():
            if start <= day <= end:
                found[stage].append(lead)
    return found


def _standing(facts: Facts) -> dict[str, list[LeadFact]]:
    found: dict[str, list[LeadFact]] = {stage: [] for stage in PATH}
    for lead in facts.leads:
        if not lead.ended:
            found[next(s for s in reversed(PATH) if s == "线索" or s in lead.dates)].append(lead)
    return found


def funnel(facts: Facts) -> tuple[list[FunnelRow], Behind]:
    """转化: each stage's cohort of the year and the share of it that has reached the next; each project once."""
    rows: list[FunnelRow] = []
    behind: Behind = {}
    cohorts, standing = _cohorts(facts), _standing(facts)
    following: dict[str, str | None] = {**dict(pairwise(PATH)), PATH[-1]: None}
    for stage, after in following.items():
        cohort = cohorts[stage]
        gone = [lead for lead in cohort if after in lead.entries]
        percent = ratio(len(gone), len(cohort), 1) if after else None
        rows.append(
            FunnelRow(
                stage,
                len(cohort),
                sum(lead.amount for lead in cohort),
                len(standing[stage]),
                len(gone) if after else None,
                None if percent is None else str(percent),
            )
        )
        behind[f"funnel/{stage}"] = ("leads", _ids(cohort))
        behind[f"funnel/{stage}/standing"] = ("leads", _ids(standing[stage]))
        if after:
            behind[f"funnel/{stage}/advanced"] = behind[f"funnel/{stage}/conversion"] = ("leads", _ids(gone))
    return rows, behind


def _ids(leads: Sequence[LeadFact]) -> tuple[int, ...]:
    return tuple(lead.id for lead in leads)


def _dimensions(facts: Facts) -> dict[str, tuple[Callable[[LeadFact], str], tuple[str, ...]]]:
    tiers = facts.convention.tiers
    return {
        "产次": (lambda lead: lead.sector, SECTORS),
        "产业链": (lambda lead: lead.chain, ()),
        "规模档": (lambda lead: tier_of(lead.amount, tiers), tuple(name for _, name in tiers)),
        "来源地": (lambda lead: lead.origin, ()),
        "招商方式": (lambda lead: lead.method, METHODS),
        "责任单位": (lambda lead: lead.unit, ()),
    }


def structure(facts: Facts) -> tuple[dict[str, list[Part]], Behind]:
    """占比 of the year's signings, by 产次, 产业链, 规模档, 来源地, 招商方式 and 责任单位.

    Counts are of the projects first signed this year; the money has the year's 增资 too, with the parts that their
    projects belong to (规模档 by the money of the first signing).
    """
    window = year_window(facts)
    signed = {lead.id for lead in signed_in(facts, *window)}
    moneyed = moneyed_in(facts, *window)
    worth = {lead.id: money_in(lead, *window) for lead in moneyed}
    found: dict[str, list[Part]] = {}
    behind: Behind = {}
    for name, (of, order) in _dimensions(facts).items():
        groups: dict[str, list[LeadFact]] = {}
        for lead in moneyed:
            groups.setdefault(of(lead).strip() or UNKNOWN, []).append(lead)
        counts = {part: sum(lead.id in signed for lead in leads) for part, leads in groups.items()}
        amounts = {part: sum(worth[lead.id] for lead in leads) for part, leads in groups.items()}
        found[name] = _parts(counts, amounts, order)
        for part, leads in groups.items():
            fresh = [lead for lead in leads if lead.id in signed]
            for figure, own in (("", fresh), ("/count_share", fresh), ("/amount", leads), ("/amount_share", leads)):
                behind[f"structure/{name}/{part}{figure}"] = ("leads", _ids(own))
    return found, behind


def _parts(counts: dict[str, int], amounts: dict[str, int], order: tuple[str, ...]) -> list[Part]:
    place = {name: i for i, name in enumerate(order)}
    names = sorted(counts, key=lambda n: (n == UNKNOWN, place.get(n, len(place)), -amounts[n], -counts[n], n))
    by_count = shares([counts[n] for n in names]).percents
    by_amount = shares([amounts[n] for n in names]).percents
    return [Part(n, counts[n], amounts[n], str(c), str(a)) for n, c, a in zip(names, by_count, by_amount, strict=True)]


def as_json(parts: dict[str, list[Part]]) -> dict[str, Any]:
    """The structure as plain data."""
    return {name: [asdict(part) for part in rows] for name, rows in parts.items()}
