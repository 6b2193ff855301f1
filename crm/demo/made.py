"""What the generator holds in memory before it writes: rows whose refs are other rows."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.demo.chains import Chain, City, Region
from crm.rules.dates import add_months, month_start


@dataclass(eq=False, repr=False)
class Made:
    """One row to be written: values by field key, a ref being another Made; `id` comes with the writing."""

    values: dict[str, Any]
    author: str | None = None
    id: int = 0

    @property
    def name(self) -> str:
        """The name that the row goes by."""
        return str(self.values["name"])


@dataclass(eq=False, repr=False)
class Post(Made):
    """A station with its region."""

    region: Region = field(kw_only=True)


@dataclass(eq=False, repr=False)
class Officer(Made):
    """A posted officer: the station, and the trip that each posted day belongs to."""

    post: Post = field(kw_only=True)
    posted: dict[dt.date, Made] = field(default_factory=dict)


@dataclass(eq=False, repr=False)
class Firm(Made):
    """An enterprise with what its later rows need."""

    chain: Chain = field(kw_only=True)
    city: City = field(kw_only=True)
    post: Post = field(kw_only=True)
    officer: Officer = field(kw_only=True)
    brand: str = ""
    visited: list[dt.date] = field(default_factory=list)
    more_contacts: list[dict[str, Any]] = field(default_factory=list)


@dataclass(eq=False, repr=False)
class Project(Made):
    """A lead: milestones by (kind, basis) as (date, amount in 元), its visits' dates, its introducers, its arrivals."""

    firm: Firm = field(kw_only=True)
    officer: Officer = field(kw_only=True)
    first: dt.date = field(kw_only=True)
    total: int = 0
    signed_amount: int = 0
    milestones: dict[tuple[str, str], tuple[dt.date, int | None]] = field(default_factory=dict)
    introducers: list[dict[str, Any]] = field(default_factory=list)
    arrived: int = 0
    stalled_since: dt.date | None = None

    def when(self, kind: str, basis: str = "自报") -> dt.date | None:
        """The date of a milestone, or None."""
        found = self.milestones.get((kind, basis))
        return found[0] if found else None

    def reached(self, kind: str, on: dt.date) -> bool:
        """Whether the milestone lies on or before a day."""
        day = self.when(kind)
        return day is not None and day <= on


@dataclass
class County:
    """Everything made so far, with the dice, the day it is made for, and how large it is."""

    dice: random.Random
    today: dt.date
    scale: float
    posts: list[Post] = field(default_factory=list)
    officers: list[Officer] = field(default_factory=list)
    office: list[Made] = field(default_factory=list)
    leaders: list[Made] = field(default_factory=list)
    firms: list[Firm] = field(default_factory=list)
    hometown: list[Made] = field(default_factory=list)
    ambassadors: list[Made] = field(default_factory=list)
    trips: list[Made] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    visits: list[Made] = field(default_factory=list)
    arrivals: list[Made] = field(default_factory=list)
    targets: list[Made] = field(default_factory=list)
    assistance: list[Made] = field(default_factory=list)
    events: list[Made] = field(default_factory=list)
    opportunities: list[Made] = field(default_factory=list)
    policies: list[Made] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @property
    def start(self) -> dt.date:
        """The first day of the 18 months of trips and visits."""
        return add_months(month_start(self.today), -17)

    def many(self, number: int, *, least: int = 1) -> int:
        """A number multiplied by the scale."""
        return max(least, round(number * self.scale))

    def chance(self, probability: float) -> bool:
        """True so often."""
        return self.dice.random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.dice.randint(low, high)

    def pick(self, choices: Sequence[Any]) -> Any:
        """One of several."""
        return self.dice.choice(choices)

    def past(self, day: dt.date) -> bool:
        """Whether a day has come."""
        return day <= self.today


def workday(day: dt.date) -> dt.date:
    """The day itself, or the Monday after a weekend."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def days(number: int) -> dt.timedelta:
    """So many days."""
    return dt.timedelta(days=number)
