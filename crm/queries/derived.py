"""Expressions of the fields that are computed from other rows."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Exists,
    Integer,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from crm.records.attachment import Attachment
from crm.records.enterprise import Enterprise
from crm.records.field import FieldSpec, Fixed, Kind
from crm.records.hometown import Ambassador, Hometown
from crm.records.lead import MILESTONES, Arrival, Introducer, Lead, Milestone
from crm.records.ledger import ATTACHMENTS, CHILD_PARENT, CHILDREN, COUNTED, LEDGERS, Ledger, table_of
from crm.records.office import INDICATOR_UNITS, Target
from crm.records.visit import Trip, Visit

BASIS = "自报"
ENDED = "终止"


def child_value(ledger: Ledger, spec: FieldSpec) -> ColumnElement[Any]:
    """The value of a field that lives in a child row."""
    assert spec.child is not None
    child = table_of(CHILDREN[spec.child.table])
    query = select(child.c[spec.child.column]).where(
        child.c[CHILD_PARENT[spec.child.table]] == ledger.table.c.id, child.c.deleted_at.is_(None)
    )
    for column, wanted in spec.child.where.items():
        query = query.where(child.c[column] == wanted)
    if spec.child.repeats:
        query = query.order_by(child.c.date.desc(), child.c.id.desc())
    return query.limit(1).correlate(ledger.table).scalar_subquery()


def stage_of(basis: str = BASIS) -> ColumnElement[str]:
    """The stage of a lead under `basis`, as crm.rules.stages.stage_of has it.

    It is the furthest dated milestone; 终止 when that is the latest fact of all.
    """
    reached = ((_reached(Milestone, kind, basis), literal(kind)) for kind in reversed(MILESTONES) if kind != ENDED)
    return case((ended(basis), literal(ENDED)), *reached, else_=literal("线索"))


def _reached(facts: type[Milestone], kind: str, basis: str) -> Exists:
    return (
        exists()
        .where(
            facts.lead == Lead.id,
            facts.kind == kind,
            facts.basis == basis,
            facts.date.is_not(None),
            facts.deleted_at.is_(None),
        )
        .correlate(Lead)
    )


def ended(basis: str = BASIS) -> Exists:
    """Whether a lead is given up: 终止 is dated, and no other milestone after it."""
    end, later = aliased(Milestone), aliased(Milestone)
    taken_up_again = exists().where(
        later.lead == Lead.id,
        later.kind.in_([kind for kind in MILESTONES if kind != ENDED]),
        later.basis == basis,
        later.date > end.date,
        later.deleted_at.is_(None),
    )
    return _reached(end, ENDED, basis).where(~taken_up_again.correlate(Lead, end))


def _visits(what: ColumnElement[Any], column: Any, owner: Any) -> ColumnElement[Any]:
    query = select(what).select_from(Visit).where(column == owner.id, Visit.deleted_at.is_(None))
    return query.correlate(owner).scalar_subquery()


def _last_visit(column: Any, owner: Any) -> ColumnElement[Any]:
    return _visits(func.max(Visit.date), column, owner)


def _count_visits(column: Any, owner: Any) -> ColumnElement[Any]:
    return _visits(func.count(), column, owner)


def met_again() -> ColumnElement[bool]:
    """Whether the enterprise, person or lead of a visit was met later: what was agreed at it is then overtaken."""
    # One EXISTS for each road to the other visit, so that each can take its index.
    return or_(*(_met_later(road) for road in ("enterprise", "hometown", "lead")))


def _met_later(road: str) -> ColumnElement[bool]:
    later = aliased(Visit)
    after = or_(later.date > Visit.date, and_(later.date == Visit.date, later.id > Visit.id))
    same = getattr(later, road) == getattr(Visit, road)
    return exists().where(same, later.deleted_at.is_(None), after).correlate(Visit)


def _arrived() -> ColumnElement[Any]:
    query = select(func.sum(Arrival.amount)).where(Arrival.lead == Lead.id, Arrival.deleted_at.is_(None))
    return query.correlate(Lead).scalar_subquery()


def _introduced() -> ColumnElement[Any]:
    """Leads that an ambassador introduced: by the link, or by name, alone or among others, where there is no link."""
    linked = select(Introducer.lead).where(Introducer.ambassador == Ambassador.id, Introducer.deleted_at.is_(None))
    names = literal("、").concat(func.replace(Introducer.name, "，", "、")).concat("、")
    told = select(Introducer.lead, names.label("names")).where(
        Introducer.ambassador.is_(None),
        or_(Introducer.kind.is_(None), Introducer.kind == "大使"),
        Introducer.deleted_at.is_(None),
    )
    # Read once and not again for every ambassador: of a thousand, a hundredth of the time.
    loose = told.cte("introduced_by_name").prefix_with("MATERIALIZED")
    named = select(loose.c.lead).where(
        func.instr(loose.c.names, literal("、").concat(Ambassador.name).concat("、")) > 0
    )
    leads = union_all(linked.correlate(Ambassador), named.correlate(Ambassador))
    counted = select(func.count(Lead.id)).where(Lead.id.in_(leads), Lead.deleted_at.is_(None))
    return counted.correlate(Ambassador).scalar_subquery()


def _trip_days() -> ColumnElement[Any]:
    return cast(func.julianday(Trip.end) - func.julianday(Trip.start) + 1, Integer)


def _attachment_names(ledger: Ledger) -> ColumnElement[Any]:
    """The file names of a row's attachments in order, parted by 、."""
    a = aliased(Attachment)
    owner = getattr(a, ledger.table.name)
    names = select(a.name).where(owner == ledger.table.c.id, a.deleted_at.is_(None)).order_by(a.position, a.id)
    listed = names.correlate(ledger.table).subquery()
    return select(func.group_concat(listed.c.name, "、")).scalar_subquery()


def _unit_of_indicator() -> ColumnElement[Any]:
    """The unit of a task by its indicator; of a county's own, that of a rate is known by its name."""
    known = case(INDICATOR_UNITS, value=Target.indicator, else_=None)
    return case((known.is_not(None), known), (Target.indicator.like("%率"), literal("%")), else_=None)


EXPRESSIONS: dict[tuple[str, str], ColumnElement[Any]] = {
    ("enterprises", "last_contact"): _last_visit(Visit.enterprise, Enterprise),
    ("enterprises", "visit_count"): _count_visits(Visit.enterprise, Enterprise),
    ("hometown", "last_contact"): _last_visit(Visit.hometown, Hometown),
    ("ambassadors", "introduced"): _introduced(),
    ("trips", "days"): _trip_days(),
    ("trips", "visit_count"): _count_visits(Visit.trip, Trip),
    ("visits", "met_again"): met_again(),
    ("targets", "unit"): _unit_of_indicator(),
    ("leads", "stage"): stage_of(),
    ("leads", "arrived"): _arrived(),
    ("leads", "last_contact"): _last_visit(Visit.lead, Lead),
    **{(key, ATTACHMENTS.key): _attachment_names(ledger) for key, ledger in LEDGERS.items() if ledger.attaches},
}


def _counted(ledger: Ledger) -> ColumnElement[Any]:
    """What a row counts for in the figure that its list stands behind."""
    assert ledger.counted is not None
    worth = json.dumps({str(row): amount for row, amount in ledger.counted.worth})
    path = literal('$."').concat(cast(ledger.table.c.id, Text)).concat('"')
    amount = func.json_extract(literal(worth), path, type_=Integer)
    return type_coerce(amount, Fixed) if ledger.counted.spec.kind is Kind.NUMBER else amount


def value_of(ledger: Ledger, spec: FieldSpec) -> ColumnElement[Any]:
    """The SQL expression of any field: a column, a child's column, or a derived value (REF gives the id)."""
    if spec.child is not None:
        return child_value(ledger, spec)
    if spec.key == COUNTED:
        return _counted(ledger)
    if spec.derived:
        return EXPRESSIONS[ledger.key, spec.key]
    return ledger.table.c[spec.key]
