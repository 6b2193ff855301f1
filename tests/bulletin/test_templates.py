"""The office's own words: templates edited in Word, each number bound to its figure, each fault told by its line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from crm.bulletin import monthly
from crm.bulletin.assemble import dataset
from crm.bulletin.dataset import rows_behind
from crm.bulletin.papers import narrative_of
from crm.bulletin.papers.readings import Readings
from crm.bulletin.placeholders import placeholders
from crm.bulletin.prose import worded
from crm.bulletin.template import Bound, Many, Thing, joined, plain, render
from crm.bulletin.templates import Template, adopt, default, from_file, template_of, use, versions
from crm.bulletin.vocabulary import vocabulary
from crm.rules.problem import Problem

LAST = dt.date(2025, 9, 30)
WORDS = {
    "签约资金": Thing(
        累计=Bound("49.86亿元", "signed_amount.cumulative"), 空=Bound("—", "signed_amount.growth", full=False)
    ),
    "问题": Many([Thing(类别=Bound("无进展", ""), 个数=Bound("3个", "problems/无进展"))], Thing(类别=None, 个数=None)),
}


def texts(*lines: str) -> list[str]:
    return [line.text for line in render([joined([line]) for line in lines], WORDS)]


def edited(folder: Path, kind: str, *changes: tuple[str, str]) -> Path:
    """The exported template with some words changed, as someone would in Word."""
    path = folder / "我们的模板.docx"
    path.write_bytes(default(kind).content)
    paper = Document(str(path))
    for old, new in changes:
        paragraph = next(p for p in paper.paragraphs if old in p.text)
        first, *others = paragraph.runs
        first.text = paragraph.text.replace(old, new)
        for run in others:
            run.text = ""
    paper.save(str(path))
    return path


def test_a_placeholder_prints_its_figure_and_remembers_which() -> None:
    (line,) = render(["累计{{ 签约资金.累计 }}。"], WORDS)
    assert line.text == "累计49.86亿元。"
    assert [(piece.text, piece.key) for piece in line.pieces] == [
        ("累计", ""),
        ("49.86亿元", "signed_amount.cumulative"),
        ("。", ""),
    ]


def test_a_placeholder_that_word_tore_into_runs_is_one() -> None:
    torn = joined(["累计{{ 签约", "资金.累", "计 }}完成", "了"])
    (line,) = render([torn], WORDS)
    assert line.text == "累计49.86亿元完成了"
    assert plain(torn) == "累计{{ 签约资金.累计 }}完成了"


def test_a_loop_repeats_its_lines_and_lines_of_tags_alone_print_nothing() -> None:
    assert texts("{% for 类 in 问题 %}", "{{ 类.类别 }}{{ 类.个数 }}", "{% endfor %}", "", "完") == [
        "无进展3个",
        "",
        "完",
    ]
    assert texts("{% if 签约资金.空 %}有{% endif %}", "完") == ["完"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("好", "{{ 签约资产.累计 }}"), "占位符不能计算"),
        (("{{ 签约资金 }}",), "占位符后面要写明哪一项，例如“.累计”"),
        (("{{ 问题 }}",), "这个数没有对应的指标"),
        (("a", "{% for 类 in 问题 %}", "x"), "没有用 {% endfor %}、{% endif %} 收尾"),
        (("a", "b", "有12个"), "写死了数字“12”"),
        (("{{ 签约资金.累计.text ~ '1' }}",), "这个数没有对应的指标"),
        (("{{ 1+1 }}",), "这个数没有对应的指标"),
        (("{{ 签约资金.累计 * 2 }}",), "占位符不能计算"),
        (("{{ ''.__class__ }}",), "占位符不能计算"),
        (("a", "{{ 签约资金. }}"), "占位符写错了"),
        (("a", "{% endfor %}"), "循环或条件写得不对"),
    ],
)
def test_a_broken_template_names_its_line(lines: tuple[str, ...], told: str) -> None:
    with pytest.raises(Problem, match="模板第") as found:
        texts(*lines)
    assert told in str(found.value)


def test_the_line_named_is_the_paragraph_that_is_wrong() -> None:
    with pytest.raises(Problem, match="模板第3段“有12个”"):
        texts("一", "二", "有12个", "四")


def test_a_number_that_is_a_name_may_be_quoted() -> None:
    assert texts('“{{ 原文("152") }}”产业体系') == ["“152”产业体系"]


@given(
    st.lists(
        st.text(st.characters(exclude_characters="{}0123456789", exclude_categories=("Nd", "Cs", "Cc", "Co"))),
        max_size=6,
    )
)
def test_plain_words_come_out_as_they_went_in(lines: list[str]) -> None:
    assert texts(*lines, "完") == [*lines, "完"]


def test_the_templates_of_the_product_give_the_words_of_the_bulletin(published, tmp_path: Path) -> None:
    """Exported as Word documents and loaded back, they print what they print by themselves."""
    data = dataset(published.book, "2025-09")
    for kind in ("paragraph", "document"):
        loaded = from_file(kind, edited(tmp_path, kind))
        own, again = data.words[kind], worded(loaded, vocabulary(data))
        assert [line.text for line in again.lines] == [line.text for line in own.lines]


def test_the_document_follows_the_template_that_the_office_edited(published, tmp_path: Path) -> None:
    path = edited(
        tmp_path,
        "document",
        ("招商引资工作通报", "“双招双引”专报"),
        ("一、主要指标完成情况", "一、总体情况（完成率{{ 签约资金.年度完成率 }}）"),
    )
    adopt(published.book, from_file("document", path))
    assert published.book.undo_label() == "更换通报正文模板"
    files = monthly(published.book, "2025-09", tmp_path / "out").files
    paper = Document(str(next(f for f in files if f.suffix == ".docx")))
    shown = [p.text for p in paper.paragraphs]
    assert shown[0] == "云溪县2025年9月“双招双引”专报"
    assert "一、总体情况（完成率94.08%）" in shown
    title, heading = paper.paragraphs[0], paper.paragraphs[3]
    assert (title.runs[0].font.name, heading.runs[0].font.name) == ("方正小标宋简体", "黑体")
    assert len(paper.tables) == 1


def test_every_number_of_the_text_opens_its_rows(published) -> None:
    data = dataset(published.book, "2025-09")
    keys = [piece.key for piece in data.words["paragraph"].pieces if "49.86" in piece.text]
    assert keys == ["signed_amount.cumulative"]
    assert len(rows_behind(data, keys[0])[1]) == 59


def test_a_template_is_kept_by_versions_and_undone_like_any_step(published, tmp_path: Path) -> None:
    book = published.book
    first = from_file("paragraph", edited(tmp_path, "paragraph", ("截至{{ 月 }}月底", "到{{ 月 }}月末")))
    adopt(book, first)
    assert dataset(book, "2025-09").text.startswith("到9月末，全县签约")
    adopt(book, from_file("paragraph", edited(tmp_path, "paragraph", ("截至{{ 月 }}月底", "今年前{{ 月 }}个月"))))
    assert [own.number for own in versions(book, "paragraph")] == [2, 1]
    use(book, "paragraph", 1)
    assert template_of(book, "paragraph").content == first.content
    use(book, "paragraph", 0)
    assert dataset(book, "2025-09").text.startswith("截至9月底")
    book.undo()
    book.undo()
    book.undo()
    assert dataset(book, "2025-09").text.startswith("到9月末")
    book.undo()
    assert (template_of(book, "paragraph"), versions(book, "paragraph")) == (default("paragraph"), [])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("{% if 问题 %}有{% else %}{{ 签约资经.累计 }}{% endif %}", "没有“签约资经”这个占位符，是不是“签约资金”"),
        ("{% if 问题 %}{% for 类 in 问题 %}{{ 类.个树 }}{% endfor %}{% endif %}", "没有“个树”这一项，是不是“个数”"),
        ("{{ 签约资金.累积 }}", "没有“累积”这一项，是不是“累计”"),
        ("{% for 字 in 签约资金.累计 %}{% endfor %}", "for 后面只能循环列出的清单"),
        ("{{ 签约资金.累计.text }}", "“text”前面的占位符没有下一级"),
    ],
)
def test_a_branch_that_this_month_does_not_reach_is_read_through_too(published, words: str, told: str) -> None:
    words_of_month = vocabulary(dataset(published.book, "2025-09"))
    wanted = Template("paragraph", ("好", words), document=b"x")
    with pytest.raises(Problem, match="模板第2段") as found:
        worded(wanted, words_of_month)
    assert told in str(found.value)


def test_a_kept_template_that_no_longer_fits_stops_the_release_and_the_products_own_stands_in(published) -> None:
    adopt(published.book, Template("paragraph", ("全县{{ 旧指标.累计 }}。",), name="旧.docx", document=b"x"))
    data = dataset(published.book, "2025-09")
    assert data.text.startswith("截至9月底")
    (broken,) = [check for check in data.checks if not check.ok]
    assert broken.rule == "文字模板可用"
    assert "通报文字第1版“旧.docx”：模板第1段“全县{{ 旧指标.累计 }}。”：没有“旧指标”这个占位符" in broken.detail


def test_what_is_no_template_is_said_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "通知.docx"
    path.write_bytes(b"PK nothing")
    with pytest.raises(Problem, match="“通知.docx”：这个文件不是 Word 文档"):
        from_file("document", path)
    with pytest.raises(Problem, match="无法读取“没有.docx”"):
        from_file("document", tmp_path / "没有.docx")
    Document().save(str(path))
    with pytest.raises(Problem, match="这个文档是空的"):
        from_file("document", path)
    paper = Document()
    paper.add_paragraph("好")
    paper.add_table(1, 2).cell(0, 1).text = "{{ 表.主要指标 }}"
    paper.save(str(path))
    with pytest.raises(Problem, match="模板第3段“{{ 表.主要指标 }}”：表格的格子里不能再放表"):
        from_file("document", path)


def summed_up(words: dict, *, example: str = "签约资金", beyond: dict | None = None) -> list[tuple[str, list[str]]]:
    """The same for a guide, in groups (name, codes): of the indicators, which are alike, one stands for all.

    With `beyond` only what that other vocabulary has not.
    """
    alike = words[example].keys() if example in words else None
    groups = []
    for name, value in words.items():
        if beyond is not None and name in beyond and name != "表":
            continue
        if isinstance(value, Thing) and value.keys() == alike and name != example:
            continue
        group = [found.code for found in placeholders({name: value})]
        groups.append((f"{name}（其他指标同样）" if name == example else name, group))
    single = [code for name, codes in groups for code in codes if len(codes) == 1 and isinstance(words[name], Bound)]
    return [*([("县和时间", single)] if single else []), *((name, codes) for name, codes in groups if len(codes) > 1)]


@pytest.mark.parametrize("kind", ["document", "ranking", "summary", "daily", "weekly"])
def test_the_guide_lists_every_placeholder(published, kind: str) -> None:
    """The tables of the guide, made from the vocabularies; write them anew with what this prints."""
    from resources import path

    readings = Readings(published.book)
    month, own = (narrative_of(readings, name, LAST).words for name in ("document", kind))
    groups = summed_up(own, beyond=month if kind in ("ranking", "summary") else None)
    table = "\n".join(f"| {name} | {'、'.join(f'`{code}`' for code in codes)} |" for name, codes in groups)
    guide = (path("guide") / "06-monthly.md").read_text(encoding="utf-8")
    assert table in guide, table


UNITS = (
    ("责任单位", "签约", "完成率"),
    (
        "{% for 位 in 单位任务 %}{{ 位.名称 }}",
        "{{ 位.签约资金 }}",
        "{% if 位.完成率 %}{{ 位.完成率 }}{% endif %}{% endfor %}",
    ),
    ("全县", "{{ 签约资金.累计 }}", "{{ 签约资金.年度完成率 }}"),
)


def ruled(path: Path, *rows: tuple[str, ...], still: bool = False) -> Path:
    """A template with a table between two lines, and maybe one without placeholders after it."""
    paper = Document()
    paper.add_paragraph("一、完成情况")
    table = paper.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(text).bold = True
    if still:
        paper.add_paragraph("二、联系人")
        paper.add_table(1, 2).cell(0, 0).text = "招商中心"
    paper.add_paragraph("完")
    paper.save(str(path))
    return path


def printed(county, path: Path, folder: Path) -> list[list[list[str]] | str]:
    """The document of September in the order of its body: lines, and tables as rows of cells."""
    adopt(county.book, from_file("document", path))
    files = monthly(county.book, "2025-09", folder).files
    paper = Document(str(next(f for f in files if f.suffix == ".docx")))
    return [
        item.text if hasattr(item, "runs") else [[cell.text for cell in row.cells] for row in item.rows]
        for item in paper.iter_inner_content()
    ]


@pytest.fixture
def tasked(published):
    """The published county with three units, one of them without a task."""
    for name, yi in (("发改局", "1.50"), ("商务局", "0.50"), ("工信局", "0.25")):
        published.lead(f"{name}项目", yi=yi, signed_date="2025-09-20", unit=name)
    for name, annual in (("发改局", 3), ("商务局", 2)):
        published.add("targets", year=2025, indicator="签约资金", scope="单位", subject=name, annual=annual)
    return published


def test_a_row_of_a_table_is_repeated_with_its_loop(tasked, tmp_path: Path) -> None:
    found = printed(tasked, ruled(tmp_path / "表.docx", *UNITS, still=True), tmp_path / "出")
    assert found == [
        "一、完成情况",
        [
            ["责任单位", "签约", "完成率"],
            ["发改局", "1.50亿元", "50.00%"],
            ["商务局", "0.50亿元", "25.00%"],
            ["工信局", "0.25亿元", ""],
            ["全县", "52.11亿元", "98.32%"],
        ],
        "二、联系人",
        [["招商中心", ""]],
        "完",
    ]
    files = list((tmp_path / "出").glob("*.docx"))
    row = Document(str(files[0])).tables[0].rows[2]
    assert [run.bold for cell in row.cells for p in cell.paragraphs for run in p.runs] == [True, True, True]


def test_a_loop_may_stand_in_rows_of_its_own_or_within_a_cell(tasked, tmp_path: Path) -> None:
    rows = (
        ("{% for 位 in 单位任务 %}", ""),
        ("{{ 位.名称 }}", "{{ 位.签约项目 }}"),
        ("{% endfor %}", ""),
        ("{% for 位 in 单位任务 %}{{ 位.名称 }}、{% endfor %}", "{% if 驻外.人数 %}{{ 驻外.人数 }}{% endif %}"),
    )
    assert printed(tasked, ruled(tmp_path / "表.docx", *rows), tmp_path / "出")[1] == [
        ["发改局", "1个"], ["商务局", "1个"], ["工信局", "1个"], ["发改局、商务局、工信局、", ""]
    ]  # fmt: skip


def test_a_table_of_a_loop_without_things_keeps_its_head(published, tmp_path: Path) -> None:
    found = printed(published, ruled(tmp_path / "表.docx", *UNITS[:2]), tmp_path / "出")
    assert found[1] == [["责任单位", "签约", "完成率"]]


def test_a_wrong_placeholder_in_a_cell_names_its_line(published, tmp_path: Path) -> None:
    path = ruled(tmp_path / "表.docx", ("名称", "金额"), ("全县", "{{ 签约资金.累积 }}"))
    with pytest.raises(Problem, match="模板第5段“{{ 签约资金.累积 }}”：没有“累积”这一项"):
        worded(from_file("document", path), vocabulary(dataset(published.book, "2025-09")))
