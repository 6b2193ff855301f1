"""Under the rows of a figure stands what it leaves out, and why."""

from __future__ import annotations

from crm.actions.edit import delete
from crm.bulletin.assemble import dataset
from crm.bulletin.definitions import PRESETS, Definition
from crm.bulletin.left_out import left_out
from crm.bulletin.settings import Convention, save_convention

YI = 100_000_000


def notes(county, key: str, month: str = "2025-09") -> list[str]:
    return left_out(county.book, dataset(county.book, month), key)


def test_projects_in_the_bin_of_another_basis_and_without_money_are_named(county) -> None:
    county.lead("算数", yi="1", signed_date="2025-03-01")
    county.lead("无金额", signed_date="2025-03-02")
    county.lead("只有市认定", city_signed_date="2025-05-01", first_date="2025-01-02")
    gone = county.lead("删去", yi="1", signed_date="2025-04-01")
    delete(county.book, "leads", [gone])
    assert notes(county, "signed_amount.cumulative") == [
        "1个在回收站，不计：删去",
        "1个只有别的口径的签约日期，不按自报计：只有市认定",
        "1个未填金额，按0计入资金：无金额",
    ]
    assert notes(county, "signed_amount.annual_target") == []
    assert (
        notes(county, "structure/产次/未填") == notes(county, "scope/单位/未填") == notes(county, "signed_count.growth")
    )
    assert notes(county, "scope/单位/未填/target") == []
    assert notes(county, "signed_count.month_value") == notes(county, "signed_count.month_growth") == []


def test_a_rate_names_those_that_are_in_its_denominator_only(county) -> None:
    county.lead("开工的", yi="1", signed_date="2025-03-01", started_date="2025-04-01")
    for n in range(4):
        county.lead(f"未开工{n}", yi="1", signed_date="2025-03-01")
    county.lead("小的", yi="0.1", signed_date="2025-03-01")
    save_convention(county.book, Convention(rate_floor=YI))
    small = "1个不到1亿元，不计：小的"
    assert notes(county, "start_rate.cumulative") == [small, "4个在分母里、不在分子里：未开工0、未开工1、未开工2等"]
    assert notes(county, "start_rate.cumulative.denominator") == [small]


def test_arrivals_of_other_sources_unconfirmed_or_in_the_bin_are_counted_out(county) -> None:
    lead = county.lead("项目", yi="5", signed_date="2025-03-01", city_signed_date="2025-03-01")
    gone = county.lead("删去", yi="5", signed_date="2025-03-01")
    county.arrival(lead, "2025-04-01", "1", source="省内")
    county.arrival(lead, "2025-05-01", "1", source="境外")
    county.arrival(gone, "2025-05-01", "1")
    delete(county.book, "leads", [gone])
    save_convention(county.book, Convention(basis="市认定", arrival_sources=("省外", "境外")))
    assert notes(county, "arrived_amount.cumulative") == [
        "1笔的项目在回收站，不计",
        "1笔的来源不在口径内，不计",
        "2笔未认定，按0计",
        "1笔境外资金未填外币金额，不计入利用外资",
    ]


def test_a_later_date_of_the_same_stage_is_not_counted_twice(county) -> None:
    county.lead("两次", yi="1", signed_date="2025-02-01", city_signed_date="2025-06-01")
    save_convention(
        county.book, Convention(definitions=(*PRESETS, Definition("s", "市开工", "开工项目", basis="市认定")))
    )
    assert notes(county, "signed_count.month_value", "2025-06") == ["1个只有别的口径的签约日期，不按自报计：两次"]
    assert notes(county, "s.cumulative") == []


def test_days_outside_the_month_doubled_or_on_leave_are_told(county, stations) -> None:
    li = stations()["李明朗"]
    county.trip(li, "2025-08-28", "2025-09-10")
    county.trip(li, "2025-09-08", "2025-09-14", "外出招商")
    county.trip(li, "2025-09-05", "2025-09-07", "请假")
    # 4 days of August; 8 to 10 September twice; 5 to 7 September on leave: 14 − 3 = 11 days.
    assert next(r for r in dataset(county.book, "2025-09").stations if r.person == "李明朗").days == 11
    told = ["4天在本月以外，不计", "3天行程重叠，只计1次", "3天同时请假、培训或在县内，不计驻外"]
    assert notes(county, "station/长三角/李明朗/days") == told
    assert notes(county, "station/长三角//days") == notes(county, "station/合计//days") == told
    assert notes(county, "station/珠三角//days") == notes(county, "station/长三角/李明朗/leave") == []


def test_visits_of_other_kinds_or_of_nobody_are_told(county, stations) -> None:
    li = stations()["李明朗"]
    firm = county.add("enterprises", name="企业甲")
    for method in ("拜访", "拜访", "电话"):
        county.visit(li, "2025-09-02", method=method, enterprise=firm)
    county.visit(li, "2025-09-03", method="拜访")
    county.visit(li, "2025-09-04", method="接待")
    county.visit(None, "2025-09-04", method="拜访", enterprise=firm)
    assert notes(county, "station/长三角/李明朗/visits") == ["2次是拜访以外的方式，不计"]
    assert notes(county, "station/合计//visits") == ["2次是拜访以外的方式，不计", "1次未填驻外人员，不计入个人"]
    assert notes(county, "station/长三角/李明朗/enterprises") == [
        "2次是拜访以外的方式，不计",
        "1次未填企业，不计家数",
        "1次是同一家企业，只计1家",
    ]
    assert "1批未填人数，按0计" in notes(county, "station/长三角/李明朗/guests")


def test_ended_projects_stand_nowhere(county, stations) -> None:
    li = stations()["李明朗"]
    county.lead("终止的", first_date="2025-01-05", staff=li, talk_date="2025-02-01", ended_date="2025-03-01")
    assert notes(county, "funnel/在谈/standing") == ["1个已终止的项目不计入现有：终止的"]
    assert notes(county, "funnel/在谈") == []
    assert notes(county, "station/长三角/李明朗/negotiating") == ["1个已终止，不计入在谈：终止的"]
    assert notes(county, "station/长三角/李明朗/new_leads") == notes(county, "problem/0") == []
