"""What counts, under which basis, and what is said where nothing can be computed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.actions.edit import delete
from crm.bulletin.assemble import dataset
from crm.bulletin.dataset import rows_behind
from crm.bulletin.settings import Convention, convention_on, save_convention
from crm.rules.problem import Problem

YI = 100_000_000


@pytest.fixture
def rates(county):
    """21 signed, 10 of them started, 4 of those registered; one started before this year and registered since."""
    for n in range(21):
        dates = {"signed_date": "2025-03-01"}
        if n < 10:
            dates["started_date"] = "2025-05-01"
        if n < 4:
            dates["registered_date"] = "2025-06-01"
        county.lead(f"甲{n}", yi="1", **dates)
    county.lead("旧项目", yi="3", signed_date="2024-05-01", started_date="2024-06-01", registered_date="2025-06-01")
    return county


def test_start_rate_is_of_the_same_cohort(rates) -> None:
    data = dataset(rates.book, "2025-06")
    assert data.indicator("start_rate").cumulative == "47.6"
    assert data.indicator("register_rate").cumulative == "40.0"


def test_the_rates_of_last_year_are_of_last_years_cohort(rates) -> None:
    data = dataset(rates.book, "2025-06")
    assert data.indicator("start_rate").last_year == "100.0"
    # 10 ÷ 21 − 100 %, in points.
    assert data.indicator("start_rate").growth == "-52.38"
    assert data.indicator("signed_amount").last_year == 3 * YI
    assert data.indicator("signed_amount").growth == "600.00"


def test_works_begun_after_the_month_are_not_known_yet(rates) -> None:
    assert dataset(rates.book, "2025-04").indicator("start_rate").cumulative == "0.0"


def test_a_small_project_can_be_left_out_of_the_rates(rates) -> None:
    rates.lead("小项目", yi="0.5", signed_date="2025-03-01")
    save_convention(rates.book, Convention(rate_floor=YI))
    data = dataset(rates.book, "2025-06")
    assert data.indicator("signed_count").cumulative == 22
    assert data.indicator("start_rate").cumulative == "47.6"


def test_a_project_without_signed_amount_counts_with_its_planned_investment(county) -> None:
    county.lead("无签约额", signed_date="2025-02-01", total_investment=2 * YI)
    assert dataset(county.book, "2025-02").indicator("signed_amount").cumulative == 2 * YI


def test_what_lies_in_the_bin_does_not_count(rates) -> None:
    lead = rates.lead("误录", yi="9", signed_date="2025-06-03")
    arrival = rates.arrival(lead, "2025-06-01", "1")
    assert dataset(rates.book, "2025-06").indicator("signed_count").month_value == 1
    delete(rates.book, "leads", [lead])
    data = dataset(rates.book, "2025-06")
    assert data.indicator("signed_count").month_value == 0
    assert data.indicator("arrived_amount").cumulative == 0
    assert arrival not in rows_behind(data, "arrived_amount.cumulative")[1]


def test_the_city_may_recognise_what_the_county_reports_differently(county) -> None:
    lead = county.lead(
        "两本账", yi="5", signed_date="2025-03-01", city_signed_date="2025-05-01", city_signed_amount=4 * YI
    )
    county.add("arrivals", lead=lead, month="2025-05-01", amount=2 * YI, confirmed=YI)
    save_convention(county.book, Convention(basis="市认定"))
    march, may = dataset(county.book, "2025-03"), dataset(county.book, "2025-05")
    assert march.indicator("signed_count").cumulative == 0
    assert may.indicator("signed_amount").cumulative == 4 * YI
    assert may.indicator("arrived_amount").cumulative == YI
    assert may.indicator("arrival_rate").cumulative == "25.0"


def test_a_convention_holds_from_its_day(county) -> None:
    save_convention(county.book, Convention(money="签约金额"))
    save_convention(county.book, Convention(money="固投", effective_from="2025-07-01"))
    assert convention_on(county.book, dt.date(2025, 6, 30)).money == "签约金额"
    assert convention_on(county.book, dt.date(2025, 7, 31)).money == "固投"
    county.lead("固投", yi="5", signed_date="2025-06-01", fixed_investment=3 * YI)
    assert dataset(county.book, "2025-06").indicator("signed_amount").cumulative == 5 * YI
    assert dataset(county.book, "2025-07").indicator("signed_amount").cumulative == 3 * YI


def test_the_first_convention_with_a_day_leaves_earlier_months_as_they_were(county) -> None:
    county.lead("固投", yi="5", signed_date="2025-06-01", fixed_investment=3 * YI)
    save_convention(county.book, Convention(money="固投", effective_from="2025-07-01"))
    june, july = dataset(county.book, "2025-06"), dataset(county.book, "2025-07")
    assert june.indicator("signed_amount").cumulative == 5 * YI
    assert july.indicator("signed_amount").cumulative == 3 * YI
    assert "起执行" not in june.convention.footnote()[0]
    assert july.convention.footnote()[0].endswith("本口径自2025年7月1日起执行。")


def test_a_convention_survives_json_and_refuses_unknown_words() -> None:
    kept = Convention(basis="省认定", pace="天", arrival_rate="B", arrival_sources=("省外", "境外"), start_months=3)
    assert Convention.from_json(kept.to_json()) == kept
    with pytest.raises(Problem, match="统计口径只能是自报、市认定、省认定"):
        Convention(basis="自己报")
    with pytest.raises(Problem, match="由大到小"):
        Convention(tiers=((0, "小"), (YI, "大")))


def test_pace_may_go_by_days(county) -> None:
    county.target("签约项目", "10")
    county.lead("一个", yi="1", signed_date="2025-01-05")
    assert dataset(county.book, "2025-02").indicator("signed_count").pace_gap == "-6.67"
    save_convention(county.book, Convention(pace="天"))
    # 10 % − 59 ÷ 365.
    assert dataset(county.book, "2025-02").indicator("signed_count").pace_gap == "-6.16"


def test_arrival_rate_b_counts_the_contracts_that_money_has_reached(county) -> None:
    paid = county.lead("到位", yi="3.70", signed_date="2025-01-05")
    county.lead("未到位", yi="7.07", signed_date="2025-01-06")
    county.arrival(paid, "2025-02-01", "0.01")
    save_convention(county.book, Convention(arrival_rate="B"))
    # 3.70 ÷ 10.77; the published 34.4 % of 370 ÷ 1077.
    assert dataset(county.book, "2025-02").indicator("arrival_rate").cumulative == "34.4"


def test_foreign_capital_is_counted_in_dollars(county) -> None:
    from decimal import Decimal

    county.target("利用外资", "400", q1="100")
    lead = county.lead("外资", yi="1", signed_date="2025-01-05", capital_kind="外资")
    county.arrival(lead, "2025-02-01", "0.2", source="境外", foreign_amount=Decimal("120.5"))
    county.arrival(lead, "2025-03-01", "0.1", source="境外")
    data = dataset(county.book, "2025-03")
    row = data.indicator("foreign_capital")
    assert (row.annual_target, row.cumulative, row.ahead) == (4_000_000, 1_205_000, 205_000)
    assert row.completion == "30.13"
    assert "实际利用外资120.50万美元" in data.text
    assert any(p.kind == "记录不全" and "1笔境外资金未填外币金额" in p.detail for p in data.problems)


def test_foreign_capital_is_told_in_yuan_where_a_machine_reads_it(county) -> None:
    from decimal import Decimal

    county.target("利用外资", "400", q1="100")
    lead = county.lead("外资", yi="1", signed_date="2025-01-05", capital_kind="外资")
    county.arrival(lead, "2025-02-01", "0.07", source="境外", foreign_amount=Decimal(100), rate=Decimal(7))
    county.arrival(lead, "2025-03-01", "0.075", source="境外", foreign_amount=Decimal(100), rate=Decimal("7.5"))
    county.arrival(lead, "2024-03-01", "0.05", source="境外", foreign_amount=Decimal(50))
    county.arrival(lead, "2025-03-01", "0.3", source="省外")
    told = dataset(county.book, "2025-03").indicator("foreign_capital").as_json()
    # 700万 and 750万元 for 200万美元, so 7.25 元 a 美元; 400 and 100万美元 asked for.
    assert (told["name"], told["month_value"], told["cumulative"], told["last_year"]) == (
        "利用外资", 7_500_000, 14_500_000, 5_000_000,
    )  # fmt: skip
    assert (told["annual_target"], told["quarter_target"], told["ahead"]) == (29_000_000, 7_250_000, 7_250_000)
    assert (told["completion"], told["quarter_completion"], told["growth"]) == ("50.00", "200.00", "190.00")


def test_a_target_in_dollars_has_no_yuan_before_any_came_in(county) -> None:
    county.target("利用外资", "400", q1="100")
    data = dataset(county.book, "2025-03").as_json()
    told = next(row for row in data["indicators"] if row["key"] == "foreign_capital")
    assert (told["cumulative"], told["annual_target"], told["completion"]) == (0, None, "0.00")
    assert {
        "kind": "无法计算",
        "subject": "利用外资",
        "detail": "年度任务、季度目标、超（欠）额：本年没有填报折算金额的外资到位，美元任务折不成人民币",
    } in data["problems"]


def test_a_month_without_anything_says_why(county) -> None:
    data = dataset(county.book, "2025-05")
    counted = data.indicator("signed_count")
    assert (counted.cumulative, counted.completion, counted.pace_gap, counted.growth) == (0, None, None, None)
    assert data.indicator("start_rate").cumulative is None
    said = {(p.subject, p.detail) for p in data.problems}
    assert any(s == "开工率" and "累计数" in d and "本年没有新签约项目，分母为0" in d for s, d in said)
    assert any(s == "签约项目" and "未下达年度任务" in d for s, d in said)
    assert data.text == "截至5月底，全县本年以来尚无新签约招商引资项目。"
    assert data.sound


def test_every_null_has_its_reason(county) -> None:
    data = dataset(county.book, "2025-05")
    for row in data.indicators:
        missing = {name for name, value in row.as_json().items() if value is None}
        assert missing == {*row.reasons, *row.json_reasons}


def test_works_begun_without_a_signing_stop_the_release(county) -> None:
    county.lead("先上车", started_date="2025-03-01", first_date="2025-01-05")
    data = dataset(county.book, "2025-03")
    broken = [c for c in data.checks if not c.ok]
    assert [c.rule for c in broken] == ["开工不大于签约"]
    assert "先上车" in broken[0].detail and not data.sound


def test_problems_are_told_by_name(county) -> None:
    county.add("stations", name="成渝")
    county.add("targets", year=2025, indicator="签约项目", scope="单位", subject="发改局", annual=2)
    county.lead("无地", yi="1", signed_date="2025-01-05", started_date="2025-02-01", land_papers=False)
    county.lead("未统", yi="1", signed_date="2025-01-05", produced_date="2025-06-01")
    county.lead("超期", yi="1", signed_date="2025-01-05", due_start="2025-03-01")
    paid = county.lead("多付", yi="1", signed_date="2025-06-05")
    county.arrival(paid, "2025-06-01", "1.2")
    county.lead("冷线索", first_date="2025-02-01")
    county.lead("终止", yi="1", signed_date="2025-01-05", ended_date="2025-02-05")
    found = {(p.kind, p.subject): p.detail for p in dataset(county.book, "2025-06").problems}
    assert found["已报开工无用地手续", "无地"] == "2025年2月1日报开工，用地手续未办理"
    assert found["已投产未入统", "未统"] == "2025年6月1日投产，至今未入统"
    assert found["已签约超期未开工", "超期"] == "红灯，2025年1月5日签约，计划2025年3月开工，已超期3个月未开工"
    assert found["到位资金大于签约额", "多付"] == "累计到位资金1.2亿元，签约额1亿元"
    assert ("无进展", "冷线索") in found and ("空白片区", "成渝") in found and ("空白单位", "发改局") in found
    assert not any(subject == "终止" for _, subject in found)


def test_units_and_stations_stand_against_their_own_tasks(county) -> None:
    north = county.add("stations", name="京津冀")
    for name, task in (("发改局", 2), ("工信局", 4), ("文旅局", 1), ("商务局", 1)):
        county.add("targets", year=2025, indicator="签约资金", scope="单位", subject=name, annual=task)
    county.lead("甲", yi="1", signed_date="2025-02-01", unit="发改局", station=north)
    county.lead("乙", yi="2", signed_date="2025-02-01", unit="工信局")
    county.lead("丙", yi="3", signed_date="2025-02-01", unit="无任务局")
    data = dataset(county.book, "2025-06")
    rows = {r.subject: (r.count, r.amount, str(r.completion), str(r.pace_gap), r.rank) for r in data.scopes}
    assert rows["发改局"] == (1, YI, "50.00", "0.00", 1)
    assert rows["工信局"] == (1, 2 * YI, "50.00", "0.00", 1)
    assert rows["文旅局"] == (0, 0, "0.00", "-50.00", 3)
    assert rows["无任务局"] == (1, 3 * YI, "None", "None", None)
    assert rows["京津冀"][:2] == (1, YI) and rows["未填"][:2] == (2, 5 * YI)
    assert len(rows_behind(data, "scope/单位/工信局")[1]) == 1
    assert data.sound


def test_works_without_an_agreed_day_are_due_six_months_after_signing(county) -> None:
    county.lead("未约定", yi="1", signed_date="2025-01-05")
    kind = "已签约超期未开工"
    assert not [p for p in dataset(county.book, "2025-06").problems if p.kind == kind]
    details = [p.detail for p in dataset(county.book, "2025-07").problems if p.kind == kind]
    assert details == ["黄灯，2025年1月5日签约，未约定开工日期，按签约满6个月应于2025年7月开工，本月到期尚未开工"]


def test_the_funnel_counts_a_project_once_however_it_skips(county) -> None:
    county.lead("只是线索", first_date="2025-02-01")
    county.lead("直接签约", yi="1", signed_date="2025-03-01")
    county.lead("一路到底", yi="2", signed_date="2025-03-01", started_date="2025-04-01", registered_date="2025-05-01")
    rows = {r.stage: (r.entered, r.advanced, r.conversion) for r in dataset(county.book, "2025-06").funnel}
    assert rows["线索"] == (3, 2, "66.7")
    assert rows["在谈"] == (2, 2, "100.0")
    assert rows["签约"] == (2, 1, "50.0")
    assert rows["开工"] == (1, 1, "100.0")
    assert rows["入统"] == (1, 0, "0.0")
    assert rows["投产"] == (0, None, None)


@given(
    parts=st.lists(
        st.tuples(
            st.sampled_from(["甲局", "乙局", "丙镇", ""]),
            st.integers(0, 10**12),
            st.sampled_from(["一产", "二产", None]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_parts_sum_to_the_whole_and_percents_to_100(parts) -> None:
    from decimal import Decimal

    from crm.bulletin.breakdown import structure
    from crm.bulletin.facts import Facts, LeadFact
    from crm.rules.dates import MonthRange

    signed = dt.date(2025, 3, 1)
    leads = tuple(_fact(LeadFact, n, unit, amount, sector, signed) for n, (unit, amount, sector) in enumerate(parts))
    facts = Facts(MonthRange(2025, 6), Convention(), leads, (), (), (), (), (), ())
    whole = sum(amount for _, amount, _ in parts)
    for rows in structure(facts)[0].values():
        assert sum(row.count for row in rows) == len(parts)
        assert sum(row.amount for row in rows) == whole
        assert sum(Decimal(row.count_share) for row in rows) == 100
        assert sum(Decimal(row.amount_share) for row in rows) == (100 if whole else 0)


def _fact(kind, n, unit, amount, sector, signed):
    import dataclasses

    texts = {f.name: "" for f in dataclasses.fields(kind) if f.type == "str"}
    nothing = {f.name: None for f in dataclasses.fields(kind) if "None" in str(f.type)}
    own = {"id": n, "unit": unit, "sector": sector or "", "amount": amount, "investment": amount, "since": signed}
    return kind(**{**texts, **nothing, **own, "dates": {"签约": signed}, "arrived": 0, "valid": True})
