"""The one table of commands; the menu, the find box and the list of shortcuts all read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.core import icons

MENUS: Final = ("文件", "编辑", "前往", "视图", "帮助")


def _always() -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Command:
    """Something the user can ask for; `text` may be a function where the words depend on the moment."""

    key: str
    text: str | Callable[[], str]
    run: Callable[[], object]
    menu: str
    shortcut: str = ""
    icon: str = ""
    enabled: Callable[[], bool] = field(default=_always)
    checked: Callable[[], bool] | None = None
    words: str = ""
    rule_before: bool = False

    @property
    def keys(self) -> str:
        """The shortcut as it is written: Alt+←."""
        return self.shortcut.replace("Left", "←").replace("Right", "→")

    @property
    def label(self) -> str:
        """The words now."""
        return self.text if isinstance(self.text, str) else self.text()


class Commands(QObject):
    """The commands of the application, each with its QAction; a shortcut belongs to one command only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._by_shortcut: dict[str, str] = {}
        self._bare: set[str] = set()

    def add(self, command: Command) -> QAction:
        """Take a command in; `renew` asks for its words. ValueError: key or shortcut taken, or menu unknown."""
        if command.key in self._commands:
            raise ValueError(f"command {command.key} is there already")
        if command.menu not in MENUS:
            raise ValueError(f"no menu {command.menu}")
        action = QAction(self)
        action.setObjectName(command.key)
        if command.shortcut:
            sequence = QKeySequence(command.shortcut)
            owner = self._by_shortcut.setdefault(sequence.toString(), command.key)
            if owner != command.key:
                raise ValueError(f"{command.shortcut} belongs to {owner}")
            action.setShortcut(sequence)
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if command.icon:
            self._bare.add(command.key)
        if command.checked is not None:
            action.setCheckable(True)
        action.triggered.connect(self._triggered)
        self._commands[command.key] = command
        self._actions[command.key] = action
        return action

    @Slot()
    def _triggered(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.trigger(sender.objectName())

    def trigger(self, key: str) -> None:
        """Do a command, if it can be done now."""
        command = self._commands[key]
        if command.enabled():
            command.run()

    def get(self, key: str) -> Command:
        """A command by its key; KeyError."""
        return self._commands[key]

    def action(self, key: str) -> QAction:
        """The QAction of a command, for menus and buttons; KeyError."""
        return self._actions[key]

    def all(self) -> list[Command]:
        """Every command in the order in which they were added."""
        return list(self._commands.values())

    def renew(self, *keys: str) -> None:
        """Ask every command, or these, anew for its words and whether it can be done."""
        for key in keys or self._commands:
            self._renew_one(key)

    def open_menu(self, menu: str) -> None:
        """A menu is about to be seen: its icons are drawn the first time, its commands asked anew."""
        for key in [command.key for command in self.all() if command.menu == menu]:
            if key in self._bare:
                self._bare.remove(key)
                icons.dress(self._actions[key], self._commands[key].icon)
            self._renew_one(key)

    def _renew_one(self, key: str) -> None:
        command, action = self._commands[key], self._actions[key]
        action.setText(command.label)
        action.setEnabled(command.enabled())
        if command.checked is not None:
            action.setChecked(command.checked())

    def attach(self, window: QWidget) -> None:
        """Make every shortcut work in a window."""
        for action in self._actions.values():
            if action not in window.actions():
                window.addAction(action)
