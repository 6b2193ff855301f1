"""The command line: commands and their options, in Chinese."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from crm.cli import WrongUsage
from crm.rules.numbers import sayable

Run = Callable[[argparse.Namespace], int]
_SAID = (
    (r"the following arguments are required: (.+)", "缺少参数：{0}"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}"),
    (r"argument (.+?): invalid choice: '(.*?)' \(choose from (.+)\)", "{0}没有“{1}”，可用的有：{2}"),
    (r"argument (.+?): expected one argument", "{0}后面缺少一个值"),
    (r"argument (.+?): expected at least one argument", "{0}后面缺少值"),
    (r"argument (.+?): (.+)", "{0}：{1}"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser whose help and complaints are Chinese."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("add_help", False)
        super().__init__(**more)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示帮助后退出")

    def format_usage(self) -> str:
        """One line of usage."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """The help text."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one Chinese sentence; the exit status will be 2."""
        for pattern, sentence in _SAID:
            found = re.fullmatch(pattern, message)
            if found:
                message = sentence.format(*(part.replace("'", "").replace(", ", "、") for part in found.groups()))
                break
        raise WrongUsage(f"{message}；用 {self.prog} --help 查看用法")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The options of one command; `run` carries it out. Raises WrongUsage; --help exits with 0."""
    parser = Parser(
        prog="zhaoyin-cli", description="招引：不用窗口操作账本。成功返回 0，数据或文件有问题返回 1，用法不对返回 2。"
    )
    _add_globals(parser)
    parser.set_defaults(book=None, json=False)
    commands = parser.add_subparsers(title="命令", metavar="命令", dest="命令", required=True)

    def command(name: str, says: str, room: str, function: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        _add_globals(made)
        made.set_defaults(run=_later(room, function))
        return made

    _add_book_commands(command)
    _add_ledger_commands(command)
    _add_journal_commands(command)
    options = parser.parse_args(list(_joined(argv)))
    for word in vars(options).values():
        if isinstance(word, str) and sayable(word) != word:
            # File names need not be UTF-8, for on some systems they are bytes.
            raise WrongUsage(f"参数“{word}”里有不是UTF-8的字符，请检查终端的编码")
    return options


def _add_globals(parser: argparse.ArgumentParser) -> None:
    """--book and --json may stand before the command or after it."""
    kept = argparse.SUPPRESS
    parser.add_argument("--book", type=_file, metavar="文件", default=kept, help="账本文件，默认为自己的账本")
    parser.add_argument("--json", action="store_true", default=kept, help="在标准输出打印一个 JSON 对象")


def _joined(argv: Sequence[str]) -> Iterator[str]:
    """--sort -b as --sort=-b, which argparse would take for an option."""
    waiting = False
    for word in argv:
        if waiting:
            yield f"--sort={word}"
        elif word != "--sort":
            yield word
        waiting = word == "--sort" and not waiting
    if waiting:
        yield "--sort"


def _later(room: str, function: str) -> Run:
    """A command whose module is imported only when it runs."""

    def run(options: argparse.Namespace) -> int:
        found: Run = getattr(import_module(f"crm.cli.{room}"), function)
        return found(options)

    return run


def _add_book_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    init = command("init", "新建账本", "book_commands", "init")
    init.add_argument("--demo", action="store_true", help="放进一个示范县的数据")
    init.add_argument("--scale", type=_scale, default=1.0, metavar="N", help="示范数据的规模倍数，默认 1")
    init.add_argument(
        "--seed", type=_whole, default=1, metavar="K", help="示范数据的种子，同样的种子得到同样的账本，默认 1"
    )
    init.add_argument("--today", type=_day, metavar="日期", help="示范数据以这一天为今天，默认为当天")
    command("check", "检查账本：文件、关联、日志、合计", "book_commands", "check")
    backup = command("backup", "备份账本到文件或文件夹，并校验", "book_commands", "backup")
    backup.add_argument("out", type=_file, metavar="OUT", help="备份文件，或已有的文件夹")
    monthly = command("monthly", "生成月通报（xlsx 和 docx）", "papers", "monthly")
    monthly.add_argument("month", metavar="YYYY-MM", help="月份，例如 2024-05")
    monthly.add_argument("--out", type=_file, metavar="DIR", help="存放文件的文件夹")
    monthly.add_argument("--papers", action="store_true", help="连同截至月底的全部其他报表一次生成")
    paper = command("paper", "生成其他报表：快报、周报、季度排名、总结、清单等", "papers", "paper")
    paper.add_argument("name", metavar="报表", help="报表的代号，用 paper list 列出；all 是全部报表")
    paper.add_argument("--on", type=_day, metavar="日期", help="所属期间内的任一天，默认为当天")
    paper.add_argument("--out", type=Path, metavar="DIR", help="存放文件的文件夹")
    for command_of, kept in ((monthly, "印在核验表上并记入账本"), (paper, "记入账本")):
        command_of.add_argument("--override", metavar="理由", help=f"核验不符时仍然生成的理由，{kept}")


def _add_ledger_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    command("ledgers", "列出台账和字段", "rows", "ledgers")
    listed = command("list", "列出台账的记录", "rows", "list_rows")
    _add_view(listed)
    listed.add_argument("--limit", type=_whole, metavar="N", help="最多列出几条")
    export = command("export", "把台账导出为 xlsx", "sheets", "export")
    _add_view(export)
    export.add_argument("out", type=_file, metavar="OUT.xlsx", help="导出的文件")
    template = command("template", "生成空白的填报模板", "sheets", "template")
    _add_ledger(template)
    template.add_argument("out", type=_file, metavar="OUT.xlsx", help="模板文件")
    imported = command("import", "导入表格（xlsx、xls、et、ods、csv）", "sheets", "import_sheet")
    _add_ledger(imported)
    imported.add_argument("source", type=_file, metavar="SOURCE", help="要导入的文件")
    imported.add_argument("--sheet", metavar="S", help="工作表名，默认自动选择")
    imported.add_argument("--map", metavar="JSON", help='列名与字段的对应，例如 {"单位":"name"}，也可以是 JSON 文件')
    imported.add_argument("--dry-run", action="store_true", help="只预演，不写入")
    imported.add_argument(
        "--duplicates", choices=("update", "skip", "new"), default="update", help="遇到已有的记录：更新、跳过或另建"
    )
    imported.add_argument("--errors", type=_file, metavar="OUT.xlsx", help="把有错误的行另存到这个文件")


def _add_journal_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    batches = command("batches", "列出最近的操作", "steps", "batches")
    batches.add_argument("--limit", type=_whole, default=50, metavar="N", help="最多列出几步，默认 50")
    undo = command("undo", "撤销一步操作", "steps", "undo")
    undo.add_argument("batch", type=_whole, metavar="BATCH", help="操作的编号，见 batches")
    history = command("history", "一条记录的修改历史", "steps", "history")
    _add_ledger(history)
    history.add_argument("id", type=_whole, metavar="ID", help="记录的编号，见 list --json")


def _add_ledger(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ledger", metavar="LEDGER", help="台账，例如 enterprises 或 目标企业")


def _add_view(parser: argparse.ArgumentParser) -> None:
    _add_ledger(parser)
    parser.add_argument("--where", default="", metavar="TEXT", help="条件，例如 片区=浙江组 且 注册资本>500万")
    parser.add_argument("--search", default="", metavar="TEXT", help="查找：汉字、拼音首字母、全拼、电话号码")
    parser.add_argument("--sort", default="", metavar="a,-b", help="排序的字段，前面加 - 为倒序")
    parser.add_argument("--columns", default="", metavar="a,b", help="要的字段，可用字段名或中文名")


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}”不是整数")
    number = int(text)
    if number >= 2**63:
        raise argparse.ArgumentTypeError(f"“{text}”太大")
    return number


def _file(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("没有写文件名")
    path = Path(text)
    # “.” has no name by which it could be told.
    return path if path.name else path.resolve()


def _scale(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= 1000:
        raise argparse.ArgumentTypeError(f"“{text}”应是大于0、不超过1000的数")
    return number


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”应写成2024-05-03这样的日期") from None
