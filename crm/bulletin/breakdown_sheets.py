"""转化 and 占比 as sheets: the funnel of the year's cohorts, and what the year's new projects are made of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from crm.bulletin import sheet_style as style
from crm.bulletin.breakdown import UNKNOWN, Part
from crm.bulletin.dataset import Dataset
from crm.bulletin.listing import SUBTOTAL
from crm.bulletin.project_sheets import to_date
from crm.bulletin.sheet import Sheet
from crm.bulletin.sheet_charts import Chart
from crm.bulletin.sheet_style import COUNT, ONE, TWO
from crm.bulletin.workbook import add_up, as_of, yi

FUNNEL_COLUMNS = (
    ("阶段", 18),
    ("本年新进入（个）", 18),
    ("金额（亿元）", 18),
    ("已转入下一阶段（个）", 22),
    ("转化率（%）", 18),
    ("月末存量（个）", 18),
)


def funnel_sheet(sheet: Sheet, data: Dataset) -> None:
    """转化: the year's cohort of each stage, and the share of it that has gone on."""
    width = len(FUNNEL_COLUMNS)
    style.title(sheet, f"{data.county}{to_date(data)}项目转化情况", as_of(data), width)
    style.head(sheet, FUNNEL_COLUMNS)
    at = 4
    for at, row in enumerate(data.funnel, start=4):
        percent = None if row.conversion is None else Decimal(row.conversion)
        cells = (row.stage, row.entered, yi(row.amount), row.advanced, percent, row.standing)
        for column, value in enumerate(cells, start=1):
            style.put(sheet, at, column, value, form={3: TWO, 5: ONE}.get(column, COUNT))
    words = "转化按当年首次进入该阶段的项目计算，每个项目计1次，已投产未入统的不计入统；"
    words += "存量为月末处于该阶段的全部项目，不含终止项目。"
    style.note(sheet, at + 1, words, width)
    style.page(sheet, head_rows="3:3", width=width)


NOTHING = (1, 0)
WHOLE = (
    "占比按当年新签约项目计算，各类分项之和等于全部新签约项目；"
    "占比合计为100.0%，为此个别分项可能与四舍五入相差0.1个百分点。"
)
STRUCTURE_COLUMNS = (
    ("类别", 16),
    ("分项", 34),
    ("项目（个）", 16),
    ("个数占比（%）", 18),
    ("签约资金（亿元）", 18),
    ("资金占比（%）", 18),
)


def structure_sheet(sheet: Sheet, data: Dataset) -> list[Chart]:
    """占比 of the year's new projects, each breakdown closed by its 小计, which is the whole; returns its charts."""
    width = len(STRUCTURE_COLUMNS)
    style.title(sheet, f"{data.county}{to_date(data)}新签约项目结构", as_of(data), width)
    style.head(sheet, STRUCTURE_COLUMNS)
    at = 4
    spans: dict[str, tuple[int, int]] = {}
    for name, parts in data.structure.items():
        first = at
        for part in parts:
            by_count, by_amount = Decimal(part.count_share), Decimal(part.amount_share)
            own: tuple[str | int | Decimal, ...] = (name, part.name, part.count, by_count, yi(part.amount), by_amount)
            for column, value in enumerate(own, start=1):
                style.put(sheet, at, column, value, form={4: ONE, 5: TWO, 6: ONE}.get(column, COUNT))
            at += 1
        if parts:
            spans[name] = NOTHING if parts[0].name == UNKNOWN else (first, at - 1)
            _structure_total(sheet, at, first, name, parts)
            at += 1
    if not spans:
        style.nothing(sheet, at, "本年以来无新签约项目", width)
        at += 1
    style.note(sheet, at, WHOLE, width)
    style.page(sheet, head_rows="3:3", width=width)
    money = (("签约资金", 5),)
    by_chain = Chart(sheet, "按产业链（亿元）", *spans.get("产业链", NOTHING), 2, money, lying=True)
    return [by_chain, Chart(sheet, "按规模档（签约资金）", *spans.get("规模档", NOTHING), 2, money, pie=True)]


def _structure_total(sheet: Sheet, at: int, first: int, name: str, parts: Sequence[Part]) -> None:
    for column in range(1, len(STRUCTURE_COLUMNS) + 1):
        style.put(sheet, at, column, {1: name, 2: SUBTOTAL}.get(column, ""), total=True)
    add_up(sheet, at, 3, first, sum(part.count for part in parts), form=COUNT)
    add_up(sheet, at, 5, first, yi(sum(part.amount for part in parts)), form=TWO)
    for column, key in ((4, "count_share"), (6, "amount_share")):
        whole = sum((Decimal(getattr(part, key)) for part in parts), start=Decimal(0))
        add_up(sheet, at, column, first, whole, form=ONE)
