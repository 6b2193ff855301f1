"""Templates as Word documents: the lines that an office edits, and a month's lines in the shape of its template."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any, NamedTuple

from docx import Document
from docx.document import Document as Paper
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from crm.bulletin import page_style as page
from crm.bulletin.template import ROW, Line, joined, plain
from crm.rules.problem import Problem

LARGEST = 20_000_000
"""Bytes that a template may hold unpacked; a document with large pictures would swell every month's paper."""
_LEAD = re.compile("〈(.*?)〉")
_PLACED = re.compile(r"\{\{[^}]*(?:表\.|照片卡)")


def read_lines(content: bytes) -> list[str]:
    """The lines of a template, one a paragraph; Problem when it is no Word document.

    A table with placeholders has a line for each paragraph of its cells, the first of a row marked by ROW.
    """
    places, lines = _places(_opened(content)), []
    for at, place in enumerate(places, start=1):
        line = joined([text for text, _ in _runs(place.paragraph)])
        if place.row is not None and _PLACED.search(plain(line)):
            raise Problem(f"模板第{at}段“{plain(line)[:24]}”：表格的格子里不能再放表，请把它单独写成一段")
        lines.append(ROW + line if place.row is not None and place.first == at else line)
    if not any(line.removeprefix(ROW) for line in lines):
        raise Problem("这个文档是空的，请先导出模板，在导出的文件里修改")
    return lines


class _Place(NamedTuple):
    """A paragraph of a template: by itself, or in a row of a table whose first paragraph is that of line `first`."""

    paragraph: Any
    table: Any = None
    row: Any = None
    first: int = 0


def _places(paper: Paper) -> list[_Place]:
    found: list[_Place] = []
    for child in paper.element.body:
        if child.tag == qn("w:p"):
            found.append(_Place(child))
        elif _to_fill(child):
            for row in child.findall(qn("w:tr")):
                first = len(found) + 1
                found += [_Place(paragraph, child, row, first) for paragraph in row.iter(qn("w:p"))]
    return found


def _to_fill(child: Any) -> bool:
    """Whether it is a table with placeholders; one without is left as it stands."""
    words = "".join(text.text or "" for text in child.iter(qn("w:t"))) if child.tag == qn("w:tbl") else ""
    return "{{" in words or "{%" in words


def _opened(content: bytes) -> Paper:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > LARGEST:
            raise Problem("模板太大，请去掉里面的图片后再载入")
        return Document(BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError, LookupError):
        raise Problem("这个文件不是 Word 文档（docx），请在 Word 或 WPS 里另存为 docx 后再载入") from None


def _runs(paragraph: Any) -> list[tuple[str, Any]]:
    """The words of each run with its properties; what a reviser has struck out is left out."""
    found = []
    for run in paragraph.iter(qn("w:r")):
        if any(up.tag == qn("w:del") for up in run.iterancestors()):
            continue
        words = "".join(_words(child) for child in run)
        if words:
            found.append((words, run.find(qn("w:rPr"))))
    return found


def _words(child: Any) -> str:
    if child.tag == qn("w:t"):
        return child.text or ""
    if child.tag == qn("w:tab"):
        return "\t"
    if child.tag == qn("w:br") and child.get(qn("w:type")) in (None, "textWrapping"):
        return "\n"
    return ""


def filled(content: bytes, lines: Sequence[Line], tables: Mapping[str, Callable[[Paper], None]]) -> Paper:
    """The template's page with the lines in place of its own, each in the shape of the line that it came from."""
    paper = _opened(content)
    body = paper.element.body
    places, still = _places(paper), _still(paper)
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    begun: tuple[Any, Any] = (None, None)
    for line, cells in _in_rows(places, lines):
        while still and still[0][0] < line.at:
            body.insert(len(body) - 1, still.pop(0)[1])
        place = places[line.at - 1]
        if place.row is not None:
            begun = begun if begun[0] is place.table else (place.table, _table(body, place))
            begun[1].append(_row(place, cells))
            continue
        begun = (None, None)
        if line.table:
            tables[line.table](paper)
        else:
            body.insert(len(body) - 1, _written(place.paragraph, line))
    for _, table in still:
        body.insert(len(body) - 1, table)
    return paper


def _still(paper: Paper) -> list[tuple[int, Any]]:
    """The tables without placeholders, each with the number of the last line before it."""
    found, at = [], 0
    for child in paper.element.body:
        if child.tag == qn("w:p"):
            at += 1
        elif _to_fill(child):
            at += sum(1 for row in child.findall(qn("w:tr")) for _ in row.iter(qn("w:p")))
        elif child.tag == qn("w:tbl"):
            found.append((at, child))
    return found


def _in_rows(places: Sequence[_Place], lines: Iterable[Line]) -> Iterator[tuple[Line, dict[int, Line]]]:
    """The lines; those of one printed row by their numbers, under its first. A row of nothing but tags is none."""
    row: dict[int, Line] = {}
    for line in [*lines, None]:
        if row and (line is None or line.at <= max(row) or places[line.at - 1].row is not places[min(row) - 1].row):
            if any(cell.text for cell in row.values()) or not _tagged(places[min(row) - 1].row):
                yield row[min(row)], row
            row = {}
        if line is not None and places[line.at - 1].row is None:
            yield line, {}
        elif line is not None:
            row[line.at] = line


def _tagged(row: Any) -> bool:
    return "{%" in "".join(text.text or "" for text in row.iter(qn("w:t")))


def _table(body: Any, place: _Place) -> Any:
    """A new table in the shape of that of a place, without rows."""
    made = deepcopy(place.table)
    for row in made.findall(qn("w:tr")):
        made.remove(row)
    body.insert(len(body) - 1, made)
    return made


def _row(place: _Place, cells: Mapping[int, Line]) -> Any:
    """A row with its lines in their cells; a cell without one stays blank."""
    made = deepcopy(place.row)
    shapes = list(place.row.iter(qn("w:p")))
    for at, (shape, paragraph) in enumerate(zip(shapes, list(made.iter(qn("w:p"))), strict=True), start=place.first):
        paragraph.getparent().replace(paragraph, _written(shape, cells.get(at, Line(at, ()))))
    return made


def _written(shape: Any, line: Line) -> Any:
    made, runs = deepcopy(shape), [properties for _, properties in _runs(shape)]
    if not runs:
        return made
    for child in list(made):
        if child.tag != qn("w:pPr"):
            made.remove(child)
    words, at = "", -1
    for piece in line.pieces:
        if piece.run != at and words:
            made.append(_run(words, runs[at]))
            words = ""
        words, at = words + piece.text, piece.run
    if words:
        made.append(_run(words, runs[at]))
    return made


def _run(words: str, properties: Any) -> Any:
    run = OxmlElement("w:r")
    if properties is not None:
        run.append(deepcopy(properties))
    for at, line in enumerate(page.printable(words).split("\n")):
        if at:
            run.append(OxmlElement("w:br"))
        text = OxmlElement("w:t")
        text.text = line
        text.set(qn("xml:space"), "preserve")
        run.append(text)
    return run


def made(lines: Sequence[tuple[str, str]]) -> bytes:
    """A template as a document, of lines in shapes (标题, 副题, 一级, 正文, 注, 表格, 空行); 〈…〉 is in 楷体."""
    paper = page.new_paper()
    for shape, text in lines:
        _SHAPES[shape](paper, text)
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def split_lead(text: str) -> tuple[str, str]:
    """What a line opens with in 楷体, and the rest."""
    found = _LEAD.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def _body(paper: Paper, text: str) -> None:
    lead, rest = split_lead(text)
    page.body(paper, rest, lead=lead)


_SHAPES: dict[str, Callable[[Paper, str], None]] = {
    "标题": lambda paper, text: page.centred(paper, text, font=page.TITLE, size=page.SIZE_2),
    "副题": lambda paper, text: page.centred(paper, text, font=page.HEAD_2),
    "空行": lambda paper, text: page.centred(paper, text),
    "一级": page.heading,
    "正文": _body,
    "注": page.note,
    "表格": page.centred,
}
