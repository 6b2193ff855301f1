"""What is dragged here or lies on the clipboard: files to attach, or words."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDropEvent


def to_attach(data: QMimeData | None) -> bool:
    """Whether local files, or a picture without words, are being dragged or were copied.

    Excel and WPS add a picture of the cells to their words; Qt calls the address of a file its words.
    """
    if data is None:
        return False
    if data.hasUrls():
        return any(url.isLocalFile() for url in data.urls())
    return data.hasImage() and not data.hasText()


def take_copy(event: QDropEvent) -> None:
    """Take what hangs here as a copy: a file manager may offer to move it, and would then delete the user's own."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
