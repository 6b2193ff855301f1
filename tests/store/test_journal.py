"""Every write is a named batch, and the journal can tell each row's story."""

import sqlite3

import pytest

from crm.actions import edit
from crm.book import Book
from crm.records.ledger import METADATA
from crm.store.check import check_file
from crm.store.journal import batches, changes_of, journalled


def _newest(book: Book):
    with book.read() as session:
        return batches(session, limit=1)[0]


def test_a_new_row_is_journalled_with_what_it_holds(book: Book) -> None:
    row, changes = edit.create(book, "stations", {"name": "沪苏组", "order": 1})
    with book.read() as session:
        (change,) = changes_of(session, batch=changes.batch)
    assert (change.table, change.row, change.op) == ("station", row, "i")
    assert (change.after["name"], change.after["order"]) == ("沪苏组", 1)
    assert "leader" not in change.after


def test_a_change_is_journalled_with_only_the_fields_that_changed(book: Book) -> None:
    row, _ = edit.create(book, "stations", {"name": "沪苏组", "order": 1})
    changes = edit.change(book, "stations", {row: {"name": "长三角组", "order": 1}})
    with book.read() as session:
        (change,) = changes_of(session, batch=changes.batch)
    assert (dict(change.before), dict(change.after)) == ({"name": "沪苏组"}, {"name": "长三角组"})


def test_a_batch_says_who_when_and_what_for(book: Book) -> None:
    book.set_setting("me", {"name": "王磊", "role": "office"})
    edit.create(book, "stations", {"name": "沪苏组"})
    newest = _newest(book)
    assert (newest.label, newest.who, newest.rows, newest.live) == ("新建片区 沪苏组", "王磊", 1, True)
    assert newest.at.date().isoformat() == "2024-05-30"


def test_a_write_that_changes_nothing_leaves_no_batch(book: Book) -> None:
    row, _ = edit.create(book, "stations", {"name": "沪苏组"})
    before = _newest(book).id
    changes = edit.change(book, "stations", {row: {"name": "沪苏组"}})
    assert (changes.batch, dict(changes.ids), _newest(book).id) == (None, {}, before)


def test_raw_sql_from_another_program_cannot_change_a_row_unseen(book: Book) -> None:
    row, _ = edit.create(book, "stations", {"name": "沪苏组"})
    other = sqlite3.connect(book.path)
    for statement in (
        f"UPDATE station SET name = '改了' WHERE id = {row}",
        f"DELETE FROM station WHERE id = {row}",
        "INSERT INTO station (id, name) VALUES (1, '加了')",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="outside a batch"):
            other.execute(statement)
    assert other.execute("SELECT name FROM station").fetchall() == [("沪苏组",)]
    other.close()


def test_a_row_changed_behind_the_journals_back_is_found_by_check(book: Book) -> None:
    row, _ = edit.create(book, "stations", {"name": "沪苏组"})
    with book.read() as session:
        assert all(f.ok for f in check_file(session, METADATA))
    other = sqlite3.connect(book.path)
    other.execute("DROP TRIGGER journal_station_u")
    other.execute("UPDATE station SET name = '改了'")
    other.commit()
    other.close()
    with book.read() as session:
        journal = next(f for f in check_file(session, METADATA) if f.rule == "日志与记录一致")
    assert not journal.ok
    assert f"station {row}" in journal.detail


def test_every_column_but_the_computed_ones_is_journalled() -> None:
    for table in METADATA.sorted_tables:
        left_out = {c.name for c in table.columns} - set(journalled(table))
        assert left_out <= {"id", "search_key", "sort_key"}, table.name


def test_a_write_inside_a_write_is_our_own_mistake_and_says_so(book: Book) -> None:
    with book.write("外层"), pytest.raises(RuntimeError, match="inside a write"):
        edit.create(book, "stations", {"name": "沪苏组"})


def test_when_a_write_fails_nothing_of_it_stays(book: Book) -> None:
    from crm.actions.rows import insert_rows
    from crm.records import LEDGERS

    with pytest.raises(ZeroDivisionError), book.write("半途而废") as writer:
        insert_rows(writer, LEDGERS["stations"], [{"name": "沪苏组"}])
        raise ZeroDivisionError
    with book.read() as session:
        assert batches(session) == []
        assert all(f.ok for f in check_file(session, METADATA))
