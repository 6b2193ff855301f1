"""Leads: opened, moved on by a dated fact, moved back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete, select, update

from crm.actions.children import add_child
from crm.actions.rows import insert_rows, update_rows
from crm.book import Book, Changes, Writer
from crm.queries.derived import BASIS
from crm.records.enterprise import Enterprise
from crm.records.lead import MILESTONES, Lead, Milestone
from crm.records.ledger import LEDGERS, table_of
from crm.rules.dates import Day, surely_before
from crm.rules.problem import BadValue, Problem
from crm.rules.stages import INCREASE


def put_milestone(
    writer: Writer,
    lead: int,
    kind: str,
    *,
    date: dt.date | Day | None,
    amount: int | None = None,
    evidence: str | None = None,
    basis: str = BASIS,
) -> None:
    """Write a dated fact of a lead under a basis; amount (元) and evidence already there stay when none is given."""
    day = date.date if isinstance(date, Day) else date
    if kind not in MILESTONES:
        raise BadValue(f"没有“{kind}”这个里程碑，可用的有：{'、'.join(MILESTONES)}")
    if day is None:
        raise BadValue(f"请填写{kind}日期")
    if day > writer.at.date():
        raise BadValue(f"{kind}日期{day.isoformat()}还没有到，请填写已经发生的日期，计划写在下一步里")
    table = table_of(Milestone)
    where = (table.c.lead == lead, table.c.kind == kind, table.c.basis == basis, table.c.deleted_at.is_(None))
    found = writer.session.execute(select(table.c.id).where(*where).limit(1)).scalar()
    given = {k: v for k, v in (("amount", amount), ("evidence", evidence)) if v is not None}
    if found is None:
        add_child(writer, "milestone", lead, {"kind": kind, "basis": basis, "date": date, **given})
        return
    month = "date" if isinstance(date, Day) and date.precision != "day" else None
    writer.session.execute(update(table).where(table.c.id == found).values(date=day, month_only=month, **given))


def put_increase(
    writer: Writer,
    lead: int,
    *,
    date: dt.date | Day | None,
    amount: int | None,
    evidence: str | None = None,
    basis: str = BASIS,
) -> None:
    """Write one 增资 of a signed project: the added amount (元) on its own day; any number of them may stand.

    BadValue without a day or an amount, before the signing, and where the day has one already.
    """
    day = date.date if isinstance(date, Day) else date
    if day is None or amount is None or amount <= 0:
        raise BadValue(f"请填写增资{'日期' if day is None else '金额，只填增加的部分'}")
    if day > writer.at.date():
        raise BadValue(f"增资日期{day.isoformat()}还没有到，请填写已经发生的日期")
    t = table_of(Milestone)
    query = select(t.c.kind, t.c.date, t.c.month_only).where(
        t.c.lead == lead, t.c.basis == basis, t.c.kind.in_((INCREASE, "签约")), t.c.deleted_at.is_(None)
    )
    facts = writer.session.execute(query).all()
    signed = next((fact for fact in facts if fact.kind == "签约" and fact.date is not None), None)
    if signed is None:
        raise BadValue("项目还没有签约，签约以后追加的投资才算增资")
    if surely_before(day, signed.date, vague=bool(signed.month_only)):
        raise BadValue(f"增资日期早于签约日期{signed.date.isoformat()}，请改正其中一个")
    if any(fact.kind == INCREASE and fact.date == day for fact in facts):
        raise BadValue(f"{day.month}月{day.day}日已经登记过增资，要改请打开项目，在里程碑下面修改")
    add_child(
        writer,
        "milestone",
        lead,
        {"kind": INCREASE, "basis": basis, "date": date, "amount": amount, "evidence": evidence},
    )


def open_lead(
    writer: Writer,
    name: str,
    *,
    day: dt.date,
    enterprise: int | None = None,
    amount: int | None = None,
    staff: int | None = None,
    station: int | None = None,
    **more: Any,
) -> int:
    """Make a lead first talked of on `day`, its investor and origin taken from the enterprise; returns its id."""
    values: dict[str, Any] = {"name": name, "first_date": day, "total_investment": amount}
    values.update(enterprise=enterprise, staff=staff, station=station)
    if enterprise is not None:
        columns = (Enterprise.name, Enterprise.province, Enterprise.city, Enterprise.industry, Enterprise.chain)
        row = writer.session.execute(select(*columns).where(Enterprise.id == enterprise)).one()
        origin = "".join(part for part in (row.province, row.city if row.city != row.province else "") if part)
        values.update(investor=row.name, origin=origin or None, industry=row.industry, chain=row.chain)
    return insert_rows(writer, LEDGERS["leads"], [{**values, **more}])[0]


def advance(
    book: Book,
    lead: int,
    kind: str,
    *,
    date: dt.date | Day | None,
    amount: int | None = None,
    evidence: str | None = None,
    basis: str = BASIS,
    **fields: Any,
) -> Changes:
    """Move a lead on by a dated fact, as one step; `fields` of the lead (end_reason, next_step …) go with it.

    增资 is such a fact too, though no stage. `amount` is in 元. BadValue when the date is missing or still to come.
    """
    more = kind == INCREASE
    with book.write(f"{_name(book, lead)} {'登记增资' if more else f'推进到{kind}'}") as writer:
        if more:
            put_increase(writer, lead, date=date, amount=amount, evidence=evidence, basis=basis)
        else:
            put_milestone(writer, lead, kind, date=date, amount=amount, evidence=evidence, basis=basis)
        if fields:
            update_rows(writer, LEDGERS["leads"], {lead: fields})
    return writer.changes


def move_back(book: Book, lead: int, stage: str, *, basis: str = BASIS) -> Changes:
    """Take back the facts beyond `stage` (线索 takes back all), as one step; what other bases hold stays.

    With its 签约 a lead loses every 增资.
    """
    order = ("线索", *MILESTONES)
    if stage not in order:
        raise BadValue(f"没有“{stage}”这个阶段，可用的有：{'、'.join(order)}")
    beyond = order[order.index(stage) + 1 :]
    beyond += (INCREASE,) if "签约" in beyond else ()
    table = table_of(Milestone)
    with book.write(f"{_name(book, lead)} 退回到{stage}") as writer:
        where = (table.c.lead == lead, table.c.basis == basis, table.c.kind.in_(beyond))
        writer.session.execute(delete(table).where(*where))
    return writer.changes


def _name(book: Book, lead: int) -> str:
    with book.read() as session:
        name = session.execute(select(Lead.name).where(Lead.id == lead, Lead.deleted_at.is_(None))).scalar()
    if name is None:
        raise Problem("这个线索项目已不在账本里，请刷新后再操作")
    return str(name)
