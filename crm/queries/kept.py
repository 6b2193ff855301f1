"""What an undo left as it is, in the words of people: which record, which fields, why."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.queries.titles import titles
from crm.records.ledger import BY_TABLE, CHILD_LABELS, CHILDREN, METADATA
from crm.records.owners import owners_of
from crm.records.setting import Setting, setting_label
from crm.store.reverse import Kept


def told(session: Session, kept: Sequence[Kept], *, limit: int = 8) -> list[str]:
    """A line for each of the first rows (恒业光电：注册资本，之后有人改过), and one for how many more there are."""
    lines = [f"{_name(session, one)}：{_fields(one)}，{one.reason}" for one in kept[:limit]]
    return lines if len(kept) <= limit else [*lines, f"另有 {len(kept) - limit} 处"]


def _name(session: Session, one: Kept) -> str:
    if one.table == Setting.__tablename__:
        key = session.execute(select(Setting.key).where(Setting.id == one.row)).scalar_one_or_none()
        return setting_label(key or "")
    if one.table in CHILDREN:
        owner = owners_of(session, one.table, [one.row]).get(one.row)
        above = _title(session, *owner) if owner is not None else ""
        return "·".join(part for part in (above, CHILD_LABELS[one.table]) if part)
    return _title(session, one.table, one.row) or BY_TABLE[one.table].label


def _title(session: Session, table: str, row: int) -> str:
    return titles(session, BY_TABLE[table].key, [row]).get(row, "")


def _fields(one: Kept) -> str:
    columns = METADATA.tables[one.table].columns
    labels = [spec.label for name in one.columns if (spec := columns[name].info.get("field")) is not None]
    return "、".join([*labels, *(["在回收站里与否"] if "deleted_at" in one.columns else [])]) or "整条"
