"""The line over a record's form: its title, its computed facts, its place in the list and the way to its neighbours."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QWidget

from crm.records.field import Kind
from crm.records.values import show
from ui.core.days import day_text, spoken_days
from ui.core.kit import Elided, IconButton, Label, row
from ui.core.tokens import SPACE_M
from ui.form.record_form import RecordForm

_LONGEST = 28


class RecordHead(QWidget):
    """What the form is of; `previous` and `next` are hidden for a record that is not there yet."""

    def __init__(self, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        line = row(self, spacing=SPACE_M)
        self.title = Label("", self, type="title")
        self.kind = Label(kind, self, ink="secondary")
        self.facts = Elided("", self, ink="secondary")
        self.place = Label("", self, type="note", ink="secondary")
        self.previous = IconButton("chevron-up", "上一条（Alt+↑）", self)
        self.next = IconButton("chevron-down", "下一条（Alt+↓）", self)
        line.addWidget(self.title)
        line.addWidget(self.kind)
        line.addWidget(self.facts, 1)
        for widget in (self.place, self.previous, self.next):
            line.addWidget(widget)

    def tell(self, name: str, form: RecordForm, *, there: bool, place: str, today: dt.date) -> None:
        """Show a record's name and computed facts; `there`: it is in the book; `place`: where in its list."""
        name = spoken_days(name)
        self.title.setText(name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…")
        self.title.setToolTip(name)
        self.kind.setVisible(there)
        told = [
            f"{spec.label} {day_text(value) if spec.kind is Kind.DATE else show(spec, value)}{spec.unit}"
            for spec, value in form.facts
            if value is not None
        ]
        self.facts.setText("  ·  ".join(told))
        self.place.setText(place)
        for button in (self.previous, self.next):
            button.setVisible(there)
