"""What was dropped, pasted or chosen becomes attachments, off the screen's thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage

from crm.actions.attachments import Kept, Source, attach, counted, keep
from crm.queries.attachments import attachments_of
from crm.rules.problem import Problem
from crm.store.shelf import Content, Shelf
from ui.core.app import App
from ui.core.files import Files
from ui.core.work import Task
from ui.core.writing import patiently


def sources_in(data: QMimeData, *, at: dt.datetime) -> list[Source]:
    """The local files, or else the picture, that are being dragged or were copied; a picture is named by the time."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
    if files:
        return list(files)
    image = data.imageData() if data.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return []
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return [(f"截图 {at:%Y%m%d-%H%M%S}.png", bytes(buffer.data().data()))]


def attach_to(app: App, ledger: str, record: int, sources: Sequence[Source]) -> None:
    """Attach to a record what was dropped on its row or pasted there; the status line says what became of it."""

    def done(answer: tuple[int, Kept]) -> None:
        kept = answer[1]
        told = [f"已添加 {counted(kept.items)}，Ctrl+Z 撤销"] if kept.items else []
        app.message.emit("；".join([*told, *kept.refused[:1]]))

    app.run(partial(keep_and_tell, app, ledger, record, 0, list(sources)), done, label="正在处理照片和文件")


def keep_and_tell(
    app: App, ledger: str, record: int | None, turn: int, sources: Sequence[Source], task: Task
) -> tuple[int, Kept]:
    """Keep contents and, for a record that is saved, tell of them here, so that closing its window loses nothing."""
    kept = keep(app.book, sources, report=task.report)
    if record is not None and kept.items:
        with app.book.read() as session:
            kept = without(kept, {one.content.sha256 for one in attachments_of(session, ledger, [record])})
        if kept.items:
            patiently(partial(attach, app.book, ledger, record, kept.items), task)
    return turn, kept


def open_content(app: App, content: Content, *, failed: Callable[[Problem], None]) -> None:
    """Open a file once it is found: what is missing is sought in all folders beside the book."""
    shelf = Shelf(app.book.path)
    app.run(lambda _task: shelf.open(content), Files.show, failed=failed, label=f"正在找“{content.name}”")


def copy_content(app: App, content: Content, target: Path, *, failed: Callable[[Problem], None]) -> None:
    """Copy a file to where the user wants it, and say so."""
    shelf = Shelf(app.book.path)

    def copy(_task: Task) -> str:
        shelf.save_as(content, target)
        return f"已另存为“{target.name}”"

    app.run(copy, app.message.emit, failed=failed, label=f"正在另存“{target.name}”")


def without(kept: Kept, known: Collection[str]) -> Kept:
    """Leave out the contents that a record has already, and say which."""
    again = [f"“{item.name}”已经在这里，没有重复添加" for item in kept.items if item.sha256 in known]
    return Kept(tuple(item for item in kept.items if item.sha256 not in known), (*again, *kept.refused))
