"""The ledgers: which records are lists of their own, and the fields that they show."""

from __future__ import annotations

import dataclasses
from functools import cached_property, lru_cache

from sqlalchemy import Table

from crm.records.attachment import Attachment
from crm.records.base import Base, Record
from crm.records.enterprise import Contact, Enterprise
from crm.records.field import FieldSpec, Kind, derived
from crm.records.hometown import Ambassador, Hometown
from crm.records.lead import Arrival, Introducer, Lead, Milestone
from crm.records.office import Assistance, Event, Opportunity, Policy, Target
from crm.records.people import Staff, Station
from crm.records.visit import Trip, Visit
from crm.rules.problem import Problem

COUNTED = "counted"
"""The key of the column that says what each row counts for in a figure."""


@dataclasses.dataclass(frozen=True)
class Counted:
    """What rows count for in a figure: the figure's name, its unit, and pairs of id and amount.

    Amounts are whole 元, or whole 美元 where the unit is 万美元.
    """

    label: str
    unit: str
    worth: tuple[tuple[int, int], ...]

    @property
    def spec(self) -> FieldSpec:
        """The column: what it holds adds up to the figure."""
        kind = Kind.NUMBER if self.unit == "万美元" else Kind.MONEY
        column = derived(self.label, kind, unit=self.unit, total=True, shown=True, width=132)
        return dataclasses.replace(column, key=COUNTED)


@dataclasses.dataclass(frozen=True)
class Ledger:
    """One 台账: its key (as in the headless contract), label, record and counting word.

    `identity` names the fields by which an import recognises a row, in order of trust.
    `title` is the field that names a row to people.
    """

    key: str
    label: str
    record: type[Record]
    counter: str
    title: str
    identity: tuple[tuple[str, ...], ...]
    order: tuple[str, ...]
    creates: bool = False
    counted: Counted | None = None

    @cached_property
    def fields(self) -> dict[str, FieldSpec]:
        """Every field of the ledger by key, in the order declared."""
        found = fields_of(self.record)
        if self.attaches:
            found[ATTACHMENTS.key] = ATTACHMENTS
        if self.counted is not None:
            found[COUNTED] = self.counted.spec
        return found

    @cached_property
    def first_columns(self) -> tuple[str, ...]:
        """The fields that its list shows before anybody has chosen, lot by lot, each in the order declared."""
        shown = [(spec.shown, key) for key, spec in self.fields.items() if spec.shown]
        return tuple(key for _, key in sorted(shown, key=lambda one: one[0]))

    @property
    def attaches(self) -> bool:
        """Whether photos and files can be attached to its rows."""
        return self.table.name in OWNERS["attachment"]

    @property
    def table(self) -> Table:
        """The table of its record."""
        return table_of(self.record)

    def field(self, name: str) -> FieldSpec:
        """The field with this key, Chinese label or other name; Problem when there is none."""
        if name in self.fields:
            return self.fields[name]
        specs = self.fields.values()
        found = next((spec for spec in specs if name in (spec.label, spec.header)), None)
        found = found or next((spec for spec in specs if name in spec.aliases), None)
        if found is None:
            raise Problem(unknown_field(self, name))
        return found


@lru_cache(maxsize=8)
def counting(ledger: Ledger, counted: Counted) -> Ledger:
    """A ledger with one more column: what its rows count for in a figure."""
    return dataclasses.replace(ledger, counted=counted)


def unknown_field(ledger: Ledger, name: str) -> str:
    """What is said of a field that there is not."""
    if not name:
        return f"没有写明是{ledger.label}的哪一项"
    return f"{ledger.label}里没有“{name}”这一项，可用的有：{'、'.join(spec.label for spec in ledger.fields.values())}"


def table_of(record: type[Record]) -> Table:
    """The table behind a mapped class."""
    table = record.__table__
    assert isinstance(table, Table)
    return table


def fields_of(record: type[Record]) -> dict[str, FieldSpec]:
    """The fields declared in a record class, by key, in order."""
    columns = table_of(record).columns
    found: dict[str, FieldSpec] = {}
    for key, value in vars(record).items():
        spec = value if isinstance(value, FieldSpec) else columns[key].info.get("field") if key in columns else None
        if spec is not None:
            found[key] = dataclasses.replace(spec, key=key)
    return found


def _ledgers() -> dict[str, Ledger]:
    name = (("name",),)
    listed = [
        Ledger("enterprises", "目标企业", Enterprise, "家", "name", (("credit_code",), ("name",)), ("-last_contact", "name"), True),
        Ledger("hometown", "在外乡贤", Hometown, "人", "name", (("name", "phone"),), ("industry", "city", "name")),
        Ledger("ambassadors", "招商大使", Ambassador, "人", "name", (("name", "phone"),), ("batch", "name")),
        Ledger("trips", "驻外行程", Trip, "次", "destination", (("staff", "start", "kind"),), ("-start",)),
        Ledger("visits", "拜访日志", Visit, "条", "date", (("date", "staff", "enterprise", "hometown", "contact", "content"),), ("-date",)),
        Ledger("leads", "线索项目", Lead, "个", "name", (("name", "investor"),), ("-first_date", "name")),
        Ledger("arrivals", "到位资金", Arrival, "笔", "lead", (("lead", "month", "source", "kind"),), ("-month",)),
        Ledger("targets", "指标任务", Target, "项", "indicator", (("year", "indicator", "scope", "subject"),), ("-year", "indicator")),
        Ledger("assistance", "帮办事项", Assistance, "项", "item", (("lead", "item"),), ("-due",)),
        Ledger("events", "招商活动", Event, "场", "name", (("name", "date"),), ("-date",)),
        Ledger("opportunities", "供需信息", Opportunity, "条", "name", (("kind", "name"),), ("kind", "name")),
        Ledger("policies", "政策汇编", Policy, "件", "name", name, ("-issued",)),
        Ledger("staff", "人员", Staff, "人", "name", (("name", "phone"),), ("station", "name"), True),
        Ledger("stations", "片区", Station, "个", "name", name, ("order", "name"), True),
    ]
    return {ledger.key: ledger for ledger in listed}


LEDGERS = _ledgers()
CHILDREN: dict[str, type[Record]] = {
    "contact": Contact,
    "milestone": Milestone,
    "introducer": Introducer,
    "attachment": Attachment,
}
CHILD_LABELS = {"contact": "联系人", "milestone": "里程碑", "introducer": "引荐人", "attachment": "附件"}
CHILD_PARENT = {"contact": "enterprise", "milestone": "lead", "introducer": "lead"}
"""Child rows that are edited as part of one ledger, by the column that names their record."""

OWNERS: dict[str, tuple[str, ...]] = {
    **{name: (parent,) for name, parent in CHILD_PARENT.items()},
    "attachment": tuple(c.name for c in table_of(Attachment).columns if c.foreign_keys),
}
"""Every table of child rows with the columns that may name its record; each column bears the name of a table."""

ATTACHMENTS = dataclasses.replace(derived("附件", Kind.TEXT, group="附件", width=200), key="attachments")
"""The names of a row's photos and files: every ledger has this field."""

BY_TABLE = {ledger.table.name: ledger for ledger in LEDGERS.values()}
METADATA = Base.metadata


def ledger_named(name: str) -> Ledger:
    """The ledger with this key or Chinese label; Problem when there is none."""
    for ledger in LEDGERS.values():
        if name in (ledger.key, ledger.label):
            return ledger
    raise Problem(f"没有名为“{name}”的台账，可用的有：{'、'.join(LEDGERS)}")
