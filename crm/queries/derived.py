"""Expressions of the fields that are computed from other rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, exists, func, literal, select

from crm.records.enterprise import Enterprise
from crm.records.field import FieldSpec
from crm.records.hometown import Ambassador, Hometown
from crm.records.lead import MILESTONES, Arrival, Introducer, Lead, Milestone
from crm.records.ledger import CHILD_PARENT, CHILDREN, Ledger, table_of
from crm.records.visit import Trip, Visit

BASIS = "自报"


def child_value(ledger: Ledger, spec: FieldSpec) -> ColumnElement[Any]:
    """The value of a field that lives in a child row."""
    assert spec.child is not None
    child = table_of(CHILDREN[spec.child.table])
    query = select(child.c[spec.child.column]).where(
        child.c[CHILD_PARENT[spec.child.table]] == ledger.table.c.id, child.c.deleted_at.is_(None)
    )
    for column, wanted in spec.child.where.items():
        query = query.where(child.c[column] == wanted)
    return query.limit(1).correlate(ledger.table).scalar_subquery()


def stage_of(basis: str = BASIS) -> ColumnElement[str]:
    """The stage of a lead: the furthest milestone with a date under `basis`; 终止 wins over all."""
    reached = [
        (
            exists()
            .where(
                Milestone.lead == Lead.id,
                Milestone.kind == kind,
                Milestone.basis == basis,
                Milestone.date.is_not(None),
                Milestone.deleted_at.is_(None),
            )
            .correlate(Lead),
            literal(kind),
        )
        for kind in reversed(MILESTONES)
    ]
    return case(*reached, else_=literal("线索"))


def _visits(what: ColumnElement[Any], column: Any, owner: Any) -> ColumnElement[Any]:
    query = select(what).select_from(Visit).where(column == owner.id, Visit.deleted_at.is_(None))
    return query.correlate(owner).scalar_subquery()


def _last_visit(column: Any, owner: Any) -> ColumnElement[Any]:
    return _visits(func.max(Visit.date), column, owner)


def _count_visits(column: Any, owner: Any) -> ColumnElement[Any]:
    return _visits(func.count(), column, owner)


def _arrived() -> ColumnElement[Any]:
    query = select(func.sum(Arrival.amount)).where(Arrival.lead == Lead.id, Arrival.deleted_at.is_(None))
    return query.correlate(Lead).scalar_subquery()


def _introduced() -> ColumnElement[Any]:
    return (
        select(func.count(Introducer.lead.distinct()))
        .join(Lead, Lead.id == Introducer.lead)
        .where(Introducer.ambassador == Ambassador.id, Introducer.deleted_at.is_(None), Lead.deleted_at.is_(None))
        .correlate(Ambassador)
        .scalar_subquery()
    )


def _trip_days() -> ColumnElement[Any]:
    return cast(func.julianday(Trip.end) - func.julianday(Trip.start) + 1, Integer)


EXPRESSIONS: dict[tuple[str, str], ColumnElement[Any]] = {
    ("enterprises", "last_contact"): _last_visit(Visit.enterprise, Enterprise),
    ("enterprises", "visit_count"): _count_visits(Visit.enterprise, Enterprise),
    ("hometown", "last_contact"): _last_visit(Visit.hometown, Hometown),
    ("ambassadors", "introduced"): _introduced(),
    ("trips", "days"): _trip_days(),
    ("trips", "visit_count"): _count_visits(Visit.trip, Trip),
    ("leads", "stage"): stage_of(),
    ("leads", "arrived"): _arrived(),
    ("leads", "last_contact"): _last_visit(Visit.lead, Lead),
}


def value_of(ledger: Ledger, spec: FieldSpec) -> ColumnElement[Any]:
    """The SQL expression of any field: a column, a child's column, or a derived value (REF gives the id)."""
    if spec.child is not None:
        return child_value(ledger, spec)
    if spec.derived:
        return EXPRESSIONS[ledger.key, spec.key]
    return ledger.table.c[spec.key]
