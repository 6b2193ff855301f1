"""Carrying out a rehearsed import: one named batch, undoable, with a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm.actions.children import add_contacts
from crm.actions.rows import insert_rows, update_rows
from crm.book import Book, Changes, Writer, put_setting
from crm.excel.errors import write_errors
from crm.excel.facts import rounds
from crm.excel.plan import MAPPINGS, Progress, Ticker, last_batch, plan_import
from crm.excel.planned import Fault, Plan
from crm.excel.refs import MAKING_ORDER, Made
from crm.excel.settle import Operation
from crm.excel.spread import place_of, row_words
from crm.records.field import Kind
from crm.records.ledger import LEDGERS, Ledger
from crm.records.setting import setting_in
from crm.rules.problem import BadValue, Problem
from crm.store.bulk import uncollected

CHUNK = 2000
LED_BY = frozenset(("党政主职", "分管领导"))
"""Whose trips are those of a county leader, who has no row among the posted staff."""


@dataclass
class Report:
    """What an import did, or in a dry run would do; `changes` is None in a dry run."""

    ledger: str
    source: str
    sheet: str
    header_rows: tuple[int, int]
    mapping: dict[str, str]
    unmapped: list[str]
    rows: int
    created: int
    updated: int
    unchanged: int
    skipped: list[tuple[int, str]]
    errors: list[Fault]
    warnings: list[Fault]
    duplicates: list[dict[str, Any]]
    batch: int | None = None
    changes: Changes | None = None
    made: dict[str, list[str]] = field(default_factory=dict)
    errors_file: Path | None = None

    def as_json(self) -> dict[str, Any]:
        """The keys of the headless contract; rows are numbered as in the source file."""
        return {
            "ledger": self.ledger,
            "source": self.source,
            "sheet": self.sheet,
            "header_rows": list(self.header_rows),
            "mapping": self.mapping,
            "unmapped": self.unmapped,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": [{"row": row, "reason": reason} for row, reason in self.skipped],
            "errors": [fault.as_json() for fault in self.errors],
            "warnings": [fault.as_json() for fault in self.warnings],
            "duplicates": self.duplicates,
            "batch": self.batch,
        }

    def sentence(self) -> str:
        """The result in one sentence."""
        counter = LEDGERS[self.ledger].counter
        parts = [f"新建 {self.created} {counter}", f"更新 {self.updated} {counter}", f"未变 {self.unchanged} {counter}"]
        wrong = len({fault.row for fault in self.errors})
        if wrong:
            parts.append(f"{wrong} 行有错误未导入")
        return f"“{self.source}”共 {self.rows} 行：{'，'.join(parts)}"


def import_file(
    book: Book,
    ledger_key: str,
    source: Path,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    duplicates: str = "update",
    year: int | None = None,
    note_unmapped: bool = False,
    dry_run: bool = False,
    errors: Path | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Rehearse and carry out an import as one batch; `errors` names where to write the copy with the wrong rows.

    A row with a fault is left out, the rest is imported. Raises Problem when the file or the book cannot be used;
    nothing is written then.
    """
    plan = plan_import(
        book,
        ledger_key,
        source,
        sheet=sheet,
        mapping=mapping,
        duplicates=duplicates,
        year=year,
        note_unmapped=note_unmapped,
        progress=progress,
        cancelled=cancelled,
    )
    listed = errors if plan.errors else None
    if listed is not None:
        # First, for a list that cannot be written must not leave an import that nobody was told of.
        write_errors(plan, listed)
    report = report_of(plan) if dry_run else apply_plan(book, plan, progress=progress, cancelled=cancelled)
    report.errors_file = listed
    return report


def apply_plan(
    book: Book,
    plan: Plan,
    choices: Mapping[int, str] | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Report:
    """Carry out a plan under a person's choices {row: "update" | "skip" | "new"}; one batch, all or nothing.

    A plan that the book has outrun is made anew from its file first, so that no one's later work is overwritten.
    """
    while True:
        with book.read() as session:
            outrun = last_batch(session) != plan.mark
        if outrun:
            _plan_anew(book, plan)
        try:
            return _carry_out(book, plan, choices, Ticker(progress, cancelled, 2 * len(plan.rows)))
        except _Outrun:
            continue


class _Outrun(Exception):
    """Somebody else wrote to the book between the look at its newest batch and the hold on the file."""


def _plan_anew(book: Book, plan: Plan) -> None:
    asked = plan.asked
    fresh = plan_import(
        book,
        asked.ledger,
        asked.source,
        sheet=asked.sheet,
        mapping=asked.mapping,
        duplicates=asked.duplicates,
        year=asked.year,
        note_unmapped=asked.note_unmapped,
        header_rows=asked.header_rows,
    )
    plan.__dict__.update(fresh.__dict__)


def _carry_out(book: Book, plan: Plan, choices: Mapping[int, str] | None, tick: Ticker) -> Report:
    operations = plan.settle(choices)
    report = report_of(plan)
    if not operations and not plan.asked.mapping:
        report.changes = Changes(None, _label(plan))
        return report
    with uncollected(), book.write(_label(plan)) as writer:
        if last_batch(writer.session, but=writer.batch.id) != plan.mark:
            raise _Outrun
        ids = _make_refs(writer, operations)
        report.made = {key: sorted(made.name for made in ids if made.ledger == key) for key in MAKING_ORDER}
        _insert(writer, plan, [op for op in operations if op.target is None], ids, tick)
        _update(writer, plan, [op for op in operations if op.target is not None], ids)
        _remember(writer, plan)
        tick(2 * len(plan.rows))
    report.changes = writer.changes
    report.batch = writer.changes.batch
    return report


def _label(plan: Plan) -> str:
    return f"导入 {plan.source.name}"


def report_of(plan: Plan) -> Report:
    """What a plan would do, as a report without a batch."""
    counts = plan.counts()
    skipped = [*plan.skipped, *((place_of(row.row)[0], row.reason) for row in plan.rows if row.status == "skipped")]
    return Report(
        plan.ledger.key,
        plan.source.name,
        plan.sheet,
        plan.header_rows,
        plan.mapping,
        plan.unmapped,
        len(plan.rows),
        counts["new"],
        counts["update"],
        counts["unchanged"],
        sorted(skipped),
        [plan.located(fault) for fault in plan.errors],
        [plan.located(fault) for fault in plan.warnings],
        plan.duplicates(),
    )


def _make_refs(writer: Writer, operations: list[Operation]) -> dict[Made, int]:
    """Make the 片区, 人员 and 企业 that the book has not.

    A person belongs to the 片区 that all of their rows name, and is no posted one where all are trips of a leader.
    """
    wanted: dict[Made, set[Any]] = {}
    kinds: dict[Made, set[Any]] = {}
    for operation in operations:
        station, kind = operation.values.get("station"), operation.values.get("leader_kind")
        for value in operation.values.values():
            if value.__class__ is Made:
                wanted.setdefault(value, set()).add(station)
                kinds.setdefault(value, set()).add(kind)
    ids: dict[Made, int] = {}
    for key in MAKING_ORDER:
        ledger = LEDGERS[key]
        made = [m for m in wanted if m.ledger == key]
        rows: list[dict[str, Any]] = []
        for one in made:
            row: dict[str, Any] = {ledger.title: one.name}
            stations = wanted[one]
            if key == "staff" and len(stations) == 1 and None not in stations:
                row["station"] = _real(next(iter(stations)), ids)
            if key == "staff" and kinds[one] <= LED_BY:
                row["role"] = "县领导"
            rows.append(row)
        for one, row_id in zip(made, insert_rows(writer, ledger, rows) if rows else [], strict=True):
            ids[one] = row_id
    return ids


def _real(value: Any, ids: Mapping[Made, int]) -> Any:
    return ids[value] if value.__class__ is Made else value


def _resolved(values: dict[str, Any], ids: Mapping[Made, int], refs: Sequence[str]) -> dict[str, Any]:
    """The values with the ids of rows that were made on the spot."""
    if not ids:
        return values
    found = {key: ids[values[key]] for key in refs if values.get(key).__class__ is Made}
    return {**values, **found} if found else values


def _refs(ledger: Ledger) -> list[str]:
    return [key for key, spec in ledger.fields.items() if spec.kind is Kind.REF]


def _insert(writer: Writer, plan: Plan, operations: list[Operation], ids: Mapping[Made, int], tick: Ticker) -> None:
    done, refs = len(plan.rows), _refs(plan.ledger)
    for start in range(0, len(operations), CHUNK):
        part = operations[start : start + CHUNK]
        tick(done + start)
        authors = [op.rows[0].author or writer.who for op in part]
        try:
            made = insert_rows(writer, plan.ledger, [_resolved(op.values, ids, refs) for op in part], authors=authors)
            _add_more(writer, plan.ledger, dict(zip(made, part, strict=True)))
        except BadValue as wrong:
            raise Problem(f"“{plan.source.name}”{row_words(part[0].rows[0].row)}起的数据写不进账本：{wrong}") from None


def _update(writer: Writer, plan: Plan, operations: list[Operation], ids: Mapping[Made, int]) -> None:
    refs = _refs(plan.ledger)
    for start in range(0, len(operations), CHUNK):
        part = operations[start : start + CHUNK]
        changes = {op.target: _resolved(op.values, ids, refs) for op in part if op.target is not None}
        update_rows(writer, plan.ledger, changes)
        _add_more(writer, plan.ledger, {op.target: op for op in part if op.target is not None})


def _add_more(writer: Writer, ledger: Ledger, operations: Mapping[int, Operation]) -> None:
    """The contacts beside the first one, and the facts of which there may be several."""
    waiting = {row_id: rounds(operation.facts) for row_id, operation in operations.items() if operation.facts}
    while waiting:
        update_rows(writer, ledger, {row_id: own[0] for row_id, own in waiting.items()})
        waiting = {row_id: own[1:] for row_id, own in waiting.items() if len(own) > 1}
    more = {row_id: operation.others for row_id, operation in operations.items() if operation.others}
    if more:
        add_contacts(writer, more)


def _remember(writer: Writer, plan: Plan) -> None:
    """Keep a person's corrections for the next file of the same shape."""
    if not plan.asked.mapping:
        return
    remembered = dict(setting_in(writer.session, MAPPINGS) or {})
    chosen = {header: plan.mapping.get(header, "") for header in plan.headers}
    if remembered.get(plan.signature) != chosen:
        remembered[plan.signature] = chosen
        put_setting(writer, MAPPINGS, remembered)
