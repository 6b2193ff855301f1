"""Where this user's book, settings and logs are, the same for the window and the command line."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

BOOK_NAME = "招引.zhaoyin"


def config_home() -> Path:
    """The folder of settings and logs: zhaoyin under ~/.config, %LOCALAPPDATA% or ~/Library/Preferences."""
    if sys.platform == "win32":
        base = _folder("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Preferences"
    else:
        base = _folder("XDG_CONFIG_HOME") or Path.home() / ".config"
    return base / "zhaoyin"


def log_folder() -> Path:
    """Where logs are kept."""
    return config_home() / "logs"


def documents() -> Path:
    """The user's documents folder, as the system has it."""
    if sys.platform == "win32":
        return _windows_documents() or Path.home() / "Documents"
    named = _xdg_documents(config_home().parent / "user-dirs.dirs") if sys.platform.startswith("linux") else None
    return named or Path.home() / "Documents"


def own_book() -> Path:
    """The user's own book: the one opened last in the window, else 文档/招引/招引.zhaoyin; it may not exist yet."""
    for path in recent_books():
        if path.is_file():
            return path
    return documents() / "招引" / BOOK_NAME


def recent_books() -> list[Path]:
    """The books opened last in the window, newest first; none when its settings cannot be read."""
    try:
        values = json.loads((config_home() / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    found = values.get("recent_books") if isinstance(values, dict) else None
    return [Path(str(item)) for item in found] if isinstance(found, list) else []


def _folder(variable: str) -> Path | None:
    value = os.environ.get(variable, "")
    return Path(value) if value and Path(value).is_absolute() else None


def _xdg_documents(file: Path) -> Path | None:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    found = re.search(r'^XDG_DOCUMENTS_DIR="(.+)"\s*$', text, re.MULTILINE)
    return Path(found[1].replace("$HOME", str(Path.home()))) if found else None


def _windows_documents() -> Path | None:
    if sys.platform != "win32":
        return None
    import winreg

    key = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as folders:
            return Path(os.path.expandvars(winreg.QueryValueEx(folders, "Personal")[0]))
    except OSError:
        return None
