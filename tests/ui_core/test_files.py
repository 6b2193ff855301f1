"""How a file that is written is named, whatever the user typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from ui.core.files import Files, ending


@pytest.mark.parametrize(
    ("typed", "suffixes", "named"),
    [
        ("云溪县2024.5", (".xlsx",), "云溪县2024.5.xlsx"),
        ("导入模板.csv", (".xlsx",), "导入模板.csv.xlsx"),
        ("清单.CSV", (".xlsx", ".csv"), "清单.CSV"),
        ("清单", (".xlsx", ".csv"), "清单.xlsx"),
    ],
)
def test_a_file_ends_as_what_is_in_it(typed: str, suffixes: tuple[str, ...], named: str) -> None:
    assert ending(Path("表") / typed, *suffixes) == Path("表") / named


def test_a_file_that_no_program_here_opens_is_told_with_its_place(
    qapp: object, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    Files.show(tmp_path / "会谈纪要.wps")
    assert said == ["这台电脑没有打开 wps 文件的程序，它在下面这个位置。"]
