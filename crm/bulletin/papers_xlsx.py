"""月通报 as a workbook: 主要指标, 驻外工作, 项目一览表, 转化与占比, 问题清单, 对照, 口径与核验."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from crm.bulletin import sheet_style as style
from crm.bulletin.breakdown_sheets import funnel_sheet, structure_sheet
from crm.bulletin.comparison_sheets import differences_sheet, truths_sheet
from crm.bulletin.dataset import Dataset
from crm.bulletin.figures import Figure, Indicator
from crm.bulletin.listing import SUBTOTAL, write_listing
from crm.bulletin.posted import TOTAL, PostedRow
from crm.bulletin.project_sheets import project_lists
from crm.bulletin.scopes import SCOPES, ScopeRow
from crm.bulletin.sheet import Sheet, SheetBook
from crm.bulletin.sheet_charts import SHEET, Chart, charts_sheet
from crm.bulletin.sheet_style import COUNT, PERCENT, TWO
from crm.bulletin.workbook import add_up, as_of, save, yi
from crm.rules.money import to_unit
from crm.rules.numbers import rounded


def write_workbook(data: Dataset, path: Path) -> None:
    """Write the workbook of a month to `path`, which is replaced; totals are formulas that carry their values."""
    book = SheetBook()
    drawn = indicators_sheet(book.sheet("主要指标"), data)
    text_sheet(book.sheet("通报文字"), data)
    posted_sheet(book.sheet("驻外工作情况"), data)
    drawn += scopes_sheet(book.sheet("片区和单位完成情况"), data)
    for listing in project_lists(data):
        write_listing(book.sheet(listing.sheet), listing)
    funnel_sheet(book.sheet("项目转化"), data)
    drawn += structure_sheet(book.sheet("项目结构"), data)
    charts_sheet(book.sheet(SHEET), f"{data.county}{data.month.label}招商引资图表", as_of(data), drawn)
    problems_sheet(book.sheet("问题清单"), data)
    truths_sheet(book.sheet("自报与认定对照"), data)
    differences_sheet(book.sheet("与上期差异"), data)
    _conventions(book.sheet("口径说明及核验"), data)
    save(book, data, path, title="招商引资工作通报")


def write_posted(data: Dataset, path: Path) -> None:
    """Write the sheet 驻外工作情况 of a month alone to `path`, which is replaced."""
    book = SheetBook()
    posted_sheet(book.sheet("驻外工作情况"), data)
    save(book, data, path, title="驻外工作情况")


def _shown(row: Indicator, value: Figure) -> Decimal | int | None:
    """A figure in the unit that the sheet prints it in."""
    if value is None:
        return None
    if row.spec.kind == "money":
        return yi(int(value))
    if row.spec.kind == "dollars":
        return to_unit(int(value), "万元")
    return Decimal(value) if isinstance(value, str) else value


CENTRED = "#,##0.00"
_FORMS = {"count": COUNT, "money": "#,##0.00", "dollars": "#,##0.00", "rate": "0.0"}
"""The table of indicators mixes units in a column, so its figures stand in the middle."""

INDICATOR_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("", "指标", 14),
    ("", "单位", 8),
    ("任务", "年度任务", 11),
    ("任务", "季度调度目标", 12),
    ("完成", "当月", 10),
    ("完成", "本年累计", 11),
    ("完成率（%）", "年度", 10),
    ("完成率（%）", "季度", 10),
    ("", "超（欠）\n季度目标", 11),
    ("序时进度（%）", "应完成", 10),
    ("序时进度（%）", "超（欠）", 10),
    ("", "上年同期", 11),
    ("", "同比（%）", 10),
    ("", "环比（%）", 10),
)


def indicators_sheet(sheet: Sheet, data: Dataset) -> list[Chart]:
    """The indicators against their targets and the pace; returns their chart."""
    width = len(INDICATOR_COLUMNS)
    month = data.month
    style.title(sheet, f"{data.county}{month.label}招商引资主要指标完成情况", as_of(data), width)
    style.heads(sheet, INDICATOR_COLUMNS)
    pace = rounded(data.convention.progress(month.end), 2)
    at = 5
    for at, row in enumerate(data.indicators, start=5):
        _indicator(sheet, at, row, pace)
    style.note(sheet, at + 1, _below_indicators(data), width)
    style.page(sheet, head_rows="3:4", width=width)
    series = (("年度完成率", 7), ("序时进度", 10))
    return [Chart(sheet, "年度完成率与序时进度（%）", 5, at, 1, series, wide=True)]


def _below_indicators(data: Dataset) -> str:
    """What rates are told in, and why a figure is missing."""
    named: dict[str, list[str]] = {}
    for row in data.indicators:
        for reason in dict.fromkeys(row.reasons.values()):
            named.setdefault(reason, []).append(row.spec.target)
    why = "；".join(f"{reason}（{'、'.join(own)}）" for reason, own in named.items())
    rates = "比率类指标的超（欠）额、同比、环比单位为百分点；上月为0的不比环比。"
    return f"{rates}“—”为无法计算：{why}。" if why else rates


def text_sheet(sheet: Sheet, data: Dataset) -> None:
    """The paragraph that leaders read, for who copies it from the workbook."""
    style.title(sheet, f"{data.county}{data.month.label}招商引资工作情况", as_of(data), 2)
    sheet.widths[1] = sheet.widths[2] = 70
    style.prose(sheet, 3, data.text, 2)
    style.page(sheet, head_rows="1:2", width=2, one_page=True)


def _indicator(sheet: Sheet, at: int, row: Indicator, pace: Decimal) -> None:
    form = _FORMS[row.spec.kind]
    style.put(sheet, at, 1, row.spec.target)
    style.put(sheet, at, 2, row.spec.unit)
    figures = {3: row.annual_target, 4: row.quarter_target, 5: row.month_value, 6: row.cumulative}
    for column, value in {**figures, 9: row.ahead, 12: row.last_year}.items():
        style.put(sheet, at, column, _shown(row, value), form=form, centre=True)
    percents = {7: row.completion, 8: row.quarter_completion, 11: row.pace_gap, 13: row.growth, 14: row.month_growth}
    for column, percent in percents.items():
        style.put(sheet, at, column, None if percent is None else Decimal(percent), form=CENTRED, centre=True)
    style.put(sheet, at, 10, None if row.pace_gap is None else pace, form=CENTRED, centre=True)
    sheet.heights[at] = 22


POSTED_COLUMNS: tuple[tuple[str, str, float, str], ...] = (
    ("", "驻外天数", 8, "days"),
    ("不计驻外（天）", "请假", 7, "leave"),
    ("不计驻外（天）", "回县培训", 8, "training"),
    ("拜访企业", "家", 7, "enterprises"),
    ("拜访企业", "次", 7, "visits"),
    ("接待客商", "批次", 7, "receptions"),
    ("接待客商", "人次", 7, "guests"),
    ("", "新增线索\n（条）", 9, "new_leads"),
    ("", "有效线索\n（条）", 9, "valid_leads"),
    ("", "提供县主要领导\n拜访企业（家）", 14, "leader_visits"),
    ("", "在谈\n（个）", 8, "negotiating"),
    ("签约", "个", 7, "signed_count"),
    ("签约", "亿元", 9, "signed_amount"),
)


def posted_sheet(sheet: Sheet, data: Dataset) -> None:
    """驻外工作情况: a row a person, each 片区 closed by its 小计, the 合计 last."""
    columns: list[tuple[str, str, float]] = [("", "片区", 14), ("", "姓名", 10)]
    columns += [(group, name, width) for group, name, width, _ in POSTED_COLUMNS]
    columns += [("", "得分", 8), ("", "排名", 7)]
    width = len(columns)
    style.title(sheet, f"{data.county}{data.month.label}驻外招商工作情况", "按片区排列", width)
    style.heads(sheet, columns)
    at, first = 5, 5
    for row in data.stations:
        if row.person is not None:
            _person(sheet, at, row)
            at += 1
            continue
        total = row.station == TOTAL
        if not total and at == first:
            _blank_station(sheet, at, row.station)
            at += 1
        style.put(sheet, at, 1, TOTAL if total else row.station, total=True)
        style.put(sheet, at, 2, "" if total else SUBTOTAL, total=True)
        start = 5 if total else first
        for column, (_, _, _, key) in enumerate(POSTED_COLUMNS, start=3):
            add_up(sheet, at, column, start, _posted_value(row, key), form=_posted_form(key))
        for column in (width - 1, width):
            style.put(sheet, at, column, "", total=True)
        if not total and at > first:
            style.merge(sheet, first, 1, at, 1)
        at += 1
        first = at
    within = "片区内" if data.scheme.within == "group" else "全县"
    style.note(sheet, at, f"得分按“{data.scheme.name}”计算，排名在{within}进行，得分相同名次并列。", width)
    style.page(sheet, head_rows="3:4", width=width)


def _posted_value(row: PostedRow, key: str) -> Decimal | int:
    value: int = getattr(row, key)
    return yi(value) if key == "signed_amount" else value


def _posted_form(key: str) -> str:
    return TWO if key == "signed_amount" else COUNT


def _person(sheet: Sheet, at: int, row: PostedRow) -> None:
    style.put(sheet, at, 1, row.station)
    style.put(sheet, at, 2, row.person)
    for column, (_, _, _, key) in enumerate(POSTED_COLUMNS, start=3):
        style.put(sheet, at, column, _posted_value(row, key), form=_posted_form(key))
    style.put(sheet, at, len(POSTED_COLUMNS) + 3, None if row.score is None else Decimal(row.score), form=PERCENT)
    style.put(sheet, at, len(POSTED_COLUMNS) + 4, row.rank)


def _blank_station(sheet: Sheet, at: int, station: str) -> None:
    """A 片区 without people keeps its row of zeros: that it is blank is the news."""
    style.put(sheet, at, 1, station)
    style.put(sheet, at, 2, "（无人员）")
    for column, (_, _, _, key) in enumerate(POSTED_COLUMNS, start=3):
        style.put(sheet, at, column, 0, form=_posted_form(key))
    for column in (len(POSTED_COLUMNS) + 3, len(POSTED_COLUMNS) + 4):
        style.put(sheet, at, column, None)


class ScopeColumn(NamedTuple):
    """A column of 片区 and 单位: its head, how its figures look and are read, whether they add up to a 合计."""

    group: str
    name: str
    width: float
    read: Callable[[ScopeRow], Decimal | int | str | None]
    form: str = COUNT
    adds: bool = False


def _in_yi(yuan: int | None) -> Decimal | None:
    return None if yuan is None else yi(yuan)


QUARTER = "季度"
COMPLETION = ScopeColumn("签约资金完成率（%）", "年度", 11, lambda row: row.completion, PERCENT)
SCOPE_COLUMNS = (
    ScopeColumn("", "类别", 10, lambda row: row.scope),
    ScopeColumn("", "片区（单位）", 30, lambda row: row.subject),
    ScopeColumn("年度任务", "签约项目（个）", 13, lambda row: row.count_target, adds=True),
    ScopeColumn("年度任务", "签约资金（亿元）", 14, lambda row: _in_yi(row.amount_target), TWO, adds=True),
    ScopeColumn("季度调度目标", "签约资金（亿元）", 14, lambda row: _in_yi(row.quarter_target), TWO, adds=True),
    ScopeColumn("本年累计完成", "签约项目（个）", 13, lambda row: row.count, adds=True),
    ScopeColumn("本年累计完成", "签约资金（亿元）", 14, lambda row: yi(row.amount), TWO, adds=True),
    COMPLETION,
    ScopeColumn("签约资金完成率（%）", QUARTER, 11, lambda row: row.quarter_completion, PERCENT),
    ScopeColumn("", "超（欠）序时进度\n（百分点）", 14, lambda row: row.pace_gap, PERCENT),
    ScopeColumn("", "排名", 8, lambda row: row.rank),
)


NO_SCOPES = {"片区": "没有设立片区，也没有下达片区任务", "单位": "没有填报责任单位，也没有下达单位任务"}


def scopes_sheet(sheet: Sheet, data: Dataset) -> list[Chart]:
    """片区 and 单位 against their tasks, those of the quarter where there are any, with ranks; returns their charts."""
    quarterly = any(row.quarter_target is not None for row in data.scopes)
    columns = [own for own in SCOPE_COLUMNS if quarterly or not f"{own.group}{own.name}".count(QUARTER)]
    width = len(columns)
    style.title(sheet, f"{data.county}{data.month.label}片区和单位签约任务完成情况", f"截至{data.month.label}底", width)
    style.heads(sheet, [own[:3] for own in columns])
    at = 5
    drawn = []
    for scope in SCOPES:
        own = [row for row in data.scopes if row.scope == scope]
        if not own:
            style.nothing(sheet, at, NO_SCOPES[scope], width)
            at += 1
            continue
        first = at
        tasked = sum(row.rank is not None for row in own)
        name, series = f"{scope}签约资金完成率（%）", (("完成率", 1 + columns.index(COMPLETION)),)
        drawn.append(Chart(sheet, name, first, first + tasked - 1, 2, series, lying=True))
        for row in own:
            for place, column in enumerate(columns, start=1):
                style.put(sheet, at, place, column.read(row), form=column.form)
            at += 1
        _scope_total(sheet, at, first, own, columns)
        at += 1
    words = "排名按签约资金完成率，未下达任务的不排名；全县任务单独下达，不等于各片区（单位）任务之和。"
    style.note(sheet, at, words + ("季度调度目标为截至本季度末的累计数。" if quarterly else ""), width)
    style.page(sheet, head_rows="3:4", width=width)
    return drawn


def _scope_total(sheet: Sheet, at: int, first: int, own: Sequence[ScopeRow], columns: Sequence[ScopeColumn]) -> None:
    for place, column in enumerate(columns, start=1):
        style.put(sheet, at, place, TOTAL if place == 2 else "", total=True)
        if column.adds:
            numbers = [value for row in own if isinstance(value := column.read(row), int | Decimal)]
            total = sum(numbers, start=Decimal(0))
            add_up(sheet, at, place, first, int(total) if column.form == COUNT else total, form=column.form)


def problems_sheet(sheet: Sheet, data: Dataset) -> None:
    """问题清单: what stands, then the lights put out with a reason; why figures are missing stands by the figures."""
    columns = (("序号", 8), ("类别", 22), ("对象", 44), ("情况", 70))
    style.title(sheet, f"{data.county}{data.month.label}招商引资问题清单", f"截至{data.month.label}底", len(columns))
    style.head(sheet, columns)
    problems = [*data.listed, *data.cleared]
    for at, problem in enumerate(problems, start=4):
        style.put(sheet, at, 1, at - 3)
        style.put(sheet, at, 2, problem.kind)
        style.put(sheet, at, 3, problem.subject, left=True)
        style.put(sheet, at, 4, problem.detail, left=True)
    if not problems:
        style.nothing(sheet, 4, "本月无问题", len(columns))
    style.page(sheet, head_rows="3:3", width=len(columns))


def _conventions(sheet: Sheet, data: Dataset) -> None:
    columns = (("序号", 8), ("核验项", 50), ("结果", 10), ("依据", 76))
    style.title(sheet, f"{data.county}{data.month.label}招商引资通报口径说明及核验", "", len(columns))
    style.head(sheet, columns)
    at = 4
    for at, check in enumerate(data.checks, start=4):
        style.put(sheet, at, 1, at - 3)
        style.put(sheet, at, 2, check.rule, left=True)
        style.put(sheet, at, 3, "相符" if check.ok else "不符")
        style.put(sheet, at, 4, check.detail, left=True)
    if data.override:
        at += 1
        style.note(sheet, at, f"核验不符仍然印发，理由：{data.override}", len(columns))
    style.note(sheet, at + 1, "口径说明", len(columns))
    for line, text in enumerate(data.convention.footnote(), start=1):
        style.note(sheet, at + 1 + line, f"{line}. {text}", len(columns))
    style.page(sheet, head_rows="3:3", width=len(columns), one_page=True)
