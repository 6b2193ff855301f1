"""The words that offices write over their columns are understood, each as one field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm.book import Book
from crm.excel.mapping import match_header
from crm.excel.run import import_file

Make = Callable[..., Path]
Read = Callable[..., list[Any]]


@pytest.mark.parametrize(
    ("ledger", "headers"),
    [
        (
            "enterprises",
            {
                "公司": "name",
                "统一信用代码": "credit_code",
                "总部所在地": "city",
                "企业负责人": "contact_name",
                "挂联领导": "leader",
            },
        ),
        (
            "hometown",
            {
                "现工作单位": "employer",
                "现任职务": "title",
                "祖籍": "town",
                "从事领域": "industry",
                "回乡投资意向": "intention",
            },
        ),
        ("ambassadors", {"聘请单位": "appointed_by", "聘书号": "certificate", "服务区域": "region"}),
        (
            "leads",
            {
                "用地需求（亩）": "land",
                "洽谈情况": "progress",
                "投资规模": "total_investment",
                "协议资金（万元）": "signed_amount",
                "动工时间": "started_date",
                "引资方式": "method",
                "挂联领导": "leader",
            },
        ),
        ("arrivals", {"本月到位（万元）": "amount", "入账日期": "month"}),
        ("targets", {"年度目标": "annual", "第一季度": "q1", "考核指标": "indicator"}),
        ("assistance", {"需帮办事项": "item", "办结期限": "due", "承办部门": "unit"}),
        ("opportunities", {"投资规模（亿元）": "investment", "项目概况": "content", "申报单位": "unit"}),
        ("policies", {"发文字号": "document", "适用范围": "field", "政策要点": "summary"}),
        ("staff", {"派驻时间": "posted_from", "手机号": "phone"}),
        ("trips", {"返程日期": "end", "出差地点": "destination"}),
        (
            "visits",
            {
                "下步打算": "next_step",
                "随行领导": "leader",
                "走访时间": "date",
                "会谈内容": "content",
                "企业需求": "appeal",
            },
        ),
    ],
)
def test_a_header_in_the_words_of_offices_is_understood(ledger: str, headers: dict[str, str]) -> None:
    found = {header: match_header(ledger, header) for header in headers}
    assert {header: match.field if match else None for header, match in found.items()} == headers


@pytest.mark.parametrize(
    ("ledger", "header", "field"),
    [
        ("leads", "预计开工时间", "due_start"),
        ("leads", "拟签约时间", None),
        ("leads", "计划投产时间", None),
        ("leads", "拟签约金额", None),
        ("leads", "2024年计划投资（万元）", None),
        ("leads", "拟投资额", "total_investment"),
        ("leads", "下次洽谈时间", "next_date"),
        ("assistance", "规定办结时间", "due"),
    ],
)
def test_what_is_planned_is_not_taken_for_what_was_done(ledger: str, header: str, field: str | None) -> None:
    match = match_header(ledger, header)
    assert (match and match.field) == field


@pytest.mark.parametrize(
    ("ledger", "headers"),
    [
        ("leads", {"固定投资额": "fixed_investment", "一期总投资": "first_phase", "签约总投资": "signed_amount"}),
        (
            "leads",
            {
                "首谈责任单位": "first_unit",
                "县级责任领导": "leader",
                "三次产业类型": "sector",
                "开工年月": "started_date",
            },
        ),
        ("arrivals", {"认定到位资金": "confirmed", "到位资金": "amount", "资金用途": "kind"}),
        ("targets", {"上半年任务": "q2", "任务名称": "indicator", "全年计划": "annual"}),
        ("visits", {"联系人职务": "contact_title", "联系人电话": "contact_phone", "参加人数": "people"}),
        ("enterprises", {"我方联系人": "staff", "联系人职位": "contact_title", "联系人微信": "contact_wechat"}),
        ("events", {"参加企业家数": "company_count", "参与企业": "companies"}),
    ],
)
def test_a_header_that_says_more_is_not_taken_for_a_shorter_one(ledger: str, headers: dict[str, str]) -> None:
    found = {header: match_header(ledger, header) for header in headers}
    assert {header: match.field if match else None for header, match in found.items()} == headers


@pytest.mark.parametrize(
    ("ledger", "header"),
    [("leads", "项目数"), ("enterprises", "企业数"), ("visits", "企业数"), ("enterprises", "母公司")],
)
def test_a_count_of_things_is_not_the_thing(ledger: str, header: str) -> None:
    assert match_header(ledger, header) is None


def test_the_ways_of_招商_are_one_word_each(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["项目名称", "招商方式"],
            ["甲项目", "驻点"],
            ["乙项目", "乡贤引荐"],
            ["丙项目", "产业链招商"],
            ["丁项目", "领导交办"],
        ]
    )
    import_file(book, "leads", path)
    assert sorted(read("leads", "name", "method")) == [
        ("丁项目", "领导交办"), ("丙项目", "链式招商"), ("乙项目", "乡情招商"), ("甲项目", "驻点招商"),
    ]  # fmt: skip


def test_a_sheet_of_one_month_s_funds_takes_the_month_from_its_title(book: Book, sheet_file: Make, read: Read) -> None:
    import_file(book, "leads", sheet_file([["项目名称"], ["甲项目"]], name="项目.xlsx"))
    rows = [["项目名称", "本月到位"], ["甲项目", 300]]
    import_file(
        book, "arrivals", sheet_file([["云溪县2025年4月到位资金统计表（单位：万元）"], *rows], name="四月.xlsx")
    )
    assert read("arrivals", "month", "amount") == [(dt.date(2025, 4, 1), 3_000_000)]
    for title in ("截至2025年5月底到位资金统计表", "2025年1-5月到位资金统计表", "2025年1月—5月到位资金统计表"):
        report = import_file(book, "arrivals", sheet_file([[title], *rows], name="累计.xlsx"))
        assert ("请填写月份" in report.errors[0].reason, report.created) == (True, 0)


def test_a_station_named_in_the_title_is_that_of_all_rows_where_the_book_has_it(
    book: Book, sheet_file: Make, read: Read
) -> None:
    rows = [["日期", "企业名称"], ["4月3日", "甲有限公司"]]
    import_file(book, "visits", sheet_file([["驻外招商组2025年4月拜访日志"], *rows], name="一.xlsx"))
    import_file(book, "stations", sheet_file([["片区名称"], ["沪苏组"]], name="片区.xlsx"))
    rows = [["日期", "企业名称"], ["4月4日", "甲有限公司"]]
    import_file(book, "visits", sheet_file([["沪苏招商组2025年4月拜访日志"], *rows], name="二.xlsx"))
    assert sorted(read("visits", "date", "station"), key=str) == [
        (dt.date(2025, 4, 3), None), (dt.date(2025, 4, 4), "沪苏组"),
    ]  # fmt: skip


def test_rows_under_another_table_s_header_are_refused_and_never_read_by_the_first(
    book: Book, sheet_file: Callable[..., Path], read: Callable[..., list[tuple[Any, ...]]]
) -> None:
    path = sheet_file(
        [
            ["序号", "项目名称", "投资主体", "总投资（亿元）"],
            [1, "甲项目", "甲公司", 1.2],
            ["二、在谈项目"],
            ["序号", "项目名称", "投资方", "拟投资额（万元）", "目前进展", "责任单位"],
            [1, "丙项目", "丙公司", 5000, "洽谈", "商务局"],
        ]
    )
    report = import_file(book, "leads", path)
    assert read("leads", "name", "total_investment") == [("甲项目", 120_000_000)]
    assert [(one.row, one.reason) for one in report.errors] == [
        (5, "第 4 行是另一张表的表头，请把它和下面的行分到另一张工作表再导入")
    ]


def test_a_header_that_comes_again_in_another_order_is_followed(
    book: Book, sheet_file: Callable[..., Path], read: Callable[..., list[tuple[Any, ...]]]
) -> None:
    rows = [
        ["姓名", "所在单位", "职务"],
        ["张三", "甲公司", "董事长"],
        ["姓名", "职务", "所在单位"],
        ["李四", "经理", "乙公司"],
    ]
    import_file(book, "hometown", sheet_file(rows))
    assert read("hometown", "name", "employer", "title") == [("张三", "甲公司", "董事长"), ("李四", "乙公司", "经理")]
