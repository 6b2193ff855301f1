"""Which row of the book, or which earlier row of the file, a row of the file is."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.records.enterprise import Enterprise
from crm.records.ledger import Ledger
from crm.rules.dates import Day
from crm.rules.names import company_key, person_key
from crm.rules.numbers import squeeze


@dataclass(frozen=True)
class Found:
    """What a row was recognised as (an id or a row number), why, and whether by a code that outranks the name.

    `unclear`: how many firms of different cities or codes it might be as well; `silent`: by a person's name alone.
    """

    of: int
    why: str
    by_code: bool = False
    unclear: int = 0
    silent: bool = False


class Index(ABC):
    """Rows by what they are recognised by."""

    @abstractmethod
    def add(self, values: Mapping[str, Any], of: int) -> None:
        """Remember a row."""

    @abstractmethod
    def find(self, values: Mapping[str, Any]) -> tuple[Found | None, str]:
        """The row that these values belong to, and a doubt worth telling."""


class Companies(Index):
    """By credit code, else by name and city; never by name across two codes or two cities, nor by guess among them."""

    fields = ("name", "former_name", "credit_code", "city")

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._names: dict[str, list[tuple[int, str, str]]] = {}

    def add(self, values: Mapping[str, Any], of: int) -> None:
        code, city = values.get("credit_code") or "", _city(values.get("city"))
        if code:
            self._codes.setdefault(code, of)
        held = (of, code, city)
        self._names.setdefault(company_key(values.get("name") or ""), []).append(held)
        for name in (values.get("former_name") or "").split("、"):
            if name:
                self._names.setdefault(company_key(name), []).append(held)

    def find(self, values: Mapping[str, Any]) -> tuple[Found | None, str]:
        code, city = values.get("credit_code") or "", _city(values.get("city"))
        if code and code in self._codes:
            return Found(self._codes[code], "统一社会信用代码相同", by_code=True), ""
        same = self._names.get(company_key(values.get("name") or ""))
        if not same:
            return None, ""
        doubt = ""
        agreeing: dict[int, tuple[str, str]] = {}
        for of, other_code, other_city in same:
            if code and other_code and code != other_code:
                doubt = "名称相同但统一社会信用代码不同，按两家企业处理，请核对"
            elif city and other_city and city != other_city:
                doubt = "名称相同但所在市不同，按两家企业处理，请核对"
            else:
                agreeing.setdefault(of, (other_code, other_city))
        if not agreeing:
            return None, doubt
        likely = [of for of, (_, other) in agreeing.items() if other == city] or list(agreeing)
        told = [{agreeing[of][part] for of in likely} - {""} for part in (0, 1)]
        if any(len(different) > 1 for different in told):
            return Found(likely[0], "企业名称相同", unclear=len(likely)), ""
        return Found(likely[0], "企业名称相同"), ""


class People(Index):
    """By name with a shared phone or employer; by name alone only where neither row says more."""

    def __init__(self, ledger: Ledger) -> None:
        self.fields = tuple(key for key in ("name", "phone", "employer") if key in ledger.fields)
        self._names: dict[str, list[tuple[int, frozenset[str], str]]] = {}

    def add(self, values: Mapping[str, Any], of: int) -> None:
        phones, employer = _phones(values), company_key(values.get("employer") or "")
        self._names.setdefault(person_key(values.get("name") or ""), []).append((of, phones, employer))

    def find(self, values: Mapping[str, Any]) -> tuple[Found | None, str]:
        phones, employer = _phones(values), company_key(values.get("employer") or "")
        silent: int | None = None
        for of, other_phones, other_employer in self._names.get(person_key(values.get("name") or ""), ()):
            if phones & other_phones:
                return Found(of, "姓名和电话相同"), ""
            if employer and employer == other_employer:
                return Found(of, "姓名和所在单位相同"), ""
            if not (phones and other_phones) and not (employer and other_employer) and silent is None:
                silent = of
        return (Found(silent, "姓名相同，没有电话和单位可比", silent=True), "") if silent is not None else (None, "")


class Projects(Index):
    """By name and investor; a blank investor agrees with any, a former name of an enterprise with its present one."""

    fields = ("name", "investor")

    def __init__(self) -> None:
        self.present: dict[str, str] = {}
        self._names: dict[str, list[tuple[int, str]]] = {}

    def add(self, values: Mapping[str, Any], of: int) -> None:
        key = squeeze(values.get("name") or "").lower()
        self._names.setdefault(key, []).append((of, self._investor(values)))

    def find(self, values: Mapping[str, Any]) -> tuple[Found | None, str]:
        investor = self._investor(values)
        near: int | None = None
        for of, other in self._names.get(squeeze(values.get("name") or "").lower(), ()):
            if investor == other:
                return Found(of, "项目名称和投资主体相同"), ""
            if not (investor and other) and near is None:
                near = of
        return (Found(near, "项目名称相同"), "") if near is not None else (None, "")

    def _investor(self, values: Mapping[str, Any]) -> str:
        key = company_key(values.get("investor") or "")
        return self.present.get(key, key)


class Exact(Index):
    """By all the identity fields of the ledger together."""

    def __init__(self, ledger: Ledger) -> None:
        self.fields = ledger.identity[0]
        self._why = "、".join(ledger.fields[key].label for key in self.fields) + "相同"
        self._defaults = {k: ledger.fields[k].default for k in self.fields if ledger.fields[k].default is not None}
        self._rows: dict[tuple[Any, ...], int] = {}

    def add(self, values: Mapping[str, Any], of: int) -> None:
        self._rows.setdefault(self._key(values), of)

    def find(self, values: Mapping[str, Any]) -> tuple[Found | None, str]:
        of = self._rows.get(self._key(values))
        return (Found(of, self._why), "") if of is not None else (None, "")

    def _key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(_comparable(values.get(k), self._defaults.get(k)) for k in self.fields)


def _comparable(value: Any, default: Any) -> Any:
    if value is None or value == "":
        value = default
    if isinstance(value, str):
        return squeeze(value).lower()
    if isinstance(value, Day):
        return value.date
    if isinstance(value, dt.datetime):
        return value.date()
    return value.normalize() if isinstance(value, Decimal) else value


@lru_cache(maxsize=4096)
def _city(value: str | None) -> str:
    return squeeze(str(value)).removesuffix("市") if value else ""


def _phones(values: Mapping[str, Any]) -> frozenset[str]:
    phone = values.get("phone")
    return frozenset(phone.split("、")) if phone else frozenset()


def empty_index(ledger: Ledger) -> Companies | People | Projects | Exact:
    """The way in which rows of this ledger are recognised."""
    if ("credit_code",) in ledger.identity:
        return Companies()
    if ledger.identity[0] == ("name", "phone"):
        return People(ledger)
    if ledger.identity[0] == ("name", "investor"):
        return Projects()
    return Exact(ledger)


def index_of_book(session: Session, ledger: Ledger) -> Index:
    """The rows of the book that are not in the recycle bin, by what they are recognised by; the oldest first."""
    index = empty_index(ledger)
    if isinstance(index, Projects):
        index.present = _present_names(session)
    table = ledger.table
    query = select(table.c.id, *(table.c[key] for key in index.fields)).where(table.c.deleted_at.is_(None))
    for row_id, *values in session.execute(query.order_by(table.c.id)).all():
        index.add(dict(zip(index.fields, values, strict=True)), row_id)
    return index


def _present_names(session: Session) -> dict[str, str]:
    """The comparing form of every former name of an enterprise, with that of its present name."""
    query = select(Enterprise.former_name, Enterprise.name).where(
        Enterprise.deleted_at.is_(None), Enterprise.former_name.is_not(None)
    )
    found: dict[str, str] = {}
    for former, name in session.execute(query):
        for one in str(former).split("、"):
            found.setdefault(company_key(one), company_key(name))
    return found
