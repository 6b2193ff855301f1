"""A place to drop a file on, or to click and choose one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.core import icons
from ui.core.drops import take_copy
from ui.core.kit import Button, Label, column, row
from ui.core.theme import colour
from ui.core.tokens import CORNER, SPACE_S


def dropped_file(data: QMimeData) -> Path | None:
    """The one local file that is being dragged, or None."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
    return files[0] if len(files) == 1 and files[0].is_file() else None


class DropArea(QWidget):
    """A dashed frame; `dropped` gives the file, `choose_clicked` asks for the system's file dialog."""

    dropped = Signal(object)
    choose_clicked = Signal()

    def __init__(
        self,
        sentence: str,
        parent: QWidget | None = None,
        *,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self._over = False
        self.setAcceptDrops(True)
        outer = column(self, spacing=SPACE_S, margin=SPACE_S)
        outer.addStretch(1)
        outer.addSpacing(44)
        self._sentence = Label(sentence)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        outer.addWidget(self._sentence)
        if note:
            words = Label(note, type="note", ink="secondary")
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            outer.addWidget(words)
        line = row()
        line.addStretch(1)
        self.button = Button("选择文件…", icon="import")
        self.button.clicked.connect(self.choose_clicked)
        line.addWidget(self.button)
        line.addStretch(1)
        outer.addSpacing(2)
        outer.addLayout(line)
        outer.addStretch(1)
        self.setAccessibleName(sentence)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, lit while a file hangs over it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour("accent" if self._over else "line_strong"), 1.2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour("accent_wash") if self._over else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        top = self._sentence.geometry().top() - 38
        icons.paint(painter, "import", QRectF(self.width() / 2 - 14, top, 28, 28), "accent")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if dropped_file(event.mimeData()) is not None:
            take_copy(event)
            self._over = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The file has gone away again."""
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the file on."""
        self._over = False
        self.update()
        path = dropped_file(event.mimeData())
        if path is not None:
            take_copy(event)
            self.dropped.emit(path)
