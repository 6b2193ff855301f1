"""batches, undo and history: the journal on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from crm.cli.say import answer, named, opened, table
from crm.queries.history import lines_of, ref_names, steps, verb_of
from crm.queries.titles import titles
from crm.records.ledger import BY_TABLE, CHILD_LABELS, CHILD_PARENT, CHILDREN, OWNERS, Ledger
from crm.rules.problem import Problem
from crm.store.journal import BatchRow, ChangeRow, change_table, changes_of
from crm.store.journal import batches as batch_rows
from crm.store.reverse import Kept


def batches(options: argparse.Namespace) -> int:
    """`batches`: the newest steps first."""
    with opened(options) as book, book.read() as session:
        found = steps(session, limit=options.limit)
    data = {"batches": [_batch_json(batch) for batch in found]}
    head = ["编号", "时间", "谁", "操作", "改动", ""]
    rows = [[str(b.id), str(b.at), b.who or "", b.label, f"{b.rows} 条", "" if b.live else "已撤销"] for b in found]
    answer(options, data, lambda: table(head, rows) if rows else "还没有操作")
    return 0


def _batch_json(batch: BatchRow) -> dict[str, Any]:
    return {
        "batch": batch.id,
        "label": batch.label,
        "at": batch.at.isoformat(),
        "who": batch.who or "",
        "laptop": batch.laptop,
        "kind": batch.kind,
        "reverses": batch.reverses,
        "live": batch.live,
        "rows": batch.rows,
    }


def undo(options: argparse.Namespace) -> int:
    """`undo`: take one step back; what others have changed since is kept and told."""
    with opened(options) as book:
        changes = book.undo_batch(options.batch)
        with book.read() as session:
            kept = [_kept_json(session, one) for one in changes.kept]
    counts = {key: len(ids) for key, ids in changes.ids.items()}
    data = {
        "undone": options.batch,
        "batch": changes.batch,
        "label": changes.label,
        "rows": counts,
        "kept": kept,
    }
    answer(options, data, lambda: _undo_text(changes.label, sum(counts.values()), kept))
    return 0


def _kept_json(session: Session, kept: Kept) -> dict[str, Any]:
    ledger = BY_TABLE.get(kept.table)
    title = titles(session, ledger.key, [kept.row]).get(kept.row, "") if ledger else ""
    ledger = ledger or BY_TABLE.get(CHILD_PARENT.get(kept.table, ""))
    key = ledger.key if ledger else kept.table
    return {"ledger": key, "id": kept.row, "title": title, "fields": list(kept.columns), "reason": kept.reason}


def _undo_text(label: str, rows: int, kept: list[dict[str, Any]]) -> str:
    text = f"{label}，恢复 {rows} 条记录"
    return text + "".join(f"\n保留：{one['title']}，{one['reason']}".replace("：，", "：") for one in kept)


def history(options: argparse.Namespace) -> int:
    """`history`: every change of a record's fields, oldest first; milestones, contacts and introducers count in."""
    ledger = named(options)
    with opened(options) as book, book.read() as session:
        changes = list(_changes(session, ledger, options.id))
        if not changes:
            raise Problem(
                f"{ledger.label}里没有编号为 {options.id} 的记录，可用 zhaoyin-cli list {ledger.key} --json 查看编号"
            )
        title = titles(session, ledger.key, [options.id]).get(options.id, "")
        entries = list(_entries(session, changes))
    data = {"ledger": ledger.key, "id": options.id, "title": title, "changes": entries}
    head = ["时间", "谁", "操作", "字段", "原来", "改为"]
    rows = [
        [e["at"].replace("T", " "), e["who"], e["label"], e["field"], e["before"] or "", e["after"] or ""]
        for e in entries
    ]
    answer(options, data, lambda: f"{title}\n{table(head, rows)}")
    return 0


def _changes(session: Session, ledger: Ledger, row_id: int) -> Iterator[ChangeRow]:
    """The changes of a row and of its child rows, those removed since included."""
    yield from changes_of(session, table=ledger.table.name, row=row_id)
    parent = ledger.table.name
    for name, owners in OWNERS.items():
        if parent not in owners:
            continue
        before, after = (
            func.json_extract(side, f"$.{parent}") for side in (change_table.c.before, change_table.c.after)
        )
        query = select(change_table.c.row).distinct()
        query = query.where(change_table.c.tbl == name, or_(before == row_id, after == row_id))
        for child in sorted(session.execute(query).scalars()):
            yield from changes_of(session, table=name, row=child)


def _entries(session: Session, changes: list[ChangeRow]) -> Iterator[dict[str, Any]]:
    refs = ref_names(session, changes)
    known = {batch.id: batch for batch in batch_rows(session)}
    state: dict[tuple[str, int], dict[str, Any]] = {}
    named_changes = []
    for change in changes:
        row = state.setdefault((change.table, change.row), {})
        row.update(change.before)
        row.update(change.after)
        named_changes.append((change, _prefix(change.table, row)))
    for change, prefix in sorted(named_changes, key=lambda pair: pair[0].batch):
        batch = known[change.batch]
        told = {"batch": batch.id, "label": batch.label, "at": batch.at.isoformat(), "who": batch.who or ""}
        verb = verb_of(change)
        lines = [line for line in lines_of(change, refs) if (change.table, line.label) not in _NAMING]
        if not lines or verb in ("删除", "恢复"):
            yield {**told, "verb": verb, "field": "", "before": None, "after": None}
        for line in lines:
            label = _label(change.table, prefix, line.label)
            yield {**told, "verb": verb, "field": label, "before": line.before or None, "after": line.after or None}


_NAMING = {("milestone", "里程碑"), ("milestone", "口径")}


def _prefix(table: str, row: dict[str, Any]) -> str:
    if table == "milestone":
        return f"{row.get('kind') or ''}|{row.get('basis') or ''}"
    if table in CHILDREN:
        place = int(row.get("position") or 0)
        return CHILD_LABELS[table] + (str(place + 1) if place else "")
    return ""


def _label(table: str, prefix: str, label: str) -> str:
    """As the parent's own field is called where it has one: 签约日期, 签约金额·市认定, 联系人2·电话."""
    if table == "milestone":
        kind, _, basis = prefix.partition("|")
        return f"{kind}{label}" + (f"·{basis}" if basis and basis != "自报" else "")
    return f"{prefix}·{label}" if prefix else label
