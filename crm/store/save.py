"""Workbooks and texts written whole or not at all: beside the target first, then in its place."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm.rules.problem import Problem


def saved(book: Any, target: Path) -> None:
    """Save an openpyxl workbook; Problem when the target is open elsewhere, read-only or the disk is full."""
    replaced(target, lambda path: book.save(path))


def replaced(target: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside the target and put it in the target's place; Problem when it cannot."""
    replaced_all({target: write})


def replaced_all(
    files: Mapping[Path, Callable[[Path], object]], report: Callable[[int, int], None] = lambda done, total: None
) -> tuple[Path, ...]:
    """Let each `write` fill a file beside its target, and put all in place once every one is written; the targets.

    `report` hears (done, total) and may stop it by raising. Raises Problem when a target is held by another program or
    cannot be written; every target is then as it was.
    """
    parts: dict[Path, Path] = {}
    for target in files:
        with _faults(target):
            _free(target)
    try:
        for at, (target, write) in enumerate(files.items()):
            report(at, len(files))
            part = target.with_name(f".{target.name}.{os.getpid()}.part")
            with _faults(target):
                # Tried first, for a workbook half made cannot be put away tidily.
                part.open("wb").close()
                parts[target] = part
                write(part)
        for target, part in parts.items():
            with _faults(target):
                part.replace(target)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    return tuple(parts)


def _free(target: Path) -> None:
    if target.is_dir():
        raise Problem(f"“{target.name}”是文件夹，请另取一个文件名")
    if not target.exists():
        return
    if not os.access(target, os.W_OK):
        raise Problem(f"“{target.name}”是只读的，请去掉只读属性，或另取一个文件名")
    # A program that holds the file lets nobody write to it.
    target.open("r+b").close()


@contextmanager
def _faults(target: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise Problem(f"“{target.name}”写不进去，请关掉正打开它的程序，或换一个文件夹") from None
    except FileNotFoundError:
        raise Problem(f"要存放“{target.name}”的文件夹不存在，请换一个文件夹") from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Problem(f"磁盘已满，“{target.name}”没有写入，请腾出空间后再试") from None
        raise Problem(f"“{target.name}”写不进去，请检查文件夹和磁盘后再试") from None
