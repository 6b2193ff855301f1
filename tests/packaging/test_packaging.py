"""What a fresh machine is given: pinned packages, a Qt that survives, an icon, a package tried on a real month."""

import datetime as dt
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.make_icon import icon
from scripts.smoke_package import clean_environment, last_month

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.txt", "requirements-build.txt", "requirements-dev.txt"]

NONE_CALLS = """
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(20_000):
    thing.setObjectName("x")
print("alive")
"""


def versions(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_carries_hashes(lock: str) -> None:
    packages = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9-]+==\S+", package), package
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package), package


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_file_names_the_host_its_packages_come_from(lock: str) -> None:
    assert not re.search(r"://|index-url|find-links|trusted-host", (ROOT / lock).read_text(encoding="utf-8"))


def test_the_program_is_tested_with_the_very_versions_it_runs_on() -> None:
    assert versions("requirements.txt").items() <= versions("requirements-dev.txt").items()
    assert versions("requirements-build.txt").items() <= versions("requirements-dev.txt").items()


def test_qt_survives_twenty_thousand_calls_that_return_nothing() -> None:
    """PySide6 6.12.0 on Python 3.11 aborts after some five thousand of them."""
    done = subprocess.run([sys.executable, "-c", NONE_CALLS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr


def test_the_windows_icon_points_at_each_of_its_pictures() -> None:
    pictures = {16: b"small", 256: b"a large one"}
    data = icon(pictures)
    assert struct.unpack_from("<HHH", data) == (0, 1, 2)
    for number, (size, picture) in enumerate(pictures.items()):
        entry = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        assert entry[0] == size % 256
        assert data[entry[7] : entry[7] + entry[6]] == picture


def test_the_package_is_tried_on_the_last_whole_month() -> None:
    assert last_month(dt.date(2026, 3, 31)) == "2026-02"
    assert last_month(dt.date(2026, 1, 1)) == "2025-12"


def test_the_package_is_tried_without_the_python_that_built_it(tmp_path: Path) -> None:
    environment = clean_environment(tmp_path)
    assert "PATH" not in environment and "PYTHONPATH" not in environment and "VIRTUAL_ENV" not in environment
    assert environment["HOME"] == str(tmp_path)
