"""The cohort funnel of leads, each project once, and how long the stages take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from crm.queries.board import COLUMNS, LeadCard
from crm.rules.numbers import ratio
from crm.rules.stages import Stage


@dataclass(frozen=True)
class Step:
    """A stage of the funnel: projects of the cohort that reached it or went beyond, their 计划总投资 in 元.

    `of_previous` and `of_first` in percent with one decimal, None where there is nothing to divide by.
    """

    stage: str
    ids: tuple[int, ...]
    total: int
    of_previous: Decimal | None
    of_first: Decimal | None


@dataclass(frozen=True)
class Funnel:
    """The funnel of the projects first known from start to end; `ended` of them have been given up."""

    start: dt.date
    end: dt.date
    steps: tuple[Step, ...]
    ended: tuple[int, ...]


@dataclass(frozen=True)
class Duration:
    """Days from one stage to the next over the projects whose both days are known: shortest, quartiles, longest."""

    stage: str
    after: str
    days: tuple[int, ...]
    ids: tuple[int, ...]

    @property
    def median(self) -> int | None:
        """The middle one; of an even number the lower middle."""
        return self.at(1, 2)

    def at(self, part: int, whole: int) -> int | None:
        """The value below or at which part/whole of the projects lie; None without a project."""
        if not self.days:
            return None
        return self.days[max(-(-len(self.days) * part // whole) - 1, 0)]


def entered(card: LeadCard, stage: str) -> dt.date | None:
    """When a stage was first entered: by its own day, or by that of a later one which implies it."""
    rank = Stage(stage).rank
    later = [day for kind, day in card.dates.items() if rank <= Stage(kind).rank < Stage.ENDED.rank]
    if stage == "线索" and card.since is not None:
        later.append(card.since)
    return min(later, default=None)


def funnel(found: Iterable[LeadCard], *, start: dt.date, end: dt.date) -> Funnel:
    """The funnel of the cohort first known from start to end (both included); a project counts once in every stage."""
    cohort = [card for card in found if (day := entered(card, "线索")) is not None and start <= day <= end]
    steps: list[Step] = []
    for stage in COLUMNS:
        own = [card for card in cohort if entered(card, stage) is not None]
        before = len(steps[-1].ids) if steps else 0
        steps.append(
            Step(
                stage,
                tuple(card.id for card in own),
                sum(card.investment for card in own),
                ratio(len(own), before, 1) if steps else None,
                ratio(len(own), len(cohort), 1),
            )
        )
    return Funnel(start, end, tuple(steps), tuple(card.id for card in cohort if card.stage == "终止"))


def durations(found: Sequence[LeadCard]) -> list[Duration]:
    """How many days each step took, for projects whose two days are known and run forwards."""
    result = []
    for stage, after in pairwise(COLUMNS):
        spans = []
        for card in found:
            one = card.since if stage == "线索" else card.dates.get(stage)
            two = card.dates.get(after)
            if one is not None and two is not None and two >= one:
                spans.append(((two - one).days, card.id))
        spans.sort()
        result.append(Duration(stage, after, tuple(d for d, _ in spans), tuple(i for _, i in spans)))
    return result
