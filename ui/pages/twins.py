"""查重与疑点: likely duplicates side by side, and what in the projects should be looked into."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from crm.actions.judge import bring_back, dismiss, not_twins, twins_again
from crm.actions.merge import merge
from crm.queries.side_by_side import side_by_side
from crm.queries.suspicions import Suspicion
from crm.queries.twins import COMPARED, Pair
from crm.records.ledger import LEDGERS
from ui.core.kit import Card, EmptyState, LinkButton, PageTitle, Tabs, row
from ui.core.page import Page
from ui.core.tokens import SPACE_M
from ui.core.writing import Saving
from ui.pages.finding_list import FindingList, Item
from ui.pages.suspicion_panel import SuspicionPanel
from ui.pages.suspicion_panel import tone_of as kind_tone
from ui.pages.twins_compare import ComparePanel, sure_words, tone_of
from ui.pages.twins_found import Found, facts_of, find, suspect

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App
    from ui.core.work import Task

SUSPICIONS = "suspicions"
_ORDER = ("enterprises", "leads", "hometown", "ambassadors")
_LIST_WIDTH, _LIST_NARROW, _WIDE = 372, 300, 960
_NOTHING = {
    "enterprises": "没有发现重复的企业。导入或新建后会重新比较名称、信用代码、电话和地址。",
    "leads": "没有发现重复的项目。导入或新建后会重新比较投资主体、建设内容和投资额。",
    "hometown": "没有发现重复的乡贤。导入或新建后会重新比较姓名、电话和单位。",
    "ambassadors": "没有发现重复的大使。导入或新建后会重新比较姓名、电话和单位。",
    SUSPICIONS: "没有发现疑点。这里列出一项两报、以旧充新、以小充大、到位超签约、未批先建、投产未入统和增资重复。",
}


class TwinsPage(Page):
    """One tab for each ledger that is compared, one for the suspicions; it may be sent here with `tab`."""

    key = "twins"
    title = "查重与疑点"

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(app, parent)
        self.tab = _ORDER[0]
        self.found: dict[str, Found] = {}
        self.suspicions: list[Suspicion] | None = None
        self.aside = False
        self._wanted: object = None
        self._keyboard_due = False
        self._tasks: dict[str, Task] = {}
        self.tabs = Tabs()
        self.head = PageTitle(self.title, tabs=self.tabs)
        self.aside_link = LinkButton("", icon="history", size=9.0)
        self.head.add_action(self.aside_link)
        self.content.addWidget(self.head)
        self.list = FindingList("可能重复的记录")
        self.compare, self.panel = ComparePanel(app.book.today), SuspicionPanel()
        self.empty = EmptyState("check", _NOTHING[self.tab])
        self.stack = QStackedWidget()
        self.stack.addWidget(self._split())
        self.stack.addWidget(self.empty)
        self.content.addWidget(self.stack, 1)
        self._saving = Saving(app, self, holds=[self.tabs, self.stack])
        self._connect()
        self._show_tabs()

    def _split(self) -> QWidget:
        split = QWidget()
        sides = row(split, spacing=SPACE_M)
        self._listed = Card(margin=1)
        self._listed.body.addWidget(self.list)
        self._listed.setFixedWidth(_LIST_WIDTH)
        sides.addWidget(self._listed)
        self.right = QStackedWidget()
        self.right.addWidget(self.compare)
        self.right.addWidget(self.panel)
        sides.addWidget(self.right, 1)
        return split

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page leaves the two that are compared more room than their list."""
        super().resizeEvent(event)
        self._listed.setFixedWidth(_LIST_WIDTH if event.size().width() >= _WIDE else _LIST_NARROW)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._choose)
        self.aside_link.clicked.connect(self._toggle_aside)
        self.list.picked.connect(self._show_finding)
        self.list.opened.connect(self._enter)
        self.compare.merged.connect(self.merge)
        self.compare.apart.connect(self.judge_apart)
        self.compare.again.connect(self.compare_again)
        self.compare.opened.connect(self.app.open_record)
        self.panel.dismissed.connect(self.dismiss)
        self.panel.restored.connect(self.restore)
        self.panel.opened.connect(self._open_lead)
        self.panel.compared.connect(self._compare_leads)
        for keys, action in (("Ctrl+Return", self.merge), ("Ctrl+Enter", self.merge), ("Ctrl+D", self.judge_apart)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    # finding

    def on_show(self, **state: Any) -> None:
        """Show a tab: a ledger, or the suspicions."""
        if state.get("tab") in (*_ORDER, SUSPICIONS):
            self.tab, self.aside = str(state["tab"]), False
            self._show_tabs()

    def take_keyboard(self) -> None:
        """Put the keyboard into the findings, once there are any."""
        super().take_keyboard()
        self._keyboard_due = not self.list.isVisible()

    def concerned(self, changes: Changes) -> bool:
        """What is compared, and what people have judged."""
        return bool(changes.ids.keys() & {*COMPARED, "arrivals", "setting"})

    def refresh(self) -> None:
        """Look for everything anew, off the screen's thread."""
        for key in (*_ORDER, SUSPICIONS):
            self._look(key)
        self._show_tab()

    def refresh_rows(self, changes: Changes) -> None:
        """Look again where something changed; what is shown stays until the answer is there."""
        judged = "setting" in changes.ids
        for key in _ORDER:
            if judged or key in changes.ids:
                self._look(key)
        if judged or changes.ids.keys() & {"leads", "arrivals"}:
            self._look(SUSPICIONS)
        if self.list.current >= 0 and not judged:
            self._show_finding(self.list.current)

    def _look(self, key: str) -> None:
        """Start looking in one ledger; an older search of it is stopped."""
        if key in self._tasks and not self._tasks[key].over:
            self._tasks[key].cancel()
        work = suspect if key == SUSPICIONS else partial(find, key)
        book, done = self.app.book, self._suspected if key == SUSPICIONS else self._twins_found
        quiet = key in self.found or (key == SUSPICIONS and self.suspicions is not None)
        self._tasks[key] = self.read(
            partial(work, book), done, stopped=self._stopped, label=f"比较{_label(key)}", quiet=quiet, key=key
        )

    @Slot()
    def _stopped(self) -> None:
        """A search was stopped; another one is under way, or the window closes."""

    @Slot(object)
    def _twins_found(self, answer: tuple[str, Found]) -> None:
        key, found = answer
        self.found[key] = found
        self._show_tabs()
        if key == self.tab:
            self._show_tab()

    @Slot(object)
    def _suspected(self, answer: list[Suspicion]) -> None:
        self.suspicions = answer
        self._show_tabs()
        if self.tab == SUSPICIONS:
            self._show_tab()

    # showing

    def _counts(self) -> dict[str, int | None]:
        counts: dict[str, int | None] = {k: len(self.found[k].pairs) if k in self.found else None for k in _ORDER}
        told = self.suspicions
        counts[SUSPICIONS] = None if told is None else sum(one.dismissed is None for one in told)
        return counts

    def _show_tabs(self) -> None:
        tabs = []
        for key, n in self._counts().items():
            label = "疑点" if key == SUSPICIONS else LEDGERS[key].label
            tabs.append((key, label if n is None else f"{label} {n}"))
        self.tabs.set_tabs(tabs, self.tab)

    def items(self) -> list[Item]:
        """The findings of the tab that is shown."""
        if self.tab == SUSPICIONS:
            told = [one for one in self.suspicions or [] if (one.dismissed is not None) == self.aside]
            return [Item(s.key, s.kind, kind_tone(s.kind), s.title, s.reasons[0], _by(s) or s.investor) for s in told]
        found = self.found.get(self.tab, Found())
        return [
            Item((p.a, p.b), sure_words(p.confidence), tone_of(p.confidence), found.titles.get(p.a, ""),
                 found.titles.get(p.b, ""), "；".join(p.reasons))
            for p in (found.apart if self.aside else found.pairs)
        ]  # fmt: skip

    def _show_tab(self) -> None:
        known = self.suspicions is not None if self.tab == SUSPICIONS else self.tab in self.found
        set_aside = self._set_aside()
        self.aside = self.aside and set_aside > 0
        items = self.items()
        self.empty.set_sentence(_NOTHING[self.tab] if known else f"正在比较{_label(self.tab)}…")
        self.stack.setCurrentIndex(0 if items else 1)
        if items and self._keyboard_due:
            self._keyboard_due = False
            if self.tabs.hasFocus() or QApplication.focusWidget() is None:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.right.setCurrentIndex(1 if self.tab == SUSPICIONS else 0)
        self.list.setAccessibleName("疑点" if self.tab == SUSPICIONS else "可能重复的记录")
        words = "已忽略" if self.tab == SUSPICIONS else "已判定不是同一" + LEDGERS[self.tab].counter
        back = "返回疑点" if self.tab == SUSPICIONS else "返回查重"
        self.aside_link.setText(back if self.aside else f"{words} {set_aside}")
        self.aside_link.setVisible(set_aside > 0)
        if self._wanted is not None and self._wanted in [item.key for item in items]:
            self.list.set(items)
            at = [item.key for item in items].index(self._wanted)
            self.list.setCurrentIndex(self.list.findings.index(at, 0))
            self._wanted = None
        else:
            self.list.set(items)
        what = f"{len(items)} 处疑点" if self.tab == SUSPICIONS else f"{len(items)} 对可能重复的{_label(self.tab)}"
        self.say_status(what if known and not self.aside else "")

    def _set_aside(self) -> int:
        if self.tab == SUSPICIONS:
            return sum(one.dismissed is not None for one in self.suspicions or [])
        return len(self.found[self.tab].apart) if self.tab in self.found else 0

    @Slot(str)
    def _choose(self, key: str) -> None:
        self.tab, self.aside, self._keyboard_due = key, False, False
        self._show_tab()

    @Slot()
    def _toggle_aside(self) -> None:
        self.aside = not self.aside
        self._show_tab()

    @Slot(int)
    def _show_finding(self, at: int) -> None:
        if at < 0:
            return
        with self.app.guard(self):
            if self.tab == SUSPICIONS:
                self._show_suspicion(at)
            else:
                self._show_pair(at)

    def current_pair(self) -> Pair | None:
        """The pair that is shown."""
        found = self.found.get(self.tab, Found())
        pairs = found.apart if self.aside else found.pairs
        return pairs[self.list.current] if 0 <= self.list.current < len(pairs) else None

    def _judged_pair(self) -> Pair | None:
        """The pair that the panel shows side by side, to be decided about."""
        return self.current_pair() if self.compare.isEnabled() and self.tab != SUSPICIONS else None

    def _show_pair(self, at: int) -> None:
        pair = self.current_pair()
        if pair is None:
            return
        with self.app.book.read() as session:
            both = side_by_side(session, self.tab, pair.a, pair.b)
        # Where one of them is gone the search under way takes the pair off the list; the pair before is not judged.
        self.compare.setEnabled(both is not None)
        if both is not None:
            self.compare.show_pair(both, pair.confidence, pair.reasons, judged=self.aside)

    def current_suspicion(self) -> Suspicion | None:
        """The suspicion that is shown."""
        item = self.list.findings.items[self.list.current] if self.list.current >= 0 else None
        return next((one for one in self.suspicions or [] if item is not None and one.key == item.key), None)

    def _show_suspicion(self, at: int) -> None:
        one = self.current_suspicion()
        if one is not None:
            self.panel.show_suspicion(one, facts_of(self.app.book, one.leads))

    @Slot(int)
    def _enter(self, at: int) -> None:
        """Enter goes from the list to what can be done."""
        (self.panel.note if self.tab == SUSPICIONS else self.compare.merge_button).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    # deciding

    @Slot()
    def merge(self) -> None:
        """Make the two rows one, as chosen."""
        pair = self._judged_pair()
        if pair is None or self.aside or self.compare.pair is None:
            return
        what = f"合并为一{LEDGERS[self.tab].counter}"
        keep, other = self.compare.keep_id(), self.compare.other_id()
        action = partial(merge, self.app.book, self.tab, keep, other, self.compare.chosen())
        gone = self._taker(lambda p: other not in (p.a, p.b))
        self._saving.save(action, gone, label=f"正在{what}", said=f"已{what}，Ctrl+Z 撤销")

    @Slot()
    def judge_apart(self) -> None:
        """Remember that the two rows are not the same."""
        pair = self._judged_pair()
        if pair is None or self.aside:
            return
        what = f"不是同一{LEDGERS[self.tab].counter}"
        action, gone = partial(not_twins, self.app.book, self.tab, pair.a, pair.b), self._taker(lambda p: p != pair)
        self._saving.save(action, gone, label=f"正在记下{what}", said=f"已记住{what}，不再提示，Ctrl+Z 撤销")

    @Slot()
    def compare_again(self) -> None:
        """Take up a pair again that was judged not to be the same."""
        pair = self._judged_pair()
        if pair is not None and self.aside:
            action = partial(twins_again, self.app.book, self.tab, pair.a, pair.b)
            said = "已恢复比较，够得上重复的会再列出来"
            self._saving.save(action, label="正在恢复比较", said=said)

    def _taker(self, stays: Callable[[Pair], bool]) -> Callable[[Changes], None]:
        """Takes pairs off the list at once; the search that follows a write confirms it."""

        def take(_changes: Changes) -> None:
            found = self.found[self.tab]
            self.found[self.tab] = Found([pair for pair in found.pairs if stays(pair)], found.apart, found.titles)
            self._show_tabs()
            self._show_tab()

        return take

    @Slot(str)
    def dismiss(self, note: str) -> None:
        """Put the suspicion aside with its reason."""
        one = self.current_suspicion()
        if one is not None:
            said = f"已忽略“{one.title}”的{one.kind}，Ctrl+Z 撤销"
            self._saving.save(partial(dismiss, self.app.book, one.key, note), label="正在忽略疑点", said=said)

    @Slot()
    def restore(self) -> None:
        """Show a suspicion again that was put aside."""
        one = self.current_suspicion()
        if one is not None:
            said = f"已恢复“{one.title}”的{one.kind}"
            self._saving.save(partial(bring_back, self.app.book, one.key), label="正在恢复疑点", said=said)

    @Slot(object)
    def _open_lead(self, lead: object) -> None:
        self.app.open_record("leads", int(str(lead)))

    @Slot()
    def _compare_leads(self) -> None:
        """From a suspicion of two leads to the two side by side."""
        one = self.current_suspicion()
        if one is not None and len(one.leads) == 2:
            self._wanted = (min(one.leads), max(one.leads))
            self.tabs.set_current("leads")


def _label(key: str) -> str:
    return "项目疑点" if key == SUSPICIONS else LEDGERS[key].label


def _by(one: Suspicion) -> str:
    return f"{one.dismissed.who}：{one.dismissed.note}" if one.dismissed is not None else ""
