"""The way that led here: places one after another, to go back along and forward again."""

from __future__ import annotations


class Trail:
    """Keys of places in the order in which they were gone to; going elsewhere from the middle cuts off the rest."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._at = -1

    def note(self, key: str) -> None:
        """One has come to a place; coming back along the way, or staying, adds nothing."""
        if self._keys[self._at : self._at + 1] != [key]:
            self._keys = [*self._keys[: self._at + 1], key][-_LONGEST:]
            self._at = len(self._keys) - 1

    def beside(self, step: int) -> str:
        """The place one step back (-1) or forward (1); empty where the way ends."""
        at = self._at + step
        return self._keys[at] if 0 <= at < len(self._keys) else ""

    def go(self, step: int) -> str:
        """Step back or forward; the place one stands on then."""
        key = self.beside(step)
        self._at += step if key else 0
        return key


_LONGEST = 50
