"""Take a picture of every page on a demo book, light and dark, at 1366 × 768: `python scripts/shots.py OUT_FOLDER`."""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from crm import cli
from ui.app import dressed, make_application, open_window
from ui.core.app import App
from ui.core.settings import Settings
from ui.core.theme import Choice

SIZE = (1366, 768)
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


def take(book: Path, out: Path) -> None:
    """Write one picture for each page in each scheme."""
    settings = Settings(book.with_name("settings.json"))
    theme = dressed(make_application(), settings)
    window = open_window(book, settings, theme)
    window.resize(*SIZE)
    window.show()
    schemes: tuple[Choice, ...] = ("light", "dark")
    for scheme in schemes:
        theme.set_choice(scheme)
        for place in window.places:
            window.go(place.key, {})
            settle(window.app)
            window.grab().save(str(out / f"{place.key}-{scheme}.png"))
            print(f"{place.key}-{scheme}.png", flush=True)
    window.close()
    window.app.close()


def main() -> int:
    """Make the demo book and take the pictures."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "云溪县.zhaoyin"
        failed = cli.main(["--book", str(book), "init", "--demo"])
        if failed:
            return failed
        take(book, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
