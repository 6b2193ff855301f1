"""The rehearsal of an import: what each row of a file would do, before anything is written."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.book import Book
from crm.excel.body import Body, read_body
from crm.excel.columns import Columns, columns_of
from crm.excel.current import Held, held
from crm.excel.facts import undated
from crm.excel.header import Header, find_header, with_unnamed
from crm.excel.mapping import by_hand, is_ignored, match_header, propose, samples_of, signature
from crm.excel.match import Found, empty_index, index_of_book
from crm.excel.refs import Made, Refs
from crm.excel.sections import Given
from crm.excel.settle import WRONG, Operation, PlanRow, settle
from crm.excel.sheet import Sheet, read_sheets
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger, ledger_named
from crm.rules.problem import Problem
from crm.store.journal import batch_table

MAPPINGS = "mappings"
DUPLICATES = ("update", "skip", "new")
Progress = Callable[[int, int], None]


@contextmanager
def uncollected() -> Iterator[None]:
    """Rest the cyclic collector: over a million fresh cells it goes round again and again and finds nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Cancelled(Problem):
    """The user stopped an import; nothing was written."""


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken, or is taken in spite of a doubt: row of the file, header, cell, reason."""

    row: int
    column: str
    value: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """As the headless contract prints it."""
        return {"row": self.row, "column": self.column, "value": self.value, "reason": self.reason}


@dataclass(frozen=True)
class Asked:
    """What a plan was asked for, so that it can be made again when the book has changed meanwhile."""

    ledger: str
    source: Path
    sheet: str | None
    mapping: dict[str, str]
    duplicates: str
    year: int | None
    note_unmapped: bool
    header_rows: tuple[int, int] | None


@dataclass
class Plan:
    """A rehearsed import; `rows` are the data rows, `skipped` the rows that are not data, with reasons.

    `headers` are the columns' names, `mapping` gives field keys by header, `unmapped` the columns left out.
    `needs_year` says that a date without a year waits for one. `mark` is the book's last batch at that moment.
    """

    asked: Asked
    ledger: Ledger
    sheet: str
    sheets: list[str]
    header_rows: tuple[int, int]
    headers: list[str]
    mapping: dict[str, str]
    unmapped: list[str]
    units: dict[str, str]
    signature: str
    year: int | None
    rows: list[PlanRow] = field(default_factory=list)
    cells: dict[int, Sequence[Any]] = field(default_factory=dict)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    needs_year: bool = False
    width: int = 0
    held: dict[int, Held] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    mark: int = 0
    choices: dict[int, str] | None = None

    @property
    def source(self) -> Path:
        """The file."""
        return self.asked.source

    def settle(self, choices: Mapping[int, str] | None = None) -> list[Operation]:
        """Give every row its status anew under a person's choices {row: "update" | "skip" | "new"}."""
        wanted = dict(choices or {})
        if self.choices != wanted:
            self.operations = settle(
                self.ledger, self.rows, self.held, duplicates=self.asked.duplicates, choices=wanted
            )
            self.choices = wanted
        return self.operations

    def making(self) -> list[Made]:
        """The 片区, 人员 and 企业 that the rows name and the book has not, once each."""
        return list(dict.fromkeys(v for op in self.operations for v in op.values.values() if v.__class__ is Made))

    def counts(self) -> dict[str, int]:
        """How many rows have each status; a twin that adds something counts as update, else as unchanged."""
        found = dict.fromkeys(("new", "update", "unchanged", "skipped", "wrong"), 0)
        for row in self.rows:
            status = row.status if row.status != "twin" else "update" if row.adds else "unchanged"
            found[status] += 1
        return found

    def duplicates(self) -> list[dict[str, Any]]:
        """The rows that are twins of an earlier row of the file, or are imported again beside a row of the book."""
        return [
            {"row": row.row, "of": row.of or row.match, "why": row.why}
            for row in self.rows
            if row.of or (row.match and row.status == "new")
        ]


def plan_import(
    book: Book,
    ledger_key: str,
    source: Path,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    duplicates: str = "update",
    year: int | None = None,
    note_unmapped: bool = False,
    header_rows: tuple[int, int] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Rehearse an import of `source` into a ledger; nothing is written.

    `mapping` {header: field key or label, "" for none} goes over the proposal, `year` completes a bare 5月3日,
    `header_rows` (first, last; from 1) goes over the header found. Raises Problem when the file cannot be read
    or no header is found.
    """
    ledger = ledger_named(ledger_key)
    if duplicates not in DUPLICATES:
        raise Problem(f"重复处理方式“{duplicates}”不认识，可用的有：update（更新）、skip（跳过）、new（另建）")
    asked = Asked(ledger.key, source, sheet, dict(mapping or {}), duplicates, year, note_unmapped, header_rows)
    with uncollected():
        return _plan(book, ledger, asked, progress, cancelled)


def _plan(
    book: Book, ledger: Ledger, asked: Asked, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> Plan:
    chosen, header, names = _choose(ledger, asked.source, asked)
    header = with_unnamed(header, chosen)
    columns_by_field = _mapped(book, ledger, chosen, header, asked)
    _mark_lost(chosen, header, columns_by_field)
    body = read_body(ledger, chosen, header, columns_by_field)
    plan = _blank_plan(ledger, asked, chosen, header, columns_by_field)
    plan.sheets, plan.skipped = names, body.skipped
    plan.width = max(len(row) for row in chosen.rows[: header.last + 50])
    with book.read() as session:
        refs = Refs(session)
        columns = columns_of(ledger, header, columns_by_field, refs, year=asked.year, note_unmapped=asked.note_unmapped)
        plan.mark = last_batch(session)
        _read_rows(plan, columns, refs, body, Ticker(progress, cancelled, 2 * len(body.data)))
        _recognise(plan, session)
        matched = sorted({row.match for row in plan.rows if row.match})
        given = {key for row in plan.rows for key in row.values} if body.headings else ()
        plan.held = held(session, ledger, matched, dict.fromkeys([*columns.keys(), *sorted(given)]))
        _link_enterprises(plan, refs)
    plan.settle()
    return plan


def _mark_lost(sheet: Sheet, header: Header, mapping: Mapping[int, str]) -> None:
    """Put into the mapped columns what stands in the cells that have lost their value."""
    for (row, column), text in sheet.lost.items():
        if column in mapping and row >= header.last and column < len(sheet.rows[row]):
            sheet.rows[row][column] = text


class Ticker:
    """Tells how far the work is, and stops it where asked."""

    def __init__(self, progress: Progress | None, cancelled: Callable[[], bool] | None, total: int) -> None:
        self._progress, self._cancelled, self._total = progress, cancelled, total

    def __call__(self, done: int) -> None:
        """Say that so many steps are done; raises Cancelled when the user has stopped."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled("已停止导入，账本没有改动")
        if self._progress is not None:
            self._progress(done, self._total)


def last_batch(session: Session, *, but: int = 0) -> int:
    """The newest batch of the book `but` for one, 0 when there is none."""
    query = select(func.max(batch_table.c.id)).where(batch_table.c.id != but)
    return int(session.execute(query).scalar() or 0)


def _choose(ledger: Ledger, source: Path, asked: Asked) -> tuple[Sheet, Header, list[str]]:
    """The sheet whose header explains most; Problem when none has a header."""
    sheets = read_sheets(source, asked.sheet)
    best: tuple[int, Sheet, Header] | None = None
    for at, sheet in enumerate(sheets):
        header = find_header(ledger, sheet, known=asked.mapping, rows=asked.header_rows)
        if header is None:
            continue
        named = 30 if ledger.label in sheet.name else 0
        filled = 20 if len(sheet.rows) > header.last else 0
        score = header.score + named + filled - at
        if best is None or score > best[0]:
            best = score, sheet, header
    if best is None:
        labels = "、".join(spec.label for spec in ledger.fields.values() if spec.shown and not spec.derived)
        raise Problem(
            f"“{source.name}”里没有找到{ledger.label}的表头，表头应有{labels}等列，请检查是不是选错了台账或文件"
        )
    return best[1], best[2], [sheet.name for sheet in sheets]


def _mapped(book: Book, ledger: Ledger, sheet: Sheet, header: Header, asked: Asked) -> dict[int, str]:
    """Field by column: the proposal, or what was remembered for files of this shape, and a person's choices over it."""
    rows = sheet.rows[header.last :]
    samples: dict[int, list[Any]] = {}

    def cells(column: int) -> list[Any]:
        if column not in samples:
            samples[column] = samples_of(rows, column)
        return samples[column]

    proposed = propose(ledger, header.names, header.parents, samples=cells)
    remembered = book.setting(MAPPINGS, {}).get(signature(ledger, header.names), {})
    known = {h: f for h, f in remembered.items() if h in header.names and (not f or f in ledger.fields)}
    mapping = by_hand(ledger, header.names, by_hand(ledger, header.names, proposed, known), asked.mapping)
    if not mapping:
        raise Problem(f"“{sheet.name}”的表头与{ledger.label}的各项都对不上，请选对台账，或手工指定对应关系")
    return mapping


def _blank_plan(ledger: Ledger, asked: Asked, sheet: Sheet, header: Header, mapping: Mapping[int, str]) -> Plan:
    names = header.names
    return Plan(
        asked,
        ledger,
        sheet.name,
        [],
        (header.first, header.last),
        [name for name in names if name],
        {names[column]: key for column, key in mapping.items()},
        [n for c, n in enumerate(names) if n and c not in mapping and not is_ignored(n)],
        {names[c]: header.units[c] for c, key in mapping.items() if ledger.fields[key].kind is Kind.MONEY},
        signature(ledger, names),
        asked.year or header.year,
    )


def _read_rows(plan: Plan, columns: Columns, refs: Refs, body: Body, tick: Ticker) -> None:
    """Convert every cell; a row with a fault is wrong, the rest stands."""
    given = Given(plan.ledger, refs)
    for at, (number, cells) in enumerate(body.data):
        if at % 1000 == 0:
            tick(at)
        values, faults, doubts = columns.read(cells)
        if number in body.headings:
            values = given.values(body.headings[number]) | values
        faults = [*faults, *((_header_of(plan, day), cell, why) for day, cell, why in undated(plan.ledger, values))]
        row = PlanRow(number, values)
        plan.rows.append(row)
        plan.warnings.extend(Fault(number, *doubt) for doubt in doubts)
        if faults:
            row.status = WRONG
            plan.errors.extend(Fault(number, *fault) for fault in faults)
            row.reason = "；".join(fault[2] for fault in faults)
            plan.needs_year = plan.needs_year or columns.missing_year
        row.author, row.others = columns.author, columns.others
        if columns.fellows:
            row.fellows = tuple(refs.find("staff", name) for name in columns.fellows)
        plan.cells[number] = cells


def _recognise(plan: Plan, session: Session) -> None:
    """Find for each sound row the row of the book and the earlier row of the file that it is."""
    stored, seen = index_of_book(session, plan.ledger), empty_index(plan.ledger)
    first_of: dict[int, int] = {}
    required = [spec for spec in plan.ledger.fields.values() if spec.required and spec.default is None]
    for row in plan.rows:
        if row.status == WRONG:
            continue
        found, doubt = stored.find(row.values)
        twin = None
        if found is None:
            if _lacking(plan, row, required):
                continue
            twin, twin_doubt = seen.find(row.values)
            doubt = doubt or twin_doubt
        if _unclear(plan, row, found or twin):
            continue
        if found:
            row.match, row.why, row.by_code = found.of, found.why, found.by_code
            row.of = first_of.setdefault(found.of, row.row)
            row.of = None if row.of == row.row else row.of
        else:
            _note_twin(row, twin, seen)
        if doubt:
            title = str(row.values.get(plan.ledger.title) or "")
            plan.warnings.append(Fault(row.row, plan.ledger.fields[plan.ledger.title].label, title, doubt))
    plan.errors.sort(key=lambda fault: fault.row)
    plan.warnings.sort(key=lambda fault: fault.row)


def _lacking(plan: Plan, row: PlanRow, required: Sequence[FieldSpec]) -> bool:
    """Whether a new row lacks what it must have, or ends before it starts; that is noted then."""
    missing = [spec for spec in required if row.values.get(spec.key) is None]
    reason = "；".join(f"请填写{spec.label}" for spec in missing) or _wrong_span(row.values)
    if reason:
        _spoil(plan, row, missing[0] if missing else plan.ledger.fields["end"], "", reason)
    return bool(reason)


def _unclear(plan: Plan, row: PlanRow, found: Found | None) -> bool:
    """Whether a row may be one of several firms of one name; that is noted then, for a guess would mix them up."""
    if found is None or not found.unclear:
        return False
    spec = plan.ledger.fields[plan.ledger.title]
    reason = f"有{found.unclear}家企业都叫这个名称，请填写所在市或统一社会信用代码"
    _spoil(plan, row, spec, str(row.values.get(spec.key) or ""), reason)
    return True


def _spoil(plan: Plan, row: PlanRow, spec: FieldSpec, value: str, reason: str) -> None:
    row.status, row.reason = WRONG, reason
    plan.errors.append(Fault(row.row, _header_of(plan, spec.label), value, reason))


def _note_twin(row: PlanRow, twin: Found | None, seen: Any) -> None:
    if twin is None:
        seen.add(row.values, row.row)
        return
    row.of, row.why, row.by_code = twin.of, twin.why, twin.by_code
    # A twin may carry the phone or code by which a third row is recognised.
    seen.add(row.values, twin.of)


def _wrong_span(values: Mapping[str, Any]) -> str:
    start, end = values.get("start"), values.get("end")
    if isinstance(start, dt.date) and isinstance(end, dt.date) and end < start:
        return f"截止日期{end.isoformat()}早于起始日期{start.isoformat()}，请改正其中一个"
    return ""


def _header_of(plan: Plan, label: str) -> str:
    """The file's own header for a field, or the field's label where the file has no such column."""
    for header, key in plan.mapping.items():
        if plan.ledger.fields[key].label == label:
            return header
    return label


def _link_enterprises(plan: Plan, refs: Refs) -> None:
    """A new project is linked to the enterprise named as its investor, where the book has one of that name."""
    if plan.ledger.key != "leads":
        return
    for row in plan.rows:
        investor = row.values.get("investor")
        if investor and row.match is None and row.status != WRONG and row.values.get("enterprise") is None:
            found = refs.existing("enterprises", investor)
            if found is not None:
                row.values["enterprise"] = found


def computed_headers(plan: Plan) -> list[str]:
    """The unmapped columns that are figures the book computes itself, as its own exports carry them."""
    found = ((name, match_header(plan.ledger.key, name)) for name in plan.unmapped)
    return [name for name, match in found if match is not None and not match.field]
