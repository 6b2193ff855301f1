"""Issues that went out (第N期): their figures and files kept in the book as they were sent."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm.book import Book, Writer, put_setting
from crm.bulletin.figures import Behind
from crm.bulletin.parts import Printed
from crm.rules.dates import MonthRange, parse_month
from crm.rules.problem import Problem

PREFIX = "release/"
"""Settings under these keys hold one issue each; the book reads them only when they are asked for."""


@dataclass(frozen=True)
class FrozenFile:
    """A file as it was sent."""

    name: str
    sha256: str
    content: bytes


@dataclass(frozen=True)
class Release:
    """An issue as it went out: `data` is Dataset.as_sent, `ids` the rows behind each figure by ledger.

    `figures`: every figure of its tables as printed. `batch` is the batch that froze it: what the journal holds after
    it came later. `at` is ISO local time.
    """

    year: int
    number: int
    month: MonthRange
    at: str
    who: str
    reason: str
    batch: int
    data: Mapping[str, Any]
    ids: Mapping[str, Mapping[str, frozenset[int]]]
    figures: Printed = field(default_factory=dict)

    @property
    def issue(self) -> str:
        """2025年第9期."""
        return issue_words(self.year, self.number)


def issue_words(year: int, number: int) -> str:
    """An issue's number as it is printed."""
    return f"{year}年第{number}期"


def releases(book: Book) -> list[Release]:
    """Every issue kept in the book, in the order of their months."""
    found = [_read(kept) for kept in book.settings_like(f"{PREFIX}____-____")]
    return sorted(found, key=lambda release: (release.month, release.number))


def files_of(book: Book, sent: Release) -> tuple[FrozenFile, ...]:
    """The files of an issue; they lie apart from its figures, since only a reprint wants them."""
    kept = book.settings_like(f"{_key(sent)}/%")
    return tuple(FrozenFile(f["name"], f["sha256"], base64.b64decode(f["content"])) for f in kept)


def _key(release: Release) -> str:
    return f"{PREFIX}{release.year}-{release.number:04d}"


def release_of(book: Book, month: MonthRange) -> Release | None:
    """The issue of a month, or None when it has not gone out."""
    return next((release for release in releases(book) if release.month == month), None)


def next_number(book: Book, year: int) -> int:
    """The number of the year's next issue."""
    return 1 + max((release.number for release in releases(book) if release.year == year), default=0)


def ids_of(behind: Behind) -> dict[str, dict[str, frozenset[int]]]:
    """The rows behind each indicator (signed_amount) and other figure (scope/单位/发改局), {figure: {ledger: ids}}."""
    found: dict[str, dict[str, frozenset[int]]] = {}
    for key, (ledger, ids) in behind.items():
        own = found.setdefault(key if "/" in key else key.partition(".")[0], {})
        own[ledger] = own.get(ledger, frozenset()) | frozenset(ids)
    return found


def freeze(writer: Writer, release: Release, files: Sequence[FrozenFile]) -> None:
    """Keep an issue and its files in the book; its batch is the writer's."""
    ids = {key: {ledger: sorted(own) for ledger, own in ledgers.items()} for key, ledgers in release.ids.items()}
    own = {"data": release.data, "ids": ids, "figures": release.figures}
    packed = json.dumps(own, ensure_ascii=False).encode("utf-8")
    kept = {
        "year": release.year,
        "number": release.number,
        "month": str(release.month),
        "at": release.at,
        "who": release.who,
        "reason": release.reason,
        "batch": writer.batch.id,
        "figures": base64.b64encode(zlib.compress(packed, 9)).decode("ascii"),
    }
    put_setting(writer, _key(release), kept)
    for at, file in enumerate(files, start=1):
        content = base64.b64encode(file.content).decode("ascii")
        put_setting(writer, f"{_key(release)}/{at}", {"name": file.name, "sha256": file.sha256, "content": content})


def _read(kept: Mapping[str, Any]) -> Release:
    figures = json.loads(zlib.decompress(base64.b64decode(kept["figures"])))
    ids = {key: {ledger: frozenset(own) for ledger, own in of.items()} for key, of in figures["ids"].items()}
    return Release(
        year=kept["year"],
        number=kept["number"],
        month=parse_month(kept["month"]),
        at=kept["at"],
        who=kept["who"],
        reason=kept["reason"],
        batch=kept["batch"],
        data=figures["data"],
        ids=ids,
        figures={key: (name, text) for key, (name, text) in figures.get("figures", {}).items()},
    )


def frozen_file(path: Path) -> FrozenFile:
    """A written file as the book keeps it."""
    content = path.read_bytes()
    return FrozenFile(path.name, hashlib.sha256(content).hexdigest(), content)


def intact(file: FrozenFile) -> bytes:
    """A kept file's bytes; Problem when they are no longer those that were sent."""
    if hashlib.sha256(file.content).hexdigest() != file.sha256:
        raise Problem(f"账本里存的“{file.name}”已损坏，请从备份恢复账本后再重印")
    return file.content
