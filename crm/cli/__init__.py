"""zhaoyin-cli: everything the window does to a book, without a window."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from crm.rules.problem import Problem


class WrongUsage(Problem):
    """The command line asks for what there is not; the exit status is 2."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 the data or the files have a problem, 2 wrong usage."""
    _ready_streams()
    from crm.cli.options import parse

    try:
        options = parse(sys.argv[1:] if argv is None else argv)
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except SystemExit as done:
        # --help has been printed.
        return int(done.code or 0)
    except WrongUsage as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except BrokenPipeError:
        let_go_of_output()
        return 0
    except KeyboardInterrupt:
        print("已中断，没有完成的写入全部退回", file=sys.stderr)
        return 1
    except Exception:
        print(_reported(), file=sys.stderr)
        return 1


def let_go_of_output() -> None:
    """Whoever read our output has gone; Python's own farewell flush must not complain either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _ready_streams() -> None:
    """UTF-8 whatever the terminal says; a stream that was closed swallows what is said."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(getattr(sys, name), "reconfigure"):
            getattr(sys, name).reconfigure(encoding="utf-8", errors="replace")


def _reported() -> str:
    """Log our own fault with its traceback; the sentence for the user."""
    from crm.places import log_folder

    file = log_folder() / "cli.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(file, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return "程序内部出错，且日志无法写入，请联系维护人员"
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("zhaoyin.cli")
    log.propagate = False
    log.addHandler(handler)
    log.exception("zhaoyin-cli %s", " ".join(sys.argv[1:]))
    log.removeHandler(handler)
    handler.close()
    return f"程序内部出错，没有完成的写入全部退回，详情已记入“{file}”，请把它交给维护人员"
