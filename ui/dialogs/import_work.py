"""What the import wizard asks of the engine, and the engine's answers in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crm.book import Book
from crm.excel.guess import guess_ledger
from crm.excel.header import find_header
from crm.excel.mapping import is_ignored, match_header, samples_of
from crm.excel.plan import plan_import
from crm.excel.planned import Fault, Plan
from crm.excel.refs import Made
from crm.excel.settle import PlanRow
from crm.excel.sheet import Sheet, SheetInfo, read_sheets, sheets_of
from crm.excel.spread import row_words
from crm.queries.titles import titles
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS, Ledger
from crm.records.values import show
from crm.rules.dates import Day
from crm.rules.problem import Problem

Progress = Callable[[int, int], None]
SPREAD, BESIDE = "每格展开成一行", "并排的另一半，一并导入"


@dataclass(frozen=True)
class Wanted:
    """What the user has chosen so far; a ledger "" is guessed from the header."""

    path: Path
    ledger: str = ""
    sheet: str | None = None
    header_rows: tuple[int, int] | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None
    note_unmapped: bool = False

    def with_(self, **changes: Any) -> Wanted:
        """The same with some parts changed."""
        return replace(self, **changes)


@dataclass
class Rehearsed:
    """A file as read and, where a header was found, its plan; else `fault` says why there is none.

    `names` are the header's names by column of the sheet, "" where a column has none.
    """

    wanted: Wanted
    ledger: Ledger
    sheets: list[SheetInfo]
    sheet: Sheet
    names: tuple[str, ...] = ()
    plan: Plan | None = None
    fault: str = ""
    titles: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def sound(self) -> Plan:
        """The plan; only to be asked for when there is one."""
        assert self.plan is not None
        return self.plan

    @property
    def header_rows(self) -> tuple[int, int]:
        """The header's first and last row: as found, as given by hand, else the first row."""
        return self.plan.header_rows if self.plan else self.wanted.header_rows or (1, 1)

    def noted(self, name: str) -> bool:
        """Whether an unmapped column of this name would go to 备注."""
        return "note" in self.ledger.fields and not is_ignored(name) and match_header(self.ledger.key, name) is None

    def rows_of(self, name: str) -> str:
        """How a column without a field makes rows all the same: one of each cell, or as the table's other half."""
        at = self.names.index(name)
        if self.plan and self.plan.spread and at in self.plan.spread.columns:
            return SPREAD
        return BESIDE if self.plan and self.plan.beside and at in self.plan.beside.further else ""

    def sample(self, at: int) -> str:
        """What stands in the first cells of a column."""
        name, plan = self.names[at], self.plan
        if plan is not None and name in plan.told:
            return plan.told[name]
        if plan is not None and at >= plan.own:
            rows: Sequence[Sequence[Any]] = [plan.cells[row.row] for row in plan.rows[:40]]
        else:
            rows = self.sheet.rows[self.header_rows[1] :][:200]
        return "、".join(dict.fromkeys(cell_text(value) for value in samples_of(rows, at, limit=2)))

    def text(self, spec: FieldSpec, value: Any) -> str:
        """A planned or held value in words; refs by name."""
        if value is None or value == "":
            return ""
        if isinstance(value, Made):
            return f"{value.name}（新建）"
        if spec.kind is Kind.REF:
            return self.titles.get((spec.ref, int(value)), "")
        if isinstance(value, Day):
            return show(spec, value.date, month_only=value.precision != "day")
        return show(spec, value)

    def title(self, row: PlanRow) -> str:
        """What names a row: its title field, read or as it stands in the file, else the first value it has.

        A day names nothing by itself: of a visit the enterprise or the person stands beside it.
        """
        spec = self.ledger.fields[self.ledger.title]
        words = self.text(spec, row.values.get(spec.key))
        if words and spec.kind is Kind.DATE:
            met = [one for one in self.ledger.fields.values() if one.ref in ("enterprises", "hometown")]
            words = "　".join([words, *filter(None, (self.text(one, row.values.get(one.key)) for one in met))])
        others = (self.text(self.ledger.fields[key], value) for key, value in row.values.items())
        return words or self._raw(row) or next((text for text in others if text), "")

    def _raw(self, row: PlanRow) -> str:
        plan = self.sound
        named = [at for at, name in enumerate(self.names) if plan.mapping.get(name) == self.ledger.title]
        cells = plan.cells.get(row.row, ())
        return next((cell_text(cells[at]) for at in named if at < len(cells)), "")


def cell_text(value: Any) -> str:
    """A cell of the file as it stands there, on one line."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return " ".join(str(value).split())


def rehearse(
    book: Book, wanted: Wanted, *, before: Rehearsed | None = None, progress: Progress | None = None
) -> Rehearsed:
    """Read the file and plan its import; a file that cannot be read raises Problem, one without a header does not."""
    same = before is not None and (before.wanted.path, before.wanted.sheet) == (wanted.path, wanted.sheet)
    infos = before.sheets if same and before else sheets_of(wanted.path)
    key, guessed = wanted.ledger, None
    if not key:
        sheets = read_sheets(wanted.path, wanted.sheet)
        found_key = guess_ledger(sheets)
        key, guessed = found_key.ledger, found_key.sheet if len(sheets) > 1 else None
    ledger = LEDGERS[key]
    try:
        plan = plan_import(
            book,
            key,
            wanted.path,
            sheet=wanted.sheet or guessed,
            mapping=wanted.mapping,
            year=wanted.year,
            note_unmapped=wanted.note_unmapped,
            header_rows=wanted.header_rows,
            progress=progress,
        )
    except Problem as problem:
        sheet = before.sheet if same and before else read_sheets(wanted.path, wanted.sheet)[0]
        by_hand = find_header(ledger, sheet, rows=wanted.header_rows) if wanted.header_rows else None
        names = by_hand.names if by_hand else ()
        return Rehearsed(wanted.with_(ledger=key), ledger, infos, sheet, names, fault=str(problem))
    kept = before.sheet if same and before and before.sheet.name == plan.sheet else None
    sheet = kept or read_sheets(wanted.path, plan.sheet)[0]
    found = Rehearsed(wanted.with_(ledger=key), ledger, infos, sheet, plan.names, plan)
    found.titles = _titles(book, plan)
    return found


def _titles(book: Book, plan: Plan) -> dict[tuple[str, int], str]:
    """The names of every row that values and held values refer to."""
    fields = plan.ledger.fields
    refs = {key: spec.ref for key, spec in fields.items() if spec.kind is Kind.REF}
    wanted: dict[str, set[int]] = {}
    sides = [row.values for row in plan.rows] + [held.values for held in plan.held.values()]
    sides += [{"staff": one} for row in plan.rows for one in row.fellows]
    for values in sides:
        for key in refs.keys() & values.keys():
            value = values[key]
            if value.__class__ is int:
                wanted.setdefault(refs[key], set()).add(value)
    with book.read() as session:
        return {(k, i): name for k, ids in wanted.items() for i, name in titles(session, k, sorted(ids)).items()}


def described(found: Rehearsed, row: PlanRow) -> str:
    """What a row would do, in one line: what changes, what it repeats, what is wrong with it."""
    changes = "；".join(change_words(found, row))
    repeated = f"重复于{row_words(row.of)}（{row.why}）" if row.of else ""
    match row.status:
        case "update":
            return "；".join(filter(None, (changes, _fellows(found, row))))
        case "twin":
            return f"{repeated}，{'补充 ' + changes if row.adds else '没有新内容'}"
        case "wrong" | "skipped":
            return row.reason
        case "new":
            if repeated or row.match:
                return f"{repeated or f'账本里已有（{row.why}）'}，另建"
            people = "另有联系人" + "、".join(one.name for one in row.others if one.name) if row.others else ""
            return people or _fellows(found, row)
        case _:
            return f"与账本一致（{row.why}）" if row.why else "与账本一致"


def _fellows(found: Rehearsed, row: PlanRow) -> str:
    """The further people of a trip that are given one of their own."""
    staff = found.ledger.fields.get("staff")
    names = "、".join(found.text(staff, one) for one in row.fellows) if staff else ""
    return f"同行的{names}各记一次" if names else ""


def change_words(found: Rehearsed, row: PlanRow) -> list[str]:
    """Each change as 字段 前→后; long texts are cut."""
    words = []
    for key, (before, after) in row.changes.items():
        spec = found.ledger.fields[key]
        sides = [_cut(found.text(spec, value)) for value in (before, after)]
        words.append(f"{spec.label} {sides[0] or '空'}→{sides[1]}")
    return words


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 24 else f"{plain[:23]}…"


def faults_of(faults: list[Fault]) -> dict[int, list[Fault]]:
    """Faults by row."""
    found: dict[int, list[Fault]] = {}
    for fault in faults:
        found.setdefault(fault.row, []).append(fault)
    return found
