"""Asking for files and folders, each a class method so that a test can answer it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

TABLES = "表格 (*.xlsx *.xls *.et *.ods *.csv *.tsv *.txt *.xlsm *.xlsb);;所有文件 (*)"
WORKBOOK = "Excel 工作簿 (*.xlsx)"


def ending(path: Path, *suffixes: str) -> Path:
    """The path with one of these endings: its own, else the first of them after the whole name (云溪县2024.5.xlsx)."""
    return path if path.suffix.lower() in suffixes else path.with_name(path.name + suffixes[0])


class Files:
    """The system's own dialogs for files."""

    @classmethod
    def to_open(cls, parent: QWidget | None, title: str, *, start: Path, kinds: str) -> Path | None:
        """A file that exists, or None."""
        chosen, _ = QFileDialog.getOpenFileName(parent, title, str(start), kinds)
        return Path(chosen) if chosen else None

    @classmethod
    def several(cls, parent: QWidget | None, title: str, *, start: Path, kinds: str) -> list[Path]:
        """Files that exist; none when the user thought better of it."""
        chosen, _ = QFileDialog.getOpenFileNames(parent, title, str(start), kinds)
        return [Path(one) for one in chosen]

    @classmethod
    def to_save(cls, parent: QWidget | None, title: str, *, start: Path, kinds: str) -> Path | None:
        """Where to write a file, or None."""
        chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
        return Path(chosen) if chosen else None

    @classmethod
    def folder(cls, parent: QWidget | None, title: str, *, start: Path) -> Path | None:
        """A folder, or None."""
        chosen = QFileDialog.getExistingDirectory(parent, title, str(start))
        return Path(chosen) if chosen else None

    @classmethod
    def show(cls, path: Path) -> None:
        """Open a file or a folder with the program that the system has for it; where it has none, say where it lies."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            from ui.core.ask import Ask

            what = f"{path.suffix[1:]} 文件" if path.suffix else "文件夹"
            Ask.tell(
                QApplication.activeWindow(), f"这台电脑没有打开 {what}的程序，它在下面这个位置。", detail=str(path)
            )
