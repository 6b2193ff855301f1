"""The boxes of the quick log that know of enterprises, people, trips and leads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.queries.children import children_of
from crm.queries.find import Hit, find_rows, hits_of, span_words
from crm.queries.listing import cells, ids
from crm.queries.trips import covering_trip, nearby_trip, staff_named
from crm.queries.twins import Twin, twins_of
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from crm.records.visit import TRIP_KINDS
from crm.rules.likeness import level
from crm.rules.money import parse_money
from crm.rules.names import split_people
from crm.rules.problem import BadValue
from ui.core.app import App
from ui.core.editors import LineEditor
from ui.core.suggest import Option, Suggest
from ui.core.work import Task

_VISITS = LEDGERS["visits"].fields
_DIGITS = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")
_AMOUNT = re.compile(r"^(?P<name>.*\S)[\s，,]+(?P<amount>\d[\d.,]*\s*[万亿]?元?)$")
_LEADER = re.compile(r"县长|书记|主席|常委|人大|政协|县委|县领导")


@dataclass(frozen=True)
class Met:
    """Whom the visit met: an enterprise by id or by a new name, or a hometown person."""

    enterprise: int | None = None
    hometown: int | None = None
    new_name: str = ""
    title: str = ""


class MetBox(LineEditor):
    """见了谁: enterprises and hometown people by name, initials or digits; a new enterprise on the spot."""

    chosen = Signal()

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(_VISITS["enterprise"], parent)
        self._app = app
        self.met = Met()
        self._near: tuple[str, list[Twin]] = ("", [])
        self.setAccessibleName("见了谁")
        self.setPlaceholderText("企业或乡贤：汉字、拼音首字母、电话都能找")
        self.suggest = Suggest(self, self._options)
        self.suggest.picked.connect(self._picked)
        self.edited.connect(self._typing)

    def _options(self, text: str) -> list[Option]:
        wanted = "" if text == self.met.title else text.strip()
        with self._app.book.read() as session:
            hits = find_rows(session, "enterprises", wanted, limit=6)
            if wanted:
                hits = sorted([*hits, *find_rows(session, "hometown", wanted, limit=3)], key=lambda hit: hit.rank)
            near = self._near[1] if self._near[0] == wanted else []
            hits += hits_of(session, "enterprises", [twin.id for twin in near])
        if len(wanted) > 3 and not hits and self._near[0] != wanted:
            self._look_near(wanted)
        options = [Option(h.title, f"乡贤 · {h.note}" if h.ledger == "hometown" else h.note, h) for h in hits[:7]]
        if wanted and wanted not in [hit.title for hit in hits if hit.ledger == "enterprises"]:
            doubt = f"{level(near[0].confidence)}已有：{near[0].title}" if near else ""
            options.append(Option(f"＋ 新建企业“{wanted}”", doubt, wanted, new=True))
        return options

    def _look_near(self, wanted: str) -> None:
        """Nothing holds what was typed as it stands, but a firm written otherwise may be meant; found on a thread."""

        def look(_task: Task) -> tuple[str, list[Twin]]:
            with self._app.book.read() as session:
                return wanted, twins_of(session, "enterprises", {"name": wanted})

        self._app.run(look, self._take_near, quiet=True)

    @Slot(object)
    def _take_near(self, near: tuple[str, list[Twin]]) -> None:
        self._near = near
        if near[1] and self.text().strip() == near[0] and self.suggest.visible:
            self.suggest.open(self.text())

    @Slot(object)
    def _picked(self, option: Option) -> None:
        if option.new:
            self.take(Met(new_name=str(option.data), title=str(option.data)), "新企业，保存时一并建立")
        else:
            self.take_hit(option.data)
        self.edited.emit()

    def take_hit(self, hit: Hit) -> None:
        """Show a row found."""
        if hit.ledger == "hometown":
            self.take(Met(hometown=hit.id, title=hit.title), f"乡贤 · {hit.note}".removesuffix(" · "))
        else:
            self.take(Met(enterprise=hit.id, title=hit.title), hit.note)

    def take(self, met: Met, note: str = "") -> None:
        """Show whom it met, with a quiet note."""
        self.met = met
        self.setText(met.title)
        self.setCursorPosition(0)
        self.set_after(note)
        self.chosen.emit()

    def take_id(self, *, enterprise: int | None = None, hometown: int | None = None) -> None:
        """Show the row with this id, if it is still there."""
        ledger, row = ("enterprises", enterprise) if enterprise is not None else ("hometown", hometown)
        if row is None:
            return
        with self._app.book.read() as session:
            hits = hits_of(session, ledger, [row])
        if hits:
            self.take_hit(hits[0])

    @Slot()
    def _typing(self) -> None:
        if self.met.title and self.text() != self.met.title:
            self.met = Met()
            self.set_after("")
            self.chosen.emit()

    def value(self) -> Met:
        """Whom it met; BadValue when nobody is chosen."""
        text = self.text().strip()
        if not text:
            raise BadValue("请填写见了谁：选一家企业或一位乡贤")
        if self.met.title != self.text():
            with self._app.book.read() as session:
                same = [h for h in find_rows(session, "enterprises", text) if h.title == text]
            if not same:
                raise BadValue(f"没有找到“{text}”，请从列表里选，或选新建企业")
            self.take_hit(same[0])
        return self.met


class PersonBox(LineEditor):
    """接洽人: 王建国 总经理 13800001234 in one line; the enterprise's own contacts are offered."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(_VISITS["contact"], parent)
        self._app = app
        self.enterprise: int | None = None
        self.setPlaceholderText("姓名 职务 电话")
        self.suggest = Suggest(self, self._options, eager=False)
        self.suggest.picked.connect(self._picked)

    def _options(self, text: str) -> list[Option]:
        if self.enterprise is None:
            return []
        with self._app.book.read() as session:
            people = children_of(session, "contact", self.enterprise)
        typed = text.strip()
        return [
            Option(str(p["name"]), str(p["title"] or ""), p)
            for p in people
            if p["name"] and (not typed or str(p["name"]).startswith(typed))
        ]

    @Slot(object)
    def _picked(self, option: Option) -> None:
        self.setText(" ".join(part for part in (option.text, option.note) if part))
        self.edited.emit()

    def value(self) -> tuple[str, str, str]:
        """(name, post, phone)."""
        text = self.text().strip()
        phone = "、".join(_DIGITS.findall(text))
        name, _, title = " ".join(_DIGITS.sub(" ", text).split()).partition(" ")
        return name, title.strip("、，, "), phone


def split_party(text: str, leaders: Sequence[str] = ()) -> tuple[str, str]:
    """(county leaders, companions) from 副县长、李敏; `leaders` are names known as county leaders."""
    people = split_people(text)
    led = [p for p in people if _LEADER.search(p) or p in leaders]
    return "、".join(led), "、".join(p for p in people if p not in led)


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
        with self._app.book.read() as session:
            staff = staff_named(session, self._app.book.me)
            trip = covering_trip(session, staff, day) if staff is not None else None
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
            options += [Option(f"推进线索：{h.title}", h.note, Outcome(h.id, "", stages.get(h.id, ""))) for h in hits]
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
    """What a box of this file has chosen, as JSON holds it."""
    if isinstance(box, MetBox):
        met = box.met
        return {"enterprise": met.enterprise, "hometown": met.hometown, "new_name": met.new_name}
    if isinstance(box, TripBox):
        return {"kind": box.wish.kind, "trip": box.wish.trip, "place": box.wish.place, "by_hand": box.by_hand}
    if isinstance(box, OutcomeBox):
        return {"lead": box.outcome.lead, "new_lead": box.outcome.new_lead, "stage": box.outcome.stage}
    return {}
