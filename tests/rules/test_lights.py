"""Warning lights turn on the day their rule says, with the reason in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from crm.rules.lights import (
    IDLE,
    PACE,
    PRESETS,
    REGISTER,
    START,
    Colour,
    Light,
    LightRule,
    idle_light,
    pace_light,
    register_light,
    rule_from_json,
    rule_to_json,
    start_light,
    whole_months,
    worst,
)
from crm.rules.problem import BadValue

DUE = dt.date(2024, 3, 1)
STARTED = dt.date(2024, 3, 15)


@pytest.mark.parametrize(
    ("today", "light"),
    [
        ("2024-02-29", Light(Colour.GREEN, "计划2024年3月开工，未到期")),
        ("2024-03-31", Light(Colour.YELLOW, "计划2024年3月开工，本月到期尚未开工")),
        ("2024-05-31", Light(Colour.YELLOW, "计划2024年3月开工，已超期2个月未开工")),
        ("2024-06-01", Light(Colour.RED, "计划2024年3月开工，已超期3个月未开工")),
    ],
)
def test_not_started_in_the_due_month_is_yellow_three_months_later_red(today: str, light: Light) -> None:
    assert start_light(DUE, None, today=dt.date.fromisoformat(today)) == light


def test_a_started_or_unplanned_project_is_green() -> None:
    assert start_light(DUE, STARTED, today=dt.date(2024, 9, 1)) == (Colour.GREEN, "已开工")
    assert start_light(DUE, STARTED, today=dt.date(2024, 3, 14)).colour is Colour.YELLOW
    assert start_light(None, None, today=dt.date(2024, 9, 1)).colour is Colour.GREEN


@pytest.mark.parametrize(
    ("gap", "light"),
    [
        (None, Light(Colour.GREEN, "未下达任务，不比序时")),
        ("42.31", Light(Colour.GREEN, "超序时进度42.31个百分点")),
        ("0.00", Light(Colour.GREEN, "与序时进度持平")),
        ("-9.99", Light(Colour.GREEN, "落后序时进度9.99个百分点")),
        ("-10.00", Light(Colour.YELLOW, "落后序时进度10.00个百分点")),
        ("-12.92", Light(Colour.YELLOW, "落后序时进度12.92个百分点")),
        ("-30.00", Light(Colour.YELLOW, "落后序时进度30.00个百分点")),
        ("-30.01", Light(Colour.RED, "落后序时进度30.01个百分点")),
    ],
)
def test_behind_by_ten_to_thirty_points_is_yellow_more_is_red(gap: str | None, light: Light) -> None:
    assert pace_light(None if gap is None else Decimal(gap)) == light


@pytest.mark.parametrize(
    ("today", "light"),
    [
        ("2024-03-14", Light(Colour.GREEN, "未开工")),
        ("2024-04-14", Light(Colour.GREEN, "2024年3月15日开工，未满1个月")),
        ("2024-04-15", Light(Colour.YELLOW, "2024年3月15日开工，已满1个月未入统")),
        ("2024-05-15", Light(Colour.RED, "2024年3月15日开工，已满2个月未入统")),
    ],
)
def test_not_registered_a_month_after_the_start_is_yellow_two_red(today: str, light: Light) -> None:
    assert register_light(STARTED, None, today=dt.date.fromisoformat(today)) == light


def test_registered_or_not_started_is_green() -> None:
    assert register_light(STARTED, dt.date(2024, 4, 1), today=dt.date(2024, 9, 1)) == (Colour.GREEN, "已入统")
    assert register_light(None, None, today=dt.date(2024, 9, 1)) == (Colour.GREEN, "未开工")


def test_a_month_without_progress_asks_for_a_reason() -> None:
    today = dt.date(2024, 5, 31)
    assert idle_light(dt.date(2024, 5, 1), today=today) == (Colour.GREEN, "近期有进展")
    assert idle_light(dt.date(2024, 4, 30), today=today) == (Colour.YELLOW, "已1个月无进展，请填写原因")
    assert idle_light(dt.date(2023, 5, 31), today=today) == (Colour.YELLOW, "已12个月无进展，请填写原因")
    assert idle_light(None, today=today) == (Colour.YELLOW, "尚无进展记录，请填写原因")


def test_whole_months() -> None:
    assert whole_months(dt.date(2024, 1, 31), dt.date(2024, 2, 29)) == 1
    assert whole_months(dt.date(2024, 1, 31), dt.date(2024, 2, 28)) == 0
    assert whole_months(dt.date(2024, 1, 15), dt.date(2024, 3, 14)) == 1
    assert whole_months(dt.date(2024, 5, 1), dt.date(2024, 1, 1)) == 0


def test_limits_are_data() -> None:
    strict = LightRule("pace", "序时", Decimal(5), None)
    assert pace_light(Decimal("-50"), rule=strict).colour is Colour.YELLOW
    patient = LightRule("start", "开工", Decimal(1), Decimal(6))
    assert start_light(DUE, None, today=dt.date(2024, 3, 31), rule=patient).colour is Colour.GREEN


def test_the_worst_light_speaks_for_the_project() -> None:
    green, yellow, red = (Light(colour, str(colour)) for colour in Colour)
    assert worst([green, red, yellow]) == red
    assert worst([green, yellow]) == yellow
    assert worst([]) == (Colour.GREEN, "无预警")


@pytest.mark.parametrize("rule", [START, PACE, REGISTER, IDLE])
def test_a_rule_survives_json(rule: LightRule) -> None:
    assert rule_from_json(rule_to_json(rule)) == rule == PRESETS[rule.key]


@pytest.mark.parametrize("text", ["", "{}", "null", "[1]"])
def test_a_damaged_rule_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="亮灯规则的内容不完整"):
        rule_from_json(text)


def test_red_may_not_come_before_yellow() -> None:
    with pytest.raises(BadValue, match="“序时”的红灯界限不能小于黄灯界限"):
        rule_from_json('{"key": "pace", "name": "序时", "yellow": "30", "red": "10"}')
