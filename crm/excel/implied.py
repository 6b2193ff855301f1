"""What a row says without a cell of its own: whose a task is, what its amounts are in, the 元 of a foreign sum."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from crm.excel.targets import in_yi, scope_of
from crm.records.ledger import LEDGERS
from crm.records.values import parse
from crm.rules.money import detect_unit
from crm.rules.numbers import EXACT, half_up

Implies = Callable[[dict[str, Any]], None]

_UNIT_AFTER = re.compile(r"[（(]([^（()）]*)[）)]$")


def of_task(values: dict[str, Any]) -> None:
    """A task for 发改局 is that unit's though no column says so; 签约额（万元） is 签约资金, its figures in 万元."""
    subject, indicator = values.get("subject"), values.get("indicator")
    if subject and "scope" not in values:
        del values["subject"]
        values.update(scope_of(subject))
    unit = _UNIT_AFTER.search(indicator) if indicator else None
    if indicator and unit:
        plain = parse(LEDGERS["targets"].fields["indicator"], indicator[: unit.start()]).value
        values["indicator"] = plain
        in_yi(values, detect_unit(f"单位：{unit[1]}") or "")


def of_arrival(values: dict[str, Any]) -> None:
    """A foreign sum told in 万美元 at a stated rate is worth so many whole 元 (domain sheet §2)."""
    foreign, rate = values.get("foreign_amount"), values.get("rate")
    if "amount" not in values and isinstance(foreign, Decimal) and isinstance(rate, Decimal):
        values["amount"] = int(half_up(EXACT.multiply(foreign * 10_000, rate), 0))


IMPLIED: Mapping[str, tuple[Implies, tuple[str, ...]]] = {
    "targets": (of_task, ("scope",)),
    "arrivals": (of_arrival, ("amount",)),
}
"""By ledger: what its rows imply, and the fields that this may fill."""
NOTHING_IMPLIED: tuple[Implies, tuple[str, ...]] = (lambda _: None, ())
