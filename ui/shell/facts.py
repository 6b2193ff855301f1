"""What the frame says of the book: whose it is, what waits, when it was last saved, backed up, handed in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crm.book import Book
from ui.core.app import App

COUNTED = ("enterprises", "hometown", "ambassadors")


def _name(value: Any) -> str:
    return str(value.get("name", "")) if isinstance(value, dict) else str(value or "")


def county_name(book: Book) -> str:
    """Whose book this is: the centre's name, else the county's, else the file's."""
    return _name(book.setting("office")) or _name(book.setting("county")) or book.path.stem


def who_and_where(book: Book) -> str:
    """Who works here and where: 王磊 · 办公室."""
    me = book.setting("me") or {}
    place = _name(me.get("station")) if isinstance(me, dict) else ""
    return " · ".join(part for part in (book.me, place) if part)


def spoken_time(at: dt.datetime, now: dt.datetime) -> str:
    """A moment as people say it: 10:42 today, 昨天 08:30, 4月30日, 2023年4月30日."""
    days = (now.date() - at.date()).days
    if days in (0, 1):
        return f"{'今天' if days == 0 else '昨天'} {at:%H:%M}"
    return f"{at.month}月{at.day}日" if at.year == now.year else f"{at.year}年{at.month}月{at.day}日"


def _moment(value: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def facts(app: App) -> list[str]:
    """The facts for the status line, in order."""
    now = app.book.clock()
    result = []
    if app.saved_at is not None:
        result.append(f"已保存 {app.saved_at:%H:%M}")
    backup = _moment(app.settings.get(f"last_backup:{app.book.path}"))
    result.append(f"上次备份 {spoken_time(backup, now)}" if backup else "还没有备份")
    handed = _moment(app.book.setting("last_hand_in"))
    if handed is not None:
        result.append(f"上次报送 {handed.month}月{handed.day}日")
    return result


def badges(book: Book) -> dict[str, tuple[str, bool]]:
    """Place key -> (count, urgent): ledger sizes, follow-ups due, assistance that is open."""
    from crm.queries.listing import count
    from crm.queries.view import Filter, ViewSpec

    today = book.today().isoformat()
    due = Filter("next_contact", "<=", today)
    with book.read() as session:
        result = {key: (_count(count(session, ViewSpec(key))), False) for key in COUNTED}
        waiting = sum(count(session, ViewSpec(key, (due,))) for key in ("enterprises", "hometown"))
        undone = count(session, ViewSpec("assistance", (Filter("finished", "empty"),)))
    result["agenda"] = (_count(waiting), waiting > 0)
    result["assistance"] = (_count(undone), False)
    return result


def _count(number: int) -> str:
    return str(number) if number else ""
