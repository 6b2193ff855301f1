"""Verified copies of a book."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crm.rules.problem import Problem
from crm.store.engine import bare_connection
from crm.store.faults import faults_of


def copy_book(source: Path, target: Path) -> int:
    """Copy a book by SQLite's online backup, verify the copy and put it in place at once; returns its bytes.

    Raises Problem when the source cannot be read, the target not written, or the copy is not sound.
    """
    if not source.is_file():
        raise Problem(f"找不到“{source.name}”，请检查文件是否还在")
    part = target.with_name(target.name + ".part")
    with faults_of(target):
        part.unlink(missing_ok=True)
        here, there = bare_connection(source), sqlite3.connect(part)
        try:
            here.backup(there)
            there.execute("PRAGMA journal_mode=DELETE")
            sound = there.execute("PRAGMA integrity_check").fetchone()[0]
        except BaseException:
            there.close()
            part.unlink(missing_ok=True)
            raise
        finally:
            here.close()
            there.close()
        if sound != "ok":
            part.unlink(missing_ok=True)
            raise Problem(f"“{source.name}”已损坏，备份没有做成，请从较早的备份恢复")
        part.replace(target)
        return target.stat().st_size
