"""Light and dark, comfortable and compact: the look as it is now, and one signal when it changes."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.core import icons
from ui.core.style import CARRIERS, stylesheet
from ui.core.tokens import DARK, LIGHT, ROW_COMFORTABLE, ROW_COMPACT, Palette
from ui.core.wardrobe import Wardrobe

Choice = Literal["system", "light", "dark"]


class _Now:
    palette: Palette = LIGHT
    compact: bool = False


def colours() -> Palette:
    """The colours in use now; ask again at each painting, never keep them."""
    return _Now.palette


def colour(role: str) -> QColor:
    """One colour of the scheme in use now, by the name of its token."""
    return QColor(_Now.palette.role(role))


def row_height() -> int:
    """The height of a list row now, in px: 32 comfortable, 26 compact."""
    return ROW_COMPACT if _Now.compact else ROW_COMFORTABLE


def qt_palette(palette: Palette) -> QPalette:
    """Qt's palette for a colour scheme, disabled group included."""
    result = QPalette()
    role = QPalette.ColorRole
    for key, token in CARRIERS.items():
        result.setColor(key, QColor(palette.role(token)))
    for key, token in {role.Text: "text", role.ButtonText: "text", role.Accent: "accent", role.Link: "accent"}.items():
        result.setColor(key, QColor(palette.role(token)))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(palette.disabled))
    return result


def system_is_dark(app: QApplication) -> bool:
    """Whether the system asks for dark windows now."""
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark


class Theme(QObject):
    """Dresses the application; `changed` fires after the new colours or row heights are in force."""

    changed = Signal()

    def __init__(self, app: QApplication, *, choice: Choice = "system", compact: bool = False) -> None:
        super().__init__(app)
        self._app = app
        self._choice: Choice = choice
        _Now.compact = compact
        self.wardrobe = Wardrobe(self)
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._dress()
        app.setStyleSheet(stylesheet())
        app.setFont(app.font())  # a style brings the desktop's own fonts for labels, menus and buttons along

    @property
    def choice(self) -> Choice:
        """What the user chose: to follow the system, light or dark."""
        return self._choice

    @property
    def compact(self) -> bool:
        """Whether list rows are compact."""
        return _Now.compact

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in force now."""
        return _Now.palette.dark

    def set_choice(self, choice: Choice) -> None:
        """Follow the system, or stay light or dark."""
        self._choice = choice
        self._dress()
        self.changed.emit()

    def set_compact(self, compact: bool) -> None:
        """Choose 26 px rows instead of 32 px."""
        if compact != _Now.compact:
            _Now.compact = compact
            self.changed.emit()

    @Slot()
    def _system_changed(self) -> None:
        if self._choice == "system" and self._wanted() is not _Now.palette:
            self._dress()
            self.changed.emit()

    def _wanted(self) -> Palette:
        if self._choice == "system":
            return DARK if system_is_dark(self._app) else LIGHT
        return DARK if self._choice == "dark" else LIGHT

    def _dress(self) -> None:
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "system": Qt.ColorScheme.Unknown}
        self._app.styleHints().setColorScheme(schemes[self._choice])
        _Now.palette = self._wanted()
        icons.use(_Now.palette)
        self._app.setPalette(qt_palette(_Now.palette))
        self.wardrobe.change()
