"""The journal as people read it: steps, and what each changed, in the words of the fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from crm.queries.titles import titles
from crm.records.field import SCALE, FieldSpec, Kind
from crm.records.ledger import BY_TABLE, CHILD_LABELS, CHILDREN, LEDGERS, OWNERS, fields_of
from crm.records.owners import Owner, owner_in, owners_of
from crm.records.setting import Setting, setting_label, setting_words
from crm.records.values import show
from crm.store.journal import BatchRow, ChangeRow, batch_table, batches, change_table, changes_of

_SETTING = Setting.__tablename__
_OPS = {"i": "新建", "u": "修改", "d": "清除"}


@dataclass(frozen=True)
class Line:
    """One field of one change: its label, and the texts before and after ("" where there was nothing)."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One row changed by a step: ledger key ("" for settings), its label, row id, name, verb, fields."""

    ledger: str
    place: str
    row: int
    title: str
    verb: str
    lines: tuple[Line, ...]


def steps(
    session: Session,
    *,
    who: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    ledger: str = "",
    words: str = "",
    limit: int = 200,
    counted: bool = True,
) -> list[BatchRow]:
    """Batches, newest first, by person, by day (both ends included), by ledger and by words of their names.

    To count what they changed goes through all of it; where it is not `counted`, `rows` is 0, and `sizes` tells later.
    """
    conditions: list[ColumnElement[bool]] = []
    conditions.extend(batch_table.c.label.contains(word, autoescape=True) for word in words.split())
    if who:
        conditions.append(batch_table.c.who == who)
    if since is not None:
        conditions.append(batch_table.c.at >= dt.datetime.combine(since, dt.time()))
    if until is not None:
        conditions.append(batch_table.c.at < dt.datetime.combine(until + dt.timedelta(days=1), dt.time()))
    if ledger:
        table = LEDGERS[ledger].table.name
        names = [table, *(child for child, owners in OWNERS.items() if table in owners)]
        conditions.append(exists().where(change_table.c.batch == batch_table.c.id, change_table.c.tbl.in_(names)))
    matching: Any = None
    for condition in conditions:
        matching = condition if matching is None else matching & condition
    return batches(session, limit=limit, matching=matching, counted=counted)


def sizes(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """How many rows each of these batches changed."""
    query = select(change_table.c.batch, func.count()).where(change_table.c.batch.in_(ids))
    found: dict[int, int] = {row[0]: row[1] for row in session.execute(query.group_by(change_table.c.batch))}
    return {batch: found.get(batch, 0) for batch in ids}


def newest(session: Session) -> dt.datetime | None:
    """When the newest batch was written; None in a book without one."""
    return session.execute(select(batch_table.c.at).order_by(batch_table.c.id.desc()).limit(1)).scalar()


def people(session: Session) -> list[str]:
    """Everyone who has written, by name."""
    query = select(batch_table.c.who).where(batch_table.c.who.is_not(None), batch_table.c.who != "").distinct()
    return sorted(session.execute(query).scalars())


def row_changes(session: Session, batch: int, *, limit: int = 200) -> list[RowChange]:
    """What a step changed, at most `limit` rows, oldest first."""
    found = list(changes_of(session, batch=batch, limit=limit))
    names = _titles(session, found)
    refs = ref_names(session, found)
    return [_row_change(change, names, refs) for change in found]


def lines_of(change: ChangeRow, refs: Mapping[tuple[str, int], str]) -> tuple[Line, ...]:
    """The fields that a change touched, in the order declared."""
    found: list[Line] = []
    for key, spec in _specs(change.table).items():
        if key in change.before or key in change.after:
            before, after = (_text(spec, side, refs) for side in (change.before, change.after))
            if before != after:
                found.append(Line(spec.label, before, after))
    return tuple(found)


def verb_of(change: ChangeRow) -> str:
    """新建, 修改, 删除 (into the bin), 恢复 (out of it) or 清除."""
    if change.op == "u" and "deleted_at" in change.after:
        return "删除" if change.after["deleted_at"] else "恢复"
    return _OPS[change.op]


def ref_names(session: Session, changes: Iterable[ChangeRow]) -> dict[tuple[str, int], str]:
    """(ledger key, id) -> name, for every id that the changes mention."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        for key, spec in _specs(change.table).items():
            if spec.kind is Kind.REF:
                ids = {side.get(key) for side in (change.before, change.after)}
                wanted.setdefault(spec.ref, set()).update(i for i in ids if i is not None)
    return {(key, i): name for key, ids in wanted.items() for i, name in titles(session, key, sorted(ids)).items()}


def _specs(table: str) -> Mapping[str, FieldSpec]:
    if table in BY_TABLE:
        return {k: s for k, s in BY_TABLE[table].fields.items() if s.stored}
    if table in CHILDREN:
        specs = fields_of(CHILDREN[table])
        return {k: s for k, s in specs.items() if k not in (*OWNERS[table], "position")}
    return {}


def _text(spec: FieldSpec, side: Mapping[str, Any], refs: Mapping[tuple[str, int], str]) -> str:
    value = side.get(spec.key)
    if value is None:
        return ""
    if spec.kind is Kind.REF:
        return refs.get((spec.ref, value), "已清除的记录")
    if spec.kind is Kind.DATE:
        value = dt.date.fromisoformat(str(value)[:10])
    elif spec.kind is Kind.NUMBER:
        value = Decimal(value) / SCALE
    elif spec.kind is Kind.BOOL:
        value = bool(value)
    month = spec.key in str(side.get("month_only") or "").split(",")
    return show(spec, value, month_only=month, masked=spec.personal) + (spec.unit if spec.numeric else "")


def _owner(change: ChangeRow, parents: Mapping[tuple[str, int], Owner]) -> tuple[str, int]:
    """(ledger key, id) of the row that people see behind a change; ("", id) for settings."""
    if change.table in BY_TABLE:
        return BY_TABLE[change.table].key, change.row
    if change.table in CHILDREN:
        own = owner_in(change.table, change.after) or owner_in(change.table, change.before)
        owner = own or parents.get((change.table, change.row))
        if owner is not None:
            return BY_TABLE[owner[0]].key, owner[1]
    return "", change.row


def _titles(session: Session, changes: Sequence[ChangeRow]) -> dict[tuple[str, int], tuple[str, int, str]]:
    parents: dict[tuple[str, int], Owner] = {}
    for name in CHILDREN:
        rows = {c.row for c in changes if c.table == name}
        parents.update({(name, row): owner for row, owner in owners_of(session, name, rows).items()})
    owners = {(c.table, c.row): _owner(c, parents) for c in changes}
    wanted: dict[str, set[int]] = {}
    for key, row in owners.values():
        if key:
            wanted.setdefault(key, set()).add(row)
    names = {(key, i): t for key, ids in wanted.items() for i, t in titles(session, key, sorted(ids)).items()}
    query = select(Setting.id, Setting.key).where(Setting.id.in_([c.row for c in changes if c.table == _SETTING]))
    names |= {("", row): setting_label(key) for row, key in session.execute(query)}
    return {spot: (key, row, names.get((key, row), "")) for spot, (key, row) in owners.items()}


def _row_change(
    change: ChangeRow,
    names: Mapping[tuple[str, int], tuple[str, int, str]],
    refs: Mapping[tuple[str, int], str],
) -> RowChange:
    key, row, title = names[change.table, change.row]
    if not title and key:
        spec = LEDGERS[key].fields[LEDGERS[key].title]
        title = _text(spec, change.before or change.after, refs)
    place = LEDGERS[key].label if key else "设置"
    if change.table in CHILDREN:
        place = f"{place}·{CHILD_LABELS[change.table]}"
        kind = change.after.get("kind") or change.before.get("kind")
        title = f"{title} {kind}" if kind and change.table == "milestone" else title
    if change.table == _SETTING:
        # The row itself is gone when its making was undone.
        title = title or setting_label(str(change.after.get("key") or change.before.get("key") or ""))
    lines = _setting_lines(change) if change.table == _SETTING else lines_of(change, refs)
    return RowChange(key, place, row, title, verb_of(change), lines)


def _setting_lines(change: ChangeRow) -> tuple[Line, ...]:
    before, after = (setting_words(side.get("value")) for side in (change.before, change.after))
    return (Line("内容", before, after),) if before != after else ()
