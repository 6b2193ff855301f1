"""The side panel of a ledger: the record's card, its contact, its story, and the two things to do with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.queries.board import LeadCard
from crm.queries.listing import Row, cells
from crm.queries.timeline import Entry, timeline
from crm.queries.titles import titles
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import ATTACHMENTS, LEDGERS
from crm.records.values import show
from crm.rules.problem import Problem
from ui.core.days import day_text, spoken_days
from ui.core.kit import Button, Card, FlowRow, Hairline, Label, LinkButton, Pill, PrimaryButton, column, row
from ui.core.layouts import scroll_area
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from ui.form.attachments import Attachments, Both, attachments_and_photos
from ui.form.lights import Lights, read_card
from ui.form.story import Story
from ui.grid import marks

if TYPE_CHECKING:
    from crm.book import Book
    from ui.core.app import App

WIDTH = 330
_WAIT_MS = 60
_FACTS = 9
_PEOPLE = (("contact_name", "contact_title", "contact_phone"), ("contact", "contact_title", "contact_phone"),
           ("contact", "", "phone"), ("name", "title", "phone"))  # fmt: skip
_VISITED = ("enterprises", "hometown", "leads")
_PLACE = ("city", "county", "site", "place", "origin")


def masked_code(code: str) -> str:
    """A credit code with its middle hidden: 91440300●●●●●●8216."""
    return f"{code[:8]}●●●●●●{code[-4:]}" if len(code) > 12 else code


@dataclass(frozen=True)
class Told:
    """What is told of a record: its row, None where it is gone, its name, its story, its files, a lead's lights."""

    record: int | None
    row: Row | None = None
    name: str = ""
    story: Sequence[Entry] = ()
    files: Both = ([], [])
    card: LeadCard | None = None


def told_of(book: Book, ledger: str, record: int | None) -> Told:
    """Read what the card tells of a record, for any thread."""
    if record is None:
        return Told(None)
    with book.read() as session:
        rows = cells(session, ledger, [record])
        if not rows:
            return Told(record)
        name = titles(session, ledger, [record]).get(record, "")
        story = timeline(session, ledger, record)
        files = attachments_and_photos(session, ledger, record) if LEDGERS[ledger].attaches else ([], [])
    card = read_card(book, record) if ledger == "leads" else None
    return Told(record, rows[0], name, story, files, card)


class RecordPanel(Card):
    """Shows one record of a ledger; `show_record` waits a moment, so that running down a list stays light.

    `unread` gives the Problem of a reading that failed, None after one that did not.
    """

    unread = Signal(object)

    def __init__(self, app: App, ledger_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self.app, self.ledger = app, LEDGERS[ledger_key]
        self.record: int | None = None
        self._asked = 0
        self._revealed = False
        self.story: Story | None = None
        self._stops: list[QWidget] = []
        self._unplaced: QWidget | None = None
        self._held: tuple[int | None, int | None] = (None, None)
        self._lines = column(spacing=SPACE_S)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("详情")
        self._furnished = False
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._catch_up)

    @Slot()
    def furnish(self) -> None:
        """Make what stands in the card, once it is seen: the list beside it comes first."""
        if self._furnished:
            return
        self._furnished = True
        self.files = Attachments(self.app, self.ledger.key, self, most=6)
        self.files.listen_on(self, paste_in=self.files)
        self.files.hide()
        self._area = scroll_area(self)
        self.body.addWidget(self._area, 1)
        foot = row(spacing=SPACE_S)
        foot.setContentsMargins(SPACE_L, SPACE_XS, SPACE_L, SPACE_L)
        self.log, self.open = PrimaryButton("记拜访"), Button("打开")
        self.log.clicked.connect(self._log_visit)
        # Shown before it has a parent it would be a window of its own for a moment.
        if self.ledger.key not in _VISITED:
            self.log.hide()
        self.open.clicked.connect(self._open)
        for button in (self.log, self.open):
            foot.addWidget(button)
        self._allow()
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.body.activate()

    @Slot(object)
    def show_record(self, record: int | None) -> None:
        """Show a record a moment from now, or nothing."""
        if record != self.record:
            self._revealed = False
        self.record = record
        if self._furnished:
            self._allow()
        if self.isVisible():
            self._timer.start()

    def showEvent(self, event: object) -> None:
        """Catch up when unfolded; while the list is still being read there is nothing to say."""
        QTimer.singleShot(0, self, self.furnish)
        if self.record is not None:
            self._timer.start()

    @Slot()
    def renew(self) -> None:
        """Read the record and show it."""
        self._timer.stop()
        self.furnish()
        self.app.ask(self._reading(), self._show, failed=self._untold)
        if self._unplaced is not None:
            self._place(self._unplaced)

    def _allow(self) -> None:
        """Offer what can be done with a record at once, before all of it is told."""
        for button in (self.log, self.open):
            button.setEnabled(self.record is not None)

    @Slot()
    def _catch_up(self) -> None:
        """Show the record that the list stands on now, read on another thread."""
        self.furnish()
        read = self._reading()
        self.app.run(lambda _task: read(), self._show, failed=self._untold, quiet=True)

    @Slot(object)
    def _untold(self, problem: Problem) -> None:
        self.unread.emit(problem)

    def _reading(self) -> Callable[[], tuple[int, Told]]:
        """What reads the card; of several readings the newest is shown, whichever ends last."""
        self._asked += 1
        number, read = self._asked, partial(told_of, self.app.book, self.ledger.key, self.record)
        return lambda: (number, read())

    @Slot(object)
    def _show(self, answer: tuple[int, Told]) -> None:
        number, told = answer
        if number != self._asked or told.record != self.record:
            return
        self.unread.emit(None)
        found = told.row
        if self._unplaced is None:
            self._held = self.files.place_held, self.story.held if self.story is not None else None
        # What is said about a photo that was refused outlives the sheet.
        self.files.setParent(self)
        self.files.hide()
        if self._unplaced is not None:
            self._unplaced.deleteLater()
        self._unplaced = inner = QWidget(self._area.viewport())
        self._lines = column(inner, spacing=SPACE_S)
        self._lines.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_S)
        self.story, self._stops = None, [self._area]
        self.setAcceptDrops(found is not None and self.ledger.attaches)
        if found is None:
            self.files.show_record(None)
            self._nothing()
        else:
            self._head(found, told.name)
            self._lights(told.card)
            keys = self._contact(found)
            self._files(told.files)
            self._story(told.story, then=partial(self._facts, found, keys))
        inner.setProperty("scrolled", True)
        # The sheet before lies there unchanged for one turn more.
        self._area.setUpdatesEnabled(False)
        QTimer.singleShot(0, inner, partial(self._place, inner))

    def _place(self, sheet: QWidget) -> None:
        """Put a finished sheet in whole: one filled while it is shown is measured before its words are."""
        if sheet is not self._unplaced:
            return
        self._unplaced = None
        self._area.setWidget(sheet)
        sheet.setAutoFillBackground(False)
        self.body.activate()
        # What is made anew comes after the foot of the card for Tab, unless it is told its place.
        for before, after in pairwise(self._stops):
            QWidget.setTabOrder(before, after)
        self._area.setUpdatesEnabled(True)
        on_file, in_story = self._held
        self.files.hold_place(on_file)
        if self.story is not None:
            self.story.hold(in_story)

    def _nothing(self) -> None:
        self._lines.addStretch(1)
        words = Label("选中一行，这里显示它的详情和经过", ink="secondary", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lines.addWidget(words)
        self._lines.addStretch(1)

    def _head(self, found: Row, name: str) -> None:
        title = Label(spoken_days(name), type="heading", wrap=True)
        title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lines.addWidget(title)
        values = found.values
        parts = [masked_code(str(values["credit_code"]))] if values.get("credit_code") else []
        place = "".join(dict.fromkeys(str(values[key]) for key in _PLACE[:2] if values.get(key)))
        parts += [part for part in (place, values.get("chain"), values.get("investor"), values.get("employer")) if part]
        if parts:
            self._lines.addWidget(Label("  ".join(str(p) for p in parts), type="note", ink="secondary", wrap=True))
        pills = self._pills(found)
        if pills:
            line = FlowRow(spacing=SPACE_S - 2)
            for pill in pills:
                line.add(pill)
            self._lines.addWidget(line)

    def _pills(self, found: Row) -> list[Pill]:
        today = self.app.book.today()
        pills = []
        for spec in self.ledger.fields.values():
            value = found.values.get(spec.key)
            tone = marks.mark(spec, value, found.values, today=today)
            if tone is not None and spec.kind is Kind.CHOICE:
                pills.append(Pill(str(value), tone))
            elif tone is not None and value is not None:
                day = day_text(value)
                pills.append(Pill(f"逾期 {day}" if tone == "bad" else f"{spec.label} {day}", tone))
            elif spec.kind is Kind.BOOL and value and spec.key in ("valid", "key", "specialised", "listed", "top500"):
                pills.append(Pill(spec.label, "good" if spec.key == "valid" else "info"))
        return pills

    def _contact(self, found: Row) -> set[str]:
        """The person to talk to, phone masked until asked for; returns the fields told."""
        keys = next((k for k in _PEOPLE if k[2] in self.ledger.fields and k[0] in self.ledger.fields), None)
        if keys is None or not any(found.values.get(key) for key in (keys[0], keys[2])):
            return set()
        self._rule("联系人")
        line = row(spacing=SPACE_M)
        for key in keys[:2]:
            if key and found.values.get(key):
                line.addWidget(Label(str(found.values[key])))
        number = found.values.get(keys[2])
        if number:
            spec = self.ledger.fields[keys[2]]
            words = Label(show(spec, number, masked=not self._revealed), ink="secondary")
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            line.addWidget(words)
            reveal = LinkButton("隐藏" if self._revealed else "显示", role="accent", size=9.5)
            reveal.setAccessibleName("隐藏电话" if self._revealed else "显示电话")
            reveal.clicked.connect(self._reveal)
            self._stops.append(reveal)
            line.addWidget(reveal)
        line.addStretch(1)
        self._lines.addLayout(line)
        return set(keys)

    @Slot()
    def _reveal(self) -> None:
        self._revealed = not self._revealed
        self.renew()

    def _facts(self, found: Row, told: set[str]) -> None:
        told = told | {
            self.ledger.title,
            "credit_code",
            "chain",
            "city",
            "county",
            "investor",
            "employer",
            ATTACHMENTS.key,
        }
        specs = [s for s in self.ledger.fields.values() if s.key not in told and self._worth(s, found)]
        specs.sort(key=lambda s: not s.shown)
        if specs:
            self._lines.addSpacing(2)
            self._lines.addWidget(Hairline())
        for spec in specs[:_FACTS]:
            line = row(spacing=SPACE_S)
            label = Label(spec.label, type="note", ink="secondary")
            label.setFixedWidth(84)
            line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Label(self._fact(spec, found), wrap=True), 1)
            self._lines.addLayout(line)
        self._lines.addStretch(1)

    def _worth(self, spec: FieldSpec, found: Row) -> bool:
        value = found.values.get(spec.key)
        marked = spec.key in ("state", "stage", "next_contact", "next_date")
        return value not in (None, "") and not marked and not spec.personal and spec.kind is not Kind.BOOL

    def _fact(self, spec: FieldSpec, found: Row) -> str:
        value: Any = found.values[spec.key]
        if isinstance(value, dt.date):
            return day_text(value, month_only=spec.key in found.month_only)
        return show(spec, value) + (f" {spec.unit}" if spec.numeric and spec.unit else "")

    def _lights(self, card: LeadCard | None) -> None:
        if self.ledger.key == "leads":
            lights = Lights(self.app)
            self._rule("亮灯")
            self._lines.addWidget(lights)
            lights.show_card(card)

    def _files(self, found: Both) -> None:
        if self.ledger.attaches:
            self._rule("照片和文件")
            self._lines.addWidget(self.files)
            self.files.show_record(self.record, found)
            self.files.show()

    def _story(self, story: Sequence[Entry], *, then: Callable[[], None]) -> None:
        """What happened, and then what stands below it; of a long story both follow in a turn of their own."""
        if story:
            self._rule("经过")
            board = self.story = Story(self.app.book.today(), self._lines.parentWidget())
            board.opened.connect(self._open_entry)
            board.stood.connect(self._area.ensureWidgetVisible)
            board.show_entries(story, own=(self.ledger.key, self.record))
            self._lines.addWidget(board)
            self._stops += board.lines
            if board.left:
                QTimer.singleShot(0, board, partial(self._go_on, board, then))
                return
        then()

    def _go_on(self, board: Story, then: Callable[[], None]) -> None:
        board.go_on()
        then()

    def _rule(self, words: str) -> None:
        self._lines.addSpacing(2)
        self._lines.addWidget(Hairline())
        self._lines.addWidget(Label(words, type="note", ink="secondary"))

    @Slot(object)
    def _open_entry(self, entry: Entry) -> None:
        self.app.open_record(entry.ledger, entry.id)

    @Slot()
    def _open(self) -> None:
        if self.record is not None:
            self.app.open_record(self.ledger.key, self.record)

    @Slot()
    def _log_visit(self) -> None:
        if self.record is not None:
            key = {"enterprises": "enterprise", "hometown": "hometown", "leads": "lead"}[self.ledger.key]
            self.app.log_visit(**{key: self.record})
