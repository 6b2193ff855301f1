"""A list that leaves the book comes back as what it is: nothing new, nothing changed, whichever ledger."""

import datetime as dt

import openpyxl
import pytest

from crm.book import create_book
from crm.demo import fill
from crm.records.ledger import LEDGERS


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A demonstration county, the same for every ledger."""
    path = tmp_path_factory.mktemp("县") / "云溪 县.zhaoyin"
    book = create_book(path)
    fill(book, seed=3, scale=0.3, today=dt.date(2024, 9, 18))
    book.close()
    return path


@pytest.fixture
def path(county):
    return county


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("columns", ["shown", "all"])
def test_an_exported_ledger_imports_as_unchanged(cli, tmp_path, ledger, columns):
    out = tmp_path / "导出.xlsx"
    wanted = () if columns == "shown" else ("--columns", ",".join(LEDGERS[ledger].fields))
    rows = cli("export", ledger, out, *wanted, "--json").json["rows"]
    assert rows == cli("list", ledger, "--limit", "0", "--json").json["total"] > 0
    answer = cli("import", ledger, out, "--json")
    data = answer.json
    assert (answer.status, data["errors"], data["skipped"], data["duplicates"]) == (0, [], [], [])
    assert (data["created"], data["updated"], data["unchanged"]) == (0, 0, rows)
    derived = {spec.header for spec in LEDGERS[ledger].fields.values() if spec.derived}
    assert set(data["unmapped"]) <= derived
    assert data["batch"] is None


def test_the_cells_of_an_export_keep_their_types(cli, tmp_path):
    out = tmp_path / "导出.xlsx"
    cli("export", "leads", out, "--columns", "项目名称,计划总投资,首谈日期,驻外责任人,有效线索")
    for name, money, day, person, valid in openpyxl.load_workbook(out).active.iter_rows(min_row=2, values_only=True):
        assert isinstance(name, str) and isinstance(money, int | float)
        assert isinstance(day, dt.datetime)
        assert person is None or not person.isdigit()
        assert valid in ("是", "否", None)
    cli("export", "enterprises", out, "--columns", "统一社会信用代码,联系电话")
    for row in openpyxl.load_workbook(out).active.iter_rows(min_row=2, values_only=True):
        assert all(cell is None or isinstance(cell, str) for cell in row)


TYPED = {
    "money": 12.5, "number": 3.25, "int": 7, "date": "2024-03-05", "bool": "是", "phone": "13900001234",
    "code": "91330100799655058B",
}  # fmt: skip


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_template_filled_in_goes_in_whole_and_only_once(cli, tmp_path, ledger):
    out = tmp_path / "模板.xlsx"
    assert cli("template", ledger, out).status == 0
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    fields = {spec.header: spec for spec in LEDGERS[ledger].fields.values() if not spec.derived}
    headers = [str(cell.value).removeprefix("*") for cell in sheet[2]][1:]
    assert headers == list(fields)
    known = {
        other: cli("list", other, "--limit", "1", "--json").json["rows"][0]
        for other in {spec.ref for spec in fields.values()} - {"", "trips"}
    }
    for column, spec in enumerate(fields.values(), 2):
        value = TYPED.get(spec.kind, spec.choices[0] if spec.choices else f"试填{spec.label}")
        value = known[spec.ref]["name"] if spec.ref in known else None if spec.ref else value
        sheet.cell(4, column).value = 2024 if spec.key == "year" else value
    book.save(out)
    data = cli("import", ledger, out, "--json").json
    assert (data["created"], data["errors"], data["unmapped"]) == (1, [], [])
    assert data["skipped"] == [{"row": 3, "reason": "模板的示例行"}]
    again = cli("import", ledger, out, "--json").json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1)
    assert cli("undo", str(data["batch"])).status == 0
