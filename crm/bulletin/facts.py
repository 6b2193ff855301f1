"""The facts that a month's bulletin is made of: leads with milestones, arrivals, targets, visits, trips, people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from crm.bulletin.projects import IncreaseRow
from crm.bulletin.settings import Convention
from crm.rules.dates import MonthRange

PATH = ("线索", "在谈", "签约", "开工", "入统", "投产")
"""The stages that the bulletin counts, in order; 注册 and 达产 stand aside."""


@dataclass(frozen=True)
class LeadFact:
    """A lead as it stood at the month's end; `dates` holds the first date of each milestone under the 口径.

    `amount` is its money at the first signing, `told` what the signing itself says of it, `increases` are all its
    增资 under the 口径 in the order of their days.
    """

    id: int
    name: str
    unit: str
    station: int | None
    staff: int | None
    sector: str
    chain: str
    method: str
    origin: str
    investor: str
    capital_kind: str
    amount: int
    investment: int
    land: Decimal | None
    land_papers: bool | None
    valid: bool
    valid_date: dt.date | None
    since: dt.date
    due_start: dt.date | None
    stall_reason: str
    dates: Mapping[str, dt.date]
    last_contact: dt.date | None
    arrived: int
    introducers: tuple[str, ...] = ()
    month_only: frozenset[str] = frozenset()
    increases: tuple[IncreaseRow, ...] = ()
    told: int | None = None

    @property
    def contract(self) -> int:
        """合同额 at the month's end, in 元: the first signing and what was added since."""
        return self.amount + added_in(self, dt.date.min, dt.date.max)

    def said_day(self, stage: str) -> str:
        """The date of a milestone as far as it is known: 2025年3月5日 or 2025年3月."""
        day = self.dates[stage]
        month = f"{day.year}年{day.month}月"
        return month if stage in self.month_only else f"{month}{day.day}日"

    def reached(self, stage: str, by: dt.date) -> bool:
        """Whether this very milestone is dated by the day."""
        day = self.dates.get(stage)
        return day is not None and day <= by

    @cached_property
    def entries(self) -> dict[str, dt.date]:
        """When each stage was first entered: by its own milestone, or by a later one that implies it.

        投产 does not imply 入统: a project may be in production and in nobody's register.
        """
        found: dict[str, dt.date] = {}
        first, told = dt.date.max, self.dates
        for stage in _BACK:
            if stage in told and told[stage] < first:
                first = told[stage]
            if stage == "入统":
                found.update({stage: told[stage]} if stage in told else {})
            elif first is not dt.date.max:
                found[stage] = first
        found["线索"] = min(first, self.since)
        return found

    def entered(self, stage: str) -> dt.date | None:
        """The day the stage was first entered, or None."""
        return self.entries.get(stage)

    def talking(self, by: dt.date) -> bool:
        """Whether by a day 在谈 was the furthest it had come, and it was not given up."""
        signed = self.entries.get("签约")
        return self.reached("在谈", by) and (signed is None or signed > by) and not self.ended_by(by)

    @property
    def ended(self) -> bool:
        """Whether 终止 is its latest fact."""
        return self.ended_by(dt.date.max)

    def ended_by(self, by: dt.date) -> bool:
        """Whether 终止 is its latest fact of those dated by a day."""
        ended = self.dates.get("终止")
        return ended is not None and ended <= by and all(day <= ended for day in self.dates.values() if day <= by)

    @property
    def last_progress(self) -> dt.date:
        """The day of the last real contact, milestone or 增资, or when it was first known."""
        added = [one.date for one in self.increases if one.date is not None]
        return max([self.since, *self.dates.values(), *added, *([self.last_contact] if self.last_contact else [])])


_BACK = tuple(stage for stage in reversed(PATH) if stage != "线索")


class ArrivalFact(NamedTuple):
    """到位资金 of one row: 元 under the 口径, 美元 beside it where it is foreign."""

    id: int
    lead: int
    month: dt.date
    amount: int
    dollars: int | None
    source: str


class VisitFact(NamedTuple):
    """A visit of the month."""

    id: int
    staff: int | None
    station: int | None
    enterprise: int | None
    method: str
    people: int
    led: bool


@dataclass(frozen=True)
class TripFact:
    """A trip, leave or training that touches the month."""

    id: int
    staff: int | None
    kind: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class StaffFact:
    """A person with the span of the posting."""

    id: int
    name: str
    station: int | None
    role: str
    posted_from: dt.date | None
    posted_to: dt.date | None
    active: bool


@dataclass(frozen=True)
class Facts:
    """Everything the bulletin of a month is made of; nothing from the recycle bin, nothing dated later.

    `under`: the same under another (basis, money), for the indicators that name their own; "" for the 口径 of all.
    """

    month: MonthRange
    convention: Convention
    leads: tuple[LeadFact, ...]
    arrivals: tuple[ArrivalFact, ...]
    targets: tuple[Mapping[str, Any], ...]
    visits: tuple[VisitFact, ...]
    trips: tuple[TripFact, ...]
    staff: tuple[StaffFact, ...]
    stations: tuple[tuple[int, str], ...]
    by_id: Mapping[int, LeadFact] = field(default_factory=dict)
    under: Mapping[tuple[str, str], Facts] = field(default_factory=dict)

    @cached_property
    def by_stage(self) -> Mapping[str, Sequence[tuple[dt.date, LeadFact]]]:
        """The leads of each milestone with its day, in their order: every indicator asks for a handful of windows."""
        found: dict[str, list[tuple[dt.date, LeadFact]]] = {}
        for lead in self.leads:
            for stage, day in lead.dates.items():
                found.setdefault(stage, []).append((day, lead))
        return found

    @cached_property
    def reached(self) -> dict[tuple[str, dt.date, dt.date], list[LeadFact]]:
        """What was asked for of each stage and window: most windows are those of several indicators."""
        return {}


class Signing(Protocol):
    """What the money of a signing is made of: a lead under a basis."""

    @property
    def dates(self) -> Mapping[str, dt.date]:
        """First date by milestone."""

    @property
    def amount(self) -> int:
        """Money at the first signing, in 元."""

    @property
    def increases(self) -> tuple[IncreaseRow, ...]:
        """Every 增资."""


def added_in(lead: Signing, start: dt.date, end: dt.date) -> int:
    """增资 of a window in 元: what was added on or after the day of the first signing, each on its own day."""
    signed = lead.dates.get("签约")
    if signed is None or not lead.increases:
        return 0
    dated = [one for one in lead.increases if one.date is not None and max(start, signed) <= one.date <= end]
    return sum(one.amount or 0 for one in dated)


def worth_of(facts: Facts, ledger: str, ids: Collection[int], start: dt.date, end: dt.date) -> dict[int, int]:
    """What each row behind 签约资金 or 到位资金 of a window counts for in 元, by its id."""
    wanted = frozenset(ids)
    if ledger == "arrivals":
        return {row.id: row.amount for row in facts.arrivals if row.id in wanted}
    return {lead.id: money_in(lead, start, end) for lead in facts.leads if lead.id in wanted}


def money_in(lead: Signing, start: dt.date, end: dt.date) -> int:
    """签约资金 of a lead in a window, in 元: its first signing where that falls there, and the 增资 of the window."""
    signed = lead.dates.get("签约")
    first = lead.amount if signed is not None and start <= signed <= end else 0
    return first + added_in(lead, start, end) if lead.increases else first
