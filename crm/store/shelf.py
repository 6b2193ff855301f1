"""The folder beside a book that holds the contents of its attachments, each named by its SHA-256."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from crm.rules.pictures import thumbnail
from crm.rules.problem import Problem
from crm.store.faults import faults_of

FOLDER = ".附件"
SMALL = "缩略图"
LARGEST = 50 * 1024 * 1024
"""Bytes of the largest file that is taken."""
_PART = ".part"


@dataclass(frozen=True)
class Content:
    """What an attachment holds: its SHA-256 in hex, its bytes, and the name that it came under."""

    sha256: str
    size: int
    name: str


@dataclass(frozen=True)
class Copied:
    """What a copy of a book took along: attachments in all, those new there, and the names of those that are lost."""

    total: int = 0
    new: int = 0
    missing: tuple[str, ...] = ()


def folder_of(book: Path) -> Path:
    """Where the attachments of a book lie: 云溪县.附件 beside 云溪县.zhaoyin."""
    return book.with_name(book.stem + FOLDER)


class Shelf:
    """The contents of one book's attachments; `where` is the folder that new ones go to.

    What is asked for is looked for by name first, then by content in the whole folder and in every other folder
    of attachments beside the book, so that a file or a folder may be moved or renamed.
    """

    def __init__(self, book: Path, where: Path | None = None) -> None:
        self.book = book
        self.where = where or folder_of(book)
        self._seen: dict[tuple[str, int, float], str] = {}

    def read(self, source: Path) -> bytes:
        """The bytes of a file that someone wants to attach; Problem when it is empty, too large or unreadable."""
        with faults_of(source):
            if source.is_dir():
                raise Problem(f"“{source.name}”是文件夹，请打开它，选里面的文件")
            size = source.stat().st_size
            if size > LARGEST:
                limit = f"超过每个文件 {LARGEST // 1_048_576} MB 的上限，没有添加，请压缩或拆分后再添加"
                raise Problem(f"“{source.name}”有 {size / 1_048_576:.1f} MB，{limit}")
            data = source.read_bytes()
        if not data:
            raise Problem(f"“{source.name}”是空文件，没有添加")
        return data

    def put(self, data: bytes, name: str) -> Content:
        """Keep a content, whole or not at all; one that is there already is not written twice. Raises Problem."""
        content = Content(hashlib.sha256(data).hexdigest(), len(data), name)
        if self._in_place(content) is None:
            target = self.where / content.sha256[:2] / f"{content.sha256}{PurePath(name).suffix.lower()}"
            _write(target, data, called=name)
        return content

    def find(self, content: Content) -> Path | None:
        """The file that holds a content, wherever in the folders it lies; None when it is lost."""
        return self._in_place(content) or self._elsewhere(content)

    def holds(self, content: Content) -> bool:
        """Whether a content lies in the folder under its own name."""
        return self._in_place(content) is not None

    def sound(self, content: Content) -> bool:
        """Whether the content is there, byte for byte."""
        path = self.find(content)
        return path is not None and _hash(path) == content.sha256

    def open(self, content: Content) -> Path:
        """The file that holds a content; Problem that says where to look for it when it is lost."""
        path = self.find(content)
        if path is None:
            raise Problem(f"找不到“{content.name}”，请把文件夹“{self.where.name}”放回账本旁边，或从备份里拷回来")
        return path

    def thumbnail(self, content: Content) -> bytes:
        """A small JPEG of a photo, kept for the next time where the disk lets it. Problem when it is lost or broken."""
        small = self.where / SMALL / f"{content.sha256}.jpg"
        with contextlib.suppress(OSError):
            return small.read_bytes()
        path = self.open(content)
        with faults_of(path):
            data = thumbnail(path.read_bytes(), content.name)
        with contextlib.suppress(Problem):
            _write(small, data, called=small.name)
        return data

    def save_as(self, content: Content, target: Path) -> None:
        """Copy a content to where the user wants it; Problem."""
        path = self.open(content)
        with faults_of(path):
            data = path.read_bytes()
        _write(target, data, called=target.name)

    def _in_place(self, content: Content) -> Path | None:
        return next((p for p in _files(self.where / content.sha256[:2]) if _holds(p, content)), None)

    def _elsewhere(self, content: Content) -> Path | None:
        beside = sorted(folder for folder in self.book.parent.glob(f"*{FOLDER}") if folder != self.where)
        for folder in (self.where, *beside):
            for path in _files(folder):
                if self._same(path, content):
                    return path
        return None

    def _same(self, path: Path, content: Content) -> bool:
        try:
            facts = path.stat()
            if facts.st_size != content.size:
                return False
            key = (str(path), facts.st_size, facts.st_mtime)
            if key not in self._seen:
                self._seen[key] = _hash(path)
        except OSError:
            return False
        return self._seen[key] == content.sha256


def take_along(
    contents: Iterable[Content], source: Shelf, target: Shelf, *, report: Callable[[int, int], None] | None = None
) -> Copied:
    """Copy contents from one book's folder to another's, each checked on the way; what is there already is left.

    Raises Problem when the target cannot be written; what is lost or damaged at the source is named in the answer.
    """
    wanted = list({content.sha256: content for content in contents}.values())
    new, missing = 0, []
    for at, content in enumerate(wanted, start=1):
        if target.holds(content):
            continue
        path = source.find(content)
        if path is None:
            missing.append(content.name)
            continue
        with faults_of(path):
            data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != content.sha256:
            missing.append(content.name)
            continue
        target.put(data, content.name)
        new += 1
        if report is not None:
            report(at, len(wanted))
    return Copied(len(wanted), new, tuple(missing))


def _files(folder: Path) -> Iterator[Path]:
    """The kept files of a folder and of the folders in it."""
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if name != SMALL)
        yield from (Path(place) / name for name in sorted(names) if not name.endswith(_PART))


def _holds(path: Path, content: Content) -> bool:
    try:
        return path.name.startswith(content.sha256) and path.stat().st_size == content.size
    except OSError:
        return False


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(target: Path, data: bytes, *, called: str) -> None:
    """Write a file at once: a power cut leaves the old state or the new one, never half a file."""
    part = target.with_name(f"{target.name}.{threading.get_ident()}{_PART}")
    with faults_of(target.with_name(called)):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
