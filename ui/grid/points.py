"""Figures of a column stand with their decimal points under each other, whatever places each of them has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm.records.field import FieldSpec, Kind


def places_of(text: str) -> int:
    """How many places a figure has after its point."""
    at = text.find(".")
    return len(text) - at - 1 if at >= 0 else 0


class Points:
    """The most places that each column has shown so far."""

    def __init__(self, specs: Sequence[FieldSpec]) -> None:
        self._columns = [at for at, spec in enumerate(specs) if spec.kind in (Kind.MONEY, Kind.NUMBER)]
        self.most = [0] * len(specs)

    def note(self, rows: Iterable[Sequence[str]]) -> bool:
        """Take rows into account that are about to be seen; whether what was painted before stands too far right."""
        grown = False
        for texts in rows:
            for at in self._columns:
                places = places_of(texts[at])
                if places > self.most[at]:
                    self.most[at], grown = places, True
        return grown

    def lacking(self, at: int, text: str) -> str:
        """What a figure lacks at its right end to be as long as the longest of its column: 00, or .00."""
        most, own = self.most[at], places_of(text)
        return "0" * (most - own) if own or not most else "." + "0" * most
