"""Look-ups while typing: a few rows for what is typed so far, the likeliest first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from crm.queries.find_keys import keys_of
from crm.queries.listing import CHUNK, Row, cells, title_of
from crm.records.enterprise import Enterprise
from crm.records.field import Kind
from crm.records.ledger import LEDGERS, Ledger
from crm.records.people import Staff
from crm.records.values import show
from crm.records.visit import Visit
from crm.rules.pinyin import in_pieces, query_terms

POOL = 48
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


def find_rows(session: Session, ledger_key: str, text: str, *, limit: int = 8) -> list[Hit]:
    """Rows for what is typed: Chinese, initials, full pinyin, phone digits or code; nothing typed gives the newest.

    Names that begin with it come first, then initials and pinyin that do, then what holds it anywhere; rows in touch
    lately lead among equals. A row is found by the names of the rows it refers to as well.
    """
    ledger = LEDGERS[ledger_key]
    terms = query_terms(text)
    pool = max(POOL, limit)
    if not terms:
        newest = select(ledger.table.c.id).where(ledger.table.c.deleted_at.is_(None))
        found = [(i, 0) for i in session.execute(newest.order_by(ledger.table.c.id.desc()).limit(pool)).scalars()]
        return _hits(session, ledger, found, limit)
    [keys] = keys_of(session, ledger_key)
    found = keys.best(terms, pool)
    if len(found) < pool and any(s.ref and s.search for s in ledger.fields.values()):
        known = dict(found)
        found += [(i, 2) for i in _through_refs(session, ledger, terms, pool) if i not in known]
    return _hits(session, ledger, found, limit)


def find_anything(session: Session, text: str, limit: int = 12, *, each: int = 5) -> list[Hit]:
    """Rows of every ledger for what is typed, best rank first; at most `each` of one ledger.

    Where nothing holds a run of characters, what holds its pieces is found: 恒业科技 is 恒业光电科技. Forms do without,
    for there a name that is not known is a new one. A row referred to is an answer itself, so the rows that refer to
    it are not searched through it. Only what will be shown is read.
    """
    terms = query_terms(text)
    if not terms:
        return []
    known = keys_of(session, *ORDER)
    found = [keys.best(terms, POOL) for keys in known]
    if not any(found) and (pieces := in_pieces(terms)):
        found = [[(i, 2) for i, _ in keys.best(pieces, POOL)] for keys in known]
    ranked = sorted((rank, at) for at, rows in enumerate(found) for _, rank in rows[:each])
    shown = Counter(at for _, at in ranked[:limit])
    hits = [hit for at in sorted(shown) for hit in _hits(session, LEDGERS[ORDER[at]], found[at], shown[at])]
    return sorted(hits, key=lambda hit: hit.rank)


def hits_of(session: Session, ledger_key: str, ids: Sequence[int]) -> list[Hit]:
    """These rows as hits, in the order given."""
    return _hits(session, LEDGERS[ledger_key], [(i, 0) for i in ids], len(ids))


def _through_refs(session: Session, ledger: Ledger, terms: Sequence[str], limit: int) -> Sequence[int]:
    """Rows that hold every term themselves or in a row they refer to, newest first."""
    table = ledger.table
    query = select(table.c.id).where(table.c.deleted_at.is_(None)).order_by(table.c.id.desc()).limit(limit)
    for term in terms:
        places = [_holding(session, table.c.id, ledger, term)]
        for spec in ledger.fields.values():
            if spec.kind is Kind.REF and spec.search:
                places.append(_holding(session, table.c[spec.key], LEDGERS[spec.ref], term))
        query = query.where(or_(*places))
    return session.execute(query).scalars().all()


def _holding(session: Session, column: ColumnElement[Any], ledger: Ledger, term: str) -> ColumnElement[bool]:
    """Whether a column names a row of a ledger that holds a term: by its ids while they are few."""
    [keys] = keys_of(session, ledger.key)
    ids = keys.holding(term, CHUNK)
    if len(ids) < CHUNK:
        return column.in_(ids)
    other = ledger.table.alias()
    return column.in_(select(other.c.id).where(other.c.search_key.contains(term, autoescape=True)))


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
    start, end = values["start"], values["end"]
    days = f"{start:%Y.%m.%d}" if start == end else f"{start:%Y.%m.%d}–{end:%Y.%m.%d}"
    return f"{days} {values['destination'] or ''}".strip()


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
    return f"{day:%Y.%m.%d} {who}".strip()


def _last_contacts(session: Session, ids: Sequence[int]) -> dict[int, tuple[dt.date, str]]:
    """Enterprise -> the day of its last contact and who had it."""
    query = (
        select(Visit.enterprise, Visit.date, func.coalesce(Staff.name, Visit.author, ""))
        .join(Staff, Staff.id == Visit.staff, isouter=True)
        .where(and_(Visit.enterprise.in_(ids), Visit.deleted_at.is_(None), Visit.date.is_not(None)))
        .order_by(Visit.date, Visit.id)
    )
    return {owner: (day, who) for owner, day, who in session.execute(query) if owner is not None and day is not None}
