"""Judging what the checks found: two rows are not the same, a suspicion is explained; each one step, each undoable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crm.book import Book, Changes, put_setting
from crm.queries.judged import DISMISSED, NOT_TWINS, pair_of, with_pair, without_pair
from crm.records.ledger import ledger_named
from crm.records.setting import setting_in
from crm.rules.problem import Problem


def not_twins(book: Book, ledger_key: str, a: int, b: int) -> Changes:
    """Remember that two rows are not the same, so that they are not shown as a pair again."""
    ledger = ledger_named(ledger_key)
    label = f"判定两{ledger.counter}{ledger.label}不是同一{ledger.counter}"
    return _revise(book, NOT_TWINS, label, lambda kept: with_pair(kept, ledger_key, pair_of(a, b)))


def twins_again(book: Book, ledger_key: str, a: int, b: int) -> Changes:
    """Forget that two rows were judged not to be the same."""
    ledger = ledger_named(ledger_key)
    label = f"重新比较两{ledger.counter}{ledger.label}"
    return _revise(book, NOT_TWINS, label, lambda kept: without_pair(kept, ledger_key, pair_of(a, b)))


def dismiss(book: Book, key: str, note: str) -> Changes:
    """Put a suspicion aside with the reason why; Problem without a reason."""
    if not note.strip():
        raise Problem("请写明忽略的原因，以后查看时用得上")
    one = {"note": note.strip(), "who": book.me, "at": book.clock().isoformat(sep=" ", timespec="minutes")}
    return _revise(book, DISMISSED, "忽略疑点并说明", lambda kept: {**kept, key: one})


def bring_back(book: Book, key: str) -> Changes:
    """Show a suspicion again."""
    return _revise(book, DISMISSED, "恢复疑点", lambda kept: {k: v for k, v in kept.items() if k != key})


def _revise(book: Book, key: str, label: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Changes:
    """Change a list of judgements as the file has it now: another program may have added to it."""
    with book.write(label) as writer:
        put_setting(writer, key, change(setting_in(writer.session, key) or {}))
    return writer.changes
