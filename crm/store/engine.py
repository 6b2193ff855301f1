"""The SQLite engine: one file, WAL, explicit transactions, writers begin at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from crm.rules.pinyin import sort_key

WRITES = "zhaoyin_write"


def _on_connect(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=4000",
        "cache_size=-65536",
    ):
        dbapi.execute(f"PRAGMA {pragma}")
    dbapi.create_function("pinyin_sort", 1, _pinyin_sort, deterministic=True)


def _pinyin_sort(text: object) -> str | None:
    return None if text is None else sort_key(str(text))


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def make_engine(path: Path, *, new: bool = False) -> Engine:
    """An engine on the file at `path`, which is made only where it is to be `new`: one moved away stays away.

    sqlite3's own transaction handling is switched off: it leaves half-made tables after failed
    DDL, and read-then-write fails with "database is locked" at once.
    """

    def connect() -> sqlite3.Connection:
        address = _address(path, "rwc" if new else "rw")
        return sqlite3.connect(address, uri=True, check_same_thread=False, timeout=4, isolation_level=None)

    engine = create_engine(URL.create("sqlite+pysqlite", database=str(path)), creator=connect)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


@contextmanager
def unwaiting(connection: Connection) -> Iterator[None]:
    """A `with` in which a file that somebody else writes to is told at once instead of after four seconds."""
    raw: Any = connection.connection.driver_connection
    patience = raw.execute("PRAGMA busy_timeout").fetchone()[0]
    raw.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout={patience}")


def bare_connection(path: Path) -> sqlite3.Connection:
    """A plain sqlite3 connection for backup and checks, which makes nothing."""
    return sqlite3.connect(_address(path, "ro"), uri=True)


def _address(path: Path, mode: str) -> str:
    name = path.as_posix()
    # The name of a network folder (//server/share) would be read as a host.
    host = "//" if name.startswith("//") else ""
    return f"file:{host}{quote(name)}?mode={mode}"


def file_of(session: Session) -> Path:
    """The file that a session reads."""
    return Path(str(session.connection().engine.url.database))
