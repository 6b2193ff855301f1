"""What people have judged: pairs that are not the same, suspicions looked into. Settings of the book, journalled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from crm.records.setting import setting_in

NOT_TWINS = "not_twins"
"""Ledger key -> [[id, id], …], the smaller id first."""

DISMISSED = "dismissed"
"""Key of a suspicion -> {"note", "who", "at"}."""


@dataclass(frozen=True)
class Dismissed:
    """Why a suspicion was put aside, by whom and when (ISO, to the minute)."""

    note: str
    who: str
    at: str


def pair_of(a: int, b: int) -> tuple[int, int]:
    """Two ids as a pair, the smaller first."""
    return (a, b) if a < b else (b, a)


def told_apart(session: Session, ledger_key: str) -> frozenset[tuple[int, int]]:
    """The pairs of a ledger that someone has judged not to be the same."""
    kept = setting_in(session, NOT_TWINS) or {}
    return frozenset(pair_of(a, b) for a, b in kept.get(ledger_key, ()))


def with_pair(kept: dict[str, Any] | None, ledger_key: str, pair: tuple[int, int]) -> dict[str, Any]:
    """The setting with one more pair."""
    return {**(kept or {}), ledger_key: _listed([*(kept or {}).get(ledger_key, []), pair])}


def without_pair(kept: dict[str, Any] | None, ledger_key: str, pair: tuple[int, int]) -> dict[str, Any]:
    """The setting with one pair less."""
    left = [one for one in (kept or {}).get(ledger_key, []) if tuple(one) != pair]
    return {**(kept or {}), ledger_key: _listed(left)}


def dismissals(session: Session) -> dict[str, Dismissed]:
    """Key of a suspicion -> why it was put aside."""
    kept = setting_in(session, DISMISSED) or {}
    return {key: Dismissed(str(x["note"]), str(x["who"]), str(x["at"])) for key, x in kept.items()}


def _listed(pairs: Iterable[Iterable[int]]) -> list[list[int]]:
    return sorted([*one] for one in {tuple(pair) for pair in pairs})
