"""Real layouts: titles, units, headers of several rows, sums, notes, encodings, and what single cells hold."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crm.book import Book
from crm.excel.plan import plan_import
from crm.excel.run import import_file
from crm.excel.sheet import sheets_of
from crm.rules.problem import Problem

Make = Callable[..., Path]
Read = Callable[..., list[tuple[Any, ...]]]


def test_a_header_of_three_rows_with_a_row_of_units(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["重要线索项目表"],
            ["序号", "项目", "", "投资", "", "进展"],
            ["", "项目名称", "投资方", "总投资", "固定资产投资", ""],
            ["", "", "", "（万元）", "（亿元）", ""],
            [1, "甲项目", "甲公司", 12000, 0.8, "在谈"],
        ],
        merged=("A1:F1", "A2:A4", "B2:C2", "D2:E2", "F2:F4", "B3:B4", "C3:C4"),
    )
    report = import_file(book, "leads", path)
    assert report.header_rows == (2, 4)
    assert read("leads", "name", "investor", "total_investment", "fixed_investment", "progress") == [
        ("甲项目", "甲公司", 120_000_000, 80_000_000, "在谈")
    ]


def test_continued_pages_notes_sums_and_sections_are_no_data(book: Book, sheet_file: Make) -> None:
    head = ["序号", "企业名称", "所在市", "注册资本（万元）"]
    path = sheet_file(
        [
            ["企业名单"],
            head,
            ["一、长三角片区"],
            [1, "甲有限公司", "苏州市", 100],
            ["小计", "1家", "", 100],
            ["续表"],
            head,
            [2, "乙有限公司", "深圳市", 200],
            [3, "", "", ""],
            ["合计", "", "", 300],
            ["注：以上数据截至5月底"],
            ["填表人：王磊", "", "审核人：李敏"],
        ],
        merged=("A1:D1", "A3:D3"),
    )
    report = import_file(book, "enterprises", path)
    assert (report.rows, report.created) == (2, 2)
    assert report.skipped == [
        (3, "分组标题"),
        (5, "小计或合计行"),
        (6, "续表标题"),
        (7, "重复的表头"),
        (9, "只有序号，没有内容"),
        (10, "小计或合计行"),
        (11, "表下的说明"),
        (12, "表下的说明"),
    ]


def test_a_unit_above_the_header_counts_only_where_the_header_names_none(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file(
        [["线索表", "", "单位：万元"], ["项目名称", "总投资", "固定资产投资（亿元）"], ["甲项目", 12000, 0.8]]
    )
    import_file(book, "leads", path)
    assert read("leads", "total_investment", "fixed_investment") == [(120_000_000, 80_000_000)]


def test_the_same_amount_written_in_many_ways(book: Book, sheet_file: Make, read: Read) -> None:
    ways: list[Any] = [12000, "12000", "12,000", "1.2亿", "1.2亿元", "12000万", "１２０００", " 1.2 亿 ", "1亿2000万元"]
    path = sheet_file([["项目名称", "总投资（万元）"], *([f"{at}号项目", way] for at, way in enumerate(ways))])
    report = import_file(book, "leads", path)
    assert report.errors == []
    assert {row[0] for row in read("leads", "total_investment")} == {120_000_000}


def test_the_same_day_written_in_many_ways(book: Book, sheet_file: Make, read: Read) -> None:
    ways: list[Any] = [
        dt.date(2024, 3, 5), dt.datetime(2024, 3, 5, 10, 30), "2024-03-05", "2024.3.5", "2024/3/5", "2024年3月5日",
        "20240305", 20240305, 45356, "３月５日", "3月5日", "3.5", "2024-03-05 10:30",
    ]  # fmt: skip
    path = sheet_file(
        [["拜访日志（2024年）"], ["日期", "洽谈内容"], *([way, f"第{at}次"] for at, way in enumerate(ways))]
    )
    report = import_file(book, "visits", path)
    assert report.errors == []
    assert {row[0] for row in read("visits", "date")} == {dt.date(2024, 3, 5)}


def test_a_bare_day_without_any_year_is_asked_for_once(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file([["日期", "洽谈内容"], ["5月3日", "甲"], ["5月4日", "乙"]])
    plan = plan_import(book, "visits", path)
    assert plan.needs_year
    assert [fault.row for fault in plan.errors] == [2, 3]
    assert import_file(book, "visits", path, year=2023).errors == []
    assert read("visits", "date") == [(dt.date(2023, 5, 3),), (dt.date(2023, 5, 4),)]


def test_a_bare_day_has_the_year_of_the_other_dates_and_that_is_told(book: Book, sheet_file: Make, read: Read) -> None:
    rows = [
        ["日期", "洽谈内容"],
        ["5月3日", "甲"],
        ["5月8日—10日", "乙"],
        ["2024.5.13（周一）", "丙"],
        ["20240702", "丁"],
    ]
    report = import_file(book, "visits", sheet_file(rows))
    assert report.errors == []
    assert [(fault.row, fault.reason) for fault in report.warnings] == [
        (2, "“5月3日”没有写年份，按表里其他日期的2024年导入"),
        (3, "“5月8日—10日”没有写年份，按表里其他日期的2024年导入；"
            "“5月8日—10日”是一段时间，这一项只记一个日期，按开始的日期导入"),
    ]  # fmt: skip
    days = (dt.date(2024, 5, 3), dt.date(2024, 5, 8), dt.date(2024, 5, 13), dt.date(2024, 7, 2))
    assert read("visits", "date") == [(day,) for day in days]


@pytest.mark.parametrize(
    "others", [["2024-01-05"], ["2023-12-20", "2024-01-05"]], ids=["far from them", "of two years"]
)
def test_a_bare_day_that_the_other_dates_leave_in_doubt_is_asked_for(
    book: Book, sheet_file: Make, others: list[str]
) -> None:
    plan = plan_import(
        book, "visits", sheet_file([["日期", "洽谈内容"], ["12月30日", "甲"], *([day, "乙"] for day in others)])
    )
    assert plan.needs_year
    assert plan.guessed_year is None
    assert [fault.row for fault in plan.errors] == [2]


def test_a_december_day_in_a_log_filled_in_in_january_is_of_the_year_before(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file([["日期", "洽谈内容", "下次跟进日期", "填报时间"], ["12月28日", "甲", "1月20日", "2024年1月5日"]])
    import_file(book, "visits", path)
    assert read("visits", "date", "next_date") == [(dt.date(2023, 12, 28), dt.date(2024, 1, 20))]


def test_an_end_of_a_project_in_december_filled_in_in_january_is_of_the_year_before(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file(
        [["项目名称", "终止日期", "约定开工日期", "填报时间"], ["甲", "12月28日", "2月1日", "2024年1月5日"]]
    )
    import_file(book, "leads", path)
    assert read("leads", "ended_date", "due_start") == [(dt.date(2023, 12, 28), dt.date(2024, 2, 1))]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_tables_in_every_encoding_and_with_every_mark(
    book: Book, tmp_path: Path, read: Read, code: str, mark: str
) -> None:
    path = tmp_path / "表.csv"
    lines = [["企业名称", "所在市", "联系电话", "备注"], ["甲有限公司", "苏州市", "13800000001", '"两行\n“备注”"']]
    path.write_bytes("\r\n".join(mark.join(line) for line in lines).encode(code))
    import_file(book, "enterprises", path)
    assert read("enterprises", "name", "city", "contact_phone", "note") == [
        ("甲有限公司", "苏州市", "13800000001", "两行\n“备注”")
    ]


def test_hidden_sheets_are_passed_over_unless_named(book: Book, tmp_path: Path) -> None:
    file = Workbook()
    page = file.worksheets[0]
    page.title = "旧"
    page.append(["企业名称", "所在市", "行业"])
    page.append(["旧有限公司", "苏州市", "电子"])
    page.sheet_state = "hidden"
    page = file.create_sheet("新")
    page.append(["企业名称"])
    page.append(["新有限公司"])
    file.active = 1
    path = tmp_path / "表.xlsx"
    file.save(path)
    assert [(info.name, info.hidden) for info in sheets_of(path)] == [("旧", True), ("新", False)]
    assert plan_import(book, "enterprises", path).sheet == "新"
    assert plan_import(book, "enterprises", path, sheet="旧").rows[0].values["name"] == "旧有限公司"


def test_of_several_sheets_the_one_that_fits_the_ledger_is_taken(book: Book, tmp_path: Path) -> None:
    file = Workbook()
    file.worksheets[0].append(["填报说明"])
    for name, head, row in (
        ("企业", ["企业名称", "统一社会信用代码"], ["甲有限公司", ""]),
        ("线索", ["项目名称", "总投资（亿元）"], ["甲项目", 1.2]),
    ):
        page = file.create_sheet(name)
        page.append(head)
        page.append(row)
    path = tmp_path / "表.xlsx"
    file.save(path)
    assert plan_import(book, "leads", path).sheet == "线索"
    assert plan_import(book, "enterprises", path).sheet == "企业"


def test_thousands_of_empty_formatted_rows_are_no_rows(book: Book, tmp_path: Path) -> None:
    file = Workbook()
    page = file.worksheets[0]
    page.append(["企业名称", "所在市"])
    page.append(["甲有限公司", "苏州市"])
    for row in range(3, 3000):
        page.cell(row, 2).number_format = "@"
    path = tmp_path / "表.xlsx"
    file.save(path)
    assert len(plan_import(book, "enterprises", path).rows) == 1


def test_several_fields_in_one_cell_are_parted(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["姓名", "籍贯", "现居住地", "工作单位及职务", "联系电话"],
            [
                "马艳",
                "城关镇东街村",
                "江苏省苏州市",
                "苏州甲食品有限公司董事长",
                "１３８００００００１１ / 0512-65135408",
            ],
        ]
    )
    import_file(book, "hometown", path)
    assert read("hometown", "town", "village", "province", "city", "employer", "title", "phone") == [
        ("城关镇", "东街村", "江苏省", "苏州市", "苏州甲食品有限公司", "董事长", "13800000011、0512-65135408")
    ]


def test_a_span_of_days_in_one_cell(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["人员", "目的地", "起止日期"],
            ["王磊", "苏州", "2024年5月3日-5月8日"],
            ["李敏", "深圳", "2024.5.3至2024.5.9"],
            ["赵静", "上海", "2024-05-03—2024-05-10"],
            ["陈刚", "无锡", "2024年5月3日-11日"],
        ]
    )
    report = import_file(book, "trips", path)
    assert report.errors == []
    assert read("trips", "staff", "start", "end") == [
        ("王磊", dt.date(2024, 5, 3), dt.date(2024, 5, 8)),
        ("李敏", dt.date(2024, 5, 3), dt.date(2024, 5, 9)),
        ("赵静", dt.date(2024, 5, 3), dt.date(2024, 5, 10)),
        ("陈刚", dt.date(2024, 5, 3), dt.date(2024, 5, 11)),
    ]


def test_several_people_in_the_staff_cell_are_one_who_logs_and_companions(
    book: Book, sheet_file: Make, read: Read
) -> None:
    path = sheet_file([["日期", "驻外人员", "洽谈内容"], ["2024-05-03", "王磊、李敏", "甲"]])
    import_file(book, "visits", path)
    assert read("visits", "staff", "companions") == [("王磊", "李敏")]


def test_long_numbers_keep_their_digits(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [
            ["姓名", "手机号码", "微信"],
            ["甲", 13800000013, 123456],
            ["乙", "1.38E+10", "007"],
            ["丙", 13800000014.0, "x"],
        ]
    )
    report = import_file(book, "hometown", path)
    assert [(f.row, f.column) for f in report.errors] == [(3, "手机号码")]
    assert "科学计数" in report.errors[0].reason
    assert read("hometown", "phone", "wechat") == [("13800000013", "123456"), ("13800000014", "x")]


def test_a_lost_merge_of_the_station_column_is_filled_down_in_text(book: Book, tmp_path: Path, read: Read) -> None:
    path = tmp_path / "表.csv"
    names = [f"{name}有限公司" for name in "甲乙丙丁戊己"]
    stations = ["长三角", "", "", "珠三角", "", ""]
    lines = ["片区,企业名称", *(f"{station},{name}" for station, name in zip(stations, names, strict=True))]
    path.write_text("\n".join(lines), encoding="utf-8")
    import_file(book, "enterprises", path)
    assert [row[0] for row in read("enterprises", "station")] == ["长三角"] * 3 + ["珠三角"] * 3


def test_a_merged_figure_is_counted_once(book: Book, sheet_file: Make, read: Read) -> None:
    path = sheet_file(
        [["责任单位", "项目名称", "总投资（亿元）"], ["工信局", "甲项目", 5], ["", "乙项目", ""]],
        merged=("A2:A3", "C2:C3"),
    )
    import_file(book, "leads", path)
    assert read("leads", "name", "unit", "total_investment") == [
        ("甲项目", "工信局", 500_000_000),
        ("乙项目", "工信局", None),
    ]


def test_headers_in_other_words_find_their_fields(book: Book, sheet_file: Make) -> None:
    path = sheet_file(
        [
            ["企业全称", "社会信用代码", "2023年度营业收入（万元）", "企业联系人", "联系方式", "是否上市", "颜色"],
            ["甲有限公司"],
        ]
    )
    plan = plan_import(book, "enterprises", path)
    assert list(plan.mapping.values()) == ["name", "credit_code", "revenue", "contact_name", "contact_phone", "listed"]
    assert plan.unmapped == ["颜色"]


def test_a_column_without_a_known_name_is_told_by_its_cells(book: Book, sheet_file: Make) -> None:
    path = sheet_file(
        [
            ["企业名称", "营业执照", "找谁"],
            ["甲有限公司", "91330100799655058B", 13800000015],
            ["乙有限公司", "914403001922038216", 13800000016],
        ]
    )
    assert plan_import(book, "enterprises", path).mapping == {
        "企业名称": "name",
        "营业执照": "credit_code",
        "找谁": "contact_phone",
    }


def test_a_foreign_currency_is_not_taken_for_yuan(book: Book, sheet_file: Make) -> None:
    path = sheet_file([["项目名称", "总投资（万美元）"], ["甲项目", 500]])
    plan = plan_import(book, "leads", path)
    assert plan.unmapped == ["总投资（万美元）"]


def test_header_rows_can_be_given_by_hand(book: Book, sheet_file: Make) -> None:
    path = sheet_file([["甲", "乙"], ["企业名称", "所在市"], ["丙有限公司", "苏州市"]])
    assert plan_import(book, "enterprises", path, header_rows=(2, 2)).rows[0].row == 3
    with pytest.raises(Problem, match="对不上"):
        plan_import(book, "enterprises", path, header_rows=(1, 1))


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:version="1.2"><office:body><office:spreadsheet><table:table table:name="企业">
<table:table-row><table:table-cell office:value-type="string"><text:p>企业名称</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>注册资本（万元）</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>成立日期</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>甲有限公司</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="1200"><text:p>1200</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-03-05"><text:p>2024-03-05</text:p></table:table-cell>
</table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def test_an_ods_with_a_million_empty_rows(book: Book, tmp_path: Path, read: Read) -> None:
    path = tmp_path / "表.ods"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", MANIFEST)
        packed.writestr("content.xml", ODS.replace("\n<", "<"))
    import_file(book, "enterprises", path)
    assert read("enterprises", "name", "registered_capital", "established") == [
        ("甲有限公司", 12_000_000, dt.date(2024, 3, 5))
    ]


def test_an_et_of_wps_is_read_by_its_content(book: Book, tmp_path: Path, samples: Path) -> None:
    for source, ledger, rows in (("在外老乡名录.xls", "hometown", 26), ("重要线索项目情况表.xlsx", "leads", 22)):
        path = tmp_path / "表.et"
        path.write_bytes((samples / source).read_bytes())
        assert len(plan_import(book, ledger, path).rows) == rows


def test_a_table_that_begins_in_the_middle_of_its_sheet_keeps_its_columns(
    book: Book, sheet_file: Make, read: Read
) -> None:
    rows = [[], [], ["", "", "企业名称", "市"], ["", "", "甲有限公司", "苏州市"]]
    report = import_file(book, "enterprises", sheet_file(rows))
    assert (report.header_rows, read("enterprises", "name", "city")) == ((3, 3), [("甲有限公司", "苏州市")])
