"""新签约, 新开工 and 新投产项目一览表: the year's projects by 责任单位, each with its 小计."""

from __future__ import annotations

from collections.abc import Sequence

from crm.bulletin.breakdown import year_window
from crm.bulletin.dataset import Dataset
from crm.bulletin.facts import LeadFact, added_in
from crm.bulletin.listing import DAY_WIDTH, Cell, Column, Listing
from crm.bulletin.measures import moneyed_in, reached_in
from crm.bulletin.parts import listed_money
from crm.bulletin.saying import amount
from crm.bulletin.sheet_style import TWO
from crm.bulletin.workbook import as_of, yi

NO_UNIT = "未填责任单位"
PROJECT_LISTS = (("新签约项目", "签约"), ("新开工项目", "开工"), ("新投产项目", "投产"))
LAND = "#,##0.##_ "


def project_lists(data: Dataset) -> list[Listing]:
    """The three lists of the year to date."""
    return [_listing(data, name, stage) for name, stage in PROJECT_LISTS]


def _listing(data: Dataset, name: str, stage: str) -> Listing:
    groups: dict[str, list[LeadFact]] = {}
    reached = reached_in(data.facts, stage, *year_window(data.facts))
    for lead in sorted(reached, key=lambda own: (own.dates[stage], own.id)):
        groups.setdefault(lead.unit.strip() or NO_UNIT, []).append(lead)
    order = sorted(groups, key=lambda unit: (unit == NO_UNIT, -len(groups[unit]), unit))
    people = {person.id: person.name for person in data.facts.staff}

    def line(unit: str, lead: LeadFact) -> Sequence[Cell]:
        texts = (unit, lead.name, lead.investor, lead.chain, lead.origin, lead.method)
        land = lead.land if lead.land is not None else ""
        fresh = "是" if lead.dates[stage] >= data.month.start else ""
        money = yi(listed_money(lead, stage, data.facts))
        return [*texts, money, land, lead.said_day(stage), people.get(lead.staff or 0, ""), fresh]

    columns = [Column("责任单位", 18), Column("项目名称", 36, left=True), Column("投资主体", 30, left=True)]
    columns += [Column("产业链", 11), Column("来源地", 10), Column("招商方式", 11)]
    columns += [Column("金额（亿元）", 11, TWO, total=True), Column("用地（亩）", 10, LAND, total=True)]
    columns += [Column(f"{stage}日期", DAY_WIDTH), Column("驻外责任人", 12), Column("当月新增", 10)]
    title = f"{data.county}{to_date(data)}{name}一览表"
    rows = [(unit, [line(unit, lead) for lead in groups[unit]]) for unit in order]
    notes = _added(data) if stage == "签约" else ()
    return Listing(f"{name}一览表", title, as_of(data), columns, rows, "个", notes, f"本年以来无{name}")


def _added(data: Dataset) -> tuple[str, ...]:
    """What 签约资金 has beside the list: the year's 增资 of projects signed before."""
    window = year_window(data.facts)
    old = [lead for lead in moneyed_in(data.facts, *window) if lead.dates["签约"] < window[0]]
    if not old:
        return ()
    named = "、".join(f"{lead.name}{amount(added_in(lead, *window), '亿元')}亿元" for lead in old)
    whole = amount(sum(added_in(lead, *window) for lead in old), "亿元")
    return (f"此前签约项目本年增资{whole}亿元（{named}），计入签约资金，不计个数，未列入本表。",)


def to_date(data: Dataset) -> str:
    """The year to date as titles print it: 2025年1—9月."""
    return data.month.label if data.month.month == 1 else f"{data.month.year}年1—{data.month.month}月"
