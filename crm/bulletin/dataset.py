"""The dataset of a month: the one source of every table, sentence and figure of its papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from crm.bulletin import breakdown
from crm.bulletin.breakdown import FunnelRow, Part
from crm.bulletin.definitions import CONTRACT
from crm.bulletin.differences import Difference
from crm.bulletin.facts import Facts
from crm.bulletin.figures import Behind, Indicator
from crm.bulletin.findings import MISSING, Finding, missing_in_json
from crm.bulletin.parts import Parts
from crm.bulletin.posted import PostedRow
from crm.bulletin.prose import Wording
from crm.bulletin.scopes import ScopeRow
from crm.bulletin.settings import Convention
from crm.bulletin.truths import Dispute, Truth
from crm.rules.dates import MonthRange
from crm.rules.problem import Problem
from crm.rules.scoring import Scheme


@dataclass(frozen=True)
class Check:
    """One rule: whether it holds, the figures or names that show it, and the leads concerned."""

    rule: str
    ok: bool
    detail: str
    ids: tuple[int, ...] = ()
    ledger: str = "leads"

    def as_json(self) -> dict[str, Any]:
        """Under the keys of the headless contract."""
        return {"rule": self.rule, "ok": self.ok, "detail": self.detail}


@dataclass(frozen=True)
class Dataset:
    """A month's figures under its 口径; money in whole 元, rates as printed; `behind` opens the rows of each figure.

    `cleared` are the lights put out with a reason; `compared` is the issue that `differences` are of, empty for none.
    `issue` is the number that it goes out under (2025年第9期), `override` why it goes out against a failing check.
    """

    county: str
    month: MonthRange
    convention: Convention
    scheme: Scheme
    facts: Facts
    indicators: list[Indicator]
    stations: list[PostedRow]
    scopes: list[ScopeRow]
    funnel: list[FunnelRow]
    structure: dict[str, list[Part]]
    problems: list[Finding]
    behind: Behind
    checks: list[Check] = field(default_factory=list)
    words: Mapping[str, Wording] = field(default_factory=dict)
    cleared: list[Finding] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    compared: str = ""
    truths: list[Truth] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    issue: str = ""
    override: str = ""

    def indicator(self, key: str) -> Indicator:
        """The indicator with this key."""
        return next(row for row in self.indicators if row.key == key)

    @property
    def text(self) -> str:
        """通报文字, one paragraph."""
        return self.words["paragraph"].text

    @property
    def listed(self) -> list[Finding]:
        """问题清单: the problems without those, all at the end, that only say why a figure is missing."""
        return [problem for problem in self.problems if problem.kind != MISSING]

    @property
    def parts(self) -> Parts:
        """The tables alone."""
        own = (self.facts, self.indicators, self.stations, self.scopes, self.funnel, self.structure, self.behind)
        return Parts(*own)

    @property
    def sound(self) -> bool:
        """Whether every 自洽核验 holds."""
        return all(check.ok for check in self.checks)

    def as_sent(self) -> dict[str, Any]:
        """What a release keeps: as_json, the indicators as its papers have them."""
        return {**self.as_json(), "indicators": [row.figures() for row in self.indicators]}

    def as_json(self) -> dict[str, Any]:
        """What `monthly --json` prints, without the files.

        `stations` holds one row per person; a row whose person is null is the 小计 of its station (all zeros for a
        blank one, which has no other row), and the last row, of station 合计, is the total. Money is in 元,
        foreign_capital too; `funnel` rows are {stage, entered, amount, standing, advanced, conversion};
        `structure` is {dimension: [{name, count, amount, count_share, amount_share}]}; the county's own
        indicators are not part of the contract.
        """
        return {
            "month": str(self.month),
            "indicators": [row.as_json() for row in self.indicators if row.key in CONTRACT],
            "stations": [row.as_json() for row in self.stations],
            "funnel": [asdict(row) for row in self.funnel],
            "structure": breakdown.as_json(self.structure),
            "problems": [p.as_json() for p in self._problems_in_json()],
            "checks": [check.as_json() for check in self.checks],
            "text": self.text,
        }

    def _problems_in_json(self) -> list[Finding]:
        """The problems without those of indicators that as_json does not list, with those that only it has."""
        own = {row.spec.target for row in self.indicators if row.key not in CONTRACT}
        listed = [p for p in self.problems if p.kind != MISSING or p.subject not in own]
        return [*listed, *missing_in_json([row for row in self.indicators if row.key in CONTRACT])]


def called(data: Dataset, figure_key: str) -> str:
    """What a figure said in the prose is about, as a heading opens with it (已投产未入统：, 签约资金：)."""
    start, _, rest = figure_key.partition("/")
    if not rest:
        key = start.partition(".")[0]
        return next((f"{row.spec.target}：" for row in data.indicators if row.key == key), "")
    if start == "structure":
        return f"{rest.split('/')[1]}："
    parts = rest.split("/")
    return f"{parts[1] if start == 'scope' else parts[0]}：" if not parts[0].isdigit() else ""


def rows_behind(data: Dataset, figure_key: str) -> tuple[str, tuple[int, ...]]:
    """The ledger and the ids that a figure was made from.

    Keys: signed_amount.cumulative, start_rate.cumulative.denominator, signed_count.annual_target,
    station/长三角/李明朗/visits (empty name for a 小计), funnel/签约, funnel/签约/advanced, funnel/签约/standing,
    structure/产次/二产, scope/单位/发改局, problem/0, check/0. Raises Problem for any other key.
    """
    if figure_key not in data.behind:
        raise Problem(f"{data.month.label}通报里没有“{figure_key}”这个数，请从通报页面点开要看的数")
    return data.behind[figure_key]
