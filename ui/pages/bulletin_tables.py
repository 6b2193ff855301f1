"""The month's dataset as tables for the screen: heads, words, and the key behind each figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm.book import Book
from crm.bulletin.dataset import Dataset
from crm.bulletin.figures import Figure, Indicator, Spec
from crm.bulletin.measures import reached_in, signed_in
from crm.bulletin.posted import TOTAL, PostedRow
from crm.bulletin.saying import amount
from crm.queries.listing import cells
from crm.rules.dates import MonthRange
from crm.rules.numbers import separated
from ui.core.tokens import Tone
from ui.grid.ledger_rows import Table, ledger_table
from ui.grid.plain import Cell, Col

DASH = "—"
PREFIXES = {"自报": "", "市认定": "city_", "省认定": "province_"}
PROJECTS = ("name", "investor", "origin", "chain", "method", "unit", "total_investment")
STAGES = {"新签约": "signed", "新开工": "started", "新入统": "registered", "新投产": "produced"}


@dataclass(frozen=True)
class Behind:
    """What a click on a figure opens: its key in the dataset, and what to call it."""

    key: str
    title: str


@dataclass(frozen=True)
class Working:
    """What a click on a score opens: whose it is and how it came about."""

    title: str
    text: str


def printed(spec: Spec, value: Figure) -> str:
    """A figure of an indicator as tables print it, without its unit."""
    if value is None:
        return DASH
    if spec.kind in ("money", "dollars"):
        return separated(amount(int(value), spec.unit))
    return f"{value:,}" if isinstance(value, int) else str(value)


INDICATOR_COLS = [
    Col("指标"),
    Col("单位"),
    Col("任务", right=True, group="全年"),
    Col("完成率%", right=True, group="全年"),
    Col("超序时", right=True, group="全年"),
    Col("目标", right=True, group="季度调度"),
    Col("完成率%", right=True, group="季度调度"),
    Col("超（欠）", right=True, group="季度调度"),
    Col("当月", right=True, group="完成情况"),
    Col("环比%", right=True, group="完成情况"),
    Col("本年累计", right=True, group="完成情况"),
    Col("上年同期", right=True, group="完成情况"),
    Col("同比%", right=True, group="完成情况"),
]
_FIGURES = (
    ("annual_target", "全年任务"),
    ("completion", "全年完成率"),
    ("pace_gap", "超（欠）序时进度"),
    ("quarter_target", "季度目标"),
    ("quarter_completion", "季度完成率"),
    ("ahead", "超（欠）季度目标"),
    ("month_value", "当月"),
    ("month_growth", "环比"),
    ("cumulative", "本年累计"),
    ("last_year", "上年同期"),
    ("growth", "同比"),
)
_PERCENTS = ("completion", "quarter_completion", "pace_gap", "growth", "month_growth")
_NO_CHAIN = "上月为0，或本月、上月无法计算"
_SIGNED = ("pace_gap", "ahead")


def indicator_table(data: Dataset) -> Table:
    """主要指标 against annual and quarter targets, pace and last year."""
    return INDICATOR_COLS, [[*_named(row), *(_figure(row, *pair) for pair in _FIGURES)] for row in data.indicators]


def _named(row: Indicator) -> list[Cell]:
    return [Cell(row.spec.target, strong=True), Cell(row.spec.unit, tone="plain")]


def _figure(row: Indicator, name: str, words: str) -> Cell:
    value = getattr(row, name)
    if value is None:
        return Cell(DASH, tone="plain", tip=row.reasons.get(name, _NO_CHAIN))
    text = separated(str(value)) if name in _PERCENTS else printed(row.spec, value)
    tone: Tone | None = None
    if name in _SIGNED and Decimal(str(value)) != 0:
        tone = "good" if Decimal(str(value)) > 0 else "bad"
        text = text if text.startswith("-") else f"+{text}"
    tip = ""
    whole = row.measures.get(name)
    if whole is not None and whole.d is not None:
        tip = f"{whole.value:,} ÷ {whole.d:,}"
    tip = tip or _grown(row, name)
    return Cell(text, key=Behind(f"{row.key}.{name}", f"{row.spec.target} {words}"), tone=tone, tip=tip)


def _grown(row: Indicator, name: str) -> str:
    """What a growth is in whole things, where its percent says little: 1个增加到30个."""
    pairs = {"growth": ("last_year", "cumulative"), "month_growth": ("last_month", "month_value")}
    first, second = (getattr(row, one) for one in pairs[name]) if name in pairs else (None, None)
    if row.spec.kind == "rate" or first is None or second is None:
        return ""
    word = "增加" if second > first else "减少"
    difference = printed(row.spec, abs(second - first))
    words = "持平" if second == first else f"{word}{difference}{row.spec.unit}"
    return f"{printed(row.spec, first)} → {printed(row.spec, second)}，{words}"


STATION_COLS = [
    Col("片区"),
    Col("驻外干部"),
    Col("驻外", right=True, group="天数"),
    Col("请假", right=True, group="天数"),
    Col("培训", right=True, group="天数"),
    Col("家", right=True, group="拜访企业"),
    Col("次", right=True, group="拜访企业"),
    Col("批次", right=True, group="接待"),
    Col("人次", right=True, group="接待"),
    Col("新增", right=True, group="线索"),
    Col("有效", right=True, group="线索"),
    Col("在谈", right=True, group="线索"),
    Col("县主要领导拜访", right=True),
    Col("个", right=True, group="签约"),
    Col("亿元", right=True, group="签约"),
    Col("得分", right=True),
    Col("排名", right=True),
]
_POSTED = (
    ("days", "驻外天数"),
    ("leave", "请假天数"),
    ("training", "培训天数"),
    ("enterprises", "拜访家数"),
    ("visits", "拜访次数"),
    ("receptions", "接待批次"),
    ("guests", "接待人次"),
    ("new_leads", "新增线索"),
    ("valid_leads", "有效线索"),
    ("negotiating", "在谈项目"),
    ("leader_visits", "县主要领导拜访企业"),
    ("signed_count", "签约个数"),
    ("signed_amount", "签约资金"),
)


def station_table(data: Dataset) -> Table:
    """驻外工作 by person, each 片区 closed by its 小计, zero rows shown, 合计 last."""
    rows, seen = [], ""
    for row in data.stations:
        rows.append(_posted(row, first=row.station != seen))
        seen = row.station
    return STATION_COLS, rows


def _posted(row: PostedRow, *, first: bool) -> list[Cell]:
    total = row.person is None
    wash: Tone | None = "plain" if total else None
    place = row.station if first or total else ""
    person = row.person or ("" if row.station == TOTAL else "小计")
    blank = total and row.station != TOTAL and not any(getattr(row, name) for name, _ in _POSTED)
    found = [Cell(place, strong=total, wash=wash), Cell(person, strong=total, wash=wash)]
    who = f"{row.station} {row.person or ''}".strip()
    for name, words in _POSTED:
        value = getattr(row, name)
        text = separated(amount(value, "亿元")) if name == "signed_amount" else f"{value:,}"
        tone: Tone | None = ("bad" if blank else "plain") if not value else None
        key = Behind(f"station/{row.station}/{row.person or ''}/{name}", f"{who} {words}") if value else None
        found.append(Cell(text, key=key, tone=tone, strong=total, wash=wash))
    if total:
        return [*found, Cell(wash=wash), Cell(wash=wash)]
    working = Working(f"{row.person} 得分", row.working)
    rank = f"{row.rank}" if row.rank is not None else DASH
    return [*found, Cell(row.score or DASH, key=working, strong=True), Cell(rank, key=working)]


def funnel_table(data: Dataset) -> Table:
    """转化 by stage."""
    cols = [
        Col("阶段"),
        Col("本年进入", right=True),
        Col("金额（亿元）", right=True),
        Col("现有", right=True),
        Col("已进入下一阶段", right=True),
        Col("转化率%", right=True),
    ]
    rows = []
    for row in data.funnel:
        key = f"funnel/{row.stage}"
        advanced = DASH if row.advanced is None else str(row.advanced)
        on = Behind(f"{key}/advanced", f"{row.stage} 已进入下一阶段") if row.advanced else None
        rows.append(
            [
                Cell(row.stage, strong=True),
                Cell(str(row.entered), key=Behind(key, f"{row.stage} 本年进入")),
                Cell(separated(amount(row.amount, "亿元")), key=Behind(key, f"{row.stage} 本年进入金额")),
                Cell(str(row.standing), key=Behind(f"{key}/standing", f"{row.stage} 现有")),
                Cell(advanced, key=on),
                Cell(row.conversion or DASH, key=on and Behind(f"{key}/conversion", f"{row.stage} 转化率")),
            ]
        )
    return cols, rows


def structure_table(data: Dataset, name: str) -> Table:
    """占比 of the year's signed projects in one dimension."""
    cols = [
        Col(name, stretch=True),
        Col("个数", right=True),
        Col("占比%", right=True),
        Col("亿元", right=True),
        Col("占比%", right=True),
    ]
    rows = [
        [
            Cell(part.name),
            *(
                Cell(text, key=Behind(f"structure/{name}/{part.name}{figure}", f"{name} {part.name} {words}"))
                for text, figure, words in (
                    (str(part.count), "", "个数"),
                    (part.count_share, "/count_share", "个数占比"),
                    (separated(amount(part.amount, "亿元")), "/amount", "金额"),
                    (part.amount_share, "/amount_share", "金额占比"),
                )
            ),
        ]
        for part in data.structure[name]
    ]
    return cols, rows


def problem_table(data: Dataset) -> Table:
    """问题清单 by name."""
    cols = [Col("类别", width=190), Col("对象", width=290), Col("说明", stretch=True)]
    rows = []
    numbered = [*enumerate(data.listed), *enumerate(data.cleared)]
    for line, (at, problem) in enumerate(numbered):
        out = line >= len(data.listed)
        tone: Tone = "plain" if out else "bad" if "红灯" in problem.detail else "warn"
        key = (
            Behind(f"{'cleared' if out else 'problem'}/{at}", f"{problem.kind} {problem.subject}")
            if problem.ids
            else None
        )
        rows.append(
            [
                Cell(problem.kind, tone=tone, pill=True),
                Cell(problem.subject, key=key),
                Cell(problem.detail, tip=problem.detail),
            ]
        )
    return cols, rows


def check_table(data: Dataset) -> Table:
    """自洽核验: failing rules first."""
    cols = [Col("结果", width=88), Col("核验内容", width=320), Col("依据", stretch=True)]
    rows = []
    for at, check in sorted(enumerate(data.checks), key=lambda pair: pair[1].ok):
        key = Behind(f"check/{at}", check.rule) if check.ids else None
        rows.append(
            [
                Cell("相符" if check.ok else "不符", tone="good" if check.ok else "bad", pill=True),
                Cell(check.rule, key=key),
                Cell(check.detail, tip=check.detail),
            ]
        )
    return cols, rows


def project_lists(book: Book, data: Dataset, *, year: bool) -> Mapping[str, Table]:
    """新签约, 新开工, 新入统, 新投产 of the month, or of the year to date."""
    month = data.month
    start = MonthRange(month.year, 1).start if year else month.start
    prefix = PREFIXES[data.convention.basis]
    found: dict[str, Table] = {}
    with book.read() as session:
        for words, stage in STAGES.items():
            kind = words.removeprefix("新")
            leads = signed_in(data.facts, start, month.end) if kind == "签约" else None
            leads = reached_in(data.facts, kind, start, month.end) if leads is None else leads
            money = (f"{prefix}signed_amount",) if kind == "签约" else ()
            columns = (*PROJECTS, *money, f"{prefix}{stage}_date")
            rows = cells(session, "leads", [lead.id for lead in leads], columns)
            found[words] = ledger_table("leads", columns, rows, today=book.today())
    return found
