"""What the frame says of the book: whose it is, what waits, when it was last saved, backed up, handed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from crm.book import Book
from crm.places import BOOK_NAME
from ui.core.app import App
from ui.core.days import day_text

COUNTED = ("enterprises", "hometown", "ambassadors")


@dataclass(frozen=True)
class Badge:
    """What stands beside a place: a count (0: nothing), what it counts in words, whether it presses."""

    count: int
    said: str
    urgent: bool = False


def _name(value: Any) -> str:
    return str(value.get("name", "")) if isinstance(value, dict) else str(value or "")


def county_name(book: Book) -> str:
    """Whose book this is: the centre's name, else the county's, else the file's unless that is the product's own."""
    file = "" if book.path.name == BOOK_NAME else book.path.stem
    return _name(book.setting("office")) or _name(book.setting("county")) or file


def who_and_where(book: Book) -> str:
    """Who works here and where: 王磊 · 办公室."""
    me = book.setting("me") or {}
    if not isinstance(me, dict):
        return book.me
    place = _name(me.get("station")) or ("办公室" if me.get("role") == "office" else "")
    return " · ".join(part for part in (book.me, place) if part)


def spoken_time(at: dt.datetime, now: dt.datetime) -> str:
    """A moment as people say it: 10:42 today, 昨天 08:30, 2023.04.30."""
    days = (now.date() - at.date()).days
    if days in (0, 1):
        return f"{'今天' if days == 0 else '昨天'} {at:%H:%M}"
    return day_text(at.date())


def _moment(value: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def saved_words(at: dt.datetime, now: dt.datetime) -> str:
    """A moment of saving: the time alone when it was today."""
    return f"{at:%H:%M}" if at.date() == now.date() else spoken_time(at, now)


def facts(app: App) -> list[str]:
    """The facts for the status line, in order."""
    now = app.book.clock()
    result = []
    if app.saved_at is not None:
        result.append(f"已保存 {saved_words(app.saved_at, now)}")
    backup = _moment(app.settings.get(f"last_backup:{app.book.path}"))
    result.append(f"上次备份 {spoken_time(backup, now)}" if backup else "还没有备份")
    handed = _moment(app.book.setting("last_hand_in"))
    if handed is not None:
        result.append(f"上次报送 {day_text(handed.date())}")
    return result


def last_saved(book: Book) -> dt.datetime | None:
    """When something was last written into the book, on whatever day."""
    from crm.queries.history import newest

    with book.read() as session:
        return newest(session)


def badges(book: Book) -> dict[str, Badge]:
    """Place key -> badge: ledger sizes, this week's visits, what is due, assistance that is open."""
    from crm.queries.agenda import UNSETTLED, follow_ups
    from crm.queries.listing import count
    from crm.queries.trips import posted_staff
    from crm.queries.view import Filter, ViewSpec

    today = book.today()
    monday = today - dt.timedelta(days=today.weekday())
    week = ViewSpec("visits", (Filter("date", ">=", monday.isoformat()), Filter("date", "<=", today.isoformat())))
    with book.read() as session:
        result = {key: Badge(rows := count(session, ViewSpec(key)), f"共 {rows:,} 条") for key in COUNTED}
        due = follow_ups(session, today, staff=posted_staff(session, book.setting("me")))
        undone = count(session, ViewSpec("assistance", UNSETTLED))
        visits = count(session, week)
    late = sum(plan.overdue(today) > 0 for plan in due)
    result["agenda"] = Badge(len(due), f"今天到期 {len(due) - late} 件，逾期 {late} 件", urgent=bool(due))
    result["assistance"] = Badge(undone, f"在办 {undone} 件")
    result["visits"] = Badge(visits, f"本周 {visits} 次")
    return result
