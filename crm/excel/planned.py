"""A rehearsed import: what was asked, what each row of the file would do, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crm.excel.beside import Beside
from crm.excel.current import Held
from crm.excel.header import Header
from crm.excel.refs import Made
from crm.excel.settle import Operation, PlanRow, settle
from crm.excel.spread import Spread, place_of
from crm.records.ledger import Ledger


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

    `names` are the columns' names, "" where a column has none, and after the file's `own` what comes of a `spread` and
    what the file `told` once of all rows ({name: text}); `mapping` gives field keys by name, `unmapped` the
    columns left out.
    `needs_year` says that a date without a year waits for one, `guessed_year` which year only the other dates told.
    `mark` is the book's last batch at that moment.
    """

    asked: Asked
    ledger: Ledger
    sheet: str
    sheets: list[str]
    header_rows: tuple[int, int]
    names: tuple[str, ...]
    mapping: dict[str, str]
    unmapped: list[str]
    units: dict[str, str]
    signature: str
    rows: list[PlanRow] = field(default_factory=list)
    cells: dict[int, Sequence[Any]] = field(default_factory=dict)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    needs_year: bool = False
    guessed_year: int | None = None
    width: int = 0
    held: dict[int, Held] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    mark: int = 0
    choices: dict[int, str] | None = None
    own: int = 0
    told: dict[str, str] = field(default_factory=dict)
    spread: Spread | None = None
    beside: Beside | None = None
    header: Header | None = None

    @property
    def headers(self) -> list[str]:
        """The names of the columns that have one."""
        return [name for name in self.names if name]

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

    def located(self, fault: Fault) -> Fault:
        """A fault by the row of the file and the header of the cell that it is in."""
        row, column = place_of(fault.row)
        if column is not None and self.beside is not None and fault.column in self.names:
            at = self.beside.source(self.names.index(fault.column), column)
            return replace(fault, row=row, column=self.names[at])
        key = self.mapping.get(fault.column)
        if column is None or self.spread is None or self.header is None or key not in self.spread.fields:
            return replace(fault, row=row)
        return replace(fault, row=row, column=self.spread.source(self.header, column, key))

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
            {"row": place_of(row.row)[0], "of": place_of(row.of)[0] if row.of else row.match, "why": row.why}
            for row in self.rows
            if row.of or (row.match and row.status == "new")
        ]
