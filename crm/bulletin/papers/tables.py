"""Tables of the documents of several papers: structure, 片区 and 单位 against their tasks, posted staff over months."""

from __future__ import annotations

from docx.document import Document

from crm.bulletin import page_style as page
from crm.bulletin.dataset import Dataset
from crm.bulletin.listing import SUBTOTAL, TOTAL
from crm.bulletin.papers.season import Season
from crm.bulletin.papers_docx import DASH
from crm.bulletin.scopes import ScopeRow
from crm.bulletin.vocabulary import amount


def structure_table(data: Dataset, paper: Document) -> None:
    """新签约项目结构表: every part with its shares, each breakdown closed by its 小计."""
    rows: list[list[str]] = []
    for name, parts in data.structure.items():
        for part in parts:
            rows.append(
                [name, part.name, str(part.count), part.count_share, amount(part.amount, "亿元"), part.amount_share]
            )
        whole = amount(sum(part.amount for part in parts), "亿元")
        if parts:
            rows.append([name, SUBTOTAL, str(sum(part.count for part in parts)), "100.0", whole, "100.0"])
    heads = ("类别", "分项", "项目（个）", "个数占比（%）", "签约资金（亿元）", "资金占比（%）")
    page.table(paper, "新签约项目结构表", heads, rows, widths=(22, 50, 18, 22, 24, 20))


def scopes_table(data: Dataset, scope: str, paper: Document) -> None:
    """片区 or 单位 against their tasks, in the order of their ranks."""
    own = [row for row in data.scopes if row.scope == scope]
    rows = [_scope_row(row) for row in own]
    whole = amount(sum(row.amount for row in own), "亿元")
    tasks = amount(sum(row.amount_target or 0 for row in own), "亿元")
    counts = (sum(row.count_target or 0 for row in own), sum(row.count for row in own))
    rows.append([TOTAL, str(counts[0]), tasks, str(counts[1]), whole, "", "", ""])
    heads = ["片区" if scope == "片区" else "责任单位", "任务个数", "任务亿元", "签约个数", "签约亿元"]
    heads += ["完成率（%）", "超（欠）序时", "排名"]
    page.table(paper, f"{heads[0]}签约任务完成情况表", heads, rows, widths=(44, 16, 18, 16, 18, 18, 16, 10))


def _scope_row(row: ScopeRow) -> list[str]:
    task = DASH if row.amount_target is None else amount(row.amount_target, "亿元")
    count = DASH if row.count_target is None else str(row.count_target)
    more = (row.completion, row.pace_gap, row.rank)
    texts = [row.subject, count, task, str(row.count), amount(row.amount, "亿元")]
    return [*texts, *(DASH if value is None else str(value) for value in more)]


def season_table(season: Season, paper: Document) -> None:
    """The posted staff of several months in the order of their points."""
    heads = (
        "排名",
        "片区",
        "姓名",
        "驻外天数",
        "拜访次数",
        "接待批次",
        "新增线索",
        "有效线索",
        "签约个数",
        "签约亿元",
        "得分",
    )
    keys = ("days", "visits", "receptions", "new_leads", "valid_leads", "signed_count")
    rows = []
    for own in season.people:
        counts = [str(own.sum_of(key)) for key in keys]
        money = amount(own.sum_of("signed_amount"), "亿元")
        rows.append([str(own.rank), own.station, own.person, *counts, money, f"{own.points:.2f}"])
    sums = [str(sum(own.sum_of(key) for own in season.people)) for key in keys]
    whole = amount(sum(own.sum_of("signed_amount") for own in season.people), "亿元")
    rows.append(["", TOTAL, "", *sums, whole, ""])
    page.table(paper, "驻外招商人员排名表", heads, rows, widths=(10, 22, 18, *[13] * 6, 14, 14))
