"""A record in a window of its own: form, what stands beside it, and the foot with its three commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from crm.actions.children import save_record
from crm.book import Changes
from crm.queries.listing import ids
from crm.queries.related import referring
from crm.queries.timeline import Entry
from crm.queries.titles import titles
from crm.queries.view import ViewSpec
from crm.records.ledger import CHILD_LABELS, LEDGERS
from crm.rules.problem import BadValue, Problem
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.kit import (
    Button,
    ErrorText,
    Hairline,
    Label,
    PrimaryButton,
    column,
    open_at,
    row,
    scroll,
    scroll_area,
)
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S
from ui.core.writing import Saving
from ui.form.attachments import STILL_READING
from ui.form.cells import cell_holding
from ui.form.record_form import RecordForm
from ui.form.record_head import RecordHead
from ui.form.side import SideColumn

SIZE = (1120, 680)
_NAMED = 3
_MINE = ("enterprises", "leads", "trips", "visits")
"""The ledgers whose rows name the one responsible and the 工作站."""


class RecordDialog(QDialog):
    """The form of one record; `open` shows one, or an empty one with values filled in."""

    def __init__(self, app: App, ledger_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.ledger = LEDGERS[ledger_key]
        self.record: int | None = None
        self._defaults: dict[str, Any] = {}
        self._among: list[int] | None = None
        self._saving = Saving(app, self, say=self._say)
        self.finished.connect(self.deleteLater)
        self.setMinimumSize(820, 440)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        outer = column(self, spacing=SPACE_M)
        outer.setContentsMargins(24, 16, 24, 14)
        self.head = RecordHead(self.ledger.label, self)
        self.title, self.facts, self.place = self.head.title, self.head.facts, self.head.place
        self.previous, self.next = self.head.previous, self.head.next
        outer.addWidget(self.head)
        body = row(spacing=24)
        # From the outside in: what is put elsewhere later has its whole inside dressed once more.
        fields = scroll_area(self, by_keys=False)
        fields.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.form = RecordForm(self.app, self.ledger.key, fields.viewport())
        scroll(fields, self.form)
        self._side = SideColumn(self.app, self.ledger.key, self)
        body.addWidget(fields, 1)
        body.addWidget(Hairline(self, upright=True))
        body.addWidget(self._side)
        outer.addLayout(body, 1)
        outer.addWidget(Hairline(self))
        outer.addLayout(self._foot())
        self.form.order_tabs()
        open_at(self, *SIZE)

    def _foot(self) -> QHBoxLayout:
        foot = row(spacing=SPACE_S)
        self.said = Label("", self, type="note", ink="secondary")
        self.fault = ErrorText(self)
        self.log = Button("记拜访", self, icon="visit")
        self.log.setVisible(self.ledger.key in ("enterprises", "hometown", "leads"))
        self.close_button = Button("关闭", self, hint="Esc")
        self.save_new = Button("保存并新建", self, hint="Ctrl+Shift+S")
        self.save_button = PrimaryButton("保存", self, hint="Ctrl+S")
        foot.addWidget(self.log)
        foot.addSpacing(SPACE_L)
        foot.addWidget(self.said)
        foot.addWidget(self.fault, 1)
        foot.addStretch(1)
        for button in (self.close_button, self.save_new, self.save_button):
            foot.addWidget(button)
        return foot

    def _connect(self) -> None:
        self.save_button.clicked.connect(self.save)
        self.save_new.clicked.connect(self.save_and_begin)
        self.close_button.clicked.connect(self.reject)
        self.previous.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.log.clicked.connect(self._log_visit)
        for keys, action in (
            ("Ctrl+S", self.save),
            ("Ctrl+Shift+S", self.save_and_begin),
            ("Alt+Up", self.go_back),
            ("Alt+Down", self.go_on),
            ("Ctrl+Z", self.revert),
            ("Alt+Return", self._open_related),
            ("Alt+Enter", self._open_related),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(action)
        self.form.edited.connect(self._on_edited)
        self._side.edited.connect(self._on_edited)
        self._side.opened.connect(self._open_entry)
        self._side.filled.connect(self._foot_last)
        self.app.changed.connect(self._on_changed)

    @Slot()
    def _foot_last(self) -> None:
        """Let Tab go through the column before the foot, though it was made after it."""
        last: QWidget | None = self.previousInFocusChain()
        while last is not None and last is not self and not last.focusPolicy() & Qt.FocusPolicy.TabFocus:
            last = last.previousInFocusChain()
        stops = (self.log, self.close_button, self.save_new, self.save_button)
        for before, button in zip((last or self, *stops), stops, strict=False):
            self.setTabOrder(before, button)

    @property
    def side(self) -> SideColumn:
        """What stands beside the form, complete by now."""
        self._side.complete()
        return self._side

    # opening

    @classmethod
    def open(  # type: ignore[override]
        cls,
        app: App,
        ledger: str,
        id: int | None = None,
        *,
        defaults: dict[str, Any] | None = None,
        among: Sequence[int] | None = None,
        parent: QWidget | None = None,
    ) -> RecordDialog | None:
        """Show a record, or an empty form; `among` is the order that previous and next go by. None when it is gone."""
        dialog = cls(app, ledger, parent if parent is not None else app.window)
        dialog._among = list(among) if among is not None else None
        if id is None:
            dialog.begin(defaults or {})
        elif not dialog.load(id):
            dialog.deleteLater()
            app.message.emit(f"这{dialog.ledger.counter}{dialog.ledger.label}已不在账本里")
            return None
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        dialog.form.cells[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return dialog

    def load(self, record: int) -> bool:
        """Show a record; False when it is gone."""
        if not self.form.load(record):
            return False
        self.record = record
        self._side.renew(record)
        self._say("")
        self._show_head()
        return True

    def begin(self, defaults: dict[str, Any]) -> None:
        """Show an empty form with values filled in, and whoever works here as the one responsible."""
        self.record = None
        self._defaults = dict(defaults)
        self.form.begin({**self._mine(), **defaults})
        self._side.begin()
        self._say("")
        self._show_head()

    def _mine(self) -> dict[str, Any]:
        from crm.queries.trips import staff_named

        me = self.app.book.setting("me") or {}
        if me.get("role") != "posted" or self.ledger.key not in _MINE:
            return {}
        with self.app.book.read() as session:
            staff = staff_named(session, str(me.get("name", "")))
        found = {"staff": staff, "station": me.get("station_id")}
        return {key: value for key, value in found.items() if value is not None}

    def _show_head(self) -> None:
        name = f"新建{self.ledger.label}"
        if self.record is not None:
            with self.app.book.read() as session:
                name = titles(session, self.ledger.key, [self.record]).get(self.record, self.ledger.label)
        self.setWindowTitle(f"{name} - {self.ledger.label}")
        self.log.setEnabled(self.record is not None)
        order = self._among or []
        place = f"{order.index(self.record) + 1} / {len(order)}" if self.record in order else ""
        self.head.tell(name, self.form, there=self.record is not None, place=place, today=self.app.book.today())

    # previous and next

    @Slot()
    def go_back(self) -> None:
        """Show the record before this one."""
        self._step(-1)

    @Slot()
    def go_on(self) -> None:
        """Show the record after this one."""
        self._step(1)

    def _step(self, by: int) -> None:
        if self.record is not None:
            self._leave_for(partial(self._go, by))

    def _go(self, by: int) -> None:
        if self._among is None:
            with self.app.book.read() as session:
                self._among = ids(session, ViewSpec(self.ledger.key))
        at = self._among.index(self.record) + by if self.record in self._among else -1
        if 0 <= at < len(self._among):
            self.load(self._among[at])
        else:
            self.said.setText("已经是最后一条" if by > 0 else "已经是第一条")

    # saving

    @property
    def changed(self) -> bool:
        """Whether anything is typed that is not in the book."""
        return self.form.changed or self._side.changed

    @Slot()
    def save(self) -> bool:
        """Write the record and its child rows as one step; False where something is wrong, which its field says."""
        return self._save_and(self._say_saved)

    def _save_and(self, then: Callable[[], object]) -> bool:
        if self.record is not None and not self.changed:
            self._say("没有改动")
            return True
        wrong = self.form.check()
        if wrong:
            more = f"等 {len(wrong)} 项" if len(wrong) > _NAMED else ""
            self._say("", f"请先改正：{'、'.join(wrong[:_NAMED])}{more}")
            return False
        children = self._children()
        if children is None:
            return False
        if self.record is None and self.side.attachments.busy:
            self._say("", STILL_READING)
            return False
        action = partial(
            save_record, self.app.book, self.ledger.key, self.record, values=self.form.values(), children=children,
            attachments=list(self.side.attachments.pending), label=self._label(),
        )  # fmt: skip
        label = f"正在保存{self.ledger.label}"
        return self._saving.save(action, partial(self._saved, then), failed=self._refused, label=label)

    def _refused(self, problem: Problem) -> None:
        self._say("", str(problem))

    def _saved(self, then: Callable[[], object], answer: tuple[int, Changes]) -> None:
        record, _ = answer
        if self.record is None and self._among is not None:
            self._among.append(record)
        self.load(record)
        then()

    def _say_saved(self) -> None:
        self._say(f"已保存 {self.app.book.clock():%H:%M}")

    def _children(self) -> dict[str, list[dict[str, Any]]] | None:
        found: dict[str, list[dict[str, Any]]] = {}
        for name, editor in self.side.editors.items():
            if not editor.touched:
                continue
            try:
                found[name] = editor.rows()
            except BadValue as wrong:
                self.side.reveal(name)
                self._say("", str(wrong))
                return None
        return found

    def _label(self) -> str:
        if self.record is None:
            return ""
        changed = [cell.spec.label for cell in self.form.cells if cell.changed]
        changed += [CHILD_LABELS[key] for key, editor in self.side.editors.items() if editor.touched]
        what = "、".join(changed[:3]) + ("等" if len(changed) > 3 else "")
        return f"修改{self.ledger.label} {self.title.text()} 的{what}"

    @Slot()
    def save_and_begin(self) -> None:
        """Write the record and show an empty form for the next."""
        if self.changed or self.record is None:
            self._save_and(self._begin_next)
        else:
            self._begin_next()

    def _begin_next(self) -> None:
        self.begin(self._defaults)
        self._say(f"已保存 {self.app.book.clock():%H:%M}，请填写下一{self.ledger.counter}")
        self.form.cells[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def revert(self) -> None:
        """Take back what was typed into the field in focus, else the newest step of the book."""
        if not self.form.revert_focused() and not self.changed:
            self.app.undo()

    def _leave_for(self, then: Callable[[], object]) -> None:
        """Go on to something else, after asking about what is not saved."""
        if not self.changed:
            then()
            return
        sentence = f"“{self.title.text()}”有改动还没有保存。"
        answer = Ask.choose(self, sentence, verbs=["保存", "不保存"], cancel="继续填写")
        if answer == 0:
            self._save_and(then)
        elif answer == 1:
            then()

    def reject(self) -> None:
        """Close, after asking about what is not saved; Esc, the button and the window's cross all come here."""
        if not self._saving.waits:
            self._leave_for(super().reject)

    # what happens meanwhile

    @Slot()
    def _on_edited(self) -> None:
        self._say("有改动还没有保存" if self.changed else "")

    def _say(self, words: str, fault: str = "") -> None:
        self.said.setText(words)
        self.fault.say(fault)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if self.record is None or not self.isVisible():
            return
        told_of = {"visits", "arrivals"} | referring(self.ledger.key)
        if self.record in changes.ids.get(self.ledger.key, frozenset()) or told_of & changes.ids.keys():
            self.form.renew_unchanged()
            self._side.renew(self.record, keep_edits=True)
            self._show_head()

    @Slot(object)
    def _open_entry(self, entry: Entry) -> None:
        self.app.open_record(entry.ledger, entry.id)

    @Slot()
    def _open_related(self) -> None:
        cell = cell_holding(self.form.cells, self.focusWidget())
        if cell is None or not cell.open_related():
            self.said.setText("光标所在的项目没有可打开的记录")

    @Slot()
    def _log_visit(self) -> None:
        keys = {"enterprises": "enterprise", "hometown": "hometown", "leads": "lead"}
        if self.record is not None:
            self.app.log_visit(**{keys[self.ledger.key]: self.record})
