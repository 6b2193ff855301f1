"""Sentences from templates: Chinese placeholders and loops, every number bound to a figure, faults told by line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from crm.rules.problem import Problem

if TYPE_CHECKING:
    from jinja2 import Template as Compiled
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

# Private-use characters: where a line, a run and a bound value begin and end. Templates and values are freed of them.
_LINE, _RUN, _END, _OPEN, _MID, _CLOSE, _BREAK = "\ue010", "\ue011", "\ue012", "\ue013", "\ue014", "\ue015", "\ue016"
ROW = "\ue017"
"""Before the first line of a table's row: a loop opened there and closed in a later line repeats the row."""
_OWN = re.compile("[\ue010-\ue017]")
_TOKENS = re.compile(f"{_LINE}(\\d+){_END}|{_RUN}(\\d+){_END}|{_OPEN}([^{_MID}]*){_MID}|({_CLOSE})")
_PLACES = re.compile(f"(?:{_LINE}|{_RUN})\\d+{_END}")
_OPENED = re.compile(rf"((?:{_RUN}\d+{_END}|\s)*)(\{{%-?\s*(?:for|if)\b.*?%\}})", re.DOTALL)
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
LITERAL = "literal"
"""The key of figures that a template states itself, as 原文("152")."""


@dataclass(frozen=True)
class Bound:
    """What a placeholder prints: its words, the key of the figure that they are, and whether there is anything."""

    text: str
    key: str
    full: bool = True
    sign: int = 0

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return self.full


class Thing(dict[str, Any]):
    """What a placeholder names before its dot; `example` is one of its parts, for the sentence that asks for one."""

    @property
    def example(self) -> str:
        """One of its parts."""
        return next(iter(self), "")


class Many(list[Any]):
    """Things to loop over; `each` is one of them with every part, there even when the list is empty."""

    def __init__(self, things: Iterable[Any], each: Any) -> None:
        super().__init__(things)
        self.each = each


class Piece(NamedTuple):
    """Some characters of a line: the key of the figure they are (empty for plain words), and the run they stand in."""

    text: str
    key: str
    run: int


@dataclass(frozen=True)
class Line:
    """A printed line: the number of the template's line that it came from, from 1, and its pieces."""

    at: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words of the line."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def table(self) -> str:
        """The table that stands here instead of words, or nothing."""
        return next((p.key.removeprefix("table/") for p in self.pieces if p.key.startswith("table/")), "")


def joined(runs: Sequence[str]) -> str:
    """The text of a line of runs, each marked at its begin; a placeholder torn by runs belongs to its first one."""
    line, marks = "", []
    for at, text in enumerate(runs):
        marks.append((len(line), at))
        line += _OWN.sub("", text).replace("\n", _BREAK)
    inside = [(found.start(), found.end()) for found in _TAG.finditer(line)]
    made, done = "", 0
    for place, at in marks:
        within = next((end for start, end in inside if start < place < end), place)
        made += line[done : max(within, done)] + f"{_RUN}{at}{_END}"
        done = max(within, done)
    return made + line[done:]


def plain(line: str) -> str:
    """A template's line as its author wrote it."""
    return _PLACES.sub("", line).replace(_BREAK, "\n").replace(ROW, "")


def render(lines: Sequence[str], words: Mapping[str, Any]) -> list[Line]:
    """Fill the lines; one that holds nothing but loops and conditions prints nothing, a loop repeats its lines.

    Raises Problem naming the line: a wrong placeholder, an open loop, a number that is bound to no figure.
    """
    from jinja2 import TemplateError

    compiled = _compiled(tuple(lines))
    try:
        text = compiled.render(words, 原文=_literal)
    except Problem as wrong:
        raise faulty(lines, _line_of(wrong), str(wrong)) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as wrong:
        raise faulty(lines, _line_of(wrong), "占位符不能计算，请只写要印的指标") from None
    return [line for line in _parsed(text) if line.pieces or not _TAG.search(lines[line.at - 1])]


def faulty(lines: Sequence[str], number: int, told: str) -> Problem:
    """The sentence about a fault in a line, counted from 1, with how the line begins."""
    line = plain(lines[number - 1]).strip() if 0 < number <= len(lines) else ""
    start = f"{line[:24]}…" if len(line) > 24 else line
    return Problem(f"模板第{number}段“{start}”：{told}")


def _source(lines: Sequence[str]) -> str:
    return "\n".join(_marked(at, line) for at, line in enumerate(lines, start=1))


def _marked(at: int, line: str) -> str:
    """A line behind its number; what opens a row and is left open stands before it, so that each round has its own."""
    opened, mark = "", f"{_LINE}{at}{_END}"
    if not line.startswith(ROW):
        return mark + line
    line = line.removeprefix(ROW)
    for _ in range(len(re.findall(r"\{%-?\s*(?:for|if)\b", line)) - len(re.findall(r"\{%-?\s*end", line))):
        found = _OPENED.match(line)
        if found is None:
            break
        opened, line = opened + found[2], found[1] + line[found.end() :]
    return opened + mark + line


def parsed_tree(lines: Sequence[str]) -> nodes.Template:
    """The template as a tree; Problem naming the line that cannot be read or that states a number itself."""
    from jinja2 import TemplateSyntaxError

    environment, source = _environment(), _source(lines)
    try:
        _no_numbers(environment, source, lines)
        return environment.parse(source)
    except TemplateSyntaxError as wrong:
        raise faulty(lines, wrong.lineno, _syntax(wrong.message or "")) from None


@lru_cache(maxsize=16)
def _compiled(lines: tuple[str, ...]) -> Compiled:
    return _environment().from_string(parsed_tree(lines))


def _no_numbers(environment: SandboxedEnvironment, source: str, lines: Sequence[str]) -> None:
    for number, kind, value in environment.lex(source):
        found = re.search(r"\d+(?:\.\d+)?", _PLACES.sub("", value)) if kind == "data" else None
        if found:
            line = number + value[: value.find(found[0])].count("\n")
            told = f'写死了数字“{found[0]}”，它不随指标变化，请改用占位符；确是文字的写成 {{{{ 原文("{found[0]}") }}}}'
            raise faulty(lines, line, told)


def _literal(text: object) -> Bound:
    """A number that is no figure, as in the name of a plan."""
    return Bound(str(text), f"{LITERAL}/{text}")


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(undefined=StrictUndefined, finalize=_finalize, autoescape=False)
    environment.globals.clear()
    environment.filters.clear()
    return environment


def no_such(name: str, known: Iterable[str], *, part: bool = False) -> str:
    """The sentence about a name that stands for nothing, with the one most like it."""
    near = difflib.get_close_matches(name, list(known), 1, 0.3)
    return f"没有“{name}”这{'一项' if part else '个占位符'}" + (f"，是不是“{near[0]}”" if near else "")


def _finalize(value: Any) -> str:
    """What stands for a value in the filled text; only bound figures and words without digits may."""
    from jinja2 import Undefined

    if isinstance(value, Bound):
        if not value.full and value.key.startswith("table/"):
            return ""
        return f"{_OPEN}{value.key}{_MID}{_OWN.sub('', value.text)}{_CLOSE}"
    if isinstance(value, Undefined):
        return str(value)
    if isinstance(value, Thing):
        raise Problem(f"占位符后面要写明哪一项，例如“.{value.example}”")
    if isinstance(value, str) and not re.search(r"\d", value):
        return _OWN.sub("", value)
    raise Problem("这个数没有对应的指标，不能计算、拼接或直接写数字，请改用列出的占位符")


def _parsed(text: str) -> list[Line]:
    found: list[Line] = []
    at, run, key, done = 0, 0, "", 0
    pieces: list[Piece] = []

    def take(words: str) -> None:
        if words:
            pieces.append(Piece(words.replace(_BREAK, "\n"), key, run))

    for token in _TOKENS.finditer(text):
        take(text[done : token.start()].rstrip("\n") if token[1] else text[done : token.start()])
        done = token.end()
        if token[1]:
            if at:
                found.append(Line(at, tuple(pieces)))
            at, run, pieces = int(token[1]), 0, []
        elif token[2]:
            run = int(token[2])
        elif token[4]:
            key = ""
        else:
            key = token[3]
            if key.startswith("table/"):
                pieces.append(Piece("", key, run))
    take(text[done:].rstrip("\n"))
    return [*found, Line(at, tuple(pieces))]


def _line_of(wrong: BaseException) -> int:
    """The template's line where rendering stopped."""
    number, trace = 0, wrong.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            number = trace.tb_lineno
        trace = trace.tb_next
    return number


def _syntax(message: str) -> str:
    if "end of template" in message or "Unexpected end" in message:
        return "有 {% for %} 或 {% if %} 没有用 {% endfor %}、{% endif %} 收尾"
    if "unknown tag" in message or "endfor" in message or "endif" in message:
        return "{% %} 里的循环或条件写得不对，只能用 for … in …、endfor、if、else、endif"
    return "占位符写错了，请检查花括号是否成对、标点是否为半角"
