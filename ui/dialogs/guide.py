"""使用手册 inside the application: chapters at the left, the text at the right, a box that searches all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QTextBrowser, QTextEdit, QWidget

import resources
from crm.rules.passages import Passages, Span, places_in
from crm.rules.problem import Problem
from ui.core.kit import Button, Hairline, Label, SearchBox, column, open_at, row
from ui.core.theme import colour
from ui.core.tokens import ROW_COMFORTABLE, SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from ui.dialogs.guide_text import dress, paint_ground, picture

if TYPE_CHECKING:
    from ui.core.app import App

_CONTENTS_WIDTH = 216


_HAN = r"\u3001-\u303f\u4e00-\u9fff\uff01-\uffee“”"
_BREAK = re.compile(rf"(?<=[{_HAN}])\n[ >]*(?=[{_HAN}])")


@dataclass(frozen=True)
class Chapter:
    """One chapter: its file's name, its title, its markdown."""

    name: str
    title: str
    markdown: str

    @cached_property
    def passages(self) -> Passages:
        """What a reader sees, without marks, to be searched; its characters stand where the shown text has them."""
        document = QTextDocument()
        document.setMarkdown(self.markdown)
        return Passages(document.toPlainText())


def folder() -> Path:
    """Where the guide lies on this machine."""
    return resources.path("guide")


def joined(markdown: str) -> str:
    """Lines of Chinese that are broken in the file run on; markdown alone would put a space between them."""
    return _BREAK.sub("", markdown)


def chapters(where: Path | None = None) -> tuple[Chapter, ...]:
    """The chapters in reading order; Problem when the guide was not installed."""
    found = []
    for file in sorted((where or folder()).glob("*.md")):
        text = joined(file.read_text(encoding="utf-8"))
        found.append(Chapter(file.name, text.partition("\n")[0].lstrip("# ").strip(), text))
    if not found:
        raise Problem("没有找到使用手册，请重新安装招引，或按 F1 查看快捷键")
    return tuple(found)


class GuideText(QTextBrowser):
    """A chapter in the colours in use, with every place that holds the searched words marked.

    `resized` asks for the chapter anew, since its pictures are as wide as the text.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setAccessibleName("手册正文")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._hits: list[QTextCursor] = []

    def show_markdown(self, markdown: str) -> None:
        """Show a chapter from its beginning."""
        self.document().setMarkdown(markdown)
        dress(self.document(), self.font())
        self.document().setDocumentMargin(SPACE_XL)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Qt: a picture of the guide, in the colours in use, no wider than the text."""
        if kind == QTextDocument.ResourceType.ImageResource.value:
            width = self.viewport().width() - 2 * SPACE_XL
            return picture(folder() / QUrl(name).path(), width=width, ratio=self.devicePixelRatioF())
        return super().loadResource(kind, name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the pictures follow the width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.resized.emit()

    def mark(self, places: Sequence[Span]) -> None:
        """Mark these places."""
        self._hits = []
        for start, end in places:
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            self._hits.append(cursor)
        self._paint_hits(-1)

    def go_to_hit(self, number: int) -> None:
        """Bring the hit with this number, from 0, into sight."""
        cursor = QTextCursor(self._hits[number])
        cursor.setPosition(cursor.selectionStart())
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self._paint_hits(number)

    def _paint_hits(self, current: int) -> None:
        selections = []
        for number, cursor in enumerate(self._hits):
            selection = QTextEdit.ExtraSelection()
            ground, ink = ("accent", "on_accent") if number == current else ("warn_wash", "text")
            selection.format.setBackground(colour(ground))
            selection.format.setForeground(colour(ink))
            selection.cursor = cursor
            selections.append(selection)
        self.setExtraSelections(selections)


class Guide(QDialog):
    """The guide as a window of its own, so that one can read and work side by side."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        open_at(self, 980, 660)
        self.app = app
        self.chapters = chapters()
        self._hit = -1
        self._places: list[list[Span]] = [[] for _ in self.chapters]
        self.search = SearchBox("汉字、全拼或首字母", hint="Ctrl+F")
        self.contents = QListWidget()
        self.contents.setProperty("lines", True)
        self.contents.setAccessibleName("目录")
        self.contents.setFixedWidth(_CONTENTS_WIDTH)
        for chapter in self.chapters:
            self.contents.addItem(QListWidgetItem(chapter.title))
            self.contents.item(self.contents.count() - 1).setSizeHint(self._line())
        self.found = Label(type="note", ink="secondary")
        self.text = GuideText()
        self._lay_out()
        self._connect()
        paint_ground(self.text)
        self.contents.setCurrentRow(0)
        self.search.setFocus()

    def _line(self) -> QSize:
        return QSize(_CONTENTS_WIDTH - SPACE_L, ROW_COMFORTABLE)

    def _lay_out(self) -> None:
        outer = column(self, spacing=0)
        top = row(spacing=SPACE_M, margin=SPACE_M)
        self.search.setFixedWidth(_CONTENTS_WIDTH + 64)
        top.addWidget(self.search)
        top.addWidget(self.found)
        top.addStretch(1)
        self.close_button = Button("关闭", hint="Esc")
        self.close_button.setAutoDefault(False)
        top.addWidget(self.close_button)
        outer.addLayout(top)
        outer.addWidget(Hairline())
        middle = row(spacing=SPACE_S)
        middle.setContentsMargins(SPACE_M, SPACE_S, 0, 0)
        middle.addWidget(self.contents)
        middle.addWidget(self.text, 1)
        outer.addLayout(middle, 1)

    def _connect(self) -> None:
        self.search.searched.connect(self._search)
        self.contents.currentRowChanged.connect(self._show_chapter)
        self.text.anchorClicked.connect(self._follow)
        self.text.resized.connect(self._redress)
        self.close_button.clicked.connect(self.close)
        self.app.theme_changed.connect(self._take_colours)
        for keys, action in (
            ("Ctrl+F", self._to_search),
            ("F3", self.next_hit),
            ("Shift+F3", self.previous_hit),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    # chapters

    def open_chapter(self, name: str) -> bool:
        """Show the chapter of this file name; False when there is none."""
        for number, chapter in enumerate(self.chapters):
            if chapter.name == name:
                self.contents.setCurrentRow(number)
                return True
        return False

    @Slot(int)
    def _show_chapter(self, number: int) -> None:
        self.text.show_markdown(self.chapters[number].markdown)
        self.text.mark(self._places[number])
        self._hit = -1
        self._tell()

    @Slot()
    def _take_colours(self) -> None:
        paint_ground(self.text)
        self._redress()

    @Slot()
    def _redress(self) -> None:
        if self.contents.currentRow() < 0:
            return
        place, hit = self.text.verticalScrollBar().value(), self._hit
        self._show_chapter(self.contents.currentRow())
        self.text.verticalScrollBar().setValue(place)
        if hit >= 0:
            self._show_hit(hit)

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        if link.isRelative():
            self.open_chapter(link.path())
        else:
            QDesktopServices.openUrl(link)

    # searching

    def hits(self) -> list[int]:
        """How often the searched words stand in each chapter."""
        return [len(places) for places in self._places]

    @Slot(str)
    def _search(self, typed: str) -> None:
        self._places = places_in([chapter.passages for chapter in self.chapters], typed.strip())
        hits, searching = self.hits(), bool(typed.strip())
        for number, (chapter, count) in enumerate(zip(self.chapters, hits, strict=True)):
            item = self.contents.item(number)
            item.setText(f"{chapter.title}　{count} 处" if count else chapter.title)
            item.setForeground(colour("secondary" if searching and not count else "text"))
        here = self.contents.currentRow()
        if searching and any(hits) and not hits[here]:
            self.contents.setCurrentRow(next(n for n, count in enumerate(hits) if count))
        self.text.mark(self._places[self.contents.currentRow()])
        self._hit = -1
        if searching and any(hits):
            self._show_hit(0)
        self._tell()

    @Slot()
    def next_hit(self) -> None:
        """Go to the next place that holds the searched words, into the next chapter where need be."""
        self._step(1)

    @Slot()
    def previous_hit(self) -> None:
        """Go to the place before."""
        self._step(-1)

    def _step(self, way: int) -> None:
        hits = self.hits()
        places = [(chapter, hit) for chapter, count in enumerate(hits) for hit in range(count)]
        if not places:
            return
        here = (self.contents.currentRow(), self._hit)
        at = (places.index(here) + way) % len(places) if here in places else 0
        chapter, hit = places[at]
        if chapter != self.contents.currentRow():
            self.contents.setCurrentRow(chapter)
        self._show_hit(hit)

    def _show_hit(self, number: int) -> None:
        self._hit = number
        self.text.go_to_hit(number)
        self._tell()

    def _tell(self) -> None:
        hits = self.hits()
        if not self.search.text().strip():
            words = ""
        elif not any(hits):
            words = "没有找到，换个说法试试"
        else:
            before = sum(hits[: self.contents.currentRow()])
            words = f"共 {sum(hits)} 处" if self._hit < 0 else f"第 {before + self._hit + 1} 处，共 {sum(hits)} 处"
        self.found.setText(words)

    @Slot()
    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the search box goes to the next hit, Shift+Enter to the one before; Down leaves for the contents."""
        if self.search.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif self.search.hasFocus() and event.key() == Qt.Key.Key_Down:
            self.contents.setFocus()
        else:
            super().keyPressEvent(event)

    @classmethod
    def ask(cls, app: App, parent: QWidget | None, *, chapter: str = "") -> Guide:
        """Open the guide, or bring the open one to the front; Problem when it was not installed."""
        found = parent.findChild(Guide) if parent is not None else None
        guide = found if found is not None else cls(app, parent)
        if chapter:
            guide.open_chapter(chapter)
        guide.show()
        guide.raise_()
        guide.activateWindow()
        return guide
