"""What in a project's own figures and dates an office should look into; the source is domain sheet §3."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from crm.rules.dates import add_months, day_label
from crm.rules.money import format_money
from crm.rules.numbers import ratio

TWICE, OLD, SMALL, ABOVE, PAPERS, UNREGISTERED, REPEATED = (
    "一项两报",
    "以旧充新",
    "以小充大",
    "到位超签约",
    "未批先建",
    "投产未入统",
    "增资重复",
)
KINDS = (TWICE, OLD, SMALL, ABOVE, PAPERS, UNREGISTERED, REPEATED)
"""The kinds of suspicion in the order in which they are listed."""


class Limits(NamedTuple):
    """From where figures look wrong; an office may set its own (setting `suspicion_limits`, same names).

    `fixed_share` and `slow_share` in percent, `large` and `registrable` in 元, `slow_months` since the signing.
    """

    fixed_share: int = 40
    large: int = 100_000_000
    slow_share: int = 10
    slow_months: int = 18
    registrable: int = 5_000_000


class Facts(NamedTuple):
    """What is known of a project: amounts in 元, dates of milestones (自报), land in 亩, whether it has land papers.

    `signed` is with every 增资; `added` are these one by one, `before` what the total was in its history.
    """

    total: int | None
    fixed: int | None
    signed: int | None
    arrived: int
    dates: Mapping[str, dt.date]
    land: Decimal | None
    land_papers: bool | None
    added: tuple[int, ...] = ()
    before: tuple[int, ...] = ()


class Doubt(NamedTuple):
    """One suspicion: its kind and the reason, with the figures it rests on."""

    kind: str
    reason: str


def doubts(facts: Facts, *, today: dt.date, limits: Limits = Limits()) -> list[Doubt]:  # noqa: B008
    """Everything in one project that an office should look into."""
    if "终止" in facts.dates:
        return [*_above(facts)]
    return [
        *_backwards(facts),
        *_small(facts, today, limits),
        *_above(facts),
        *_papers(facts),
        *_unregistered(facts, limits),
        *_repeated(facts),
    ]


def holds_increases(extra: int, added: Sequence[int]) -> bool:
    """Whether an amount is exactly one of the 增资, or the first few of them together, in 元."""
    return extra > 0 and extra in {*added, *accumulate(added)}


def _repeated(facts: Facts) -> Iterator[Doubt]:
    """A total that was raised by what stands as 增资, too: counted by the total, the project counts twice."""
    total, whole = facts.total or 0, sum(facts.added)
    if not whole:
        return
    first = (facts.signed or 0) - whole
    earlier = next((was for was in facts.before if holds_increases(total - was, facts.added)), None)
    if first > 0 and total - first >= whole:
        yield Doubt(
            REPEATED, f"计划总投资{_yi(total)}比首次签约的{_yi(first)}多{_yi(total - first)}，又记了增资{_yi(whole)}"
        )
    elif earlier is not None:
        yield Doubt(REPEATED, f"计划总投资由{_yi(earlier)}改为{_yi(total)}，又记了增资{_yi(whole)}")


def _backwards(facts: Facts) -> Iterator[Doubt]:
    signed, produced = facts.dates.get("签约"), facts.dates.get("投产") or facts.dates.get("达产")
    if signed and produced and produced < signed:
        yield Doubt(OLD, f"投产日期{day_label(produced)}早于签约日期{day_label(signed)}")


def _small(facts: Facts, today: dt.date, limits: Limits) -> Iterator[Doubt]:
    total, fixed, signed = facts.total, facts.fixed, facts.signed
    if total and fixed is not None and total >= limits.large and fixed * 100 < total * limits.fixed_share:
        yield Doubt(
            SMALL,
            f"计划总投资{_yi(total)}，其中固定资产投资只有{_yi(fixed)}，占{_percent(fixed, total)}",
        )
    day = facts.dates.get("签约")
    if not signed or day is None or add_months(day, limits.slow_months) > today:
        return
    if facts.arrived * 100 < signed * limits.slow_share:
        arrived = (
            f"只到位{_yi(facts.arrived)}，占{_percent(facts.arrived, signed)}" if facts.arrived else "没有资金到位"
        )
        yield Doubt(SMALL, f"{day.year}年{day.month}月签约{_yi(signed)}，至今{arrived}")


def _above(facts: Facts) -> Iterator[Doubt]:
    if facts.signed and facts.arrived > facts.signed:
        over = facts.arrived - facts.signed
        yield Doubt(ABOVE, f"到位资金{_yi(facts.arrived)}，超过签约金额{_yi(facts.signed)}，多{_yi(over)}")
    elif not facts.signed and facts.arrived:
        yield Doubt(ABOVE, f"到位资金{_yi(facts.arrived)}，没有签约金额")


def _papers(facts: Facts) -> Iterator[Doubt]:
    started = facts.dates.get("开工")
    if started is None or facts.land_papers:
        return
    if facts.land_papers is False:
        yield Doubt(PAPERS, f"{day_label(started)}已报开工，用地手续为“否”")
    elif facts.land:
        yield Doubt(PAPERS, f"{day_label(started)}已报开工，用地{facts.land.normalize():f}亩，没有填用地手续")


def _unregistered(facts: Facts, limits: Limits) -> Iterator[Doubt]:
    produced = facts.dates.get("投产") or facts.dates.get("达产")
    too_small = facts.total is not None and facts.total < limits.registrable
    if produced and "入统" not in facts.dates and not too_small:
        yield Doubt(UNREGISTERED, f"{day_label(produced)}已投产，没有入统日期")


def _yi(yuan: int) -> str:
    """An amount as a leader reads it: 亿元 from a hundred million, else 万元."""
    unit = "亿元" if yuan >= 100_000_000 else "万元"
    return f"{format_money(yuan, unit)}{unit}"


def _percent(part: int, whole: int) -> str:
    return f"{ratio(part, whole, 1)}%"
