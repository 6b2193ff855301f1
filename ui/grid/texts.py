"""What stands in the cells: a record's values as the screen shows them, as they are typed, and a group's head."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crm.queries.groups import BLANK, Group
from crm.queries.listing import Row
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import Ledger
from crm.records.values import show
from ui.core.days import day_text
from ui.core.tokens import Tone
from ui.grid import marks
from ui.grid.words import figure, lined_up


@dataclass(frozen=True, slots=True)
class Shown:
    """One line ready to paint: texts and pill tones by column, and the row or the group that it shows."""

    texts: tuple[str, ...]
    tones: tuple[Tone | None, ...]
    row: Row | None
    group: Group | None = None


def shown_text(spec: FieldSpec, row: Row) -> str:
    """The text of a cell as the grid shows it: one line, personal data masked, dates all as long."""
    value = row.values.get(spec.key)
    if value is None:
        return ""
    if spec.kind is Kind.DATE:
        return day_text(value, month_only=spec.key in row.month_only)
    text = lined_up(spec, show(spec, value, masked=spec.personal))
    if spec.personal and spec.kind is not Kind.PHONE:
        text = text[:1] + "***"
    return " ".join(text.split()) if spec.kind in (Kind.NOTE, Kind.TEXT) else text


def held_text(spec: FieldSpec, row: Row, *, masked: bool) -> str:
    """The text of a cell in full: ISO dates, figures with separators."""
    value = row.values.get(spec.key)
    if masked and spec.personal and spec.kind is not Kind.PHONE and value is not None:
        return str(value)[:1] + "***"
    return show(spec, value, month_only=spec.key in row.month_only, masked=masked and spec.personal)


def plain_text(spec: FieldSpec, row: Row, *, masked: bool) -> str:
    """The text of a cell as it is typed and copied: ISO dates, figures without separators."""
    text = held_text(spec, row, masked=masked)
    return text.replace(",", "") if spec.numeric else text


def ready(specs: Sequence[FieldSpec], row: Row, *, today: dt.date) -> Shown:
    """A record ready to paint."""
    tones = tuple(marks.mark(spec, row.values.get(spec.key), row.values, today=today) for spec in specs)
    texts = (marks.words(spec, shown_text(spec, row), tone) for spec, tone in zip(specs, tones, strict=True))
    return Shown(tuple(texts), tones, row)


def lit(specs: Sequence[FieldSpec], line: Shown, light: marks.LightMark) -> Shown:
    """A row whose stage says which light is on: 红 在谈."""
    at = next((at for at, spec in enumerate(specs) if spec.key == marks.LIT_FIELD), None)
    if at is None:
        return line
    texts, tones = list(line.texts), list(line.tones)
    texts[at], tones[at] = f"{light.word} {texts[at]}", light.tone
    return replace(line, texts=tuple(texts), tones=tuple(tones))


def typed_over(specs: Sequence[FieldSpec], line: Shown, words: Mapping[str, object]) -> Shown:
    """A row with what was typed in place of what the book has."""
    news = (words.get(spec.key) for spec in specs)
    texts = (new if isinstance(new, str) else old for new, old in zip(news, line.texts, strict=True))
    return replace(line, texts=tuple(texts))


def head_words(ledger: Ledger, group: Group) -> str:
    """The head of a group: 在谈 34 家; a yes, a no and a blank say of what."""
    spec = ledger.fields[group.field]
    name = f"{spec.label}：{group.name}" if spec.kind is Kind.BOOL or group.name == BLANK else group.name
    return f"{name}  {group.count:,} {ledger.counter}"


def head(specs: Sequence[FieldSpec], ledger: Ledger, group: Group) -> Shown:
    """The head of a group ready to paint: its words first, its sums in their columns."""
    sums = group.sums
    texts = ["" if (one := sums.get(spec.key)) is None else lined_up(spec, figure(spec, one)) for spec in specs]
    texts[0] = head_words(ledger, group)
    return Shown(tuple(texts), (None,) * len(specs), None, group)
