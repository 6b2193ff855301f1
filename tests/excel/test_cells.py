"""Cells that say in their own way that there is nothing, or that have lost what they said."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm.book import Book
from crm.excel.run import import_file

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]


@pytest.mark.parametrize("mark", ["—", "-", "/", "——", "无", "暂无", " － "])
def test_a_dash_and_the_word_none_are_blank_cells(book: Book, sheet_file: Make, read: Read, mark: str) -> None:
    path = sheet_file(
        [["项目名称", "企业名称", "总投资（亿元）", "签约时间", "用地"], ["甲项目", mark, mark, mark, mark]]
    )
    report = import_file(book, "leads", path)
    assert (report.errors, report.warnings) == ([], [])
    assert read("leads", "enterprise", "total_investment", "signed_date", "land") == [(None, None, None, None)]
    assert read("enterprises", "name") == []


@pytest.mark.parametrize("word", ["尚未开工", "待定", "未开工", "不详", "待供地后开工"])
def test_words_instead_of_a_date_are_a_blank_cell_and_told(book: Book, sheet_file: Make, read: Read, word: str) -> None:
    report = import_file(book, "leads", sheet_file([["项目名称", "开工时间"], ["甲项目", word]]))
    assert [(w.row, w.column, w.reason) for w in report.warnings] == [
        (2, "开工时间", f"“{word}”不是开工日期，按空白导入")
    ]
    assert read("leads", "name", "started_date") == [("甲项目", None)]


def test_words_instead_of_a_required_date_are_a_fault(book: Book, sheet_file: Make) -> None:
    report = import_file(book, "visits", sheet_file([["日期", "洽谈内容"], ["待定", "甲"]]))
    assert [(e.row, e.column, e.value) for e in report.errors] == [(2, "日期", "待定")]


def test_a_dash_as_the_name_of_an_enterprise_is_a_missing_name(book: Book, sheet_file: Make) -> None:
    report = import_file(book, "enterprises", sheet_file([["企业名称", "所在市"], ["—", "苏州"]]))
    assert [e.reason for e in report.errors] == ["请填写企业名称"]


def test_errors_of_the_sheet_are_faults_in_figures_and_told_in_texts(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["项目名称", "总投资（亿元）", "建设地点"],
            ["甲项目", "#N/A", ""],
            ["乙项目", 2, "#REF!"],
            ["丙项目", 3, "园区"],
        ]
    )
    report = import_file(book, "leads", path)
    assert [(e.row, e.reason) for e in report.errors] == [(2, "表里是错误值#N/A，请改成实际内容或清空这一格")]
    assert [(w.row, w.reason) for w in report.warnings] == [(3, "表里是错误值#REF!，按空白导入")]
    assert read("leads", "name", "site") == [("乙项目", None), ("丙项目", "园区")]


def test_a_formula_without_its_result_is_a_fault_that_says_what_to_do(book: Book, sheet_file: Make) -> None:
    path = sheet_file(
        [["序号", "项目名称", "总投资（万元）"], ["=ROW()-1", "甲项目", "=1000+2000"], ["合计", "", "=SUM(C2:C2)"]]
    )
    report = import_file(book, "leads", path)
    assert [(e.row, e.column, e.value, e.reason) for e in report.errors] == [
        (
            2,
            "总投资（万元）",
            "=1000+2000",
            "这一格是公式“=1000+2000”，文件里没有存下结果，请用 WPS 或 Excel 打开、保存后再导入",
        )
    ]


def test_of_a_span_of_days_the_first_counts_and_is_told(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["2024年招商活动"], ["活动名称", "时间"], ["中小企业博览会", "6月27日-29日"]])
    report = import_file(book, "events", path)
    assert [w.value for w in report.warnings] == ["6月27日-29日"]
    assert read("events", "date") == [(dt.date(2024, 6, 27),)]


def test_a_december_without_a_year_in_a_list_of_january_is_of_the_year_before(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file([["填报时间：2024年1月5日"], ["项目名称", "签约时间"], ["甲项目", "12月"]])
    import_file(book, "leads", path)
    assert read("leads", "signed_date") == [(dt.date(2023, 12, 1),)]


def test_padded_names_are_closed_up(book: Book, sheet_file: Make, read: Read) -> None:
    import_file(
        book, "hometown", sheet_file([["姓名", "联系电话"], ["王 磊", "13800000001"], ["张　丽", "13800000002"]])
    )
    assert read("hometown", "name") == [("王磊",), ("张丽",)]


def test_a_person_s_time_at_the_station_in_one_cell(book: Book, sheet_file: Make, read: Read) -> None:
    import_file(book, "staff", sheet_file([["姓名", "驻外起止时间"], ["陈刚", "2024年1月-2025年12月"]]))
    assert read("staff", "posted_from", "posted_to") == [(dt.date(2024, 1, 1), dt.date(2025, 12, 1))]


@pytest.mark.parametrize("cell", ["'0571-88075998", '="0571-88075998"', "0571-88075998"])
def test_a_text_table_s_mark_for_text_is_no_part_of_the_number(
    book: Book, tmp_path: Path, read: Read, cell: str
) -> None:
    path = tmp_path / "表.tsv"
    path.write_text(f"企业名称\t联系电话\n甲有限公司\t{cell}\n", encoding="utf-8")
    import_file(book, "enterprises", path)
    assert read("enterprises", "contact_phone") == [("0571-88075998",)]


def test_a_trip_over_new_year_without_a_year_ends_in_the_next_one(book: Book, sheet_file: Make, read: Read) -> None:
    one_cell = sheet_file(
        [
            ["2024年驻外行程"],
            ["姓名", "目的地", "起止时间"],
            ["王磊", "苏州", "12.28-1.5"],
            ["李敏", "深圳", "2023年12月30日至1月3日"],
            ["赵强", "武汉", "5.10-5.3"],
            ["钱进", "成都", "10.8-3.1"],
        ],
        name="一.xlsx",
    )
    report = import_file(book, "trips", one_cell)
    assert [(e.row, "早于起始日期" in e.reason) for e in report.errors] == [(5, True)]
    two_cells = sheet_file(
        [
            ["2024年驻外行程"],
            ["姓名", "目的地", "起始日期", "截止日期"],
            ["孙丽", "上海", "12月28日", "1月5日"],
            ["周杰", "杭州", "12月28日", "2024-01-05"],
        ],
        name="二.xlsx",
    )
    report = import_file(book, "trips", two_cells)
    assert [e.row for e in report.errors] == [4]
    day = dt.date
    assert read("trips", "staff", "start", "end") == [
        ("王磊", day(2024, 12, 28), day(2025, 1, 5)),
        ("李敏", day(2023, 12, 30), day(2024, 1, 3)),
        ("钱进", day(2024, 10, 8), day(2025, 3, 1)),
        ("孙丽", day(2024, 12, 28), day(2025, 1, 5)),
    ]
    assert import_file(book, "trips", one_cell).unchanged == 3


def test_a_home_with_its_district_keeps_the_city_apart_and_the_whole_in_the_note(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file(
        [
            ["姓名", "联系电话", "现居地", "备注"],
            ["王磊", "13800000001", "广东省深圳市南山区", "做电子"],
            ["李敏", "13800000002", "广东深圳", ""],
            ["赵强", "13800000003", "上海市浦东新区", ""],
        ]
    )
    import_file(book, "hometown", path)
    assert read("hometown", "name", "province", "city", "note") == [
        ("王磊", "广东省", "深圳市", "做电子\n现居地：广东省深圳市南山区"),
        ("李敏", "广东省", "深圳市", None),
        ("赵强", "上海市", "上海市", "现居地：上海市浦东新区"),
    ]
    assert import_file(book, "hometown", path).unchanged == 3


def test_an_error_in_a_cell_is_never_a_silent_blank_however_large_the_sheet(
    book: Book, tmp_path: Path, sheet_file: Make, read: Read
) -> None:
    source = sheet_file([["企业名称", "注册资本（万元）"], ["甲有限公司", 100], ["#N/A", 200], ["乙有限公司", "#REF!"]])
    large = tmp_path / "大表.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", b" " * (25 * 1024 * 1024) + b"</sheetData>")
            new.writestr(name, content)
    report = import_file(book, "enterprises", large)
    assert (report.created, [(e.row, e.column) for e in report.errors]) == (
        1,
        [(3, "企业名称"), (4, "注册资本（万元）")],
    )
    assert read("enterprises", "name") == [("甲有限公司",)]


def test_a_trip_of_the_book_that_would_end_before_it_starts_is_the_fault_of_its_row_alone(
    book: Book, sheet_file: Make, read: Read
) -> None:
    day = dt.date
    head = ["姓名", "起始日期", "截止日期"]
    import_file(
        book,
        "trips",
        sheet_file([head, ["王磊", "2025-04-02", "2025-04-09"], ["李敏", "2025-05-12", "2025-05-14"]], name="一.xlsx"),
    )
    again = sheet_file(
        [head, ["王磊", "2025-04-02", "2025-03-09"], ["李敏", "2025-05-12", "2025-05-20"]], name="二.xlsx"
    )
    report = import_file(book, "trips", again)
    assert [(e.row, e.column, e.reason) for e in report.errors] == [
        (2, "截止日期", "截止日期2025-03-09早于起始日期2025-04-02，请改正其中一个")
    ]
    assert read("trips", "staff", "end") == [("王磊", day(2025, 4, 9)), ("李敏", day(2025, 5, 20))]
    month = sheet_file([head, ["李敏", "2025-05-12", "2025年6月"]], name="三.xlsx")
    assert not import_file(book, "trips", month).errors


def test_the_reason_of_a_trip_tells_its_kind_and_is_kept(book: Book, sheet_file: Make, read: Read) -> None:
    report = import_file(
        book,
        "trips",
        sheet_file(
            [
                ["2025年4月外出情况"],
                ["姓名", "起止时间", "目的地", "事由"],
                ["陈刚", "4月2日-4月9日", "苏州", "驻点"],
                ["陈刚", "4月12日-4月13日", "南京", "拜访企业"],
                ["陈刚", "4月20日", "合肥", "参加推介会"],
                ["陈刚", "4月21日至22日", "", "病假"],
                ["陈刚", "4月23日-24日", "县委党校", "参加招商干部培训"],
            ]
        ),
    )
    assert not report.errors
    assert sorted(read("trips", "start", "end", "kind", "note")) == [
        (dt.date(2025, 4, 2), dt.date(2025, 4, 9), "驻点", None),
        (dt.date(2025, 4, 12), dt.date(2025, 4, 13), "外出招商", "事由：拜访企业"),
        (dt.date(2025, 4, 20), dt.date(2025, 4, 20), "外出招商", "事由：参加推介会"),
        (dt.date(2025, 4, 21), dt.date(2025, 4, 22), "请假", None),
        (dt.date(2025, 4, 23), dt.date(2025, 4, 24), "回县培训", "事由：参加招商干部培训"),
    ]


def test_the_days_of_a_trip_give_its_end_or_are_compared(book: Book, sheet_file: Make, read: Read) -> None:
    alone = sheet_file([["姓名", "出发日期", "外出天数"], ["陈刚", "2025.4.2", "3天"], ["陈刚", "2025.4.9", "约三天"]])
    report = import_file(book, "trips", alone)
    assert [(e.row, e.reason) for e in report.errors] == [(3, "请填写截止日期")]
    assert read("trips", "start", "end") == [(dt.date(2025, 4, 2), dt.date(2025, 4, 4))]
    both = sheet_file(
        [["姓名", "起止日期", "天数"], ["李敏", "2025.5.1-2025.5.4", 5], ["李敏", "2025.6.1-2025.6.2", 2]]
    )
    report = import_file(book, "trips", both)
    assert [(w.row, w.column, w.reason) for w in report.warnings] == [
        (2, "天数", "表里是5天，按起止日期是4天，以日期为准")
    ]
    assert report.created == 2


def test_a_term_beside_the_day_of_appointment_gives_the_end(book: Book, sheet_file: Make, read: Read) -> None:
    report = import_file(
        book,
        "ambassadors",
        sheet_file(
            [
                ["姓名", "聘任时间", "聘期"],
                ["顾景行", "2024年6月1日", "两年"],
                ["沈知秋", "2024年6月", "18个月"],
                ["陆怀远", "2024年6月", "2024.6-2026.5"],
                ["何小雅", "", "一年半"],
            ]
        ),
    )
    assert [(e.row, e.value, e.reason) for e in report.errors] == [(5, "一年半", "只写了期限，请同时填聘期起")]
    assert sorted(read("ambassadors", "name", "appointed_from", "appointed_to")) == [
        ("沈知秋", dt.date(2024, 6, 1), dt.date(2025, 11, 1)),
        ("陆怀远", dt.date(2024, 6, 1), dt.date(2026, 5, 1)),
        ("顾景行", dt.date(2024, 6, 1), dt.date(2026, 5, 31)),
    ]
