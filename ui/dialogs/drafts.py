"""Drafts of what is being filled in, kept in a small file beside the user's settings, so that a crash loses nothing."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from ui.core.settings import Settings

_log = logging.getLogger(__name__)


class Drafts:
    """The draft of one kind of form for one book, and the one before it that was put aside."""

    def __init__(self, settings: Settings, name: str, book: Path) -> None:
        self.path = settings.path.parent / f"{name}.json"
        self._book = str(book)

    def _all(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            _log.warning("drafts could not be read", exc_info=True)
            return {}
        return found if isinstance(found, dict) else {}

    def _own(self) -> dict[str, Any]:
        found = self._all().get(self._book)
        return found if isinstance(found, dict) else {}

    def _write(self, own: dict[str, Any]) -> bool:
        everything = self._all()
        if own:
            everything[self._book] = own
        elif self._book in everything:
            del everything[self._book]
        else:
            return True
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside = self.path.with_suffix(".part")
            beside.write_text(json.dumps(everything, ensure_ascii=False, indent=1), encoding="utf-8")
            beside.replace(self.path)
        except OSError:
            _log.warning("a draft could not be kept", exc_info=True)
            return False
        return True

    def load(self, *, aside: bool = False) -> dict[str, Any] | None:
        """The draft, or the one put aside; None where there is none."""
        found = self._own().get("aside" if aside else "now")
        return found if isinstance(found, dict) else None

    def keep(self, draft: dict[str, Any]) -> bool:
        """Keep the draft; False when the disk refused it."""
        return self._write({**self._own(), "now": draft})

    def drop(self) -> None:
        """Forget the draft; the one put aside stays."""
        self._write({key: value for key, value in self._own().items() if key == "aside"})

    def put_aside(self) -> None:
        """Make room for another draft."""
        draft = self.load()
        if draft is not None:
            self._write({"aside": draft})

    def take_back(self) -> dict[str, Any] | None:
        """The draft put aside becomes the draft."""
        draft = self.load(aside=True)
        if draft is not None:
            self._write({"now": draft})
        return draft
