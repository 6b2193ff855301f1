"""ViewSpec: a list as data; grid, export, count and saved views all run the same one."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from crm.records.ledger import COUNTED, Counted, Ledger, counting, ledger_named

ANY = "any"
"""The op of a condition that holds where one of several does: its value is a tuple of alternatives, each a tuple of
Filters that must hold together; it names no field."""
ROWS = "id"
"""The field of a condition that names its rows one by one ("in" a list of ids): the rows behind a figure."""

OP_WORDS = {
    "=": "是",
    "!=": "不是",
    ">": "＞",
    ">=": "≥",
    "<": "＜",
    "<=": "≤",
    "between": "在",
    "contains": "包含",
    "lacks": "不含",
    "in": "是",
    "empty": "为空",
    "filled": "已填",
    "overdue": "逾期，早于",
}


@dataclass(frozen=True)
class Filter:
    """One condition; `value` is JSON-able: 元 for money, ISO for dates, names for refs, a list for in and between.

    `said` are the words of a condition that moves with the day (近30天, 逾期), from which it is read anew.
    """

    field: str
    op: str
    value: Any = None
    said: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True)
class ViewSpec:
    """Which rows, in which order, with which columns; `sort` entries are "field" or "-field".

    Rows that share the value of the field `group` stand together, within them those that share `subgroup`; `pinned` is
    how many columns stay in sight. `counted` says what the rows behind a figure count for in it, as one more column.
    """

    ledger: str
    filters: tuple[Filter, ...] = ()
    search: str = ""
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    deleted: bool = False
    group: str = ""
    pinned: int = 1
    subgroup: str = ""
    counted: Counted | None = None

    @property
    def source(self) -> Ledger:
        """The ledger with the fields that the view knows: its own, and what the rows count for in a figure."""
        ledger = ledger_named(self.ledger)
        return ledger if self.counted is None else counting(ledger, self.counted)

    @property
    def levels(self) -> tuple[str, ...]:
        """The fields that the rows are grouped by, the outer one first; a subgroup needs a group."""
        if not self.group:
            return ()
        return (self.group, self.subgroup) if self.subgroup not in ("", self.group) else (self.group,)

    def to_json(self) -> str:
        """As text that from_json reads back."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> ViewSpec:
        """Read back a saved view; fields that no longer exist are left out."""
        data = json.loads(text)
        kept = data.get("counted")
        counted = kept and Counted(kept["label"], kept["unit"], tuple((i, n) for i, n in kept["worth"]))
        known = ViewSpec(data["ledger"], counted=counted).source.fields
        return ViewSpec(
            data["ledger"],
            _filters(data["filters"], known),
            data["search"],
            tuple(s for s in data["sort"] if s.lstrip("-") in known),
            tuple(c for c in data["columns"] if c in known),
            data["deleted"],
            data.get("group", "") if data.get("group") in known else "",
            int(data.get("pinned", 1)),
            data.get("subgroup", "") if data.get("subgroup") in known else "",
            counted,
        )

    def shown_columns(self) -> tuple[str, ...]:
        """The chosen columns, or the ledger's own choice."""
        return self.columns or ledger_named(self.ledger).first_columns

    def lists_as(self, other: ViewSpec) -> bool:
        """Whether it lists the same rows in the same order as another, whatever columns are shown of them."""
        mine, theirs = ((v.filters, v.search, v.sort, v.levels, v.deleted) for v in (self, other))
        return mine == theirs

    def under(self, filters: tuple[Filter, ...]) -> ViewSpec:
        """The same under other conditions; what rows count for goes with the condition that names them."""
        if self.counted is None or any(one.field == ROWS for one in filters):
            return self.replace(filters=filters)
        columns = tuple(key for key in self.columns if key != COUNTED)
        sort = tuple(entry for entry in self.sort if entry.lstrip("-") != COUNTED)
        rest = tuple(one for one in filters if one.field != COUNTED)
        return self.replace(filters=rest, columns=columns, sort=sort, counted=None)

    def replace(self, **changes: Any) -> ViewSpec:
        """The same view with some parts changed."""
        return dataclasses.replace(self, **changes)


def _filters(data: list[dict[str, Any]], known: Container[str]) -> tuple[Filter, ...]:
    """The conditions kept, but those on fields that are gone; one of several goes whole, for it would let in more."""
    found: list[Filter] = []
    for kept in data:
        if kept["op"] == ANY:
            parts = tuple(_filters(part, known) for part in kept["value"])
            if [len(part) for part in parts] == [len(part) for part in kept["value"]]:
                found.append(Filter("", ANY, parts))
        elif kept["field"] == ROWS or kept["field"] in known:
            found.append(Filter(kept["field"], kept["op"], _frozen(kept["value"]), kept.get("said", "")))
    return tuple(found)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
