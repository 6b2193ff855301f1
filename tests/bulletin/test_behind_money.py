"""The rows behind a figure of 签约资金 add up to it, whichever window, part or person it is of."""

from __future__ import annotations

import pytest

from crm.bulletin.assemble import dataset
from crm.bulletin.behind_money import counted_behind, money_behind
from crm.bulletin.dataset import Dataset, rows_behind
from crm.rules.problem import Problem

YI = 100_000_000


@pytest.fixture
def data(county, stations) -> Dataset:
    """3亿 and 0.5亿 signed this year, one of them in September, and 1亿 in September of last year."""
    ids = stations()
    county.lead("去年", yi="1", signed_date="2024-09-03")
    county.march = county.lead("三月", yi="3", signed_date="2025-03-05", sector="二产", unit="发改局")
    own = {"sector": "一产", "unit": "发改局", "staff": ids["李明朗"], "total_investment": 2 * YI}
    county.september = county.lead("九月", yi="0.5", signed_date="2025-09-05", **own)
    return dataset(county.book, "2025-09")


def test_each_project_counts_with_what_was_signed_in_the_window_of_the_figure(county, data: Dataset) -> None:
    assert money_behind(data, "signed_amount.month_value") == {county.september: YI // 2}
    assert money_behind(data, "signed_amount.completion") == {county.march: 3 * YI, county.september: YI // 2}
    assert sum(money_behind(data, "signed_amount.last_year").values()) == YI
    assert money_behind(data, "arrival_rate.cumulative.denominator") == money_behind(data, "signed_amount.cumulative")


def test_parts_units_and_people_have_their_own(county, data: Dataset) -> None:
    assert money_behind(data, "structure/产次/二产/amount") == {county.march: 3 * YI}
    assert sum(money_behind(data, "scope/单位/发改局").values()) == 350_000_000
    person = next(row for row in data.stations if row.person == "李明朗")
    assert money_behind(data, f"station/{person.station}/李明朗/signed_amount") == {county.september: YI // 2}


def test_counts_tasks_and_other_ledgers_have_no_money_of_signings(data: Dataset) -> None:
    station = data.stations[0].station
    for key in ("signed_count.cumulative", "structure/产次/二产/count_share", f"station/{station}//new_leads"):
        assert money_behind(data, key) is None
    assert money_behind(data, "foreign_capital.cumulative") is None
    assert money_behind(data, "funnel/签约") is None
    with pytest.raises(Problem, match="没有“甲”这个数"):
        money_behind(data, "甲")


def test_every_printed_signing_of_the_month_is_the_sum_of_its_rows(data: Dataset) -> None:
    for key in data.behind:
        if key.startswith("station/") and key.endswith("/signed_amount") and rows_behind(data, key)[1]:
            _, station, person, _ = key.split("/")
            told = next(row for row in data.stations if (row.station, row.person or "") == (station, person))
            assert sum(money_behind(data, key).values()) == told.signed_amount


def test_the_rows_behind_arrivals_and_behind_each_basis_add_up_to_their_figure(county) -> None:
    recognised = {"city_signed_date": "2025-04-01", "city_signed_amount": 2 * YI}
    lead = county.lead("到位", yi="3", signed_date="2025-03-05", **recognised)
    county.arrival(lead, "2025-03-01", "0.50", confirmed=YI // 4)
    county.arrival(lead, "2025-04-01", "0.30")
    county.arrival(lead, "2024-04-01", "1.00")
    data = dataset(county.book, "2025-09")
    assert sorted((money_behind(data, "arrived_amount.cumulative") or {}).values()) == [30_000_000, 50_000_000]
    assert sum((money_behind(data, "arrived_amount.last_year") or {}).values()) == YI
    assert sum((money_behind(data, "arrival_rate.cumulative") or {}).values()) == 80_000_000
    for key in ("signed_amount", "arrived_amount"):
        told = next(one for one in data.truths if one.spec.key == key)
        for basis in ("自报", "市认定", "省认定"):
            assert sum((money_behind(data, f"truth/{key}/{basis}") or {}).values()) == told.values[basis]
    assert [told.values[basis] for basis in ("自报", "市认定")] == [80_000_000, 25_000_000]
    assert money_behind(data, "truth/signed_count/自报") is None


def test_every_figure_of_money_says_what_its_rows_count_for_and_in_what(county, data: Dataset) -> None:
    told = counted_behind(data, "signed_amount.cumulative")
    assert told is not None
    assert (told.label, told.unit, sum(n for _, n in told.worth)) == ("计入签约资金", "亿元", 350_000_000)
    for step in data.funnel:
        own = counted_behind(data, f"funnel/{step.stage}")
        assert own is not None
        assert (own.label, sum(n for _, n in own.worth)) == ("计入金额", step.amount)
        assert counted_behind(data, f"funnel/{step.stage}/standing") is None
    assert counted_behind(data, "signed_count.cumulative") is None
    assert counted_behind(data, "signed_amount.annual_target") is None


def test_foreign_money_counts_in_dollars(county) -> None:
    lead = county.lead("外资", yi="3", signed_date="2025-03-05", capital_kind="外资")
    county.arrival(lead, "2025-03-01", "0.70", source="境外", foreign_amount=1000)
    county.arrival(lead, "2025-04-01", "0.35", source="境外", foreign_amount=500)
    county.arrival(lead, "2025-04-02", "0.35", source="境外")
    data = dataset(county.book, "2025-09")
    told = counted_behind(data, "foreign_capital.cumulative")
    assert told is not None
    assert (told.label, told.unit) == ("计入利用外资", "万美元")
    assert sorted(n for _, n in told.worth) == [5_000_000, 10_000_000]
    assert sum(n for _, n in told.worth) == data.indicator("foreign_capital").cumulative
