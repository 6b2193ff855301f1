"""The boxes of the quick log that know of enterprises and people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from crm.queries.children import children_of
from crm.queries.find import Hit, find_rows, hits_of
from crm.queries.twins import Twin, twins_of
from crm.records.ledger import LEDGERS
from crm.rules.likeness import level
from crm.rules.names import split_people
from crm.rules.problem import BadValue
from ui.core.app import App
from ui.core.line_editor import LineEditor
from ui.core.suggest import Option, Suggest
from ui.core.work import Task

_VISITS = LEDGERS["visits"].fields
_DIGITS = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")
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
            self.suggest.open(self.text(), typing=True)

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
        if self.hasFocus():
            # Selected from its end: the beginning is seen, and words typed on take its place instead of joining it.
            self.setSelection(len(met.title), -len(met.title))
        else:
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


def split_party(text: str) -> tuple[str, str]:
    """(county leaders, companions) from 副县长、李敏: leaders are known by their post."""
    people = split_people(text)
    led = [p for p in people if _LEADER.search(p)]
    return "、".join(led), "、".join(p for p in people if p not in led)
