"""What a field is: one declaration from which grid, form, filter, import, export and history are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from crm.rules.dates import Prefer

SCALE = 10_000


class Fixed(TypeDecorator[Decimal]):
    """A decimal of four places kept as a whole number, so that sums stay exact."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Scale up for the file; a fifth place is rounded half-up."""
        return None if value is None else int((Decimal(value) * SCALE).to_integral_value(ROUND_HALF_UP))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Scale down for the program."""
        return None if value is None else Decimal(value) / SCALE


class Kind(StrEnum):
    """How a value is typed, shown, compared and checked."""

    TEXT = "text"
    NOTE = "note"
    CHOICE = "choice"
    REF = "ref"
    MONEY = "money"
    NUMBER = "number"
    INT = "int"
    DATE = "date"
    BOOL = "bool"
    PHONE = "phone"
    CODE = "code"


@dataclass(frozen=True, kw_only=True)
class Child:
    """Where a field lives when it is not a column of its own row: one column of one child row.

    Where it `repeats` there may be several such rows, told apart by their date: the field shows the newest.
    """

    table: str
    column: str
    where: Mapping[str, Any] = field(default_factory=dict)
    repeats: bool = False


@dataclass(frozen=True, kw_only=True)
class FieldSpec:
    """One field of a ledger; `unit` is the unit its forms show, the file always keeps 元.

    `words` are other words for its choices seen in real ledgers; `prefer` says where a date typed without its year lies.
    `shown` is the lot in which it stands among a list's first columns, 1 before 2 before 3, 0 for none: what one acts on
    (状态, 期限, 责任单位) is to be seen in a narrow window. A `place` is a "province" or a "city", kept by its full
    name. What is due on a day is done by the fields `settled_by`:
    a date among them on the day or after it where it is computed (最近联系), the value named (state=已办结), else any.
    """

    key: str = ""
    label: str
    kind: Kind
    unit: str = ""
    choices: tuple[str, ...] = ()
    closed: bool = True
    words: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    check: str = ""
    aliases: tuple[str, ...] = ()
    search: bool = False
    person: bool = False
    group: str = ""
    width: int = 0
    shown: int = 0
    total: bool = False
    ref: str = ""
    child: Child | None = None
    derived: bool = False
    personal: bool = False
    default: Any = None
    hint: str = ""
    prefer: Prefer = "past"
    place: str = ""
    settled_by: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """True where figures are right-aligned and can be summed."""
        return self.kind in (Kind.MONEY, Kind.NUMBER, Kind.INT)

    @property
    def settlers(self) -> dict[str, str]:
        """The fields by which what is due is done, each with the value that it must have; empty where any will do."""
        return {key: value for key, _, value in (by.partition("=") for by in self.settled_by)}

    @property
    def stored(self) -> bool:
        """True where the value is a column of the record's own table."""
        return self.child is None and not self.derived

    @property
    def header(self) -> str:
        """Label with its unit, as printed over a column; a label that says its unit (天数) needs no other."""
        return f"{self.label}（{self.unit}）" if self.unit and self.unit not in self.label else self.label


def other_words(**words: str) -> dict[str, str]:
    """The choice by each of its other words: other_words(接待="来访 来县") is {"来访": "接待", "来县": "接待"}."""
    return {word: choice for choice, listed in words.items() for word in listed.split()}


def _column(type_: Any, spec: FieldSpec, *args: Any) -> MappedColumn[Any]:
    return mapped_column(type_, *args, nullable=True, info={"field": spec})


def text(label: str, **more: Any) -> MappedColumn[Any]:
    """One line of text."""
    return _column(Text, FieldSpec(label=label, kind=Kind.TEXT, **more))


def note(label: str, **more: Any) -> MappedColumn[Any]:
    """Text of several lines."""
    return _column(Text, FieldSpec(label=label, kind=Kind.NOTE, **more))


def choice(label: str, choices: tuple[str, ...], **more: Any) -> MappedColumn[Any]:
    """One of a list of words; closed=False takes other words too."""
    return _column(Text, FieldSpec(label=label, kind=Kind.CHOICE, choices=choices, **more))


def ref(label: str, ledger: str, table: str, **more: Any) -> MappedColumn[Any]:
    """The id of a row in another ledger, shown by its name."""
    spec = FieldSpec(label=label, kind=Kind.REF, ref=ledger, **more)
    return mapped_column(
        BigInteger().with_variant(BigInteger(), "sqlite"),
        ForeignKey(f"{table}.id"),
        nullable=True,
        index=True,
        info={"field": spec},
    )


def money(label: str, unit: str, **more: Any) -> MappedColumn[Any]:
    """An amount in whole 元, shown in `unit`."""
    return _column(BigInteger, FieldSpec(label=label, kind=Kind.MONEY, unit=unit, **more))


def number(label: str, unit: str = "", **more: Any) -> MappedColumn[Any]:
    """An exact decimal of up to four places."""
    return _column(Fixed, FieldSpec(label=label, kind=Kind.NUMBER, unit=unit, **more))


def whole(label: str, unit: str = "", **more: Any) -> MappedColumn[Any]:
    """A whole number."""
    return _column(BigInteger, FieldSpec(label=label, kind=Kind.INT, unit=unit, **more))


def day(label: str, **more: Any) -> MappedColumn[Any]:
    """A calendar day; one known to the month only is its first day and named in `month_only`."""
    return _column(Date, FieldSpec(label=label, kind=Kind.DATE, **more))


def yes_no(label: str, **more: Any) -> MappedColumn[Any]:
    """是 or 否."""
    return _column(Boolean, FieldSpec(label=label, kind=Kind.BOOL, **more))


def phone(label: str, **more: Any) -> MappedColumn[Any]:
    """One or several phone numbers, parted by 、; personal data."""
    return _column(Text, FieldSpec(label=label, kind=Kind.PHONE, personal=True, **more))


def code(label: str, check: str, **more: Any) -> MappedColumn[Any]:
    """A code with a check digit; a wrong one is warned about and kept."""
    return _column(Text, FieldSpec(label=label, kind=Kind.CODE, check=check, **more))


def of_child(label: str, kind: Kind, child: Child, **more: Any) -> FieldSpec:
    """A field kept in one child row and edited as if it stood here."""
    return FieldSpec(label=label, kind=kind, child=child, **more)


def derived(label: str, kind: Kind, **more: Any) -> FieldSpec:
    """A field computed from other rows; crm.queries.derived holds its expression."""
    return FieldSpec(label=label, kind=kind, derived=True, **more)
