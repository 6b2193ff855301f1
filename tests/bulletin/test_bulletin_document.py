"""The document to GB/T 9704-2012, read back from its parts."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from crm.bulletin import monthly

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def parts(published, stations, tmp_path: Path) -> dict[str, ElementTree.Element]:
    """The parts of September's document by name."""
    ids = stations()
    published.trip(ids["李明朗"], "2025-09-01", "2025-09-20")
    published.lead("月份项目", signed_date="2025-09-21", produced_date="2025-09-25", land_papers=True, yi="0.1")
    path = next(f for f in monthly(published.book, "2025-09", tmp_path).files if f.suffix == ".docx")
    assert path.name == "云溪县2025年9月招商引资工作通报.docx"
    with zipfile.ZipFile(path) as file:
        return {n: ElementTree.fromstring(file.read(n)) for n in file.namelist() if n.endswith(".xml")}


def _texts(element: ElementTree.Element) -> list[str]:
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in element.iter(f"{W}p")]


def test_the_page_is_the_standards(parts) -> None:
    section = parts["word/document.xml"].find(f".//{W}sectPr")
    size, margins, grid = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid"))
    mm = lambda value: round(int(value) / 1440 * 25.4)  # noqa: E731
    assert (mm(size.get(f"{W}w")), mm(size.get(f"{W}h"))) == (210, 297)
    assert [mm(margins.get(f"{W}{side}")) for side in ("top", "left", "bottom", "right")] == [37, 28, 35, 26]
    # 22 lines of 28.95 pt fill 225 mm, 28 characters of 16 pt less their narrowing fill 156 mm.
    assert grid.get(f"{W}type") == "linesAndChars"
    assert 28 * (16 + int(grid.get(f"{W}charSpace")) / 4096) / 72 * 25.4 == pytest.approx(156, abs=0.1)
    assert 22 * int(grid.get(f"{W}linePitch")) / 20 / 72 * 25.4 == pytest.approx(225, abs=0.5)
    run = next(r for r in parts["word/document.xml"].iter(f"{W}r") if "截至9月底" in "".join(r.itertext()))
    narrowing = int(run.find(f"{W}rPr/{W}spacing").get(f"{W}val")) / 20
    width = 28 * (16 + narrowing) / 72 * 25.4
    assert width <= 156 and width == pytest.approx(156, abs=0.5)


def test_fonts_are_named_for_chinese_text(parts) -> None:
    fonts = {}
    for run in parts["word/document.xml"].iter(f"{W}r"):
        named = run.find(f"{W}rPr/{W}rFonts")
        text = "".join(t.text or "" for t in run.iter(f"{W}t"))
        fonts[text] = (named.get(f"{W}eastAsia"), run.find(f"{W}rPr/{W}sz").get(f"{W}val"))
    assert fonts["云溪县2025年9月招商引资工作通报"] == ("方正小标宋简体", "44")
    assert fonts["一、主要指标完成情况"] == ("黑体", "32")
    assert next(v for k, v in fonts.items() if k.startswith("（一）")) == ("楷体_GB2312", "32")
    assert next(v for k, v in fonts.items() if k.startswith("截至9月底")) == ("仿宋_GB2312", "32")
    # The 口径 below the paper is small print, one size down.
    assert next(v for k, v in fonts.items() if k.startswith("1. 里程碑日期")) == ("仿宋_GB2312", "28")


def test_body_lines_stand_on_the_grid(parts) -> None:
    body = next(p for p in parts["word/document.xml"].iter(f"{W}p") if "截至9月底" in "".join(p.itertext()))
    spacing, indent = body.find(f"{W}pPr/{W}spacing"), body.find(f"{W}pPr/{W}ind")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("579", "exact")
    assert indent.get(f"{W}firstLineChars") == "200"


def test_page_numbers_are_right_on_odd_and_left_on_even_pages(parts) -> None:
    assert parts["word/settings.xml"].find(f"{W}evenAndOddHeaders") is not None
    sides = {}
    for name, part in parts.items():
        if name.startswith("word/footer"):
            assert "".join(_texts(part)) == "— 1 —"
            assert [i.text.strip() for i in part.iter(f"{W}instrText")] == ["PAGE"]
            sides[part.find(f".//{W}jc").get(f"{W}val")] = name
    assert set(sides) == {"right", "left"}


def test_tables_repeat_their_header_and_keep_rows_whole(parts) -> None:
    tables = list(parts["word/document.xml"].iter(f"{W}tbl"))
    assert len(tables) == 2
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(r.find(f"{W}trPr/{W}cantSplit") is not None for r in rows)
    assert [
        "签约资金",
        "亿元",
        "53.00",
        "45.05",
        "0.66",
        "49.96",
        "94.26",
        "110.90",
        "4.91",
        "19.26",
        "—",
        "-79.35",
    ] in [["".join(_texts(cell)) for cell in row.findall(f"{W}tc")] for row in tables[0].findall(f"{W}tr")]


def test_a_short_table_stays_on_one_page_and_a_long_one_keeps_its_ends_together(tmp_path: Path) -> None:
    from crm.bulletin import page_style as page

    paper = page.new_paper()
    for length, words in ((4, "1"), (30, "1"), (6, "签约项目（个）"), (9, "签约项目（个）")):
        page.table(paper, "表", ["甲", "乙"], [[words, ""]] * length, widths=(20, 20))
    held = _held(paper, tmp_path)
    assert held[0] == [True, True, True, True, False]
    assert held[1] == [True, True, True, *[False] * 25, True, True, False]
    # Six rows of two lines take 15.5 + 6 × 27 pt, less than a third of a page; nine take more.
    assert held[2] == [*[True] * 6, False]
    assert held[3] == [True, True, True, *[False] * 4, True, True, False]


def test_a_long_table_breaks_behind_a_sum_and_never_within_a_small_group(tmp_path: Path) -> None:
    from crm.bulletin import page_style as page

    paper = page.new_paper()
    rows = [["片区", name] for _ in range(8) for name in ("李明朗", "王思远", "小计")] + [["合计", ""]]
    page.table(paper, "表", ["片区", "姓名"], rows, widths=(20, 20))
    held = _held(paper, tmp_path)[0]
    breaks = [at for at, kept in enumerate(held) if not kept]
    assert breaks == [3, 6, 9, 12, 15, 18, 21, 25], "after each 小计 but the last, which stays with 合计"
    page.table(paper, "表", ["单位", "个"], [["发改局", "1"]] * 20 + [["合计", "20"]], widths=(20, 20))
    assert [at for at, kept in enumerate(_held(paper, tmp_path)[1]) if not kept] == [*range(3, 19), 21]


def _held(paper, folder: Path) -> list[list[bool]]:
    """Of each table in a document the rows that stay with the next."""
    paper.save(str(folder / "表.docx"))
    with zipfile.ZipFile(folder / "表.docx") as file:
        document = ElementTree.fromstring(file.read("word/document.xml"))
    return [
        [row.find(f".//{W}keepNext") is not None and row.find(f".//{W}keepNext").get(f"{W}val") != "0" for row in rows]
        for rows in (table.findall(f"{W}tr") for table in document.iter(f"{W}tbl"))
    ]


def test_the_rows_of_sums_are_bold_and_no_others(tmp_path: Path) -> None:
    from crm.bulletin import page_style as page

    paper = page.new_paper()
    rows = [["沪苏组", "李明朗", "3"], ["沪苏组", "小计", "3"], ["合计", "", "3"]]
    made = page.table(paper, "表", ["片区", "姓名", "天数"], rows, widths=(20, 20, 20))
    assert [[run.bold for run in row.cells[2].paragraphs[0].runs] for row in made.rows] == [
        [False], [False], [True], [True]
    ]  # fmt: skip


def test_the_text_of_the_bulletin_stands_in_it(parts, published) -> None:
    from crm.bulletin.assemble import dataset

    data = dataset(published.book, "2025-09")
    texts = _texts(parts["word/document.xml"])
    assert any(t and data.text.startswith(t) for t in texts)
    assert any("已投产未入统1个。月份项目，2025年9月25日投产，至今未入统。" in t for t in texts)


def test_a_date_known_to_the_month_is_printed_as_a_month(county, tmp_path: Path) -> None:
    from crm.bulletin.assemble import dataset
    from crm.rules.dates import Day, parse_day

    month = parse_day("2025.3")
    assert isinstance(month, Day)
    county.lead("只知月份", yi="1", first_date="2025-01-02", signed_date="2025-03-01", produced_date=month)
    details = [p.detail for p in dataset(county.book, "2025-03").problems if p.kind == "已投产未入统"]
    assert details == ["2025年3月投产，至今未入统"]


def test_columns_are_as_wide_as_their_longest_line_and_the_figures_share_what_is_left() -> None:
    from crm.bulletin import page_style as page

    widths = page.fitting([["指标", "年度\n任务"], ["资金到位率", "50.0"], ["签约", "-12.5"]], roomy=1)
    # Five characters of 9 pt, 1.5 pt on either side and 0.2 mm.
    assert widths[0] == pytest.approx(5 * 3.175 + 2 * 0.529 + 0.2, abs=0.01)
    assert sum(widths) == pytest.approx(156)
