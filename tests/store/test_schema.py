"""A book is made at the newest schema, brought up to date after a backup, and refused when it is newer."""

import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.actions import edit
from crm.book import Book, create_book, open_book
from crm.queries.listing import cells, ids
from crm.queries.view import ViewSpec
from crm.records.ledger import METADATA
from crm.rules.problem import Problem
from crm.store import schema
from crm.store.check import check_file

NEWER = """
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("station") as table:
        table.add_column(sa.Column("motto", sa.Text()))
    {more}
"""


@pytest.fixture
def newer_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A program one revision newer, whose migration rebuilds a table that others refer to."""

    def install(more: str = "pass") -> None:
        scripts = tmp_path / "migrations"
        shutil.copytree(schema.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
        (scripts / "versions" / "r0003_motto.py").write_text(NEWER.format(more=more), encoding="utf-8")
        monkeypatch.setattr(schema, "SCRIPTS", scripts)
        monkeypatch.setattr(schema, "REVISIONS", ("0001", "0002", "0003"))
        monkeypatch.setattr(schema, "HEAD", "0003")

    return install


def shape(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Every table and index of a file as SQLite's own words for its columns."""
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    found = {}
    for (name,) in tables:
        columns = [tuple(row[1:4]) for row in connection.execute(f'PRAGMA table_info("{name}")')]
        keys = sorted(tuple(row[2:5]) for row in connection.execute(f'PRAGMA foreign_key_list("{name}")'))
        indexes = sorted(row[1] for row in connection.execute(f'PRAGMA index_list("{name}")') if "auto" not in row[1])
        found[name] = [*columns, *keys, *indexes]
    connection.close()
    return found


def test_a_new_book_and_the_migrations_make_the_same_tables(book: Book, tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    path = tmp_path / "migrated.db"
    config = Config()
    config.set_main_option("script_location", str(schema.SCRIPTS))
    with sa.create_engine(f"sqlite:///{path}").connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    made, migrated = shape(book.path), shape(path)
    assert made.keys() == migrated.keys()
    for name in made:
        assert made[name] == migrated[name], name


def test_an_older_book_is_brought_up_to_date_and_loses_no_child_row(book: Book, newer_revision) -> None:
    station, _ = edit.create(book, "stations", {"name": "沪苏组"})
    edit.create(book, "staff", {"name": "陈刚", "station": station})
    book.close()
    newer_revision()
    opened = open_book(book.path)
    with opened.read() as session:
        rows = cells(session, "staff", ids(session, ViewSpec("staff")))
        assert [(r.values["name"], r.values["station"]) for r in rows] == [("陈刚", "沪苏组")]
        assert all(f.ok for f in check_file(session, METADATA))
    edit.change(opened, "stations", {station: {"name": "长三角组"}})
    assert opened.undo_label() == "修改片区的片区名称"
    opened.close()


def test_a_backup_is_taken_before_a_migration(book: Book, newer_revision) -> None:
    edit.create(book, "stations", {"name": "沪苏组"})
    book.close()
    newer_revision()
    open_book(book.path).close()
    (backup,) = book.path.parent.glob("*升级前*")
    connection = sqlite3.connect(backup)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)
    assert connection.execute("SELECT name FROM station").fetchall() == [("沪苏组",)]
    connection.close()


def test_a_migration_that_fails_leaves_the_book_as_it_was(book: Book, newer_revision) -> None:
    edit.create(book, "stations", {"name": "沪苏组"})
    book.close()
    before = shape(book.path)
    newer_revision("raise ValueError('中途出错')")
    with pytest.raises(ValueError, match="中途出错"):
        open_book(book.path)
    assert shape(book.path) == before


def test_a_migration_that_breaks_a_reference_is_taken_back_whole(book: Book, newer_revision) -> None:
    station, _ = edit.create(book, "stations", {"name": "沪苏组"})
    edit.create(book, "staff", {"name": "陈刚", "station": station})
    book.close()
    newer_revision("op.execute('DELETE FROM station')")
    with pytest.raises(Problem, match="升级后关联不完整，已全部退回"):
        open_book(book.path)
    connection = sqlite3.connect(book.path)
    assert connection.execute("SELECT count(*) FROM station").fetchone() == (1,)
    connection.close()


def test_a_newer_book_is_refused_and_not_touched(book: Book) -> None:
    book.close()
    connection = sqlite3.connect(book.path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    content = book.path.read_bytes()
    with pytest.raises(Problem, match="更新版本的招引建立的，请先升级本机的招引"):
        open_book(book.path)
    assert book.path.read_bytes() == content


def test_a_file_that_is_no_book_is_refused_in_words(tmp_path: Path) -> None:
    text = tmp_path / "名单.zhaoyin"
    text.write_text("这不是账本" * 500, encoding="utf-8")
    other = tmp_path / "别的.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    for path in (text, other):
        with pytest.raises(Problem, match=f"“{path.name}”不是招引的账本"):
            open_book(path)
    with pytest.raises(Problem, match=r"找不到账本“没有.zhaoyin”"):
        open_book(tmp_path / "没有.zhaoyin")


def test_a_new_book_never_overwrites_a_file(book: Book) -> None:
    with pytest.raises(Problem, match="已经存在"):
        create_book(book.path)


def test_a_book_of_each_released_schema_still_opens(tmp_path: Path) -> None:
    for dump in sorted((Path(__file__).parent.parent / "books").glob("*.sql")):
        path = tmp_path / f"{dump.stem}.zhaoyin"
        connection = sqlite3.connect(path)
        connection.executescript(dump.read_text(encoding="utf-8"))
        connection.close()
        opened = open_book(path)
        with opened.read() as session:
            assert all(f.ok for f in check_file(session, METADATA))
            rows = cells(session, "leads", ids(session, ViewSpec("leads")), ["name", "stage", "enterprise"])
        assert [tuple(r.values.values()) for r in rows] == [("铭瑞功能膜二期项目", "开工", "苏州铭瑞新材料有限公司")]
        opened.close()
    assert {d.stem for d in (Path(__file__).parent.parent / "books").glob("*.sql")} == set(schema.REVISIONS)
