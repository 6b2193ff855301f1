"""Print every paper of the demonstration county to PDF, to look at them: `python scripts/papers.py OUT_FOLDER`.

The workbooks and documents themselves go beside the PDFs. Without LibreOffice it says so in one sentence and makes
nothing.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from crm.book import create_book
from crm.bulletin.papers import PAPERS
from crm.bulletin.release import release
from crm.demo import fill

NOW = dt.datetime(2025, 10, 8, 9, 0)
MONTH, LAST = "2025-09", dt.date(2025, 9, 30)
DAYS = {"day": dt.date(2025, 9, 15), "week": NOW.date()}
"""A day on which much happened, and the week with photos; the other papers are of MONTH."""
LONGEST = 180  # seconds one file may take to print


def printer() -> str | None:
    """The LibreOffice program, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def write_all(folder: Path) -> list[Path]:
    """Every paper of one month of the demonstration county, always the same figures."""
    with tempfile.TemporaryDirectory() as place:
        book = create_book(Path(place) / "示范县.zhaoyin", clock=lambda: NOW)
        fill(book, seed=1, scale=1.0, today=NOW.date())
        files = list(release(book, MONTH, folder).files)
        for paper in PAPERS.values():
            files.extend(paper.write(book, DAYS.get(paper.period, LAST), folder))
        book.close()
    return files


def print_one(program: str, file: Path) -> Path:
    """One file as PDF beside it, named after the whole of its name; SystemExit when LibreOffice fails."""
    with tempfile.TemporaryDirectory() as place:
        profile = f"-env:UserInstallation={Path(place, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", place, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
        made = Path(place, file.stem + ".pdf")
        if not made.exists():
            raise SystemExit(f"LibreOffice did not print {file.name}: {done.stderr.strip()}")
        target = file.with_name(file.name + ".pdf")
        shutil.move(made, target)
    return target


def main() -> int:
    """Write and print everything; 0 also when there is nothing to print with."""
    program = printer()
    if program is None:
        print("LibreOffice is not installed, so no paper was printed; on Debian: apt-get install libreoffice")
        return 0
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/papers")
    for file in write_all(folder):
        print(print_one(program, file), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
