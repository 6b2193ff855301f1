"""Writing the child rows of a record: contacts of an enterprise, milestones and introducers of a lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from crm.actions.attachments import NewAttachment, add_attachments
from crm.actions.rows import insert_rows, update_rows
from crm.book import Book, Changes, Writer
from crm.records.field import Kind
from crm.records.keys import refresh_keys
from crm.records.ledger import BY_TABLE, CHILD_PARENT, CHILDREN, LEDGERS, fields_of, table_of
from crm.rules.contacts import Person
from crm.rules.dates import Day
from crm.rules.names import person_key
from crm.rules.problem import BadValue

Rows = Sequence[Mapping[str, Any]]


def put_children(writer: Writer, name: str, parent: int, rows: Rows) -> None:
    """Make the children of a record be exactly these, in this order; a row with "id" is changed, one without is new.

    `name` is contact, milestone or introducer; rows with nothing in them are left out. BadValue for a required blank.
    """
    table = table_of(CHILDREN[name])
    own = CHILD_PARENT[name]
    kept: set[int] = set()
    filled = [row for row in rows if _filled(name, row)]
    for position, row in enumerate(filled):
        cells = _cells(name, row)
        if "position" in table.c:
            cells["position"] = position
        if row.get("id") is not None:
            kept.add(int(row["id"]))
            writer.session.execute(update(table).where(table.c.id == row["id"], table.c[own] == parent).values(**cells))
        else:
            kept.add(_insert(writer, name, parent, cells))
    writer.session.execute(delete(table).where(table.c[own] == parent, table.c.id.not_in(kept)))
    refresh_keys(writer.session, BY_TABLE[own], [parent])


def add_child(writer: Writer, name: str, parent: int, values: Mapping[str, Any]) -> int:
    """Add one child row; returns its id."""
    row_id = _insert(writer, name, parent, _cells(name, values))
    refresh_keys(writer.session, BY_TABLE[CHILD_PARENT[name]], [parent])
    return row_id


def add_contacts(writer: Writer, people: Mapping[int, Sequence[Person]]) -> None:
    """Give enterprises (by id) further contacts; one whose name is there already is completed instead of doubled."""
    table = table_of(CHILDREN["contact"])
    for parent, persons in people.items():
        query = select(table).where(table.c.enterprise == parent, table.c.deleted_at.is_(None))
        held = [dict(row) for row in writer.session.execute(query.order_by(table.c.position)).mappings()]
        for one in persons:
            same = next((row for row in held if row["name"] and person_key(row["name"]) == person_key(one.name)), None)
            if same is None:
                position = max((row["position"] or 0 for row in held), default=-1) + 1
                cells = {"name": one.name or None, "title": one.title or None, "phone": one.phone or None}
                row_id = _insert(writer, "contact", parent, {**cells, "position": position})
                held.append({**cells, "id": row_id, "position": position})
                continue
            numbers = dict.fromkeys(part for text in (same["phone"], one.phone) for part in (text or "").split("、"))
            found = {"title": one.title or same["title"], "phone": "、".join(filter(None, numbers)) or None}
            writer.session.execute(update(table).where(table.c.id == same["id"]).values(**found))
    refresh_keys(writer.session, BY_TABLE["enterprise"], list(people))


def save_record(
    book: Book,
    ledger_key: str,
    record: int | None,
    *,
    values: Mapping[str, Any],
    children: Mapping[str, Rows] | None = None,
    attachments: Sequence[NewAttachment] = (),
    label: str = "",
) -> tuple[int, Changes]:
    """Make or change a record with its child rows and attachments as one step; returns its id. Raises BadValue."""
    ledger = LEDGERS[ledger_key]
    title = values.get(ledger.title) if isinstance(values.get(ledger.title), str) else ""
    verb = "新建" if record is None else "修改"
    with book.write(label or f"{verb}{ledger.label} {title}".strip()) as writer:
        if record is None:
            row_id = insert_rows(writer, ledger, [values])[0]
        else:
            row_id = record
            if values:
                update_rows(writer, ledger, {row_id: values})
        for name, rows in (children or {}).items():
            put_children(writer, name, row_id, rows)
        add_attachments(writer, ledger_key, row_id, attachments)
    return row_id, writer.changes


def _filled(name: str, row: Mapping[str, Any]) -> bool:
    """Whether a row holds anything beside what places it."""
    placed = {"id", "position", "kind", "basis", CHILD_PARENT[name]}
    return any(v not in (None, "") for k, v in row.items() if k not in placed)


def _cells(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    specs = fields_of(CHILDREN[name])
    cells: dict[str, Any] = {}
    months: list[str] = []
    for key, spec in specs.items():
        if key not in row:
            continue
        value = row[key]
        if isinstance(value, Day):
            months += [key] if value.precision != "day" else []
            value = value.date
        cells[key] = None if value == "" else value
        if spec.required and cells[key] is None:
            raise BadValue(f"请填写{spec.label}")
    if any(specs[k].kind is Kind.DATE for k in cells):
        cells["month_only"] = ",".join(months) or None
    return cells


def _insert(writer: Writer, name: str, parent: int, cells: Mapping[str, Any]) -> int:
    table = table_of(CHILDREN[name])
    row: dict[str, Any] = dict.fromkeys(c.name for c in table.columns)
    row.update({k: s.default for k, s in fields_of(CHILDREN[name]).items() if s.default is not None})
    row.update(cells)
    row.update({"id": writer.new_id(), CHILD_PARENT[name]: parent, "created_at": writer.at, "author": writer.who})
    writer.session.connection().execute(insert(table), [row])
    return int(row["id"])
