"""Two rows side by side: every field that one of them fills, what each holds, and which should stay."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.queries.listing import Row, cells
from crm.queries.twins import holdings
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS
from crm.records.values import show
from crm.rules.dates import Day

_KEPT_OF_BOTH = ("contact", "introducer")


@dataclass(frozen=True)
class Line:
    """One field of two rows: the words of each, and the values as a merge takes them (refs by id, months as Day)."""

    key: str
    label: str
    words: tuple[str, str]
    values: tuple[Any, Any]
    earlier_counts: bool = False

    @property
    def same(self) -> bool:
        """Whether both rows say the same."""
        return self.words[0] == self.words[1]

    def side(self, keep: int) -> int:
        """The side (0 or 1) to propose when row `keep` stays: its own value unless blank; of milestones the earlier."""
        if not self.words[keep]:
            return 1 - keep
        if self.earlier_counts and all(self.words):
            days = [getattr(value, "date", value) for value in self.values]
            return 0 if days[0] <= days[1] else 1
        return keep


@dataclass(frozen=True)
class SideBySide:
    """Two rows of a ledger; `lines` are conflicts first, then what one row says, then what both do."""

    ledger: str
    ids: tuple[int, int]
    titles: tuple[str, str]
    lines: tuple[Line, ...]
    held: tuple[list[tuple[str, int]], list[tuple[str, int]]]
    made: tuple[str, str]

    @property
    def different(self) -> list[Line]:
        """The lines that a choice is needed for."""
        return [line for line in self.lines if not line.same]

    @property
    def conflicts(self) -> list[Line]:
        """The lines in which both rows say something, and not the same."""
        return [line for line in self.different if all(line.words)]

    @property
    def keep(self) -> int:
        """The side to keep: what more refers to, else what says more, else the older."""
        weights = [
            (sum(n for _, n in self.held[side]), sum(bool(line.words[side]) for line in self.lines)) for side in (0, 1)
        ]
        return 1 if weights[1] > weights[0] else 0


def side_by_side(session: Session, ledger_key: str, a: int, b: int) -> SideBySide | None:
    """Two rows compared field by field; None when one of them is gone or in the bin."""
    ledger = LEDGERS[ledger_key]
    specs = [spec for spec in ledger.fields.values() if _compared(spec)]
    found = {row.id: row for row in cells(session, ledger_key, [a, b], tuple(spec.key for spec in specs))}
    table = ledger.table
    query = select(table.c.id, table.c.created_at, table.c.author).where(
        table.c.id.in_((a, b)), table.c.deleted_at.is_(None)
    )
    made = {row_id: _made(at, author) for row_id, at, author in session.execute(query)}
    if len(made) < 2 or len(found) < 2:
        return None
    rows = (found[a], found[b])
    lines = [line for line in (_line(spec, *rows) for spec in specs) if any(line.words)]
    lines.sort(key=lambda line: (line.same, not all(line.words)))
    held = holdings(session, ledger_key, (a, b))
    titles = (str(rows[0].values[ledger.title] or ""), str(rows[1].values[ledger.title] or ""))
    return SideBySide(ledger_key, (a, b), titles, tuple(lines), (held[a], held[b]), (made[a], made[b]))


def _compared(spec: FieldSpec) -> bool:
    """Fields that a choice decides: not the computed ones, nor what a merge keeps of both rows."""
    of_both = spec.child is not None and (spec.child.table in _KEPT_OF_BOTH or spec.child.repeats)
    return not spec.derived and not of_both and spec.key != "former_name"


def _line(spec: FieldSpec, a: Row, b: Row) -> Line:
    words = (_words(spec, a), _words(spec, b))
    milestone = spec.child is not None and spec.kind is Kind.DATE
    return Line(spec.key, spec.header, words, (_value(spec, a), _value(spec, b)), milestone)


def _words(spec: FieldSpec, row: Row) -> str:
    return show(spec, row.values[spec.key], month_only=spec.key in row.month_only)


def _value(spec: FieldSpec, row: Row) -> Any:
    if spec.kind is Kind.REF:
        return row.refs.get(spec.key)
    value = row.values[spec.key]
    return Day(value, "month") if spec.key in row.month_only else value


def _made(at: dt.datetime | None, author: str | None) -> str:
    return " ".join(part for part in (f"{at:%Y-%m-%d}" if at else "", author or "") if part)
