"""What the agenda shows: each day with its mark and items, what is due, and whom a festival has to greet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from crm.book import Book
from crm.queries.agenda import FollowUp, Happening, Person, follow_ups, greetings, happenings, in_order, out_of_touch
from crm.queries.trips import posted_staff
from crm.rules.festivals import GREETING_BEFORE, DayMark, Festival, day_mark, festivals, greeting_due
from ui.core.days import day_text
from ui.core.tokens import Tone

AHEAD_DAYS = 7
GREET_AHEAD = 14
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Item:
    """One line of a day; a trip goes on from `start` to `end`; an `id` of 0 means the rows of `ids`, or the ledger."""

    text: str
    note: str
    tone: Tone
    ledger: str
    id: int
    start: dt.date
    end: dt.date
    ids: tuple[int, ...] = ()

    @property
    def spans(self) -> bool:
        """Whether it is a trip, painted as a band."""
        return self.ledger == "trips" and self.id > 0

    @property
    def waits(self) -> bool:
        """Whether it is still to be done; the calendar gives it an edge of its own."""
        return self.tone in ("bad", "warn") or (self.tone == "info" and self.ledger != "trips")


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


def due_pill(day: dt.date, today: dt.date) -> tuple[str, Tone]:
    """逾期 2 天, 今天, 明天, 6月1日, with its tone."""
    ahead = (day - today).days
    if ahead < 0:
        return f"逾期 {-ahead} 天", "bad"
    if ahead == 0:
        return "今天", "warn"
    if day.year != today.year and ahead > 1:
        return day_text(day), "info"
    return ("明天", "info") if ahead == 1 else (f"{day.month}月{day.day}日", "info")


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
        if happening.ledger == "trips":
            _add_happening(days, happening)
    for item in [*_due_items(plans, today), *_greeting_items(start, end, greeted)]:
        if item.start in days:
            days[item.start].items.append(item)
    for happening in held:
        if happening.ledger != "trips":
            _add_happening(days, happening)
    due = in_order((plan for plan in plans if plan.date <= today + DAY * AHEAD_DAYS), today)
    return Agenda(list(days.values()), due, greeted, late)


def _add_happening(days: dict[dt.date, DayPlan], happening: Happening) -> None:
    tone: Tone = {"trips": "info", "events": "good"}.get(happening.ledger, "plain")  # type: ignore[assignment]
    words = f"{happening.note} {happening.title}" if happening.ledger != "trips" else _trip(happening)
    who = "" if happening.ledger == "trips" else happening.who
    item = Item(words, who, tone, happening.ledger, happening.id, happening.date, happening.end)
    for day in _covered(happening.date, happening.end, min(days), max(days)):
        days[day].items.append(item)


def _due_items(plans: Iterable[FollowUp], today: dt.date) -> list[Item]:
    found = []
    for plan in plans:
        late_by = plan.overdue(today)
        tone: Tone = "bad" if late_by > 0 else "warn" if late_by == 0 else "info"
        found.append(
            Item(f"{plan.what} {plan.title}".strip(), plan.who, tone, plan.ledger, plan.id, plan.date, plan.date)
        )
    return found


def _greeting_items(start: dt.date, end: dt.date, greeted: Iterable[Greeting]) -> list[Item]:
    """The day from which each festival's greetings count, as something to do; it leads to those who wait for one."""
    waiting = {one.festival: tuple(person.id for person in one.open) for one in greeted}
    return [
        Item(
            f"开始{one.name}问候", "在外乡贤", "warn", "hometown", 0, one.greet_from, one.greet_from,
            waiting.get(one, ()),
        )
        for one in festivals(start, end + GREETING_BEFORE)
    ]  # fmt: skip


def _trip(happening: Happening) -> str:
    return " ".join(dict.fromkeys(part for part in (happening.who, happening.title, happening.note) if part))


def _covered(first: dt.date, last: dt.date, start: dt.date, end: dt.date) -> list[dt.date]:
    first, last = max(first, start), min(last, end)
    return [first + DAY * at for at in range((last - first).days + 1)]
