"""The rehearsal of an import: what each row of a file would do, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.book import Book
from crm.excel.body import Body
from crm.excel.current import held
from crm.excel.header import Header, find_header, with_unnamed
from crm.excel.mapping import by_hand, is_ignored, propose, samples_of, signature
from crm.excel.more import More, more_columns
from crm.excel.planned import Asked, Fault, Plan
from crm.excel.readers import columns_of
from crm.excel.recognise import link_enterprises, read_rows, recognise, refuse_foreign, refuse_wrong_spans
from crm.excel.refs import Refs
from crm.excel.sheet import Sheet, read_sheets
from crm.excel.spread import place_of
from crm.excel.told import days_of_one_year, writes_two_places
from crm.records.field import Kind
from crm.records.ledger import Ledger, ledger_named
from crm.rules.money import FOREIGN
from crm.rules.problem import Problem
from crm.store.bulk import uncollected
from crm.store.journal import batch_table

MAPPINGS = "mappings"
DUPLICATES = ("update", "skip", "new")
Progress = Callable[[int, int], None]


class Cancelled(Problem):
    """The user stopped an import; nothing was written."""


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
    with book.read() as session:
        refs = Refs(session)
        more = more_columns(ledger, chosen, header, knows=partial(refs.has, "stations"))
        mapping = _mapped(book, ledger, chosen, more, asked)
        _mark_lost(chosen, header, mapping)
        body = more.body(ledger, chosen, mapping)
        plan = _blank_plan(ledger, asked, chosen, more, mapping)
        plan.sheets, plan.skipped = names, body.skipped
        plan.width = max(len(row) for row in chosen.rows[: header.last + 50])
        columns = columns_of(
            ledger, more.header, mapping, refs, year=asked.year, note_unmapped=asked.note_unmapped, more=more
        )
        if columns.year is None and columns.as_of is None:
            columns.date_among(days_of_one_year(ledger, mapping, body))
        columns.moment.padded = writes_two_places(ledger, mapping, body)
        plan.mark = last_batch(session)
        plan.warnings.extend(_struck(ledger, chosen, more.header, mapping, body))
        read_rows(plan, columns, refs, body, Ticker(progress, cancelled, 2 * len(body.data)))
        refuse_foreign(plan, body)
        plan.guessed_year = columns.year if columns.moment.guessed else None
        recognise(plan, session)
        matched = sorted({row.match for row in plan.rows if row.match})
        given = {key for row in plan.rows for key in row.values} if body.headings else ()
        plan.held = held(session, ledger, matched, dict.fromkeys([*columns.keys(), *sorted(given)]))
        refuse_wrong_spans(plan)
        link_enterprises(plan, refs)
    plan.settle()
    return plan


def _struck(ledger: Ledger, sheet: Sheet, header: Header, mapping: Mapping[int, str], body: Body) -> list[Fault]:
    """The rows whose name the sheet shows struck through, which may mean that they no longer hold."""
    names = [c for c, key in mapping.items() if key == ledger.title or ledger.fields[key].required]
    found: list[Fault] = []
    for number, cells in body.data if sheet.struck else ():
        at = next((c for c in names if (place_of(number)[0] - 1, c) in sheet.struck), None)
        if at is not None:
            text = str(cells[at] if at < len(cells) else "")
            found.append(Fault(number, header.names[at], text, "这一格划了删除线，仍会导入；已经作废的请选跳过"))
    return found


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


def _mapped(book: Book, ledger: Ledger, sheet: Sheet, more: More, asked: Asked) -> dict[int, str]:
    """Field by column: the proposal, or what was remembered for files of this shape, and a person's choices over it."""
    header, rows = more.file, sheet.rows[more.file.last :]
    samples: dict[int, list[Any]] = {}

    def cells(column: int) -> list[Any]:
        if column not in samples:
            samples[column] = samples_of(rows, column)
        return samples[column]

    # Under 单位：万美元 a column of amounts is one of foreign sums, as if its own header said so.
    said = [f"{n}（{u}）" if n and u == FOREIGN else n for n, u in zip(header.names, header.units, strict=True)]
    proposed = more.proposed(propose(ledger, said, header.parents, samples=cells))
    names = more.header.names
    remembered = book.setting(MAPPINGS, {}).get(signature(ledger, header.names), {})
    known = {h: f for h, f in remembered.items() if h in names and (not f or f in ledger.fields)}
    mapping = by_hand(ledger, names, by_hand(ledger, names, proposed, known), asked.mapping)
    if not mapping:
        raise Problem(f"“{sheet.name}”的表头与{ledger.label}的各项都对不上，请选对台账，或手工指定对应关系")
    return mapping


def _blank_plan(ledger: Ledger, asked: Asked, sheet: Sheet, more: More, mapping: Mapping[int, str]) -> Plan:
    header, used = more.header, more.used(mapping)
    return Plan(
        asked,
        ledger,
        sheet.name,
        [],
        (header.first, header.last),
        header.names,
        {header.names[column]: key for column, key in mapping.items()},
        [n for c, n in enumerate(more.file.names) if n and c not in mapping and c not in used and not is_ignored(n)],
        {header.names[c]: header.units[c] for c, key in mapping.items() if ledger.fields[key].kind is Kind.MONEY},
        signature(ledger, more.file.names),
        own=len(more.file.names),
        told={one.name: one.text for one in more.told},
        spread=more.active(mapping),
        beside=more.tables(mapping),
        header=header,
    )
