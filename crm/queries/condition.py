"""One condition as people type it: 注册资本>500万 on the command line, >500万 in a cell of the filter row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from crm.queries.view import ANY, Filter, ViewSpec
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger, unknown_field
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
    "不属于": "not in", "不在": "not in", "not in": "not in", "in": "in", "不包含": "lacks", "不含": "lacks",
    "lacks": "lacks", "包含": "contains", "含有": "contains", "含": "contains", "contains": "contains",
    "like": "contains", "介于": "", "between": "", "在": "", "是": "=", "为": "=",
}  # fmt: skip
_BLANK = ("空", "为空", "是空", "空白", "未填", "empty", "is null", '""', "“”", "''")
_FILLED = ("非空", "不为空", "不是空", "不空", "已填", "有值", "filled", "is not null")
_OVERDUE = ("逾期", "已逾期", "过期", "超期")
_WHOLE = {**dict.fromkeys(_BLANK, "empty"), **dict.fromkeys(_FILLED, "filled")}
QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"', "'": "'"}
_RANGE = re.compile(r"\s*(?:~|～|至|到|—+|–|\.\.+|\band\b)\s*|(?<=[\d万亿元])\s*[和与]\s*(?=\d)")
_MINUS_RANGE = re.compile(r"(\d[\d.,]*\s*[十百千万亿]*元?)\s*-\s*(\d.*)")
_DATE_RANGE = re.compile(r"(\d{4}\D.*)\s*-\s*(\d{4}[-./年].*)")
_MOVING = re.compile(r"[今昨前明后未本这上下近去底末周]|星期|礼拜|[逾过超]期")
_LONG_AGO = dt.timedelta(days=800)
_SCALE = re.compile(r"[十百千]*[万亿]元?$")
_LISTED = (Kind.CHOICE, Kind.REF)


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


@lru_cache(maxsize=32)
def _names(ledger: Ledger) -> dict[str, FieldSpec]:
    """Every name of every field, keys and labels before the other names, longest first for matching."""
    names: dict[str, FieldSpec] = {}
    for spec in ledger.fields.values():
        names.update({spec.key: spec, spec.label: spec, spec.header: spec})
    for spec in ledger.fields.values():
        for alias in spec.aliases:
            names.setdefault(alias, spec)
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def parse_condition(ledger: Ledger, text: str, *, today: dt.date) -> list[Filter]:
    """One condition, 字段 op 值; several filters where it leaves out several words. Raises Problem naming it."""
    name = _named_at(ledger, text)
    if name is None:
        head = re.split(r"[\s=:：＝!！≠<>＜＞≤≥~～]", text, maxsplit=1)[0]
        raise Problem(f"条件“{text}”：{unknown_field(ledger, head)}")
    spec = _names(ledger)[name]
    try:
        return _filters(spec, *_operator(spec, text[len(name) :].strip()), today)
    except BadValue as wrong:
        raise Problem(f"条件“{text}”：{wrong}") from None


def opens_condition(ledger: Ledger, text: str, *, signed: bool = False) -> bool:
    """Whether the text begins with the name of a field, and, for `signed`, with a sign of comparison after it."""
    name = _named_at(ledger, text)
    if name is None or not signed:
        return name is not None
    rest = narrow(text[len(name) :].lstrip())
    return rest[:1] in _SYMBOLS or rest[:2] in _SYMBOLS


def _named_at(ledger: Ledger, text: str) -> str | None:
    for name in _names(ledger):
        if text.startswith(name) and not (name.isascii() and re.match(r"\w", text[len(name) :], re.ASCII)):
            return name
    return None


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
            if rest and not _part_of_a_word(spec, word, text):
                return _WORDS[word], rest
    return "", text


def _part_of_a_word(spec: FieldSpec, word: str, text: str) -> bool:
    """Whether 含, 在 or 是 right before the next character begins the value rather than stands before it."""
    if len(word) > 1 or not text[1:2].strip():
        return False
    return spec.kind not in _LISTED if word in "是为" else not (word == "在" and spec.numeric)


def _filters(spec: FieldSpec, op: str, text: str, today: dt.date) -> list[Filter]:
    if op in ("empty", "filled"):
        return [Filter(spec.key, op)]
    if text in _WHOLE and op in ("", "=", "!="):
        empty = (_WHOLE[text] == "empty") is (op != "!=")
        return [Filter(spec.key, "empty" if empty else "filled")]
    text = re.sub(r"\s*之间$", "", text)
    if not text and not (spec.kind is Kind.BOOL and op == "="):
        raise BadValue(f"没有写明“{spec.label}”的条件，例如{_example(spec)}")
    read = _READERS.get(spec.kind, _of_text)
    found = read(spec, op, text, today)
    moves = spec.kind is Kind.DATE and _MOVING.search(text) and read(spec, op, text, today - _LONG_AGO) != found
    return [Filter(spec.key, *condition, said=f"{op}{text}" if moves else "") for condition in found]


def as_of(view: ViewSpec, today: dt.date) -> ViewSpec:
    """The view with the conditions that move with the day read anew for this one."""
    return view.replace(filters=tuple(_as_of(view.source, one, today) for one in view.filters))


def _as_of(ledger: Ledger, condition: Filter, today: dt.date) -> Filter:
    if condition.op == ANY:
        parts = tuple(tuple(_as_of(ledger, one, today) for one in part) for part in condition.value)
        return Filter(condition.field, ANY, parts)
    if not condition.said:
        return condition
    return parse_cell_filter(ledger.fields[condition.field], condition.said, today=today) or condition


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
    closing = QUOTES.get(text[:1], "")
    return text[1:-1] if closing and text.find(closing, 1) == len(text) - 1 else text


def _of_text(spec: FieldSpec, op: str, text: str, today: dt.date) -> Conditions:
    if op in (">", ">=", "<", "<="):
        raise BadValue(f"“{spec.label}”不能比大小，请用“=”或“包含”")
    listed = spec.kind in _LISTED
    several = op in ("in", "not in")
    if several or op in ("=", "!=") or (op == "" and "|" in narrow(text) and listed):
        parts = _parts(text, commas=several, enumerated=listed or several)
        wanted = [None if p in _BLANK else _word(spec, p) for p in parts]
        return _listed(op, wanted)
    if op == "" and listed and text in spec.choices:
        return [("=", text)]
    word = _unquoted(text.strip("%") or text)
    if spec.kind is Kind.CODE:
        word = word.upper()
    return [("lacks" if op == "lacks" else "contains", word)]


def _parts(text: str, *, commas: bool, enumerated: bool) -> list[str]:
    if _unquoted(text) != text:
        return [_unquoted(text)]
    if commas and text[0] in "(（" and text[-1] in ")）":
        text = text[1:-1]
    marks = "[|｜" + ("、" if enumerated else "") + (",，/" if commas else "") + "]"
    found = [_unquoted(part.strip()) for part in re.split(marks, text) if part.strip()]
    if not found:
        raise BadValue(f"“{text}”里没有写要找什么，请写上词或数")
    return found


def _word(spec: FieldSpec, text: str) -> Any:
    return parse(spec, text).value if spec.kind in (Kind.CHOICE, Kind.CODE) or spec.place else text


def _listed(op: str, wanted: Sequence[Any]) -> Conditions:
    if op in ("!=", "not in"):
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
    if op in ("in", "not in") or (op in ("=", "!=", "") and "|" in narrow(text)):
        return _listed(op, [_amount(spec, part) for part in _parts(text, commas=False, enumerated=True)])
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
        return [("overdue", today.isoformat())]
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
    if op in ("!=", "not in"):
        if start != end:
            raise BadValue("“不等于”只能跟一天，要排除一段时间请写成早于或晚于")
        return "!=", start
    return ("=", start) if start == end else ("between", (start, end))


_READERS: dict[Kind, Callable[[FieldSpec, str, str, dt.date], Conditions]] = {
    Kind.BOOL: _of_bool,
    Kind.MONEY: _of_number,
    Kind.NUMBER: _of_number,
    Kind.INT: _of_number,
    Kind.DATE: _of_date,
}
