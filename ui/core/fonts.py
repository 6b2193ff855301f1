"""Chinese on every machine: the system's own font where there is one, else the one that we bring."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication

from ui.core.tokens import SIZE_BODY

_ROOT = Path(__file__).resolve().parents[2]
OWN_FAMILY = "Zhaoyin Sans SC"
PREFERRED = (
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "HarmonyOS Sans SC",
    "MiSans",
    "Microsoft YaHei",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "SimHei",
)


def resources() -> Path:
    """The folder of icons, fonts and templates, in the source tree and in the packed application alike."""
    packed = getattr(sys, "_MEIPASS", None)
    return (Path(packed) if packed else _ROOT) / "resources"


def system_family(families: list[str]) -> str | None:
    """The best of these font families for Chinese on a screen, or None where there is none."""
    known = set(families)
    for family in PREFERRED:
        if family in known:
            return family
    return None


def load_own_font(folder: Path) -> str | None:
    """Load every font file of a folder; the family that carries Chinese, or None."""
    found: list[str] = []
    for file in sorted([*folder.glob("*.otf"), *folder.glob("*.ttf")]):
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            found += QFontDatabase.applicationFontFamilies(number)
    if OWN_FAMILY in found:
        return OWN_FAMILY
    return found[0] if found else None


def install_fonts(app: QApplication) -> str:
    """Give the application its font, 10 pt with tabular figures, and return the family chosen."""
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    family = system_family(families)
    if family is None:
        family = load_own_font(resources() / "fonts") or (families[0] if families else app.font().family())
    app.setFont(body_font(family))
    return family


def body_font(family: str) -> QFont:
    """The 10 pt text font of a family, with figures of one width."""
    font = QFont(family)
    font.setPointSizeF(SIZE_BODY)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


def sized(base: QFont, size: float, *, bold: bool = False) -> QFont:
    """A font like base at another point size, semi-bold where asked."""
    font = QFont(base)
    font.setPointSizeF(size)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


class Widest:
    """How wide the widest words of each column of a table are, measured once for its rows in its font."""

    def __init__(self) -> None:
        self._rows: object = None
        self._font = QFont()
        self._widths: dict[int, float] = {}

    def of(self, at: int, rows: object, font: QFont, measure: Callable[[], float]) -> float:
        """The width of a column in px, measured where the rows or the font are others than they were."""
        if rows is not self._rows or font != self._font:
            self._rows, self._font, self._widths = rows, font, {}
        if at not in self._widths:
            self._widths[at] = measure()
        return self._widths[at]


def line_breaks(metrics: QFontMetricsF, text: str, width: float) -> int:
    """How to break a text at a width in px: between words, so that no comma or bracket begins a line.

    Only what has no such place to break, a long address or code, is broken anywhere.
    """
    words = int(Qt.TextFlag.TextWordWrap)
    fits = metrics.boundingRect(QRectF(0, 0, width, 1e6), words, text).width() <= width
    return words if fits else int(Qt.TextFlag.TextWrapAnywhere)
