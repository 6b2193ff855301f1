"""月通报 as a workbook: 主要指标, 驻外工作, 项目一览表, 转化与占比, 问题清单, 对照, 口径与核验."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from crm.bulletin import sheet_style as style
from crm.bulletin.breakdown import year_window
from crm.bulletin.comparison_sheets import differences_sheet, truths_sheet
from crm.bulletin.dataset import Dataset
from crm.bulletin.facts import LeadFact
from crm.bulletin.figures import Figure, Indicator, reached_in
from crm.bulletin.posted import TOTAL, PostedRow
from crm.bulletin.scopes import SCOPES, ScopeRow
from crm.bulletin.sheet_style import COUNT, ONE, TWO, Values
from crm.bulletin.workbook import add_up, as_of, empty, save, yi
from crm.rules.money import to_unit

SUBTOTAL = "小计"
NO_UNIT = "未填责任单位"
PROJECT_LISTS = (("新签约项目", "签约"), ("新开工项目", "开工"), ("新投产项目", "投产"))


def write_workbook(data: Dataset, path: Path) -> None:
    """Write the workbook of a month to `path`, which is replaced; totals are formulas that carry their values."""
    book = empty()
    values: Values = {}
    indicators_sheet(book.create_sheet("主要指标"), data)
    posted_sheet(book.create_sheet("驻外工作情况"), data, values)
    scopes_sheet(book.create_sheet("片区和单位完成情况"), data, values)
    for name, stage in PROJECT_LISTS:
        _projects(book.create_sheet(f"{name}一览表"), data, name, stage, values=values)
    breakdown_sheet(book.create_sheet("转化与占比"), data)
    problems_sheet(book.create_sheet("问题清单"), data)
    truths_sheet(book.create_sheet("自报与认定对照"), data)
    differences_sheet(book.create_sheet("与上期差异"), data)
    _conventions(book.create_sheet("口径说明及核验"), data)
    save(book, data, path, values=values, title="招商引资工作通报")


def write_posted(data: Dataset, path: Path) -> None:
    """Write the sheet 驻外工作情况 of a month alone to `path`, which is replaced."""
    book = empty()
    values: Values = {}
    posted_sheet(book.create_sheet("驻外工作情况"), data, values)
    save(book, data, path, values=values, title="驻外工作情况")


def _shown(row: Indicator, value: Figure) -> Decimal | int | None:
    """A figure in the unit that the sheet prints it in."""
    if value is None:
        return None
    if row.spec.kind == "money":
        return yi(int(value))
    if row.spec.kind == "dollars":
        return to_unit(int(value), "万元")
    return Decimal(value) if isinstance(value, str) else value


_FORMS = {"count": COUNT, "money": TWO, "dollars": TWO, "rate": ONE}

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
    ("", "超（欠）序时进度\n（百分点）", 13),
    ("", "上年同期", 11),
    ("", "同比（%）", 10),
)


def indicators_sheet(sheet: Worksheet, data: Dataset) -> None:
    width = len(INDICATOR_COLUMNS)
    month = data.month
    style.title(sheet, f"{data.county}{month.label}招商引资主要指标完成情况", as_of(data), width)
    style.heads(sheet, INDICATOR_COLUMNS)
    at = 5
    for at, row in enumerate(data.indicators, start=5):
        form = _FORMS[row.spec.kind]
        style.put(sheet, at, 1, row.spec.target)
        style.put(sheet, at, 2, row.spec.unit)
        own = (row.annual_target, row.quarter_target, row.month_value, row.cumulative)
        for column, value in enumerate(own, start=3):
            style.put(sheet, at, column, _shown(row, value), form=form)
        for column, percent in ((7, row.completion), (8, row.quarter_completion), (10, row.pace_gap), (12, row.growth)):
            style.put(sheet, at, column, None if percent is None else Decimal(percent), form="0.00")
        style.put(sheet, at, 9, _shown(row, row.ahead), form=form)
        style.put(sheet, at, 11, _shown(row, row.last_year), form=form)
        sheet.row_dimensions[at].height = 24
    rates = "开工率、资金到位率、入统率的超（欠）额和同比单位为百分点；“—”为无法计算，原因见问题清单。"
    style.note(sheet, at + 1, rates, width)
    style.note(sheet, at + 2, data.text, width, lines=max(3, len(data.text) // 62 + 1))
    style.page(sheet, head_rows="3:4", width=width)


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


def posted_sheet(sheet: Worksheet, data: Dataset, values: Values) -> None:
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
            add_up(sheet, at, column, start, _posted_value(row, key), values=values, form=_posted_form(key))
        for column in (width - 1, width):
            style.put(sheet, at, column, "", total=True)
        if not total and at > first:
            sheet.merge_cells(start_row=first, start_column=1, end_row=at, end_column=1)
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


def _person(sheet: Worksheet, at: int, row: PostedRow) -> None:
    style.put(sheet, at, 1, row.station)
    style.put(sheet, at, 2, row.person)
    for column, (_, _, _, key) in enumerate(POSTED_COLUMNS, start=3):
        style.put(sheet, at, column, _posted_value(row, key), form=_posted_form(key))
    style.put(sheet, at, len(POSTED_COLUMNS) + 3, None if row.score is None else Decimal(row.score), form="0.00")
    style.put(sheet, at, len(POSTED_COLUMNS) + 4, row.rank)


def _blank_station(sheet: Worksheet, at: int, station: str) -> None:
    """A 片区 without people keeps its row of zeros: that it is blank is the news."""
    style.put(sheet, at, 1, station)
    style.put(sheet, at, 2, "（无人员）")
    for column, (_, _, _, key) in enumerate(POSTED_COLUMNS, start=3):
        style.put(sheet, at, column, 0, form=_posted_form(key))
    for column in (len(POSTED_COLUMNS) + 3, len(POSTED_COLUMNS) + 4):
        style.put(sheet, at, column, None)


SCOPE_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("", "类别", 10),
    ("", "片区（单位）", 30),
    ("年度任务", "签约项目（个）", 13),
    ("年度任务", "签约资金（亿元）", 14),
    ("本年累计完成", "签约项目（个）", 13),
    ("本年累计完成", "签约资金（亿元）", 14),
    ("", "签约资金\n完成率（%）", 13),
    ("", "超（欠）序时进度\n（百分点）", 14),
    ("", "排名", 8),
)


def scopes_sheet(sheet: Worksheet, data: Dataset, values: Values) -> None:
    width = len(SCOPE_COLUMNS)
    style.title(sheet, f"{data.county}{data.month.label}片区和单位签约任务完成情况", f"截至{data.month.label}底", width)
    style.heads(sheet, SCOPE_COLUMNS)
    at = 5
    for scope in SCOPES:
        own = [row for row in data.scopes if row.scope == scope]
        first = at
        for row in own:
            task = None if row.amount_target is None else yi(row.amount_target)
            cells = (scope, row.subject, row.count_target, task, row.count, yi(row.amount))
            more = (row.completion, row.pace_gap, row.rank)
            for column, value in enumerate((*cells, *more), start=1):
                style.put(sheet, at, column, value, form={4: TWO, 6: TWO, 7: "0.00", 8: "0.00"}.get(column, COUNT))
            at += 1
        _scope_total(sheet, at, first, own, values=values)
        at += 1
    words = "排名按签约资金完成率，未下达任务的不排名；全县任务单独下达，不等于各片区（单位）任务之和。"
    style.note(sheet, at, words, width)
    style.page(sheet, head_rows="3:4", width=width)


def _scope_total(sheet: Worksheet, at: int, first: int, own: Sequence[ScopeRow], *, values: Values) -> None:
    for column in range(1, len(SCOPE_COLUMNS) + 1):
        style.put(sheet, at, column, TOTAL if column == 2 else "", total=True)
    add_up(sheet, at, 3, first, sum(row.count_target or 0 for row in own), values=values, form=COUNT)
    add_up(sheet, at, 4, first, yi(sum(row.amount_target or 0 for row in own)), values=values, form=TWO)
    add_up(sheet, at, 5, first, sum(row.count for row in own), values=values, form=COUNT)
    add_up(sheet, at, 6, first, yi(sum(row.amount for row in own)), values=values, form=TWO)


def _projects(sheet: Worksheet, data: Dataset, name: str, stage: str, *, values: Values) -> None:
    columns: list[tuple[str, float]] = [("序号", 6), ("责任单位", 20), ("项目名称", 36), ("投资主体", 30)]
    columns += [("产业链", 12), ("来源地", 12), ("招商方式", 12), ("金额（亿元）", 11), ("用地（亩）", 10)]
    columns += [(f"{stage}日期", 17), ("驻外责任人", 11), ("当月新增", 9)]
    width = len(columns)
    end = data.month
    style.title(sheet, f"{data.county}{_to_date(data)}{name}一览表", f"截至{end.label}底", width)
    style.head(sheet, columns)
    groups: dict[str, list[LeadFact]] = {}
    for lead in sorted(reached_in(data.facts, stage, *year_window(data.facts)), key=lambda x: (x.dates[stage], x.id)):
        groups.setdefault(lead.unit.strip() or NO_UNIT, []).append(lead)
    people = {person.id: person.name for person in data.facts.staff}
    at, number = 4, 0
    for unit in sorted(groups, key=lambda u: (u == NO_UNIT, -len(groups[u]), u)):
        first = at
        for lead in groups[unit]:
            number += 1
            _project(sheet, at, number, lead, unit=unit, stage=stage, person=people.get(lead.staff or 0), data=data)
            at += 1
        _project_total(sheet, at, f"{SUBTOTAL}（{len(groups[unit])}个）", unit, first, groups[unit], values=values)
        at += 1
    every = [lead for leads in groups.values() for lead in leads]
    _project_total(sheet, at, f"{TOTAL}（{len(every)}个）", "", 4, every, values=values)
    style.page(sheet, head_rows="3:3", width=width)


def _project(
    sheet: Worksheet,
    at: int,
    number: int,
    lead: LeadFact,
    *,
    unit: str,
    stage: str,
    person: str | None,
    data: Dataset,
) -> None:
    day = lead.dates[stage]
    style.put(sheet, at, 1, number)
    texts = (unit, lead.name, lead.investor, lead.chain, lead.origin, lead.method)
    for column, text in enumerate(texts, start=2):
        style.put(sheet, at, column, text, left=column in (3, 4))
    style.put(sheet, at, 8, yi(lead.amount), form=TWO)
    style.put(sheet, at, 9, lead.land if lead.land is not None else "", form="#,##0.##")
    style.put(sheet, at, 10, lead.said_day(stage))
    style.put(sheet, at, 11, person or "")
    style.put(sheet, at, 12, "是" if day >= data.month.start else "")


def _project_total(
    sheet: Worksheet, at: int, label: str, unit: str, first: int, leads: Sequence[LeadFact], *, values: Values
) -> None:
    for column in range(1, 13):
        style.put(sheet, at, column, "", total=True)
    style.put(sheet, at, 2, unit, total=True)
    style.put(sheet, at, 3, label, total=True)
    add_up(sheet, at, 8, first, yi(sum(lead.amount for lead in leads)), values=values, form=TWO)


def breakdown_sheet(sheet: Worksheet, data: Dataset) -> None:
    columns: list[tuple[str, float]] = [("类别", 16), ("分项", 26), ("个数（个）", 12), ("占比（%）", 12)]
    columns += [
        ("金额（亿元）", 14),
        ("占比（%）", 12),
        ("存量（个）", 12),
        ("已转入下一阶段（个）", 16),
        ("转化率（%）", 12),
    ]
    width = len(columns)
    end = data.month
    style.title(sheet, f"{data.county}{_to_date(data)}项目转化与占比", f"截至{end.label}底", width)
    style.head(sheet, columns)
    rows: list[tuple[str | int | Decimal | None, ...]] = [
        ("转化", s.stage, s.entered, "", yi(s.amount), "", s.standing, s.advanced, _decimal(s.conversion))
        for s in data.funnel
    ]
    for dimension, parts in data.structure.items():
        for p in parts:
            shares = _decimal(p.count_share), _decimal(p.amount_share)
            rows.append((dimension, p.name, p.count, shares[0], yi(p.amount), shares[1], "", "", ""))
    at = 4
    for at, cells in enumerate(rows, start=4):
        for column, value in enumerate(cells, start=1):
            style.put(sheet, at, column, value, form={4: ONE, 5: TWO, 6: ONE, 9: ONE}.get(column, COUNT))
    words = (
        "转化按当年首次进入该阶段的项目计算，每个项目计1次；存量为月末处于该阶段的全部项目；占比按当年新签约项目计算。"
    )
    style.note(sheet, at + 1, words, width)
    style.page(sheet, head_rows="3:3", width=width)


def _to_date(data: Dataset) -> str:
    """The year to date as titles print it: 2025年1—9月."""
    return data.month.label if data.month.month == 1 else f"{data.month.year}年1—{data.month.month}月"


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def problems_sheet(sheet: Worksheet, data: Dataset) -> None:
    columns = (("序号", 8), ("类别", 22), ("对象", 44), ("情况", 70))
    style.title(sheet, f"{data.county}{data.month.label}招商引资问题清单", f"截至{data.month.label}底", len(columns))
    style.head(sheet, columns)
    for at, problem in enumerate(data.problems, start=4):
        style.put(sheet, at, 1, at - 3)
        style.put(sheet, at, 2, problem.kind)
        style.put(sheet, at, 3, problem.subject, left=True)
        style.put(sheet, at, 4, problem.detail, left=True)
    if not data.problems:
        style.note(sheet, 4, "本月无问题。", len(columns))
    style.page(sheet, head_rows="3:3", width=len(columns))


def _conventions(sheet: Worksheet, data: Dataset) -> None:
    columns = (("序号", 8), ("核验项", 44), ("结果", 10), ("依据", 82))
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
    style.page(sheet, head_rows="3:3", width=len(columns))
