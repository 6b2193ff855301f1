"""What an indicator is in a window of days: a value or n ÷ d, with the rows behind both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crm.bulletin.definitions import Definition
from crm.bulletin.facts import ArrivalFact, Facts, LeadFact, added_in, money_in

HONOURED = ("注册", "开工", "入统", "投产", "达产")
"""What shows that a signed project is being carried out, beside money arrived (assumed: the sheet names no rule)."""


@dataclass(frozen=True)
class Measure:
    """What an indicator is in a window: a value, or for a rate n and d; with the rows behind both.

    Beside a value in 美元 stand the 元 of all foreign arrivals, and 元 a 美元 on the average of those that tell both.
    """

    value: int | None
    ledger: str
    ids: tuple[int, ...]
    d: int | None = None
    base: tuple[int, ...] = ()
    base_ledger: str = "leads"
    yuan: int = 0
    rate: Fraction | None = None

    @property
    def exact(self) -> Fraction | None:
        """The value, or n ÷ d in percent, exact; None where it cannot be computed."""
        if self.value is None:
            return None
        if self.d is None:
            return Fraction(self.value)
        return Fraction(self.value * 100, self.d) if self.d else None


def signed_in(facts: Facts, start: dt.date, end: dt.date) -> list[LeadFact]:
    """Projects first signed in the window; each counts once."""
    return reached_in(facts, "签约", start, end)


def moneyed_in(facts: Facts, start: dt.date, end: dt.date) -> list[LeadFact]:
    """Projects with 签约资金 in the window: those first signed in it and those with 增资 in it (see facts.money_in)."""
    signed = facts.by_stage.get("签约", ())
    return [lead for day, lead in signed if start <= day <= end or (lead.increases and added_in(lead, start, end))]


def sum_of_signings(leads: Iterable[LeadFact], start: dt.date, end: dt.date) -> int:
    """签约资金 of a window in 元, over some leads."""
    return sum(money_in(lead, start, end) for lead in leads)


def reached_in(facts: Facts, stage: str, start: dt.date, end: dt.date) -> list[LeadFact]:
    """Projects whose milestone is first dated in the window."""
    known = facts.reached
    if (stage, start, end) not in known:
        known[stage, start, end] = [lead for day, lead in facts.by_stage.get(stage, ()) if start <= day <= end]
    return list(known[stage, start, end])


def measure(facts: Facts, definition: Definition, start: dt.date, end: dt.date) -> Measure:
    """An indicator in a window, both days included, under the 口径 of the facts and its own where it names one."""
    own = facts.under.get((definition.basis, definition.money), facts)
    window = _Window(own, start, end, definition.floor or (own.convention.rate_floor if definition.is_rate else 0))
    if definition.kind == "dollars":
        return window.foreign()
    if not definition.is_rate:
        ledger, rows, value = window.count(definition.numerator)
        return Measure(value, ledger, rows)
    base_ledger, base, whole = window.count(definition.denominator)
    numerator = definition.numerator
    if definition.key == "arrival_rate" and own.convention.arrival_rate == "B":
        numerator = "有资金到位项目的签约资金"
    part = {numerator, definition.denominator} <= SIGNED_MONEY
    cohort = base if part else window.leads_of(definition.denominator)
    among = frozenset(cohort) if definition.cohort == "同批" else None
    ledger, rows, value = window.count(numerator, among, whole=not part)
    return Measure(value, ledger, rows, whole, base, base_ledger)


SIGNED_MONEY = frozenset(("签约资金", "有资金到位项目的签约资金"))
Counted = tuple[str, tuple[int, ...], int]
"""Ledger, ids, value."""


class _Window:
    """A window of days on facts, in which quantities are counted; `floor` leaves out smaller projects, in 元."""

    def __init__(self, facts: Facts, start: dt.date, end: dt.date, floor: int) -> None:
        self.facts, self.start, self.end, self.floor = facts, start, end, floor

    def count(self, quantity: str, among: frozenset[int] | None = None, *, whole: bool = True) -> Counted:
        """A quantity of the window; `among` the leads of a cohort, whatever those have done by its end.

        The money of a cohort's signings is that of their `whole` contracts, or of the window alone.
        """
        if quantity in ("到位资金", "利用外资"):
            return self._arrived(quantity, among)
        if quantity in SIGNED_MONEY:
            return self._signed_money(quantity, among, whole=whole)
        leads = self._leads(quantity, among)
        return "leads", tuple(lead.id for lead in leads), len(leads)

    def _signed_money(self, quantity: str, among: frozenset[int] | None, *, whole: bool) -> Counted:
        """签约资金 of the window with its 增资, or of a cohort."""
        start = self.start if among is None or not whole else dt.date.min
        moneyed = moneyed_in(self.facts, self.start, self.end) if among is None else self._reached("签约", among)
        leads = self._large(moneyed)
        if quantity.startswith("有资金到位项目"):
            leads = self._paid(leads, among)
        return "leads", tuple(lead.id for lead in leads), sum_of_signings(leads, start, self.end)

    def leads_of(self, quantity: str) -> list[int]:
        """The leads that a quantity is of."""
        if quantity in ("到位资金", "利用外资"):
            return sorted({row.lead for row in self._arrivals(None)})
        return [lead.id for lead in self._leads(quantity, None)]

    def _leads(self, quantity: str, among: frozenset[int] | None) -> list[LeadFact]:
        stage = quantity.removesuffix("项目")
        if stage in ("开工", "入统", "投产"):
            return self._large(self._reached(stage, among))
        if quantity in ("新增线索", "有效线索"):
            return self._large(self._known(quantity == "有效线索", among))
        signed = self._large(self._reached("签约", among))
        if quantity == "履约项目":
            paid = {row.lead for row in self.facts.arrivals if row.month <= self.end and row.amount > 0}
            return [lead for lead in signed if self._honoured(lead, paid)]
        return self._paid(signed, among) if quantity.startswith("有资金到位项目") else signed

    def _paid(self, leads: Iterable[LeadFact], among: frozenset[int] | None) -> list[LeadFact]:
        paid = {row.lead for row in self._arrivals(among) if row.amount > 0}
        return [lead for lead in leads if lead.id in paid]

    def _reached(self, stage: str, among: frozenset[int] | None) -> Sequence[LeadFact]:
        if among is None:
            return reached_in(self.facts, stage, self.start, self.end)
        return [lead for lead in self._of(among) if lead.reached(stage, self.end)]

    def _known(self, valid: bool, among: frozenset[int] | None) -> Iterable[LeadFact]:
        leads = self.facts.leads if among is None else self._of(among)
        dated = ((lead, (valid and lead.valid_date) or lead.since) for lead in leads if lead.valid or not valid)
        return (lead for lead, day in dated if self.start <= day <= self.end)

    def _of(self, among: frozenset[int]) -> list[LeadFact]:
        return [lead for lead in self.facts.leads if lead.id in among]

    def _large(self, leads: Iterable[LeadFact]) -> list[LeadFact]:
        return [lead for lead in leads if lead.amount >= self.floor]

    def _honoured(self, lead: LeadFact, paid: set[int]) -> bool:
        if lead.ended_by(self.end):
            return False
        return lead.id in paid or any(lead.reached(stage, self.end) for stage in HONOURED)

    def _arrivals(self, among: frozenset[int] | None) -> list[ArrivalFact]:
        """Arrivals of the window; of a cohort, those of the year so far."""
        start = self.start if among is None else dt.date(self.end.year, 1, 1)
        rows = [row for row in self.facts.arrivals if start <= row.month <= self.end]
        if among is not None:
            return [row for row in rows if row.lead in among]
        if not self.floor:
            return rows
        large = {lead.id for lead in self.facts.leads if lead.amount >= self.floor}
        return [row for row in rows if row.lead in large]

    def foreign(self) -> Measure:
        """利用外资 in 美元, with what it and the arrivals without 美元 are in 元."""
        foreign = [row for row in self._arrivals(None) if row.source == "境外" or row.dollars is not None]
        rows = [row for row in foreign if row.dollars is not None]
        dollars, worth = sum(row.dollars or 0 for row in rows), sum(row.amount for row in rows)
        rate = Fraction(worth, dollars) if worth and dollars else None
        ids = tuple(row.id for row in rows)
        return Measure(dollars, "arrivals", ids, yuan=sum(row.amount for row in foreign), rate=rate)

    def _arrived(self, quantity: str, among: frozenset[int] | None) -> Counted:
        rows = self._arrivals(among)
        if quantity == "利用外资":
            rows = [row for row in rows if row.dollars is not None]
            return "arrivals", tuple(row.id for row in rows), sum(row.dollars or 0 for row in rows)
        return "arrivals", tuple(row.id for row in rows), sum(row.amount for row in rows)
