"""The guard over all tests: whoever leaves a window behind fails, hidden ones included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
from PySide6.QtWidgets import QDialog, QPushButton

kept = []

def test_open(qapp):
    dialog = QDialog()
    dialog.show()
    kept.append(dialog)

def test_hidden_and_held(qapp):
    kept.append(QDialog())

def test_hidden_and_held_by_its_own_button(qapp):
    dialog = QDialog()
    QPushButton(dialog).clicked.connect(lambda: dialog.close())

def test_forgotten(qapp):
    QDialog()

def test_deleted_later(qapp):
    dialog = QDialog()
    QPushButton(dialog).clicked.connect(lambda: dialog.close())
    dialog.deleteLater()
"""


def test_a_window_left_open_or_hidden_fails_the_test_that_made_it(tmp_path: Path) -> None:
    (tmp_path / "test_leaks.py").write_text(TESTS, encoding="utf-8")
    options = ["-p", "tests.conftest", "-p", "no:cacheprovider", "-p", "no:xdist", "-c", str(ROOT / "pyproject.toml")]
    told = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-q", "-rE", "--tb=no", f"--rootdir={tmp_path}", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    failed = {line.split("::")[1].split(" ")[0] for line in told.splitlines() if line.startswith("ERROR")}
    assert failed == {"test_open", "test_hidden_and_held", "test_hidden_and_held_by_its_own_button"}, told
