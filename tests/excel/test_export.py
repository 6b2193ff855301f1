"""What goes out comes back: the same rows, in their own types, for every ledger."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm.actions.edit import create
from crm.book import Book
from crm.excel.body import _SUM
from crm.excel.export import export
from crm.excel.run import import_file
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from crm.rules.dates import Day
from crm.rules.problem import Problem
from crm.store.journal import batches

DAY = dt.date(2024, 3, 5)


def fill(book: Book) -> None:
    """One row in every ledger, with every kind of value."""
    station = create(book, "stations", {"name": "长三角片区", "region": "沪苏浙", "order": 1})[0]
    staff = create(book, "staff", {"name": "王磊", "station": station, "phone": "13800000001", "posted_from": DAY})[0]
    enterprise = create(
        book,
        "enterprises",
        {
            "name": "深圳星源包装股份有限公司",
            "credit_code": "91330100799655058B",
            "registered_capital": 12_345_678,
            "revenue": 2_174_000_000,
            "established": DAY,
            "listed": True,
            "contact_name": "张涛",
            "contact_phone": "19401439147、0551-69269772",
            "station": station,
            "staff": staff,
            "note": "有扩产意向\n关注皖北",
            "products": "=薄膜",
        },
    )[0]
    person = create(
        book, "hometown", {"name": "马艳华", "phone": "13800000002", "province": "广东省", "city": "深圳市"}
    )[0]
    create(book, "ambassadors", {"name": "罗洋", "appointed_from": DAY, "expenses": 25_000})
    trip = create(book, "trips", {"staff": staff, "start": DAY, "end": DAY, "destination": "苏州"})[0]
    lead = create(
        book,
        "leads",
        {
            "name": "星源包装项目",
            "investor": "深圳星源包装股份有限公司",
            "enterprise": enterprise,
            "total_investment": 120_000_000,
            "land": Decimal("26.5"),
            "signed_date": Day(dt.date(2024, 3, 1), "month"),
            "signed_amount": 120_000_000,
            "started_date": DAY,
            "city_signed_date": DAY,
            "introducer": "马艳华",
            "due_start": Day(dt.date(2024, 6, 1), "month"),
        },
    )[0]
    create(
        book,
        "visits",
        {
            "date": DAY,
            "staff": staff,
            "trip": trip,
            "enterprise": enterprise,
            "hometown": person,
            "lead": lead,
            "people": 3,
        },
    )
    create(book, "arrivals", {"lead": lead, "month": Day(dt.date(2024, 3, 1), "month"), "amount": 5_000_000})
    create(book, "targets", {"year": 2024, "indicator": "签约资金", "scope": "全县", "annual": Decimal("45.05")})
    create(book, "assistance", {"lead": lead, "item": "用地预审", "due": DAY})
    create(book, "events", {"name": "招商推介会", "date": DAY, "signed_amount": 150_000_000})
    create(book, "opportunities", {"name": "标准厂房", "investment": 80_000_000, "phone": "13800000003"})
    create(book, "policies", {"name": "招商引资若干措施", "document": "20240305", "issued": DAY})


def cells_of(path: Path) -> list[list[Any]]:
    """All cells of the first sheet."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]


@pytest.mark.parametrize("kind", [".xlsx", ".csv"])
@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_ledger_exported_and_imported_again_is_unchanged(book: Book, tmp_path: Path, ledger: str, kind: str) -> None:
    fill(book)
    target = tmp_path / f"导出{kind}"
    count = export(book, ViewSpec(ledger, columns=tuple(LEDGERS[ledger].fields)), target)
    report = import_file(book, ledger, target)
    assert count >= 1
    assert (report.rows, report.unchanged, report.errors, report.warnings) == (count, count, [], [])


def test_cells_have_their_own_types_and_the_field_s_unit(book: Book, tmp_path: Path) -> None:
    fill(book)
    columns = (
        "name",
        "credit_code",
        "registered_capital",
        "revenue",
        "established",
        "listed",
        "contact_phone",
        "station",
    )
    target = tmp_path / "企业.xlsx"
    export(book, ViewSpec("enterprises", columns=columns), target)
    head, row = cells_of(target)
    assert head == [
        "企业名称", "统一社会信用代码", "注册资本（万元）", "年营业收入（亿元）",
        "成立日期", "上市", "联系电话", "片区",
    ]  # fmt: skip
    assert row == [
        "深圳星源包装股份有限公司", "91330100799655058B", 1234.5678, 21.74, dt.datetime(2024, 3, 5), "是",
        "19401439147、0551-69269772", "长三角片区",
    ]  # fmt: skip


def test_a_text_that_looks_like_a_formula_stays_a_text(book: Book, tmp_path: Path) -> None:
    fill(book)
    target = tmp_path / "企业.xlsx"
    export(book, ViewSpec("enterprises", columns=("name", "products")), target)
    cell = openpyxl.load_workbook(target).worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=薄膜", "s")


def test_a_csv_opens_in_excel_with_its_chinese_and_runs_no_formula(book: Book, tmp_path: Path) -> None:
    fill(book)
    target = tmp_path / "企业.csv"
    export(book, ViewSpec("enterprises", columns=("name", "products", "revenue")), target)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["企业名称", "主要产品", "年营业收入（亿元）"],
            ["深圳星源包装股份有限公司", "'=薄膜", "21.74"],
        ]


def test_a_month_goes_out_as_a_month(book: Book, tmp_path: Path) -> None:
    fill(book)
    target = tmp_path / "线索.xlsx"
    export(book, ViewSpec("leads", columns=("name", "signed_date", "started_date")), target)
    assert cells_of(target)[1] == ["星源包装项目", "2024-03", dt.datetime(2024, 3, 5)]


def test_the_same_rows_and_order_as_the_view(book: Book, tmp_path: Path) -> None:
    for name, city in (("甲公司", "深圳市"), ("乙公司", "苏州市"), ("丙公司", "深圳市")):
        create(book, "enterprises", {"name": name, "city": city})
    view = ViewSpec("enterprises", (Filter("city", "=", "深圳市"),), sort=("-name",), columns=("name",))
    target = tmp_path / "企业.xlsx"
    assert export(book, view, target) == 2
    assert [row[0] for row in cells_of(target)] == ["企业名称", "甲公司", "丙公司"]


def test_a_list_is_printed_as_wide_as_the_page_with_its_header_on_each(book: Book, tmp_path: Path) -> None:
    for name, money in (("甲项目", 120_000_000), ("乙项目", 350_000_000)):
        create(book, "leads", {"name": name, "total_investment": money})
    target = tmp_path / "线索.xlsx"
    export(book, ViewSpec("leads", columns=("name", "total_investment")), target)
    page = openpyxl.load_workbook(target).worksheets[0]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:B3")
    assert (page.page_setup.orientation, page.page_setup.fitToWidth) == ("landscape", 1)
    assert (page.print_title_rows, page.print_area) == ("$1:$1", "'线索项目'!$A$1:$B$3")


def test_a_grouped_view_goes_out_with_its_subtotals_and_comes_back_without_them(book: Book, tmp_path: Path) -> None:
    fill(book)
    for name, capital, state in (
        ("乙公司", 2_000_000, "在谈"),
        ("甲公司", 3_000_000, "在谈"),
        ("丙公司", None, "未接触"),
    ):
        create(book, "enterprises", {"name": name, "registered_capital": capital, "state": state})
    columns = ("name", "state", "registered_capital")
    target = tmp_path / "分组.xlsx"
    view = ViewSpec("enterprises", sort=("name",), columns=columns, group="state", pinned=2)
    assert export(book, view, target) == 4
    sheet = openpyxl.load_workbook(target).worksheets[0]
    shown = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    assert shown == [
        ("未接触 小计 2 家", None, 1234.5678),
        ("丙公司", "未接触", None),
        ("深圳星源包装股份有限公司", "未接触", 1234.5678),
        ("在谈 小计 2 家", None, 500),
        ("甲公司", "在谈", 300),
        ("乙公司", "在谈", 200),
    ]
    assert [sheet.row_dimensions[at].outlineLevel for at in range(2, 8)] == [0, 1, 1, 0, 1, 1]
    assert sheet.freeze_panes == "C2" and sheet.print_area == "'目标企业'!$A$1:$C$7"
    report = import_file(book, "enterprises", target, dry_run=True).as_json()
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 4)


def test_groups_within_groups_have_their_subtotals_and_fold_one_level_after_the_other(
    book: Book, tmp_path: Path
) -> None:
    fill(book)
    create(book, "enterprises", {"name": "乙公司", "registered_capital": 2_000_000, "state": "在谈", "chain": "光学膜"})
    create(book, "enterprises", {"name": "甲公司", "registered_capital": 3_000_000, "state": "在谈", "chain": "储能"})
    columns = ("name", "state", "registered_capital")
    target = tmp_path / "分组.xlsx"
    view = ViewSpec("enterprises", sort=("name",), columns=columns, group="state", subgroup="chain")
    assert export(book, view, target) == 3
    sheet = openpyxl.load_workbook(target).worksheets[0]
    shown = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    assert shown == [
        ("未接触 小计 1 家", None, 1234.5678),
        ("未填 小计 1 家", None, 1234.5678),
        ("深圳星源包装股份有限公司", "未接触", 1234.5678),
        ("在谈 小计 2 家", None, 500),
        ("储能 小计 1 家", None, 300),
        ("甲公司", "在谈", 300),
        ("光学膜 小计 1 家", None, 200),
        ("乙公司", "在谈", 200),
    ]
    assert [sheet.row_dimensions[at].outlineLevel for at in range(2, 11)] == [0, 1, 2, 0, 1, 2, 1, 2, 0]
    assert [sheet.cell(at, 1).alignment.indent for at in (2, 3)] == [0, 2]
    export(book, view, target, folded={("未接触",), ("在谈", "储能")})
    sheet = openpyxl.load_workbook(target).worksheets[0]
    lines = [sheet.row_dimensions[at] for at in range(2, 10)]
    assert [line.hidden for line in lines] == [False, True, True, False, False, True, False, False]
    assert [line.collapsed for line in lines] == [True, False, False, False, True, False, False, False]
    report = import_file(book, "enterprises", target, dry_run=True).as_json()
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 3)


@pytest.mark.parametrize("counter", sorted({ledger.counter for ledger in LEDGERS.values()}))
def test_a_row_of_subtotals_of_any_ledger_is_known_as_one(counter: str) -> None:
    assert _SUM.fullmatch(f"2024年5月小计1,234{counter}")


def test_masked_phones_leave_the_book_masked(book: Book, tmp_path: Path) -> None:
    fill(book)
    target = tmp_path / "企业.xlsx"
    export(book, ViewSpec("enterprises", columns=("name", "contact_phone")), target, masked=True)
    assert cells_of(target)[1][1] == "194****9147、0551-******72"


def test_personal_data_that_leaves_is_noted_and_is_no_step_to_undo(book: Book, tmp_path: Path) -> None:
    fill(book)
    before = book.undo_label()
    export(book, ViewSpec("hometown"), tmp_path / "乡贤.xlsx")
    with book.read() as session:
        newest = batches(session, limit=1)[0]
    assert newest.label == "导出 1 人在外乡贤到 乡贤.xlsx"
    assert book.undo_label() == before


def test_an_undo_can_still_be_redone_after_an_export(book: Book, tmp_path: Path) -> None:
    fill(book)
    book.undo()
    export(book, ViewSpec("hometown"), tmp_path / "乡贤.xlsx")
    assert book.redo_label() is not None


def test_a_target_that_cannot_be_written_is_told_and_left_alone(book: Book, tmp_path: Path) -> None:
    fill(book)
    (tmp_path / "夹.xlsx").mkdir()
    for target, words in (
        (tmp_path / "夹.xlsx", "是文件夹"),
        (tmp_path / "没有" / "企业.xlsx", "文件夹不存在"),
        (tmp_path / "企业.doc", "不能导出"),
    ):
        with pytest.raises(Problem, match=words):
            export(book, ViewSpec("enterprises"), target)
    assert not list(tmp_path.glob(".*.part"))
