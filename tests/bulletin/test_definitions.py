"""Indicators as data: what a county adds or changes counts as defined, and its footnote says how."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm.bulletin.assemble import dataset
from crm.bulletin.dataset import rows_behind
from crm.bulletin.definitions import PRESETS, Definition
from crm.bulletin.settings import Convention, conventions, drop_convention, save_convention
from crm.rules.problem import Problem
from tests.published import sign_published

YI = 100_000_000


@pytest.fixture
def mixed(county):
    """By June: 34 large projects, 32 of them begun; 6 small, none begun; the city knows 30 large ones, 15 begun."""
    for n in range(40):
        dates = {"signed_date": "2025-03-01"}
        if n < 32:
            dates["started_date"] = "2025-05-01"
        if n < 30:
            dates["city_signed_date"] = "2025-04-01"
        if n < 15:
            dates["city_started_date"] = "2025-06-01"
        county.lead(f"项目{n}", yi="1.5" if n < 34 else "0.5", **dates)
    return county


def define(county, *own: Definition) -> None:
    save_convention(county.book, Convention(definitions=(*PRESETS, *own)))


def test_a_rate_of_large_projects_only_is_added_beside_the_rate_of_all(mixed) -> None:
    define(mixed, Definition("big", "亿元以上开工率", "开工项目", "签约项目", floor=YI))
    data = dataset(mixed.book, "2025-06")
    # 32 ÷ 40, and the published 32 ÷ 34 = 94.1 %.
    assert (data.indicator("start_rate").cumulative, data.indicator("big").cumulative) == ("80.0", "94.1")
    assert len(rows_behind(data, "big.cumulative.denominator")[1]) == 34
    assert (
        "亿元以上开工率=当年新签约项目中已开工个数÷当年新签约项目个数，仅计1亿元以上项目。"
        in data.convention.footnote()
    )
    assert data.sound
    assert "big" not in {row["key"] for row in data.as_json()["indicators"]}


def test_the_sentence_says_which_projects_a_rate_counts_and_gives_no_counts_that_would_mislead(mixed) -> None:
    large = replace(PRESETS[3], floor=YI)
    save_convention(mixed.book, Convention(definitions=(*PRESETS[:3], large, *PRESETS[4:])))
    data = dataset(mixed.book, "2025-06")
    # 34 of the 40 signed are of 1亿元 or more: said alone, 34 would contradict the 40 before it.
    assert "签约招商引资项目40个" in data.text
    assert "当年新签约1亿元以上项目34个，已开工32个，开工率94.1%" in data.text and data.sound
    define(mixed, Definition("city", "市认定开工率", "开工项目", "签约项目", basis="市认定"))
    assert "；市认定开工率50.0%" in dataset(mixed.book, "2025-06").text
    define(mixed, Definition("window", "同期开工率", "开工项目", "签约项目", cohort="同期"))
    assert "；同期开工率80.0%" in dataset(mixed.book, "2025-06").text, "those begun are not all among those signed"


def test_an_indicator_may_follow_the_citys_dates_while_the_others_follow_the_countys(mixed) -> None:
    define(mixed, Definition("city", "市认定开工率", "开工项目", "签约项目", basis="市认定"))
    data = dataset(mixed.book, "2025-06")
    assert (data.indicator("start_rate").cumulative, data.indicator("city").cumulative) == ("80.0", "50.0")
    assert "市认定开工率=当年新签约项目中已开工个数÷当年新签约项目个数，按市认定口径。" in data.convention.footnote()


def test_an_indicator_may_count_another_money(county) -> None:
    county.lead("固投", yi="5", signed_date="2025-06-01", fixed_investment=3 * YI)
    define(county, Definition("fixed", "签约固投", "签约资金", money="固投"))
    data = dataset(county.book, "2025-06")
    assert (data.indicator("signed_amount").cumulative, data.indicator("fixed").cumulative) == (5 * YI, 3 * YI)


def test_of_the_same_window_is_not_of_the_same_cohort(county) -> None:
    county.lead("去年签约", yi="1", signed_date="2024-10-01", started_date="2025-02-01")
    county.lead("今年签约", yi="1", signed_date="2025-03-01")
    define(county, Definition("window", "同期开工率", "开工项目", "签约项目", cohort="同期"))
    data = dataset(county.book, "2025-06")
    assert (data.indicator("start_rate").cumulative, data.indicator("window").cumulative) == ("0.0", "100.0")
    assert "同期开工率=新开工项目个数÷当年新签约项目个数。" in data.convention.footnote()


def test_244_of_247_signed_projects_are_honoured(county) -> None:
    """The published 244/247 → 98.8 %: registered, begun or paid; ended ones and mere signatures are not."""
    sign_published(county.book, 2025)
    row = dataset(county.book, "2025-06").indicator("honour_rate")
    assert row.cumulative == "98.8"
    assert (row.measures["cumulative"].value, row.measures["cumulative"].d) == (244, 247)


def test_a_project_that_ended_is_not_honoured(county) -> None:
    county.lead("终止", yi="1", signed_date="2025-03-01", started_date="2025-04-01", ended_date="2025-05-01")
    county.lead("在建", yi="1", signed_date="2025-03-01", started_date="2025-04-01")
    assert dataset(county.book, "2025-04").indicator("honour_rate").cumulative == "100.0"
    assert dataset(county.book, "2025-06").indicator("honour_rate").cumulative == "50.0"


def test_a_month_is_set_beside_the_month_before_it(county) -> None:
    county.lead("上月", yi="2", signed_date="2025-05-01")
    county.lead("本月", yi="3", signed_date="2025-06-01")
    row = dataset(county.book, "2025-06").indicator("signed_amount")
    assert (row.last_month, row.month_growth) == (2 * YI, "50.00")
    assert dataset(county.book, "2025-05").indicator("signed_amount").month_growth is None
    assert dataset(county.book, "2025-01").indicator("signed_amount").last_month == 0


def test_leads_may_be_counted_against_their_tasks(county) -> None:
    county.target("有效线索", "4")
    county.lead("有效", first_date="2025-02-01", valid=True, valid_date="2025-03-01")
    county.lead("无效", first_date="2025-02-01")
    define(county, Definition("valid", "有效线索", "有效线索"), Definition("new", "新增线索", "新增线索"))
    data = dataset(county.book, "2025-06")
    assert (data.indicator("valid").cumulative, data.indicator("valid").completion) == (1, "25.00")
    assert data.indicator("new").cumulative == 2


def test_contracts_that_money_has_reached_may_be_counted_too(county) -> None:
    paid = county.lead("到位", yi="3.70", signed_date="2025-01-05")
    county.lead("未到位", yi="7.07", signed_date="2025-01-06")
    county.arrival(paid, "2025-02-01", "0.01")
    own = Definition("paid", "到位项目率", "有资金到位项目", "签约项目")
    money = Definition("contracts", "合同到位率", "有资金到位项目的签约资金", "签约资金")
    large = Definition("large", "亿元项目到位", "到位资金", floor=5 * YI)
    per = Definition("per", "到位项目开工比", "开工项目", "到位资金")
    define(county, own, money, large, per)
    data = dataset(county.book, "2025-02")
    assert (data.indicator("paid").cumulative, data.indicator("contracts").cumulative) == ("50.0", "34.4")
    assert data.indicator("large").cumulative == 0
    assert data.indicator("per").cumulative == "0.0"


def test_a_definition_survives_json_and_refuses_what_it_cannot_count() -> None:
    own = Definition("big", "亿元以上开工率", "开工项目", "签约项目", floor=YI, basis="市认定", cohort="同期")
    kept = Convention(definitions=(*PRESETS, own))
    assert Convention.from_json(kept.to_json()) == kept
    with pytest.raises(Problem, match="指标的分子只能是"):
        replace(own, numerator="人口")
    with pytest.raises(Problem, match="每个指标都要有名称"):
        replace(own, name=" ")
    with pytest.raises(Problem, match="有两个指标都叫“开工率”"):
        Convention(definitions=(*PRESETS, replace(own, name="开工率")))
    with pytest.raises(Problem, match="通报固定要列签约项目"):
        Convention(definitions=PRESETS[1:])
    with pytest.raises(Problem, match="“签约项目”不能改名称，也不能改成另一类数"):
        Convention(definitions=(replace(PRESETS[0], numerator="签约资金"), *PRESETS[1:]))


def test_a_version_of_the_conventions_can_be_left_out_but_not_the_last(county) -> None:
    save_convention(county.book, Convention())
    save_convention(county.book, Convention(basis="市认定", effective_from="2025-07-01"))
    drop_convention(county.book, "2025-07-01")
    assert [own.basis for own in conventions(county.book)] == ["自报"]
    county.book.undo()
    assert [own.basis for own in conventions(county.book)] == ["自报", "市认定"]
    county.book.redo()
    with pytest.raises(Problem, match="口径至少要留一版"):
        drop_convention(county.book, "")


def test_the_json_tells_of_no_indicator_that_it_does_not_list(county) -> None:
    data = dataset(county.book, "2025-06")
    assert "履约率" in {p.subject for p in data.problems if p.kind == "无法计算"}
    told = data.as_json()
    subjects = {p["subject"] for p in told["problems"] if p["kind"] == "无法计算"}
    assert "开工率" in subjects and "履约率" not in subjects
