"""From lead to production: a project's stage derived from its dated milestones under one basis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise


class Stage(StrEnum):
    """The stages in their order; the value is the word on screen."""

    LEAD = "线索"
    TALKS = "在谈"
    SIGNED = "签约"
    INCORPORATED = "注册"
    STARTED = "开工"
    REGISTERED = "入统"
    PRODUCING = "投产"
    FULL_OUTPUT = "达产"
    ENDED = "终止"

    @property
    def rank(self) -> int:
        """Its place in the order, 0 for 线索."""
        return _ORDER[self]


_ORDER = {stage: i for i, stage in enumerate(Stage)}

MILESTONES = tuple(stage for stage in Stage if stage is not Stage.LEAD)
"""The stages that are reached by a dated fact."""

INCREASE = "增资"
"""A dated fact that is no stage: more money for a signed project; it may come several times."""

BASES = ("自报", "市认定", "省认定")
"""Whose date counts: the county's own report, the city's or the province's recognition."""

CONFIRMED = ("签约", "开工", "入统", "投产")
"""The milestones that the city and the province recognise; the others count by own report under every basis."""

Milestones = Mapping[str, Mapping[str, dt.date]]
"""Milestone -> basis -> date, as one project's facts."""


def date_of(milestones: Milestones, stage: str, *, basis: str) -> dt.date | None:
    """When the milestone was reached under the basis, or None."""
    return milestones.get(stage, {}).get(basis)


def stage_of(milestones: Milestones, *, basis: str, on: dt.date | None = None) -> Stage:
    """The furthest stage reached under the basis (by the day `on`, where given).

    A project is 终止 when that is its latest fact; work dated after it has taken the project up again.
    """
    dated = _dated(milestones, basis, on)
    ended = dated.pop(Stage.ENDED, None)
    if ended is not None and all(day <= ended for day in dated.values()):
        return Stage.ENDED
    return max(dated, key=lambda stage: stage.rank, default=Stage.LEAD)


def days_in_stage(
    milestones: Milestones, *, basis: str, today: dt.date, lead_since: dt.date | None = None
) -> int | None:
    """Whole days since the present stage was entered; a 线索 counts from `lead_since`, None where nothing tells."""
    stage = stage_of(milestones, basis=basis, on=today)
    entered = lead_since if stage is Stage.LEAD else date_of(milestones, stage, basis=basis)
    return None if entered is None else (today - entered).days


def skipped(milestones: Milestones, *, basis: str, on: dt.date | None = None) -> list[Stage]:
    """Milestones from 签约 to the furthest one that have no date, 注册 aside: 投产 without 入统 is a named problem."""
    dated = _dated(milestones, basis, on)
    dated.pop(Stage.ENDED, None)
    furthest = max((stage.rank for stage in dated), default=0)
    expected = (Stage.SIGNED, Stage.STARTED, Stage.REGISTERED, Stage.PRODUCING)
    return [stage for stage in expected if stage.rank < furthest and stage not in dated]


def out_of_order(milestones: Milestones, *, basis: str) -> list[tuple[Stage, Stage]]:
    """Neighbouring milestones whose dates run backwards, as (earlier stage, later stage); 入统 is free to come late."""
    dated = [(stage, day) for stage, day in _dated(milestones, basis, None).items() if stage is not Stage.REGISTERED]
    return [(one, two) for (one, first), (two, second) in pairwise(dated) if second < first]


def _dated(milestones: Milestones, basis: str, on: dt.date | None) -> dict[Stage, dt.date]:
    found: dict[Stage, dt.date] = {}
    for stage in MILESTONES:
        day = date_of(milestones, stage, basis=basis)
        if day is not None and (on is None or day <= on):
            found[stage] = day
    return found
