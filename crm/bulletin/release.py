"""Sending an issue out: papers written under a number, then frozen; and printing a sent one again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from crm.book import Book
from crm.bulletin.assemble import dataset
from crm.bulletin.files import make_folder
from crm.bulletin.frozen import (
    FrozenFile,
    Release,
    files_of,
    freeze,
    frozen_file,
    ids_of,
    intact,
    issue_words,
    next_number,
    release_of,
)
from crm.bulletin.month import Bulletin, sound_or_overridden, write_papers
from crm.bulletin.parts import printed_figures
from crm.rules.dates import MonthRange, parse_month
from crm.rules.problem import Problem
from crm.store.save import replaced_all


def release(book: Book, month: str | MonthRange, out: Path, *, override: str | None = None) -> Bulletin:
    """Write the papers of a month under the year's next number and keep them with their figures in the book.

    Raises Problem when the month went out before, when a check fails and no reason is given, or when a file cannot be
    written; then nothing is kept.
    """
    wanted = month if isinstance(month, MonthRange) else parse_month(month)
    sent = release_of(book, wanted)
    if sent is not None:
        raise Problem(
            f"{wanted.label}通报已于{sent.at[:10]}作为{sent.issue}发布，不能再次发布，更正请列入下一期，原件可以重印"
        )
    data = sound_or_overridden(book, dataset(book, wanted), override)
    number = next_number(book, wanted.year)
    data = replace(data, issue=issue_words(wanted.year, number))
    with book.write(f"发布{data.issue}招商引资工作通报") as writer:
        if next_number(book, wanted.year) != number:
            raise Problem(f"{data.issue}刚在别处发布过，这次没有存档，请核对后重新发布")
        # Written once the book is ours: waiting for it, or giving up, leaves no papers of an issue never sent.
        files = write_papers(data, out)
        kept = Release(
            year=wanted.year,
            number=number,
            month=wanted,
            at=writer.at.isoformat(timespec="minutes"),
            who=writer.who or "",
            reason=data.override,
            batch=writer.batch.id,
            data=data.as_sent(),
            ids=ids_of(data.behind),
            figures=printed_figures(data.parts),
        )
        freeze(writer, kept, [frozen_file(path) for path in files])
    return Bulletin(data, files)


def reprint(book: Book, month: str | MonthRange, out: Path) -> tuple[Path, ...]:
    """Write the files of a sent issue again, byte for byte; returns them.

    Raises Problem when the month has not gone out or a file cannot be written.
    """
    wanted = month if isinstance(month, MonthRange) else parse_month(month)
    sent = release_of(book, wanted)
    if sent is None:
        raise Problem(f"{wanted.label}通报还没有发布，没有可重印的原件，请先发布")
    make_folder(out)
    return replaced_all({out / file.name: partial(_write, file) for file in files_of(book, sent)})


def _write(file: FrozenFile, path: Path) -> None:
    path.write_bytes(intact(file))
