"""Thumbnails of attachments, made off the screen's thread and kept for the next look; and the tile that shows one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from pathlib import PurePath

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from crm.queries.attachments import Attached
from crm.rules.problem import Problem
from crm.store.shelf import Content, Shelf
from ui.core import icons
from ui.core.app import App
from ui.core.buttons import focus_ring, keyboard_focus, note_focus
from ui.core.fonts import sized
from ui.core.theme import colour
from ui.core.tokens import CORNER, SIZE_NOTE
from ui.core.work import Task

PICTURE, WORDS = QSize(90, 67), 20
SMALL = QSize(44, 33)
_MOST = 240
_SIDE = 208
_images: OrderedDict[str, QImage] = OrderedDict()

Looked = dict[str, bytes | str]
"""By SHA-256: the small JPEG of a photo, nothing for a file that is there, or the sentence about one that is lost."""


def look(shelf: Shelf, wanted: Sequence[tuple[Content, bool]], _task: Task) -> Looked:
    """Look for contents, (content, is a photo); reads the disk, so it runs on another thread."""
    found: Looked = {}
    for content, photo in wanted:
        try:
            found[content.sha256] = shelf.thumbnail(content) if photo else b""
            shelf.open(content)
        except Problem as problem:
            found[content.sha256] = str(problem)
    return found


class Thumbnails(QObject):
    """What the tiles of one place show; `ready` fires when there is more to paint."""

    ready = Signal()

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.lost: dict[str, str] = {}

    def ask(self, wanted: Sequence[tuple[Content, bool]]) -> None:
        """Have these looked for; what was seen before is painted at once."""
        if wanted:
            self.app.run(partial(look, Shelf(self.app.book.path), list(wanted)), self._have, quiet=True)

    @Slot(object)
    def _have(self, found: Looked) -> None:
        for sha256, told in found.items():
            self.lost.pop(sha256, None)
            if isinstance(told, str):
                self.lost[sha256] = told
            elif told and sha256 not in _images:
                small = QImage.fromData(told).scaled(
                    _SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
                _images[sha256] = small
                while len(_images) > _MOST:
                    _images.popitem(last=False)
        self.ready.emit()

    @staticmethod
    def image(sha256: str) -> QImage | None:
        """The small picture, when it was made already."""
        return _images.get(sha256)


class Tile(QAbstractButton):
    """One attachment: picture or kind of file, and its words; says in words when the file is lost."""

    wanted = Signal(object, str)

    def __init__(
        self, shown: Attached, thumbs: Thumbnails, parent: QWidget | None = None, *, small: bool = False
    ) -> None:
        super().__init__(parent)
        self.shown, self._thumbs = shown, thumbs
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._picture, self._small = (SMALL if small else PICTURE), small
        self.setFixedSize(self._picture + QSize(0, 0 if small else WORDS))
        self.clicked.connect(lambda: self.wanted.emit(self, "open"))
        thumbs.ready.connect(self._renew)
        self._renew()

    @property
    def lost(self) -> str:
        """The sentence about a file that is not found; empty when it is there."""
        return self._thumbs.lost.get(self.shown.content.sha256, "")

    @property
    def words(self) -> str:
        """What stands under the picture."""
        return self.shown.caption or self.shown.name

    @Slot()
    def _renew(self) -> None:
        taken = self.shown.taken
        facts = [self.shown.caption, self.shown.name, f"拍摄于 {taken.isoformat()}" if taken else ""]
        facts += [f"{_bytes(self.shown.content.size)}，{self.shown.author}".rstrip("，"), self.lost]
        self.setToolTip("\n".join(fact for fact in facts if fact))
        lost = "，文件缺失" if self.lost else ""
        self.setAccessibleName(f"{self.shown.kind} {self.words}{lost}")
        self.update()

    def event(self, event: QEvent) -> bool:
        """Alt with an arrow is the tile's own, not the window's way back."""
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in arrows:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete removes, F2 changes the words, Alt with an arrow moves it, an arrow goes on."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        keys = {
            Qt.Key.Key_Return: "open", Qt.Key.Key_Enter: "open", Qt.Key.Key_Delete: "remove", Qt.Key.Key_F2: "caption",
            Qt.Key.Key_Left: "earlier" if alt else "left", Qt.Key.Key_Right: "later" if alt else "right",
        }  # fmt: skip
        verb = keys.get(Qt.Key(event.key()))
        if verb is None:
            super().keyPressEvent(event)
        else:
            self.wanted.emit(self, verb)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, cut to the tile, or the kind of file, and the words under it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._picture
        frame = QRectF(0.5, 0.5, size.width() - 1, size.height() - 1)
        small = self._thumbs.image(self.shown.content.sha256)
        if small is not None and not self.lost:
            self._paint_picture(painter, frame, small)
        else:
            self._paint_kind(painter, frame)
        painter.setPen(QPen(colour("accent" if self.underMouse() else "line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, CORNER, CORNER)
        if not self._small:
            self._write(painter, QRectF(1, size.height() + 2, size.width() - 2, WORDS - 2), self.words)
        if keyboard_focus(self):
            focus_ring(painter, QRectF(0, 0, size.width(), size.height()))

    @staticmethod
    def _paint_picture(painter: QPainter, frame: QRectF, small: QImage) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(frame, CORNER, CORNER)
        scale = max(frame.width() / small.width(), frame.height() / small.height())
        wide, high = frame.width() / scale, frame.height() / scale
        part = QRectF((small.width() - wide) / 2, (small.height() - high) / 2, wide, high)
        painter.save()
        painter.setClipPath(shape)
        painter.drawImage(frame, small, part)
        painter.restore()

    def _paint_kind(self, painter: QPainter, frame: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("hover"))
        painter.drawRoundedRect(frame, CORNER, CORNER)
        middle = QRectF(frame.center().x() - 12, frame.center().y() - (12 if self._small else 20), 24, 24)
        icons.paint(painter, "warning" if self.lost else "attach", middle, "bad" if self.lost else "secondary")
        if self._small:
            return
        kind = "文件缺失" if self.lost else PurePath(self.shown.name).suffix.lstrip(".").upper() or self.shown.kind
        self._write(painter, QRectF(4, frame.center().y() + 8, frame.width() - 8, 18), kind, lost=bool(self.lost))

    def _write(self, painter: QPainter, place: QRectF, words: str, *, lost: bool = False) -> None:
        font = sized(self.font(), SIZE_NOTE)
        painter.setFont(font)
        painter.setPen(colour("bad" if lost else "secondary"))
        cut = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, cut)


def _bytes(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, round(size / 1024))} KB"
