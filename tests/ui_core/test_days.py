"""Days and moments read the same wherever the screen says them."""

import datetime as dt

from ui.core.days import day_text, moment_text, spoken_days

NOW = dt.datetime(2024, 5, 30, 10, 42)


def test_days_of_any_year_are_all_as_long_so_that_a_column_can_be_compared() -> None:
    assert day_text(dt.date(2024, 5, 8)) == "2024.05.08"
    assert day_text(dt.date(2023, 12, 31)) == "2023.12.31"


def test_a_month_is_the_beginning_of_its_days() -> None:
    assert day_text(dt.date(2024, 4, 1), month_only=True) == "2024.04"
    assert day_text(dt.date(2024, 4, 1)).startswith(day_text(dt.date(2024, 4, 1), month_only=True))


def test_a_moment_in_a_list_keeps_its_time_on_every_day() -> None:
    assert moment_text(dt.datetime(2024, 5, 30, 8, 5), NOW) == "今天 08:05"
    assert moment_text(dt.datetime(2024, 5, 29, 23, 59), NOW) == "昨天 23:59"
    assert moment_text(dt.datetime(2024, 4, 30, 9, 0), NOW) == "2024.04.30 09:00"
    assert moment_text(dt.datetime(2023, 12, 31, 9, 0), NOW) == "2023.12.31 09:00"


def test_the_days_in_a_title_are_spoken_and_nothing_else_is_touched() -> None:
    assert spoken_days("2024-05-28 拜访 恒业光电") == "2024.05.28 拜访 恒业光电"
    assert spoken_days("光学膜二期 2023-11") == "光学膜二期 2023.11"
    assert spoken_days("电话 0512-68880012，2024-13-40，2024 签约资金") == (
        "电话 0512-68880012，2024-13-40，2024 签约资金"
    )
