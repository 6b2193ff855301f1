"""import, export and template: tables of other programs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from crm.cli import WrongUsage
from crm.cli.rows import view_of
from crm.cli.say import answer, log, named, opened
from crm.records.ledger import Ledger
from crm.rules.problem import Problem


def import_sheet(options: argparse.Namespace) -> int:
    """`import`: rows with an error stay out and are reported, the rest goes in as one step; 1 when there are errors."""
    from crm.excel.guess import other_ledgers
    from crm.excel.run import import_file

    ledger = named(options)
    mapping = _mapping(options.map, ledger)
    with opened(options) as book:
        report = import_file(
            book,
            ledger.key,
            options.source,
            sheet=options.sheet,
            mapping=mapping,
            duplicates=options.duplicates,
            dry_run=options.dry_run,
            errors=options.errors,
            progress=_progress(),
        )
    wrong = len({fault.row for fault in report.errors})
    if wrong:
        kept = f"已另存到“{report.errors_file}”" if report.errors_file else "可加 --errors 另存成表格"
        log(f"{wrong} 行有错误没有导入，{kept}，改正后再导入")
    others = "、".join(f"“{name}”（{key}）" for name, key in other_ledgers(options.source, {report.sheet}))
    if others and options.sheet is None:
        log(f"这个文件里还有像台账的表：{others}，要导入请用 --sheet 指明")
    faults = [f"第 {e.row} 行 {e.column}“{e.value}”：{e.reason}" for e in report.errors]
    first = ("预演，没有写入。" if options.dry_run else "") + report.sentence()
    answer(options, report.as_json(), lambda: "\n".join([first, *faults]))
    return 1 if report.errors else 0


def _progress() -> Callable[[int, int], None] | None:
    """Progress on a terminal only; a log file has no use for it."""
    if not sys.stderr.isatty():
        return None

    def tell(done: int, total: int) -> None:
        end = "\n" if done >= total else ""
        print(f"\r已处理 {done}/{total}", end=end, file=sys.stderr, flush=True)

    return tell


def _mapping(text: str | None, ledger: Ledger) -> dict[str, str] | None:
    """--map as JSON or as the name of a JSON file: {header: field key or label}, "" leaves a column out."""
    if text is None:
        return None
    try:
        given = json.loads(text if text.lstrip().startswith("{") else Path(text).read_text(encoding="utf-8-sig"))
    except OSError:
        raise WrongUsage(f"--map 既不是 JSON，也找不到文件“{text}”") from None
    except ValueError:
        raise WrongUsage('--map 看不懂，请写成 {"表头":"字段"} 这样的 JSON') from None
    if not isinstance(given, dict):
        raise WrongUsage('--map 请写成 {"表头":"字段"} 这样的 JSON')
    try:
        return {str(header): ledger.field(str(name)).key if name else "" for header, name in given.items()}
    except Problem as wrong:
        raise WrongUsage(str(wrong)) from None


def export(options: argparse.Namespace) -> int:
    """`export`: the rows and columns of a view, as the grid would show them."""
    from crm.excel.export import export as write

    ledger = named(options)
    with opened(options) as book:
        view = view_of(options, ledger, today=book.today())
        rows = write(book, view, options.out)
    data = {"ledger": ledger.key, "file": str(options.out), "rows": rows}
    answer(options, data, lambda: f"已导出 {rows} {ledger.counter}{ledger.label}到“{options.out}”")
    return 0


def template(options: argparse.Namespace) -> int:
    """`template`: an empty sheet to be filled in."""
    from crm.excel.template import write_template

    ledger = named(options)
    write_template(ledger.key, options.out)
    data = {"ledger": ledger.key, "file": str(options.out)}
    answer(options, data, lambda: f"已生成{ledger.label}的填报模板“{options.out}”")
    return 0
