"""Photos and files of records, and whether their contents are all there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, func, select, true
from sqlalchemy.orm import Session

from crm.queries.titles import titles
from crm.records.attachment import PHOTO, Attachment
from crm.records.ledger import BY_TABLE, LEDGERS, OWNERS, table_of
from crm.records.owners import owner_in
from crm.records.visit import Visit
from crm.store.check import Finding
from crm.store.engine import file_of
from crm.store.journal import change_table
from crm.store.shelf import Content, Shelf

RULE = "附件齐全"
NAMED = 5
CHUNK = 5_000
_VISITED = ("enterprise", "hometown", "lead", "trip")


@dataclass(frozen=True)
class Attached:
    """One attachment: what it is called and says, its content, and the record that it belongs to."""

    id: int
    kind: str
    name: str
    caption: str
    taken: dt.date | None
    added: dt.datetime | None
    author: str
    content: Content
    ledger: str
    owner: int

    @property
    def is_photo(self) -> bool:
        """Whether it is a picture that can be shown."""
        return self.kind == PHOTO


def attachments_of(session: Session, ledger_key: str, rows: Sequence[int]) -> list[Attached]:
    """The attachments of these rows of a ledger, each row's in its own order."""
    table = LEDGERS[ledger_key].table.name
    if table not in OWNERS["attachment"]:
        return []
    found: list[Attached] = []
    for start in range(0, len(rows), CHUNK):
        found += _attached(session, table_of(Attachment).c[table].in_(rows[start : start + CHUNK]))
    return found


def visit_photos(session: Session, ledger_key: str, row: int, *, limit: int = 12) -> list[Attached]:
    """The newest photos of the visits to a record, for those whom one visits."""
    name = LEDGERS[ledger_key].table.name
    if name not in _VISITED:
        return []
    visits = select(Visit.id).where(table_of(Visit).c[name] == row, Visit.deleted_at.is_(None))
    photos = _attached(session, (Attachment.kind == PHOTO) & Attachment.visit.in_(visits))
    return sorted(photos, key=lambda one: one.id, reverse=True)[:limit]


def _attached(session: Session, matching: Any) -> list[Attached]:
    table = table_of(Attachment)
    query = select(table).where(matching, table.c.deleted_at.is_(None)).order_by(table.c.position, table.c.id)
    return [_one(row) for row in session.execute(query).mappings()]


def _one(row: Any) -> Attached:
    owner = owner_in("attachment", row) or ("", 0)
    return Attached(
        row["id"], row["kind"] or "", row["name"] or "", row["caption"] or "", row["taken"], row["created_at"],
        row["author"] or "", Content(row["sha256"], row["size"], row["name"] or ""),
        BY_TABLE[owner[0]].key if owner[0] else "", owner[1],
    )  # fmt: skip


def contents(session: Session) -> list[Content]:
    """Every content that a row of today or of the journal speaks of: undo can ask for any of them again."""
    told = change_table.c.after
    sha, size, name = (func.json_extract(told, f"$.{key}") for key in ("sha256", "size", "name"))
    query = select(sha, size.cast(Integer), func.max(name)).where(change_table.c.tbl == Attachment.__tablename__)
    rows = session.execute(query.where(sha.is_not(None)).group_by(sha, size))
    return [Content(*row) for row in rows]


def lost(session: Session, shelf: Shelf) -> list[Attached]:
    """The attachments in use whose content is not found, or not as it was."""
    return [one for one in _attached(session, true()) if not shelf.sound(one.content)]


def attachments_finding(session: Session) -> Finding:
    """Is the content of every attachment in use there, byte for byte."""
    shelf = Shelf(file_of(session))
    kept = session.execute(select(func.count()).where(Attachment.deleted_at.is_(None))).scalar_one()
    gone = lost(session, shelf)
    if not gone:
        return Finding(RULE, True, f"{kept} 个附件都在" if kept else "还没有附件")
    told = []
    for one in gone[:NAMED]:
        title = titles(session, one.ledger, [one.owner]).get(one.owner, "") if one.ledger else ""
        told.append(f"{title}的“{one.name}”")
    more = "等" if len(gone) > NAMED else ""
    remedy = f"请把文件夹“{shelf.where.name}”放回账本旁边，或从备份里拷回来"
    return Finding(RULE, False, f"{len(gone)} 个附件的文件找不到或已损坏：{'、'.join(told)}{more}，{remedy}")
