"""Names in cells to the rows they mean: 片区, 人员, 企业, 项目; some are made on the spot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.excel.convert import Doubted
from crm.queries.listing import called
from crm.records.ledger import LEDGERS
from crm.records.values import is_unknown
from crm.rules.names import company_key, person_key
from crm.rules.numbers import shown, squeeze
from crm.rules.problem import BadValue

_STATION = re.compile(r"(?:驻外招商组|驻外招商片区|招商片区|招商组|片区|招商分局|驻点组|工作组|组)$")
_SEVERAL = re.compile("[、；;]")
MAKING_ORDER = ("stations", "staff", "enterprises")


class Made(NamedTuple):
    """A row that does not exist yet and is made when the import is carried out."""

    ledger: str
    key: str
    name: str


def station_key(name: str) -> str:
    """长三角, 长三角片区 and 长三角招商组 are one."""
    plain = squeeze(name).lower()
    return _STATION.sub("", plain) or plain


def text_key(name: str) -> str:
    """Text without spaces and full-width forms."""
    return squeeze(name).lower()


KEYS: dict[str, Callable[[str], str]] = {
    "enterprises": company_key,
    "stations": station_key,
    "staff": person_key,
    "hometown": person_key,
    "ambassadors": person_key,
}


class Refs:
    """Looks names up in bulk: each ledger's names are read once, each text is worked out once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[str, dict[str, tuple[int, str]]] = {}
        self._equals: dict[str, Counter[str]] = {}
        self._known: dict[tuple[str, str], int | Made | Doubted] = {}
        self._made: dict[tuple[str, str], Made] = {}

    def find(self, ledger_key: str, text: str) -> int | Made | Doubted:
        """The row that a name means, or one to be made where that is allowed.

        Doubted where it is written otherwise there, or where several rows have that name: the oldest of them then.
        BadValue when there is none and none may be made.
        """
        found = self._known.get((ledger_key, text))
        if found is None:
            found = self._known[ledger_key, text] = self._find(ledger_key, text)
        return found

    def existing(self, ledger_key: str, text: str) -> int | None:
        """The row with exactly this name in the book, if there is one."""
        found = self._all(ledger_key).get(f"={text_key(text)}")
        return found[0] if found else None

    def has(self, ledger_key: str, text: str) -> bool:
        """Whether the book has a row that a name means, however it is written there."""
        return self._lookup(ledger_key, text) is not None

    def _lookup(self, ledger_key: str, text: str) -> tuple[int, str] | None:
        names = self._all(ledger_key)
        return names.get(f"={text_key(text)}") or names.get(KEYS.get(ledger_key, text_key)(text))

    def _find(self, ledger_key: str, text: str) -> int | Made | Doubted:
        ledger = LEDGERS[ledger_key]
        found = self._lookup(ledger_key, text)
        if found is not None:
            row_id, name = found
            if ledger_key == "enterprises" and text_key(name) != text_key(text):
                return Doubted(row_id, f"账本里没有“{shown(text)}”，按“{name}”处理，如不是同一家请先新建它")
            equals = self._equals[ledger_key][text_key(name)]
            if equals > 1:
                one = ledger.counter
                return Doubted(row_id, f"账本里有{equals}{one}“{name}”，记在最早建的一{one}上，请核对")
            return row_id
        if is_unknown(text):
            raise BadValue(f"“{shown(text)}”不像{ledger.label}的名称，请改正")
        if not ledger.creates:
            raise BadValue(f"账本里没有{ledger.label}“{shown(text)}”，请先导入或新建它，或改正这里的名称")
        key = KEYS.get(ledger_key, text_key)(text)
        if not key:
            raise BadValue(f"“{shown(text)}”不像{ledger.label}的名称，请改正")
        made = self._made.setdefault((ledger_key, key), Made(ledger_key, key, " ".join(text.split())))
        several = len([part for part in _SEVERAL.split(text) if len(part.strip()) > 3])
        if ledger_key == "enterprises" and several > 1:
            return Doubted(made, f"“{shown(text)}”像是{several}家企业，现按一家导入，请分成{several}行")
        return made

    def _all(self, ledger_key: str) -> dict[str, tuple[int, str]]:
        """Rows by comparing form, and by "=" and the name as written, which goes first; the oldest of equals."""
        names = self._names.get(ledger_key)
        if names is None:
            ledger = LEDGERS[ledger_key]
            table = ledger.table
            query = select(called(ledger, table), table.c.id).where(table.c.deleted_at.is_(None)).order_by(table.c.id)
            key_of = KEYS.get(ledger_key, text_key)
            names = self._names[ledger_key] = {}
            equals = self._equals[ledger_key] = Counter()
            for name, row_id in self._session.execute(query).all():
                if name:
                    equals[text_key(str(name))] += 1
                    names.setdefault(f"={text_key(str(name))}", (row_id, str(name)))
                    names.setdefault(key_of(str(name)), (row_id, str(name)))
        return names
