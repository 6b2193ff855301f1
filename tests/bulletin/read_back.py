"""Papers read back by readers that had no part in writing them, as text that golden files hold."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MASKS = {r"\d{4}-\d\d-\d\d": "〔日期〕", r"\d{4}年\d{1,2}月\d{1,2}日": "〔年月日〕", r"\d{1,2}月\d{1,2}日": "〔月日〕"}


def masked(text: str) -> str:
    """The text with its days masked; months and quarters, which name a paper's span, stay."""
    for pattern, mask in _MASKS.items():
        text = re.sub(pattern, mask, text)
    return text


def told(file: Path) -> str:
    """Structure and figures of a paper."""
    return masked(_workbook(file) if file.suffix == ".xlsx" else _document(file))


def _workbook(file: Path) -> str:
    book = CalamineWorkbook.from_path(file)
    lines = []
    for at, name in enumerate(book.sheet_names, start=1):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        lines.append(f"## {name}（{_structure(file, at)}）")
        lines += ["\t".join(_cell(cell) for cell in row).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).replace("\n", "↵")


def _structure(file: Path, number: int) -> str:
    with zipfile.ZipFile(file) as packed:
        sheet = etree.fromstring(packed.read(f"xl/worksheets/sheet{number}.xml"))
        drawn = [name for name in packed.namelist() if name.startswith("xl/charts/chart")]
    formulas, merged = len(list(sheet.iter(f"{S}f"))), len(list(sheet.iter(f"{S}mergeCell")))
    charts = f"，图{len(drawn)}" if sheet.find(f"{S}drawing") is not None else ""
    return f"公式{formulas}，合并{merged}{charts}"


def _document(file: Path) -> str:
    with zipfile.ZipFile(file) as packed:
        body = etree.fromstring(packed.read("word/document.xml")).find(f"{W}body")
    lines = []
    for child in body:
        if child.tag == f"{W}p":
            lines.append(f"{_shape(child)}\t{_text(child)}")
        elif child.tag == f"{W}tbl":
            rows = child.findall(f"{W}tr")
            lines += [" | ".join(_text(cell) for cell in row.findall(f"{W}tc")) for row in rows]
    return "\n".join(lines) + "\n"


def _text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def _shape(paragraph: etree._Element) -> str:
    """The font and half-points of the first run, and the outline level of a heading."""
    fonts, size = paragraph.find(f".//{W}r/{W}rPr/{W}rFonts"), paragraph.find(f".//{W}r/{W}rPr/{W}sz")
    level = paragraph.find(f"{W}pPr/{W}outlineLvl")
    said = "" if fonts is None or size is None else f"{fonts.get(f'{W}eastAsia')} {size.get(f'{W}val')}"
    return said if level is None else f"{said} {int(level.get(f'{W}val')) + 1}级"
