"""The folder that papers go to, and who hears how far they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crm.rules.problem import Problem

Write = Callable[[Path], object]
Report = Callable[[int, int], None]
"""Hears (done, total) while a paper is made, and may stop it by raising."""


def unheard(done: int, total: int) -> None:
    """A Report that nobody listens to."""


def make_folder(out: Path) -> None:
    """Make the folder that papers go to; Problem when that cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Problem(f"无法建立文件夹“{out.name}”，请换一个保存位置") from None
