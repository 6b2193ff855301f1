"""Adding a field is one line in its record and one migration: done to a scratch ledger, and looked for everywhere.

The scratch program runs in processes of its own, so that the ledgers of the other tests stay as they are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent

# What a programmer writes: a record, and its row in the table of ledgers. The line added later takes the mark's place.
PROGRAM = """
from sqlalchemy.orm import Mapped
from crm.records import field as f, ledger
from crm.records.base import Record
from decimal import Decimal
import datetime as dt


class Park(Record):
    __tablename__ = "park"

    name: Mapped[str | None] = f.text("园区名称", required=True, search=True, shown=True)
    area: Mapped[Decimal | None] = f.number("面积", "亩", shown=True)
    # ONE LINE


ledger.LEDGERS["parks"] = ledger.Ledger("parks", "园区", Park, "个", "name", (("name",),), ("name",))
ledger.BY_TABLE["park"] = ledger.LEDGERS["parks"]
"""
LINE = """manager: Mapped[str | None] = f.text("园区主任", shown=True, search=True, aliases=("管委会负责人",))"""
MIGRATION = '''"""Parks have a 园区主任."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "{new}", "{head}"


def upgrade() -> None:
    """A column that is nullable and has no default."""
    op.add_column("park", sa.Column("manager", sa.Text()))
'''
FIRST_RUN = """
from pathlib import Path
from crm.actions import edit
from crm.book import create_book

book = create_book(Path("云溪县.zhaoyin"))
edit.create(book, "parks", {"name": "城东园区", "area": Decimal(820)})
book.close()
"""
SECOND_RUN = """
import json, shutil, sys
from pathlib import Path
from crm.store import schema

new = f"{int(schema.HEAD) + 1:04d}"
scripts = Path("migrations").resolve()
shutil.copytree(schema.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
text = Path("migration.txt").read_text(encoding="utf-8").format(new=new, head=schema.HEAD)
(scripts / "versions" / f"r{new}_manager.py").write_text(text, encoding="utf-8")
schema.SCRIPTS, schema.REVISIONS, schema.HEAD = scripts, (*schema.REVISIONS, new), new
"""
LOOK = """
import contextlib, io
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from crm import cli
from crm.book import open_book
from crm.excel.mapping import match_header
from crm.queries.view import ViewSpec
from crm.records.ledger import METADATA
from crm.store.check import check_file
from tests.on_screen import commit
from ui.app import dressed, make_application
from ui.core.app import App
from ui.core.kit import FieldLabel
from ui.core.settings import Settings
from ui.form.record_dialog import RecordDialog
from ui.grid.model import GridModel


def asked(*words):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = cli.main(["--book", "云溪县.zhaoyin", "--json", *words])
    return code, json.loads(said.getvalue())


def headers(file):
    rows = load_workbook(file).worksheets[0].iter_rows(values_only=True)
    return [[str(cell) for cell in row if cell is not None] for row in rows]


found = {}
book = open_book(Path("云溪县.zhaoyin"))
with book.read() as session:
    found["sound"] = [(f.rule, f.ok) for f in check_file(session, METADATA)]
settings = Settings(Path("settings.json"))
app = App(book, settings=settings, theme=dressed(make_application(), settings))
grid = GridModel(app, ViewSpec("parks"))
grid.requery()
found["grid"] = [grid.headerData(n, Qt.Orientation.Horizontal) for n in range(grid.columnCount())]
column = found["grid"].index("园区主任")
found["typed"] = grid.setData(grid.index(0, column), "李明朗")
grid.requery()
found["grid cell"] = grid.index(0, column).data()
form = RecordDialog.open(app, "parks", grid.ids[0])
cell = form.form.cell("manager")
found["form"] = [[label.text() for label in cell.findChildren(FieldLabel)], cell.editor.text()]
cell.editor.selectAll()
commit(cell.editor, "王小川")
form.save()
form.close()
grid.requery()
found["saved"] = grid.index(0, column).data()
app.close()
Path("名单.csv").write_text("园区名称,管委会负责人\\n城东园区,陈刚\\n城西园区,王磊\\n", encoding="utf-8")
found["mapping"] = match_header("parks", "管委会负责人").field
code, report = asked("import", "parks", "名单.csv")
found["import"] = [code, report["mapping"], report["created"], report["updated"]]
code, listed = asked("list", "parks", "--where", "园区主任=王磊")
found["where"] = [row["name"] for row in listed["rows"]]
code, listed = asked("list", "parks", "--search", "cg")
found["search"] = [row["manager"] for row in listed["rows"]]
asked("template", "parks", "模板.xlsx")
found["template"] = headers("模板.xlsx")
asked("export", "parks", "导出.xlsx")
found["export"] = headers("导出.xlsx")
code, listed = asked("list", "parks", "--sort", "manager")
found["sort"] = [row["manager"] for row in listed["rows"]]
row = next(row["id"] for row in listed["rows"] if row["name"] == "城东园区")
code, history = asked("history", "parks", str(row))
found["history"] = history
code, told = asked("check")
found["check"] = code
Path("found.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
"""


def run(folder: Path, *parts: str) -> None:
    """Run a scratch program in a process of its own, without a screen."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", "\n".join(parts)], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of the old program, opened by the program that has one field more."""
    folder = tmp_path_factory.mktemp("園区")
    (folder / "migration.txt").write_text(MIGRATION, encoding="utf-8")
    run(folder, PROGRAM, FIRST_RUN)
    run(folder, PROGRAM.replace("# ONE LINE", LINE), SECOND_RUN, LOOK)
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, Any]:
    """What the program with the new field showed in each place."""
    seen: dict[str, Any] = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    return seen


def test_the_old_book_is_brought_up_to_date_after_a_backup_and_is_sound(folder: Path, found: dict[str, Any]) -> None:
    assert len(list(folder.glob("云溪县-升级前-*.zhaoyin"))) == 1
    assert all(ok for _, ok in found["sound"])
    assert found["check"] == 0


def test_the_new_field_is_a_column_of_the_grid_and_can_be_typed_there(found: dict[str, Any]) -> None:
    assert found["grid"] == ["园区名称", "面积（亩）", "园区主任"]
    assert (found["typed"], found["grid cell"]) == (True, "李明朗")


def test_the_form_shows_it_under_its_label_and_saves_it(found: dict[str, Any]) -> None:
    assert found["form"] == [["园区主任"], "李明朗"]
    assert found["saved"] == "王小川"


def test_an_import_maps_its_other_name_and_fills_it(found: dict[str, Any]) -> None:
    assert found["mapping"] == "manager"
    assert found["import"] == [0, {"园区名称": "name", "管委会负责人": "manager"}, 1, 1]


def test_rows_are_filtered_searched_and_sorted_by_it(found: dict[str, Any]) -> None:
    assert found["where"] == ["城西园区"]
    assert found["search"] == ["陈刚"]
    assert found["sort"] == ["陈刚", "王磊"]


def test_the_template_asks_for_it_and_the_export_gives_it(found: dict[str, Any]) -> None:
    assert ["序号", "*园区名称", "面积（亩）", "园区主任"] in found["template"]
    assert found["export"] == [
        ["园区名称", "面积（亩）", "园区主任"],
        ["城东园区", "820", "陈刚"],
        ["城西园区", "王磊"],
    ]


def test_its_history_tells_who_it_was_before(found: dict[str, Any]) -> None:
    changes = [(c["field"], c["before"], c["after"]) for c in found["history"]["changes"]]
    assert changes[-3:] == [
        ("园区主任", None, "李明朗"),
        ("园区主任", "李明朗", "王小川"),
        ("园区主任", "王小川", "陈刚"),
    ]
