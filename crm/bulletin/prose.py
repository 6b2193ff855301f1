"""The paragraph that leaders read: numbers, against target, against pace, then problems by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from crm.bulletin.facts import Facts
from crm.bulletin.figures import Indicator
from crm.bulletin.findings import NAMED, Finding
from crm.bulletin.posted import TOTAL, PostedRow
from crm.rules.dates import quarter_of
from crm.rules.numbers import EXACT, half_up

ORDINALS = "一二三四五六七八九十"
SHOWN = 5
SHARES_OF = {"亿元": Decimal(100_000_000), "万元": Decimal(10_000), "万美元": Decimal(10_000)}


def amount(value: int, unit: str, *, places: int = 2) -> str:
    """Whole 元 (or 美元) in a unit, half-up, without separators, as papers write amounts."""
    return f"{half_up(EXACT.divide(Decimal(value), SHARES_OF[unit]), places):f}"


def said(row: Indicator, value: int | str | None) -> str:
    """A figure of an indicator in its unit: 59个, 49.86亿元, 89.9%, 120.00万美元."""
    if value is None:
        return "—"
    if row.spec.kind in ("money", "dollars"):
        return amount(int(value), row.spec.unit) + row.spec.unit
    return f"{value}{row.spec.unit}"


def paragraph(facts: Facts, rows: Sequence[Indicator], table: Sequence[PostedRow], problems: Sequence[Finding]) -> str:
    """One paragraph; every number in it is a figure of the dataset."""
    return indicators_text(facts, rows) + posted_text(facts, table) + problems_text(problems)


def indicators_text(facts: Facts, rows: Sequence[Indicator]) -> str:
    """主要指标 in words: 签约 against target, pace and last year, then 到位, the rates, 投产 and 外资."""
    by_key = {row.key: row for row in rows}
    parts = [_signed(facts, by_key), _arrived(by_key), _rates(by_key), _others(by_key)]
    return "".join(part + "。" for part in parts if part)


def _quarter(facts: Facts) -> str:
    return f"第{ORDINALS[quarter_of(facts.month.start) - 1]}季度"


def _against(facts: Facts, row: Indicator) -> list[str]:
    """The clauses that set an amount against its targets, the pace and last year."""
    found = []
    quarter = _quarter(facts)
    if row.ahead is not None:
        value = int(row.ahead)
        word = "与{q}调度目标持平" if value == 0 else "超{q}调度目标{n}" if value > 0 else "距{q}调度目标欠{n}"
        found.append(word.format(q=quarter, n=said(row, abs(value))))
    done = []
    if row.quarter_completion is not None:
        done.append(f"{quarter}调度指标的{row.quarter_completion}%")
    if row.completion is not None:
        done.append(f"年度任务的{row.completion}%")
    if done:
        found.append("完成" + "、".join(done))
    if row.pace_gap is not None:
        gap = Decimal(row.pace_gap)
        word = "与序时进度持平" if gap == 0 else f"{'超' if gap > 0 else '落后'}序时进度{abs(gap)}个百分点"
        found.append(word)
    if row.growth is not None:
        growth = Decimal(row.growth)
        found.append("与上年同期持平" if growth == 0 else f"同比{'增长' if growth > 0 else '下降'}{abs(growth)}%")
    return found


def _signed(facts: Facts, rows: Mapping[str, Indicator]) -> str:
    count, money = rows["signed_count"], rows["signed_amount"]
    month = facts.month.month
    start = f"截至{month}月底，全县"
    if not count.cumulative:
        return f"{start}本年以来尚无新签约招商引资项目"
    clauses = [
        f"{start}签约招商引资项目{said(count, count.cumulative)}、签约资金{said(money, money.cumulative)}",
        *_against(facts, money),
    ]
    this_month = (
        f"其中{month}月新签约{said(count, count.month_value)}、{said(money, money.month_value)}"
        if count.month_value
        else f"其中{month}月无新签约项目"
    )
    return "，".join(clauses) + "；" + this_month


def _arrived(rows: Mapping[str, Indicator]) -> str:
    row = rows["arrived_amount"]
    if not row.cumulative:
        return ""
    clauses = [f"累计到位资金{said(row, row.cumulative)}"]
    if row.completion is not None:
        clauses.append(f"完成年度任务的{row.completion}%")
    if row.growth is not None and Decimal(row.growth) != 0:
        growth = Decimal(row.growth)
        clauses.append(f"同比{'增长' if growth > 0 else '下降'}{abs(growth)}%")
    return "，".join(clauses)


def _rates(rows: Mapping[str, Indicator]) -> str:
    start, arrival, register = rows["start_rate"], rows["arrival_rate"], rows["register_rate"]
    found = []
    for row, what, word in (
        (start, "当年新签约项目", "开工"),
        (register, "新开工项目", "入统"),
    ):
        whole = row.measures["cumulative"]
        if row.cumulative is not None:
            found.append(f"{what}{whole.d}个，已{word}{whole.value}个，{row.name}{row.cumulative}%")
    if arrival.cumulative is not None:
        found.insert(1, f"资金到位率{arrival.cumulative}%")
    return "；".join(found)


def _others(rows: Mapping[str, Indicator]) -> str:
    produced, foreign = rows["production_count"], rows["foreign_capital"]
    found = []
    if produced.cumulative:
        found.append(f"新投产项目{said(produced, produced.cumulative)}")
    if foreign.cumulative:
        found.append(f"实际利用外资{said(foreign, foreign.cumulative)}")
    return "，".join(found)


def posted_text(facts: Facts, table: Sequence[PostedRow]) -> str:
    """What the posted staff did in the month, in one sentence; nothing where no one is posted."""
    people = [row for row in table if row.person is not None]
    total = next(row for row in table if row.station == TOTAL)
    if not people:
        return ""
    return (
        f"{facts.month.month}月，驻外干部{len(people)}人累计驻外{total.days}天，拜访企业{total.visits}次，"
        f"接待客商{total.receptions}批次{total.guests}人次，新增线索{total.new_leads}条，有效线索{total.valid_leads}条，"
        f"提供县主要领导拜访企业{total.leader_visits}家。"
    )


def problems_text(problems: Sequence[Finding]) -> str:
    """The problems by kind with the first names of each."""
    found = []
    for kind in NAMED:
        own = [p for p in problems if p.kind == kind]
        if own:
            found.append((kind, own))
    if not found:
        return ""
    said_ = [f"{ORDINALS[i]}是{_problem(kind, own)}" for i, (kind, own) in enumerate(found)]
    return "存在的主要问题：" + "；".join(said_) + "。"


def _problem(kind: str, own: Sequence[Finding]) -> str:
    names = "、".join(p.subject for p in own[:SHOWN]) + ("等" if len(own) > SHOWN else "")
    if kind in ("空白片区", "空白单位"):
        return f"{names}{len(own)}个{kind.removeprefix('空白')}本年以来无新签约项目"
    return f"{len(own)}个项目{kind}，为{names}"


def sayable(
    facts: Facts, rows: Sequence[Indicator], table: Sequence[PostedRow], problems: Sequence[Finding]
) -> list[str]:
    """Every number that the paragraph may hold, taken from the tables alone: the ground of 文字与表格一致."""
    texts: list[str] = [str(facts.month.month)]
    for row in rows:
        for value in (row.month_value, row.cumulative, row.ahead):
            texts.append(said(row, abs(value) if isinstance(value, int) else value))
        texts += [t for t in (row.completion, row.quarter_completion, row.pace_gap, row.growth) if t is not None]
        whole = row.measures["cumulative"]
        texts += [str(whole.value), str(whole.d)] if whole.d is not None else []
    total = next(row for row in table if row.station == TOTAL)
    texts += [str(value) for value in vars(total).values() if isinstance(value, int)]
    texts.append(str(sum(row.person is not None for row in table)))
    texts += [str(sum(p.kind == kind for p in problems)) for kind in NAMED]
    texts += [p.subject for p in problems]
    return list(dict.fromkeys(_numbers(texts)))


def _numbers(texts: Iterable[str]) -> list[str]:
    return [number for text in texts for number in re.findall(r"\d+(?:\.\d+)?", text)]
