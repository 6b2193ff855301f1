"""What a figure leaves out and why: the note under the rows that it was made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.book import Book
from crm.bulletin.dataset import Dataset
from crm.bulletin.definitions import QUANTITIES, Definition
from crm.bulletin.facts import Facts, TripFact, added_in
from crm.bulletin.figures import windows
from crm.bulletin.measures import measure, moneyed_in, reached_in
from crm.bulletin.posted import COUNTED, TOTAL
from crm.records.lead import Arrival, Lead, Milestone
from crm.records.ledger import table_of
from crm.rules.money import format_money
from crm.rules.posting import posting_days

_NAMED = 3
_STAGES = {"签约项目": "签约", "签约资金": "签约", "履约项目": "签约", "有资金到位项目": "签约"}


def left_out(book: Book, data: Dataset, key: str) -> list[str]:
    """Sentences about what a figure does not count, by its key in rows_behind; empty where nothing is left out."""
    if key.startswith("station/"):
        return _of_station(data, key)
    if key.startswith("funnel/"):
        ended = [lead.name for lead in data.facts.leads if lead.ended]
        return _told(ended, "个已终止的项目不计入现有") if key.endswith("/standing") else []
    asked = asked_of(data, key)
    if asked is None:
        return []
    with book.read() as session:
        return _of_indicator(session, data.facts, asked)


_WINDOWS = {
    "month_value": "month_value",
    "month_growth": "month_value",
    "last_year": "last_year",
    "last_month": "last_month",
}


class Asked(NamedTuple):
    """What a figure of an indicator counts: the quantity, on which facts, in which days; `base` for a denominator."""

    definition: Definition
    quantity: str
    facts: Facts
    start: dt.date
    end: dt.date
    base: bool


def asked_of(data: Dataset, key: str) -> Asked | None:
    """What the figure under a key of rows_behind counts; None for tasks and what is no indicator's."""
    name, _, field = key.partition(".")
    own = next((one for one in data.convention.definitions if one.key == name), None)
    if own is None and key.startswith(("scope/", "structure/")) and not key.endswith("/target"):
        own, field = next(one for one in data.convention.definitions if one.key == "signed_amount"), "cumulative"
    if own is None or field.endswith("target"):
        return None
    base, field = field.endswith("denominator"), field.partition(".")[0]
    start, end = windows(data.facts)[_WINDOWS.get(field, "cumulative")]
    under = data.facts.under.get((own.basis, own.money), data.facts)
    quantity = own.denominator if own.is_rate and (base or own.cohort == "同批") else own.numerator
    return Asked(own, quantity, under, start, end, base)


def _of_indicator(session: Session, facts: Facts, asked: Asked) -> list[str]:
    own, quantity, under, start, end, base = asked
    found: list[str] = []
    if QUANTITIES[quantity].said.endswith("（美元）") or quantity == "到位资金":
        found += _arrivals(session, under, start, end)
    else:
        stage = _STAGES.get(quantity, quantity.removesuffix("项目"))
        found += _projects(session, under, stage, start, end)
        found += _small(under, own, stage, start, end)
        found += _added(under, start, end) if "签约资金" in quantity else []
    if own.is_rate and not base:
        counted = measure(facts, own, start, end)
        part, whole = set(counted.ids), set(counted.base)
        rest = [facts.by_id[i].name for i in sorted(whole - part) if i in facts.by_id] if part <= whole else []
        found += _told(rest, "个在分母里、不在分子里")
    return found


def _projects(session: Session, facts: Facts, stage: str, start: dt.date, end: dt.date) -> list[str]:
    """Projects with such a date that do not count: under another basis only, or in the bin."""
    basis = facts.convention.basis
    m, lead = table_of(Milestone), table_of(Lead)
    query = select(lead.c.id, lead.c.name, lead.c.deleted_at, m.c.basis).join(lead, lead.c.id == m.c.lead)
    query = query.where(m.c.kind == stage, m.c.deleted_at.is_(None), m.c.date >= start, m.c.date <= end)
    counted = {one.id for one in reached_in(facts, stage, start, end)}
    binned: dict[int, str] = {}
    others: dict[int, str] = {}
    earlier: dict[int, str] = {}
    for lead_id, name, deleted, told in session.execute(query.order_by(lead.c.id)):
        if lead_id in counted:
            continue
        place = binned if deleted is not None else others if told != basis else earlier
        place[lead_id] = name
    found = _told(list(binned.values()), "个在回收站，不计")
    foreign = [name for lead_id, name in others.items() if lead_id not in earlier]
    found += _told(foreign, f"个只有别的口径的{stage}日期，不按{basis}计")
    found += _told(list(earlier.values()), f"个此前已有{stage}日期，不重复计")
    free = [one.name for one in reached_in(facts, stage, start, end) if stage == "签约" and one.amount == 0]
    return found + _told(free, "个未填金额，按0计入资金")


def _small(facts: Facts, own: Definition, stage: str, start: dt.date, end: dt.date) -> list[str]:
    floor = own.floor or (facts.convention.rate_floor if own.is_rate else 0)
    small = [one.name for one in reached_in(facts, stage, start, end) if one.amount < floor]
    return _told(small, f"个不到{format_money(floor, '亿元')}亿元，不计")


def _added(facts: Facts, start: dt.date, end: dt.date) -> list[str]:
    """Of 签约资金: the projects signed before that only their 增资 counts of."""
    old = [lead for lead in moneyed_in(facts, start, end) if lead.dates["签约"] < start and added_in(lead, start, end)]
    return _told([lead.name for lead in old], "个此前签约的项目只计增资，不计个数")


def _arrivals(session: Session, facts: Facts, start: dt.date, end: dt.date) -> list[str]:
    a, lead = table_of(Arrival), table_of(Lead)
    query = select(a.c.source, a.c.confirmed, a.c.foreign_amount, lead.c.deleted_at).join(lead, lead.c.id == a.c.lead)
    query = query.where(a.c.deleted_at.is_(None), a.c.month >= start, a.c.month <= end)
    rows = session.execute(query).all()
    convention = facts.convention
    counts = {
        "笔的项目在回收站，不计": sum(gone is not None for *_, gone in rows),
        "笔的来源不在口径内，不计": sum(
            gone is None and (source or "省外") not in convention.arrival_sources for source, _, _, gone in rows
        ),
        "笔未认定，按0计": sum(
            gone is None and confirmed is None and convention.basis != "自报" for _, confirmed, _, gone in rows
        ),
        "笔境外资金未填外币金额，不计入利用外资": sum(
            gone is None and source == "境外" and foreign is None for source, _, foreign, gone in rows
        ),
    }
    return [f"{count}{words}" for words, count in counts.items() if count]


def _of_station(data: Dataset, key: str) -> list[str]:
    _, station, person, field = key.split("/")
    facts = data.facts
    staff = {
        row.staff
        for row in data.stations
        if row.staff is not None and station in (row.station, TOTAL) and person in (row.person, "")
    }
    if field in ("days", "leave", "training"):
        return _days(facts, staff) if field == "days" else []
    if field in ("visits", "enterprises", "leader_visits", "receptions", "guests"):
        return _visits(facts, staff, field, everyone=station == TOTAL)
    if field == "signed_amount":
        own = replace(facts, leads=tuple(lead for lead in facts.leads if lead.staff in staff))
        return _added(own, facts.month.start, facts.month.end)
    if field == "negotiating":
        ended = [lead.name for lead in facts.leads if lead.staff in staff and lead.ended and lead.entered("在谈")]
        return _told(ended, "个已终止，不计入在谈")
    return []


def _days(facts: Facts, staff: set[int]) -> list[str]:
    """Of the days of trips: those outside the month, those counted once, those of leave and training."""
    start, end = facts.month.start, facts.month.end
    outside = double = away = 0
    for person in staff:
        own = [t for t in facts.trips if t.staff == person and t.kind in COUNTED]
        off = [t for t in facts.trips if t.staff == person and t.kind not in COUNTED]
        inside = sum(_length(t, start, end) for t in own)
        outside += sum((t.end - t.start).days + 1 for t in own) - inside
        union = posting_days([(t.start, t.end) for t in own], start, end)
        double += inside - union
        both = posting_days([(t.start, t.end) for t in (*own, *off)], start, end)
        away += union + posting_days([(t.start, t.end) for t in off], start, end) - both
    told = {"天在本月以外，不计": outside, "天行程重叠，只计1次": double, "天同时请假、培训或在县内，不计驻外": away}
    return [f"{days}{words}" for words, days in told.items() if days]


def _length(trip: TripFact, start: dt.date, end: dt.date) -> int:
    return (min(trip.end, end) - max(trip.start, start)).days + 1


def _visits(facts: Facts, staff: set[int], field: str, *, everyone: bool) -> list[str]:
    wanted = "接待" if field in ("receptions", "guests") else "拜访"
    own = [visit for visit in facts.visits if visit.staff in staff]
    told = {f"次是{wanted}以外的方式，不计": sum(visit.method != wanted for visit in own)}
    of_kind = [visit for visit in own if visit.method == wanted]
    if field in ("enterprises", "leader_visits"):
        counted = [v for v in of_kind if v.enterprise is not None and (v.led or field == "enterprises")]
        told["次未填企业，不计家数"] = sum(visit.enterprise is None for visit in of_kind)
        told["次是同一家企业，只计1家"] = len(counted) - len({visit.enterprise for visit in counted})
    if field == "guests":
        told["批未填人数，按0计"] = sum(visit.people == 0 for visit in of_kind)
    if everyone:
        told["次未填驻外人员，不计入个人"] = sum(v.staff is None and v.method == wanted for v in facts.visits)
    return [f"{count}{words}" for words, count in told.items() if count]


def _told(names: Iterable[str], words: str) -> list[str]:
    """5个…，不计：甲、乙、丙等."""
    listed = list(names)
    if not listed:
        return []
    return [f"{len(listed)}{words}：{'、'.join(listed[:_NAMED])}{'等' if len(listed) > _NAMED else ''}"]
