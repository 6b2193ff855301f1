"""Letting papers out: their 自洽核验 hold, or the reason against them is kept in the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm.book import Book
from crm.bulletin.dataset import Check
from crm.rules.problem import Problem

OVERRIDES = "releases"
"""The setting that keeps every paper let out against a failing check: paper, at, who, failed, reason."""

Failed = Mapping[str, Sequence[Check]]
"""What a paper is called -> the checks of it that fail."""


class Unsound(Problem):
    """A 自洽核验 fails and no reason overrides it; `failed` says which, paper by paper."""

    def __init__(self, failed: Failed) -> None:
        self.failed = failed
        told = "；".join(
            f"{paper}有{len(own)}项核验不符：{'、'.join(f'{check.rule}（{check.detail}）' for check in own)}"
            for paper, own in failed.items()
        )
        super().__init__(f"{told}，没有生成文件，请改正后再生成，或写明理由后仍然生成")


def let_out(book: Book, papers: Failed, override: str | None) -> str:
    """Free papers, each with all its checks, to be printed; returns the reason against the failing ones, or nothing.

    The reason is kept as a step of its own, which names it in the history. Raises Unsound where there is none.
    """
    failed = {paper: [check for check in checks if not check.ok] for paper, checks in papers.items()}
    failed = {paper: own for paper, own in failed.items() if own}
    if not failed:
        return ""
    reason = (override or "").strip()
    if not reason:
        raise Unsound(failed)
    entry = {"at": book.clock().isoformat(timespec="minutes"), "who": book.me, "reason": reason}
    added = [{**entry, "paper": paper, "failed": [check.rule for check in own]} for paper, own in failed.items()]
    label = f"核验不符仍生成{'、'.join(failed)}，理由：{reason}"
    book.revise_setting(OVERRIDES, lambda kept: [*(kept or []), *added], label=label)
    return reason
