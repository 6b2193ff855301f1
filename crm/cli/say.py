"""Opening the book and printing results: JSON, or lines for people."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm.book import Book, open_book
from crm.cli import WrongUsage, let_go_of_output
from crm.places import own_book
from crm.records.ledger import Ledger, ledger_named
from crm.rules.problem import Problem

WIDEST = 40


def book_path(options: argparse.Namespace) -> Path:
    """The book asked for, or the user's own."""
    return options.book if options.book is not None else own_book()


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Book]:
    """The book, closed afterwards; Problem when there is none."""
    path = book_path(options)
    if options.book is None and not path.is_file():
        raise Problem(f"还没有账本“{path}”，请先用 zhaoyin-cli init 新建，或用 --book 指明账本文件")
    book = open_book(path)
    try:
        yield book
    finally:
        book.close()


def named(options: argparse.Namespace) -> Ledger:
    """The ledger asked for; WrongUsage when there is none of that name."""
    try:
        return ledger_named(options.ledger)
    except Problem as wrong:
        raise WrongUsage(str(wrong)) from None


def answer(options: argparse.Namespace, data: dict[str, Any], people: Callable[[], str]) -> None:
    """Print one JSON object, or the text for people; Problem when standard output takes no more."""
    try:
        print(json.dumps(data, ensure_ascii=False, indent=1) if options.json else people(), flush=True)
    except BrokenPipeError:
        raise
    except OSError:
        let_go_of_output()
        raise Problem("结果写不到标准输出，请检查磁盘空间，账本里已经做完的操作不受影响") from None


def log(text: str) -> None:
    """Say how the work goes, beside the result."""
    print(text, file=sys.stderr)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns padded to one width, a Chinese character counting as two."""
    lines = [list(head), *([_short(cell) for cell in row] for row in rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(head))]
    padded = (
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
    return "\n".join(line.rstrip() for line in padded)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDEST else line[: WIDEST - 1] + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
