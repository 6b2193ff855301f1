"""月通报 as a document for leaders: the paragraph, two tables, the problems by name, the 口径."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from docx.document import Document as Paper

from crm.bulletin import page_style as page
from crm.bulletin.dataset import Dataset
from crm.bulletin.figures import Figure, Indicator
from crm.bulletin.grounds import grounds_of
from crm.bulletin.narrative import Narrative
from crm.bulletin.posted import TOTAL, PostedRow
from crm.bulletin.prose import worded
from crm.bulletin.saying import amount
from crm.bulletin.template_docx import filled
from crm.bulletin.vocabulary import vocabulary
from crm.rules.numbers import separated

DASH = "—"


def write_document(data: Dataset, path: Path) -> None:
    """Write the document of a month to `path`, which is replaced, in the shape of the template in use."""
    words = data.words["document"]
    if data.issue:
        words = worded(words.template, vocabulary(data))
    paper = filled(words.template.content, words.lines, _tables(data))
    page.named(paper, _title(data), data.county)
    paper.save(str(path))


def narrative(data: Dataset) -> Narrative:
    """What the templates of the month may say."""
    return Narrative(_title(data), data.county, vocabulary(data), _tables(data), grounds_of(data))


def _title(data: Dataset) -> str:
    return f"{data.county}{data.month.label}招商引资工作通报"


def _tables(data: Dataset) -> dict[str, Callable[[Paper], None]]:
    return {"主要指标": partial(indicators_table, data), "驻外工作": partial(_posted, data)}


def _unit(row: Indicator, value: Figure) -> str:
    if value is None:
        return DASH
    if row.spec.kind in ("money", "dollars"):
        return separated(amount(int(value), row.spec.unit))
    return separated(str(value))


def indicators_table(data: Dataset, paper: Paper) -> None:
    """主要指标完成情况表."""
    heads = (
        "指标",
        "单位",
        "年度\n任务",
        "季度\n目标",
        "当月",
        "累计",
        "年度\n完成率\n（%）",
        "季度\n完成率\n（%）",
        "超（欠）\n额",
        "超（欠）\n序时",
        "同比\n（%）",
        "环比\n（%）",
    )
    rows = []
    for row in data.indicators:
        own = (row.annual_target, row.quarter_target, row.month_value, row.cumulative)
        percents = (row.completion, row.quarter_completion)
        texts = [row.spec.target, row.spec.unit, *(_unit(row, value) for value in own)]
        last = (row.pace_gap, row.growth, row.month_growth)
        texts += [separated(p) if p else DASH for p in percents]
        rows.append([*texts, _unit(row, row.ahead), *(separated(p) if p else DASH for p in last)])
    page.table(paper, "主要指标完成情况表", heads, rows, widths=page.fitting([heads, *rows], roomy=2))


def _posted(data: Dataset, paper: Paper) -> None:
    heads = ["片区", "姓名", "驻外\n天数", "拜访\n家数", "拜访\n次数", "接待\n批次", "新增\n线索", "有效\n线索"]
    heads += ["领导\n拜访", "在谈", "签约\n个数", "签约\n亿元", "得分", "排名"]
    rows = [_posted_row(row) for row in data.stations]
    page.table(paper, "驻外招商工作情况表", heads, rows, widths=(16.8, 13.4, *[10.2] * 9, 10.8, 14.2, 8.6))


def _posted_row(row: PostedRow) -> list[str]:
    named = row.person if row.person is not None else "" if row.station == TOTAL else "小计"
    counts = (row.days, row.enterprises, row.visits, row.receptions, row.new_leads, row.valid_leads)
    more = (row.leader_visits, row.negotiating, row.signed_count)
    score = (row.score or "", "" if row.rank is None else str(row.rank))
    return [row.station, named, *map(str, (*counts, *more)), amount(row.signed_amount, "亿元"), *score]
