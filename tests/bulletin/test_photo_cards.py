"""周报: a visit with photos is a card with 时间, 地点, 接洽对象, 领导 and 内容 beside them, in Word and in Excel."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from crm.actions.attachments import NewAttachment, attach, keep
from crm.bulletin.papers import PAPERS
from crm.queries import listing
from crm.queries.view import Filter, ViewSpec
from crm.store.shelf import folder_of
from tests.rules.test_pictures import jpeg

DAY = dt.date(2025, 9, 25)


@pytest.fixture
def visit(county: Any, stations: Any) -> int:
    """A visit of the week with its words, and one without photos."""
    ids = county.ids = stations()
    firm = county.add("enterprises", name="铭瑞膜材有限公司")
    county.visit(ids["周宁"], "2025-09-26", station=ids["珠三角"], content="客商来访")
    county.visit(
        ids["李明朗"], "2025-09-24", enterprise=firm, station=ids["长三角"], place="杭州滨江", contact="张建国",
        contact_title="总经理", leader="陈县长", content="洽谈二期扩产。",
    )  # fmt: skip
    with county.book.read() as session:
        return listing.ids(session, ViewSpec("visits", (Filter("place", "=", "杭州滨江"),)))[0]


def add(county: Any, visit: int, folder: Path, *shapes: tuple[int, int]) -> None:
    """Photos of these sizes, each with its words, and a paper that is no photo."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number, shape in enumerate(shapes, start=1):
        paths.append(folder / f"照片{number}.jpg")
        paths[-1].write_bytes(jpeg(shape) + bytes(number))
    (folder / "协议.pdf").write_bytes(b"%PDF")
    kept = keep(county.book, [*paths, folder / "协议.pdf"]).items
    items = [NewAttachment(**{**vars(item), "caption": f"说明{at}"}) for at, item in enumerate(kept, start=1)]
    attach(county.book, "visits", visit, items)


def written(county: Any, out: Path) -> tuple[Any, Any]:
    sheet, paper = PAPERS["weekly"].write(county.book, DAY, out)
    return load_workbook(sheet), Document(str(paper))


def test_a_visit_with_photos_is_a_card_in_the_document(county: Any, visit: int, tmp_path: Path) -> None:
    add(county, visit, tmp_path / "来", (1600, 1200), (900, 1200))
    _, paper = written(county, tmp_path / "出")
    (card,) = paper.tables
    left, right = card.rows[0].cells
    assert [p.text for p in left.paragraphs] == ["", "说明1", "", "说明2"]
    assert [p.text for p in right.paragraphs] == [
        "1. 铭瑞膜材有限公司", "时间：9月24日", "地点：杭州滨江", "接洽对象：张建国 总经理", "方式：拜访",
        "县领导：陈县长", "驻外人员：李明朗", "内容：洽谈二期扩产。",
    ]  # fmt: skip
    shapes = [(round(s.width.mm), round(s.height.mm)) for s in paper.inline_shapes]
    assert shapes == [(60, 45), (38, 50)], "as wide or as high as the card allows, never distorted"
    texts = [p.text for p in paper.paragraphs]
    assert any(text.startswith("1. 未填对象。时间：9月26日") for text in texts), (
        "a visit without photos stays a paragraph"
    )
    assert not any("铭瑞膜材有限公司" in text for text in texts)


def test_more_photos_than_a_card_holds_are_counted_and_lost_ones_are_named(
    county: Any, visit: int, tmp_path: Path
) -> None:
    add(county, visit, tmp_path / "来", (400, 300), (500, 300), (600, 300))
    book, paper = written(county, tmp_path / "一")
    assert paper.tables[0].rows[0].cells[0].paragraphs[-1].text == "另有照片 1 张"
    assert [row[2].value for row in book["照片"].iter_rows(min_row=4)][-1] == "另有照片 1 张"
    shutil.rmtree(folder_of(county.book.path))
    book, paper = written(county, tmp_path / "二")
    told = "照片“照片1.jpg”的文件缺失；照片“照片2.jpg”的文件缺失；另有照片 1 张"
    assert paper.tables[0].rows[0].cells[0].text == told
    assert [row[2].value for row in book["照片"].iter_rows(min_row=4)][-1] == told
    assert len(paper.inline_shapes) == 0


def test_the_workbook_has_a_sheet_of_cards(county: Any, visit: int, tmp_path: Path) -> None:
    add(county, visit, tmp_path / "来", (1600, 1200), (900, 1200))
    book, _ = written(county, tmp_path / "出")
    assert book.sheetnames == ["周报", "照片"]
    sheet = book["照片"]
    assert sheet["A1"].value.endswith("驻外招商工作周报照片（2025年第39周）")
    rows = [(row[1].value, row[2].value) for row in sheet.iter_rows(min_row=4)]
    assert rows == [
        ("对象", "铭瑞膜材有限公司"), ("时间", "9月24日"), ("地点", "杭州滨江"), ("接洽对象", "张建国 总经理"),
        ("方式", "拜访"), ("县领导", "陈县长"), ("驻外人员", "李明朗"), ("内容", "洽谈二期扩产。"),
        ("照片", "另有照片 1 张"),
    ]  # fmt: skip
    (image,) = sheet._images
    assert image.anchor._from.row == 3
    assert Image.open(io.BytesIO(image._data())).size == (1000, 750)
    assert sum(sheet.row_dimensions[at].height for at in range(4, 13)) == pytest.approx(194)


def test_two_cards_fill_a_page_of_the_sheet(county: Any, visit: int, tmp_path: Path) -> None:
    for _ in range(3):
        county.visit(county.ids["李明朗"], "2025-09-25", station=county.ids["长三角"], content="回访")
    with county.book.read() as session:
        for number, row in enumerate(listing.ids(session, ViewSpec("visits"))):
            add(county, row, tmp_path / f"来{number}", (400 + number, 300))
    book, _ = written(county, tmp_path / "出")
    assert [found.id for found in book["照片"].row_breaks.brk] == [
        at for at in range(4, 60) if book["照片"].cell(at + 1, 2).value == "对象"
    ][1::2]


def test_a_week_without_photos_has_no_sheet_of_them(county: Any, visit: int, tmp_path: Path) -> None:
    book, paper = written(county, tmp_path / "出")
    assert book.sheetnames == ["周报"] and paper.tables == []
