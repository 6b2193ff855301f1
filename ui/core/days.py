"""Days and moments as the screen says them, the same everywhere: 2024.10.29, so that a column can be compared."""

from __future__ import annotations

import datetime as dt
import re

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)(?:-(\d\d))?(?![\d-])")


def day_text(day: dt.date, *, month_only: bool = False) -> str:
    """A date as lists, cards and histories show it, always as long: 2023.05.28; 2023.05 where no day is known.

    10月29日 is said only where its year stands beside it or can be no other: the agenda, terms ahead, sentences.
    """
    month = f"{day.year}.{day.month:02}"
    return month if month_only else f"{month}.{day.day:02}"


def moment_text(at: dt.datetime, now: dt.datetime) -> str:
    """A moment as lists show it: 今天 10:42, 昨天 08:30, 2023.12.31 09:00."""
    near = {0: "今天", 1: "昨天"}.get((now.date() - at.date()).days)
    return f"{near or day_text(at.date())} {at:%H:%M}"


def spoken_days(text: str) -> str:
    """A title with the days and months in it as lists show them: 2024.10.30 线上 恒业光电."""

    def spoken(found: re.Match[str]) -> str:
        year, month, day = found.groups()
        try:
            return day_text(dt.date(int(year), int(month), int(day or 1)), month_only=day is None)
        except ValueError:
            return found[0]

    return _ISO.sub(spoken, text)
