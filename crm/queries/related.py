"""What else in the book refers to a record: visits and leads of an enterprise, leads that an ambassador brought."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.queries.titles import titles
from crm.queries.view import ROWS, Filter, ViewSpec
from crm.records.field import Kind
from crm.records.lead import Introducer, Lead
from crm.records.ledger import LEDGERS, table_of

LISTED = 2_000
"""Rows that a view names one by one; more are found by the name of the record, which a reader can follow."""


@dataclass(frozen=True)
class Relation:
    """Rows of one ledger that refer to a record: the view that lists them, and how many they are."""

    view: ViewSpec
    count: int

    @property
    def words(self) -> str:
        """拜访日志 18 条."""
        ledger = LEDGERS[self.view.ledger]
        return f"{ledger.label} {self.count} {ledger.counter}"


def referring(ledger_key: str) -> set[str]:
    """The ledgers whose rows can refer to a row of this one."""
    return {key for key, one in LEDGERS.items() if any(spec.ref == ledger_key for spec in one.fields.values())}


def related(session: Session, ledger_key: str, row: int) -> list[Relation]:
    """The relations of a record in the order of the ledgers, without the recycle bin and without empty ones."""
    found: list[Relation] = []
    for ledger in LEDGERS.values():
        for spec in ledger.fields.values():
            if spec.kind is Kind.REF and spec.ref == ledger_key and spec.stored:
                table = ledger.table
                here = (table.c[spec.key] == row) & table.c.deleted_at.is_(None)
                rows = tuple(session.execute(select(table.c.id).where(here).limit(LISTED + 1)).scalars())
                if len(rows) > LISTED:
                    count = session.execute(select(func.count()).where(here)).scalar_one()
                    name = titles(session, ledger_key, [row]).get(row, "")
                    found.append(Relation(ViewSpec(ledger.key, (Filter(spec.key, "=", name),)), count))
                elif rows:
                    found.append(_of_rows(ledger.key, rows))
    return [*found, *_introduced(session, ledger_key, row)]


def _of_rows(ledger_key: str, rows: tuple[int, ...]) -> Relation:
    return Relation(ViewSpec(ledger_key, (Filter(ROWS, "in", rows),)), len(rows))


def _introduced(session: Session, ledger_key: str, row: int) -> list[Relation]:
    """The leads that an ambassador or a hometown person brought."""
    column = {"ambassadors": "ambassador", "hometown": "hometown"}.get(ledger_key)
    if column is None:
        return []
    i, lead = table_of(Introducer), table_of(Lead)
    query = select(lead.c.id).join(i, i.c.lead == lead.c.id).where(i.c[column] == row)
    found = session.execute(query.where(i.c.deleted_at.is_(None), lead.c.deleted_at.is_(None)).distinct())
    leads = tuple(sorted(found.scalars()))
    return [_of_rows("leads", leads)] if leads else []
