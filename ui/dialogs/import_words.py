"""What the import wizard says of a rehearsal beside its buttons."""

from __future__ import annotations

from crm.excel.planned import Plan
from crm.records.ledger import LEDGERS


def what_was_read(plan: Plan) -> str:
    """Where the header was found and how many rows there are."""
    first, last = plan.header_rows
    where = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
    left = f"，{len(plan.skipped)} 行合计、说明等不导入" if plan.skipped else ""
    return f"表头在{where}，数据 {len(plan.rows):,} 行{left}"


def what_it_does(plan: Plan) -> str:
    """What the import would write, as its button says it; "" for nothing."""
    counts = plan.counts()
    parts = [
        f"导入 {counts['new']:,} 行" if counts["new"] else "",
        f"更新 {counts['update']:,} 行" if counts["update"] else "",
    ]
    return "，".join(part for part in parts if part)


def what_else(plan: Plan) -> str:
    """What is made on the way, and how many rows stay out."""
    made: dict[str, int] = {}
    for one in plan.making():
        made[one.ledger] = made.get(one.ledger, 0) + 1
    new = "、".join(f"{LEDGERS[key].label} {n} {LEDGERS[key].counter}" for key, n in made.items())
    wrong = plan.counts()["wrong"]
    parts = [f"同时新建{new}" if new else "", f"{wrong:,} 行有误不会导入" if wrong else ""]
    return "，".join(part for part in parts if part)
