"""The colours can be read, and they change while the application runs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from ui.core import icons
from ui.core.fonts import OWN_FAMILY, body_font, system_family
from ui.core.theme import Theme, colours, row_height
from ui.core.tokens import DARK, LIGHT, Palette, contrast

GROUNDS = ("window", "surface", "raised", "field")
INKS = ("text", "secondary", "accent", "good", "warn", "bad")


def test_contrast_of_black_and_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", INKS)
def test_words_can_be_read_on_every_ground(palette: Palette, ink: str) -> None:
    for ground in GROUNDS:
        assert contrast(palette.role(ink), palette.role(ground)) >= 4.5, ground


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", ["good", "warn", "bad", "info", "plain"])
def test_words_of_a_tone_can_be_read_on_their_wash(palette: Palette, tone: str) -> None:
    assert contrast(palette.ink(tone), palette.wash(tone)) >= 4.5  # type: ignore[arg-type]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_on_the_filled_button_can_be_read_in_every_state(palette: Palette) -> None:
    for ground in (palette.accent, palette.accent_hover, palette.accent_pressed):
        assert contrast(palette.on_accent, ground) >= 4.5


def test_choosing_dark_changes_palette_and_says_so(theme: Theme, qapp: QApplication) -> None:
    heard: list[bool] = []
    theme.changed.connect(lambda: heard.append(theme.dark))
    theme.set_choice("dark")
    assert heard == [True]
    assert colours() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor("#17191D")
    theme.set_choice("light")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor("#F5F6F8")


def test_the_look_follows_the_system_while_the_application_runs(
    theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.set_choice("system")
    heard: list[bool] = []
    theme.changed.connect(lambda: heard.append(theme.dark))
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        monkeypatch.setattr("ui.core.theme.system_is_dark", lambda _app, now=scheme: now == Qt.ColorScheme.Dark)
        qapp.styleHints().colorSchemeChanged.emit(scheme)
    assert heard == [True, False]
    theme.set_choice("light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert colours() is LIGHT


def test_compact_rows_are_26_and_comfortable_rows_32(theme: Theme) -> None:
    assert row_height() == 32
    theme.set_compact(True)
    assert row_height() == 26


def test_the_systems_own_chinese_font_wins_in_order_of_merit() -> None:
    assert system_family(["SimHei", "Noto Sans CJK SC", "Microsoft YaHei UI"]) == "Microsoft YaHei UI"
    assert system_family(["Droid Sans Fallback"]) is None
    assert system_family([]) is None


def test_body_text_is_10_points_with_figures_of_one_width() -> None:
    font = body_font(OWN_FAMILY)
    assert font.pointSizeF() == 10.0
    assert [tag.toString().data() for tag in font.featureTags()] == [b"tnum"]


def test_a_missing_drawing_gives_an_empty_icon_and_no_fault(theme: Theme) -> None:
    assert icons.icon("no-such-drawing").isNull()


def test_every_icon_is_there_and_takes_the_colour_of_its_token(theme: Theme) -> None:
    assert [name for name in icons.NAMES if not icons.path(name).is_file()] == []
    image = QImage(64, 64, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    icons.paint(painter, "home", QRectF(0, 0, 64, 64), "accent")
    painter.end()
    solid = [
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert solid
    assert set(solid) == {LIGHT.accent.lower()}
