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
from crm.rules.dates import MonthRange
from crm.rules.problem import Problem
from crm.store.save import replaced


@dataclass(frozen=True)
class Bulletin:
    """A month's dataset and the files written from it."""

    data: Dataset
    files: tuple[Path, ...]

    def as_json(self) -> dict[str, Any]:
        """What `monthly --json` prints; see Dataset.as_json for units and shapes, `files` are full names."""
        return {**self.data.as_json(), "files": [str(path) for path in self.files]}


class Unsound(Problem):
    """A 自洽核验 fails and no reason overrides it; `data` is the dataset with its checks."""

    def __init__(self, data: Dataset, failed: list[str]) -> None:
        self.data = data
        super().__init__(
            f"{data.month.label}有{len(failed)}项核验不符：{'、'.join(failed)}，"
            "没有生成文件，请改正后再生成，或写明理由后仍然生成"
        )


OVERRIDES = "releases"
"""The setting that keeps every bulletin let out against a failing check: month, at, who, failed, reason."""


def monthly(book: Book, month: str | MonthRange, out: Path | None = None, *, override: str | None = None) -> Bulletin:
    """The bulletin of a month ("2025-09"); with a folder `out`, its workbook and its document are written there.

    Raises Problem when the month cannot be read or a file is open elsewhere or cannot be written, Unsound when a
    自洽核验 fails and no reason overrides it; no half-written file is left behind.
    """
    data = dataset(book, month)
    if out is None:
        return Bulletin(data, ())
    data = let_out(book, data, override)
    return Bulletin(data, write_papers(data, out))


def let_out(book: Book, data: Dataset, override: str | None) -> Dataset:
    """The dataset, free to be printed: its checks hold, or the reason against them is kept in the book as a step.

    Raises Unsound naming the failing checks when there is no reason.
    """
    failed = [check.rule for check in data.checks if not check.ok]
    if not failed:
        return data
    reason = (override or "").strip()
    if not reason:
        raise Unsound(data, failed)
    entry = {"month": str(data.month), "at": book.clock().isoformat(timespec="minutes"), "who": book.me}
    told = {**entry, "failed": failed, "reason": reason}
    label = f"核验不符仍生成{data.month.label}通报"
    book.revise_setting(OVERRIDES, lambda kept: [*(kept or []), told], label=label)
    return replace(data, override=reason)


def write_papers(data: Dataset, out: Path) -> tuple[Path, ...]:
    """Write every paper of a dataset into a folder, which is made; returns the files."""
    from crm.bulletin.papers_docx import write_document
    from crm.bulletin.papers_xlsx import write_workbook

    papers: dict[str, Callable[[Dataset, Path], None]] = {".xlsx": write_workbook, ".docx": write_document}
    make_folder(out)
    name = re.sub(r'[\\/:*?"<>|\s]', "", f"{data.county}{data.month.label}招商引资工作通报")
    files = []
    for suffix, write in papers.items():
        path = out / f"{name}{suffix}"
        replaced(path, partial(write, data))
        files.append(path)
    return tuple(files)


def make_folder(out: Path) -> None:
    """Make the folder that papers go to; Problem when that cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Problem(f"无法建立文件夹“{out.name}”，请换一个保存位置") from None
