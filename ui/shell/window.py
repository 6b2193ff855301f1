"""The main window: sidebar, top bar, pages, status line, and where each wish of a page is led."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPoint, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QMainWindow, QWidget

from crm.rules.problem import Problem
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.kit import Tabs, column, open_at, pointed
from ui.core.work import Task
from ui.shell.ahead import QUICK_LOG, RECORD, Ahead
from ui.shell.commands import add_commands
from ui.shell.facts import Badge, badges, county_name, facts, last_saved, who_and_where
from ui.shell.finder import FindResults, command_finder, view_finder
from ui.shell.hints import HintStrip
from ui.shell.pins import Pin, pin_badges, pins
from ui.shell.registry import Place, existing, load
from ui.shell.shortcuts import ShortcutList
from ui.shell.sidebar import Sidebar
from ui.shell.stack import PageStack
from ui.shell.statusline import StatusLine
from ui.shell.topbar import TopBar
from ui.shell.trail import Trail

if TYPE_CHECKING:
    from crm.actions.backup import BackedUp

GUIDE = "ui.dialogs.guide:Guide"
_FACTS_EVERY_MS = 60_000
UNCOUNTED = "侧栏的数目没有读出来，按 F5 重试"
_RENEW_AFTER_MS = 150
_FOLDS_BELOW = 1100
_log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """The frame around the pages; `switch_to` holds the book to open next once the window has closed.

    Without `at_once` the first page and what the frame tells follow in the next turns of the event loop.
    """

    def __init__(
        self, app: App, *, places: tuple[Place, ...] | None = None, first: str = "home", at_once: bool = True
    ) -> None:
        super().__init__()
        self.app = app
        places = places if places is not None else existing()
        self.places = places
        self.switch_to: Path | None = None
        app.window = self
        self.setWindowTitle("招引")
        self.setMinimumSize(860, 460)
        self.sidebar = Sidebar(places)
        add_commands(app, self)
        self.topbar = TopBar(app.commands)
        self.stack = PageStack(app, places)
        self.status = StatusLine()
        self.hints = HintStrip(app.settings)
        self.trail = Trail()
        self._lay_out()
        self.results = FindResults(app, self.topbar.find_box, self)
        app.finders[:0] = [command_finder(app), view_finder(app)]
        self._renew_timer = QTimer(self, singleShot=True, interval=_RENEW_AFTER_MS)
        self._facts_timer = QTimer(self, interval=_FACTS_EVERY_MS)
        self.ahead = Ahead(app, self, places=places, stack=self.stack)
        self._counting: Task | None = None
        self._pinned: list[Pin] = []
        self._connect()
        app.commands.attach(self)
        redo_too = QShortcut(QKeySequence("Ctrl+Shift+Z"), self)
        redo_too.activated.connect(app.redo)
        self.topbar.build_menu()
        self.sidebar.set_folded(bool(app.settings.get("sidebar_folded", False)))
        self._restore_geometry()
        self._facts_timer.start()
        self._first = first if first in {place.key for place in places} else places[0].key if places else ""
        for step in (self._arrive, self.renew):
            step() if at_once else QTimer.singleShot(0, self, step)

    def _lay_out(self) -> None:
        centre = QWidget()
        outer = column(centre, spacing=0)
        outer.addWidget(self.topbar)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.sidebar)
        work = column(spacing=0)
        work.addWidget(self.stack, 1)
        work.addWidget(self.hints)
        middle.addLayout(work, 1)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        app = self.app
        self.sidebar.chosen.connect(self._chosen)
        self.stack.shown.connect(self._shown)
        self.stack.status.connect(self.status.set_page)
        self.hints.put_away.connect(self._take_keyboard)
        app.navigated.connect(self.go)
        app.record_wanted.connect(self._open_record)
        app.new_wanted.connect(self._new_record)
        app.visit_wanted.connect(self._log_visit)
        app.message.connect(self.status.say)
        app.busy.connect(self.status.set_busy)
        app.changed.connect(self._changed)
        app.badges_changed.connect(self._changed)
        app.theme_changed.connect(self._theme_changed)
        self.topbar.undo_button.clicked.connect(app.undo)
        self.topbar.redo_button.clicked.connect(app.redo)
        self.topbar.log_button.clicked.connect(self._log_clicked)
        self._renew_timer.timeout.connect(self.renew)
        self._facts_timer.timeout.connect(self._renew_facts)

    # where wishes lead

    @Slot()
    def _arrive(self) -> None:
        """Show the first page, unless one was gone to meanwhile."""
        if self._first and not self.stack.current_key:
            with pointed():
                self.go(self._first, {})

    @Slot(str, object)
    def go(self, key: str, state: dict[str, Any]) -> None:
        """Show a page with what it should show."""
        before = self.stack.current_key
        with self.app.guard():
            if not self.stack.show_page(key, **state):
                self.sidebar.set_current(self.stack.current_key)
        page, keyboard = self.stack.current, QApplication.focusWidget()
        if page is None:
            return
        inside = keyboard is not None and page.isAncestorOf(keyboard)
        if before != self.stack.current_key or not inside:
            page.take_keyboard()

    def step(self, step: int) -> None:
        """Go back (-1) or forward (1) along the way that led here; each page shows what it showed."""
        key = self.trail.go(step)
        if key:
            self.go(key, {})
            if self.stack.current_key != key:
                self.trail.go(-step)

    def can_step(self, step: int) -> bool:
        """Whether the way that led here goes on in this direction."""
        return bool(self.trail.beside(step))

    @Slot()
    def _take_keyboard(self) -> None:
        if self.stack.current is not None:
            self.stack.current.take_keyboard()

    @Slot(str)
    def _chosen(self, key: str) -> None:
        place, _, view = key.partition("/")
        self.go(place, {"saved": view} if view else {})

    @Slot(str)
    def _shown(self, key: str) -> None:
        self.sidebar.set_current(key)
        self.trail.note(key)
        self.app.commands.renew("back", "forward")
        place = next(place for place in self.places if place.key == key)
        self.setWindowTitle(f"{place.label} - 招引")
        self.hints.show_for(key, ledger=bool(place.ledger))

    @Slot(str, object)
    def _open_record(self, ledger: str, record: int) -> None:
        order = self.stack.page(self.stack.current_key).record_order(ledger)
        with self.app.guard():
            load(RECORD).open(self.app, ledger, record, among=order)  # type: ignore[attr-defined]

    @Slot(str, object)
    def _new_record(self, ledger: str, values: dict[str, Any]) -> None:
        with self.app.guard():
            load(RECORD).open(self.app, ledger, defaults=values)  # type: ignore[attr-defined]

    @Slot(object)
    def _log_visit(self, values: dict[str, Any]) -> None:
        with self.app.guard():
            load(QUICK_LOG).ask(self.app, self, **values)  # type: ignore[attr-defined]

    def _log_clicked(self) -> None:
        self.app.log_visit()

    @Slot()
    def warm_up(self) -> None:
        """Have ready what comes next, while the user still reads."""
        self.ahead.start()

    # what the frame itself shows

    @Slot()
    def _changed(self, _changes: object = None) -> None:
        # Undo and redo are asked for quickly one after the other; the rest of the frame may follow.
        self.app.commands.renew("undo", "redo")
        self.topbar.renew()
        self._renew_timer.start()

    @Slot()
    def renew(self) -> None:
        """Read anew what the frame shows: names, steps to undo, facts, badges."""
        self.app.saved_at = self.app.saved_at or last_saved(self.app.book)
        self.app.commands.renew()
        self.topbar.renew()
        self.topbar.set_names(county_name(self.app.book), who_and_where(self.app.book))
        self._renew_facts()
        self._pinned = pins(self.app.book, self.places)
        self.sidebar.set_pins(self._pinned)
        if self._counting is not None:
            self._counting.cancel()
        self._counting = self.app.run(self._count, self._show_badges, failed=self._uncounted, quiet=True)

    def _count(self, task: Task) -> dict[str, Badge]:
        return {**badges(self.app.book), **pin_badges(self.app.book, self._pinned)}

    @Slot(object)
    def _show_badges(self, counts: dict[str, Badge]) -> None:
        for key, badge in counts.items():
            self.sidebar.set_badge(key, badge)

    @Slot(object)
    def _uncounted(self, _problem: Problem) -> None:
        """What could not be counted is not shown as it once was; the page in sight says why, its 重试 counts again."""
        for key in self.sidebar.items:
            self.sidebar.set_badge(key, Badge(0, ""))
        self.status.set_facts([*facts(self.app), UNCOUNTED])

    @Slot()
    def _renew_facts(self) -> None:
        self.status.set_facts(facts(self.app))

    @Slot()
    def _theme_changed(self) -> None:
        self.app.commands.renew("dark", "system_theme", "compact")

    # commands

    def focus_find(self) -> None:
        """Put the keyboard into the find box."""
        self.topbar.find_box.setFocus()
        self.topbar.find_box.selectAll()

    def open_menu(self) -> None:
        """Open the menu."""
        self.topbar.open_menu()

    def new_here(self) -> None:
        """Ask the page for a new record of its own kind; the quick log where it has none."""
        ledger = next((place.ledger for place in self.places if place.key == self.stack.current_key), "")
        if ledger and ledger != "visits":
            self.app.new_record(ledger)
        else:
            self.app.log_visit()

    def refresh_here(self) -> None:
        """Read the page anew."""
        page = self.stack.current
        if page is not None:
            page.stale = True
            page.freshen()
        self.renew()

    def turn_tab(self, step: int) -> None:
        """Show the tab of this page that comes next or before; the topmost row of tabs is meant."""
        page = self.stack.current
        rows = [tabs for tabs in page.findChildren(Tabs) if tabs.isVisible()] if page is not None else []
        if rows:
            min(rows, key=lambda tabs: (tabs.mapTo(self, QPoint()).y(), tabs.mapTo(self, QPoint()).x())).turn(step)

    def fold_sidebar(self) -> None:
        """Fold the sidebar, or unfold it, and remember it."""
        self.sidebar.set_folded(not self.sidebar.folded)
        self.app.settings.set("sidebar_folded", self.sidebar.folded)

    def sidebar_folded(self) -> bool:
        """Whether the sidebar is folded."""
        return self.sidebar.folded

    def show_shortcuts(self) -> None:
        """List every shortcut."""
        ShortcutList.ask(self.app.commands, self)

    def show_hints(self) -> None:
        """Show the hints anew, beginning with that of the page one is on."""
        self.hints.forget()
        self.app.message.emit("各页的提示会重新显示")
        self._shown(self.stack.current_key)

    def show_about(self) -> None:
        """Say what this is."""
        from ui.shell.about import About

        About.ask(self)

    def show_guide(self) -> None:
        """Open the user guide beside the work."""
        with self.app.guard():
            load(GUIDE).ask(self.app, self)  # type: ignore[attr-defined]

    def open_book(self) -> None:
        """Choose another book; the window closes and opens again on it."""
        start = str(self.app.book.path.parent)
        chosen, _ = QFileDialog.getOpenFileName(self, "打开账本", start, "招引账本 (*.zhaoyin)")
        if chosen:
            self._switch(Path(chosen))

    def new_book(self) -> None:
        """Make a new book; the window closes and opens again on it."""
        chosen = load("ui.dialogs.first_start:FirstStart").ask(self.app.settings)  # type: ignore[attr-defined]
        if chosen is not None:
            self._switch(Path(chosen))

    def _switch(self, book: Path) -> None:
        self.switch_to = book
        if not self.close():
            self.switch_to = None

    def back_up(self) -> None:
        """Copy the book to a file the user names, off the screen's thread."""
        book = self.app.book
        name = f"{book.path.stem} {book.clock():%Y%m%d-%H%M}.zhaoyin"
        chosen, _ = QFileDialog.getSaveFileName(self, "备份账本", str(book.path.parent / name), "招引账本 (*.zhaoyin)")
        if chosen:
            self.back_up_to(Path(chosen))

    def back_up_to(self, target: Path) -> None:
        """Copy the book to a file, verified; Problem when it is the book itself."""
        from crm.actions.backup import back_up

        book = self.app.book
        with self.app.guard():
            if target.resolve() == book.path.resolve():
                raise Problem("备份不能存到账本自己上，请换一个文件名")
            self.app.run(lambda task: back_up(book, target, report=task.report), self._backed_up, label="正在备份")

    @Slot(object)
    def _backed_up(self, made: BackedUp) -> None:
        self.app.settings.set(f"last_backup:{self.app.book.path}", self.app.book.clock().isoformat(timespec="minutes"))
        self.app.message.emit("已备份" + (f"；{made.words}" if made.words else ""))
        self._renew_facts()

    # coming and going

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window folds the sidebar, a wide one shows it as the user left it."""
        super().resizeEvent(event)
        narrow = event.size().width() < _FOLDS_BELOW
        self.sidebar.set_folded(narrow or bool(self.app.settings.get("sidebar_folded", False)))

    def _restore_geometry(self) -> None:
        kept = self.app.settings.get("window")
        if not (isinstance(kept, str) and self.restoreGeometry(QByteArray.fromHex(kept.encode()))):
            open_at(self, 1366, 768)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the page, ask about work that goes on, then keep the geometry."""
        page = self.stack.current
        if page is not None and not page.can_leave():
            event.ignore()
            return
        writing = [task for task in self.app.working if not task.quiet]
        if writing and not Ask.confirm(
            self,
            f"“{writing[0].label or '后台处理'}”还没有完成，现在退出会停下它。",
            verb="停下并退出",
            cancel="继续等待",
        ):
            event.ignore()
            return
        self.app.settings.set("window", bytes(self.saveGeometry().toHex().data()).decode())
        left = {"page": self.stack.current_key, "day": self.app.book.today().isoformat()}
        self.app.settings.set(f"left:{self.app.book.path}", left)
        self._facts_timer.stop()
        super().closeEvent(event)
