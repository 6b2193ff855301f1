"""驻外天数 counts each calendar day once and never more than the period has."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from crm.rules.posting import PostingTally, posting_days, posting_tally

MAY = (dt.date(2024, 5, 1), dt.date(2024, 5, 31))


def may(first: int, last: int) -> tuple[dt.date, dt.date]:
    return dt.date(2024, 5, first), dt.date(2024, 5, last)


def test_overlapping_trips_count_once() -> None:
    assert posting_days([may(1, 10), may(8, 12), may(20, 20)], *MAY) == 13


def test_trips_are_clipped_to_the_period() -> None:
    long = (dt.date(2024, 4, 20), dt.date(2024, 6, 10))
    assert posting_days([long], *MAY) == 31
    assert posting_days([(dt.date(2024, 6, 1), dt.date(2024, 6, 2))], *MAY) == 0
    assert posting_days([], *MAY) == 0


def test_a_trip_that_ends_before_it_starts_holds_no_day() -> None:
    assert posting_days([(dt.date(2024, 5, 9), dt.date(2024, 5, 3))], *MAY) == 0


def test_leave_and_training_are_kept_apart() -> None:
    tally = posting_tally([may(1, 20)], leave=[may(5, 6)], training=[may(6, 8), may(25, 26)], start=MAY[0], end=MAY[1])
    assert tally == PostingTally(posted=16, leave=2, training=4)


days = st.dates(dt.date(2024, 3, 1), dt.date(2024, 7, 31))
spans = st.lists(st.tuples(days, days), max_size=8)


@given(spans, spans, spans)
def test_no_month_has_more_days_than_the_calendar(
    trips: list[tuple[dt.date, dt.date]], leave: list[tuple[dt.date, dt.date]], training: list[tuple[dt.date, dt.date]]
) -> None:
    tally = posting_tally(trips, leave=leave, training=training, start=MAY[0], end=MAY[1])
    assert 0 <= sum(tally) <= 31
    assert tally.posted <= posting_days(trips, *MAY) <= 31
    assert posting_days(trips + trips, *MAY) == posting_days(trips, *MAY)
