"""月通报 as a document for leaders: the paragraph, two tables, the problems by name, the 口径."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from docx.document import Document as Paper

from crm.bulletin import page_style as page
from crm.bulletin.breakdown import UNKNOWN
from crm.bulletin.dataset import Dataset
from crm.bulletin.figures import Figure, Indicator
from crm.bulletin.findings import NAMED, Finding
from crm.bulletin.posted import TOTAL, PostedRow
from crm.bulletin.prose import ORDINALS, amount, indicators_text, posted_text

MOST = 10
DASH = "—"


def write_document(data: Dataset, path: Path) -> None:
    """Write the document of a month to `path`, which is replaced, in the page of GB/T 9704-2012."""
    paper = page.new_paper()
    properties = paper.core_properties
    properties.title = f"{data.county}{data.month.label}招商引资工作通报"
    properties.author = properties.last_modified_by = data.county
    properties.comments = ""
    page.title(paper, properties.title, _below(data))
    page.heading(paper, "一、主要指标完成情况")
    page.body(paper, indicators_text(data.facts, data.indicators))
    _indicators(paper, data)
    page.heading(paper, "二、驻外招商工作情况")
    page.body(paper, posted_text(data.facts, data.stations) or "本月没有在岗驻外招商干部。")
    if len(data.stations) > 1:
        _posted(paper, data)
    page.heading(paper, "三、项目转化和结构")
    for text in _structure_texts(data):
        page.body(paper, text)
    page.heading(paper, "四、存在的主要问题")
    _problems(paper, data)
    page.heading(paper, "五、口径说明")
    for at, text in enumerate(data.convention.footnote(), start=1):
        page.body(paper, f"{at}. {text}")
    paper.save(str(path))


def _below(data: Dataset) -> str:
    end = data.month.end
    issue = f"{data.issue}　" if data.issue else ""
    return f"（{issue}截至{end.year}年{end.month}月{end.day}日）"


def _unit(row: Indicator, value: Figure) -> str:
    if value is None:
        return DASH
    if row.spec.kind in ("money", "dollars"):
        return amount(int(value), row.spec.unit)
    return str(value)


def _indicators(paper: Paper, data: Dataset) -> None:
    heads = (
        "指标",
        "年度任务",
        "季度目标",
        "当月",
        "累计",
        "年度完成率",
        "季度完成率",
        "超（欠）额",
        "超（欠）序时",
        "同比",
    )
    rows = []
    for row in data.indicators:
        own = (row.annual_target, row.quarter_target, row.month_value, row.cumulative)
        percents = (row.completion, row.quarter_completion)
        texts = [f"{row.spec.target}（{row.spec.unit}）", *(_unit(row, value) for value in own)]
        texts += [p or DASH for p in percents]
        rows.append([*texts, _unit(row, row.ahead), row.pace_gap or DASH, row.growth or DASH])
    page.table(paper, "主要指标完成情况表", heads, rows, widths=(24, *[14.6] * 9))


def _posted(paper: Paper, data: Dataset) -> None:
    heads = ["片区", "姓名", "驻外天数", "拜访家数", "拜访次数", "接待批次", "新增线索", "有效线索"]
    heads += ["领导拜访", "在谈", "签约个数", "签约亿元", "得分", "排名"]
    rows = [_posted_row(row) for row in data.stations]
    page.table(paper, "驻外招商工作情况表", heads, rows, widths=(18, 15, *[10.2] * 12))


def _posted_row(row: PostedRow) -> list[str]:
    named = row.person if row.person is not None else "" if row.station == TOTAL else "小计"
    counts = (row.days, row.enterprises, row.visits, row.receptions, row.new_leads, row.valid_leads)
    more = (row.leader_visits, row.negotiating, row.signed_count)
    score = (row.score or "", "" if row.rank is None else str(row.rank))
    return [row.station, named, *map(str, (*counts, *more)), amount(row.signed_amount, "亿元"), *score]


def _structure_texts(data: Dataset) -> list[str]:
    steps = [
        f"{step.stage}{step.entered}个，其中已转{after.stage}{step.advanced}个，转化率{step.conversion}%"
        for step, after in zip(data.funnel, data.funnel[1:], strict=False)
        if step.conversion is not None
    ]
    texts = (
        ["按当年首次进入各阶段的项目计算：" + "；".join(steps) + "。"]
        if steps
        else ["本年以来没有新增项目，无转化情况。"]
    )
    for name, parts in data.structure.items():
        if parts and parts[0].name != UNKNOWN:
            said = [
                f"{p.name}{p.count}个、{amount(p.amount, '亿元')}亿元，金额占{p.amount_share}%" for p in parts[:MOST]
            ]
            texts.append(f"按{name}分：{'；'.join(said)}{'等' if len(parts) > MOST else ''}。")
    return texts


def _problems(paper: Paper, data: Dataset) -> None:
    kinds = [(kind, [p for p in data.problems if p.kind == kind]) for kind in NAMED]
    kinds = [(kind, own) for kind, own in kinds if own]
    if not kinds:
        page.body(paper, "本月未发现需要通报的问题。")
    for at, (kind, own) in enumerate(kinds):
        page.body(paper, _named(own), lead=f"（{ORDINALS[at]}）{kind}{len(own)}个。")


def _named(own: Sequence[Finding]) -> str:
    names = "；".join(f"{p.subject}，{p.detail}" for p in own[:MOST])
    return f"{names}；其余{len(own) - MOST}个见问题清单。" if len(own) > MOST else f"{names}。"
