"""The rows of a file: read into values, and recognised as rows of the book or as twins of each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm.actions.rows import wrong_span
from crm.excel.body import Body
from crm.excel.columns import Columns
from crm.excel.facts import undated
from crm.excel.match import Found, empty_index, index_of_book
from crm.excel.planned import Fault, Plan
from crm.excel.refs import Refs
from crm.excel.sections import Given
from crm.excel.settle import WRONG, PlanRow
from crm.excel.spread import row_words
from crm.records.field import FieldSpec, Kind
from crm.rules.money import format_money


def read_rows(plan: Plan, columns: Columns, refs: Refs, body: Body, tick: Callable[[int], None]) -> None:
    """Convert every cell; a row with a fault is wrong, the rest stands."""
    given = Given(plan.ledger, refs)
    for at, (number, cells) in enumerate(body.data):
        if at % 1000 == 0:
            tick(at)
        values, faults, doubts = columns.read(cells)
        if number in body.headings:
            under = given.values(body.headings[number])
            values |= {key: value for key, value in under.items() if key not in values or key in columns.told}
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


def refuse_foreign(plan: Plan, body: Body) -> None:
    """The rows under another table's header are wrong, for its columns are not these."""
    for number, cells, reason in body.foreign:
        plan.rows.append(PlanRow(number, {}, WRONG, reason=reason))
        plan.cells[number] = cells
        plan.errors.append(Fault(number, _header_of(plan, plan.ledger.fields[plan.ledger.title].label), "", reason))


def recognise(plan: Plan, session: Session) -> None:
    """Find for each sound row the row of the book and the earlier row of the file that it is."""
    stored, seen = index_of_book(session, plan.ledger), empty_index(plan.ledger)
    first_of: dict[int, int] = {}
    required = [spec for spec in plan.ledger.fields.values() if spec.required and spec.default is None]
    by_number = {row.row: row for row in plan.rows}
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
            if twin:
                _compare_amounts(plan, row, by_number[twin.of])
            if twin and twin.silent:
                doubt = (
                    f"与{row_words(twin.of).strip()}同名，没有电话或单位可比，按同一个人处理；不是同一个人请改成“另建”"
                )
        if row.fellows:
            known = [stored.find({**row.values, "staff": one})[0] for one in row.fellows]
            row.fellows = tuple(one for one, trip in zip(row.fellows, known, strict=True) if trip is None)
        if doubt:
            title = str(row.values.get(plan.ledger.title) or "")
            plan.warnings.append(Fault(row.row, plan.ledger.fields[plan.ledger.title].label, title, doubt))
    _part_fellows(plan, seen)
    plan.errors.sort(key=lambda fault: fault.row)
    plan.warnings.sort(key=lambda fault: fault.row)


def _compare_amounts(plan: Plan, row: PlanRow, earlier: PlanRow) -> None:
    """Tell of the amounts in which a row differs from the earlier one that it is a twin of."""
    for key, after in row.values.items():
        spec, before = plan.ledger.fields[key], earlier.values.get(key)
        if spec.kind is not Kind.MONEY or spec.child or before in (None, after):
            continue
        first, second = (f"{format_money(one, spec.unit)}{spec.unit}" for one in (before, after))
        reason = f"与{row_words(earlier.row).strip()}是同一条记录，那里是{first}，请核对"
        plan.warnings.append(Fault(row.row, _header_of(plan, spec.label), second, reason))


def refuse_wrong_spans(plan: Plan) -> None:
    """A row that would let a row of the book end before it starts is wrong: found here, it holds nobody else up."""
    for row in plan.rows:
        if row.match is not None and row.status != WRONG and {"start", "end"} & row.values.keys():
            reason = wrong_span({**plan.held[row.match].values, **row.values})
            if reason:
                _spoil(plan, row, plan.ledger.fields["end"], str(row.values.get("end") or ""), reason)
    plan.errors.sort(key=lambda fault: fault.row)


def _part_fellows(plan: Plan, seen: Any) -> None:
    """Of the further people of a trip leave out those whose trip is a row of its own, or was named before."""
    for row in plan.rows:
        if row.fellows:
            own = [{**row.values, "staff": one} for one in row.fellows]
            row.fellows = tuple(values["staff"] for values in own if seen.find(values)[0] is None)
            for values in own:
                seen.add(values, row.row)


def _lacking(plan: Plan, row: PlanRow, required: Sequence[FieldSpec]) -> bool:
    """Whether a new row lacks what it must have, or ends before it starts; that is noted then."""
    missing = [spec for spec in required if row.values.get(spec.key) is None]
    reason = "；".join(_missing(row, spec) for spec in missing) or wrong_span(row.values)
    if reason:
        _spoil(plan, row, missing[0] if missing else plan.ledger.fields["end"], "", reason)
    return bool(reason)


def _missing(row: PlanRow, spec: FieldSpec) -> str:
    if spec.key == "amount" and row.values.get("foreign_amount") is not None:
        return f"只有外币金额，请填写{spec.label}或折算汇率"
    return f"请填写{spec.label}"


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


def _header_of(plan: Plan, label: str) -> str:
    """The file's own header for a field, or the field's label where the file has no such column."""
    for header, key in plan.mapping.items():
        if plan.ledger.fields[key].label == label:
            return header
    return label


def link_enterprises(plan: Plan, refs: Refs) -> None:
    """A new project is linked to the enterprise named as its investor, where the book has one of that name."""
    if plan.ledger.key != "leads":
        return
    for row in plan.rows:
        investor = row.values.get("investor")
        if investor and row.match is None and row.status != WRONG and row.values.get("enterprise") is None:
            found = refs.existing("enterprises", investor)
            if found is not None:
                row.values["enterprise"] = found
