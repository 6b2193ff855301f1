"""A machine without any font of its own still shows Chinese, and Qt's own words are Chinese too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import json
from pathlib import Path
from PySide6.QtGui import QRawFont
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QLineEdit
from ui.app import dressed, make_application
from ui.core.settings import Settings

app = make_application()
theme = dressed(app, Settings(Path("settings.json")))
label = QLabel("招商引资线索，驻外天数 22 天")
raw = QRawFont.fromFont(app.font())
picture = label.grab().toImage()
ink = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
box = QLineEdit("字")
menu = box.createStandardContextMenu()
files = QFileDialog()
files.setOption(QFileDialog.Option.DontUseNativeDialog)
files.show()
printer = QPrinter()
printing = QPrintDialog(printer)
printing.show()
labels = [label.text() for window in (files, printing) for label in window.findChildren(QLabel)]
print(json.dumps({
    "family": raw.familyName(),
    "missing": [letter for letter in label.text() if not raw.supportsCharacter(ord(letter))],
    "colours": len(ink),
    "buttons": [button.text() for button in buttons.buttons()],
    "menu": [action.text().partition("\\t")[0] for action in menu.actions() if action.text()],
    "labels": [words for words in labels if words and not any("\u4e00" <= letter <= "\u9fff" for letter in words)],
}))
"""


def test_chinese_is_shown_without_any_font_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{tmp_path}/none</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "QT_QPA_PLATFORM": "offscreen",
            "FONTCONFIG_FILE": str(fonts),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert (told["family"], told["missing"]) == ("Zhaoyin Sans SC", [])
    assert told["colours"] > 2
    assert [words.partition("(")[0] for words in told["buttons"]] == ["确定", "取消"]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in words) for words in told["menu"])
    assert told["menu"][0].startswith("撤销")
    assert told["labels"] == []
