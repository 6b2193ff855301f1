"""记拜访: one visit with all that follows from it, as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from crm.actions.attachments import NewAttachment, add_attachments
from crm.actions.children import add_child
from crm.actions.edit import find_or_make
from crm.actions.leads import open_lead, put_increase, put_milestone
from crm.actions.rows import insert_rows, update_rows
from crm.book import Book, Changes, Writer
from crm.queries.trips import covering_trip
from crm.records.enterprise import Contact, Enterprise
from crm.records.hometown import Hometown
from crm.records.keys import refresh_keys
from crm.records.ledger import LEDGERS
from crm.records.people import Staff
from crm.records.visit import Trip, Visit
from crm.rules.names import person_key
from crm.rules.problem import BadValue
from crm.rules.stages import INCREASE

_STATES = ("未接触", "已接触", "在谈", "签约")
_LABEL_LENGTH = 24


@dataclass(frozen=True, kw_only=True)
class NewTrip:
    """A trip to be made with the visit."""

    start: dt.date
    end: dt.date
    destination: str = ""
    kind: str = "驻点"


@dataclass(frozen=True, kw_only=True)
class VisitEntry:
    """What the quick log holds; whom it met is an enterprise (by id or a new name) or a hometown person, or both.

    Without `trip`, `extend_trip` or `new_trip` the trip that covers the day is taken, unless `no_trip`.
    `lead` is moved on to `milestone` (增资 adds `amount` to a signed one), or a new one is opened under `new_lead`;
    amounts are in 元.
    """

    date: dt.date
    method: str = "拜访"
    enterprise: int | None = None
    new_enterprise: str = ""
    hometown: int | None = None
    contact: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    leader: str = ""
    companions: str = ""
    people: int | None = None
    place: str = ""
    content: str = ""
    trip: int | None = None
    extend_trip: int | None = None
    new_trip: NewTrip | None = None
    no_trip: bool = False
    lead: int | None = None
    new_lead: str = ""
    milestone: str = ""
    amount: int | None = None
    next_step: str = ""
    next_date: dt.date | None = None
    attachments: Sequence[NewAttachment] = ()


def log_visit(book: Book, entry: VisitEntry) -> tuple[int, Changes]:
    """Write a visit, and with it the enterprise, contact, trip, lead and follow-up it brings; returns its id.

    BadValue in words when nobody was met, the day is still to come, or a date or amount cannot be.
    """
    _check(entry, book.today())
    with book.write(f"记拜访 {_whom(book, entry)}") as writer:
        visit = _write(writer, entry)
        add_attachments(writer, "visits", visit, entry.attachments)
    return visit, writer.changes


def me_as_staff(writer: Writer) -> tuple[int | None, int | None]:
    """(staff id, station id) of whoever works here, made in 人员 when new; (None, None) before the first start."""
    me = writer.book.setting("me") or {}
    name = str(me.get("name", "")).strip()
    if not name:
        return None, None
    station = me.get("station_id")
    if station is None and me.get("station"):
        station = find_or_make(writer, "stations", str(me["station"]))
    role = "办公室" if me.get("role") == "office" else "驻外干部"
    staff = find_or_make(writer, "staff", name, station=station, role=role)
    if station is None:
        station = writer.session.execute(select(Staff.station).where(Staff.id == staff)).scalar()
    return staff, station


def _check(entry: VisitEntry, today: dt.date) -> None:
    if entry.enterprise is None and not entry.new_enterprise.strip() and entry.hometown is None:
        raise BadValue("请填写见了谁：选一家企业或一位乡贤")
    if entry.date > today:
        raise BadValue(f"{entry.date.month}月{entry.date.day}日还没有到，拜访请记已经发生的日子")
    if entry.next_date is not None and entry.next_date < entry.date:
        raise BadValue("下次跟进早于这次见面，请改正其中一个日期")


def _check_still_there(writer: Writer, entry: VisitEntry) -> None:
    """BadValue where what was chosen has left the book while one told: deleted, or merged into another."""
    trip = entry.trip if entry.trip is not None else entry.extend_trip
    chosen = (("enterprises", entry.enterprise), ("hometown", entry.hometown), ("leads", entry.lead), ("trips", trip))
    for key, row in chosen:
        table = LEDGERS[key].table
        there = select(table.c.id).where(table.c.id == row, table.c.deleted_at.is_(None))
        if row is not None and writer.session.execute(there).scalar() is None:
            raise BadValue(f"选的{LEDGERS[key].label}已不在账本里，可能被删除或并入了另一条，请重新选")


def _whom(book: Book, entry: VisitEntry) -> str:
    name: str | None = entry.new_enterprise.strip()
    with book.read() as session:
        if entry.enterprise is not None:
            name = session.execute(select(Enterprise.name).where(Enterprise.id == entry.enterprise)).scalar()
        elif not name:
            name = session.execute(select(Hometown.name).where(Hometown.id == entry.hometown)).scalar()
    words = str(name or "")
    return words if len(words) <= _LABEL_LENGTH else words[: _LABEL_LENGTH - 1] + "…"


def _write(writer: Writer, entry: VisitEntry) -> int:
    _check_still_there(writer, entry)
    staff, station = me_as_staff(writer)
    enterprise = entry.enterprise
    if enterprise is None and entry.new_enterprise.strip():
        owner = {"station": station, "staff": staff, "source": "拜访"}
        enterprise = find_or_make(writer, "enterprises", entry.new_enterprise, **owner)
    lead = _lead(writer, entry, enterprise=enterprise, staff=staff, station=station)
    # The plans are looked at before the visit is there, for it would count as the newest.
    _plan_next(writer, entry, enterprise=enterprise, lead=lead)
    if enterprise is not None and entry.contact.strip():
        _contact(writer, entry, enterprise)
    kept = LEDGERS["visits"].table.c
    values = {column.key: _plain(getattr(entry, column.key)) for column in kept if hasattr(entry, column.key)}
    values |= {"staff": staff, "station": station, "enterprise": enterprise, "lead": lead}
    values |= {"leader_led": bool(values["leader"]) or None, "reported_on": writer.at.date()}
    values["trip"] = _trip(writer, entry, staff=staff, station=station)
    return insert_rows(writer, LEDGERS["visits"], [values])[0]


def _plain(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


def _lead(
    writer: Writer, entry: VisitEntry, *, enterprise: int | None, staff: int | None, station: int | None
) -> int | None:
    lead = entry.lead
    if lead is None and entry.new_lead.strip():
        lead = open_lead(
            writer,
            entry.new_lead.strip(),
            day=entry.date,
            enterprise=enterprise,
            amount=entry.amount,
            staff=staff,
            station=station,
        )
    if lead is not None and entry.milestone == INCREASE:
        put_increase(writer, lead, date=entry.date, amount=entry.amount)
    elif lead is not None and entry.milestone:
        # What a new lead states is its planned investment; only a signing has an amount of its own.
        amount = entry.amount if entry.milestone == "签约" or entry.lead is not None else None
        put_milestone(writer, lead, entry.milestone, date=entry.date, amount=amount)
    return lead


def _plan_next(writer: Writer, entry: VisitEntry, *, enterprise: int | None, lead: int | None) -> None:
    if enterprise is not None:
        row = writer.session.execute(select(Enterprise).where(Enterprise.id == enterprise)).scalar_one()
        change: dict[str, Any] = _next_contact(writer, entry, row.next_contact, Visit.enterprise == enterprise)
        state = _state_after(row.state, entry, lead)
        if state != row.state:
            change["state"] = state
        if change:
            update_rows(writer, LEDGERS["enterprises"], {enterprise: change})
    if entry.hometown is not None:
        planned = writer.session.execute(select(Hometown.next_contact).where(Hometown.id == entry.hometown)).scalar()
        change = _next_contact(writer, entry, planned, Visit.hometown == entry.hometown)
        if change:
            update_rows(writer, LEDGERS["hometown"], {entry.hometown: change})
    if lead is not None:
        change = {"next_step": entry.next_step.strip() or None, "next_date": entry.next_date}
        given = {key: value for key, value in change.items() if value is not None}
        if given:
            update_rows(writer, LEDGERS["leads"], {lead: given})


def _next_contact(writer: Writer, entry: VisitEntry, planned: dt.date | None, same: Any) -> dict[str, Any]:
    """The plan after this contact: the new one; none when the old one was due or came from the visit before."""
    newest = writer.session.execute(select(func.max(Visit.date)).where(same, Visit.deleted_at.is_(None))).scalar()
    if newest is not None and newest > entry.date:
        return {}
    if entry.next_date is not None:
        return {"next_contact": entry.next_date}
    came_from_visit = select(Visit.id).where(and_(same, Visit.deleted_at.is_(None), Visit.next_date == planned))
    if planned is None or (planned > entry.date and writer.session.execute(came_from_visit.limit(1)).scalar() is None):
        return {}
    return {"next_contact": None}


def _state_after(state: str | None, entry: VisitEntry, lead: int | None) -> str:
    """The state of an enterprise only rises: 未接触 → 已接触 → 在谈 → 签约; 搁置 and 无意向 are left to people."""
    reached = "已接触"
    if lead is not None and entry.milestone and entry.milestone != "终止":
        reached = "在谈" if entry.milestone == "在谈" else "签约"
    if state is not None and state not in _STATES:
        return reached if reached != "已接触" else state
    now = _STATES.index(state or "未接触")
    return _STATES[max(now, _STATES.index(reached))]


def _contact(writer: Writer, entry: VisitEntry, enterprise: int) -> None:
    """Keep a contact that is new to the enterprise; fill in post and phone of one that lacks them."""
    query = select(Contact).where(Contact.enterprise == enterprise, Contact.deleted_at.is_(None))
    known = list(writer.session.execute(query.order_by(Contact.position)).scalars())
    given = {"title": entry.contact_title.strip() or None, "phone": entry.contact_phone.strip() or None}
    for row in known:
        if row.name and person_key(row.name) == person_key(entry.contact):
            row.title = row.title or given["title"]
            row.phone = row.phone or given["phone"]
            writer.session.flush()
            refresh_keys(writer.session, LEDGERS["enterprises"], [enterprise])
            return
    place = max((row.position or 0 for row in known), default=-1) + 1
    add_child(writer, "contact", enterprise, {"name": entry.contact.strip(), "position": place, **given})


def _trip(writer: Writer, entry: VisitEntry, *, staff: int | None, station: int | None) -> int | None:
    if entry.new_trip is not None:
        if staff is None:
            raise BadValue("还没有填写您的姓名，请先在设置里填写，再新建行程")
        new = entry.new_trip
        place = new.destination.strip() or None
        values = {"staff": staff, "station": station, "kind": new.kind, "destination": place}
        return insert_rows(writer, LEDGERS["trips"], [{**values, "start": new.start, "end": new.end}])[0]
    if entry.extend_trip is not None:
        trip = writer.session.execute(select(Trip).where(Trip.id == entry.extend_trip)).scalar_one()
        ends = {"start": min(trip.start or entry.date, entry.date), "end": max(trip.end or entry.date, entry.date)}
        update_rows(writer, LEDGERS["trips"], {entry.extend_trip: ends})
        return entry.extend_trip
    if entry.trip is not None or entry.no_trip or staff is None:
        return entry.trip
    covering = covering_trip(writer.session, staff, entry.date)
    return covering.id if covering else None
