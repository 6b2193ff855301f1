"""Tables of the documents of several papers: structure, 片区 and 单位 against their tasks, posted staff over months."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document

from crm.bulletin import page_style as page
from crm.bulletin.dataset import Dataset
from crm.bulletin.listing import SUBTOTAL, TOTAL
from crm.bulletin.papers.season import Season
from crm.bulletin.papers_docx import DASH
from crm.bulletin.saying import amount


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
    heads = ("类别", "分项", "项目（个）", "个数占比\n（%）", "签约资金\n（亿元）", "资金占比\n（%）")
    page.table(paper, "新签约项目结构表", heads, rows, widths=(22, 50, 18, 22, 24, 20))


def scopes_table(data: Dataset, scope: str, paper: Document) -> None:
    """片区 or 单位 against their tasks and those of the quarter where there are any, in the order of their ranks."""
    own = [row for row in data.scopes if row.scope == scope]
    name = "片区" if scope == "片区" else "责任单位"
    columns: list[tuple[str, float, list[str]]] = [
        (name, 44, [*(row.subject for row in own), TOTAL]),
        ("任务\n（个）", 16, _counts([row.count_target for row in own])),
        ("任务\n（亿元）", 18, _sums([row.amount_target for row in own])),
        ("签约\n（个）", 16, _counts([row.count for row in own])),
        ("签约\n（亿元）", 18, _sums([row.amount for row in own])),
        ("完成率\n（%）", 18, _bare([row.completion for row in own])),
        ("超（欠）\n序时", 18, _bare([row.pace_gap for row in own])),
        ("排名", 10, _bare([row.rank for row in own])),
    ]
    if any(row.quarter_target is not None for row in own):
        columns.insert(3, ("季度目标\n（亿元）", 18, _sums([row.quarter_target for row in own])))
        columns.insert(7, ("季度\n完成率\n（%）", 18, _bare([row.quarter_completion for row in own])))
    scale = page.WIDTH / sum(width for _, width, _ in columns)
    rows = list(zip(*(texts for _, _, texts in columns), strict=True))
    widths = [width * scale for _, width, _ in columns]
    page.table(paper, f"{name}签约任务完成情况表", [head for head, _, _ in columns], rows, widths=widths)


def _counts(values: Sequence[int | None]) -> list[str]:
    return [*_bare(values)[:-1], str(sum(value or 0 for value in values))]


def _sums(values: Sequence[int | None]) -> list[str]:
    """亿元, closed by their sum."""
    told = [DASH if value is None else amount(value, "亿元") for value in values]
    return [*told, amount(sum(value or 0 for value in values), "亿元")]


def _bare(values: Sequence[object]) -> list[str]:
    """Figures that have no sum."""
    return [*(DASH if value is None else str(value) for value in values), ""]


def season_table(season: Season, paper: Document) -> None:
    """The posted staff of several months in the order of their points."""
    heads = (
        "排名",
        "片区",
        "姓名",
        "驻外\n天数",
        "拜访\n次数",
        "接待\n批次",
        "新增\n线索",
        "有效\n线索",
        "签约\n（个）",
        "签约\n（亿元）",
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
    page.table(paper, "驻外招商人员排名表", heads, rows, widths=(10, 21.6, 17.6, *[13] * 6, 14.6, 14.2))
