"""Cells to values, column by column: quick ways for what most cells are, the field's own reading for the rest."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from crm.records.field import SCALE, FieldSpec, Kind
from crm.records.values import parse
from crm.rules import credit_code
from crm.rules.dates import Day, find_year, parse_day
from crm.rules.money import LIMIT, UNITS
from crm.rules.names import split_work_unit
from crm.rules.numbers import half_up, narrow, squeeze
from crm.rules.places import split_place, split_town
from crm.rules.problem import BadValue

BLANK = " \t\r\n\u3000\xa0"
_MOBILE = re.compile(r"1[3-9]\d{9}")
_FUTURE = ("next_", "due", "effective_to", "appointed_to", "end")
_HALF_A_YEAR = dt.timedelta(days=183)
_YEARLESS = re.compile(r"\d{1,2}[-./月]\d{1,2}[日号]?")
_SPAN = re.compile(r"\s*(?:至|到|—+|–|~|～|-{1,2}(?=\s*\d{4}\D|\s*\d{1,2}月)|(?<=[日月])-)\s*")
_NUMBERS = re.compile(r"(?:\+?86-?)?1[3-9]\d{9}|1[3-9]\d[- ]\d{4}[- ]\d{4}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?")


@dataclass(frozen=True)
class Doubted:
    """A value that is kept in spite of a doubt."""

    value: Any
    reason: str


@dataclass
class Moment:
    """What completes a bare 5月3日: the year, and the day on which the row was filled in."""

    year: int | None = None
    as_of: dt.date | None = None


Convert = Callable[[Any], Any]
Split = Callable[[Any], dict[str, Any]]


def cleaned(value: Any) -> Any:
    """A cell without the blanks around its text; None for a blank one."""
    if value is None:
        return None
    if isinstance(value, str):
        return _plain_lines(value.strip(BLANK)) or None
    return value


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def converter(spec: FieldSpec, *, unit: str, moment: Moment) -> Convert:
    """A function from a cleaned cell to the field's value (a Day for dates, text for refs, Doubted for doubts).

    It raises BadValue. `unit` is the unit of bare amounts, `moment` is read anew for every date.
    """
    if spec.kind is Kind.DATE:
        return _dates(spec, moment)
    slow = _remembered(lambda value: _parsed(spec, value, unit))
    quick = {Kind.MONEY: _quick_money, Kind.PHONE: _quick_phone, Kind.CODE: _quick_code}.get(spec.kind)
    if quick is not None:
        return quick(spec, unit, slow)
    if spec.kind in (Kind.TEXT, Kind.NOTE, Kind.REF) or (spec.kind is Kind.CHOICE and not spec.closed):
        return lambda value: value if value.__class__ is str and "\r" not in value else slow(cleaned(value))
    return slow


def _parsed(spec: FieldSpec, value: Any, unit: str) -> Any:
    found = parse(spec, value, unit=unit)
    if spec.kind is Kind.NUMBER and found.value is not None:
        if abs(found.value) * SCALE >= 2**62:
            raise BadValue(f"{spec.label}“{value}”太大，请检查单位")
        return half_up(found.value, 4)
    if spec.kind is Kind.INT and found.value is not None and abs(found.value) >= 2**62:
        raise BadValue(f"{spec.label}“{value}”太大，请检查")
    return Doubted(found.value, found.warning) if found.warning else found.value


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
    worth = UNITS[unit or spec.unit]

    def convert(value: Any) -> Any:
        if value.__class__ is float:
            yuan = value * worth
            whole = round(yuan) if 0 <= yuan < LIMIT / 1000 else -1
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
    ahead = spec.key.startswith(_FUTURE)
    known: dict[tuple[Any, int | None, dt.date | None], Any] = {}

    def convert(value: Any) -> Any:
        if value.__class__ is dt.date:
            return value
        key = (value, moment.year, moment.as_of)
        found = known.get(key)
        if found is None:
            found = known[key] = _day(value, moment, ahead=ahead)
        return found

    return convert


def _day(value: Any, moment: Moment, *, ahead: bool) -> dt.date | Day:
    year = moment.as_of.year if moment.as_of else moment.year
    day = parse_day(value, year=year)
    if moment.as_of and isinstance(value, str) and _YEARLESS.fullmatch(squeeze(value)):
        # 12月28日 in a log filled in on 5 January belongs to the year before.
        if not ahead and day.date - moment.as_of > _HALF_A_YEAR:
            day = parse_day(value, year=moment.as_of.year - 1)
        elif ahead and moment.as_of - day.date > _HALF_A_YEAR:
            day = parse_day(value, year=moment.as_of.year + 1)
    return day.date if day.precision == "day" else day


def filled_in_on(value: Any) -> tuple[int | None, dt.date | None]:
    """The year and, where known, the day of a row's own 填报时间."""
    try:
        day = parse_day(value)
    except BadValue:
        return find_year([str(value)]), None
    return day.date.year, day.date if day.precision == "day" else None


def splitter(fields: dict[str, FieldSpec], key: str, header: str, taken: Sequence[str]) -> Split | None:
    """How a cell of several fields is parted (工作单位及职务, 籍贯, 现居住地, 联系人及电话, 起止日期), else None."""
    free = {k for k in fields if k not in taken}
    text = squeeze(header)
    if key == "employer" and "title" in free and "职务" in text:
        return lambda value: dict(zip(("employer", "title"), split_work_unit(str(value)), strict=True))
    if key == "town" and "village" in free and ("村" in text or "籍贯" in text):
        return lambda value: dict(zip(("town", "village"), split_town(str(value)), strict=True))
    if key == "city" and "province" in free and re.search("地|住|省", text):
        return lambda value: _place(str(value), county="county" in free)
    for name, phone in (("contact_name", "contact_phone"), ("contact", "contact_phone"), ("contact", "phone")):
        both = key in (name, phone) and name in fields and phone in fields and {name, phone} - {key} <= free
        if (
            both
            and re.search("人|姓名", text)
            and re.search("电话|方式|手机|号码", text)
            and re.search("[及和与、/]", text)
        ):
            return partial(_person_and_phone, name=name, phone=phone)
    for start, end in (("start", "end"), ("appointed_from", "appointed_to")):
        if key == start and end in free and re.search("起止|聘期|任期", text):
            return partial(_span, start=start, end=end)
    return None


def _place(text: str, *, county: bool) -> dict[str, Any]:
    province, city, rest = split_place(text)
    if not province and not city:
        return {"city": text}
    if rest and not county:
        return {"province": province, "city": city + rest}
    return {"province": province, "city": city or rest, "county": rest if county and city else ""}


def _person_and_phone(value: Any, *, name: str, phone: str) -> dict[str, Any]:
    if not isinstance(value, str):
        return {phone: value}
    text = narrow(value)
    numbers = _NUMBERS.findall(text)
    people = [p for p in re.split(r"[\s,、;:/()]+", _NUMBERS.sub(" ", text)) if p]
    return {name: "、".join(people), phone: "、".join(numbers)}


def _span(value: Any, *, start: str, end: str) -> dict[str, Any]:
    if not isinstance(value, str):
        return {start: value}
    parts = [part for part in _SPAN.split(narrow(value).strip()) if part]
    if len(parts) != 2:
        return {start: value}
    year = re.match(r"(\d{4})\D", parts[0])
    if year and _YEARLESS.fullmatch(parts[1]):
        parts[1] = f"{year[1]}年{parts[1]}" if "月" in parts[1] else f"{year[1]}.{parts[1]}"
    return {start: parts[0], end: parts[1]}


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
