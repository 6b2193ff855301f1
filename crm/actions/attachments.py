"""Attaching photos and files to records: the content is kept first, then one named step tells of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import func, insert, select, update

from crm.book import Book, Changes, Writer
from crm.queries.titles import titles
from crm.records.attachment import FILE, PHOTO, Attachment
from crm.records.ledger import LEDGERS, table_of
from crm.rules.pictures import is_picture, scaled
from crm.rules.problem import Problem
from crm.store.shelf import Content, Shelf

Source = Path | tuple[str, bytes]
"""A file, or a picture from the clipboard as (name, bytes)."""


@dataclass(frozen=True, kw_only=True)
class NewAttachment:
    """A content that is kept already and waits for its record."""

    kind: str
    name: str
    sha256: str
    size: int
    taken: dt.date | None = None
    caption: str = ""

    @property
    def content(self) -> Content:
        """Where its bytes are found."""
        return Content(self.sha256, self.size, self.name)

    def told(self) -> dict[str, Any]:
        """As JSON holds it, for a draft."""
        return {**asdict(self), "taken": self.taken.isoformat() if self.taken else None}

    @classmethod
    def from_told(cls, told: Mapping[str, Any]) -> NewAttachment:
        """From what `told` gave."""
        taken = told.get("taken")
        return cls(**{**told, "taken": dt.date.fromisoformat(taken) if taken else None})


@dataclass(frozen=True)
class Kept:
    """What became of files that someone wants to attach: those kept, and one sentence for each that was not."""

    items: tuple[NewAttachment, ...]
    refused: tuple[str, ...]


def keep(book: Book, sources: Sequence[Source], *, report: Callable[[int, int], None] | None = None) -> Kept:
    """Read, scale and keep contents beside the book, without telling of them yet; photos come out at 1920 pixels.

    What cannot be read is refused with a sentence and does not stop the others; Problem when nothing can be written.
    """
    shelf = Shelf(book.path)
    items: list[NewAttachment] = []
    refused: list[str] = []
    for at, source in enumerate(sources, start=1):
        try:
            items.append(_keep(shelf, source))
        except Problem as problem:
            refused.append(str(problem))
        if report is not None:
            report(at, len(sources))
    return Kept(tuple(items), tuple(refused))


def _keep(shelf: Shelf, source: Source) -> NewAttachment:
    name, data = (source.name, shelf.read(source)) if isinstance(source, Path) else source
    if not is_picture(name):
        content = shelf.put(data, name)
        return NewAttachment(kind=FILE, name=name, sha256=content.sha256, size=content.size)
    photo = scaled(data, name)
    suffix = PurePath(name).suffix
    own = name if _same_kind(suffix, photo.suffix) else PurePath(name).stem + photo.suffix
    content = shelf.put(photo.data, own)
    return NewAttachment(kind=PHOTO, name=own, sha256=content.sha256, size=content.size, taken=photo.taken)


def _same_kind(given: str, made: str) -> bool:
    return given.lower() in {".jpg": (".jpg", ".jpeg")}.get(made, (made,))


def attach(book: Book, ledger_key: str, row: int, items: Sequence[NewAttachment]) -> Changes:
    """Tell of kept contents under a record, as one step; a content that it has already is not told of twice."""
    with book.read() as session:
        title = titles(session, ledger_key, [row]).get(row)
    if title is None:
        raise Problem(f"这{LEDGERS[ledger_key].counter}{LEDGERS[ledger_key].label}已不在账本里，附件没有添加")
    with book.write(f"给{title}添加 {counted(items)}") as writer:
        add_attachments(writer, ledger_key, row, items)
    return writer.changes


def add_attachments(writer: Writer, ledger_key: str, row: int, items: Sequence[NewAttachment]) -> None:
    """Tell of kept contents inside an open write."""
    if not items:
        return
    table, owner = table_of(Attachment), LEDGERS[ledger_key].table.name
    mine = select(table.c.sha256).where(table.c[owner] == row, table.c.deleted_at.is_(None))
    known = set(writer.session.execute(mine).scalars())
    last = writer.session.execute(select(func.max(table.c.position)).where(table.c[owner] == row)).scalar()
    place = -1 if last is None else int(last)
    for item in items:
        if item.sha256 in known:
            continue
        known.add(item.sha256)
        place += 1
        cells = {"kind": item.kind, "name": item.name, "caption": item.caption or None, "taken": item.taken}
        made = {"id": writer.new_id(), owner: row, "created_at": writer.at, "author": writer.who}
        content = {"sha256": item.sha256, "size": item.size, "position": place}
        writer.session.execute(insert(table).values(**cells, **made, **content))


def describe(book: Book, attachment: int, caption: str) -> Changes:
    """Change the words under a photo or file; empty words take them away."""
    return _change(book, [attachment], "修改附件说明", caption=caption.strip() or None)


def remove(book: Book, attachments: Sequence[int]) -> Changes:
    """Take attachments off their record; the contents stay in the folder, so that undo brings them back."""
    what = f" {len(attachments)} 个" if len(attachments) != 1 else ""
    return _change(book, attachments, f"移除{what}附件", deleted_at=True)


def arrange(book: Book, attachments: Sequence[int]) -> Changes:
    """Put the attachments of one record into this order."""
    table = table_of(Attachment)
    with book.write("调整附件次序") as writer:
        for place, row in enumerate(attachments):
            writer.session.execute(update(table).where(table.c.id == row).values(position=place))
    return writer.changes


def _change(book: Book, rows: Sequence[int], label: str, **cells: Any) -> Changes:
    table = table_of(Attachment)
    with book.write(f"{label}{_named(book, rows)}") as writer:
        values = {key: writer.at if value is True else value for key, value in cells.items()}
        writer.session.execute(update(table).where(table.c.id.in_(rows)).values(**values))
    return writer.changes


def _named(book: Book, rows: Sequence[int]) -> str:
    with book.read() as session:
        name = session.execute(select(Attachment.name).where(Attachment.id.in_(rows)).limit(1)).scalar()
    return f" {name}" if name and len(rows) == 1 else ""


def counted(items: Sequence[NewAttachment]) -> str:
    """2 张照片、1 个文件."""
    photos = sum(item.kind == PHOTO for item in items)
    files = len(items) - photos
    parts = [f"{photos} 张照片" if photos else "", f"{files} 个文件" if files else ""]
    return "、".join(part for part in parts if part)
