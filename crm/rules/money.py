"""Money: read from real ledger cells into whole 元, and written back in the unit a form uses."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from crm.rules.numbers import EXACT, half_up, parse_decimal, shown, squeeze
from crm.rules.problem import BadValue

UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
"""The units a form may show, with their worth in 元."""

STATED = {**UNITS, "千元": 10**3, "十万元": 10**5, "百万元": 10**6, "千万元": 10**7}
"""The units in which a sheet may state its amounts, with their worth in 元."""

FOREIGN = "万美元"
"""The unit of foreign sums, which have fields of their own."""

LIMIT = 10**15
"""Above this many 元 a cell surely has the wrong unit."""

_SCALES = {
    "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "": 1,
}  # fmt: skip
_CURRENCIES = {
    "美元": "美元|美金|USD|US\\$|\\$",
    "欧元": "欧元|EUR|€",
    "港元": "港元|港币|HKD|HK\\$",
    "日元": "日元|日币|JPY",
    "英镑": "英镑|GBP|£",
    "韩元": "韩元|韩币|KRW",
    "新台币": "新台币|台币|TWD",
    "澳元": "澳元|AUD",
    "澳门元": "澳门元|MOP",
    "新加坡元": "新加坡元|新元|SGD",
}
_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+|\d+|(?=\.\d))(?:\.\d*)?(?:[eE][+-]\d{1,2})?"
_SCALE = "亿|千万|百万|十万|万|千"
_PART = re.compile(rf"({_PLAIN})({_SCALE})?")
_MONEY = re.compile(
    r"(?:(?:计划|预计|拟|协议|项目|总)*投资(?:总?额)?:?)?(?:大约|约|近|超过|超|逾|总计|共计|共|达|不低于|不少于|≥|>=?)?(?:人民币|RMB|CNY)?[¥]?"
    rf"(?P<sign>[+-]?)(?P<parts>(?:{_PLAIN}(?:{_SCALE})?)+)(?P<more>余|多)?(?P<yuan>元|圆)?(?:人民币|RMB|整)?(?:左右|及?以上|上下)?"
)
_SPOKEN = re.compile(r"(?<=\d)个(?=[亿千百])")
_BRACKETED = re.compile(r"\((亿元?|万元?|元)\)")
_YUAN = r"(?:人民币|RMB|CNY)"
_SAYS_UNIT = rf"(?:(?:计量|金额|货币|数额)?单位[为是]?|金额|{_YUAN}|折合|约合?|均?以|按)*"
_UNIT_ALONE = re.compile(rf"{_SAYS_UNIT}(?:(亿|万)元?|((?:千|百|十)万|千)?元){_YUAN}?(?:计|列示)?", re.IGNORECASE)
_UNIT_AT_END = re.compile(rf"(亿|千万|百万|十万|万|千)元{_YUAN}?$", re.IGNORECASE)
_APART = re.compile(r"[()\[\]【】〔〕、,;:/|]+")
_STATEMENT = re.compile(r"(?:(?<![报表责任])单位[:为是]?|[(\[](?:金额[:为]?)?(?=(?:亿|万)?元))")
_STATED_UNIT = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|{_YUAN}|[个家亩人户项套为是以])(?:(亿|千万|百万|十万|万|千)元|([亿万])(?![\u4e00-\u9fff])|元(?![\u4e00-\u9fff]))"
)
_NEXT_WORD = re.compile(r"[填制报上截审日时更联]|(?:19|20)\d\d")


def parse_money(value: object, *, unit: str, allow_negative: bool = False) -> int:
    """Read a cell as whole 元, half-up; a bare number is in `unit`, a unit written in the cell wins.

    BadValue, in Chinese, for words, ranges, other currencies, negatives (unless allowed) and sums beyond any project.
    """
    amount = _from_text(value, unit) if isinstance(value, str) else _times(parse_decimal(value), STATED[unit])
    yuan = int(half_up(amount, 0)) if abs(amount) <= LIMIT else LIMIT + 1
    if yuan > LIMIT:
        raise BadValue(f"金额“{shown(value)}”太大，请检查单位是不是{unit}")
    if yuan < 0 and not allow_negative:
        raise BadValue(f"金额“{shown(value)}”是负数，请填不小于0的数")
    return yuan


def format_money(yuan: int, unit: str, *, places: int | None = None) -> str:
    """Write whole 元 in a unit with thousands separators, half-up; places None gives the shortest exact text (1.2)."""
    number = to_unit(yuan, unit)
    if places is not None:
        return f"{half_up(number, places):,f}"
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_full(*amounts: int, currency: str = "元") -> list[str]:
    """Whole 元 (or 美元, in 万 at most) to the last one, in the unit of the largest: 49.302亿元 beside 0.86亿元."""
    most = max(map(abs, amounts), default=0)
    scale = "亿" if most >= UNITS["亿元"] and currency == "元" else "万" if most >= UNITS["万元"] else ""
    return [f"{format_money(one, f'{scale}元')}{scale}{currency}" for one in amounts]


def to_unit(yuan: int, unit: str) -> Decimal:
    """The exact amount in a unit."""
    return EXACT.divide(Decimal(yuan), Decimal(UNITS[unit]))


def detect_unit(header_text: str) -> str | None:
    """The unit of STATED that a header says ("总投资（亿元）"); None when unsaid or another currency."""
    text = squeeze(header_text)
    if detect_currency(text):
        return None
    head, *pieces = _APART.split(text)
    found = next((match for piece in pieces if (match := _UNIT_ALONE.fullmatch(piece))), None)
    found = found or (_UNIT_ALONE.fullmatch(head) if "单位" in head else None)
    if found:
        return f"{found[1] or found[2] or ''}元"
    ends = next((match for piece in (head, *pieces) if (match := _UNIT_AT_END.search(piece))), None)
    return f"{ends[1]}元" if ends else None


def stated_units(line: str) -> tuple[str, ...]:
    """The units, 万美元 among them, that a line over or under a table states (单位：万元、亩 gives 万元)."""
    text = squeeze(line)
    units: dict[str, None] = {}
    for told in _STATEMENT.finditer(text):
        said = _NEXT_WORD.split(text[told.end() : told.end() + 20])[0]
        units |= {f"{found[1] or found[2] or ''}元": None for found in _STATED_UNIT.finditer(said)}
        if re.search("万美[元金]", said):
            units[FOREIGN] = None
    return tuple(units)


def detect_currency(text: str) -> str | None:
    """The foreign currency that a header or cell names ("到位外资（万美元）" gives 美元); None for 元 or unsaid."""
    plain = squeeze(text).upper()
    for name, words in _CURRENCIES.items():
        if re.search(words, plain):
            return name
    return None


def _from_text(value: str, unit: str) -> Decimal:
    whole = _BRACKETED.sub(r"\1", squeeze(value))
    text = _SPOKEN.sub("", whole.rstrip(".,;、") or whole)
    if not text:
        raise BadValue("金额是空的，请填数字")
    currency = detect_currency(text)
    if currency:
        raise BadValue(f"金额“{shown(value)}”是{currency}，请折算成人民币再填")
    match = _MONEY.fullmatch(text)
    parts = _PART.findall(match["parts"]) if match else []
    if match is None or not _in_falling_scales([scale for _, scale in parts], ends_in_yuan=bool(match["yuan"])):
        raise BadValue(f"金额“{shown(value)}”看不懂，请填数字，例如5000或1.2亿")
    bare = len(parts) == 1 and not parts[0][1] and not match["yuan"]
    total = sum(
        (_times(parse_decimal(number), STATED[unit] if bare else _SCALES[scale]) for number, scale in parts),
        Decimal(0),
    )
    return -total if match["sign"] == "-" else total


def _in_falling_scales(scales: list[str], *, ends_in_yuan: bool) -> bool:
    """1亿2000万 is a sum; 2000万1亿 is a mistake, and 1亿2000 may mean 1.2亿, so neither is guessed."""
    worth = [_SCALES[scale] for scale in scales]
    if len(scales) > 1 and not scales[-1] and not ends_in_yuan:
        return False
    return all(one > two for one, two in pairwise(worth))


def _times(number: Decimal, worth: int) -> Decimal:
    return EXACT.multiply(number, Decimal(worth))
