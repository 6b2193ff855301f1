"""The book: one SQLite file, and the only way in for ui and cli."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction, func, select
from sqlalchemy.orm import Session

from crm.records.keys import refresh_touched
from crm.records.ledger import BY_TABLE, CHILDREN, METADATA, OWNERS
from crm.records.owners import owners_touched
from crm.records.setting import Setting, setting_in
from crm.rules.numbers import sayable
from crm.rules.problem import Busy, Problem
from crm.store import schema
from crm.store.engine import WRITES, make_engine, unwaiting
from crm.store.faults import BUSY, faults_of, file_at
from crm.store.ids import IdSource
from crm.store.journal import (
    BatchRow,
    batch_table,
    batches,
    close_batch,
    last_redoable,
    last_undoable,
    mark_live,
    open_batch,
)
from crm.store.reverse import Kept, reverse

SUFFIX = ".zhaoyin"


@dataclass(frozen=True)
class Changes:
    """What a batch did: ledger key -> ids (a child row counts for its parent); `batch` is None when nothing changed."""

    batch: int | None
    label: str
    ids: Mapping[str, frozenset[int]] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()


class Writer:
    """What a write hands out: the session, new ids, the batch, and who writes when."""

    def __init__(self, book: Book, session: Session, batch: BatchRow) -> None:
        self.book, self.session, self.batch = book, session, batch
        self.new_id = book.ids
        self.at, self.who = batch.at, batch.who
        self.kept: tuple[Kept, ...] = ()
        self.changes = Changes(None, batch.label)


class Book:
    """An open book. Sessions are short and one per use; `clock` gives local time without zone."""

    def __init__(self, path: Path, engine: Engine, clock: Callable[[], dt.datetime]) -> None:
        self.path, self.engine, self.clock = path, engine, clock
        self._file = file_at(path)
        self._lock = threading.RLock()
        self._hurrying = threading.local()
        self._writing = False
        self._listeners: list[Callable[[Changes], None]] = []
        self._settings: dict[str, Any] = self._load_settings()
        self.laptop = int(self._settings.get("laptop", 0))
        self.ids = IdSource(self.laptop, lambda: int(clock().timestamp() * 1000), after=self._greatest_id())

    def today(self) -> dt.date:
        """The date by the book's clock."""
        return self.clock().date()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; one consistent view while it is open."""
        with faults_of(self.path), Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, label: str, *, kind: str = "do", reverses: int | None = None, who: str = "") -> Iterator[Writer]:
        """One transaction and one named batch; all or nothing. Writer.changes tells afterwards what changed.

        `who` names the writer where the book does not know yet who works here.
        Raises Problem when the file is locked, full, read-only or moved away; then nothing was written.
        """
        if not self._lock.acquire(blocking=not self.hurried):
            raise Busy(BUSY.format(name=self.path.name))
        try:
            if self._writing:
                raise RuntimeError("a write inside a write: pass the Writer down instead")
            self._writing = True
            try:
                writer = self._write(label, kind, reverses, who)
                yield from writer
            finally:
                self._writing = False
        finally:
            self._lock.release()

    @contextmanager
    def hurry(self) -> Iterator[None]:
        """A `with` in which this thread's writes wait for nobody: Busy at once where somebody else is writing."""
        self._hurrying.now = True
        try:
            yield
        finally:
            self._hurrying.now = False

    @property
    def hurried(self) -> bool:
        """Whether this thread's writes wait for nobody now."""
        return bool(getattr(self._hurrying, "now", False))

    @contextmanager
    def patience(self, still: Callable[[], object]) -> Iterator[None]:
        """A `with` in which this thread's writes wait until the file is free; `still` is called now and then.

        It says by raising that there is to be no more waiting; how long each pause is, is its own to say.
        """
        self._hurrying.still = still
        try:
            yield
        finally:
            self._hurrying.still = None

    def _begin(self, connection: Connection) -> RootTransaction:
        """Take hold of the file, at once, after four seconds, or when it is free, as this thread has asked."""
        still = getattr(self._hurrying, "still", None)
        with unwaiting(connection) if self.hurried or still else nullcontext():
            while True:
                try:
                    with faults_of(self.path):
                        return connection.begin()
                except Busy:
                    if still is None:
                        raise
                self._make_way(still)

    def _make_way(self, still: Callable[[], object]) -> None:
        """Wait a while, and let other threads write meanwhile."""
        self._writing = False
        self._lock.release()
        try:
            still()
        finally:
            self._lock.acquire()
            self._writing = True

    def _write(self, label: str, kind: str, reverses: int | None, who: str) -> Iterator[Writer]:
        with faults_of(self.path):
            self._hold_to_the_file()
        with faults_of(self.path), self.engine.connect().execution_options(**{WRITES: True}) as connection:
            with Session(connection, expire_on_commit=False) as session, self._begin(connection):
                # Numbered only once the file is ours, so that the numbers stand in the order of the commits.
                batch = self._new_batch(label, kind, reverses, who or self.me)
                open_batch(session, batch)
                writer = Writer(self, session, batch)
                yield writer
                session.flush()
                touched = close_batch(session, batch.id)
                ids = _by_ledger(session, batch.id, touched)
            writer.changes = Changes(batch.id if touched else None, label, ids, writer.kept)
        if "setting" in touched:
            self._settings = self._load_settings()
        self._writing = False
        self._tell(writer.changes)

    def _hold_to_the_file(self) -> None:
        """Problem where the file was moved away or exchanged: what is written to a file without a name is lost.

        A copy of it in its place, with the same newest batch, is gone on with.
        """
        now = file_at(self.path)
        if now == self._file:
            return
        if now is None:
            where = f"请把它放回“{self.path.parent}”再做一次，或打开它现在的位置"
            raise Problem(f"账本“{self.path.name}”不在原来的地方了，这一步没有写入；{where}")
        newest = self._newest_batch()
        self.engine.dispose()
        if self._newest_batch() != newest:
            raise Problem(f"“{self.path.name}”被换成了另一个文件，这一步没有写入；请重新打开账本")
        self._file = now

    def _newest_batch(self) -> int | None:
        with self.read() as session:
            return session.execute(select(func.max(batch_table.c.id))).scalar()

    def _new_batch(self, label: str, kind: str, reverses: int | None, who: str) -> BatchRow:
        at, live = self.clock().replace(microsecond=0), kind != "redo"
        return BatchRow(self.ids(), sayable(label), at, who, self.laptop, kind, reverses, live=live, rows=0)

    def _tell(self, changes: Changes) -> None:
        for listener in list(self._listeners):
            listener(changes)

    def on_changes(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` after every write, on the writing thread; returns a function that stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _load_settings(self) -> dict[str, Any]:
        with self.read() as session:
            # Keys with a stroke (release/2025-0009) hold whole files: who wants one reads it.
            plain = Setting.deleted_at.is_(None) & Setting.key.not_like("%/%")
            found = session.execute(select(Setting.key, Setting.value).where(plain))
            return {key: json.loads(value) for key, value in found if value is not None}

    def _greatest_id(self) -> int:
        """The greatest id in the file: a clock set back must not give one twice."""
        tables = [*METADATA.sorted_tables, batch_table]
        with self.read() as session:
            return max(session.execute(select(func.max(table.c.id))).scalar() or 0 for table in tables)

    def setting(self, key: str, default: Any = None) -> Any:
        """A setting of the book by its key."""
        return self._settings.get(key, default)

    def set_setting(self, key: str, value: Any, *, label: str = "修改设置") -> Changes:
        """Change one setting, as a named batch."""
        return self.set_settings({key: value}, label=label)

    def set_settings(self, values: Mapping[str, Any], *, label: str) -> Changes:
        """Change several settings, as one named batch."""
        with self.write(label) as writer:
            for key, value in values.items():
                put_setting(writer, key, value)
        return writer.changes

    def revise_setting(self, key: str, change: Callable[[Any], Any], *, label: str) -> Changes:
        """Change one setting from what the file holds now (None for nothing): another program may have changed it."""
        with self.write(label) as writer:
            put_setting(writer, key, change(setting_in(writer.session, key)))
        return writer.changes

    def settings_like(self, pattern: str) -> list[Any]:
        """The values of the settings whose keys match a LIKE pattern, by key, read from the file."""
        with self.read() as session:
            query = select(Setting.value).where(Setting.key.like(pattern), Setting.deleted_at.is_(None))
            found = session.execute(query.order_by(Setting.key)).scalars()
            return [json.loads(value) for value in found if value is not None]

    @property
    def me(self) -> str:
        """The name of whoever works here."""
        return str(self._settings.get("me", {}).get("name", ""))

    def undo_label(self) -> str | None:
        """The name of the step that Ctrl+Z would take back."""
        with self.read() as session:
            batch = last_undoable(session)
        return batch.label if batch else None

    def redo_label(self) -> str | None:
        """The name of the step that Ctrl+Y would do again."""
        with self.read() as session:
            batch = last_redoable(session)
        return batch.label.removeprefix("撤销：") if batch else None

    def undo_step(self) -> BatchRow | None:
        """The step that Ctrl+Z would take back, with how many rows it changed."""
        return self._counted(last_undoable)

    def redo_step(self) -> BatchRow | None:
        """The step that Ctrl+Y would do again, with how many rows it changed."""
        return self._counted(last_redoable)

    def _counted(self, find: Callable[[Session], BatchRow | None]) -> BatchRow | None:
        with self.read() as session:
            batch = find(session)
            return batches(session, only=batch.id)[0] if batch else None

    def undo(self, *, only: int | None = None) -> Changes | None:
        """Take back the newest step; None when there is none, or when it is not the batch `only`."""
        return self._reverse_last(last_undoable, only)

    def redo(self, *, only: int | None = None) -> Changes | None:
        """Do the step undone last again; None when there is none, or when it is not the batch `only`."""
        return self._reverse_last(last_redoable, only)

    def undo_batch(self, batch: int) -> Changes:
        """Take back any batch, however old; an undo taken back does its step again.

        Problem when there is none of that number or it does not stand any more.
        """
        with self.read() as session:
            found = batches(session, only=batch)
        if not found:
            raise Problem(f"没有编号为 {batch} 的操作，可用“历史”页或 zhaoyin-cli batches 查看")
        if found[0].kind == "redo":
            raise Problem(f"要撤销“{found[0].label}”，请撤销它重做的那一步")
        if found[0].kind == "log":
            raise Problem(f"“{found[0].label}”只是一条记录，没有可以撤销的改动")
        if not found[0].live:
            raise Problem(f"“{found[0].label}”已经撤销过了，没有再次改动")
        return self._reverse(found[0])

    def _reverse_last(self, find: Callable[[Session], BatchRow | None], only: int | None) -> Changes | None:
        with self.read() as session:
            batch = find(session)
        return self._reverse(batch) if batch and only in (None, batch.id) else None

    def _reverse(self, batch: BatchRow) -> Changes:
        """Reverse a batch in a batch of its own; an undo reversed makes its original stand again."""
        redo = batch.reverses is not None
        label = "重做：" + batch.label.removeprefix("撤销：") if redo else "撤销：" + batch.label
        with self.write(label, kind="redo" if redo else "undo", reverses=batch.id) as writer:
            if not batches(writer.session, only=batch.id, counted=False)[0].live:
                raise Problem(f"“{batch.label}”刚在别处{'重做' if redo else '撤销'}过了，没有再次改动")
            writer.kept = tuple(reverse(writer.session, METADATA, batch.id, owners=OWNERS))
            mark_live(writer.session, batch.id, live=False)
            if batch.reverses is not None:
                mark_live(writer.session, batch.reverses, live=True)
            refresh_touched(writer.session, writer.batch.id)
        return writer.changes

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def put_setting(writer: Writer, key: str, value: Any) -> None:
    """Set a setting inside an open write; `value` is anything JSON can hold, None removes it."""
    found = writer.session.execute(select(Setting).where(Setting.key == key)).scalar_one_or_none()
    text = None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
    if found is None and text is None:
        return
    if found is None:
        writer.session.add(Setting(id=writer.new_id(), key=key, value=text))
    else:
        found.value = text
    writer.session.flush()


def without(kept: dict[str, Any] | None, key: str) -> dict[str, Any]:
    """A setting that is a table, with one entry less; for Book.revise_setting."""
    return {name: value for name, value in (kept or {}).items() if name != key}


def _by_ledger(session: Session, batch: int, touched: Mapping[str, frozenset[int]]) -> dict[str, frozenset[int]]:
    ids: dict[str, set[int]] = {}
    for table, rows in touched.items():
        if table in BY_TABLE:
            ids.setdefault(BY_TABLE[table].key, set()).update(rows)
        elif table in CHILDREN:
            for owner, row in owners_touched(session, batch, table, rows):
                ids.setdefault(BY_TABLE[owner].key, set()).add(row)
        else:
            ids.setdefault(table, set()).update(rows)
    return {key: frozenset(rows) for key, rows in ids.items()}


def create_book(path: Path, *, clock: Callable[[], dt.datetime] = dt.datetime.now) -> Book:
    """Make a new book at `path`; Problem when a file is there already or the folder cannot be written."""
    if path.exists():
        raise Problem(f"“{path.name}”已经存在，请换一个文件名，或直接打开它")
    with faults_of(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = make_engine(path, new=True)
        schema.create(engine, METADATA)
    return Book(path, engine, clock)


def open_book(path: Path, *, clock: Callable[[], dt.datetime] = dt.datetime.now) -> Book:
    """Open the book at `path`, brought up to date after a backup; Problem when it is no book, newer, or locked."""
    if not path.is_file():
        raise Problem(f"找不到账本“{path.name}”，请检查文件是否还在，或新建一个")
    engine = make_engine(path)
    try:
        schema.bring_up_to_date(engine, METADATA, path)
        return Book(path, engine, clock)
    except BaseException:
        engine.dispose()
        raise
