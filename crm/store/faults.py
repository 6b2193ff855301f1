"""Faults of the file, translated into one Chinese sentence each."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from crm.rules.problem import Busy, Problem

BUSY = "“{name}”正被另一个程序占用，请关掉它（或等它做完）后再做一次，这一步没有写入，账本没有改动"
SENTENCES = (
    ("locked", BUSY),
    ("busy", BUSY),
    ("full", "磁盘已满，“{name}”没有写入，请腾出空间后再试"),
    ("not a database", "“{name}”不是招引的账本，请另选一个文件，或从备份恢复"),
    ("malformed", "“{name}”已损坏，请从备份恢复：把“备份”文件夹里最近的一份复制出来，用“打开账本”打开它"),
    ("readonly", "“{name}”是只读的，请去掉文件的只读属性，或换一个能写的文件夹"),
    ("unable to open", "打不开“{name}”，请检查文件夹是否存在、是否有权限"),
    ("disk i/o", "读写“{name}”时磁盘出错，请检查硬盘或网络盘是否还连着，再试一次"),
)


def sentence_for(error: BaseException, path: Path) -> str | None:
    """The plain sentence for a fault of the world, or None when the fault is ours."""
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return f"磁盘已满，“{path.name}”没有写入，请腾出空间后再试"
        if error.errno == errno.EROFS:
            return f"“{path.name}”所在的磁盘是只读的，没有写入，请换一个能写的磁盘或文件夹"
        if isinstance(error, PermissionError):
            return f"没有权限读写“{path.name}”，请换一个文件夹，或关掉正打开它的程序"
        return f"打不开“{path.name}”，请检查文件是否还在、文件夹是否能用"
    words = str(getattr(error, "orig", error)).lower()
    if "unable to open" in words and path.is_file() and not os.access(path.parent, os.W_OK):
        return f"“{path.name}”所在的文件夹不能写入，请把账本拷到本机能写的文件夹再打开"
    for mark, sentence in SENTENCES:
        if mark in words:
            return sentence.format(name=path.name)
    return None


def file_at(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path now; None where there is none.

    Windows lets nobody move a file that is open, and numbers files anew on some disks: one file is as good as another.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return (0, 0) if os.name == "nt" else (found.st_dev, found.st_ino)


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turn faults of the file into Problem; everything else passes as it is."""
    import sqlite3

    try:
        yield
    except (DBAPIError, sqlite3.DatabaseError, OSError) as error:
        sentence = sentence_for(error, path)
        if sentence is None:
            raise
        raise (Busy if sentence == BUSY.format(name=path.name) else Problem)(sentence) from error
