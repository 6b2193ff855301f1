"""任务完成情况 of each 片区 and each 责任单位: signed against its own target, the blank ones included."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from crm.bulletin.breakdown import UNKNOWN, year_window
from crm.bulletin.facts import Facts, LeadFact
from crm.bulletin.figures import Behind, quarter_target, target_of
from crm.bulletin.measures import moneyed_in, signed_in, sum_of_signings
from crm.rules.indicators import completion, completion_exact, pace_gap

SCOPES = ("片区", "单位")
YI = 100_000_000


@dataclass(frozen=True)
class ScopeRow:
    """A 片区 or 单位 in the year to date; amounts in 元, targets None where none was set.

    completion in percent of its own 签约资金 task, quarter_completion of that of the quarter, pace_gap in 百分点, rank
    by completion among those with a task (equal completions share a rank).
    """

    scope: str
    subject: str
    count: int
    amount: int
    count_target: int | None
    amount_target: int | None
    completion: Decimal | None
    pace_gap: Decimal | None
    rank: int | None
    ids: tuple[int, ...]
    quarter_target: int | None = None
    quarter_completion: Decimal | None = None
    targets: tuple[int, ...] = ()


def scope_rows(facts: Facts) -> list[ScopeRow]:
    """Every 片区, then every 单位 that has a task or a project; what no one answers for comes last as 未填."""
    window = year_window(facts)
    signed = {lead.id for lead in signed_in(facts, *window)}
    names = dict(facts.stations)
    owners: dict[str, Callable[[LeadFact], str]] = {
        "片区": lambda lead: names.get(lead.station, "") if lead.station is not None else "",
        "单位": lambda lead: lead.unit.strip(),
    }
    rows: list[ScopeRow] = []
    for scope, owner in owners.items():
        groups: dict[str, list[LeadFact]] = {name: [] for name in _subjects(facts, scope)}
        for lead in moneyed_in(facts, *window):
            groups.setdefault(owner(lead) or UNKNOWN, []).append(lead)
        own = [_row(facts, scope, name, leads, signed) for name, leads in groups.items()]
        own.sort(key=lambda row: (row.subject == UNKNOWN, -(row.completion or 0), -row.amount))
        rows.extend(_ranked(own))
    return rows


def _subjects(facts: Facts, scope: str) -> list[str]:
    tasked = [(t["subject"] or "").strip() for t in facts.targets if t["scope"] == scope]
    known: Iterable[str] = (name for _, name in facts.stations) if scope == "片区" else ()
    return [name for name in dict.fromkeys([*known, *tasked]) if name]


def _row(facts: Facts, scope: str, name: str, leads: Sequence[LeadFact], signed: Collection[int]) -> ScopeRow:
    amount = sum_of_signings(leads, *year_window(facts))
    money = target_of(facts, "签约资金", scope=scope, subject=name)
    number = target_of(facts, "签约项目", scope=scope, subject=name)
    task = int(money["annual"] * YI) if money and money["annual"] is not None else None
    quarter = quarter_target(facts, money)
    due = None if quarter is None else int(quarter * YI)
    progress = facts.convention.progress(facts.month.end)
    return ScopeRow(
        scope,
        name,
        sum(lead.id in signed for lead in leads),
        amount,
        int(number["annual"]) if number and number["annual"] is not None else None,
        task,
        completion(amount, task),
        pace_gap(completion_exact(amount, task), progress),
        None,
        tuple(lead.id for lead in leads),
        due,
        completion(amount, due),
        tuple(target["id"] for target in (number, money) if target),
    )


def _ranked(rows: Sequence[ScopeRow]) -> list[ScopeRow]:
    done = [row.completion for row in rows if row.completion is not None]
    return [
        row if row.completion is None else replace(row, rank=1 + sum(other > row.completion for other in done))
        for row in rows
    ]


def behind_scopes(rows: Sequence[ScopeRow]) -> Behind:
    """The projects behind each row, under keys such as scope/单位/发改局, and its tasks (…/target)."""
    own: Behind = {f"scope/{row.scope}/{row.subject}": ("leads", row.ids) for row in rows}
    return own | {f"scope/{row.scope}/{row.subject}/target": ("targets", row.targets) for row in rows}
