"""The desktop application: arguments, log, exception hook, theme, the book, the window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from crm.rules.problem import Problem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from crm.book import Book
    from ui.core.settings import Settings
    from ui.core.theme import Theme
    from ui.shell.window import MainWindow

NO_SCREEN = (
    "这台机器没有图形界面，打不开招引的窗口；可以改用命令行，例如 "
    "zhaoyin-cli list enterprises、zhaoyin-cli import、zhaoyin-cli monthly，用 zhaoyin-cli --help 查看全部命令。"
)


WARM_AFTER_MS = 400
FIRST_START = "ui.dialogs.first_start:FirstStart"
NOT_THERE = "它在移动硬盘或网络盘上的，请先接上再试；挪了位置的，请打开别的账本，选它现在的位置。"


def has_screen(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be opened here."""
    if not platform.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="zhaoyin", description="招引：县级招商引资线索管理")
    parser.add_argument("file", type=Path, nargs="?", metavar="账本", help="要打开的账本，默认为上次打开的账本")
    parser.add_argument("--book", type=Path, metavar="账本", help="同上")
    parser.add_argument("--smoke", action="store_true", help="打开窗口，画出第一屏后退出")
    options = parser.parse_args(argv)
    options.book = options.book or options.file
    return options


def main(argv: list[str] | None = None) -> int:
    """Run the application; 0 when it ended well, 1 when it could not start."""
    options = arguments(argv)
    if not has_screen(os.environ, sys.platform):
        print(NO_SCREEN, file=sys.stderr)
        return 1
    load_before_qt()
    from ui.core import errors
    from ui.core.settings import Settings, home

    app = make_application()
    errors.start_log(home() / "logs")
    errors.install()
    settings = Settings()
    theme = dressed(app, settings)
    if options.smoke:
        return smoke(options.book, theme)
    return run(options.book, settings, theme)


def load_before_qt() -> None:
    """Import what the first page needs and what knows nothing of Qt: after Qt each module costs more."""

    import crm.bulletin.assemble
    import crm.queries.agenda
    import crm.queries.home
    import crm.queries.trips  # noqa: F401


def make_application() -> QApplication:
    """The QApplication with the product's name, Chinese locale and Qt's own Chinese words."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    from ui.core.qt_words import speak_chinese

    existing = QApplication.instance()
    if existing is None:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = existing if isinstance(existing, QApplication) else QApplication([sys.argv[0]])
    app.setApplicationName("zhaoyin")
    app.setApplicationDisplayName("招引")
    app.setDesktopFileName("zhaoyin")
    speak_chinese(app)
    return app


def dressed(app: QApplication, settings: Settings) -> Theme:
    """Give the application its font and the theme that the user chose."""
    from PySide6.QtGui import QIcon

    from ui.core.fonts import install_fonts, resources
    from ui.core.theme import Theme

    install_fonts(app)
    app.setWindowIcon(QIcon(str(resources() / "icons" / "zhaoyin.svg")))
    choice = settings.get("theme", "system")
    return Theme(
        app,
        choice=choice if choice in ("system", "light", "dark") else "system",
        compact=bool(settings.get("compact", False)),
    )


def book_to_open(settings: Settings) -> Path | None:
    """The book opened last, asked about when it is not there; what the user makes or finds where none is remembered.

    None when the user declines. Another book is never opened in its place unasked: what is written would be missed.
    """
    recent = settings.recent_books
    if not recent:
        return unremembered(settings)
    if recent[0].is_file():
        return recent[0]
    return instead_of(recent[0], f"找不到上次用的账本“{recent[0]}”。", settings, detail=NOT_THERE)


def unremembered(settings: Settings) -> Path | None:
    """What to open when no book is remembered: at the very first start what the user makes.

    Where the settings are lost and the book is not, a newcomer's questions would look as if all work were gone.
    """
    from crm.places import own_book
    from ui.core.ask import Ask

    own = own_book()
    if settings.damaged is None and not own.is_file():
        return first_start(settings)
    lost = "招引在这台电脑上的设置坏了，记不得上次用的是哪本账本。账本没有受影响。"
    aside = f"窗口、列宽从头记起；坏的设置文件留在“{settings.damaged}”。"
    ways = [*([f"打开“{own.name}”"] if own.is_file() else []), "打开或新建别的账本"]
    way = Ask.choose(
        None,
        lost if settings.damaged else f"这台电脑上已经有一本账本：“{own}”。",
        verbs=ways,
        cancel="退出",
        detail=aside if settings.damaged else "",
    )
    if way is None:
        return None
    return own if ways[way] != ways[-1] else first_start(settings)


def first_start(settings: Settings) -> Path | None:
    """The book that the first start makes or finds."""
    from ui.shell.registry import load

    chosen: Path | None = load(FIRST_START).ask(settings)  # type: ignore[attr-defined]
    return chosen


def instead_of(path: Path, sentence: str, settings: Settings, *, detail: str = "") -> Path | None:
    """What to open after a book could not be opened: it once more, the one before it, any other; None to leave."""
    from ui.core.ask import Ask

    before = next((book for book in settings.recent_books if book != path and book.is_file()), None)
    ways = ["再试一次", *([f"打开“{before.name}”"] if before else []), "打开或新建别的账本"]
    way = Ask.choose(None, sentence, verbs=ways, cancel="退出", detail=detail)
    if way is None:
        return None
    if way == 0:
        return path
    return before if before and way == 1 else first_start(settings)


def run(wanted: Path | None, settings: Settings, theme: Theme) -> int:
    """Open books one after another until the user is done."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui.core.ask import Ask

    path = wanted or book_to_open(settings)
    while path is not None:
        try:
            window = open_window(path, settings, theme)
        except Problem as problem:
            if wanted is not None:
                Ask.tell(None, str(problem))
                return 1
            path = instead_of(path, str(problem), settings)
            continue
        window.app.cold = True
        window.show()
        QTimer.singleShot(WARM_AFTER_MS, window, window.warm_up)
        QApplication.exec()
        window.app.close()
        path, wanted = window.switch_to, None
        window.deleteLater()
    return 0


def open_window(path: Path, settings: Settings, theme: Theme) -> MainWindow:
    """Open a book and make the window on it; Problem when the book cannot be opened."""
    from crm.book import open_book
    from ui.core.app import App
    from ui.shell.window import MainWindow

    book = open_book(path)
    settings.add_recent(path)
    return MainWindow(App(book, settings=settings, theme=theme), first=left_today(settings, book), at_once=False)


def left_today(settings: Settings, book: Book) -> str:
    """The page on which this book was left today; a new day begins with what is to be done."""
    kept = settings.get(f"left:{book.path}")
    here = isinstance(kept, dict) and kept.get("day") == book.today().isoformat()
    return str(kept.get("page")) if here else "home"


def smoke(wanted: Path | None, theme: Theme) -> int:
    """Open the window on a book, or on an empty one in a folder of its own, paint it once and leave."""
    import tempfile

    from PySide6.QtWidgets import QApplication

    from crm.book import create_book
    from ui.core.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        path = wanted
        if path is None:
            path = Path(folder) / "试运行.zhaoyin"
            create_book(path).close()
        try:
            window = open_window(path, Settings(Path(folder) / "settings.json"), theme)
        except Problem as problem:
            print(problem, file=sys.stderr)
            return 1
        window.show()
        QApplication.processEvents()
        painted = not window.grab().isNull()
        window.close()
        window.app.close()
    return 0 if painted else 1


if __name__ == "__main__":
    sys.exit(main())
