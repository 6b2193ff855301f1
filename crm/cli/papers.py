"""monthly and paper: the bulletin and the other papers without a window."""

from __future__ import annotations

import argparse

from crm.cli import WrongUsage
from crm.cli.say import answer, opened
from crm.rules.dates import parse_month
from crm.rules.problem import BadValue


def monthly(options: argparse.Namespace) -> int:
    """`monthly`: the figures of a month, and with --out its xlsx and docx; with --papers all other papers too.

    Where a 自洽核验 holds the files back, the figures with their checks are printed all the same; 1 then.
    """
    from crm.bulletin.let_out import Unsound
    from crm.bulletin.month import monthly as bulletin_of
    from crm.bulletin.papers import month_end

    if options.papers and options.out is None:
        raise WrongUsage("请用 --out 指定存放文件的文件夹")
    try:
        month = parse_month(options.month)
    except BadValue:
        raise WrongUsage(f"没有“{options.month}”这个月份，请写成2024-05这样的年和月") from None
    with opened(options) as book:
        try:
            make = month_end if options.papers else bulletin_of
            bulletin = make(book, month, options.out, override=options.override)
        except Unsound:
            if options.json:
                answer(options, bulletin_of(book, month).as_json(), str)
            raise
    data = bulletin.as_json()
    lines = [data["text"], *(f"已生成“{path}”" for path in bulletin.files)]
    answer(options, data, lambda: "\n".join(lines))
    return 0


def paper(options: argparse.Namespace) -> int:
    """`paper`: one of the other papers as of a day, or all; `paper list` tells which there are.

    Where a 自洽核验 holds them back, --json answers with the checks that fail, paper by paper; 1 then.
    """
    from crm.bulletin.let_out import Unsound
    from crm.bulletin.papers import PAPERS, write_all

    if options.name == "list":
        listed = [{"key": p.key, "label": p.label, "period": p.period, "about": p.about} for p in PAPERS.values()]
        answer(options, {"papers": listed}, lambda: "\n".join(f"{p.key:<12}{p.label}" for p in PAPERS.values()))
        return 0
    if options.name not in (*PAPERS, "all"):
        raise WrongUsage(f"没有“{options.name}”这种报表，可用的有：{'、'.join(PAPERS)}，全部写 all")
    if options.out is None:
        raise WrongUsage("请用 --out 指定存放文件的文件夹")
    with opened(options) as book:
        write = write_all if options.name == "all" else PAPERS[options.name].write
        try:
            files = write(book, options.on or book.today(), options.out, override=options.override)
        except Unsound as held_back:
            if options.json:
                failed = [{"paper": of, **one.as_json()} for of, own in held_back.failed.items() for one in own]
                answer(options, {"paper": options.name, "files": [], "checks": failed}, str)
            raise
    data = {"paper": options.name, "files": [str(path) for path in files]}
    answer(options, data, lambda: "\n".join(f"已生成“{path}”" for path in files))
    return 0
