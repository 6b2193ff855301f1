"""ViewSpec: a list as data; grid, export, count and saved views all run the same one."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from crm.records.ledger import ledger_named

OPS = ("=", "!=", ">", ">=", "<", "<=", "between", "contains", "lacks", "in", "empty", "filled")
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
}


@dataclass(frozen=True)
class Filter:
    """One condition; `value` is JSON-able: 元 for money, ISO for dates, names for refs, a list for in and between."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True)
class ViewSpec:
    """Which rows, in which order, with which columns; `sort` entries are "field" or "-field"."""

    ledger: str
    filters: tuple[Filter, ...] = ()
    search: str = ""
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    deleted: bool = False

    def to_json(self) -> str:
        """As text that from_json reads back."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> ViewSpec:
        """Read back a saved view; fields that no longer exist are left out."""
        data = json.loads(text)
        known = ledger_named(data["ledger"]).fields
        return ViewSpec(
            data["ledger"],
            tuple(
                Filter(f["field"], f["op"], _frozen(f["value"]))
                for f in data["filters"]
                if f["field"] in (ROWS, *known)
            ),
            data["search"],
            tuple(s for s in data["sort"] if s.lstrip("-") in known),
            tuple(c for c in data["columns"] if c in known),
            data["deleted"],
        )

    def shown_columns(self) -> tuple[str, ...]:
        """The chosen columns, or the ledger's own choice."""
        return self.columns or tuple(k for k, s in ledger_named(self.ledger).fields.items() if s.shown)

    def replace(self, **changes: Any) -> ViewSpec:
        """The same view with some parts changed."""
        return dataclasses.replace(self, **changes)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
