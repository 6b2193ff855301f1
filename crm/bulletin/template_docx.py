"""Templates as Word documents: the lines that an office edits, and a month's lines in the shape of its template."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from crm.bulletin import page_style as page
from crm.bulletin.template import Line, joined
from crm.rules.problem import Problem

LARGEST = 20_000_000
"""Bytes that a template may hold unpacked; a document with large pictures would swell every month's paper."""
_LEAD = re.compile("〈(.*?)〉")


def read_lines(content: bytes) -> list[str]:
    """The lines of a template, one a paragraph; Problem when it is no Word document or has tables to fill."""
    paper = _opened(content)
    for table in paper.element.body.iter(qn("w:tbl")):
        words = "".join(t.text or "" for t in table.iter(qn("w:t")))
        if "{{" in words or "{%" in words:
            raise Problem("模板里的表格不能填数，请删去表格，在要放表的地方单独写一段 {{ 表.主要指标 }}")
    lines = [joined([text for text, _ in _runs(paragraph)]) for paragraph in _paragraphs(paper)]
    if not any(lines):
        raise Problem("这个文档是空的，请先导出模板，在导出的文件里修改")
    return lines


def _opened(content: bytes) -> Paper:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > LARGEST:
            raise Problem("模板太大，请去掉里面的图片后再载入")
        return Document(BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError, LookupError):
        raise Problem("这个文件不是 Word 文档（docx），请在 Word 或 WPS 里另存为 docx 后再载入") from None


def _paragraphs(paper: Paper) -> list[Any]:
    return [child for child in paper.element.body if child.tag == qn("w:p")]


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
    own = _paragraphs(paper)
    shapes = [(deepcopy(paragraph), [properties for _, properties in _runs(paragraph)]) for paragraph in own]
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    for line in lines:
        if line.table:
            tables[line.table](paper)
            continue
        shape, runs = shapes[line.at - 1]
        body.insert(len(body) - 1, _written(shape, runs, line))
    return paper


def _written(shape: Any, runs: Sequence[Any], line: Line) -> Any:
    made = deepcopy(shape)
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
    """A template as a document, of lines with their shapes: 标题, 副题, 一级, 正文, 表格, 空行; 〈…〉 is in 楷体."""
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
    "表格": page.centred,
}
