"""What the application remembers between starts on this laptop: window, columns, theme, recent books."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths

_RECENT = 8
_log = logging.getLogger(__name__)


def home() -> Path:
    """The folder of settings and logs of this user."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(base) / "zhaoyin"


class Settings:
    """Values by key in one JSON file, written whole and at once; a broken file counts as empty.

    `damaged` is where a broken file was put aside, None when it was whole or not there.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or home() / "settings.json"
        self.damaged: Path | None = None
        self._values: dict[str, Any] = self._load()

    def _load(self) -> dict[str, Any]:
        try:
            values = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            _log.warning("settings could not be read, starting anew", exc_info=True)
            self.damaged = self._put_aside()
            return {}
        return values if isinstance(values, dict) else {}

    def _put_aside(self) -> Path:
        aside = self.path.with_suffix(".damaged.json")
        try:
            self.path.replace(aside)
        except OSError:
            return self.path
        return aside

    def get(self, key: str, default: Any = None) -> Any:
        """A value, or the default."""
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Keep a value that JSON can hold; None forgets it."""
        if self._values.get(key) == value:
            return
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value
        self._save()

    def _save(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside = self.path.with_suffix(".part")
            beside.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
            beside.replace(self.path)
        except OSError:
            _log.warning("settings could not be written", exc_info=True)

    @property
    def recent_books(self) -> list[Path]:
        """The books opened last, newest first."""
        found = self.get("recent_books", [])
        return [Path(str(item)) for item in found] if isinstance(found, list) else []

    def add_recent(self, book: Path) -> None:
        """Remember a book as the one opened last."""
        rest = [str(item) for item in self.recent_books if item != book]
        self.set("recent_books", [str(book), *rest][:_RECENT])
