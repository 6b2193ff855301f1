"""Faults of the file are one plain Chinese sentence each, and nothing is half-written."""

import errno
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.actions import edit
from crm.book import Book, create_book, open_book
from crm.queries.listing import count
from crm.queries.view import ViewSpec
from crm.rules.problem import Busy, Problem
from crm.store.backup import copy_book
from crm.store.engine import bare_connection
from crm.store.faults import faults_of


def stations(book: Book) -> int:
    with book.read() as session:
        return count(session, ViewSpec("stations"))


def test_a_locked_book_says_who_to_wait_for_and_loses_nothing(book: Book) -> None:
    edit.create(book, "stations", {"name": "甲"})
    with book.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    other = sqlite3.connect(book.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Problem, match="正被另一个程序占用"):
        edit.create(book, "stations", {"name": "乙"})
    other.execute("ROLLBACK")
    other.close()
    assert stations(book) == 1
    edit.create(book, "stations", {"name": "乙"})
    assert stations(book) == 2


def test_who_is_in_a_hurry_hears_at_once_that_another_is_writing(book: Book) -> None:
    edit.create(book, "stations", {"name": "甲"})
    other = sqlite3.connect(book.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with book.hurry(), pytest.raises(Busy, match="正被另一个程序占用"):
        edit.create(book, "stations", {"name": "乙"})
    other.execute("ROLLBACK")
    other.close()
    with book.hurry():
        edit.create(book, "stations", {"name": "乙"})
    assert stations(book) == 2
    with book.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 4000


def test_who_has_patience_waits_until_the_file_is_free_and_lets_others_write_meanwhile(book: Book) -> None:
    other = sqlite3.connect(book.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    pauses: list[str | None] = []

    def still() -> None:
        if not pauses:
            other.execute("ROLLBACK")
            with ThreadPoolExecutor() as pool:
                pool.submit(book.set_setting, "county", "云溪县", label="别的线程").result()
        pauses.append(book.undo_label())

    with book.patience(still):
        book.set_setting("county", "青川县", label="等到了")
    assert pauses == ["别的线程"]
    assert book.undo_label() == "等到了" and book.setting("county") == "青川县"
    other.close()


def test_who_loses_patience_has_written_nothing(book: Book) -> None:
    class Enough(Exception):
        pass

    def still() -> None:
        raise Enough

    other = sqlite3.connect(book.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with book.patience(still), pytest.raises(Enough):
        book.set_setting("county", "青川县")
    other.execute("ROLLBACK")
    other.close()
    assert book.setting("county") is None
    book.set_setting("county", "云溪县", label="以后")
    assert book.undo_label() == "以后"


def test_who_is_in_a_hurry_does_not_wait_for_another_thread_either(book: Book) -> None:
    with ThreadPoolExecutor() as pool, book.write("导入"):

        def hurried() -> None:
            with book.hurry():
                edit.create(book, "stations", {"name": "乙"})

        with pytest.raises(Busy, match="占用"):
            pool.submit(hurried).result()
    assert stations(book) == 0


def test_a_full_disk_says_so_and_nothing_is_half_written(book: Book) -> None:
    edit.create(book, "stations", {"name": "甲"})
    with book.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(Problem, match="磁盘已满"):
        edit.create(book, "policies", {"name": "政策", "summary": "很长的要点" * 100_000})
    with book.read() as session:
        assert count(session, ViewSpec("policies")) == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody move an open file")
def test_a_book_moved_away_takes_nothing_until_it_is_back(book: Book, tmp_path: Path) -> None:
    edit.create(book, "stations", {"name": "甲"})
    away = tmp_path / "别处.zhaoyin"
    book.path.rename(away)
    with pytest.raises(Problem, match="不在原来的地方了，这一步没有写入"):
        edit.create(book, "stations", {"name": "乙"})
    assert not book.path.exists()
    away.rename(book.path)
    edit.create(book, "stations", {"name": "乙"})
    assert stations(book) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody move an open file")
def test_a_book_that_was_copied_away_and_back_is_gone_on_with_and_another_one_is_not(
    book: Book, tmp_path: Path
) -> None:
    edit.create(book, "stations", {"name": "甲"})
    with bare_connection(book.path) as old:
        earlier = sqlite3.connect(tmp_path / "昨天.zhaoyin")
        old.backup(earlier)
        earlier.close()
    edit.create(book, "stations", {"name": "乙"})
    copy_book(book.path, tmp_path / "副本.zhaoyin")
    (tmp_path / "副本.zhaoyin").replace(book.path)
    for beside in ("-wal", "-shm"):
        Path(f"{book.path}{beside}").unlink(missing_ok=True)
    edit.create(book, "stations", {"name": "丙"})
    with bare_connection(book.path) as fresh:
        assert fresh.execute("SELECT count(*) FROM station").fetchone() == (3,)
    (tmp_path / "昨天.zhaoyin").replace(book.path)
    for beside in ("-wal", "-shm"):
        Path(f"{book.path}{beside}").unlink(missing_ok=True)
    with pytest.raises(Problem, match="被换成了另一个文件，这一步没有写入；请重新打开账本"):
        edit.create(book, "stations", {"name": "丁"})


def test_a_fault_at_any_write_of_a_batch_takes_the_whole_batch_back(book: Book) -> None:
    """The n-th statement of an import fails, for each n in turn, until none is left to fail."""
    from crm.actions.rows import insert_rows
    from crm.records import LEDGERS

    n, done = 0, False
    while not done:
        n += 1
        seen = 0

        def fail(connection, cursor, statement, *rest, limit=n) -> None:
            nonlocal seen
            seen += 1
            if seen == limit:
                raise sqlite3.OperationalError("disk I/O error")

        sa.event.listen(book.engine, "before_cursor_execute", fail)
        try:
            with book.write("导入") as writer:
                insert_rows(writer, LEDGERS["enterprises"], [{"name": "甲公司", "contact_name": "李明朗"}])
            done = seen < n
        except (Problem, sqlite3.OperationalError):
            pass
        finally:
            sa.event.remove(book.engine, "before_cursor_execute", fail)
        if not done:
            with book.read() as session:
                assert count(session, ViewSpec("enterprises")) == 0
    assert n > 4
    with book.read() as session:
        assert count(session, ViewSpec("enterprises")) == 1


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "no space"), "磁盘已满"),
        (PermissionError(errno.EACCES, "denied"), "没有权限读写“账本.zhaoyin”"),
        (FileNotFoundError(errno.ENOENT, "gone"), "打不开“账本.zhaoyin”"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "是只读的"),
        (sqlite3.DatabaseError("database disk image is malformed"), "已损坏，请从备份恢复"),
        (sqlite3.OperationalError("unable to open database file"), "打不开“账本.zhaoyin”"),
    ],
)
def test_each_fault_has_its_sentence(error: Exception, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence), faults_of(Path("账本.zhaoyin")):
        raise error


def test_a_folder_that_cannot_be_written_is_told_from_one_that_is_missing(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    with pytest.raises(Problem, match="所在的文件夹不能写入，请把账本拷到本机能写的文件夹再打开"), faults_of(book.path):
        raise sqlite3.OperationalError("unable to open database file")


def test_a_mistake_of_ours_is_not_dressed_as_a_fault_of_the_file() -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such column"), faults_of(Path("账本.zhaoyin")):
        raise sqlite3.OperationalError("no such column: nmae")


def test_a_backup_is_a_whole_book_that_opens(book: Book, tmp_path: Path) -> None:
    edit.create(book, "stations", {"name": "甲"})
    target = tmp_path / "备份.zhaoyin"
    size = copy_book(book.path, target)
    assert size == target.stat().st_size
    copy = open_book(target)
    assert (stations(copy), copy.undo_label()) == (1, "新建片区 甲")
    copy.close()
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("name", ["云溪#1.zhaoyin", "招商100%.zhaoyin", "云溪 %41.zhaoyin"])
def test_a_book_of_any_name_is_opened_and_backed_up(tmp_path: Path, name: str) -> None:
    book = create_book(tmp_path / name)
    edit.create(book, "stations", {"name": "甲"})
    book.close()
    copy_book(tmp_path / name, tmp_path / "备份.zhaoyin")
    copy = open_book(tmp_path / "备份.zhaoyin")
    assert stations(copy) == 1
    copy.close()


def test_a_backup_that_cannot_be_made_leaves_nothing_behind(book: Book, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"找不到“没有.zhaoyin”"):
        copy_book(tmp_path / "没有.zhaoyin", tmp_path / "备份.zhaoyin")
    with pytest.raises(Problem, match=r"打不开|没有权限"):
        copy_book(book.path, tmp_path / "没有的文件夹" / "备份.zhaoyin")
    broken = tmp_path / "坏的.zhaoyin"
    book.close()
    content = bytearray(book.path.read_bytes())
    content[4096 * 3 : 4096 * 9] = b"\xff" * 4096 * 6
    broken.write_bytes(content)
    with pytest.raises(Problem, match="已损坏"):
        copy_book(broken, tmp_path / "备份.zhaoyin")
    assert not (tmp_path / "备份.zhaoyin").exists()
    assert not list(tmp_path.glob("*.part"))
