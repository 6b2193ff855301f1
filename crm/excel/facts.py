"""Facts of which a row of the book may have several, told apart by their day: each 增资 of a project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from crm.excel.convert import same
from crm.excel.current import Held
from crm.records.ledger import LEDGERS, Ledger
from crm.rules.dates import Day

Changes = dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Place:
    """Where such a fact stands in a sheet: the words of its place (增资, 自报), its date's field and its amount's."""

    words: tuple[str, ...]
    date: str
    amount: str


@dataclass
class Fact:
    """One such fact as a row of the file (its number) tells it, by field key; a Day where only the month is known."""

    place: Place
    row: int
    values: dict[str, Any]

    @property
    def day(self) -> dt.date:
        """Its day."""
        return _day(self.values[self.place.date])

    def changes(self, held: Held) -> Changes:
        """What the fact adds to the book, (before, after) by field key; its values are completed from there."""
        base = held.facts.get(self.place.words, {}).get(self.day, {})
        date, amount = self.values[self.place.date], self.values.get(self.place.amount)
        found: Changes = {}
        if not base or not same(base["date"], date, before_month=base["month_only"] == "date"):
            found[self.place.date] = (base.get("date"), date)
        if amount is not None and amount != base.get("amount"):
            found[self.place.amount] = (base.get("amount"), amount)
        if amount is None:
            self.values[self.place.amount] = base.get("amount")
        return found


@cache
def places(ledger_key: str) -> tuple[Place, ...]:
    """The places of a ledger that may hold several facts."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for key, spec in LEDGERS[ledger_key].fields.items():
        if spec.child is not None and spec.child.repeats:
            found.setdefault(tuple(spec.child.where.values()), {})[spec.child.column] = key
    return tuple(Place(words, own["date"], own["amount"]) for words, own in found.items())


def parted(ledger: Ledger, row: int, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fact]]:
    """A row's values without such facts, and the facts."""
    own, facts = dict(values), list[Fact]()
    for place in places(ledger.key):
        told = {key: own.pop(key) for key in (place.date, place.amount) if key in own}
        if told.get(place.date) is not None:
            facts.append(Fact(place, row, told))
    return own, facts


def undated(ledger: Ledger, values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The amounts that no day is told for, as (label, cell, reason)."""
    found = []
    for place in places(ledger.key):
        if values.get(place.amount) is not None and values.get(place.date) is None:
            day, amount = ledger.fields[place.date].label, ledger.fields[place.amount].label
            found.append((day, "", f"填了{amount}而没有{day}，请补填{day}"))
    return found


def add(facts: list[Fact], fresh: Iterable[Fact]) -> Changes:
    """Lay the facts of a twin beside those before it; what they add, by field key."""
    added: Changes = {}
    for fact in fresh:
        known = next((one for one in facts if one.place == fact.place and one.day == fact.day), None)
        if known is None:
            facts.append(fact)
            added |= {key: (None, value) for key, value in fact.values.items()}
        elif known.values.get(fact.place.amount) is None and fact.values.get(fact.place.amount) is not None:
            known.values[fact.place.amount] = fact.values[fact.place.amount]
            added[fact.place.amount] = (None, known.values[fact.place.amount])
    return added


def rounds(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """The facts as values to be written one after another, since one writing holds one fact of a place."""
    found: list[dict[str, Any]] = []
    for fact in facts:
        whole = {fact.place.amount: None, **fact.values}
        into = next((one for one in found if fact.place.date not in one), None)
        if into is None:
            found.append(whole)
        else:
            into.update(whole)
    return found


def _day(value: dt.date | Day) -> dt.date:
    return value.date if isinstance(value, Day) else value
