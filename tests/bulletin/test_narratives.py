"""The papers in words: each written from a template that the office may edit, each number one that its tables print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from crm.book import Book, create_book
from crm.bulletin.grounds import loose
from crm.bulletin.let_out import Unsound
from crm.bulletin.narrative import Narrative, fitting
from crm.bulletin.papers import PAPERS, example_day, narrative_of, write_all
from crm.bulletin.papers.readings import Readings
from crm.bulletin.placeholders import placeholders
from crm.bulletin.saying import CALENDAR
from crm.bulletin.template import Bound, Piece, joined
from crm.bulletin.template_check import look_through
from crm.bulletin.templates import KINDS, MONTHLY, Template, adopt, default, from_file, use
from crm.demo import fill
from crm.queries.history import steps
from crm.rules.problem import Problem

LAST, BUSY = dt.date(2025, 9, 30), dt.date(2025, 9, 17)
TOLD = [kind for kind in KINDS if kind not in MONTHLY]


@pytest.fixture(scope="module")
def county_of_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A small demonstration county that is only read."""
    book = create_book(tmp_path_factory.mktemp("demo") / "示范县.zhaoyin", clock=lambda: dt.datetime(2025, 10, 8, 9))
    fill(book, seed=1, scale=0.2, today=dt.date(2025, 10, 8))
    yield book
    book.close()


def day_of(kind: str) -> dt.date:
    return BUSY if kind == "daily" else LAST


def edited(folder: Path, kind: str, old: str, new: str) -> Path:
    """The exported template with some words changed, as someone would in Word."""
    path = folder / f"我们的{KINDS[kind]}.docx"
    path.write_bytes(default(kind).content)
    paper = Document(str(path))
    run = next(run for p in paper.paragraphs for run in p.runs if old in run.text)
    run.text = run.text.replace(old, new)
    paper.save(str(path))
    return path


def written(book: Book, kind: str, folder: Path) -> list[str]:
    """The lines of the paper's document."""
    files = PAPERS[kind].write(book, day_of(kind), folder)
    return [p.text for p in Document(str(files[-1])).paragraphs]


def test_every_paper_that_is_told_in_words_has_a_template() -> None:
    assert [key for key, paper in PAPERS.items() if paper.narrative] == sorted(TOLD, key=list(PAPERS).index)
    assert all(PAPERS[kind].suffixes == (".xlsx", ".docx") for kind in TOLD)


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_of_the_product_fits_its_words_and_tables(county_of_demo: Book, kind: str) -> None:
    told = narrative_of(Readings(county_of_demo), kind, day_of(kind))
    look_through(default(kind).lines, told.words)
    assert fitting(told, default(kind)).text


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_fits_a_county_in_which_nothing_happened(county, kind: str) -> None:
    told = narrative_of(Readings(county.book), kind, LAST)
    look_through(default(kind).lines, told.words)
    assert fitting(told, default(kind)).lines


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_that_names_every_placeholder_prints_no_number_that_the_tables_have_not(
    county_of_demo: Book, kind: str
) -> None:
    told = narrative_of(Readings(county_of_demo), kind, day_of(kind))
    lines = []
    for name, code, _ in placeholders(told.words):
        alone = code.startswith("{{") and name.partition(".")[0] in told.words
        lines += [joined([code])] if alone else []
    assert len(lines) > 10 or kind == "weekly"
    assert fitting(told, Template(kind, tuple(lines), document=b"x"))


@pytest.mark.parametrize("kind", TOLD)
def test_the_words_of_a_paper_are_those_that_the_office_wrote_in_word(
    county_of_demo: Book, tmp_path: Path, kind: str
) -> None:
    book = county_of_demo
    before = written(book, kind, tmp_path / "原")
    adopt(book, from_file(kind, edited(tmp_path, kind, "招商", "“双招双引”")))
    assert book.undo_label() == f"更换{KINDS[kind]}模板"
    after = written(book, kind, tmp_path / "新")
    assert after[0] == before[0].replace("招商", "“双招双引”")
    assert after[1:] == before[1:]
    use(book, kind, 0)
    assert written(book, kind, tmp_path / "回") == before


@pytest.mark.parametrize("kind", TOLD)
def test_a_kept_template_that_no_longer_fits_names_its_file_and_line_and_writes_nothing(
    county, tmp_path: Path, kind: str
) -> None:
    adopt(county.book, Template(kind, ("好", "全县{{ 旧指标.累计 }}。"), name="旧.docx", document=b"x"))
    with pytest.raises(Unsound) as told:
        PAPERS[kind].write(county.book, LAST, tmp_path / "报表")
    start = f"{KINDS[kind]}第1版“旧.docx”：模板第2段“全县{{{{ 旧指标.累计 }}}}。”：没有“旧指标”这个占位符"
    ((wrong,),) = told.value.failed.values()
    assert wrong.rule == "文字模板可用" and wrong.detail.startswith(start)
    assert wrong.detail in str(told.value) and "恢复默认" in str(told.value)
    assert not (tmp_path / "报表").exists()


@pytest.mark.parametrize("kind", TOLD)
def test_a_template_that_does_not_fit_is_stood_in_for_where_a_reason_is_given(
    county, tmp_path: Path, kind: str
) -> None:
    own = [p.text for p in Document(str(PAPERS[kind].write(county.book, LAST, tmp_path / "原")[-1])).paragraphs]
    adopt(county.book, Template(kind, ("好", "全县{{ 旧指标.累计 }}。"), name="旧.docx", document=b"x"))
    files = PAPERS[kind].write(county.book, LAST, tmp_path / "新", override="领导急用，模板随后改正")
    assert [p.text for p in Document(str(files[-1])).paragraphs] == own
    (kept,) = county.book.setting("releases")
    assert kept["failed"] == ["文字模板可用"] and kept["reason"] == "领导急用，模板随后改正"
    with county.book.read() as session:
        step = steps(session)[0].label
    assert step == f"核验不符仍生成{kept['paper']}，理由：领导急用，模板随后改正"


@pytest.mark.parametrize("kind", TOLD)
def test_a_number_that_the_tables_have_not_holds_both_files_back_until_a_reason_is_given(
    county_of_demo: Book, tmp_path: Path, kind: str
) -> None:
    paper = PAPERS[kind]

    def misprinted(found: object) -> Narrative:
        told = paper.narrative(found) if paper.narrative else None
        assert told is not None
        return replace(told, words={**told.words, "县": Bound("云溪县99个", CALENDAR)})

    wrong = replace(paper, narrative=misprinted)
    with pytest.raises(Unsound, match="文字与表格一致（文中数字与表格不符：99（“云溪县99个") as told:
        wrong.write(county_of_demo, day_of(kind), tmp_path / "报表")
    assert [[one.rule for one in own] for own in told.value.failed.values()] == [["文字与表格一致"]]
    assert not (tmp_path / "报表").exists()
    files = wrong.write(county_of_demo, day_of(kind), tmp_path / "报表", override="县名随机构改革更新")
    assert [file.suffix for file in files] == [".xlsx", ".docx"]
    assert county_of_demo.undo_label().endswith("，理由：县名随机构改革更新")


@pytest.mark.parametrize("kind", ["ranking", "summary"])
def test_the_papers_of_a_season_are_held_back_by_what_holds_back_its_month(county, tmp_path: Path, kind: str) -> None:
    backwards = county.lead("倒序项目", yi="1", signed_date="2025-09-10", started_date="2025-09-01")
    with pytest.raises(
        Unsound, match="里程碑日期先后有序（日期先后颠倒：倒序项目（2025年9月1日开工，2025年9月10日签约））"
    ) as told:
        PAPERS[kind].write(county.book, LAST, tmp_path)
    ((wrong,),) = told.value.failed.values()
    assert (wrong.ledger, wrong.ids) == ("leads", (backwards,))
    assert len(PAPERS[kind].write(county.book, LAST, tmp_path, override="待市局更正")) == 2


def test_all_papers_are_checked_before_the_first_is_written(county, tmp_path: Path) -> None:
    county.lead("倒序项目", yi="1", signed_date="2025-09-10", started_date="2025-09-01")
    with pytest.raises(Unsound) as told:
        write_all(county.book, LAST, tmp_path / "报表")
    assert list(told.value.failed) == ["2025年第3季度招商引资季度排名通报", "2025年1—9月招商引资工作总结"]
    assert not (tmp_path / "报表").exists()
    assert len(write_all(county.book, LAST, tmp_path / "报表", override="待市局更正")) == 15
    assert [one["paper"] for one in county.book.setting("releases")] == list(told.value.failed)


def test_no_file_of_a_paper_is_replaced_while_another_is_held(county, tmp_path: Path) -> None:
    folder = tmp_path / "快报"
    sheet, document = PAPERS["daily"].write(county.book, LAST, folder)
    before = sheet.read_bytes()
    document.unlink()
    document.mkdir()
    county.lead("新项目", yi="1", signed_date="2025-09-30")
    with pytest.raises(Problem, match="“云溪县2025年9月30日招商引资快报.docx”是文件夹，请另取一个文件名"):
        PAPERS["daily"].write(county.book, LAST, folder)
    assert sheet.read_bytes() == before
    assert len(list(folder.iterdir())) == 2


def test_a_number_that_no_table_prints_is_not_let_out(county_of_demo: Book) -> None:
    told = narrative_of(Readings(county_of_demo), "daily", BUSY)
    wrong = replace(told, grounds={**told.grounds, "day/拜访": ["4"]})
    with pytest.raises(Problem, match="文中数字与表格不符：3"):
        fitting(wrong, default("daily"))
    assert loose([Piece("5个", "", 0), Piece("152", "literal/152", 0)], {}) == ["5"]


def test_the_office_may_open_its_weekly_with_the_numbers_of_the_week(county_of_demo: Book, tmp_path: Path) -> None:
    words = ("{{ 周次 }}共走访{{ 本周.条数 }}，其中拜访{{ 本周.拜访 }}、接待{{ 本周.接待 }}。",)
    told = narrative_of(Readings(county_of_demo), "weekly", LAST)
    line = fitting(told, Template("weekly", words, document=b"x")).lines[0]
    assert line.text == "2025年第40周共走访4条，其中拜访3次、接待1批次。"


def test_a_card_where_there_is_no_photo_prints_nothing(county, stations) -> None:
    ids = stations()
    county.visit(ids["李明朗"], "2025-09-24", station=ids["长三角"])
    told = narrative_of(Readings(county.book), "weekly", dt.date(2025, 9, 24))
    lines = ("{% for 区 in 片区 %}{% for 条 in 区.拜访接待 %}", "{{ 条.照片卡 }}", "{% endfor %}{% endfor %}", "完")
    assert [line.text for line in fitting(told, Template("weekly", lines, document=b"x")).lines] == ["完"]


def test_a_template_is_shown_with_the_last_day_that_has_a_visit(county) -> None:
    county.visit(None, "2025-09-03")
    county.visit(None, "2025-10-01")
    assert example_day(county.book, "daily", LAST) == dt.date(2025, 9, 3)
    assert example_day(county.book, "ranking", LAST) == LAST
    assert example_day(county.book, "weekly", dt.date(2025, 1, 1)) == dt.date(2025, 1, 1)
