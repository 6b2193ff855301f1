"""Contacts as ledgers write them: several people in one cell, each with post and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from crm.rules.names import closed_up, part_title, split_people
from crm.rules.numbers import narrow, shown
from crm.rules.phones import split_phones
from crm.rules.problem import BadValue

_PHONE = (
    r"(?:\+?86-?)?1[3-9]\d{9}|1[3-9]\d[- ]\d{4}[- ]\d{4}|\(?0\d{2,3}\)?[- ]?\d{7,8}(?:(?:-|转)\d{1,6})?|"
    r"[48]00-?\d{3}-?\d{4}|\+\d{1,3}-?\d{5,13}|\d[\d-]{4,}"
)
_TOKEN = re.compile(
    rf"(?P<phone>{_PHONE})|\((?P<bracket>[^()]*)\)|"
    r"(?P<word>[A-Za-z][A-Za-z.·\- ]*[A-Za-z.]|[^\s、,;:/|()\d]+)|(?P<digits>\d+)"
)
_GROUPS = re.compile(r"[;\n\r|]+")
_LABEL = re.compile(
    r"(?:手机|联系|办公|固定|移动)?(?:电话|号码|方式)?|手机号码?|座机|固话|办公室|传真|微信(?:同号)?|同微信|电话同微信|tel|mobile|手机同微信",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"等\s*(?:\d+|[一二三四五六七八九十]+)?\s*(?:人|位|名)?$")
_SIMPLE = re.compile(r"[\u4e00-\u9fff]{2,4}")
MOST, LONGEST = 12, 12
"""A cell that seems to name more people, or one of more characters, is a text and no list of people."""


@dataclass(frozen=True)
class Person:
    """A contact: name, post, and the telephone numbers with 、 between them; "" where unknown."""

    name: str
    title: str = ""
    phone: str = ""


@dataclass
class _Walk:
    """What has been read of a cell so far."""

    numbers_first: bool = False
    people: list[Person] = field(default_factory=list)
    title: str = ""
    phones: list[str] = field(default_factory=list)

    def name(self, text: str) -> None:
        name, title = part_title(text)
        self.people.append(Person(name, title or self.title, "、".join(self.phones)))
        self.title, self.phones = "", []

    def post(self, text: str) -> None:
        if self.people and not self.people[-1].title:
            self.people[-1] = replace(self.people[-1], title=text)
        else:
            self.title = f"{self.title}、{text}".strip("、")

    def number(self, text: str) -> None:
        numbers = split_phones(text)
        if self.people and not self.numbers_first:
            last = self.people[-1]
            held = last.phone.split("、") if last.phone else []
            self.people[-1] = replace(last, phone="、".join(dict.fromkeys([*held, *numbers])))
        else:
            self.phones += numbers


def is_one_name(text: str) -> bool:
    """Whether a cell is plainly one person's name, as most are."""
    return bool(_SIMPLE.fullmatch(text))


def split_contacts(text: str) -> list[Person]:
    """The people of a cell such as 王建国 13812345678；李敏（副总）13900000000, in order.

    BadValue for a number that is none. What is no list of people comes back as one person of that name.
    """
    plain = _OTHERS.sub("", narrow(text).strip())
    first = _TOKEN.search(plain)
    walk = _Walk(numbers_first=bool(first and first["phone"]))
    for group in _GROUPS.split(plain):
        walk.title = ""
        for token in _TOKEN.finditer(_closed(group)):
            _take(walk, token)
    people = walk.people
    if walk.phones and people:
        walk.numbers_first = False
        walk.number("、".join(walk.phones))
    if not people and (walk.phones or walk.title):
        return [Person("", walk.title, "、".join(walk.phones))]
    if walk.title and people:
        people[-1] = replace(people[-1], title="、".join(filter(None, (people[-1].title, walk.title))))
    if not people or len(people) > MOST or any(len(one.name) > LONGEST and not one.name.isascii() for one in people):
        return [Person(text)]
    return people


def _closed(group: str) -> str:
    return " ".join(closed_up(word) for word in re.split(r"\s*\t\s*", group.strip()))


def _take(walk: _Walk, token: re.Match[str]) -> None:
    if token["phone"]:
        walk.number(token["phone"])
    elif token["digits"]:
        raise BadValue(f"电话“{shown(token['digits'])}”不像电话号码，请填11位手机号或带区号的座机号")
    elif token["bracket"] is not None:
        _take_bracket(walk, token["bracket"].strip())
    elif not _LABEL.fullmatch(token["word"]):
        name, _ = part_title(token["word"])
        if not name:
            walk.post(token["word"])
            return
        several = [] if name.isascii() or len(name) > LONGEST else split_people(token["word"])
        for one in several or [token["word"].strip()]:
            walk.name(one)


def _take_bracket(walk: _Walk, text: str) -> None:
    name, title = part_title(text)
    digits = "".join(char for char in text if char.isdecimal())
    if not text or _LABEL.fullmatch(text):
        return
    if len(digits) >= 7:
        for token in _TOKEN.finditer(text):
            _take(walk, token)
    elif title and not name:
        walk.post(text)
    elif walk.people and not walk.phones and not walk.people[-1].title:
        walk.people[-1] = replace(walk.people[-1], title=text)
    elif name:
        walk.name(text)


def paired(names: str, titles: str, phones: str) -> tuple[list[Person], str]:
    """The people whose names, posts and numbers stand in three cells, in the same order; and a doubt worth telling.

    One person takes all posts and numbers. Raises BadValue for a number that is none.
    """
    people = split_contacts(names) if names else []
    numbered = split_contacts(phones) if any("\u4e00" <= char <= "\u9fff" for char in phones) else []
    if any(one.name for one in numbered):
        return _united(people, numbered), ""
    numbers = split_phones(phones) if phones else []
    if len(people) < 2:
        one = people[0] if people else Person("")
        every = dict.fromkeys([*(one.phone.split("、") if one.phone else []), *numbers])
        return [Person(one.name, titles or one.title, "、".join(every))], ""
    return _shared_out(people, titles, numbers)


def _united(people: Sequence[Person], numbered: Sequence[Person]) -> list[Person]:
    """The people named in one cell with the numbers that another gives with names."""
    found = {one.name: one for one in people}
    for one in numbered:
        held = found.get(one.name) or next((p for p in people if one.name and p.name.startswith(one.name)), None)
        if held is None:
            found[one.name] = one
        else:
            found[held.name] = replace(held, title=held.title or one.title, phone=one.phone or held.phone)
    return list(found.values())


def _shared_out(people: list[Person], titles: str, numbers: Sequence[str]) -> tuple[list[Person], str]:
    posts = [part for part in re.split(r"[、,;/\n]+", narrow(titles)) if part.strip()]
    if posts and len(posts) != len(people):
        posts = [titles]
    doubt = f"{len(people)}个联系人有{len(numbers)}个电话，按先后对应，请核对" if len(numbers) > len(people) else ""
    result: list[Person] = []
    for at, one in enumerate(people):
        mine = list(numbers[at:]) if at == len(people) - 1 else list(numbers[at : at + 1])
        every = dict.fromkeys([*(one.phone.split("、") if one.phone else []), *mine])
        post = posts[at].strip() if at < len(posts) else ""
        result.append(replace(one, title=one.title or post, phone="、".join(every)))
    return result, doubt
