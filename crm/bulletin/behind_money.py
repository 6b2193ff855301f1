"""What each row behind a figure of 签约资金 or 到位资金 counts for: the rows of the figure add up to it."""

from __future__ import annotations

from collections.abc import Mapping

from crm.bulletin.dataset import Dataset, rows_behind
from crm.bulletin.facts import worth_of
from crm.bulletin.left_out import asked_of


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
