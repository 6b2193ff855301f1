"""monthly: the bulletin without a window."""

from __future__ import annotations

import argparse

from crm.cli import WrongUsage
from crm.cli.say import answer, opened
from crm.rules.dates import parse_month
from crm.rules.problem import BadValue


def monthly(options: argparse.Namespace) -> int:
    """`monthly`: the figures of a month, and with --out its xlsx and docx."""
    from crm.bulletin import monthly as bulletin_of

    try:
        month = parse_month(options.month)
    except BadValue as wrong:
        raise WrongUsage(str(wrong)) from None
    with opened(options) as book:
        bulletin = bulletin_of(book, month, options.out, override=options.override)
    data = bulletin.as_json()
    lines = [data["text"], *(f"已生成“{path}”" for path in bulletin.files)]
    answer(options, data, lambda: "\n".join(lines))
    return 0
