"""What each row behind a figure of money counts for: the rows of the figure add up to it."""

from __future__ import annotations

from collections.abc import Mapping

from crm.bulletin.dataset import Dataset, rows_behind
from crm.bulletin.facts import worth_of
from crm.bulletin.left_out import asked_of
from crm.records.ledger import Counted

_CALLED = {"leads": ("计入签约资金", "亿元"), "arrivals": ("计入到位资金", "万元")}


def counted_behind(data: Dataset, key: str) -> Counted | None:
    """What each row behind a figure counts for, under its name and in its unit; None where the figure is no money.

    Raises Problem for a key that rows_behind does not know.
    """
    ledger, ids = rows_behind(data, key)
    if key.startswith("funnel/"):
        worth = {i: data.facts.by_id[i].amount for i in ids} if key.count("/") == 1 else None
        return None if worth is None else Counted("计入金额", "亿元", tuple(worth.items()))
    money = money_behind(data, key)
    if money is not None:
        return Counted(*_CALLED[ledger], tuple(money.items()))
    asked = asked_of(data, key) if ledger == "arrivals" else None
    if asked is None:
        return None
    wanted = frozenset(ids)
    dollars = ((row.id, row.dollars) for row in asked.facts.arrivals if row.id in wanted)
    return Counted("计入利用外资", "万美元", tuple((i, n) for i, n in dollars if n is not None))


def money_behind(data: Dataset, key: str) -> Mapping[int, int] | None:
    """元 by row, in the window and under the 口径 of a figure with this key; None where the figure is of other things.

    Raises Problem for a key that rows_behind does not know.
    """
    ledger, ids = rows_behind(data, key)
    if key.startswith("truth/"):
        _, name, basis = key.split("/")
        return next(one for one in data.truths if one.spec.key == name).worth.get(basis)
    if ledger not in ("leads", "arrivals"):
        return None
    if key.startswith("station/"):
        facts, start, end = data.facts, data.month.start, data.month.end
        counts = key.endswith("/signed_amount")
    else:
        asked = asked_of(data, key)
        if asked is None:
            return None
        facts, start, end = asked.facts, asked.start, asked.end
        counts = "签约资金" in asked.quantity and not key.endswith(("/count_share", "/target"))
        if ledger == "arrivals":
            counts = asked.definition.kind != "dollars"
    return worth_of(facts, ledger, ids, start, end) if counts else None
