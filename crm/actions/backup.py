"""A copy of the book together with its attachments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crm.book import Book
from crm.queries.attachments import contents
from crm.rules.problem import Problem
from crm.store.backup import copy_book
from crm.store.faults import faults_of
from crm.store.shelf import Copied, Shelf, folder_of, take_along

NAMED = 3


@dataclass(frozen=True)
class BackedUp:
    """A finished backup: the copy, its bytes, the folder with the attachments, and what came along."""

    path: Path
    size: int
    folder: Path
    attachments: Copied

    @property
    def words(self) -> str:
        """What became of the attachments, as a sentence; empty where the book has none."""
        kept = self.attachments
        if not kept.total:
            return ""
        text = f"{kept.total - len(kept.missing)} 个附件文件在“{self.folder.name}”里（这次新拷 {kept.new} 个）"
        if kept.missing:
            more = "等" if len(kept.missing) > NAMED else ""
            named = "、".join(f"“{name}”" for name in kept.missing[:NAMED]) + more
            text += f"，有 {len(kept.missing)} 个找不到，没有备份：{named}"
        return text


def back_up(book: Book, target: Path, *, report: Callable[[int, int], None] | None = None) -> BackedUp:
    """Make a verified copy of the book, its attachments in a folder beside it that all its backups there share.

    Raises Problem when the target is the book itself or cannot be written; a copy that is half made is not left.
    """
    if target.exists() and target.samefile(book.path):
        raise Problem(f"备份不能写到账本自己“{book.path.name}”上，请换一个文件名")
    with faults_of(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    size = copy_book(book.path, target)
    folder = target.with_name(folder_of(book.path).name)
    with book.read() as session:
        wanted = contents(session)
    try:
        kept = take_along(wanted, Shelf(book.path), Shelf(target, folder), report=report)
    except Problem as problem:
        raise Problem(f"账本已备份到“{target.name}”，附件没有备份完：{problem}") from problem
    return BackedUp(target, size, folder, kept)


def bring_attachments(folder: Path, book: Book, *, report: Callable[[int, int], None] | None = None) -> Copied:
    """Fetch the attachments of a book that are not in their place from a folder, such as that of its backups."""
    with book.read() as session:
        wanted = contents(session)
    return take_along(wanted, Shelf(book.path, folder), Shelf(book.path), report=report)
