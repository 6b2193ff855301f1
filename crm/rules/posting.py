"""驻外天数: calendar days of posted staff, each day once, leave and training kept apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

Span = tuple[dt.date, dt.date]
"""First and last day, both included; a span that ends before it starts holds no day."""


class PostingTally(NamedTuple):
    """Days of one person in a period: posted, on leave, called back for training; no day is in two of them."""

    posted: int
    leave: int
    training: int


def posting_days(spans: Iterable[Span], start: dt.date, end: dt.date) -> int:
    """Days in the union of the spans within start…end (both included); overlaps count once."""
    return len(_days(spans, start, end))


def posting_tally(
    trips: Iterable[Span], *, leave: Iterable[Span], training: Iterable[Span], start: dt.date, end: dt.date
) -> PostingTally:
    """The days of a period told apart: 请假 goes before 回县培训, and neither counts as posted."""
    away = _days(leave, start, end)
    called_back = _days(training, start, end) - away
    posted = _days(trips, start, end) - away - called_back
    return PostingTally(len(posted), len(away), len(called_back))


def _days(spans: Iterable[Span], start: dt.date, end: dt.date) -> set[int]:
    days: set[int] = set()
    for first, last in spans:
        days.update(range(max(first, start).toordinal(), min(last, end).toordinal() + 1))
    return days
