"""Look-ups while typing: a few rows for what is typed so far, the likeliest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from crm.queries.listing import Row, cells, title_of
from crm.records.enterprise import Enterprise
from crm.records.field import Kind
from crm.records.ledger import LEDGERS, Ledger
from crm.records.people import Staff
from crm.records.values import show
from crm.records.visit import Visit
from crm.rules.pinyin import query_terms

POOL = 48
NEWEST_VISITS = 20_000
ORDER = ("enterprises", "leads", "hometown", "ambassadors", "staff", "stations", "visits", "trips", "events",
         "opportunities", "assistance", "policies", "arrivals", "targets")  # fmt: skip
_NOTES: dict[str, tuple[str, ...]] = {
    "hometown": ("city", "employer", "title"),
    "leads": ("stage", "investor"),
    "staff": ("station", "role"),
    "visits": ("staff", "contact", "content"),
    "trips": ("staff", "kind"),
    "assistance": ("lead", "state"),
}


@dataclass(frozen=True)
class Hit:
    """One row found: what to call it, a quiet note beside it, and its `rank` (0 name begins so, 1 pinyin, 2 inside)."""

    id: int
    title: str
    note: str
    ledger: str
    rank: int = 2


def find_rows(session: Session, ledger_key: str, text: str, *, limit: int = 8, through_refs: bool = True) -> list[Hit]:
    """Rows for what is typed: Chinese, initials, full pinyin, phone digits or code; nothing typed gives the newest.

    Names that begin with it come first, then initials and pinyin that do, then what holds it anywhere; rows in touch
    lately lead among equals. Without `through_refs` a row is not found by the name of another row it refers to.
    """
    ledger = LEDGERS[ledger_key]
    table = ledger.table
    terms = query_terms(text)
    rank = _rank(ledger, terms)
    query = select(table.c.id, rank.label("rank")).where(
        table.c.deleted_at.is_(None), *_matches(ledger, terms, through_refs)
    )
    if ledger_key == "visits":
        query = query.where(table.c.id >= _oldest_searched())
    order = [rank, *_likely(ledger, terms)] if terms else []
    query = query.order_by(*order, table.c.id.desc()).limit(max(POOL, limit))
    found = [(int(row_id), int(number)) for row_id, number in session.execute(query)]
    return _hits(session, ledger, found, limit)


def find_anything(session: Session, text: str, limit: int = 12, *, each: int = 5) -> list[Hit]:
    """Rows of every ledger for what is typed, best rank first; at most `each` of one ledger.

    A row referred to is an answer itself, so the rows that refer to it are not searched through it.
    """
    if not text.strip():
        return []
    hits = [hit for key in ORDER for hit in find_rows(session, key, text, limit=each, through_refs=False)]
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


def hits_of(session: Session, ledger_key: str, ids: Sequence[int]) -> list[Hit]:
    """These rows as hits, in the order given."""
    return _hits(session, LEDGERS[ledger_key], [(i, 0) for i in ids], len(ids))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _like(column: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    return column.like(pattern, escape="\\")


def _key(ledger: Ledger) -> ColumnElement[Any]:
    return ledger.table.c.search_key


def _matches(ledger: Ledger, terms: Sequence[str], through_refs: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for term in terms:
        like = f"%{_escaped(term)}%"
        places = [_like(_key(ledger), like)]
        for spec in ledger.fields.values():
            if through_refs and spec.kind is Kind.REF and spec.search:
                other = LEDGERS[spec.ref].table.alias()
                places.append(ledger.table.c[spec.key].in_(select(other.c.id).where(_like(other.c.search_key, like))))
        conditions.append(or_(*places))
    return conditions


def _rank(ledger: Ledger, terms: Sequence[str]) -> ColumnElement[int]:
    """0 where the name begins with the first term, 1 where its pinyin or initials do, else 2."""
    if not terms:
        return literal(0)
    start = _escaped(terms[0])
    key = _key(ledger)
    begins: list[tuple[Any, Any]] = []
    if ledger.fields[ledger.title].kind is Kind.TEXT:
        begins.append((_like(ledger.table.c[ledger.title], f"{start}%"), 0))
    begins.append((or_(_like(key, f"{start}%"), _like(key, f"%\n{start}%")), 1))
    return case(*begins, else_=2)


def _likely(ledger: Ledger, terms: Sequence[str]) -> list[ColumnElement[Any]]:
    """Among equals the shorter name first, for more of it has been typed."""
    if not terms or ledger.fields[ledger.title].kind is not Kind.TEXT:
        return []
    return [func.length(ledger.table.c[ledger.title])]


def _oldest_searched() -> ColumnElement[Any]:
    """Long logs are searched back to their newest 20,000 visits, so that an answer never waits."""
    newest = select(Visit.id).order_by(Visit.id.desc()).offset(NEWEST_VISITS).limit(1).scalar_subquery()
    return func.coalesce(newest, 0)


def _hits(session: Session, ledger: Ledger, found: Sequence[tuple[int, int]], limit: int) -> list[Hit]:
    if ledger.key == "enterprises":
        return _enterprise_hits(session, found, limit)
    ranks = dict(found[:limit])
    keys = tuple(k for k in _note_fields(ledger) if k in ledger.fields)
    titles = _titles(session, ledger, list(ranks))
    return [
        Hit(row.id, titles.get(row.id, ""), _note(ledger, row, keys), ledger.key, ranks[row.id])
        for row in cells(session, ledger.key, list(ranks), keys)
    ]


def _note_fields(ledger: Ledger) -> tuple[str, ...]:
    shown = tuple(k for k, s in ledger.fields.items() if s.shown and k != ledger.title and not s.personal)
    return _NOTES.get(ledger.key, shown[:2])


def _note(ledger: Ledger, row: Row, keys: Sequence[str]) -> str:
    words = [
        show(ledger.fields[key], row.values[key], month_only=key in row.month_only)
        + (ledger.fields[key].unit if row.values[key] is not None else "")
        for key in keys
    ]
    return " · ".join(" ".join(word.split())[:40] for word in words if word)


def _titles(session: Session, ledger: Ledger, ids: Sequence[int]) -> dict[int, str]:
    """What names each row to people; a visit is named by its day and whom it met, a trip by its days and place."""
    if ledger.key == "visits":
        rows = cells(session, "visits", ids, ("date", "enterprise", "hometown"))
        return {
            r.id: f"{r.values['date']} {r.values['enterprise'] or r.values['hometown'] or ''}".strip() for r in rows
        }
    if ledger.key == "trips":
        rows = cells(session, "trips", ids, ("start", "end", "destination"))
        return {r.id: _trip_title(r.values) for r in rows}
    query = select(ledger.table.c.id, title_of(ledger)).where(ledger.table.c.id.in_(ids))
    return {row_id: str(title or "") for row_id, title in session.execute(query)}


def _trip_title(values: dict[str, Any]) -> str:
    return span_words(values["start"], values["end"]) + (f" {values['destination']}" if values["destination"] else "")


def span_words(start: dt.date, end: dt.date) -> str:
    """Days from one to another as people write them: 5月27日–31日."""
    first = f"{start.month}月{start.day}日"
    if start == end:
        return first
    same = (start.year, start.month) == (end.year, end.month)
    return f"{first}–{end.day}日" if same else f"{first}–{end.month}月{end.day}日"


def _enterprise_hits(session: Session, found: Sequence[tuple[int, int]], limit: int) -> list[Hit]:
    ranks = dict(found)
    last = _last_contacts(session, list(ranks))
    places = {row_id: at for at, row_id in enumerate(ranks)}
    order = sorted(ranks, key=lambda i: (ranks[i], -last[i][0].toordinal() if i in last else 0, places[i]))[:limit]
    columns = (Enterprise.id, Enterprise.name, Enterprise.province, Enterprise.city, Enterprise.credit_code)
    rows = {r.id: r for r in session.execute(select(*columns, Enterprise.state).where(Enterprise.id.in_(order)))}
    hits = []
    for row_id in order:
        if row_id in rows:
            row = rows[row_id]
            parts = [str(row.city or row.province or "").removesuffix("市")]
            parts.append(f"…{row.credit_code[-4:]}" if row.credit_code else "")
            parts.append(_contact_words(*last[row_id]) if row_id in last else "未接触")
            hits.append(Hit(row_id, row.name, " · ".join(p for p in parts if p), "enterprises", ranks[row_id]))
    return hits


def _contact_words(day: dt.date, who: str) -> str:
    return f"{day.month}月{day.day}日 {who}".strip()


def _last_contacts(session: Session, ids: Sequence[int]) -> dict[int, tuple[dt.date, str]]:
    """Enterprise -> the day of its last contact and who had it."""
    query = (
        select(Visit.enterprise, Visit.date, func.coalesce(Staff.name, Visit.author, ""))
        .join(Staff, Staff.id == Visit.staff, isouter=True)
        .where(and_(Visit.enterprise.in_(ids), Visit.deleted_at.is_(None), Visit.date.is_not(None)))
        .order_by(Visit.date, Visit.id)
    )
    return {owner: (day, who) for owner, day, who in session.execute(query) if owner is not None and day is not None}
