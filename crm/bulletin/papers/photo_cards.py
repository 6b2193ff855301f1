"""Photo cards of visits: the photo at the left, 时间, 地点, 接洽对象, 领导 and 内容 beside it, in Word and in Excel."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.pagebreak import Break

from crm.book import Book
from crm.bulletin import page_style as page
from crm.bulletin import sheet_style as style
from crm.bulletin.papers.visits import facts, whom
from crm.bulletin.sheet import Sheet
from crm.queries.attachments import Attached, attachments_of
from crm.queries.listing import Row
from crm.rules.pictures import size_of, thumbnail
from crm.rules.problem import Problem
from crm.store.shelf import Shelf

MOST = 2
"""Photos on one card; what is more is counted in words."""
PRINTED = 1000
"""Pixels of the longer side of a printed photo: 66 mm at more than 300 dots an inch."""
LEFT, RIGHT, HIGH = 68, 88, 50
_BOX = (300, 246)
_HEIGHTS = (194.0, 220.0)
"""Points of a sheet's card, on its first page and on the others: two fill a page and no third begins there."""
_EMU = 9525
"""What a pixel of a sheet is in the unit of its drawings."""


@dataclass(frozen=True)
class Photo:
    """A photo to be printed: JPEG bytes, pixels, and the words under it."""

    data: bytes
    width: int
    height: int
    words: str


@dataclass(frozen=True)
class Shown:
    """The photos of a visit: those that are printed, and in words what is not."""

    photos: tuple[Photo, ...]
    note: str


def photos_of(book: Book, rows: Sequence[Row]) -> dict[int, Shown]:
    """The photos of visits by visit, those without photos left out; a lost file is named instead."""
    with book.read() as session:
        found = attachments_of(session, "visits", [row.id for row in rows])
    listed: dict[int, list[Attached]] = {}
    for one in found:
        if one.is_photo:
            listed.setdefault(one.owner, []).append(one)
    shelf = Shelf(book.path)
    return {visit: _shown(shelf, photos) for visit, photos in listed.items()}


def _shown(shelf: Shelf, listed: Sequence[Attached]) -> Shown:
    photos: list[Photo] = []
    lost: list[str] = []
    for one in listed[:MOST]:
        try:
            data = thumbnail(shelf.open(one.content).read_bytes(), one.name, side=PRINTED)
        except (Problem, OSError):
            lost.append(one.name)
            continue
        photos.append(Photo(data, *size_of(data, one.name), one.caption))
    notes = [f"照片“{name}”的文件缺失" for name in lost]
    notes += [f"另有照片 {len(listed) - MOST} 张"] if len(listed) > MOST else []
    return Shown(tuple(photos), "；".join(notes))


def photo_card(paper: Paper, number: int, row: Row, shown: Shown) -> None:
    """A ruled card in a document that no page break parts."""
    page.gap(paper)
    table = paper.add_table(rows=1, cols=2, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    left, right = table.rows[0].cells
    for column, cell, width in zip(table.columns, (left, right), (LEFT, RIGHT), strict=True):
        column.width = cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for at, photo in enumerate(shown.photos):
        paragraph = _line(left, first=at == 0)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        scale = min((LEFT - 8) / photo.width, HIGH / photo.height)
        paragraph.add_run().add_picture(io.BytesIO(photo.data), Mm(photo.width * scale), Mm(photo.height * scale))
        if photo.words:
            words = _line(left)
            words.alignment = WD_ALIGN_PARAGRAPH.CENTER
            page.write(words, photo.words, size=page.SMALL)
    if shown.note:
        page.write(_line(left, first=not shown.photos), shown.note, size=page.SMALL)
    page.write(_line(right, first=True), f"{number}. {_called(row)}", font=page.HEAD_1, size=Pt(12))
    for word, text in facts(row):
        paragraph = _line(right)
        page.write(paragraph, f"{word}：", font=page.HEAD_2, size=Pt(12))
        page.write(paragraph, text, size=Pt(12))
    page.gap(paper)


def _line(cell: _Cell, *, first: bool = False) -> Paragraph:
    """A paragraph of a card; `first` takes the one that every cell begins with."""
    paragraph: Paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(1.5)
    form.line_spacing = 1.1
    page.off_grid(paragraph)
    return paragraph


def _called(row: Row) -> str:
    return whom(row) or "未填对象"


def photo_sheet(sheet: Sheet, title: str, below: str, rows: Sequence[Row], shown: Mapping[int, Shown]) -> None:
    """A sheet of the same cards: the first photo of each visit, and a line for each fact."""
    style.title(sheet, title, below, 3)
    style.head(sheet, [("照片", 44), ("项目", 12), ("内容", 74)])
    at = 4
    for number, row in enumerate(row for row in rows if row.id in shown):
        if number and number % 2 == 0:
            sheet.frame.row_breaks.append(Break(id=at - 1))
        at = _sheet_card(sheet, at, row, shown[row.id], _HEIGHTS[number >= 2])
    style.page(sheet, head_rows="3:3", width=3)


def _sheet_card(sheet: Sheet, at: int, row: Row, own: Shown, height: float) -> int:
    """One card from row `at` on, at least so many points high; returns the row after it."""
    rest = f"另有照片 {len(own.photos) - 1} 张" if len(own.photos) > 1 and not own.note else own.note
    lines = [("对象", _called(row)), *facts(row), *([("照片", rest)] if rest else [])]
    heights = [style.height_of(text, 74) for _, text in lines]
    heights[-1] += max(0.0, height - sum(heights))
    for line, ((word, text), points) in enumerate(zip(lines, heights, strict=True), start=at):
        style.put(sheet, line, 1, "")
        style.put(sheet, line, 2, word)
        style.put(sheet, line, 3, text, left=True)
        sheet.heights[line] = points
    after = at + len(lines)
    style.merge(sheet, at, 1, after - 1, 1)
    if own.photos:
        _place(sheet, at, own.photos[0])
    return after


def _place(sheet: Sheet, at: int, photo: Photo) -> None:
    scale = min(_BOX[0] / photo.width, _BOX[1] / photo.height)
    wide, high = round(photo.width * scale), round(photo.height * scale)
    image = Image(io.BytesIO(photo.data))
    corner = AnchorMarker(col=0, row=at - 1, colOff=(6 + (_BOX[0] - wide) // 2) * _EMU, rowOff=6 * _EMU)
    image.anchor = OneCellAnchor(_from=corner, ext=XDRPositiveSize2D(wide * _EMU, high * _EMU))
    sheet.frame.add_image(image)
