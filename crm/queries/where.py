"""Conditions joined as people type them: (片区=长三角 或 片区=珠三角) 且 注册资本>500万."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from crm.queries.condition import QUOTES, opens_condition, parse_condition
from crm.queries.view import ANY, Filter
from crm.records.ledger import Ledger, ledger_named
from crm.rules.problem import Problem

_BRACKETS = {"(": ")", "（": "）"}
_OR = re.compile(r"\|\||｜｜|\s(?:or|OR|Or|或者|或)\s|或者|或|[|｜]")
_AND = re.compile(r"[;；\n]|&&|＆＆|\s(?:and|AND|And|并且|且)\s|并且|且|[&＆,，]|\s")
_CERTAIN = re.compile(r"[;；\n]|&&|＆＆|\|\||｜｜|\s\S+\s")
"""Joints that part conditions wherever the next word looks like one; the others need a field's name after them."""
_LOOSE = re.compile(r"[&＆,，|｜]|\s")
"""Joints that also stand inside values: they part conditions only before a field with a sign of comparison."""
_SIGN = re.compile(r"[=＝<>＜＞≤≥≠:：~～]|！=")


def parse_where(ledger_key: str, text: str, *, today: dt.date) -> tuple[Filter, ...]:
    """The conditions of `text`, joined by 且 (and, &&, a comma or semicolon) and 或 (or, ||); 且 binds closer.

    Each is 字段 op 值 with the field's label, key or another name: 注册资本>500万, 签约日期:2024.3~2024.5,
    状态 in 在谈|签约, 企业名称 包含 光电, 备注 空; brackets group. Amounts without a unit are in the field's own; a
    month or a year is the span of its days. Raises Problem naming the condition that cannot be read.
    """
    return _alternatives(ledger_named(ledger_key), text, today)


def _alternatives(ledger: Ledger, text: str, today: dt.date) -> tuple[Filter, ...]:
    found = [_together(ledger, part, today) for part in _parted(ledger, text, _OR)]
    return found[0] if len(found) == 1 else (Filter("", ANY, tuple(found)),) if found else ()


def _together(ledger: Ledger, text: str, today: dt.date) -> tuple[Filter, ...]:
    found: list[Filter] = []
    for part in _parted(ledger, text, _AND):
        inner = _bracketed(part)
        if inner is None:
            found.extend(parse_condition(ledger, part, today=today))
        else:
            found.extend(_alternatives(ledger, inner, today))
    return tuple(found)


def _bracketed(text: str) -> str | None:
    """What stands inside brackets that hold the whole text; None where they don't."""
    if text[0] not in _BRACKETS:
        return None
    if _closed(text) != len(text) - 1:
        raise Problem(f"条件“{text}”的括号没有配对，请补上右括号，或去掉多出的括号")
    return text[1:-1]


def _closed(text: str) -> int:
    """Where the bracket that opens the text is closed; -1 where it is not."""
    return next((at for at, depth in _depths(text) if depth == 0), -1)


def _depths(text: str) -> Iterator[tuple[int, int]]:
    """Each place of the text with how many brackets and quotations are open there."""
    depth, closing = 0, ""
    for at, char in enumerate(text):
        if closing:
            closing = "" if char == closing else closing
        elif char in QUOTES and not (char == "'" and text[at - 1 : at].isalnum()):
            closing = QUOTES[char]
        elif char in _BRACKETS:
            depth += 1
        elif char in _BRACKETS.values():
            depth = max(depth - 1, 0)
        yield at, depth + bool(closing)


def _parted(ledger: Ledger, text: str, joint: re.Pattern[str]) -> Iterator[str]:
    """The text parted at the joints that stand between conditions, outside brackets and quotations."""
    depths = [depth for _, depth in _depths(text)]
    start = at = 0
    while found := joint.search(text, at):
        at = found.start() + 1
        if depths[found.start()] or not _joins(ledger, found[0], text[found.end() :]):
            continue
        if text[start : found.start()].strip():
            yield text[start : found.start()].strip()
        start = at = found.end()
    if text[start:].strip():
        yield text[start:].strip()


def _joins(ledger: Ledger, joint: str, after: str) -> bool:
    """Whether a joint parts two conditions, by what follows it; else it is a part of the value."""
    after = after.lstrip("(（ \n")
    if _LOOSE.fullmatch(joint):
        return opens_condition(ledger, after, signed=True)
    return opens_condition(ledger, after) or (bool(_CERTAIN.fullmatch(joint)) and bool(_SIGN.search(after)))
