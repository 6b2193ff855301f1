"""The colours can be read, and they change while the application runs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from ui.charts.tilemap import _ground
from ui.core import icons
from ui.core.blocks import Ink, Label
from ui.core.buttons import HINT_SHADE
from ui.core.fonts import OWN_FAMILY, body_font, line_breaks, system_family
from ui.core.inputs import LineEdit, TextEdit
from ui.core.layouts import column
from ui.core.theme import Theme, colours, row_height
from ui.core.tokens import DARK, LIGHT, Palette, contrast

GROUNDS = (
    "window", "surface", "raised", "field", "hover", "pressed", "track",
    "accent_wash", "good_wash", "warn_wash", "bad_wash",
)  # fmt: skip
INKS = ("text", "secondary", "accent", "good", "warn", "bad")
MARKS = ("good_mark", "warn_mark", "bad_mark", "accent")
SHEETS = ("window", "surface", "raised", "field", "hover", "accent_wash")
SCHEMES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def between(one: str, other: str, share: float) -> str:
    """The colour that one gives with a share of the other laid over it."""
    pairs = zip(*([int(c[at : at + 2], 16) for at in (1, 3, 5)] for c in (one, other)), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * share):02X}" for low, high in pairs)


def test_contrast_of_black_and_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)
    assert between("#000000", "#FFFFFF", 0.2) == "#333333"


@SCHEMES
@pytest.mark.parametrize("ink", INKS)
def test_words_can_be_read_on_every_ground(palette: Palette, ink: str) -> None:
    weak = {ground: round(contrast(palette.role(ink), palette.role(ground)), 2) for ground in GROUNDS}
    assert {ground: found for ground, found in weak.items() if found < 4.5} == {}


@SCHEMES
@pytest.mark.parametrize("tone", ["good", "warn", "bad", "info", "plain"])
def test_words_of_a_tone_can_be_read_on_their_wash(palette: Palette, tone: str) -> None:
    assert contrast(palette.ink(tone), palette.wash(tone)) >= 4.5  # type: ignore[arg-type]


@SCHEMES
@pytest.mark.parametrize("mark", [*MARKS, "edge"])
def test_bars_dots_rings_and_empty_boxes_are_seen_on_every_sheet(palette: Palette, mark: str) -> None:
    grounds = SHEETS if mark == "edge" else (*SHEETS, "track")
    weak = {ground: round(contrast(palette.role(mark), palette.role(ground)), 2) for ground in grounds}
    assert {ground: found for ground, found in weak.items() if found < 3} == {}


@SCHEMES
def test_words_in_the_selected_cells_of_a_grid_can_be_read(palette: Palette) -> None:
    assert contrast(palette.text, between(palette.accent_wash, palette.accent, 0.10)) >= 4.5


@SCHEMES
def test_the_key_hint_and_the_ring_of_the_filled_button_can_be_seen(palette: Palette) -> None:
    for ground in (palette.accent, palette.accent_hover, palette.accent_pressed):
        assert contrast(between(ground, palette.on_accent, HINT_SHADE), ground) >= 4.5


@SCHEMES
def test_the_square_of_a_province_can_be_read_whatever_its_count(theme: Theme, palette: Palette) -> None:
    theme.set_choice("dark" if palette.dark else "light")
    grounds = [_ground(step / 100).name() for step in range(1, 101)]
    assert all(max(contrast(palette.text, g), contrast(palette.on_accent, g)) >= 4.5 for g in grounds)


@SCHEMES
def test_the_words_in_an_empty_box_can_be_read(theme: Theme, palette: Palette, qtbot: QtBot) -> None:
    theme.set_choice("dark" if palette.dark else "light")
    for box in (LineEdit(placeholder="姓名 职务 电话"), TextEdit()):
        qtbot.addWidget(box)
        box.ensurePolished()
        shown = box.palette().color(QPalette.ColorRole.PlaceholderText)
        assert (shown.name().upper(), shown.alpha()) == (palette.secondary, 255)


@SCHEMES
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


def test_labels_menus_and_buttons_have_the_fonts_of_the_rest_whatever_the_desktop_gives_them(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QApplication, "setStyle", lambda app, _style: app.setFont(QFont("Courier"), "QLabel"))
    Theme(qapp, choice="light").deleteLater()
    assert qapp.font("QLabel").families() == qapp.font().families()


def test_lines_break_between_words_and_only_long_codes_anywhere(theme: Theme) -> None:
    metrics = QFontMetricsF(body_font(OWN_FAMILY))
    name, room = "崧衡锂电科技（无锡）有限公司", metrics.horizontalAdvance("崧衡锂电科技（无锡")
    assert line_breaks(metrics, name, room) == int(Qt.TextFlag.TextWordWrap)
    assert line_breaks(metrics, "9" * 60, room) == int(Qt.TextFlag.TextWrapAnywhere)


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


def inks_of(window: QWidget) -> set[str]:
    """The colours that a window is painted in, by name."""
    image = window.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("ink", ["text", "secondary", "accent", "good", "warn", "bad"])
def test_words_take_the_ink_of_the_colours_in_force(theme: Theme, qtbot: QtBot, ink: Ink) -> None:
    label = Label("■■", ink=ink, type="figure")
    qtbot.addWidget(label)
    label.show()
    assert LIGHT.role(ink).lower() in inks_of(label)
    theme.set_choice("dark")
    assert DARK.role(ink).lower() in inks_of(label)
    assert LIGHT.role(ink).lower() not in inks_of(label)


def two_pages(qtbot: QtBot) -> tuple[QStackedWidget, Label]:
    """Two pages, the first of them seen; words on the other."""
    pages, hidden = QStackedWidget(), QWidget()
    words = Label("■■", ink="good", type="figure")
    column(hidden).addWidget(words)
    pages.addWidget(Label("■■", ink="good", type="figure"))
    pages.addWidget(hidden)
    qtbot.addWidget(pages)
    pages.resize(200, 100)
    pages.show()
    return pages, words


def test_a_page_that_is_come_to_right_after_a_change_of_colours_has_them_already(theme: Theme, qtbot: QtBot) -> None:
    pages, _ = two_pages(qtbot)
    pages.setCurrentIndex(1)
    pages.setCurrentIndex(0)
    theme.set_choice("dark")
    assert DARK.good.lower() in inks_of(pages)
    pages.setCurrentIndex(1)
    assert DARK.good.lower() in inks_of(pages)
    assert LIGHT.good.lower() not in inks_of(pages)


def test_hidden_pages_take_over_the_colours_by_and_by(theme: Theme, qtbot: QtBot) -> None:
    pages, words = two_pages(qtbot)
    pages.setCurrentIndex(1)
    pages.setCurrentIndex(0)
    theme.set_choice("dark")
    qtbot.waitUntil(lambda: not theme.wardrobe.waiting)
    assert words.palette().color(QPalette.ColorRole.WindowText).name() == DARK.good.lower()


def test_a_hidden_window_that_goes_meanwhile_is_no_matter(theme: Theme, qtbot: QtBot) -> None:
    window, kept = QWidget(), QWidget()
    qtbot.addWidget(kept)
    theme.set_choice("dark")
    delete(window)
    qtbot.waitUntil(lambda: not theme.wardrobe.waiting)
    theme.set_choice("light")
    theme.wardrobe.finish()
    assert not theme.wardrobe.waiting
