"""What the agenda shows: each day with its mark and items, what is due, and whom a festival has to greet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from crm.book import Book
from crm.queries.agenda import FollowUp, Person, follow_ups, greetings, happenings, out_of_touch
from crm.queries.trips import posted_staff
from crm.rules.festivals import DayMark, Festival, day_mark, festivals, greeting_due
from ui.core.tokens import Tone

AHEAD_DAYS = 7
GREET_AHEAD = 14
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Item:
    """One line of a day; a trip goes on from `start` to `end`."""

    text: str
    note: str
    tone: Tone
    ledger: str
    id: int
    start: dt.date
    end: dt.date

    @property
    def spans(self) -> bool:
        """Whether it is a trip, painted as a band."""
        return self.ledger == "trips"


@dataclass
class DayPlan:
    """One day of the calendar."""

    date: dt.date
    mark: DayMark
    festival: str = ""
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Greeting:
    """A festival ahead with who has been greeted and who has not."""

    festival: Festival
    done: list[Person]
    open: list[Person]


@dataclass(frozen=True)
class Agenda:
    """All that the page shows."""

    days: list[DayPlan]
    due: list[FollowUp]
    greetings: list[Greeting]
    late: list[Person]


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Monday and Sunday of a day's week."""
    start = day - DAY * day.weekday()
    return start, start + DAY * 6


def weeks_of_month(day: dt.date) -> tuple[dt.date, dt.date]:
    """The Monday before a month begins and the Sunday after it ends."""
    first = day.replace(day=1)
    last = (first + DAY * 31).replace(day=1) - DAY
    return week_of(first)[0], week_of(last)[1]


def read_agenda(book: Book, start: dt.date, end: dt.date) -> Agenda:
    """The agenda of the days from start to end; posted staff see their own follow-ups, the office all of them."""
    today = book.today()
    with book.read() as session:
        staff = posted_staff(session, book.setting("me"))
        plans = follow_ups(session, max(end, today + DAY * AHEAD_DAYS), staff=staff)
        held = happenings(session, start, end)
        greeted = [Greeting(f, *greetings(session, f)) for f in greeting_due(today, ahead=GREET_AHEAD)]
        late = out_of_touch(session, today)
    days = {
        start + DAY * at: DayPlan(start + DAY * at, day_mark(start + DAY * at)) for at in range((end - start).days + 1)
    }
    for festival in festivals(start, end):
        days[festival.date].festival = festival.name
    for happening in held:
        tone: Tone = {"trips": "info", "events": "good"}.get(happening.ledger, "plain")  # type: ignore[assignment]
        words = f"{happening.note} {happening.title}" if happening.ledger != "trips" else _trip(happening)
        who = "" if happening.ledger == "trips" else happening.who
        item = Item(words, who, tone, happening.ledger, happening.id, happening.date, happening.end)
        for day in _covered(happening.date, happening.end, start, end):
            days[day].items.append(item)
    for plan in plans:
        if plan.date in days:
            late_by = plan.overdue(today)
            due_tone: Tone = "bad" if late_by > 0 else "warn" if late_by == 0 else "info"
            words = f"{plan.what} {plan.title}".strip()
            days[plan.date].items.append(Item(words, plan.who, due_tone, plan.ledger, plan.id, plan.date, plan.date))
    due = [plan for plan in plans if plan.date <= today + DAY * AHEAD_DAYS]
    return Agenda(list(days.values()), due, greeted, late)


def _trip(happening: object) -> str:
    title, note, who = (str(getattr(happening, key)) for key in ("title", "note", "who"))
    return " ".join(dict.fromkeys(part for part in (who, title, note) if part))


def _covered(first: dt.date, last: dt.date, start: dt.date, end: dt.date) -> list[dt.date]:
    first, last = max(first, start), min(last, end)
    return [first + DAY * at for at in range((last - first).days + 1)]
