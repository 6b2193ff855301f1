"""Two rows that are one made one: everything that refers to the other moves to the kept row; one step, undoable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from crm.actions.rows import update_rows
from crm.book import Book, Changes, Writer
from crm.queries.twins import references_to
from crm.records.field import Child
from crm.records.keys import refresh_keys
from crm.records.lead import Arrival, Lead
from crm.records.ledger import CHILD_PARENT, CHILDREN, LEDGERS, Ledger, ledger_named, table_of
from crm.rules.money import format_money
from crm.rules.names import company_key, person_key
from crm.rules.numbers import squeeze
from crm.rules.problem import Problem
from crm.rules.stages import INCREASE

Row = Mapping[str, Any]
_TOLD_BY = {"contact": ("name", "phone"), "introducer": ("name",)}
"""Child rows that agree in one of these are the same, unless the other or the kind speaks against it."""

_AGREE = {"contact": ("name", "phone"), "introducer": ("name", "kind")}
_FILLED = {"contact": ("name", "title", "phone", "wechat"), "introducer": ("ambassador", "hometown", "share")}


def merge(book: Book, ledger_key: str, keep_id: int, other_id: int, values: Mapping[str, Any]) -> Changes:
    """Make two rows one: `values` are the chosen ones by field key, every other field of the kept row stays.

    Visits, leads, arrivals and all else that refers to the other row move to the kept one; contacts and introducers
    that it has already are completed, not doubled; of a milestone that both have, the earlier date counts.
    An enterprise keeps the other name as 曾用名, and projects linked to either name it anew as their investor. What
    could not be settled is written to 备注; the other row goes to the recycle bin.
    Raises Problem when a row is gone, BadValue when a chosen value breaks a rule.
    """
    ledger = ledger_named(ledger_key)
    if keep_id == other_id:
        raise Problem(f"请选两{ledger.counter}不同的{ledger.label}来合并")
    with book.read() as session:
        titles = select(ledger.table.c.id, ledger.table.c[ledger.title]).where(
            ledger.table.c.id.in_((keep_id, other_id))
        )
        named = {row_id: str(title) for row_id, title in session.execute(titles)}
    label = f"合并{ledger.label}：{named.get(other_id, '')} 并入 {named.get(keep_id, '')}"
    with book.write(label) as writer:
        _merge(writer, ledger, keep_id, other_id, dict(values))
    return writer.changes


def _merge(writer: Writer, ledger: Ledger, keep_id: int, other_id: int, values: dict[str, Any]) -> None:
    keep, other = (_row(writer, ledger, row_id) for row_id in (keep_id, other_id))
    both = {row_id: _milestones(writer, ledger, row_id) for row_id in (keep_id, other_id)}
    doubts: list[str] = []
    name = str(values.get(ledger.title) or keep[ledger.title])
    if ledger.key == "enterprises":
        _rename_investors(writer, (keep, other), name)
    for table, column in references_to(ledger):
        if table.name in CHILD_PARENT and CHILD_PARENT[table.name] == ledger.table.name:
            doubts += _move_children(writer, table.name, keep_id, other_id)
        else:
            doubts += _same_months(writer, keep_id, other_id) if table.name == "arrival" else []
            writer.session.execute(update(table).where(column == other_id).values({column.name: keep_id}))
    held_elsewhere = {key for key, spec in ledger.fields.items() if spec.child and _of_both(spec.child)}
    chosen = {key: value for key, value in values.items() if key not in held_elsewhere}
    if "former_name" in ledger.fields:
        chosen["former_name"] = _former_names(keep, other, chosen)
    update_rows(writer, ledger, {keep_id: chosen})
    doubts = _lost_milestones(both, _milestones(writer, ledger, keep_id)) + doubts
    note = _note(ledger, keep, other, chosen, doubts)
    if note is not None:
        update_rows(writer, ledger, {keep_id: {"note": note}})
    gone = update(ledger.table).where(ledger.table.c.id == other_id).values(deleted_at=writer.at)
    writer.session.execute(gone)
    refresh_keys(writer.session, ledger, (keep_id, other_id))


def _row(writer: Writer, ledger: Ledger, row_id: int) -> Row:
    query = select(ledger.table).where(ledger.table.c.id == row_id, ledger.table.c.deleted_at.is_(None))
    found = writer.session.execute(query).mappings().first()
    if found is None:
        raise Problem(f"要合并的{ledger.label}有一{ledger.counter}已不在账本里，请刷新后再看")
    return dict(found)


def _rename_investors(writer: Writer, firms: Sequence[Row], name: str) -> None:
    """Projects linked to one of the firms, and naming it as their 投资主体, name it as it is called from now on."""
    old = {company_key(str(firm["name"])) for firm in firms}
    query = select(Lead.id, Lead.investor).where(Lead.enterprise.in_([firm["id"] for firm in firms]))
    found = writer.session.execute(query.where(Lead.deleted_at.is_(None))).all()
    renamed = {row_id: {"investor": name} for row_id, text in found if text != name and company_key(text or "") in old}
    update_rows(writer, LEDGERS["leads"], renamed)


# child rows


def _children(writer: Writer, name: str, parent: int) -> list[dict[str, Any]]:
    table = table_of(CHILDREN[name])
    query = select(table).where(table.c[CHILD_PARENT[name]] == parent, table.c.deleted_at.is_(None))
    order = table.c.position if "position" in table.c else table.c.id
    return [dict(row) for row in writer.session.execute(query.order_by(order, table.c.id)).mappings()]


def _move_children(writer: Writer, name: str, keep_id: int, other_id: int) -> list[str]:
    """Hand the other row's children to the kept one; those that it has already only complete theirs."""
    held, coming = _children(writer, name, keep_id), _children(writer, name, other_id)
    if name == "milestone":
        _move_milestones(writer, held, coming, keep_id)
        return []
    place = max((row["position"] or 0 for row in held), default=-1) + 1
    for row in coming:
        sister = next((one for one in held if _same(name, one, row)), None)
        if sister is None:
            _set(writer, name, row["id"], {CHILD_PARENT[name]: keep_id, "position": place})
            held.append(row)
            place += 1
        else:
            missing = {k: row[k] for k in _FILLED[name] if sister[k] is None and row[k] is not None}
            _set(writer, name, sister["id"], missing)
            sister.update(missing)
    if name != "introducer":
        return []
    shares: Decimal = sum((row["share"] for row in held if row["share"] is not None), Decimal(0))
    return [f"引荐人份额合计{shares:f}%，请核对"] if shares > 100 else []


def _same(name: str, a: Row, b: Row) -> bool:
    def pair(key: str) -> tuple[str, str]:
        return person_key(str(a[key] or "")), person_key(str(b[key] or ""))

    told = any(x == y != "" for x, y in map(pair, _TOLD_BY[name]))
    return told and all(not x or not y or x == y for x, y in map(pair, _AGREE[name]))


def _set(writer: Writer, name: str, row_id: int, cells: Row) -> None:
    if cells:
        table = table_of(CHILDREN[name])
        writer.session.execute(update(table).where(table.c.id == row_id).values(**cells))


def _move_milestones(
    writer: Writer, held: Sequence[dict[str, Any]], coming: Sequence[dict[str, Any]], keep_id: int
) -> None:
    spots = {_spot(row): row for row in held}
    for row in coming:
        sister = spots.get(_spot(row))
        if sister is None:
            _set(writer, "milestone", row["id"], {"lead": keep_id})
            continue
        better = {k: row[k] for k in ("amount", "evidence", "note") if sister[k] is None and row[k] is not None}
        if row["date"] is not None and (sister["date"] is None or row["date"] < sister["date"]):
            better |= {"date": row["date"], "month_only": row["month_only"]}
        _set(writer, "milestone", sister["id"], better)


def _spot(row: Row) -> tuple[Any, ...]:
    """What a milestone is one of: of its kind and basis; increases are told apart by day and amount too."""
    own = (row["kind"], row["basis"])
    return (*own, row["date"], row["amount"]) if row["kind"] == INCREASE else own


def _of_both(child: Child) -> bool:
    return child.table in _TOLD_BY or child.repeats


# what is written down


def _milestones(
    writer: Writer, ledger: Ledger, row_id: int
) -> dict[tuple[str, str], tuple[dt.date | None, int | None]]:
    if ledger.key != "leads":
        return {}
    rows = _children(writer, "milestone", row_id)
    return {(row["kind"], row["basis"]): (row["date"], row["amount"]) for row in rows if row["kind"] != INCREASE}


def _lost_milestones(
    both: Mapping[int, Mapping[tuple[str, str], tuple[dt.date | None, int | None]]],
    after: Mapping[tuple[str, str], tuple[dt.date | None, int | None]],
) -> list[str]:
    """Dates and amounts of either row that the merged one does not hold."""
    lost: list[str] = []
    for facts in both.values():
        for (kind, basis), (date, amount) in facts.items():
            kept_date, kept_amount = after.get((kind, basis), (None, None))
            words = [date.isoformat()] if date is not None and date != kept_date else []
            if amount is not None and amount != kept_amount:
                words.append(f"{format_money(amount, '亿元')}亿元")
            if words:
                lost.append(f"{kind}（{basis}）另有{'、'.join(words)}")
    return lost


def _same_months(writer: Writer, keep_id: int, other_id: int) -> list[str]:
    query = select(Arrival.lead, Arrival.month, Arrival.source, Arrival.kind)
    rows = writer.session.execute(
        query.where(Arrival.lead.in_((keep_id, other_id)), Arrival.deleted_at.is_(None))
    ).all()
    of = {row_id: {tuple(row[1:]) for row in rows if row[0] == row_id} for row_id in (keep_id, other_id)}
    months = sorted({month for month, *_ in of[keep_id] & of[other_id] if month is not None})
    listed = "、".join(f"{month:%Y-%m}" for month in months)
    return [f"{listed}的到位资金两处都有，请核对是否重复"] if months else []


def _former_names(keep: Row, other: Row, chosen: Row) -> str | None:
    """The former names of both, and those of the two names that are no longer in use."""
    name = chosen.get("name") or keep["name"]
    texts = [chosen.get("former_name", keep["former_name"]), keep["name"], other["name"], other["former_name"]]
    found: dict[str, str] = {}
    for one in (part for text in texts for part in (text or "").split("、")):
        if one and company_key(one) != company_key(name):
            found.setdefault(squeeze(one), one)
    return "、".join(found.values()) or None


def _note(ledger: Ledger, keep: Row, other: Row, chosen: Row, doubts: Sequence[str]) -> str | None:
    """The note with a line on what was merged and could not be settled; None where there is nothing to add."""
    if "note" not in ledger.fields:
        return None
    renamed = ledger.key != "enterprises" and other[ledger.title] != (chosen.get(ledger.title) or keep[ledger.title])
    if not doubts and not renamed:
        return None
    line = f"合并自“{other[ledger.title]}”" + (f"：{'；'.join(doubts)}" if doubts else "")
    before = chosen.get("note", keep["note"])
    return f"{before}\n{line}" if before else line
