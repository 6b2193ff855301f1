"""How a chapter of the guide looks: headings, keys, tables, hints and pictures in the colours in use."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QWidget

from ui.core.fonts import sized
from ui.core.theme import colour, colours
from ui.core.tokens import SIZE_SECTION, SIZE_TITLE, SPACE_L, SPACE_M, SPACE_S, SPACE_XL

_LINE = 128.0
_NARROWEST = 240
_SIZES = {1: SIZE_TITLE, 2: SIZE_SECTION + 0.5}


def paint_ground(text: QWidget) -> None:
    """Paper under the text; call again when the colours change."""
    now = colours()
    text.setStyleSheet(f"QTextBrowser {{ background: {now.surface}; color: {now.text}; border: none; padding: 0; }}")


def picture(file: Path, *, width: int, ratio: float) -> QImage:
    """A picture, its dark twin (name-dark.png) in the dark scheme, at most `width` px wide.

    On a screen of `ratio` dots a px it keeps as many of its dots as the screen has for it.
    """
    twin = file.with_name(f"{file.stem}-dark{file.suffix}")
    image = QImage(str(twin if colours().dark and twin.is_file() else file))
    wide = max(width, _NARROWEST)
    if image.isNull() or image.width() <= wide:
        return image
    dots = min(round(wide * ratio), image.width())
    result = image.scaledToWidth(dots, Qt.TransformationMode.SmoothTransformation)
    result.setDevicePixelRatio(dots / wide)
    return result


def dress(document: QTextDocument, font: QFont) -> None:
    """Give a document made from markdown the type sizes, spaces and colours of the house."""
    block = document.begin()
    while block.isValid():
        _dress_block(block, font)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame)


def _dress_block(block: QTextBlock, font: QFont) -> None:
    cursor = QTextCursor(block)
    shape = QTextBlockFormat()
    level = block.blockFormat().headingLevel()
    in_table = cursor.currentTable() is not None
    if not in_table and "\ufffc" not in block.text():
        shape.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if level:
        shape.setTopMargin(SPACE_XL if level > 1 else 0)
        shape.setBottomMargin(SPACE_S)
    elif not in_table:
        shape.setBottomMargin(SPACE_S - 2 if block.textList() else SPACE_M)
    if block.blockFormat().hasProperty(QTextFormat.Property.BlockQuoteLevel):
        shape.setBackground(colour("accent_wash"))
        shape.setLeftMargin(0)
        shape.setTextIndent(0)
    cursor.mergeBlockFormat(shape)
    if level:
        _dress_heading(block, font, level)
        return
    _dress_words(block, font)


def _dress_heading(block: QTextBlock, font: QFont, level: int) -> None:
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    words = QTextCharFormat()
    words.setFont(sized(font, _SIZES.get(level, SIZE_SECTION - 0.5), bold=True))
    words.setForeground(colour("text"))
    cursor.setCharFormat(words)


def _dress_words(block: QTextBlock, font: QFont) -> None:
    """Keys and commands, which markdown writes as code, stand on a wash in the font of the text."""
    pieces = []
    walk = block.begin()
    while not walk.atEnd():
        piece = walk.fragment()
        pieces.append((piece.position(), piece.length(), piece.charFormat()))
        walk += 1
    for start, length, form in pieces:
        if not form.fontFixedPitch():
            continue
        cursor = QTextCursor(block)
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        words = QTextCharFormat()
        words.setFontFamilies([font.family()])
        words.setBackground(colour("hover"))
        words.setForeground(colour("text"))
        cursor.mergeCharFormat(words)


def _dress_table(table: QTextTable) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(colour("line"))
    shape.setCellPadding(SPACE_S - 2)
    shape.setCellSpacing(0)
    shape.setTopMargin(SPACE_S)
    shape.setBottomMargin(SPACE_L)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 98))
    table.setFormat(shape)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        head = cell.format()
        head.setBackground(colour("hover"))
        cell.setFormat(head)
