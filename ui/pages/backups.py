"""Backups of the book: where they lie, which there are, making one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QWidget

from crm.actions.backup import BackedUp
from crm.actions.backup import back_up as copied
from crm.rules.problem import Problem
from ui.core.files import Files

if TYPE_CHECKING:
    from ui.core.app import App
    from ui.core.work import Task

SETTING = "backup_folder"


@dataclass(frozen=True)
class Backup:
    """One copy: the file, when it was made, its size in bytes."""

    path: Path
    at: dt.datetime
    size: int

    @property
    def megabytes(self) -> str:
        """Its size as people read it."""
        return f"{self.size / 1_048_576:.1f} MB"


def folder_of(app: App) -> Path:
    """Where this laptop keeps the backups: as chosen, else 备份 beside the book."""
    kept = app.settings.get(SETTING)
    return Path(str(kept)) if kept else app.book.path.parent / "备份"


def backups(app: App) -> list[Backup]:
    """The copies of this book, newest first."""
    book, folder = app.book.path, folder_of(app)
    found = []
    try:
        for path in folder.glob("*.zhaoyin") if folder.is_dir() else ():
            if path.stem.startswith(book.stem) and path.resolve() != book.resolve():
                facts = path.stat()
                found.append(Backup(path, dt.datetime.fromtimestamp(facts.st_mtime), facts.st_size))
    except OSError:
        return []
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def back_up(app: App, done: Callable[[BackedUp], None]) -> None:
    """Make a verified copy on another thread; `done` is then called with what was made."""
    book, folder = app.book, folder_of(app)
    target = folder / f"{book.path.stem} {book.clock():%Y%m%d-%H%M%S}.zhaoyin"

    def copy(task: Task) -> BackedUp:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise Problem(f"备份文件夹“{folder.name}”建不起来，请换一个文件夹") from None
        return copied(book, target, report=task.report)

    app.run(copy, done, label="正在备份")


def note_backup(app: App, made: BackedUp) -> None:
    """Remember that a backup was made now, and let the status line say so and what became of the attachments."""
    app.settings.set(f"last_backup:{app.book.path}", app.book.clock().isoformat(timespec="minutes"))
    app.badges_changed.emit()
    app.message.emit("已备份，副本已校验" + (f"；{made.words}" if made.words else ""))


class BackupCommands(QObject):
    """What the buttons of the backups do, wherever they stand; `changed` fires for another copy or folder."""

    changed = Signal()

    def __init__(
        self, app: App, parent: QWidget, *, now: QAbstractButton, other: QAbstractButton, show: QAbstractButton
    ) -> None:
        super().__init__(parent)
        self._app, self._parent = app, parent
        now.clicked.connect(self.back_up)
        other.clicked.connect(self._choose_folder)
        show.clicked.connect(self._show_folder)

    @Slot()
    def back_up(self) -> None:
        """Make a copy now."""
        back_up(self._app, self._backed_up)

    @Slot(object)
    def _backed_up(self, made: BackedUp) -> None:
        note_backup(self._app, made)
        self.changed.emit()

    @Slot()
    def _choose_folder(self) -> None:
        start = folder_of(self._app)
        start = start if start.is_dir() else self._app.book.path.parent
        chosen = Files.folder(self._parent, "备份存到哪个文件夹", start=start)
        if chosen is not None:
            self._app.settings.set(SETTING, str(chosen))
            self.changed.emit()

    @Slot()
    def _show_folder(self) -> None:
        folder = folder_of(self._app)
        if folder.is_dir():
            Files.show(folder)
        else:
            self._app.message.emit("还没有备份，备份文件夹会在第一次备份时建好")
