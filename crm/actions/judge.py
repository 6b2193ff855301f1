"""Judging what the checks found: two rows are not the same, a suspicion is explained; each one step, each undoable."""

from __future__ import annotations

from crm.book import Book, Changes, without
from crm.queries.judged import DISMISSED, NOT_TWINS, pair_of, with_pair, without_pair
from crm.records.ledger import ledger_named
from crm.rules.problem import Problem


def not_twins(book: Book, ledger_key: str, a: int, b: int) -> Changes:
    """Remember that two rows are not the same, so that they are not shown as a pair again."""
    ledger = ledger_named(ledger_key)
    label = f"判定两{ledger.counter}{ledger.label}不是同一{ledger.counter}"
    return book.revise_setting(NOT_TWINS, lambda kept: with_pair(kept, ledger_key, pair_of(a, b)), label=label)


def twins_again(book: Book, ledger_key: str, a: int, b: int) -> Changes:
    """Forget that two rows were judged not to be the same."""
    ledger = ledger_named(ledger_key)
    label = f"重新比较两{ledger.counter}{ledger.label}"
    return book.revise_setting(NOT_TWINS, lambda kept: without_pair(kept, ledger_key, pair_of(a, b)), label=label)


def dismiss(book: Book, key: str, note: str) -> Changes:
    """Put a suspicion aside with the reason why; Problem without a reason."""
    if not note.strip():
        raise Problem("请写明忽略的原因，以后查看时用得上")
    one = {"note": note.strip(), "who": book.me, "at": book.clock().isoformat(sep=" ", timespec="minutes")}
    return book.revise_setting(DISMISSED, lambda kept: {**(kept or {}), key: one}, label="忽略疑点并说明")


def bring_back(book: Book, key: str) -> Changes:
    """Show a suspicion again."""
    return book.revise_setting(DISMISSED, lambda kept: without(kept, key), label="恢复疑点")
