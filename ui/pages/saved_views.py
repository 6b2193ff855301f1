"""The views of a ledger: those that every book has, and those saved in the book under a name."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from crm.book import Book
from crm.queries.agenda import UNSETTLED
from crm.queries.condition import as_of
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from crm.rules.dates import month_end, month_start
from crm.rules.problem import Problem

SETTING = "views"
ALL = "all"


@dataclass(frozen=True)
class SavedView:
    """One tab: its key, its words, its spec; `own` ones were saved by people and can be renamed and deleted."""

    key: str
    name: str
    spec: ViewSpec
    own: bool = False
    pinned: bool = False


def built_in(ledger_key: str, *, today: dt.date) -> list[SavedView]:
    """The tabs that a ledger has from the start."""
    fields = LEDGERS[ledger_key].fields
    plain = ViewSpec(ledger_key)
    found = [SavedView(ALL, "全部", plain)]
    if ledger_key == "enterprises":
        talks = plain.replace(filters=(Filter("state", "in", ("在谈",)),))
        found.append(SavedView("talks", "在谈", talks))
    due = next((key for key in ("next_contact", "next_date") if key in fields), "")
    if due:
        late = Filter(due, "overdue", today.isoformat(), said="逾期")
        spec = plain.replace(filters=(late,), sort=(due,))
        found.append(SavedView("late", "逾期未联系" if due == "next_contact" else "逾期未跟进", spec))
    if ledger_key == "visits":
        days = (month_start(today).isoformat(), month_end(today).isoformat())
        month = Filter("date", "between", days, said="本月")
        found.insert(1, SavedView("month", "本月", plain.replace(filters=(month,))))
    if ledger_key == "assistance":
        open_ = plain.replace(filters=UNSETTLED)
        past = Filter("due", "<", today.isoformat())
        found.append(SavedView("open", "未办结", open_))
        found.append(SavedView("late", "超过时限", open_.replace(filters=(*open_.filters, past), sort=("due",))))
    return found


def saved(book: Book, ledger_key: str) -> list[SavedView]:
    """The views of a ledger that people have saved, in the order saved; one that cannot be read is left out."""
    return [view for view in all_saved(book) if view.spec.ledger == ledger_key]


def all_saved(book: Book) -> list[SavedView]:
    """The views that people have saved in all ledgers; conditions such as 近30天 are those of today."""
    found = []
    for entry in _entries(book.setting(SETTING)):
        try:
            spec = as_of(ViewSpec.from_json(json.dumps(entry["spec"])), book.today())
            own = SavedView(f"own:{entry['name']}", entry["name"], spec, own=True, pinned=bool(entry.get("pinned")))
        except (KeyError, TypeError, ValueError, Problem):
            continue
        found.append(own)
    return found


def _entries(kept: Any) -> list[dict[str, Any]]:
    return [dict(entry) for entry in kept if isinstance(entry, dict)] if isinstance(kept, list) else []


def _is(entry: dict[str, Any], ledger_key: str, name: str) -> bool:
    return entry.get("ledger") == ledger_key and entry.get("name") == name


def save(book: Book, name: str, spec: ViewSpec) -> str:
    """Keep a spec under a name, replacing the view of that name in the same ledger; returns its key."""
    entry = {"name": name, "ledger": spec.ledger, "spec": json.loads(spec.to_json())}

    def with_it(kept: Any) -> list[dict[str, Any]]:
        entries = _entries(kept)
        found = [{**old, **entry} if _is(old, spec.ledger, name) else old for old in entries]
        return found if any(_is(old, spec.ledger, name) for old in entries) else [*entries, entry]

    book.revise_setting(SETTING, with_it, label=f"保存视图 {name}")
    return f"own:{name}"


def rename(book: Book, ledger_key: str, name: str, new: str) -> str:
    """Give a saved view another name; returns its new key. Problem when another one of the ledger has that name."""

    def renamed(kept: Any) -> list[dict[str, Any]]:
        entries = _entries(kept)
        if any(_is(e, ledger_key, new) for e in entries):
            raise Problem(f"已经有名叫“{new}”的视图，请换一个名称")
        return [{**e, "name": new} if _is(e, ledger_key, name) else e for e in entries]

    book.revise_setting(SETTING, renamed, label=f"视图 {name} 改名为 {new}")
    return f"own:{new}"


def pin(book: Book, ledger_key: str, name: str, pinned: bool) -> None:
    """Let a saved view stand in the sidebar, or no longer."""

    def told(kept: Any) -> list[dict[str, Any]]:
        return [{**e, "pinned": pinned} if _is(e, ledger_key, name) else e for e in _entries(kept)]

    book.revise_setting(SETTING, told, label=f"视图 {name} {'固定到侧栏' if pinned else '从侧栏取下'}")


def forget(book: Book, ledger_key: str, name: str) -> None:
    """Delete a saved view."""

    def without(kept: Any) -> list[dict[str, Any]]:
        return [e for e in _entries(kept) if not _is(e, ledger_key, name)]

    book.revise_setting(SETTING, without, label=f"删除视图 {name}")
