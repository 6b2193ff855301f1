"""What a sheet says once of all its rows, proposed as a column of its own that can be refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crm.book import Book
from crm.excel.guess import other_ledgers
from crm.excel.run import import_file

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]


@pytest.mark.parametrize(
    "line",
    [
        ["填报单位：长三角招商组    填报时间：2025年10月"],
        ["填报单位（盖章）：", "长三角招商组", "填报时间：2025年10月"],
        ["招商组: 长三角招商组"],
        ["", "所属片区 ： 长三角招商组"],
    ],
)
def test_the_office_above_the_header_gives_its_station(
    book: Book, sheet_file: Make, read: Read, line: list[str]
) -> None:
    path = sheet_file([["目标企业名单"], line, ["序号", "企业名称"], [1, "甲有限公司"], [2, "乙有限公司"]])
    report = import_file(book, "enterprises", path)
    assert report.mapping["填报单位（表头以上）"] == "station"
    assert read("enterprises", "name", "station") == [("甲有限公司", "长三角招商组"), ("乙有限公司", "长三角招商组")]
    again = import_file(book, "enterprises", path)
    assert again.unchanged == 2


def test_the_name_of_the_sheet_gives_its_station_where_the_book_knows_it(
    book: Book, sheet_file: Make, read: Read
) -> None:
    rows = [["企业名称", "所在市"], ["甲有限公司", "苏州市"]]
    import_file(book, "enterprises", sheet_file(rows, sheet="京津冀"))
    assert read("enterprises", "station") == [(None,)]
    import_file(book, "stations", sheet_file([["片区名称"], ["京津冀招商组"]], name="片区.xlsx"))
    report = import_file(book, "enterprises", sheet_file(rows, sheet="京津冀"))
    assert (report.updated, report.mapping["工作表的名称"]) == (1, "station")
    assert read("enterprises", "station") == [("京津冀招商组",)]


def test_a_proposal_can_be_refused_and_the_refusal_is_remembered(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["企业名称"], ["甲有限公司"]], sheet="珠三角片区")
    import_file(book, "enterprises", path, mapping={"工作表的名称": ""})
    later = sheet_file([["企业名称"], ["乙有限公司"]], sheet="成渝片区", name="二.xlsx")
    import_file(book, "enterprises", later)
    assert read("enterprises", "name", "station") == [("甲有限公司", None), ("乙有限公司", None)]


def test_a_column_or_a_heading_says_it_better(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["填报单位：长三角片区"],
            ["企业名称", "所在市"],
            ["甲有限公司", "苏州市"],
            ["二、珠三角片区"],
            ["乙有限公司", "深圳市"],
        ],
        merged=("A4:B4",),
    )
    import_file(book, "enterprises", path)
    own = sheet_file(
        [["填报单位：长三角片区"], ["企业名称", "片区"], ["丙公司", "京津冀"], ["丁公司", ""]], name="二.xlsx"
    )
    import_file(book, "enterprises", own)
    assert read("enterprises", "name", "station") == [
        ("甲有限公司", "长三角片区"),
        ("乙有限公司", "珠三角片区"),
        ("丙公司", "京津冀"),
        ("丁公司", None),
    ]


def test_an_office_that_is_no_station_gives_nothing(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["填报单位：县招商中心", "填报人：张三"], ["企业名称"], ["甲有限公司"]])
    assert "填报单位（表头以上）" not in import_file(book, "enterprises", path).mapping


def test_the_other_sheets_that_look_like_ledgers_are_named_with_theirs(tmp_path: Path) -> None:
    book = Workbook()
    pages = {
        "企业": [["企业名称", "联系电话", "注册资本"], ["甲一有限公司", "13800000001", 500]],
        "说明": [["填表说明"], ["每月5日前报送"]],
        "老乡": [["姓名", "籍贯乡镇", "联系电话"], ["张明", "城关镇", "13800000002"]],
        "空表": [["姓名", "籍贯乡镇", "联系电话"]],
        "旧": [["姓名", "籍贯乡镇", "联系电话"], ["李红", "城关镇", "13800000003"]],
    }
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book["旧"].sheet_state = "hidden"
    del book["Sheet"]
    path = tmp_path / "台账.xlsx"
    book.save(path)
    assert other_ledgers(path, {"企业"}) == [("老乡", "hometown")]
    assert other_ledgers(path, {"企业", "说明", "老乡", "空表"}) == []
