"""New, change, delete, restore: the everyday writes on any ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from crm.actions.rows import insert_rows, update_rows
from crm.book import Book, Changes, Writer
from crm.records.ledger import CHILDREN, LEDGERS, METADATA, OWNERS, Ledger, ledger_named, table_of
from crm.rules.problem import Problem

CHUNK = 500


def create(book: Book, ledger_key: str, values: Mapping[str, Any], *, label: str = "") -> tuple[int, Changes]:
    """Make one row; returns its id. Raises BadValue when a rule is broken."""
    ledger = ledger_named(ledger_key)
    with book.write(label or f"新建{ledger.label}{_named(ledger, values)}") as writer:
        row_id = insert_rows(writer, ledger, [values])[0]
    return row_id, writer.changes


def change(book: Book, ledger_key: str, changes: Mapping[int, Mapping[str, Any]], *, label: str = "") -> Changes:
    """Change fields of one or many rows as one step, {id: {field: value}}; None clears a field."""
    ledger = ledger_named(ledger_key)
    with book.write(label or change_label(ledger, changes)) as writer:
        update_rows(writer, ledger, changes)
    return writer.changes


def delete(book: Book, ledger_key: str, ids: Sequence[int]) -> Changes:
    """Put rows into the recycle bin."""
    ledger = ledger_named(ledger_key)
    with book.write(f"删除 {len(ids)} {ledger.counter}{ledger.label}") as writer:
        _mark(writer, ledger, ids, gone=True)
    return writer.changes


def restore(book: Book, ledger_key: str, ids: Sequence[int]) -> Changes:
    """Take rows back out of the recycle bin."""
    ledger = ledger_named(ledger_key)
    with book.write(f"恢复 {len(ids)} {ledger.counter}{ledger.label}") as writer:
        _mark(writer, ledger, ids, gone=False)
    return writer.changes


def purge(book: Book, ledger_key: str, ids: Sequence[int]) -> Changes:
    """Remove rows from the recycle bin for good (undo still brings them back); one not in the bin stays, whole.

    Raises Problem when another row still refers to one of them.
    """
    ledger = ledger_named(ledger_key)
    with book.write(f"清除回收站里的 {len(ids)} {ledger.counter}{ledger.label}") as writer:
        for start in range(0, len(ids), CHUNK):
            part = _binned(writer, ledger, ids[start : start + CHUNK])
            _refuse_if_used(writer, ledger, part)
            for name, owners in OWNERS.items():
                if ledger.table.name in owners:
                    child = table_of(CHILDREN[name])
                    writer.session.execute(sql_delete(child).where(child.c[ledger.table.name].in_(part)))
            writer.session.execute(sql_delete(ledger.table).where(ledger.table.c.id.in_(part)))
    return writer.changes


def _binned(writer: Writer, ledger: Ledger, ids: Sequence[int]) -> list[int]:
    table = ledger.table
    query = select(table.c.id).where(table.c.id.in_(ids), table.c.deleted_at.is_not(None))
    return list(writer.session.execute(query).scalars())


def _refuse_if_used(writer: Writer, ledger: Ledger, ids: Sequence[int]) -> None:
    for table in METADATA.sorted_tables:
        if ledger.table.name in OWNERS.get(table.name, ()):
            continue
        columns = [c for c in table.columns if any(k.column.table is ledger.table for k in c.foreign_keys)]
        if not columns:
            continue
        used = select(func.count()).select_from(table).where(or_(*(c.in_(ids) for c in columns)))
        n = writer.session.execute(used).scalar_one()
        if n:
            raise Problem(f"还有 {n} 条记录引用着要清除的{ledger.label}，请先改掉那些引用，或让它留在回收站里")


def _mark(writer: Writer, ledger: Ledger, ids: Iterable[int], *, gone: bool) -> None:
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        writer.session.execute(
            update(ledger.table).where(ledger.table.c.id.in_(part)).values(deleted_at=writer.at if gone else None)
        )


def _named(ledger: Ledger, values: Mapping[str, Any]) -> str:
    title = values.get(ledger.title)
    return f" {title}" if isinstance(title, str) else ""


def change_label(ledger: Ledger, changes: Mapping[int, Mapping[str, Any]]) -> str:
    """What a change of {id: {field: value}} is called: 修改 3 家目标企业的状态、下次联系."""
    keys = {key for values in changes.values() for key in values}
    labels = [ledger.fields[k].label for k in ledger.fields if k in keys]
    what = "、".join(labels[:3]) + ("等" if len(labels) > 3 else "")
    many = f" {len(changes):,} {ledger.counter}" if len(changes) != 1 else ""
    return f"修改{many}{ledger.label}的{what}"


def find_by_name(session: Session, ledger_key: str, name: str) -> int | None:
    """The id of the row with exactly this name, not in the bin; the oldest when there are several."""
    table = LEDGERS[ledger_key].table
    title = table.c[LEDGERS[ledger_key].title]
    query = select(table.c.id).where(title == name.strip(), table.c.deleted_at.is_(None)).order_by(table.c.id)
    return session.execute(query.limit(1)).scalar()


def find_or_make(writer: Writer, ledger_key: str, name: str, **more: Any) -> int:
    """The id of the row with this name, made on the spot when there is none."""
    found = find_by_name(writer.session, ledger_key, name)
    if found is not None:
        return found
    ledger = LEDGERS[ledger_key]
    return insert_rows(writer, ledger, [{ledger.title: name.strip(), **more}])[0]
