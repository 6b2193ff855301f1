"""One month's bulletin: its dataset and, where a folder is named, its files."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from crm.book import Book
from crm.bulletin.dataset import Dataset, dataset
from crm.rules.dates import MonthRange
from crm.rules.problem import Problem


@dataclass(frozen=True)
class Bulletin:
    """A month's dataset and the files written from it."""

    data: Dataset
    files: tuple[Path, ...]

    def as_json(self) -> dict[str, Any]:
        """What `monthly --json` prints; see Dataset.as_json for units and shapes, `files` are full names."""
        return {**self.data.as_json(), "files": [str(path) for path in self.files]}


def monthly(book: Book, month: str | MonthRange, out: Path | None = None) -> Bulletin:
    """The bulletin of a month ("2025-09"); with a folder `out`, its workbook and its document are written there.

    Raises Problem when the month cannot be read, or a file is open elsewhere or cannot be written; no half-written
    file is left behind.
    """
    data = dataset(book, month)
    return Bulletin(data, () if out is None else write_papers(data, out))


def write_papers(data: Dataset, out: Path) -> tuple[Path, ...]:
    """Write every paper of a dataset into a folder, which is made; returns the files."""
    from crm.bulletin.papers_docx import write_document
    from crm.bulletin.papers_xlsx import write_workbook

    papers: dict[str, Callable[[Dataset, Path], None]] = {".xlsx": write_workbook, ".docx": write_document}
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Problem(f"无法建立文件夹“{out.name}”，请换一个保存位置") from None
    name = re.sub(r'[\\/:*?"<>|\s]', "", f"{data.county}{data.month.label}招商引资工作通报")
    files = []
    for suffix, write in papers.items():
        path = out / f"{name}{suffix}"
        replace_file(path, partial(write, data))
        files.append(path)
    return tuple(files)


def replace_file(path: Path, write: Callable[[Path], None]) -> None:
    """Write beside the target, then put it in the target's place; Problem when the target is held or the disk full."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError:
        raise Problem(f"无法写入“{path.name}”，请先关闭正在打开它的程序，并检查磁盘空间和文件夹权限") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
