"""记拜访 in under a minute, by keyboard alone; what is being told survives a crash."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from crm.actions.attachments import NewAttachment
from crm.actions.visits import VisitEntry, log_visit
from crm.rules.problem import Problem
from ui.core import errors
from ui.core.app import App
from ui.core.days import day_text
from ui.core.kit import Button, ErrorText, Label, LinkButton, PrimaryButton, column, open_at, row, scroll, scroll_area
from ui.core.tokens import SPACE_M
from ui.core.writing import WAITING, Saving
from ui.dialogs.drafts import Drafts
from ui.dialogs.quick_form import VisitForm
from ui.form.attachments import STILL_READING, Attachments

if TYPE_CHECKING:
    from crm.book import Changes

KEEP_EVERY_MS = 3000
DROP, TAKE_BACK = "丢弃", "取回草稿"


class QuickLog(QDialog):
    """The quick log. It is built once and shown again; `ask` opens it from anywhere."""

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.drafts = Drafts(app.settings, "visit_draft", app.book.path)
        self._dirty = False
        self.restored = False
        self.setWindowTitle("记拜访")
        self.setMinimumSize(480, 400)
        open_at(self, 560, 600)
        self._lay_out()
        self._saving = Saving(app, self, holds=[self.form, self.save_button])
        self._connect()
        self._timer = QTimer(self, interval=KEEP_EVERY_MS)
        self._timer.timeout.connect(self.keep_draft)
        errors.keepers.append(self.keep_draft)
        self.destroyed.connect(_Forget(self.keep_draft))

    def _lay_out(self) -> None:
        outer = column(self, spacing=10)
        outer.setContentsMargins(22, 16, 22, 16)
        head = row()
        head.addWidget(Label("记拜访", type="title"))
        head.addStretch(1)
        self.draft_note = Label("", type="note", ink="secondary")
        head.addWidget(self.draft_note)
        self.draft_link = LinkButton("", role="accent", size=9.0)
        head.addWidget(self.draft_link)
        outer.addLayout(head)
        area = scroll_area(self, name="记拜访", by_keys=False)
        self.form = VisitForm(self.app, area.viewport())
        scroll(area, self.form)
        outer.addWidget(area, 1)
        self.files = Attachments(self.app, "visits", self, small=True)
        self.files.listen_on(self)
        outer.addWidget(self.files)
        foot = row(spacing=SPACE_M - 4)
        self.fault = ErrorText()
        self.hint = Label("Tab 下一项，↓ 展开可选项", type="note", ink="secondary")
        self.close_button = Button("关闭", hint="Esc")
        self.save_button = PrimaryButton("保存", hint="Ctrl+Enter")
        foot.addWidget(self.hint)
        foot.addWidget(self.fault, 20)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.save_button)
        outer.addLayout(foot)
        QWidget.setTabOrder(self.form.next_day, self.files.add)
        QWidget.setTabOrder(self.files.add, self.save_button)
        QWidget.setTabOrder(self.save_button, self.close_button)
        QWidget.setTabOrder(self.close_button, self.draft_link)
        QWidget.setTabOrder(self.draft_link, self.form.day)

    def _connect(self) -> None:
        self.form.edited.connect(self._on_edited)
        self.files.edited.connect(self._on_edited)
        self.form.left.connect(self.keep_draft)
        self.form.submitted.connect(self.save)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.reject)
        self.draft_link.clicked.connect(self._use_link)

    # opening and closing

    @classmethod
    def prepare(cls, app: App, window: QWidget | None) -> QuickLog:
        """The one quick log of an App, built now if it was not, so that opening takes no time."""
        found = app.property("quick_log")
        if not isinstance(found, QuickLog) or not isValid(found):
            found = cls(app, window)
            app.setProperty("quick_log", found)
        return found

    @classmethod
    def ask(cls, app: App, window: QWidget | None, **values: Any) -> QuickLog:
        """Open it, with an enterprise, hometown person or lead by id, a date, or words for `content` filled in."""
        dialog = cls.prepare(app, window)
        dialog.begin(**values)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        if dialog.restored:
            dialog.form.go_on()
        else:
            dialog.form.start(at_content=bool(values))
        return dialog

    def begin(self, **values: Any) -> None:
        """Start a visit: with values, or from the draft, or empty; one that is open goes on unless values are given."""
        if self._saving.waits or (self.isVisible() and not values):
            return
        self.keep_draft()
        draft = self.drafts.load()
        self._empty()
        self.restored = draft is not None and not values
        if draft is not None and not values:
            self._show_draft(draft)
        else:
            if draft is not None:
                self.drafts.put_aside()
            self._say_draft("", TAKE_BACK if self.drafts.load(aside=True) else "")
            self.form.prefill(**values)
        self._dirty = False
        self._timer.start()

    def _empty(self) -> None:
        self.form.clear()
        self.files.start_with([])
        self._say_fault("")
        self._say_draft("", "")
        self._dirty = False

    def tell_draft(self) -> None:
        """Say quietly that a visit was begun and never saved, as after a power cut."""
        draft = self.drafts.load()
        if draft is not None and not self.isVisible():
            self.app.message.emit(
                f"有一份{_when(draft.get('at'), self.app.book.today())}没记完的拜访，按 Ctrl+N 接着写"
            )

    def done(self, result: int) -> None:
        """Close with the keyboard in no box: a box that is hidden with the cursor in it shows it ever after."""
        box = self.focusWidget()
        if box is not None:
            box.clearFocus()
        super().done(result)

    def reject(self) -> None:
        """Keep the draft and close; nothing is lost."""
        self.keep_draft()
        self._timer.stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own cross closes as Esc does."""
        self.keep_draft()
        self._timer.stop()
        super().closeEvent(event)

    # drafts

    @Slot()
    def _on_edited(self) -> None:
        self._dirty = True
        self._say_fault("")

    @Slot()
    def keep_draft(self) -> None:
        """Write the draft now, if anything changed since it was written and no input method is at work."""
        if not self._dirty or self.form.composing:
            return
        if self.form.empty:
            # An input method that composed and gave up has changed nothing; whoever wiped all wants no draft.
            self.drafts.drop()
            self._dirty = False
            return
        now = self.app.book.clock()
        waiting = [item.told() for item in self.files.pending]
        if self.drafts.keep({"at": now.isoformat(timespec="seconds"), **self.form.draft(), "attachments": waiting}):
            self._dirty = False
            self._say_draft(f"草稿已存 {now:%H:%M:%S}", self.draft_link.text() or DROP)
        else:
            self.draft_note.setText("草稿没有存下，请检查磁盘空间")

    def _show_draft(self, draft: dict[str, Any]) -> None:
        self.form.fill(draft)
        self.files.start_with([NewAttachment.from_told(told) for told in draft.get("attachments", ())])
        self._say_draft(f"已恢复{_when(draft.get('at'), self.app.book.today())}的草稿", DROP)

    def _say_draft(self, note: str, link: str) -> None:
        self.draft_note.setText(f"{note}　·" if note and link else note)
        self.draft_link.setText(link)
        self.draft_link.setAccessibleName("丢弃草稿，可以取回" if link == DROP else link)
        self.draft_link.setVisible(bool(link))

    @Slot()
    def _use_link(self) -> None:
        if self.draft_link.text() == TAKE_BACK:
            draft = self.drafts.take_back()
            self._empty()
            if draft is not None:
                self._show_draft(draft)
            self.form.go_on()
        else:
            self.keep_draft()
            self.drafts.put_aside()
            self._empty()
            self._say_draft("", TAKE_BACK)
            self.form.start()

    # saving

    @Slot()
    def save(self) -> None:
        """Write the visit and close; what is wrong is said under its box, a fault of the world at the foot."""
        entry = self.form.entry() if not self._saving.waits else None
        if entry is None:
            return
        if self.files.busy:
            self._say_fault(STILL_READING)
            return
        action = partial(log_visit, self.app.book, replace(entry, attachments=tuple(self.files.pending)))
        self._saving.save(action, self._saved, failed=partial(self._place_fault, entry), label="正在保存拜访")
        if self._saving.waits:
            self._dirty = True
            self.keep_draft()
            self._say_draft(f"草稿已存，{WAITING}", "")

    def _saved(self, answer: tuple[int, Changes]) -> None:
        _, changes = answer
        self.drafts.drop()
        self._empty()
        self._timer.stop()
        self.app.message.emit(f"已{changes.label}")
        self.accept()

    def _place_fault(self, entry: VisitEntry, problem: Problem) -> None:
        sentence = str(problem)
        if entry.date > self.app.book.today():
            key = "day"
        elif entry.next_date is not None and entry.next_date < entry.date:
            key = "next_day"
        else:
            self._say_fault(sentence)
            self._dirty = True
            self.keep_draft()
            return
        self.form.say(key, sentence)
        self.form.boxes[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_fault(self, sentence: str) -> None:
        self.fault.say(sentence)
        self.hint.setVisible(not sentence)


def _when(at: object, today: dt.date) -> str:
    """When a draft was kept: 10:42 of today, else with its day; nothing for a draft that does not say."""
    try:
        moment = dt.datetime.fromisoformat(str(at))
    except ValueError:
        return ""
    day = "" if moment.date() == today else f"{day_text(moment.date())} "
    return f" {day}{moment:%H:%M} "


class _Forget:
    """Takes a keeper out of the list when its window is gone."""

    def __init__(self, keeper: Any) -> None:
        self._keeper = keeper

    def __call__(self, *_gone: object) -> None:
        if self._keeper in errors.keepers:
            errors.keepers.remove(self._keeper)
        self._keeper = None
