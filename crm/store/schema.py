"""Making a book, bringing an old one up to date, refusing a newer one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData

from crm.rules.problem import Problem
from crm.store.backup import copy_book
from crm.store.engine import WRITES
from crm.store.faults import faults_of
from crm.store.journal import BOOKKEEPING, trigger_sql

APPLICATION_ID = 0x5A48594E  # "ZHYN"
REVISIONS = ("0001", "0002")
HEAD = REVISIONS[-1]
SCRIPTS = Path(__file__).parent / "migrations"


def drop_triggers(connection: Connection) -> None:
    """Take the journal's triggers off, so that a migration may rebuild tables."""
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def make_triggers(connection: Connection, metadata: MetaData) -> None:
    """Make the journal's triggers from the columns as they are declared now."""
    for table in metadata.sorted_tables:
        for sql in trigger_sql(table):
            connection.exec_driver_sql(sql)


def create(engine: Engine, metadata: MetaData) -> None:
    """Make the tables of a new book at the newest revision, without loading the migration machinery."""
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        BOOKKEEPING.create_all(connection)
        metadata.create_all(connection)
        make_triggers(connection, metadata)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{HEAD}')")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def revision_of(engine: Engine, path: Path) -> str:
    """The revision of the book's schema; Problem when the file is not a book."""
    with faults_of(path), engine.connect() as connection:
        mark = connection.exec_driver_sql("PRAGMA application_id").scalar()
        if mark != APPLICATION_ID:
            raise Problem(f"“{path.name}”不是招引的账本，请另选一个文件，或从备份恢复")
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def bring_up_to_date(engine: Engine, metadata: MetaData, path: Path) -> Path | None:
    """Migrate an older book after a backup beside it; returns the backup's path, None when nothing was due.

    Raises Problem when the book was made by a newer version.
    """
    found = revision_of(engine, path)
    if found == HEAD:
        return None
    if found not in REVISIONS:
        raise Problem(f"“{path.name}”是用更新版本的招引建立的，请先升级本机的招引再打开，文件没有改动")
    backup = path.with_name(f"{path.stem}-升级前-{dt.datetime.now():%Y%m%d-%H%M%S}{path.suffix}")
    copy_book(path, backup)
    _migrate(engine, metadata, path)
    return backup


def _migrate(engine: Engine, metadata: MetaData, path: Path) -> None:
    """Run Alembic with foreign keys off before BEGIN: batch_alter_table with them on deletes child rows in silence."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with faults_of(path), engine.connect().execution_options(**{WRITES: True}) as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                drop_triggers(connection)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                make_triggers(connection, metadata)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken:
                    raise Problem(f"“{path.name}”升级后关联不完整，已全部退回，请把升级前的备份交给维护人员")
        finally:
            raw.cursor().execute("PRAGMA foreign_keys=ON")
