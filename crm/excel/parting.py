"""Cells that hold several fields: how they are parted, by the words of their header."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crm.excel import people
from crm.excel.targets import scope_of
from crm.records.field import FieldSpec, Kind
from crm.records.visit import TRIP_WORDS, trip_kind
from crm.rules.contacts import split_contacts
from crm.rules.dates import split_span
from crm.rules.names import split_work_unit
from crm.rules.numbers import squeeze
from crm.rules.places import split_place, split_town

_SO_FAR = re.compile(r"\s*(?:至今|到今|起|[-–—~至]+(?:今|现在|目前))\s*$")

SPANS = (("start", "end"), ("appointed_from", "appointed_to"), ("posted_from", "posted_to"))
"""The pairs of dates that ledgers write into one cell."""
TERMS = (*SPANS, ("issued", "effective_to"))
"""The pairs whose end may be told as a term after the start: 聘期两年, 有效期三年."""

PEOPLE = (
    people.KEYS,
    ("contact", "contact_title", "contact_phone"),
    ("contact", "contact_title", "phone"),
    ("name", "title", "phone"),
)
"""Name, post and telephone as ledgers write them into one cell."""


@dataclass(frozen=True)
class Parting:
    """How a cell of several fields is parted: the fields that it can give, and the cell's parts by field."""

    keys: tuple[str, ...]
    split: Callable[[Any], dict[str, Any]]


def splitter(fields: dict[str, FieldSpec], key: str, header: str, taken: Sequence[str]) -> Parting | None:
    """How a cell of several fields is parted (工作单位及职务, 籍贯, 现居住地, 联系人及电话, 起止日期), else None."""
    free = {k for k in fields if k not in taken} | {key}
    text = squeeze(header)
    if key in ("employer", "unit") and "title" in free & fields.keys() and "职务" in text:
        return Parting((key, "title"), lambda value: _zipped((key, "title"), split_work_unit(str(value))))
    if key == "town" and "village" in free and re.search("村|籍贯|住址|地址|户籍|老家|家庭", text):
        return Parting(("town", "village"), lambda value: _zipped(("town", "village"), split_town(str(value))))
    whole = key == "province" and "city" in free and re.search("省[、/及和]?市", text)
    if whole or (key == "city" and "province" in free and re.search("地|住|省", text)):
        return Parting(
            ("province", "city", *({"county"} & free or {"note"} & fields.keys())),
            lambda value: _place(str(value), county="county" in free),
        )
    if key in ("scope", "subject") and {"scope", "subject"} <= free & fields.keys():
        return Parting(("scope", "subject"), scope_of)
    if key == "kind" and {"destination", "note"} <= fields.keys() and "事由" in text:
        return Parting(("kind", "note"), lambda value: _purpose(str(value)))
    if key.endswith("_to") and text.endswith(("年限", "(年)")):
        return Parting((key,), partial(_years, key=key))
    if key == "origin":
        return Parting(("origin", "note"), _origin)
    if key == "unit" and re.search("及(?:责任人|联系人)$", text):
        return Parting(("unit", "note"), _unit_and_person)
    if key == "person" and "及" in text:
        return Parting(("person", "note"), _person_and_phone)
    for start, end in SPANS:
        if (
            key == start
            and end in free
            and re.search(
                "起止|聘期|任期|^(?:时间|日期)$|(?:驻外|外出|出差|派驻|驻点|考察|活动|行程)(?:时间|日期|期限)", text
            )
        ):
            return Parting((start, end), partial(_span, start=start, end=end))
    return _people_parting(fields, key, text, free)


def _people_parting(fields: dict[str, FieldSpec], key: str, header: str, free: set[str]) -> Parting | None:
    """A person with post or telephone in one cell; an enterprise has several contacts, others keep one text.

    Without a column for the name, 联系方式 may hold it.
    """
    if key == "phone" and "contact" in free and fields["phone"].kind is Kind.PHONE:
        return Parting(("contact", "phone"), partial(_people, keys=("contact", "", "phone")))
    if not re.search("人|姓名", header) or not re.search("(?:电话|方式|手机|号码|职务|职位)", header):
        return None
    if not re.search("[及和与、/]", header):
        return None
    for name, title, phone in PEOPLE:
        if key in (name, title, phone) and {name, phone} <= fields.keys() and name in free:
            keys = tuple(k for k in (name, title, phone) if k in free and k in fields)
            if name == people.NAME:
                return Parting(keys, lambda value: {people.NAME if isinstance(value, str) else people.PHONE: value})
            return Parting(keys, partial(_people, keys=(name, title if title in fields else "", phone)))
    return None


def _zipped(keys: Sequence[str], parts: Sequence[str]) -> dict[str, Any]:
    return dict(zip(keys, parts, strict=True))


def _place(text: str, *, county: bool) -> dict[str, Any]:
    province, city, rest = split_place(text)
    if not province and not city:
        return {"city": text}
    if not city or not rest:
        return {"province": province, "city": city or rest}
    return {"province": province, "city": city, **({"county": rest} if county else {"note": text})}


def _years(value: Any, *, key: str) -> dict[str, Any]:
    """A bare 3 under 聘用年限 is 3年."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return {key: f"{text}年" if text.isdecimal() else value}


def _origin(value: Any) -> dict[str, Any]:
    """Where the money comes from is counted by province; 江苏苏州 is kept whole as a note."""
    province, city, rest = split_place(str(value))
    more = rest or (city and city != province)
    return {"origin": province, "note": value} if province and more else {"origin": value}


def _unit_and_person(value: Any) -> dict[str, Any]:
    """经开区 张三 is the unit; who answers for it there is no posted person and is kept as a note."""
    unit, _, person = re.sub(r"[、/（(]", " ", str(value)).rstrip("）) ").partition(" ")
    return {"unit": unit, "note": person.strip()}


def _person_and_phone(value: Any) -> dict[str, Any]:
    people = split_contacts(str(value))
    return {
        "person": "、".join(one.name for one in people if one.name),
        "note": "、".join(one.phone for one in people if one.phone),
    }


def _purpose(text: str) -> dict[str, Any]:
    """The kind that a trip's 事由 tells; what it says beyond the kind's own name is kept as a note."""
    plain, kind = squeeze(text), trip_kind(squeeze(text))
    return {"kind": kind} if plain in (kind, *TRIP_WORDS) else {"kind": kind, "note": text}


def _people(value: Any, *, keys: tuple[str, str, str]) -> dict[str, Any]:
    name, title, phone = keys
    if not isinstance(value, str):
        return {phone: value}
    people = split_contacts(value)
    if not title:
        named = "、".join(filter(None, (f"{one.name}{one.title}" for one in people)))
        return {name: named, phone: "、".join(filter(None, (one.phone for one in people)))}
    return {
        name: "、".join(one.name for one in people if one.name),
        title: "、".join(one.title for one in people if one.title),
        phone: "、".join(one.phone for one in people if one.phone),
    }


def _span(value: Any, *, start: str, end: str) -> dict[str, Any]:
    if not isinstance(value, str):
        return {start: value}
    ends = split_span(value)
    return {start: ends[0], end: ends[1]} if ends else {start: _SO_FAR.sub("", value) or value}
