"""招商大使引荐情况: what each ambassador brought, shared out between those who brought it together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.bulletin.facts import LeadFact
from crm.bulletin.listing import DAY_WIDTH, Cell, Column, Listing, fetch, said_each
from crm.bulletin.papers.readings import Readings
from crm.bulletin.sheet_style import TWO
from crm.records.hometown import Ambassador
from crm.records.lead import Introducer
from crm.records.ledger import table_of
from crm.rules.dates import month_of
from crm.rules.names import split_people
from crm.rules.numbers import quotient

AMBASSADOR = ("name", "employer", "batch", "appointed_to", "region")
Shares = Mapping[int, Mapping[int, Fraction]]
"""Lead -> ambassador -> the part of the lead that is credited to this ambassador."""


@dataclass
class Credit:
    """What an ambassador is credited with: leads touched, and parts of leads, of signed ones, of their 亿元."""

    leads: int = 0
    part: Fraction = Fraction(0)
    signed: Fraction = Fraction(0)
    amount: Fraction = Fraction(0)


def shares(session: Session) -> Shares:
    """Each lead's introducers by their kept percents where these make 100, else in equal parts; ambassadors only.

    Several names written into one cell are introducers of equal parts of its share.
    """
    i, a = table_of(Introducer), table_of(Ambassador)
    named: dict[str, list[int]] = {}
    known = set()
    for row_id, name in session.execute(select(a.c.id, a.c.name).where(a.c.deleted_at.is_(None))):
        named.setdefault(name, []).append(row_id)
        known.add(row_id)
    query = select(i.c.lead, i.c.id, i.c.kind, i.c.name, i.c.ambassador, i.c.share).where(i.c.deleted_at.is_(None))
    leads: dict[int, list[tuple[int | None, Decimal | None]]] = {}
    for lead, _, kind, name, ambassador, share in session.execute(query.order_by(i.c.lead, i.c.position, i.c.id)):
        together = [name or ""] if ambassador in known else split_people(name or "") or [""]
        for one in together:
            own = named.get(one, []) if kind in (None, "", "大使") else []
            who = ambassador if ambassador in known else own[0] if len(own) == 1 else None
            leads.setdefault(lead, []).append((who, None if share is None else share / len(together)))
    return {lead: split(brought) for lead, brought in leads.items()}


def split(brought: Sequence[tuple[int | None, Decimal | None]]) -> dict[int, Fraction]:
    """The parts of one lead by ambassador, from (ambassador or None, percent or None) of everyone who brought it."""
    percents = [Fraction(share) for _, share in brought if share is not None]
    kept = len(percents) == len(brought) and sum(percents) == 100
    found: dict[int, Fraction] = {}
    for at, (who, _) in enumerate(brought):
        if who is not None:
            found[who] = found.get(who, Fraction(0)) + (percents[at] / 100 if kept else Fraction(1, len(brought)))
    return found


def credits(leads: Sequence[LeadFact], parts: Shares) -> dict[int, Credit]:
    """Credit by ambassador; the parts of one lead never exceed the lead."""
    found: dict[int, Credit] = {}
    for lead in leads:
        for who, part in parts.get(lead.id, {}).items():
            own = found.setdefault(who, Credit())
            own.leads += 1
            own.part += part
            if "签约" in lead.dates:
                own.signed += part
                own.amount += part * Fraction(lead.contract, 100_000_000)
    return found


def introduced(readings: Readings, day: dt.date) -> list[Listing]:
    """招商大使引荐情况 up to the month's end; ambassadors who brought nothing have their row too."""
    data = readings.data(month_of(day))
    with readings.book.read() as session:
        found = credits(data.facts.leads, shares(session))
        rows = fetch(session, "ambassadors", fields=AMBASSADOR, sort=("batch", "name"))

    def line(row_id: int, texts: Sequence[str]) -> Sequence[Cell]:
        own = found.get(row_id, Credit())
        exact = [quotient(x.numerator, x.denominator) for x in (own.part, own.signed, own.amount)]
        return [*texts, own.leads, *exact]

    lines = [(found.get(r.id, Credit()), line(r.id, said_each("ambassadors", r, AMBASSADOR))) for r in rows]
    lines.sort(key=lambda pair: (-pair[0].amount, -pair[0].part))
    columns = [
        Column("姓名", 11),
        Column("单位职务", 44, left=True),
        Column("聘任批次", 15),
        Column("聘期止", DAY_WIDTH),
    ]
    columns += [Column("负责区域", 16), Column("参与引荐（个）", 12), Column("折算引荐（个）", 12, TWO, total=True)]
    columns += [Column("折算签约（个）", 12, TWO, total=True), Column("折算签约资金（亿元）", 16, TWO, total=True)]
    notes = (
        "一个项目由几方共同引荐的，按填报份额折算，份额不全的均分；乡贤、企业、单位引荐的部分不计入大使，项目不重复计数。",
    )
    title = f"{data.county}招商大使引荐情况"
    below = f"截至{data.month.label}底"
    groups = [("", [line for _, line in lines])] if lines else []
    return [Listing("大使引荐情况", title, below, columns, groups, "人", notes, "目前无在册招商大使")]
