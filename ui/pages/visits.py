"""拜访日志: the ledger of visits, with the trip that is under way above it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm.actions.edit import change
from crm.book import Book, Changes
from crm.queries.find import span_words
from crm.queries.listing import count
from crm.queries.trips import TripRow, away_on, covering_trip, nearby_trip, posting_tallies, staff_named
from crm.queries.view import Filter, ViewSpec
from crm.rules.dates import month_start
from ui.core.kit import Button, Card, Elided, Label, LinkButton, row
from ui.core.tokens import SPACE_M
from ui.core.work import Task
from ui.core.writing import write
from ui.pages.ledger import LedgerPage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ui.core.app import App


@dataclass(frozen=True)
class TripNews:
    """What the strip says, with the trip that it is about: whether that can be made longer, or ended today."""

    words: str
    note: str
    trip: TripRow | None = None
    extends: bool = False
    ends: bool = False


class TripStrip(Card):
    """My trip now, with what one does about it; for the office, who is away today."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self.app = app
        self.trip: TripRow | None = None
        self._reading: Task | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        line = row(spacing=SPACE_M)
        line.setContentsMargins(14, 5, 8, 5)
        self.words = Label("", type="section")
        self.note = Elided("", ink="secondary")
        self.extend = Button("延长到今天")
        self.end = Button("今天返回")
        self.new = LinkButton("新建行程", icon="plus", role="accent")
        self.all = LinkButton("全部行程", icon="trip")
        line.addWidget(self.words)
        line.addWidget(self.note, 1)
        for button in (self.extend, self.end, self.new, self.all):
            line.addWidget(button)
        self.body.addLayout(line)
        self.extend.hide()
        self.end.hide()
        self.extend.clicked.connect(self._end_today)
        self.end.clicked.connect(self._end_today)
        self.new.clicked.connect(self._new)
        self.all.clicked.connect(self._all)

    def renew(self) -> None:
        """Read the trips on another thread and say how things stand."""
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self.app.run(self._read, self._show, quiet=True)

    def _read(self, task: Task) -> tuple[Task, TripNews]:
        return task, news(self.app.book)

    @Slot(object)
    def _show(self, read: tuple[Task, TripNews]) -> None:
        task, found = read
        if task is not self._reading:
            return
        self.trip = found.trip
        self.words.setText(found.words)
        self.note.setText(found.note)
        self.extend.setVisible(found.extends)
        self.end.setVisible(found.ends)
        self.body.activate()

    @Slot()
    def _end_today(self) -> None:
        if self.trip is not None:
            today = self.app.book.today()
            label = f"行程 {self.trip.destination} 截止改为 {today.isoformat()}".replace("  ", " ")
            book, ends = self.app.book, {self.trip.id: {"end": today}}

            def done(_changes: Changes) -> None:
                self.app.message.emit(f"已改：{label}")

            write(self.app, lambda: change(book, "trips", ends, label=label), done, rows=1, label=f"正在记下{label}")

    @Slot()
    def _new(self) -> None:
        today = self.app.book.today()
        self.app.new_record("trips", start=today, end=today)

    @Slot()
    def _all(self) -> None:
        self.app.navigate("trips")


def news(book: Book) -> TripNews:
    """Who is away today, for the office; for anybody else how their own trip stands."""
    today = book.today()
    with book.read() as session:
        if (book.setting("me") or {}).get("role") != "office":
            return _mine(session, book.me, today)
        away = away_on(session, today)
    told = [f"{name} {trip.destination or trip.kind}".strip() for name, trip in away]
    return TripNews(f"今天在外 {len({name for name, _ in away})} 人", "、".join(told))


def _mine(session: Session, me: str, today: dt.date) -> TripNews:
    staff = staff_named(session, me)
    here = covering_trip(session, staff, today) if staff is not None else None
    near = nearby_trip(session, staff, today) if staff is not None and here is None else None
    tallies = posting_tallies(session, month_start(today), today)
    month = f"本月驻外 {tallies[staff].posted if staff in tallies else 0} 天"
    trip = here or near
    if trip is None:
        return TripNews("今天没有行程", month)
    visits = count(session, ViewSpec("visits", (Filter("trip", "=", trip.id),)))
    state = "行程" if here is not None else "上次行程" if trip.end < today else "下次行程"
    words = f"{state} {span_words(trip.start, trip.end)} {trip.destination}".strip()
    parts = [trip.kind, f"已记 {visits} 次" if trip.start <= today else "", month]
    note = "  ·  ".join(part for part in parts if part)
    return TripNews(
        words, note, trip, extends=here is None and trip.end < today, ends=trip is here and trip.end > today
    )


class VisitsPage(LedgerPage):
    """The visits, newest first; 新建 is the quick log."""

    key = "visits"
    title = "拜访日志"

    def __init__(self, app: App, parent: QWidget | None = None, **options: Any) -> None:
        super().__init__(app, ledger="visits", icon="visit", parent=parent)
        self.strip = TripStrip(app, self)
        self.content.insertWidget(1, self.strip)
        self.new_button.setText("记拜访")

    def refresh(self) -> None:
        """Run the view and read the trips."""
        super().refresh()
        self.strip.renew()

    def refresh_rows(self, changes: Changes) -> None:
        """Show what a batch did, trips included."""
        super().refresh_rows(changes)
        self.strip.renew()

    def concerned(self, changes: Changes) -> bool:
        """Trips concern the page too."""
        return super().concerned(changes) or "trips" in changes.ids

    @Slot()
    def new_record(self) -> None:
        """Open the quick log."""
        self.app.log_visit()
