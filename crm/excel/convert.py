"""Cells to values, column by column: quick ways for what most cells are, the field's own reading for the rest."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from crm.excel.lost import refuse
from crm.records.field import FieldSpec, Kind
from crm.records.values import is_nothing, parse
from crm.rules import credit_code
from crm.rules.dates import Day, MissingYear, Prefer, find_year, parse_day, split_span, term_of
from crm.rules.deadlines import names_year, parse_deadline
from crm.rules.money import FOREIGN, STATED, UNITS, in_full
from crm.rules.names import closed_up
from crm.rules.numbers import half_up, narrow, shown, squeeze
from crm.rules.problem import BadValue

BLANK = " \t\r\n\u3000\xa0"
_MOBILE = re.compile(r"1[3-9]\d{9}")
NOBODY = ("无", "暂无", "没有", "不详", "未知", "待定", "暂缺")
HALF_A_YEAR = dt.timedelta(days=183)
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_REMARK = re.compile(r"\s*\([^()]*[^()万亿元)][^()]*\)\s*$")
_SEX = re.compile(r"\s*[（(][男女][）)]$")
VAST = 1000 * UNITS["亿元"]
_DONE = "(?:正式)?(?:签约|签订|开工|动工|入统|纳统|投产|竣工|达产|注册|办结|完成)"
_DONE_ON = re.compile(rf"(?:已?于)?([\d年月日号./-]+){_DONE}|已?{_DONE}\(([\d年月日号./-]+)\)")
_LOST_NOUGHT = re.compile(r"(?:19|20)\d\d\.1|(?:[1-9]|1[0-2])\.[123]")
_PADDED = re.compile(r"(?:(?:19|20)\d\d|[1-9]|1[0-2])\.0[1-9]")
YEARLESS = re.compile(r"\d{1,2}(?:[-./月]\d{1,2}[日号]?|月份?)")


@dataclass(frozen=True)
class Doubted:
    """A value that is kept in spite of a doubt."""

    value: Any
    reason: str


@dataclass
class Moment:
    """What completes a bare 5月3日 or 3日: the year and month, and the day on which the row was filled in.

    `among` are the first and last of the sheet's other dates, where only these tell the year; `guessed` that they did.
    `padded` says that the sheet writes 2024.03 and 2024.11 as figures, so that its 2024.1 was typed as 2024.10.
    """

    year: int | None = None
    among: tuple[dt.date, dt.date] | None = None
    guessed: bool = False
    month: int | None = None
    as_of: dt.date | None = None
    padded: bool = False


class Term(NamedTuple):
    """An end told as so many months after its start: 聘期两年."""

    months: int
    text: str


Convert = Callable[[Any], Any]


def cleaned(value: Any) -> Any:
    """A cell without the blanks around its text; None for a blank one."""
    if value is None:
        return None
    if value.__class__ is str:
        return _plain_lines(value.strip(BLANK)) or None
    return value


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def is_plain_text(spec: FieldSpec) -> bool:
    """Whether a field takes most texts as they stand in the cell."""
    text = spec.kind in (Kind.TEXT, Kind.NOTE) and not spec.person and not spec.place
    return text or (spec.kind is Kind.CHOICE and not spec.closed and not spec.words)


def converter(spec: FieldSpec, *, unit: str, moment: Moment) -> Convert:
    """A function from a cleaned cell to the field's value (a Day for dates, text for refs, Doubted for doubts).

    It raises BadValue. `unit` is the unit of bare amounts, `moment` is read anew for every date.
    """
    if spec.kind is Kind.DATE:
        return _dates(spec, moment)
    if spec.kind is Kind.MONEY and unit == FOREIGN:
        return lambda value: _refuse_foreign(spec, value)
    slow = _remembered(lambda value: _parsed(spec, value, unit))
    if spec.kind is Kind.TEXT and spec.person:
        return lambda value: "" if value in NOBODY else closed_up(_SEX.sub("", _text_cell(value, slow) or ""))
    quick = {Kind.MONEY: _quick_money, Kind.PHONE: _quick_phone, Kind.CODE: _quick_code}.get(spec.kind)
    if quick is not None:
        return quick(spec, unit, slow)
    if is_plain_text(spec) or spec.kind is Kind.REF:
        return lambda value: _text_cell(value, slow)
    return slow


def _refuse_foreign(spec: FieldSpec, value: Any) -> None:
    if not is_nothing(value):
        raise BadValue(f"表里写明单位是{FOREIGN}，{spec.label}要折算成人民币，请在列名里写明人民币的单位")


def _text_cell(value: Any, slow: Convert) -> Any:
    if value.__class__ is not str or "\r" in value:
        return slow(cleaned(value))
    return None if len(value) < 5 and is_nothing(value) else value


def _parsed(spec: FieldSpec, value: Any, unit: str) -> Any:
    refuse(value)
    if spec.kind is Kind.MONEY:
        found = _amount(spec, value, unit) if isinstance(value, str) else parse(spec, value, unit=unit).value
        return _if_vast(spec, value, found) if not unit else found
    if spec.kind is Kind.CODE and (isinstance(value, int | float) or SCIENTIFIC.fullmatch(value)):
        text = value if isinstance(value, str) else f"{value:.0f}"
        raise BadValue(f"{spec.label}“{text}”被表格软件存成了数字，后几位已丢失，请把这一列设为文本再填")
    found = parse(spec, value, unit=unit)
    if spec.kind is Kind.NUMBER and found.value is not None:
        return half_up(found.value, 4)
    return Doubted(found.value, found.warning) if found.warning else found.value


def _if_vast(spec: FieldSpec, value: Any, found: Any) -> Any:
    """A bare figure of 1,000亿元 and more, where the sheet names no unit, was surely meant in a smaller one."""
    bare = isinstance(value, int | float) or (isinstance(value, str) and not re.search("[万亿元]", value))
    if not bare or not isinstance(found, int) or found < VAST:
        return found
    return Doubted(found, f"表里没有写单位，按{spec.unit}导入是{in_full(found)[0]}，请核对单位")


def _amount(spec: FieldSpec, value: str, unit: str) -> Any:
    """An amount with a remark in brackets, 3.2亿元（2023年）, without the remark, which is told."""
    try:
        return parse(spec, value, unit=unit).value
    except BadValue:
        bare = _REMARK.sub("", narrow(value))
        if not bare or bare == narrow(value):
            raise
        found = parse(spec, bare, unit=unit).value
    return Doubted(found, f"“{shown(value)}”按“{bare.strip()}”导入，括号里的话没有导入")


def _remembered(read: Convert) -> Convert:
    """The same text is read once; figures are not kept, for 1 and True would be one key."""
    known: dict[str, Any] = {}

    def convert(value: Any) -> Any:
        if value.__class__ is not str:
            return read(value)
        found = known.get(value, known)
        if found is known:
            found = read(value)
            if len(known) < 50_000:
                known[value] = found
        return found

    return convert


def _quick_money(spec: FieldSpec, unit: str, slow: Convert) -> Convert:
    worth = STATED[unit or spec.unit]

    def convert(value: Any) -> Any:
        if value.__class__ is float:
            yuan = value * worth
            whole = round(yuan) if 0 <= yuan < VAST else -1
            # Within a thousandth of a whole 元 the exact decimal rounds to the same; the rest is read exactly.
            if whole >= 0 and abs(yuan - whole) < 1e-3:
                return whole
        return slow(value)

    return convert


def _quick_phone(spec: FieldSpec, unit: str, slow: Convert) -> Convert:
    def convert(value: Any) -> Any:
        if value.__class__ is str and _MOBILE.fullmatch(value) and value.isascii():
            return value
        return slow(value)

    return convert


def _quick_code(spec: FieldSpec, unit: str, slow: Convert) -> Convert:
    worth = {char: at for at, char in enumerate(credit_code.ALPHABET)}
    weights = [pow(3, at, 31) for at in range(17)]

    def convert(value: Any) -> Any:
        if value.__class__ is str and len(value) == 18 and value[2:8].isdecimal() and value.isascii():
            try:
                figures = [worth[char] for char in value]
            except KeyError:
                return slow(value)
            if (sum(map(int.__mul__, figures, weights)) + figures[17]) % 31 == 0:
                return value
        return slow(value)

    return convert


def _dates(spec: FieldSpec, moment: Moment) -> Convert:
    last = spec.key == "end" or spec.key.endswith("_to")
    known: dict[tuple[Any, ...], Any] = {}

    def convert(value: Any) -> Any:
        if value.__class__ is dt.date:
            return value
        key = (value, moment.year, moment.month, moment.as_of, moment.among)
        found = known.get(key)
        if found is None:
            read = _day_among if moment.among else _day_or_end
            whole = f"{value}0" if value.__class__ is float and _LOST_NOUGHT.fullmatch(str(value)) else None
            found = read(whole if whole and moment.padded else value, moment, prefer=spec.prefer, last=last)
            found = _with_lost_nought(found, value, whole, padded=moment.padded) if whole else found
            found = known[key] = _to_the_end(found) if last else found
        return found

    return convert


def is_padded(cell: Any) -> bool:
    """Whether a cell is a month or day kept as a figure of two places, 2024.03 or 5.08."""
    return cell.__class__ is float and cell < 2200 and _PADDED.fullmatch(str(cell)) is not None


def _with_lost_nought(found: Any, value: float, whole: str, *, padded: bool) -> Any:
    """A date typed as 2024.10 or 5.20 is kept by spreadsheets as 2024.1 and 5.2, so both are told."""
    taken = f"其他日期都写成两位，按{whole}导入" if padded else f"按{value}导入，也可能是{whole}，请核对"
    doubt = f"表格软件把末尾的0去掉了，“{value}”{taken}"
    return Doubted(found.value, f"{found.reason}；{doubt}") if isinstance(found, Doubted) else Doubted(found, doubt)


def _to_the_end(found: Any) -> Any:
    """2028年 as an end is its December."""
    if isinstance(found, Doubted):
        return replace(found, value=_to_the_end(found.value))
    if isinstance(found, Day) and found.precision == "year":
        return Day(found.date.replace(month=12), "month")
    return found


def _day_among(value: Any, moment: Moment, *, prefer: Prefer, last: bool) -> Any:
    """A day whose year, where the cell leaves it out, is that of the sheet's other dates, which is told.

    MissingYear far from these: 12月30日 beside 2024年1月5日 may be of either year.
    """
    try:
        return _day_or_end(value, replace(moment, year=None), prefer=prefer, last=last)
    except MissingYear as missing:
        found: Any = _day_or_end(value, moment, prefer=prefer, last=last)
        day, doubt = (found.value, f"；{found.reason}") if isinstance(found, Doubted) else (found, "")
        if not moment.among or not moment.among[0] - HALF_A_YEAR <= day_of(day) <= moment.among[1] + HALF_A_YEAR:
            raise missing
    moment.guessed = True
    return Doubted(day, f"“{shown(value)}”没有写年份，按表里其他日期的{moment.year}年导入{doubt}")


def _day_or_end(value: Any, moment: Moment, *, prefer: Prefer, last: bool) -> dt.date | Day | Doubted | Term:
    """The day of a cell; of a span such as 6月27日-29日 its first or last, which is told; of an end also 两年."""
    refuse(value)
    try:
        return _day(value, moment, prefer=prefer)
    except MissingYear:
        raise
    except BadValue:
        ends = split_span(value) if isinstance(value, str) else None
        months = term_of(value) if last and ends is None and isinstance(value, str) else None
        if months:
            return Term(months, value)
        if ends is None:
            return _beside_words(value, moment, prefer=prefer)
        word = "结束" if last else "开始"
        reason = f"“{shown(value)}”是一段时间，这一项只记一个日期，按{word}的日期导入"
        return Doubted(_day(ends[last], moment, prefer=prefer), reason)


def _beside_words(value: Any, moment: Moment, *, prefer: Prefer) -> dt.date | Day:
    """The day of 2024.3.5签约 or 已签约（2024.3）; BadValue where the words say something else."""
    found = _DONE_ON.fullmatch(squeeze(value)) if isinstance(value, str) else None
    return _day(found[1] or found[2] if found else value, moment, prefer=prefer)


def _day(value: Any, moment: Moment, *, prefer: Prefer) -> dt.date | Day:
    year = moment.as_of.year if moment.as_of else moment.year
    day = _read_day(value, year, moment, prefer=prefer)
    if moment.as_of and isinstance(value, str) and _leaves_year_out(value, prefer=prefer):
        # 12月28日 in a log filled in on 5 January belongs to the year before.
        if prefer != "future" and day.date - moment.as_of > HALF_A_YEAR:
            day = parse_day(value, year=moment.as_of.year - 1)
        elif prefer != "past" and moment.as_of - day.date > HALF_A_YEAR:
            day = _read_day(value, moment.as_of.year + 1, moment, prefer=prefer)
    return day.date if day.precision == "day" else day


def _read_day(value: Any, year: int | None, moment: Moment, *, prefer: Prefer) -> Day:
    due = parse_deadline(value, year=year) if prefer == "future" else None
    return due or parse_day(value, year=year, month=moment.month)


def _leaves_year_out(value: str, *, prefer: Prefer) -> bool:
    return not names_year(value) if prefer == "future" else bool(YEARLESS.fullmatch(squeeze(value)))


def day_of(value: dt.date | Day) -> dt.date:
    """The day of a date as a row holds it, the first where only the month or the year is known."""
    return value.date if isinstance(value, Day) else value


def filled_in_on(value: Any) -> tuple[int | None, dt.date | None]:
    """The year and, where known, the day of a row's own 填报时间."""
    try:
        day = parse_day(value)
    except BadValue:
        return find_year([str(value)]), None
    return day.date.year, day.date if day.precision == "day" else None


def same(before: Any, after: Any, *, before_month: bool) -> bool:
    """Whether a cell says what the book holds already; a month says nothing against a day within it."""
    if isinstance(after, Day):
        if before is None:
            return False
        if after.precision == "month":
            return bool(before.year == after.date.year and before.month == after.date.month)
        return bool(before.year == after.date.year)
    if isinstance(after, dt.date):
        return bool(before == after and not before_month)
    if isinstance(after, str) and isinstance(before, str):
        return before == after or before.replace("\r\n", "\n").strip(BLANK) == after
    if isinstance(after, Decimal) and before is not None:
        return Decimal(before) == after
    return bool(before == after)
