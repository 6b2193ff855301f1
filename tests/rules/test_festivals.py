"""The Chinese calendar, by published dates of 2024 and 2025."""

from __future__ import annotations

import datetime as dt

import pytest

from crm.rules.festivals import DayMark, day_mark, festivals, greeting_due, holidays_known


def test_the_festivals_of_2024_and_2025() -> None:
    found = festivals(dt.date(2024, 1, 1), dt.date(2025, 12, 31))
    assert [(f.name, f.date.isoformat()) for f in found] == [
        ("春节", "2024-02-10"),
        ("清明", "2024-04-04"),
        ("端午", "2024-06-10"),
        ("中秋", "2024-09-17"),
        ("国庆", "2024-10-01"),
        ("春节", "2025-01-29"),
        ("清明", "2025-04-04"),
        ("端午", "2025-05-31"),
        ("国庆", "2025-10-01"),
        ("中秋", "2025-10-06"),
    ]


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        ("2024-10-01", DayMark("holiday", "国庆")),
        ("2024-10-07", DayMark("holiday", "国庆")),
        ("2024-10-12", DayMark("makeup")),
        ("2024-06-10", DayMark("holiday", "端午")),
        ("2024-06-01", DayMark("weekend")),
        ("2024-05-30", DayMark("work")),
        ("2099-10-01", DayMark("work")),
        ("2099-10-03", DayMark("weekend")),
    ],
)
def test_holidays_make_up_days_and_weekends(day: str, mark: DayMark) -> None:
    assert day_mark(dt.date.fromisoformat(day)) == mark


def test_of_which_years_the_holidays_are_known() -> None:
    assert [year for year in (2003, 2004, 2024, 2025, 2099) if holidays_known(year)] == [2004, 2024, 2025]


def test_greetings_are_due_ten_days_ahead_and_three_days_after() -> None:
    for day, names in (("2024-05-30", []), ("2024-05-31", ["端午"]), ("2024-06-13", ["端午"]), ("2024-06-14", [])):
        assert [f.name for f in greeting_due(dt.date.fromisoformat(day))] == names
