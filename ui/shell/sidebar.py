"""The sidebar: places in three sections with their badges; it folds to its icons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from ui.core import icons
from ui.core.fonts import sized
from ui.core.kit import column, focus_ring, keyboard_focus, note_focus, pointed, scrolled
from ui.core.theme import colour
from ui.core.tokens import CORNER, SIZE_NOTE
from ui.shell.facts import Badge
from ui.shell.pins import Pin
from ui.shell.registry import SECTIONS, Place

WIDE = 196
FOLDED = 56
_ITEM, _LEAST_ITEM = 29, 25
_TOP, _END = 6, 4
_SECTION = 24
_INSET = 24


class NavItem(QAbstractButton):
    """One place: icon, word, badge; an inner one stands under its place and is not itself where one is."""

    def __init__(self, place: Place, parent: QWidget | None = None, *, inner: bool = False) -> None:
        super().__init__(parent)
        self.place = place
        self._inset = _INSET if inner else 0
        self.folded = False
        self._badge = ""
        self._urgent = False
        self._said = ""
        self.setText(place.label)
        self.setCheckable(not inner)
        self.setFixedHeight(_ITEM)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(place.label)

    @property
    def badge(self) -> str:
        """The badge shown."""
        return self._badge

    def set_badge(self, badge: Badge) -> None:
        """Show a count, on a red wash when it presses; its meaning is said to a pointer and to a screen reader."""
        self._badge, self._urgent = f"{badge.count:,}" if badge.count else "", badge.urgent
        self._said = badge.said if badge.count else ""
        self.setAccessibleName("，".join(part for part in (self.place.label, self._said) if part))
        self._renew_tip()
        self.update()

    def set_folded(self, folded: bool) -> None:
        """Show the icon alone, the word as a tooltip."""
        self.folded = folded
        self._renew_tip()
        self.update()

    def _renew_tip(self) -> None:
        key = f"（{self.place.shortcut}）" if self.place.shortcut else ""
        self.setToolTip("　".join(part for part in (self.place.label + key, self._said) if part))

    def sizeHint(self) -> QSize:
        """As the sidebar gives."""
        return QSize(FOLDED if self.folded else WIDE, _ITEM)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icon, word and badge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(8, 0, -8, 0)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_wash" if self.isChecked() else "hover"))
            painter.drawRoundedRect(box, CORNER, CORNER)
        role = "accent" if self.isChecked() else "text"
        left = (self.width() - 16) / 2 if self.folded else 18 + self._inset
        icon_role = "accent" if self.isChecked() else "secondary"
        icons.paint(painter, self.place.icon, QRectF(left, (self.height() - 16) / 2, 16, 16), icon_role)
        if self.folded:
            self._paint_dot(painter, left)
        else:
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(colour(role))
            words = QRectF(
                44 + self._inset,
                0,
                self.width() - 54 - self._inset - 8 * len(self._badge) - (14 if self._badge else 0),
                self.height(),
            )
            text = QFontMetricsF(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            self._paint_badge(painter)
        if keyboard_focus(self):
            focus_ring(painter, box)

    def _paint_dot(self, painter: QPainter, left: float) -> None:
        if self._badge and self._urgent:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("bad_mark"))
            painter.drawEllipse(QRectF(left + 13, 5, 7, 7))

    def _paint_badge(self, painter: QPainter) -> None:
        if not self._badge:
            return
        font = sized(self.font(), SIZE_NOTE - 0.5)
        painter.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(self._badge)
        right = self.width() - 19
        if self._urgent:
            pill = QRectF(right - width - 11, (self.height() - 16) / 2, width + 12, 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("bad_wash"))
            painter.drawRoundedRect(pill, 8, 8)
            painter.setPen(colour("bad"))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._badge)
            return
        painter.setPen(colour("secondary"))
        box = QRectF(right - width, 0, width + 2, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._badge)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there; up and down move along the places."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class _Section(QWidget):
    """The name of a section; a hairline when the sidebar is folded."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.folded = False
        self.setFixedHeight(_SECTION)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the name or the line."""
        painter = QPainter(self)
        if self.folded:
            painter.fillRect(QRectF(16, self.height() / 2, self.width() - 32, 1), colour("line"))
            return
        painter.setFont(sized(self.font(), SIZE_NOTE))
        painter.setPen(colour("secondary"))
        box = QRectF(18, 6, self.width() - 18, self.height() - 8)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.name)


class Sidebar(QWidget):
    """The places in their sections; `chosen` gives the key of the one wanted."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folded = False
        self.items: dict[str, NavItem] = {}
        self._sections: list[_Section] = []
        self._group = QButtonGroup(self)
        self._pins: dict[str, NavItem] = {}
        inner = QWidget()
        self._lines = lines = column(inner, spacing=0)
        lines.setContentsMargins(0, _TOP, 0, _END)
        for name in SECTIONS:
            here = [place for place in places if place.section == name]
            if not here:
                continue
            section = _Section(name)
            self._sections.append(section)
            lines.addWidget(section)
            for place in here:
                item = NavItem(place)
                item.clicked.connect(self._clicked)
                self._group.addButton(item)
                self.items[place.key] = item
                lines.addWidget(item)
        lines.addStretch(1)
        outer = column(self, spacing=0)
        outer.setContentsMargins(0, 0, 1, 0)
        self._area = area = scrolled(inner, name="导航", by_keys=False)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(area)
        self.setFixedWidth(WIDE)
        self.setAccessibleName("导航")

    @property
    def pins(self) -> list[NavItem]:
        """The pinned views, in order."""
        return list(self._pins.values())

    def set_pins(self, pins: Sequence[Pin]) -> None:
        """Show these views, each under its place; a folded sidebar has no room for them."""
        if [(pin.key, pin.name) for pin in pins] == [(key, item.text()) for key, item in self._pins.items()]:
            return
        for item in self._pins.values():
            item.hide()
            item.deleteLater()
        self._pins = {}
        for pin in pins:
            view = Place(key=pin.key, section="", label=pin.name, icon="star", target="")
            item = NavItem(view, inner=True)
            item.clicked.connect(self._clicked)
            before = [
                self._lines.indexOf(other) for key, other in self._pins.items() if key.startswith(f"{pin.place}/")
            ]
            self._lines.insertWidget(max([self._lines.indexOf(self.items[pin.place]), *before]) + 1, item)
            item.setVisible(not self._folded)
            self._pins[pin.key] = item
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window brings the places closer together before it scrolls them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        items = [*self.items.values(), *(self._pins.values() if not self._folded else ())]
        room = self.height() - _TOP - _END - _SECTION * len(self._sections)
        high = min(max(room // max(len(items), 1), _LEAST_ITEM), _ITEM)
        for item in items:
            if item.height() != high:
                item.setFixedHeight(high)

    @property
    def folded(self) -> bool:
        """Whether only the icons are shown."""
        return self._folded

    def set_folded(self, folded: bool) -> None:
        """Fold to the icons, or show the words again."""
        self._folded = folded
        self.setFixedWidth(FOLDED if folded else WIDE)
        for item in self.items.values():
            item.set_folded(folded)
        for item in self._pins.values():
            item.setVisible(not folded)
        for section in self._sections:
            section.folded = folded
            section.update()
        self._fit()

    def set_current(self, key: str) -> None:
        """Mark the place that is shown, and none where it has no item here."""
        self._group.setExclusive(False)
        for place, item in self.items.items():
            item.setChecked(place == key)
        self._group.setExclusive(True)
        if key in self.items:
            self._area.ensureWidgetVisible(self.items[key], 0, _ITEM)

    def set_badge(self, key: str, badge: Badge) -> None:
        """Show a count beside a place; nothing happens where there is no such place."""
        item = self.items.get(key) or self._pins.get(key)
        if item is not None:
            item.set_badge(badge)

    def _clicked(self) -> None:
        item = self.sender()
        if isinstance(item, NavItem):
            with pointed(not item.hasFocus()):
                self.chosen.emit(item.place.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), colour("line"))
