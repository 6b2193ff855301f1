"""Headings inside a ledger: they are never records, and give their 片区 or 责任单位 to the rows under them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from crm.book import Book
from crm.excel.run import import_file

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]


def test_enterprises_under_a_merged_heading_take_its_station(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["目标企业名单"],
            ["序号", "企业名称", "所在市", "注册资本（万元）"],
            ["一、长三角片区"],
            [1, "甲有限公司", "苏州市", 100],
            ["（一）重点对接"],
            [2, "乙有限公司", "苏州市", 100],
            ["小计", "", "", 200],
            ["（二）珠三角招商组（5个）"],
            [3, "丙有限公司", "深圳市", 200],
            ["二、其他"],
            [4, "丁有限公司", "武汉市", 200],
        ],
        merged=("A1:D1", "A3:D3", "A5:D5", "A8:D8", "A10:D10"),
    )
    report = import_file(book, "enterprises", path)
    assert [row for row, reason in report.skipped if reason == "分组标题"] == [3, 5, 8, 10]
    assert read("enterprises", "name", "station") == [
        ("甲有限公司", "长三角片区"),
        ("乙有限公司", "长三角片区"),
        ("丙有限公司", "珠三角招商组"),
        ("丁有限公司", None),
    ]
    assert read("stations", "name") == [("长三角片区",), ("珠三角招商组",)]
    again = import_file(book, "enterprises", path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 4)


def test_a_row_says_its_own_station_better_than_the_heading(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["片区", "企业名称", "所在市"],
            ["长三角片区", "", ""],
            ["", "甲有限公司", "苏州市"],
            ["珠三角片区", "乙有限公司", "深圳市"],
            ["", "丙有限公司", "深圳市"],
        ]
    )
    import_file(book, "enterprises", path)
    assert read("enterprises", "name", "station") == [
        ("甲有限公司", "长三角片区"),
        ("乙有限公司", "珠三角片区"),
        ("丙有限公司", "长三角片区"),
    ]


def test_a_heading_that_lost_its_merge_in_a_text_file_is_no_enterprise(book: Book, tmp_path: Path, read: Read) -> None:
    path = tmp_path / "名单.csv"
    lines = [
        "企业名称,所在市,注册资本（万元）",
        "长三角片区（2家）,,300",
        "甲有限公司,苏州市,100",
        "长三角集团,苏州市,200",
    ]
    path.write_bytes("\r\n".join(lines).encode("gbk"))
    import_file(book, "enterprises", path)
    assert read("enterprises", "name", "station") == [("甲有限公司", "长三角片区"), ("长三角集团", "长三角片区")]


def test_projects_take_the_unit_or_the_station_of_a_numbered_heading_with_sums(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file(
        [
            ["序号", "项目名称", "投资方", "总投资（亿元）"],
            ["一", "长三角片区", "", 3.5],
            [1, "甲项目", "甲公司", 1.5],
            [2, "乙项目", "乙公司", 2],
            ["二", "珠三角片区", "2个", 1],
            [1, "丙项目", "丙公司", 1],
            ["三、县科工局"],
            [1, "丁项目", "丁公司", 1],
            ["四、签约项目"],
            [1, "戊项目", "戊公司", 1],
        ],
        merged=("A7:D7", "A9:D9"),
    )
    report = import_file(book, "leads", path)
    assert (report.rows, report.created, report.errors) == (5, 5, [])
    assert read("leads", "name", "station", "unit") == [
        ("甲项目", "长三角片区", None),
        ("乙项目", "长三角片区", None),
        ("丙项目", "珠三角片区", None),
        ("丁项目", None, "县科工局"),
        ("戊项目", None, None),
    ]


def test_visits_take_the_station_that_the_book_knows_by_another_name(book: Book, sheet_file: Make, read: Read) -> None:
    stations = sheet_file([["片区名称"], ["京津冀招商组"]], name="片区.xlsx")
    assert import_file(book, "stations", stations).created == 1
    path = sheet_file(
        [
            ["日期", "驻外人员", "企业", "洽谈内容"],
            ["一、京津冀", "", "", ""],
            ["2024-05-06", "王磊", "甲有限公司", "谈用地"],
        ],
        merged=("A2:D2",),
    )
    import_file(book, "visits", path)
    assert read("visits", "staff", "station") == [("王磊", "京津冀招商组")]


def test_a_lone_name_of_a_place_or_a_station_is_a_heading_where_fuller_rows_follow(
    book: Book, sheet_file: Make, tmp_path: Path, read: Read
) -> None:
    import_file(book, "stations", sheet_file([["片区名称"], ["京津冀招商组"]], name="片区.xlsx"))
    path = tmp_path / "名单.csv"
    lines = [
        "企业名称,所在市,备注",
        "江苏省,,",
        "甲有限公司,苏州市,",
        "京津冀,,",
        "乙公司,北京市,",
        "丙公司,,",
        "丁公司,,",
    ]
    path.write_text("\n".join([*lines, "戊公司,天津市,", "上海,,"]), encoding="utf-8")
    report = import_file(book, "enterprises", path)
    assert report.skipped == [(2, "分组标题"), (4, "分组标题")]
    assert read("enterprises", "name", "station") == [
        ("甲有限公司", None),
        *((name, "京津冀招商组") for name in ("乙公司", "丙公司", "丁公司", "戊公司", "上海")),
    ]


def test_names_of_groups_that_repeat_are_headings_and_a_single_one_is_a_record(
    book: Book, tmp_path: Path, read: Read
) -> None:
    path = tmp_path / "项目.csv"
    groups = ["项目名称,投资方", "装备制造产业,", "甲项目,甲公司", "现代农业产业,", "乙项目,乙公司"]
    path.write_text("\n".join(groups), encoding="utf-8")
    assert import_file(book, "leads", path).skipped == [(2, "分组标题"), (4, "分组标题")]
    path.write_text("\n".join([*groups[:3], "某新材料产业园,", "丙项目,丙公司"]), encoding="utf-8")
    import_file(book, "leads", path)
    assert [name for (name,) in read("leads", "name")] == [
        "甲项目",
        "乙项目",
        "装备制造产业",
        "某新材料产业园",
        "丙项目",
    ]
