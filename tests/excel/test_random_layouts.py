"""Known records laid out at random, as offices lay them out, come back as they were."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from crm.book import Book, create_book
from crm.excel.plan import plan_import

YEAR = 2024
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
BRANDS = [a + b for a, b in itertools.product("星宏博晨恒凌铭汇", "源图远阳瑞云创能")]
HEADS = {
    "name": ("企业名称", "单位名称", "企业全称", "公司名称"),
    "industry": ("所属行业", "行业", "行业类别"),
    "registered_capital": ("注册资本", "注册资金"),
    "established": ("成立日期", "成立时间"),
    "contact_name": ("联系人", "企业联系人"),
    "contact_phone": ("联系电话", "联系方式", "手机号码"),
    "note": ("备注", "说明"),
}
UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


@dataclass(frozen=True)
class Record:
    """One enterprise as it is meant."""

    name: str
    industry: str | None
    registered_capital: int | None
    established: dt.date | None
    contact_name: str | None
    contact_phone: str | None
    note: str | None


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value, or now and then none."""
    return st.one_of(st.none(), values, values)


records = st.lists(
    st.builds(
        Record,
        st.sampled_from([f"{brand}包装有限公司" for brand in BRANDS]),
        maybe(st.sampled_from(("电子", "食品", "新材料"))),
        maybe(st.integers(1, 90_000).map(lambda n: n * 10_000)),
        maybe(st.dates(dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31))),
        maybe(st.sampled_from(("张涛", "李红", "欧阳静"))),
        maybe(st.integers(13_000_000_000, 19_999_999_999).map(str)),
        maybe(st.sampled_from(("有扩产意向\n关注皖北", "老客户推荐"))),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda record: record.name,
)


def write_money(draw: Any, yuan: int, unit: str) -> Any:
    """An amount as a cell under a header in `unit`."""
    worth = UNITS[unit]
    plain: int | float = yuan // worth if yuan % worth == 0 else yuan / worth
    ways: list[Any] = [plain, str(plain), f"{plain:,}", str(plain).translate(FULL_WIDTH), f"{yuan // 10_000}万"]
    ways.append(f"{yuan // 10_000}万元")
    return draw(st.sampled_from(ways))


def write_day(draw: Any, day: dt.date) -> Any:
    """A day as a cell, sometimes without its year."""
    y, m, d = day.year, day.month, day.day
    serial = (day - dt.date(1899, 12, 30)).days
    ways: list[Any] = [
        day, day.isoformat(), f"{y}.{m}.{d}", f"{y}/{m:02}/{d:02}", f"{y}年{m}月{d}日", f"{m}月{d}日",
        f"{y}{m:02}{d:02}", serial, f"{y}年{m}月{d}日".translate(FULL_WIDTH),
    ]  # fmt: skip
    return draw(st.sampled_from(ways))


def write_cell(draw: Any, key: str, value: Any, unit: str) -> Any:
    """A field's value as an office might type it."""
    if value is None:
        return draw(st.sampled_from((None, "", " ", "\u3000")))
    if key == "registered_capital":
        return write_money(draw, value, unit)
    if key == "established":
        return write_day(draw, value)
    if key == "contact_phone":
        return draw(
            st.sampled_from((value, int(value), f"{value[:3]}-{value[3:7]}-{value[7:]}", value.translate(FULL_WIDTH)))
        )
    return draw(st.sampled_from((value, f" {value}", f"\u3000{value} ")))


@st.composite
def layouts(draw: Any) -> tuple[Workbook, list[Record], dict[int, str]]:
    """A workbook, the records in it, and the station of each row by its number in the file."""
    wanted = draw(records)
    book = Workbook()
    page = book.worksheets[0]
    keys = ["name", *draw(st.permutations([key for key in HEADS if key != "name"]))]
    numbered, stations, two_rows = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    unit = draw(st.sampled_from(("万元", "亿元", "元")))
    unit_in_head = draw(st.booleans())
    lead = (["序号"] if numbered else []) + (["片区"] if stations else [])
    heads = [*lead, *(draw(st.sampled_from(HEADS[key])) for key in keys)]
    if unit_in_head:
        at = len(lead) + keys.index("registered_capital")
        heads[at] += f"（{unit}）"
    top = draw(st.integers(0, 2))
    row = 1
    for line in range(top):
        page.cell(row, 1).value = ("附件1", f"县目标企业清单（{YEAR}年）")[line]
        row += 1
    page.cell(row, 2).value = f"填报时间：{YEAR}年12月31日"
    if not unit_in_head:
        page.cell(row, 5).value = f"单位：{unit}"
    row += 1
    row = write_head(page, row, heads, lead, keys, two_rows=two_rows)
    return write_body(draw, book, row, wanted, (heads, lead, keys, unit))


def write_head(page: Any, row: int, heads: list[str], lead: list[str], keys: list[str], *, two_rows: bool) -> int:
    """The header in one row, or in two with a group over the columns of the contact where they stand together."""
    for column, text in enumerate(heads, 1):
        page.cell(row, column).value = text
    if not two_rows:
        return row + 1
    first = len(lead) + min(keys.index("contact_name"), keys.index("contact_phone")) + 1
    together = abs(keys.index("contact_name") - keys.index("contact_phone")) == 1
    for column in range(1, len(heads) + 1):
        letter = get_column_letter(column)
        if together and column in (first, first + 1):
            page.cell(row + 1, column).value = heads[column - 1]
            page.cell(row, column).value = "联系方式组" if column == first else None
        else:
            page.merge_cells(f"{letter}{row}:{letter}{row + 1}")
    if together:
        page.merge_cells(f"{get_column_letter(first)}{row}:{get_column_letter(first + 1)}{row}")
    return row + 2


def write_body(
    draw: Any, book: Workbook, row: int, wanted: list[Record], layout: tuple[list[str], list[str], list[str], str]
) -> tuple[Workbook, list[Record], dict[int, str]]:
    """The rows, with sums, repeated headers, blank rows and notes between and under them, stations merged."""
    heads, lead, keys, unit = layout
    page = book.worksheets[0]
    found: dict[int, str] = {}
    cut = draw(st.integers(0, len(wanted)))
    for station, part in (("长三角片区", wanted[:cut]), ("珠三角片区", wanted[cut:])):
        start = row
        for record in part:
            if "序号" in lead:
                page.cell(row, 1).value = row
            for at, key in enumerate(keys, len(lead) + 1):
                page.cell(row, at).value = write_cell(draw, key, getattr(record, key), unit)
            if "片区" in lead:
                found[row] = station
            row += 1
        if part and "片区" in lead:
            column = lead.index("片区") + 1
            page.cell(start, column).value = station
            if row - start > 1:
                letter = get_column_letter(column)
                page.merge_cells(f"{letter}{start}:{letter}{row - 1}")
        extra = draw(st.sampled_from(("", "小计", "续表", "空行")))
        if part and extra == "小计":
            page.cell(row, 1).value = "小计"
            page.cell(row, 2).value = f"{len(part)}家"
        if part and extra == "续表":
            for column, text in enumerate(heads, 1):
                page.cell(row, column).value = text
        row += 1 if part and extra else 0
    tail = draw(st.sampled_from(("", "合计", "注：数据由各片区提供")))
    page.cell(row, 1).value = tail or None
    for blank in range(row + 1, row + draw(st.integers(1, 40))):
        page.cell(blank, 3).number_format = "0.00"
    return book, wanted, found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """One empty book for all rehearsals, since they write nothing."""
    return create_book(tmp_path_factory.mktemp("随机") / "空.zhaoyin")


@settings(max_examples=120)
@given(layout=layouts())
def test_records_in_any_layout_come_back(
    empty: Book, tmp_path_factory: pytest.TempPathFactory, layout: tuple[Workbook, list[Record], dict[int, str]]
) -> None:
    book, wanted, stations = layout
    path = tmp_path_factory.getbasetemp() / "随机.xlsx"
    book.save(path)
    plan = plan_import(empty, "enterprises", path)
    assert plan.errors == []
    read = [Record(**{key: row.values.get(key) for key in HEADS}) for row in plan.rows]
    assert read == wanted
    assert {row.row: row.values["station"].name for row in plan.rows if "station" in row.values} == stations
