"""公文格式 GB/T 9704-2012 in Word: margins, the 22 × 28 grid, fonts by name, heading levels, page numbers, tables."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table
from docx.text.font import Font
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run

BODY, HEAD_1, HEAD_2, TITLE, FOLIO = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
SIZE_2, SIZE_3, SIZE_4, SMALL = Pt(22), Pt(16), Pt(14), Pt(9)
LINE = Pt(28.95)
CHARS, LINES = 28, 22
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
GRID_LINE = 579
"""One line of the grid in twentieths of a point."""
GRID_CHAR = -842
"""What a character of the grid is wider than the body's 16 pt, in 4096ths of a point: 28 of them fill 156 mm."""
SQUEEZE = -5
"""Spacing of the body's characters in twentieths of a point: 16 pt squeezed below the 15.79 pt of 156 mm ÷ 28."""
WHOLE = Pt(200)
"""A table no higher than this, a third of a page, is not split: a higher one kept whole would leave too much empty."""
ROW_PADDING, CELL_LINE = Pt(4), Pt(11.5)
"""What a row takes beside its lines, and what a line of SMALL words takes."""
GROUP = 8
"""So many rows up to a 小计 are not split between pages; a larger group may be anywhere."""
SUMS = frozenset(("小计", "合计"))
"""A row that one of these words opens is bold."""
CELL_MARGIN = 30
"""Left and right margin of a table's cells in twentieths of a point."""
LATIN = 0.6
"""What a figure takes of the width of a Chinese character: half of it in 仿宋, more in fonts that stand in for it."""
WIDTH, NAME, ROUNDING = 156.0, 24.0, 0.2
"""What stands between the margins, the widest column of names, and what a column is wider than its words, in mm."""


def new_paper() -> Paper:
    """An empty document in the standard's page: A4, margins 37 / 35 / 28 / 26 mm, 22 lines of 28 characters."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in (("type", "linesAndChars"), ("linePitch", str(GRID_LINE)), ("charSpace", str(GRID_CHAR))):
        grid.set(qn(f"w:{name}"), value)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = BODY, SIZE_3
    _east_asia(normal.element.get_or_add_rPr(), BODY)
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    _page_numbers(paper)
    return paper


def _east_asia(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def printable(text: str) -> str:
    """The text without the characters that a document cannot hold."""
    return _UNPRINTABLE.sub("", text)


def write(paragraph: Paragraph, text: str, *, font: str = BODY, size: Length = SIZE_3, bold: bool = False) -> Run:
    """A run of text in a font by name, for Chinese characters and Latin ones alike."""
    return Run(_add_run(paragraph._p, text, _run_look(font, size, bold)), paragraph)


def _add_run(paragraph: Any, text: str, look: Any) -> Any:
    run = OxmlElement("w:r")
    run.append(deepcopy(look))
    _say(run, printable(text))
    paragraph.append(run)
    return run


def _say(run: Any, text: str) -> None:
    """Put words into a run that has none."""
    if not text.isprintable():
        run.text = text  # breaks and tabs are elements of their own
    elif text:
        words = run.makeelement(_WORDS)
        words.text = text
        if text[0].isspace() or text[-1].isspace():
            words.set(_SPACE, "preserve")
        run.append(words)


_WORDS, _SPACE = qn("w:t"), qn("xml:space")


@cache
def _run_look(font: str, size: Length, bold: bool) -> Any:
    """The properties of a run, to be copied: set one by one for each run they take most of a paper's time."""
    run: Any = OxmlElement("w:r")
    look = Font(run)
    look.name, look.size, look.bold = font, size, bold
    properties = run.rPr
    _east_asia(properties, font)
    if size == SIZE_3:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(SQUEEZE))
        # The schema's order: after the colour and before the size.
        properties.find(qn("w:sz")).addprevious(spacing)
    return properties


@cache
def _line_look(alignment: WD_ALIGN_PARAGRAPH | None, indent: bool, keep: bool, level: int) -> Any:
    """The properties of a line of the grid, to be copied: an outline level from 1, 0 is none."""
    line: Any = OxmlElement("w:p")
    form = ParagraphFormat(line)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    _off_grid(line)
    if indent:
        # Two characters as characters, so that the indent follows the font; the twips serve readers that know no other.
        form.first_line_indent = Pt(32)
        line.pPr.get_or_add_ind().set(qn("w:firstLineChars"), "200")
    if alignment is not None:
        form.alignment = alignment
    if keep:
        form.keep_with_next = True
    if level:
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        line.pPr.append(outline)
    return line.pPr


def _line(
    paper: Paper,
    *,
    alignment: WD_ALIGN_PARAGRAPH | None = None,
    indent: bool = False,
    keep: bool = False,
    level: int = 0,
) -> Paragraph:
    """A new line at the end of a document."""
    line: Any = OxmlElement("w:p")
    line.append(deepcopy(_line_look(alignment, indent, keep, level)))
    paper.element.body.insert_element_before(line, "w:sectPr")
    return Paragraph(line, paper._body)


def named(paper: Paper, text: str, county: str) -> None:
    """Set a document's properties: its title, and the county in place of any person."""
    properties = paper.core_properties
    properties.title, properties.comments = text, ""
    properties.author = properties.last_modified_by = county


def centred(paper: Paper, text: str, *, font: str = BODY, size: Length = SIZE_3) -> None:
    """A line in the middle."""
    write(_line(paper, alignment=WD_ALIGN_PARAGRAPH.CENTER), text, font=font, size=size)


def heading(paper: Paper, text: str, *, level: int = 1) -> None:
    """一级标题 in 黑体, 二级 in 楷体; outline levels let Word build a table of contents."""
    write(_line(paper, indent=True, keep=True, level=level), text, font=HEAD_1 if level == 1 else HEAD_2)


def body(paper: Paper, text: str, *, lead: str = "") -> None:
    """正文: 三号仿宋, first line two characters in; `lead` opens it in 楷体 as a heading within the line."""
    paragraph = _line(paper, indent=True, alignment=WD_ALIGN_PARAGRAPH.JUSTIFY)
    if lead:
        write(paragraph, lead, font=HEAD_2)
    write(paragraph, text)


def note(paper: Paper, text: str) -> None:
    """注: 四号仿宋 on the lines of the grid, for what stands below a paper."""
    write(_line(paper, indent=True, alignment=WD_ALIGN_PARAGRAPH.JUSTIFY), text, size=SIZE_4)


def table(
    paper: Paper, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[float]
) -> Table:
    """A ruled table under its caption: header repeated on every page, rows never split, sums bold, widths in mm."""
    write(_line(paper, alignment=WD_ALIGN_PARAGRAPH.CENTER, keep=True), caption, font=HEAD_1, size=SIZE_4)
    made: Table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    _narrow_margins(made)
    for column, cell, width in zip(made.columns, made.rows[0].cells, widths, strict=True):
        column.width = cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    blank = made.rows[0]._tr
    last = len(rows)
    high = sum(ROW_PADDING + _lines(row, widths) * CELL_LINE for row in (heads, *rows))
    summed = [at for at, row in enumerate(rows, start=1) if not SUMS.isdisjoint(row[:2])]
    kept = set(range(last)) if high <= WHOLE else _kept(summed, last)
    head = _shaped(blank, header=True, keep=0 in kept)
    shapes = {(keep, bold): _shaped(blank, keep=keep, bold=bold) for keep in (False, True) for bold in (False, True)}
    made._tbl.remove(blank)
    made._tbl.append(_filled(head, heads))
    for at, row in enumerate(rows, start=1):
        made._tbl.append(_filled(deepcopy(shapes[at in kept, at in summed]), row))
    return made


def fitting(rows: Sequence[Sequence[str]], *, roomy: int) -> list[float]:
    """Widths in mm that fill the page: texts have a line of their own, those before column `roomy` up to NAME mm.

    The columns from there on share what is left.
    """
    least = [max(_across(line) for text in column for line in text.split("\n")) for column in zip(*rows, strict=True)]
    least[:roomy] = [min(width, NAME) for width in least[:roomy]]
    spare = (WIDTH - sum(least)) / (len(least) - roomy)
    return [width + (spare if at >= roomy else 0) for at, width in enumerate(least)]


def _across(line: str) -> float:
    """What small words take of a table's width in mm."""
    ems = sum(LATIN if character.isascii() else 1 for character in line)
    wide: float = ems * SMALL.mm + 2 * CELL_MARGIN / 20 * Pt(1).mm + ROUNDING
    return wide


def _shaped(blank: Any, *, keep: bool, header: bool = False, bold: bool = False) -> Any:
    """A copy of a row whose cells have their properties and no words; `keep` holds it on the page of the next one."""
    line = deepcopy(blank)
    properties = line.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if header else ("w:cantSplit",):
        properties.append(OxmlElement(name))
    for paragraph in line.iter(qn("w:p")):
        paragraph.append(deepcopy(_cell_look(keep)))
        _add_run(paragraph, "", _run_look(HEAD_1 if header else BODY, SMALL, bold))
    return line


def _filled(line: Any, row: Sequence[str]) -> Any:
    for run, text in zip(list(line.iter(qn("w:r"))), row, strict=True):
        _say(run, printable(text))
    return line


@cache
def _cell_look(keep: bool) -> Any:
    """The properties of small words in a cell, to be copied."""
    line: Any = OxmlElement("w:p")
    form = ParagraphFormat(line)
    form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    form.space_before = form.space_after = Pt(2)
    form.line_spacing = 1.0
    _off_grid(line)
    # An empty cell would be as high as a line of the body.
    mark, size = OxmlElement("w:rPr"), OxmlElement("w:sz")
    size.set(qn("w:val"), str(int(SMALL.pt * 2)))
    mark.append(size)
    line.pPr.append(mark)
    form.keep_with_next = keep
    return line.pPr


def gap(paper: Paper) -> None:
    """A narrow empty line, so that two tables do not run together."""
    paragraph = paper.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(5)
    off_grid(paragraph)


def off_grid(paragraph: Paragraph) -> None:
    """Let a paragraph keep its own pitch: programs that snap to the grid tear Latin digits apart."""
    _off_grid(paragraph._p)


def _off_grid(line: Any) -> None:
    grid = OxmlElement("w:snapToGrid")
    grid.set(qn("w:val"), "0")
    properties = line.get_or_add_pPr()
    properties.find(qn("w:spacing")).addprevious(grid)


def _narrow_margins(made: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(CELL_MARGIN))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    look = made._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        made._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _kept(summed: Sequence[int], last: int) -> set[int]:
    """The rows of a long table (0 is the header) that stay with the next: its ends and small groups."""
    kept = {0, 1, 2, *range(last - 2, last)}
    for first, end in zip((0, *summed), summed, strict=False):
        kept.update(range(first + 1, end) if end - first <= GROUP else ())
    return {at for at in kept if 0 <= at < last}


def _lines(row: Sequence[str], widths: Sequence[float]) -> int:
    """How many lines a row of words takes in cells so many mm wide."""
    found = 1
    for text, width in zip(row, widths, strict=True):
        found = max(found, sum(math.ceil(_across(line) / width) or 1 for line in text.split("\n")))
    return found


def _page_numbers(paper: Paper) -> None:
    """— 1 — in 四号宋体, on odd pages at the right, on even pages at the left, one character from the edge."""
    paper.settings.odd_and_even_pages_header_footer = True
    section = paper.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        if side is WD_ALIGN_PARAGRAPH.RIGHT:
            paragraph.paragraph_format.right_indent = SIZE_4
        else:
            paragraph.paragraph_format.left_indent = SIZE_4
        write(paragraph, "— ", font=FOLIO, size=SIZE_4)
        _field(paragraph, "PAGE")
        write(paragraph, " —", font=FOLIO, size=SIZE_4)


def _field(paragraph: Paragraph, code: str) -> None:
    for kind in ("begin", "code", "separate", "result", "end"):
        run = write(paragraph, "1" if kind == "result" else "", font=FOLIO, size=SIZE_4)
        if kind == "code":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
            run._r.append(element)
        elif kind != "result":
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)
