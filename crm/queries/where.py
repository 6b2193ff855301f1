"""Conditions as people type them: 片区=长三角 且 注册资本>500万, and one cell of the grid's filter row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from crm.queries.view import Filter
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger, ledger_named
from crm.records.values import parse, plain
from crm.rules.numbers import narrow
from crm.rules.periods import Period, parse_period
from crm.rules.problem import BadValue, Problem

_SYMBOLS = {
    "=": "=", "==": "=", ":": "", "!=": "!=", "≠": "!=", "<>": "!=", "~": "~", ">": ">", ">=": ">=", "≥": ">=",
    "=>": ">=", "<": "<", "<=": "<=", "≤": "<=", "=<": "<=",
}  # fmt: skip
_WORDS = {
    "大于等于": ">=", "小于等于": "<=", "不小于": ">=", "不低于": ">=", "不少于": ">=", "不早于": ">=", "不大于": "<=",
    "不高于": "<=", "不超过": "<=", "不晚于": "<=", "大于": ">", "高于": ">", "超过": ">", "多于": ">", "晚于": ">",
    "小于": "<", "低于": "<", "少于": "<", "早于": "<", "等于": "=", "不等于": "!=", "不是": "!=", "属于": "in",
    "不包含": "lacks", "不含": "lacks", "包含": "contains", "含有": "contains", "含": "contains", "介于": "",
    "是": "=", "在": "", "in": "in", "contains": "contains", "lacks": "lacks",
}  # fmt: skip
_BLANK = ("空", "为空", "是空", "空白", "未填", "empty")
_FILLED = ("非空", "不为空", "不空", "已填", "有值", "filled")
_OVERDUE = ("逾期", "已逾期", "过期", "超期")
_WHOLE = {**dict.fromkeys(_BLANK, "empty"), **dict.fromkeys(_FILLED, "filled")}
_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"', "'": "'"}
_SPLIT = re.compile(r"[;；\n]|&&|＆＆|\s(?:and|AND|且|并且)\s|并且|且")
_RANGE = re.compile(r"\s*(?:~|～|至|到|—+|–|\.\.+)\s*")
_MINUS_RANGE = re.compile(r"(\d[\d.,]*\s*[十百千万亿]*元?)\s*-\s*(\d.*)")
_DATE_RANGE = re.compile(r"(\d{4}\D.*)\s*-\s*(\d{4}[-./年].*)")
_SCALE = re.compile(r"[十百千]*[万亿]元?$")
_TEXTS = (Kind.TEXT, Kind.NOTE, Kind.PHONE, Kind.CODE)
_LISTED = (Kind.CHOICE, Kind.REF)


def parse_where(ledger_key: str, text: str, *, today: dt.date) -> tuple[Filter, ...]:
    """The conditions of `text`, all of which must hold, joined by 且, and, && or a semicolon.

    Each is 字段 op 值 with the field's label, key or another name: 注册资本>500万, 签约日期:2024.3~2024.5,
    状态 in 在谈|签约, 企业名称 包含 光电, 备注 空. Amounts without a unit are in the field's own; a month or a
    year is the span of its days. Raises Problem naming the condition that cannot be read.
    """
    ledger = ledger_named(ledger_key)
    names = _names(ledger)
    found: list[Filter] = []
    for condition in _conditions(text, names):
        spec, rest = _field(ledger, names, condition)
        try:
            found.extend(_filters(spec, *_operator(spec, rest), today))
        except BadValue as wrong:
            raise Problem(f"条件“{condition}”：{wrong}") from None
    return tuple(found)


def parse_cell_filter(spec: FieldSpec, text: str, *, today: dt.date) -> Filter | None:
    """What one cell of the filter row asks for: >100万, 2024.3~2024.5, 近30天, 空, 包含 X, =X; plain words are sought.

    None for a blank cell; Problem when it cannot be read.
    """
    if not text.strip():
        return None
    filters = _filters(spec, *_operator(spec, text.strip()), today)
    if len(filters) > 1:
        raise BadValue("这里只能写一个“不是”，要排除多项请写在多个条件里")
    return filters[0]


def _names(ledger: Ledger) -> dict[str, FieldSpec]:
    """Every name of every field, keys and labels before the other names, longest first for matching."""
    names: dict[str, FieldSpec] = {}
    for spec in ledger.fields.values():
        names.update({spec.key: spec, spec.label: spec, spec.header: spec})
    for spec in ledger.fields.values():
        for alias in spec.aliases:
            names.setdefault(alias, spec)
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def _named_at(text: str, names: dict[str, FieldSpec]) -> str | None:
    for name in names:
        if text.startswith(name) and not (name.isascii() and re.match(r"\w", text[len(name) :], re.ASCII)):
            return name
    return None


def _conditions(text: str, names: dict[str, FieldSpec]) -> Iterator[str]:
    start = 0
    for found in _SPLIT.finditer(text):
        after = text[found.end() :].lstrip()
        glued = found[0] in ("且", "并且")
        if found.start() < start or _quoted(text[start : found.start()]) or (glued and not _named_at(after, names)):
            continue
        if text[start : found.start()].strip():
            yield text[start : found.start()].strip()
        start = found.end()
    if text[start:].strip():
        yield text[start:].strip()


def _quoted(text: str) -> bool:
    """Whether a quotation is still open at the end of the text."""
    closing = ""
    for char in text:
        if not closing:
            closing = _QUOTES.get(char, "")
        elif char == closing:
            closing = ""
    return bool(closing)


def _field(ledger: Ledger, names: dict[str, FieldSpec], condition: str) -> tuple[FieldSpec, str]:
    name = _named_at(condition, names)
    if name is not None:
        return names[name], condition[len(name) :].strip()
    head = re.split(r"[\s=:：＝!！≠<>＜＞≤≥~～]", condition, maxsplit=1)[0]
    return ledger.field(head), condition[len(head) :].strip()


def _operator(spec: FieldSpec, text: str) -> tuple[str, str]:
    """The operator and the value that follows; no operator at all gives ""."""
    if text in _WHOLE:
        return _WHOLE[text], ""
    wide = narrow(text)
    for length in (2, 1):
        if wide[:length] in _SYMBOLS:
            return _SYMBOLS[wide[:length]], text[length:].strip()
    if spec.kind is Kind.BOOL:
        return "=", text
    for word in sorted(_WORDS, key=len, reverse=True):
        if text.startswith(word) and not (word.isascii() and re.match(r"\w", text[len(word) :], re.ASCII)):
            rest = text[len(word) :].strip()
            glued = len(word) == 1 and text[1:2].strip() and not (word == "是" and spec.kind in _LISTED)
            if rest and not glued:
                return _WORDS[word], rest
    return "", text


def _filters(spec: FieldSpec, op: str, text: str, today: dt.date) -> list[Filter]:
    if op in ("empty", "filled"):
        return [Filter(spec.key, op)]
    if text in _WHOLE and op in ("", "=", "!="):
        empty = (_WHOLE[text] == "empty") is (op != "!=")
        return [Filter(spec.key, "empty" if empty else "filled")]
    if not text and not (spec.kind is Kind.BOOL and op == "="):
        raise BadValue(f"没有写明“{spec.label}”的条件，例如{_example(spec)}")
    read = _READERS.get(spec.kind, _of_text)
    return [Filter(spec.key, *condition) for condition in read(spec, op, text, today)]


def _example(spec: FieldSpec) -> str:
    match spec.kind:
        case Kind.MONEY:
            return f"{spec.label}>500万"
        case Kind.NUMBER | Kind.INT:
            return f"{spec.label}>10"
        case Kind.DATE:
            return f"{spec.label}:2024.3~2024.5"
        case Kind.BOOL:
            return f"{spec.label}=是"
        case _:
            return f"{spec.label} 包含 某某"


Conditions = list[tuple[str, Any]]


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and _QUOTES.get(text[0]) == text[-1] else text


def _of_text(spec: FieldSpec, op: str, text: str, today: dt.date) -> Conditions:
    if op in (">", ">=", "<", "<="):
        raise BadValue(f"“{spec.label}”不能比大小，请用“=”或“包含”")
    listed = spec.kind in _LISTED
    if op in ("=", "!=", "in") or (op == "" and "|" in narrow(text) and listed):
        parts = _parts(text, commas=op == "in", enumerated=listed or op == "in")
        wanted = [None if p in _BLANK else _word(spec, p) for p in parts]
        return _listed(op, wanted)
    if op == "" and listed and text in spec.choices:
        return [("=", text)]
    word = _unquoted(text)
    if spec.kind is Kind.CODE:
        word = word.upper()
    return [("lacks" if op == "lacks" else "contains", word)]


def _parts(text: str, *, commas: bool, enumerated: bool) -> list[str]:
    if _unquoted(text) != text:
        return [_unquoted(text)]
    marks = "[|｜" + ("、" if enumerated else "") + (",，/" if commas else "") + "]"
    return [_unquoted(part.strip()) for part in re.split(marks, text) if part.strip()]


def _word(spec: FieldSpec, text: str) -> Any:
    return parse(spec, text).value if spec.kind in (Kind.CHOICE, Kind.CODE) else text


def _listed(op: str, wanted: Sequence[Any]) -> Conditions:
    if op == "!=":
        return [("filled", None) if w is None else ("!=", w) for w in wanted]
    if len(wanted) == 1:
        return [("empty", None) if wanted[0] is None else ("=", wanted[0])]
    return [("in", tuple(wanted))]


def _of_bool(spec: FieldSpec, op: str, text: str, today: dt.date) -> Conditions:
    if op not in ("", "=", "!="):
        raise BadValue(f"“{spec.label}”只有是和否，请写{spec.label}=是")
    return [("!=" if op == "!=" else "=", parse(spec, text).value if text else True)]


def _of_number(spec: FieldSpec, op: str, text: str, today: dt.date) -> Conditions:
    if op in ("contains", "lacks"):
        raise BadValue(f"“{spec.label}”是数，不能用“包含”，请写{_example(spec)}")
    if op == "in" or (op in ("=", "!=", "") and "|" in narrow(text)):
        wanted = [_amount(spec, part) for part in _parts(text, commas=False, enumerated=True)]
        return _listed("!=" if op == "!=" else "in", wanted)
    ends = _ends(text, _MINUS_RANGE)
    if ends is None:
        return [(op if op not in ("", "~") else "=", _amount(spec, text))]
    low, high = ends
    scale = _SCALE.search(high)
    if scale and spec.kind is Kind.MONEY and low.strip()[-1:].isdecimal():
        low += scale[0]
    return _between(op, _amount(spec, low) if low else None, _amount(spec, high) if high else None)


def _amount(spec: FieldSpec, text: str) -> Any:
    return plain(parse(spec, text.strip()).value)


def _ends(text: str, dashed: re.Pattern[str]) -> tuple[str, str] | None:
    """The two ends of a range; None for a single value."""
    parts = _RANGE.split(text, maxsplit=1)
    if len(parts) == 2 and any(parts):
        return parts[0], parts[1]
    found = dashed.fullmatch(text)
    return (found[1], found[2]) if found else None


def _between(op: str, low: Any, high: Any) -> Conditions:
    if op not in ("", "=", "~", "in"):
        raise BadValue("范围不能再用大于、小于或不等于，请直接写成从小到大的两头")
    if low is None or high is None:
        return [("<=", high) if low is None else (">=", low)]
    if float(low) > float(high) if not _is_date(low) else low > high:
        raise BadValue("范围的起点比终点大，请把小的写在前面")
    return [("between", (low, high))]


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and value.count("-") == 2


def _of_date(spec: FieldSpec, op: str, text: str, today: dt.date) -> Conditions:
    if op in ("contains", "lacks"):
        raise BadValue(f"“{spec.label}”是日期，不能用“包含”，请写{_example(spec)}")
    if text in _OVERDUE:
        return [("<", today.isoformat())]
    ends = _ends(text, _DATE_RANGE)
    if ends is not None:
        low = parse_period(ends[0], today=today).start.isoformat() if ends[0] else None
        high = parse_period(_completed(*ends), today=today).end.isoformat() if ends[1] else None
        return _between(op, low, high)
    return [_day_condition(op, parse_period(text, today=today))]


def _completed(low: str, high: str) -> str:
    """2024.3~5 and 2024年3月至5月 mean the same year at both ends."""
    month = re.fullmatch(r"(\d{1,2})月?", high)
    year = re.fullmatch(r"(\d{4})\D\d{1,2}月?", low.strip())
    return f"{year[1]}-{month[1]}" if month and year else high


def _day_condition(op: str, period: Period) -> tuple[str, Any]:
    start, end = period.start.isoformat(), period.end.isoformat()
    if op in (">", "<="):
        return op, end
    if op in ("<", ">="):
        return op, start
    if op == "!=":
        if start != end:
            raise BadValue("“不等于”只能跟一天，要排除一段时间请写成早于或晚于")
        return op, start
    return ("=", start) if start == end else ("between", (start, end))


_READERS: dict[Kind, Callable[[FieldSpec, str, str, dt.date], Conditions]] = {
    Kind.BOOL: _of_bool,
    Kind.MONEY: _of_number,
    Kind.NUMBER: _of_number,
    Kind.INT: _of_number,
    Kind.DATE: _of_date,
}
