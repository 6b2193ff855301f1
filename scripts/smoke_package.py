"""Try a packed program away from its source: demo book, bulletin, window; `smoke_package.py FOLDER`."""

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PASSED_ON = ("SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LANG", "LC_ALL")
SUFFIX = ".exe" if sys.platform == "win32" else ""


def clean_environment(home: Path) -> dict[str, str]:
    """Nothing of the machine that built it: no Python, no search path, a home folder of its own, no screen."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    folders = {name: str(home) for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME")}
    return {**kept, **folders, "QT_QPA_PLATFORM": "offscreen"}


def run(arguments: list[str | Path], *, home: Path) -> float:
    """Run a command to its end and return the seconds it took; SystemExit with what it said where it fails."""
    began = time.monotonic()
    done = subprocess.run(
        arguments, cwd=home, env=clean_environment(home), capture_output=True, timeout=300, check=False
    )
    seconds = time.monotonic() - began
    shown = " ".join(str(argument) for argument in [Path(arguments[0]).name, *arguments[1:]])
    if done.returncode != 0:
        said = (done.stdout + done.stderr).decode("utf-8", errors="replace")
        raise SystemExit(f"failed with {done.returncode}: {shown}\n{said}")
    print(f"{seconds:6.2f} s  {shown}", flush=True)
    return seconds


def last_month(today: dt.date) -> str:
    """The month before this one, as YYYY-MM."""
    return f"{today.replace(day=1) - dt.timedelta(days=1):%Y-%m}"


def try_out(programs: Path, home: Path) -> None:
    """Do with the packed programs what an office does on its first day."""
    cli, window = programs / f"zhaoyin-cli{SUFFIX}", programs / f"zhaoyin{SUFFIX}"
    book, papers = home / "试用.zhaoyin", home / "通报"
    run([cli, "--book", book, "init", "--demo"], home=home)
    run([cli, "--book", book, "monthly", last_month(dt.date.today()), "--out", papers], home=home)
    written = sorted(file.suffix for file in papers.iterdir() if file.stat().st_size)
    if not {".docx", ".xlsx"} <= set(written):
        raise SystemExit(f"the bulletin lacks its papers: {written}")
    run([cli, "--book", book, "check"], home=home)
    run([window, "--book", book, "--smoke"], home=home)


def main() -> int:
    """Copy the packed folder to a place without source, and try it there."""
    built = Path(sys.argv[1]).resolve()
    size = sum(file.stat().st_size for file in built.rglob("*") if file.is_file() and not file.is_symlink())
    print(f"{built.name}: {size / 1e6:.0f} MB", flush=True)
    with tempfile.TemporaryDirectory(prefix="zhaoyin-smoke-") as folder:
        programs = shutil.copytree(built, Path(folder) / "程序", symlinks=True)
        home = Path(folder) / "home"
        home.mkdir()
        try_out(programs, home)
    print("the packed program works")
    return 0


if __name__ == "__main__":
    sys.exit(main())
