"""What ledgers write for what stands above, under their last row, and in place of a plain figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font

from crm.book import Book
from crm.excel.run import import_file

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]


def test_the_same_as_above_is_what_stands_above(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["企业名称", "所属片区", "市", "企业类型", "责任人"],
            ["甲一有限公司", "长三角片区", "宁波市", "民营企业", "周强"],
            ["甲二有限公司", "同上", "同 上", "〃", "同上"],
            ["小计", "", "", "", ""],
            ["甲三有限公司", '"', "杭州", "国有企业", "—"],
        ]
    )
    import_file(book, "enterprises", path)
    assert read("enterprises", "name", "station", "city", "kind", "staff") == [
        ("甲一有限公司", "长三角片区", "宁波市", "私企", "周强"),
        ("甲二有限公司", "长三角片区", "宁波市", "私企", "周强"),
        ("甲三有限公司", "长三角片区", "杭州市", "国企", None),
    ]


def test_numbered_notes_and_the_seal_under_a_table_are_no_records(book: Book, sheet_file: Make) -> None:
    path = sheet_file(
        [
            ["企业名称", "市", "注册资本（万元）", "成立日期"],
            ["甲一有限公司", "杭州", 1000, "2010年"], ["甲二有限公司", "", "", ""],
            ["合计数", "", 1000, ""],
            ["备注："], ["1、以上企业均有投资意向"], ["2、注册资本以登记为准"],
            ["", "", "", "××县招商中心"], ["", "", "××县招商局", dt.datetime(2024, 6, 1)],
        ]
    )  # fmt: skip
    report = import_file(book, "enterprises", path)
    assert (report.created, report.errors) == (2, [])
    assert [row for row, _ in report.skipped] == [4, 5, 6, 7, 8, 9]


def test_a_lone_cell_that_is_no_note_still_asks_for_its_name(book: Book, sheet_file: Make) -> None:
    path = sheet_file(
        [["项目名称", "投资主体", "总投资（亿元）"], ["甲项目", "甲公司", 1], ["", "", 2], ["", "乙公司", ""]]
    )
    report = import_file(book, "leads", path)
    assert [(fault.row, fault.reason) for fault in report.errors] == [(3, "请填写项目名称"), (4, "请填写项目名称")]


def test_a_rate_shown_as_90_percent_is_90_though_its_cell_holds_0_9(book: Book, sheet_file: Make, read: Read) -> None:
    rows = [["开工率", 0.9, "60%"], ["入统率", 1, 0.5], ["签约资金", 0.9, 0.5]]
    import_file(book, "targets", sheet_file([["2025年任务"], ["指标", "年度任务", "一季度"], *rows]))
    found = read("targets", "indicator", "annual", "q1")
    assert found == [("开工率", 90, 60), ("入统率", 100, 50), ("签约资金", Decimal("0.9"), Decimal("0.5"))]


def test_a_rate_in_a_column_of_its_own_is_in_percent_too(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["2025年任务（亿元）"], ["单位", "签约资金", "开工率"], ["发改局", 0.8, 0.75]])
    import_file(book, "targets", path)
    assert read("targets", "indicator", "annual") == [("签约资金", Decimal("0.8")), ("开工率", 75)]


def test_october_kept_as_2024_1_is_told_by_the_other_months(book: Book, sheet_file: Make, read: Read) -> None:
    head = ["项目名称", "签约时间"]
    padded = sheet_file([head, ["甲项目", 2024.03], ["乙项目", 2024.1], ["丙项目", 2024.11]], name="两位.xlsx")
    report = import_file(book, "leads", padded)
    assert read("leads", "signed_date") == [(dt.date(2024, month, 1),) for month in (3, 10, 11)]
    assert [one.row for one in report.warnings] == [3]
    plain = sheet_file([head, ["丁项目", 2024.3], ["戊项目", 2024.1]], name="一位.xlsx")
    told = import_file(book, "leads", plain).warnings
    assert [(one.row, one.reason) for one in told] == [
        (3, "表格软件把末尾的0去掉了，“2024.1”按2024.1导入，也可能是2024.10，请核对")
    ]
    assert read("leads", "signed_date")[3:] == [(dt.date(2024, 3, 1),), (dt.date(2024, 1, 1),)]


def test_a_policy_s_term_counts_from_its_day(book: Book, sheet_file: Make, read: Read) -> None:
    head = ["文件名称", "发文时间", "有效期"]
    rows = [["办法一", "2023年12月", "三年"], ["办法二", "2024.2.1", "自印发之日起2年"], ["办法三", "", "三年"]]
    report = import_file(book, "policies", sheet_file([head, *rows]))
    assert read("policies", "effective_to") == [(dt.date(2026, 11, 1),), (dt.date(2026, 1, 31),)]
    assert [(one.row, one.reason) for one in report.errors] == [(4, "只写了期限，请同时填发文日期")]


def test_a_follow_up_that_names_no_day_leaves_its_visit_in(book: Book, sheet_file: Make, read: Read) -> None:
    head = ["日期", "拜访企业", "下次跟进"]
    path = sheet_file([head, ["2024.5.6", "甲有限公司", "下周"], ["2024.5.7", "乙有限公司", "春节后"]])
    report = import_file(book, "visits", path)
    assert (report.created, [one.row for one in report.warnings]) == (2, [2, 3])
    assert read("visits", "next_date") == [(None,), (None,)]


def test_a_project_merged_over_the_rows_of_its_two_investors_is_one(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["序号", "项目名称", "投资主体", "总投资（亿元）", "引荐人", "进展"],
            [1, "甲项目", "甲公司", 2, "张三", "已选址"],
            ["", "", "乙公司", "", "", "在谈用地"],
            [2, "丙项目", "丙公司", 1, "", ""],
        ],
        merged=["A2:A3", "B2:B3", "D2:D3", "E2:E3"],
    )
    report = import_file(book, "leads", path)
    assert (report.created, report.skipped) == (2, [(3, "与第 2 行是同一个项目，已合在一起")])
    assert read("leads", "investor", "total_investment", "progress") == [
        ("甲公司、乙公司", 200_000_000, "已选址\n在谈用地"),
        ("丙公司", 100_000_000, None),
    ]


def test_phases_under_one_merged_name_with_sums_of_their_own_stay_rows(book: Book, sheet_file: Make) -> None:
    path = sheet_file(
        [["项目名称", "投资主体", "总投资（亿元）"], ["甲项目", "甲公司", 2], ["", "甲公司", 3]], merged=["A2:A3"]
    )
    report = import_file(book, "leads", path)
    assert (report.rows, [one["row"] for one in report.duplicates]) == (2, [3])
    told = [(one.row, one.column, one.value, one.reason) for one in report.warnings]
    assert told == [(3, "总投资（亿元）", "3亿元", "与第 2 行是同一条记录，那里是2亿元，请核对")]


def test_the_sex_behind_a_name_is_no_part_of_it(book: Book, sheet_file: Make, read: Read) -> None:
    import_file(book, "hometown", sheet_file([["姓名", "性别", "籍贯乡镇"], ["李　四（女）", "女", "甲镇"]]))
    assert read("hometown", "name") == [("李四",)]


def test_groups_with_their_sums_and_parts_of_a_total_are_no_projects(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["序号", "项目名称", "投资主体", "总投资（亿元）"],
            ["", "全县合计", "", 10], ["", "其中：工业项目", "", 7],
            ["一", "工业项目（2个）", "", 7], [1, "甲项目", "甲公司", 3], [2, "乙项目", "", 4],
            ["二", "农业项目", "", 3], [1, "丙项目", "丙公司", 3],
        ]
    )  # fmt: skip
    import_file(book, "leads", path)
    assert read("leads", "name") == [("甲项目",), ("乙项目",), ("丙项目",)]


def test_where_records_are_numbered_in_words_none_is_a_heading(book: Book, sheet_file: Make) -> None:
    rows = [["一", "甲项目", 3], ["二", "乙项目", 4]]
    assert import_file(book, "leads", sheet_file([["序号", "项目名称", "总投资（亿元）"], *rows])).created == 2


def test_of_two_years_of_revenue_the_later_counts(book: Book, sheet_file: Make, read: Read) -> None:
    head = ["企业名称", "2022年营业收入（万元）", "2023年营业收入（万元）"]
    report = import_file(book, "enterprises", sheet_file([head, ["甲有限公司", 10000, 20000]]))
    assert (read("enterprises", "revenue"), report.unmapped) == ([(200_000_000,)], ["2022年营业收入（万元）"])


def test_a_name_broken_over_two_lines_is_one_word(book: Book, sheet_file: Make, read: Read) -> None:
    import_file(book, "enterprises", sheet_file([["企业名称", "市"], ["苏州甲乙\n科技有限公司", "苏州"]]))
    import_file(book, "visits", sheet_file([["日期", "拜访企业"], ["2024.5.6", "无锡丙丁\n电子有限公司"]]))
    assert read("enterprises", "name") == [("苏州甲乙科技有限公司",), ("无锡丙丁电子有限公司",)]


def test_a_person_s_name_with_the_number_in_one_cell(book: Book, sheet_file: Make, read: Read) -> None:
    head = ["姓名及联系电话", "单位职务", "聘任时间", "聘期（年）"]
    import_file(book, "ambassadors", sheet_file([head, ["刘一 13800000001", "甲商会会长", "2024.1.1", 2]]))
    assert read("ambassadors", "name", "phone", "appointed_to") == [("刘一", "13800000001", dt.date(2025, 12, 31))]
    opportunity = sheet_file(
        [["信息名称", "联系方式"], ["厂房招租", "张三主任 13800000001"], ["寻求代工", "0551-12345678"]]
    )
    import_file(book, "opportunities", opportunity)
    assert read("opportunities", "contact", "phone") == [("张三主任", "13800000001"), (None, "0551-12345678")]


def test_marks_told_by_their_grade_and_days_beside_a_word(book: Book, sheet_file: Make, read: Read) -> None:
    rows = [["甲有限公司", "国家级", "创业板"], ["乙有限公司", "否", "拟上市"]]
    import_file(book, "enterprises", sheet_file([["企业名称", "是否专精特新", "是否上市"], *rows]))
    assert read("enterprises", "specialised", "listed") == [(True, True), (False, False)]
    days = [["甲项目", "已签约（2024.3）"], ["乙项目", "2024.3.5签约"], ["丙项目", "拟签约（2024.6）"]]
    report = import_file(book, "leads", sheet_file([["项目名称", "签约时间"], *days]))
    assert read("leads", "signed_date") == [(dt.date(2024, 3, 1),), (dt.date(2024, 3, 5),)]
    assert [one.row for one in report.errors] == [4]


def test_a_struck_out_row_is_told(book: Book, sheet_file: Make) -> None:
    path = sheet_file([["项目名称", "投资主体"], ["甲项目", "甲公司"], ["乙项目", "乙公司"]])
    workbook = openpyxl.load_workbook(path)
    for cell in workbook.worksheets[0][3]:
        cell.font = Font(strike=True)
    workbook.worksheets[0]["B2"].font = Font(strike=False)
    workbook.save(path)
    report = import_file(book, "leads", path)
    assert [(one.row, one.column, one.value) for one in report.warnings] == [(3, "项目名称", "乙项目")]
    assert (report.created, "删除线" in report.warnings[0].reason) == (2, True)
