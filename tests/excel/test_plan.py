"""The rehearsal: what each row would do, how it is recognised, what a person decides, and what stays untouched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from crm.actions.edit import change, create, delete
from crm.book import Book, open_book
from crm.excel.plan import Cancelled, plan_import
from crm.excel.run import apply_plan, import_file
from crm.records.ledger import LEDGERS
from crm.rules.problem import Problem

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]
CODE, OTHER = "91330100799655058B", "914403001922038216"
HEAD = ["企业名称", "统一社会信用代码", "所在市", "注册资本（万元）", "备注"]


def statuses(book: Book, path: Path, ledger: str = "enterprises") -> list[str]:
    """The status of each data row."""
    return [row.status for row in plan_import(book, ledger, path).rows]


def test_an_update_tells_before_and_after_of_what_differs(book: Book, sheet_file: Make) -> None:
    made = create(book, "enterprises", {"name": "甲有限公司", "city": "苏州市", "registered_capital": 1_000_000})[0]
    path = sheet_file([HEAD, ["甲有限公司", CODE, "苏州市", 200, ""]])
    row = plan_import(book, "enterprises", path).rows[0]
    assert (row.status, row.match, row.why) == ("update", made, "企业名称相同")
    assert row.changes == {"credit_code": (None, CODE), "registered_capital": (1_000_000, 2_000_000)}


def test_a_blank_cell_never_wipes_a_value(book: Book, sheet_file: Make, read: Read) -> None:
    create(book, "enterprises", {"name": "甲有限公司", "credit_code": CODE, "city": "苏州市", "note": "要点"})
    path = sheet_file([HEAD, ["甲有限公司", "", "", 200, "  "]])
    assert import_file(book, "enterprises", path).updated == 1
    assert read("enterprises", "credit_code", "city", "registered_capital", "note") == [
        (CODE, "苏州市", 2_000_000, "要点")
    ]


def test_names_written_differently_are_one_enterprise_and_the_book_s_name_stays(
    book: Book, sheet_file: Make, read: Read
) -> None:
    create(book, "enterprises", {"name": "星源（深圳）包装有限公司"})
    path = sheet_file([HEAD, ["　星源(深圳)包装 有限公司", "", "深圳市", "", ""]])
    assert statuses(book, path) == ["update"]
    import_file(book, "enterprises", path)
    assert read("enterprises", "name", "city") == [("星源（深圳）包装有限公司", "深圳市")]


def test_a_former_name_is_recognised(book: Book, sheet_file: Make) -> None:
    create(book, "enterprises", {"name": "乙有限公司", "former_name": "甲有限公司"})
    assert statuses(book, sheet_file([HEAD, ["甲有限公司", "", "苏州市", "", ""]])) == ["update"]


def test_never_by_name_across_two_credit_codes(book: Book, sheet_file: Make) -> None:
    create(book, "enterprises", {"name": "甲有限公司", "credit_code": CODE})
    path = sheet_file([HEAD, ["甲有限公司", OTHER, "", "", ""]])
    plan = plan_import(book, "enterprises", path)
    assert plan.rows[0].status == "new"
    assert [(w.row, w.reason) for w in plan.warnings] == [(2, "名称相同但统一社会信用代码不同，按两家企业处理，请核对")]


def test_never_by_name_across_two_cities(book: Book, sheet_file: Make) -> None:
    create(book, "enterprises", {"name": "星源包装", "city": "深圳市"})
    path = sheet_file([HEAD, ["星源包装", "", "成都市", "", ""], ["星源包装", "", "深圳", "", ""]])
    assert statuses(book, path) == ["new", "unchanged"]


def test_one_name_of_two_firms_is_told_apart_by_the_city_or_asked_for(book: Book, sheet_file: Make, read: Read) -> None:
    for city in (None, "杭州市", "深圳市"):
        create(book, "enterprises", {"name": "宏达有限公司", "city": city})
    given = sheet_file([HEAD, ["宏达有限公司", "", "深圳市", 300, ""], ["宏达有限公司", "", "", 100, ""]])
    assert [row.status for row in plan_import(book, "enterprises", given).rows] == ["update", "update"]
    import_file(book, "enterprises", given)
    assert read("enterprises", "city", "registered_capital") == [
        (None, 1_000_000), ("杭州市", None), ("深圳市", 3_000_000),
    ]  # fmt: skip
    delete(book, "enterprises", [row.match for row in plan_import(book, "enterprises", given).rows if row.row == 3])
    report = import_file(book, "enterprises", given)
    assert [(e.row, e.column, e.value, e.reason) for e in report.errors] == [
        (3, "企业名称", "宏达有限公司", "有2家企业都叫这个名称，请填写所在市或统一社会信用代码")
    ]


def test_a_visit_to_one_of_two_firms_of_a_name_is_taken_with_a_warning(book: Book, sheet_file: Make) -> None:
    for city in ("杭州市", "深圳市"):
        create(book, "enterprises", {"name": "宏达有限公司", "city": city})
    report = import_file(book, "visits", sheet_file([["日期", "企业名称"], ["2024-05-03", "宏达有限公司"]]))
    assert [(w.row, w.value, w.reason) for w in report.warnings] == [
        (2, "宏达有限公司", "账本里有2家“宏达有限公司”，记在最早建的一家上，请核对")
    ]


def test_a_code_recognises_a_renamed_enterprise(book: Book, sheet_file: Make, read: Read) -> None:
    create(book, "enterprises", {"name": "甲有限公司", "credit_code": CODE})
    path = sheet_file([HEAD, ["甲集团有限公司", CODE, "", "", ""]])
    assert import_file(book, "enterprises", path).updated == 1
    assert read("enterprises", "name") == [("甲集团有限公司",)]


def test_people_are_recognised_by_name_with_phone_or_employer(book: Book, sheet_file: Make) -> None:
    create(book, "hometown", {"name": "马艳", "phone": "13800000001、13800000002", "employer": "甲有限公司"})
    path = sheet_file(
        [
            ["姓名", "联系电话", "所在单位", "类别"],
            ["马 艳", "13800000002", "乙有限公司", "高管"],
            ["马艳", "13800000009", "甲公司", "高管"],
            ["马艳", "13800000009", "丙有限公司", "高管"],
            ["马研", "13800000001", "甲有限公司", "高管"],
        ]
    )
    plan = plan_import(book, "hometown", path)
    assert [(row.row, bool(row.match)) for row in plan.rows] == [(2, True), (3, True), (4, False), (5, False)]


def test_a_project_is_recognised_by_name_and_investor(book: Book, sheet_file: Make) -> None:
    create(book, "leads", {"name": "包装项目", "investor": "甲有限公司"})
    path = sheet_file(
        [
            ["项目名称", "投资方", "进展"],
            ["包装项目", "甲公司", "在谈"],
            ["包装项目", "乙公司", ""],
            ["包装项目", "", "签约"],
        ]
    )
    plan = plan_import(book, "leads", path)
    assert [(row.status, row.of) for row in plan.rows] == [("update", None), ("new", None), ("twin", 2)]


@pytest.mark.parametrize(("mode", "counts"), [("update", (0, 1, 0)), ("skip", (0, 0, 1)), ("new", (1, 0, 0))])
def test_what_to_do_with_rows_that_the_book_has(
    book: Book, sheet_file: Make, mode: str, counts: tuple[int, int, int]
) -> None:
    made = create(book, "enterprises", {"name": "甲有限公司"})[0]
    path = sheet_file([HEAD, ["甲有限公司", "", "苏州市", "", ""]])
    report = import_file(book, "enterprises", path, duplicates=mode)
    assert (report.created, report.updated, len(report.skipped)) == counts
    if mode == "new":
        assert report.duplicates == [{"row": 2, "of": made, "why": "企业名称相同"}]


def test_an_unknown_way_with_duplicates_is_told(book: Book, sheet_file: Make) -> None:
    with pytest.raises(Problem, match="update（更新）"):
        plan_import(book, "enterprises", sheet_file([HEAD]), duplicates="merge")


def test_a_person_decides_row_by_row(book: Book, sheet_file: Make, read: Read) -> None:
    create(book, "enterprises", {"name": "甲有限公司"})
    path = sheet_file(
        [
            HEAD,
            *(
                [name, "", city, "", ""]
                for name, city in (("甲有限公司", "苏州市"), ("乙有限公司", "深圳市"), ("乙有限公司", ""))
            ),
        ]
    )
    plan = plan_import(book, "enterprises", path)
    assert [row.status for row in plan.rows] == ["update", "new", "twin"]
    plan.settle({2: "skip", 4: "new"})
    assert plan.counts() == {"new": 2, "update": 0, "unchanged": 0, "skipped": 1, "wrong": 0}
    report = apply_plan(book, plan, {2: "skip", 4: "new"})
    assert (report.created, report.updated) == (2, 0)
    assert [row[0] for row in read("enterprises", "name")] == ["甲有限公司", "乙有限公司", "乙有限公司"]


def test_a_twin_whose_first_row_is_skipped_stands_for_itself(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([HEAD, ["甲有限公司", CODE, "苏州市", "", ""], ["甲有限公司", CODE, "深圳市", "", ""]])
    plan = plan_import(book, "enterprises", path)
    apply_plan(book, plan, {2: "skip"})
    assert read("enterprises", "city") == [("深圳市",)]


def test_a_plan_that_the_book_has_outrun_is_made_anew(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([HEAD, ["甲有限公司", "", "苏州市", "", ""]])
    plan = plan_import(book, "enterprises", path)
    create(book, "enterprises", {"name": "甲有限公司", "note": "别人刚建的"})
    report = apply_plan(book, plan)
    assert (report.created, report.updated) == (0, 1)
    assert read("enterprises", "name", "city", "note") == [("甲有限公司", "苏州市", "别人刚建的")]


def test_a_file_imported_twice_at_the_same_moment_goes_in_once(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([HEAD, ["甲有限公司", "", "苏州市", "", ""]])
    plan = plan_import(book, "enterprises", path)
    other = open_book(book.path)

    looks: list[Connection] = []

    @event.listens_for(book.engine, "engine_connect")
    def another_comes_between(connection: Connection) -> None:
        looks.append(connection)
        if len(looks) == 2:
            assert import_file(other, "enterprises", path).created == 1

    report = apply_plan(book, plan)
    other.close()
    assert (report.created, report.unchanged, report.batch) == (0, 1, None)
    assert read("enterprises", "name") == [("甲有限公司",)]


def test_rows_in_the_recycle_bin_are_not_recognised(book: Book, sheet_file: Make) -> None:
    made = create(book, "enterprises", {"name": "甲有限公司"})[0]
    delete(book, "enterprises", [made])
    assert statuses(book, sheet_file([HEAD, ["甲有限公司", "", "", "", ""]])) == ["new"]


def test_a_month_does_not_blur_a_day(book: Book, sheet_file: Make, read: Read) -> None:
    create(book, "leads", {"name": "甲项目", "signed_date": dt.date(2024, 3, 15)})
    path = sheet_file([["项目名称", "签约时间"], ["甲项目", "2024.3"]])
    assert statuses(book, path, "leads") == ["unchanged"]
    change(book, "leads", {row_id: {"signed_date": dt.date(2024, 2, 15)} for row_id in _ids(book, "leads")})
    assert statuses(book, path, "leads") == ["update"]


def _ids(book: Book, ledger: str) -> list[int]:
    from crm.queries.listing import ids
    from crm.queries.view import ViewSpec

    with book.read() as session:
        return ids(session, ViewSpec(ledger))


def test_a_project_that_does_not_exist_is_an_error_that_names_it(book: Book, sheet_file: Make, read: Read) -> None:
    create(book, "leads", {"name": "甲项目"})
    path = sheet_file(
        [["项目名称", "月份", "到位资金（万元）"], ["甲项目", "2024年3月", 500], ["乙项目", "2024年3月", 300]]
    )
    report = import_file(book, "arrivals", path)
    assert [(f.row, f.column, f.value) for f in report.errors] == [(3, "项目名称", "乙项目")]
    assert "账本里没有线索项目“乙项目”" in report.errors[0].reason
    assert read("arrivals", "lead", "month", "amount") == [("甲项目", dt.date(2024, 3, 1), 5_000_000)]


def test_a_wrong_row_makes_no_enterprise_on_the_spot(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["日期", "拜访企业"], ["5月32日", "甲有限公司"], ["2024-05-03", "乙有限公司"]])
    report = import_file(book, "visits", path)
    assert report.made["enterprises"] == ["乙有限公司"]
    assert read("enterprises", "name") == [("乙有限公司",)]


def test_a_person_made_on_the_spot_belongs_to_the_station_of_all_their_rows(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file(
        [
            ["日期", "驻外人员", "片区", "洽谈内容"],
            ["2024-05-03", "王磊", "长三角", "甲"],
            ["2024-05-04", "王磊", "长三角片区", "乙"],
            ["2024-05-05", "李敏", "长三角", "丙"],
            ["2024-05-06", "李敏", "珠三角", "丁"],
        ]
    )
    import_file(book, "visits", path)
    assert dict(read("staff", "name", "station")) == {"王磊": "长三角", "李敏": None}


def test_a_name_that_differs_in_its_legal_form_is_taken_with_a_warning(book: Book, sheet_file: Make) -> None:
    create(book, "enterprises", {"name": "甲包装股份有限公司"})
    path = sheet_file([["日期", "拜访企业"], ["2024-05-03", "甲包装有限公司"]])
    report = import_file(book, "visits", path)
    assert [w.reason for w in report.warnings] == [
        "账本里没有“甲包装有限公司”，按“甲包装股份有限公司”处理，如不是同一家请先新建它"
    ]


def test_every_fault_of_a_row_is_told(book: Book, sheet_file: Make) -> None:
    path = sheet_file(
        [["企业名称", "成立日期", "注册资本（万元）"], ["甲有限公司", "2024年13月", "很多"], ["", "2024年", 5]]
    )
    report = import_file(book, "enterprises", path)
    assert [(f.row, f.column) for f in report.errors] == [(2, "成立日期"), (2, "注册资本（万元）"), (3, "企业名称")]
    assert report.errors[2].reason == "请填写企业名称"


def test_a_mapping_by_hand_wins_and_is_remembered_for_files_of_the_same_shape(book: Book, sheet_file: Make) -> None:
    rows = [["单位", "颜色", "备注"], ["甲有限公司", "红", "x"]]
    path = sheet_file(rows)
    report = import_file(book, "enterprises", path, mapping={"单位": "name", "颜色": "主要产品", "备注": ""})
    assert report.mapping == {"单位": "name", "颜色": "products"}
    assert report.unmapped == ["备注"]
    again = plan_import(book, "enterprises", sheet_file([rows[0], ["乙有限公司", "蓝", "y"]], name="六月.xlsx"))
    assert again.mapping == report.mapping
    assert plan_import(book, "enterprises", path, mapping={"颜色": "行业"}).mapping["颜色"] == "industry"


def test_unmapped_columns_are_listed_and_go_to_the_note_when_asked(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["企业名称", "颜色", "备注"], ["甲有限公司", "红", "要点"]])
    assert import_file(book, "enterprises", path).unmapped == ["颜色"]
    assert import_file(book, "enterprises", path, note_unmapped=True).updated == 1
    assert read("enterprises", "note") == [("要点\n颜色：红",)]
    assert import_file(book, "enterprises", path, note_unmapped=True).unchanged == 1


def test_an_import_reports_its_progress_and_can_be_stopped_without_a_trace(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file([["企业名称"], *([f"{at}号有限公司"] for at in range(2500))])
    seen: list[tuple[int, int]] = []
    import_file(book, "enterprises", path, dry_run=True, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 5000), (1000, 5000), (2000, 5000)]
    for stop_at in range(1, 6):
        looks = iter(range(100))
        with pytest.raises(Cancelled, match="账本没有改动"):
            import_file(book, "enterprises", path, cancelled=lambda looks=looks, at=stop_at: next(looks) + 1 >= at)
        assert read("enterprises", "name") == []
        assert book.undo_label() is None


def test_undoing_an_import_gives_back_updated_values(book: Book, sheet_file: Make, read: Read) -> None:
    create(book, "enterprises", {"name": "甲有限公司", "city": "苏州市", "contact_name": "张涛"})
    path = sheet_file(
        [["企业名称", "所在市", "联系人"], ["甲有限公司", "苏州市", "李红"], ["乙有限公司", "成都市", "赵静"]]
    )
    report = import_file(book, "enterprises", path)
    assert (report.created, report.updated) == (1, 1)
    assert report.batch is not None
    book.undo_batch(report.batch)
    assert read("enterprises", "name", "city", "contact_name") == [("甲有限公司", "苏州市", "张涛")]


def test_the_report_has_the_keys_of_the_contract(book: Book, sheet_file: Make) -> None:
    path = sheet_file([HEAD, ["甲有限公司", "", "", "", ""]])
    report = import_file(book, "enterprises", path)
    assert list(report.as_json()) == [
        "ledger", "source", "sheet", "header_rows", "mapping", "unmapped", "rows", "created", "updated", "unchanged",
        "skipped", "errors", "warnings", "duplicates", "batch",
    ]  # fmt: skip
    assert report.sentence() == "“表.xlsx”共 1 行：新建 1 家，更新 0 家，未变 0 家"


def test_every_ledger_can_be_imported_from_its_own_labels(book: Book, sheet_file: Make) -> None:
    for key, ledger in LEDGERS.items():
        labels = [spec.label for spec in ledger.fields.values() if not spec.derived]
        plan = plan_import(book, key, sheet_file([labels], name=f"{key}.xlsx"))
        assert plan.mapping == {ledger.fields[k].label: k for k in plan.mapping.values()}
        assert len(plan.mapping) == len(labels)
