"""Take a picture of every page on a demo book, in light and dark, at two sizes: `python scripts/shots.py OUT_FOLDER`.

Names of pages after the folder limit it to these: `python scripts/shots.py build/shots home leads`.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget
from small_png import save

from crm.book import create_book, open_book
from crm.demo import fill
from ui.app import dressed, make_application
from ui.core.app import App
from ui.core.settings import Settings
from ui.core.theme import Choice
from ui.shell.window import MainWindow

SIZES = ((1366, 768), (1920, 1080))
SCHEMES: tuple[Choice, ...] = ("light", "dark")
NOW = dt.datetime(2025, 10, 30, 9, 10)
LONGEST = 30.0  # seconds a page may take to fill


def settle(app: App) -> None:
    """Let the window do all that it has begun; SystemExit when it does not come to rest."""
    ends = time.monotonic() + LONGEST
    quiet = 0
    while quiet < 20:
        QApplication.processEvents()
        time.sleep(0.01)
        quiet = 0 if app.working else quiet + 1
        if time.monotonic() > ends:
            raise SystemExit(f"still at work after {LONGEST:.0f} s")


def keep(widget: QWidget, file: Path) -> None:
    """Save what a widget shows."""
    print(f"{file.name}  {save(widget.grab().toImage(), file) / 1024:.0f} KB", flush=True)


def take_pages(window: MainWindow, out: Path, only: list[str]) -> None:
    """One picture for each page in each scheme and size; of pages of one class the large size shows the first."""
    for width, height in SIZES:
        seen: set[str] = set()
        window.resize(width, height)
        for scheme in SCHEMES:
            window.app.theme.set_choice(scheme)
            seen.clear()
            for place in window.places:
                twin = place.target in seen and width > SIZES[0][0]
                if twin or (only and place.key not in only):
                    continue
                window.go(place.key, {})
                seen.add(place.target)
                settle(window.app)
                keep(window, out / f"{place.key}-{scheme}-{width}.png")


def demo(folder: Path) -> Path:
    """A demonstration book that leads up to the day of the pictures."""
    path = folder / "云溪县.zhaoyin"
    book = create_book(path, clock=lambda: NOW)
    fill(book, seed=1, today=NOW.date())
    book.close()
    return path


def with_window(path: Path, work: Callable[[MainWindow], None]) -> None:
    """Open the window on a book at the moment of the pictures, and close it in order."""
    settings = Settings(path.with_name("settings.json"))
    theme = dressed(make_application(), settings)
    window = MainWindow(App(open_book(path, clock=lambda: NOW), settings=settings, theme=theme))
    window.resize(*SIZES[0])
    window.show()
    settle(window.app)
    work(window)
    window.close()
    window.app.close()


def main() -> int:
    """Make the demo book and take the pictures."""
    out, only = Path(sys.argv[1]), sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        path = demo(Path(folder))
        with_window(path, lambda window: take_pages(window, out, only))
    return 0


if __name__ == "__main__":
    sys.exit(main())
