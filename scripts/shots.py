"""Take a picture of every page on a demo book, in light and dark, at two sizes: `python scripts/shots.py OUT_FOLDER`.

Names after the folder limit it to these: `python scripts/shots.py build/shots home leads`; `guide` means the small
pictures of the user guide, which go to resources/guide/images, and `dialogs` the windows that open over a page.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import scenes
from PIL import Image, ImageQt
from PySide6.QtWidgets import QApplication, QWidget

from crm.book import create_book, open_book
from crm.demo import fill
from ui.app import dressed, make_application
from ui.core.app import App
from ui.core.settings import Settings
from ui.core.theme import Choice
from ui.shell.hints import HINTS, SETTING
from ui.shell.window import MainWindow

SIZES = ((1366, 768), (1920, 1080))
SCHEMES: tuple[Choice, ...] = ("light", "dark")
NOW = dt.datetime(2025, 10, 30, 9, 10)
GUIDE = Path(__file__).parent.parent / "resources" / "guide" / "images"
GUIDE_SIZE = (1080, 640)
README = f"home-light-{SIZES[0][0]}"
COLOURS, GROUNDS = 64, 24
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


def in_few_colours(shown: Image.Image) -> Image.Image:
    """The picture with the colours of its grounds as they are, and the rare red of a light among the few others."""
    red, green, blue = (np.asarray(band, dtype=np.int64).reshape(-1) for band in shown.split())
    found, place, counts = np.unique(red << 16 | green << 8 | blue, return_inverse=True, return_counts=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    method = Image.Quantize.MAXCOVERAGE
    others = shown.quantize(COLOURS - GROUNDS, method=method, kmeans=3, dither=Image.Dither.NONE).getpalette("RGB")
    palette = np.concatenate([colours[np.argsort(-counts)[:GROUNDS]], np.reshape(others or [], (-1, 3))])
    nearest = ((colours[:, None] - palette[None]) ** 2).sum(axis=2).argmin(axis=1)
    few = Image.fromarray(nearest[place].astype(np.uint8).reshape(shown.height, shown.width), "P")
    few.putpalette(palette.astype(np.uint8).tobytes())
    return few


def keep(widget: QWidget, file: Path) -> None:
    """Save what a widget shows in few colours: all pictures together stay light.

    Pictures of docs are lossless WebP, at half of a PNG's weight; the guide's, which the program shows, and that of
    the README, which every viewer must open, are PNG.
    """
    few = in_few_colours(ImageQt.fromqimage(widget.grab().toImage()).convert("RGB"))
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.parent == GUIDE or file.name == README:
        file = file.with_suffix(".png")
        few.save(file, optimize=True)
    else:
        file = file.with_suffix(".webp")
        few.convert("RGB").save(file, lossless=True, quality=100, method=4)
    print(f"{file.name}  {file.stat().st_size / 1024:.0f} KB", flush=True)


def take_pages(window: MainWindow, out: Path, only: list[str]) -> None:
    """One picture for each page in each scheme and size."""
    for width, height in SIZES:
        window.resize(width, height)
        for scheme in SCHEMES:
            window.app.theme.set_choice(scheme)
            for place in window.places:
                if only and place.key not in only:
                    continue
                window.go(place.key, {})
                settle(window.app)
                scenes.select_first(window)
                settle(window.app)
                keep(window, out / f"{place.key}-{scheme}-{width}")


def take_posted(window: MainWindow, out: Path) -> None:
    """The home page of posted staff."""
    for width, height in SIZES:
        window.resize(width, height)
        for scheme in SCHEMES:
            window.app.theme.set_choice(scheme)
            window.go("home", {})
            settle(window.app)
            keep(window, out / f"home-posted-{scheme}-{width}")


def take_dialogs(window: MainWindow, out: Path, folder: Path) -> None:
    """The windows that open over a page."""
    for scheme in SCHEMES:
        window.app.theme.set_choice(scheme)

        def kept(widget: QWidget, name: str, scheme: str = scheme) -> None:
            keep(widget, out / f"{name}-{scheme}")

        rest = partial(settle, window.app)
        for tab in ("board", "funnel", "stalled"):
            scenes.board(window, rest, kept, tab=tab)
        window.go("home", {})
        settle(window.app)
        scenes.quick_log(window, rest, kept)
        scenes.record_form(window, rest, kept)
        scenes.import_columns(window, rest, kept, folder)
        scenes.first_start(window, rest, kept)
        scenes.guide(window, rest, kept)


def take_guide(window: MainWindow, folder: Path) -> None:
    """The pictures of the guide: small windows, each with its dark twin."""
    window.resize(*GUIDE_SIZE)
    for scheme in SCHEMES:
        window.app.theme.set_choice(scheme)
        twin = "" if scheme == "light" else "-dark"

        def kept(widget: QWidget, name: str, twin: str = twin) -> None:
            if name != "import-rows":
                keep(widget, GUIDE / f"{name}{twin}")

        rest = partial(settle, window.app)
        for key, name in (("home", "home"), ("enterprises", "ledger"), ("bulletin", "bulletin")):
            window.go(key, {})
            settle(window.app)
            scenes.select_first(window)
            settle(window.app)
            kept(window, name)
        scenes.board(window, rest, kept)
        scenes.quick_log(window, rest, kept)
        scenes.import_columns(window, rest, kept, folder)


def demo(folder: Path) -> Path:
    """A demonstration book that leads up to the day of the pictures."""
    path = folder / "云溪县.zhaoyin"
    book = create_book(path, clock=lambda: NOW)
    fill(book, seed=1, today=NOW.date())
    book.close()
    return path


def with_window(path: Path, work: Callable[[MainWindow], None], *, posted: bool = False) -> None:
    """Open the window on a book at the moment of the pictures, and close it in order."""
    settings = Settings(path.with_name("settings.json"))
    settings.set("backup_folder", "E:/招引备份")
    settings.set(SETTING, list(HINTS))
    theme = dressed(make_application(), settings)
    book = open_book(path, clock=lambda: NOW)
    if posted:
        book.set_setting("me", scenes.posted_person(book))
    window = MainWindow(App(book, settings=settings, theme=theme))
    window.resize(*SIZES[0])
    window.show()
    settle(window.app)
    work(window)
    window.close()
    window.app.close()


def main() -> int:
    """Make the demo book and take the pictures."""
    out, only = Path(sys.argv[1]), sys.argv[2:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = demo(folder)
        if not only or "guide" in only:
            with_window(path, lambda window: take_guide(window, folder))
        if not only or "dialogs" in only:
            with_window(path, lambda window: take_dialogs(window, out, folder))
        if not only or set(only) - {"guide", "dialogs"}:
            with_window(path, lambda window: take_pages(window, out, only))
        if not only or "home" in only:
            with_window(path, lambda window: take_posted(window, out), posted=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
