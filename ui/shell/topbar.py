"""The top bar: menu, county, find box, undo and redo, the one filled button, who and where."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui.core.actions import MENUS, Commands
from ui.core.fonts import sized
from ui.core.kit import Elided, IconButton, Label, PrimaryButton, SearchBox, row
from ui.core.theme import colour
from ui.core.tokens import SIZE_SECTION, SPACE_M, SPACE_S

HEIGHT = 48
FIND_WORDS = "查找企业、人、线索、命令（汉字、拼音、电话）"


class TopBar(QWidget):
    """Everything that is at hand on every page."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self.setFixedHeight(HEIGHT)
        line = row(self, spacing=SPACE_M)
        line.setContentsMargins(10, 0, 16, 1)
        self.menu_button = IconButton("list", "菜单（F10）")
        self.menu_button.clicked.connect(self.open_menu)
        brand = Label("招引", ink="accent")
        brand.setFont(self._strong())
        self.county = Elided("")
        self.county.setFont(self._strong())
        left = row(spacing=SPACE_S)
        left.addWidget(self.menu_button)
        left.addWidget(brand)
        left.addSpacing(4)
        left.addWidget(self.county, 1)
        self.find_box = SearchBox(FIND_WORDS, hint="Ctrl K")
        self.find_box.setProperty("ground", "window")
        self.find_box.setMaximumWidth(420)
        self.find_box.setMinimumWidth(220)
        self.undo_button = IconButton("undo", "撤销", framed=True, role="text")
        self.redo_button = IconButton("redo", "重做", framed=True, role="text")
        self.log_button = PrimaryButton("记拜访", icon="plus", hint="Ctrl+N")
        self.me = Label("", ink="secondary")
        right = row(spacing=SPACE_M)
        right.addStretch(1)
        for widget in (self.undo_button, self.redo_button, self.log_button, self.me):
            right.addWidget(widget)
        line.addLayout(left, 3)
        line.addWidget(self.find_box, 5)
        line.addLayout(right, 4)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(commands.renew)

    def _strong(self) -> QFont:
        return sized(self.font(), SIZE_SECTION, bold=True)

    def build_menu(self) -> None:
        """Fill the menu from the table of commands."""
        self.menu.clear()
        for name in MENUS:
            here = [command for command in self._commands.all() if command.menu == name]
            if not here:
                continue
            part = self.menu.addMenu(name)
            part.aboutToShow.connect(partial(self._commands.open_menu, name))
            for command in here:
                if command.rule_before:
                    part.addSeparator()
                part.addAction(self._commands.action(command.key))

    def open_menu(self) -> None:
        """Open the menu under its button."""
        self.menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def renew(self) -> None:
        """Name the steps that undo and redo would touch, as their commands were told last."""
        for button, key in ((self.undo_button, "undo"), (self.redo_button, "redo")):
            action = self._commands.action(key)
            button.set_words(f"{action.text()}（{self._commands.get(key).shortcut}）")
            button.setEnabled(action.isEnabled())

    def set_names(self, county: str, me: str) -> None:
        """Show whose book this is and who works here."""
        self.county.setText(county)
        self.me.setText(me)
        self.me.setVisible(bool(me))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), colour("line"))
