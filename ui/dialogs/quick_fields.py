"""The boxes of the quick log that know of trips and leads, and what boxes say in a draft."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.queries.find import find_rows, span_words
from crm.queries.listing import cells, ids
from crm.queries.trips import TripRow, covering_trip, nearby_trip, staff_named
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from crm.records.visit import TRIP_KINDS
from crm.rules.money import parse_money
from crm.rules.problem import BadValue
from ui.core.app import App
from ui.core.days import spoken_days
from ui.core.editors import DateEditor
from ui.core.inputs import TextEdit
from ui.core.line_editor import LineEditor
from ui.core.suggest import Option, Suggest
from ui.dialogs.quick_met import MetBox

if TYPE_CHECKING:
    from crm.book import Book

_VISITS = LEDGERS["visits"].fields
_AMOUNT = re.compile(r"^(?P<name>.*\S)[\s，,]+(?P<amount>\d[\d.,]*\s*[万亿]?元?)$")


def trip_on(book: Book, day: dt.date) -> TripRow | None:
    """The trip of whoever works here that covers a day, for any thread."""
    with book.read() as session:
        staff = staff_named(session, book.me)
        return covering_trip(session, staff, day) if staff is not None else None


@dataclass(frozen=True)
class TripWish:
    """What is wished about the trip: join one, make one longer, make a new one, or stay outside."""

    kind: str = "none"
    trip: int | None = None
    place: str = ""


class TripBox(LineEditor):
    """行程: the trip that covers the day is taken by itself; a near one can be made longer, or a new one made."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(_VISITS["trip"], parent)
        self._app = app
        self._day: dt.date | None = None
        self.wish = TripWish()
        self.by_hand = False
        self.setPlaceholderText("不归入行程")
        self.suggest = Suggest(self, self._options)
        self.suggest.picked.connect(self._picked)

    def set_day(self, day: dt.date | None) -> None:
        """Take the trip that covers the day, unless one was chosen by hand."""
        if day == self._day or day is None:
            return
        self._day = day
        if self.by_hand:
            return
        trip = trip_on(self._app.book, day)
        if trip is None:
            self._show(TripWish(), "", "")
        else:
            words = f"{span_words(trip.start, trip.end)} {trip.destination}".strip()
            self._show(TripWish("join", trip.id), words, trip.kind)

    def clear_choice(self) -> None:
        """Forget what was chosen by hand."""
        self.by_hand, self._day = False, None
        self._show(TripWish(), "", "")

    def _show(self, wish: TripWish, words: str, note: str) -> None:
        self.wish = wish
        self.setText(words)
        self.setCursorPosition(0)
        self.set_after(note)

    def _options(self, text: str) -> list[Option]:
        if self._day is None:
            return []
        options: list[Option] = []
        with self._app.book.read() as session:
            staff = staff_named(session, self._app.book.me)
            covering = covering_trip(session, staff, self._day) if staff is not None else None
            near = nearby_trip(session, staff, self._day) if staff is not None and covering is None else None
        if covering is not None:
            words = f"{span_words(covering.start, covering.end)} {covering.destination}".strip()
            options.append(Option(words, covering.kind, TripWish("join", covering.id)))
        if near is not None:
            span = span_words(min(near.start, self._day), max(near.end, self._day))
            options.append(Option(f"{span} {near.destination}".strip(), "延长行程", TripWish("extend", near.id)))
        typed = text.strip()
        place = typed if typed and not any(typed in o.text for o in options) else ""
        words = f"＋ 新建行程 {self._day.month}月{self._day.day}日 {place}".rstrip()
        new = Option(words, TRIP_KINDS[0], TripWish("new", None, place), new=True)
        # A place that no trip has means a new trip, which Tab then takes.
        options = [new, *options] if place else [*options, new]
        options.append(Option("不归入行程", "", TripWish()))
        return options

    @Slot(object)
    def _picked(self, option: Option) -> None:
        self.by_hand = True
        wish: TripWish = option.data
        note = {"extend": "延长行程", "new": "新行程"}.get(wish.kind, option.note)
        words = option.text.removeprefix("＋ 新建行程 ") if wish.kind != "none" else ""
        self._show(wish, words, note if wish.kind != "none" else "")
        self.edited.emit()

    def value(self) -> TripWish:
        """What is wished; BadValue when words stand there that chose nothing."""
        if self.text().strip() and self.wish.kind == "none":
            raise BadValue("请从列表里选一次行程，或选新建行程")
        return self.wish if self.text().strip() else TripWish()


@dataclass(frozen=True)
class Outcome:
    """What came of it: nothing, a lead moved on, or a new lead."""

    lead: int | None = None
    new_lead: str = ""
    stage: str = ""


class OutcomeBox(LineEditor):
    """结果: a lead of the enterprise is moved on, or a new one is opened: 光学膜二期 5亿."""

    chosen = Signal()

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(_VISITS["lead"], parent)
        self._app = app
        self.enterprise: int | None = None
        self.outcome = Outcome()
        self.amount: int | None = None
        self._words = ""
        self._by_itself = False
        self.setAccessibleName("结果")
        self.setPlaceholderText("推进或新开线索，例如：光学膜二期 5亿；没有就留空")
        self.suggest = Suggest(self, self._options)
        self.suggest.picked.connect(self._picked)
        self.edited.connect(self._typing)

    def leads(self) -> list[tuple[int, str, str]]:
        """(id, name, stage) of the enterprise's leads that have not ended."""
        if self.enterprise is None:
            return []
        with self._app.book.read() as session:
            found = ids(session, ViewSpec("leads", (Filter("enterprise", "=", self.enterprise),)), limit=8)
            rows = cells(session, "leads", found, ["name", "stage"])
        return [(r.id, str(r.values["name"]), str(r.values["stage"])) for r in rows if r.values["stage"] != "终止"]

    def set_enterprise(self, enterprise: int | None) -> None:
        """Take the enterprise's lead where it has just one; a lead taken so for another enterprise is let go."""
        if enterprise == self.enterprise:
            return
        self.enterprise = enterprise
        if self._by_itself:
            self.take(Outcome(), "")
        known = self.leads()
        if len(known) == 1 and not self.text():
            self.take(Outcome(known[0][0], "", known[0][2]), known[0][1])
            self._by_itself = True

    def _options(self, text: str) -> list[Option]:
        name, amount = split_amount(text)
        typed = "" if text == self._words else name
        options = [
            Option(f"推进线索：{title}", stage, Outcome(row, "", stage))
            for row, title, stage in self.leads()
            if typed in title
        ]
        if typed:
            known = {option.data.lead for option in options}
            with self._app.book.read() as session:
                hits = [hit for hit in find_rows(session, "leads", typed, limit=4) if hit.id not in known]
            stages = self._stages([hit.id for hit in hits])
            for hit in hits:
                done = Outcome(hit.id, "", stages.get(hit.id, ""))
                options.append(Option(f"推进线索：{hit.title}", spoken_days(hit.note), done))
            note = text[len(name) :].strip(" ，,") if amount is not None else ""
            options.append(Option(f"＋ 新开线索“{typed}”", note, Outcome(new_lead=typed, stage="线索"), new=True))
        if options and not typed:
            options.append(Option("只记这次，不涉及线索", "", Outcome()))
        return options

    def _stages(self, rows: list[int]) -> dict[int, str]:
        with self._app.book.read() as session:
            return {r.id: str(r.values["stage"]) for r in cells(session, "leads", rows, ["stage"])}

    @Slot(object)
    def _picked(self, option: Option) -> None:
        outcome: Outcome = option.data
        amount = split_amount(self.text())[1] if outcome.new_lead else None
        self.take(outcome, outcome.new_lead or option.text.removeprefix("推进线索："), amount=amount)
        self.edited.emit()

    def take(self, outcome: Outcome, name: str, *, amount: int | None = None) -> None:
        """Show an outcome; `amount` is in 元."""
        self.outcome, self.amount, self._by_itself = outcome, amount, False
        if outcome.lead is not None:
            self._words = f"推进线索：{name}"
        else:
            self._words = f"新开线索：{outcome.new_lead}" if outcome.new_lead else ""
        self.setText(self._words)
        self.setCursorPosition(0)
        self.set_after(outcome.stage if outcome.lead is not None else "")
        self.chosen.emit()

    @Slot()
    def _typing(self) -> None:
        if self.text() != self._words and self.outcome != Outcome():
            self.outcome, self._words, self.amount = Outcome(), "", None
            self.set_after("")
            self.chosen.emit()

    def value(self) -> Outcome:
        """What came of it; BadValue when words stand there that chose nothing."""
        if not self.text().strip():
            return Outcome()
        if self.text() != self._words:
            raise BadValue("请从列表里选要推进的线索，或选新开线索")
        return self.outcome


def split_amount(text: str) -> tuple[str, int | None]:
    """(name, 元) of 光学膜二期 5亿; a bare figure counts in 亿元, None where no amount is written."""
    found = _AMOUNT.match(text.strip())
    if not found:
        return text.strip(), None
    try:
        return found["name"].strip(), parse_money(found["amount"], unit="亿元")
    except BadValue:
        return text.strip(), None


def draft_of(box: Any) -> dict[str, Any]:
    """What a box of the quick log has chosen, as JSON holds it."""
    if isinstance(box, MetBox):
        met = box.met
        return {"enterprise": met.enterprise, "hometown": met.hometown, "new_name": met.new_name}
    if isinstance(box, TripBox):
        return {"kind": box.wish.kind, "trip": box.wish.trip, "place": box.wish.place, "by_hand": box.by_hand}
    if isinstance(box, OutcomeBox):
        return {"lead": box.outcome.lead, "new_lead": box.outcome.new_lead, "stage": box.outcome.stage}
    return {}


def text_of(box: QWidget) -> str:
    """The words in a box, none for one without."""
    if isinstance(box, TextEdit):
        return box.toPlainText()
    return box.text() if isinstance(box, LineEditor) else ""


def day_of(box: DateEditor) -> str:
    """The day that a box means now, so that a draft of yesterday still means it."""
    try:
        value = box.value()
    except BadValue:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else ""
