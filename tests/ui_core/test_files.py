"""How a file that is written is named, whatever the user typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.core.files import ending


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
