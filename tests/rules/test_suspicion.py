"""Suspicions: what a project's own figures and dates contradict."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from crm.rules.suspicion import ABOVE, OLD, PAPERS, SMALL, UNREGISTERED, Doubt, Facts, Limits, doubts

TODAY = dt.date(2024, 5, 30)
YI = 100_000_000
SOUND = Facts(
    total=2 * YI,
    fixed=YI,
    signed=2 * YI,
    arrived=YI,
    dates={
        "签约": dt.date(2022, 3, 1),
        "开工": dt.date(2022, 6, 1),
        "入统": dt.date(2022, 7, 1),
        "投产": dt.date(2023, 6, 1),
    },
    land=Decimal(60),
    land_papers=True,
)


def found(facts: Facts, **limits: int) -> list[Doubt]:
    return doubts(facts, today=TODAY, limits=Limits(**limits))


def without(kind: str) -> dict[str, dt.date]:
    return {k: day for k, day in SOUND.dates.items() if k != kind}


def test_a_sound_project_raises_no_doubt() -> None:
    assert found(SOUND) == []
    assert found(Facts(None, None, None, 0, {}, None, None)) == []


def test_fixed_investment_far_below_the_total_is_small_dressed_as_large() -> None:
    assert found(SOUND._replace(fixed=60_000_000)) == [
        Doubt(SMALL, "计划总投资2亿元，其中固定资产投资只有6,000万元，占30.0%")
    ]
    assert found(SOUND._replace(fixed=80_000_000)) == []
    assert found(SOUND._replace(fixed=0))[0].kind == SMALL
    assert found(SOUND._replace(fixed=80_000_000), fixed_share=50)[0].kind == SMALL
    assert found(SOUND._replace(total=90_000_000, fixed=1_000_000)) == []


def test_little_money_long_after_the_signing_is_small_dressed_as_large() -> None:
    slow = SOUND._replace(arrived=10_000_000)
    assert found(slow) == [Doubt(SMALL, "2022年3月签约2亿元，至今只到位1,000万元，占5.0%")]
    assert found(SOUND._replace(arrived=0)) == [Doubt(SMALL, "2022年3月签约2亿元，至今没有资金到位")]
    assert found(SOUND._replace(arrived=20_000_000)) == []
    assert found(slow, slow_months=27) == []
    assert found(slow, slow_months=26)[0].kind == SMALL


def test_more_arrived_than_was_signed() -> None:
    assert found(SOUND._replace(arrived=212_000_000)) == [
        Doubt(ABOVE, "到位资金2.12亿元，超过签约金额2亿元，多1,200万元")
    ]
    assert found(SOUND._replace(arrived=2 * YI)) == []
    assert found(SOUND._replace(signed=None)) == [Doubt(ABOVE, "到位资金1亿元，没有签约金额")]


def test_works_begun_without_land_papers() -> None:
    assert found(SOUND._replace(land_papers=False)) == [Doubt(PAPERS, "2022年6月1日已报开工，用地手续为“否”")]
    assert found(SOUND._replace(land_papers=None)) == [Doubt(PAPERS, "2022年6月1日已报开工，用地60亩，没有填用地手续")]
    assert found(SOUND._replace(land_papers=None, land=None)) == []
    assert found(SOUND._replace(land_papers=False, dates=without("开工"))) == []


def test_in_production_but_not_in_the_register() -> None:
    assert found(SOUND._replace(dates=without("入统"))) == [Doubt(UNREGISTERED, "2023年6月1日已投产，没有入统日期")]
    small = SOUND._replace(dates=without("入统"), total=4_900_000, fixed=4_000_000, signed=None, arrived=0)
    assert found(small) == []
    full = {"达产": dt.date(2024, 1, 5)}
    assert found(SOUND._replace(dates=full, total=None, fixed=None))[0].reason == "2024年1月5日已投产，没有入统日期"


def test_in_production_before_it_was_signed_is_old_dressed_as_new() -> None:
    dates = {**SOUND.dates, "签约": dt.date(2023, 9, 1)}
    assert found(SOUND._replace(dates=dates)) == [Doubt(OLD, "投产日期2023年6月1日早于签约日期2023年9月1日")]


def test_of_a_project_that_has_ended_only_the_money_matters() -> None:
    ended = SOUND._replace(dates={**SOUND.dates, "终止": dt.date(2024, 1, 1)}, land_papers=False, fixed=0, arrived=0)
    assert found(ended) == []
    assert [doubt.kind for doubt in found(ended._replace(arrived=3 * YI))] == [ABOVE]
