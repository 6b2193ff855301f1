"""Days and moments as the screen says them, the same everywhere: 10月29日 of this year, 2024.10.29 of another."""

from __future__ import annotations

import datetime as dt
import re

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)(?:-(\d\d))?(?![\d-])")


def day_text(day: dt.date, *, today: dt.date, month_only: bool = False) -> str:
    """A date as lists show it: 5月28日 this year, 2023.5.28 of another; 5月 or 2023年5月 where no day is known."""
    here = day.year == today.year
    if month_only:
        return f"{day.month}月" if here else f"{day.year}年{day.month}月"
    return f"{day.month}月{day.day}日" if here else f"{day.year}.{day.month}.{day.day}"


def moment_text(at: dt.datetime, now: dt.datetime) -> str:
    """A moment as lists show it: 今天 10:42, 昨天 08:30, 4月30日 09:00, 2023.12.31 09:00."""
    near = {0: "今天", 1: "昨天"}.get((now.date() - at.date()).days)
    return f"{near or day_text(at.date(), today=now.date())} {at:%H:%M}"


def spoken_days(text: str, *, today: dt.date) -> str:
    """A title with the days and months in it as people say them: 10月30日 线上 恒业光电."""

    def spoken(found: re.Match[str]) -> str:
        year, month, day = found.groups()
        try:
            return day_text(dt.date(int(year), int(month), int(day or 1)), today=today, month_only=day is None)
        except ValueError:
            return found[0]

    return _ISO.sub(spoken, text)
