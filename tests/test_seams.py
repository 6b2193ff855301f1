"""The four rules that hold the house together, each with a test that notices a breach."""

from __future__ import annotations

import ast
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import IntegrityError

from crm.actions import edit
from crm.book import Book
from crm.records.ledger import BY_TABLE, CHILDREN, LEDGERS, METADATA
from crm.records.setting import Setting
from crm.store.check import check_file

ROOT = Path(__file__).parent.parent

# A field is declared once ---------------------------------------------------------------------------------------------

GENERIC = ("ui", "crm/excel", "crm/queries", "crm/actions", "crm/cli")
MANY = 4


def modules(*places: str) -> Iterator[Path]:
    """Every Python file of these packages or modules."""
    for place in places:
        path = ROOT / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [f for f in [path.with_suffix(".py")] if f.exists()]


def words_of(node: ast.AST) -> set[str]:
    """Every string constant under a node."""
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def second_lists(source: str) -> dict[str, set[str]]:
    """Ledger -> its field labels that one list, tuple, dict or call spells out, where these are enough to be a list.

    One or two are words of the trade (a page called 到位资金, a bulletin's column 有效线索); four of one ledger,
    nested ones counted, are a second list of its fields.
    """
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict | ast.Call):
            words = words_of(node)
            for key, ledger in LEDGERS.items():
                labels = words & {spec.label for spec in ledger.fields.values()}
                if len(labels) >= MANY:
                    found[key] = found.get(key, set()) | labels
    return found


def most_keys(source: str) -> dict[str, set[str]]:
    """Ledger -> the field keys that one list, tuple, set or dict spells out, where these are half of its fields."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(source)):
        items = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        words = {n.value for n in items if isinstance(n, ast.Constant)}
        for key, ledger in LEDGERS.items():
            if len(words & set(ledger.fields)) >= max(MANY, len(ledger.fields) / 2):
                found[key] = found.get(key, set()) | (words & set(ledger.fields))
    return found


def pairs_in(source: str) -> set[tuple[object, object]]:
    """Every two constants that stand side by side in a dict or in a pair, both ways round."""
    couples: list[tuple[ast.expr | None, ast.expr]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            couples += zip(node.keys, node.values, strict=True)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            couples.append((node.elts[0], node.elts[1]))
    both = [(a.value, b.value) for a, b in couples if isinstance(a, ast.Constant) and isinstance(b, ast.Constant)]
    return {*both, *((b, a) for a, b in both)}


def labels_given_to_keys(source: str) -> dict[str, set[str]]:
    """Ledger -> fields whose key a module couples with the label; one alone may be a table's name (contact, 联系人)."""
    pairs = pairs_in(source)
    found = {
        key: {s.key for s in ledger.fields.values() if (s.key, s.label) in pairs} for key, ledger in LEDGERS.items()
    }
    return {key: fields for key, fields in found.items() if len(fields) >= 2}


def test_no_module_but_the_records_spells_out_the_fields_of_a_ledger() -> None:
    breaches = {
        str(path.relative_to(ROOT)): lists
        for path in modules(*GENERIC)
        if (lists := second_lists(path.read_text(encoding="utf-8")))
    }
    assert breaches == {}


def test_no_module_but_the_records_says_what_a_field_is_called() -> None:
    breaches = {
        str(path.relative_to(ROOT)): pairs
        for path in modules(*GENERIC)
        if (pairs := labels_given_to_keys(path.read_text(encoding="utf-8")))
    }
    assert breaches == {}


def test_no_module_but_the_records_lists_the_fields_of_a_ledger_by_their_keys() -> None:
    breaches = {
        str(path.relative_to(ROOT)): keys
        for path in modules(*GENERIC)
        if (keys := most_keys(path.read_text(encoding="utf-8")))
    }
    assert breaches == {}


def test_a_second_list_of_fields_would_be_noticed() -> None:
    keys = {"targets": {"year", "indicator", "scope", "subject", "annual", "q1"}}
    assert most_keys('KEYS = ("year", "indicator", "scope", "subject", "annual", "q1")') == keys
    assert second_lists('COLUMNS = ["企业名称", "行业", "片区", "状态"]') == {
        "enterprises": {"企业名称", "行业", "片区", "状态"}
    }
    assert (
        second_lists('make(Column("name", "企业名称"), Column("industry", "行业"), "片区", [("state", "状态")])') != {}
    )
    assert second_lists('HEADERS = {"name": "企业名称", "state": "状态"}') == {}
    fields = {"enterprises": {"former_name", "address"}}
    assert labels_given_to_keys('HEADERS = {"former_name": "曾用名", "address": "地址"}') == fields
    assert labels_given_to_keys('PAIRS = [("曾用名", "former_name"), ("地址", "address")]') == fields


# Every write is a named batch -----------------------------------------------------------------------------------------

TABLES = [table.name for table in METADATA.sorted_tables]


def test_every_ledger_every_child_row_and_every_setting_is_kept_by_the_journal() -> None:
    assert set(TABLES) == {*BY_TABLE, *CHILDREN, Setting.__tablename__}


def smallest_row(table: str) -> dict[str, object]:
    """The columns that a row of a table cannot do without."""
    return {"id": 7} | {c.name: "x" for c in METADATA.tables[table].columns if not c.nullable and c.name != "id"}


def raw_insert(table: str) -> str:
    """Raw SQL that puts the smallest row into a table."""
    row = smallest_row(table)
    return f'INSERT INTO "{table}" ({", ".join(row)}) VALUES ({", ".join(repr(v) for v in row.values())})'


@pytest.mark.parametrize("table", TABLES)
def test_a_row_written_outside_a_batch_is_refused(book: Book, table: str) -> None:
    with book.read() as session, pytest.raises(IntegrityError, match="outside a batch"):
        session.execute(insert(METADATA.tables[table]).values(smallest_row(table)))
    other = sqlite3.connect(book.path)
    with pytest.raises(sqlite3.IntegrityError, match="outside a batch"):
        other.execute(raw_insert(table))
    assert other.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (0,)
    other.close()


def test_a_change_or_a_deletion_outside_a_batch_is_refused(book: Book) -> None:
    row, _ = edit.create(book, "stations", {"name": "沪苏组"})
    stations = LEDGERS["stations"].table
    with book.read() as session:
        for statement in (
            update(stations).values(name="改了"),
            text("UPDATE station SET name = '改了'"),
            text("DELETE FROM station"),
        ):
            with pytest.raises(IntegrityError, match="outside a batch"):
                session.execute(statement)
        assert session.execute(text("SELECT id, name FROM station")).all() == [(row, "沪苏组")]


def test_a_batch_that_ended_lets_nothing_more_through(book: Book) -> None:
    with book.write("登记片区"):
        pass
    with book.read() as session, pytest.raises(IntegrityError, match="outside a batch"):
        session.execute(text("INSERT INTO station (id, name) VALUES (1, '加了')"))


# The screen asks, it does not query -----------------------------------------------------------------------------------

DATABASE = ("sqlalchemy", "sqlite3", "alembic")
SESSION_WORDS = ("execute", "scalars", "scalar", "exec_driver_sql", "engine")
# The first import of SQLAlchemy costs less before Qt is loaded than after; app.py uses nothing of it.
PRELOADED = {("ui/app.py", "sqlalchemy.orm")}


class Queries(ast.NodeVisitor):
    """Collects what only the floors below may do: import the database, or speak to it; names for types are free."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[str] = []

    def visit_If(self, node: ast.If) -> None:
        if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self._imported([alias.name for alias in node.names])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._imported([node.module or ""])

    def _imported(self, modules: list[str]) -> None:
        self.found += [m for m in modules if m.split(".")[0] in DATABASE and (self.name, m) not in PRELOADED]

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in SESSION_WORDS:
            self.found.append(f".{node.attr}")
        self.generic_visit(node)


def queries_in(source: str, name: str = "") -> list[str]:
    """What a module of the screen does that only the floors below may do."""
    visitor = Queries(name)
    visitor.visit(ast.parse(source))
    return visitor.found


def test_no_page_queries_by_itself() -> None:
    breaches = {
        name: found
        for path in modules("ui")
        if (found := queries_in(path.read_text(encoding="utf-8"), name := path.relative_to(ROOT).as_posix()))
    }
    assert breaches == {}


def test_a_page_that_queries_would_be_noticed() -> None:
    assert queries_in("from sqlalchemy import select") == ["sqlalchemy"]
    assert queries_in("rows = session.execute(query)") == [".execute"]
    assert queries_in("with app.book.engine.connect() as c: pass") == [".engine"]


# The journal tells every row's story ----------------------------------------------------------------------------------


def journal_of(book: Book) -> tuple[bool, str]:
    """Whether rows and journal agree, and what `check` says about it."""
    with book.read() as session:
        finding = next(f for f in check_file(session, METADATA) if f.rule == "日志与记录一致")
    return finding.ok, finding.detail


def behind_the_journal(book: Book, *statements: str) -> None:
    """Change the file as a program would that takes the triggers off first."""
    other = sqlite3.connect(book.path)
    other.execute("PRAGMA foreign_keys=OFF")
    for (trigger,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        other.execute(f'DROP TRIGGER "{trigger}"')
    for statement in statements:
        other.execute(statement)
    other.commit()
    other.close()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_came_without_the_journal_is_noticed(book: Book, table: str) -> None:
    assert journal_of(book)[0]
    behind_the_journal(book, raw_insert(table))
    assert journal_of(book) == (False, f"1 条记录与日志不符：{table} 7")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE station SET name = '改了'",
        "UPDATE station SET deleted_at = '2024-05-30 09:00:00'",
        "DELETE FROM station",
        "UPDATE change SET after = '{}'",
        "DELETE FROM change",
    ],
)
def test_a_row_or_a_journal_changed_by_hand_is_noticed(book: Book, statement: str) -> None:
    row, _ = edit.create(book, "stations", {"name": "沪苏组"})
    assert journal_of(book)[0]
    behind_the_journal(book, statement)
    ok, detail = journal_of(book)
    assert not ok
    assert f"station {row}" in detail
