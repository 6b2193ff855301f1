"""What each project behind a figure of 签约资金 counts for: the rows of the figure add up to it."""

from __future__ import annotations

from crm.bulletin.dataset import Dataset, rows_behind
from crm.bulletin.facts import money_in
from crm.bulletin.left_out import asked_of


def money_behind(data: Dataset, key: str) -> dict[int, int] | None:
    """元 by lead, in the window and under the 口径 of a figure with this key; None where the figure is no 签约资金.

    Raises Problem for a key that rows_behind does not know.
    """
    ledger, ids = rows_behind(data, key)
    if ledger != "leads":
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
    return {i: money_in(facts.by_id[i], start, end) for i in ids if i in facts.by_id} if counts else None
