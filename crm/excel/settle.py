"""What becomes of each row of a plan: inserted, merged into a row of the book, left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.excel import people
from crm.excel.convert import day_of, same
from crm.excel.current import Held
from crm.excel.facts import Fact, add, parted
from crm.excel.spread import row_words
from crm.records.field import Kind
from crm.records.ledger import Ledger
from crm.rules.contacts import Person
from crm.rules.numbers import squeeze

NEW, UPDATE, UNCHANGED, SKIPPED, WRONG, TWIN = "new", "update", "unchanged", "skipped", "wrong", "twin"


@dataclass
class PlanRow:
    """One row of the file: its values, what it was recognised as, and what becomes of it.

    `status` is one of new, update, unchanged, skipped, wrong, twin (of an earlier row of the file);
    `changes` are (before, after) by field key; `of` is an earlier row's number, `match` a row of the book;
    `others` are further contacts of an enterprise, `fellows` further people (refs) whose trip the book has not.
    """

    row: int
    values: dict[str, Any]
    status: str = NEW
    match: int | None = None
    of: int | None = None
    why: str = ""
    by_code: bool = False
    reason: str = ""
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    adds: bool = False
    author: str | None = None
    others: tuple[Person, ...] = ()
    fellows: tuple[Any, ...] = ()


@dataclass
class Operation:
    """One write: a new row (`target` None) or changes to a row of the book, from one or several rows of the file.

    `facts` are those of which a row may have several, to be written beside the values.
    """

    target: int | None
    values: dict[str, Any]
    rows: list[PlanRow]
    others: tuple[Person, ...] = ()
    facts: list[Fact] = field(default_factory=list)


def settle(
    ledger: Ledger,
    rows: Iterable[PlanRow],
    held: Mapping[int, Held],
    *,
    duplicates: str,
    choices: Mapping[int, str] | None = None,
) -> list[Operation]:
    """Give every row its status and return the writes; `choices` are decisions by row number over `duplicates`."""
    inserts: dict[int, Operation] = {}
    updates: dict[int, Operation] = {}
    root: dict[int, Operation] = {}
    for row in rows:
        if row.status == WRONG:
            continue
        row.changes, row.adds, row.reason = {}, False, ""
        choice = (choices or {}).get(row.row) or (duplicates if row.match or row.of else NEW)
        earlier = root.get(row.of) if row.of else None
        if choice == "skip":
            row.status = SKIPPED
            row.reason = _skipped(row)
        elif choice == "update" and earlier is not None:
            _overlay(ledger, earlier, row)
            root[row.row] = earlier
        elif choice == "update" and row.match is not None:
            operation = updates.get(row.match)
            if operation is None:
                updates[row.match] = root[row.row] = _operation(ledger, row.match, row)
            else:
                _overlay(ledger, operation, row)
                root[row.row] = operation
        else:
            row.status = NEW
            inserts[row.row] = root[row.row] = _operation(ledger, None, row)
    written = [op for op in updates.values() if _compare(ledger, op, held.get(op.target or 0, Held()))]
    fellows = [*_fellows(inserts.values()), *_late_fellows(updates.values(), held)]
    return [*inserts.values(), *fellows, *written]


def _fellows(operations: Iterable[Operation]) -> Iterator[Operation]:
    """The trips of the further people that a new row names."""
    for operation in operations:
        for one in operation.rows[0].fellows:
            yield Operation(None, {**operation.values, "staff": one}, [operation.rows[0]])


def _late_fellows(operations: Iterable[Operation], held: Mapping[int, Held]) -> list[Operation]:
    """The trips of further people that a row names beside one whose trip the book has already."""
    found: dict[Any, Operation] = {}
    for operation in operations:
        before = {k: v for k, v in held.get(operation.target or 0, Held()).values.items() if v is not None}
        for row in operation.rows:
            for one in row.fellows:
                found.setdefault(
                    (operation.target, one), Operation(None, {**before, **row.values, "staff": one}, [row])
                )
                row.status = UPDATE if row.status == UNCHANGED else row.status
    return list(found.values())


def _operation(ledger: Ledger, target: int | None, row: PlanRow) -> Operation:
    values, facts = parted(ledger, row.row, row.values)
    return Operation(target, values, [row], row.others, facts)


def _skipped(row: PlanRow) -> str:
    if row.of:
        return f"与{row_words(row.of)}重复（{row.why}），按要求跳过"
    return f"账本里已有（{row.why}），按要求跳过" if row.match else "按要求跳过"


def _overlay(ledger: Ledger, operation: Operation, row: PlanRow) -> None:
    """Lay a twin over the rows before it: a blank never wipes, notes and phones are joined, the first name stays."""
    row.status = TWIN
    operation.rows.append(row)
    (values, facts), others = parted(ledger, row.row, row.values), row.others
    row.changes |= add(operation.facts, facts)
    row.adds = bool(row.changes)
    if people.NAME in values and people.NAME in operation.values:
        others = (*people.parted(values, operation.values), *others)
    if others:
        _overlay_people(operation, row, others)
    for key, value in values.items():
        if _reached_again(ledger, key, operation.values, values):
            continue
        before = operation.values.get(key)
        after = _joined(ledger, key, before, value)
        if after != before:
            operation.values[key] = after
            row.changes[key] = (before, after)
            row.adds = True


def _reached_again(ledger: Ledger, key: str, first: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    """Whether a twin tells a milestone of a later day: a project counts at its first signing, with its money."""
    child = ledger.fields[key].child
    if child is None or child.table != "milestone":
        return False
    specs = (spec for spec in ledger.fields.values() if spec.child and spec.child.column == "date")
    dated = next(spec.key for spec in specs if spec.child and spec.child.where == child.where)
    before, after = first.get(dated), then.get(dated)
    return before is not None and after is not None and day_of(after) > day_of(before)


def _overlay_people(operation: Operation, row: PlanRow, others: tuple[Person, ...]) -> None:
    known = people.joined([people.person_of(operation.values)], operation.others)
    after = people.joined(known, others)
    if after != known:
        operation.others = after[1:]
        row.changes[people.NAME] = (_named(known), _named(after))
        row.adds = True


def _named(persons: Sequence[Person]) -> str:
    return "、".join(one.name for one in persons if one.name)


def _joined(ledger: Ledger, key: str, before: Any, after: Any) -> Any:
    if before is None:
        return after
    kind = ledger.fields[key].kind
    if key == ledger.title and kind is Kind.TEXT:
        return before
    if kind is Kind.NOTE and isinstance(before, str):
        return before if after in before else f"{before}\n{after}"
    if kind is Kind.PHONE:
        return "、".join(dict.fromkeys([*before.split("、"), *after.split("、")]))
    return after


def _compare(ledger: Ledger, operation: Operation, held: Held) -> bool:
    """Find what differs from the book; keeps only that in the operation, False when nothing does."""
    first = operation.rows[0]
    changes: dict[str, tuple[Any, Any]] = {}
    if operation.others or held.others:
        book_first = people.person_of(held.values)
        operation.others = people.against_book(operation.values, operation.others, book_first, held.others)
    for key, after in operation.values.items():
        before = held.values.get(key)
        if before == after and key not in held.months:
            continue
        if key == ledger.title and isinstance(after, str) and not _renames(first, before, after):
            continue
        if not same(before, after, before_month=key in held.months):
            changes[key] = (before, after)
    operation.values = {key: after for key, (_, after) in changes.items()}
    if operation.others:
        known = (people.person_of(held.values), *held.others)
        first_name = changes.get(people.NAME, (None, known[0].name))[1]
        after = people.joined((Person(first_name or ""), *held.others), operation.others)
        changes[people.NAME] = (_named(known), _named(after))
    told = [(fact, fact.changes(held)) for fact in operation.facts]
    operation.facts = [fact for fact, added in told if added]
    if not changes and not operation.facts:
        for row in operation.rows:
            row.status, row.adds, row.changes = UNCHANGED, False, {}
        return False
    if len(operation.rows) == 1:
        first.status, first.changes = UPDATE, changes
    else:
        _share_out(operation.rows, changes)
    _share_facts(operation.rows, told)
    return True


def _share_facts(rows: Sequence[PlanRow], told: Iterable[tuple[Fact, Mapping[str, tuple[Any, Any]]]]) -> None:
    """Tell each row which facts it brings."""
    for fact, added in told:
        row = next(row for row in rows if row.row == fact.row)
        row.changes |= added
        row.adds = row.adds or (row.status == TWIN and bool(added))
    if rows[0].changes:
        rows[0].status = UPDATE


def _renames(row: PlanRow, before: Any, after: str) -> bool:
    """A row recognised by its name leaves the name as the book has it; one recognised by code may correct it."""
    return row.by_code and squeeze(str(before or "")) != squeeze(after)


def _share_out(rows: list[PlanRow], changes: dict[str, tuple[Any, Any]]) -> None:
    """Tell each of several rows of one target which of the changes it brings."""
    for row in reversed(rows[1:]):
        row.changes = {k: changes[k] for k in row.changes if k in changes}
        row.adds = bool(row.changes)
    late = {k for row in rows[1:] for k in row.changes}
    rows[0].changes = {k: v for k, v in changes.items() if k not in late}
    rows[0].status = UPDATE if rows[0].changes else UNCHANGED
