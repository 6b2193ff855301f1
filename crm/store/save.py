"""Workbooks and texts written whole or not at all: beside the target first, then in its place."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm.rules.problem import Problem


def saved(book: Any, target: Path) -> None:
    """Save an openpyxl workbook; Problem when the target is open elsewhere, read-only or the disk is full."""
    replaced(target, lambda path: book.save(path))


def replaced(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside the target and put it in the target's place; Problem when it cannot."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with _faults(target):
        if target.is_dir():
            raise Problem(f"“{target.name}”是文件夹，请另取一个文件名")
        if target.exists() and not os.access(target, os.W_OK):
            raise Problem(f"“{target.name}”是只读的，请去掉只读属性，或另取一个文件名")
        # Tried first, for a workbook half made cannot be put away tidily.
        part.open("wb").close()
        try:
            write(part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


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
