"""One month's bulletin: its dataset and, where a folder is named, its files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from crm.book import Book
from crm.bulletin.assemble import dataset
from crm.bulletin.dataset import Dataset
from crm.bulletin.files import make_folder
from crm.bulletin.let_out import let_out
from crm.rules.dates import MonthRange
from crm.store.bulk import uncollected
from crm.store.save import replaced_all


@dataclass(frozen=True)
class Bulletin:
    """A month's dataset and the files written from it."""

    data: Dataset
    files: tuple[Path, ...]

    def as_json(self) -> dict[str, Any]:
        """What `monthly --json` prints; see Dataset.as_json for units and shapes, `files` are full names."""
        return {**self.data.as_json(), "files": [str(path) for path in self.files]}


@uncollected()
def monthly(book: Book, month: str | MonthRange, out: Path | None = None, *, override: str | None = None) -> Bulletin:
    """The bulletin of a month ("2025-09"); with a folder `out`, its workbook and its document are written there.

    Raises Problem when the month cannot be read or a file is open elsewhere or cannot be written, Unsound when a
    自洽核验 fails and no reason overrides it; no half-written file is left behind.
    """
    data = dataset(book, month)
    if out is None:
        return Bulletin(data, ())
    data = sound_or_overridden(book, data, override)
    return Bulletin(data, write_papers(data, out))


def sound_or_overridden(book: Book, data: Dataset, override: str | None) -> Dataset:
    """The dataset, free to be printed, with the reason where one was needed; Unsound when it is wanting."""
    return replace(data, override=let_out(book, {f"{data.month.label}通报": data.checks}, override))


def write_papers(data: Dataset, out: Path) -> tuple[Path, ...]:
    """Write every paper of a dataset into a folder, which is made; returns the files."""
    from crm.bulletin.papers_docx import write_document
    from crm.bulletin.papers_xlsx import write_workbook

    papers: dict[str, Callable[[Dataset, Path], None]] = {".xlsx": write_workbook, ".docx": write_document}
    make_folder(out)
    name = re.sub(r'[\\/:*?"<>|\s]', "", f"{data.county}{data.month.label}招商引资工作通报")
    return replaced_all({out / f"{name}{suffix}": partial(write, data) for suffix, write in papers.items()})
