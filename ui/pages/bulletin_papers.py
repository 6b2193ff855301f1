"""The papers of the bulletin page: the month's files, its issue, a sent one again, and the office's other papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu

from crm.bulletin import monthly
from crm.bulletin.frozen import release_of
from ui.core.files import Files
from ui.core.writing import patient
from ui.dialogs.override import OverrideDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from crm.bulletin.dataset import Dataset
    from crm.rules.dates import MonthRange
    from ui.core.app import App
    from ui.core.kit import Button, IconButton

Written = tuple[str, tuple[Path, ...]]
"""What was done, and the files."""


class Host(Protocol):
    """What the desk must know of the page that it serves."""

    app: App
    month: MonthRange
    data: Dataset | None
    print_button: Button
    more_button: IconButton


class PaperDesk(QObject):
    """What the page's buttons print; a failing check is asked about before anything is written."""

    def __init__(self, page: Host, widget: QWidget) -> None:
        super().__init__(widget)
        self.page, self.widget = page, widget

    @Slot()
    def print(self) -> None:
        """Ask for a folder, and for a reason where a check fails, then write the month's papers."""
        self._with_reason(lambda folder, reason: self.print_to(folder, reason=reason))

    def print_to(self, folder: Path, *, reason: str = "") -> None:
        """Write the month's papers into a folder on another thread, then open it."""
        book, month = self.page.app.book, self.page.month
        self._run(lambda: ("已生成", monthly(book, month, folder, override=reason).files), f"正在生成{month.label}通报")

    def release_to(self, folder: Path, *, reason: str = "") -> None:
        """Send the month out under the year's next number: its papers are written and kept as they are."""
        from crm.bulletin.release import release

        book, month = self.page.app.book, self.page.month

        def send() -> Written:
            sent = release(book, month, folder, override=reason)
            return f"已作为{sent.data.issue}发布并存档：", sent.files

        self._run(send, f"正在发布{month.label}通报")

    def reprint_to(self, folder: Path) -> None:
        """Write the files of the month's sent issue again."""
        from crm.bulletin.release import reprint

        book, month = self.page.app.book, self.page.month
        self._run(lambda: ("已重印", reprint(book, month, folder)), f"正在重印{month.label}通报")

    @Slot()
    def open_menu(self) -> None:
        """Open the menu below its button."""
        button = self.page.more_button
        self.menu().popup(button.mapToGlobal(QPoint(0, button.height())))

    def menu(self) -> QMenu:
        """发布, 重印, 文字模板 and 其他报表."""
        sent = release_of(self.page.app.book, self.page.month)
        menu = QMenu(self.widget)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        send = menu.addAction("发布本期并存档…", lambda: self._with_reason(self._release))
        send.setEnabled(sent is None and self.page.data is not None)
        again = menu.addAction(f"重印{sent.issue}…" if sent else "重印已发布的一期…", self._reprint)
        again.setEnabled(sent is not None)
        menu.addAction("文字模板…", self.open_templates)
        menu.addSeparator()
        menu.addAction("其他报表…", self.open_papers)
        return menu

    @Slot()
    def open_papers(self) -> None:
        """Offer the office's other papers, of the month on the page first."""
        from ui.dialogs.papers import PapersDialog

        PapersDialog.ask(self.page.app, self.widget, self._day())

    @Slot()
    def open_templates(self) -> None:
        """Show the templates of the papers' words, filled with the month on the page."""
        from ui.dialogs.templates import TemplateDialog

        TemplateDialog.ask(self.page.app, self.widget, self._day())

    def _day(self) -> dt.date:
        """The day that other papers and templates are of: the month's last, or today within it."""
        return min(self.page.month.end, self.page.app.book.today())

    def _release(self, folder: Path, reason: str) -> None:
        self.release_to(folder, reason=reason)

    def _reprint(self) -> None:
        folder = self._folder()
        if folder is not None:
            self.reprint_to(folder)

    def _with_reason(self, write: Callable[[Path, str], None]) -> None:
        reason = self._reason()
        folder = None if reason is None else self._folder()
        if folder is not None:
            write(folder, reason or "")

    def _folder(self) -> Path | None:
        app = self.page.app
        kept = app.settings.get("bulletin_folder")
        start = Path(str(kept)) if kept else app.book.path.parent
        folder = Files.folder(self.widget, f"把{self.page.month.label}的文件存到哪个文件夹", start=start)
        if folder is not None:
            app.settings.set("bulletin_folder", str(folder))
        return folder

    def _reason(self) -> str | None:
        """Why the papers may be written against a failing check, "" where all hold, None to give up."""
        data = self.page.data
        if data is None:
            return None
        wrong = [check for check in data.checks if not check.ok]
        if not wrong:
            return ""
        answer = OverrideDialog.ask(self.page.app, self.widget, {f"{data.month.label}通报": wrong})
        if answer.record is not None:
            self.page.app.open_record(*answer.record)
        return answer.reason or None

    def _run(self, work: Callable[[], Written], label: str) -> None:
        self.page.print_button.setEnabled(False)
        self.page.app.run(
            patient(self.page.app.book, lambda _task: work()),
            self._printed,
            failed=self._not_printed,
            stopped=self._stopped,
            label=label,
        )

    @Slot(object)
    def _printed(self, written: Written) -> None:
        done, files = written
        self.page.print_button.setEnabled(True)
        self.page.app.message.emit(f"{done} {'、'.join(path.name for path in files)}")
        if files:
            Files.show(files[0].parent)

    @Slot(object)
    def _not_printed(self, problem: Any) -> None:
        self.page.print_button.setEnabled(True)
        self.page.app.show_problem(problem, self.widget)

    @Slot()
    def _stopped(self) -> None:
        self.page.print_button.setEnabled(True)
