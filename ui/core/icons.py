"""Line icons from resources/icons, tinted with the colours in use."""

from __future__ import annotations

import logging
import weakref
from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton
from shiboken6 import isValid

from ui.core.fonts import resources
from ui.core.tokens import LIGHT, Palette

_WORDS: Final = """
home visit lead calendar enterprise people ambassador trip money target event assist opportunity policy
station staff bulletin exchange settings recycle search undo redo plus close chevron-down chevron-right
chevron-left chevron-up filter columns sort-up sort-down import export trash restore history phone
warning check info moon help board list funnel link attach sidebar more star copy save arrow-right
"""
NAMES: Final = tuple(_WORDS.split())
_SIZE: Final = 16
"""The size of icons in menus, drawn for the finest screen there is; buttons paint theirs themselves."""
_log = logging.getLogger(__name__)


class _Now:
    palette: Palette = LIGHT


_dressed: list[tuple[weakref.ReferenceType[QAbstractButton | QAction], str, str]] = []


def path(name: str) -> Path:
    """Where the drawing of an icon lies."""
    return resources() / "icons" / f"{name}.svg"


@lru_cache(maxsize=256)
def _drawing(name: str) -> bytes | None:
    file = path(name)
    if not file.is_file():
        _log.info("icon %s is not there", name)
        return None
    return file.read_bytes()


def _image(name: str, size: int, tint: str) -> QImage | None:
    data = _drawing(name)
    if data is None:
        return None
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(data)).render(painter, QRectF(0, 0, size, size))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), QColor(tint))
    painter.end()
    return image


@lru_cache(maxsize=512)
def _tinted(name: str, tint: str, faint: str, scale: float) -> QIcon:
    result = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, tint), (QIcon.Mode.Disabled, faint)):
        image = _image(name, round(_SIZE * scale), ink)
        if image is not None:
            result.addPixmap(QPixmap.fromImage(image), mode)
    return result


@lru_cache(maxsize=1024)
def _pixmap(name: str, tint: str, size: int) -> QPixmap:
    image = _image(name, size, tint)
    return QPixmap() if image is None else QPixmap.fromImage(image)


def use(palette: Palette) -> None:
    """Tint from now on with this colour scheme."""
    _Now.palette = palette


def icon(name: str, role: str = "secondary") -> QIcon:
    """The icon of that name in the colour of a token; an empty icon where the drawing is missing."""
    if not name:
        return QIcon()
    scale = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    return _tinted(name, _Now.palette.role(role), _Now.palette.disabled, scale)


def paint(painter: QPainter, name: str, rect: QRectF, role: str = "secondary") -> None:
    """Paint an icon into a rectangle, sharp at any scale of the screen."""
    place = rect.toAlignedRect()
    size = min(place.width(), place.height())
    drawn = _pixmap(name, _Now.palette.role(role), round(size * painter.device().devicePixelRatioF()))
    if drawn.isNull():
        return
    square = QRectF(0, 0, size, size)
    square.moveCenter(QRectF(place).center())
    painter.drawPixmap(square, drawn, QRectF(drawn.rect()))


def dress(target: QAbstractButton | QAction, name: str, role: str = "secondary") -> None:
    """Give a button or an action an icon which follows a change of theme."""
    _dressed.append((weakref.ref(target), name, role))
    target.setIcon(icon(name, role))


def retint() -> None:
    """Renew the icons of everything dressed, after the colours changed."""
    kept = []
    for reference, name, role in _dressed:
        target = reference()
        if target is not None and isValid(target):
            target.setIcon(icon(name, role))
            kept.append((reference, name, role))
    _dressed[:] = kept
