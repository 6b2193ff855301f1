"""Which cells are painted as pills, in which tone and words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from crm.records.field import FieldSpec, Kind
from ui.core.tokens import Tone

STATE_TONES: Final[Mapping[str, Tone]] = {
    "未接触": "plain",
    "已接触": "warn",
    "在谈": "info",
    "签约": "good",
    "注册": "good",
    "开工": "good",
    "入统": "good",
    "投产": "good",
    "达产": "good",
    "终止": "plain",
    "线索": "plain",
    "待办": "info",
    "办理中": "warn",
    "已办结": "good",
    "受阻": "bad",
    "在库": "info",
    "已对接": "warn",
    "已落地": "good",
}
LIT_FIELD: Final = "stage"
"""Where the light of a record is shown: before its stage."""
_STATE_FIELDS: Final = ("state", "stage")
_SOON_DAYS: Final = 3


@dataclass(frozen=True)
class LightMark:
    """A light that is on: its colour's word, the tone of the pill, and the whole of it in words."""

    word: str
    tone: Tone
    told: str


def helpers(spec: FieldSpec) -> tuple[str, ...]:
    """The other fields of a row that decide how this one is marked."""
    return tuple(spec.settlers)


def mark(spec: FieldSpec, value: Any, row: Mapping[str, Any], *, today: dt.date) -> Tone | None:
    """The tone of a cell's pill; None where the cell is plain text."""
    if value is None:
        return None
    if spec.kind is Kind.CHOICE and spec.key in _STATE_FIELDS:
        return STATE_TONES.get(str(value), "plain")
    if spec.kind is Kind.DATE and spec.settled_by:
        return _due(spec, value, row, today)
    return None


def _due(spec: FieldSpec, day: dt.date, row: Mapping[str, Any], today: dt.date) -> Tone | None:
    if _settled(spec, day, row):
        return None
    if day < today:
        return "bad"
    return "warn" if (day - today).days < _SOON_DAYS else "good"


def _settled(spec: FieldSpec, day: dt.date, row: Mapping[str, Any]) -> bool:
    """Whether what was due has been done: a contact on the day or after it counts, whoever made it."""
    for key, wanted in spec.settlers.items():
        value = row.get(key)
        if key == "last_contact":
            done = value is not None and value >= day
        else:
            done = value == wanted if wanted else bool(value)
        if done:
            return True
    return row.get("stage") == "终止"


def words(spec: FieldSpec, text: str, tone: Tone | None) -> str:
    """The words on a pill: an overdue date says so, since colour alone must not carry it."""
    if tone == "bad" and spec.kind is Kind.DATE:
        return f"逾期 {text}"
    return text
