"""init, check and backup: the book as a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from crm.book import SUFFIX, Book, create_book
from crm.cli.say import answer, book_path, log, opened
from crm.queries import listing
from crm.queries.view import ViewSpec
from crm.records.ledger import LEDGERS
from crm.rules.problem import Problem


def init(options: argparse.Namespace) -> int:
    """`init`: make a book, with --demo a believable county in it."""
    path = book_path(options)
    book = create_book(path)
    try:
        if options.demo:
            _fill(book, options)
        counts = _counts(book)
    except BaseException:
        book.close()
        _remove(path)
        raise
    book.close()
    data: dict[str, Any] = {"book": str(path), "demo": options.demo, "rows": counts}
    if options.demo:
        data.update(seed=options.seed, scale=options.scale)
    what = f"，放进示范数据 {sum(counts.values())} 条" if options.demo else ""
    answer(options, data, lambda: f"已新建账本“{path}”{what}")
    return 0


def _fill(book: Book, options: argparse.Namespace) -> None:
    from crm.demo import fill

    log("正在生成示范县的数据 …")
    fill(book, seed=options.seed, scale=options.scale, today=options.today or book.today())


def _counts(book: Book) -> dict[str, int]:
    with book.read() as session:
        return {key: listing.count(session, ViewSpec(key)) for key in LEDGERS}


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def check(options: argparse.Namespace) -> int:
    """`check`: file, references, journal against rows, totals against their parts; notes on records in doubt."""
    from crm.queries.soundness import soundness

    with opened(options) as book, book.read() as session:
        findings = soundness(session)
    good = all(finding.ok for finding in findings)
    data = {"ok": good, "checks": [{"rule": f.rule, "ok": f.ok, "detail": f.detail} for f in findings]}
    lines = [f"{'通过' if f.ok else '不符'}  {f.rule}：{f.detail}" for f in findings]
    answer(options, data, lambda: "\n".join([*lines, *(["账本完好"] if good else [])]))
    if not good:
        raise Problem("账本有问题，请从备份恢复或联系维护人员")
    return 0


def backup(options: argparse.Namespace) -> int:
    """`backup`: a verified copy, put in place only when it is whole, with the attachments in a folder beside it."""
    from crm.actions.backup import back_up

    target: Path = options.out
    with opened(options) as book:
        if target.is_dir():
            target = target / f"{book.path.stem}-备份-{book.clock():%Y%m%d-%H%M%S}{SUFFIX}"
        made = back_up(book, target)
    kept = made.attachments
    told = {"folder": str(made.folder), "total": kept.total, "new": kept.new, "missing": list(kept.missing)}
    data = {"book": str(book.path), "backup": str(target), "bytes": made.size, "attachments": told}
    more = f"；{made.words}" if made.words and not kept.missing else ""
    answer(options, data, lambda: f"已备份到“{target}”，{made.size} 字节，校验完好{more}")
    if kept.missing:
        raise Problem(made.words)
    return 0
