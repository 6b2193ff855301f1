"""Several contacts of one enterprise in its row: read from the cells, and compared with those that the book has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm.rules.contacts import Person, is_one_name, paired
from crm.rules.names import person_key

NAME, TITLE, PHONE = "contact_name", "contact_title", "contact_phone"
KEYS = (NAME, TITLE, PHONE)


def several(values: dict[str, Any]) -> tuple[tuple[Person, ...], str]:
    """Part the contact cells of a row: the first person stays in `values`, the others and a doubt are returned.

    BadValue for a number that is none.
    """
    name, phone = values.get(NAME) or "", values.get(PHONE) or ""
    if (not name or is_one_name(name)) and not _names_in(phone):
        return (), ""
    people, doubt = paired(name, values.get(TITLE) or "", phone)
    _put(values, people[0])
    return tuple(people[1:]), doubt


def _names_in(phone: str) -> bool:
    return not phone.isascii() and any("\u4e00" <= char <= "\u9fff" for char in phone)


def person_of(values: Mapping[str, Any]) -> Person:
    """The contact that a row's own cells name."""
    return Person(values.get(NAME) or "", values.get(TITLE) or "", values.get(PHONE) or "")


def _put(values: dict[str, Any], person: Person) -> None:
    for key, value in zip(KEYS, (person.name, person.title, person.phone), strict=True):
        if value:
            values[key] = value
        else:
            values.pop(key, None)


def same_person(one: Person, other: Person) -> bool:
    """Whether two contacts of one enterprise are one: by name."""
    return bool(one.name) and person_key(one.name) == person_key(other.name)


def parted(values: dict[str, Any], before: Mapping[str, Any]) -> tuple[Person, ...]:
    """Of a twin row whose contact is another person than the row before has: take the person out of `values`."""
    mine, theirs = person_of(values), person_of(before)
    if not mine.name or not theirs.name or same_person(mine, theirs):
        return ()
    for key in KEYS:
        values.pop(key, None)
    return (mine,)


def joined(people: Sequence[Person], more: Iterable[Person]) -> tuple[Person, ...]:
    """The people with those that are not among them yet; of the same person what is known is put together."""
    found = list(people)
    for one in more:
        at = next((at for at, held in enumerate(found) if same_person(held, one)), None)
        if at is None:
            found.append(one)
        else:
            found[at] = completed(found[at], one)
    return tuple(found)


def completed(held: Person, one: Person) -> Person:
    """What is known of a person from two places: a post that is given counts, telephone numbers are put together."""
    numbers = dict.fromkeys(part for text in (held.phone, one.phone) for part in text.split("、") if part)
    return Person(held.name, one.title or held.title, "、".join(numbers))


def against_book(
    values: dict[str, Any], others: Sequence[Person], first: Person, held: Sequence[Person]
) -> tuple[Person, ...]:
    """The people that an import adds or completes beside the first contact, given those that the book has.

    The person of the file who is the book's first contact takes that place in `values`, whatever the order; whoever
    the book has further down stays there.
    """
    mine = person_of(values)
    people = [mine, *others] if mine.name else list(others)
    if not people or not (others or held):
        return tuple(others)
    known = any(same_person(mine, one) for one in held)
    leading = next((one for one in people if same_person(one, first)), None)
    if leading is None and not known and mine.name:
        leading = mine
    for key in KEYS:
        if mine.name:
            values.pop(key, None)
    if leading is not None:
        _put(values, leading)
    rest = [one for one in people if one is not leading]
    return tuple(one for one in rest if _says_more(one, [*held, first]))


def _says_more(one: Person, held: Sequence[Person]) -> bool:
    same = next((person for person in held if same_person(person, one)), None)
    return same is None or completed(same, one) != same
