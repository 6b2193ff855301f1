"""Rows made ready to be compared: an enterprise, a person or a project with its names taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from crm.rules import credit_code
from crm.rules.anatomy import CompanyName, ProjectName, company_parts, project_parts
from crm.rules.names import company_key, person_key
from crm.rules.numbers import squeeze
from crm.rules.pinyin import sound
from crm.rules.places import split_place


class Firm(NamedTuple):
    """An enterprise made ready to be compared."""

    name: CompanyName
    former: frozenset[str]
    sound: str
    code: str
    province: str
    city: str
    phones: frozenset[str]
    people: frozenset[str]
    address: str


class Person(NamedTuple):
    """A person made ready to be compared."""

    name: str
    sound: str
    phones: frozenset[str]
    employer: str
    town: str
    gender: str
    wechat: str


class Project(NamedTuple):
    """A project made ready to be compared; `owner` is the enterprise's id, `investor` its name in parts."""

    name: ProjectName
    sound: str
    owner: int | None
    investor: CompanyName
    total: int | None
    land: Any


def firm(values: Mapping[str, Any]) -> Firm:
    """An enterprise from its fields; `contact_phone` and `contact_name` may name several, parted by 、."""
    written = values.get("name") or ""
    name, province = company_parts(written), (values.get("province") or "")[:2]
    if (
        province
        and name.province
        and name.province[:2] != province
        and not written.startswith((name.province, name.city))
    ):
        name = company_parts(written, leading=False)
    return Firm(
        name,
        frozenset(map(company_key, _several(values.get("former_name")))),
        sound(name.core),
        credit_code.normalise(values["credit_code"]) if values.get("credit_code") else "",
        province,
        _city(values.get("city")),
        frozenset(_several(values.get("contact_phone"))),
        _persons(values.get("contact_name")),
        _address(values.get("address")),
    )


def person(values: Mapping[str, Any]) -> Person:
    """A person from the fields of 在外乡贤 or 招商大使."""
    name = person_key(values.get("name") or "")
    return Person(
        name,
        sound(name),
        frozenset(_several(values.get("phone"))),
        company_key(values.get("employer") or ""),
        squeeze(values.get("town") or ""),
        values.get("gender") or "",
        squeeze(values.get("wechat") or "").lower(),
    )


def project(values: Mapping[str, Any]) -> Project:
    """A project from its fields; `enterprise` is the id."""
    investor = company_parts(values.get("investor") or "")
    name = project_parts(values.get("name") or "", investor.core)
    return Project(
        name,
        sound(name.core),
        values.get("enterprise"),
        investor,
        values.get("total_investment"),
        values.get("land"),
    )


@lru_cache(maxsize=4096)
def _persons(text: str | None) -> frozenset[str]:
    return frozenset(map(person_key, _several(text)))


def _several(text: str | None) -> list[str]:
    return [one for one in text.split("、") if one] if text else []


@lru_cache(maxsize=4096)
def _city(text: str | None) -> str:
    if not text:
        return ""
    plain = squeeze(text)
    return (split_place(plain)[1] or plain).removesuffix("市")


def _address(text: str | None) -> str:
    """An address worth comparing: it names a house or a lot."""
    plain = squeeze(text).removesuffix("室") if text else ""
    return plain if len(plain) >= 8 and any(char.isdigit() for char in plain) else ""
