"""Tables of the month that set one account beside another: units and their tasks, 自报 and 认定, then and now."""

from __future__ import annotations

from crm.bulletin.dataset import Dataset
from crm.bulletin.saying import amount
from crm.bulletin.scopes import ScopeRow
from crm.rules.numbers import separated
from crm.rules.stages import BASES
from ui.core.tokens import Tone
from ui.grid.ledger_rows import Table
from ui.grid.plain import Cell, Col
from ui.pages.bulletin_tables import DASH, Behind, printed

SCOPE_COLS = [
    Col("类别"),
    Col("片区（单位）", stretch=True),
    Col("签约（个）", right=True, group="年度任务"),
    Col("资金（亿元）", right=True, group="年度任务"),
    Col("季度目标", right=True, group="季度（亿元）"),
    Col("完成率%", right=True, group="季度（亿元）"),
    Col("签约（个）", right=True, group="本年累计"),
    Col("资金（亿元）", right=True, group="本年累计"),
    Col("完成率%", right=True, group="本年累计"),
    Col("超序时", right=True, group="本年累计"),
    Col("排名", right=True, group="本年累计"),
]


def scope_table(data: Dataset) -> Table:
    """片区 and 单位 against their own tasks of the year and the quarter, the blank ones in red."""
    return SCOPE_COLS, [_scope(row) for row in data.scopes]


def _scope(row: ScopeRow) -> list[Cell]:
    key, who = f"scope/{row.scope}/{row.subject}", row.subject
    own, task = Behind(key, f"{who} 本年签约"), Behind(f"{key}/target", f"{who} 任务")
    blank: Tone | None = "bad" if not row.count else None

    def told(value: object, text: str, opens: Behind, tone: Tone | None = None) -> Cell:
        return Cell(DASH, tone="plain", tip="未下达任务") if value is None else Cell(text, key=opens, tone=tone)

    def money(value: int | None, opens: Behind) -> Cell:
        return told(value, separated(amount(value or 0, "亿元")), opens)

    gap: Tone | None = None if not row.pace_gap else "good" if row.pace_gap > 0 else "bad"
    return [
        Cell(row.scope, tone="plain"),
        Cell(who, strong=True),
        told(row.count_target, str(row.count_target), task),
        money(row.amount_target, task),
        money(row.quarter_target, task),
        told(row.quarter_completion, separated(str(row.quarter_completion or 0)), own),
        Cell(str(row.count), key=own if row.count else None, tone=blank),
        Cell(separated(amount(row.amount, "亿元")), key=own if row.count else None, tone=blank),
        told(row.completion, separated(str(row.completion or 0)), own),
        told(row.pace_gap, f"{row.pace_gap:+}" if row.pace_gap else "0.00", own, gap),
        told(row.rank, str(row.rank), own),
    ]


def truth_table(data: Dataset) -> Table:
    """The indicators of the year under each basis."""
    cols = [Col("指标"), Col("单位"), *(Col(basis, right=True) for basis in BASES), Col("差异", width=96)]
    rows = []
    for truth in data.truths:
        alike = len(set(truth.values.values())) == 1
        said = [
            Cell(
                printed(truth.spec, truth.values[basis]),
                key=Behind(f"truth/{truth.spec.key}/{basis}", f"{truth.spec.target} {basis}"),
            )
            for basis in BASES
        ]
        verdict = Cell("一致" if alike else "不一致", tone="good" if alike else "warn", pill=True)
        rows.append([Cell(truth.spec.target, strong=True), Cell(truth.spec.unit, tone="plain"), *said, verdict])
    return cols, rows


def dispute_table(data: Dataset) -> Table:
    """The milestones that the bases do not tell alike, and the evidence that is missing."""
    cols = [Col("项目", width=236), Col("责任单位", width=140), Col("节点", width=56)]
    cols += [*(Col(basis, width=124) for basis in BASES), Col("差异和缺少的佐证", stretch=True)]
    rows = []
    for at, one in enumerate(data.disputes):
        key = Behind(f"dispute/{at}", f"{one.project} {one.stage}")
        texts = [one.said[basis] for basis in BASES]
        said = [Cell(text, tone="plain" if text == DASH else None, tip=text) for text in texts]
        names = [Cell(one.project, key=key, tip=one.project), Cell(one.unit, tip=one.unit), Cell(one.stage)]
        rows.append([*names, *said, Cell(one.gap, tip=one.gap)])
    return cols, rows


NO_SCOPES = "还没有片区和单位的数字。在“指标任务”里给片区、单位下达任务，或给线索项目填上责任单位。"
ALIKE = "没有差异：上期没有发布存档，或已发布的数字都没有变动。每月在“生成通报”旁边发布本期并存档，下期就能对照。"


def difference_table(data: Dataset) -> Table:
    """What the last issue printed and now reads otherwise, with who changed it when."""
    cols = [Col("数字", width=280), Col("上期印发", width=230), Col("现在", width=230), Col("变动原因", stretch=True)]
    rows = []
    for at, one in enumerate(data.differences):
        key = Behind(f"difference/{at}", one.name) if one.ids else None
        why = "；".join(one.causes)
        name = Cell(one.name, key=key, tip=one.name)
        rows.append([name, Cell(one.before, tip=one.before), Cell(one.after, tip=one.after), Cell(why, tip=why)])
    return cols, rows
