"""The boxes of the quick log in the order in which one tells of a visit, with what is wrong said under each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from crm.actions.visits import NewTrip, VisitEntry
from crm.queries.listing import cells
from crm.records.lead import MILESTONES
from crm.records.ledger import LEDGERS
from crm.rules.dates import Day
from crm.rules.problem import BadValue
from crm.rules.stages import INCREASE
from ui.core.app import App
from ui.core.editors import ChoiceEditor, DateEditor, FigureEditor
from ui.core.inputs import TextEdit
from ui.core.kit import ErrorText, FieldLabel, column, row
from ui.core.line_editor import LineEditor
from ui.core.tokens import SPACE_M
from ui.dialogs.quick_fields import Outcome, OutcomeBox, TripBox, TripWish, day_of, draft_of, text_of
from ui.dialogs.quick_met import Met, MetBox, PersonBox, split_party

_VISITS = LEDGERS["visits"].fields
_INVESTMENT = LEDGERS["leads"].fields["total_investment"]


class VisitForm(QWidget):
    """哪天 → 见了谁 → 谈了什么 → 结果 → 下一步; `edited` as one tells, `left` as one leaves a box."""

    edited = Signal()
    left = Signal()
    submitted = Signal()

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.boxes: dict[str, QWidget] = {}
        self.errors: dict[str, ErrorText] = {}
        self._cells: dict[str, QWidget] = {}
        self._filling = False
        self._last = "day"
        self._restored_words = False
        self._make_boxes()
        self._lay_out()
        self._connect()
        self.clear()

    def heightForWidth(self, width: int) -> int:
        """Qt: the least height: a sentence under a box takes room from the long text before anything scrolls."""
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)

    def _make_boxes(self) -> None:
        app = self.app
        self.day = DateEditor(app, _VISITS["date"], self, keep_words=True)
        self.method = ChoiceEditor(_VISITS["method"], self)
        self.trip = TripBox(app, self)
        self.met = MetBox(app, self)
        self.person = PersonBox(app, self)
        self.party = LineEditor(_VISITS["companions"], self)
        self.party.setPlaceholderText("副县长、李敏")
        self.content = TextEdit(parent=self, lines=3)
        self.outcome = OutcomeBox(app, self)
        stages = dataclasses.replace(_VISITS["method"], label="进展到", choices=(*MILESTONES, INCREASE), default=None)
        self.milestone = ChoiceEditor(stages, self)
        self.amount = FigureEditor(_INVESTMENT, self)
        self.step = LineEditor(_VISITS["next_step"], self)
        self.next_day = DateEditor(app, _VISITS["next_date"], self, keep_words=True)
        self.next_day.setPlaceholderText("下周一、6.3、3天后")
        self.boxes = {
            "day": self.day, "method": self.method, "trip": self.trip, "met": self.met, "person": self.person,
            "party": self.party, "content": self.content, "outcome": self.outcome, "milestone": self.milestone,
            "amount": self.amount, "step": self.step, "next_day": self.next_day,
        }  # fmt: skip

    def _lay_out(self) -> None:
        outer = column(self, spacing=10)
        outer.addLayout(self._line(("day", "哪天", 9), ("method", "方式", 6), ("trip", "行程", 11)))
        outer.addLayout(self._line(("met", "见了谁", 1)))
        outer.addLayout(self._line(("person", "接洽人", 1), ("party", "县领导、同行", 1)))
        outer.addLayout(self._line(("content", "谈了什么", 1)), 1)
        outer.addLayout(self._line(("outcome", "结果", 14), ("milestone", "进展到", 5), ("amount", "金额", 6)))
        outer.addLayout(self._line(("step", "下一步", 8), ("next_day", "下次跟进", 5)))

    def _line(self, *fields: tuple[str, str, int]) -> QHBoxLayout:
        line = row(spacing=SPACE_M)
        for key, label, stretch in fields:
            box, cell = self.boxes[key], QWidget(self)
            box.setAccessibleName(label)
            box.setMinimumWidth(0)
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            policy.setHorizontalStretch(stretch)
            cell.setSizePolicy(policy)
            self.errors[key], self._cells[key] = ErrorText(cell), cell
            inner = column(cell, spacing=3)
            inner.addWidget(FieldLabel(label))
            inner.addWidget(box, 1 if isinstance(box, TextEdit) else 0)
            inner.addWidget(self.errors[key])
            if not isinstance(box, TextEdit):
                inner.addStretch(1)
            line.addWidget(cell)
        return line

    def _connect(self) -> None:
        boxes = list(self.boxes.values())
        for first, second in pairwise(boxes):
            QWidget.setTabOrder(first, second)
        for box in boxes:
            box.installEventFilter(self)
            if isinstance(box, LineEditor):
                box.edited.connect(self._on_edited)
        self.content.textChanged.connect(self._on_edited)
        self.content.submitted.connect(self.submitted)
        self.day.textChanged.connect(self._day_changed)
        self.met.chosen.connect(self._met_changed)
        self.outcome.chosen.connect(self._outcome_changed)
        self.milestone.edited.connect(self._show_amount)

    # filling

    def prefill(
        self,
        *,
        enterprise: int | None = None,
        hometown: int | None = None,
        lead: int | None = None,
        date: dt.date | None = None,
        method: str = "",
        content: str = "",
        **_more: object,
    ) -> None:
        """Fill in an enterprise, hometown person or lead by id, a day, how one met, or words."""
        self._filling = True
        if method:
            self.method.set_value(method)
        if date is not None:
            self.day.set_value(date)
        if lead is not None:
            enterprise = self._take_lead(lead) or enterprise
        self.met.take_id(enterprise=enterprise, hometown=hometown)
        self.content.setPlainText(content)
        self._filling = False

    def _take_lead(self, lead: int) -> int | None:
        with self.app.book.read() as session:
            rows = cells(session, "leads", [lead], ["name", "stage", "enterprise"])
        if not rows:
            return None
        self.outcome.take(Outcome(lead, "", str(rows[0].values["stage"])), str(rows[0].values["name"]))
        return rows[0].refs["enterprise"]

    def clear(self) -> None:
        """Start anew: today, 拜访, and the trip that covers today."""
        self._filling = True
        self.met.take(Met())
        self.outcome.take(Outcome(), "")
        self.trip.clear_choice()
        for key, box in self.boxes.items():
            if isinstance(box, TextEdit):
                box.setPlainText("")
            elif isinstance(box, LineEditor) and key not in ("met", "outcome", "trip"):
                box.setText("")
            self.say(key, "")
        self.method.setText("拜访")
        self.day.setText("今天")
        self._last, self._restored_words = "day", False
        self._filling = False

    def start(self, *, at_content: bool = False) -> None:
        """Put the keyboard where telling begins: at the day, or at the words when whom one met is known."""
        box = self.content if at_content and self.met.text() else self.day
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if box is self.day:
            self.day.selectAll()

    def go_on(self) -> None:
        """Put the keyboard where the draft stopped, after its last word."""
        box = self.boxes[self._last]
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(box, TextEdit):
            box.moveCursor(QTextCursor.MoveOperation.End)
        elif isinstance(box, LineEditor):
            box.end(False)

    @property
    def composing(self) -> bool:
        """Whether an input method is at work in a box."""
        return any(isinstance(box, LineEditor) and box.composing for box in self.boxes.values())

    @property
    def empty(self) -> bool:
        """Whether nothing has been told yet, whatever day and manner are set."""
        told = (box for key, box in self.boxes.items() if key not in ("day", "method", "trip"))
        return not any(text_of(box).strip() for box in told)

    def draft(self) -> dict[str, Any]:
        """All that has been told, as JSON holds it."""
        texts = {key: text_of(box) for key, box in self.boxes.items()}
        days = {"day": day_of(self.day), "next_day": day_of(self.next_day)}
        chosen = {key: draft_of(self.boxes[key]) for key in ("met", "trip", "outcome")}
        return {"texts": texts, "days": days, "last": self._last, **chosen}

    def fill(self, draft: dict[str, Any]) -> None:
        """Show a draft again."""
        texts, met = dict(draft.get("texts", {})), dict(draft.get("met", {}))
        trip, outcome = dict(draft.get("trip", {})), dict(draft.get("outcome", {}))
        self._filling = True
        self.day.setText(str(texts.get("day", "今天")))
        if met.get("new_name"):
            self.met.take(Met(new_name=met["new_name"], title=met["new_name"]), "新企业，保存时一并建立")
        else:
            self.met.take_id(enterprise=met.get("enterprise"), hometown=met.get("hometown"))
        if outcome.get("lead") is not None:
            self._take_lead(int(outcome["lead"]))
        elif outcome.get("new_lead"):
            self.outcome.take(Outcome(new_lead=str(outcome["new_lead"]), stage="线索"), "")
        if trip.get("by_hand"):
            self.trip.by_hand = True
            self.trip.wish = TripWish(trip["kind"], trip["trip"], trip["place"])
        for key, box in self.boxes.items():
            text = str(texts.get(key, ""))
            if isinstance(box, TextEdit):
                box.setPlainText(text)
            elif isinstance(box, LineEditor) and box.text() != text:
                box.setText(text)
        # 今天 in a draft of yesterday means yesterday.
        for box, iso in (
            (self.day, dict(draft.get("days", {})).get("day")),
            (self.next_day, dict(draft.get("days", {})).get("next_day")),
        ):
            if iso and day_of(box) != iso:
                box.set_value(dt.date.fromisoformat(iso))
        self._show_amount()
        self._last = str(draft.get("last")) if draft.get("last") in self.boxes else "content"
        self._restored_words = bool(self.content.toPlainText())
        self._filling = False

    # while one tells

    @Slot()
    def _on_edited(self) -> None:
        if self._filling:
            return
        sender = self.sender()
        self._restored_words = self._restored_words and sender is not self.content
        for key, box in self.boxes.items():
            if box is sender:
                self.say(key, "")
        self.edited.emit()

    @Slot()
    def _day_changed(self) -> None:
        try:
            day = self.day.value()
        except BadValue:
            return
        if isinstance(day, dt.date):
            self.trip.set_day(day)

    @Slot()
    def _met_changed(self) -> None:
        enterprise = self.met.met.enterprise
        self.person.enterprise = enterprise
        self.outcome.set_enterprise(enterprise)

    @Slot()
    def _outcome_changed(self) -> None:
        stages = ("线索", *MILESTONES)
        outcome = self.outcome.outcome
        at = stages.index(outcome.stage) if outcome.stage in stages else 0
        self.milestone.choices = stages[at + 1 :]
        if stages.index("签约") <= at < stages.index("终止"):
            self.milestone.choices += (INCREASE,)
        self.milestone.setText("")
        self.milestone.setPlaceholderText(outcome.stage)
        self.amount.set_value(self.outcome.amount)
        self._show_amount()

    @Slot()
    def _show_amount(self) -> None:
        outcome = self.outcome.outcome
        involved = outcome.lead is not None or bool(outcome.new_lead)
        self._show_box("milestone", involved)
        self._show_box("amount", bool(outcome.new_lead) or (involved and bool(self.milestone.text())))
        self.amount.setPlaceholderText("增加的金额" if self._increases else "")

    @property
    def _increases(self) -> bool:
        """Whether the lead is not moved on but its investment increased."""
        return not self._cells["milestone"].isHidden() and self.milestone.text().strip() == INCREASE

    def _show_box(self, key: str, wanted: bool) -> None:
        self._cells[key].setVisible(wanted)
        if not wanted:
            self.say(key, "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Check a box as one leaves it; Enter goes on to the next."""
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
                self._check(watched)
            self.left.emit()
        elif event.type() == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self._entered(watched, event.reason())
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and isinstance(watched, LineEditor) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                suggest = getattr(watched, "suggest", None)
                if suggest is None or not suggest.visible:
                    self.focusNextChild()
                    return True
        return False

    def _entered(self, box: QObject, reason: Qt.FocusReason) -> None:
        self._last = next((key for key, own in self.boxes.items() if own is box), self._last)
        # Restored words are chosen as in the small boxes: telling anew replaces them, Ctrl+Z brings them back.
        tabbed = reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if box is self.content and tabbed and self._restored_words:
            self.content.selectAll()

    def _check(self, box: QObject) -> None:
        for key, own in self.boxes.items():
            if own is box and isinstance(own, LineEditor) and own.text().strip():
                self.say(key, self._wrong(own))

    @staticmethod
    def _wrong(box: QWidget) -> str:
        if not isinstance(box, LineEditor):
            return ""
        try:
            value = box.value()
        except BadValue as wrong:
            return str(wrong)
        return "请写明是哪一天，例如5月20日" if isinstance(value, Day) else ""

    def say(self, key: str, sentence: str) -> None:
        """Say what is wrong under a box, or take it away for an empty sentence."""
        self.errors[key].say(sentence)
        box = self.boxes[key]
        if isinstance(box, LineEditor | TextEdit):
            box.set_wrong(bool(sentence))

    # reading

    def _first_wrong(self) -> str:
        """Say under each box what is wrong with it; the first such box, "" where there is none."""
        wrong = ""
        for key, box in self.boxes.items():
            sentence = "" if self._cells[key].isHidden() else self._wrong(box)
            if key == "day" and not self.day.text().strip():
                sentence = "请填写是哪天，例如今天、昨天、5.20"
            if key == "amount" and self._increases and not sentence and not self.amount.value():
                sentence = "请填写增资金额，只填增加的部分"
            self.say(key, sentence)
            wrong = wrong or (key if sentence else "")
        return wrong

    def entry(self) -> VisitEntry | None:
        """The visit as told, or None with the errors shown and the first wrong box in focus."""
        wrong = self._first_wrong()
        if wrong:
            self.boxes[wrong].setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        name, title, phone = self.person.value()
        leader, companions = split_party(self.party.text())
        met, trip, outcome, day = self.met.value(), self.trip.value(), self.outcome.value(), self.day.value()
        new_trip = NewTrip(start=day, end=day, destination=trip.place) if trip.kind == "new" else None
        return VisitEntry(
            date=day,
            method=self.method.value() or "拜访",
            enterprise=met.enterprise,
            new_enterprise=met.new_name,
            hometown=met.hometown,
            contact=name,
            contact_title=title,
            contact_phone=phone,
            leader=leader,
            companions=companions,
            content=self.content.toPlainText(),
            trip=trip.trip if trip.kind == "join" else None,
            extend_trip=trip.trip if trip.kind == "extend" else None,
            new_trip=new_trip,
            no_trip=trip.kind == "none",
            lead=outcome.lead,
            new_lead=outcome.new_lead,
            milestone="" if self._cells["milestone"].isHidden() else (self.milestone.value() or ""),
            amount=None if self._cells["amount"].isHidden() else self.amount.value(),
            next_step=self.step.text(),
            next_date=self.next_day.value(),
        )
